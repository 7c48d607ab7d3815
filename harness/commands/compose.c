/* SPDX-License-Identifier: MIT */
/* paritycheck compose: a compose file of what production runs, and where development's runs
 * something else. */
#include "harness/base/error.h"
#include "harness/base/new_file.h"
#include "harness/cli/command.h"
#include "harness/compare/recording.h"
#include "harness/compose/export.h"

#include <stdio.h>

typedef struct compose_options {
  char **against;
  char *output;
  gboolean force;
} compose_options;

static pc_export *export_load(const char *path, GError **error) {
  FILE *file = pc_recording_open(path, error);
  if (!file)
    return NULL;
  pc_export *export = pc_export_read(file, path, error);
  fclose(file);
  return export;
}

/* The exit status. */
static int against_tell(const pc_export *export, char *const *files, GError **error) {
  g_autoptr(pc_compose_file) compose = pc_compose_file_load(files, error);
  if (!compose)
    return 0;
  g_autofree char *source = g_strjoinv(", ", (char **)(guintptr)files);
  g_autoptr(GPtrArray) findings = pc_export_check(export, compose, source);
  guint differ = 0;
  for (guint i = 0; i < findings->len; i++) {
    const pc_export_finding *finding = findings->pdata[i];
    differ += finding->differs;
    g_autofree char *text = g_strescape(finding->text, "\"'\\");
    printf("%s%s\n", finding->differs ? "" : "(by the way) ",
           g_utf8_validate(finding->text, -1, NULL) ? finding->text : text);
  }
  if (differ == 0)
    printf("%s: runs what was recorded of %s\n", source, export->environment);
  return differ ? PC_EXIT_DIFFERENT : PC_EXIT_SAME;
}

static int compose_run(void *given, char *const *arguments, GError **error) {
  const compose_options *options = given;
  int status = PC_EXIT_SAME;
  if (!arguments[0] || arguments[1]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected one recording: 'paritycheck record production -o FILE' makes it");
    return 0;
  }
  g_autoptr(pc_export) export = export_load(arguments[0], error);
  if (!export)
    return 0;
  if (options->against)
    status = against_tell(export, options->against, error);
  if (*error || (options->against && !options->output))
    return status;
  g_autofree char *text = pc_export_print(export);
  pc_new_file_write(options->output ? options->output : "-", text, options->force, error);
  return status;
}

static const pc_command_option options[] = {
    {"against", 0, PC_COMMAND_FILES, offsetof(compose_options, against), "FILE",
     "say where this compose file runs something else (then exit with 1); later ones are laid over "
     "earlier ones"},
    {"output", 'o', PC_COMMAND_FILE, offsetof(compose_options, output), "FILE",
     "where to write (default: standard output; with --against nowhere)"},
    {"force", 'f', PC_COMMAND_FLAG, offsetof(compose_options, force), NULL,
     "write over a file that exists"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck compose production.jsonl -o docker-compose.yml", "what development should run"},
    {"paritycheck compose production.jsonl --against docker-compose.yml",
     "what development runs otherwise"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "written; with --against: development runs what production runs"},
    {"1", "with --against: development runs something else"},
    {"2", "wrong usage, configuration or file"},
    {"4", "paritycheck itself failed"},
    {0},
};

const pc_command pc_command_compose = {
    .name = "compose",
    .arguments = "REFERENCE",
    .summary = "draft a compose file that runs what a recording was made of",
    .options_size = sizeof(compose_options),
    .options = options,
    .run = compose_run,
    .description = "REFERENCE is a recording, normally of production. The file has its services' "
                   "types and versions, and the settings that are not the image's own or that a "
                   "probe depends on, each with its reason.\n\nWith --against it says, by file and "
                   "line, where a compose file pins another version or type.",
    .statuses = statuses,
    .examples = examples,
};
