/* SPDX-License-Identifier: MIT */
/* Commands: their options parsed by GOption under each command's table. */
#include "harness/cli/command.h"

#include "harness/base/error.h"

#include <string.h>

static GOptionArg entry_arg(pc_command_option_kind kind) {
  static const GOptionArg args[] = {
      [PC_COMMAND_FLAG] = G_OPTION_ARG_NONE,
      [PC_COMMAND_TEXT] = G_OPTION_ARG_STRING,
      [PC_COMMAND_TEXTS] = G_OPTION_ARG_STRING_ARRAY,
      [PC_COMMAND_FILE] = G_OPTION_ARG_FILENAME,
      [PC_COMMAND_FILES] = G_OPTION_ARG_FILENAME_ARRAY,
  };
  return args[kind];
}

static GArray *entries_new(const pc_command_option *table, char *options) {
  GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
  for (const pc_command_option *option = table; option && option->name; option++) {
    const GOptionEntry entry = {.long_name = option->name,
                                .short_name = option->letter,
                                .arg = entry_arg(option->kind),
                                .arg_data = options + option->offset,
                                .description = option->help,
                                .arg_description = option->argument};
    g_array_append_val(entries, entry);
  }
  return entries;
}

static void options_free(const pc_command_option *table, char *options) {
  for (const pc_command_option *option = table; option && option->name; option++) {
    void *member = options + option->offset;
    switch (option->kind) {
    case PC_COMMAND_FLAG:
      break;
    case PC_COMMAND_TEXT:
    case PC_COMMAND_FILE:
      g_free(*(char **)member);
      break;
    case PC_COMMAND_TEXTS:
    case PC_COMMAND_FILES:
      g_strfreev(*(char ***)member);
      break;
    }
  }
  g_free(options);
}

/* argc and argv keep what is left, from argv[1] on. */
static bool options_parse(const pc_command *command, void *options, int *argc, char ***argv,
                          bool *ret_help, GError **error) {
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GArray) entries = entries_new(command->options, options);
  gboolean help = FALSE;
  const GOptionEntry asked = {.long_name = "help", .short_name = 'h', .arg_data = &help};
  g_array_append_val(entries, asked);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, (const GOptionEntry *)(void *)entries->data, NULL);
  GError *local = NULL;
  if (g_option_context_parse(context, argc, argv, &local)) {
    *ret_help = help;
    return true;
  }
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s; see 'paritycheck %s --help'", local->message,
              command->name);
  g_error_free(local);
  return false;
}

const pc_command *pc_command_find(const pc_command *const *commands, const char *name,
                                  GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_command *const *command = commands; *command; command++) {
    if (strcmp((*command)->name, name) == 0)
      return *command;
    if ((*command)->summary)
      g_ptr_array_add(names, (gpointer)(guintptr)(*command)->name);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "unknown command '%s'%s; see 'paritycheck --help'",
              name, hint);
  return NULL;
}

bool pc_command_number(const char *option, const char *text, guint least, guint most,
                       guint *ret_number, GError **error) {
  guint64 number;
  if (text && !g_ascii_string_to_unsigned(text, 10, least, most, &number, NULL)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--%s %s: expected a number from %u to %u", option,
                text, least, most);
    return false;
  }
  if (text)
    *ret_number = (guint)number;
  return true;
}

int pc_command_start(const pc_command *command, int argc, char **argv, bool *ret_help,
                     GError **error) {
  char *options = g_malloc0(MAX(command->options_size, 1));
  int status = 0;
  if (options_parse(command, options, &argc, &argv, ret_help, error) && !*ret_help)
    status = command->run(options, argv + 1, error);
  options_free(command->options, options);
  return status;
}
