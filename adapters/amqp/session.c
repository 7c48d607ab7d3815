/* SPDX-License-Identifier: MIT */
/* The operations of the role queue as a client of AMQP sends them: a session has a connection and
 * one channel of its own. */
#include "adapters/amqp/internal.h"

#include "adapters/shared/answer.h"
#include "adapters/shared/queue_model.h"
#include "harness/base/error.h"
#include "harness/model/role_queue.h"

#include <math.h>
#include <string.h>

enum {
  NOT_FOUND = 404,
  PAUSE_LEAST_US = 2000,
  PAUSE_MOST_US = 25000,
  PERSISTENT = 2,
  TRANSIENT = 1,
  POOL_PAGE = 4096,
  HEADERS_MAX = 100000, /* bytes of all properties encoded: less than a frame */
};

/* A message that the session was given, of the channel whose number it was then. */
typedef struct delivery {
  guint64 tag;
  guint channel;
} delivery;

typedef struct session {
  pc_amqp_service *service;
  const pc_deadline *deadline;
  pc_amqp_connection *connection; /* NULL: the next operation opens one */
  guint channel;                  /* counts those that were opened */
  GHashTable *deliveries;         /* name (char *): delivery */
  GHashTable *consumers; /* name (char *), of this channel: GINT_TO_POINTER of a consumer_state */
  pc_outcome *outcome;
} session;

typedef enum consumer_state { CONSUMING = 1, CANCELLED, CANCELLED_BY_BROKER } consumer_state;

G_STATIC_ASSERT(sizeof(session) <= PC_AMQP_SESSION_BYTES);

/* One operation while it is asked. */
typedef struct call_context {
  session *session;
  const pc_queue_call *call;
  pc_amqp_answer answer;
  GError **error;
} call_context;

static bool connection_open(session *s, GError **error) {
  g_clear_pointer(&s->connection, pc_amqp_connection_free);
  s->connection = pc_amqp_service_connect(s->service, s->service->scratch, s->deadline, error);
  return s->connection;
}

bool pc_amqp_session_open(void *service_state, void *session_state, const char *name,
                          const pc_deadline *deadline, GError **error) {
  session *s = session_state;
  (void)name;
  s->service = service_state;
  s->deadline = deadline;
  s->deliveries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  s->consumers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return connection_open(s, error);
}

void pc_amqp_session_close(void *session_state) {
  session *s = session_state;
  pc_amqp_connection_free(s->connection);
  g_clear_pointer(&s->deliveries, g_hash_table_unref);
  g_clear_pointer(&s->consumers, g_hash_table_unref);
  pc_outcome_free(s->outcome);
}

void pc_amqp_session_cancel(void *session_state) { (void)session_state; }

static void message_destroy(gpointer message) { pc_amqp_message_free(message); }

/* What an exception has closed is opened anew; what belonged to the old channel is gone. */
static bool channel_ready(call_context *context) {
  session *s = context->session;
  if ((!s->connection || !s->connection->state) && !connection_open(s, context->error))
    return false;
  if (s->connection->channels & (1u << PC_AMQP_CHANNEL))
    return true;
  s->channel++;
  g_hash_table_remove_all(s->consumers);
  g_ptr_array_set_size(s->connection->cancelled, 0);
  g_queue_clear_full(s->connection->delivered, message_destroy);
  s->connection->delivered_bytes = 0;
  return pc_amqp_channel_open(s->connection, PC_AMQP_CHANNEL, context->error);
}

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

/* NULL: what was called was answered, or the error is set. */
static pc_outcome *refusal(const call_context *context, bool fine) {
  if (!fine || !context->answer.code)
    return NULL;
  if (!pc_amqp_is_host_limit(context->answer.text))
    return pc_amqp_refusal_new(context->answer.code, context->answer.text);
  g_set_error(context->error, PC_ERROR, PC_ERROR_FAILED, "the broker refused: %s",
              context->answer.text);
  pc_remedy_append(pc_amqp_remedies, context->error);
  return NULL;
}

/* Sends a method of the session's channel; ret_refusal is set where it was refused. */
static bool method_call(call_context *context, amqp_method_number_t method, void *decoded,
                        pc_outcome **ret_outcome) {
  const bool fine = pc_amqp_call(context->session->connection, PC_AMQP_CHANNEL, method, decoded,
                                 &context->answer, context->error);
  *ret_outcome = refusal(context, fine);
  return fine && !*ret_outcome;
}

static pc_outcome *done(void) { return pc_outcome_new(PC_OUTCOME_DONE); }

/* Whether an option is true; it may be left out. */
static bool option_is(const call_context *context, const char *name) {
  return json_is_true(json_object_get(context->call->operation, name));
}

/* Arguments of a declaration: at most one for each option, and the two of dead-lettering. */
typedef struct arguments {
  amqp_table_entry_t entries[12];
  int n;
} arguments;

static void number_add(arguments *these, const char *name, double number) {
  these->entries[these->n++] = (amqp_table_entry_t){
      .key = pc_amqp_bytes(name),
      .value = {.kind = AMQP_FIELD_KIND_I64, .value.i64 = (gint64)rint(number)}};
}

static void text_add(arguments *these, const char *name, const char *text) {
  these->entries[these->n++] = (amqp_table_entry_t){
      .key = pc_amqp_bytes(name),
      .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = pc_amqp_bytes(text)}};
}

/* false: an option has no valid value. */
static bool arguments_read(const call_context *context, arguments *these) {
  static const struct {
    const char *option;
    const char *name;
    double factor; /* 0: text */
  } known[] = {{"max_length", "x-max-length", 1},
               {"overflow", "x-overflow", 0},
               {"message_ttl", "x-message-ttl", 1000},
               {"expires", "x-expires", 1000},
               {"max_priority", "x-max-priority", 1},
               {"dead_letter_queue", "x-dead-letter-routing-key", 0},
               {"delivery_limit", "x-delivery-limit", 1},
               {"kind", "x-queue-type", 0}};
  for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
    const char *text = pc_operation_text(context->call->operation, known[i].option);
    const double number =
        pc_queue_call_number(context->call, known[i].option, NAN) * known[i].factor;
    if (!json_object_get(context->call->operation, known[i].option))
      continue;
    if (known[i].factor > 0 ? isnan(number) || fabs(number) > 9e15 : !text) {
      g_set_error(context->error, PC_ERROR, PC_ERROR_FAILED,
                  "the operation 'declare' has no valid %s", known[i].option);
      return false;
    }
    if (known[i].factor > 0)
      number_add(these, known[i].name, number);
    else
      text_add(these, known[i].name, text);
  }
  if (json_object_get(context->call->operation, "dead_letter_queue"))
    text_add(these, "x-dead-letter-exchange", "");
  return true;
}

static pc_outcome *declare(call_context *context) {
  arguments these = {0};
  pc_outcome *outcome = NULL;
  amqp_queue_declare_t declare = {
      .queue = pc_amqp_bytes(context->call->queue),
      .durable = !json_is_false(json_object_get(context->call->operation, "durable")),
      .exclusive = option_is(context, "exclusive"),
      .auto_delete = option_is(context, "auto_delete")};
  if (!arguments_read(context, &these) ||
      !pc_amqp_ledger_add(context->session->service, context->call->queue, declare.durable,
                          context->error))
    return NULL;
  declare.arguments = (amqp_table_t){.num_entries = these.n, .entries = these.entries};
  return method_call(context, AMQP_QUEUE_DECLARE_METHOD, &declare, &outcome) ? done() : outcome;
}

/* The properties of what is published. A refusal where the client cannot send them. */
static pc_outcome *properties_read(const call_context *context, amqp_pool_t *pool,
                                   char **ret_expiration, amqp_basic_properties_t *properties) {
  const json_t *operation = context->call->operation;
  const json_t *headers = json_object_get(operation, "headers");
  const char *message_id = pc_operation_text(operation, "message_id");
  const char *content_type = pc_operation_text(operation, "content_type");
  const char *user_id = pc_operation_text(operation, "user_id");
  const double priority = pc_queue_call_number(context->call, "priority", -1);
  const double ttl_s = pc_queue_call_number(context->call, "ttl", NAN);
  if (strlen(message_id ? message_id : "") > PC_AMQP_SHORT_MAX ||
      strlen(content_type ? content_type : "") > PC_AMQP_SHORT_MAX ||
      strlen(user_id ? user_id : "") > PC_AMQP_SHORT_MAX)
    return client_refuse("bad_argument", "AMQP has no text of more than 255 bytes there");
  if (json_object_get(operation, "priority") &&
      (priority < 0 || priority > 255 || priority > floor(priority)))
    return client_refuse("bad_argument", "AMQP has priorities from 0 to 255");
  if (headers && !pc_amqp_table_from_json(headers, pool, &properties->headers))
    return client_refuse("bad_value", "AMQP has no type for a header's value");
  *ret_expiration = isnan(ttl_s) ? NULL : g_strdup_printf("%.0f", rint(ttl_s * 1000));
  properties->_flags = AMQP_BASIC_DELIVERY_MODE_FLAG | (headers ? AMQP_BASIC_HEADERS_FLAG : 0u) |
                       (priority >= 0 ? AMQP_BASIC_PRIORITY_FLAG : 0u) |
                       (*ret_expiration ? AMQP_BASIC_EXPIRATION_FLAG : 0u) |
                       (message_id ? AMQP_BASIC_MESSAGE_ID_FLAG : 0u) |
                       (content_type ? AMQP_BASIC_CONTENT_TYPE_FLAG : 0u) |
                       (user_id ? AMQP_BASIC_USER_ID_FLAG : 0u);
  properties->delivery_mode = option_is(context, "persistent") ? PERSISTENT : TRANSIENT;
  properties->priority = priority >= 0 ? (guint8)priority : 0;
  properties->expiration = pc_amqp_bytes(*ret_expiration ? *ret_expiration : "");
  properties->message_id = pc_amqp_bytes(message_id ? message_id : "");
  properties->content_type = pc_amqp_bytes(content_type ? content_type : "");
  properties->user_id = pc_amqp_bytes(user_id ? user_id : "");
  g_autofree char *encoded = g_malloc(HEADERS_MAX);
  if (amqp_encode_properties(AMQP_BASIC_CLASS, properties, (amqp_bytes_t){HEADERS_MAX, encoded}) <
      0)
    return client_refuse("too_large", "the headers do not fit into a frame");
  return NULL;
}

static pc_outcome *publication_send(call_context *context, const pc_amqp_publication *publication) {
  pc_amqp_connection *c = context->session->connection;
  if (!pc_amqp_publish(c, publication, &context->answer, context->error))
    return NULL;
  if (context->answer.code)
    return refusal(context, true);
  if (publication->confirm && !c->confirmed) {
    g_set_error(context->error, PC_ERROR, PC_ERROR_TIMED_OUT, "the broker did not confirm%s%s",
                c->blocked ? "; it takes no messages: " : "", c->blocked ? c->blocked : "");
    pc_amqp_connection_cut(c);
    return NULL;
  }
  if (c->returned || (publication->confirm && c->confirmed < 0))
    return pc_cache_boolean(false);
  return publication->confirm || publication->mandatory ? pc_cache_boolean(true) : done();
}

static pc_outcome *publish(call_context *context) {
  g_autofree char *expiration = NULL;
  g_autoptr(GBytes) body = pc_queue_body_bytes(context->call->body);
  pc_amqp_publication publication = {.queue = context->call->queue,
                                     .exchange =
                                         pc_operation_text(context->call->operation, "exchange"),
                                     .mandatory = option_is(context, "mandatory"),
                                     .confirm = option_is(context, "confirm")};
  amqp_pool_t pool;
  if (!body)
    return client_refuse("bad_value", "the client takes text and bytes");
  if (publication.exchange && strlen(publication.exchange) > PC_AMQP_SHORT_MAX)
    return client_refuse("bad_argument", "AMQP has no name of more than 255 bytes");
  init_amqp_pool(&pool, POOL_PAGE);
  pc_outcome *outcome = properties_read(context, &pool, &expiration, &publication.properties);
  if (!outcome) {
    publication.body = g_bytes_get_data(body, &publication.length);
    outcome = publication_send(context, &publication);
  }
  empty_amqp_pool(&pool);
  return outcome;
}

/* "time" is when it died: no answer of the broker's but the clock's. */
static void deaths_strip(json_t *headers) {
  size_t i;
  json_t *death;
  json_array_foreach(json_object_get(headers, "x-death"), i, death) {
    json_t *entries = json_object_get(death, "map");
    for (size_t j = json_array_size(entries); j-- > 0;)
      if (g_strcmp0(json_string_value(json_array_get(json_array_get(entries, j), 0)), "time") == 0)
        json_array_remove(entries, j);
  }
}

/* Gives message out under the name that the operation chose; message is consumed. */
static pc_outcome *give_take(call_context *context, pc_amqp_message *given) {
  g_autoptr(pc_amqp_message) message = given;
  session *s = context->session;
  const json_t *count = json_object_get(message->headers, "x-delivery-count");
  pc_queue_message told = pc_queue_message_none;
  delivery *known = g_new(delivery, 1);
  *known = (delivery){.tag = message->tag, .channel = s->channel};
  g_hash_table_replace(s->deliveries, g_strdup(context->call->as), known);
  if (json_is_integer(count)) {
    told.deliveries = json_integer_value(count) + 1;
    json_object_del(message->headers, "x-delivery-count");
  }
  deaths_strip(message->headers);
  told.body = pc_queue_body_new(message->body->str, message->body->len);
  told.headers = message->headers;
  told.message_id = message->message_id;
  told.content_type = message->content_type;
  told.redelivered = message->redelivered;
  told.priority = message->priority;
  return pc_queue_message_take(&told, context->error);
}

static gint64 wait_end(const call_context *context) {
  return g_get_monotonic_time() + (gint64)(context->call->wait_s * G_USEC_PER_SEC);
}

/* Lets up to pause_us pass, taking in what comes. */
static bool pause_take(call_context *context, gint64 pause_us) {
  const gint64 until_us = g_get_monotonic_time() + pause_us;
  bool came = true;
  while (came && !context->answer.code)
    if (!pc_amqp_take_in(context->session->connection, until_us, &came, &context->answer,
                         context->error))
      return false;
  return true;
}

static pc_outcome *receive(call_context *context) {
  const gint64 until_us = wait_end(context);
  for (gint64 pause_us = PAUSE_LEAST_US;; pause_us = MIN(2 * pause_us, PAUSE_MOST_US)) {
    amqp_basic_get_t get = {.queue = pc_amqp_bytes(context->call->queue),
                            .no_ack = context->call->auto_ack};
    pc_outcome *outcome = NULL;
    if (!method_call(context, AMQP_BASIC_GET_METHOD, &get, &outcome))
      return outcome;
    if (context->answer.message)
      return give_take(context, g_steal_pointer(&context->answer.message));
    pc_amqp_answer_clear(&context->answer);
    const gint64 left_us = until_us - g_get_monotonic_time();
    if (left_us <= 0)
      return pc_outcome_new(PC_OUTCOME_MISSING);
    if (!pause_take(context, MIN(pause_us, left_us)))
      return NULL;
    if (context->answer.code)
      return refusal(context, true);
  }
}

static pc_outcome *settle(call_context *context) {
  if (!pc_amqp_settle(context->session->connection, PC_AMQP_CHANNEL, &context->answer,
                      context->error))
    return NULL;
  return context->answer.code ? refusal(context, true) : done();
}

/* ack and reject: the delivery must be one of this channel; whether it is settled already is the
 * broker's to say. */
static pc_outcome *acknowledge(call_context *context) {
  const delivery *known = g_hash_table_lookup(context->session->deliveries, context->call->message);
  pc_amqp_connection *c = context->session->connection;
  if (!known || known->channel != context->session->channel)
    return client_refuse("no_such_delivery", "no delivery of the session's channel is called so");
  amqp_basic_ack_t ack = {.delivery_tag = known->tag};
  amqp_basic_reject_t reject = {.delivery_tag = known->tag, .requeue = context->call->requeue};
  const bool rejects = context->call->op == PC_QUEUE_REJECT;
  if (!pc_amqp_method_send(c, PC_AMQP_CHANNEL,
                           rejects ? AMQP_BASIC_REJECT_METHOD : AMQP_BASIC_ACK_METHOD,
                           rejects ? (void *)&reject : (void *)&ack, context->error))
    return NULL;
  return settle(context);
}

static pc_outcome *prefetch(call_context *context) {
  amqp_basic_qos_t qos = {.prefetch_count = (guint16)context->call->count};
  pc_outcome *outcome = NULL;
  return method_call(context, AMQP_BASIC_QOS_METHOD, &qos, &outcome) ? done() : outcome;
}

static pc_outcome *consume(call_context *context) {
  amqp_basic_consume_t consume = {.queue = pc_amqp_bytes(context->call->queue),
                                  .consumer_tag = pc_amqp_bytes(context->call->as),
                                  .no_ack = context->call->auto_ack,
                                  .exclusive = option_is(context, "exclusive")};
  pc_outcome *outcome = NULL;
  guint old;
  if (!*context->call->as || strlen(context->call->as) > PC_AMQP_SHORT_MAX)
    return client_refuse("bad_argument", "a consumer has a name of 1 to 255 bytes");
  if (!method_call(context, AMQP_BASIC_CONSUME_METHOD, &consume, &outcome))
    return outcome;
  while (g_ptr_array_find_with_equal_func(context->session->connection->cancelled,
                                          context->call->as, g_str_equal, &old))
    g_ptr_array_remove_index(context->session->connection->cancelled, old);
  g_hash_table_replace(context->session->consumers, g_strdup(context->call->as),
                       GINT_TO_POINTER(CONSUMING));
  return done();
}

static pc_amqp_message *pushed_take(session *s, const char *consumer) {
  GQueue *delivered = s->connection->delivered;
  for (GList *each = delivered->head; each; each = each->next) {
    pc_amqp_message *message = each->data;
    if (strcmp(message->consumer, consumer) != 0)
      continue;
    g_queue_delete_link(delivered, each);
    s->connection->delivered_bytes -= message->body->len;
    return message;
  }
  return NULL;
}

static consumer_state consumer_look(session *s, const char *consumer) {
  const int state = GPOINTER_TO_INT(g_hash_table_lookup(s->consumers, consumer));
  const bool ended =
      g_ptr_array_find_with_equal_func(s->connection->cancelled, consumer, g_str_equal, NULL);
  return state == CONSUMING && ended ? CANCELLED_BY_BROKER : (consumer_state)state;
}

static pc_outcome *next(call_context *context) {
  session *s = context->session;
  const gint64 until_us = wait_end(context);
  for (;;) {
    const consumer_state state = consumer_look(s, context->call->consumer);
    pc_amqp_message *message = pushed_take(s, context->call->consumer);
    bool came = false;
    if (message)
      return give_take(context, message);
    if (!state)
      return client_refuse("not_found", "no consumer of the session's channel is called so");
    if (state == CANCELLED_BY_BROKER)
      return pc_outcome_new_refusal("not_found", "basic.cancel",
                                    "the broker has cancelled the consumer");
    if (!pc_amqp_take_in(s->connection, state == CANCELLED ? 0 : until_us, &came, &context->answer,
                         context->error))
      return NULL;
    if (context->answer.code)
      return refusal(context, true);
    if (!came)
      return pc_outcome_new(PC_OUTCOME_MISSING);
  }
}

static pc_outcome *cancel(call_context *context) {
  amqp_basic_cancel_t cancel = {.consumer_tag = pc_amqp_bytes(context->call->consumer)};
  pc_outcome *outcome = NULL;
  if (!method_call(context, AMQP_BASIC_CANCEL_METHOD, &cancel, &outcome))
    return outcome;
  if (g_hash_table_contains(context->session->consumers, context->call->consumer))
    g_hash_table_replace(context->session->consumers, g_strdup(context->call->consumer),
                         GINT_TO_POINTER(CANCELLED));
  return done();
}

/* Asked aside: a queue that is not there would close the channel. ret_there and ret_depth, or a
 * refusal. */
static pc_outcome *look(call_context *context, bool *ret_there, guint *ret_depth,
                        bool *ret_failed) {
  pc_amqp_connection *c = context->session->connection;
  amqp_queue_declare_t passive = {.queue = pc_amqp_bytes(context->call->queue), .passive = 1};
  *ret_failed = !pc_amqp_channel_open(c, PC_AMQP_CHANNEL_ASIDE, context->error) ||
                !pc_amqp_call(c, PC_AMQP_CHANNEL_ASIDE, AMQP_QUEUE_DECLARE_METHOD, &passive,
                              &context->answer, context->error);
  if (*ret_failed)
    return NULL;
  *ret_there = !context->answer.code;
  if (context->answer.code && context->answer.code != NOT_FOUND)
    return refusal(context, true);
  if (*ret_there)
    *ret_depth = ((const amqp_queue_declare_ok_t *)context->answer.decoded)->message_count;
  pc_amqp_answer_clear(&context->answer);
  return NULL;
}

static pc_outcome *depth(call_context *context) {
  bool there = false;
  bool failed = false;
  guint n = 0;
  pc_outcome *refused = look(context, &there, &n, &failed);
  if (failed || refused)
    return refused;
  return there ? pc_outcome_new_value_take(pc_value_new_integer(n))
               : pc_outcome_new(PC_OUTCOME_MISSING);
}

static pc_outcome *purge(call_context *context) {
  amqp_queue_purge_t purge = {.queue = pc_amqp_bytes(context->call->queue)};
  pc_outcome *outcome = NULL;
  if (!method_call(context, AMQP_QUEUE_PURGE_METHOD, &purge, &outcome))
    return outcome;
  return pc_outcome_new_value_take(pc_value_new_integer(
      ((const amqp_queue_purge_ok_t *)context->answer.decoded)->message_count));
}

/* Deleting what is not there is fine with RabbitMQ, so it is looked for first. */
static pc_outcome *delete (call_context *context) {
  amqp_queue_delete_t delete = {.queue = pc_amqp_bytes(context->call->queue)};
  bool there = false;
  bool failed = false;
  guint n;
  pc_outcome *outcome = look(context, &there, &n, &failed);
  if (failed || outcome)
    return outcome;
  if (there && !method_call(context, AMQP_QUEUE_DELETE_METHOD, &delete, &outcome))
    return outcome;
  return pc_cache_boolean(there);
}

static pc_outcome *disconnect(call_context *context) {
  session *s = context->session;
  if (s->connection)
    pc_amqp_connection_cut(s->connection);
  return done();
}

static const struct {
  pc_outcome *(*ask)(call_context *context);
  const char *options[14]; /* that it knows beside those that every operation brings */
} operations[PC_QUEUE_UNKNOWN] = {
    [PC_QUEUE_DECLARE] = {declare,
                          {"durable", "exclusive", "auto_delete", "max_length", "overflow",
                           "message_ttl", "expires", "max_priority", "dead_letter_queue",
                           "delivery_limit", "kind"}},
    [PC_QUEUE_PUBLISH] = {publish,
                          {"headers", "priority", "ttl", "persistent", "message_id", "content_type",
                           "exchange", "user_id"}},
    [PC_QUEUE_RECEIVE] = {receive, {NULL}},
    [PC_QUEUE_ACK] = {acknowledge, {NULL}},
    [PC_QUEUE_REJECT] = {acknowledge, {NULL}},
    [PC_QUEUE_PREFETCH] = {prefetch, {NULL}},
    [PC_QUEUE_CONSUME] = {consume, {"exclusive"}},
    [PC_QUEUE_NEXT] = {next, {NULL}},
    [PC_QUEUE_CANCEL] = {cancel, {NULL}},
    [PC_QUEUE_DEPTH] = {depth, {NULL}},
    [PC_QUEUE_PURGE] = {purge, {NULL}},
    [PC_QUEUE_DELETE] = {delete, {NULL}},
    [PC_QUEUE_DISCONNECT] = {disconnect, {NULL}},
};

static bool ledger_check(const call_context *context) {
  const char *queue = context->call->queue;
  const char *other = pc_operation_text(context->call->operation, "dead_letter_queue");
  if ((!queue || !pc_amqp_is_ledger(context->session->service, queue)) &&
      (!other || !pc_amqp_is_ledger(context->session->service, other)))
    return true;
  g_set_error(context->error, PC_ERROR, PC_ERROR_CONFINED,
              "the queue NAME.ledger is the adapter's own");
  return false;
}

/* Nobody's exchange but the question's own is published to. */
static bool exchange_check(const call_context *context) {
  const char *exchange = pc_operation_text(context->call->operation, "exchange");
  const char *scratch = context->session->service->scratch;
  if (!exchange ||
      (g_str_has_prefix(exchange, scratch) && !g_ascii_isdigit(exchange[strlen(scratch)])))
    return true;
  g_set_error(context->error, PC_ERROR, PC_ERROR_CONFINED,
              "the exchange '%s' does not begin with '%s'", exchange, scratch);
  return false;
}

static pc_outcome *operation_ask(call_context *context) {
  const pc_queue_call *call = context->call;
  if (call->op == PC_QUEUE_UNKNOWN || !operations[call->op].ask)
    return pc_outcome_new_unsupported(call->name);
  const char *unknown = pc_queue_call_unknown(call, operations[call->op].options);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!ledger_check(context) || !exchange_check(context))
    return NULL;
  if (call->queue && strlen(call->queue) > PC_AMQP_SHORT_MAX)
    return client_refuse("bad_argument", "AMQP has no name of more than 255 bytes");
  if (call->op != PC_QUEUE_DISCONNECT && !channel_ready(context))
    return NULL;
  return operations[call->op].ask(context);
}

bool pc_amqp_session_send(void *session_state, const pc_statement *statement, GError **error) {
  session *s = session_state;
  pc_queue_call call;
  if (!pc_queue_call_init(&call, statement->operation, s->service->scratch, error))
    return false;
  call_context context = {.session = s, .call = &call, .error = error};
  s->outcome = operation_ask(&context);
  pc_amqp_answer_clear(&context.answer);
  pc_queue_call_clear(&call);
  return s->outcome;
}

pc_wait pc_amqp_session_wait(void *session_state, GError **error) {
  (void)session_state;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_amqp_session_take(void *session_state) {
  session *s = session_state;
  return g_steal_pointer(&s->outcome);
}
