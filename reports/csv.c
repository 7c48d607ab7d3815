/* SPDX-License-Identifier: MIT */
/*
 * The report as CSV (RFC 4180), for spreadsheets: a row for each finding of each environment, and
 * one of the category "problem" for each problem; incidents before all others. Every cell is
 * quoted. One that a spreadsheet would take for a formula begins with an apostrophe.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
#include "reports/report.h"

#include "harness/model/outcome_text.h"
#include "reports/wording.h"

#include <string.h>

typedef enum column {
  COLUMN_ENVIRONMENT,
  COLUMN_SERVICE,
  COLUMN_PROBE,
  COLUMN_TITLE,
  COLUMN_SEVERITY,
  COLUMN_SILENT,
  COLUMN_CATEGORY,
  COLUMN_OBSERVATIONS,
  COLUMN_REFERENCE_ANSWER,
  COLUMN_ANSWER,
  COLUMN_STATUS,
  COLUMN_REMEDY,
  COLUMN_COUNT
} column;

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_ENVIRONMENT] = "environment",
    [COLUMN_SERVICE] = "service",
    [COLUMN_PROBE] = "probe",
    [COLUMN_TITLE] = "title",
    [COLUMN_SEVERITY] = "severity",
    [COLUMN_SILENT] = "silent",
    [COLUMN_CATEGORY] = "category",
    [COLUMN_OBSERVATIONS] = "observations",
    [COLUMN_REFERENCE_ANSWER] = "reference answer",
    [COLUMN_ANSWER] = "answer",
    [COLUMN_STATUS] = "status",
    [COLUMN_REMEDY] = "remedy",
};

/* Told text has neither tabs nor line breaks, which a spreadsheet would skip before a formula. */
static void cell_write(const char *text, FILE *stream) {
  fputs(*text && strchr("=+-@", *text) ? "\"'" : "\"", stream);
  for (; *text; text++) {
    if (*text == '"')
      fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

/* A cell that is NULL is empty. */
static void row_write(const char *const *cells, FILE *stream) {
  for (guint i = 0; i < COLUMN_COUNT; i++) {
    fputs(i ? "," : "", stream);
    cell_write(cells[i] ? cells[i] : "", stream);
  }
  fputs("\r\n", stream);
}

static void item_append(GString *list, const char *text) {
  g_string_append_printf(list, "%s%s", list->len ? "; " : "", text);
}

static void finding_write(const pc_comparison *comparison, const pc_finding *finding,
                          FILE *stream) {
  const pc_case *about = finding->about;
  const pc_divergence *first = finding->divergences->pdata[0];
  g_autofree char *environment = pc_wording_environment(comparison, finding->environment);
  g_autofree char *service = pc_wording_cut(about->service, PC_WORDING_SHORT);
  g_autofree char *probe = pc_wording_cut(about->probe, PC_WORDING_SHORT);
  g_autofree char *title = pc_wording_cut(about->title, PC_WORDING_SHORT);
  json_t *told = pc_wording_about(comparison, about, finding->environment);
  g_autofree char *remedy = pc_wording_member(told, "remedy", PC_WORDING_LONG);
  json_decref(told);
  g_autoptr(GString) observations = g_string_new(NULL);
  g_autoptr(GString) status = g_string_new(NULL);
  /* Each way in which one of them stands, once. */
  g_autoptr(GHashTable) standings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < finding->divergences->len; i++) {
    const pc_divergence *d = finding->divergences->pdata[i];
    g_autofree char *label = pc_wording_cut(d->observation, PC_WORDING_SHORT);
    char *standing = pc_wording_standing(comparison, d);
    item_append(observations, label);
    if (!g_hash_table_contains(standings, standing))
      item_append(status, standing);
    g_hash_table_add(standings, standing);
  }
  g_autofree char *expected = NULL;
  g_autofree char *own = NULL;
  pc_outcome_show_pair(first->reference, first->other, PC_WORDING_SHORT, &expected, &own);
  const char *const cells[COLUMN_COUNT] = {
      [COLUMN_ENVIRONMENT] = environment,
      [COLUMN_SERVICE] = service,
      [COLUMN_PROBE] = probe,
      [COLUMN_TITLE] = title,
      [COLUMN_SEVERITY] = pc_severity_names[finding->severity],
      [COLUMN_SILENT] = finding->silent ? "yes" : "no",
      [COLUMN_CATEGORY] = pc_category_names[finding->category],
      [COLUMN_OBSERVATIONS] = observations->str,
      [COLUMN_REFERENCE_ANSWER] = expected,
      [COLUMN_ANSWER] = own,
      [COLUMN_STATUS] = status->str,
      [COLUMN_REMEDY] = remedy,
  };
  row_write(cells, stream);
}

/* What happened stands where the environment's answer would. */
static void problem_write(const pc_comparison *comparison, const pc_problem *problem,
                          FILE *stream) {
  g_autofree char *environment = pc_wording_environment(comparison, problem->environment);
  g_autofree char *service = pc_wording_cut(problem->service, PC_WORDING_SHORT);
  g_autofree char *probe = pc_wording_cut(problem->probe, PC_WORDING_SHORT);
  g_autofree char *title =
      pc_wording_cut(problem->about ? problem->about->title : NULL, PC_WORDING_SHORT);
  g_autofree char *what = pc_wording_problem(comparison, problem);
  g_autofree char *observation = pc_wording_cut(problem->observation, PC_WORDING_SHORT);
  g_autoptr(GString) observations = g_string_new(observation);
  for (guint i = 0; problem->instabilities && i < problem->instabilities->len; i++) {
    const pc_instability *u = problem->instabilities->pdata[i];
    g_autofree char *label = pc_wording_cut(u->observation, PC_WORDING_SHORT);
    item_append(observations, label);
  }
  const char *const cells[COLUMN_COUNT] = {
      [COLUMN_ENVIRONMENT] = environment,
      [COLUMN_SERVICE] = service,
      [COLUMN_PROBE] = probe,
      [COLUMN_TITLE] = title,
      [COLUMN_CATEGORY] = "problem",
      [COLUMN_OBSERVATIONS] = observations->str,
      [COLUMN_ANSWER] = what,
  };
  row_write(cells, stream);
}

static void csv_write(const pc_comparison *comparison, const pc_report_options *options,
                      FILE *stream) {
  (void)options;
  row_write(column_names, stream);
  for (guint i = 0; i < comparison->incidents; i++)
    problem_write(comparison, comparison->problems->pdata[i], stream);
  for (guint i = 0; i < comparison->findings->len; i++)
    finding_write(comparison, comparison->findings->pdata[i], stream);
  for (guint i = comparison->incidents; i < comparison->problems->len; i++)
    problem_write(comparison, comparison->problems->pdata[i], stream);
}

const pc_report pc_report_csv = {
    .name = "csv",
    .summary =
        "CSV, for spreadsheets: a row for each finding and environment, and for each problem",
    .write = csv_write,
};
