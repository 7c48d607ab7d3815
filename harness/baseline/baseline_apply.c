/* SPDX-License-Identifier: MIT */
/* What a baseline says of a comparison. */
#include "harness/baseline/baseline_apply.h"

#include "harness/compare/case_walk.h"
#include "harness/compare/comparison_build.h"

#include <string.h>

/* "PostgreSQL 15.14", the caller's; NULL: the recording does not tell. */
static char *version_of(const pc_comparison *comparison, guint environment, const char *service) {
  const pc_service_record *record = pc_comparison_service(comparison, environment, service);
  return record && record->fingerprint.engine && record->fingerprint.version
             ? g_strdup_printf("%s %s", record->fingerprint.engine, record->fingerprint.version)
             : NULL;
}

static char *borrowed(const char *text) { return (char *)(guintptr)text; }

pc_baseline_entry pc_baseline_entry_of(const pc_comparison *comparison, const pc_finding *finding,
                                       const pc_divergence *divergence) {
  const char *service = finding->about->service;
  return (pc_baseline_entry){
      .environment = borrowed(pc_comparison_environment(comparison, finding->environment)->name),
      .probe = borrowed(finding->about->probe),
      .service = borrowed(service),
      .observation = borrowed(divergence->observation),
      .reference = {.digest = pc_baseline_digest(divergence->reference),
                    .version = version_of(comparison, comparison->reference, service)},
      .other = {.digest = pc_baseline_digest(divergence->other),
                .version = version_of(comparison, finding->environment, service)},
  };
}

char *pc_baseline_day(const pc_comparison *comparison) {
  g_autofree char *newest = NULL;
  for (guint i = 0; i < comparison->environments->len; i++) {
    const char *recorded = pc_comparison_environment(comparison, i)->header->recorded;
    g_autofree char *day = recorded ? g_strndup(recorded, strlen("2026-12-31")) : NULL;
    if (!day || !pc_day_is_valid(day) || (newest && strcmp(day, newest) <= 0))
      continue;
    g_free(newest);
    newest = g_steal_pointer(&day);
  }
  if (newest)
    return g_steal_pointer(&newest);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  return g_date_time_format(now, "%Y-%m-%d");
}

static pc_acceptance *acceptance_new(const pc_baseline_entry *entry) {
  pc_acceptance *acceptance = g_new0(pc_acceptance, 1);
  acceptance->environment = g_strdup(entry->environment);
  acceptance->probe = g_strdup(entry->probe);
  acceptance->service = g_strdup(entry->service);
  acceptance->observation = g_strdup(entry->observation);
  acceptance->reason = g_strdup(entry->reason);
  acceptance->owner = g_strdup(entry->owner);
  acceptance->expires = g_strdup(entry->expires);
  return acceptance;
}

static void words_add(GString *note, const char *words) {
  g_string_append_printf(note, "%s%s", note->len ? "; " : "", words);
}

static void version_note(const pc_baseline_side *then, const pc_baseline_side *now, GString *note) {
  if (!then->version || !now->version || strcmp(then->version, now->version) == 0)
    return;
  g_autofree char *words = g_strdup_printf("accepted with %s, now %s", then->version, now->version);
  words_add(note, words);
}

/* What is not as it was when the entry was written; NULL: nothing. */
static char *note_new(const pc_baseline_entry *entry, const pc_baseline_entry *now) {
  g_autoptr(GString) note = g_string_new(NULL);
  const bool reference = strcmp(entry->reference.digest, now->reference.digest) != 0;
  const bool other = strcmp(entry->other.digest, now->other.digest) != 0;
  if (reference && other)
    words_add(note, "both answer otherwise than was accepted");
  else if (reference)
    words_add(note, "the reference answers otherwise than was accepted");
  else if (other)
    words_add(note, "it answers otherwise than was accepted");
  version_note(&entry->reference, &now->reference, note);
  version_note(&entry->other, &now->other, note);
  return note->len ? g_string_free(g_steal_pointer(&note), FALSE) : NULL;
}

typedef struct application {
  const pc_baseline *baseline;
  pc_comparison *comparison;
  pc_case_walk *cases;
  GHashTable *acceptances; /* pc_acceptance by entry, both borrowed */
  GHashTable *used;        /* a set of entries that have a divergence */
  char *day;
} application;

static void divergence_apply(const application *a, const pc_finding *finding,
                             pc_divergence *divergence) {
  pc_baseline_entry now = pc_baseline_entry_of(a->comparison, finding, divergence);
  const pc_baseline_entry *entry = pc_baseline_entry_find(a->baseline, &now);
  if (entry) {
    pc_acceptance *acceptance = g_hash_table_lookup(a->acceptances, entry);
    g_hash_table_add(a->used, (gpointer)(guintptr)entry);
    divergence->standing = pc_baseline_entry_standing(entry, &now, a->day);
    divergence->acceptance = acceptance;
    g_free(acceptance->note);
    acceptance->note = note_new(entry, &now);
  } else if (!pc_baseline_knows(a->baseline, now.probe)) {
    divergence->standing = PC_STANDING_PENDING;
  }
  pc_baseline_side_clear(&now.reference);
  pc_baseline_side_clear(&now.other);
}

/* Whether one side alone refused the setup, so that no other observation was asked of it. */
static bool setup_diverges(const application *a, guint environment,
                           const pc_baseline_entry *entry) {
  return strcmp(entry->observation, "setup") != 0 &&
         pc_comparison_diverges(a->comparison, environment, entry->probe, entry->service, "setup");
}

/* Whether neither side knew what the observation asks, so that it was asked of neither. */
static bool not_asked(const pc_comparison *comparison, guint environment,
                      const pc_baseline_entry *entry) {
  for (guint i = 0; i < comparison->problems->len; i++) {
    const pc_problem *problem = comparison->problems->pdata[i];
    if (problem->kind == PC_PROBLEM_NOT_ASKED && problem->environment == environment &&
        strcmp(problem->probe, entry->probe) == 0 &&
        strcmp(problem->service, entry->service) == 0 &&
        strcmp(problem->observation, entry->observation) == 0)
      return true;
  }
  return false;
}

/* Whether both sides were asked what the entry is about, and it diverges no more. */
static bool entry_is_stale(const application *a, const pc_baseline_entry *entry) {
  const pc_case *about = pc_case_walk_find(a->cases, entry->probe, entry->service);
  if (!about || g_hash_table_contains(a->used, entry))
    return false;
  for (guint i = 0; i < a->comparison->environments->len; i++) {
    const pc_state state = (pc_state)about->states[i];
    if (i != a->comparison->reference &&
        strcmp(pc_comparison_environment(a->comparison, i)->name, entry->environment) == 0 &&
        (state == PC_STATE_AGREE || state == PC_STATE_KIND || state == PC_STATE_DIFFER) &&
        !setup_diverges(a, i, entry) && !not_asked(a->comparison, i, entry) &&
        !pc_comparison_skips(a->comparison, i, entry->probe, entry->service, entry->observation))
      return true;
  }
  return false;
}

pc_detail pc_baseline_detail(const pc_baseline *baseline) {
  return baseline && baseline->entries->len > 0 ? PC_DETAIL_NAMED : PC_DETAIL_TOLD;
}

void pc_baseline_apply(const pc_baseline *baseline, pc_comparison *comparison) {
  const application a = {.baseline = baseline,
                         .comparison = comparison,
                         .cases = pc_case_walk_new(comparison),
                         .acceptances = g_hash_table_new(NULL, NULL),
                         .used = g_hash_table_new(NULL, NULL),
                         .day = pc_baseline_day(comparison)};
  g_free(comparison->baseline);
  comparison->baseline = g_strdup(baseline->name);
  for (guint i = 0; i < baseline->entries->len; i++) {
    pc_acceptance *acceptance = acceptance_new(baseline->entries->pdata[i]);
    g_ptr_array_add(comparison->acceptances, acceptance);
    g_hash_table_insert(a.acceptances, baseline->entries->pdata[i], acceptance);
  }
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    for (guint k = 0; k < finding->divergences->len; k++)
      divergence_apply(&a, finding, finding->divergences->pdata[k]);
  }
  for (guint i = 0; i < baseline->entries->len; i++)
    if (entry_is_stale(&a, baseline->entries->pdata[i]))
      g_ptr_array_add(comparison->stale, comparison->acceptances->pdata[i]);
  pc_case_walk_free(a.cases);
  g_hash_table_unref(a.acceptances);
  g_hash_table_unref(a.used);
  g_free(a.day);
}
