/* SPDX-License-Identifier: MIT */
/* Operations of queues taken apart, messages put together. */
#include "adapters/shared/queue_model.h"

#include "harness/base/error.h"
#include "harness/model/role_queue.h"

#include <math.h>
#include <string.h>

/* What an operation brings with it. */
enum { QUEUE = 1 << 0, BODY = 1 << 1, MESSAGE = 1 << 2, CONSUMER = 1 << 3, COUNT = 1 << 4 };

static const struct {
  const char *name;
  guint arguments;
} ops[] = {
    [PC_QUEUE_DECLARE] = {"declare", QUEUE},   [PC_QUEUE_PUBLISH] = {"publish", QUEUE | BODY},
    [PC_QUEUE_RECEIVE] = {"receive", QUEUE},   [PC_QUEUE_ACK] = {"ack", MESSAGE},
    [PC_QUEUE_REJECT] = {"reject", MESSAGE},   [PC_QUEUE_EXTEND] = {"extend", MESSAGE},
    [PC_QUEUE_PREFETCH] = {"prefetch", COUNT}, [PC_QUEUE_CONSUME] = {"consume", QUEUE},
    [PC_QUEUE_NEXT] = {"next", CONSUMER},      [PC_QUEUE_CANCEL] = {"cancel", CONSUMER},
    [PC_QUEUE_DEPTH] = {"depth", QUEUE},       [PC_QUEUE_PURGE] = {"purge", QUEUE},
    [PC_QUEUE_DELETE] = {"delete", QUEUE},     [PC_QUEUE_DISCONNECT] = {"disconnect", 0},
};

static const char *const arguments[] = {"op",      "queue",     "body",     "wait",  "as",
                                        "message", "requeue",   "auto_ack", "count", "consumer",
                                        "confirm", "mandatory", NULL};

const pc_queue_message pc_queue_message_none = {
    .redelivered = -1, .deliveries = -1, .priority = -1};

static bool call_fail(const pc_queue_call *call, const char *what, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the operation '%s' has no valid %s", call->name,
              what);
  return false;
}

static bool queue_check(const pc_queue_call *call, const char *queue, const char *scratch,
                        GError **error) {
  const gsize own = strlen(scratch);
  if (strncmp(queue, scratch, own) == 0 && !g_ascii_isdigit(queue[own]))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
              "the queue of '%s' does not begin with the scratch's name, or a digit follows it",
              call->name);
  return false;
}

static bool queues_read(pc_queue_call *call, const char *scratch, GError **error) {
  const json_t *other = json_object_get(call->operation, "dead_letter_queue");
  call->queue = pc_operation_text(call->operation, "queue");
  if (!call->queue)
    return call_fail(call, "queue", error);
  if (other && !json_is_string(other))
    return call_fail(call, "dead_letter_queue", error);
  return queue_check(call, call->queue, scratch, error) &&
         (!other || queue_check(call, json_string_value(other), scratch, error));
}

static bool body_read(pc_queue_call *call, GError **error) {
  const json_t *body = json_object_get(call->operation, "body");
  call->body = body ? pc_value_new_from_json(body) : NULL;
  return call->body || call_fail(call, "body", error);
}

static bool flag_read(const pc_queue_call *call, const char *name) {
  return json_is_true(json_object_get(call->operation, name));
}

static bool numbers_read(pc_queue_call *call, guint brings, GError **error) {
  const double count = pc_queue_call_number(call, "count", -1);
  call->wait_s = pc_queue_call_number(call, "wait", 0);
  if (call->wait_s < 0 || call->wait_s > PC_QUEUE_WAIT_MAX_S)
    return call_fail(call, "wait", error);
  if ((brings & COUNT) && (count < 0 || count > G_MAXUINT16 || floor(count) < count))
    return call_fail(call, "count", error);
  call->count = (brings & COUNT) ? (guint)count : 0;
  return true;
}

static bool arguments_read(pc_queue_call *call, const char *scratch, GError **error) {
  const guint brings = ops[call->op].arguments;
  const char *as = pc_operation_text(call->operation, "as");
  call->as = as ? as : "";
  call->message = pc_operation_text(call->operation, "message");
  call->consumer = pc_operation_text(call->operation, "consumer");
  call->auto_ack = flag_read(call, "auto_ack");
  call->requeue = flag_read(call, "requeue");
  call->confirm = flag_read(call, "confirm") || flag_read(call, "mandatory");
  if ((brings & MESSAGE) && !call->message)
    return call_fail(call, "message", error);
  if ((brings & CONSUMER) && !call->consumer)
    return call_fail(call, "consumer", error);
  return (!(brings & QUEUE) || queues_read(call, scratch, error)) &&
         (!(brings & BODY) || body_read(call, error)) && numbers_read(call, brings, error);
}

bool pc_queue_call_init(pc_queue_call *call, const json_t *operation, const char *scratch,
                        GError **error) {
  const char *name = pc_operation_name(operation);
  *call = (pc_queue_call){.operation = operation, .op = PC_QUEUE_UNKNOWN, .name = name ? name : ""};
  for (guint i = 0; i < G_N_ELEMENTS(ops); i++)
    if (strcmp(ops[i].name, call->name) == 0)
      call->op = (pc_queue_op)i;
  if (call->op == PC_QUEUE_UNKNOWN || arguments_read(call, scratch, error))
    return true;
  pc_queue_call_clear(call);
  return false;
}

void pc_queue_call_clear(pc_queue_call *call) { g_clear_pointer(&call->body, pc_value_free); }

const char *pc_queue_call_unknown(const pc_queue_call *call, const char *const *known) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)(guintptr)call->operation, name, value) {
    if (!json_is_false(value) && !json_is_null(value) && !g_strv_contains(arguments, name) &&
        !g_strv_contains(known, name))
      return name;
  }
  return NULL;
}

double pc_queue_call_number(const pc_queue_call *call, const char *option, double otherwise) {
  const json_t *json = json_object_get(call->operation, option);
  double number = otherwise;
  if (json_is_number(json)) {
    number = json_number_value(json);
  } else if (json) {
    g_autoptr(pc_value) value = pc_value_new_from_json(json);
    const pc_kind kind = value ? pc_value_kind(value) : PC_KIND_NULL;
    if (kind == PC_KIND_INTEGER || kind == PC_KIND_REAL || kind == PC_KIND_DECIMAL)
      number = g_ascii_strtod(pc_value_text(value, NULL), NULL);
  }
  return isfinite(number) ? number : otherwise;
}

pc_queue_consumer *pc_queue_consumer_new(const pc_queue_call *call) {
  pc_queue_consumer *consumer = g_new(pc_queue_consumer, 1);
  *consumer = (pc_queue_consumer){.queue = g_strdup(call->queue), .auto_ack = call->auto_ack};
  return consumer;
}

void pc_queue_consumer_free(gpointer data) {
  pc_queue_consumer *consumer = data;
  g_free(consumer->queue);
  g_free(consumer);
}

pc_outcome *pc_queue_published(const pc_queue_call *call) {
  return call->confirm ? pc_outcome_new_value_take(pc_value_new_boolean(true))
                       : pc_outcome_new(PC_OUTCOME_DONE);
}

GBytes *pc_queue_body_bytes(const pc_value *body) {
  gsize length;
  const pc_kind kind = pc_value_kind(body);
  if (kind != PC_KIND_TEXT && kind != PC_KIND_BYTES)
    return NULL;
  const char *text = pc_value_text(body, &length);
  return g_bytes_new(text, length);
}

pc_value *pc_queue_body_new(const void *bytes, gsize length) {
  const char *at = bytes;
  const char *end = at + length;
  /* NUL is UTF-8 too. */
  while (!g_utf8_validate_len(at, (gsize)(end - at), &at)) {
    if (*at)
      return pc_value_new_bytes(bytes, length);
    at++;
  }
  return pc_value_new_text(PC_KIND_TEXT, bytes, (gssize)length);
}

static void member_add_take(pc_value *map, const char *name, pc_value *value) {
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, name, -1));
  pc_value_append_take(map, value);
}

static gint name_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* By name: a service may keep them in any order. */
static pc_value *headers_new(const json_t *headers) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  pc_value *map = pc_value_new_list(PC_KIND_MAP);
  const char *name;
  json_t *json;
  json_object_foreach((json_t *)(guintptr)headers, name, json)
      g_ptr_array_add(names, (gpointer)(guintptr)name);
  g_ptr_array_sort(names, name_compare);
  for (guint i = 0; i < names->len; i++) {
    pc_value *value = pc_value_new_from_json(json_object_get(headers, names->pdata[i]));
    member_add_take(map, names->pdata[i], value ? value : pc_value_new_null());
  }
  return map;
}

pc_outcome *pc_queue_message_take(const pc_queue_message *message, GError **error) {
  g_autoptr(pc_value) map = pc_value_new_list(PC_KIND_MAP);
  g_autoptr(GString) printed = g_string_new(NULL);
  member_add_take(map, "body", message->body);
  if (message->headers && json_object_size(message->headers))
    member_add_take(map, "headers", headers_new(message->headers));
  if (message->redelivered >= 0)
    member_add_take(map, "redelivered", pc_value_new_boolean(message->redelivered > 0));
  if (message->deliveries >= 0)
    member_add_take(map, "deliveries", pc_value_new_integer(message->deliveries));
  if (message->priority >= 0)
    member_add_take(map, "priority", pc_value_new_integer(message->priority));
  if (message->message_id)
    member_add_take(map, "message_id", pc_value_new_text(PC_KIND_TEXT, message->message_id, -1));
  if (message->content_type)
    member_add_take(map, "content_type",
                    pc_value_new_text(PC_KIND_TEXT, message->content_type, -1));
  pc_value_print(map, printed);
  if (printed->len <= PC_ANSWER_BYTES_MAX)
    return pc_outcome_new_value_take(g_steal_pointer(&map));
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the message is larger than %d MiB",
              PC_ANSWER_BYTES_MAX >> 20);
  return NULL;
}
