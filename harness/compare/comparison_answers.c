/* SPDX-License-Identifier: MIT */
/* What the answers to one probe, put side by side, show. */
#include "harness/compare/case_walk.h"
#include "harness/compare/comparison_build.h"
#include "harness/compare/not_asked.h"
#include "harness/compare/outcome_compare.h"

#include <string.h>

static const char skip_unknown[] = "neither side knows what it asks";
const char pc_unstable_words[] = "asked twice, it answered differently";
const char pc_skip_other_questions[] = "the two recordings asked other questions under this id";

static void state_set(pc_comparison *comparison, guint environment, const pc_answer_set *set,
                      pc_state state) {
  pc_comparison_case_ensure(comparison, set->probe, set->service)->states[environment] =
      (guint8)state;
}

static pc_skip *skip_new(pc_comparison *comparison, guint environment, const pc_answer_set *set,
                         const char *reason) {
  pc_skip *skip = g_new0(pc_skip, 1);
  skip->environment = environment;
  skip->probe = g_strdup(set->probe);
  skip->service = g_strdup(set->service);
  skip->reason = g_strdup(reason);
  g_ptr_array_add(comparison->skips, skip);
  return skip;
}

static void skip_add(pc_comparison *comparison, guint environment, const pc_answer_set *set,
                     const char *reason) {
  pc_skip *skip = skip_new(comparison, environment, set, reason);
  skip->subject = g_strdup(set->probe);
  state_set(comparison, environment, set, PC_STATE_SKIPPED);
  pc_comparison_environment_at(comparison, environment)->counts.skipped++;
}

static int text_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void lack_add(pc_comparison *comparison, guint environment, const char *service,
                     const char *operation) {
  pc_lack *lack = NULL;
  for (guint i = 0; i < comparison->lacks->len && !lack; i++) {
    pc_lack *one = comparison->lacks->pdata[i];
    lack = one->environment == environment && strcmp(one->service, service) == 0 ? one : NULL;
  }
  if (!lack) {
    lack = g_new0(pc_lack, 1);
    *lack = (pc_lack){environment, g_strdup(service), g_ptr_array_new_with_free_func(g_free)};
    g_ptr_array_add(comparison->lacks, lack);
  }
  if (g_ptr_array_find_with_equal_func(lack->operations, operation, g_str_equal, NULL))
    return;
  g_ptr_array_add(lack->operations, g_strdup(operation));
  g_ptr_array_sort(lack->operations, text_compare);
}

/* The caller's. */
static char *lack_tell(const pc_comparison *comparison, guint environment, const char *operation) {
  return g_strdup_printf("needs %s, which %s lacks", operation,
                         pc_comparison_environment_at(comparison, environment)->name);
}

static char *outcome_text(const json_t *outcome) {
  if (!outcome)
    return NULL;
  /* What is kept of sort keys is for the comparison only. */
  json_t *shown = json_copy((json_t *)(guintptr)outcome);
  json_object_del(shown, "order");
  json_object_del(shown, "limit");
  char *text = json_dumps(shown, JSON_COMPACT | JSON_SORT_KEYS);
  char *copy = g_strdup(text);
  free(text);
  json_decref(shown);
  return copy;
}

/* Notes that a behaviour of the service was compared. */
static void compared_note(pc_environment *environment, const char *service) {
  if (!g_hash_table_contains(environment->compared, service))
    g_hash_table_add(environment->compared, g_strdup(service));
}

/* Comparing one environment's answer with the reference's. */
typedef struct pair {
  pc_comparison *comparison;
  const pc_answer_set *set;
  guint environment;
  guint first_finding;
  const json_t *ordered; /* labels whose row order is the question, "all", or NULL */
  double tolerance;
  bool differs; /* beyond kind and names */
  bool refused; /* one side refuses in such a divergence */
  bool kind_only;
  guint compared;   /* observations */
  guint neither;    /* those of which neither side knows what they ask */
  bool gap;         /* one of these had to be known */
  GHashTable *lost; /* labels that one side alone lacks or refuses, or that need such a one, to why
                       (char *) */
  GPtrArray *unasked;   /* of these the labels (borrowed) that were not compared, in order */
  guint place;          /* of the observation at hand */
  char *changed_label;  /* the first observation behind which the two are not in one state; NULL:
                           none so far */
  char changed_refuser; /* which side alone refused it, as refuser_of says */
  char *refused_label;  /* the latest observation that one side alone refused, and not in
                           consequence; or NULL */
} pair;

static bool is_refusal(const json_t *outcome) {
  return json_object_get(outcome, "refusal") != NULL;
}

/* Whether the two are in other states behind a divergence: one side did what the other refused,
 * lacks, or was let do only later. A query, whose answer is rows, changes nothing. */
static bool states_part(pc_category category, const json_t *reference, const json_t *other) {
  if (category == PC_CATEGORY_REFUSAL && is_refusal(reference) == is_refusal(other))
    return false;
  if (category != PC_CATEGORY_REFUSAL && category != PC_CATEGORY_UNSUPPORTED &&
      category != PC_CATEGORY_BLOCKING)
    return false;
  return !json_object_get(reference, "rows") && !json_object_get(other, "rows");
}

/* Which side alone refuses: 'r' the reference, 'o' the other; 0: both do, or neither. */
static char refuser_of(const json_t *reference, const json_t *other) {
  const bool refused = is_refusal(reference);
  return refused == is_refusal(other) ? 0 : refused ? 'r' : 'o';
}

/* What a divergence may follow from: what refused the transaction that is now refused whole, or
 * what parted the states. What the same side refuses anew is a difference by itself, unless it
 * lacks what was not made. Borrowed; NULL: nothing.
 */
static const char *cause_find(const pair *p, const json_t *reference, const json_t *other) {
  static const char given_up[] = "in_failed_sql_transaction";
  const char *a = json_string_value(json_object_get(reference, "refusal"));
  const char *b = json_string_value(json_object_get(other, "refusal"));
  const char refuser = refuser_of(reference, other);
  if (p->refused_label && (g_strcmp0(a, given_up) == 0) != (g_strcmp0(b, given_up) == 0))
    return p->refused_label;
  if (refuser && refuser == p->changed_refuser && !g_str_has_prefix(a ? a : b, "undefined_"))
    return NULL;
  return p->changed_label;
}

/* Looks at a divergence for what those behind it may follow from. */
static void cause_note(pair *p, const pc_divergence *d, const json_t *reference,
                       const json_t *other) {
  const char refuser = refuser_of(reference, other);
  if (!d->follows && refuser) {
    g_free(p->refused_label);
    p->refused_label = g_strdup(d->observation);
  }
  if (!p->changed_label && states_part(d->category, reference, other)) {
    p->changed_label = g_strdup(d->observation);
    p->changed_refuser = refuser;
  }
}

static void pair_clear(pair *p) {
  g_hash_table_unref(p->lost);
  g_ptr_array_unref(p->unasked);
  g_free(p->changed_label);
  g_free(p->refused_label);
}

static void pair_diverge(pair *p, const char *label, pc_category category, bool silent,
                         const char *signature, const json_t *reference, const json_t *other) {
  pc_case *about = pc_comparison_case_ensure(p->comparison, p->set->probe, p->set->service);
  about->told = true;
  const char *follows = cause_find(p, reference, other);
  pc_finding *finding = pc_comparison_finding_ensure(p->comparison, p->first_finding, about,
                                                     p->environment, category, signature);
  pc_divergence *d = g_new0(pc_divergence, 1);
  d->observation = g_strdup(label);
  d->category = category;
  d->silent = silent;
  d->reference = outcome_text(reference);
  d->other = outcome_text(other);
  d->finding = finding;
  d->place = p->place;
  d->follows = g_strdup(follows);
  cause_note(p, d, reference, other);
  g_ptr_array_add(finding->divergences, d);
  finding->silent = finding->silent && silent;
  pc_comparison_environment_at(p->comparison, p->environment)->counts.observations_differ++;
  if (pc_category_is_mild(category)) {
    p->kind_only = true;
  } else {
    p->differs = true;
    p->refused = p->refused || !silent;
  }
}

/* Of a list of observations. hint: where the label stands in it, which is nearly always where it
 * stands in the other.
 */
static const json_t *observation_find(const json_t *observations, const char *label, size_t hint) {
  const json_t *expected = json_array_get(observations, hint);
  if (g_strcmp0(json_string_value(json_object_get(expected, "label")), label) == 0)
    return json_object_get(expected, "outcome");
  size_t i;
  json_t *observation;
  json_array_foreach(observations, i, observation) {
    if (g_strcmp0(json_string_value(json_object_get(observation, "label")), label) == 0)
      return json_object_get(observation, "outcome");
  }
  return NULL;
}

static const json_t *outcome_find(const json_t *answer, const char *label, size_t hint) {
  return observation_find(json_object_get(answer, "observations"), label, hint);
}

static bool answer_is(const json_t *answer, const char *status) {
  return g_strcmp0(json_string_value(json_object_get(answer, "status")), status) == 0;
}

/* The observation of a setup that was refused or lacks an operation; NULL: there is none. */
static const json_t *setup_of(const json_t *answer) {
  size_t i;
  json_t *observation;
  json_array_foreach(json_object_get(answer, "observations"), i, observation) {
    if (g_strcmp0(json_string_value(json_object_get(observation, "label")), "setup") == 0)
      return observation;
  }
  return NULL;
}

/* Counts the rules by which an observation was found to agree. */
static void rules_note(const pair *p, const char *label, guint rules) {
  pc_environment *environment = pc_comparison_environment_at(p->comparison, p->environment);
  if (!rules)
    return;
  for (guint bit = 0; bit < G_N_ELEMENTS(environment->counts.rules); bit++)
    environment->counts.rules[bit] += (rules >> bit) & 1;
  g_hash_table_insert(environment->ruled,
                      g_strdup_printf("%s\n%s\n%s", p->set->probe, p->set->service, label),
                      GUINT_TO_POINTER(rules));
}

static bool label_is_ordered(const json_t *ordered, const char *label) {
  const char *labels = json_string_value(ordered);
  return labels && (strcmp(labels, "all") == 0 || pc_list_contains(labels, label));
}

/* Two services that do not know what is asked of them have not been asked. */
static void pair_note_neither(pair *p, const char *label) {
  p->neither++;
  if (pc_may_be_unknown(p->comparison, p->set->probe, label)) {
    pc_comparison_environment_at(p->comparison, p->environment)->counts.neither++;
    return;
  }
  pc_problem *problem =
      pc_comparison_add_problem(p->comparison, PC_PROBLEM_NOT_ASKED, p->environment,
                                p->set->service, p->set->probe, "neither side knows what it asks");
  problem->observation = g_strdup(label);
  p->gap = true;
}

/* Of a behaviour that was compared: what of it was not, a skip for each reason. */
static void skips_add_some(pair *p) {
  g_autoptr(GHashTable) by_reason = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < p->unasked->len; i++) {
    const char *label = p->unasked->pdata[i];
    char *reason = g_hash_table_lookup(p->lost, label);
    pc_skip *skip = g_hash_table_lookup(by_reason, reason);
    if (!skip) {
      skip = skip_new(p->comparison, p->environment, p->set, reason);
      skip->observations = g_ptr_array_new_with_free_func(g_free);
      g_hash_table_insert(by_reason, reason, skip);
    }
    g_ptr_array_add(skip->observations, g_strdup(label));
    g_autofree char *before = skip->subject;
    skip->subject = before ? g_strdup_printf("%s, '%s'", before, label)
                           : g_strdup_printf("%s '%s'", skip->probe, label);
  }
}

/* What came of the whole behaviour. */
static void pair_count(pair *p) {
  pc_counts *counts = &pc_comparison_environment_at(p->comparison, p->environment)->counts;
  const bool known = p->compared > 0 || (p->neither == 0 && p->unasked->len == 0);
  if (!known && !p->gap) {
    const char *first = p->unasked->len ? p->unasked->pdata[0] : NULL;
    skip_add(p->comparison, p->environment, p->set,
             first ? g_hash_table_lookup(p->lost, first) : skip_unknown);
    return;
  }
  skips_add_some(p);
  /* Where it agrees as far as it was asked, that is not all that it asks. */
  const bool told = known && (!p->gap || p->differs || p->kind_only);
  counts->behaviours += told;
  counts->behaviours_differ += p->differs;
  counts->behaviours_silent += p->differs && !p->refused;
  counts->behaviours_kind += p->kind_only && !p->differs;
  if (known)
    compared_note(pc_comparison_environment_at(p->comparison, p->environment), p->set->service);
  state_set(p->comparison, p->environment, p->set,
            !told          ? PC_STATE_FAULT
            : p->differs   ? PC_STATE_DIFFER
            : p->kind_only ? PC_STATE_KIND
                           : PC_STATE_AGREE);
}

static guint side_environment(const pair *p, bool reference) {
  return reference ? p->comparison->reference : p->environment;
}

/* What needs the observation called label is not compared either, for this reason, which is
 * consumed. */
static void pair_lose(pair *p, const char *label, char *reason) {
  g_hash_table_replace(p->lost, (gpointer)(guintptr)label, reason);
}

/* Why an observation cannot be compared, as something that it needs was not done on one side; NULL:
 * it can. */
static const char *lost_find(const pair *p, const json_t *observation) {
  const char *reason = NULL;
  size_t i;
  json_t *label;
  json_array_foreach(json_object_get(observation, "needs"), i, label) {
    if (!reason && json_is_string(label))
      reason = g_hash_table_lookup(p->lost, json_string_value(label));
  }
  return reason;
}

/* Where one side lacks what is asked, or what that needs was not done there: no answer, and no
 * difference. */
static bool pair_pass_over(pair *p, const char *label, const json_t *observation, const json_t *a,
                           const json_t *b) {
  const char *lost = lost_find(p, observation);
  const char *lacks[] = {json_string_value(json_object_get(a, "unsupported")),
                         json_string_value(json_object_get(b, "unsupported"))};
  if (lost) {
    pair_lose(p, label, g_strdup(lost));
  } else if (lacks[0] || lacks[1]) {
    const guint environment = side_environment(p, lacks[0] != NULL);
    const char *operation = lacks[0] ? lacks[0] : lacks[1];
    lack_add(p->comparison, environment, p->set->service, operation);
    pair_lose(p, label, lack_tell(p->comparison, environment, operation));
  } else {
    return false;
  }
  g_ptr_array_add(p->unasked, (gpointer)(guintptr)label);
  return true;
}

/* One side's setup was refused, or lacks an operation, the other's was not: that is it, and what
 * follows was not reached. */
static void pair_compare_setup(pair *p, const json_t *reference, const json_t *other) {
  const json_t *observation = setup_of(reference) ? setup_of(reference) : setup_of(other);
  const json_t *a = json_object_get(setup_of(reference), "outcome");
  const json_t *b = json_object_get(setup_of(other), "outcome");
  if (pair_pass_over(p, "setup", observation, a, b))
    return;
  const char *refusal = json_string_value(json_object_get(a ? a : b, "refusal"));
  g_autofree char *signature =
      a ? g_strdup_printf("%s/accepted", refusal) : g_strdup_printf("accepted/%s", refusal);
  p->place = G_MAXUINT;
  pair_diverge(p, "setup", PC_CATEGORY_REFUSAL, false, signature, a, b);
  p->compared++;
}

static void pair_compare_one(pair *p, const char *label, const json_t *observation,
                             const json_t *b) {
  const json_t *a = json_object_get(observation, "outcome");
  pc_outcome_difference difference;
  if (pc_outcome_is_unknown(a) && pc_outcome_is_unknown(b) && !lost_find(p, observation)) {
    pair_note_neither(p, label);
    return;
  }
  if (pair_pass_over(p, label, observation, a, b))
    return;
  p->compared++;
  const pc_comparator how = {.tolerance = p->tolerance,
                             .ordered = label_is_ordered(p->ordered, label)};
  const bool differs = pc_outcome_differs(a, b, &how, &difference);
  if (differs)
    pair_diverge(p, label, difference.category, difference.silent, difference.signature, a, b);
  else
    rules_note(p, label, difference.rules);
  pc_outcome_difference_clear(&difference);
  if (!differs)
    return;
  const char refuser = refuser_of(a, b);
  if (!refuser)
    return;
  const pc_environment *refusing =
      pc_comparison_environment_at(p->comparison, side_environment(p, refuser == 'r'));
  pair_lose(p, label, g_strdup_printf("needs '%s', which %s refused", label, refusing->name));
}

static void pair_compare(pair *p, const json_t *reference, const json_t *other) {
  const bool setup = answer_is(reference, "setup-refused") != answer_is(other, "setup-refused");
  size_t i;
  json_t *observation;
  json_array_foreach(json_object_get(reference, "observations"), i, observation) {
    const char *label = json_string_value(json_object_get(observation, "label"));
    const json_t *b = label ? outcome_find(other, label, i) : NULL;
    p->place = (guint)i;
    if (b && strcmp(label, "setup") != 0)
      pair_compare_one(p, label, observation, b);
  }
  if (setup)
    pair_compare_setup(p, reference, other);
  pc_comparison_environment_at(p->comparison, p->environment)->counts.observations += p->compared;
  pair_count(p);
}

/* Whether both asked the same questions, as far as each got. */
static bool labels_match(const json_t *reference, const json_t *other) {
  const json_t *a = json_object_get(reference, "observations");
  const json_t *b = json_object_get(other, "observations");
  if (answer_is(reference, "setup-refused") || answer_is(other, "setup-refused"))
    return true;
  size_t i;
  json_t *observation;
  json_array_foreach(a, i, observation) {
    const char *label = json_string_value(json_object_get(observation, "label"));
    if (!label || !outcome_find(other, label, i))
      return false;
  }
  return json_array_size(a) == json_array_size(b);
}

static double tolerance_of(const pc_comparison *comparison, const char *probe) {
  const pc_environment *reference = pc_comparison_environment(comparison, comparison->reference);
  const char *rule = json_string_value(json_object_get(reference->header->comparators, probe));
  return rule && g_str_has_prefix(rule, "tolerance ") ? g_ascii_strtod(rule + 10, NULL) : 0;
}

static const json_t *ordered_of(const pc_comparison *comparison, const char *probe) {
  const pc_environment *reference = pc_comparison_environment(comparison, comparison->reference);
  return json_object_get(reference->header->ordered, probe);
}

static void instability_free(gpointer data) {
  pc_instability *u = data;
  g_free(u->observation);
  g_free(u->first);
  g_free(u->second);
  g_free(u);
}

/* The observations of one execution that the other answered in another way, or did not come to;
 * where both have a label, the first one's list has told of it. */
static void instabilities_add(GPtrArray *all, const json_t *observations, const json_t *others,
                              bool others_are_first) {
  size_t i;
  json_t *observation;
  json_array_foreach(observations, i, observation) {
    const char *label = json_string_value(json_object_get(observation, "label"));
    const json_t *own = json_object_get(observation, "outcome");
    const json_t *other = label ? observation_find(others, label, i) : NULL;
    if (!label || (other && (others_are_first || json_equal(own, other))))
      continue;
    pc_instability *u = g_new0(pc_instability, 1);
    u->observation = g_strdup(label);
    u->first = outcome_text(others_are_first ? other : own);
    u->second = outcome_text(others_are_first ? own : other);
    g_ptr_array_add(all, u);
  }
}

static void unstable_add(pc_comparison *comparison, guint i, const pc_answer_set *set,
                         const json_t *answer) {
  const json_t *answers = json_object_get(answer, "answers");
  GPtrArray *all = g_ptr_array_new_with_free_func(instability_free);
  instabilities_add(all, json_array_get(answers, 0), json_array_get(answers, 1), false);
  instabilities_add(all, json_array_get(answers, 1), json_array_get(answers, 0), true);
  g_autoptr(GString) text = g_string_new(pc_unstable_words);
  for (guint k = 0; k < all->len; k++)
    g_string_append_printf(text, "%s'%s'", k ? " " : ": ",
                           ((const pc_instability *)all->pdata[k])->observation);
  pc_comparison_add_problem(comparison, PC_PROBLEM_UNSTABLE, i, set->service, set->probe, text->str)
      ->instabilities = all;
}

/* Whether environment i has an answer that can be compared; tells why not. */
static bool answer_is_usable(pc_comparison *comparison, guint i, const pc_answer_set *set) {
  const json_t *answer = set->answers[i];
  if (!answer) {
    if (pc_comparison_service(comparison, i, set->service))
      skip_add(comparison, i, set, "not asked of this environment: another selection or catalogue");
    return false;
  }
  if (answer_is(answer, "answered") || answer_is(answer, "setup-refused"))
    return true;
  if (answer_is(answer, "skipped")) {
    const char *reason = json_string_value(json_object_get(answer, "reason"));
    skip_add(comparison, i, set, reason ? reason : "skipped");
  } else if (answer_is(answer, "unstable")) {
    unstable_add(comparison, i, set, answer);
    state_set(comparison, i, set, PC_STATE_UNSTABLE);
  } else {
    state_set(comparison, i, set, PC_STATE_FAULT);
    const char *code = json_string_value(json_object_get(answer, "code"));
    const pc_service_record *service = pc_comparison_service(comparison, i, set->service);
    /* A service that is not there is one problem, not one for each probe. */
    if (g_strcmp0(code, "unreachable") != 0 || !service || !service->down)
      pc_comparison_add_problem(comparison, PC_PROBLEM_FAULT, i, set->service, set->probe,
                                code ? code : "unknown");
  }
  return false;
}

static void agreeing_add(const pc_comparison *comparison, const char *probe, const char *service) {
  if (comparison->detail == PC_DETAIL_TOLD)
    return;
  gsize length;
  g_autofree char *key = pc_case_key_new(probe, service, &length);
  pc_packed_list_add(comparison->agreeing, key, length);
}

/* Most behaviours are answered alike everywhere, under a rule or a tolerance too: they are no case.
 */
static void case_drop_agreeing(const pc_comparison *comparison, const pc_case *about) {
  if (comparison->detail == PC_DETAIL_WHOLE || about->told)
    return;
  for (guint i = 0; i < comparison->environments->len; i++)
    if (about->states[i] != (i == comparison->reference ? PC_STATE_REFERENCE : PC_STATE_AGREE))
      return;
  agreeing_add(comparison, about->probe, about->service);
  g_ptr_array_set_size(comparison->cases, (gint)comparison->cases->len - 1);
}

static void answers_keep(const pc_comparison *comparison, pc_case *about,
                         const pc_answer_set *set) {
  for (guint i = 0; i < comparison->environments->len; i++)
    about->answers->pdata[i] = outcome_text(set->answers[i]);
}

/* Both refuse the setup: of a question that comes with the program neither need know what it asks.
 */
static void setups_refused_add(pc_comparison *comparison, guint i, const pc_answer_set *set) {
  const bool unknown =
      pc_outcome_is_unknown(outcome_find(set->answers[comparison->reference], "setup", 0)) &&
      pc_outcome_is_unknown(outcome_find(set->answers[i], "setup", 0));
  const guint sides[] = {comparison->reference, i};
  if (unknown && pc_may_be_unknown(comparison, set->probe, NULL)) {
    skip_add(comparison, i, set, skip_unknown);
    return;
  }
  for (guint k = 0; k < G_N_ELEMENTS(sides); k++) {
    const json_t *outcome = outcome_find(set->answers[sides[k]], "setup", 0);
    const char *lacked = json_string_value(json_object_get(outcome, "unsupported"));
    if (!lacked)
      continue;
    g_autofree char *reason = lack_tell(comparison, sides[k], lacked);
    lack_add(comparison, sides[k], set->service, lacked);
    skip_add(comparison, i, set, reason);
    return;
  }
  pc_comparison_add_problem(comparison, PC_PROBLEM_SETUP_REFUSED, i, set->service, set->probe,
                            "both refuse the setup");
  state_set(comparison, i, set, PC_STATE_SETUP_REFUSED);
}

void pc_comparison_add_answers(pc_comparison *comparison, const pc_answer_set *set) {
  const json_t *reference = set->answers[comparison->reference];
  pc_case *about = pc_comparison_case_ensure(comparison, set->probe, set->service);
  if (comparison->detail == PC_DETAIL_WHOLE)
    answers_keep(comparison, about, set);
  const bool usable = answer_is_usable(comparison, comparison->reference, set);
  if (usable)
    about->states[comparison->reference] = PC_STATE_REFERENCE;
  for (guint i = 0; i < comparison->environments->len; i++) {
    if (i == comparison->reference || !answer_is_usable(comparison, i, set) || !usable)
      continue;
    const json_t *other = set->answers[i];
    if (answer_is(reference, "setup-refused") && answer_is(other, "setup-refused")) {
      setups_refused_add(comparison, i, set);
      continue;
    }
    if (!labels_match(reference, other)) {
      skip_add(comparison, i, set, pc_skip_other_questions);
      continue;
    }
    pair p = {.comparison = comparison,
              .lost = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free),
              .unasked = g_ptr_array_new(),
              .set = set,
              .environment = i,
              .first_finding = comparison->findings->len,
              .ordered = ordered_of(comparison, set->probe),
              .tolerance = tolerance_of(comparison, set->probe)};
    pair_compare(&p, reference, other);
    pair_clear(&p);
  }
  case_drop_agreeing(comparison, about);
}

void pc_comparison_add_equal(pc_comparison *comparison, const char *probe, const char *service,
                             const char *line, guint64 observations) {
  pc_case *about = comparison->detail == PC_DETAIL_WHOLE
                       ? pc_comparison_case_ensure(comparison, probe, service)
                       : NULL;
  if (!about)
    agreeing_add(comparison, probe, service);
  for (guint i = 0; i < comparison->environments->len; i++) {
    if (about) {
      about->states[i] = i == comparison->reference ? PC_STATE_REFERENCE : PC_STATE_AGREE;
      about->answers->pdata[i] = g_strdup(line);
    }
    if (i == comparison->reference)
      continue;
    compared_note(pc_comparison_environment_at(comparison, i), service);
    pc_comparison_environment_at(comparison, i)->counts.behaviours++;
    pc_comparison_environment_at(comparison, i)->counts.observations += observations;
  }
}
