/* SPDX-License-Identifier: MIT */
/* The JSON report: the whole comparison, for programs. Its schema is reports/report.schema.json. */
#include "reports/report.h"

#include "harness/version.h"

static json_t *string_or_null(const char *text) { return text ? json_string(text) : json_null(); }

static json_t *parsed_or_null(const char *text) {
  json_t *value = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
  return value ? value : json_null();
}

static json_t *counts_new(const pc_counts *counts) {
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:{s:I,s:I,s:I,s:I}}", "behaviours",
                   (json_int_t)counts->behaviours, "behaviours_differ", (json_int_t)counts->behaviours_differ,
                   "behaviours_silent", (json_int_t)counts->behaviours_silent, "behaviours_kind_only",
                   (json_int_t)counts->behaviours_kind, "observations", (json_int_t)counts->observations,
                   "observations_differ", (json_int_t)counts->observations_differ, "findings",
                   (json_int_t)counts->findings, "skipped", (json_int_t)counts->skipped, "rules", "reference",
                   (json_int_t)counts->rules[0], "volatile", (json_int_t)counts->rules[1], "sorted",
                   (json_int_t)counts->rules[2], "deadlock", (json_int_t)counts->rules[3]);
}

static json_t *environments_new(const pc_comparison *comparison) {
  json_t *environments = json_array();
  for (guint i = 0; i < comparison->environments->len; i++) {
    const pc_environment *environment = pc_comparison_environment(comparison, i);
    json_t *entry = json_object();
    json_object_set_new(entry, "name", json_string(environment->name));
    json_object_set_new(entry, "reference", json_boolean(i == comparison->reference));
    static const char *const members[] = {"run", "recorded", "tool", "catalogue", "services"};
    for (guint k = 0; k < G_N_ELEMENTS(members); k++) {
      json_t *member = json_object_get(environment->header, members[k]);
      json_object_set(entry, members[k], member ? member : json_null());
    }
    if (i != comparison->reference)
      json_object_set_new(entry, "counts", counts_new(&environment->counts));
    json_array_append_new(environments, entry);
  }
  return environments;
}

static json_t *divergence_new(const pc_comparison *comparison, const pc_finding *finding,
                              const pc_divergence *divergence, guint number) {
  json_t *entry = json_object();
  const char *evidence = finding->about->evidence->pdata[finding->environment];
  json_t *line = parsed_or_null(evidence ? evidence : finding->about->evidence->pdata[comparison->reference]);
  json_object_set_new(entry, "probe", json_string(finding->about->probe));
  json_object_set_new(entry, "service", json_string(finding->about->service));
  json_object_set_new(entry, "environment",
                      json_string(pc_comparison_environment(comparison, finding->environment)->name));
  json_object_set_new(entry, "observation", json_string(divergence->observation));
  json_object_set_new(entry, "category", json_string(pc_category_names[divergence->category]));
  json_object_set_new(entry, "severity", json_string(pc_severity_names[divergence->severity]));
  json_object_set_new(entry, "silent", json_boolean(divergence->silent));
  json_object_set_new(entry, "finding", json_integer(number));
  json_object_set_new(entry, "reference", parsed_or_null(divergence->reference));
  json_object_set_new(entry, "other", parsed_or_null(divergence->other));
  json_t *about = json_object_get(line, "about");
  json_object_set(entry, "about", about ? about : json_null());
  json_decref(line);
  return entry;
}

static json_t *divergences_new(const pc_comparison *comparison) {
  json_t *divergences = json_array();
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    for (guint k = 0; k < finding->divergences->len; k++)
      json_array_append_new(divergences, divergence_new(comparison, finding, finding->divergences->pdata[k], i + 1));
  }
  return divergences;
}

static json_t *problems_new(const pc_comparison *comparison) {
  json_t *problems = json_array();
  for (guint i = 0; i < comparison->problems->len; i++) {
    const pc_problem *problem = comparison->problems->pdata[i];
    json_array_append_new(problems,
                          json_pack("{s:s,s:s,s:o,s:o,s:s}", "kind", pc_problem_names[problem->kind], "environment",
                                    pc_comparison_environment(comparison, problem->environment)->name, "service",
                                    string_or_null(problem->service), "probe", string_or_null(problem->probe), "text",
                                    problem->text));
  }
  return problems;
}

static json_t *skips_new(const pc_comparison *comparison) {
  json_t *skips = json_array();
  for (guint i = 0; i < comparison->skips->len; i++) {
    const pc_skip *skip = comparison->skips->pdata[i];
    json_array_append_new(skips, json_pack("{s:s,s:s,s:s,s:s}", "environment",
                                           pc_comparison_environment(comparison, skip->environment)->name, "service",
                                           skip->service, "probe", skip->probe, "reason", skip->reason));
  }
  return skips;
}

static json_t *settings_new(const pc_comparison *comparison) {
  json_t *settings = json_array();
  for (guint i = 0; i < comparison->settings->len; i++) {
    const pc_setting *setting = comparison->settings->pdata[i];
    json_array_append_new(settings,
                          json_pack("{s:s,s:s,s:s,s:o,s:o}", "environment",
                                    pc_comparison_environment(comparison, setting->environment)->name, "service",
                                    setting->service, "name", setting->name, "reference",
                                    string_or_null(setting->reference), "other", string_or_null(setting->other)));
  }
  return settings;
}

static json_t *totals_new(const pc_comparison *comparison) {
  pc_counts total = {0};
  for (guint i = 0; i < comparison->environments->len; i++) {
    const pc_counts *counts = &pc_comparison_environment(comparison, i)->counts;
    total.behaviours += counts->behaviours;
    total.behaviours_differ += counts->behaviours_differ;
    total.behaviours_silent += counts->behaviours_silent;
    total.behaviours_kind += counts->behaviours_kind;
    total.observations += counts->observations;
    total.observations_differ += counts->observations_differ;
    total.findings += counts->findings;
    total.skipped += counts->skipped;
    for (guint k = 0; k < G_N_ELEMENTS(total.rules); k++)
      total.rules[k] += counts->rules[k];
  }
  return counts_new(&total);
}

static void json_write(const pc_comparison *comparison, const pc_report_options *options, FILE *stream) {
  (void)options;
  json_t *report = json_object();
  json_object_set_new(report, "paritycheck", json_string(PC_VERSION));
  json_object_set_new(report, "verdict",
                      json_pack("{s:s,s:i,s:s}", "sentence", comparison->verdict, "exit_status",
                                comparison->exit_status, "fail_on", comparison->fail_on));
  json_object_set_new(report, "reference",
                      json_string(pc_comparison_environment(comparison, comparison->reference)->name));
  json_object_set_new(report, "environments", environments_new(comparison));
  json_object_set_new(report, "counts", totals_new(comparison));
  json_object_set_new(report, "divergences", divergences_new(comparison));
  json_object_set_new(report, "problems", problems_new(comparison));
  json_object_set_new(report, "skipped", skips_new(comparison));
  json_object_set_new(report, "settings", settings_new(comparison));
  json_dumpf(report, stream, JSON_INDENT(2) | JSON_SORT_KEYS);
  fputc('\n', stream);
  json_decref(report);
}

const pc_report pc_report_json = {.name = "json", .summary = "the whole comparison, for programs", .write = json_write};
