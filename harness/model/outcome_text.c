/* SPDX-License-Identifier: MIT */
/* Canonical outcomes in plain words. */
#include "harness/model/outcome_text.h"

#include <stdbool.h>
#include <string.h>

enum { ROWS_SHOWN = 6, BEFORE_DIFFERENCE = 16 };

static bool character_is_plain(gunichar c) {
  const GUnicodeType type = g_unichar_type(c);
  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE &&
         type != G_UNICODE_UNASSIGNED && type != G_UNICODE_PRIVATE_USE &&
         type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static bool looks_escaped(const char *text, const char *end) {
  static const char *const starts[] = {"«U+", "«0x"};
  for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
    if ((gsize)(end - text) >= strlen(starts[i]) && memcmp(text, starts[i], strlen(starts[i])) == 0)
      return true;
  return false;
}

/* Goes past the text that can be shown as it is. */
static const char *plain_skip(const char *text, const char *end) {
  while (text < end) {
    if (*text >= ' ' && *text <= '~') {
      text++;
      continue;
    }
    const gunichar c = g_utf8_get_char_validated(text, end - text);
    if (c == (gunichar)-1 || c == (gunichar)-2 || !character_is_plain(c) ||
        looks_escaped(text, end))
      return text;
    text += g_utf8_skip[(guchar)*text];
  }
  return end;
}

static void text_append(const char *text, gsize length, GString *shown) {
  const char *const end = text + length;
  for (;;) {
    const char *plain_end = plain_skip(text, end);
    g_string_append_len(shown, text, plain_end - text);
    text = plain_end;
    if (text == end)
      return;
    const gunichar c = *text ? g_utf8_get_char_validated(text, end - text) : 0;
    const bool valid = c != (gunichar)-1 && c != (gunichar)-2;
    if (valid)
      g_string_append_printf(shown, "«U+%04X»", c);
    else
      g_string_append_printf(shown, "«0x%02X»", (guchar)*text);
    text += valid ? g_utf8_skip[(guchar)*text] : 1;
  }
}

char *pc_text_show(const char *text, gsize length) {
  GString *shown = g_string_sized_new(length);
  text_append(text, length, shown);
  return g_string_free(shown, FALSE);
}

bool pc_text_is_plain(const char *text, gsize length) {
  return plain_skip(text, text + length) == text + length;
}

static gsize character_width(gunichar c) {
  return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

gsize pc_text_width(const char *text) {
  gsize width = 0;
  for (; *text; text += g_utf8_skip[(guchar)*text])
    width += character_width(g_utf8_get_char(text));
  return width;
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

/* {key: value, ...} of [[key,value],...]. */
static void map_append(const json_t *entries, GString *shown) {
  size_t i;
  json_t *entry;
  g_string_append_c(shown, '{');
  json_array_foreach(entries, i, entry) {
    if (i)
      g_string_append(shown, ", ");
    value_append(json_array_get(entry, 0), shown);
    g_string_append(shown, ": ");
    value_append(json_array_get(entry, 1), shown);
  }
  g_string_append_c(shown, '}');
}

static void tagged_append(const char *tag, const json_t *inner, GString *shown) {
  const char *text = json_string_value(inner);
  if (!text) {
    map_append(inner, shown);
    return;
  }
  const bool number =
      strcmp(tag, "integer") == 0 || strcmp(tag, "real") == 0 || strcmp(tag, "decimal") == 0;
  const bool bytes = strcmp(tag, "bytes") == 0 || strcmp(tag, "invalid-text") == 0;
  if (bytes)
    g_string_append_printf(shown, "%sx'", *tag == 'i' ? "invalid text " : "");
  if (!number && !bytes) {
    text_append(tag, strlen(tag), shown);
    g_string_append(shown, " '");
  }
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

static void rows_append(const json_t *outcome, gsize rows_shown, GString *shown) {
  const json_t *rows = json_object_get(outcome, "rows");
  const size_t n = json_array_size(rows);
  const json_t *columns = json_object_get(outcome, "columns");
  g_string_append_printf(shown, n == 0 ? "no row" : n == 1 ? "1 row" : "%zu rows", n);
  if (columns) {
    g_string_append(shown, " of ");
    items_append(columns, shown, '(', ')');
  }
  for (size_t i = 0; i < MIN(n, rows_shown); i++) {
    g_string_append(shown, i ? ", " : ": ");
    items_append(json_array_get(rows, i), shown, '(', ')');
  }
  if (n > rows_shown)
    g_string_append(shown, ", ...");
}

static void named_append(const char *what, const json_t *name, GString *shown) {
  g_string_append(shown, what);
  if (json_is_string(name))
    text_append(json_string_value(name), json_string_length(name), shown);
}

static void outcome_append(const json_t *outcome, gsize rows_shown, GString *shown) {
  const json_t *affected = json_object_get(outcome, "affected");
  const json_t *value = json_object_get(outcome, "value");
  const json_t *refusal = json_object_get(outcome, "refusal");
  const json_t *unsupported = json_object_get(outcome, "unsupported");
  const bool blocked = json_object_get(outcome, "blocked") != NULL;
  if (blocked && json_object_size(outcome) == 1) {
    g_string_append(shown, "waits for another session, to the end");
    return;
  }
  if (blocked)
    g_string_append(shown, "waits for another session, then: ");
  if (json_object_get(outcome, "rows"))
    rows_append(outcome, rows_shown, shown);
  else if (affected)
    g_string_append_printf(shown,
                           json_integer_value(affected) == 1
                               ? "%" JSON_INTEGER_FORMAT " row changed"
                               : "%" JSON_INTEGER_FORMAT " rows changed",
                           json_integer_value(affected));
  else if (refusal)
    named_append("refused: ", refusal, shown);
  else if (unsupported)
    named_append("unsupported: ", unsupported, shown);
  else if (value)
    value_append(value, shown);
  else if (json_object_get(outcome, "done"))
    g_string_append(shown, "done");
  else if (json_object_get(outcome, "missing"))
    g_string_append(shown, "missing");
  else
    g_string_append(shown, "(volatile)");
}

char *pc_outcome_show(const json_t *outcome) {
  GString *shown = g_string_new(NULL);
  outcome_append(outcome, G_MAXSIZE, shown);
  return g_string_free(shown, FALSE);
}

char *pc_value_show(const json_t *value) {
  GString *shown = g_string_new(NULL);
  value_append(value, shown);
  return g_string_free(shown, FALSE);
}

static char *outcome_show(const char *json, gsize rows_shown) {
  if (!json)
    return g_strdup("accepted");
  json_t *outcome = json_loads(json, JSON_ALLOW_NUL, NULL);
  GString *shown = g_string_new(outcome ? NULL : "(unreadable)");
  if (outcome)
    outcome_append(outcome, rows_shown, shown);
  json_decref(outcome);
  return g_string_free(shown, FALSE);
}

/* The end of the character at shown, or of the escape, which is never cut; ret_width gets its
 * columns. */
static const char *unit_end(const char *shown, gsize *ret_width) {
  const gsize near = strnlen(shown, sizeof "«U+10FFFF»"); /* of a long text, no more than an escape
                                                             is looked at */
  const char *closing =
      looks_escaped(shown, shown + near) ? g_strstr_len(shown, (gssize)near, "»") : NULL;
  const char *end = closing ? closing + strlen("»") : shown + g_utf8_skip[(guchar)*shown];
  *ret_width =
      closing ? (gsize)g_utf8_strlen(shown, end - shown) : character_width(g_utf8_get_char(shown));
  return end;
}

/* As much of shown as fits, from start on; "..." stands for what is left out. */
static char *shown_cut(const char *shown, gsize start, gsize columns) {
  GString *cut = g_string_new(start ? "..." : NULL);
  const char *const from = shown + start;
  if (cut->len + pc_text_width(from) <= columns || columns <= cut->len + 3) {
    g_string_append(cut, from);
    return g_string_free(cut, FALSE);
  }
  gsize width = cut->len + 3;
  gsize unit = 0;
  const char *end = from;
  for (const char *next = unit_end(end, &unit); *end && width + unit <= columns;
       next = unit_end(end, &unit)) {
    width += unit;
    end = next;
  }
  g_string_append_len(cut, from, end - from);
  g_string_append(cut, "...");
  return g_string_free(cut, FALSE);
}

/* Where two shown texts that differ are to be shown from: some characters before they do. */
static gsize difference_start(const char *a, const char *b) {
  gsize same = 0;
  while (a[same] && a[same] == b[same])
    same++;
  while (same && ((guchar)a[same] & 0xC0) == 0x80)
    same--;
  const char *wanted = a + same;
  for (guint i = 0; i < BEFORE_DIFFERENCE && wanted > a; i++)
    wanted = g_utf8_prev_char(wanted);
  const char *start = a;
  gsize unit;
  for (const char *next = a; *next && next <= wanted; next = unit_end(next, &unit))
    start = next;
  return (gsize)(start - a);
}

void pc_outcome_show_pair(const char *a, const char *b, gsize columns, char **ret_a, char **ret_b) {
  g_autofree char *shown_a = outcome_show(a, ROWS_SHOWN);
  g_autofree char *shown_b = outcome_show(b, ROWS_SHOWN);
  *ret_a = shown_cut(shown_a, 0, columns);
  *ret_b = shown_cut(shown_b, 0, columns);
  if (strcmp(*ret_a, *ret_b) != 0)
    return;
  g_autofree char *whole_a = outcome_show(a, G_MAXSIZE);
  g_autofree char *whole_b = outcome_show(b, G_MAXSIZE);
  if (strcmp(whole_a, whole_b) == 0)
    return;
  const gsize start = difference_start(whole_a, whole_b);
  g_free(*ret_a);
  g_free(*ret_b);
  *ret_a = shown_cut(whole_a, start, columns);
  *ret_b = shown_cut(whole_b, start, columns);
}
