/* SPDX-License-Identifier: MIT */
/* Operations of caches taken apart, and the rules of a dictionary with expiry times. */
#include "adapters/in_process/cache_model.h"

#include "harness/base/error.h"
#include "harness/model/role_cache.h"

#include <math.h>
#include <string.h>

__extension__ typedef __int128 wide;

/* What an operation brings with it. */
enum { KEY = 1 << 0, KEYS = 1 << 1, VALUE = 1 << 2, ENTRIES = 1 << 3, BY = 1 << 4, TTL = 1 << 5, ITEM = 1 << 6 };

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
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the operation '%s' has no valid %s", call->name, what);
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
              "the key of '%s' does not begin with the scratch's name, or a digit follows it", call->name);
  return false;
}

static bool value_add(pc_cache_call *call, const json_t *json, GError **error) {
  pc_value *value = json ? pc_value_new_from_json(json) : NULL;
  if (!value)
    return call_fail(call, "value", error);
  g_ptr_array_add(call->values, value);
  return true;
}

static bool entries_add(pc_cache_call *call, const json_t *entries, const char *scratch, GError **error) {
  size_t i;
  json_t *entry;
  if (!json_is_array(entries))
    return call_fail(call, "entries", error);
  json_array_foreach(entries, i, entry) {
    if (!key_add(call, json_array_get(entry, 0), scratch, error) || !value_add(call, json_array_get(entry, 1), error))
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

static bool arguments_read(pc_cache_call *call, const json_t *operation, const char *scratch, GError **error) {
  const guint arguments = ops[call->op].arguments;
  const json_t *ttl = json_object_get(operation, "ttl");
  if ((arguments & KEY) && !key_add(call, json_object_get(operation, "key"), scratch, error))
    return false;
  if ((arguments & KEYS) && !keys_add(call, json_object_get(operation, "keys"), scratch, error))
    return false;
  if ((arguments & ENTRIES) && !entries_add(call, json_object_get(operation, "entries"), scratch, error))
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

bool pc_cache_call_init(pc_cache_call *call, const json_t *operation, const char *scratch, GError **error) {
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

pc_value *pc_cache_value_copy(const pc_value *value, gsize *bytes) {
  gsize length;
  const pc_kind kind = pc_value_kind(value);
  const char *text = pc_value_text(value, &length);
  *bytes += length + 1;
  if (kind == PC_KIND_LIST || kind == PC_KIND_MAP) {
    pc_value *list = pc_value_new_list(kind);
    for (guint i = 0; i < pc_value_length(value); i++)
      pc_value_append_take(list, pc_cache_value_copy(pc_value_item(value, i), bytes));
    return list;
  }
  if (kind == PC_KIND_NULL)
    return pc_value_new_null();
  if (kind == PC_KIND_BOOLEAN)
    return pc_value_new_boolean(strcmp(text, "true") == 0);
  if (kind == PC_KIND_BYTES)
    return pc_value_new_bytes(text, length);
  return pc_value_new_text(kind, text, (gssize)length);
}

pc_outcome *pc_cache_answer_take(pc_value *value, gsize bytes, GError **error) {
  if (bytes <= PC_ANSWER_BYTES_MAX)
    return pc_outcome_new_value_take(value);
  pc_value_free(value);
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d MiB", PC_ANSWER_BYTES_MAX >> 20);
  return NULL;
}

pc_outcome *pc_cache_boolean(bool value) { return pc_outcome_new_value_take(pc_value_new_boolean(value)); }

/* One call on its way. */
typedef struct asking {
  const pc_cache_store *rules;
  void *store;
  const pc_cache_call *call;
  const pc_value *key; /* the first */
  gint64 now_us;
  pc_outcome *refusal;
  GError **error;
} asking;

static pc_outcome *refused(asking *a) { return g_steal_pointer(&a->refusal); }

/* false: refused or failed, which refused() tells. ret_entry: NULL where there is none that lives. */
static bool entry_load(asking *a, const pc_value *key, pc_cache_entry **ret_entry) {
  *ret_entry = NULL;
  if (!a->rules->load(a->store, key, ret_entry, &a->refusal, a->error) || a->refusal)
    return false;
  if (!*ret_entry || (*ret_entry)->expires_us > a->now_us)
    return true;
  *ret_entry = NULL;
  return a->rules->drop(a->store, key, &a->refusal, a->error) && !a->refusal;
}

static gint64 expiry(const asking *a) {
  const double ttl = a->call->ttl;
  if (!a->call->has_ttl || ttl > PC_CACHE_TTL_MAX_S)
    return PC_CACHE_NEVER;
  if (ttl < -PC_CACHE_TTL_MAX_S)
    return 0;
  if (a->rules->whole_seconds)
    return (a->now_us / G_USEC_PER_SEC + (gint64)ttl) * G_USEC_PER_SEC;
  return a->now_us + (gint64)(ttl * G_USEC_PER_SEC);
}

/* A TTL of zero or less stores nothing, and what was there is gone. */
static bool entry_save(asking *a, const pc_value *key, const pc_value *value, gint64 expires_us) {
  gsize bytes = 0;
  if (expires_us <= a->now_us)
    return a->rules->drop(a->store, key, &a->refusal, a->error) && !a->refusal;
  return a->rules->save_take(a->store, key, pc_cache_value_copy(value, &bytes), expires_us, &a->refusal, a->error) &&
         !a->refusal;
}

static pc_outcome *get(asking *a) {
  pc_cache_entry *entry;
  gsize bytes = 0;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return pc_cache_answer_take(pc_cache_value_copy(entry->value, &bytes), bytes, a->error);
}

static pc_outcome *get_many(asking *a) {
  g_autoptr(pc_value) map = pc_value_new_list(PC_KIND_MAP);
  gsize bytes = 0;
  for (guint i = 0; i < a->call->keys->len; i++) {
    const pc_value *key = a->call->keys->pdata[i];
    pc_cache_entry *entry;
    if (!entry_load(a, key, &entry))
      return refused(a);
    if (!entry)
      continue;
    pc_value_append_take(map, pc_cache_value_copy(key, &bytes));
    pc_value_append_take(map, pc_cache_value_copy(entry->value, &bytes));
  }
  return pc_cache_answer_take(g_steal_pointer(&map), bytes, a->error);
}

static pc_outcome *set_all(asking *a) {
  for (guint i = 0; i < a->call->keys->len; i++)
    if (!entry_save(a, a->call->keys->pdata[i], a->call->values->pdata[i], expiry(a)))
      return refused(a);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* Stores where the key is there, or is not. */
static pc_outcome *set_if(asking *a, bool there) {
  pc_cache_entry *entry;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if ((entry != NULL) != there)
    return pc_cache_boolean(false);
  return entry_save(a, a->key, a->call->values->pdata[0], expiry(a)) ? pc_cache_boolean(true) : refused(a);
}

static pc_outcome *remove_key(asking *a) {
  pc_cache_entry *entry;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_cache_boolean(false);
  return a->rules->drop(a->store, a->key, &a->refusal, a->error) && !a->refusal ? pc_cache_boolean(true) : refused(a);
}

static bool wide_parse(const char *text, wide *ret_number) {
  const bool negative = *text == '-';
  wide number = 0;
  for (const char *c = text + negative; *c; c++)
    if (__builtin_mul_overflow(number, (wide)10, &number) || __builtin_sub_overflow(number, (wide)(*c - '0'), &number))
      return false;
  *ret_number = number;
  return negative || !__builtin_sub_overflow((wide)0, number, ret_number);
}

static pc_value *wide_value_new(wide number) {
  char digits[48];
  char *c = digits + sizeof digits - 1;
  const bool negative = number < 0;
  *c = '\0';
  do {
    const int digit = (int)(number % 10);
    *--c = (char)('0' + (digit < 0 ? -digit : digit));
    number /= 10;
  } while (number);
  if (negative)
    *--c = '-';
  return pc_value_new_text(PC_KIND_INTEGER, c, -1);
}

static pc_outcome *count(asking *a, bool down) {
  pc_cache_entry *entry;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (!a->call->by)
    return pc_outcome_new_refusal("bad_argument", "model", "counts go by integers");
  if (pc_value_kind(entry->value) != PC_KIND_INTEGER)
    return pc_outcome_new_refusal("not_an_integer", "model", "the value is no integer");
  wide number;
  wide by;
  const bool fits = wide_parse(pc_value_text(entry->value, NULL), &number) && wide_parse(a->call->by, &by) &&
                    !(down ? __builtin_sub_overflow(number, by, &number) : __builtin_add_overflow(number, by, &number));
  if (!fits) {
    g_set_error(a->error, PC_ERROR, PC_ERROR_FAILED, "this model counts in 128 bits, and the result is beyond them");
    return NULL;
  }
  g_autoptr(pc_value) result = wide_value_new(number);
  const gint64 expires_us = a->rules->increment_drops_ttl ? PC_CACHE_NEVER : entry->expires_us;
  if (!entry_save(a, a->key, result, expires_us))
    return refused(a);
  return pc_outcome_new_value_take(g_steal_pointer(&result));
}

static pc_outcome *touch(asking *a) {
  pc_cache_entry *entry;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_cache_boolean(false);
  gsize bytes = 0;
  g_autoptr(pc_value) value = pc_cache_value_copy(entry->value, &bytes);
  return entry_save(a, a->key, value, expiry(a)) ? pc_cache_boolean(true) : refused(a);
}

static pc_outcome *ttl(asking *a) {
  pc_cache_entry *entry;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (entry->expires_us == PC_CACHE_NEVER)
    return pc_outcome_new_value_take(pc_value_new_null());
  return pc_outcome_new_value_take(pc_value_new_real((double)(entry->expires_us - a->now_us) / (double)G_USEC_PER_SEC));
}

/* Gets the object and appends to it. Whether that reaches what is stored is the store's nature. */
static pc_outcome *change(asking *a) {
  pc_cache_entry *entry;
  gsize bytes = 0;
  if (!entry_load(a, a->key, &entry))
    return refused(a);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (pc_value_kind(entry->value) != PC_KIND_LIST)
    return pc_outcome_new_refusal("wrong_type", "model", "the value is no list");
  pc_value_append_take(entry->value, pc_cache_value_copy(a->call->values->pdata[0], &bytes));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *model_ask(pc_cache_model *model, const pc_cache_call *call, GError **error) {
  asking a = {
      .rules = model->rules,
      .store = model,
      .call = call,
      .key = call->keys->len ? call->keys->pdata[0] : NULL,
      .now_us = g_get_real_time(),
      .error = error,
  };
  switch (call->op) {
  case PC_CACHE_GET:
    return get(&a);
  case PC_CACHE_GET_ELSEWHERE:
    return model->rules->own_process ? pc_outcome_new(PC_OUTCOME_MISSING) : get(&a);
  case PC_CACHE_GET_MANY:
    return get_many(&a);
  case PC_CACHE_SET:
  case PC_CACHE_SET_MANY:
    return set_all(&a);
  case PC_CACHE_ADD:
    return set_if(&a, false);
  case PC_CACHE_REPLACE:
    return set_if(&a, true);
  case PC_CACHE_DELETE:
    return remove_key(&a);
  case PC_CACHE_INCREMENT:
    return count(&a, false);
  case PC_CACHE_DECREMENT:
    return count(&a, true);
  case PC_CACHE_TOUCH:
    return touch(&a);
  case PC_CACHE_TTL:
    return ttl(&a);
  case PC_CACHE_CHANGE:
    return change(&a);
  case PC_CACHE_RECONNECT:
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_CACHE_APPEND:
  case PC_CACHE_GETS:
  case PC_CACHE_CAS:
  case PC_CACHE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(call->name);
}

typedef struct model_session {
  pc_cache_model *model;
  pc_outcome *outcome;
} model_session;

G_STATIC_ASSERT(sizeof(model_session) <= PC_CACHE_SESSION_BYTES);

bool pc_cache_session_open(void *service, void *session, const char *name, const pc_stop *stop, GError **error) {
  (void)name;
  (void)stop;
  (void)error;
  ((model_session *)session)->model = service;
  return true;
}

void pc_cache_session_close(void *session) { g_clear_pointer(&((model_session *)session)->outcome, pc_outcome_free); }

bool pc_cache_session_send(void *state, const pc_statement *statement, GError **error) {
  model_session *session = state;
  pc_cache_call call;
  if (!pc_cache_call_init(&call, statement->operation, session->model->scratch, error))
    return false;
  session->outcome = model_ask(session->model, &call, error);
  pc_cache_call_clear(&call);
  return session->outcome != NULL;
}

pc_wait pc_cache_session_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_cache_session_take(void *session) { return g_steal_pointer(&((model_session *)session)->outcome); }

void pc_cache_session_cancel(void *session) { (void)session; }

static bool option_value_is_valid(const pc_option *option, const char *value) {
  guint64 number;
  if (strcmp(option->values, "TEXT") == 0)
    return true;
  if (strcmp(option->values, "NUMBER") == 0)
    return g_ascii_string_to_unsigned(value, 10, 1, G_MAXUINT32, &number, NULL);
  g_auto(GStrv) values = g_strsplit(option->values, "|", -1);
  return g_strv_contains((const char *const *)values, value);
}

static bool option_check(const char *product, const pc_option *options, const char *name, const char *value,
                         GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_option *option = options; option->name; option++) {
    g_ptr_array_add(names, (gpointer)(guintptr)option->name);
    if (strcmp(option->name, name) != 0)
      continue;
    if (option_value_is_valid(option, value))
      return true;
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is not a value of the %s option '%s', expected %s", value,
                product, name, option->values);
    return false;
  }
  g_ptr_array_add(names, NULL);
  const char *nearest = pc_nearest(name, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s has no option '%s'%s%s%s", product, name,
              nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
  return false;
}

bool pc_cache_options_check(const char *product, const pc_option *options, const pc_endpoint *endpoint,
                            GError **error) {
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!option_check(product, options, endpoint->names->pdata[i], endpoint->values->pdata[i], error))
      return false;
  return true;
}

void pc_cache_fingerprint_fill(json_t *fingerprint, const char *engine, const char *version, json_t *settings) {
  json_object_set_new(fingerprint, "engine", json_string(engine));
  json_object_set_new(fingerprint, "version", json_string(version));
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", json_array());
}

void pc_cache_note_add(json_t *fingerprint, const char *note) {
  json_array_append_new(json_object_get(fingerprint, "notes"), json_string(note));
}
