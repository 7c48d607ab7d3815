/* SPDX-License-Identifier: MIT */
/* Scripts for redis-cli, which knows no comments: every line is a command. */
#include "adapters/redis/command.h"
#include "adapters/redis/internal.h"

#include <string.h>

static void quoted_append(const char *bytes, gsize length, GString *script) {
  g_string_append_c(script, '"');
  for (gsize i = 0; i < length; i++) {
    if (bytes[i] == '"' || bytes[i] == '\\')
      g_string_append_printf(script, "\\%c", bytes[i]);
    else if (g_ascii_isprint(bytes[i]))
      g_string_append_c(script, bytes[i]);
    else
      g_string_append_printf(script, "\\x%02x", (guchar)bytes[i]);
  }
  g_string_append_c(script, '"');
}

static bool word_is(const char *text, const char *word) {
  const gsize length = strlen(word);
  return g_ascii_strncasecmp(text, word, length) == 0 &&
         (!text[length] || g_ascii_isspace(text[length]));
}

/* Whether what is written so far leaves a transaction open, in which every command would be queued.
 */
static bool is_in_transaction(const char *script) {
  bool open = false;
  for (const char *line = script; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (word_is(line, "MULTI"))
      open = true;
    else if (word_is(line, "EXEC") || word_is(line, "DISCARD") || word_is(line, "RESET"))
      open = false;
  }
  return open;
}

/* A label is a command like any other, so that there is none within a transaction. */
static void label_append(const char *label, GString *script) {
  if (is_in_transaction(script->str))
    return;
  g_autofree char *line = g_strconcat("-- ", label, NULL);
  g_string_append(script, "ECHO ");
  quoted_append(line, strlen(line), script);
  g_string_append_c(script, '\n');
}

/* What is the adapter's own client's is not the server's: SLEEP becomes a wait for what never
 * comes, which holds up nobody else; what RECEIVE asks for, redis-cli shows by itself. */
static void statement_append(const pc_statement *statement, guint number, const char *scratch,
                             GString *script) {
  (void)number;
  if (word_is(statement->text, "RECEIVE"))
    return;
  if (word_is(statement->text, "SLEEP")) {
    g_string_append_printf(script, "XREAD BLOCK%s STREAMS %s:sleep $\n",
                           statement->text + strlen("SLEEP"), scratch);
    return;
  }
  static const char *const subscribing[] = {"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"};
  for (guint i = 0; i < G_N_ELEMENTS(subscribing); i++)
    if (word_is(statement->text, subscribing[i]))
      label_append("from here on redis-cli shows messages and sends nothing more: Ctrl-C ends it",
                   script);
  g_string_append(script, statement->text);
  for (guint i = 0; statement->parameters && i < statement->parameters->len; i++) {
    gsize length;
    const char *bytes = pc_value_text(statement->parameters->pdata[i], &length);
    g_string_append_c(script, ' ');
    quoted_append(bytes, length, script);
  }
  g_string_append_c(script, '\n');
}

/* Every word that may be a key: to list keys would hold up a large server. */
static void end_append(const GPtrArray *texts, const char *scratch, GString *script) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_bytes_hash, g_bytes_equal);
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  g_string_append(script, is_in_transaction(script->str) ? "DISCARD\n" : "");
  for (guint i = 0; i < texts->len; i++) {
    GPtrArray *words = pc_redis_words(texts->pdata[i], NULL);
    if (!words)
      continue;
    g_ptr_array_add(commands, words);
    for (guint k = 1; k < words->len; k++) {
      gsize length;
      const char *bytes = g_bytes_get_data(words->pdata[k], &length);
      if (!bytes || !pc_redis_is_own(bytes, length, scratch) ||
          !g_hash_table_add(seen, words->pdata[k]))
        continue;
      g_string_append(script, g_hash_table_size(seen) == 1 ? "DEL " : " ");
      quoted_append(bytes, length, script);
    }
  }
  g_string_append(script, g_hash_table_size(seen) ? "\n" : "");
}

const pc_client_script pc_redis_client_script = {
    .label_append = label_append,
    .statement_append = statement_append,
    .end_append = end_append,
};
