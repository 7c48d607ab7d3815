/* SPDX-License-Identifier: MIT */
/* paritycheck help: what a command is for, on the screen or as manual pages. */
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/grammar.h"
#include "harness/cli/help.h"
#include "harness/cli/manual.h"

#include <stdio.h>
#include <string.h>

typedef struct help_options {
  char *format;  /* NULL: text */
  char *manuals; /* a folder */
} help_options;

static bool manual_write(const char *folder, const char *name, const char *page, GError **error) {
  g_autofree char *file = g_strconcat(name, ".1", NULL);
  g_autofree char *path = g_build_filename(folder, file, NULL);
  GError *local = NULL;
  if (g_file_set_contents(path, page, -1, &local))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot write the manual page: %s", local->message);
  g_error_free(local);
  return false;
}

static bool manuals_write(const char *folder, GError **error) {
  g_autofree char *overview = pc_manual_overview(pc_commands);
  if (!manual_write(folder, "paritycheck", overview, error))
    return false;
  for (const pc_command *const *command = pc_commands; *command; command++) {
    if (!(*command)->summary)
      continue;
    g_autofree char *name = g_strconcat("paritycheck-", (*command)->name, NULL);
    g_autofree char *page = pc_manual_command(*command, pc_commands);
    if (!manual_write(folder, name, page, error))
      return false;
  }
  return true;
}

static void page_print(const pc_command *command, bool manual) {
  g_autofree char *page = NULL;
  if (manual)
    page = command ? pc_manual_command(command, pc_commands) : pc_manual_overview(pc_commands);
  else
    page = command ? pc_help_command(command) : pc_help_overview(pc_commands);
  fputs(page, stdout);
}

static int help_run(void *given, char *const *arguments, GError **error) {
  const help_options *options = given;
  const bool manual = g_strcmp0(options->format, "man") == 0;
  const pc_command *command = NULL;
  if (options->format && !manual && strcmp(options->format, "text") != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "unknown format '%s' (formats: text, man)",
                options->format);
    return 0;
  }
  if (arguments[0] && (arguments[1] || options->manuals)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected the name of one command at most%s",
                options->manuals ? ", and none with --manuals" : "");
    return 0;
  }
  if (options->manuals) {
    manuals_write(options->manuals, error);
    return 0;
  }
  if (arguments[0] && strcmp(arguments[0], "probes") == 0) {
    g_autofree char *grammar = pc_grammar_new();
    fputs(grammar, stdout);
    return 0;
  }
  if (arguments[0] && !(command = pc_command_find(pc_commands, arguments[0], error)))
    return 0;
  if (command && !command->summary) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is a command for paritycheck itself",
                command->name);
    return 0;
  }
  page_print(command, manual);
  return 0;
}

static const pc_command_option options[] = {
    {"format", 0, PC_COMMAND_TEXT, offsetof(help_options, format), "text|man",
     "as text, or as a manual page (roff)"},
    {"manuals", 0, PC_COMMAND_FILE, offsetof(help_options, manuals), "DIR",
     "write the manual pages of all commands into a folder"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "it was told"}, {"2", "wrong usage, or a folder that cannot be written"}, {0}};

static const pc_command_note examples[] = {
    {"paritycheck help run", "what 'run' does, with all its options"},
    {"paritycheck help probes", "how a probe of your own is written"},
    {"paritycheck help run --format man | man -l -", "the same as a manual page"},
    {0},
};

const pc_command pc_command_help = {
    .name = "help",
    .arguments = "[COMMAND|probes]",
    .summary = "what the program or one of its commands is for",
    .options_size = sizeof(help_options),
    .options = options,
    .run = help_run,
    .statuses = statuses,
    .examples = examples,
};
