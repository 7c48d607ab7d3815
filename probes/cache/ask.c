/* SPDX-License-Identifier: MIT */
/* Steps of cache probes made into operations, and their answers into plainer ones. */
#include "probes/cache/ask.h"

#include <string.h>

json_t *cache_key(const pc_execution *execution, const char *name, guint length) {
  g_autoptr(GString) key = g_string_new(pc_execution_scratch(execution));
  g_string_append_printf(key, ":%s", name);
  while (key->len < length)
    g_string_append_c(key, 'k');
  return json_stringn(key->str, key->len);
}

json_t *cache_fill(gsize size) {
  g_autofree char *text = g_strnfill(size, 'x');
  return json_stringn(text, size);
}

/* Keys that are no text. */
static json_t *key_from_hex(const pc_execution *execution, const char *hex) {
  g_autoptr(GString) bytes = g_string_new(NULL);
  for (const char *c = pc_execution_scratch(execution); *c; c++)
    g_string_append_printf(bytes, "%02x", (guchar)*c);
  g_string_append_printf(bytes, "%02x%s", ':', hex);
  return json_pack("{s:s}", "bytes", bytes->str);
}

static json_t *keys_new(const pc_execution *execution, const cache_step *step) {
  json_t *keys = json_array();
  for (guint i = 0; i < step->key_count; i++) {
    char name[12];
    g_snprintf(name, sizeof name, "%u", i);
    json_array_append_new(keys, cache_key(execution, name, 0));
  }
  g_auto(GStrv) names = g_strsplit(step->keys ? step->keys : "", ",", -1);
  for (char **name = names; *name; name++)
    json_array_append_new(keys, cache_key(execution, *name, step->key_length));
  return keys;
}

static json_t *json_parse(const char *text) {
  return json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *value_new(const cache_step *step) {
  if (step->text)
    return json_string(step->text);
  if (step->fill)
    return cache_fill(step->fill);
  return step->value ? json_parse(step->value) : NULL;
}

/* One value for every key, or the list's one after the other. */
static json_t *entries_new(const pc_execution *execution, const cache_step *step) {
  json_t *entries = json_array();
  json_t *keys = keys_new(execution, step);
  json_t *values = value_new(step);
  for (size_t i = 0; i < json_array_size(keys); i++) {
    json_t *value = json_is_array(values) ? json_array_get(values, i) : values;
    json_array_append_new(entries, json_pack("[O,O]", json_array_get(keys, i), value));
  }
  json_decref(keys);
  json_decref(values);
  return entries;
}

static void argument_set(json_t *operation, const char *name, json_t *value) {
  if (value)
    json_object_set_new(operation, name, value);
}

static json_t *operation_new(const pc_execution *execution, const cache_step *step) {
  json_t *operation = json_pack("{s:s}", "op", step->op);
  if (strcmp(step->op, "set_many") == 0) {
    argument_set(operation, "entries", entries_new(execution, step));
    return operation;
  }
  if (strcmp(step->op, "get_many") == 0)
    argument_set(operation, "keys", keys_new(execution, step));
  else if (step->key_hex)
    argument_set(operation, "key", key_from_hex(execution, step->key_hex));
  else if (step->key)
    argument_set(operation, "key", cache_key(execution, step->key, step->key_length));
  argument_set(operation, strcmp(step->op, "change") == 0 ? "item" : "value", value_new(step));
  argument_set(operation, "ttl", step->ttl ? json_parse(step->ttl) : NULL);
  argument_set(operation, "finest", step->finest ? json_true() : NULL);
  argument_set(operation, "by", step->by ? json_parse(step->by) : NULL);
  return operation;
}

static const char *seconds_class(double seconds) {
  static const struct {
    double most;
    const char *name;
  } classes[] = {{0, "none"},
                 {1, "up to a second"},
                 {60, "up to a minute"},
                 {3600, "up to an hour"},
                 {86400, "up to a day"},
                 {30 * 86400.0, "up to 30 days"},
                 {366 * 86400.0, "up to a year"}};
  for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
    if (seconds <= classes[i].most)
      return classes[i].name;
  return "more than a year";
}

static pc_outcome *outcome_new_text(const char *text, gsize length) {
  return pc_outcome_new_value_take(pc_value_new_text(PC_KIND_TEXT, text, (gssize)length));
}

static bool kind_is_scalar(pc_kind kind) {
  return kind != PC_KIND_NULL && kind != PC_KIND_LIST && kind != PC_KIND_MAP;
}

/* Of what get_many gave, a map or a list with null for what is not there: the values that are; the
 * caller's. */
static pc_value *values_there(const pc_value *value) {
  const guint stride = pc_value_kind(value) == PC_KIND_MAP ? 2 : 1;
  g_autoptr(GString) text = g_string_new("[");
  for (guint i = stride - 1; i < pc_value_length(value); i += stride) {
    if (pc_value_kind(pc_value_item(value, i)) == PC_KIND_NULL)
      continue;
    g_string_append(text, text->len > 1 ? "," : "");
    pc_value_print(pc_value_item(value, i), text);
  }
  g_string_append_c(text, ']');
  json_t *json = json_loadb(text->str, text->len, JSON_ALLOW_NUL, NULL);
  pc_value *values = json ? pc_value_new_from_json(json) : NULL;
  json_decref(json);
  return values ? values : pc_value_new_list(PC_KIND_LIST);
}

static pc_outcome *outcome_of_many(const cache_step *step, const pc_value *value) {
  g_autoptr(pc_value) values = values_there(value);
  return pc_outcome_new_value_take(step->show == CACHE_SHOW_COUNT
                                       ? pc_value_new_integer(pc_value_length(values))
                                       : g_steal_pointer(&values));
}

/* The plainer form of an answer; NULL: it has none. */
static pc_outcome *outcome_plain(const cache_step *step, const pc_value *value) {
  const pc_kind kind = pc_value_kind(value);
  gsize length;
  if (strcmp(step->op, "ttl") == 0 && (kind == PC_KIND_INTEGER || kind == PC_KIND_REAL)) {
    const char *name = seconds_class(g_ascii_strtod(pc_value_text(value, NULL), NULL));
    return outcome_new_text(name, strlen(name));
  }
  if ((step->show == CACHE_SHOW_COUNT || step->show == CACHE_SHOW_VALUES) &&
      (kind == PC_KIND_MAP || kind == PC_KIND_LIST))
    return outcome_of_many(step, value);
  if (step->show == CACHE_SHOW_SIZE && (kind == PC_KIND_TEXT || kind == PC_KIND_BYTES)) {
    pc_value_text(value, &length);
    return pc_outcome_new_value_take(pc_value_new_integer((gint64)length));
  }
  if (step->show == CACHE_SHOW_TEXT && kind_is_scalar(kind)) {
    const char *text = pc_value_text(value, &length);
    return outcome_new_text(text, length);
  }
  return NULL;
}

bool cache_try(pc_execution *execution, const cache_step *step, pc_outcome **ret_outcome,
               GError **error) {
  pc_outcome *outcome = NULL;
  if (!pc_execution_operate_try_take(execution, step->session, operation_new(execution, step),
                                     &outcome, error))
    return false;
  pc_outcome *plain =
      outcome->kind == PC_OUTCOME_VALUE ? outcome_plain(step, outcome->value) : NULL;
  if (plain)
    pc_outcome_free(outcome);
  *ret_outcome = plain ? plain : outcome;
  return true;
}

void cache_observe_text(pc_execution *execution, const char *label, const char *text) {
  pc_execution_observe_take(execution, label, outcome_new_text(text, strlen(text)));
}

void cache_observe_take(pc_execution *execution, const cache_step *step, pc_outcome *outcome) {
  json_t *operation = operation_new(execution, step);
  pc_execution_observe_answer_take(execution, step->session, step->label, operation, outcome);
  json_decref(operation);
}

static bool step_ask(pc_execution *execution, const cache_step *step, GError **error) {
  if (step->show == CACHE_SHOW_ANSWER && strcmp(step->op, "ttl") != 0)
    return pc_execution_operate_take(execution, step->session, step->label,
                                     operation_new(execution, step), error);
  pc_outcome *outcome = NULL;
  if (!cache_try(execution, step, &outcome, error))
    return false;
  cache_observe_take(execution, step, outcome);
  return true;
}

bool cache_ask(pc_execution *execution, const cache_step *steps, GError **error) {
  for (const cache_step *step = steps;
       (step->op || step->pause_ms) && !pc_execution_ended(execution); step++) {
    if (step->pause_ms && !pc_execution_sleep(execution, step->pause_ms, error))
      return false;
    if (step->op && !step_ask(execution, step, error))
      return false;
  }
  return true;
}
