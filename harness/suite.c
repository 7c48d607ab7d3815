/* SPDX-License-Identifier: MIT */
/* Suites. */
#include "harness/suite.h"

#include "harness/duration.h"
#include "harness/error.h"
#include "harness/selection.h"
#include "harness/verdict.h"
#include "harness/yaml.h"

#include <gio/gio.h>
#include <string.h>

#define RESOURCE_ROOT "/paritycheck/suites/"

static bool patterns_read(pc_yaml *yaml, yaml_node_t *value, char ***slot, GError **error) {
  *slot = pc_yaml_texts(yaml, value, error);
  for (char **pattern = *slot; pattern && *pattern; pattern++) {
    g_autoptr(GError) problem = NULL;
    if (!pc_pattern_valid(*pattern, &problem))
      return pc_yaml_fail(yaml, value, error, "%s", problem->message);
  }
  return *slot != NULL;
}

static bool name_read(pc_yaml *yaml, yaml_node_t *value, const char *const *names, int *ret_index, GError **error) {
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  if (!text)
    return false;
  *ret_index = pc_name_index(names, text);
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)names);
  return *ret_index >= 0 || pc_yaml_fail(yaml, value, error, "expected one of: %s", known);
}

static bool summary_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  pc_suite *suite = target;
  suite->summary = pc_yaml_text(yaml, value, error);
  return suite->summary != NULL;
}

static bool select_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return patterns_read(yaml, value, &((pc_suite *)target)->select, error);
}

static bool exclude_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return patterns_read(yaml, value, &((pc_suite *)target)->exclude, error);
}

static bool severity_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  int index;
  if (!name_read(yaml, value, pc_severity_names, &index, error))
    return false;
  ((pc_suite *)target)->severity = (pc_severity)index;
  return true;
}

static bool reach_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  int index;
  if (!name_read(yaml, value, pc_reach_names, &index, error))
    return false;
  ((pc_suite *)target)->reach = (pc_reach)index;
  return true;
}

static bool fail_on_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  int index;
  if (!name_read(yaml, value, pc_policy_names, &index, error))
    return false;
  ((pc_suite *)target)->fail_on = g_strdup(pc_policy_names[index]);
  return true;
}

static bool deadline_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  return text && (pc_duration_parse(text, &((pc_suite *)target)->deadline_ms, NULL) ||
                  pc_yaml_fail(yaml, value, error, "expected a duration such as '500ms' or '10s'"));
}

pc_suite *pc_suite_parse(const char *text, gsize length, const char *name, GError **error) {
  static const pc_yaml_key keys[] = {{"summary", "TEXT", summary_read},
                                     {"select", "PATTERNS", select_read},
                                     {"exclude", "PATTERNS", exclude_read},
                                     {"severity", "low, medium or high", severity_read},
                                     {"reach", "read, scratch or intrusive", reach_read},
                                     {"fail-on", "a policy", fail_on_read},
                                     {"deadline", "a duration", deadline_read},
                                     {0}};
  pc_yaml yaml;
  yaml_node_t *root;
  if (!pc_yaml_init(&yaml, text, length, name, &root, error))
    return NULL;
  g_autoptr(pc_suite) suite = g_new0(pc_suite, 1);
  suite->reach = PC_REACH_SCRATCH;
  const bool fine = pc_yaml_read(&yaml, root, keys, suite, error);
  pc_yaml_clear(&yaml);
  return fine ? g_steal_pointer(&suite) : NULL;
}

void pc_suite_free(pc_suite *suite) {
  if (!suite)
    return;
  g_free(suite->summary);
  g_strfreev(suite->select);
  g_strfreev(suite->exclude);
  g_free(suite->fail_on);
  g_free(suite);
}

char **pc_suite_names(void) {
  char **names = g_resources_enumerate_children(RESOURCE_ROOT, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (char **name = names; name && *name; name++)
    if (g_str_has_suffix(*name, ".yaml"))
      (*name)[strlen(*name) - strlen(".yaml")] = '\0';
  return names ? names : g_new0(char *, 1);
}

static pc_suite *suite_load(const char *path, GError **error) {
  g_autofree char *text = NULL;
  gsize length;
  GError *local = NULL;
  if (g_file_get_contents(path, &text, &length, &local))
    return pc_suite_parse(text, length, path, error);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the suite '%s': %s", path, local->message);
  g_error_free(local);
  return NULL;
}

pc_suite *pc_suite_find(const char *name, GError **error) {
  if (strchr(name, '/') || g_str_has_suffix(name, ".yaml"))
    return suite_load(name, error);
  g_autofree char *path = g_strconcat(RESOURCE_ROOT, name, ".yaml", NULL);
  g_autoptr(GBytes) data = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (data)
    return pc_suite_parse(g_bytes_get_data(data, NULL), g_bytes_get_size(data), name, error);
  g_auto(GStrv) names = pc_suite_names();
  const char *nearest = pc_nearest(name, (const char *const *)names);
  g_autofree char *known = g_strjoinv(", ", names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no suite is called '%s'%s%s%s (suites: %s)", name,
              nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "", known);
  return NULL;
}

static bool any_matches(char *const *patterns, const pc_probe *probe) {
  for (; patterns && *patterns; patterns++)
    if (pc_pattern_matches(*patterns, probe))
      return true;
  return false;
}

bool pc_suite_selects(const pc_suite *suite, const pc_probe *probe) {
  return (!suite->select || any_matches(suite->select, probe)) && !any_matches(suite->exclude, probe) &&
         probe->header.severity >= suite->severity;
}
