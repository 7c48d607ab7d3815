/* SPDX-License-Identifier: MIT */
/* Verdicts. */
#include "harness/compare/verdict.h"

#include "harness/base/error.h"

#include <string.h>

bool pc_divergence_counts(const pc_comparison *comparison, const pc_finding *finding,
                          const pc_divergence *divergence) {
  const char *policy = comparison->fail_on ? comparison->fail_on : "any";

  if (strcmp(policy, "never") == 0 || divergence->standing == PC_STANDING_ACCEPTED)
    return false;
  if (strcmp(policy, "strict") == 0)
    return true;
  if (pc_category_is_mild(finding->category) || divergence->standing == PC_STANDING_PENDING)
    return false;
  if (strcmp(policy, "high") == 0)
    return finding->severity == PC_SEVERITY_HIGH;
  return strcmp(policy, "medium") != 0 || finding->severity >= PC_SEVERITY_MEDIUM;
}

bool pc_finding_counts(const pc_comparison *comparison, const pc_finding *finding) {
  for (guint i = 0; i < finding->divergences->len; i++)
    if (pc_divergence_counts(comparison, finding, finding->divergences->pdata[i]))
      return true;
  return false;
}

/* The product of an environment's only service, or NULL. */
static const char *environment_product(const pc_environment *environment) {
  const pc_recording_header *header = environment->header;
  return header->services->len == 1 ? pc_recording_header_service_at(header, 0)->product : NULL;
}

/* What an environment is called beside the reference: by its product where that tells them apart.
 */
static void names_choose(const pc_comparison *comparison, const pc_environment *other,
                         const char **ret_other, const char **ret_reference) {
  const pc_environment *reference = pc_comparison_environment(comparison, comparison->reference);
  const char *a = environment_product(other);
  const char *b = environment_product(reference);
  const bool products = a && b && strcmp(a, b) != 0 && comparison->environments->len == 2;
  *ret_other = products ? a : other->name;
  *ret_reference = products ? b : reference->name;
}

static void environment_print(const pc_comparison *comparison, guint i, GString *sentence) {
  const pc_environment *environment = pc_comparison_environment(comparison, i);
  const pc_counts *counts = &environment->counts;
  const char *other;
  const char *reference;
  names_choose(comparison, environment, &other, &reference);
  if (sentence->len)
    g_string_append(sentence, "; ");
  if (counts->behaviours == 0)
    g_string_append_printf(sentence, "nothing could be compared between %s and %s", other,
                           reference);
  else if (counts->behaviours_differ > 0)
    g_string_append_printf(
        sentence,
        "%s must not stand in for %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
        " behaviours differ, %" G_GUINT64_FORMAT " of them silently",
        other, reference, counts->behaviours_differ, counts->behaviours, counts->behaviours_silent);
  else
    g_string_append_printf(sentence,
                           "%s answered as %s did: %" G_GUINT64_FORMAT " behaviours agree", other,
                           reference, counts->behaviours);
}

/* What the baseline says of the differences, and what of its entries is gone. */
static void standings_print(const pc_comparison *comparison, GString *sentence) {
  guint n = 0;
  guint counts[PC_STANDING_ACCEPTED + 1] = {0};
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    for (guint k = 0; k < finding->divergences->len; k++, n++)
      counts[((const pc_divergence *)finding->divergences->pdata[k])->standing]++;
  }
  g_string_append_printf(sentence, "; of %u differing observation%s", n, n == 1 ? "" : "s");
  for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
    if (counts[i] || i == PC_STANDING_NEW || i == PC_STANDING_ACCEPTED)
      g_string_append_printf(sentence, "%s %u %s", i ? "," : "", counts[i], pc_standing_names[i]);
  if (comparison->stale->len)
    g_string_append_printf(sentence, "; %u accepted %s gone", comparison->stale->len,
                           comparison->stale->len == 1 ? "one is" : "ones are");
}

static bool comparison_counts(const pc_comparison *comparison) {
  for (guint i = 0; i < comparison->findings->len; i++)
    if (pc_finding_counts(comparison, comparison->findings->pdata[i]))
      return true;
  return false;
}

/* Names each service once. */
static void service_name(GPtrArray *names, const char *service) {
  if (service && !g_ptr_array_find_with_equal_func(names, service, g_str_equal, NULL))
    g_ptr_array_add(names, (gpointer)(guintptr)service);
}

static char *names_join(GPtrArray *names) {
  g_ptr_array_add(names, NULL);
  return g_strjoinv(", ", (char **)names->pdata);
}

/* "INCOMPLETE, ...", with the services of which nothing was asked. */
static void incomplete_print(const pc_comparison *comparison, GString *sentence) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < comparison->problems->len; i++) {
    const pc_problem *problem = comparison->problems->pdata[i];
    const pc_environment *environment = pc_comparison_environment(comparison, problem->environment);
    if ((problem->kind == PC_PROBLEM_NOT_THERE || problem->kind == PC_PROBLEM_NOTHING_ASKED) &&
        problem->service && !g_hash_table_contains(environment->compared, problem->service))
      service_name(names, problem->service);
  }
  const bool any = names->len > 0;
  g_autofree char *joined = names_join(names);
  g_autofree char *prefix =
      any ? g_strdup_printf(
                "INCOMPLETE, not everything could be asked (nothing of %s); as far as it was: ",
                joined)
          : g_strdup("INCOMPLETE, not everything could be asked; as far as it was: ");
  g_string_prepend(sentence, prefix);
}

static void outsiders_print(const pc_comparison *comparison, GString *sentence) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < comparison->outsiders->len; i++)
    service_name(names, ((const pc_outsider *)comparison->outsiders->pdata[i])->service);
  if (names->len == 0)
    return;
  g_autofree char *joined = names_join(names);
  g_string_append_printf(sentence, "; not asked about: %s", joined);
}

static void lacks_print(const pc_comparison *comparison, GString *sentence) {
  for (guint i = 0; i < comparison->lacks->len; i++) {
    const pc_lack *lack = comparison->lacks->pdata[i];
    const pc_environment *environment = pc_comparison_environment(comparison, lack->environment);
    g_string_append_printf(sentence, "; %s/%s lacks:", environment->name, lack->service);
    for (guint k = 0; k < lack->operations->len; k++)
      g_string_append_printf(sentence, "%s %s", k ? "," : "",
                             (const char *)lack->operations->pdata[k]);
  }
}

void pc_verdict_decide(pc_comparison *comparison, const char *policy) {
  g_autoptr(GString) sentence = g_string_new(NULL);
  g_free(comparison->fail_on);
  comparison->fail_on = g_strdup(policy ? policy : "any");
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      environment_print(comparison, i, sentence);
  if (comparison->baseline)
    standings_print(comparison, sentence);
  lacks_print(comparison, sentence);
  outsiders_print(comparison, sentence);
  if (comparison->problems->len > comparison->incidents)
    incomplete_print(comparison, sentence);
  if (comparison->incidents) {
    g_autofree char *incident = g_strdup_printf(
        "INCIDENT, this run changed %u object%s outside of its scratches, see below; beside that: ",
        comparison->incidents, comparison->incidents == 1 ? "" : "s");
    g_string_prepend(sentence, incident);
  }
  comparison->exit_status = comparison->incidents           ? PC_EXIT_FAILED
                            : comparison->problems->len     ? PC_EXIT_INCOMPLETE
                            : comparison_counts(comparison) ? PC_EXIT_DIFFERENT
                                                            : PC_EXIT_SAME;
  g_free(comparison->verdict);
  comparison->verdict = g_strdup(sentence->str);
}
