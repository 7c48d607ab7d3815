/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role cache, and its operations taken apart. */
#include "harness/model/role_cache.h"

#include "harness/base/error.h"
#include "harness/model/role.h"

#include <glib.h>
#include <math.h>
#include <string.h>

const char *const pc_cache_refusals[] = {"value_too_large",
                                         "bad_key",
                                         "bad_value",
                                         "bad_argument",
                                         "wrong_type",
                                         "not_an_integer",
                                         "overflow",
                                         "out_of_memory",
                                         "read_only",
                                         "access_denied",
                                         "unknown_command",
                                         "syntax_error",
                                         NULL};

char *pc_cache_refusal_class(const char *name) {
  return g_strv_contains(pc_cache_refusals, name) ? g_strdup(name)
                                                  : g_strconcat("other:", name, NULL);
}

/* What an operation brings with it. */
enum {
  KEY = 1 << 0,
  KEYS = 1 << 1,
  VALUE = 1 << 2,
  ENTRIES = 1 << 3,
  BY = 1 << 4,
  TTL = 1 << 5,
  ITEM = 1 << 6
};

static const struct {
  const char *name;
  guint arguments;
} ops[] = {
    [PC_CACHE_GET] = {"get", KEY},
    [PC_CACHE_GET_MANY] = {"get_many", KEYS},
    [PC_CACHE_SET] = {"set", KEY | VALUE},
    [PC_CACHE_SET_MANY] = {"set_many", ENTRIES},
    [PC_CACHE_ADD] = {"add", KEY | VALUE},
    [PC_CACHE_REPLACE] = {"replace", KEY | VALUE},
    [PC_CACHE_APPEND] = {"append", KEY | VALUE},
    [PC_CACHE_DELETE] = {"delete", KEY},
    [PC_CACHE_INCREMENT] = {"increment", KEY | BY},
    [PC_CACHE_DECREMENT] = {"decrement", KEY | BY},
    [PC_CACHE_TOUCH] = {"touch", KEY | TTL},
    [PC_CACHE_TTL] = {"ttl", KEY},
    [PC_CACHE_GETS] = {"gets", KEY},
    [PC_CACHE_CAS] = {"cas", KEY | VALUE},
    [PC_CACHE_CHANGE] = {"change", KEY | ITEM},
    [PC_CACHE_GET_ELSEWHERE] = {"get_elsewhere", KEY},
    [PC_CACHE_RECONNECT] = {"reconnect", 0},
};

static void value_destroy(gpointer value) { pc_value_free(value); }

static bool call_fail(const pc_cache_call *call, const char *what, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the operation '%s' has no valid %s", call->name,
              what);
  return false;
}

static bool key_add(pc_cache_call *call, const json_t *json, const char *scratch, GError **error) {
  pc_value *key = json ? pc_value_new_from_json(json) : NULL;
  if (key)
    g_ptr_array_add(call->keys, key);
  if (!key || (pc_value_kind(key) != PC_KIND_TEXT && pc_value_kind(key) != PC_KIND_BYTES))
    return call_fail(call, "key", error);
  gsize length;
  const char *text = pc_value_text(key, &length);
  const gsize own = strlen(scratch);
  if (length >= own && memcmp(text, scratch, own) == 0 && !g_ascii_isdigit(text[own]))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
              "the key of '%s' does not begin with the scratch's name, or a digit follows it",
              call->name);
  return false;
}

static bool value_add(pc_cache_call *call, const json_t *json, GError **error) {
  pc_value *value = json ? pc_value_new_from_json(json) : NULL;
  if (!value)
    return call_fail(call, "value", error);
  g_ptr_array_add(call->values, value);
  return true;
}

static bool entries_add(pc_cache_call *call, const json_t *entries, const char *scratch,
                        GError **error) {
  size_t i;
  json_t *entry;
  if (!json_is_array(entries))
    return call_fail(call, "entries", error);
  json_array_foreach(entries, i, entry) {
    if (!key_add(call, json_array_get(entry, 0), scratch, error) ||
        !value_add(call, json_array_get(entry, 1), error))
      return false;
  }
  return true;
}

static bool keys_add(pc_cache_call *call, const json_t *keys, const char *scratch, GError **error) {
  size_t i;
  json_t *key;
  if (!json_is_array(keys))
    return call_fail(call, "keys", error);
  json_array_foreach(keys, i, key) {
    if (!key_add(call, key, scratch, error))
      return false;
  }
  return true;
}

static bool ttl_read(pc_cache_call *call, const json_t *operation, GError **error) {
  const json_t *json = json_object_get(operation, "ttl");
  if (json_is_real(json)) {
    call->ttl = json_real_value(json);
  } else {
    g_autoptr(pc_value) value = pc_value_new_from_json(json);
    const pc_kind kind = value ? pc_value_kind(value) : PC_KIND_NULL;
    if (kind != PC_KIND_INTEGER && kind != PC_KIND_REAL && kind != PC_KIND_DECIMAL)
      return call_fail(call, "ttl", error);
    call->ttl = g_ascii_strtod(pc_value_text(value, NULL), NULL);
  }
  call->has_ttl = true;
  call->finest = json_is_true(json_object_get(operation, "finest"));
  return !isnan(call->ttl) || call_fail(call, "ttl", error);
}

/* What is no integer is for the service to refuse. */
static void by_read(pc_cache_call *call, const json_t *json) {
  g_autoptr(pc_value) value = json ? pc_value_new_from_json(json) : NULL;
  if (value && pc_value_kind(value) == PC_KIND_INTEGER)
    call->by = g_strdup(pc_value_text(value, NULL));
}

static bool arguments_read(pc_cache_call *call, const json_t *operation, const char *scratch,
                           GError **error) {
  const guint arguments = ops[call->op].arguments;
  const json_t *ttl = json_object_get(operation, "ttl");
  if ((arguments & KEY) && !key_add(call, json_object_get(operation, "key"), scratch, error))
    return false;
  if ((arguments & KEYS) && !keys_add(call, json_object_get(operation, "keys"), scratch, error))
    return false;
  if ((arguments & ENTRIES) &&
      !entries_add(call, json_object_get(operation, "entries"), scratch, error))
    return false;
  if ((arguments & VALUE) && !value_add(call, json_object_get(operation, "value"), error))
    return false;
  if ((arguments & ITEM) && !value_add(call, json_object_get(operation, "item"), error))
    return false;
  if (arguments & BY)
    by_read(call, json_object_get(operation, "by"));
  if (ttl && !json_is_null(ttl))
    return ttl_read(call, operation, error);
  return !(arguments & TTL) || call_fail(call, "ttl", error);
}

bool pc_cache_call_init(pc_cache_call *call, const json_t *operation, const char *scratch,
                        GError **error) {
  const char *name = pc_operation_name(operation);
  *call = (pc_cache_call){
      .op = PC_CACHE_UNKNOWN,
      .name = name ? name : "",
      .keys = g_ptr_array_new_with_free_func(value_destroy),
      .values = g_ptr_array_new_with_free_func(value_destroy),
  };
  for (guint i = 0; i < G_N_ELEMENTS(ops); i++)
    if (strcmp(ops[i].name, call->name) == 0)
      call->op = (pc_cache_op)i;
  if (call->op == PC_CACHE_UNKNOWN || arguments_read(call, operation, scratch, error))
    return true;
  pc_cache_call_clear(call);
  return false;
}

void pc_cache_call_clear(pc_cache_call *call) {
  g_clear_pointer(&call->keys, g_ptr_array_unref);
  g_clear_pointer(&call->values, g_ptr_array_unref);
  g_clear_pointer(&call->by, g_free);
}

#define KEY_ARGUMENT                                                                               \
  { "key", PC_ARGUMENT_NAME, .in_place = true, .required = true, .help = "the key" }
#define VALUE_ARGUMENT                                                                             \
  { "value", PC_ARGUMENT_VALUE, .in_place = true, .required = true, .help = "what is stored" }
#define TTL_ARGUMENT                                                                               \
  { "ttl", PC_ARGUMENT_NUMBER, .help = "seconds until it expires; never by default" }
#define FINEST_ARGUMENT                                                                            \
  { "finest", PC_ARGUMENT_BOOLEAN, .help = "uses the client's call with the finest unit of time" }

static const pc_argument key_only[] = {KEY_ARGUMENT, {0}};
static const pc_argument key_keys[] = {
    {"keys", PC_ARGUMENT_NAMES, .in_place = true, .help = "the keys"}, {0}};
static const pc_argument key_value[] = {KEY_ARGUMENT, VALUE_ARGUMENT, {0}};
static const pc_argument key_value_ttl[] = {
    KEY_ARGUMENT, VALUE_ARGUMENT, TTL_ARGUMENT, FINEST_ARGUMENT, {0}};
static const pc_argument key_ttl[] = {
    KEY_ARGUMENT,
    {"ttl", PC_ARGUMENT_NUMBER, .required = true, .help = "seconds from now on"},
    {0}};
static const pc_argument key_by[] = {
    KEY_ARGUMENT, {"by", PC_ARGUMENT_INTEGER, .standard = "1", .help = "by how much"}, {0}};
static const pc_argument key_item[] = {
    KEY_ARGUMENT,
    {"item", PC_ARGUMENT_VALUE, .in_place = true, .required = true, .help = "what is appended"},
    {0}};
static const pc_argument entries[] = {
    {"keys", PC_ARGUMENT_NAMES, .in_place = true, .help = "the keys"},
    {"value", PC_ARGUMENT_VALUE, .help = "one value for all of them"},
    {"values", PC_ARGUMENT_VALUES, .help = "or a value for each, in order"},
    {0}};
static const pc_argument none[] = {{0}};

static const pc_operation_type operations[] = {
    {"get", key_only, "the value, or missing"},
    {"get_many", key_keys, "the values that are there, as the client gives them"},
    {"set", key_value_ttl, "done"},
    {"set_many", entries, "done"},
    {"add", key_value_ttl, "true: stored; false: the key was there"},
    {"replace", key_value_ttl, "true: stored; false: it was not there"},
    {"append", key_value, "true: appended; false: it was not there"},
    {"delete", key_only, "true: it was there; false: it was not"},
    {"increment", key_by, "the new integer"},
    {"decrement", key_by, "the new integer"},
    {"touch", key_ttl, "true: expires then; false: it was not there"},
    {"ttl", key_only, "the time left as a class, such as 'up to a minute'; null: never expires"},
    {"gets", key_only, "as get; the session remembers the version that it saw"},
    {"cas", key_value_ttl, "true: stored; false: changed since the session's gets"},
    {"change", key_item, "done: gets a list and appends to that very object, without storing it"},
    {"get_elsewhere", key_only, "as get, by another process of the same application"},
    {"lock", key_ttl, "true: held from now on; false: another holds it"},
    {"reconnect", none, "done: the client's connection is closed and opened again"},
    {0},
};

typedef enum cache_show { SHOW_ANSWER, SHOW_TEXT, SHOW_SIZE, SHOW_COUNT, SHOW_VALUES } cache_show;

static const char *const shows[] = {
    [SHOW_ANSWER] = "answer", [SHOW_TEXT] = "text",     [SHOW_SIZE] = "size",
    [SHOW_COUNT] = "count",   [SHOW_VALUES] = "values", NULL};

static const char *seconds_class(double seconds) {
  static const struct {
    double most;
    const char *name;
  } classes[] = {{0, "none"},
                 {1, "up to a second"},
                 {60, "up to a minute"},
                 {3600, "up to an hour"},
                 {86400, "up to a day"},
                 {30 * 86400.0, "up to 30 days"},
                 {366 * 86400.0, "up to a year"}};
  for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
    if (seconds <= classes[i].most)
      return classes[i].name;
  return "more than a year";
}

static pc_outcome *outcome_new_text(const char *text, gsize length) {
  return pc_outcome_new_value_take(pc_value_new_text(PC_KIND_TEXT, text, (gssize)length));
}

static bool kind_is_scalar(pc_kind kind) {
  return kind != PC_KIND_NULL && kind != PC_KIND_LIST && kind != PC_KIND_MAP;
}

/* Of what get_many gave, a map or a list with null for what is not there: the values that are; the
 * caller's. */
static pc_value *values_there(const pc_value *value) {
  const guint stride = pc_value_kind(value) == PC_KIND_MAP ? 2 : 1;
  pc_value *values = pc_value_new_list(PC_KIND_LIST);
  for (guint i = stride - 1; i < pc_value_length(value); i += stride)
    if (pc_value_kind(pc_value_item(value, i)) != PC_KIND_NULL)
      pc_value_append_take(values, pc_value_copy(pc_value_item(value, i)));
  return values;
}

/* Seconds left are always classed: they are never twice the same. */
static guint cache_show_standard(const char *op) {
  return strcmp(op, "ttl") == 0 ? SHOW_TEXT : SHOW_ANSWER;
}

static pc_outcome *cache_show_new(const char *op, guint show, const pc_value *value) {
  const pc_kind kind = pc_value_kind(value);
  gsize length;
  if (strcmp(op, "ttl") == 0 && (kind == PC_KIND_INTEGER || kind == PC_KIND_REAL)) {
    const char *name = seconds_class(g_ascii_strtod(pc_value_text(value, NULL), NULL));
    return outcome_new_text(name, strlen(name));
  }
  switch ((cache_show)show) {
  case SHOW_ANSWER:
    return NULL;
  case SHOW_COUNT:
  case SHOW_VALUES:
    if (kind == PC_KIND_MAP || kind == PC_KIND_LIST) {
      g_autoptr(pc_value) values = values_there(value);
      return pc_outcome_new_value_take(show == SHOW_COUNT
                                           ? pc_value_new_integer(pc_value_length(values))
                                           : g_steal_pointer(&values));
    }
    return NULL;
  case SHOW_SIZE:
    if (kind != PC_KIND_TEXT && kind != PC_KIND_BYTES)
      return NULL;
    pc_value_text(value, &length);
    return pc_outcome_new_value_take(pc_value_new_integer((gint64)length));
  case SHOW_TEXT:
    if (kind_is_scalar(kind)) {
      const char *text = pc_value_text(value, &length);
      return outcome_new_text(text, length);
    }
    return NULL;
  }
  return NULL;
}

const pc_role_table pc_role_cache = {
    .role = PC_ROLE_CACHE,
    .separator = ':',
    .filler = 'k',
    .operations = operations,
    .shows = shows,
    .show_standard = cache_show_standard,
    .show = cache_show_new,
};
