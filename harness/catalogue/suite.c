/* SPDX-License-Identifier: MIT */
/* Suites. */
#include "harness/catalogue/suite.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/names.h"
#include "harness/base/yaml.h"
#include "harness/catalogue/selection.h"
#include "harness/model/policy.h"

#include <assert.h>
#include <gio/gio.h>
#include <string.h>

#define RESOURCE_ROOT "/paritycheck/suites/"

static bool role_check(const char *text, GError **error) {
  if (pc_name_index(pc_role_names, text) >= 0)
    return true;
  g_autofree char *hint = pc_nearest_hint(text, pc_role_names);
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)pc_role_names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no role has this name%s (roles: %s)", hint, known);
  return false;
}

pc_suite *pc_suite_parse(const char *text, gsize length, const char *name, GError **error) {
  static const pc_yaml_key keys[] = {
      {"summary", "one line of text", PC_YAML_TEXT, .offset = offsetof(pc_suite, summary)},
      {"roles", "a list of roles, such as [sql, cache]", PC_YAML_TEXTS,
       .offset = offsetof(pc_suite, roles), .check = role_check},
      {"select", "a list of patterns", PC_YAML_TEXTS, .offset = offsetof(pc_suite, select),
       .check = pc_pattern_valid},
      {"exclude", "a list of patterns", PC_YAML_TEXTS, .offset = offsetof(pc_suite, exclude),
       .check = pc_pattern_valid},
      {"severity", "one of: low, medium, high", PC_YAML_INDEX,
       .offset = offsetof(pc_suite, severity), .names = pc_severity_names},
      {"reach", "one of: read, scratch, intrusive", PC_YAML_INDEX,
       .offset = offsetof(pc_suite, reach), .names = pc_reach_names},
      {"fail-on", "one of: any, medium, high, strict, never", PC_YAML_TEXT,
       .offset = offsetof(pc_suite, fail_on), .names = pc_policy_names},
      {"deadline", "a duration such as '500ms' or '10s'", PC_YAML_DURATION,
       .offset = offsetof(pc_suite, deadline_ms)},
      {0}};
  static_assert(sizeof(pc_severity) == sizeof(guint) && sizeof(pc_reach) == sizeof(guint),
                "read as PC_YAML_INDEX");
  pc_yaml yaml = {.name = name};
  yaml_node_t *root;
  if (!pc_yaml_init(&yaml, text, length, &root, error))
    return NULL;
  g_autoptr(pc_suite) suite = g_new0(pc_suite, 1);
  suite->name = g_strdup(name);
  suite->reach = PC_REACH_SCRATCH;
  const bool fine = pc_yaml_read(&yaml, root, keys, suite, error);
  pc_yaml_clear(&yaml);
  return fine ? g_steal_pointer(&suite) : NULL;
}

void pc_suite_free(pc_suite *suite) {
  if (!suite)
    return;
  g_free(suite->name);
  g_free(suite->summary);
  g_strfreev(suite->roles);
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
  if (pc_input_read(path, PC_YAML_BYTES_MAX, &text, &length, &local))
    return pc_suite_parse(text, length, path, error);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the suite '%s': %s", path,
              local->message);
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
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names);
  g_autofree char *known = g_strjoinv(", ", names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no suite is called '%s'%s (suites: %s)", name, hint,
              known);
  return NULL;
}

bool pc_suite_has_role(const pc_suite *suite, guint roles) {
  bool any = !suite->roles;
  for (char **role = suite->roles; role && *role; role++)
    any = any || (roles & (1u << pc_name_index(pc_role_names, *role)));
  return any;
}

bool pc_suite_selects(const pc_suite *suite, const pc_probe *probe) {
  const char *const *select = (const char *const *)suite->select;
  const char *const *exclude = (const char *const *)suite->exclude;
  return pc_suite_has_role(suite, 1u << probe->role) &&
         (!select || pc_patterns_match(select, probe)) && !pc_patterns_match(exclude, probe) &&
         probe->header.severity >= suite->severity;
}
