/* SPDX-License-Identifier: MIT */
/* paritycheck compare: hold recordings against one of them. */
#include "harness/base/error.h"
#include "harness/baseline/baseline_apply.h"
#include "harness/baseline/baseline_find.h"
#include "harness/cli/command.h"
#include "harness/cli/report_output.h"
#include "harness/compare/comparison.h"
#include "harness/compare/verdict.h"
#include "harness/model/policy.h"

typedef struct compare_options {
  char *config;
  pc_baseline_options baseline;
  char **reports;
  char *fail_on;
} compare_options;

static int compare_run(void *given, char *const *paths, GError **error) {
  const compare_options *options = given;
  const guint n = g_strv_length((char **)(guintptr)paths);
  if (!pc_report_outputs_check(options->reports, error) ||
      !pc_policy_check(options->fail_on, error))
    return 0;
  if (n < 2) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected the recording of the reference and at least one other");
    return 0;
  }
  g_autoptr(pc_baseline) baseline = NULL;
  if (!pc_baseline_choose(&options->baseline, options->config, &baseline, error))
    return 0;
  const pc_detail detail =
      MAX(pc_report_outputs_detail(options->reports), pc_baseline_detail(baseline));
  g_autoptr(pc_comparison) comparison = pc_comparison_load(paths, n, 0, detail, error);
  if (!comparison)
    return 0;
  if (baseline)
    pc_baseline_apply(baseline, comparison);
  pc_verdict_decide(comparison, options->fail_on);
  pc_report_outputs_write(options->reports, comparison, error);
  return comparison->exit_status;
}

static const pc_command_option options[] = {
    PC_CONFIG_OPTION(compare_options, config),
    PC_BASELINE_OPTIONS(compare_options),
    PC_REPORT_OPTION(compare_options, reports),
    PC_FAIL_ON_OPTION(compare_options, fail_on),
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck compare production.jsonl development.jsonl", "development against production"},
    {0},
};

const pc_command pc_command_compare = {
    .name = "compare",
    .arguments = "REFERENCE OTHER ...",
    .summary = "compare recordings with the first of them",
    .options_size = sizeof(compare_options),
    .options = options,
    .run = compare_run,
    .description = "The result is the same as that of 'run' with the same services.",
    .examples = examples,
};
