/* SPDX-License-Identifier: MIT */
/* Divergences followed from night to night. */
#include "harness/history/history_trail.h"

#include "harness/compare/case_walk.h"

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
  trail->told = pc_packed_list_new();
  trail->diverged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, table_free);
  return trail;
}

void pc_trail_free(gpointer data) {
  pc_trail *trail = data;
  g_free(trail->path);
  pc_packed_list_free(trail->told);
  g_hash_table_unref(trail->diverged);
  g_free(trail);
}

static GHashTable *table_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
}

static kept *kept_new(const pc_case *about, const pc_divergence *d) {
  kept *k = g_new0(kept, 1);
  *k = (kept){g_strdup(about->title),
              g_strdup(d->reference),
              g_strdup(d->other),
              d->category,
              d->severity,
              d->silent};
  return k;
}

/* What diverges now, by case: a table of kept by observation. */
static GHashTable *now_new(const pc_step *step) {
  GHashTable *by_case = g_hash_table_new_full(NULL, NULL, NULL, table_free);
  for (guint i = 0; i < step->comparison->findings->len; i++) {
    const pc_finding *f = step->comparison->findings->pdata[i];
    gpointer key = (gpointer)(guintptr)f->about;
    if (f->environment != step->environment || pc_category_is_mild(f->category))
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

static void change_add(const behaviour *b, pc_change_kind kind, const char *observation,
                       const kept *k) {
  pc_change *change = g_new0(pc_change, 1);
  const pc_case *about = b->about;
  const pc_step *step = b->step;
  *change = (pc_change){
      .kind = kind,
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

/* What was not asked did not go, and is remembered: what follows a setup that is refused, too, was
 * not reached. */
static void behaviour_compare(const behaviour *b, GHashTable *before, GHashTable *now) {
  const bool reached =
      !g_hash_table_contains(now, "setup") || g_hash_table_contains(before, "setup");
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
    if (reached && !pc_comparison_skips(b->step->comparison, b->step->environment, b->about->probe,
                                        b->about->service, observation)) {
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

/* known: the trail was told of it before. now: what diverges; NULL: nothing. */
static void case_advance(pc_trail *trail, const pc_step *step, const pc_case *about, bool known,
                         GHashTable *now, GPtrArray *changes) {
  g_autofree char *key = g_strjoin("\n", about->probe, about->service, NULL);
  GHashTable *before = g_hash_table_lookup(trail->diverged, key);
  if (!before && !now)
    return;
  g_autoptr(GHashTable) nothing = table_new();
  g_autoptr(GHashTable) after = now ? g_hash_table_ref(now) : table_new();
  const bool other_questions = pc_since_asks_else(step->own, about->probe, about->service) ||
                               pc_since_asks_else(step->reference, about->probe, about->service);
  const behaviour b = {step, about, !known || other_questions, changes};
  if (trail->path && step->selects(about, step->data))
    behaviour_compare(&b, before && !other_questions ? before : nothing, after);
  if (g_hash_table_size(after) > 0)
    g_hash_table_replace(trail->diverged, g_steal_pointer(&key), g_hash_table_ref(after));
  else
    g_hash_table_remove(trail->diverged, key);
}

/* Forgets a probe that no environment was asked: if it comes back, it is new. key: as a list has
 * it. */
static void gone_forget(const pc_trail *trail, const GString *key) {
  const char *service = key->str + strlen(key->str) + 1;
  g_autofree char *own = g_strjoin("\n", key->str, service, NULL);
  g_hash_table_remove(trail->diverged, own);
}

/* Goes on behind a key, or to the end where that is NULL, and forgets what stands before it.
 * Whether the key is there.
 */
static bool told_pass(const pc_trail *trail, pc_packed_cursor *told, const GString **next,
                      const char *key, gsize length) {
  while (*next) {
    const int order = key ? pc_packed_compare((*next)->str, (*next)->len, key, length) : -1;
    if (order > 0)
      return false;
    if (order < 0)
      gone_forget(trail, *next);
    *next = pc_packed_cursor_next(told);
    if (order == 0)
      return true;
  }
  return false;
}

void pc_trail_advance(pc_trail *trail, const pc_step *step, GPtrArray *changes) {
  g_autoptr(GHashTable) by_case = now_new(step);
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(step->comparison);
  g_autoptr(pc_packed_list) told = pc_packed_list_new();
  pc_packed_cursor before;
  const pc_case *about;
  pc_packed_cursor_init(&before, trail->told, 0);
  const GString *next = pc_packed_cursor_next(&before);
  while ((about = pc_case_walk_next(cases))) {
    gsize length;
    g_autofree char *key = pc_case_key_new(about->probe, about->service, &length);
    const bool known = told_pass(trail, &before, &next, key, length);
    const bool now = case_is_told(about, step->environment);
    if (now)
      case_advance(trail, step, about, known, g_hash_table_lookup(by_case, about), changes);
    if (known || now)
      pc_packed_list_add(told, key, length);
  }
  told_pass(trail, &before, &next, NULL, 0);
  pc_packed_cursor_clear(&before);
  pc_packed_list_free(trail->told);
  trail->told = g_steal_pointer(&told);
}
