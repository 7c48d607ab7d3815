/* SPDX-License-Identifier: MIT */
/* What a command is for and how it is called, from its entry alone (command.h), in lines of at most
 * 80 columns (longer words aside). */
#ifndef PC_HELP_H
#define PC_HELP_H

#include "harness/cli/command.h"

/* Exit statuses that all commands have but where they say otherwise. */
extern const pc_command_note pc_help_statuses[];
/* What the program is for, in a paragraph. */
extern const char pc_help_purpose[];

/* Each is the caller's. */
char *pc_help_command(const pc_command *command);
char *pc_help_overview(const pc_command *const *commands);

/* "paritycheck run [OPTION ...] [ENV|URL ...]"; the caller's. */
char *pc_help_usage(const pc_command *command);

#endif
