/* SPDX-License-Identifier: MIT */
/* Divergences followed from night to night. */
#include "harness/history_trail.h"

#include <string.h>

/* A divergence as a night left it. */
typedef struct kept {
  char *title;
  char *expected;
  char *answer;
  pc_category category;
  pc_severity severity;
  bool silent;
} kept;

static void kept_free(gpointer data) {
  kept *k = data;
  g_free(k->title);
  g_free(k->expected);
  g_free(k->answer);
  g_free(k);
}

static void table_free(gpointer table) { g_hash_table_unref(table); }

pc_trail *pc_trail_new(void) {
  pc_trail *trail = g_new0(pc_trail, 1);
  trail->night = -1;
  trail->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, table_free);
  return trail;
}

void pc_trail_free(gpointer data) {
  pc_trail *trail = data;
  g_free(trail->path);
  g_hash_table_unref(trail->told);
  g_free(trail);
}

static GHashTable *table_new(void) { return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free); }

static kept *kept_new(const pc_case *about, const pc_divergence *d) {
  kept *k = g_new0(kept, 1);
  *k = (kept){g_strdup(about->title), g_strdup(d->reference), g_strdup(d->other), d->category, d->severity, d->silent};
  return k;
}

static bool category_is_mild(pc_category category) {
  return category == PC_CATEGORY_KIND || category == PC_CATEGORY_NAMES;
}

/* What diverges now, by case: a table of kept by observation. */
static GHashTable *now_new(const pc_step *step) {
  GHashTable *by_case = g_hash_table_new_full(NULL, NULL, NULL, table_free);
  for (guint i = 0; i < step->comparison->findings->len; i++) {
    const pc_finding *f = step->comparison->findings->pdata[i];
    gpointer key = (gpointer)(guintptr)f->about;
    if (f->environment != step->environment || category_is_mild(f->category))
      continue;
    GHashTable *table = g_hash_table_lookup(by_case, key);
    if (!table) {
      table = table_new();
      g_hash_table_insert(by_case, key, table);
    }
    for (guint k = 0; k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      g_hash_table_replace(table, g_strdup(d->observation), kept_new(f->about, d));
    }
  }
  return by_case;
}

/* Whether the night told how this environment answers. */
static bool case_is_told(const pc_case *about, guint environment) {
  const pc_state state = about->states[environment];
  return state == PC_STATE_AGREE || state == PC_STATE_KIND || state == PC_STATE_DIFFER;
}

/* The changes of one behaviour. */
typedef struct behaviour {
  const pc_step *step;
  const pc_case *about;
  bool found;
  GPtrArray *changes;
} behaviour;

static void change_add(const behaviour *b, pc_change_kind kind, const char *observation, const kept *k) {
  pc_change *change = g_new0(pc_change, 1);
  const pc_case *about = b->about;
  const pc_step *step = b->step;
  *change = (pc_change){.kind = kind,
                        .environment = g_strdup(pc_comparison_environment(step->comparison, step->environment)->name),
                        .probe = g_strdup(about->probe),
                        .service = g_strdup(about->service),
                        .observation = g_strdup(observation),
                        .title = g_strdup(k->title),
                        .category = k->category,
                        .severity = k->severity,
                        .silent = k->silent,
                        .found = b->found,
                        .own = pc_since_answered(step->own, about->probe, about->service, observation),
                        .reference = pc_since_answered(step->reference, about->probe, about->service, observation),
                        .answer = g_strdup(k->answer),
                        .expected = g_strdup(k->expected)};
  g_ptr_array_add(b->changes, change);
}

static bool kept_equal(const kept *a, const kept *b) {
  return g_strcmp0(a->expected, b->expected) == 0 && g_strcmp0(a->answer, b->answer) == 0;
}

/* Where a setup is refused, what follows it was not reached: it did not go, and is remembered. */
static void behaviour_compare(const behaviour *b, GHashTable *before, GHashTable *now) {
  const bool reached = !g_hash_table_contains(now, "setup") || g_hash_table_contains(before, "setup");
  GHashTableIter each;
  gpointer observation;
  gpointer k;
  g_hash_table_iter_init(&each, now);
  while (g_hash_table_iter_next(&each, &observation, &k)) {
    const kept *old = g_hash_table_lookup(before, observation);
    if (!old)
      change_add(b, PC_CHANGE_APPEARED, observation, k);
    else if (!kept_equal(old, k))
      change_add(b, PC_CHANGE_CHANGED, observation, k);
  }
  g_hash_table_iter_init(&each, before);
  while (!b->found && g_hash_table_iter_next(&each, &observation, &k)) {
    if (g_hash_table_contains(now, observation))
      continue;
    if (reached) {
      change_add(b, PC_CHANGE_WENT, observation, k);
    } else {
      const kept *old = k;
      kept *copy = g_new0(kept, 1);
      *copy = (kept){g_strdup(old->title), g_strdup(old->expected), g_strdup(old->answer),
                     old->category,        old->severity,           old->silent};
      g_hash_table_insert(now, g_strdup(observation), copy);
    }
  }
}

static void case_advance(pc_trail *trail, const pc_step *step, const pc_case *about, GHashTable *now,
                         GPtrArray *changes) {
  g_autofree char *key = g_strjoin("\n", about->probe, about->service, NULL);
  GHashTable *before = g_hash_table_lookup(trail->told, key);
  g_autoptr(GHashTable) nothing = table_new();
  const bool other_questions = pc_since_asks_else(step->own, about->probe, about->service) ||
                               pc_since_asks_else(step->reference, about->probe, about->service);
  const behaviour b = {step, about, !before || other_questions, changes};
  if (trail->path && step->selects(about, step->data))
    behaviour_compare(&b, before && !other_questions ? before : nothing, now);
  g_hash_table_replace(trail->told, g_steal_pointer(&key), g_hash_table_ref(now));
}

/* Forgets what is asked of nobody any more: should it come back, it is new. */
static void gone_forget(pc_trail *trail, const pc_comparison *comparison) {
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter each;
  gpointer key;
  for (guint i = 0; i < comparison->cases->len; i++) {
    const pc_case *about = comparison->cases->pdata[i];
    g_hash_table_add(known, g_strjoin("\n", about->probe, about->service, NULL));
  }
  g_hash_table_iter_init(&each, trail->told);
  while (g_hash_table_iter_next(&each, &key, NULL))
    if (!g_hash_table_contains(known, key))
      g_hash_table_iter_remove(&each);
}

void pc_trail_advance(pc_trail *trail, const pc_step *step, GPtrArray *changes) {
  g_autoptr(GHashTable) by_case = now_new(step);
  for (guint i = 0; i < step->comparison->cases->len; i++) {
    const pc_case *about = step->comparison->cases->pdata[i];
    if (!case_is_told(about, step->environment))
      continue;
    GHashTable *now = g_hash_table_lookup(by_case, about);
    g_autoptr(GHashTable) nothing = now ? g_hash_table_ref(now) : table_new();
    case_advance(trail, step, about, nothing, changes);
  }
  gone_forget(trail, step->comparison);
}
