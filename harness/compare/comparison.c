/* SPDX-License-Identifier: MIT */
/* Comparisons: what answers, put side by side, show. */
#include "harness/compare/comparison.h"

#include "harness/compare/case_walk.h"
#include "harness/compare/comparison_build.h"
#include "harness/compare/not_asked.h"
#include "harness/compare/outcome_compare.h"
#include "harness/model/probe.h"

#include <string.h>

const char *const pc_category_names[] = {"refusal",     "value", "count", "order", "blocking",
                                         "unsupported", "kind",  "names", NULL};
const char *const pc_problem_names[] = {"incident",    "fault",         "unstable", "setup-refused",
                                        "not-there",   "left-over",     "unseen",   "not-asked",
                                        "interrupted", "nothing-asked", NULL};

const char *const pc_state_names[] = {"absent",  "reference",     "agree",    "kind",  "differ",
                                      "skipped", "setup-refused", "unstable", "fault", NULL};
const char *const pc_standing_names[] = {"new", "changed", "expired", "pending", "accepted", NULL};
const char *const pc_rule_words[] = {
    "names of the run became tokens",
    "volatile fields were masked",
    "row order was not the question",
    "which side of a deadlock was refused was not kept",
    "rows with equal sort keys came in another order",
    "the order was not determined: its sort keys are not in the answer",
    "rows that tie under a LIMIT were others"};
const char *const pc_parity_gap_names[] = {"tools", "time", "personnel", NULL};

static void divergence_free(gpointer data) {
  pc_divergence *d = data;
  g_free(d->observation);
  g_free(d->reference);
  g_free(d->other);
  g_free(d->follows);
  g_free(d);
}

static void finding_free(gpointer data) {
  pc_finding *f = data;
  g_free(f->signature);
  g_ptr_array_unref(f->divergences);
  g_free(f);
}

pc_case *pc_comparison_case(const pc_comparison *comparison, const char *probe,
                            const char *service) {
  guint low = 0;
  guint high = comparison->cases->len;
  while (low < high) {
    const guint middle = (low + high) / 2;
    pc_case *c = comparison->cases->pdata[middle];
    const int by_probe = strcmp(c->probe, probe);
    const int order = by_probe ? by_probe : strcmp(c->service, service);
    if (order == 0)
      return c;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

bool pc_comparison_skips(const pc_comparison *comparison, guint i, const char *probe,
                         const char *service, const char *observation) {
  for (guint k = 0; k < comparison->skips->len; k++) {
    const pc_skip *skip = comparison->skips->pdata[k];
    if (skip->observations && skip->environment == i && strcmp(skip->probe, probe) == 0 &&
        strcmp(skip->service, service) == 0 &&
        g_ptr_array_find_with_equal_func(skip->observations, observation, g_str_equal, NULL))
      return true;
  }
  return false;
}

/* Cases come in sorted order, so that a new one is the last. */
pc_case *pc_comparison_case_ensure(pc_comparison *comparison, const char *probe,
                                   const char *service) {
  GPtrArray *cases = comparison->cases;
  pc_case *last = cases->len ? cases->pdata[cases->len - 1] : NULL;
  if (last && strcmp(last->probe, probe) == 0 && strcmp(last->service, service) == 0)
    return last;
  const guint n = comparison->environments->len;
  pc_case *c = g_new0(pc_case, 1);
  c->probe = g_strdup(probe);
  c->service = g_strdup(service);
  c->severity = PC_SEVERITY_MEDIUM;
  c->before = pc_packed_list_length(comparison->agreeing);
  c->states = g_new0(guint8, n);
  c->evidence = g_ptr_array_new_with_free_func(g_free);
  c->answers = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_set_size(c->evidence, (gint)n);
  g_ptr_array_set_size(c->answers, (gint)n);
  g_ptr_array_add(cases, c);
  return c;
}

pc_problem *pc_comparison_add_problem(pc_comparison *comparison, pc_problem_kind kind,
                                      guint environment, const char *service, const char *probe,
                                      const char *text) {
  pc_problem *problem = g_new0(pc_problem, 1);
  problem->kind = kind;
  problem->environment = environment;
  problem->service = g_strdup(service);
  problem->probe = g_strdup(probe);
  problem->text = g_strdup(text);
  if (probe) {
    pc_case *about = pc_comparison_case_ensure(comparison, probe, service);
    about->told = true;
    problem->about = about;
  }
  if (kind == PC_PROBLEM_INCIDENT)
    g_ptr_array_insert(comparison->problems, (gint)comparison->incidents++, problem);
  else
    g_ptr_array_add(comparison->problems, problem);
  return problem;
}

static int lack_compare(gconstpointer a, gconstpointer b) {
  const pc_lack *x = *(const pc_lack *const *)a;
  const pc_lack *y = *(const pc_lack *const *)b;
  return x->environment != y->environment ? (x->environment < y->environment ? -1 : 1)
                                          : strcmp(x->service, y->service);
}

pc_finding *pc_comparison_finding_ensure(pc_comparison *comparison, guint first,
                                         const pc_case *about, guint environment,
                                         pc_category category, const char *signature) {
  for (guint i = first; i < comparison->findings->len; i++) {
    pc_finding *f = comparison->findings->pdata[i];
    if (f->environment == environment && f->category == category &&
        strcmp(f->signature, signature) == 0)
      return f;
  }
  pc_finding *f = g_new0(pc_finding, 1);
  f->about = about;
  f->environment = environment;
  f->category = category;
  f->silent = true;
  f->signature = g_strdup(signature);
  f->divergences = g_ptr_array_new_with_free_func(divergence_free);
  g_ptr_array_add(comparison->findings, f);
  return f;
}

/* The first finding about a case or one behind it: findings come in the order of the cases until
 * they are closed. */
static guint finding_first(const pc_comparison *comparison, const pc_case *about) {
  guint low = 0;
  guint high = comparison->findings->len;
  while (low < high) {
    const guint middle = (low + high) / 2;
    const pc_case *c = ((const pc_finding *)comparison->findings->pdata[middle])->about;
    const int by_probe = strcmp(c->probe, about->probe);
    if ((by_probe ? by_probe : strcmp(c->service, about->service)) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool pc_comparison_diverges(const pc_comparison *comparison, guint i, const char *probe,
                            const char *service, const char *observation) {
  const pc_case *about = pc_comparison_case(comparison, probe, service);
  for (guint k = about ? finding_first(comparison, about) : G_MAXUINT;
       k < comparison->findings->len; k++) {
    const pc_finding *f = comparison->findings->pdata[k];
    if (f->about != about)
      break;
    for (guint n = 0; f->environment == i && n < f->divergences->len; n++)
      if (strcmp(((const pc_divergence *)f->divergences->pdata[n])->observation, observation) == 0)
        return true;
  }
  return false;
}

static int divergence_compare(gconstpointer a, gconstpointer b) {
  const pc_divergence *x = *(const pc_divergence *const *)a;
  const pc_divergence *y = *(const pc_divergence *const *)b;
  return x->place < y->place ? -1 : x->place > y->place;
}

GPtrArray *pc_divergences_in_order(pc_finding *const *findings, guint n) {
  GPtrArray *all = g_ptr_array_new();
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < findings[i]->divergences->len; k++)
      g_ptr_array_add(all, findings[i]->divergences->pdata[k]);
  g_ptr_array_sort(all, divergence_compare);
  return all;
}

guint pc_findings_end(const pc_comparison *comparison, guint begin) {
  const GPtrArray *findings = comparison->findings;
  const pc_finding *first = findings->pdata[begin];
  guint end = begin + 1;
  while (end < findings->len && ((const pc_finding *)findings->pdata[end])->lead == first->lead)
    end++;
  return end;
}

/* Those about one case and environment stand together, where the worst of them would, in the order
 * asked: so a cause comes before what follows from it. */
static int finding_compare(gconstpointer a, gconstpointer b) {
  const pc_finding *x = *(const pc_finding *const *)a;
  const pc_finding *y = *(const pc_finding *const *)b;
  if (x->environment != y->environment)
    return x->environment < y->environment ? -1 : 1;
  if (x->lead->severity != y->lead->severity)
    return x->lead->severity > y->lead->severity ? -1 : 1;
  if (x->lead->silent != y->lead->silent)
    return x->lead->silent ? -1 : 1;
  const int by_probe = strcmp(x->about->probe, y->about->probe);
  const int by_service = by_probe ? by_probe : strcmp(x->about->service, y->about->service);
  if (by_service)
    return by_service;
  const guint x_place = ((const pc_divergence *)x->divergences->pdata[0])->place;
  const guint y_place = ((const pc_divergence *)y->divergences->pdata[0])->place;
  if (x_place != y_place)
    return x_place < y_place ? -1 : 1;
  return x->category != y->category ? (x->category < y->category ? -1 : 1)
                                    : strcmp(x->signature, y->signature);
}

static bool finding_is_low(const pc_finding *f) {
  return pc_category_is_mild(f->category) ||
         (f->category == PC_CATEGORY_REFUSAL && pc_signature_is_moot(f->signature));
}

static bool finding_is_worse(const pc_finding *f, const pc_finding *than) {
  return f->severity > than->severity ||
         (f->severity == than->severity && f->silent && !than->silent);
}

/* Findings come in the order of the cases until they are sorted. */
static void leads_find(pc_comparison *comparison) {
  g_autofree const pc_finding **leads = g_new0(const pc_finding *, comparison->environments->len);
  const GPtrArray *findings = comparison->findings;
  for (guint begin = 0, end; begin < findings->len; begin = end) {
    const pc_case *about = ((const pc_finding *)findings->pdata[begin])->about;
    for (guint i = 0; i < comparison->environments->len; i++)
      leads[i] = NULL;
    for (end = begin;
         end < findings->len && ((const pc_finding *)findings->pdata[end])->about == about; end++) {
      const pc_finding *f = findings->pdata[end];
      if (!leads[f->environment] || finding_is_worse(f, leads[f->environment]))
        leads[f->environment] = f;
    }
    for (guint i = begin; i < end; i++) {
      pc_finding *f = findings->pdata[i];
      f->lead = leads[f->environment];
    }
  }
}

void pc_comparison_close(pc_comparison *comparison) {
  for (guint i = 0; i < comparison->findings->len; i++) {
    pc_finding *f = comparison->findings->pdata[i];
    f->severity = finding_is_low(f) ? PC_SEVERITY_LOW : f->about->severity;
    for (guint k = 0; k < f->divergences->len; k++)
      ((pc_divergence *)f->divergences->pdata[k])->severity = f->severity;
    pc_comparison_environment_at(comparison, f->environment)->counts.findings++;
  }
  leads_find(comparison);
  g_ptr_array_sort(comparison->findings, finding_compare);
  g_ptr_array_sort(comparison->lacks, lack_compare);
  for (guint i = 0; i < comparison->problems->len; i++) {
    pc_problem *problem = comparison->problems->pdata[i];
    if (problem->kind != PC_PROBLEM_NOT_ASKED && problem->kind != PC_PROBLEM_SETUP_REFUSED)
      continue;
    g_free(problem->text);
    problem->text = pc_not_asked_tell(comparison, problem);
  }
}

static void problem_free(gpointer data) {
  pc_problem *p = data;
  g_free(p->service);
  g_free(p->probe);
  g_free(p->observation);
  g_free(p->text);
  if (p->instabilities)
    g_ptr_array_unref(p->instabilities);
  g_free(p);
}

static void outsider_free(gpointer data) {
  pc_outsider *o = data;
  g_free(o->service);
  g_free(o->reason);
  g_free(o);
}

static void skip_free(gpointer data) {
  pc_skip *s = data;
  g_free(s->probe);
  g_free(s->service);
  g_free(s->reason);
  g_clear_pointer(&s->observations, g_ptr_array_unref);
  g_free(s->subject);
  g_free(s);
}

static void lack_free(gpointer data) {
  pc_lack *l = data;
  g_free(l->service);
  g_ptr_array_unref(l->operations);
  g_free(l);
}

static void setting_free(gpointer data) {
  pc_setting *s = data;
  g_free(s->service);
  g_free(s->name);
  g_free(s->reference);
  g_free(s->other);
  g_free(s);
}

static void case_free(gpointer data) {
  pc_case *c = data;
  g_free(c->probe);
  g_free(c->service);
  g_free(c->title);
  g_free(c->states);
  g_ptr_array_unref(c->evidence);
  g_ptr_array_unref(c->answers);
  g_free(c);
}

static void gap_free(gpointer data) {
  pc_parity_gap *g = data;
  g_free(g->service);
  g_free(g->text);
  g_free(g);
}

static void acceptance_free(gpointer data) {
  pc_acceptance *a = data;
  g_free(a->environment);
  g_free(a->probe);
  g_free(a->service);
  g_free(a->observation);
  g_free(a->reason);
  g_free(a->owner);
  g_free(a->expires);
  g_free(a->note);
  g_free(a);
}

static void environment_free(gpointer data) {
  pc_environment *e = data;
  g_free(e->name);
  pc_recording_header_unref(e->header);
  g_hash_table_unref(e->compared);
  g_hash_table_unref(e->ruled);
  g_free(e);
}

pc_comparison *pc_comparison_allocate(void) {
  pc_comparison *comparison = g_new0(pc_comparison, 1);
  comparison->environments = g_ptr_array_new_with_free_func(environment_free);
  comparison->cases = g_ptr_array_new_with_free_func(case_free);
  comparison->agreeing = pc_packed_list_new();
  comparison->titles = pc_packed_list_new();
  comparison->findings = g_ptr_array_new_with_free_func(finding_free);
  comparison->problems = g_ptr_array_new_with_free_func(problem_free);
  comparison->skips = g_ptr_array_new_with_free_func(skip_free);
  comparison->lacks = g_ptr_array_new_with_free_func(lack_free);
  comparison->outsiders = g_ptr_array_new_with_free_func(outsider_free);
  comparison->settings = g_ptr_array_new_with_free_func(setting_free);
  comparison->gaps = g_ptr_array_new_with_free_func(gap_free);
  comparison->acceptances = g_ptr_array_new_with_free_func(acceptance_free);
  comparison->stale = g_ptr_array_new();
  return comparison;
}

void pc_comparison_free(pc_comparison *comparison) {
  if (!comparison)
    return;
  g_ptr_array_unref(comparison->findings);
  g_ptr_array_unref(comparison->problems);
  g_ptr_array_unref(comparison->cases);
  pc_packed_list_free(comparison->agreeing);
  pc_packed_list_free(comparison->titles);
  g_ptr_array_unref(comparison->skips);
  g_ptr_array_unref(comparison->lacks);
  g_ptr_array_unref(comparison->outsiders);
  g_ptr_array_unref(comparison->settings);
  g_ptr_array_unref(comparison->gaps);
  g_ptr_array_unref(comparison->stale);
  g_ptr_array_unref(comparison->acceptances);
  g_free(comparison->baseline);
  g_ptr_array_unref(comparison->environments);
  g_free(comparison->verdict);
  g_free(comparison->fail_on);
  g_free(comparison);
}
