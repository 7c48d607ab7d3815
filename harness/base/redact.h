/* SPDX-License-Identifier: MIT */
/* Secrets in command lines, and in other texts of names and values. */
#ifndef PC_REDACT_H
#define PC_REDACT_H

#include <glib.h>

/*
 * command with "***" for what follows "password=", "--token ", "-p ", "-u USER:" and the like, or
 * stands for the password of a URL in it; each is added to secrets (secrets.h). NULL: there is
 * none. The caller's.
 */
char *pc_command_redact(const char *command, GPtrArray *secrets);

#endif
