/* SPDX-License-Identifier: MIT */
/* paritycheck isolation: which anomaly each isolation level of each service prevents. */
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/report_output.h"
#include "harness/cli/run_setup.h"
#include "harness/compare/isolation.h"
#include "harness/compare/recording.h"
#include "harness/run/results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct isolation_options {
  pc_run_setup_options setup;
  char **recordings;
  char **reports;
} isolation_options;

static void files_close(GPtrArray *files) {
  for (guint i = 0; i < files->len; i++)
    fclose(files->pdata[i]);
  g_ptr_array_unref(files);
}

/* What was asked, beside the answers. */
typedef struct run_end {
  bool interrupted;
  guint incidents; /* what was changed that is not the run's */
  guint unseen;    /* services that do not tell */
} run_end;

static void end_note(const pc_results *results, run_end *end) {
  end->interrupted = results->interrupted;
  end->incidents = pc_run_setup_incidents_print(results, &end->unseen);
}

/* Asks every environment and adds its recording, a temporary file of no name. */
static bool environments_ask(isolation_options *options, char *const *arguments, GPtrArray *files,
                             GPtrArray *names, run_end *end, GError **error) {
  if (!options->setup.select)
    options->setup.select = g_strsplit("tag:isolation-table", " ", -1);
  g_autoptr(pc_run_setup) setup = pc_run_setup_new(&options->setup, arguments, error);
  g_autoptr(pc_results) results = NULL;
  if (!setup || !pc_run_setup_ask(setup, &results, error))
    return false;
  end_note(results, end);
  for (guint i = 0; i < setup->environments->len; i++) {
    const char *name = setup->environments->pdata[i];
    FILE *file = tmpfile();
    if (!file) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot make a temporary file: %s",
                  g_strerror(errno));
      return false;
    }
    g_ptr_array_add(files, file);
    g_ptr_array_add(names, g_strdup(name));
    if (!pc_recording_write(results, name, setup->catalogue, setup->run, setup->plan->deadline_ms,
                            file, error))
      return false;
    rewind(file);
  }
  return true;
}

static bool recordings_open(char *const *paths, GPtrArray *files, GPtrArray *names,
                            GError **error) {
  for (; paths && *paths; paths++) {
    FILE *file = pc_recording_open(*paths, error);
    if (!file)
      return false;
    g_ptr_array_add(files, file);
    g_ptr_array_add(names, g_strdup(*paths));
  }
  return true;
}

static int isolation_with(isolation_options *options, char *const *arguments, GPtrArray *files,
                          GPtrArray *names, GError **error) {
  run_end end = {0};
  const bool asks = *arguments || !options->recordings;
  if (!pc_report_outputs_check_isolation(options->reports, error) ||
      !recordings_open(options->recordings, files, names, error) ||
      (asks && !environments_ask(options, arguments, files, names, &end, error)))
    return 0;
  g_autoptr(pc_isolation) isolation = pc_isolation_new(
      (FILE *const *)files->pdata, (const char *const *)names->pdata, files->len, error);
  if (!isolation)
    return 0;
  if (isolation->tables->len == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE,
                "nothing was asked of isolation: no table can be made");
    return 0;
  }
  if (!pc_report_outputs_write_isolation(options->reports, isolation, error))
    return 0;
  if (end.incidents)
    return PC_EXIT_FAILED;
  return isolation->unknown || end.interrupted || end.unseen ? PC_EXIT_INCOMPLETE : PC_EXIT_SAME;
}

static int isolation_run(void *given, char *const *arguments, GError **error) {
  GPtrArray *files = g_ptr_array_new();
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const int status = isolation_with(given, arguments, files, names, error);
  files_close(files);
  return status;
}

static const pc_command_option options[] = {
    PC_RUN_SETUP_OPTIONS(isolation_options),
    {"recording", 0, PC_COMMAND_FILES, offsetof(isolation_options, recordings), "FILE",
     "also show what a recording holds"},
    PC_REPORT_OPTION(isolation_options, reports),
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "the tables are whole"},
    {"2", "wrong usage, configuration, script or recording"},
    {"3", "incomplete: something could not be asked or told"},
    {"4", "paritycheck itself failed, or changed what is not its own"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck isolation sqlite::memory: \"$DATABASE_URL\"", "both, one table under the other"},
    {0},
};

const pc_command pc_command_isolation = {
    .name = "isolation",
    .arguments = "[ENV|URL ...]",
    .summary = "a table of which anomaly each isolation level prevents, and how",
    .options_size = sizeof(isolation_options),
    .options = options,
    .run = isolation_run,
    .description = "Every interleaving of the Hermitage set and of the ANSI phenomena is driven at "
                   "each isolation level that a service has. An anomaly occurs, or is prevented, "
                   "or is kept away because somebody is blocked or refused.",
    .statuses = statuses,
    .examples = examples,
};
