/* SPDX-License-Identifier: MIT */
/* What a command is for and how it is called, from its entry alone (command.h), as a manual page.
 */
#ifndef PC_MANUAL_H
#define PC_MANUAL_H

#include "harness/cli/command.h"

/* The caller's: manual pages of section 1 in the macros of man(7); pc_manual_overview's is of the
 * program as a whole. */
char *pc_manual_command(const pc_command *command, const pc_command *const *commands);
char *pc_manual_overview(const pc_command *const *commands);

#endif
