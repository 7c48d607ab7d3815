/* SPDX-License-Identifier: MIT */
/*
 * The adapter of a model: the queue inside a process that people develop on, as Python's
 * queue.Queue and Celery's memory transport. It is not any library's code, and its fingerprint says
 * so; a library itself is asked through "exec:".
 */
#include "adapters/shared/fingerprint.h"
#include "adapters/shared/options.h"
#include "adapters/shared/queue_model.h"

#include "harness/base/error.h"
#include "harness/model/role_queue.h"

#include <string.h>

static const pc_option options[] = {
    {"ack", "on|off",
     "what was received and not acknowledged is kept, and put back at a disconnect"},
    {"max_length", "NUMBER", "a queue takes no more messages than so many"},
    {0},
};

typedef struct queue {
  GQueue ready; /* of message */
  guint max_length;
} queue;

typedef struct message {
  char *queue;
  json_t *parts; /* the operation that published it, copied */
  bool redelivered;
  char *as; /* while it is unacknowledged */
} message;

typedef struct memory_service {
  bool ack;
  guint max_length; /* 0: no bound */
  const char *scratch;
  GHashTable *queues; /* by name */
} memory_service;

typedef struct memory_session {
  memory_service *service;
  GQueue unacknowledged; /* of message, in the order they were received */
  GHashTable *consumers; /* name: consumer */
  guint prefetch;        /* 0: no bound */
  pc_outcome *outcome;
} memory_session;

static void message_free(gpointer data) {
  message *m = data;
  g_free(m->queue);
  g_free(m->as);
  json_decref(m->parts);
  g_free(m);
}

static void queue_free(gpointer data) {
  queue *q = data;
  g_queue_clear_full(&q->ready, message_free);
  g_free(q);
}

static bool memory_check(const pc_endpoint *endpoint, GError **error) {
  if (*endpoint->path) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected 'memory:' with nothing but options behind it, not '%s'",
                endpoint->redacted);
    return false;
  }
  return pc_cache_options_check("in-process queue", options, endpoint, error);
}

static bool memory_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  memory_service *service = state;
  const char *max_length = pc_endpoint_option(endpoint, "max_length");
  (void)timeout_ms;
  (void)error;
  service->ack = g_strcmp0(pc_endpoint_option(endpoint, "ack"), "on") == 0;
  service->max_length = max_length ? (guint)g_ascii_strtoull(max_length, NULL, 10) : 0;
  service->queues = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, queue_free);
  return true;
}

static void memory_close(void *state) { g_hash_table_unref(((memory_service *)state)->queues); }

static bool memory_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const memory_service *service = state;
  (void)error;
  g_autofree char *max_length =
      service->max_length ? g_strdup_printf("%u", service->max_length) : g_strdup("none");
  pc_cache_fingerprint_fill(
      fingerprint, "in-process queue (a model)", "1",
      json_pack("{s:s,s:s}", "ack", service->ack ? "on" : "off", "max_length", max_length));
  pc_cache_note_add(
      fingerprint,
      "a model of a queue inside one process, not a library: first in, first out; no persistence, "
      "priority, TTL, delay or dead-lettering; no other process sees it, and it ends with its "
      "process");
  pc_cache_note_add(fingerprint, "a queue that is not there is made by what is published to it, so "
                                 "nothing is unroutable and every message is confirmed; declaring "
                                 "one that is there is always fine, and changes nothing");
  pc_cache_note_add(
      fingerprint,
      "messages of any kind are taken, and go in and out through canonical JSON; a consumer "
      "takes its next message when it asks for it; nobody waits, since nothing can arrive");
  pc_cache_note_add(
      fingerprint,
      service->ack
          ? "ack=on: what is unacknowledged at a disconnect, or rejected with requeue, is put "
            "again: at the end of its queue"
          : "what was received is gone: acknowledging and rejecting change nothing");
  if (service->max_length)
    pc_cache_note_add(
        fingerprint,
        "max_length: where put would wait for room, the model refuses (resource_limit)");
  return true;
}

static char *memory_client(const pc_endpoint *endpoint) {
  (void)endpoint;
  return g_strdup("python3 -i -c 'import queue; q = queue.Queue()'");
}

/* Nothing outlives the process. */
static bool memory_remove(void *state, const char *name, bool *ret_found, GError **error) {
  (void)state;
  (void)name;
  (void)ret_found;
  (void)error;
  return true;
}

static bool memory_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)state;
  (void)names;
  (void)live;
  (void)error;
  return true;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  (void)deadline;
  (void)error;
  ((memory_service *)state)->scratch = scratch->name;
  return true;
}

/* Every queue begins with the scratch's name: pc_queue_call_init has seen to it. */
static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  memory_service *service = state;
  (void)scratch;
  (void)error;
  g_hash_table_remove_all(service->queues);
  service->scratch = NULL;
  return true;
}

static queue *queue_find(memory_session *session, const char *name) {
  return g_hash_table_lookup(session->service->queues, name);
}

static queue *queue_ensure(memory_session *session, const char *name, guint max_length) {
  queue *q = queue_find(session, name);
  if (q)
    return q;
  q = g_new0(queue, 1);
  g_queue_init(&q->ready);
  q->max_length = max_length;
  g_hash_table_insert(session->service->queues, g_strdup(name), q);
  return q;
}

static pc_outcome *declare(memory_session *session, const pc_queue_call *call) {
  static const char *const known[] = {"max_length", NULL};
  const char *unknown = pc_queue_call_unknown(call, known);
  const double max_length = pc_queue_call_number(call, "max_length", session->service->max_length);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  queue_ensure(session, call->queue, max_length < 0 ? 0 : (guint)MIN(max_length, G_MAXINT));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *publish(memory_session *session, const pc_queue_call *call) {
  static const char *const known[] = {"headers", "message_id", "content_type", NULL};
  const char *unknown = pc_queue_call_unknown(call, known);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  queue *q = queue_ensure(session, call->queue, session->service->max_length);
  if (q->max_length && g_queue_get_length(&q->ready) >= q->max_length)
    return pc_outcome_new_refusal("resource_limit", "model", "the queue is full");
  message *m = g_new0(message, 1);
  m->queue = g_strdup(call->queue);
  m->parts = json_deep_copy(call->operation);
  g_queue_push_tail(&q->ready, m);
  return pc_queue_published(call);
}

static pc_outcome *message_give(memory_session *session, const char *name, bool auto_ack,
                                const pc_queue_call *call, GError **error) {
  queue *q = queue_find(session, name);
  message *m = q ? g_queue_pop_head(&q->ready) : NULL;
  if (!m)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  pc_queue_message given = pc_queue_message_none;
  given.body = pc_value_new_from_json(json_object_get(m->parts, "body"));
  given.headers = json_object_get(m->parts, "headers");
  given.message_id = pc_operation_text(m->parts, "message_id");
  given.content_type = pc_operation_text(m->parts, "content_type");
  given.redelivered = session->service->ack ? m->redelivered : -1;
  pc_outcome *outcome = pc_queue_message_take(&given, error);
  if (session->service->ack && !auto_ack) {
    m->as = g_strdup(call->as);
    g_queue_push_tail(&session->unacknowledged, m);
  } else {
    message_free(m);
  }
  return outcome;
}

static void message_put_back(memory_session *session, message *m) {
  g_clear_pointer(&m->as, g_free);
  m->redelivered = true;
  g_queue_push_tail(&queue_ensure(session, m->queue, session->service->max_length)->ready, m);
}

/* The unacknowledged message called so, taken out; NULL: none. */
static message *unacknowledged_take(memory_session *session, const char *as) {
  for (GList *each = session->unacknowledged.head; each; each = each->next) {
    message *m = each->data;
    if (strcmp(m->as, as) != 0)
      continue;
    g_queue_delete_link(&session->unacknowledged, each);
    return m;
  }
  return NULL;
}

/* Acknowledges, or rejects. */
static pc_outcome *settle(memory_session *session, const pc_queue_call *call) {
  if (!session->service->ack)
    return pc_outcome_new(PC_OUTCOME_DONE);
  message *m = unacknowledged_take(session, call->message);
  if (!m)
    return pc_outcome_new_refusal("no_such_delivery", "model",
                                  "no unacknowledged message is called so");
  if (call->op == PC_QUEUE_REJECT && call->requeue)
    message_put_back(session, m);
  else
    message_free(m);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *consume(memory_session *session, const pc_queue_call *call) {
  static const char *const known[] = {NULL};
  const char *unknown = pc_queue_call_unknown(call, known);
  if (unknown)
    return pc_outcome_new_unsupported(unknown);
  g_hash_table_insert(session->consumers, g_strdup(call->as), pc_queue_consumer_new(call));
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *next(memory_session *session, const pc_queue_call *call, GError **error) {
  const pc_queue_consumer *consumer = g_hash_table_lookup(session->consumers, call->consumer);
  if (!consumer)
    return pc_outcome_new_refusal("not_found", "model", "no consumer is called so");
  if (session->prefetch && g_queue_get_length(&session->unacknowledged) >= session->prefetch)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return message_give(session, consumer->queue, consumer->auto_ack, call, error);
}

static pc_outcome *prefetch(memory_session *session, const pc_queue_call *call) {
  if (!session->service->ack)
    return pc_outcome_new_unsupported(call->name);
  session->prefetch = call->count;
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *count(guint number) {
  return pc_outcome_new_value_take(pc_value_new_integer(number));
}

static pc_outcome *purge(memory_session *session, const pc_queue_call *call) {
  queue *q = queue_find(session, call->queue);
  const guint removed = q ? g_queue_get_length(&q->ready) : 0;
  if (q)
    g_queue_clear_full(&q->ready, message_free);
  return count(removed);
}

static pc_outcome *depth(memory_session *session, const pc_queue_call *call) {
  const queue *q = queue_find(session, call->queue);
  return q ? count(q->ready.length) : pc_outcome_new(PC_OUTCOME_MISSING);
}

static pc_outcome *delete_queue(memory_session *session, const pc_queue_call *call) {
  const bool was = g_hash_table_remove(session->service->queues, call->queue);
  return pc_outcome_new_value_take(pc_value_new_boolean(was));
}

static void session_reset(memory_session *session) {
  message *m;
  while ((m = g_queue_pop_head(&session->unacknowledged)))
    message_put_back(session, m);
  g_hash_table_remove_all(session->consumers);
  session->prefetch = 0;
}

static pc_outcome *call_ask(memory_session *session, const pc_queue_call *call, GError **error) {
  switch (call->op) {
  case PC_QUEUE_DECLARE:
    return declare(session, call);
  case PC_QUEUE_PUBLISH:
    return publish(session, call);
  case PC_QUEUE_RECEIVE:
    return message_give(session, call->queue, call->auto_ack, call, error);
  case PC_QUEUE_ACK:
  case PC_QUEUE_REJECT:
    return settle(session, call);
  case PC_QUEUE_PREFETCH:
    return prefetch(session, call);
  case PC_QUEUE_CONSUME:
    return consume(session, call);
  case PC_QUEUE_NEXT:
    return next(session, call, error);
  case PC_QUEUE_CANCEL:
    g_hash_table_remove(session->consumers, call->consumer);
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_DEPTH:
    return depth(session, call);
  case PC_QUEUE_PURGE:
    return purge(session, call);
  case PC_QUEUE_DELETE:
    return delete_queue(session, call);
  case PC_QUEUE_DISCONNECT:
    session_reset(session);
    return pc_outcome_new(PC_OUTCOME_DONE);
  case PC_QUEUE_EXTEND:
  case PC_QUEUE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(call->name);
}

static bool session_open(void *service, void *state, const char *name, const pc_deadline *deadline,
                         GError **error) {
  memory_session *session = state;
  (void)name;
  (void)deadline;
  (void)error;
  session->service = service;
  g_queue_init(&session->unacknowledged);
  session->consumers =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pc_queue_consumer_free);
  return true;
}

static void session_close(void *state) {
  memory_session *session = state;
  session_reset(session);
  g_hash_table_unref(session->consumers);
  pc_outcome_free(session->outcome);
}

static bool session_send(void *state, const pc_statement *statement, GError **error) {
  memory_session *session = state;
  pc_queue_call call;
  if (!pc_queue_call_init(&call, statement->operation, session->service->scratch, error))
    return false;
  session->outcome = call_ask(session, &call, error);
  pc_queue_call_clear(&call);
  return session->outcome != NULL;
}

static pc_wait session_wait(void *state, GError **error) {
  (void)state;
  (void)error;
  return PC_WAIT_DONE;
}

static pc_outcome *session_take(void *state) {
  return g_steal_pointer(&((memory_session *)state)->outcome);
}

static void session_cancel(void *state) { (void)state; }

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};

static const char *const schemes[] = {"memory", NULL};

const pc_adapter pc_adapter_memory_queue = {
    .name = "memory-queue",
    .product = "in-process queue (a model)",
    .summary = "a model of the queue inside a process that people develop on",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_QUEUE,
    .capabilities = PC_ADAPTER_SESSIONS,
    .service_size = sizeof(memory_service),
    .session_size = sizeof(memory_session),
    .options = options,
    .check = memory_check,
    .open = memory_open,
    .close = memory_close,
    .fingerprint = memory_fingerprint,
    .client = memory_client,
    .remove = memory_remove,
    .inventory = memory_inventory,
    .drivers = {[PC_LANGUAGE_QUEUE] = &driver},
};
