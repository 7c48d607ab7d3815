/* SPDX-License-Identifier: MIT */
/* The rules of a dictionary with expiry times. */
#include "adapters/in_process/cache_model.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"
#include "harness/model/role_cache.h"

#include <string.h>

__extension__ typedef __int128 wide;

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
