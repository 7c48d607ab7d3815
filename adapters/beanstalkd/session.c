/* SPDX-License-Identifier: MIT */
/* Sessions of the Beanstalkd adapter: each is a connection, and what is sent is done at once. */
#include "adapters/beanstalkd/internal.h"

#include "adapters/shared/queue_model.h"
#include "harness/base/error.h"

#include <math.h>
#include <string.h>

enum { AGAIN_US = 20000 };

typedef struct job {
  guint64 id;
  guint priority;
} job;

typedef struct beanstalkd_session {
  pc_beanstalkd_service *service;
  const pc_deadline *deadline;
  pc_wire wire;
  char *used;            /* the tube that is put into */
  char *watched;         /* the one tube that is reserved from */
  GHashTable *jobs;      /* name: job, also when it is settled: the server knows better */
  GHashTable *consumers; /* name: pc_queue_consumer of a tube */
  pc_outcome *outcome;
} beanstalkd_session;

G_STATIC_ASSERT(sizeof(beanstalkd_session) <= PC_BEANSTALKD_SESSION_BYTES);

/* One operation on its way. */
typedef struct call_context {
  beanstalkd_session *session;
  pc_wire *wire;
  const pc_queue_call *call;
  GError **error;
} call_context;

static pc_outcome *line_refuse(call_context *context, const char *line) {
  pc_outcome *refusal = pc_beanstalkd_refuse(line);
  if (!refusal)
    pc_wire_garbage(context->wire, line, context->error);
  return refusal;
}

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

G_GNUC_PRINTF(2, 3)
static const char *line_ask(call_context *context, const char *format, ...) {
  const char *line = NULL;
  va_list words;
  va_start(words, format);
  g_autofree char *command = g_strdup_vprintf(format, words);
  va_end(words);
  return pc_wire_ask_line(context->wire, command, &line, context->error) ? line : NULL;
}

/* done where the line says word, else its refusal. */
static pc_outcome *expect(call_context *context, const char *line, const char *word) {
  if (!line)
    return NULL;
  return strcmp(line, word) == 0 ? pc_outcome_new(PC_OUTCOME_DONE) : line_refuse(context, line);
}

/* Puts into tube from now on. false: a refusal, or error is set. */
static bool tube_use(call_context *context, const char *tube, pc_outcome **ret_refusal) {
  if (g_strcmp0(context->session->used, tube) == 0)
    return true;
  const char *line = line_ask(context, "use %s", tube);
  if (!line)
    return false;
  if (!g_str_has_prefix(line, "USING ")) {
    *ret_refusal = line_refuse(context, line);
    return false;
  }
  g_free(context->session->used);
  context->session->used = g_strdup(tube);
  return true;
}

/* Reserves from tube alone from now on. false: the same. */
static bool tube_watch(call_context *context, const char *tube, pc_outcome **ret_refusal) {
  beanstalkd_session *session = context->session;
  if (strcmp(session->watched, tube) == 0)
    return true;
  const char *line = line_ask(context, "watch %s", tube);
  if (!line)
    return false;
  if (g_str_has_prefix(line, "WATCHING "))
    line = line_ask(context, "ignore %s", session->watched);
  if (!line)
    return false;
  if (!g_str_has_prefix(line, "WATCHING ")) {
    *ret_refusal = line_refuse(context, line);
    return false;
  }
  g_free(session->watched);
  session->watched = g_strdup(tube);
  return true;
}

/* A whole number of 32 bits, as the protocol takes it; false: it is none. */
static bool whole_read(const pc_queue_call *call, const char *option, guint otherwise,
                       guint *ret_number) {
  const double number = pc_queue_call_number(
      call, option, json_object_get(call->operation, option) ? -1 : (double)otherwise);
  if (number < 0 || number > G_MAXUINT32 || floor(number) < number)
    return false;
  *ret_number = (guint)number;
  return true;
}

static pc_outcome *declare(call_context *context) {
  static const char *const known[] = {"visibility", "max_priority", NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  pc_beanstalkd_service *service = context->session->service;
  pc_outcome *refusal = NULL;
  guint ttr_s;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!whole_read(context->call, "visibility", service->ttr_s, &ttr_s))
    return client_refuse("bad_argument", "the time to run is a whole number of seconds");
  if (!tube_use(context, context->call->queue, &refusal))
    return refusal;
  if (json_object_get(context->call->operation, "visibility") ||
      !g_hash_table_contains(service->tubes, context->call->queue))
    g_hash_table_insert(service->tubes, g_strdup(context->call->queue), GUINT_TO_POINTER(ttr_s));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* The time to run of what is put into the tube, which is one to clean from now on. */
static guint tube_ttr(pc_beanstalkd_service *service, const char *tube) {
  gpointer ttr_s;
  if (g_hash_table_lookup_extended(service->tubes, tube, NULL, &ttr_s))
    return GPOINTER_TO_UINT(ttr_s);
  g_hash_table_insert(service->tubes, g_strdup(tube), GUINT_TO_POINTER(service->ttr_s));
  return service->ttr_s;
}

static pc_outcome *put(call_context *context, GBytes *body, guint priority, guint delay_s) {
  gsize length;
  const char *data = g_bytes_get_data(body, &length);
  g_autoptr(GString) command = g_string_new(NULL);
  const char *line;
  g_string_printf(command, "put %u %u %u %" G_GSIZE_FORMAT "\r\n", priority, delay_s,
                  tube_ttr(context->session->service, context->call->queue), length);
  g_string_append_len(command, data, (gssize)length);
  g_string_append(command, "\r\n");
  if (!pc_wire_write(context->wire, command, context->error) ||
      !pc_wire_read_line(context->wire, &line, context->error))
    return NULL;
  return g_str_has_prefix(line, "INSERTED ") ? pc_queue_published(context->call)
                                             : line_refuse(context, line);
}

/* What the server would not take for a number is not sent: it would read the body as commands. */
static pc_outcome *publish(call_context *context) {
  static const char *const known[] = {"priority", "delay", NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  g_autoptr(GBytes) body = pc_queue_body_bytes(context->call->body);
  pc_outcome *refusal = NULL;
  guint priority;
  guint delay_s;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!body)
    return client_refuse("bad_value", "a body is text or bytes");
  if (!whole_read(context->call, "priority", context->session->service->priority, &priority) ||
      !whole_read(context->call, "delay", 0, &delay_s))
    return client_refuse("bad_argument", "priority and delay are whole numbers of 32 bits");
  return tube_use(context, context->call->queue, &refusal) ? put(context, body, priority, delay_s)
                                                           : refusal;
}

static gint64 number_of(const char *data, const char *key) {
  g_autofree char *text = data ? pc_beanstalkd_field(data, key) : NULL;
  gint64 number;
  return text && g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &number, NULL) ? number : -1;
}

/* The message of a job that was reserved, with what the server tells of it. */
static pc_outcome *job_take(call_context *context, const char *line, bool auto_ack) {
  g_autofree char *stats = NULL;
  g_autofree job *found = g_new0(job, 1);
  pc_queue_message message = pc_queue_message_none;
  const char *data;
  gsize length;
  if (!pc_beanstalkd_read_job(context->wire, line, "RESERVED", &found->id, &data, &length,
                              context->error))
    return NULL;
  g_autoptr(pc_value) body = pc_queue_body_new(data, length);
  stats = g_strdup_printf("stats-job %" G_GUINT64_FORMAT, found->id);
  if (!pc_beanstalkd_ask_data(context->wire, stats, &data, context->error))
    return NULL;
  const gint64 priority = number_of(data, "pri");
  found->priority = priority >= 0 ? (guint)priority : context->session->service->priority;
  message.deliveries = number_of(data, "reserves");
  message.redelivered = message.deliveries < 0 ? -1 : message.deliveries > 1;
  message.priority = found->priority == context->session->service->priority ? -1 : priority;
  if (auto_ack) {
    line = line_ask(context, "delete %" G_GUINT64_FORMAT, found->id);
    if (!line || (strcmp(line, "DELETED") != 0 && strcmp(line, "NOT_FOUND") != 0))
      return line ? line_refuse(context, line) : NULL;
  } else {
    g_hash_table_insert(context->session->jobs, g_strdup(context->call->as),
                        g_steal_pointer(&found));
  }
  message.body = g_steal_pointer(&body);
  return pc_queue_message_take(&message, context->error);
}

/* The protocol waits whole seconds; parts of one are waited for here. A job of the session's own
 * whose time ends soon does not end the wait. */
static pc_outcome *reserve(call_context *context, const char *tube, bool auto_ack) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)(context->call->wait_s * G_USEC_PER_SEC);
  pc_outcome *refusal = NULL;
  if (!tube_watch(context, tube, &refusal))
    return refusal;
  for (;;) {
    const gint64 left_us = MAX(0, until_us - g_get_monotonic_time());
    const char *line =
        line_ask(context, "reserve-with-timeout %d", (int)(left_us / G_USEC_PER_SEC));
    if (!line)
      return NULL;
    if (g_str_has_prefix(line, "RESERVED "))
      return job_take(context, line, auto_ack);
    const bool soon = strcmp(line, "DEADLINE_SOON") == 0;
    if (!soon && strcmp(line, "TIMED_OUT") != 0)
      return line_refuse(context, line);
    if (g_get_monotonic_time() >= until_us)
      return soon ? line_refuse(context, line) : pc_outcome_new(PC_OUTCOME_MISSING);
    g_usleep(MIN(AGAIN_US, (gulong)MAX(1, until_us - g_get_monotonic_time())));
  }
}

static pc_outcome *settle(call_context *context) {
  const job *found = g_hash_table_lookup(context->session->jobs, context->call->message);
  if (!found)
    return client_refuse("no_such_delivery", "no job that was received is called so");
  if (context->call->op == PC_QUEUE_ACK)
    return expect(context, line_ask(context, "delete %" G_GUINT64_FORMAT, found->id), "DELETED");
  if (context->call->op == PC_QUEUE_EXTEND)
    return expect(context, line_ask(context, "touch %" G_GUINT64_FORMAT, found->id), "TOUCHED");
  if (context->call->requeue)
    return expect(
        context,
        line_ask(context, "release %" G_GUINT64_FORMAT " %u 0", found->id, found->priority),
        "RELEASED");
  return expect(context,
                line_ask(context, "bury %" G_GUINT64_FORMAT " %u", found->id, found->priority),
                "BURIED");
}

static pc_outcome *consume(call_context *context) {
  static const char *const known[] = {NULL};
  const char *unknown = pc_queue_call_unknown(context->call, known);
  pc_outcome *refusal = NULL;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!tube_watch(context, context->call->queue, &refusal))
    return refusal;
  g_hash_table_insert(context->session->consumers, g_strdup(context->call->as),
                      pc_queue_consumer_new(context->call));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *next(call_context *context) {
  const pc_queue_consumer *consumer =
      g_hash_table_lookup(context->session->consumers, context->call->consumer);
  return consumer ? reserve(context, consumer->queue, consumer->auto_ack)
                  : client_refuse("not_found", "no consumer is called so");
}

static bool tube_stats(call_context *context, const char **ret_stats) {
  g_autofree char *command = g_strdup_printf("stats-tube %s", context->call->queue);
  return pc_beanstalkd_ask_data(context->wire, command, ret_stats, context->error);
}

static pc_outcome *depth(call_context *context) {
  const char *stats;
  if (!tube_stats(context, &stats))
    return NULL;
  return stats ? pc_outcome_new_value_take(
                     pc_value_new_integer(number_of(stats, "current-jobs-ready")))
               : pc_outcome_new(PC_OUTCOME_MISSING);
}

static pc_outcome *purge(call_context *context) {
  pc_outcome *refusal = NULL;
  guint count;
  if (!tube_use(context, context->call->queue, &refusal))
    return refusal;
  return pc_beanstalkd_empty(context->wire, context->call->queue, PC_BEANSTALKD_READY, &count,
                             context->error)
             ? pc_outcome_new_value_take(pc_value_new_integer(count))
             : NULL;
}

/* There is no delete: a tube without jobs ends when nobody refers to it. */
static pc_outcome *delete_tube(call_context *context) {
  pc_outcome *refusal = NULL;
  const char *stats;
  guint count;
  if (!tube_stats(context, &stats))
    return NULL;
  const bool was = stats != NULL;
  if (!tube_use(context, context->call->queue, &refusal))
    return refusal;
  if (!pc_beanstalkd_empty(context->wire, context->call->queue, PC_BEANSTALKD_ALL, &count,
                           context->error))
    return NULL;
  if (!tube_use(context, "default", &refusal) ||
      (strcmp(context->session->watched, context->call->queue) == 0 &&
       !tube_watch(context, "default", &refusal)))
    return refusal;
  return pc_outcome_new_value_take(pc_value_new_boolean(was));
}

static bool session_connect(beanstalkd_session *session, GError **error) {
  g_clear_pointer(&session->used, g_free);
  g_free(session->watched);
  session->watched = g_strdup("default");
  g_hash_table_remove_all(session->consumers);
  if (!pc_wire_connect(&session->wire, &session->service->address, session->deadline, error))
    return false;
  /* Its jobs are ready again once the server has seen that it is gone. */
  session->wire.settles = true;
  return true;
}

static pc_outcome *call_ask(call_context *context) {
  switch (context->call->op) {
  case PC_QUEUE_DECLARE:
    return declare(context);
  case PC_QUEUE_PUBLISH:
    return publish(context);
  case PC_QUEUE_RECEIVE:
    return reserve(context, context->call->queue, context->call->auto_ack);
  case PC_QUEUE_ACK:
  case PC_QUEUE_REJECT:
  case PC_QUEUE_EXTEND:
    return settle(context);
  case PC_QUEUE_CONSUME:
    return consume(context);
  case PC_QUEUE_NEXT:
    return next(context);
  case PC_QUEUE_CANCEL:
    g_hash_table_remove(context->session->consumers, context->call->consumer);
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_DEPTH:
    return depth(context);
  case PC_QUEUE_PURGE:
    return purge(context);
  case PC_QUEUE_DELETE:
    return delete_tube(context);
  case PC_QUEUE_DISCONNECT:
    pc_wire_disconnect(context->wire);
    return session_connect(context->session, context->error) ? pc_outcome_new(PC_OUTCOME_DONE)
                                                             : NULL;
  case PC_QUEUE_PREFETCH:
  case PC_QUEUE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(context->call->name);
}

bool pc_beanstalkd_session_open(void *service, void *state, const char *name,
                                const pc_deadline *deadline, GError **error) {
  beanstalkd_session *session = state;
  (void)name;
  session->service = service;
  session->deadline = deadline;
  session->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  session->consumers =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pc_queue_consumer_free);
  if (session_connect(session, error))
    return true;
  pc_beanstalkd_session_close(session);
  return false;
}

void pc_beanstalkd_session_close(void *state) {
  beanstalkd_session *session = state;
  pc_wire_disconnect(&session->wire);
  g_clear_pointer(&session->jobs, g_hash_table_unref);
  g_clear_pointer(&session->consumers, g_hash_table_unref);
  g_clear_pointer(&session->used, g_free);
  g_clear_pointer(&session->watched, g_free);
  g_clear_pointer(&session->outcome, pc_outcome_free);
}

/* A blank or a line's end in a tube's name would be read as part of the command; the rest is for
 * the server to refuse.
 */
static bool tube_is_one_word(const char *tube) {
  for (const char *c = tube; c && *c; c++)
    if ((guchar)*c <= ' ' || *c == 0x7f)
      return false;
  return true;
}

bool pc_beanstalkd_send(void *state, const pc_statement *statement, GError **error) {
  beanstalkd_session *session = state;
  pc_queue_call call;
  if (!pc_queue_call_init(&call, statement->operation, session->service->scratch->name, error))
    return false;
  call_context context = {
      .session = session, .wire = &session->wire, .call = &call, .error = error};
  if (tube_is_one_word(call.queue))
    session->outcome = call_ask(&context);
  else
    session->outcome =
        client_refuse("bad_argument", "a blank or control character in the name of a tube");
  pc_queue_call_clear(&call);
  return session->outcome != NULL;
}

pc_wait pc_beanstalkd_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_beanstalkd_take(void *session) {
  return g_steal_pointer(&((beanstalkd_session *)session)->outcome);
}

void pc_beanstalkd_cancel(void *session) {
  pc_wire_disconnect(&((beanstalkd_session *)session)->wire);
}
