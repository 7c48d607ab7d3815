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
  const pc_stop *stop;
  pc_wire wire;
  char *used;            /* the tube that is put into */
  char *watched;         /* the one tube that is reserved from */
  GHashTable *jobs;      /* name: job, also when it is settled: the server knows better */
  GHashTable *consumers; /* name: pc_queue_consumer of a tube */
  pc_outcome *outcome;
} beanstalkd_session;

G_STATIC_ASSERT(sizeof(beanstalkd_session) <= PC_BEANSTALKD_SESSION_BYTES);

/* One operation on its way. */
typedef struct asking {
  beanstalkd_session *session;
  pc_wire *wire;
  const pc_queue_call *call;
  GError **error;
} asking;

static pc_outcome *line_refuse(asking *a, const char *line) {
  pc_outcome *refusal = pc_beanstalkd_refuse(line);
  if (!refusal)
    pc_wire_garbage(a->wire, line, a->error);
  return refusal;
}

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

G_GNUC_PRINTF(2, 3)
static const char *line_ask(asking *a, const char *format, ...) {
  const char *line = NULL;
  va_list words;
  va_start(words, format);
  g_autofree char *command = g_strdup_vprintf(format, words);
  va_end(words);
  return pc_wire_ask_line(a->wire, command, &line, a->error) ? line : NULL;
}

/* done where the line says word, else its refusal. */
static pc_outcome *expect(asking *a, const char *line, const char *word) {
  if (!line)
    return NULL;
  return strcmp(line, word) == 0 ? pc_outcome_new(PC_OUTCOME_DONE) : line_refuse(a, line);
}

/* Puts into tube from now on. false: a refusal, or error is set. */
static bool tube_use(asking *a, const char *tube, pc_outcome **ret_refusal) {
  if (g_strcmp0(a->session->used, tube) == 0)
    return true;
  const char *line = line_ask(a, "use %s", tube);
  if (!line)
    return false;
  if (!g_str_has_prefix(line, "USING ")) {
    *ret_refusal = line_refuse(a, line);
    return false;
  }
  g_free(a->session->used);
  a->session->used = g_strdup(tube);
  return true;
}

/* Reserves from tube alone from now on. false: the same. */
static bool tube_watch(asking *a, const char *tube, pc_outcome **ret_refusal) {
  beanstalkd_session *session = a->session;
  if (strcmp(session->watched, tube) == 0)
    return true;
  const char *line = line_ask(a, "watch %s", tube);
  if (!line)
    return false;
  if (g_str_has_prefix(line, "WATCHING "))
    line = line_ask(a, "ignore %s", session->watched);
  if (!line)
    return false;
  if (!g_str_has_prefix(line, "WATCHING ")) {
    *ret_refusal = line_refuse(a, line);
    return false;
  }
  g_free(session->watched);
  session->watched = g_strdup(tube);
  return true;
}

/* A whole number of 32 bits, as the protocol takes it; false: it is none. */
static bool whole_read(const pc_queue_call *call, const char *option, guint otherwise, guint *ret_number) {
  const double number =
      pc_queue_call_number(call, option, json_object_get(call->operation, option) ? -1 : (double)otherwise);
  if (number < 0 || number > G_MAXUINT32 || floor(number) < number)
    return false;
  *ret_number = (guint)number;
  return true;
}

static pc_outcome *declare(asking *a) {
  static const char *const known[] = {"visibility", "max_priority", NULL};
  const char *unknown = pc_queue_call_unknown(a->call, known);
  pc_beanstalkd_service *service = a->session->service;
  pc_outcome *refusal = NULL;
  guint ttr_s;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!whole_read(a->call, "visibility", service->ttr_s, &ttr_s))
    return client_refuse("bad_argument", "the time to run is a whole number of seconds");
  if (!tube_use(a, a->call->queue, &refusal))
    return refusal;
  if (json_object_get(a->call->operation, "visibility") || !g_hash_table_contains(service->tubes, a->call->queue))
    g_hash_table_insert(service->tubes, g_strdup(a->call->queue), GUINT_TO_POINTER(ttr_s));
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

static pc_outcome *put(asking *a, GBytes *body, guint priority, guint delay_s) {
  gsize length;
  const char *data = g_bytes_get_data(body, &length);
  g_autoptr(GString) command = g_string_new(NULL);
  const char *line;
  g_string_printf(command, "put %u %u %u %" G_GSIZE_FORMAT "\r\n", priority, delay_s,
                  tube_ttr(a->session->service, a->call->queue), length);
  g_string_append_len(command, data, (gssize)length);
  g_string_append(command, "\r\n");
  if (!pc_wire_write(a->wire, command, a->error) || !pc_wire_read_line(a->wire, &line, a->error))
    return NULL;
  return g_str_has_prefix(line, "INSERTED ") ? pc_queue_published(a->call) : line_refuse(a, line);
}

/* What the server would not take for a number is not sent: it would read the body as commands. */
static pc_outcome *publish(asking *a) {
  static const char *const known[] = {"priority", "delay", NULL};
  const char *unknown = pc_queue_call_unknown(a->call, known);
  g_autoptr(GBytes) body = pc_queue_body_bytes(a->call->body);
  pc_outcome *refusal = NULL;
  guint priority;
  guint delay_s;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!body)
    return client_refuse("bad_value", "a body is text or bytes");
  if (!whole_read(a->call, "priority", a->session->service->priority, &priority) ||
      !whole_read(a->call, "delay", 0, &delay_s))
    return client_refuse("bad_argument", "priority and delay are whole numbers of 32 bits");
  return tube_use(a, a->call->queue, &refusal) ? put(a, body, priority, delay_s) : refusal;
}

static gint64 number_of(const char *data, const char *key) {
  g_autofree char *text = data ? pc_beanstalkd_field(data, key) : NULL;
  gint64 number;
  return text && g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &number, NULL) ? number : -1;
}

/* The message of a job that was reserved, with what the server tells of it. */
static pc_outcome *job_take(asking *a, const char *line, bool auto_ack) {
  g_autofree char *stats = NULL;
  g_autofree job *found = g_new0(job, 1);
  pc_queue_message message = pc_queue_message_none;
  const char *data;
  gsize length;
  if (!pc_beanstalkd_read_job(a->wire, line, "RESERVED", &found->id, &data, &length, a->error))
    return NULL;
  g_autoptr(pc_value) body = pc_queue_body_new(data, length);
  stats = g_strdup_printf("stats-job %" G_GUINT64_FORMAT, found->id);
  if (!pc_beanstalkd_ask_data(a->wire, stats, &data, a->error))
    return NULL;
  const gint64 priority = number_of(data, "pri");
  found->priority = priority >= 0 ? (guint)priority : a->session->service->priority;
  message.deliveries = number_of(data, "reserves");
  message.redelivered = message.deliveries < 0 ? -1 : message.deliveries > 1;
  message.priority = found->priority == a->session->service->priority ? -1 : priority;
  if (auto_ack) {
    line = line_ask(a, "delete %" G_GUINT64_FORMAT, found->id);
    if (!line || (strcmp(line, "DELETED") != 0 && strcmp(line, "NOT_FOUND") != 0))
      return line ? line_refuse(a, line) : NULL;
  } else {
    g_hash_table_insert(a->session->jobs, g_strdup(a->call->as), g_steal_pointer(&found));
  }
  message.body = g_steal_pointer(&body);
  return pc_queue_message_take(&message, a->error);
}

/* The protocol waits whole seconds; parts of one are waited for here. A job of the session's own whose time ends soon
 * does not end the wait. */
static pc_outcome *reserve(asking *a, const char *tube, bool auto_ack) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)(a->call->wait_s * G_USEC_PER_SEC);
  pc_outcome *refusal = NULL;
  if (!tube_watch(a, tube, &refusal))
    return refusal;
  for (;;) {
    const gint64 left_us = MAX(0, until_us - g_get_monotonic_time());
    const char *line = line_ask(a, "reserve-with-timeout %d", (int)(left_us / G_USEC_PER_SEC));
    if (!line)
      return NULL;
    if (g_str_has_prefix(line, "RESERVED "))
      return job_take(a, line, auto_ack);
    const bool soon = strcmp(line, "DEADLINE_SOON") == 0;
    if (!soon && strcmp(line, "TIMED_OUT") != 0)
      return line_refuse(a, line);
    if (g_get_monotonic_time() >= until_us)
      return soon ? line_refuse(a, line) : pc_outcome_new(PC_OUTCOME_MISSING);
    g_usleep(MIN(AGAIN_US, (gulong)MAX(1, until_us - g_get_monotonic_time())));
  }
}

static pc_outcome *settle(asking *a) {
  const job *found = g_hash_table_lookup(a->session->jobs, a->call->message);
  if (!found)
    return client_refuse("no_such_delivery", "no job that was received is called so");
  if (a->call->op == PC_QUEUE_ACK)
    return expect(a, line_ask(a, "delete %" G_GUINT64_FORMAT, found->id), "DELETED");
  if (a->call->op == PC_QUEUE_EXTEND)
    return expect(a, line_ask(a, "touch %" G_GUINT64_FORMAT, found->id), "TOUCHED");
  if (a->call->requeue)
    return expect(a, line_ask(a, "release %" G_GUINT64_FORMAT " %u 0", found->id, found->priority), "RELEASED");
  return expect(a, line_ask(a, "bury %" G_GUINT64_FORMAT " %u", found->id, found->priority), "BURIED");
}

static pc_outcome *consume(asking *a) {
  static const char *const known[] = {NULL};
  const char *unknown = pc_queue_call_unknown(a->call, known);
  pc_outcome *refusal = NULL;
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  if (!tube_watch(a, a->call->queue, &refusal))
    return refusal;
  g_hash_table_insert(a->session->consumers, g_strdup(a->call->as), pc_queue_consumer_new(a->call));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *next(asking *a) {
  const pc_queue_consumer *consumer = g_hash_table_lookup(a->session->consumers, a->call->consumer);
  return consumer ? reserve(a, consumer->queue, consumer->auto_ack)
                  : client_refuse("not_found", "no consumer is called so");
}

static bool tube_stats(asking *a, const char **ret_stats) {
  g_autofree char *command = g_strdup_printf("stats-tube %s", a->call->queue);
  return pc_beanstalkd_ask_data(a->wire, command, ret_stats, a->error);
}

static pc_outcome *depth(asking *a) {
  const char *stats;
  if (!tube_stats(a, &stats))
    return NULL;
  return stats ? pc_outcome_new_value_take(pc_value_new_integer(number_of(stats, "current-jobs-ready")))
               : pc_outcome_new(PC_OUTCOME_MISSING);
}

static pc_outcome *purge(asking *a) {
  pc_outcome *refusal = NULL;
  guint count;
  if (!tube_use(a, a->call->queue, &refusal))
    return refusal;
  return pc_beanstalkd_empty(a->wire, a->call->queue, PC_BEANSTALKD_READY, &count, a->error)
             ? pc_outcome_new_value_take(pc_value_new_integer(count))
             : NULL;
}

/* There is no delete: a tube without jobs ends when nobody refers to it. */
static pc_outcome *delete_tube(asking *a) {
  pc_outcome *refusal = NULL;
  const char *stats;
  guint count;
  if (!tube_stats(a, &stats))
    return NULL;
  const bool was = stats != NULL;
  if (!tube_use(a, a->call->queue, &refusal))
    return refusal;
  if (!pc_beanstalkd_empty(a->wire, a->call->queue, PC_BEANSTALKD_ALL, &count, a->error))
    return NULL;
  if (!tube_use(a, "default", &refusal) ||
      (strcmp(a->session->watched, a->call->queue) == 0 && !tube_watch(a, "default", &refusal)))
    return refusal;
  return pc_outcome_new_value_take(pc_value_new_boolean(was));
}

static bool session_connect(beanstalkd_session *session, GError **error) {
  g_clear_pointer(&session->used, g_free);
  g_free(session->watched);
  session->watched = g_strdup("default");
  g_hash_table_remove_all(session->consumers);
  if (!pc_wire_connect(&session->wire, &session->service->address, session->stop, error))
    return false;
  /* Its jobs are ready again once the server has seen that it is gone. */
  session->wire.settles = true;
  return true;
}

static pc_outcome *call_ask(asking *a) {
  switch (a->call->op) {
  case PC_QUEUE_DECLARE:
    return declare(a);
  case PC_QUEUE_PUBLISH:
    return publish(a);
  case PC_QUEUE_RECEIVE:
    return reserve(a, a->call->queue, a->call->auto_ack);
  case PC_QUEUE_ACK:
  case PC_QUEUE_REJECT:
  case PC_QUEUE_EXTEND:
    return settle(a);
  case PC_QUEUE_CONSUME:
    return consume(a);
  case PC_QUEUE_NEXT:
    return next(a);
  case PC_QUEUE_CANCEL:
    g_hash_table_remove(a->session->consumers, a->call->consumer);
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_DEPTH:
    return depth(a);
  case PC_QUEUE_PURGE:
    return purge(a);
  case PC_QUEUE_DELETE:
    return delete_tube(a);
  case PC_QUEUE_DISCONNECT:
    pc_wire_disconnect(a->wire);
    return session_connect(a->session, a->error) ? pc_outcome_new(PC_OUTCOME_DONE) : NULL;
  case PC_QUEUE_PREFETCH:
  case PC_QUEUE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(a->call->name);
}

bool pc_beanstalkd_session_open(void *service, void *state, const char *name, const pc_stop *stop, GError **error) {
  beanstalkd_session *session = state;
  (void)name;
  session->service = service;
  session->stop = stop;
  session->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  session->consumers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pc_queue_consumer_free);
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

/* A blank or a line's end in a tube's name would be read as part of the command; the rest is for the server to refuse.
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
  asking a = {.session = session, .wire = &session->wire, .call = &call, .error = error};
  if (tube_is_one_word(call.queue))
    session->outcome = call_ask(&a);
  else
    session->outcome = client_refuse("bad_argument", "a blank or control character in the name of a tube");
  pc_queue_call_clear(&call);
  return session->outcome != NULL;
}

pc_wait pc_beanstalkd_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_beanstalkd_take(void *session) { return g_steal_pointer(&((beanstalkd_session *)session)->outcome); }

void pc_beanstalkd_cancel(void *session) { pc_wire_disconnect(&((beanstalkd_session *)session)->wire); }
