/* SPDX-License-Identifier: MIT */
/* paritycheck run: record every environment and compare the recordings. */
#include "harness/base/error.h"
#include "harness/baseline/baseline_apply.h"
#include "harness/baseline/baseline_find.h"
#include "harness/cli/command.h"
#include "harness/cli/report_output.h"
#include "harness/cli/run_setup.h"
#include "harness/compare/comparison.h"
#include "harness/compare/recording.h"
#include "harness/compare/verdict.h"
#include "harness/history/history_keep.h"
#include "harness/model/policy.h"
#include "harness/run/results.h"

#include <errno.h>
#include <string.h>

typedef struct run_options {
  pc_run_setup_options setup;
  pc_baseline_options baseline;
  char **reports;
  char *fail_on;
  char *keep;
  char *keep_nights;
} run_options;

/* Records each environment into a temporary file of no name. */
static bool environments_record(const pc_run_setup *setup, const pc_results *results,
                                const char *const *names, FILE **files, GError **error) {
  for (guint i = 0; i < setup->environments->len; i++) {
    files[i] = tmpfile();
    if (!files[i]) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot make a temporary file: %s",
                  g_strerror(errno));
      return false;
    }
    if (!pc_recording_write(results, names[i], setup->catalogue, setup->run,
                            setup->plan->deadline_ms, files[i], error))
      return false;
    rewind(files[i]);
  }
  return true;
}

static bool nights_read(const run_options *options, guint *ret_nights, GError **error) {
  return pc_command_number("keep-nights", options->keep_nights, 1, G_MAXINT, ret_nights, error);
}

static bool recordings_keep(const pc_run_setup *setup, const run_options *options,
                            FILE *const *files, const char *const *names, GError **error) {
  guint nights = 0;
  if (!options->keep)
    return true;
  return pc_history_keep(options->keep, setup->run, files, names, setup->environments->len,
                         error) &&
         nights_read(options, &nights, error) &&
         (nights == 0 || pc_history_prune(options->keep, nights, error));
}

/* A folder must be writable before an hour of questions, not after. */
static bool keep_check(const run_options *options, GError **error) {
  guint nights;
  if (!nights_read(options, &nights, error))
    return false;
  if (options->keep_nights && !options->keep) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--keep-nights %s: expected beside --keep FOLDER",
                options->keep_nights);
    return false;
  }
  return !options->keep || pc_history_keep_check(options->keep, error);
}

/* The reference comes first, as "compare" has it, so that both give the same comparison. */
static pc_comparison *results_compare(const pc_run_setup *setup, const pc_results *results,
                                      const run_options *options, pc_detail detail,
                                      GError **error) {
  const guint n = setup->environments->len;
  g_autofree FILE **files = g_new0(FILE *, n);
  g_autofree const char **names = g_new0(const char *, n);
  names[0] = setup->environments->pdata[setup->reference];
  for (guint i = 0, k = 1; i < n; i++)
    if (i != setup->reference)
      names[k++] = setup->environments->pdata[i];
  pc_comparison *comparison = NULL;
  if (environments_record(setup, results, names, files, error) &&
      recordings_keep(setup, options, files, names, error))
    comparison = pc_comparison_new(files, names, n, 0, detail, error);
  for (guint i = 0; i < n; i++)
    if (files[i])
      fclose(files[i]);
  return comparison;
}

static int run_run(void *given, char *const *arguments, GError **error) {
  const run_options *options = given;
  if (!pc_report_outputs_check(options->reports, error) ||
      !pc_policy_check(options->fail_on, error) || !keep_check(options, error))
    return 0;
  g_autoptr(pc_run_setup) setup = pc_run_setup_new(&options->setup, arguments, error);
  if (!setup)
    return 0;
  if (setup->environments->len < 2) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "at least two environments are compared, one was given: the last is the reference");
    return 0;
  }
  g_autoptr(pc_baseline) baseline = NULL;
  if (!pc_baseline_choose(&options->baseline, options->setup.config, &baseline, error))
    return 0;
  g_autoptr(pc_results) results = NULL;
  pc_run_setup_deployments(setup);
  if (!pc_run_setup_ask(setup, &results, error))
    return 0;
  const pc_detail detail =
      MAX(pc_report_outputs_detail(options->reports), pc_baseline_detail(baseline));
  g_autoptr(pc_comparison) comparison = results_compare(setup, results, options, detail, error);
  if (!comparison)
    return 0;
  if (baseline)
    pc_baseline_apply(baseline, comparison);
  pc_verdict_decide(comparison, options->fail_on ? options->fail_on : setup->fail_on);
  pc_report_outputs_write(options->reports, comparison, error);
  return comparison->exit_status;
}

static const pc_command_option options[] = {
    PC_RUN_SETUP_OPTIONS(run_options),
    PC_BASELINE_OPTIONS(run_options),
    PC_REPORT_OPTION(run_options, reports),
    PC_FAIL_ON_OPTION(run_options, fail_on),
    {"keep", 0, PC_COMMAND_FILE, offsetof(run_options, keep), "FOLDER",
     "also keep the recordings in FOLDER/<time>/, for 'history'"},
    {"keep-nights", 0, PC_COMMAND_TEXT, offsetof(run_options, keep_nights), "N",
     "of those kept, remove all but the latest N"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck run sqlite::memory: \"$DATABASE_URL\" --suite smoke",
     "SQLite against the database of production, without a configuration"},
    {"paritycheck run staging production --suite pre-release --fail-on medium",
     "before a release: 0 is go, 1 is no-go, anything else was not told"},
    {"paritycheck run --report text --report json=parity.json",
     "all environments of paritycheck.yaml, on the screen and as a file"},
    {0},
};

const pc_command pc_command_run = {
    .name = "run",
    .arguments = "[ENV|URL ...]",
    .summary = "ask all environments and compare them; of plain URLs the last is the reference",
    .options_size = sizeof(run_options),
    .options = options,
    .run = run_run,
    .description = "Arguments are environments of the configuration, single services of theirs "
                   "(production/database), or URLs of services; with none, all environments of the "
                   "configuration are asked. Each is held against the reference: the one that the "
                   "configuration names, else the last.\n\nEvery probe is asked twice, each time "
                   "in a scratch of its own that is removed afterwards. Two different answers make "
                   "it unstable, never a difference.",
    .examples = examples,
};
