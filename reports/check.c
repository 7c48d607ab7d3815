/* SPDX-License-Identifier: MIT */
/* Comparisons as lists of checks. */
#include "reports/check.h"

#include "harness/compare/case_walk.h"
#include "harness/compare/verdict.h"
#include "reports/wording.h"

/* What there is about the cases of one environment, by case. */
typedef struct facts {
  const pc_comparison *comparison;
  guint environment;
  GHashTable *findings;  /* GPtrArray of pc_finding */
  GHashTable *problems;  /* the first pc_problem */
  GHashTable *skips;     /* pc_skip */
  GHashTable *reference; /* pc_skip of the reference */
} facts;

static void array_unref(gpointer array) { g_ptr_array_unref(array); }

static gpointer key_of(const pc_case *about) { return (gpointer)(guintptr)about; }

static facts facts_open(const pc_comparison *comparison, guint environment) {
  facts f = {.comparison = comparison,
             .environment = environment,
             .findings = g_hash_table_new_full(NULL, NULL, NULL, array_unref),
             .problems = g_hash_table_new(NULL, NULL),
             .skips = g_hash_table_new(NULL, NULL),
             .reference = g_hash_table_new(NULL, NULL)};
  for (guint i = 0; i < comparison->findings->len; i++) {
    pc_finding *finding = comparison->findings->pdata[i];
    if (finding->environment != environment)
      continue;
    GPtrArray *all = g_hash_table_lookup(f.findings, finding->about);
    if (!all)
      g_hash_table_insert(f.findings, key_of(finding->about), all = g_ptr_array_new());
    g_ptr_array_add(all, finding);
  }
  for (guint i = 0; i < comparison->problems->len; i++) {
    pc_problem *p = comparison->problems->pdata[i];
    if (p->environment == environment && p->about && !g_hash_table_contains(f.problems, p->about))
      g_hash_table_insert(f.problems, key_of(p->about), p);
  }
  for (guint i = 0; i < comparison->skips->len; i++) {
    pc_skip *skip = comparison->skips->pdata[i];
    if (skip->environment != environment && skip->environment != comparison->reference)
      continue;
    const pc_case *about = pc_comparison_case(comparison, skip->probe, skip->service);
    if (about)
      g_hash_table_insert(skip->environment == environment ? f.skips : f.reference, key_of(about),
                          skip);
  }
  return f;
}

static void facts_close(facts *f) {
  g_hash_table_unref(f->findings);
  g_hash_table_unref(f->problems);
  g_hash_table_unref(f->skips);
  g_hash_table_unref(f->reference);
}

/* Why a behaviour, which has neither problem nor finding, was not compared; NULL: it was. */
static const char *skip_reason(const facts *f, const pc_case *about) {
  const guint reference = f->comparison->reference;
  const pc_skip *own = g_hash_table_lookup(f->skips, about);
  const pc_skip *other =
      g_hash_table_lookup(f->environment == reference ? f->skips : f->reference, about);
  const pc_state state = about->states[f->environment];
  if (state == PC_STATE_AGREE || state == PC_STATE_KIND || state == PC_STATE_DIFFER)
    return NULL;
  if (state == PC_STATE_SKIPPED)
    return own ? own->reason : "skipped";
  if (state == PC_STATE_FAULT || about->states[reference] == PC_STATE_FAULT)
    return state == PC_STATE_FAULT ? "the service is not there" : "the reference could not tell";
  if (about->states[reference] == PC_STATE_UNSTABLE)
    return "the reference answered differently when asked twice";
  if (about->states[reference] == PC_STATE_SKIPPED)
    return other ? other->reason : "the reference was not asked";
  return about->states[reference] == PC_STATE_ABSENT ? "the reference has no such service"
                                                     : "the environment has no such service";
}

static pc_check behaviour_check(const facts *f, const pc_case *about) {
  pc_check check = {.environment = f->environment,
                    .about = about,
                    .findings = g_hash_table_lookup(f->findings, about),
                    .problem = g_hash_table_lookup(f->problems, about)};
  if (check.problem) {
    check.result = PC_CHECK_ERROR;
  } else if (check.findings) {
    for (guint i = 0; i < check.findings->len && check.result == PC_CHECK_PASSED; i++)
      if (pc_finding_counts(f->comparison, check.findings->pdata[i]))
        check.result = PC_CHECK_FAILED;
  } else {
    check.reason = skip_reason(f, about);
    check.result = check.reason ? PC_CHECK_SKIPPED : PC_CHECK_PASSED;
  }
  return check;
}

void pc_checks_visit(const pc_comparison *comparison, guint environment, pc_check_visit visit,
                     gpointer data) {
  facts f = facts_open(comparison, environment);
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  const pc_case *about;
  while ((about = pc_case_walk_next(cases))) {
    const pc_check check = behaviour_check(&f, about);
    if (check.problem || environment != comparison->reference)
      visit(&check, data);
  }
  for (guint k = comparison->incidents; k < comparison->problems->len; k++) {
    const pc_problem *p = comparison->problems->pdata[k];
    const bool told = p->about && g_hash_table_lookup(f.problems, p->about) == p;
    if (p->environment == environment && !told)
      visit(&(pc_check){.result = PC_CHECK_ERROR,
                        .environment = environment,
                        .about = p->about,
                        .problem = p},
            data);
  }
  facts_close(&f);
}

void pc_checks_visit_incidents(const pc_comparison *comparison, guint environment,
                               pc_check_visit visit, gpointer data) {
  for (guint i = 0; i < comparison->incidents; i++) {
    const pc_problem *p = comparison->problems->pdata[i];
    if (p->environment == environment)
      visit(&(pc_check){.result = PC_CHECK_ERROR, .environment = environment, .problem = p}, data);
  }
}

static void result_count(const pc_check *check, gpointer data) { ((guint *)data)[check->result]++; }

void pc_checks_count(const pc_comparison *comparison, guint environment, guint *results) {
  pc_checks_visit_incidents(comparison, environment, result_count, results);
  pc_checks_visit(comparison, environment, result_count, results);
}

char *pc_check_severity(const pc_check *check) {
  pc_severity worst = PC_SEVERITY_LOW;
  bool silent = true;
  for (guint i = 0; i < check->findings->len; i++) {
    const pc_finding *f = check->findings->pdata[i];
    worst = MAX(worst, f->severity);
    silent = silent && f->silent;
  }
  return g_strdup_printf("%s%s", pc_severity_names[worst], silent ? " silent" : "");
}

char *pc_check_name(const pc_check *check) {
  if (check->about)
    return pc_wording_cut(check->about->probe, PC_WORDING_SHORT);
  g_autofree char *service = pc_wording_cut(check->problem->service, PC_WORDING_SHORT);
  return g_strdup_printf("%s%s%s", pc_problem_names[check->problem->kind], *service ? ": " : "",
                         service);
}
