/* SPDX-License-Identifier: MIT */
/* A history for programs. Its schema is reports/history.schema.json. */
#include "reports/report.h"

#include "harness/base/version.h"

static json_t *string_or_null(const char *text) { return text ? json_string(text) : json_null(); }

/* An outcome; null: the setup was accepted. */
static json_t *outcome_new(const char *text) {
  json_t *value = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
  return value ? value : json_null();
}

/* Names of files need not be UTF-8. */
static json_t *text_new(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

static json_t *strings_new(const GPtrArray *texts) {
  json_t *list = json_array();
  for (guint i = 0; i < texts->len; i++)
    json_array_append_new(list, text_new(texts->pdata[i]));
  return list;
}

static json_t *environment_new(const pc_history *history, const pc_night_environment *e) {
  const pc_night *since = e->since >= 0 ? history->nights->pdata[e->since] : NULL;
  json_t *entry = json_pack("{s:s,s:b,s:b,s:o}", "name", e->name, "reference",
                            g_strcmp0(e->name, history->reference) == 0, "first", e->first, "since",
                            string_or_null(since ? since->name : NULL));
  static const char *const members[] = {"run", "recorded"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
    json_t *member = json_object_get(e->header->json, members[i]);
    json_object_set(entry, members[i], json_is_string(member) ? member : json_null());
  }
  if (e->compared)
    json_object_set_new(entry, "counts",
                        json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:i,s:i,s:i,s:i}", "behaviours",
                                  (json_int_t)e->behaviours, "differ", (json_int_t)e->differ,
                                  "silent", (json_int_t)e->silent, "high",
                                  (json_int_t)e->by_severity[PC_SEVERITY_HIGH], "medium",
                                  (json_int_t)e->by_severity[PC_SEVERITY_MEDIUM], "low",
                                  (json_int_t)e->by_severity[PC_SEVERITY_LOW], "appeared",
                                  (int)e->changes[PC_CHANGE_APPEARED], "changed",
                                  (int)e->changes[PC_CHANGE_CHANGED], "went",
                                  (int)e->changes[PC_CHANGE_WENT], "found", (int)e->found));
  return entry;
}

static json_t *reference_change_new(const pc_reference_change *c) {
  return json_pack("{s:s,s:s,s:s,s:o,s:s,s:s,s:o,s:o}", "probe", c->probe, "service", c->service,
                   "observation", c->observation, "title", string_or_null(c->title), "category",
                   pc_category_names[c->category], "severity", pc_severity_names[c->severity],
                   "before", outcome_new(c->before), "after", outcome_new(c->after));
}

static json_t *change_new(const pc_change *c) {
  return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:s,s:s,s:b,s:b,s:b,s:b,s:o,s:o}", "change",
                   pc_change_names[c->kind], "environment", c->environment, "probe", c->probe,
                   "service", c->service, "observation", c->observation, "title",
                   string_or_null(c->title), "category", pc_category_names[c->category], "severity",
                   pc_severity_names[c->severity], "silent", c->silent, "new_probe", c->found,
                   "own_changed", c->own, "reference_changed", c->reference, "other",
                   outcome_new(c->answer), "reference", outcome_new(c->expected));
}

static json_t *setting_new(const pc_setting_change *s) {
  return json_pack("{s:s,s:o,s:s,s:o,s:o}", "environment", s->environment, "service",
                   string_or_null(s->service), "name", s->name, "before", string_or_null(s->before),
                   "after", string_or_null(s->after));
}

static json_t *night_new(const pc_history *history, const pc_night *night) {
  json_t *environments = json_array();
  json_t *references = json_array();
  json_t *changes = json_array();
  json_t *settings = json_array();
  for (guint i = 0; i < night->environments->len; i++)
    json_array_append_new(environments, environment_new(history, night->environments->pdata[i]));
  for (guint i = 0; i < night->references->len; i++)
    json_array_append_new(references, reference_change_new(night->references->pdata[i]));
  for (guint i = 0; i < night->changes->len; i++)
    json_array_append_new(changes, change_new(night->changes->pdata[i]));
  for (guint i = 0; i < night->settings->len; i++)
    json_array_append_new(settings, setting_new(night->settings->pdata[i]));
  return json_pack("{s:s,s:o,s:o,s:o,s:o,s:b,s:o,s:o,s:o,s:o}", "night", night->name,
                   "environments", environments, "reference_changes", references, "changes",
                   changes, "settings", settings, "catalogue_changed", night->catalogue,
                   "probes_added", strings_new(night->added), "probes_gone",
                   strings_new(night->gone), "incidents", strings_new(night->incidents),
                   "incomplete", strings_new(night->incomplete));
}

static void json_write(const pc_history *history, const pc_report_options *options, FILE *stream) {
  (void)options;
  json_t *nights = json_array();
  for (guint i = 0; i < history->nights->len; i++)
    json_array_append_new(nights, night_new(history, history->nights->pdata[i]));
  json_t *report =
      json_pack("{s:s,s:s,s:{s:s,s:i},s:o,s:o}", "paritycheck", PC_VERSION, "reference",
                history->reference, "verdict", "sentence", history->verdict, "exit_status",
                history->exit_status, "history", nights, "unread", strings_new(history->unread));
  json_dumpf(report, stream, JSON_INDENT(2) | JSON_SORT_KEYS);
  fputc('\n', stream);
  json_decref(report);
}

const pc_report pc_history_report_json = {
    .name = "json",
    .summary = "for programs",
    .history = json_write,
};
