/* SPDX-License-Identifier: MIT */
/* What can be accepted. */
#include "harness/baseline/candidates.h"

#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/baseline/baseline_apply.h"
#include "harness/compare/case_walk.h"
#include "harness/model/outcome_text.h"

#include <string.h>

enum { ANSWER_COLUMNS = 72, DIGEST_LENGTH = 16 };

static void candidate_free(gpointer data) {
  pc_candidate *candidate = data;
  pc_baseline_entry_clear(&candidate->entry);
  g_free(candidate->tags);
  g_free(candidate);
}

static void entry_destroy(gpointer entry) { pc_baseline_entry_free(entry); }

static pc_candidates *candidates_allocate(void) {
  pc_candidates *all = g_new0(pc_candidates, 1);
  all->divergences = g_ptr_array_new_with_free_func(candidate_free);
  all->probes = pc_packed_list_new();
  all->stale = g_ptr_array_new_with_free_func(entry_destroy);
  all->environments = g_ptr_array_new_with_free_func(g_free);
  return all;
}

void pc_candidates_free(pc_candidates *candidates) {
  if (!candidates)
    return;
  g_ptr_array_unref(candidates->divergences);
  pc_packed_list_free(candidates->probes);
  g_ptr_array_unref(candidates->stale);
  g_ptr_array_unref(candidates->environments);
  g_free(candidates->day);
  g_free(candidates);
}

static void answers_show(pc_baseline_entry *entry, const char *reference, const char *other) {
  pc_outcome_show_pair(other, reference, ANSWER_COLUMNS, &entry->other.answer,
                       &entry->reference.answer);
}

/* An entry would stand for two different things, where one key is there twice. */
static bool keys_check(const pc_candidates *all, GError **error) {
  g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < all->divergences->len; i++) {
    const pc_baseline_entry *e = &((const pc_candidate *)all->divergences->pdata[i])->entry;
    char *key = g_strjoin("\n", e->environment, e->probe, e->service, e->observation, NULL);
    if (g_hash_table_add(keys, key))
      continue;
    g_autofree char *environment = pc_text_show(e->environment, strlen(e->environment));
    g_autofree char *probe = pc_text_show(e->probe, strlen(e->probe));
    g_set_error(
        error, PC_ERROR, PC_ERROR_USAGE,
        "'%s' of the environment '%s' is there twice: record environments under names of their own",
        probe, environment);
    return false;
  }
  return true;
}

/* The tags of a probe from an evidence line; the caller's, or NULL. */
static char *tags_of(const pc_finding *finding, guint reference) {
  const char *line = finding->about->evidence->pdata[finding->environment];
  if (!line)
    line = finding->about->evidence->pdata[reference];
  json_t *evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
  char *tags =
      g_strdup(json_string_value(json_object_get(json_object_get(evidence, "about"), "tags")));
  json_decref(evidence);
  return tags;
}

static void finding_add(pc_candidates *all, const pc_comparison *comparison,
                        const pc_finding *finding) {
  for (guint k = 0; k < finding->divergences->len; k++) {
    const pc_divergence *d = finding->divergences->pdata[k];
    pc_baseline_entry borrowed = pc_baseline_entry_of(comparison, finding, d);
    pc_baseline_entry *entry = pc_baseline_entry_copy(&borrowed);
    pc_baseline_side_clear(&borrowed.reference);
    pc_baseline_side_clear(&borrowed.other);
    answers_show(entry, d->reference, d->other);
    pc_candidate *candidate = g_new0(pc_candidate, 1);
    candidate->entry = *entry;
    g_free(entry);
    candidate->severity = d->severity;
    candidate->tags = tags_of(finding, comparison->reference);
    g_ptr_array_add(all->divergences, candidate);
  }
}

pc_candidates *pc_candidates_new_comparison(const pc_comparison *comparison, GError **error) {
  g_autoptr(pc_candidates) all = candidates_allocate();
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  all->based = comparison->baseline != NULL;
  all->day = pc_baseline_day(comparison);
  for (guint i = 0; i < comparison->environments->len; i++)
    g_ptr_array_add(all->environments, g_strdup(pc_comparison_environment(comparison, i)->name));
  for (guint i = 0; i < comparison->findings->len; i++)
    finding_add(all, comparison, comparison->findings->pdata[i]);
  const pc_case *about;
  while ((about = pc_case_walk_next(cases)))
    pc_packed_list_add(all->probes, about->probe, strlen(about->probe));
  for (guint i = 0; i < comparison->stale->len; i++) {
    const pc_acceptance *s = comparison->stale->pdata[i];
    const pc_baseline_entry key = {.environment = s->environment,
                                   .probe = s->probe,
                                   .service = s->service,
                                   .observation = s->observation};
    g_ptr_array_add(all->stale, pc_baseline_entry_copy(&key));
  }
  return keys_check(all, error) ? g_steal_pointer(&all) : NULL;
}

static bool report_fail(const char *name, GError **error) {
  g_set_error(
      error, PC_ERROR, PC_ERROR_USAGE,
      "'%s' is not a JSON report of this version: expected what 'run --report json=FILE' writes",
      name);
  return false;
}

static char *text_copy(const json_t *object, const char *key) {
  return g_strdup(json_string_value(json_object_get(object, key)));
}

static bool key_read(const json_t *object, pc_baseline_entry *entry) {
  entry->environment = text_copy(object, "environment");
  entry->probe = text_copy(object, "probe");
  entry->service = text_copy(object, "service");
  entry->observation = text_copy(object, "observation");
  return entry->environment && entry->probe && entry->service && entry->observation;
}

/* "PostgreSQL 15.14", the caller's; NULL: the report does not tell. */
static char *version_read(const json_t *report, const char *environment, const char *service) {
  size_t i;
  json_t *each;
  json_array_foreach(json_object_get(report, "environments"), i, each) {
    const json_t *fingerprint =
        json_object_get(json_object_get(json_object_get(each, "services"), service), "fingerprint");
    const char *engine = json_string_value(json_object_get(fingerprint, "engine"));
    const char *version = json_string_value(json_object_get(fingerprint, "version"));
    if (g_strcmp0(json_string_value(json_object_get(each, "name")), environment) == 0 && engine &&
        version)
      return g_strdup_printf("%s %s", engine, version);
  }
  return NULL;
}

/* The canonical text of an outcome, the caller's; NULL: a setup that was accepted. */
static char *outcome_text(const json_t *outcome) {
  char *text = json_is_object(outcome) ? json_dumps(outcome, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  char *copy = g_strdup(text);
  free(text);
  return copy;
}

static bool digest_read(const json_t *divergence, const char *side, char **ret_digest) {
  *ret_digest = text_copy(json_object_get(divergence, "digests"), side);
  return *ret_digest && strlen(*ret_digest) == DIGEST_LENGTH &&
         strspn(*ret_digest, "0123456789abcdef") == DIGEST_LENGTH;
}

static bool divergence_read(pc_candidates *all, const json_t *report, const json_t *divergence) {
  pc_candidate *candidate = g_new0(pc_candidate, 1);
  g_ptr_array_add(all->divergences, candidate);
  const char *severity = json_string_value(json_object_get(divergence, "severity"));
  const int index = severity ? pc_name_index(pc_severity_names, severity) : -1;
  const char *reference = json_string_value(json_object_get(report, "reference"));
  if (!key_read(divergence, &candidate->entry) || index < 0 || !reference ||
      !digest_read(divergence, "reference", &candidate->entry.reference.digest) ||
      !digest_read(divergence, "other", &candidate->entry.other.digest))
    return false;
  candidate->severity = (pc_severity)index;
  candidate->tags = text_copy(json_object_get(divergence, "about"), "tags");
  candidate->entry.reference.version = version_read(report, reference, candidate->entry.service);
  candidate->entry.other.version =
      version_read(report, candidate->entry.environment, candidate->entry.service);
  g_autofree char *outcome_reference = outcome_text(json_object_get(divergence, "reference"));
  g_autofree char *outcome_other = outcome_text(json_object_get(divergence, "other"));
  answers_show(&candidate->entry, outcome_reference, outcome_other);
  return true;
}

static void environments_read(pc_candidates *all, const json_t *report) {
  size_t i;
  json_t *each;
  json_array_foreach(json_object_get(report, "environments"), i, each) {
    char *name = text_copy(each, "name");
    if (name)
      g_ptr_array_add(all->environments, name);
    const char *recorded = json_string_value(json_object_get(each, "recorded"));
    g_autofree char *day = recorded ? g_strndup(recorded, strlen("2026-12-31")) : NULL;
    if (!day || !pc_day_is_valid(day) || (all->day && strcmp(day, all->day) <= 0))
      continue;
    g_free(all->day);
    all->day = g_steal_pointer(&day);
  }
}

static bool stale_read(pc_candidates *all, const json_t *report) {
  size_t i;
  json_t *each;
  const json_t *baseline = json_object_get(report, "baseline");
  all->based = json_is_object(baseline);
  json_array_foreach(json_object_get(baseline, "stale"), i, each) {
    pc_baseline_entry *key = g_new0(pc_baseline_entry, 1);
    g_ptr_array_add(all->stale, key);
    if (!key_read(each, key))
      return false;
  }
  return true;
}

pc_candidates *pc_candidates_new_report(const json_t *report, const char *name, GError **error) {
  g_autoptr(pc_candidates) all = candidates_allocate();
  size_t i;
  json_t *each;
  if (!json_is_string(json_object_get(report, "paritycheck")) ||
      !json_is_array(json_object_get(report, "probes")) ||
      !json_is_array(json_object_get(report, "divergences")) || !stale_read(all, report))
    return report_fail(name, error), NULL;
  json_array_foreach(json_object_get(report, "divergences"), i, each) {
    if (!divergence_read(all, report, each))
      return report_fail(name, error), NULL;
  }
  json_array_foreach(json_object_get(report, "probes"), i, each) {
    if (json_is_string(each))
      pc_packed_list_add(all->probes, json_string_value(each), json_string_length(each));
  }
  environments_read(all, report);
  if (!all->day)
    return report_fail(name, error), NULL;
  return keys_check(all, error) ? g_steal_pointer(&all) : NULL;
}
