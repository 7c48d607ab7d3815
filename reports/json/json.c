/* SPDX-License-Identifier: MIT */
/* The JSON report: the whole comparison, for programs. Its schema is reports/report.schema.json. */
#include "reports/isolation.h"
#include "reports/report.h"

#include "harness/base/version.h"
#include "harness/baseline/baseline.h"
#include "harness/compare/case_walk.h"
#include "harness/compare/cause.h"
#include "harness/model/outcome.h"
#include "reports/wording.h"

#include <string.h>

enum { MEMBER_INDENT = 2, ITEM_INDENT = 4 };

/* The report is written member by member and item by item, so that it need not fit in memory. The
 * bytes are those of one json_dumpf of the whole with JSON_INDENT(2) | JSON_SORT_KEYS: the members
 * come sorted. */
typedef struct writer {
  FILE *stream;
  int indent;       /* of the value being dumped */
  bool any_members; /* so far */
  bool any_items;   /* so far, of the array being written */
} writer;

/* Line breaks within strings are escaped: every one that comes here begins a line of the report. */
static int dumped_write(const char *buffer, size_t size, void *data) {
  const writer *w = data;
  const char *const end = buffer + size;
  for (const char *newline; (newline = memchr(buffer, '\n', (size_t)(end - buffer)));
       buffer = newline + 1) {
    fwrite(buffer, 1, (size_t)(newline + 1 - buffer), w->stream);
    fprintf(w->stream, "%*s", w->indent, "");
  }
  fwrite(buffer, 1, (size_t)(end - buffer), w->stream);
  return 0;
}

static void value_write_take(writer *w, int indent, json_t *value) {
  w->indent = indent;
  json_dump_callback(value, dumped_write, w, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENCODE_ANY);
  json_decref(value);
}

static void name_write(writer *w, const char *name) {
  fprintf(w->stream, "%s\n%*s\"%s\": ", w->any_members ? "," : "", MEMBER_INDENT, "", name);
  w->any_members = true;
}

static void member_write_take(writer *w, const char *name, json_t *value) {
  if (!value)
    return;
  name_write(w, name);
  value_write_take(w, MEMBER_INDENT, value);
}

static void array_begin(writer *w, const char *name) {
  name_write(w, name);
  fputc('[', w->stream);
  w->any_items = false;
}

static void item_write_take(writer *w, json_t *item) {
  if (!item)
    return;
  fprintf(w->stream, "%s\n%*s", w->any_items ? "," : "", ITEM_INDENT, "");
  w->any_items = true;
  value_write_take(w, ITEM_INDENT, item);
}

static void array_end(writer *w) {
  if (w->any_items)
    fprintf(w->stream, "\n%*s", MEMBER_INDENT, "");
  fputc(']', w->stream);
}

static json_t *string_or_null(const char *text) { return text ? json_string(text) : json_null(); }

static json_t *parsed_or_null(const char *text) {
  json_t *value = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
  return value ? value : json_null();
}

static json_t *counts_new(const pc_counts *counts) {
  json_t *rules = json_object();
  for (guint i = 0; i < G_N_ELEMENTS(counts->rules); i++)
    json_object_set_new(rules, pc_rule_names[i], json_integer((json_int_t)counts->rules[i]));
  return json_pack(
      "{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "behaviours", (json_int_t)counts->behaviours,
      "behaviours_differ", (json_int_t)counts->behaviours_differ, "behaviours_silent",
      (json_int_t)counts->behaviours_silent, "behaviours_kind_only",
      (json_int_t)counts->behaviours_kind, "observations", (json_int_t)counts->observations,
      "observations_differ", (json_int_t)counts->observations_differ, "findings",
      (json_int_t)counts->findings, "skipped", (json_int_t)counts->skipped, "neither_knows",
      (json_int_t)counts->neither, "rules", rules);
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
      json_t *member = json_object_get(environment->header->json, members[k]);
      json_object_set(entry, members[k], member ? member : json_null());
    }
    if (environment->header->deployment)
      json_object_set(entry, "deployment", environment->header->deployment);
    if (i != comparison->reference)
      json_object_set_new(entry, "counts", counts_new(&environment->counts));
    json_array_append_new(environments, entry);
  }
  return environments;
}

/* What the probe of a finding is about, by the evidence of either side. */
static json_t *about_new(const pc_comparison *comparison, const pc_finding *finding) {
  json_t *about = pc_wording_about(comparison, finding->about, finding->environment);
  if (json_object_size(about))
    return about;
  json_decref(about);
  return json_null();
}

static json_t *causes_new(const pc_comparison *comparison, pc_finding *finding) {
  g_autoptr(GPtrArray) causes = pc_causes_new(comparison, &finding, 1);
  json_t *list = json_array();
  for (guint i = 0; i < causes->len; i++) {
    const pc_cause *cause = causes->pdata[i];
    json_t *entry = cause->setting
                        ? json_pack("{s:s}", "setting", cause->setting->name)
                        : json_pack("{s:s,s:s,s:i}", "experiment", cause->statement, "environment",
                                    pc_comparison_environment(comparison, cause->environment)->name,
                                    "gone", (int)cause->gone);
    json_array_append_new(list, entry);
  }
  return list;
}

static json_t *acceptance_new(const pc_acceptance *a) {
  return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:o,s:o}", "environment", a->environment, "probe",
                   a->probe, "service", a->service, "observation", a->observation, "reason",
                   a->reason, "owner", a->owner, "expires", string_or_null(a->expires), "note",
                   string_or_null(a->note));
}

static json_t *digests_new(const pc_divergence *divergence) {
  g_autofree char *reference = pc_baseline_digest(divergence->reference);
  g_autofree char *other = pc_baseline_digest(divergence->other);
  return json_pack("{s:s,s:s}", "reference", reference, "other", other);
}

static json_t *divergence_new(const pc_comparison *comparison, const pc_finding *finding,
                              const pc_divergence *divergence, guint number, json_t *about,
                              json_t *causes) {
  json_t *entry = json_object();
  json_object_set_new(entry, "probe", json_string(finding->about->probe));
  json_object_set_new(entry, "service", json_string(finding->about->service));
  json_object_set_new(
      entry, "environment",
      json_string(pc_comparison_environment(comparison, finding->environment)->name));
  json_object_set_new(entry, "observation", json_string(divergence->observation));
  json_object_set_new(entry, "category", json_string(pc_category_names[divergence->category]));
  json_object_set_new(entry, "severity", json_string(pc_severity_names[divergence->severity]));
  json_object_set_new(entry, "silent", json_boolean(divergence->silent));
  json_object_set_new(entry, "finding", json_integer(number));
  json_object_set_new(entry, "follows", string_or_null(divergence->follows));
  json_object_set_new(entry, "reference", parsed_or_null(divergence->reference));
  json_object_set_new(entry, "other", parsed_or_null(divergence->other));
  json_object_set_new(entry, "digests", digests_new(divergence));
  json_object_set_new(entry, "standing", json_string(pc_standing_names[divergence->standing]));
  json_object_set_new(entry, "acceptance",
                      divergence->acceptance ? acceptance_new(divergence->acceptance)
                                             : json_null());
  json_object_set(entry, "about", about);
  json_object_set(entry, "causes", causes);
  return entry;
}

/* Those of the findings from begin up to end, which are about one case and environment. */
static void behaviour_write(writer *w, const pc_comparison *comparison, guint begin, guint end) {
  pc_finding *const *findings = (pc_finding *const *)&comparison->findings->pdata[begin];
  g_autoptr(GPtrArray) all = pc_divergences_in_order(findings, end - begin);
  g_autofree json_t **causes = g_new(json_t *, end - begin);
  json_t *about = about_new(comparison, findings[0]);
  for (guint i = 0; i < end - begin; i++)
    causes[i] = causes_new(comparison, findings[i]);
  for (guint k = 0; k < all->len; k++) {
    const pc_divergence *d = all->pdata[k];
    guint i = 0;
    while (findings[i] != d->finding)
      i++;
    item_write_take(w, divergence_new(comparison, d->finding, d, begin + i + 1, about, causes[i]));
  }
  for (guint i = 0; i < end - begin; i++)
    json_decref(causes[i]);
  json_decref(about);
}

static void divergences_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "divergences");
  for (guint i = 0, end; i < comparison->findings->len; i = end) {
    end = pc_findings_end(comparison, i);
    behaviour_write(w, comparison, i, end);
  }
  array_end(w);
}

/* Both answers to each observation that is unstable; NULL: the problem is another. */
static json_t *answers_new(const pc_problem *problem) {
  if (!problem->instabilities)
    return NULL;
  json_t *answers = json_array();
  for (guint i = 0; i < problem->instabilities->len; i++) {
    const pc_instability *u = problem->instabilities->pdata[i];
    json_array_append_new(answers,
                          json_pack("{s:s,s:o,s:o}", "observation", u->observation, "first",
                                    parsed_or_null(u->first), "second", parsed_or_null(u->second)));
  }
  return answers;
}

static void problems_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "problems");
  for (guint i = 0; i < comparison->problems->len; i++) {
    const pc_problem *problem = comparison->problems->pdata[i];
    const char *line =
        problem->about ? problem->about->evidence->pdata[problem->environment] : NULL;
    json_t *evidence = parsed_or_null(line);
    const json_t *message = json_object_get(evidence, "message");
    item_write_take(w, json_pack("{s:s,s:s,s:o,s:o,s:s*,s:s,s:O*,s:O*,s:o*}", "kind",
                                 pc_problem_names[problem->kind], "environment",
                                 pc_comparison_environment(comparison, problem->environment)->name,
                                 "service", string_or_null(problem->service), "probe",
                                 string_or_null(problem->probe), "observation",
                                 problem->observation, "text", problem->text, "message",
                                 json_is_string(message) ? message : NULL, "step",
                                 pc_wording_step(evidence), "answers", answers_new(problem)));
    json_decref(evidence);
  }
  array_end(w);
}

static json_t *strings_new(const GPtrArray *strings) {
  json_t *list = json_array();
  for (guint i = 0; i < strings->len; i++)
    json_array_append_new(list, json_string(strings->pdata[i]));
  return list;
}

static void lacks_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "lacks");
  for (guint i = 0; i < comparison->lacks->len; i++) {
    const pc_lack *lack = comparison->lacks->pdata[i];
    item_write_take(w, json_pack("{s:s,s:s,s:o}", "environment",
                                 pc_comparison_environment(comparison, lack->environment)->name,
                                 "service", lack->service, "operations",
                                 strings_new(lack->operations)));
  }
  array_end(w);
}

static void skips_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "skipped");
  for (guint i = 0; i < comparison->skips->len; i++) {
    const pc_skip *skip = comparison->skips->pdata[i];
    item_write_take(w, json_pack("{s:s,s:s,s:s,s:s,s:o*}", "environment",
                                 pc_comparison_environment(comparison, skip->environment)->name,
                                 "service", skip->service, "probe", skip->probe, "reason",
                                 skip->reason, "observations",
                                 skip->observations ? strings_new(skip->observations) : NULL));
  }
  array_end(w);
}

static void outsiders_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "outside");
  for (guint i = 0; i < comparison->outsiders->len; i++) {
    const pc_outsider *outsider = comparison->outsiders->pdata[i];
    item_write_take(w, json_pack("{s:s,s:s,s:s}", "environment",
                                 pc_comparison_environment(comparison, outsider->environment)->name,
                                 "service", outsider->service, "reason", outsider->reason));
  }
  array_end(w);
}

static void settings_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "settings");
  for (guint i = 0; i < comparison->settings->len; i++) {
    const pc_setting *setting = comparison->settings->pdata[i];
    item_write_take(w, json_pack("{s:s,s:s,s:s,s:o,s:o}", "environment",
                                 pc_comparison_environment(comparison, setting->environment)->name,
                                 "service", setting->service, "name", setting->name, "reference",
                                 string_or_null(setting->reference), "other",
                                 string_or_null(setting->other)));
  }
  array_end(w);
}

/* The baseline, and how many divergences stand how to it; null: there is none. */
static json_t *baseline_new(const pc_comparison *comparison) {
  json_int_t counts[PC_STANDING_ACCEPTED + 1] = {0};
  if (!comparison->baseline)
    return json_null();
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    for (guint k = 0; k < finding->divergences->len; k++)
      counts[((const pc_divergence *)finding->divergences->pdata[k])->standing]++;
  }
  json_t *standings = json_object();
  for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
    json_object_set_new(standings, pc_standing_names[i], json_integer(counts[i]));
  json_t *stale = json_array();
  for (guint i = 0; i < comparison->stale->len; i++)
    json_array_append_new(stale, acceptance_new(comparison->stale->pdata[i]));
  return json_pack("{s:s,s:i,s:o,s:o}", "file", comparison->baseline, "entries",
                   (int)comparison->acceptances->len, "standings", standings, "stale", stale);
}

/* Every probe that any of the environments has something to say about. */
static void probes_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "probes");
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  g_autoptr(GString) last = g_string_new(NULL);
  const pc_case *about;
  while ((about = pc_case_walk_next(cases))) {
    if (!w->any_items || strcmp(last->str, about->probe) != 0)
      item_write_take(w, json_string(about->probe));
    g_string_assign(last, about->probe);
  }
  array_end(w);
}

static void gaps_write(writer *w, const pc_comparison *comparison) {
  array_begin(w, "gaps");
  for (guint i = 0; i < comparison->gaps->len; i++) {
    const pc_parity_gap *gap = comparison->gaps->pdata[i];
    item_write_take(
        w, json_pack("{s:s,s:s,s:o,s:o,s:s}", "kind", pc_parity_gap_names[gap->kind], "environment",
                     pc_comparison_environment(comparison, gap->environment)->name, "service",
                     string_or_null(gap->service), "wide",
                     gap->unknown ? json_null() : json_boolean(gap->wide), "text", gap->text));
  }
  array_end(w);
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
    total.neither += counts->neither;
    for (guint k = 0; k < G_N_ELEMENTS(total.rules); k++)
      total.rules[k] += counts->rules[k];
  }
  return counts_new(&total);
}

static void json_write(const pc_comparison *comparison, const pc_report_options *options,
                       FILE *stream) {
  (void)options;
  writer w = {.stream = stream};
  fputc('{', stream);
  member_write_take(&w, "baseline", baseline_new(comparison));
  member_write_take(&w, "counts", totals_new(comparison));
  divergences_write(&w, comparison);
  member_write_take(&w, "environments", environments_new(comparison));
  gaps_write(&w, comparison);
  lacks_write(&w, comparison);
  outsiders_write(&w, comparison);
  member_write_take(&w, "paritycheck", json_string(PC_VERSION));
  probes_write(&w, comparison);
  problems_write(&w, comparison);
  member_write_take(
      &w, "reference",
      json_string(pc_comparison_environment(comparison, comparison->reference)->name));
  settings_write(&w, comparison);
  skips_write(&w, comparison);
  member_write_take(&w, "verdict",
                    json_pack("{s:s,s:i,s:s}", "sentence", comparison->verdict, "exit_status",
                              comparison->exit_status, "fail_on", comparison->fail_on));
  fputs("\n}\n", stream);
}

const pc_report pc_report_json = {
    .name = "json",
    .summary = "the whole comparison, for programs",
    .detail = PC_DETAIL_NAMED,
    .write = json_write,
    .isolation = pc_isolation_write_json,
};
