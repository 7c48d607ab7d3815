/* SPDX-License-Identifier: MIT */
/* Manual pages: from a command's entry to roff with the macros of man(7). */
#include "harness/cli/manual.h"

#include "harness/base/version.h"
#include "harness/cli/help.h"

#include <string.h>

/* Text as it is written: no character of it is an escape. */
static void text_append(GString *out, const char *text) {
  static const struct {
    char character;
    const char *escape;
  } escapes[] = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"},
                 {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
  for (const char *c = text; *c; c++) {
    const char *escape = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(escapes); i++)
      if (escapes[i].character == *c)
        escape = escapes[i].escape;
    if (escape)
      g_string_append(out, escape);
    else
      g_string_append_c(out, *c);
  }
}

/* Words to the end of the line and on, in lines that a person could read; none of these is a
 * request. */
static void line_append(GString *out, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  for (char **word = words; *word; word++) {
    const char *line = strrchr(out->str, '\n');
    const gsize column = out->len - (line ? (gsize)(line + 1 - out->str) : 0);
    const bool first = word == words;
    if (!first && column + strlen(*word) > 70)
      g_string_append_c(out, '\n');
    else if (!first)
      g_string_append_c(out, ' ');
    if (**word == '.' && out->len > 0 && out->str[out->len - 1] == '\n')
      g_string_append(out, "\\&");
    text_append(out, *word);
  }
  g_string_append_c(out, '\n');
}

/* Bold by escapes: the arguments of a macro would need quotes of their own. */
static void bold_append(GString *out, const char *text) {
  g_string_append(out, "\\fB");
  text_append(out, text);
  g_string_append(out, "\\fR");
}

static void term_append(GString *out, const char *term, const char *text) {
  g_string_append(out, ".TP\n");
  bold_append(out, term);
  g_string_append_c(out, '\n');
  line_append(out, text);
}

static void head_append(GString *out, const char *name, const char *summary) {
  g_autofree char *upper = g_ascii_strup(name, -1);
  g_string_append_printf(out,
                         ".TH %s 1 %s \"paritycheck %s\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n",
                         upper, PC_VERSION_DATE, PC_VERSION);
  text_append(out, name);
  g_string_append(out, " \\- ");
  line_append(out, summary);
}

static void paragraphs_append(GString *out, const char *text) {
  g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
  for (char **paragraph = paragraphs; *paragraph; paragraph++) {
    if (paragraph != paragraphs)
      g_string_append(out, ".PP\n");
    line_append(out, *paragraph);
  }
}

static void option_append(GString *out, const pc_command_option *option) {
  g_string_append(out, ".TP\n");
  if (option->letter) {
    const char letter[] = {'-', option->letter, '\0'};
    bold_append(out, letter);
    g_string_append(out, ", ");
  }
  g_autofree char *name = g_strconcat("--", option->name, NULL);
  bold_append(out, name);
  if (option->argument) {
    g_string_append(out, "=\\fI");
    text_append(out, option->argument);
    g_string_append(out, "\\fR");
  }
  g_string_append_c(out, '\n');
  line_append(out, option->help);
}

static void statuses_append(GString *out, const pc_command_note *statuses) {
  g_string_append(out, ".SH EXIT STATUS\n");
  for (const pc_command_note *status = statuses; status->term; status++)
    term_append(out, status->term, status->text);
}

/* The pages beside this one. */
static void see_also_append(GString *out, const pc_command *own,
                            const pc_command *const *commands) {
  const char *separator = "";
  g_string_append(out, ".SH SEE ALSO\n");
  if (own) {
    g_string_append(out, "\\fBparitycheck\\fR(1)");
    separator = ",\n";
  }
  for (const pc_command *const *command = commands; *command; command++) {
    if (*command == own || !(*command)->summary)
      continue;
    g_autofree char *name = g_strconcat("paritycheck-", (*command)->name, NULL);
    g_string_append(out, separator);
    bold_append(out, name);
    g_string_append(out, "(1)");
    separator = ",\n";
  }
  g_string_append_c(out, '\n');
}

static void usage_append(GString *out, const pc_command *command) {
  g_autofree char *usage = pc_help_usage(command);
  const gsize name = strlen("paritycheck ") + strlen(command->name);
  g_autofree char *bold = g_strndup(usage, name);
  g_string_append(out, ".SH SYNOPSIS\n");
  bold_append(out, bold);
  g_string_append_c(out, ' ');
  line_append(out, usage + name + 1);
}

char *pc_manual_command(const pc_command *command, const pc_command *const *commands) {
  GString *out = g_string_new(NULL);
  g_autofree char *name = g_strconcat("paritycheck-", command->name, NULL);
  const pc_command_option help = {"help", 'h',  PC_COMMAND_FLAG,
                                  0,      NULL, "show what the command is for and its options"};
  head_append(out, name, command->summary);
  usage_append(out, command);
  g_string_append(out, ".SH DESCRIPTION\n");
  g_autofree char *sentence =
      g_strdup_printf("%c%s.", g_ascii_toupper(command->summary[0]), command->summary + 1);
  line_append(out, sentence);
  if (command->description) {
    g_string_append(out, ".PP\n");
    paragraphs_append(out, command->description);
  }
  g_string_append(out, ".SH OPTIONS\n");
  for (const pc_command_option *option = command->options; option && option->name; option++)
    option_append(out, option);
  option_append(out, &help);
  statuses_append(out, command->statuses ? command->statuses : pc_help_statuses);
  if (command->examples)
    g_string_append(out, ".SH EXAMPLES\n");
  for (const pc_command_note *example = command->examples; example && example->term; example++)
    term_append(out, example->term, example->text);
  see_also_append(out, command, commands);
  return g_string_free(out, FALSE);
}

char *pc_manual_overview(const pc_command *const *commands) {
  GString *out = g_string_new(NULL);
  head_append(out, "paritycheck",
              "ask backing services the same questions and list where they differ");
  g_string_append(out, ".SH SYNOPSIS\n\\fBparitycheck\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR ...] "
                       "[\\fIARGUMENT\\fR ...]\n"
                       ".SH DESCRIPTION\n");
  line_append(out, pc_help_purpose);
  g_string_append(out, ".SH COMMANDS\n");
  for (const pc_command *const *command = commands; *command; command++)
    if ((*command)->summary)
      term_append(out, (*command)->name, (*command)->summary);
  statuses_append(out, pc_help_statuses);
  g_string_append(out, ".SH FILES\n");
  term_append(out, "paritycheck.yaml",
              "the configuration, in the current folder: environments and their services");
  see_also_append(out, NULL, commands);
  return g_string_free(out, FALSE);
}
