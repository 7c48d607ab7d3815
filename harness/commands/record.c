/* SPDX-License-Identifier: MIT */
/* paritycheck record: ask one environment, keep its answers in a file. */
#include "harness/base/atomic_file.h"
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/run_setup.h"
#include "harness/compare/recording.h"
#include "harness/run/results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct record_options {
  pc_run_setup_options setup;
  char *output;
} record_options;

/* Nothing is asked of a service within the run's scope. */
static void silence_print(const pc_planned_target *planned) {
  const char *reason =
      planned->probes->len ? g_array_index(planned->probes, pc_planned, 0).skipped : NULL;
  fprintf(stderr, "paritycheck: %s: %s%s\n", planned->target->endpoint->redacted,
          reason ? "every probe of it is skipped, the first since: "
                 : "no probe that is selected asks it",
          reason ? reason : "");
}

/* What kept answers from being had; also told on standard error. */
static guint problems_print(const pc_results *results) {
  guint problems = results->interrupted;
  if (results->interrupted)
    fprintf(stderr, "paritycheck: stopped before everything was asked\n");
  for (guint i = 0; i < results->targets->len; i++) {
    const pc_target_result *result = results->targets->pdata[i];
    guint faults = 0;
    for (guint k = 0; k < result->planned->probes->len; k++)
      for (guint attempt = 0; attempt < result->asks; attempt++)
        faults += pc_target_result_reply(result, k, attempt)->fault;
    if (result->down)
      fprintf(stderr, "paritycheck: %s cannot be asked: %s\n",
              result->planned->target->endpoint->redacted, result->down);
    else if (faults)
      fprintf(stderr, "paritycheck: %s: %u answers could not be had\n",
              result->planned->target->endpoint->redacted, faults);
    for (guint k = 0; k < result->left->len; k++)
      fprintf(stderr, "paritycheck: left behind: %s\n", (const char *)result->left->pdata[k]);
    if (!result->down && result->planned->asked == 0)
      silence_print(result->planned);
    problems += !result->down && result->planned->asked == 0;
    problems += faults + (result->down != NULL) + result->left->len;
  }
  return problems;
}

static bool recording_save(const pc_run_setup *setup, const pc_results *results, const char *path,
                           GError **error) {
  pc_atomic_file file;
  return pc_atomic_file_open(&file, path, "the recording", error) &&
         pc_atomic_file_close(&file,
                              pc_recording_write(results, setup->environments->pdata[0],
                                                 setup->catalogue, setup->run,
                                                 setup->plan->deadline_ms, file.stream, error),
                              error);
}

/* The file must be writable before an hour of questions, not after. */
static bool output_check(const char *path, GError **error) {
  g_autofree char *folder = path ? g_path_get_dirname(path) : NULL;
  if (folder && access(folder, W_OK) == 0)
    return true;
  if (path)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot write the recording '%s': %s", path,
                g_strerror(errno));
  else
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected '-o FILE': where the recording goes");
  return false;
}

static int record_run(void *given, char *const *arguments, GError **error) {
  const record_options *options = given;
  if (!output_check(options->output, error))
    return 0;
  if (!arguments[0] || arguments[1]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected one environment or URL to record");
    return 0;
  }
  g_autoptr(pc_run_setup) setup = pc_run_setup_new(&options->setup, arguments, error);
  g_autoptr(pc_results) results = NULL;
  if (!setup)
    return 0;
  pc_run_setup_deployments(setup);
  if (!pc_run_setup_ask(setup, &results, error) ||
      !recording_save(setup, results, options->output, error))
    return 0;
  guint unseen;
  const bool incident = pc_run_setup_incidents_print(results, &unseen) > 0;
  const bool incomplete = problems_print(results) + unseen > 0;
  return incident ? PC_EXIT_FAILED : incomplete ? PC_EXIT_INCOMPLETE : PC_EXIT_SAME;
}

static const pc_command_option options[] = {
    PC_RUN_SETUP_OPTIONS(record_options),
    {"output", 'o', PC_COMMAND_FILE, offsetof(record_options, output), "FILE",
     "the recording to write"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "everything was asked"},
    {"2", "wrong usage, configuration, script or file"},
    {"3", "incomplete: something could not be asked"},
    {"4", "paritycheck itself failed, or changed what is not its own"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck record \"$DATABASE_URL\" -o production.jsonl", "where production can be reached"},
    {"paritycheck record development -o development.jsonl", "an environment of paritycheck.yaml"},
    {0},
};

const pc_command pc_command_record = {
    .name = "record",
    .arguments = "ENV|URL -o FILE",
    .summary = "ask one environment and keep its answers, to be compared anywhere",
    .options_size = sizeof(record_options),
    .options = options,
    .run = record_run,
    .description =
        "Development and production can rarely be reached from the same place: record in each, and "
        "compare the recordings anywhere. A recording holds no credentials.",
    .statuses = statuses,
    .examples = examples,
};
