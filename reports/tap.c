/* SPDX-License-Identifier: MIT */
/*
 * The TAP 14 report: a test point for each check (check.h), flat, because readers of older versions
 * see nothing of what is within subtests. Texts in YAML are JSON strings, which YAML 1.2 includes.
 */
#include "reports/report.h"

#include "reports/check.h"
#include "reports/wording.h"

#include <string.h>

/* A hash would begin a directive. Line breaks there are none. */
static void description_write(const char *text, FILE *stream) {
  for (; *text; text++) {
    if (*text == '#' || *text == '\\')
      fputc('\\', stream);
    fputc(*text, stream);
  }
}

static void string_write(const char *text, FILE *stream) {
  json_t *value = json_string(text);
  json_dumpf(value, stream, JSON_ENCODE_ANY);
  json_decref(value);
}

static void member_write(const char *indent, const char *key, const char *text, FILE *stream) {
  if (!*text)
    return;
  fprintf(stream, "%s%s: ", indent, key);
  string_write(text, stream);
  fputc('\n', stream);
}

static void findings_write(const pc_comparison *comparison, const pc_check *check, FILE *stream) {
  json_t *about = pc_wording_about(comparison, check->about, check->environment);
  g_autofree char *severity = pc_check_severity(check);
  static const char *const members[] = {"bites", "remedy", "see"};
  fputs("  ---\n", stream);
  fprintf(stream, "  severity: %s\n", severity);
  for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
    g_autofree char *text = pc_wording_member(about, members[i], PC_WORDING_LONG);
    member_write("  ", members[i], text, stream);
  }
  fputs("  differ:\n", stream);
  g_autoptr(GPtrArray) all =
      pc_divergences_in_order((pc_finding *const *)check->findings->pdata, check->findings->len);
  for (guint i = 0; i < all->len; i++) {
    g_autofree char *told = pc_wording_divergence(comparison, all->pdata[i]);
    fputs("    - ", stream);
    string_write(told, stream);
    fputc('\n', stream);
  }
  fputs("  ...\n", stream);
  json_decref(about);
}

static void problem_write(const pc_comparison *comparison, const pc_check *check, FILE *stream) {
  g_autofree char *told = pc_wording_problem(comparison, check->problem);
  fputs("  ---\n", stream);
  member_write("  ", "message", told, stream);
  fputs("  ...\n", stream);
}

typedef struct tap {
  const pc_comparison *comparison;
  FILE *stream;
  guint points; /* so far */
} tap;

static void check_write(const pc_check *check, gpointer data) {
  tap *t = data;
  const pc_comparison *comparison = t->comparison;
  FILE *stream = t->stream;
  g_autofree char *environment = pc_wording_environment(comparison, check->environment);
  g_autofree char *service =
      pc_wording_cut(check->about ? check->about->service : NULL, PC_WORDING_SHORT);
  g_autofree char *name = pc_check_name(check);
  g_autofree char *title =
      pc_wording_cut(check->about ? check->about->title : NULL, PC_WORDING_SHORT);
  g_autofree char *words = g_strdup_printf("%s%s%s %s%s%s", environment, *service ? "/" : "",
                                           service, name, *title ? ": " : "", title);
  const bool ok = check->result == PC_CHECK_PASSED || check->result == PC_CHECK_SKIPPED;
  fprintf(stream, "%sok %u - ", ok ? "" : "not ", ++t->points);
  description_write(words, stream);
  if (check->result == PC_CHECK_SKIPPED) {
    g_autofree char *reason = pc_wording_cut(check->reason, PC_WORDING_LONG);
    fputs(" # SKIP ", stream);
    description_write(reason, stream);
  }
  fputc('\n', stream);
  if (check->problem)
    problem_write(comparison, check, stream);
  else if (check->findings)
    findings_write(comparison, check, stream);
}

/* What the configuration declares of services instead of having it proved. */
static void declarations_write(const pc_comparison *comparison, FILE *stream) {
  for (guint i = 0; i < comparison->environments->len; i++) {
    const pc_recording_header *header = pc_comparison_environment(comparison, i)->header;
    for (guint k = 0; k < header->services->len; k++) {
      const pc_service_record *service = pc_recording_header_service_at(header, k);
      g_autofree char *environment = pc_wording_environment(comparison, i);
      g_autofree char *shown = pc_wording_cut(service->name, PC_WORDING_SHORT);
      if (*pc_wording_session(service))
        fprintf(stream, "# %s/%s%s\n", environment, shown, pc_wording_session(service));
    }
  }
}

static void tap_write(const pc_comparison *comparison, const pc_report_options *options,
                      FILE *stream) {
  (void)options;
  tap t = {.comparison = comparison, .stream = stream};
  guint results[PC_CHECK_RESULTS] = {0};
  for (guint i = 0; i < comparison->environments->len; i++)
    pc_checks_count(comparison, i, results);
  g_autofree char *verdict = pc_wording_cut(comparison->verdict, PC_WORDING_LONG);
  /* Nothing to ask is a problem, and so a check of its own. */
  fprintf(stream, "TAP version 14\n1..%u\n# %s\n",
          results[PC_CHECK_PASSED] + results[PC_CHECK_SKIPPED] + results[PC_CHECK_FAILED] +
              results[PC_CHECK_ERROR],
          verdict);
  declarations_write(comparison, stream);
  for (guint i = 0; i < comparison->environments->len; i++)
    pc_checks_visit_incidents(comparison, i, check_write, &t);
  for (guint i = 0; i < comparison->environments->len; i++)
    pc_checks_visit(comparison, i, check_write, &t);
  for (guint i = 0; i < comparison->stale->len; i++) {
    g_autofree char *told = pc_wording_stale(comparison->stale->pdata[i]);
    fprintf(stream, "# stale, what was accepted is gone: %s\n", told);
  }
}

const pc_report pc_report_tap = {
    .name = "tap",
    .summary = "TAP 14, for test harnesses: a test point for each behaviour and environment",
    .detail = PC_DETAIL_TITLED,
    .write = tap_write,
};
