/* SPDX-License-Identifier: MIT */
/* Steps of stream probes made into operations, and their answers into plainer ones. */
#include "probes/stream/ask.h"

#include <string.h>

enum { AGAIN_MS = 50 };

json_t *stream_name(const pc_execution *execution, const char *name, guint length) {
  g_autoptr(GString) text = g_string_new(pc_execution_scratch(execution));
  g_string_append_printf(text, "-%s", name);
  while (text->len < length)
    g_string_append_c(text, 'k');
  return json_stringn(text->str, text->len);
}

/* A step's own arguments; a probe that has them wrong is a fault of the program's. */
static json_t *arguments_new(const pc_execution *execution, const char *with) {
  g_autofree char *members = g_strdup_printf("{%s}", with ? with : "");
  g_autoptr(GString) text = g_string_new(members);
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", pc_execution_scratch(execution), 0);
  json_error_t problem;
  json_t *arguments = json_loads(text->str, JSON_ALLOW_NUL, &problem);
  if (!arguments)
    g_error("%s: %s", text->str, problem.text);
  return arguments;
}

static json_t *fill_new(guint size) {
  g_autofree char *text = g_strnfill(size, 'x');
  return json_string(text);
}

static json_t *headers_new(guint count) {
  json_t *headers = json_array();
  for (guint i = 0; i < count; i++) {
    char name[16];
    g_snprintf(name, sizeof name, "h%u", i);
    json_array_append_new(headers, json_pack("[s,s]", name, "v"));
  }
  return headers;
}

static json_t *operation_new(const pc_execution *execution, const stream_step *step) {
  json_t *operation = arguments_new(execution, step->with);
  json_object_set_new(operation, "op", json_string(step->op));
  if (step->topic && strcmp(step->op, "subscribe") == 0)
    json_object_set_new(operation, "topics",
                        json_pack("[o]", stream_name(execution, step->topic, step->topic_length)));
  else if (step->topic)
    json_object_set_new(operation, "topic",
                        stream_name(execution, step->topic, step->topic_length));
  if (step->group)
    json_object_set_new(operation, "group", stream_name(execution, step->group, 0));
  if (!step->label && strcmp(step->op, "create_topic") == 0)
    json_object_set_new(operation, "prepare", json_true());
  if (step->headers)
    json_object_set_new(operation, "headers", headers_new(step->headers));
  if (step->key_fill)
    json_object_set_new(operation, "key", fill_new(step->key_fill));
  if (step->fill)
    json_object_set_new(operation, "value", fill_new(step->fill));
  return operation;
}

/* A member of a message or a place, both maps; NULL: it has none. */
static const pc_value *member(const pc_value *map, const char *name) {
  const bool is_map = pc_value_kind(map) == PC_KIND_MAP;
  for (guint i = 0; is_map && i + 1 < pc_value_length(map); i += 2)
    if (strcmp(pc_value_text(pc_value_item(map, i), NULL), name) == 0)
      return pc_value_item(map, i + 1);
  return NULL;
}

static pc_value *value_copy(const pc_value *value) {
  g_autoptr(GString) text = g_string_new(NULL);
  pc_value_print(value, text);
  json_t *json = json_loads(text->str, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  pc_value *copy = pc_value_new_from_json(json);
  json_decref(json);
  return copy;
}

static pc_value *member_copy(const pc_value *map, const char *name) {
  const pc_value *value = member(map, name);
  return value ? value_copy(value) : pc_value_new_null();
}

/* What a step shows of one message of several. */
static pc_value *message_show(const pc_value *message, stream_show show) {
  const char *name = show == STREAM_SHOW_HEADERS ? "headers" : "value";
  const pc_value *value = member(message, name);
  gsize length;
  if (show == STREAM_SHOW_VALUES || !value || pc_value_kind(value) == PC_KIND_NULL)
    return member_copy(message, name);
  if (show == STREAM_SHOW_HEADERS)
    return pc_value_new_integer(pc_value_length(value));
  pc_value_text(value, &length);
  return pc_value_new_integer((gint64)length);
}

/* The plainer form of an answer; NULL: it has none. */
static pc_value *value_plain(const pc_value *value, stream_show show) {
  const pc_kind kind = pc_value_kind(value);
  switch (show) {
  case STREAM_SHOW_ANSWER:
    return NULL;
  case STREAM_SHOW_PARTITION:
    return member_copy(value, "partition");
  case STREAM_SHOW_OFFSET:
    return member_copy(value, "offset");
  case STREAM_SHOW_TAKEN:
    return pc_value_new_text(PC_KIND_TEXT, "taken", -1);
  case STREAM_SHOW_COUNT:
    return kind == PC_KIND_LIST ? pc_value_new_integer(pc_value_length(value)) : NULL;
  case STREAM_SHOW_VALUES:
  case STREAM_SHOW_SIZES:
  case STREAM_SHOW_HEADERS:
    break;
  }
  if (kind != PC_KIND_LIST)
    return NULL;
  pc_value *list = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < pc_value_length(value); i++)
    pc_value_append_take(list, message_show(pc_value_item(value, i), show));
  return list;
}

bool stream_try(pc_execution *execution, const stream_step *step, pc_outcome **ret_outcome,
                GError **error) {
  pc_outcome *outcome = NULL;
  if (!pc_execution_operate_try_take(execution, step->session, operation_new(execution, step),
                                     &outcome, error))
    return false;
  pc_value *plain =
      outcome->kind == PC_OUTCOME_VALUE ? value_plain(outcome->value, step->show) : NULL;
  if (plain) {
    pc_outcome_free(outcome);
    outcome = pc_outcome_new_value_take(plain);
  }
  *ret_outcome = outcome;
  return true;
}

/* Nothing has come yet. */
static bool outcome_is_empty(const pc_outcome *outcome) {
  if (outcome->kind == PC_OUTCOME_MISSING)
    return true;
  return outcome->kind == PC_OUTCOME_VALUE && pc_value_kind(outcome->value) == PC_KIND_LIST &&
         pc_value_length(outcome->value) == 0;
}

bool stream_try_until(pc_execution *execution, const stream_step *before, const stream_step *step,
                      guint tries, pc_outcome **ret_outcome, GError **error) {
  g_autoptr(pc_outcome) outcome = NULL;
  for (guint i = 0; i < tries; i++) {
    if (i > 0 && !pc_execution_sleep(execution, AGAIN_MS, error))
      return false;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (before && !stream_try(execution, before, &outcome, error))
      return false;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!stream_try(execution, step, &outcome, error))
      return false;
    if (!outcome_is_empty(outcome))
      break;
  }
  *ret_outcome = g_steal_pointer(&outcome);
  return true;
}

void stream_observe_text(pc_execution *execution, const char *label, const char *text) {
  pc_value *value = pc_value_new_text(PC_KIND_TEXT, text, -1);
  pc_execution_observe_take(execution, label, pc_outcome_new_value_take(value));
}

static bool step_ask(pc_execution *execution, const stream_step *step, GError **error) {
  if (step->show == STREAM_SHOW_ANSWER || !step->label)
    return pc_execution_operate_take(execution, step->session, step->label,
                                     operation_new(execution, step), error);
  pc_outcome *outcome = NULL;
  if (!stream_try(execution, step, &outcome, error))
    return false;
  json_t *operation = operation_new(execution, step);
  pc_execution_observe_answer_take(execution, step->session, step->label, operation, outcome);
  json_decref(operation);
  return true;
}

bool stream_ask(pc_execution *execution, const stream_step *steps, GError **error) {
  for (const stream_step *step = steps; step->op && !pc_execution_ended(execution); step++)
    if (!step_ask(execution, step, error))
      return false;
  return true;
}
