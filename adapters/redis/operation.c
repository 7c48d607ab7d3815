/* SPDX-License-Identifier: MIT */
/* The operations of the role cache as the plain commands that an application sends, one after the
 * other. */
#include "adapters/redis/error.h"
#include "adapters/redis/internal.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"
#include "harness/model/role_cache.h"

#include <math.h>
#include <string.h>

typedef struct session {
  pc_redis_service *service;
  const pc_deadline *deadline;
  pc_redis_connection *connection;
  bool closed; /* the server closes the connection behind its last answer */
  pc_outcome *outcome;
} session;

G_STATIC_ASSERT(sizeof(session) <= PC_REDIS_SESSION_BYTES);

/* One operation while it is asked. */
typedef struct call_context {
  session *session;
  const pc_cache_call *call;
  const json_t *operation;
  GPtrArray *words;
  GError **error;
} call_context;

static bool session_open(void *service_state, void *session_state, const char *name,
                         const pc_deadline *deadline, GError **error) {
  session *s = session_state;
  (void)name;
  s->service = service_state;
  s->deadline = deadline;
  s->connection = pc_redis_connect(s->service, s->service->scratch, deadline, error);
  return s->connection != NULL;
}

static void session_close(void *session_state) {
  session *s = session_state;
  pc_redis_let_go(s->service, s->connection);
  pc_outcome_free(s->outcome);
}

static void session_cancel(void *session_state) { (void)session_state; }

static bool session_reconnect(session *s, GError **error) {
  pc_redis_let_go(s->service, s->connection);
  s->closed = false;
  s->connection = pc_redis_connect(s->service, s->service->scratch, s->deadline, error);
  return s->connection != NULL;
}

static void word_add(call_context *context, const char *word) {
  g_ptr_array_add(context->words, g_bytes_new(word, strlen(word)));
}

static void value_add(call_context *context, const pc_value *value) {
  gsize length;
  const char *bytes = pc_value_text(value, &length);
  g_ptr_array_add(context->words, g_bytes_new(bytes, length));
}

static void command_begin(call_context *context, const char *command) {
  g_ptr_array_set_size(context->words, 0);
  word_add(context, command);
}

static const pc_value *call_key(const call_context *context) {
  return context->call->keys->pdata[0];
}

static GBytes *key_bytes(const pc_value *key) {
  gsize length;
  const char *bytes = pc_value_text(key, &length);
  return g_bytes_new(bytes, length);
}

static void written_add(const call_context *context) {
  for (guint i = 0; i < context->call->keys->len; i++) {
    g_autoptr(GBytes) key = key_bytes(context->call->keys->pdata[i]);
    pc_redis_track(context->session->service, key);
  }
}

static pc_outcome *refuse(session *s, const char *problem) {
  g_autofree char *class_name = pc_redis_error_cache_class(problem);
  g_autofree char *code = pc_redis_error_code(problem);
  s->closed = strstr(problem, "Protocol error") != NULL;
  return pc_outcome_new_refusal(class_name, code, problem);
}

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

/* Sends what words hold. NULL: ret_reply is a value; else a refusal, or *ret_failed and the error
 * is set. */
static pc_outcome *ask(call_context *context, pc_redis_reply *ret_reply, bool *ret_failed) {
  session *s = context->session;
  *ret_failed = (!s->connection || s->closed) && !session_reconnect(s, context->error);
  *ret_failed = *ret_failed || !pc_redis_ask(s->connection, context->words, s->service->timeout_ms,
                                             s->deadline, ret_reply, context->error);
  return !*ret_failed && ret_reply->error ? refuse(s, ret_reply->error) : NULL;
}

static bool reply_is_null(const pc_redis_reply *reply) {
  return pc_value_kind(reply->value) == PC_KIND_NULL;
}

static pc_outcome *answer_take(pc_redis_reply *reply) {
  return reply_is_null(reply) ? pc_outcome_new(PC_OUTCOME_MISSING)
                              : pc_outcome_new_value_take(g_steal_pointer(&reply->value));
}

static pc_outcome *get(call_context *context) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, "GET");
  value_add(context, call_key(context));
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal : answer_take(&reply);
}

static pc_outcome *get_many(call_context *context) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, "MGET");
  for (guint i = 0; i < context->call->keys->len; i++)
    value_add(context, context->call->keys->pdata[i]);
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal : answer_take(&reply);
}

/* Whether a client has bytes to store a value as. */
static bool values_are_storable(const pc_cache_call *call) {
  for (guint i = 0; i < call->values->len; i++) {
    const pc_kind kind = pc_value_kind(call->values->pdata[i]);
    if (kind != PC_KIND_TEXT && kind != PC_KIND_BYTES && kind != PC_KIND_INTEGER &&
        kind != PC_KIND_REAL && kind != PC_KIND_DECIMAL)
      return false;
  }
  return true;
}

/* "EX 10", "EX 1.5" as it was given, which the server refuses; or "PX 1500", which a call that says
 * "finest" chooses.
 */
static void ttl_add(call_context *context, const char *seconds, const char *milliseconds) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const double ttl = context->call->finest ? rint(context->call->ttl * 1000) : context->call->ttl;
  g_ascii_formatd(number, sizeof number, ttl == rint(ttl) ? "%.0f" : "%.15g", ttl);
  if (seconds)
    word_add(context, context->call->finest ? milliseconds : seconds);
  word_add(context, number);
}

/* NULL: the operation can be sent. */
static pc_outcome *arguments_check(const call_context *context) {
  if (!values_are_storable(context->call))
    return client_refuse("bad_value", "the client takes text, bytes and numbers");
  return isinf(context->call->ttl)
             ? client_refuse("bad_argument", "the protocol has no infinite TTL")
             : NULL;
}

static void set_begin(call_context *context, const char *condition) {
  command_begin(context, "SET");
  value_add(context, call_key(context));
  value_add(context, context->call->values->pdata[0]);
  if (context->call->has_ttl)
    ttl_add(context, "EX", "PX");
  if (condition)
    word_add(context, condition);
}

/* condition: "NX", "XX" or NULL. */
static pc_outcome *set(call_context *context, const char *condition) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  set_begin(context, condition);
  written_add(context);
  pc_outcome *refusal = ask(context, &reply, &failed);
  if (failed || refusal)
    return refusal;
  return condition ? pc_cache_boolean(!reply_is_null(&reply)) : pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *set_many(call_context *context) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, "MSET");
  for (guint i = 0; i < context->call->keys->len; i++) {
    value_add(context, context->call->keys->pdata[i]);
    value_add(context, context->call->values->pdata[i]);
  }
  written_add(context);
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal : pc_outcome_new(PC_OUTCOME_DONE);
}

/* A command on the key, with the value behind it where there is one, whose integer tells whether.
 */
static pc_outcome *decide(call_context *context, const char *command) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, command);
  value_add(context, call_key(context));
  if (context->call->values->len)
    value_add(context, context->call->values->pdata[0]);
  if (context->call->op == PC_CACHE_TOUCH)
    ttl_add(context, NULL, NULL);
  written_add(context);
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal
                           : pc_cache_boolean(strcmp(pc_redis_reply_text(&reply), "0") != 0);
}

static pc_outcome *count(call_context *context, const char *command) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  char *by = context->call->by
                 ? NULL
                 : json_dumps(json_object_get(context->operation, "by"), JSON_ENCODE_ANY);
  command_begin(context, command);
  value_add(context, call_key(context));
  word_add(context, context->call->by ? context->call->by : by ? by : "");
  free(by);
  written_add(context);
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal : answer_take(&reply);
}

static pc_outcome *ttl(call_context *context) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, "PTTL");
  value_add(context, call_key(context));
  pc_outcome *refusal = ask(context, &reply, &failed);
  if (failed || refusal)
    return refusal;
  const gint64 left_ms = g_ascii_strtoll(pc_redis_reply_text(&reply), NULL, 10);
  if (left_ms == -2)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return pc_outcome_new_value_take(left_ms == -1 ? pc_value_new_null()
                                                 : pc_value_new_real((double)left_ms / 1000));
}

/* A command without an answer of interest. */
static pc_outcome *tell(call_context *context, const char *command, bool *ret_failed) {
  g_auto(pc_redis_reply) reply = {0};
  command_begin(context, command);
  return ask(context, &reply, ret_failed);
}

/* What was seen is what WATCH looks after from here on. */
static pc_outcome *get_watched(call_context *context) {
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  command_begin(context, "WATCH");
  value_add(context, call_key(context));
  pc_outcome *refusal = ask(context, &reply, &failed);
  return failed || refusal ? refusal : get(context);
}

/* MULTI, SET, EXEC: the null answer tells that the watched key was changed. Where no gets watched
 * one, the server compares nothing and stores, as it does for a client that forgot to WATCH. */
static pc_outcome *cas(call_context *context) {
  g_auto(pc_redis_reply) queued = {0};
  g_auto(pc_redis_reply) reply = {0};
  bool failed;
  pc_outcome *refusal = tell(context, "MULTI", &failed);
  if (failed || refusal)
    return refusal;
  set_begin(context, NULL);
  written_add(context);
  refusal = ask(context, &queued, &failed);
  if (failed)
    return NULL;
  command_begin(context, "EXEC");
  pc_outcome *aborted = ask(context, &reply, &failed);
  if (failed || refusal) {
    pc_outcome_free(aborted);
    return refusal;
  }
  if (aborted || reply_is_null(&reply))
    return aborted ? aborted : pc_cache_boolean(false);
  const bool one = pc_value_length(reply.value) == 1;
  const pc_value *inner = one ? pc_value_item(reply.value, 0) : NULL;
  const char *text =
      inner && pc_value_kind(inner) == PC_KIND_OTHER ? pc_value_text(inner, NULL) : NULL;
  if (!text || !g_str_has_prefix(text, "error: "))
    return pc_cache_boolean(true);
  /* "invalid_expire" has become the reply's own class by now. */
  g_autofree char *class_name = pc_cache_refusal_class(text + strlen("error: "));
  const bool expire = g_str_has_suffix(text, "invalid_expire");
  return pc_outcome_new_refusal(expire ? "bad_argument" : class_name, "EXEC", text);
}

/* What comes back is bytes, never a list. */
static pc_outcome *change(call_context *context) {
  pc_outcome *outcome = get(context);
  if (!outcome || outcome->kind != PC_OUTCOME_VALUE)
    return outcome;
  pc_outcome_free(outcome);
  return client_refuse("wrong_type", "the value is no list");
}

static pc_outcome *get_elsewhere(call_context *context) {
  session other = {.service = context->session->service, .deadline = context->session->deadline};
  if (!session_reconnect(&other, context->error))
    return NULL;
  call_context there = *context;
  there.session = &other;
  pc_outcome *outcome = get(&there);
  session_close(&other);
  return outcome;
}

static pc_outcome *reconnect(call_context *context) {
  return session_reconnect(context->session, context->error) ? pc_outcome_new(PC_OUTCOME_DONE)
                                                             : NULL;
}

static pc_outcome *operation_ask(call_context *context) {
  pc_outcome *refusal = arguments_check(context);
  if (refusal)
    return refusal;
  switch (context->call->op) {
  case PC_CACHE_GET:
    return get(context);
  case PC_CACHE_GET_MANY:
    return get_many(context);
  case PC_CACHE_SET:
    return set(context, NULL);
  case PC_CACHE_SET_MANY:
    return set_many(context);
  case PC_CACHE_ADD:
    return set(context, "NX");
  case PC_CACHE_REPLACE:
    return set(context, "XX");
  case PC_CACHE_APPEND:
    return decide(context, "APPEND");
  case PC_CACHE_DELETE:
    return decide(context, "DEL");
  case PC_CACHE_INCREMENT:
    return count(context, "INCRBY");
  case PC_CACHE_DECREMENT:
    return count(context, "DECRBY");
  case PC_CACHE_TOUCH:
    return decide(context, context->call->finest ? "PEXPIRE" : "EXPIRE");
  case PC_CACHE_TTL:
    return ttl(context);
  case PC_CACHE_GETS:
    return get_watched(context);
  case PC_CACHE_CAS:
    return cas(context);
  case PC_CACHE_CHANGE:
    return change(context);
  case PC_CACHE_GET_ELSEWHERE:
    return get_elsewhere(context);
  case PC_CACHE_RECONNECT:
    return reconnect(context);
  case PC_CACHE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(context->call->name);
}

/* SET takes any value: what is no integer in a command with a TTL is the TTL. */
static void ttl_refuse(const call_context *context, pc_outcome *outcome) {
  if (!context->call->has_ttl || !outcome || outcome->kind != PC_OUTCOME_REFUSAL ||
      strcmp(outcome->class_name, "not_an_integer") != 0)
    return;
  g_free(outcome->class_name);
  outcome->class_name = g_strdup("bad_argument");
}

static bool session_send(void *session_state, const pc_statement *statement, GError **error) {
  session *s = session_state;
  pc_cache_call call;
  if (!pc_cache_call_init(&call, statement->operation, s->service->scratch, error))
    return false;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  call_context context = {.session = s,
                          .call = &call,
                          .operation = statement->operation,
                          .words = words,
                          .error = error};
  s->outcome = operation_ask(&context);
  ttl_refuse(&context, s->outcome);
  pc_cache_call_clear(&call);
  return s->outcome != NULL;
}

static pc_wait session_wait(void *session_state, GError **error) {
  (void)session_state;
  (void)error;
  return PC_WAIT_DONE;
}

static pc_outcome *session_take(void *session_state) {
  session *s = session_state;
  return g_steal_pointer(&s->outcome);
}

const pc_driver pc_redis_operation_driver = {
    .scratch_open = pc_redis_scratch_open,
    .scratch_close = pc_redis_scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};
