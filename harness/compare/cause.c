/* SPDX-License-Identifier: MIT */
/* Likely causes: settings that differ, and experiments. */
#include "harness/compare/cause.h"

#include "harness/compare/outcome_compare.h"

#include <string.h>

static void cause_free(gpointer data) {
  pc_cause *cause = data;
  g_free(cause->statement);
  g_free(cause);
}

/* What the evidence says of causes, which most says nothing of: then it need not be parsed. A quote
 * within a text is escaped, so that these are keys. */
static json_t *evidence_parse(const pc_finding *finding, guint environment) {
  const char *text = finding->about->evidence->pdata[environment];
  json_t *evidence = text && (strstr(text, "\"depends-on\":") || strstr(text, "\"experiments\":"))
                         ? json_loads(text, JSON_ALLOW_NUL, NULL)
                         : NULL;
  return evidence ? evidence : json_object();
}

static void settings_add(const pc_comparison *comparison, const pc_finding *finding,
                         const json_t *evidence, GPtrArray *causes) {
  const char *depends =
      json_string_value(json_object_get(json_object_get(evidence, "about"), "depends-on"));
  for (guint i = 0; depends && i < comparison->settings->len; i++) {
    const pc_setting *setting = comparison->settings->pdata[i];
    if (setting->environment != finding->environment ||
        strcmp(setting->service, finding->about->service) != 0 ||
        !pc_list_contains(depends, setting->name))
      continue;
    pc_cause *cause = g_new0(pc_cause, 1);
    cause->setting = setting;
    g_ptr_array_add(causes, cause);
  }
}

static const json_t *observation_find(const json_t *observations, const char *label) {
  size_t i;
  json_t *observation;
  json_array_foreach(observations, i, observation) {
    if (g_strcmp0(json_string_value(json_object_get(observation, "label")), label) == 0)
      return json_object_get(observation, "outcome");
  }
  return NULL;
}

/* Whether the answer given in an experiment is the one that the other side gave without. */
static bool divergence_is_gone(const json_t *observations, const pc_divergence *d,
                               const char *wanted) {
  const json_t *answer = observation_find(observations, d->observation);
  json_t *other = answer && wanted ? json_loads(wanted, JSON_ALLOW_NUL, NULL) : NULL;
  const pc_comparator how = {.ordered = d->category == PC_CATEGORY_ORDER};
  pc_outcome_difference found = {.category = PC_CATEGORY_VALUE};
  const bool gone =
      other && (!pc_outcome_differs(other, answer, &how, &found) ||
                (found.category == PC_CATEGORY_KIND && d->category != PC_CATEGORY_KIND));
  pc_outcome_difference_clear(&found);
  json_decref(other);
  return gone;
}

static void experiments_add(pc_finding *const *findings, guint n, guint environment,
                            const json_t *evidence, GPtrArray *causes) {
  const bool is_reference = environment != findings[0]->environment;
  size_t i;
  json_t *experiment;
  json_array_foreach(json_object_get(evidence, "experiments"), i, experiment) {
    const json_t *observations = json_object_get(experiment, "observations");
    pc_cause *cause = g_new0(pc_cause, 1);
    cause->environment = environment;
    cause->statement = g_strdup(json_string_value(json_object_get(experiment, "with")));
    for (guint f = 0; f < n; f++) {
      for (guint k = 0; k < findings[f]->divergences->len; k++) {
        const pc_divergence *d = findings[f]->divergences->pdata[k];
        const bool gone =
            divergence_is_gone(observations, d, is_reference ? d->other : d->reference);
        cause->gone += gone;
        cause->stayed += !gone;
      }
    }
    g_ptr_array_add(causes, cause);
  }
}

GPtrArray *pc_causes_new(const pc_comparison *comparison, pc_finding *const *findings, guint n) {
  const pc_finding *finding = findings[0];
  GPtrArray *causes = g_ptr_array_new_with_free_func(cause_free);
  json_t *other = evidence_parse(finding, finding->environment);
  json_t *reference = evidence_parse(finding, comparison->reference);
  settings_add(comparison, finding, json_object_size(reference) ? reference : other, causes);
  experiments_add(findings, n, finding->environment, other, causes);
  experiments_add(findings, n, comparison->reference, reference, causes);
  json_decref(other);
  json_decref(reference);
  return causes;
}
