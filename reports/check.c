/* SPDX-License-Identifier: MIT */
/* Comparisons as lists of checks. */
#include "reports/check.h"

#include "harness/verdict.h"
#include "reports/telling.h"

/* What there is about each case in each environment: an item for case * environments + environment. */
typedef struct slots {
  const pc_comparison *comparison;
  GHashTable *cases; /* pc_case to its index + 1 */
  GPtrArray **findings;
  const pc_problem **problems;
  const pc_skip **skips;
} slots;

static gsize slot_at(const slots *s, const pc_case *about, guint environment) {
  const gsize index = GPOINTER_TO_SIZE(g_hash_table_lookup(s->cases, about)) - 1;
  return index * s->comparison->environments->len + environment;
}

static slots slots_open(const pc_comparison *comparison) {
  const gsize n = (gsize)comparison->cases->len * comparison->environments->len;
  slots s = {.comparison = comparison,
             .cases = g_hash_table_new(NULL, NULL),
             .findings = g_new0(GPtrArray *, n + 1),
             .problems = g_new0(const pc_problem *, n + 1),
             .skips = g_new0(const pc_skip *, n + 1)};
  for (gsize i = 0; i < comparison->cases->len; i++)
    g_hash_table_insert(s.cases, comparison->cases->pdata[i], GSIZE_TO_POINTER(i + 1));
  for (guint i = 0; i < comparison->findings->len; i++) {
    pc_finding *f = comparison->findings->pdata[i];
    GPtrArray **findings = &s.findings[slot_at(&s, f->about, f->environment)];
    if (!*findings)
      *findings = g_ptr_array_new();
    g_ptr_array_add(*findings, f);
  }
  for (guint i = 0; i < comparison->problems->len; i++) {
    const pc_problem *p = comparison->problems->pdata[i];
    if (p->about && !s.problems[slot_at(&s, p->about, p->environment)])
      s.problems[slot_at(&s, p->about, p->environment)] = p;
  }
  for (guint i = 0; i < comparison->skips->len; i++) {
    const pc_skip *skip = comparison->skips->pdata[i];
    const pc_case *about = pc_comparison_case(comparison, skip->probe, skip->service);
    if (about)
      s.skips[slot_at(&s, about, skip->environment)] = skip;
  }
  return s;
}

/* The findings have gone to the checks. */
static void slots_close(slots *s) {
  g_hash_table_unref(s->cases);
  g_free(s->findings);
  g_free(s->problems);
  g_free(s->skips);
}

/* Why a behaviour of an environment, which has neither problem nor finding, was not compared; NULL: it was. */
static const char *skip_reason(const slots *s, const pc_case *about, guint environment) {
  const guint reference = s->comparison->reference;
  const pc_skip *own = s->skips[slot_at(s, about, environment)];
  const pc_skip *other = s->skips[slot_at(s, about, reference)];
  const pc_state state = about->states[environment];
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

static void check_add(GPtrArray *checks, const pc_check *check) {
  g_ptr_array_add(checks, g_memdup2(check, sizeof *check));
}

static void behaviour_add(const slots *s, const pc_case *about, guint environment, GPtrArray *checks) {
  const gsize slot = slot_at(s, about, environment);
  pc_check check = {.environment = environment, .about = about, .findings = s->findings[slot]};
  check.problem = s->problems[slot];
  if (check.problem) {
    check.result = PC_CHECK_ERROR;
  } else if (check.findings) {
    for (guint i = 0; i < check.findings->len && check.result == PC_CHECK_PASSED; i++)
      if (pc_finding_counts(s->comparison, check.findings->pdata[i]))
        check.result = PC_CHECK_FAILED;
  } else {
    check.reason = skip_reason(s, about, environment);
    check.result = check.reason ? PC_CHECK_SKIPPED : PC_CHECK_PASSED;
  }
  if (check.problem || environment != s->comparison->reference)
    check_add(checks, &check);
}

static void check_free(gpointer data) {
  pc_check *check = data;
  if (check->findings)
    g_ptr_array_unref(check->findings);
  g_free(check);
}

GPtrArray *pc_checks_new(const pc_comparison *comparison) {
  slots s = slots_open(comparison);
  GPtrArray *checks = g_ptr_array_new_with_free_func(check_free);
  for (guint i = 0; i < comparison->environments->len; i++) {
    for (guint k = 0; k < comparison->cases->len; k++)
      behaviour_add(&s, comparison->cases->pdata[k], i, checks);
    for (guint k = 0; k < comparison->problems->len; k++) {
      const pc_problem *p = comparison->problems->pdata[k];
      const bool told = p->about && s.problems[slot_at(&s, p->about, i)] == p;
      if (p->environment == i && !told)
        check_add(checks, &(pc_check){.result = PC_CHECK_ERROR, .environment = i, .about = p->about, .problem = p});
    }
  }
  slots_close(&s);
  return checks;
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
    return pc_tell(check->about->probe, PC_TELL_SHORT);
  g_autofree char *service = pc_tell(check->problem->service, PC_TELL_SHORT);
  return g_strdup_printf("%s%s%s", pc_problem_names[check->problem->kind], *service ? ": " : "", service);
}
