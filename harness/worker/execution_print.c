/* SPDX-License-Identifier: MIT */
/* What was observed and sent, as JSON. */
#include "harness/worker/execution_internal.h"

#include "harness/catalogue/script.h"

#include <string.h>

/* The columns of label that the header declares volatile: NULL for none, "" for the whole answer.
 */
static char *volatile_columns(const pc_probe_header *header, const char *label) {
  if (!header->volatile_fields)
    return NULL;
  g_auto(GStrv) fields = g_strsplit(header->volatile_fields, ",", -1);
  g_autoptr(GString) columns = g_string_new(NULL);
  bool any = false;
  for (char **field = fields; *field; field++) {
    const char *name = g_strstrip(*field);
    const char *slash = strrchr(name, '/');
    if (strcmp(name, label) == 0)
      return g_strdup("");
    if (slash && strlen(label) == (gsize)(slash - name) &&
        strncmp(name, label, strlen(label)) == 0) {
      g_string_append_printf(columns, any ? ",%s" : "%s", slash + 1);
      any = true;
    }
  }
  return any ? g_string_free(g_steal_pointer(&columns), FALSE) : NULL;
}

static void needs_print(const pc_observation *o, GString *json) {
  if (!o->needs || o->needs->len == 0)
    return;
  g_string_append(json, ",\"needs\":");
  for (guint i = 0; i < o->needs->len; i++) {
    const char *label = o->needs->pdata[i];
    g_string_append_c(json, i ? ',' : '[');
    pc_json_string_print(label, strlen(label), json);
  }
  g_string_append_c(json, ']');
}

static const char deadlock_json[] =
    "{\"blocked\":true,\"value\":\"of a deadlock, exactly one is refused\"}";

static void observation_print(const pc_execution *execution, const pc_observation *o, GString *json,
                              guint *rules) {
  const pc_probe_header *header = &execution->probe->header;
  g_autofree char *columns = volatile_columns(header, o->label);
  const pc_canon canon = {
      .references = execution->references,
      .volatile_columns = columns,
      .ordered = pc_execution_label_is_ordered(execution, o->label),
      .order = o->order,
      .folds = execution->folds,
      .names = header->compare && strcmp(header->compare, "names") == 0,
  };
  g_string_append(json, "{\"label\":");
  pc_json_string_print(o->label, strlen(o->label), json);
  needs_print(o, json);
  g_string_append(json, ",\"outcome\":");
  if (o->deadlocked) {
    g_string_append(json, deadlock_json);
    *rules |= PC_RULE_DEADLOCK;
  } else {
    pc_outcome_print(o->outcome, &canon, json, rules);
  }
  g_string_append_c(json, '}');
}

static void rules_print(const char *label, guint rules, GString *json) {
  if (!rules)
    return;
  if (json->str[json->len - 1] != '{')
    g_string_append_c(json, ',');
  pc_json_string_print(label, strlen(label), json);
  g_string_append(json, ":[");
  for (guint i = 0; pc_rule_names[i]; i++) {
    if (!(rules & (1u << i)))
      continue;
    g_string_append_printf(json, "%s\"%s\"", json->str[json->len - 1] == '[' ? "" : ",",
                           pc_rule_names[i]);
  }
  g_string_append_c(json, ']');
}

static void field_print(const char *key, const char *text, GString *json) {
  if (!text)
    return;
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_string_append_printf(json, ",\"%s\":", key);
  pc_json_string_print(valid, strlen(valid), json);
}

char *pc_execution_neutral(const pc_execution *execution, const char *text) {
  GString *neutral = g_string_new(text);
  for (const char *const *reference = execution->references; reference[0]; reference += 2)
    g_string_replace(neutral, reference[0], reference[1], 0);
  return g_string_free(neutral, FALSE);
}

static void sent_print(pc_execution *execution, const pc_sent *s, GString *json) {
  char buffer[8];
  const char *name = pc_execution_session_name(execution, s->session, buffer);
  g_string_append_printf(json, "{\"us\":%" G_GINT64_FORMAT, s->took_us);
  if (execution->probe->sessions > 1)
    field_print("session", name, json);
  field_print("label", s->label, json);
  g_autofree char *text = pc_execution_neutral(execution, s->text);
  field_print("sent", text, json);
  if (s->parameters)
    g_string_append_printf(json, ",\"parameters\":%s", s->parameters);
  const pc_outcome *outcome = s->observed ? s->observed->outcome : s->setup_outcome;
  if (outcome && outcome->kind == PC_OUTCOME_REFUSAL) {
    g_autofree char *message = pc_execution_neutral(execution, outcome->message);
    field_print("code", outcome->native_code, json);
    field_print("message", message, json);
    if (s->line)
      g_string_append_printf(json, ",\"line\":%u", s->line);
  }
  g_string_append_c(json, '}');
}

void pc_execution_print(pc_execution *execution, GString *json) {
  g_autoptr(GString) rules_json = g_string_new("{");
  guint asked = 0;
  g_autoptr(GString) observations = g_string_new("[");
  for (guint i = 0; i < execution->observations->len; i++) {
    const pc_observation *o = execution->observations->pdata[i];
    if (!o->outcome)
      continue;
    guint rules = 0;
    if (asked++)
      g_string_append_c(observations, ',');
    observation_print(execution, o, observations, &rules);
    rules_print(o->label, rules, rules_json);
  }
  g_string_append_printf(
      json, "\"asked\":%u,\"observations\":%s],\"rules\":%s},\"setup_refused\":%s,\"trace\":[",
      asked, observations->str, rules_json->str, execution->setup_refused ? "true" : "false");
  for (guint i = 0; i < execution->trace->len; i++) {
    if (i)
      g_string_append_c(json, ',');
    sent_print(execution, execution->trace->pdata[i], json);
  }
  g_string_append_c(json, ']');
}
