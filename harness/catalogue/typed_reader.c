/* SPDX-License-Identifier: MIT */
/* Names and values of typed languages. */
#include "harness/catalogue/typed_reader.h"

#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/catalogue/typed_step.h"

#include <string.h>

enum { NAMES_MAX = 100000, NAME_LENGTH_MAX = 1024 * 1024, DEPTH_MAX = 32 };

void *pc_reader_fail(pc_reader *r, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (!r->problem)
    r->problem = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return NULL;
}

void pc_reader_blanks_skip(pc_reader *r) { r->at += strspn(r->at, " \t\r\n"); }

/* Whether a word may go on with this byte. */
static bool is_word_byte(char c) {
  return g_ascii_isalnum(c) || (c && strchr("_.:/-", c)) || (c & 0x80);
}

/* A reference within it is a part of the word. */
gsize pc_word_length(const char *at) {
  gsize length = 0;
  while (is_word_byte(at[length]) || g_str_has_prefix(at + length, "${"))
    length += at[length] == '$' ? strcspn(at + length, "} ") + 1 : 1;
  return MIN(length, strlen(at));
}

/* 'it''s' or "a\n", as JSON; NULL: no text. */
static json_t *quoted_read(pc_reader *r) {
  const char quote = *r->at;
  const char *end = r->at + 1;
  if (quote == '"') {
    while (*end && *end != '"')
      end += *end == '\\' && end[1] ? 2 : 1;
    if (!*end)
      return pc_reader_fail(r, "the text has no closing quote: %s", r->at);
    g_autofree char *literal = g_strndup(r->at, (gsize)(end + 1 - r->at));
    json_t *text = json_loads(literal, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (!text)
      return pc_reader_fail(r, "%s is not text with the escapes of JSON", literal);
    r->at = end + 1;
    return text;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  for (; *end; end++) {
    if (*end == '\'' && end[1] != '\'')
      break;
    end += *end == '\'';
    g_string_append_c(text, *end);
  }
  if (!*end)
    return pc_reader_fail(r, "the text has no closing quote: %s", r->at);
  r->at = end + 1;
  return json_stringn(text->str, text->len);
}

static bool hex_is_valid(const char *hex) {
  return strlen(hex) % 2 == 0 && strspn(hex, "0123456789abcdef") == strlen(hex);
}

/* The digits of x'00ff', at its beginning; the caller's. */
static char *hex_read(pc_reader *r) {
  r->at++;
  json_t *text = quoted_read(r);
  g_autofree char *hex = g_ascii_strdown(text ? json_string_value(text) : "?", -1);
  json_decref(text);
  if (!hex_is_valid(hex))
    return pc_reader_fail(r, "expected pairs of hexadecimal digits in x'...', not '%s'", hex);
  return g_steal_pointer(&hex);
}

static bool is_quote(char c) { return c == '\'' || c == '"'; }

bool pc_reader_number(pc_reader *r, const char *what, gint64 most, gint64 *ret_number) {
  char *end;
  *ret_number = g_ascii_strtoll(r->at, &end, 10);
  const bool fine = end > r->at && *ret_number >= 1 && *ret_number <= most;
  if (!fine)
    pc_reader_fail(r, "expected %s, from 1 to %" G_GINT64_FORMAT, what, most);
  r->at = end;
  return fine;
}

/* {LENGTH} behind a name, which is consumed. */
static json_t *name_fill_take(pc_reader *r, json_t *name) {
  gint64 length;
  r->at++;
  if (!name || !pc_reader_number(r, "the length of a name", NAME_LENGTH_MAX, &length)) {
    json_decref(name);
    return NULL;
  }
  if (*r->at != '}') {
    json_decref(name);
    return pc_reader_fail(r, "expected '}' behind the length of a name");
  }
  r->at++;
  const char filler[] = {r->table->filler, '\0'};
  return json_pack("{s:[o,s,I]}", "$fill", name, filler, (json_int_t)length);
}

/* A name of the probe's own. */
json_t *pc_reader_name(pc_reader *r) {
  g_autoptr(GString) name = g_string_new("${k}");
  g_string_append_c(name, r->table->separator);
  if (*r->at == 'x' && r->at[1] == '\'') {
    g_autofree char *hex = hex_read(r);
    return hex ? json_pack("{s:[s,s]}", "$hex", name->str, hex) : NULL;
  }
  if (is_quote(*r->at)) {
    json_t *text = quoted_read(r);
    if (!text)
      return NULL;
    g_string_append_len(name, json_string_value(text), (gssize)json_string_length(text));
    json_decref(text);
  } else {
    const gsize length = pc_word_length(r->at);
    if (length == 0)
      return pc_reader_fail(r, "expected a name, which is a word or 'text', at '%s'", r->at);
    g_string_append_len(name, r->at, (gssize)length);
    r->at += length;
  }
  json_t *whole = json_stringn(name->str, name->len);
  return *r->at == '{' ? name_fill_take(r, whole) : whole;
}

/* "0..99"; false: it is no range. */
bool pc_reader_range(pc_reader *r, json_t *names) {
  char *middle;
  char *end;
  const guint64 first = g_ascii_strtoull(r->at, &middle, 10);
  if (!g_ascii_isdigit(*r->at) || !g_str_has_prefix(middle, "..") || !g_ascii_isdigit(middle[2]))
    return false;
  const guint64 last = g_ascii_strtoull(middle + 2, &end, 10);
  if (is_word_byte(*end))
    return false;
  if (last < first || last - first >= NAMES_MAX) {
    pc_reader_fail(r, "expected at most %d names, from the lower to the higher number, at '%s'",
                   NAMES_MAX, r->at);
    return true;
  }
  for (guint64 i = first; i <= last; i++) {
    g_autofree char *name = g_strdup_printf("${k}%c%" G_GUINT64_FORMAT, r->table->separator, i);
    json_array_append_new(names, json_string(name));
  }
  r->at = end;
  return true;
}

static json_t *items_read(pc_reader *r, char close, bool pairs) {
  json_t *items = json_array();
  for (r->at++, pc_reader_blanks_skip(r); *r->at && *r->at != close;) {
    json_t *item = pc_reader_value(r);
    pc_reader_blanks_skip(r);
    if (item && pairs) {
      if (*r->at != ':') {
        json_decref(item);
        json_decref(items);
        return pc_reader_fail(r, "expected ':' between a key and its value, at '%s'", r->at);
      }
      r->at++;
      json_t *value = pc_reader_value(r);
      item = value ? json_pack("[o,o]", item, value) : (json_decref(item), NULL);
      pc_reader_blanks_skip(r);
    }
    if (!item) {
      json_decref(items);
      return NULL;
    }
    json_array_append_new(items, item);
    if (*r->at == ',') {
      r->at++;
      pc_reader_blanks_skip(r);
    } else if (*r->at && *r->at != close) {
      json_decref(items);
      return pc_reader_fail(r, "expected ',' or '%c', at '%s'", close, r->at);
    }
  }
  if (!*r->at) {
    json_decref(items);
    return pc_reader_fail(r, "'%c' is missing", close);
  }
  r->at++;
  return items;
}

/* A number, true, false or null, which is a word. */
static json_t *word_value(pc_reader *r, const char *word) {
  static const char *const words[] = {"null", "false", "true", NULL};
  const int index = pc_name_index(words, word);
  if (index >= 0)
    return index == 0 ? json_null() : json_boolean(index == 2);
  const char *digits = word + (*word == '-');
  if (*digits && strspn(digits, "0123456789") == strlen(digits)) {
    gint64 integer;
    return g_ascii_string_to_signed(word, 10, G_MININT64, G_MAXINT64, &integer, NULL)
               ? json_integer(integer)
               : json_pack("{s:s}", "integer", word);
  }
  char *end;
  const double number = g_ascii_strtod(word, &end);
  if (!g_ascii_isdigit(*digits) || *end)
    return pc_reader_fail(r, "'%s' is not a value: text is written in quotes", word);
  g_autoptr(pc_value) value = pc_value_new_real(number);
  return json_pack("{s:s}", "real", pc_value_text(value, NULL));
}

/* decimal'1.50' and the like; NULL: it is no kind. */
static json_t *kind_read(pc_reader *r, const char *kind, gsize length) {
  static const char *const kinds[] = {"integer", "real",      "decimal",     "date",
                                      "time",    "timestamp", "timestamptz", "interval",
                                      "json",    "other",     "status",      NULL};
  g_autofree char *name = g_strndup(kind, length);
  if (pc_name_index(kinds, name) < 0) {
    g_autofree char *hint = pc_nearest_hint(name, kinds);
    return pc_reader_fail(r, "'%s' is not a kind of values%s", name, hint);
  }
  r->at += length;
  json_t *text = quoted_read(r);
  return text ? json_pack("{s:o}", name, text) : NULL;
}

/* How large what is repeated is, roughly. */
static gint64 repeated_size(const json_t *what) {
  return MAX(1, json_is_string(what) ? (gint64)json_string_length(what)
                                     : 64 * (gint64)json_array_size(what));
}

/* 'x' * 1000 or ['a'] * 1000, of which the text or list, which is consumed, has been read. */
static json_t *repeat_take(pc_reader *r, json_t *what) {
  const char *before = r->at;
  pc_reader_blanks_skip(r);
  if (*r->at != '*') {
    r->at = before;
    return what;
  }
  r->at++;
  pc_reader_blanks_skip(r);
  gint64 times;
  const gint64 most = PC_TYPED_REPEAT_MAX / repeated_size(what);
  if (!pc_reader_number(r, "how often it is repeated", most, &times)) {
    json_decref(what);
    return NULL;
  }
  return json_pack("{s:[o,I]}", "$repeat", what, (json_int_t)times);
}

static json_t *value_of_text(pc_reader *r) {
  json_t *text = quoted_read(r);
  return text ? repeat_take(r, text) : NULL;
}

/* A canonical value. */
json_t *pc_reader_value(pc_reader *r) {
  pc_reader_blanks_skip(r);
  if (is_quote(*r->at))
    return value_of_text(r);
  if (*r->at == '[' || *r->at == '{') {
    if (++r->depth > DEPTH_MAX)
      return pc_reader_fail(r, "more than %d lists within one another", DEPTH_MAX);
    const bool map = *r->at == '{';
    json_t *items = items_read(r, map ? '}' : ']', map);
    r->depth--;
    if (!items)
      return NULL;
    return map ? json_pack("{s:o}", "map", items) : repeat_take(r, items);
  }
  if (*r->at == 'x' && r->at[1] == '\'') {
    g_autofree char *hex = hex_read(r);
    return hex ? json_pack("{s:s}", "bytes", hex) : NULL;
  }
  const gsize length = strcspn(r->at, " \t\r\n,:]}'\"");
  if (length == 0)
    return pc_reader_fail(r, *r->at ? "expected a value, at '%s'" : "a value is missing%s", r->at);
  if (r->at[length] == '\'')
    return kind_read(r, r->at, length);
  g_autofree char *word = g_strndup(r->at, length);
  r->at += length;
  return word_value(r, word);
}
