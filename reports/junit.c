/* SPDX-License-Identifier: MIT */
/*
 * The JUnit report, in the form that Jenkins' schema describes and that GitLab and others read: a
 * test suite for each environment held against the reference, a test case for each of its checks
 * (check.h), and one for the reference where it has problems. What differs but does not count (type
 * or name only, accepted, below the policy) has passed and says so in its output: "skipped" is kept
 * for what was not looked at.
 */
#include "reports/report.h"

#include "harness/base/version.h"
#include "reports/check.h"
#include "reports/wording.h"

#include <string.h>

/* The checks of one environment. */
typedef struct suite {
  const pc_comparison *comparison;
  guint environment;
  guint results[PC_CHECK_RESULTS]; /* how many, by pc_check_result */
  FILE *stream;
} suite;

/* Told text is free of what XML cannot hold; markup is all that is left to escape. */
static void escaped_write(const char *text, FILE *stream) {
  for (;;) {
    const gsize plain = strcspn(text, "&<>\"'\n");
    fwrite(text, 1, plain, stream);
    text += plain;
    switch (*text++) {
    case '&':
      fputs("&amp;", stream);
      break;
    case '<':
      fputs("&lt;", stream);
      break;
    case '>':
      fputs("&gt;", stream);
      break;
    case '"':
      fputs("&quot;", stream);
      break;
    case '\'':
      fputs("&apos;", stream);
      break;
    case '\n':
      fputs("&#10;", stream);
      break;
    default:
      return;
    }
  }
}

static void attribute_write(const char *name, const char *value, FILE *stream) {
  fprintf(stream, " %s=\"", name);
  escaped_write(value, stream);
  fputc('"', stream);
}

static void line_write(FILE *stream, const char *label, const char *words) {
  if (!*words)
    return;
  fputs(label, stream);
  escaped_write(words, stream);
  fputc('\n', stream);
}

static void divergences_write(const suite *s, const pc_check *check, FILE *stream) {
  g_autoptr(GPtrArray) all =
      pc_divergences_in_order((pc_finding *const *)check->findings->pdata, check->findings->len);
  for (guint i = 0; i < all->len; i++) {
    g_autofree char *told = pc_wording_divergence(s->comparison, all->pdata[i]);
    line_write(stream, "differ: ", told);
  }
}

static void failure_write(const suite *s, const pc_check *check, FILE *stream) {
  json_t *about = pc_wording_about(s->comparison, check->about, check->environment);
  g_autofree char *title = pc_wording_cut(check->about->title, PC_WORDING_SHORT);
  g_autofree char *bites = pc_wording_member(about, "bites", PC_WORDING_LONG);
  g_autofree char *remedy = pc_wording_member(about, "remedy", PC_WORDING_LONG);
  g_autofree char *see = pc_wording_member(about, "see", PC_WORDING_LONG);
  g_autofree char *probe = pc_wording_cut(check->about->probe, PC_WORDING_SHORT);
  g_autofree char *type = pc_check_severity(check);
  fputs("      <failure", stream);
  attribute_write("type", type, stream);
  attribute_write("message", *title ? title : probe, stream);
  fputc('>', stream);
  line_write(stream, "bites: ", bites);
  divergences_write(s, check, stream);
  line_write(stream, "remedy: ", remedy);
  line_write(stream, "see: ", see);
  line_write(stream, "more: paritycheck explain ", probe);
  fputs("</failure>\n", stream);
  json_decref(about);
}

static void error_write(const suite *s, const pc_check *check, FILE *stream) {
  g_autofree char *told = pc_wording_problem(s->comparison, check->problem);
  fputs("      <error", stream);
  attribute_write("type", pc_problem_names[check->problem->kind], stream);
  attribute_write("message", told, stream);
  fputs("/>\n", stream);
}

/* development.database/text: readers keep the history of a case by its class and name, whatever
 * suite it is in. */
static char *class_new(const suite *s, const pc_check *check) {
  const char *service = check->about ? check->about->service : check->problem->service;
  g_autofree char *environment = pc_wording_environment(s->comparison, s->environment);
  g_autofree char *shown = pc_wording_cut(service, PC_WORDING_SHORT);
  g_auto(GStrv) parts = g_strsplit(check->about ? check->about->probe : "", "/", 3);
  g_autofree char *area =
      pc_wording_cut(g_strv_length(parts) == 3 ? parts[1] : NULL, PC_WORDING_SHORT);
  return g_strdup_printf("%s%s%s%s%s", environment, *shown ? "." : "", shown, *area ? "/" : "",
                         area);
}

static void case_write(const pc_check *check, gpointer data) {
  const suite *s = data;
  FILE *stream = s->stream;
  g_autofree char *name = pc_check_name(check);
  g_autofree char *class = class_new(s, check);
  fputs("    <testcase", stream);
  attribute_write("classname", class, stream);
  attribute_write("name", name, stream);
  if (check->result == PC_CHECK_PASSED && !check->findings) {
    fputs("/>\n", stream);
    return;
  }
  fputs(">\n", stream);
  if (check->result == PC_CHECK_FAILED)
    failure_write(s, check, stream);
  if (check->result == PC_CHECK_ERROR)
    error_write(s, check, stream);
  if (check->result == PC_CHECK_SKIPPED) {
    g_autofree char *reason = pc_wording_cut(check->reason, PC_WORDING_LONG);
    fputs("      <skipped", stream);
    attribute_write("message", reason, stream);
    fputs("/>\n", stream);
  }
  if (check->result == PC_CHECK_PASSED) {
    fputs("      <system-out>does not count:\n", stream);
    divergences_write(s, check, stream);
    fputs("</system-out>\n", stream);
  }
  fputs("    </testcase>\n", stream);
}

static void property_write(const char *name, const char *value, FILE *stream) {
  fputs("      <property", stream);
  attribute_write("name", name, stream);
  attribute_write("value", value, stream);
  fputs("/>\n", stream);
}

static void properties_write(const suite *s, FILE *stream) {
  const guint both[] = {s->comparison->reference, s->environment};
  g_autofree char *verdict = pc_wording_cut(s->comparison->verdict, PC_WORDING_LONG);
  g_autofree char *reference = pc_wording_environment(s->comparison, s->comparison->reference);
  fputs("    <properties>\n", stream);
  property_write("paritycheck", PC_VERSION, stream);
  property_write("verdict", verdict, stream);
  property_write("fail-on", s->comparison->fail_on, stream);
  property_write("reference", reference, stream);
  for (guint i = both[0] == both[1]; i < 2; i++) {
    const pc_recording_header *header = pc_comparison_environment(s->comparison, both[i])->header;
    for (guint k = 0; k < header->services->len; k++) {
      const pc_service_record *service = pc_recording_header_service_at(header, k);
      g_autofree char *environment = pc_wording_environment(s->comparison, both[i]);
      g_autofree char *key = pc_wording_cut(service->name, PC_WORDING_SHORT);
      g_autofree char *product = pc_wording_member(service->json, "product", PC_WORDING_SHORT);
      g_autofree char *version =
          pc_wording_member(service->fingerprint.json, "version", PC_WORDING_SHORT);
      g_autofree char *property = g_strdup_printf("%s/%s", environment, key);
      g_autofree char *value = g_strdup_printf("%s%s%s%s", product, *version ? " " : "", version,
                                               pc_wording_session(service));
      property_write(property, value, stream);
    }
  }
  fputs("    </properties>\n", stream);
}

/* What was accepted and is gone: of no case. */
static void stale_write(const suite *s, FILE *stream) {
  const char *environment = pc_comparison_environment(s->comparison, s->environment)->name;
  bool any = false;
  for (guint i = 0; i < s->comparison->stale->len; i++) {
    const pc_acceptance *a = s->comparison->stale->pdata[i];
    if (g_strcmp0(a->environment, environment) != 0)
      continue;
    g_autofree char *told = pc_wording_stale(a);
    fputs(any ? "" : "    <system-out>", stream);
    line_write(stream, "stale, what was accepted is gone: ", told);
    any = true;
  }
  fputs(any ? "</system-out>\n" : "", stream);
}

/* The day and time of the recording, as JUnit has it: without a zone. */
static void timestamp_write(const suite *s, FILE *stream) {
  const char *recorded = pc_comparison_environment(s->comparison, s->environment)->header->recorded;
  if (!recorded || strspn(recorded, "0123456789-T:") < 19)
    return;
  g_autofree char *time = g_strndup(recorded, 19);
  attribute_write("timestamp", time, stream);
}

static void totals_write(const guint *results, FILE *stream) {
  fprintf(stream, " tests=\"%u\" failures=\"%u\" errors=\"%u\"",
          results[PC_CHECK_PASSED] + results[PC_CHECK_SKIPPED] + results[PC_CHECK_FAILED] +
              results[PC_CHECK_ERROR],
          results[PC_CHECK_FAILED], results[PC_CHECK_ERROR]);
}

static void suite_write(suite *s, FILE *stream) {
  g_autofree char *own = pc_wording_environment(s->comparison, s->environment);
  g_autofree char *reference = pc_wording_environment(s->comparison, s->comparison->reference);
  g_autofree char *name = s->environment == s->comparison->reference
                              ? g_strdup_printf("%s, the reference", own)
                              : g_strdup_printf("%s held against %s", own, reference);
  fputs("  <testsuite", stream);
  attribute_write("name", name, stream);
  totals_write(s->results, stream);
  fprintf(stream, " skipped=\"%u\"", s->results[PC_CHECK_SKIPPED]);
  timestamp_write(s, stream);
  fputs(">\n", stream);
  properties_write(s, stream);
  pc_checks_visit_incidents(s->comparison, s->environment, case_write, s);
  pc_checks_visit(s->comparison, s->environment, case_write, s);
  stale_write(s, stream);
  fputs("  </testsuite>\n", stream);
}

static bool has_incident(const pc_comparison *comparison, guint environment) {
  for (guint i = 0; i < comparison->incidents; i++)
    if (((const pc_problem *)comparison->problems->pdata[i])->environment == environment)
      return true;
  return false;
}

static void junit_write(const pc_comparison *comparison, const pc_report_options *options,
                        FILE *stream) {
  (void)options;
  const guint n = comparison->environments->len;
  g_autofree suite *suites = g_new0(suite, n);
  guint totals[PC_CHECK_RESULTS] = {0};
  for (guint i = 0; i < n; i++) {
    suites[i] = (suite){.comparison = comparison, .environment = i, .stream = stream};
    pc_checks_count(comparison, i, suites[i].results);
    for (guint k = 0; k < PC_CHECK_RESULTS; k++)
      totals[k] += suites[i].results[k];
  }
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"paritycheck\"", stream);
  totals_write(totals, stream);
  fputs(">\n", stream);
  /* Incidents first. The reference has only errors, if any. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      if (has_incident(comparison, i) == (pass == 0) &&
          (suites[i].results[PC_CHECK_ERROR] || i != comparison->reference))
        suite_write(&suites[i], stream);
  fputs("</testsuites>\n", stream);
}

const pc_report pc_report_junit = {
    .name = "junit",
    .summary = "JUnit XML, for the tests' page of a CI: a case for each behaviour and environment",
    .detail = PC_DETAIL_NAMED,
    .write = junit_write,
};
