/* SPDX-License-Identifier: MIT */
/*
 * The contract of a command: one const entry and one function in a file named after it (cmd_<name>.c). Only commands
 * and main.c print or exit.
 */
#ifndef PC_COMMAND_H
#define PC_COMMAND_H

#include <glib.h>

typedef struct pc_command {
  const char *name;
  const char *arguments; /* for the usage line */
  const char *summary;
  /* argv[0] is the command's name. The exit status (error.h); with error set, main prints it and exits by its code. */
  int (*run)(int argc, char **argv, GError **error);
} pc_command;

extern const pc_command pc_command_run, pc_command_record, pc_command_compare, pc_command_list, pc_command_explain,
    pc_command_doctor, pc_command_clean, pc_command_isolation, pc_command_worker;
extern const pc_command *const pc_commands[]; /* NULL-terminated */

/* Parses options by GOption; false with error set (PC_ERROR_USAGE). argc and argv keep what is left, from argv[1] on.
 */
gboolean pc_command_parse(const pc_command *command, const GOptionEntry *entries, int *argc, char ***argv,
                          GError **error);

#endif
