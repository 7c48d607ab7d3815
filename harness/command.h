/* SPDX-License-Identifier: MIT */
/*
 * The contract of a command: one const entry and one function in a file named after it (cmd_<name>.c). Only commands
 * and main.c print or exit. Its options are a table, which parses, and which help, manual and completion are made from.
 */
#ifndef PC_COMMAND_H
#define PC_COMMAND_H

#include <glib.h>

/* What an option is, and what it is stored as. */
typedef enum pc_command_option_kind {
  PC_COMMAND_FLAG,   /* gboolean */
  PC_COMMAND_NUMBER, /* gint */
  PC_COMMAND_TEXT,   /* char * */
  PC_COMMAND_TEXTS,  /* char **, one for each time it is given */
  PC_COMMAND_FILE,   /* char *, a file or folder */
  PC_COMMAND_FILES,  /* char ** */
} pc_command_option_kind;

/* A NULL name ends a table. What was not given is zero. */
typedef struct pc_command_option {
  const char *name;
  char letter; /* 0: none */
  pc_command_option_kind kind;
  gsize offset;         /* of the member in the command's options */
  const char *argument; /* what stands for its value in help; NULL of a flag */
  const char *help;
} pc_command_option;

typedef struct pc_command {
  const char *name;
  const char *arguments; /* for the usage line */
  const char *summary;   /* NULL: not for people */
  gsize options_size;    /* of the struct that the table fills, at least 1 */
  const pc_command_option *options;
  /* options: zeroed, filled and freed by the caller; arguments: the rest, NULL-terminated.
   * The exit status (error.h); with error set, main prints it and exits by its code. */
  int (*run)(void *options, char *const *arguments, GError **error);
} pc_command;

extern const pc_command pc_command_run, pc_command_record, pc_command_compare, pc_command_list, pc_command_explain,
    pc_command_doctor, pc_command_clean, pc_command_init, pc_command_compose, pc_command_isolation, pc_command_worker;
extern const pc_command *const pc_commands[]; /* NULL-terminated */

/* Parses argv, whose first is the command's name, and runs it. PC_ERROR_USAGE; else as run. */
int pc_command_start(const pc_command *command, int argc, char **argv, GError **error);

/* Options that several commands have alike. */
#define PC_REPORT_OPTION(type, member)                                                                                 \
  {                                                                                                                    \
    "report", 'r', PC_COMMAND_TEXTS, offsetof(type, member), "FORMAT[=FILE]",                                          \
        "a report, to standard output or a file (default: text)"                                                       \
  }
#define PC_CONFIG_OPTION(type, member)                                                                                 \
  { "config", 'c', PC_COMMAND_FILE, offsetof(type, member), "FILE", "configuration (default: paritycheck.yaml)" }
#define PC_FAIL_ON_OPTION(type, member)                                                                                \
  {                                                                                                                    \
    "fail-on", 0, PC_COMMAND_TEXT, offsetof(type, member), "POLICY",                                                   \
        "what exits with 1: any, medium, high, strict, never"                                                          \
  }

#endif
