/* SPDX-License-Identifier: MIT */
/* paritycheck accept: write what is known to differ into the baseline, with a reason and an owner.
 */
#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/baseline/baseline_apply.h"
#include "harness/baseline/baseline_edit.h"
#include "harness/baseline/baseline_find.h"
#include "harness/baseline/candidates.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/selection.h"
#include "harness/cli/command.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DAYS_MAX = 36500 };

typedef struct accept_options {
  char *config;
  char *file;
  char *reason;
  char *owner;
  char *expires;
  char **select;
  char **environments;
  gboolean prune;
} accept_options;

static bool usage_fail(GError **error, const char *message) {
  g_set_error_literal(error, PC_ERROR, PC_ERROR_USAGE, message);
  return false;
}

static bool words_are_there(const char *words) {
  g_autofree char *copy = g_strdup(words ? words : "");
  return g_utf8_validate(copy, -1, NULL) && *g_strstrip(copy);
}

/* "90d" from today on, or a day; the caller's. "never" and NULL give NULL without error. */
static char *expires_read(const char *given, GError **error) {
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *today = g_date_time_format(now, "%Y-%m-%d");
  if (!given || strcmp(given, "never") == 0)
    return NULL;
  const gsize digits = strspn(given, "0123456789");
  const guint64 days = g_ascii_strtoull(given, NULL, 10);
  if (digits > 0 && digits <= 5 && strcmp(given + digits, "d") == 0 && days > 0 &&
      days <= DAYS_MAX) {
    g_autoptr(GDateTime) then = g_date_time_add_days(now, (gint)days);
    return g_date_time_format(then, "%Y-%m-%d");
  }
  if (pc_day_is_valid(given) && strcmp(given, today) >= 0)
    return g_strdup(given);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--expires %s: expected %s", given,
              pc_day_is_valid(given) ? "a day that is not over"
                                     : "a day such as 2026-12-31, '90d' or 'never'");
  return NULL;
}

/* Of an entry that is gone nothing but its probe's id is known. */
static bool select_check(char *const *patterns, bool prune, GError **error) {
  for (; patterns && *patterns; patterns++) {
    if (!pc_pattern_valid(*patterns, error))
      return false;
    if (prune && strchr(*patterns, ':')) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                  "--select %s: with --prune, expected an id such as 'sql/text/*'", *patterns);
      return false;
    }
    if (g_str_has_prefix(*patterns, "role:") || g_str_has_prefix(*patterns, "reach:")) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                  "--select %s: recordings do not tell it; expected an id such as 'sql/text/*', "
                  "tag: or severity:",
                  *patterns);
      return false;
    }
  }
  return true;
}

static bool options_check(const accept_options *options, GError **error) {
  if (options->prune && (options->reason || options->owner || options->expires))
    return usage_fail(error, "--prune accepts nothing: it takes no --reason, --owner or --expires");
  if (!options->prune && !words_are_there(options->reason))
    return usage_fail(error, "expected --reason TEXT: why it may stay as it is");
  if (!options->prune && !words_are_there(options->owner))
    return usage_fail(error, "expected --owner WHO: who answers for it");
  return select_check(options->select, options->prune, error);
}

static bool is_selected(const accept_options *options, const char *environment, const char *probe,
                        const char *tags, pc_severity severity) {
  if (options->environments &&
      !g_strv_contains((const char *const *)options->environments, environment))
    return false;
  const pc_probe told = {.id = probe, .header = {.tags = tags, .severity = severity}};
  const char *const *select = (const char *const *)options->select;
  return !select || !*select || pc_patterns_match(select, &told);
}

static pc_candidates *recordings_read(char *const *paths, guint n, const pc_baseline *baseline,
                                      GError **error) {
  g_autoptr(pc_comparison) comparison = pc_comparison_load(paths, n, 0, PC_DETAIL_NAMED, error);
  if (!comparison)
    return NULL;
  if (baseline)
    pc_baseline_apply(baseline, comparison);
  return pc_candidates_new_comparison(comparison, error);
}

static pc_candidates *report_read(const char *path, GError **error) {
  json_error_t problem = {0};
  g_autoptr(GError) local = NULL;
  FILE *file = pc_input_open(path, PC_INPUT_FILE_OR_PIPE, &local);
  json_t *report = file ? json_loadf(file, JSON_ALLOW_NUL, &problem) : NULL;
  pc_candidates *all = NULL;
  if (file)
    fclose(file);
  if (report)
    all = pc_candidates_new_report(report, path, error);
  else
    g_set_error(
        error, PC_ERROR, PC_ERROR_USAGE,
        "cannot read '%s' as a JSON report: %s; recordings are given as REFERENCE OTHER ...", path,
        local ? local->message : problem.text);
  json_decref(report);
  return all;
}

/* The file as it is; false without error: there is none. */
static bool baseline_load(const char *path, char **ret_text, gsize *ret_length, GError **error) {
  g_autoptr(GError) local = NULL;
  if (pc_input_read(path, PC_BASELINE_BYTES_MAX, ret_text, ret_length, &local))
    return true;
  if (!g_error_matches(local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the baseline '%s': %s", path,
                local->message);
  return false;
}

/* Whole or not at all, and through a link to the file behind it. */
static bool baseline_store(const char *path, const char *text, GError **error) {
  struct stat status;
  char real[PATH_MAX];
  const char *target = realpath(path, real) ? real : path;
  const int mode = stat(target, &status) == 0 ? (int)(status.st_mode & 0777) : 0666;
  g_autoptr(GError) local = NULL;
  if (g_file_set_contents_full(target, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, mode, &local))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot write the baseline '%s': %s", path,
              local->message);
  return false;
}

typedef struct tally {
  guint added;
  guint updated;
  guint kept; /* held as they are */
  guint removed;
} tally;

/* What holds already is left as it is, unless it was chosen by name. */
static void divergences_put(const accept_options *options, const char *expires,
                            const pc_candidates *all, pc_baseline_edit *edit, tally *counts) {
  const pc_baseline *baseline = pc_baseline_edit_baseline(edit);
  for (guint i = 0; i < all->divergences->len; i++) {
    const pc_candidate *candidate = all->divergences->pdata[i];
    if (!is_selected(options, candidate->entry.environment, candidate->entry.probe, candidate->tags,
                     candidate->severity))
      continue;
    const pc_baseline_entry *old =
        baseline ? pc_baseline_entry_find(baseline, &candidate->entry) : NULL;
    if (old && !options->select && !options->environments &&
        pc_baseline_entry_standing(old, &candidate->entry, all->day) == PC_STANDING_ACCEPTED) {
      counts->kept++;
      continue;
    }
    pc_baseline_entry entry = candidate->entry;
    entry.reason = options->reason;
    entry.owner = options->owner;
    entry.expires = (char *)(guintptr)expires;
    pc_baseline_edit_put(edit, &entry);
    counts->updated += old != NULL;
    counts->added += old == NULL;
  }
}

/* A new baseline knows all probes that there are. Later the selected ones become known, as what is
 * accepted of them now is what was to be accepted. */
static bool probes_learn(const accept_options *options, const pc_candidates *all, bool fresh,
                         pc_baseline_edit *edit, GError **error) {
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, error);
  const bool some = !fresh && (options->select || options->environments);
  if (!catalogue)
    return false;
  for (guint i = 0; !some && i < pc_catalogue_length(catalogue); i++)
    pc_baseline_edit_know(edit, pc_catalogue_probe(catalogue, i)->id);
  pc_packed_cursor known;
  const GString *id;
  pc_packed_cursor_init(&known, all->probes, 0);
  while (!some && (id = pc_packed_cursor_next(&known)))
    pc_baseline_edit_know(edit, id->str);
  pc_packed_cursor_clear(&known);
  for (guint i = 0; some && i < all->divergences->len; i++) {
    const pc_candidate *candidate = all->divergences->pdata[i];
    if (is_selected(options, candidate->entry.environment, candidate->entry.probe, candidate->tags,
                    candidate->severity))
      pc_baseline_edit_know(edit, candidate->entry.probe);
  }
  return true;
}

static void stale_remove(const accept_options *options, const pc_candidates *all,
                         pc_baseline_edit *edit, tally *counts) {
  const pc_baseline *baseline = pc_baseline_edit_baseline(edit);
  for (guint i = 0; i < all->stale->len; i++) {
    const pc_baseline_entry *key = all->stale->pdata[i];
    if (!pc_baseline_entry_find(baseline, key) ||
        !is_selected(options, key->environment, key->probe, NULL, PC_SEVERITY_MEDIUM))
      continue;
    pc_baseline_edit_remove(edit, key);
    counts->removed++;
  }
}

static bool environments_check(const accept_options *options, const pc_candidates *all,
                               GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < all->environments->len; i++)
    g_ptr_array_add(names, all->environments->pdata[i]);
  for (guint i = 0; i < all->stale->len; i++)
    g_ptr_array_add(names, ((const pc_baseline_entry *)all->stale->pdata[i])->environment);
  g_ptr_array_add(names, NULL);
  const char *const *known = (const char *const *)names->pdata;
  for (char **name = options->environments; name && *name; name++) {
    if (g_strv_contains(known, *name))
      continue;
    g_autofree char *hint = pc_nearest_hint(*name, known);
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--environment %s: no environment is called so%s",
                *name, hint);
    return false;
  }
  return true;
}

static void probe_add(GPtrArray *probes, const char *id, const char *tags, pc_severity severity) {
  pc_probe *probe = g_new0(pc_probe, 1);
  probe->id = g_strdup(id);
  probe->header.tags = tags;
  probe->header.severity = severity;
  g_ptr_array_add(probes, probe);
}

static void probe_destroy(gpointer data) {
  g_free((char *)(guintptr)((pc_probe *)data)->id);
  g_free(data);
}

/* A pattern may select nothing that is to be accepted, but it selects something: a built-in probe,
 * or what the comparison or the baseline knows. */
static bool patterns_check(const accept_options *options, const pc_candidates *all,
                           GError **error) {
  g_autoptr(pc_catalogue) catalogue = options->select ? pc_catalogue_new(true, NULL, error) : NULL;
  if (!catalogue)
    return !options->select;
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(probe_destroy);
  g_autoptr(GPtrArray) probes = g_ptr_array_new();
  for (guint i = 0; i < all->divergences->len; i++) {
    const pc_candidate *candidate = all->divergences->pdata[i];
    probe_add(own, candidate->entry.probe, candidate->tags, candidate->severity);
  }
  for (guint i = 0; i < all->stale->len; i++)
    probe_add(own, ((const pc_baseline_entry *)all->stale->pdata[i])->probe, NULL,
              PC_SEVERITY_MEDIUM);
  pc_packed_cursor known;
  const GString *id;
  pc_packed_cursor_init(&known, all->probes, 0);
  while ((id = pc_packed_cursor_next(&known)))
    probe_add(own, id->str, NULL, PC_SEVERITY_MEDIUM);
  pc_packed_cursor_clear(&known);
  g_ptr_array_extend(probes, own, NULL, NULL);
  g_ptr_array_extend(probes, (GPtrArray *)(guintptr)pc_catalogue_probes(catalogue), NULL, NULL);
  return pc_patterns_check((const char *const *)options->select, probes, error);
}

static bool edit_run(const accept_options *options, const char *expires, const pc_candidates *all,
                     bool fresh, pc_baseline_edit *edit, tally *counts, GError **error) {
  if (!options->prune) {
    divergences_put(options, expires, all, edit, counts);
    return counts->added + counts->updated == 0 || probes_learn(options, all, fresh, edit, error);
  }
  if (fresh)
    return usage_fail(error, "--prune: there is no baseline to remove anything from");
  if (!all->based)
    return usage_fail(error, "--prune: the report was made without a baseline, so it does not "
                             "say which entries are gone");
  stale_remove(options, all, edit, counts);
  return true;
}

static void counts_print(const char *path, const accept_options *options, const tally *counts) {
  if (options->prune)
    printf("%s: %u removed\n", path, counts->removed);
  else if (counts->added + counts->updated == 0)
    printf("%s: nothing to accept%s\n", path,
           counts->kept ? ", what differs is accepted already" : "");
  else
    printf("%s: %u added, %u updated, %u left as they are\n", path, counts->added, counts->updated,
           counts->kept);
}

static bool accept_with(const accept_options *options, char *const *arguments, const char *path,
                        GError **error) {
  g_autoptr(GError) local = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  const guint n = g_strv_length((char **)(guintptr)arguments);
  g_autofree char *expires = expires_read(options->expires, &local);
  if (!local && !baseline_load(path, &text, &length, &local))
    length = 0;
  if (local) {
    g_propagate_error(error, g_steal_pointer(&local));
    return false;
  }
  g_autoptr(pc_baseline_edit) edit = pc_baseline_edit_new(text, length, path, error);
  if (!edit)
    return false;
  g_autoptr(pc_candidates) all =
      n == 1 ? report_read(arguments[0], error)
             : recordings_read(arguments, n, pc_baseline_edit_baseline(edit), error);
  tally counts = {0};
  if (!all || !environments_check(options, all, error) || !patterns_check(options, all, error) ||
      !edit_run(options, expires, all, text == NULL, edit, &counts, error))
    return false;
  if (counts.added + counts.updated + counts.removed > 0) {
    g_autofree char *result = pc_baseline_edit_print(edit, error);
    if (!result || !baseline_store(path, result, error))
      return false;
  }
  counts_print(path, options, &counts);
  return true;
}

static int accept_run(void *given, char *const *arguments, GError **error) {
  const accept_options *options = given;
  if (!*arguments) {
    usage_fail(error,
               "expected a JSON report, or the recording of the reference and at least one other");
    return 0;
  }
  if (!options_check(options, error))
    return 0;
  g_autofree char *path = pc_baseline_path(options->file, options->config, error);
  if (path)
    accept_with(options, arguments, path, error);
  return 0;
}

static const pc_command_option options[] = {
    {"reason", 0, PC_COMMAND_TEXT, offsetof(accept_options, reason), "TEXT",
     "why it may stay as it is"},
    {"owner", 0, PC_COMMAND_TEXT, offsetof(accept_options, owner), "WHO", "who answers for it"},
    {"expires", 0, PC_COMMAND_TEXT, offsetof(accept_options, expires), "DAY",
     "the last day on which it holds: 2026-12-31, or 90d from today (default: never)"},
    {"select", 0, PC_COMMAND_TEXTS, offsetof(accept_options, select), "PATTERN",
     "only of probes that match: id, area, glob, tag:T, severity:S"},
    {"environment", 'e', PC_COMMAND_TEXTS, offsetof(accept_options, environments), "ENV",
     "only of this environment"},
    {"prune", 0, PC_COMMAND_FLAG, offsetof(accept_options, prune), NULL,
     "accept nothing, but remove the entries whose difference is gone"},
    PC_CONFIG_OPTION(accept_options, config),
    {"baseline", 'b', PC_COMMAND_FILE, offsetof(accept_options, file), "FILE",
     "the file (default: " PC_BASELINE_DEFAULT " beside the configuration)"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck accept parity.json --reason \"staging has an older patch level\" --owner db-team "
     "--expires 90d",
     "all that the run of this report found new"},
    {"paritycheck accept parity.json --select 'sql/text/**' --reason ... --owner ...",
     "only what some probes found"},
    {"paritycheck accept parity.json --prune", "remove the entries whose difference is gone"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "the baseline is written, or nothing was to be changed"},
    {"2", "wrong usage, configuration or file"},
    {"4", "paritycheck itself failed"},
    {0},
};

const pc_command pc_command_accept = {
    .name = "accept",
    .arguments = "REPORT.json | REFERENCE OTHER ...",
    .summary = "accept differences, by the JSON report of a run or by recordings",
    .options_size = sizeof(accept_options),
    .options = options,
    .run = accept_run,
    .description =
        "Writes an entry for each difference into the baseline, with both answers' digests, the "
        "reason, the owner, the day on which it expires and the versions it was seen with. From "
        "then on it is reported as accepted and does not count, until an answer changes or the day "
        "is over.\n\nThe file may be edited by hand: comments and order are kept.",
    .statuses = statuses,
    .examples = examples,
};
