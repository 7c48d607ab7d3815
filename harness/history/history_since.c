/* SPDX-License-Identifier: MIT */
/* One environment held against itself. */
#include "harness/history/history_since.h"

#include "harness/base/error.h"
#include "harness/compare/recording.h"

#include <string.h>

static char *key_new(const char *probe, const char *service, const char *observation) {
  return observation ? g_strjoin("\n", probe, service, observation, NULL)
                     : g_strjoin("\n", probe, service, NULL);
}

static bool file_open(const char *path, FILE **ret_file, GError **error) {
  *ret_file = pc_recording_open(path, error);
  return *ret_file;
}

static pc_comparison *comparison_new(const char *before, const char *after, GError **error) {
  const char *const names[] = {before, after};
  FILE *files[2] = {NULL, NULL};
  pc_comparison *comparison = NULL;
  if (file_open(before, &files[0], error) && file_open(after, &files[1], error))
    comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_TOLD, error);
  for (guint i = 0; i < 2; i++)
    if (files[i])
      fclose(files[i]);
  return comparison;
}

pc_since *pc_since_new(const char *before, const char *after, GError **error) {
  pc_comparison *comparison = comparison_new(before, after, error);
  if (!comparison)
    return NULL;
  pc_since *since = g_new0(pc_since, 1);
  since->comparison = comparison;
  since->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  since->questions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *f = comparison->findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++)
      g_hash_table_add(since->answers,
                       key_new(f->about->probe, f->about->service,
                               ((const pc_divergence *)f->divergences->pdata[k])->observation));
  }
  for (guint i = 0; i < comparison->skips->len; i++) {
    const pc_skip *skip = comparison->skips->pdata[i];
    if (strcmp(skip->reason, pc_skip_other_questions) == 0)
      g_hash_table_add(since->questions, key_new(skip->probe, skip->service, NULL));
  }
  return since;
}

void pc_since_free(pc_since *since) {
  if (!since)
    return;
  g_hash_table_unref(since->answers);
  g_hash_table_unref(since->questions);
  pc_comparison_free(since->comparison);
  g_free(since);
}

bool pc_since_answered(const pc_since *since, const char *probe, const char *service,
                       const char *observation) {
  g_autofree char *key = since ? key_new(probe, service, observation) : NULL;
  return key && g_hash_table_contains(since->answers, key);
}

bool pc_since_asks_else(const pc_since *since, const char *probe, const char *service) {
  g_autofree char *key = since ? key_new(probe, service, NULL) : NULL;
  return key && g_hash_table_contains(since->questions, key);
}

static void setting_add(GPtrArray *settings, const char *environment, const char *service,
                        const char *name, const char *before, const char *after) {
  if (g_strcmp0(before, after) == 0)
    return;
  pc_setting_change *change = g_new0(pc_setting_change, 1);
  *change = (pc_setting_change){g_strdup(environment), g_strdup(service), g_strdup(name),
                                g_strdup(before), g_strdup(after)};
  g_ptr_array_add(settings, change);
}

static const char *revision_of(const pc_recording_header *header) {
  return json_string_value(json_object_get(header->deployment, "revision"));
}

/* What stands beside the fingerprints. */
static void headers_compare(const pc_recording_header *before, const pc_recording_header *after,
                            const char *environment, GPtrArray *settings) {
  setting_add(settings, environment, NULL, "paritycheck", before->tool, after->tool);
  setting_add(settings, environment, NULL, "deployed revision", revision_of(before),
              revision_of(after));
  for (guint i = 0; i < after->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(after, i);
    const pc_service_record *old = pc_recording_header_service(before, service->name);
    if (!old) {
      setting_add(settings, environment, service->name, "product", NULL, service->product);
      continue;
    }
    setting_add(settings, environment, service->name, "adapter", old->adapter, service->adapter);
    setting_add(settings, environment, service->name, "url", old->url, service->url);
  }
  for (guint i = 0; i < before->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(before, i);
    if (!pc_recording_header_service(after, service->name))
      setting_add(settings, environment, service->name, "product", service->product, NULL);
  }
}

void pc_since_settings(const pc_since *since, const char *environment, GPtrArray *settings) {
  const pc_comparison *comparison = since->comparison;
  headers_compare(pc_comparison_environment(comparison, 0)->header,
                  pc_comparison_environment(comparison, 1)->header, environment, settings);
  for (guint i = 0; i < comparison->settings->len; i++) {
    const pc_setting *s = comparison->settings->pdata[i];
    setting_add(settings, environment, s->service, s->name, s->reference, s->other);
  }
}
