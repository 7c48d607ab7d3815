/* SPDX-License-Identifier: MIT */
/* Completion: what of a command line is typed, and what its last word can be. */
#include "harness/cli/completion.h"

#include "harness/base/error.h"
#include "harness/cli/completion_word.h"

#include <gio/gio.h>
#include <string.h>

/* What the words before the last one say. */
typedef struct typed_line {
  const pc_command *command;
  const pc_command_option *pending; /* whose value comes next */
  GPtrArray *given;                 /* options (pc_command_option), borrowed */
  GPtrArray *probes;                /* values of --probes, borrowed */
  const char *config;               /* value of --config, or NULL */
  guint position;                   /* how many arguments there are */
  bool options_over;                /* "--" was there */
} typed_line;

static const pc_command_option help_option = {"help", 'h',  PC_COMMAND_FLAG,
                                              0,      NULL, "what the command is for"};

static const pc_command_option *option_find(const pc_command *command, const char *name,
                                            gsize length, char letter) {
  for (const pc_command_option *option = command->options; option && option->name; option++)
    if (letter ? option->letter == letter
               : strlen(option->name) == length && strncmp(option->name, name, length) == 0)
      return option;
  return NULL;
}

static void value_take(typed_line *line, const pc_command_option *option, const char *value) {
  if (strcmp(option->name, "config") == 0)
    line->config = value;
  else if (strcmp(option->name, "probes") == 0)
    g_ptr_array_add(line->probes, (gpointer)(guintptr)value);
}

static void option_take(typed_line *line, const char *word) {
  const bool named = word[1] == '-';
  const char *equals = named ? strchr(word, '=') : NULL;
  const gsize length = named ? (equals ? (gsize)(equals - word) : strlen(word)) - 2 : 0;
  const pc_command_option *option =
      option_find(line->command, word + 2, length, named ? '\0' : word[1]);
  if (!option)
    return;
  g_ptr_array_add(line->given, (gpointer)(guintptr)option);
  if (!option->argument)
    return;
  if (equals)
    value_take(line, option, equals + 1);
  else if (!named && word[2])
    value_take(line, option, word + 2);
  else
    line->pending = option;
}

static void word_take(typed_line *line, const char *word) {
  if (line->pending) {
    value_take(line, line->pending, word);
    line->pending = NULL;
  } else if (!line->options_over && strcmp(word, "--") == 0) {
    line->options_over = true;
  } else if (!line->options_over && word[0] == '-' && word[1]) {
    option_take(line, word);
  } else {
    line->position++;
  }
}

/* Whether it may come once more. */
static bool option_repeats(const pc_command_option *option) {
  return option->kind == PC_COMMAND_TEXTS || option->kind == PC_COMMAND_FILES;
}

static void option_offer(pc_completion_word *word, const pc_command_option *option) {
  g_autofree char *name = g_strconcat("--", option->name, NULL);
  pc_completion_word_offer(word, name, option->help);
}

static void options_offer(const typed_line *line, pc_completion_word *word) {
  for (const pc_command_option *option = line->command->options; option && option->name; option++)
    if (option_repeats(option) || !g_ptr_array_find(line->given, option, NULL))
      option_offer(word, option);
  option_offer(word, &help_option);
}

/* The argument at a place of a usage line such as "REFERENCE OTHER ..."; NULL: none. The caller's.
 * Options that a usage line names to say that they are needed are no arguments. */
static char *argument_at(const pc_command *command, guint position) {
  g_auto(GStrv) words = g_strsplit(command->arguments ? command->arguments : "", " ", -1);
  const char *last = NULL;
  for (char **word = words; *word; word++) {
    if (g_str_has_prefix(*word, "[-") || **word == '-') {
      word += word[1] != NULL;
      continue;
    }
    const bool repeated = g_str_has_prefix(*word, "...");
    if (!repeated)
      last = *word;
    if (repeated || position-- == 0) {
      const gsize begins = last && *last == '[';
      const gsize length = last ? strlen(last + begins) : 0;
      return last ? g_strndup(last + begins, length - (begins && last[length] == ']')) : NULL;
    }
  }
  return NULL;
}

/* The value of "--name=VALUE" that is being typed. */
static void long_value_offer(const typed_line *line, pc_completion_word *word) {
  const char *whole = word->word;
  const char *equals = strchr(whole, '=');
  const pc_command_option *option =
      option_find(line->command, whole + 2, (gsize)(equals - whole - 2), '\0');
  if (!option || !option->argument)
    return;
  g_autofree char *prefix = g_strndup(whole, (gsize)(equals + 1 - whole));
  word->prefix = prefix;
  word->word = equals + 1;
  pc_completion_word_offer_argument(word, option->argument);
  /* Of a file's name, all before it is prefix. */
  if (!word->file_prefix)
    word->file_prefix_length = 0;
  word->file_prefix_length += (gsize)(equals + 1 - whole);
  word->file_prefix = whole;
  word->prefix = "";
  word->word = whole;
}

static void first_offer(pc_completion_word *word) {
  pc_completion_word_offer_argument(word, "COMMAND");
  if (*word->word != '-')
    return;
  pc_completion_word_offer(word, "--help", "what the program is for");
  pc_completion_word_offer(word, "--version", "which version this is");
}

static void word_offer(const typed_line *line, pc_completion_word *word) {
  if (line->pending) {
    pc_completion_word_offer_argument(word, line->pending->argument);
    return;
  }
  if (!line->options_over && g_str_has_prefix(word->word, "--") && strchr(word->word, '=')) {
    long_value_offer(line, word);
    return;
  }
  if (!line->options_over && *word->word == '-') {
    options_offer(line, word);
    return;
  }
  g_autofree char *argument = argument_at(line->command, line->position);
  if (argument)
    pc_completion_word_offer_argument(word, argument);
  else if (!line->options_over)
    options_offer(line, word);
}

char *pc_completion_new(const pc_command *const *commands, char *const *words) {
  const guint n = g_strv_length((char **)(guintptr)words);
  g_autoptr(GPtrArray) given = g_ptr_array_new();
  g_autoptr(GPtrArray) probes = g_ptr_array_new();
  g_autoptr(GString) candidates = g_string_new(NULL);
  typed_line line = {.given = given, .probes = probes};
  pc_completion_word word = {
      .commands = commands, .word = n ? words[n - 1] : "", .prefix = "", .candidates = candidates};
  if (n > 1)
    line.command = pc_command_find(commands, words[0], NULL);
  for (guint i = 1; line.command && i + 1 < n; i++)
    word_take(&line, words[i]);
  g_ptr_array_add(probes, NULL);
  word.config = line.config;
  word.probes = (const char *const *)probes->pdata;
  if (n <= 1)
    first_offer(&word);
  else if (line.command && line.command->summary)
    word_offer(&line, &word);
  GString *out = g_string_new(word.file_kind ? word.file_kind : "none");
  if (word.file_kind) {
    g_string_append_c(out, '\t');
    g_string_append_len(out, word.file_prefix,
                        word.file_prefix ? (gssize)word.file_prefix_length : 0);
  }
  g_string_append_c(out, '\n');
  g_string_append_len(out, candidates->str, (gssize)candidates->len);
  return g_string_free(out, FALSE);
}

GBytes *pc_completion_script(const char *shell, GError **error) {
  static const char *const shells[] = {"bash", "zsh", "fish", NULL};
  if (!g_strv_contains(shells, shell)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "no completion for the shell '%s' (shells: bash, zsh, fish)", shell);
    return NULL;
  }
  g_autofree char *path = g_strconcat("/paritycheck/harness/cli/completion.", shell, NULL);
  return g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}
