/* SPDX-License-Identifier: MIT */
/* A script probe as a person sends it through a service's own client. */
#ifndef PC_REPRODUCE_H
#define PC_REPRODUCE_H

#include "harness/script.h"

/* The statements for dialect; sessions and labels as comments, bound parameters written in. before and after may be
 * NULL. The caller's. */
char *pc_script_reproduce(const pc_script *script, const char *dialect, const char *before, const char *after);

#endif
