/* SPDX-License-Identifier: MIT */
/*
 * Steps of typed languages, read and made operations.
 *
 * What differs from one scratch to the next, or would be large, stands in a step's operation as a
 * form of its own: {"$fill":[NAME,FILLER,LENGTH]}, {"$hex":[PREFIX,HEX]}, {"$repeat":[TEXT,TIMES]},
 * and references (reference.h) in text.
 */
#include "harness/catalogue/typed_step.h"

#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/catalogue/reference.h"
#include "harness/model/operation.h"

#include <string.h>

enum { NAMES_MAX = 100000, NAME_LENGTH_MAX = 1024 * 1024, WITHIN_MS = 1000, DEPTH_MAX = 32 };

/* What is being read. A function that fails sets problem and returns NULL or false. */
typedef struct reader {
  const char *at;
  const pc_role_table *table;
  guint depth;
  char *problem; /* or NULL */
} reader;

static void *fail(reader *r, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void *fail(reader *r, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (!r->problem)
    r->problem = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return NULL;
}

static void blanks_skip(reader *r) { r->at += strspn(r->at, " \t\r\n"); }

/* Whether a word may go on with this byte. */
static bool is_word_byte(char c) {
  return g_ascii_isalnum(c) || (c && strchr("_.:/-", c)) || (c & 0x80);
}

/* A reference within it is a part of the word. */
static gsize word_length(const char *at) {
  gsize length = 0;
  while (is_word_byte(at[length]) || g_str_has_prefix(at + length, "${"))
    length += at[length] == '$' ? strcspn(at + length, "} ") + 1 : 1;
  return MIN(length, strlen(at));
}

/* 'it''s' or "a\n", as JSON; NULL: no text. */
static json_t *quoted_read(reader *r) {
  const char quote = *r->at;
  const char *end = r->at + 1;
  if (quote == '"') {
    while (*end && *end != '"')
      end += *end == '\\' && end[1] ? 2 : 1;
    if (!*end)
      return fail(r, "the text has no closing quote: %s", r->at);
    g_autofree char *literal = g_strndup(r->at, (gsize)(end + 1 - r->at));
    json_t *text = json_loads(literal, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (!text)
      return fail(r, "%s is not text with the escapes of JSON", literal);
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
    return fail(r, "the text has no closing quote: %s", r->at);
  r->at = end + 1;
  return json_stringn(text->str, text->len);
}

static bool hex_is_valid(const char *hex) {
  return strlen(hex) % 2 == 0 && strspn(hex, "0123456789abcdef") == strlen(hex);
}

/* The digits of x'00ff', at its beginning; the caller's. */
static char *hex_read(reader *r) {
  r->at++;
  json_t *text = quoted_read(r);
  g_autofree char *hex = g_ascii_strdown(text ? json_string_value(text) : "?", -1);
  json_decref(text);
  if (!hex_is_valid(hex))
    return fail(r, "expected pairs of hexadecimal digits in x'...', not '%s'", hex);
  return g_steal_pointer(&hex);
}

static bool is_quote(char c) { return c == '\'' || c == '"'; }

static bool number_read(reader *r, const char *what, gint64 most, gint64 *ret_number) {
  char *end;
  *ret_number = g_ascii_strtoll(r->at, &end, 10);
  const bool fine = end > r->at && *ret_number >= 1 && *ret_number <= most;
  if (!fine)
    fail(r, "expected %s, from 1 to %" G_GINT64_FORMAT, what, most);
  r->at = end;
  return fine;
}

/* {LENGTH} behind a name, which is consumed. */
static json_t *name_fill_take(reader *r, json_t *name) {
  gint64 length;
  r->at++;
  if (!name || !number_read(r, "the length of a name", NAME_LENGTH_MAX, &length)) {
    json_decref(name);
    return NULL;
  }
  if (*r->at != '}') {
    json_decref(name);
    return fail(r, "expected '}' behind the length of a name");
  }
  r->at++;
  const char filler[] = {r->table->filler, '\0'};
  return json_pack("{s:[o,s,I]}", "$fill", name, filler, (json_int_t)length);
}

/* A name of the probe's own. */
static json_t *name_read(reader *r) {
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
    const gsize length = word_length(r->at);
    if (length == 0)
      return fail(r, "expected a name, which is a word or 'text', at '%s'", r->at);
    g_string_append_len(name, r->at, (gssize)length);
    r->at += length;
  }
  json_t *whole = json_stringn(name->str, name->len);
  return *r->at == '{' ? name_fill_take(r, whole) : whole;
}

/* "0..99"; false: it is no range. */
static bool range_read(reader *r, json_t *names) {
  char *middle;
  char *end;
  const guint64 first = g_ascii_strtoull(r->at, &middle, 10);
  if (!g_ascii_isdigit(*r->at) || !g_str_has_prefix(middle, "..") || !g_ascii_isdigit(middle[2]))
    return false;
  const guint64 last = g_ascii_strtoull(middle + 2, &end, 10);
  if (is_word_byte(*end))
    return false;
  if (last < first || last - first >= NAMES_MAX) {
    fail(r, "expected at most %d names, from the lower to the higher number, at '%s'", NAMES_MAX,
         r->at);
    return true;
  }
  for (guint64 i = first; i <= last; i++) {
    g_autofree char *name = g_strdup_printf("${k}%c%" G_GUINT64_FORMAT, r->table->separator, i);
    json_array_append_new(names, json_string(name));
  }
  r->at = end;
  return true;
}

static json_t *value_read(reader *r);

static json_t *items_read(reader *r, char close, bool pairs) {
  json_t *items = json_array();
  for (r->at++, blanks_skip(r); *r->at && *r->at != close;) {
    json_t *item = value_read(r);
    blanks_skip(r);
    if (item && pairs) {
      if (*r->at != ':') {
        json_decref(item);
        json_decref(items);
        return fail(r, "expected ':' between a key and its value, at '%s'", r->at);
      }
      r->at++;
      json_t *value = value_read(r);
      item = value ? json_pack("[o,o]", item, value) : (json_decref(item), NULL);
      blanks_skip(r);
    }
    if (!item) {
      json_decref(items);
      return NULL;
    }
    json_array_append_new(items, item);
    if (*r->at == ',') {
      r->at++;
      blanks_skip(r);
    } else if (*r->at && *r->at != close) {
      json_decref(items);
      return fail(r, "expected ',' or '%c', at '%s'", close, r->at);
    }
  }
  if (!*r->at) {
    json_decref(items);
    return fail(r, "'%c' is missing", close);
  }
  r->at++;
  return items;
}

/* A number, true, false or null, which is a word. */
static json_t *word_value(reader *r, const char *word) {
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
    return fail(r, "'%s' is not a value: text is written in quotes", word);
  g_autoptr(pc_value) value = pc_value_new_real(number);
  return json_pack("{s:s}", "real", pc_value_text(value, NULL));
}

/* decimal'1.50' and the like; NULL: it is no kind. */
static json_t *kind_read(reader *r, const char *kind, gsize length) {
  static const char *const kinds[] = {"integer", "real",      "decimal",     "date",
                                      "time",    "timestamp", "timestamptz", "interval",
                                      "json",    "other",     "status",      NULL};
  g_autofree char *name = g_strndup(kind, length);
  if (pc_name_index(kinds, name) < 0) {
    g_autofree char *hint = pc_nearest_hint(name, kinds);
    return fail(r, "'%s' is not a kind of values%s", name, hint);
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
static json_t *repeat_take(reader *r, json_t *what) {
  const char *before = r->at;
  blanks_skip(r);
  if (*r->at != '*') {
    r->at = before;
    return what;
  }
  r->at++;
  blanks_skip(r);
  gint64 times;
  const gint64 most = PC_TYPED_REPEAT_MAX / repeated_size(what);
  if (!number_read(r, "how often it is repeated", most, &times)) {
    json_decref(what);
    return NULL;
  }
  return json_pack("{s:[o,I]}", "$repeat", what, (json_int_t)times);
}

static json_t *value_of_text(reader *r) {
  json_t *text = quoted_read(r);
  return text ? repeat_take(r, text) : NULL;
}

/* A canonical value. */
static json_t *value_read(reader *r) {
  blanks_skip(r);
  if (is_quote(*r->at))
    return value_of_text(r);
  if (*r->at == '[' || *r->at == '{') {
    if (++r->depth > DEPTH_MAX)
      return fail(r, "more than %d lists within one another", DEPTH_MAX);
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
    return fail(r, *r->at ? "expected a value, at '%s'" : "a value is missing%s", r->at);
  if (r->at[length] == '\'')
    return kind_read(r, r->at, length);
  g_autofree char *word = g_strndup(r->at, length);
  r->at += length;
  return word_value(r, word);
}

/* What is read for an argument as value, checked; value is consumed. */
static json_t *number_take(reader *r, const pc_argument *argument, json_t *value) {
  const char *real = json_string_value(json_object_get(value, "real"));
  json_t *number = NULL;
  if (json_is_integer(value))
    number = json_incref(value);
  else if (real && argument->type == PC_ARGUMENT_NUMBER)
    number = json_real(g_ascii_strtod(real, NULL));
  json_decref(value);
  if (number)
    return number;
  return fail(r, "'%s' is %s", argument->name,
              argument->type == PC_ARGUMENT_NUMBER ? "a number" : "an integer of 64 bits");
}

static json_t *boolean_take(reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_boolean(value))
    return value;
  json_decref(value);
  return fail(r, "'%s' is true or false", argument->name);
}

/* A text or list, or what is repeated of it. */
static const json_t *repeated(const json_t *value) {
  const json_t *repeat = json_object_get(value, "$repeat");
  return repeat ? json_array_get(repeat, 0) : value;
}

static json_t *text_take(reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_string(repeated(value)))
    return value;
  json_decref(value);
  return fail(r, "'%s' is text: '...'", argument->name);
}

static json_t *values_take(reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_array(value))
    return value;
  json_decref(value);
  return fail(r, "'%s' is a list: [...]", argument->name);
}

static json_t *object_take(reader *r, const pc_argument *argument, json_t *value) {
  const json_t *map = json_object_get(value, "map");
  json_t *object = map ? json_object() : NULL;
  size_t i;
  json_t *pair;
  json_array_foreach(map, i, pair) {
    const char *name = json_string_value(json_array_get(pair, 0));
    if (!name || *name == '$') {
      json_decref(object);
      json_decref(value);
      return fail(r, "the names within '%s' are text, and begin with no '$'", argument->name);
    }
    json_object_set(object, name, json_array_get(pair, 1));
  }
  json_decref(value);
  return object ? object : fail(r, "'%s' is written {'name': VALUE}", argument->name);
}

static json_t *pairs_take(reader *r, const pc_argument *argument, json_t *value) {
  const json_t *list = repeated(value);
  bool fine = json_is_array(list);
  size_t i;
  json_t *pair;
  json_array_foreach(list, i, pair) fine =
      fine && json_array_size(pair) == 2 && json_is_string(json_array_get(pair, 0));
  if (fine)
    return value;
  json_decref(value);
  return fail(r, "'%s' is written [['name', VALUE], ...]", argument->name);
}

/* A word without quotes. */
static json_t *handle_read(reader *r, const pc_argument *argument) {
  const gsize length = word_length(r->at);
  if (length == 0)
    return fail(r, "'%s' is a word, at '%s'", argument->name, r->at);
  json_t *handle = json_stringn(r->at, length);
  r->at += length;
  return handle;
}

static json_t *place_read(reader *r, const pc_argument *argument) {
  g_auto(GStrv) words = g_strsplit(argument->words, "|", -1);
  const gsize length = word_length(r->at);
  g_autofree char *word = g_strndup(r->at, length);
  if (pc_name_index((const char *const *)words, word) >= 0) {
    r->at += length;
    return json_string(word);
  }
  json_t *value = value_read(r);
  if (json_is_integer(value))
    return value;
  json_decref(value);
  return fail(r, "'%s' is an integer, or one of: %s", argument->name, argument->words);
}

/* One of several, or a range of them. */
static json_t *names_read(reader *r) {
  json_t *names = json_array();
  if (!range_read(r, names)) {
    json_t *name = name_read(r);
    if (name)
      json_array_append_new(names, name);
  }
  if (!r->problem)
    return names;
  json_decref(names);
  return NULL;
}

static json_t *argument_read(reader *r, const pc_argument *argument) {
  switch (argument->type) {
  case PC_ARGUMENT_NAME:
    return name_read(r);
  case PC_ARGUMENT_NAMES:
    return names_read(r);
  case PC_ARGUMENT_HANDLE:
    return handle_read(r, argument);
  case PC_ARGUMENT_PLACE:
    return place_read(r, argument);
  case PC_ARGUMENT_VALUE:
  case PC_ARGUMENT_VALUES:
  case PC_ARGUMENT_TEXT:
  case PC_ARGUMENT_INTEGER:
  case PC_ARGUMENT_NUMBER:
  case PC_ARGUMENT_BOOLEAN:
  case PC_ARGUMENT_OBJECT:
  case PC_ARGUMENT_PAIRS:
    break;
  }
  json_t *value = value_read(r);
  if (!value)
    return NULL;
  switch (argument->type) {
  case PC_ARGUMENT_VALUES:
    return values_take(r, argument, value);
  case PC_ARGUMENT_TEXT:
    return text_take(r, argument, value);
  case PC_ARGUMENT_INTEGER:
  case PC_ARGUMENT_NUMBER:
    return number_take(r, argument, value);
  case PC_ARGUMENT_BOOLEAN:
    return boolean_take(r, argument, value);
  case PC_ARGUMENT_OBJECT:
    return object_take(r, argument, value);
  case PC_ARGUMENT_PAIRS:
    return pairs_take(r, argument, value);
  case PC_ARGUMENT_VALUE:
  case PC_ARGUMENT_NAME:
  case PC_ARGUMENT_NAMES:
  case PC_ARGUMENT_HANDLE:
  case PC_ARGUMENT_PLACE:
    break;
  }
  return value;
}

/* The name in "name=" at the beginning; NULL: there is none. The caller's. */
static char *name_in_front(const char *at) {
  gsize length = 0;
  while (g_ascii_islower(at[length]) || at[length] == '_')
    length++;
  return length > 0 && at[length] == '=' ? g_strndup(at, length) : NULL;
}

/* The first argument that has its place and is not there yet; several names have no end. */
static const pc_argument *argument_in_place(const pc_operation_type *type, const json_t *given) {
  for (const pc_argument *argument = type->arguments; argument->name; argument++)
    if (argument->in_place &&
        (argument->type == PC_ARGUMENT_NAMES || !json_object_get(given, argument->name)))
      return argument;
  return NULL;
}

static const char *const modifiers[] = {"show", "times", "until", "within", "each", NULL};

static const pc_argument *argument_named(reader *r, const pc_operation_type *type,
                                         const char *name) {
  const pc_argument *argument = pc_argument_find(type, name);
  if (argument)
    return argument;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_argument *each = type->arguments; each->name; each++)
    g_ptr_array_add(names, (gpointer)(guintptr)each->name);
  for (const char *const *each = modifiers; *each; each++)
    g_ptr_array_add(names, (gpointer)(guintptr)*each);
  g_ptr_array_add(names, NULL);
  const char *const *all = (const char *const *)names->pdata;
  g_autofree char *hint = pc_nearest_hint(name, all);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  return fail(r, "'%s' has no argument '%s'%s (arguments: %s)", type->name, name, hint, known);
}

static bool argument_add(reader *r, const pc_argument *argument, json_t *given) {
  json_t *value = argument_read(r, argument);
  json_t *before = json_object_get(given, argument->name);
  if (!value)
    return false;
  if (before && argument->type == PC_ARGUMENT_NAMES) {
    json_array_extend(before, value);
    json_decref(value);
    return true;
  }
  if (before) {
    json_decref(value);
    fail(r, "'%s' is given twice", argument->name);
    return false;
  }
  json_object_set_new(given, argument->name, value);
  return true;
}

static const char *const summaries[] = {
    [PC_TYPED_LIST] = "list", [PC_TYPED_SHARE] = "share", [PC_TYPED_DISTINCT] = "distinct", NULL};

/* "values", or with each "share": which may both be said. */
static bool show_read(reader *r, pc_typed_step *step) {
  const gsize length = word_length(r->at);
  g_autofree char *word = g_strndup(r->at, length);
  const int index = pc_name_index(r->table->shows, word);
  const int summary = pc_name_index(summaries, word);
  if (index < 0 && summary > 0) {
    r->at += length;
    step->summary = (pc_typed_summary)summary;
    return true;
  }
  if (index < 0) {
    g_autofree char *hint = pc_nearest_hint(word, r->table->shows);
    g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)r->table->shows);
    fail(r, "nothing is shown as '%s'%s (expected one of: %s)", word, hint, known);
    return false;
  }
  r->at += length;
  step->show = (guint)index;
  return true;
}

static bool until_read(reader *r, pc_typed_step *step) {
  g_free(step->until);
  if (g_str_has_prefix(r->at, "missing")) {
    r->at += strlen("missing");
    step->until = g_strdup("{\"missing\":true}");
    return true;
  }
  if (g_str_has_prefix(r->at, "any")) {
    r->at += strlen("any");
    step->until = g_strdup(PC_TYPED_ANY);
    return true;
  }
  json_t *json = value_read(r);
  g_autoptr(pc_value) value = json ? pc_value_new_from_json(json) : NULL;
  json_decref(json);
  if (!value) {
    fail(r, "expected a value, 'missing' or 'any' behind 'until='");
    return false;
  }
  GString *until = g_string_new("{\"value\":");
  pc_value_print(value, until);
  g_string_append_c(until, '}');
  step->until = g_string_free(until, FALSE);
  return true;
}

static bool each_read(reader *r, pc_typed_step *step) {
  char *end;
  step->first = g_ascii_strtoll(r->at, &end, 10);
  const bool begins = end > r->at && g_str_has_prefix(end, "..");
  const char *last = end + 2;
  step->last = begins ? g_ascii_strtoll(last, &end, 10) : 0;
  if (!begins || end == last || step->last < step->first ||
      step->last - step->first >= PC_TYPED_EACH_MAX) {
    fail(r, "'each' is written FIRST..LAST, at most %d numbers", PC_TYPED_EACH_MAX);
    return false;
  }
  r->at = end;
  step->each = true;
  return true;
}

static bool modifier_read(reader *r, const char *name, pc_typed_step *step) {
  gint64 number;
  if (strcmp(name, "each") == 0)
    return each_read(r, step);
  if (strcmp(name, "show") == 0)
    return show_read(r, step);
  if (strcmp(name, "until") == 0)
    return until_read(r, step);
  if (strcmp(name, "times") == 0) {
    if (!number_read(r, "how often it is asked", PC_TYPED_TIMES_MAX, &number))
      return false;
    step->times = (guint)number;
    return true;
  }
  char *end;
  const double seconds = g_ascii_strtod(r->at, &end);
  if (end == r->at || !(seconds > 0 && seconds <= 3600)) {
    fail(r, "'within' is a number of seconds");
    return false;
  }
  r->at = end;
  step->within_ms = (guint)(seconds * 1000);
  return true;
}

static bool word_add(reader *r, const pc_operation_type *type, pc_typed_step *step, json_t *given) {
  g_autofree char *name = name_in_front(r->at);
  const pc_argument *argument = NULL;
  if (name) {
    r->at += strlen(name) + 1;
    if (pc_name_index(modifiers, name) >= 0 && !pc_argument_find(type, name))
      return modifier_read(r, name, step);
    argument = argument_named(r, type, name);
  } else {
    argument = argument_in_place(type, given);
    if (!argument)
      fail(r, "'%s' takes nothing more in its place: write NAME=VALUE, instead of '%s'", type->name,
           r->at);
  }
  if (!argument || !argument_add(r, argument, given))
    return false;
  if (*r->at && !strchr(" \t\r\n", *r->at))
    fail(r, "expected a blank behind '%s', at '%s'", argument->name, r->at);
  return !r->problem;
}

/* What is sent where nothing is written. */
static json_t *argument_standard(reader *r, const pc_argument *argument, bool setup) {
  const char *text = setup && argument->in_setup ? argument->in_setup : argument->standard;
  if (argument->required)
    return fail(r, "'%s' is missing", argument->name);
  if (argument->type == PC_ARGUMENT_NAMES)
    return json_array();
  if (!text)
    return NULL;
  reader own = {.at = text, .table = r->table};
  return argument_read(&own, argument);
}

/* One value for every key, or the list's one after the other. */
static json_t *entries_new(reader *r, const json_t *given) {
  const json_t *keys = json_object_get(given, "keys");
  const json_t *values = json_object_get(given, "values");
  json_t *value = json_object_get(given, "value");
  if (!values == !value && json_array_size(keys) > 0)
    return fail(r, "expected 'value' for all keys or 'values' for each, not both");
  if (values && json_array_size(values) != json_array_size(keys))
    return fail(r, "there are %zu keys and %zu values", json_array_size(keys),
                json_array_size(values));
  json_t *entries = json_array();
  for (size_t i = 0; i < json_array_size(keys); i++)
    json_array_append_new(entries, json_pack("[O,O]", json_array_get(keys, i),
                                             values ? json_array_get(values, i) : value));
  return entries;
}

static json_t *operation_new(reader *r, const pc_operation_type *type, const json_t *given,
                             bool setup) {
  json_t *operation = json_pack("{s:s}", "op", type->name);
  for (const pc_argument *argument = type->arguments; argument->name && !r->problem; argument++) {
    json_t *value = json_incref(json_object_get(given, argument->name));
    if (!value)
      value = argument_standard(r, argument, setup);
    if (value)
      json_object_set_new(operation, argument->name, value);
  }
  if (!r->problem && strcmp(type->name, "set_many") == 0) {
    json_t *entries = entries_new(r, operation);
    json_decref(operation);
    operation = json_pack("{s:s,s:o*}", "op", type->name, "entries", entries);
  }
  if (!r->problem)
    return operation;
  json_decref(operation);
  return NULL;
}

static const pc_operation_type *operation_type_read(reader *r) {
  const gsize length = strcspn(r->at, " \t\r\n");
  g_autofree char *name = g_strndup(r->at, length);
  const pc_operation_type *type = pc_operation_type_find(r->table, name);
  r->at += length;
  if (type)
    return type;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_operation_type *each = r->table->operations; each->name; each++)
    g_ptr_array_add(names, (gpointer)(guintptr)each->name);
  g_ptr_array_add(names, (gpointer)(guintptr) "pause");
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  return fail(r, "unknown operation '%s'%s (those of a %s: %s)", name, hint,
              pc_role_names[r->table->role], known);
}

static bool pause_read(reader *r, pc_typed_step *step) {
  g_autoptr(GError) error = NULL;
  if (pc_duration_parse(r->at + strspn(r->at, " \t"), &step->pause_ms, &error))
    return true;
  fail(r, "'pause': %s", error->message);
  return false;
}

/* Whether what is written behind the arguments goes together. */
static bool modifiers_check(reader *r, const char *text, bool setup, const pc_typed_step *step) {
  const bool shows = step->summary || step->show != 0;
  if (setup && shows)
    fail(r, "'show' belongs to a step that is observed: write '--? LABEL' above it");
  else if (step->summary && !step->each)
    fail(r, "'show=%s' tells of several answers: it belongs to 'each'", summaries[step->summary]);
  else if (step->each && (step->times || step->until))
    fail(r, "'each' does not go together with 'times' or 'until'");
  else if (!step->each && strstr(text, "${i}"))
    fail(r, "${i} stands for the number of 'each=FIRST..LAST', which is not there");
  return !r->problem;
}

static bool step_read(reader *r, bool setup, pc_typed_step *step) {
  const char *text = r->at;
  blanks_skip(r);
  if (strcspn(r->at, " \t\r\n") == strlen("pause") && g_str_has_prefix(r->at, "pause")) {
    r->at += strlen("pause");
    return pause_read(r, step);
  }
  const pc_operation_type *type = operation_type_read(r);
  if (!type)
    return false;
  step->show = setup ? 0 : r->table->show_standard(type->name);
  json_t *given = json_object();
  for (blanks_skip(r); *r->at && word_add(r, type, step, given); blanks_skip(r))
    ;
  if (!r->problem && modifiers_check(r, text, setup, step))
    step->operation = operation_new(r, type, given, setup);
  json_decref(given);
  return step->operation != NULL;
}

pc_typed_step *pc_typed_step_parse(const char *text, const pc_role_table *table, bool setup,
                                   char **ret_problem) {
  reader r = {.at = text, .table = table};
  pc_typed_step *step = g_new0(pc_typed_step, 1);
  step->within_ms = WITHIN_MS;
  if (step_read(&r, setup, step))
    return step;
  *ret_problem = r.problem;
  pc_typed_step_free(step);
  return NULL;
}

void pc_typed_step_free(pc_typed_step *step) {
  if (!step)
    return;
  json_decref(step->operation);
  g_free(step->until);
  g_free(step);
}

/* What references stand for. */
typedef struct referred {
  const char *scratch;
  char number[24];
} referred;

static json_t *text_resolve(const json_t *text, const referred *to) {
  const char *from = json_string_value(text);
  const size_t length = json_string_length(text);
  if (!memmem(from, length, "${", 2))
    return json_stringn(from, length);
  /* What follows a NUL is text like any other. */
  g_autoptr(GString) whole = g_string_new(NULL);
  for (const char *part = from; part <= from + length; part += strlen(part) + 1) {
    g_autoptr(GString) numbered = g_string_new(part);
    g_string_replace(numbered, "${i}", to->number, 0);
    g_autofree char *replaced = pc_references_replace(numbered->str, to->scratch);
    g_string_append(whole, replaced);
    if (part + strlen(part) < from + length)
      g_string_append_c(whole, '\0');
  }
  return json_stringn(whole->str, whole->len);
}

static json_t *resolve(const json_t *template, const referred *to);

static json_t *fill_new(const json_t *fill, const referred *to) {
  json_t *name = text_resolve(json_array_get(fill, 0), to);
  const char filler = *json_string_value(json_array_get(fill, 1));
  const gsize length = (gsize)json_integer_value(json_array_get(fill, 2));
  g_autoptr(GString) text =
      g_string_new_len(json_string_value(name), (gssize)json_string_length(name));
  json_decref(name);
  while (text->len < length)
    g_string_append_c(text, filler);
  return json_stringn(text->str, text->len);
}

static json_t *hex_new(const json_t *hex, const referred *to) {
  json_t *prefix = text_resolve(json_array_get(hex, 0), to);
  g_autoptr(GString) bytes = g_string_new(NULL);
  for (const char *c = json_string_value(prefix); *c; c++)
    g_string_append_printf(bytes, "%02x", (guchar)*c);
  json_decref(prefix);
  g_string_append(bytes, json_string_value(json_array_get(hex, 1)));
  return json_pack("{s:s}", "bytes", bytes->str);
}

static json_t *repeat_new(const json_t *repeat, const referred *to) {
  json_t *text = resolve(json_array_get(repeat, 0), to);
  const json_int_t times = json_integer_value(json_array_get(repeat, 1));
  if (json_is_array(text)) {
    json_t *list = json_array();
    for (json_int_t i = 0; i < times; i++)
      json_array_extend(list, text);
    json_decref(text);
    return list;
  }
  g_autoptr(GString) whole = g_string_new(NULL);
  for (json_int_t i = 0; i < times; i++)
    g_string_append_len(whole, json_string_value(text), (gssize)json_string_length(text));
  json_decref(text);
  return json_stringn(whole->str, whole->len);
}

static json_t *object_resolve(const json_t *template, const referred *to) {
  static const struct {
    const char *form;
    json_t *(*make)(const json_t *arguments, const referred *to);
  } forms[] = {{"$fill", fill_new}, {"$hex", hex_new}, {"$repeat", repeat_new}};
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    const json_t *arguments = json_object_get(template, forms[i].form);
    if (arguments)
      return forms[i].make(arguments, to);
  }
  json_t *object = json_object();
  const char *name;
  json_t *member;
  json_object_foreach((json_t *)(guintptr) template, name, member)
      json_object_set_new(object, name, resolve(member, to));
  return object;
}

static json_t *resolve(const json_t *template, const referred *to) {
  if (json_is_string(template))
    return text_resolve(template, to);
  if (json_is_object(template))
    return object_resolve(template, to);
  if (!json_is_array(template))
    return json_incref((json_t *)(guintptr) template);
  json_t *array = json_array();
  size_t i;
  json_t *item;
  json_array_foreach(template, i, item) json_array_append_new(array, resolve(item, to));
  return array;
}

json_t *pc_typed_operation_new(const pc_typed_step *step, const char *scratch, gint64 i) {
  referred to = {.scratch = scratch};
  g_snprintf(to.number, sizeof to.number, "%" G_GINT64_FORMAT, i);
  return resolve(step->operation, &to);
}
