/* SPDX-License-Identifier: MIT */
/* paritycheck compare: hold recordings against one of them. */
#include "harness/command.h"
#include "harness/comparison.h"
#include "harness/error.h"
#include "harness/report_request.h"
#include "harness/verdict.h"

#include <errno.h>
#include <stdio.h>

static bool files_open(char *const *paths, guint n, FILE **files, GError **error) {
  for (guint i = 0; i < n; i++) {
    files[i] = fopen(paths[i], "re");
    if (!files[i]) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the recording '%s': %s", paths[i], g_strerror(errno));
      return false;
    }
  }
  return true;
}

static int compare_with(char *const *paths, char *const *reports, const char *fail_on, GError **error) {
  const guint n = g_strv_length((char **)(guintptr)paths);
  if (!pc_report_requests_check(reports, error) || !pc_policy_check(fail_on, error))
    return 0;
  if (n < 2) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected the recording of the reference and at least one other");
    return 0;
  }
  g_autofree FILE **files = g_new0(FILE *, n);
  g_autoptr(pc_comparison) comparison = NULL;
  if (files_open(paths, n, files, error))
    comparison = pc_comparison_new(files, (const char *const *)paths, n, 0, error);
  for (guint i = 0; i < n; i++)
    if (files[i])
      fclose(files[i]);
  if (!comparison)
    return 0;
  pc_verdict_decide(comparison, fail_on);
  pc_report_requests_write(reports, comparison, error);
  return comparison->exit_status;
}

static int compare_run(int argc, char **argv, GError **error) {
  char **reports = NULL;
  char *fail_on = NULL;
  const GOptionEntry entries[] = {
      {"report", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &reports, "a report, to standard output or a file (default: text)",
       "FORMAT[=FILE]"},
      {"fail-on", 0, 0, G_OPTION_ARG_STRING, &fail_on, "what exits with 1: any, medium, high, strict, never", "POLICY"},
      {0},
  };
  int status = 0;
  if (pc_command_parse(&pc_command_compare, entries, &argc, &argv, error))
    status = compare_with(argv + 1, reports, fail_on, error);
  g_strfreev(reports);
  g_free(fail_on);
  return status;
}

const pc_command pc_command_compare = {
    .name = "compare",
    .arguments = "REFERENCE OTHER ...",
    .summary = "compare recordings with the first of them",
    .run = compare_run,
};
