/* SPDX-License-Identifier: MIT */
/* Canonical outcomes in plain words. */
#include "harness/outcome_show.h"

#include <stdbool.h>
#include <string.h>

enum { ROWS_SHOWN = 6 };

static bool character_is_plain(gunichar c) {
  const GUnicodeType type = g_unichar_type(c);
  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE &&
         type != G_UNICODE_UNASSIGNED && type != G_UNICODE_PRIVATE_USE && type != G_UNICODE_LINE_SEPARATOR &&
         type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static void text_append(const char *text, gsize length, GString *shown) {
  const char *const end = text + length;
  while (text < end) {
    const gunichar c = g_utf8_get_char_validated(text, end - text);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_printf(shown, "\\x%02x", (guchar)*text++);
      continue;
    }
    if (character_is_plain(c))
      g_string_append_unichar(shown, c);
    else
      g_string_append_printf(shown, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
    text += g_utf8_skip[(guchar)*text];
  }
}

char *pc_text_show(const char *text, gsize length) {
  GString *shown = g_string_sized_new(length);
  text_append(text, length, shown);
  return g_string_free(shown, FALSE);
}

static void value_append(const json_t *value, GString *shown);

static void items_append(const json_t *list, GString *shown, char open, char close) {
  size_t i;
  json_t *item;
  g_string_append_c(shown, open);
  json_array_foreach(list, i, item) {
    if (i)
      g_string_append(shown, ", ");
    value_append(item, shown);
  }
  g_string_append_c(shown, close);
}

static void tagged_append(const char *tag, const json_t *inner, GString *shown) {
  const char *text = json_string_value(inner);
  if (!text) {
    items_append(inner, shown, '{', '}');
    return;
  }
  const bool number = strcmp(tag, "integer") == 0 || strcmp(tag, "real") == 0 || strcmp(tag, "decimal") == 0;
  const bool bytes = strcmp(tag, "bytes") == 0 || strcmp(tag, "invalid-text") == 0;
  if (bytes)
    g_string_append_printf(shown, "%sx'", *tag == 'i' ? "invalid text " : "");
  else if (!number)
    g_string_append_printf(shown, "%s '", tag);
  text_append(text, json_string_length(inner), shown);
  if (!number)
    g_string_append_c(shown, '\'');
  /* A whole real looks like an integer, and is told apart. */
  if (strcmp(tag, "real") == 0 && strspn(text, "-0123456789") == strlen(text))
    g_string_append(shown, ".0");
}

static void value_append(const json_t *value, GString *shown) {
  if (json_is_string(value)) {
    g_string_append_c(shown, '\'');
    text_append(json_string_value(value), json_string_length(value), shown);
    g_string_append_c(shown, '\'');
  } else if (json_is_integer(value)) {
    g_string_append_printf(shown, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  } else if (json_is_array(value)) {
    items_append(value, shown, '[', ']');
  } else if (json_is_object(value)) {
    void *member = json_object_iter((json_t *)(guintptr)value);
    if (member && strcmp(json_object_iter_key(member), "volatile") == 0)
      g_string_append(shown, "(volatile)");
    else if (member)
      tagged_append(json_object_iter_key(member), json_object_iter_value(member), shown);
  } else {
    g_string_append(shown, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
  }
}

static void rows_append(const json_t *outcome, GString *shown) {
  const json_t *rows = json_object_get(outcome, "rows");
  const size_t n = json_array_size(rows);
  const json_t *columns = json_object_get(outcome, "columns");
  g_string_append_printf(shown, n == 0 ? "no row" : n == 1 ? "1 row" : "%zu rows", n);
  if (columns) {
    g_string_append(shown, " of ");
    items_append(columns, shown, '(', ')');
  }
  for (size_t i = 0; i < MIN(n, ROWS_SHOWN); i++) {
    g_string_append(shown, i ? ", " : ": ");
    items_append(json_array_get(rows, i), shown, '(', ')');
  }
  if (n > ROWS_SHOWN)
    g_string_append(shown, ", ...");
}

static void outcome_append(const json_t *outcome, GString *shown) {
  const json_t *affected = json_object_get(outcome, "affected");
  const json_t *value = json_object_get(outcome, "value");
  const char *refusal = json_string_value(json_object_get(outcome, "refusal"));
  const char *unsupported = json_string_value(json_object_get(outcome, "unsupported"));
  const bool blocked = json_object_get(outcome, "blocked") != NULL;
  if (blocked && json_object_size(outcome) == 1) {
    g_string_append(shown, "waits for another session, to the end");
    return;
  }
  if (blocked)
    g_string_append(shown, "waits for another session, then: ");
  if (json_object_get(outcome, "rows"))
    rows_append(outcome, shown);
  else if (affected)
    g_string_append_printf(shown,
                           json_integer_value(affected) == 1 ? "%" JSON_INTEGER_FORMAT " row changed"
                                                             : "%" JSON_INTEGER_FORMAT " rows changed",
                           json_integer_value(affected));
  else if (refusal)
    g_string_append_printf(shown, "refused: %s", refusal);
  else if (unsupported)
    g_string_append_printf(shown, "unsupported: %s", unsupported);
  else if (value)
    value_append(value, shown);
  else if (json_object_get(outcome, "done"))
    g_string_append(shown, "done");
  else
    g_string_append(shown, "(volatile)");
}

char *pc_outcome_show(const json_t *outcome, gsize max_characters) {
  g_autoptr(GString) shown = g_string_new(NULL);
  outcome_append(outcome, shown);
  if ((gsize)g_utf8_strlen(shown->str, -1) > max_characters && max_characters > 3) {
    const char *cut = g_utf8_offset_to_pointer(shown->str, (glong)max_characters - 3);
    g_string_truncate(shown, (gsize)(cut - shown->str));
    g_string_append(shown, "...");
  }
  return g_string_free(g_steal_pointer(&shown), FALSE);
}

char *pc_outcome_show_text(const char *json, gsize max_characters) {
  if (!json)
    return g_strdup("accepted");
  json_t *outcome = json_loads(json, JSON_ALLOW_NUL, NULL);
  char *shown = outcome ? pc_outcome_show(outcome, max_characters) : g_strdup("(unreadable)");
  json_decref(outcome);
  return shown;
}
