/* SPDX-License-Identifier: MIT */
/* Secrets in a command line that stands in a URL ("exec:COMMAND"). */
#ifndef PC_COMMAND_REDACT_H
#define PC_COMMAND_REDACT_H

#include <glib.h>

/*
 * command (percent-encoded or not) decoded and with "***" for what follows "password=", "--token ", and the like, or
 * stands for the password of a URL in it; each is added to secrets (char *). NULL: there is none. The caller's.
 */
char *pc_command_redact(const char *command, GPtrArray *secrets);

#endif
