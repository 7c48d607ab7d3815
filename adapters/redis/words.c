/* SPDX-License-Identifier: MIT */
/* Command lines as redis-cli reads them: blanks part words; "..." has escapes, '...' has \' alone.
 */
#include "adapters/redis/command.h"

#include "harness/base/error.h"

#include <string.h>

static void word_free(gpointer word) { g_bytes_unref(word); }

/* A quoted character; gives what follows it. */
static const char *escape_append(const char *at, GString *word) {
  static const char letters[] = "nrtba";
  static const char meant[] = "\n\r\t\b\a";
  if (at[1] == 'x' && g_ascii_isxdigit(at[2]) && g_ascii_isxdigit(at[3])) {
    g_string_append_c(word, (char)(g_ascii_xdigit_value(at[2]) << 4 | g_ascii_xdigit_value(at[3])));
    return at + 4;
  }
  const char *letter = strchr(letters, at[1]);
  g_string_append_c(word, letter ? meant[letter - letters] : at[1]);
  return at + 2;
}

/* From an opening quote to behind the closing one; NULL: there is none, or a word goes on after it.
 */
static const char *quoted_append(const char *at, GString *word) {
  const char quote = *at++;
  while (*at && *at != quote) {
    if (quote == '"' && *at == '\\' && at[1]) {
      at = escape_append(at, word);
    } else if (quote == '\'' && at[0] == '\\' && at[1] == '\'') {
      g_string_append_c(word, '\'');
      at += 2;
    } else {
      g_string_append_c(word, *at++);
    }
  }
  return *at == quote && (at[1] == '\0' || g_ascii_isspace(at[1])) ? at + 1 : NULL;
}

GPtrArray *pc_redis_words(const char *line, GError **error) {
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(word_free);
  for (const char *at = line;;) {
    while (g_ascii_isspace(*at))
      at++;
    if (!*at)
      return g_steal_pointer(&words);
    GString *word = g_string_new(NULL);
    while (at && *at && !g_ascii_isspace(*at)) {
      if (*at == '"' || *at == '\'')
        at = quoted_append(at, word);
      else
        g_string_append_c(word, *at++);
    }
    g_ptr_array_add(words, g_string_free_to_bytes(word));
    if (!at) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "unbalanced quotes: expected redis-cli's \"...\" or '...', with a blank or the "
                  "line's end after them");
      return NULL;
    }
  }
}

char *pc_redis_word(const GPtrArray *words, guint i) {
  if (i >= words->len)
    return NULL;
  gsize length;
  const char *bytes = g_bytes_get_data(words->pdata[i], &length);
  return length ? g_strndup(bytes, length) : g_strdup("");
}
