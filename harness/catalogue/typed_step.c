/* SPDX-License-Identifier: MIT */
/* Steps of typed languages, read. */
#include "harness/catalogue/typed_step.h"

#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/catalogue/script.h"
#include "harness/catalogue/typed_reader.h"
#include "harness/model/operation.h"

#include <string.h>

enum { WITHIN_MS = 1000 };

/* What is read for an argument as value, checked; value is consumed. */
static json_t *number_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  const char *real = json_string_value(json_object_get(value, "real"));
  json_t *number = NULL;
  if (json_is_integer(value))
    number = json_incref(value);
  else if (real && argument->type == PC_ARGUMENT_NUMBER)
    number = json_real(g_ascii_strtod(real, NULL));
  json_decref(value);
  if (number)
    return number;
  return pc_reader_fail(r, "'%s' is %s", argument->name,
                        argument->type == PC_ARGUMENT_NUMBER ? "a number"
                                                             : "an integer of 64 bits");
}

static json_t *boolean_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_boolean(value))
    return value;
  json_decref(value);
  return pc_reader_fail(r, "'%s' is true or false", argument->name);
}

/* A text or list, or what is repeated of it. */
static const json_t *repeated(const json_t *value) {
  const json_t *repeat = json_object_get(value, "$repeat");
  return repeat ? json_array_get(repeat, 0) : value;
}

static json_t *text_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_string(repeated(value)))
    return value;
  json_decref(value);
  return pc_reader_fail(r, "'%s' is text: '...'", argument->name);
}

static json_t *values_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  if (json_is_array(value))
    return value;
  json_decref(value);
  return pc_reader_fail(r, "'%s' is a list: [...]", argument->name);
}

static json_t *object_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  const json_t *map = json_object_get(value, "map");
  json_t *object = map ? json_object() : NULL;
  size_t i;
  json_t *pair;
  json_array_foreach(map, i, pair) {
    const char *name = json_string_value(json_array_get(pair, 0));
    if (!name || *name == '$') {
      json_decref(object);
      json_decref(value);
      return pc_reader_fail(r, "the names within '%s' are text, and begin with no '$'",
                            argument->name);
    }
    json_object_set(object, name, json_array_get(pair, 1));
  }
  json_decref(value);
  return object ? object : pc_reader_fail(r, "'%s' is written {'name': VALUE}", argument->name);
}

static json_t *pairs_take(pc_reader *r, const pc_argument *argument, json_t *value) {
  const json_t *list = repeated(value);
  bool fine = json_is_array(list);
  size_t i;
  json_t *pair;
  json_array_foreach(list, i, pair) fine =
      fine && json_array_size(pair) == 2 && json_is_string(json_array_get(pair, 0));
  if (fine)
    return value;
  json_decref(value);
  return pc_reader_fail(r, "'%s' is written [['name', VALUE], ...]", argument->name);
}

/* A word without quotes. */
static json_t *handle_read(pc_reader *r, const pc_argument *argument) {
  const gsize length = pc_word_length(r->at);
  if (length == 0)
    return pc_reader_fail(r, "'%s' is a word, at '%s'", argument->name, r->at);
  json_t *handle = json_stringn(r->at, length);
  r->at += length;
  return handle;
}

static json_t *place_read(pc_reader *r, const pc_argument *argument) {
  g_auto(GStrv) words = g_strsplit(argument->words, "|", -1);
  const gsize length = pc_word_length(r->at);
  g_autofree char *word = g_strndup(r->at, length);
  if (pc_name_index((const char *const *)words, word) >= 0) {
    r->at += length;
    return json_string(word);
  }
  json_t *value = pc_reader_value(r);
  if (json_is_integer(value))
    return value;
  json_decref(value);
  return pc_reader_fail(r, "'%s' is an integer, or one of: %s", argument->name, argument->words);
}

/* One of several, or a range of them. */
static json_t *names_read(pc_reader *r, const pc_argument *argument) {
  (void)argument;
  json_t *names = json_array();
  if (!pc_reader_range(r, names)) {
    json_t *name = pc_reader_name(r);
    if (name)
      json_array_append_new(names, name);
  }
  if (!r->problem)
    return names;
  json_decref(names);
  return NULL;
}

static json_t *name_read(pc_reader *r, const pc_argument *argument) {
  (void)argument;
  return pc_reader_name(r);
}

/* How an argument is read: by a function of its own, or as a value that is checked (NULL: any). */
static const struct {
  json_t *(*read)(pc_reader *r, const pc_argument *argument);
  json_t *(*take)(pc_reader *r, const pc_argument *argument, json_t *value);
} types[] = {
    [PC_ARGUMENT_NAME] = {.read = name_read},     [PC_ARGUMENT_NAMES] = {.read = names_read},
    [PC_ARGUMENT_HANDLE] = {.read = handle_read}, [PC_ARGUMENT_PLACE] = {.read = place_read},
    [PC_ARGUMENT_VALUE] = {.take = NULL},         [PC_ARGUMENT_VALUES] = {.take = values_take},
    [PC_ARGUMENT_TEXT] = {.take = text_take},     [PC_ARGUMENT_INTEGER] = {.take = number_take},
    [PC_ARGUMENT_NUMBER] = {.take = number_take}, [PC_ARGUMENT_BOOLEAN] = {.take = boolean_take},
    [PC_ARGUMENT_OBJECT] = {.take = object_take}, [PC_ARGUMENT_PAIRS] = {.take = pairs_take},
};

static json_t *argument_read(pc_reader *r, const pc_argument *argument) {
  if (types[argument->type].read)
    return types[argument->type].read(r, argument);
  json_t *value = pc_reader_value(r);
  const bool any = !types[argument->type].take;
  return !value || any ? value : types[argument->type].take(r, argument, value);
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

const pc_grammar_row pc_typed_modifiers[] = {
    {"show", "the part of the answer that is recorded, instead of all of it", "get a show=size"},
    {"times", "repeats the step this often, or until nothing comes; the answer is a list",
     "receive q times=3"},
    {"until",
     "repeats the step until the answer is this value, 'missing' (nothing is there) or 'any' "
     "(something is there)",
     "depth q until=0"},
    {"within", "how many seconds 'until' goes on at most; 1 by default",
     "depth q until=0 within=2"},
    {"each",
     "runs the step once for every number of a range; ${i} is the number. show=share records "
     "whether all, some or none succeeded, show=distinct whether one or several answers came",
     "get ${i} each=0..399 show=share"},
    {0}};

const pc_grammar_row pc_typed_values[] = {
    {"NAME",
     "a key, queue, topic or group that belongs to the probe; quoted unless it is a single word",
     "get 'two words'"},
    {"NAME{LENGTH}", "the same name padded to this many bytes in all", "get a{250}"},
    {"FIRST..LAST", "this range of names, where an operation takes several", "get_many 0..99"},
    {"'text'", "text, taken literally; '' is a quote", "set a 'it''s'"},
    {"\"text\"", "text with JSON's escapes", "set a \"two\\nlines\""},
    {"VALUE * N", "text or a list, repeated", "set a 'x' * 1048576"},
    {"42 1.5", "an integer of any size, a real number", "set a 18446744073709551616"},
    {"true false null", "as in JSON", "set a null"},
    {"x'00ff'", "bytes", "set a x'00ff'"},
    {"[...] {...}", "a list, a map", "set a [1, 'b', {'c': null}]"},
    {"KIND'text'", "a value of another kind: decimal, date, time, timestamp, timestamptz, interval",
     "set a decimal'1.50'"},
    {"${k} ${name} ${number}",
     "in text: the prefix of everything that belongs to the probe, a name and a number that only "
     "this probe uses",
     "set a '${name}'"},
    {0}};

static bool is_modifier(const char *name) {
  for (const pc_grammar_row *row = pc_typed_modifiers; row->word; row++)
    if (strcmp(row->word, name) == 0)
      return true;
  return false;
}

static const pc_argument *argument_named(pc_reader *r, const pc_operation_type *type,
                                         const char *name) {
  const pc_argument *argument = pc_argument_find(type, name);
  if (argument)
    return argument;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_argument *each = type->arguments; each->name; each++)
    g_ptr_array_add(names, (gpointer)(guintptr)each->name);
  for (const pc_grammar_row *each = pc_typed_modifiers; each->word; each++)
    g_ptr_array_add(names, (gpointer)(guintptr)each->word);
  g_ptr_array_add(names, NULL);
  const char *const *all = (const char *const *)names->pdata;
  g_autofree char *hint = pc_nearest_hint(name, all);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  return pc_reader_fail(r, "'%s' has no argument '%s'%s (arguments: %s)", type->name, name, hint,
                        known);
}

static bool argument_add(pc_reader *r, const pc_argument *argument, json_t *given) {
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
    pc_reader_fail(r, "'%s' is given twice", argument->name);
    return false;
  }
  json_object_set_new(given, argument->name, value);
  return true;
}

static const char *const summaries[] = {
    [PC_TYPED_LIST] = "list", [PC_TYPED_SHARE] = "share", [PC_TYPED_DISTINCT] = "distinct", NULL};

/* "values", or with each "share": which may both be said. */
static bool show_read(pc_reader *r, pc_typed_step *step) {
  const gsize length = pc_word_length(r->at);
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
    pc_reader_fail(r, "nothing is shown as '%s'%s (expected one of: %s)", word, hint, known);
    return false;
  }
  r->at += length;
  step->show = (guint)index;
  return true;
}

static bool until_read(pc_reader *r, pc_typed_step *step) {
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
  json_t *json = pc_reader_value(r);
  g_autoptr(pc_value) value = json ? pc_value_new_from_json(json) : NULL;
  json_decref(json);
  if (!value) {
    pc_reader_fail(r, "expected a value, 'missing' or 'any' behind 'until='");
    return false;
  }
  GString *until = g_string_new("{\"value\":");
  pc_value_print(value, until);
  g_string_append_c(until, '}');
  step->until = g_string_free(until, FALSE);
  return true;
}

static bool each_read(pc_reader *r, pc_typed_step *step) {
  char *end;
  step->first = g_ascii_strtoll(r->at, &end, 10);
  const bool begins = end > r->at && g_str_has_prefix(end, "..");
  const char *last = end + 2;
  step->last = begins ? g_ascii_strtoll(last, &end, 10) : 0;
  if (!begins || end == last || step->last < step->first ||
      step->last - step->first >= PC_TYPED_EACH_MAX) {
    pc_reader_fail(r, "'each' is written FIRST..LAST, at most %d numbers", PC_TYPED_EACH_MAX);
    return false;
  }
  r->at = end;
  step->each = true;
  return true;
}

static bool within_read(pc_reader *r, pc_typed_step *step) {
  char *end;
  const double seconds = g_ascii_strtod(r->at, &end);
  if (end == r->at || !(seconds > 0 && seconds <= 3600)) {
    pc_reader_fail(r, "'within' is a number of seconds");
    return false;
  }
  r->at = end;
  step->within_ms = (guint)(seconds * 1000);
  return true;
}

static bool modifier_read(pc_reader *r, const char *name, pc_typed_step *step) {
  gint64 number;
  if (strcmp(name, "within") == 0)
    return within_read(r, step);
  if (strcmp(name, "each") == 0)
    return each_read(r, step);
  if (strcmp(name, "show") == 0)
    return show_read(r, step);
  if (strcmp(name, "until") == 0)
    return until_read(r, step);
  if (!pc_reader_number(r, "how often the step is repeated", PC_TYPED_TIMES_MAX, &number))
    return false;
  step->times = (guint)number;
  return true;
}

/* A modifier may be given once; show once for the part, and once for what all answers come to. */
static bool modifier_add(pc_reader *r, const char *name, pc_typed_step *step, json_t *given) {
  const pc_typed_step before = *step;
  if (!modifier_read(r, name, step))
    return false;
  const char *seen = step->summary != before.summary ? "summary" : name;
  if (json_object_get(given, seen)) {
    pc_reader_fail(r, "'%s' is given twice", name);
    return false;
  }
  return json_object_set_new(given, seen, json_true()) == 0;
}

static bool word_add(pc_reader *r, const pc_operation_type *type, pc_typed_step *step,
                     json_t *given) {
  g_autofree char *name = name_in_front(r->at);
  const pc_argument *argument = name ? NULL : argument_in_place(type, given);
  r->at += name ? strlen(name) + 1 : 0;
  if (!name && !argument)
    pc_reader_fail(r, "'%s' takes nothing more in its place: write NAME=VALUE, instead of '%s'",
                   type->name, r->at);
  const bool modifies = name && is_modifier(name) && !pc_argument_find(type, name);
  if (modifies && !modifier_add(r, name, step, given))
    return false;
  if (name && !modifies)
    argument = argument_named(r, type, name);
  if (!modifies && (!argument || !argument_add(r, argument, given)))
    return false;
  if (*r->at && !strchr(" \t\r\n", *r->at))
    pc_reader_fail(r, "expected a blank behind '%s', at '%s'", name ? name : argument->name, r->at);
  return !r->problem;
}

/* What is sent where nothing is written. */
static json_t *argument_standard(pc_reader *r, const pc_argument *argument, bool setup) {
  const char *text = setup && argument->in_setup ? argument->in_setup : argument->standard;
  if (argument->required)
    return pc_reader_fail(r, "'%s' is missing", argument->name);
  if (argument->type == PC_ARGUMENT_NAMES)
    return json_array();
  if (!text)
    return NULL;
  pc_reader own = {.at = text, .table = r->table};
  return argument_read(&own, argument);
}

/* One value for every key, or the list's one after the other. */
static json_t *entries_new(pc_reader *r, const json_t *given) {
  const json_t *keys = json_object_get(given, "keys");
  const json_t *values = json_object_get(given, "values");
  json_t *value = json_object_get(given, "value");
  if (!values == !value && json_array_size(keys) > 0)
    return pc_reader_fail(r, "expected 'value' for all keys or 'values' for each, not both");
  if (values && json_array_size(values) != json_array_size(keys))
    return pc_reader_fail(r, "there are %zu keys and %zu values", json_array_size(keys),
                          json_array_size(values));
  json_t *entries = json_array();
  for (size_t i = 0; i < json_array_size(keys); i++)
    json_array_append_new(entries, json_pack("[O,O]", json_array_get(keys, i),
                                             values ? json_array_get(values, i) : value));
  return entries;
}

static json_t *operation_new(pc_reader *r, const pc_operation_type *type, const json_t *given,
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

static const pc_operation_type *operation_type_read(pc_reader *r) {
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
  return pc_reader_fail(r, "unknown operation '%s'%s (those of a %s: %s)", name, hint,
                        pc_role_names[r->table->role], known);
}

static bool pause_read(pc_reader *r, pc_typed_step *step) {
  g_autoptr(GError) error = NULL;
  if (pc_duration_parse(r->at + strspn(r->at, " \t"), &step->pause_ms, &error))
    return true;
  pc_reader_fail(r, "'pause': %s", error->message);
  return false;
}

/* Whether what is written behind the arguments goes together. */
static bool modifiers_check(pc_reader *r, const char *text, bool setup, const pc_typed_step *step) {
  const bool shows = step->summary || step->show != 0;
  if (setup && shows)
    pc_reader_fail(r, "'show' belongs to a step that is observed: write '--? LABEL' above it");
  else if (step->summary && !step->each)
    pc_reader_fail(r, "'show=%s' sums up several answers: it needs 'each=FIRST..LAST'",
                   summaries[step->summary]);
  else if (step->within_ms && !step->until)
    pc_reader_fail(r, "'within' limits 'until', which is not there");
  else if (step->each && (step->times || step->until))
    pc_reader_fail(r, "'each' does not go together with 'times' or 'until'");
  else if (!step->each && strstr(text, "${i}"))
    pc_reader_fail(r, "${i} is the number of 'each=FIRST..LAST', which is not there");
  return !r->problem;
}

static bool step_read(pc_reader *r, bool setup, pc_typed_step *step) {
  const char *text = r->at;
  pc_reader_blanks_skip(r);
  if (strcspn(r->at, " \t\r\n") == strlen("pause") && g_str_has_prefix(r->at, "pause")) {
    r->at += strlen("pause");
    return pause_read(r, step);
  }
  const pc_operation_type *type = operation_type_read(r);
  if (!type)
    return false;
  step->show = setup ? 0 : r->table->show_standard(type->name);
  json_t *given = json_object();
  for (pc_reader_blanks_skip(r); *r->at && word_add(r, type, step, given); pc_reader_blanks_skip(r))
    ;
  if (!r->problem && modifiers_check(r, text, setup, step))
    step->operation = operation_new(r, type, given, setup);
  if (step->within_ms == 0)
    step->within_ms = WITHIN_MS;
  json_decref(given);
  return step->operation != NULL;
}

pc_typed_step *pc_typed_step_parse(const char *text, const pc_role_table *table, bool setup,
                                   char **ret_problem) {
  pc_reader r = {.at = text, .table = table};
  pc_typed_step *step = g_new0(pc_typed_step, 1);
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
