/* SPDX-License-Identifier: MIT */
/* Baselines: found beside the configuration, or in git. */
#include "harness/baseline/baseline_find.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/config/config.h"
#include "harness/model/outcome_text.h"

#include <gio/gio.h>
#include <string.h>

enum { COMPLAINT_MAX = 300, COMMIT_SHOWN = 12 };

char *pc_baseline_path(const char *file, const char *config, GError **error) {
  if (file)
    return g_strdup(file);
  g_autofree char *configured = NULL;
  const bool there = config || g_file_test(PC_CONFIG_DEFAULT, G_FILE_TEST_EXISTS);
  if (there && !pc_config_baseline(config ? config : PC_CONFIG_DEFAULT, &configured, error))
    return NULL;
  g_autofree char *folder = g_path_get_dirname(config ? config : PC_CONFIG_DEFAULT);
  const char *name = configured ? configured : PC_BASELINE_DEFAULT;
  return g_path_is_absolute(name) || strcmp(folder, ".") == 0
             ? g_strdup(name)
             : g_build_filename(folder, name, NULL);
}

/* What a program complained of, on one line; the caller's. */
static char *complaint_show(GBytes *errors) {
  gsize length;
  const char *bytes = g_bytes_get_data(errors, &length);
  g_autofree char *valid =
      g_utf8_make_valid(bytes ? bytes : "", (gssize)MIN(length, COMPLAINT_MAX));
  g_strdelimit(g_strstrip(valid), "\r\n\t", ' ');
  return pc_text_show(valid, strlen(valid));
}

/* Runs git in a folder. ret_output: what it wrote; ret_complaint: why it failed, or NULL. Both the
 * caller's. */
static bool git_run(const char *folder, const char *const *arguments, GBytes **ret_output,
                    char **ret_complaint, GError **error) {
  g_autoptr(GSubprocessLauncher) launcher =
      g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GBytes) errors = NULL;
  g_autoptr(GError) local = NULL;
  g_subprocess_launcher_set_cwd(launcher, folder);
  g_autoptr(GSubprocess) git = g_subprocess_launcher_spawnv(launcher, arguments, &local);
  if (!git || !g_subprocess_communicate(git, NULL, NULL, &output, &errors, &local)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--baseline-from: cannot run git in '%s': %s",
                folder, local->message);
    return false;
  }
  if (!g_subprocess_get_successful(git))
    *ret_complaint = complaint_show(errors);
  *ret_output = g_steal_pointer(&output);
  return true;
}

/* The commit where HEAD and the revision parted; the caller's. */
static char *merge_base(const char *folder, const char *revision, GError **error) {
  g_autofree char *complaint = NULL;
  g_autoptr(GBytes) output = NULL;
  if (!*revision || *revision == '-') {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "--baseline-from %s: expected a revision such as 'origin/main'", revision);
    return NULL;
  }
  const char *const arguments[] = {"git", "merge-base", "HEAD", revision, NULL};
  if (!git_run(folder, arguments, &output, &complaint, error))
    return NULL;
  if (!complaint) {
    gsize length;
    const char *bytes = g_bytes_get_data(output, &length);
    g_autofree char *commit = g_strndup(bytes ? bytes : "", length);
    return g_strdup(g_strstrip(commit));
  }
  if (*complaint)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--baseline-from %s: %s", revision, complaint);
  else
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "--baseline-from %s: HEAD has no commit in common with it: a shallow clone has not "
                "fetched enough",
                revision);
  return NULL;
}

static pc_baseline *revision_read(const char *path, const char *revision, GError **error) {
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *commit = merge_base(folder, revision, error);
  g_autofree char *complaint = NULL;
  g_autoptr(GBytes) output = NULL;
  if (!commit)
    return NULL;
  g_autofree char *object = g_strdup_printf("%s:./%s", commit, name);
  const char *const arguments[] = {"git", "cat-file", "blob", object, NULL};
  if (!git_run(folder, arguments, &output, &complaint, error))
    return NULL;
  if (complaint) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "--baseline-from %s: no baseline '%s' at %.*s, where HEAD and it parted: %s",
                revision, path, COMMIT_SHOWN, commit, complaint);
    return NULL;
  }
  gsize length;
  const char *text = g_bytes_get_data(output, &length);
  g_autofree char *shown = g_strdup_printf("%s at %.*s", path, COMMIT_SHOWN, commit);
  return pc_baseline_parse(text ? text : "", length, shown, error);
}

static pc_baseline *file_read(const char *path, GError **error) {
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr(GError) local = NULL;
  if (pc_input_read(path, PC_BASELINE_BYTES_MAX, &text, &length, &local))
    return pc_baseline_parse(text, length, path, error);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the baseline '%s': %s", path,
              local->message);
  return NULL;
}

bool pc_baseline_choose(const pc_baseline_options *options, const char *config,
                        pc_baseline **ret_baseline, GError **error) {
  *ret_baseline = NULL;
  if (options->none && !options->file && !options->from)
    return true;
  if (options->none) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "--no-baseline and a baseline were given: one of them");
    return false;
  }
  g_autofree char *path = pc_baseline_path(options->file, config, error);
  if (!path)
    return false;
  g_autofree char *name = g_path_get_basename(path);
  if (!options->from && !options->file && strcmp(name, PC_BASELINE_DEFAULT) == 0 &&
      !g_file_test(path, G_FILE_TEST_EXISTS))
    return true;
  *ret_baseline =
      options->from ? revision_read(path, options->from, error) : file_read(path, error);
  return *ret_baseline != NULL;
}
