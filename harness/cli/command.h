/* SPDX-License-Identifier: MIT */
/*
 * The contract of a command: one const entry and one function in a file named after it
 * (commands/<name>.c). Only commands and main.c print or exit. Its options are a table, which
 * parses, and which help, manual and completion are made from.
 */
#ifndef PC_COMMAND_H
#define PC_COMMAND_H

#include <glib.h>
#include <stdbool.h>

/* What an option is, and what it is stored as. */
typedef enum pc_command_option_kind {
  PC_COMMAND_FLAG,  /* gboolean */
  PC_COMMAND_TEXT,  /* char * */
  PC_COMMAND_TEXTS, /* char **, one for each time it is given */
  PC_COMMAND_FILE,  /* char *, a file or folder */
  PC_COMMAND_FILES, /* char ** */
} pc_command_option_kind;

/* A NULL name ends a table. What was not given is zero. */
typedef struct pc_command_option {
  const char *name;
  char letter; /* 0: none */
  pc_command_option_kind kind;
  gsize offset; /* of the member in the command's options */
  /* What stands for its value in help; NULL of a flag. Completion goes by it: words of capitals by
   * the vocabulary in completion.c (FILE, DIR, SUITE, ...), other words stand for themselves
   * ("text|markdown"). */
  const char *argument;
  const char *help;
} pc_command_option;

/* An exit status and what it means, or an example and what it does. A NULL term ends a table. */
typedef struct pc_command_note {
  const char *term;
  const char *text;
} pc_command_note;

typedef struct pc_command {
  const char *name;
  const char *arguments; /* for the usage line and completion, in the words of an option's argument
                          */
  const char *summary;   /* NULL: not for people */
  gsize options_size;    /* of the struct that the table fills, at least 1 */
  const pc_command_option *options;
  /* options: zeroed, filled and freed by the caller; arguments: the rest, NULL-terminated.
   * The exit status (error.h); with error set, main prints it and exits by its code. */
  int (*run)(void *options, char *const *arguments, GError **error);
  /* For help and manual; each may be NULL. */
  const char *description;         /* paragraphs, an empty line between them */
  const pc_command_note *statuses; /* NULL: those that all commands have */
  const pc_command_note *examples;
} pc_command;

extern const pc_command pc_command_run, pc_command_record, pc_command_compare, pc_command_accept,
    pc_command_list, pc_command_explain, pc_command_doctor, pc_command_clean, pc_command_history,
    pc_command_new, pc_command_test, pc_command_init, pc_command_compose, pc_command_isolation,
    pc_command_help, pc_command_completion, pc_command_complete, pc_command_worker;
extern const pc_command *const pc_commands[]; /* NULL-terminated */

/* The command with this name in a table such as pc_commands; NULL and PC_ERROR_USAGE with the
 * nearest name. */
const pc_command *pc_command_find(const pc_command *const *commands, const char *name,
                                  GError **error);

/* Parses argv, whose first is the command's name, and runs it. Sets *ret_help instead, and runs
 * nothing, where --help is among the options. PC_ERROR_USAGE; else as run. */
int pc_command_start(const pc_command *command, int argc, char **argv, bool *ret_help,
                     GError **error);

/* The number that an option's text is: 0 is one that was given, so that each is text in a command's
 * table. Where text is NULL, *ret_number stays as it is. PC_ERROR_USAGE, with the option's name,
 * for anything but a number from least to most. */
bool pc_command_number(const char *option, const char *text, guint least, guint most,
                       guint *ret_number, GError **error);

/* Options that several commands have alike. */
#define PC_REPORT_OPTION(type, member)                                                             \
  {                                                                                                \
    "report", 'r', PC_COMMAND_TEXTS, offsetof(type, member), "FORMAT[=FILE]",                      \
        "a report, to standard output or a file (default: text)"                                   \
  }
#define PC_CONFIG_OPTION(type, member)                                                             \
  {                                                                                                \
    "config", 'c', PC_COMMAND_FILE, offsetof(type, member), "FILE",                                \
        "configuration (default: paritycheck.yaml)"                                                \
  }
#define PC_FAIL_ON_OPTION(type, member)                                                            \
  {                                                                                                \
    "fail-on", 0, PC_COMMAND_TEXT, offsetof(type, member), "POLICY",                               \
        "what exits with 1: any, medium, high, strict, never"                                      \
  }

#endif
