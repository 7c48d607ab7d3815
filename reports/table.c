/* SPDX-License-Identifier: MIT */
/* The table of reports. */
#include "reports/report.h"

#include "harness/base/error.h"

#include <string.h>

extern const pc_report pc_report_text;
extern const pc_report pc_report_json;
extern const pc_report pc_report_junit;
extern const pc_report pc_report_markdown;
extern const pc_report pc_report_sarif;
extern const pc_report pc_report_annotations;
extern const pc_report pc_report_tap;
extern const pc_report pc_report_html;
extern const pc_report pc_report_csv;

const pc_report *const pc_reports[] = {
    &pc_report_text,        &pc_report_json,
    &pc_report_html,        &pc_report_junit,
    &pc_report_markdown,    &pc_report_sarif,
    &pc_report_annotations, &pc_report_tap,
    &pc_report_csv,         NULL,
};

extern const pc_report pc_history_report_text;
extern const pc_report pc_history_report_json;
extern const pc_report pc_history_report_html;

const pc_report *const pc_history_reports[] = {&pc_history_report_text, &pc_history_report_json,
                                               &pc_history_report_html, NULL};

static const pc_report *find(const pc_report *const *reports, const char *name, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_report *const *report = reports; *report; report++) {
    if (strcmp((*report)->name, name) == 0)
      return *report;
    g_ptr_array_add(names, (gpointer)(guintptr)(*report)->name);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no report is called '%s'%s (reports: %s)", name,
              hint, known);
  return NULL;
}

const pc_report *pc_report_find(const char *name, GError **error) {
  return find(pc_reports, name, error);
}

const pc_report *pc_report_find_history(const char *name, GError **error) {
  return find(pc_history_reports, name, error);
}
