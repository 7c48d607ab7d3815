/* SPDX-License-Identifier: MIT */
/* Help: from a command's entry to text that fits a terminal of 80 columns. */
#include "harness/cli/help.h"

#include <string.h>

enum { COLUMNS = 80, OPTION_COLUMNS = 29 };

const pc_command_note pc_help_statuses[] = {
    {"0", "no difference that counts"},
    {"1", "differences that count"},
    {"2", "wrong usage, configuration, script or recording"},
    {"3", "incomplete: something could not be asked or told"},
    {"4", "paritycheck itself failed, or changed what is not its own"},
    {0},
};

const char pc_help_purpose[] =
    "Asks the backing services of each environment the same questions, and lists every place where "
    "two environments answer differently. The reference, normally production, is the oracle: "
    "nothing is judged by expected values.";

/* Words of text from this column on, the lines after the first indented as far. Ends the line. */
static void text_wrap(GString *out, const char *text, gsize column) {
  const gsize indent = column;
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  for (char **word = words; *word; word++) {
    const gsize length = strlen(*word);
    if (word != words && column + 1 + length > COLUMNS) {
      g_string_append_printf(out, "\n%*s", (int)indent, "");
      column = indent;
    } else if (word != words) {
      g_string_append_c(out, ' ');
      column++;
    }
    g_string_append(out, *word);
    column += length;
  }
  g_string_append_c(out, '\n');
}

static void paragraphs_append(GString *out, const char *text) {
  g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
  for (char **paragraph = paragraphs; *paragraph; paragraph++) {
    g_string_append_c(out, '\n');
    text_wrap(out, *paragraph, 0);
  }
}

/* A term and what it means, beside it from this column on, or below it where it is too long. */
static void term_append(GString *out, const char *term, const char *text, gsize column) {
  g_string_append_printf(out, "  %s", term);
  if (strlen(term) + 4 > column)
    g_string_append_printf(out, "\n%*s", (int)column, "");
  else
    g_string_append_printf(out, "%*s", (int)(column - strlen(term) - 2), "");
  text_wrap(out, text, column);
}

static void option_append(GString *out, const pc_command_option *option) {
  g_autoptr(GString) term = g_string_new(NULL);
  if (option->letter)
    g_string_append_printf(term, "-%c, ", option->letter);
  else
    g_string_append(term, "    ");
  g_string_append_printf(term, "--%s", option->name);
  if (option->argument)
    g_string_append_printf(term, "=%s", option->argument);
  term_append(out, term->str, option->help, OPTION_COLUMNS);
}

char *pc_help_usage(const pc_command *command) {
  return g_strdup_printf("paritycheck %s [OPTION ...]%s%s", command->name,
                         command->arguments ? " " : "",
                         command->arguments ? command->arguments : "");
}

static void sentence_append(GString *out, const char *text) {
  g_autofree char *sentence = g_strdup_printf("%c%s.", g_ascii_toupper(text[0]), text + 1);
  text_wrap(out, sentence, 0);
}

char *pc_help_command(const pc_command *command) {
  GString *out = g_string_new(NULL);
  g_autofree char *usage = pc_help_usage(command);
  const pc_command_option help = {"help", 'h', PC_COMMAND_FLAG, 0, NULL, "show this"};
  g_string_append_printf(out, "usage: %s\n\n", usage);
  sentence_append(out, command->summary ? command->summary : "for paritycheck itself");
  if (command->description)
    paragraphs_append(out, command->description);
  g_string_append(out, "\nOptions:\n");
  for (const pc_command_option *option = command->options; option && option->name; option++)
    option_append(out, option);
  option_append(out, &help);
  g_string_append(out, "\nExit status:\n");
  const pc_command_note *status = command->statuses ? command->statuses : pc_help_statuses;
  for (; status->term; status++)
    term_append(out, status->term, status->text, 5);
  if (command->examples)
    g_string_append(out, "\nExamples:\n");
  for (const pc_command_note *example = command->examples; example && example->term; example++) {
    g_string_append_printf(out, "  %s\n      ", example->term);
    text_wrap(out, example->text, 6);
  }
  return g_string_free(out, FALSE);
}

char *pc_help_overview(const pc_command *const *commands) {
  GString *out = g_string_new("usage: paritycheck COMMAND [OPTION ...] [ARGUMENT ...]\n\n");
  text_wrap(out, pc_help_purpose, 0);
  g_string_append(out, "\nCommands:\n");
  gsize column = 0;
  for (const pc_command *const *command = commands; *command; command++)
    if ((*command)->summary)
      column = MAX(column, strlen((*command)->name) + 4);
  for (const pc_command *const *command = commands; *command; command++)
    if ((*command)->summary)
      term_append(out, (*command)->name, (*command)->summary, column);
  g_string_append(
      out, "\n'paritycheck help COMMAND' tells more, 'paritycheck --version' which this is.\n"
           "\nExit status:\n");
  for (const pc_command_note *status = pc_help_statuses; status->term; status++)
    term_append(out, status->term, status->text, 5);
  return g_string_free(out, FALSE);
}
