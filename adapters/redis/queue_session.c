/* SPDX-License-Identifier: MIT */
/*
 * Sessions of the adapter of Redis's lists as queues. What is done with which command is what
 * kombu 5.2's transport/redis.py does; its mutex around the restoring, and that it restores at
 * every tenth look only and ten at most, are left out.
 */
#include "adapters/redis/queue_internal.h"

#include "adapters/redis/error.h"
#include "adapters/shared/queue_model.h"
#include "harness/base/error.h"
#include "harness/model/role_queue.h"

#include <string.h>

enum { AGAIN_US = 20000, POP_S = 1 };

/* The lists of a queue, the most urgent first: kombu's priority_steps and sep. */
static const guint steps[] = {0, 3, 6, 9};
static const char separator[] = "\x06\x16";

typedef struct queue_session {
  pc_redis_queue_service *service;
  const pc_deadline *deadline;
  pc_redis_connection *connection;
  GHashTable *deliveries; /* name: tag; those that are unacknowledged */
  GHashTable *consumers;  /* name: pc_queue_consumer */
  guint prefetch;         /* 0: no bound */
  char *unacked;          /* keys */
  char *index;
  pc_outcome *outcome;
} queue_session;

G_STATIC_ASSERT(sizeof(queue_session) <= PC_REDIS_QUEUE_SESSION_BYTES);

/* One operation on its way. Once something was refused or failed, refusal or error is set. */
typedef struct call_context {
  queue_session *session;
  const pc_queue_call *call;
  pc_outcome *refusal;
  GError **error;
} call_context;

static pc_outcome *refused(call_context *context) { return g_steal_pointer(&context->refusal); }

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

static pc_outcome *refuse(const char *problem) {
  static const char *const roles[][2] = {{"out_of_memory", "resource_limit"},
                                         {"no_permission", "access_denied"}};
  g_autofree char *native = pc_redis_error_class(problem);
  g_autofree char *code = pc_redis_error_code(problem);
  const char *name = native;
  for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
    name = strcmp(roles[i][0], native) == 0 ? roles[i][1] : name;
  g_autofree char *class_name = pc_queue_refusal_class(name);
  return pc_outcome_new_refusal(class_name, code, problem);
}

/* Sends a command of plain words, NULL at the end. false: refused or failed. */
G_GNUC_NULL_TERMINATED
static bool ask(call_context *context, pc_redis_reply *ret_reply, ...) {
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  queue_session *session = context->session;
  va_list list;
  va_start(list, ret_reply);
  for (const char *word; (word = va_arg(list, const char *)) != NULL;)
    g_ptr_array_add(words, g_bytes_new(word, strlen(word)));
  va_end(list);
  const int limit_ms = session->service->redis.timeout_ms + POP_S * 1000;
  pc_redis_reply_clear(ret_reply);
  if (!pc_redis_ask(session->connection, words, limit_ms, session->deadline, ret_reply,
                    context->error))
    return false;
  if (ret_reply->error)
    context->refusal = refuse(ret_reply->error);
  return !ret_reply->error;
}

static gint64 reply_number(const pc_redis_reply *reply) {
  return g_ascii_strtoll(pc_redis_reply_text(reply), NULL, 10);
}

/* kombu's _q_for_pri; the caller's. */
static char *list_name(const char *queue, double priority) {
  guint step = steps[0];
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    step = priority >= steps[i] ? steps[i] : step;
  return step ? g_strdup_printf("%s%s%u", queue, separator, step) : g_strdup(queue);
}

static void track(call_context *context, const char *key) {
  g_autoptr(GBytes) bytes = g_bytes_new(key, strlen(key));
  pc_redis_track(&context->session->service->redis, bytes);
}

static double visibility_of(const call_context *context, const char *queue) {
  const double *found = g_hash_table_lookup(context->session->service->visibilities, queue);
  return found ? *found : PC_REDIS_QUEUE_VISIBILITY_S;
}

static pc_outcome *declare(call_context *context) {
  static const char *const known[] = {"visibility", "max_priority", NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (json_object_get(context->call->operation, "visibility")) {
    const double visibility = pc_queue_call_number(context->call, "visibility", -1);
    if (visibility < 0)
      return client_refuse("bad_argument", "a visibility is a number of seconds");
    g_hash_table_insert(context->session->service->visibilities, g_strdup(context->call->queue),
                        g_memdup2(&visibility, sizeof visibility));
  }
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* What kombu puts into a list, but for headers: canonical values stay what they are. The caller's.
 */
static char *envelope_new(const pc_queue_call *call, GBytes *body) {
  static const char *const told[] = {"priority", "message_id", "content_type", "headers"};
  gsize length;
  const guchar *data = g_bytes_get_data(body, &length);
  g_autofree char *base64 = g_base64_encode(data, length);
  json_t *envelope = json_pack("{s:s,s:s}", "body", base64, "body_encoding", "base64");
  for (guint i = 0; i < G_N_ELEMENTS(told); i++) {
    json_t *value = json_object_get(call->operation, told[i]);
    if (value)
      json_object_set(envelope, told[i], value);
  }
  char *dumped = json_dumps(envelope, JSON_COMPACT | JSON_ENSURE_ASCII);
  char *text = g_strdup(dumped);
  free(dumped);
  json_decref(envelope);
  return text;
}

static pc_outcome *publish(call_context *context) {
  static const char *const known[] = {"priority", "headers", "message_id", "content_type", NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  g_autoptr(GBytes) body = pc_queue_body_bytes(context->call->body);
  g_auto(pc_redis_reply) reply = {0};
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!body)
    return client_refuse("bad_value", "a body is text or bytes");
  g_autofree char *list =
      list_name(context->call->queue, pc_queue_call_number(context->call, "priority", 0));
  g_autofree char *envelope = envelope_new(context->call, body);
  track(context, list);
  track(context, context->call->queue);
  return ask(context, &reply, "LPUSH", list, envelope, NULL) ? pc_queue_published(context->call)
                                                             : refused(context);
}

/* Takes an unacknowledged message back into its queue: kombu's restore_by_tag. delivery: what the
 * hash had under tag.
 */
static bool restore(call_context *context, const char *tag, json_t *delivery, bool last) {
  json_t *envelope = json_array_get(delivery, 0);
  const char *queue = json_string_value(json_array_get(delivery, 1));
  g_auto(pc_redis_reply) reply = {0};
  json_object_set_new(envelope, "redelivered", json_true());
  char *text = json_dumps(envelope, JSON_COMPACT | JSON_ENSURE_ASCII);
  const bool fine = ask(context, &reply, "MULTI", NULL) &&
                    ask(context, &reply, "ZREM", context->session->index, tag, NULL) &&
                    ask(context, &reply, "HDEL", context->session->unacked, tag, NULL) &&
                    ask(context, &reply, last ? "LPUSH" : "RPUSH", queue, text, NULL) &&
                    ask(context, &reply, "EXEC", NULL);
  free(text);
  return fine;
}

/* What the hash has under tag: [envelope, queue]; NULL in ret_delivery: nothing. */
static bool delivery_load(call_context *context, const char *tag, json_t **ret_delivery) {
  g_auto(pc_redis_reply) reply = {0};
  *ret_delivery = NULL;
  if (!ask(context, &reply, "HGET", context->session->unacked, tag, NULL))
    return false;
  json_t *delivery = json_loads(pc_redis_reply_text(&reply), JSON_ALLOW_NUL, NULL);
  if (json_is_object(json_array_get(delivery, 0)) && json_is_string(json_array_get(delivery, 1)))
    *ret_delivery = delivery;
  else
    json_decref(delivery);
  return true;
}

static double now_s(void) { return (double)g_get_real_time() / G_USEC_PER_SEC; }

/* Restores what is due in the queue: the latest delivered first, each put before the last, as kombu
 * does. */
static bool restore_visible(call_context *context, const char *queue) {
  g_auto(pc_redis_reply) due = {0};
  char ceiling[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(ceiling, sizeof ceiling, "%.6f", now_s() - visibility_of(context, queue));
  if (!ask(context, &due, "ZREVRANGEBYSCORE", context->session->index, ceiling, "0", NULL))
    return false;
  const guint count = pc_value_kind(due.value) == PC_KIND_LIST ? pc_value_length(due.value) : 0;
  for (guint i = 0; i < count; i++) {
    const char *tag = pc_value_text(pc_value_item(due.value, i), NULL);
    json_t *delivery;
    if (!delivery_load(context, tag, &delivery))
      return false;
    const char *home = json_string_value(json_array_get(delivery, 1));
    const bool fine = g_strcmp0(home, queue) != 0 || restore(context, tag, delivery, false);
    json_decref(delivery);
    if (!fine)
      return false;
  }
  return true;
}

/* Takes the next envelope, waiting a second at most. NULL in ret_envelope: there is none. */
static bool pop(call_context *context, const char *queue, bool waits, char **ret_envelope) {
  g_auto(GStrv) lists = g_new0(char *, G_N_ELEMENTS(steps) + 1);
  g_auto(pc_redis_reply) reply = {0};
  *ret_envelope = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    lists[i] = list_name(queue, steps[i]);
  if (waits) {
    if (!ask(context, &reply, "BRPOP", lists[0], lists[1], lists[2], lists[3], "1", NULL))
      return false;
    if (pc_value_kind(reply.value) == PC_KIND_LIST && pc_value_length(reply.value) == 2)
      *ret_envelope = g_strdup(pc_value_text(pc_value_item(reply.value, 1), NULL));
    return true;
  }
  for (guint i = 0; !*ret_envelope && i < G_N_ELEMENTS(steps); i++) {
    if (!ask(context, &reply, "RPOP", lists[i], NULL))
      return false;
    if (pc_value_kind(reply.value) == PC_KIND_TEXT)
      *ret_envelope = g_strdup(pc_redis_reply_text(&reply));
  }
  return true;
}

/* Keeps what was popped until it is acknowledged: kombu's QoS.append. */
static bool keep(call_context *context, const char *queue, const char *envelope) {
  g_autofree char *tag = g_uuid_string_random();
  g_auto(pc_redis_reply) reply = {0};
  char now[G_ASCII_DTOSTR_BUF_SIZE];
  json_t *name = json_string(queue);
  char *name_text = json_dumps(name, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
  g_autofree char *delivery = g_strdup_printf("[%s,%s]", envelope, name_text);
  free(name_text);
  json_decref(name);
  g_ascii_formatd(now, sizeof now, "%.6f", now_s());
  track(context, context->session->unacked);
  track(context, context->session->index);
  if (!ask(context, &reply, "ZADD", context->session->index, now, tag, NULL) ||
      !ask(context, &reply, "HSET", context->session->unacked, tag, delivery, NULL))
    return false;
  g_hash_table_insert(context->session->deliveries, g_strdup(context->call->as),
                      g_steal_pointer(&tag));
  return true;
}

static pc_outcome *message_new(const char *envelope, GError **error) {
  pc_queue_message message = pc_queue_message_none;
  json_t *json = json_loads(envelope, JSON_ALLOW_NUL, NULL);
  const char *body = json_string_value(json_object_get(json, "body"));
  const json_t *priority = json_object_get(json, "priority");
  pc_outcome *outcome = NULL;
  if (!body) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST,
                "what came from the list is no message of this adapter's");
  } else {
    gsize length;
    g_autofree guchar *data = g_base64_decode(body, &length);
    message.body = pc_queue_body_new(data, length);
    message.headers = json_object_get(json, "headers");
    message.message_id = pc_operation_text(json, "message_id");
    message.content_type = pc_operation_text(json, "content_type");
    message.redelivered = json_is_true(json_object_get(json, "redelivered"));
    message.priority = json_is_integer(priority) ? json_integer_value(priority) : -1;
    outcome = pc_queue_message_take(&message, error);
  }
  json_decref(json);
  return outcome;
}

/* BRPOP waits whole seconds; parts of one are waited for here. */
static pc_outcome *receive(call_context *context, const char *queue, bool auto_ack) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)(context->call->wait_s * G_USEC_PER_SEC);
  for (;;) {
    const gint64 left_us = until_us - g_get_monotonic_time();
    g_autofree char *envelope = NULL;
    if (!restore_visible(context, queue) ||
        !pop(context, queue, left_us >= POP_S * G_USEC_PER_SEC, &envelope))
      return refused(context);
    if (envelope)
      return auto_ack || keep(context, queue, envelope) ? message_new(envelope, context->error)
                                                        : refused(context);
    if (g_get_monotonic_time() >= until_us)
      return pc_outcome_new(PC_OUTCOME_MISSING);
    if (left_us < POP_S * G_USEC_PER_SEC)
      g_usleep(AGAIN_US);
  }
}

/* Acknowledges, or rejects. That its visibility was over is not noticed. */
static pc_outcome *settle(call_context *context) {
  queue_session *session = context->session;
  g_autofree char *tag = g_strdup(g_hash_table_lookup(session->deliveries, context->call->message));
  g_auto(pc_redis_reply) reply = {0};
  if (!tag)
    return client_refuse("no_such_delivery", "no unacknowledged message is called so");
  if (context->call->op == PC_QUEUE_REJECT && context->call->requeue) {
    json_t *delivery;
    if (!delivery_load(context, tag, &delivery))
      return refused(context);
    const bool fine = !delivery || restore(context, tag, delivery, true);
    json_decref(delivery);
    if (!fine)
      return refused(context);
  } else if (!ask(context, &reply, "ZREM", session->index, tag, NULL) ||
             !ask(context, &reply, "HDEL", session->unacked, tag, NULL)) {
    return refused(context);
  }
  g_hash_table_remove(session->deliveries, context->call->message);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *consume(call_context *context) {
  static const char *const known[] = {NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  g_hash_table_insert(context->session->consumers, g_strdup(context->call->as),
                      pc_queue_consumer_new(context->call));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *next(call_context *context) {
  const pc_queue_consumer *consumer =
      g_hash_table_lookup(context->session->consumers, context->call->consumer);
  if (!consumer)
    return client_refuse("not_found", "no consumer is called so");
  if (context->session->prefetch &&
      g_hash_table_size(context->session->deliveries) >= context->session->prefetch)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return receive(context, consumer->queue, consumer->auto_ack);
}

/* Adds up what command answers for each of the queue's lists. */
static bool lists_sum(call_context *context, const char *command, gint64 *ret_sum) {
  *ret_sum = 0;
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
    g_autofree char *list = list_name(context->call->queue, steps[i]);
    g_auto(pc_redis_reply) reply = {0};
    if (!ask(context, &reply, command, list, NULL))
      return false;
    *ret_sum += reply_number(&reply);
  }
  return true;
}

static pc_outcome *count(call_context *context, bool removes) {
  gint64 sum;
  gint64 removed;
  if (!lists_sum(context, "LLEN", &sum) || (removes && !lists_sum(context, "DEL", &removed)))
    return refused(context);
  return pc_outcome_new_value_take(pc_value_new_integer(sum));
}

static pc_outcome *delete_queue(call_context *context) {
  gint64 removed;
  if (!lists_sum(context, "DEL", &removed))
    return refused(context);
  return pc_outcome_new_value_take(pc_value_new_boolean(removed > 0));
}

static bool session_connect(queue_session *session, GError **error) {
  pc_redis_let_go(&session->service->redis, session->connection);
  g_hash_table_remove_all(session->deliveries);
  g_hash_table_remove_all(session->consumers);
  session->prefetch = 0;
  session->connection = pc_redis_connect(&session->service->redis, session->service->redis.scratch,
                                         session->deadline, error);
  return session->connection != NULL;
}

static pc_outcome *call_ask(call_context *context) {
  switch (context->call->op) {
  case PC_QUEUE_DECLARE:
    return declare(context);
  case PC_QUEUE_PUBLISH:
    return publish(context);
  case PC_QUEUE_RECEIVE:
    return receive(context, context->call->queue, context->call->auto_ack);
  case PC_QUEUE_ACK:
  case PC_QUEUE_REJECT:
    return settle(context);
  case PC_QUEUE_PREFETCH:
    context->session->prefetch = context->call->count;
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_CONSUME:
    return consume(context);
  case PC_QUEUE_NEXT:
    return next(context);
  case PC_QUEUE_CANCEL:
    g_hash_table_remove(context->session->consumers, context->call->consumer);
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_DEPTH:
    return count(context, false);
  case PC_QUEUE_PURGE:
    return count(context, true);
  case PC_QUEUE_DELETE:
    return delete_queue(context);
  case PC_QUEUE_DISCONNECT:
    return session_connect(context->session, context->error) ? pc_outcome_new(PC_OUTCOME_DONE)
                                                             : NULL;
  case PC_QUEUE_EXTEND:
  case PC_QUEUE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(context->call->name);
}

bool pc_redis_queue_session_open(void *service, void *state, const char *name,
                                 const pc_deadline *deadline, GError **error) {
  queue_session *session = state;
  (void)name;
  session->service = service;
  session->deadline = deadline;
  session->deliveries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  session->consumers =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pc_queue_consumer_free);
  session->unacked = g_strconcat(session->service->redis.scratch, ":unacked", NULL);
  session->index = g_strconcat(session->service->redis.scratch, ":unacked_index", NULL);
  if (session_connect(session, error))
    return true;
  pc_redis_queue_session_close(session);
  return false;
}

void pc_redis_queue_session_close(void *state) {
  queue_session *session = state;
  pc_redis_let_go(&session->service->redis, session->connection);
  session->connection = NULL;
  g_clear_pointer(&session->deliveries, g_hash_table_unref);
  g_clear_pointer(&session->consumers, g_hash_table_unref);
  g_clear_pointer(&session->unacked, g_free);
  g_clear_pointer(&session->index, g_free);
  g_clear_pointer(&session->outcome, pc_outcome_free);
}

bool pc_redis_queue_send(void *state, const pc_statement *statement, GError **error) {
  queue_session *session = state;
  pc_queue_call call;
  if (!pc_queue_call_init(&call, statement->operation, session->service->redis.scratch, error))
    return false;
  call_context context = {.session = session, .call = &call, .error = error};
  session->outcome = call_ask(&context);
  pc_queue_call_clear(&call);
  return session->outcome != NULL;
}

pc_wait pc_redis_queue_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_redis_queue_take(void *session) {
  return g_steal_pointer(&((queue_session *)session)->outcome);
}

/* What waits in the server ends with its connection. */
void pc_redis_queue_cancel(void *session) { (void)session; }
