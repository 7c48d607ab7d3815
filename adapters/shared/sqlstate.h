/* SPDX-License-Identifier: MIT */
/* SQLSTATE codes and their condition names, as PostgreSQL spells them. */
#ifndef PC_SQLSTATE_H
#define PC_SQLSTATE_H

#include <glib.h>

/* "23505" -> "unique_violation"; NULL where the code is not known. */
const char *pc_sqlstate_name(const char *code);

#endif
