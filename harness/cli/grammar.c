/* SPDX-License-Identifier: MIT */
/* The grammar of script probes as text. */
#include "harness/cli/grammar.h"

#include "harness/catalogue/script.h"

#include <string.h>

enum { COLUMNS = 80, TERM = 4, HELP = 8 };

/* Appends words from a column on, line by line. */
static void words_append(GString *page, const char *text, guint indent) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  glong column = 0;
  for (char **word = words; *word; word++) {
    const glong length = g_utf8_strlen(*word, -1);
    if (column == 0 || column + 1 + length > COLUMNS) {
      g_string_append_printf(page, "%s%*s", column ? "\n" : "", (int)indent, "");
      column = indent;
    } else {
      g_string_append_c(page, ' ');
      column++;
    }
    g_string_append(page, *word);
    column += length;
  }
  g_string_append_c(page, '\n');
}

static void row_append(GString *page, const char *term, const char *help, const char *example) {
  g_string_append_printf(page, "%*s%s\n", TERM, "", term);
  words_append(page, help, HELP);
  if (example)
    g_string_append_printf(page, "%*s%s\n", HELP + 4, "", example);
}

static void rows_append(GString *page, const char *title, const pc_grammar_row *rows) {
  g_string_append_c(page, '\n');
  words_append(page, title, 0);
  for (const pc_grammar_row *row = rows; row->word; row++)
    row_append(page, row->word, row->help, row->example);
}

/* "set KEY VALUE [ttl=NUMBER]" */
static char *usage_new(const pc_operation_type *type) {
  static const char *const forms[] = {[PC_ARGUMENT_NAME] = "NAME",
                                      [PC_ARGUMENT_NAMES] = "NAME ...",
                                      [PC_ARGUMENT_HANDLE] = "WORD",
                                      [PC_ARGUMENT_VALUE] = "VALUE",
                                      [PC_ARGUMENT_VALUES] = "[VALUE, ...]",
                                      [PC_ARGUMENT_TEXT] = "'TEXT'",
                                      [PC_ARGUMENT_INTEGER] = "INTEGER",
                                      [PC_ARGUMENT_NUMBER] = "NUMBER",
                                      [PC_ARGUMENT_BOOLEAN] = "true|false",
                                      [PC_ARGUMENT_OBJECT] = "{'NAME': VALUE}",
                                      [PC_ARGUMENT_PAIRS] = "[['NAME', VALUE]]",
                                      [PC_ARGUMENT_PLACE] = "INTEGER"};
  GString *usage = g_string_new(type->name);
  for (const pc_argument *argument = type->arguments; argument->name; argument++) {
    const bool optional = !argument->required;
    g_string_append(usage, optional ? " [" : " ");
    if (argument->in_place) {
      g_autofree char *name = g_ascii_strup(argument->name, -1);
      g_string_append_printf(usage, "%s%s", name,
                             argument->type == PC_ARGUMENT_NAMES ? " ..." : "");
    } else {
      g_string_append_printf(usage, "%s=%s", argument->name, forms[argument->type]);
      if (argument->words)
        g_string_append_printf(usage, "|%s", argument->words);
    }
    g_string_append(usage, optional ? "]" : "");
  }
  return g_string_free(usage, FALSE);
}

static void role_append(GString *page, const pc_role_table *table) {
  const char *name = pc_role_names[table->role];
  g_autofree char *title = g_strdup_printf("Operations of a %s (.%s):", name, name);
  g_string_append_c(page, '\n');
  words_append(page, title, 0);
  for (const pc_operation_type *type = table->operations; type->name; type++) {
    g_autofree char *usage = usage_new(type);
    words_append(page, usage, TERM);
    words_append(page, type->help, HELP);
    for (const pc_argument *argument = type->arguments; argument->name; argument++) {
      g_autofree char *standard =
          argument->standard ? g_strdup_printf(" (%s by default)", argument->standard) : NULL;
      g_autofree char *line =
          g_strdup_printf("%s: %s%s", argument->name, argument->help, standard ? standard : "");
      words_append(page, line, HELP + 2);
    }
  }
  g_autofree char *shows = g_strjoinv(", ", (char **)(guintptr)table->shows);
  g_autofree char *shown = g_strdup_printf("show=: %s", shows);
  words_append(page, shown, TERM);
}

char *pc_grammar_new(void) {
  static const char about[] =
      "A probe is a file: a header, an empty line, and steps. Its id is its path in the folder "
      "that '--probes' names, without the ending, which says what a step is: a statement that ends "
      "with ';' at the end of a line (.sql), a raw command on a line (.redis), or an operation of "
      "a role on a line (.cache, .queue, .stream).";
  GString *page = g_string_new(NULL);
  words_append(page, about, 0);
  rows_append(page, "The header, at the top, each key once:", pc_script_keys);
  rows_append(page, "Lines among the steps that begin with '--':", pc_script_directives);
  rows_append(page, "Names and values in an operation:", pc_typed_values);
  rows_append(page, "After the arguments of any operation:", pc_typed_modifiers);
  g_string_append_c(page, '\n');
  words_append(page, "Between operations:", 0);
  row_append(page, "pause TIME", "waits", "pause 1500ms");
  for (guint role = 0; role < PC_ROLE_COUNT; role++)
    if (pc_role_table_of((pc_role)role))
      role_append(page, pc_role_table_of((pc_role)role));
  return g_string_free(page, FALSE);
}
