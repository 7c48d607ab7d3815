/* SPDX-License-Identifier: MIT */
/* What the headers of recordings show: services that are not there or not asked, versions and
 * settings that differ. */
#include "harness/compare/comparison_build.h"
#include "harness/run/incident.h"

#include <string.h>

static pc_environment *environment_at(const pc_comparison *comparison, guint i) {
  return comparison->environments->pdata[i];
}

static void setting_add(pc_comparison *comparison, guint i, const char *service, const char *name,
                        const json_t *reference, const json_t *other) {
  const char *a = json_string_value(reference);
  const char *b = json_string_value(other);
  if (g_strcmp0(a, b) == 0)
    return;
  pc_setting *setting = g_new0(pc_setting, 1);
  setting->environment = i;
  setting->service = g_strdup(service);
  setting->name = g_strdup(name);
  setting->reference = g_strdup(a);
  setting->other = g_strdup(b);
  g_ptr_array_add(comparison->settings, setting);
}

/* Settings are comparable between services of one engine; between two engines the difference is the
 * engine. */
static void fingerprints_compare(pc_comparison *comparison, guint i, const char *service,
                                 const json_t *a, const json_t *b) {
  setting_add(comparison, i, service, "engine", json_object_get(a, "engine"),
              json_object_get(b, "engine"));
  setting_add(comparison, i, service, "version", json_object_get(a, "version"),
              json_object_get(b, "version"));
  if (!json_equal(json_object_get(a, "engine"), json_object_get(b, "engine")))
    return;
  json_t *reference = json_object_get(a, "settings");
  json_t *other = json_object_get(b, "settings");
  const char *name;
  json_t *value;
  json_object_foreach(reference, name, value)
      setting_add(comparison, i, service, name, value, json_object_get(other, name));
  json_object_foreach(other, name, value) {
    if (!json_object_get(reference, name))
      setting_add(comparison, i, service, name, NULL, value);
  }
}

static void incidents_check(pc_comparison *comparison, guint i, const char *service,
                            const json_t *description) {
  const char *unseen = json_string_value(json_object_get(description, "unseen"));
  g_autofree char *unseen_text = unseen ? pc_incidents_unseen_tell(unseen) : NULL;
  g_autofree char *more =
      pc_incidents_more_tell(json_integer_value(json_object_get(description, "incidents_more")));
  size_t k;
  json_t *incident;
  json_array_foreach(json_object_get(description, "incidents"), k, incident) {
    g_autofree char *text = pc_incident_tell(incident);
    pc_comparison_add_problem(comparison, PC_PROBLEM_INCIDENT, i, service, NULL, text);
  }
  if (more)
    pc_comparison_add_problem(comparison, PC_PROBLEM_INCIDENT, i, service, NULL, more);
  if (unseen)
    pc_comparison_add_problem(comparison, PC_PROBLEM_UNSEEN, i, service, NULL, unseen_text);
}

static bool service_is_outside(const pc_comparison *comparison, guint i, const char *service) {
  return json_object_get(json_object_get(environment_at(comparison, i)->header, "outside"),
                         service) != NULL;
}

static void services_check(pc_comparison *comparison, guint i) {
  const json_t *header = environment_at(comparison, i)->header;
  const char *service;
  json_t *description;
  json_object_foreach(json_object_get(header, "services"), service, description) {
    const char *down = json_string_value(json_object_get(description, "down"));
    if (down)
      pc_comparison_add_problem(comparison, PC_PROBLEM_NOT_THERE, i, service, NULL, down);
    size_t k;
    json_t *left;
    json_array_foreach(json_object_get(description, "left"), k, left) pc_comparison_add_problem(
        comparison, PC_PROBLEM_LEFT, i, service, NULL, json_string_value(left));
    incidents_check(comparison, i, service, description);
    for (guint other = 0; other < comparison->environments->len; other++)
      if (!pc_service_header(comparison, other, service) &&
          !service_is_outside(comparison, other, service) &&
          (i == comparison->reference || other == comparison->reference))
        pc_comparison_add_problem(comparison, PC_PROBLEM_NOT_THERE, other, service, NULL,
                                  "the environment has no such service");
  }
  if (json_is_true(json_object_get(header, "interrupted")))
    pc_comparison_add_problem(comparison, PC_PROBLEM_INTERRUPTED, i, NULL, NULL,
                              "the run was stopped before everything was asked");
}

/* Whether it is told why nothing of a service could be compared between environment i and the
 * reference. */
static bool service_has_problem(const pc_comparison *comparison, guint i, const char *service) {
  for (guint k = 0; k < comparison->problems->len; k++) {
    const pc_problem *problem = comparison->problems->pdata[k];
    if ((problem->environment == i || problem->environment == comparison->reference) &&
        g_strcmp0(problem->service, service) == 0)
      return true;
  }
  return false;
}

/* The reason why the first of its probes that was skipped in environment i or in the reference was;
 * NULL: none was. */
static const char *service_skip_reason(const pc_comparison *comparison, guint i,
                                       const char *service) {
  for (guint k = 0; k < comparison->skips->len; k++) {
    const pc_skip *skip = comparison->skips->pdata[k];
    if ((skip->environment == i || skip->environment == comparison->reference) &&
        strcmp(skip->service, service) == 0)
      return skip->reason;
  }
  return NULL;
}

/* A service that both environments have, and of which no behaviour was compared. */
static void silence_check(pc_comparison *comparison, guint i) {
  const json_t *reference = environment_at(comparison, comparison->reference)->header;
  const char *service;
  json_t *description;
  json_object_foreach(json_object_get(reference, "services"), service, description) {
    const char *reason = service_skip_reason(comparison, i, service);
    if (!pc_service_header(comparison, i, service) || service_has_problem(comparison, i, service) ||
        g_hash_table_contains(environment_at(comparison, i)->compared, service))
      continue;
    g_autofree char *text =
        reason ? g_strdup_printf("every probe of it was skipped, the first since: %s", reason)
               : g_strdup(
                     "no probe that is selected asks it; where that is meant, say which roles are "
                     "asked about (--select, or 'roles:' in the suite)");
    pc_comparison_add_problem(comparison, PC_PROBLEM_NOTHING_ASKED, i, service, NULL, text);
  }
}

static void outsiders_add(pc_comparison *comparison, guint i) {
  const char *service;
  json_t *reason;
  json_object_foreach(json_object_get(environment_at(comparison, i)->header, "outside"), service,
                      reason) {
    pc_outsider *outsider = g_new0(pc_outsider, 1);
    *outsider = (pc_outsider){i, g_strdup(service), g_strdup(json_string_value(reason))};
    g_ptr_array_add(comparison->outsiders, outsider);
  }
}

static int outsider_compare(gconstpointer a, gconstpointer b) {
  const pc_outsider *x = *(const pc_outsider *const *)a;
  const pc_outsider *y = *(const pc_outsider *const *)b;
  const int by_service = strcmp(x->service, y->service);
  return by_service ? by_service
                    : (x->environment > y->environment) - (x->environment < y->environment);
}

void pc_comparison_add_headers(pc_comparison *comparison) {
  const json_t *reference = environment_at(comparison, comparison->reference)->header;
  for (guint i = 0; i < comparison->environments->len; i++) {
    services_check(comparison, i);
    outsiders_add(comparison, i);
    const char *service;
    json_t *description;
    json_object_foreach(json_object_get(reference, "services"), service, description) {
      const json_t *other = pc_service_header(comparison, i, service);
      const json_t *a = json_object_get(description, "fingerprint");
      const json_t *b = json_object_get(other, "fingerprint");
      if (i != comparison->reference && json_is_object(a) && json_is_object(b))
        fingerprints_compare(comparison, i, service, a, b);
    }
    if (i != comparison->reference && environment_at(comparison, i)->counts.behaviours == 0)
      pc_comparison_add_problem(comparison, PC_PROBLEM_NOTHING_ASKED, i, NULL, NULL,
                                "no behaviour was compared");
  }
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference && environment_at(comparison, i)->counts.behaviours > 0)
      silence_check(comparison, i);
  g_ptr_array_sort(comparison->outsiders, outsider_compare);
}
