/* SPDX-License-Identifier: MIT */
/* Steps of queue probes made into operations, and the messages that they give into their parts. */
#include "probes/queue/ask.h"

#include <string.h>

enum { UNTIL_MS = 1000, AGAIN_MS = 20 };

json_t *queue_name(const pc_execution *execution, const char *name, guint length) {
  g_autoptr(GString) queue = g_string_new(pc_execution_scratch(execution));
  g_string_append_printf(queue, ".%s", name);
  while (queue->len < length)
    g_string_append_c(queue, 'q');
  return json_stringn(queue->str, queue->len);
}

/* JSON with ' for its quotation marks. */
static json_t *json_parse(const char *text) {
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  return json_loads(json, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *body_new(const queue_step *step) {
  if (step->value)
    return json_parse(step->value);
  if (!step->fill)
    return json_string(step->body ? step->body : "");
  g_autofree char *text = g_strnfill(step->fill, 'x');
  return json_stringn(text, step->fill);
}

static bool op_is(const queue_step *step, const char *names) {
  return pc_list_contains(names, step->op);
}

json_t *queue_operation_new(const pc_execution *execution, const queue_step *step) {
  json_t *operation = json_pack("{s:s}", "op", step->op);
  json_t *options = step->options ? json_parse(step->options) : json_object();
  if (op_is(step, "declare,publish,receive,consume,depth,purge,delete"))
    json_object_set_new(operation, "queue",
                        queue_name(execution, step->queue ? step->queue : "a", step->queue_length));
  if (op_is(step, "publish"))
    json_object_set_new(operation, "body", body_new(step));
  if (step->dead)
    json_object_set_new(operation, "dead_letter_queue", queue_name(execution, step->dead, 0));
  if (step->of)
    json_object_set_new(operation, op_is(step, "next,cancel") ? "consumer" : "message",
                        json_string(step->of));
  if (op_is(step, "reject"))
    json_object_set_new(operation, "requeue", json_boolean(step->requeue));
  if (op_is(step, "receive,next,consume"))
    json_object_set_new(operation, "as", json_string(step->as ? step->as : "m"));
  if (op_is(step, "receive,next"))
    json_object_set_new(
        operation, "wait",
        json_real(step->now ? 0 : (step->wait_ms ? step->wait_ms : QUEUE_WAIT_MS) / 1000.0));
  json_object_update(operation, options);
  json_decref(options);
  return operation;
}

static const struct {
  const char *member;
  bool notion; /* a service may have none of it */
} parts[] = {
    [QUEUE_SHOW_BODY] = {"body", false},
    [QUEUE_SHOW_SIZE] = {"body", false},
    [QUEUE_SHOW_REDELIVERED] = {"redelivered", true},
    [QUEUE_SHOW_DELIVERIES] = {"deliveries", true},
    [QUEUE_SHOW_HEADERS] = {"headers", false},
    [QUEUE_SHOW_HEADER_NAMES] = {"headers", false},
    [QUEUE_SHOW_PRIORITY] = {"priority", false},
    [QUEUE_SHOW_MESSAGE_ID] = {"message_id", false},
    [QUEUE_SHOW_CONTENT_TYPE] = {"content_type", false},
};

static pc_value *value_copy(const pc_value *value) {
  g_autoptr(GString) text = g_string_new(NULL);
  pc_value_print(value, text);
  json_t *json = json_loadb(text->str, text->len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  pc_value *copy = json ? pc_value_new_from_json(json) : NULL;
  json_decref(json);
  return copy ? copy : pc_value_new_null();
}

/* Borrowed; NULL: the message has no such part. */
static const pc_value *part_find(const pc_value *message, const char *name) {
  for (guint i = 0; i + 1 < pc_value_length(message); i += 2)
    if (strcmp(pc_value_text(pc_value_item(message, i), NULL), name) == 0)
      return pc_value_item(message, i + 1);
  return NULL;
}

static pc_value *names_new(const pc_value *headers) {
  pc_value *names = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i + 1 < pc_value_length(headers); i += 2)
    pc_value_append_take(names, value_copy(pc_value_item(headers, i)));
  return names;
}

static pc_value *size_new(const pc_value *body) {
  gsize length = 0;
  const pc_kind kind = pc_value_kind(body);
  if (kind != PC_KIND_TEXT && kind != PC_KIND_BYTES)
    return value_copy(body);
  pc_value_text(body, &length);
  return pc_value_new_integer((gint64)length);
}

/* What the step shows of a message; NULL: the service has no notion of it. */
static pc_value *part_new(const queue_step *step, const pc_value *message) {
  const pc_value *part = part_find(message, parts[step->show].member);
  if (!part)
    return parts[step->show].notion ? NULL : pc_value_new_null();
  if (step->show == QUEUE_SHOW_SIZE)
    return size_new(part);
  if (step->show == QUEUE_SHOW_HEADER_NAMES)
    return names_new(part);
  return value_copy(part);
}

static bool gives_message(const queue_step *step, const pc_outcome *outcome) {
  return op_is(step, "receive,next") && outcome->kind == PC_OUTCOME_VALUE &&
         pc_value_kind(outcome->value) == PC_KIND_MAP;
}

static pc_outcome *shown_take(const queue_step *step, pc_outcome *outcome) {
  if (!gives_message(step, outcome))
    return outcome;
  pc_value *part = part_new(step, outcome->value);
  pc_outcome_free(outcome);
  return part ? pc_outcome_new_value_take(part)
              : pc_outcome_new_unsupported(parts[step->show].member);
}

static char *all_name_new(const queue_step *step, guint i) {
  return g_strdup_printf("%s%u", step->as ? step->as : "m", i);
}

static json_t *all_names_new(const queue_step *step) {
  json_t *names = json_array();
  for (guint i = 0; i < step->all; i++) {
    g_autofree char *name = all_name_new(step, i);
    json_array_append_new(names, json_string(name));
  }
  return names;
}

/* Asks for messages until there are all, or none comes. What comes instead of a message is the
 * answer. */
static bool all_try(pc_execution *execution, const queue_step *step, pc_outcome **ret_outcome,
                    GError **error) {
  g_autoptr(pc_value) list = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < step->all; i++) {
    g_autofree char *as = all_name_new(step, i);
    json_t *operation = queue_operation_new(execution, step);
    json_object_set_new(operation, "as", json_string(as));
    if (!pc_execution_operate_try_take(execution, step->session, operation, ret_outcome, error))
      return false;
    if ((*ret_outcome)->kind == PC_OUTCOME_MISSING) {
      g_clear_pointer(ret_outcome, pc_outcome_free);
      break;
    }
    *ret_outcome = shown_take(step, *ret_outcome);
    if ((*ret_outcome)->kind != PC_OUTCOME_VALUE)
      return true;
    pc_value_append_take(list, value_copy((*ret_outcome)->value));
    g_clear_pointer(ret_outcome, pc_outcome_free);
  }
  *ret_outcome = pc_outcome_new_value_take(step->count ? pc_value_new_integer(pc_value_length(list))
                                                       : g_steal_pointer(&list));
  return true;
}

static bool outcome_is(const pc_outcome *outcome, const char *until) {
  static const pc_canon plain = {0};
  g_autofree char *wanted = g_strdelimit(g_strdup(until), "'", '"');
  g_autoptr(GString) json = g_string_new(NULL);
  guint rules = 0;
  pc_outcome_print(outcome, &plain, json, &rules);
  return strcmp(json->str, wanted) == 0;
}

static bool step_try(pc_execution *execution, const queue_step *step, pc_outcome **ret_outcome,
                     GError **error) {
  if (step->all)
    return all_try(execution, step, ret_outcome, error);
  if (!pc_execution_operate_try_take(execution, step->session, queue_operation_new(execution, step),
                                     ret_outcome, error))
    return false;
  *ret_outcome = shown_take(step, *ret_outcome);
  return true;
}

/* Asks until the outcome is the one that is waited for, or the time is over. */
static bool until_try(pc_execution *execution, const queue_step *step, pc_outcome **ret_outcome,
                      GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)UNTIL_MS * 1000;
  for (;;) {
    if (!step_try(execution, step, ret_outcome, error))
      return false;
    if (!step->until || outcome_is(*ret_outcome, step->until) || g_get_monotonic_time() >= until_us)
      return true;
    g_clear_pointer(ret_outcome, pc_outcome_free);
    if (!pc_execution_sleep(execution, AGAIN_MS, error))
      return false;
  }
}

static bool step_ask(pc_execution *execution, const queue_step *step, GError **error) {
  pc_outcome *outcome = NULL;
  const bool plain = !step->all && !step->until && (!step->label || !op_is(step, "receive,next"));
  if (plain)
    return pc_execution_operate_take(execution, step->session, step->label,
                                     queue_operation_new(execution, step), error);
  if (!until_try(execution, step, &outcome, error))
    return false;
  json_t *operation = queue_operation_new(execution, step);
  if (step->all)
    json_object_set_new(operation, "as", all_names_new(step));
  if (step->label)
    pc_execution_observe_answer_take(execution, step->session, step->label, operation, outcome);
  else
    pc_outcome_free(outcome);
  json_decref(operation);
  return true;
}

bool queue_ask(pc_execution *execution, const queue_step *steps, GError **error) {
  for (const queue_step *step = steps;
       (step->op || step->pause_ms) && !pc_execution_ended(execution); step++) {
    if (step->pause_ms && !pc_execution_sleep(execution, step->pause_ms, error))
      return false;
    if (step->op && !step_ask(execution, step, error))
      return false;
  }
  return true;
}
