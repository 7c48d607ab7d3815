/* SPDX-License-Identifier: MIT */
/* The rules of a dictionary with expiry times. */
#include "adapters/in_process/cache_model.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"
#include "harness/model/role_cache.h"

#include <string.h>

__extension__ typedef __int128 wide;

/* One call on its way. */
typedef struct call_context {
  const pc_cache_store *rules;
  void *store;
  const pc_cache_call *call;
  const pc_value *key; /* the first */
  gint64 now_us;
  pc_outcome *refusal;
  GError **error;
} call_context;

static pc_outcome *refused(call_context *context) { return g_steal_pointer(&context->refusal); }

/* false: refused or failed, which refused() tells. ret_entry: NULL where there is none that lives.
 */
static bool entry_load(call_context *context, const pc_value *key, pc_cache_entry **ret_entry) {
  *ret_entry = NULL;
  if (!context->rules->load(context->store, key, ret_entry, &context->refusal, context->error) ||
      context->refusal)
    return false;
  if (!*ret_entry || (*ret_entry)->expires_us > context->now_us)
    return true;
  *ret_entry = NULL;
  return context->rules->drop(context->store, key, &context->refusal, context->error) &&
         !context->refusal;
}

static gint64 expiry(const call_context *context) {
  const double ttl = context->call->ttl;
  if (!context->call->has_ttl || ttl > PC_CACHE_TTL_MAX_S)
    return PC_CACHE_NEVER;
  if (ttl < -PC_CACHE_TTL_MAX_S)
    return 0;
  if (context->rules->whole_seconds)
    return (context->now_us / G_USEC_PER_SEC + (gint64)ttl) * G_USEC_PER_SEC;
  return context->now_us + (gint64)(ttl * G_USEC_PER_SEC);
}

/* A TTL of zero or less stores nothing, and what was there is gone. */
static bool entry_save(call_context *context, const pc_value *key, const pc_value *value,
                       gint64 expires_us) {
  gsize bytes = 0;
  if (expires_us <= context->now_us)
    return context->rules->drop(context->store, key, &context->refusal, context->error) &&
           !context->refusal;
  return context->rules->save_take(context->store, key, pc_cache_value_copy(value, &bytes),
                                   expires_us, &context->refusal, context->error) &&
         !context->refusal;
}

static pc_outcome *get(call_context *context) {
  pc_cache_entry *entry;
  gsize bytes = 0;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return pc_cache_answer_take(pc_cache_value_copy(entry->value, &bytes), bytes, context->error);
}

static pc_outcome *get_many(call_context *context) {
  g_autoptr(pc_value) map = pc_value_new_list(PC_KIND_MAP);
  gsize bytes = 0;
  for (guint i = 0; i < context->call->keys->len; i++) {
    const pc_value *key = context->call->keys->pdata[i];
    pc_cache_entry *entry;
    if (!entry_load(context, key, &entry))
      return refused(context);
    if (!entry)
      continue;
    pc_value_append_take(map, pc_cache_value_copy(key, &bytes));
    pc_value_append_take(map, pc_cache_value_copy(entry->value, &bytes));
  }
  return pc_cache_answer_take(g_steal_pointer(&map), bytes, context->error);
}

static pc_outcome *set_all(call_context *context) {
  for (guint i = 0; i < context->call->keys->len; i++)
    if (!entry_save(context, context->call->keys->pdata[i], context->call->values->pdata[i],
                    expiry(context)))
      return refused(context);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* Stores where the key is there, or is not. */
static pc_outcome *set_if(call_context *context, bool there) {
  pc_cache_entry *entry;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if ((entry != NULL) != there)
    return pc_cache_boolean(false);
  return entry_save(context, context->key, context->call->values->pdata[0], expiry(context))
             ? pc_cache_boolean(true)
             : refused(context);
}

static pc_outcome *remove_key(call_context *context) {
  pc_cache_entry *entry;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_cache_boolean(false);
  return context->rules->drop(context->store, context->key, &context->refusal, context->error) &&
                 !context->refusal
             ? pc_cache_boolean(true)
             : refused(context);
}

static bool wide_parse(const char *text, wide *ret_number) {
  const bool negative = *text == '-';
  wide number = 0;
  for (const char *c = text + negative; *c; c++)
    if (__builtin_mul_overflow(number, (wide)10, &number) ||
        __builtin_sub_overflow(number, (wide)(*c - '0'), &number))
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

static pc_outcome *count(call_context *context, bool down) {
  pc_cache_entry *entry;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (!context->call->by)
    return pc_outcome_new_refusal("bad_argument", "model", "counts go by integers");
  if (pc_value_kind(entry->value) != PC_KIND_INTEGER)
    return pc_outcome_new_refusal("not_an_integer", "model", "the value is no integer");
  wide number;
  wide by;
  const bool fits = wide_parse(pc_value_text(entry->value, NULL), &number) &&
                    wide_parse(context->call->by, &by) &&
                    !(down ? __builtin_sub_overflow(number, by, &number)
                           : __builtin_add_overflow(number, by, &number));
  if (!fits) {
    g_set_error(context->error, PC_ERROR, PC_ERROR_FAILED,
                "this model counts in 128 bits, and the result is beyond them");
    return NULL;
  }
  g_autoptr(pc_value) result = wide_value_new(number);
  const gint64 expires_us =
      context->rules->increment_drops_ttl ? PC_CACHE_NEVER : entry->expires_us;
  if (!entry_save(context, context->key, result, expires_us))
    return refused(context);
  return pc_outcome_new_value_take(g_steal_pointer(&result));
}

static pc_outcome *touch(call_context *context) {
  pc_cache_entry *entry;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_cache_boolean(false);
  gsize bytes = 0;
  g_autoptr(pc_value) value = pc_cache_value_copy(entry->value, &bytes);
  return entry_save(context, context->key, value, expiry(context)) ? pc_cache_boolean(true)
                                                                   : refused(context);
}

static pc_outcome *ttl(call_context *context) {
  pc_cache_entry *entry;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (entry->expires_us == PC_CACHE_NEVER)
    return pc_outcome_new_value_take(pc_value_new_null());
  return pc_outcome_new_value_take(
      pc_value_new_real((double)(entry->expires_us - context->now_us) / (double)G_USEC_PER_SEC));
}

/* Gets the object and appends to it. Whether that reaches what is stored is the store's nature. */
static pc_outcome *change(call_context *context) {
  pc_cache_entry *entry;
  gsize bytes = 0;
  if (!entry_load(context, context->key, &entry))
    return refused(context);
  if (!entry)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (pc_value_kind(entry->value) != PC_KIND_LIST)
    return pc_outcome_new_refusal("wrong_type", "model", "the value is no list");
  pc_value_append_take(entry->value, pc_cache_value_copy(context->call->values->pdata[0], &bytes));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *model_ask(pc_cache_model *model, const pc_cache_call *call, GError **error) {
  call_context context = {
      .rules = model->rules,
      .store = model,
      .call = call,
      .key = call->keys->len ? call->keys->pdata[0] : NULL,
      .now_us = g_get_real_time(),
      .error = error,
  };
  switch (call->op) {
  case PC_CACHE_GET:
    return get(&context);
  case PC_CACHE_GET_ELSEWHERE:
    return model->rules->own_process ? pc_outcome_new(PC_OUTCOME_MISSING) : get(&context);
  case PC_CACHE_GET_MANY:
    return get_many(&context);
  case PC_CACHE_SET:
  case PC_CACHE_SET_MANY:
    return set_all(&context);
  case PC_CACHE_ADD:
    return set_if(&context, false);
  case PC_CACHE_REPLACE:
    return set_if(&context, true);
  case PC_CACHE_DELETE:
    return remove_key(&context);
  case PC_CACHE_INCREMENT:
    return count(&context, false);
  case PC_CACHE_DECREMENT:
    return count(&context, true);
  case PC_CACHE_TOUCH:
    return touch(&context);
  case PC_CACHE_TTL:
    return ttl(&context);
  case PC_CACHE_CHANGE:
    return change(&context);
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

bool pc_cache_session_open(void *service, void *session, const char *name,
                           const pc_deadline *deadline, GError **error) {
  (void)name;
  (void)deadline;
  (void)error;
  ((model_session *)session)->model = service;
  return true;
}

void pc_cache_session_close(void *session) {
  g_clear_pointer(&((model_session *)session)->outcome, pc_outcome_free);
}

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

pc_outcome *pc_cache_session_take(void *session) {
  return g_steal_pointer(&((model_session *)session)->outcome);
}

void pc_cache_session_cancel(void *session) { (void)session; }
