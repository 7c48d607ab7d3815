/* SPDX-License-Identifier: MIT */
/* Nights, each held against the one before. */
#include "harness/history/history.h"

#include "harness/base/names.h"
#include "harness/compare/case_walk.h"
#include "harness/catalogue/catalogue.h"
#include "harness/base/error.h"
#include "harness/compare/recording.h"
#include "harness/history/history_folder.h"
#include "harness/history/history_night.h"
#include "harness/history/history_trail.h"
#include "harness/history/history_verdict.h"
#include "harness/catalogue/selection.h"

#include <string.h>

const char *const pc_change_names[] = {"appeared", "changed", "went", NULL};

/* A history being made. */
typedef struct builder {
  pc_history *history;
  const char *const *select;
  bool *selecting;        /* by pattern: it selected something */
  pc_detail detail;       /* what the patterns need of behaviours that agree */
  GHashTable *trails;     /* pc_trail by environment, the reference too */
  pc_packed_list *probes; /* sorted: of the last night that could be compared; NULL: none could */
  char *catalogue;        /* the digest of that night */
  const pc_night *previous;
} builder;

/* The parts of a probe that a recording tells. */
static bool case_is_selected(const pc_case *about, gconstpointer data) {
  const builder *b = data;
  if (!b->select || !*b->select)
    return true;
  json_t *evidence = NULL;
  for (guint i = 0; b->detail == PC_DETAIL_WHOLE && !evidence && i < about->evidence->len; i++)
    if (about->evidence->pdata[i])
      evidence = json_loads(about->evidence->pdata[i], JSON_ALLOW_NUL, NULL);
  const json_t *header = json_object_get(evidence, "about");
  const char *reach = json_string_value(json_object_get(header, "reach"));
  g_autofree char *role = g_strndup(about->probe, strcspn(about->probe, "/"));
  const int known = pc_name_index(pc_role_names, role);
  const pc_probe probe = {.id = about->probe,
                          .role = known >= 0 ? (pc_role)known : PC_ROLE_COUNT - 1,
                          .header = {.severity = about->severity,
                                     .tags = json_string_value(json_object_get(header, "tags")),
                                     .reach = g_strcmp0(reach, "intrusive") == 0
                                                  ? PC_REACH_INTRUSIVE
                                                  : PC_REACH_SCRATCH}};
  bool selected = false;
  for (guint i = 0; b->select[i]; i++) {
    const bool matches = pc_pattern_matches(b->select[i], &probe);
    b->selecting[i] = b->selecting[i] || matches;
    selected = selected || matches;
  }
  json_decref(evidence);
  return selected;
}

static void incomplete_add_take(pc_night *night, char *text) {
  g_ptr_array_add(night->incomplete, text);
}

const pc_night_environment *pc_night_find(const pc_night *night, const char *name) {
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, name) == 0)
      return e;
  }
  return NULL;
}

static pc_night_environment *environment_of(const pc_night *night, const char *name) {
  return (pc_night_environment *)(guintptr)pc_night_find(night, name);
}

/* The night's comparison with the reference first; NULL: there is none, which the night tells. */
static pc_comparison *night_compare(const builder *b, pc_night *night) {
  const guint n = night->environments->len;
  g_autofree FILE **files = g_new0(FILE *, n);
  g_autofree const char **paths = g_new0(const char *, n);
  g_autoptr(GError) error = NULL;
  guint k = 0;
  paths[k++] = pc_night_find(night, b->history->reference)->path;
  for (guint i = 0; i < n; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, b->history->reference) != 0)
      paths[k++] = e->path;
  }
  bool fine = true;
  for (guint i = 0; fine && i < n; i++)
    fine = (files[i] = pc_recording_open(paths[i], &error)) != NULL;
  pc_comparison *comparison =
      fine ? pc_comparison_new(files, paths, n, 0, b->detail, &error) : NULL;
  for (guint i = 0; i < n; i++)
    if (files[i])
      fclose(files[i]);
  if (error)
    incomplete_add_take(night, g_strdup(error->message));
  return comparison;
}

/* One line for all problems of one kind, environment and service; for each incident its own. */
static void problems_add(pc_night *night, const pc_comparison *comparison) {
  const GPtrArray *problems = comparison->problems;
  for (guint i = 0; i < problems->len; i++) {
    const pc_problem *p = problems->pdata[i];
    guint before = 0;
    guint all = 0;
    for (guint k = 0; p->probe && k < problems->len; k++) {
      const pc_problem *other = problems->pdata[k];
      const bool alike = other->probe && other->kind == p->kind &&
                         other->environment == p->environment &&
                         g_strcmp0(other->service, p->service) == 0;
      all += alike;
      before += alike && k < i;
    }
    g_autofree char *more = all > 1 ? g_strdup_printf(" and %u more", all - 1) : g_strdup("");
    if (before == 0)
      g_ptr_array_add(p->kind == PC_PROBLEM_INCIDENT ? night->incidents : night->incomplete,
                      g_strdup_printf("%s  %s%s%s%s%s: %s%s", pc_problem_names[p->kind],
                                      pc_comparison_environment(comparison, p->environment)->name,
                                      p->service ? "/" : "", p->service ? p->service : "",
                                      p->probe ? "  " : "", p->probe ? p->probe : "", p->text,
                                      more));
  }
}

static void references_add(const builder *b, pc_night *night, const pc_comparison *comparison,
                           const pc_since *since) {
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  for (guint i = 0; i < since->comparison->findings->len; i++) {
    const pc_finding *f = since->comparison->findings->pdata[i];
    const pc_case *about = pc_case_walk_find(cases, f->about->probe, f->about->service);
    if (!case_is_selected(about ? about : f->about, b))
      continue;
    for (guint k = 0; k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      pc_reference_change *change = g_new0(pc_reference_change, 1);
      *change = (pc_reference_change){
          .probe = g_strdup(f->about->probe),
          .service = g_strdup(f->about->service),
          .observation = g_strdup(d->observation),
          .title = g_strdup(f->about->title),
          .category = d->category,
          .severity = d->severity,
          .before = g_strdup(d->reference),
          .after = g_strdup(d->other),
      };
      g_ptr_array_add(night->references, change);
    }
  }
}

static pc_trail *trail_ensure(const builder *b, const char *name) {
  pc_trail *trail = g_hash_table_lookup(b->trails, name);
  if (!trail) {
    trail = pc_trail_new();
    g_hash_table_insert(b->trails, g_strdup(name), trail);
  }
  return trail;
}

/* What changed in the environment itself; NULL: there is nothing to hold it against. */
static pc_since *since_find(const builder *b, pc_night *night, const pc_night_environment *e) {
  const pc_trail *trail = trail_ensure(b, e->name);
  g_autoptr(GError) error = NULL;
  pc_since *since = trail->path ? pc_since_new(trail->path, e->path, &error) : NULL;
  if (error)
    incomplete_add_take(night, g_strdup(error->message));
  if (since)
    pc_since_settings(since, e->name, night->settings);
  return since;
}

static void counts_set(const builder *b, pc_night_environment *e, const pc_comparison *comparison,
                       guint environment) {
  g_autoptr(GHashTable) refused = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *f = comparison->findings->pdata[i];
    if (f->environment == environment && !f->silent && f->category != PC_CATEGORY_KIND &&
        f->category != PC_CATEGORY_NAMES)
      g_hash_table_add(refused, (gpointer)(guintptr)f->about);
  }
  e->compared = true;
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  const pc_case *about;
  while ((about = pc_case_walk_next(cases))) {
    const pc_state state = about->states[environment];
    if ((state != PC_STATE_AGREE && state != PC_STATE_KIND && state != PC_STATE_DIFFER) ||
        !case_is_selected(about, b))
      continue;
    e->behaviours++;
    if (state != PC_STATE_DIFFER)
      continue;
    e->differ++;
    e->by_severity[about->severity]++;
    e->silent += !g_hash_table_contains(refused, about);
  }
}

static void environment_advance(const builder *b, pc_night *night, int index,
                                const pc_comparison *comparison, guint i,
                                const pc_since *reference) {
  pc_night_environment *e = environment_of(night, pc_comparison_environment(comparison, i)->name);
  pc_trail *trail = trail_ensure(b, e->name);
  g_autoptr(pc_since) own = since_find(b, night, e);
  const pc_step step = {comparison, i, own, reference, case_is_selected, b};
  const guint from = night->changes->len;
  counts_set(b, e, comparison, i);
  pc_trail_advance(trail, &step, night->changes);
  for (guint k = from; k < night->changes->len; k++) {
    const pc_change *change = night->changes->pdata[k];
    if (change->found)
      e->found++;
    else
      e->changes[change->kind]++;
  }
  e->since = trail->night;
  e->first = !trail->path;
  g_free(trail->path);
  trail->path = g_strdup(e->path);
  trail->night = index;
}

/* Each once, sorted. */
static pc_packed_list *probes_new(const pc_comparison *comparison) {
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  g_autoptr(GString) last = g_string_new(NULL);
  pc_packed_list *probes = pc_packed_list_new();
  const pc_case *about;
  while ((about = pc_case_walk_next(cases))) {
    if (pc_packed_list_length(probes) == 0 || strcmp(last->str, about->probe) != 0)
      pc_packed_list_add(probes, about->probe, strlen(about->probe));
    g_string_assign(last, about->probe);
  }
  return probes;
}

static int text_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the names that are in one sorted list and not in the other. */
static void names_subtract(GPtrArray *names, const pc_packed_list *from,
                           const pc_packed_list *without) {
  pc_packed_cursor each;
  pc_packed_cursor other;
  pc_packed_cursor_init(&each, from, 0);
  pc_packed_cursor_init(&other, without, 0);
  const GString *name;
  const GString *beside = pc_packed_cursor_next(&other);
  while ((name = pc_packed_cursor_next(&each))) {
    while (beside && strcmp(beside->str, name->str) < 0)
      beside = pc_packed_cursor_next(&other);
    if (!beside || strcmp(beside->str, name->str) != 0)
      g_ptr_array_add(names, g_strdup(name->str));
  }
  pc_packed_cursor_clear(&each);
  pc_packed_cursor_clear(&other);
}

static void catalogue_advance(builder *b, pc_night *night, const pc_comparison *comparison) {
  const char *digest = pc_comparison_environment(comparison, 0)->header->catalogue;
  pc_packed_list *probes = probes_new(comparison);
  if (b->probes) {
    names_subtract(night->added, probes, b->probes);
    names_subtract(night->gone, b->probes, probes);
    night->catalogue = g_strcmp0(b->catalogue, digest) != 0;
    pc_packed_list_free(b->probes);
  }
  b->probes = probes;
  g_free(b->catalogue);
  b->catalogue = g_strdup(digest);
}

static int change_compare(gconstpointer a, gconstpointer b) {
  const pc_change *x = *(const pc_change *const *)a;
  const pc_change *y = *(const pc_change *const *)b;
  const int by_environment = strcmp(x->environment, y->environment);
  if (by_environment)
    return by_environment;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  const int by_probe = strcmp(x->probe, y->probe);
  const int by_service = by_probe ? by_probe : strcmp(x->service, y->service);
  return by_service ? by_service : strcmp(x->observation, y->observation);
}

/* Who was there the night before and is not now. */
static void absent_add(const builder *b, pc_night *night) {
  for (guint i = 0; b->previous && i < b->previous->environments->len; i++) {
    const char *name = ((const pc_night_environment *)b->previous->environments->pdata[i])->name;
    if (!pc_night_find(night, name))
      incomplete_add_take(
          night,
          g_strdup_printf("not-there  %s: was not recorded, as it was the night before", name));
  }
  if (night->environments->len < 2)
    incomplete_add_take(night, g_strdup("nothing-asked: only one environment was recorded"));
}

static void night_advance(builder *b, pc_night *night, int index) {
  const pc_night_environment *reference = pc_night_find(night, b->history->reference);
  absent_add(b, night);
  b->previous = night;
  if (!reference) {
    incomplete_add_take(
        night,
        g_strdup_printf("not-there  %s: the reference was not recorded, so that nothing can be "
                        "compared",
                        b->history->reference));
    return;
  }
  g_autoptr(pc_comparison) comparison = night_compare(b, night);
  if (!comparison)
    return;
  problems_add(night, comparison);
  pc_trail *trail = trail_ensure(b, b->history->reference);
  g_autoptr(pc_since) since = since_find(b, night, reference);
  if (since)
    references_add(b, night, comparison, since);
  for (guint i = 1; i < comparison->environments->len; i++)
    environment_advance(b, night, index, comparison, i, since);
  catalogue_advance(b, night, comparison);
  g_ptr_array_sort(night->changes, change_compare);
  pc_night_environment *own = environment_of(night, b->history->reference);
  own->since = trail->night;
  own->first = !trail->path;
  g_free(trail->path);
  trail->path = g_strdup(reference->path);
  trail->night = index;
}

/* The reference that the last night's recordings name. */
static char *reference_find(const pc_night *night, const char *named, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    const char *own = e->header->reference;
    named = named ? named : own;
    g_ptr_array_add(names, e->name);
  }
  if (named)
    return g_strdup(named);
  g_ptr_array_add(names, NULL);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "the recordings do not tell which environment is the reference: expected "
              "'--reference ENV' (recorded: %s)",
              known);
  return NULL;
}

/* A name that is in no night is a slip, not a night without a reference. */
static bool reference_check(const GPtrArray *nights, const char *reference, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < nights->len; i++) {
    const pc_night *night = nights->pdata[i];
    if (pc_night_find(night, reference))
      return true;
    for (guint k = 0; k < night->environments->len; k++)
      g_ptr_array_add(names, ((const pc_night_environment *)night->environments->pdata[k])->name);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(reference, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no night has a recording of the reference '%s'%s",
              reference, hint);
  return false;
}

/* Every environment but the reference. */
static void environments_collect(pc_history *history) {
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < history->nights->len; i++) {
    const pc_night *night = history->nights->pdata[i];
    for (guint k = 0; k < night->environments->len; k++) {
      const char *name = ((const pc_night_environment *)night->environments->pdata[k])->name;
      if (strcmp(name, history->reference) != 0 &&
          g_hash_table_add(known, (gpointer)(guintptr)name))
        g_ptr_array_add(history->environments, g_strdup(name));
    }
  }
  g_ptr_array_sort(history->environments, text_compare);
}

static pc_detail pattern_detail(const char *pattern) {
  if (g_str_has_prefix(pattern, "tag:") || g_str_has_prefix(pattern, "reach:"))
    return PC_DETAIL_WHOLE;
  return g_str_has_prefix(pattern, "severity:") ? PC_DETAIL_TITLED : PC_DETAIL_NAMED;
}

/* A pattern that selects nothing of any night may be of a built-in probe that was not asked, else
 * it is a slip. */
static bool select_check(const builder *b, GError **error) {
  g_autoptr(pc_catalogue) catalogue =
      b->select && b->probes ? pc_catalogue_new(true, NULL, error) : NULL;
  if (!catalogue)
    return !b->select || !b->probes;
  pc_packed_cursor each;
  const GString *id;
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) probes = g_ptr_array_new();
  const GPtrArray *built_in = pc_catalogue_probes(catalogue);
  g_ptr_array_extend(probes, (GPtrArray *)(guintptr)built_in, NULL, NULL);
  g_autofree pc_probe *own = g_new0(pc_probe, pc_packed_list_length(b->probes) + 1);
  pc_packed_cursor_init(&each, b->probes, 0);
  for (guint i = 0; (id = pc_packed_cursor_next(&each)); i++) {
    own[i].id = g_strdup(id->str);
    g_ptr_array_add(ids, (gpointer)(guintptr)own[i].id);
    g_ptr_array_add(probes, &own[i]);
  }
  pc_packed_cursor_clear(&each);
  bool fine = true;
  for (guint i = 0; fine && b->select[i]; i++) {
    const char *const pattern[] = {b->select[i], NULL};
    fine = b->selecting[i] || pc_patterns_check(pattern, probes, error);
  }
  return fine;
}

static bool nights_advance(pc_history *history, const pc_history_options *options, GError **error) {
  const guint patterns = options->select ? g_strv_length((char **)(guintptr)options->select) : 0;
  g_autofree bool *selecting = g_new0(bool, patterns + 1);
  builder b = {.history = history,
               .select = options->select,
               .selecting = selecting,
               .detail = PC_DETAIL_NAMED,
               .trails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pc_trail_free)};
  for (const char *const *pattern = options->select; pattern && *pattern; pattern++)
    b.detail = MAX(b.detail, pattern_detail(*pattern));
  for (guint i = 0; i < history->nights->len; i++)
    night_advance(&b, history->nights->pdata[i], (int)i);
  const bool fine = select_check(&b, error);
  g_hash_table_unref(b.trails);
  pc_packed_list_free(b.probes);
  g_free(b.catalogue);
  return fine;
}

/* The night before the first that is shown was only there to hold that one against. */
static void first_drop(pc_history *history) {
  g_ptr_array_remove_index(history->nights, 0);
  for (guint i = 0; i < history->nights->len; i++) {
    const pc_night *night = history->nights->pdata[i];
    for (guint k = 0; k < night->environments->len; k++) {
      pc_night_environment *e = night->environments->pdata[k];
      e->since = MAX(e->since - 1, -1);
    }
  }
}

/* A file that is left out counts where it may be of the last night. */
static bool unread_take(pc_history *history, const GPtrArray *unread) {
  const pc_night *last = history->nights->pdata[history->nights->len - 1];
  bool counts = false;
  for (guint i = 0; i < unread->len; i++) {
    const pc_unread *u = unread->pdata[i];
    counts = counts || u->recorded >= last->began;
    g_ptr_array_add(history->unread, g_strdup(u->text));
  }
  return counts;
}

void pc_history_free(pc_history *history) {
  if (!history)
    return;
  g_free(history->reference);
  g_free(history->verdict);
  g_ptr_array_unref(history->environments);
  g_ptr_array_unref(history->nights);
  g_ptr_array_unref(history->unread);
  g_free(history);
}

static pc_history *history_allocate(void) {
  pc_history *history = g_new0(pc_history, 1);
  history->environments = g_ptr_array_new_with_free_func(g_free);
  history->nights = g_ptr_array_new_with_free_func(pc_night_free);
  history->unread = g_ptr_array_new_with_free_func(g_free);
  return history;
}

pc_history *pc_history_new(const char *folder, const pc_history_options *options, GError **error) {
  g_autoptr(pc_history) history = history_allocate();
  g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(pc_unread_free);
  if (!pc_history_folder_read(folder, history->nights, unread, error))
    return NULL;
  if (history->nights->len == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "no recording is below '%s': 'paritycheck run --keep %s' makes some", folder,
                folder);
    return NULL;
  }
  history->reference =
      reference_find(history->nights->pdata[history->nights->len - 1], options->reference, error);
  if (!history->reference || !reference_check(history->nights, history->reference, error))
    return NULL;
  const bool cut = options->last > 0 && options->last < history->nights->len;
  if (cut)
    g_ptr_array_remove_range(history->nights, 0, history->nights->len - options->last - 1);
  if (!nights_advance(history, options, error))
    return NULL;
  if (cut)
    first_drop(history);
  environments_collect(history);
  pc_history_decide(history, unread_take(history, unread));
  return g_steal_pointer(&history);
}
