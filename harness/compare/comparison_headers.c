/* SPDX-License-Identifier: MIT */
/* What the headers of recordings show: services that are not there or not asked, versions and
 * settings that differ. */
#include "harness/compare/comparison_build.h"
#include "harness/run/incident.h"

#include <string.h>

static pc_environment *environment_at(const pc_comparison *comparison, guint i) {
  return comparison->environments->pdata[i];
}

static const pc_recording_header *header_at(const pc_comparison *comparison, guint i) {
  return environment_at(comparison, i)->header;
}

static void setting_add(pc_comparison *comparison, guint i, const char *service, const char *name,
                        const char *a, const char *b) {
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
                                 const pc_fingerprint *a, const pc_fingerprint *b) {
  setting_add(comparison, i, service, "engine", a->engine, b->engine);
  setting_add(comparison, i, service, "version", a->version, b->version);
  if (!a->engine || g_strcmp0(a->engine, b->engine) != 0)
    return;
  const char *name;
  json_t *value;
  json_object_foreach(a->settings, name, value)
      setting_add(comparison, i, service, name, json_string_value(value),
                  json_string_value(json_object_get(b->settings, name)));
  json_object_foreach(b->settings, name, value) {
    if (!json_object_get(a->settings, name))
      setting_add(comparison, i, service, name, NULL, json_string_value(value));
  }
}

static void incidents_check(pc_comparison *comparison, guint i, const pc_service_record *service) {
  g_autofree char *unseen = service->unseen ? pc_incidents_unseen_tell(service->unseen) : NULL;
  g_autofree char *more = pc_incidents_more_tell(service->incidents_more);
  size_t k;
  json_t *incident;
  json_array_foreach(service->incidents, k, incident) {
    g_autofree char *text = pc_incident_tell(incident);
    pc_comparison_add_problem(comparison, PC_PROBLEM_INCIDENT, i, service->name, NULL, text);
  }
  if (more)
    pc_comparison_add_problem(comparison, PC_PROBLEM_INCIDENT, i, service->name, NULL, more);
  if (unseen)
    pc_comparison_add_problem(comparison, PC_PROBLEM_UNSEEN, i, service->name, NULL, unseen);
}

static bool service_is_outside(const pc_comparison *comparison, guint i, const char *service) {
  return json_object_get(header_at(comparison, i)->outside, service) != NULL;
}

static void services_check(pc_comparison *comparison, guint i) {
  const pc_recording_header *header = header_at(comparison, i);
  for (guint n = 0; n < header->services->len; n++) {
    const pc_service_record *service = pc_recording_header_service_at(header, n);
    if (service->down)
      pc_comparison_add_problem(comparison, PC_PROBLEM_NOT_THERE, i, service->name, NULL,
                                service->down);
    size_t k;
    json_t *left;
    json_array_foreach(service->left, k, left) pc_comparison_add_problem(
        comparison, PC_PROBLEM_LEFT, i, service->name, NULL, json_string_value(left));
    incidents_check(comparison, i, service);
    for (guint other = 0; other < comparison->environments->len; other++)
      if (!pc_comparison_service(comparison, other, service->name) &&
          !service_is_outside(comparison, other, service->name) &&
          (i == comparison->reference || other == comparison->reference))
        pc_comparison_add_problem(comparison, PC_PROBLEM_NOT_THERE, other, service->name, NULL,
                                  "the environment has no such service");
  }
  if (header->interrupted)
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
  const pc_recording_header *reference = header_at(comparison, comparison->reference);
  for (guint n = 0; n < reference->services->len; n++) {
    const char *service = pc_recording_header_service_at(reference, n)->name;
    const char *reason = service_skip_reason(comparison, i, service);
    if (!pc_comparison_service(comparison, i, service) ||
        service_has_problem(comparison, i, service) ||
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
  json_object_foreach(header_at(comparison, i)->outside, service, reason) {
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
  const pc_recording_header *reference = header_at(comparison, comparison->reference);
  for (guint i = 0; i < comparison->environments->len; i++) {
    services_check(comparison, i);
    outsiders_add(comparison, i);
    for (guint n = 0; n < reference->services->len; n++) {
      const pc_service_record *service = pc_recording_header_service_at(reference, n);
      const pc_service_record *other = pc_comparison_service(comparison, i, service->name);
      if (i != comparison->reference && service->fingerprint.json && other &&
          other->fingerprint.json)
        fingerprints_compare(comparison, i, service->name, &service->fingerprint,
                             &other->fingerprint);
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
