/* SPDX-License-Identifier: MIT */
/* paritycheck history: what appeared and went from night to night. */
#include "harness/base/error.h"
#include "harness/catalogue/selection.h"
#include "harness/cli/command.h"
#include "harness/cli/report_output.h"
#include "harness/history/history.h"

typedef struct history_options {
  char *reference;
  char *last;
  char **select;
  char **reports;
} history_options;

static bool options_check(const history_options *options, char *const *arguments, guint *ret_last,
                          GError **error) {
  if (!pc_report_outputs_check_history(options->reports, error))
    return false;
  for (char **pattern = options->select; pattern && *pattern; pattern++)
    if (!pc_pattern_valid(*pattern, error))
      return false;
  if (!arguments[0] || arguments[1])
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected one folder of recordings");
  else
    return pc_command_number("last", options->last, 1, G_MAXINT, ret_last, error);
  return false;
}

static int history_run(void *given, char *const *arguments, GError **error) {
  const history_options *options = given;
  guint last = 0;
  if (!options_check(options, arguments, &last, error))
    return 0;
  const pc_history_options wanted = {.reference = options->reference,
                                     .last = last,
                                     .select = (const char *const *)options->select};
  g_autoptr(pc_history) history = pc_history_new(arguments[0], &wanted, error);
  if (!history || !pc_report_outputs_write_history(options->reports, history, error))
    return 0;
  return history->exit_status;
}

static const pc_command_option options[] = {
    {"reference", 0, PC_COMMAND_TEXT, offsetof(history_options, reference), "ENV",
     "the environment that the others are held against (default: as recorded)"},
    {"last", 0, PC_COMMAND_TEXT, offsetof(history_options, last), "N",
     "only the last N nights (default: all)"},
    {"select", 0, PC_COMMAND_TEXTS, offsetof(history_options, select), "PATTERN",
     "only probes that match: id, area, glob, tag:T, severity:S, role:R"},
    {"report", 'r', PC_COMMAND_TEXTS, offsetof(history_options, reports), "FORMAT[=FILE]",
     "text, json or html, to standard output or a file (default: text)"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck run --keep nights --keep-nights 30", "each night: ask, and keep the recordings"},
    {"paritycheck history nights --last 14 --report text --report html=nights.html",
     "the last two weeks, as a page too"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "the last night shows nothing that the night before did not"},
    {"1", "something appeared or changed, or the reference answers otherwise"},
    {"2", "wrong usage, configuration or file"},
    {"3", "the last night is incomplete"},
    {"4", "paritycheck itself failed, or changed what is not its own in the last night"},
    {0},
};

const pc_command pc_command_history = {
    .name = "history",
    .arguments = "FOLDER",
    .summary = "what appeared and went from night to night, in kept recordings",
    .options_size = sizeof(history_options),
    .options = options,
    .run = history_run,
    .description =
        "Holds each kept night against the one before: which differences appeared and went, which "
        "version or setting changed with them, and whether the reference itself answers "
        "differently from before, which is told first, since everything else is held against "
        "it.\n\nFOLDER holds recordings, in any folders below it; 'run --keep' puts them there.",
    .statuses = statuses,
    .examples = examples,
};
