/* SPDX-License-Identifier: MIT */
/* paritycheck.yaml. */
#include "harness/config.h"

#include "harness/duration.h"
#include "harness/error.h"
#include "harness/probe.h"
#include "harness/verdict.h"
#include "harness/yaml.h"

#include <string.h>

enum { CONNECTIONS_MAX = 64 };

static bool slot_read(pc_yaml *yaml, yaml_node_t *value, char **slot, GError **error) {
  *slot = pc_yaml_text(yaml, value, error);
  return *slot && (**slot || pc_yaml_fail(yaml, value, error, "expected a value"));
}

static bool reference_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return slot_read(yaml, value, &((pc_config *)target)->reference, error);
}

static bool suite_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return slot_read(yaml, value, &((pc_config *)target)->suite, error);
}

static bool fail_on_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  pc_config *config = target;
  if (!slot_read(yaml, value, &config->fail_on, error))
    return false;
  if (pc_name_index(pc_policy_names, config->fail_on) >= 0)
    return true;
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)pc_policy_names);
  return pc_yaml_fail(yaml, value, error, "expected one of: %s", known);
}

static bool deadline_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  return text && (pc_duration_parse(text, &((pc_config *)target)->deadline_ms, NULL) ||
                  pc_yaml_fail(yaml, value, error, "expected a duration such as '500ms' or '10s'"));
}

static bool url_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return slot_read(yaml, value, &((pc_service_config *)target)->url, error);
}

static bool connections_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  guint64 number;
  if (!text)
    return false;
  if (!g_ascii_string_to_unsigned(text, 10, 1, CONNECTIONS_MAX, &number, NULL))
    return pc_yaml_fail(yaml, value, error, "expected a number from 1 to %d", CONNECTIONS_MAX);
  ((pc_service_config *)target)->connections = (guint)number;
  return true;
}

static bool allow_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  if (!text)
    return false;
  ((pc_service_config *)target)->allow_intrusive = true;
  return strcmp(text, "intrusive") == 0 || pc_yaml_fail(yaml, value, error, "expected 'intrusive'");
}

static bool production_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  return pc_yaml_boolean(yaml, value, &((pc_environment_config *)target)->production, error);
}

static bool via_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  (void)key;
  g_autofree char *text = pc_yaml_text(yaml, value, error);
  if (!text)
    return false;
  return g_shell_parse_argv(text, NULL, &((pc_environment_config *)target)->via, NULL) ||
         pc_yaml_fail(yaml, value, error, "expected a command, with its quotes closed");
}

static void service_free(gpointer data) {
  pc_service_config *service = data;
  g_free(service->name);
  g_free(service->url);
  g_free(service->where);
  g_free(service);
}

static bool service_name_is_valid(const char *name) {
  return g_ascii_islower(*name) && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static bool service_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  static const pc_yaml_key keys[] = {
      {"url", "URL", url_read}, {"connections", "NUMBER", connections_read}, {"allow", "intrusive", allow_read}, {0}};
  static const char *const reserved[] = {"production", "via", NULL};
  pc_environment_config *environment = target;
  const char *nearest = pc_nearest(key, reserved);
  if (!service_name_is_valid(key))
    return pc_yaml_fail(yaml, value, error, "'%s' is not a service's name, expected lower-case letters, digits, '-' and '_'%s%s%s",
                        key, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
  pc_service_config *service = g_new0(pc_service_config, 1);
  g_ptr_array_add(environment->services, service);
  service->name = g_strdup(key);
  service->where = pc_yaml_where(yaml, value);
  if (value->type != YAML_MAPPING_NODE) {
    if (!url_read(yaml, key, value, service, error))
      return false;
    /* A misspelt "production: true" would else be taken for a service. */
    return strchr(service->url, ':') ||
           pc_yaml_fail(yaml, value, error, "expected the URL of the service '%s'%s%s%s", key,
                        nearest ? "; did you mean the key '" : "", nearest ? nearest : "", nearest ? "'?" : "");
  }
  if (!pc_yaml_read(yaml, value, keys, service, error))
    return false;
  return service->url || pc_yaml_fail(yaml, value, error, "the service '%s' has no url", key);
}

static void environment_free(gpointer data) {
  pc_environment_config *environment = data;
  g_free(environment->name);
  g_free(environment->where);
  g_strfreev(environment->via);
  g_ptr_array_unref(environment->services);
  g_free(environment);
}

static bool environment_check(const pc_yaml *yaml, const yaml_node_t *node, const pc_environment_config *environment,
                              GError **error) {
  if (environment->services->len == 0)
    return pc_yaml_fail(yaml, node, error, "the environment '%s' has no service", environment->name);
  for (guint i = 0; environment->production && i < environment->services->len; i++) {
    const pc_service_config *service = environment->services->pdata[i];
    if (service->allow_intrusive)
      return pc_yaml_fail(yaml, node, error, "the service '%s' allows intrusive probes in an environment with 'production: true'",
                          service->name);
  }
  return true;
}

static bool environment_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  static const pc_yaml_key keys[] = {{"production", "true or false", production_read},
                                     {"via", "COMMAND", via_read},
                                     {"*", "URL or mapping", service_read},
                                     {0}};
  pc_config *config = target;
  if (!*key || strchr(key, ':'))
    return pc_yaml_fail(yaml, value, error, "'%s' is not an environment's name: a colon makes it a URL", key);
  pc_environment_config *environment = g_new0(pc_environment_config, 1);
  g_ptr_array_add(config->environments, environment);
  environment->name = g_strdup(key);
  environment->where = pc_yaml_where(yaml, value);
  environment->services = g_ptr_array_new_with_free_func(service_free);
  return pc_yaml_read(yaml, value, keys, environment, error) && environment_check(yaml, value, environment, error);
}

static bool environments_read(pc_yaml *yaml, const char *key, yaml_node_t *value, void *target, GError **error) {
  static const pc_yaml_key keys[] = {{"*", "an environment", environment_read}, {0}};
  (void)key;
  return pc_yaml_read(yaml, value, keys, target, error);
}

static bool config_check(const pc_yaml *yaml, const yaml_node_t *root, const pc_config *config, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < config->environments->len; i++)
    g_ptr_array_add(names, ((const pc_environment_config *)config->environments->pdata[i])->name);
  g_ptr_array_add(names, NULL);
  if (names->len == 1)
    return pc_yaml_fail(yaml, root, error, "no environment: expected at least one under 'environments'");
  if (!config->reference || pc_name_index((const char *const *)names->pdata, config->reference) >= 0)
    return true;
  const char *nearest = pc_nearest(config->reference, (const char *const *)names->pdata);
  return pc_yaml_fail(yaml, root, error, "the reference '%s' is not one of the environments%s%s%s", config->reference,
                      nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

pc_config *pc_config_parse(const char *text, gsize length, const char *name, GError **error) {
  static const pc_yaml_key keys[] = {{"reference", "an environment", reference_read},
                                     {"environments", "a mapping", environments_read},
                                     {"suite", "a suite", suite_read},
                                     {"deadline", "a duration", deadline_read},
                                     {"fail-on", "a policy", fail_on_read},
                                     {0}};
  pc_yaml yaml;
  yaml_node_t *root;
  if (!pc_yaml_init(&yaml, text, length, name, &root, error))
    return NULL;
  g_autoptr(pc_config) config = g_new0(pc_config, 1);
  config->environments = g_ptr_array_new_with_free_func(environment_free);
  const bool fine = pc_yaml_read(&yaml, root, keys, config, error) && config_check(&yaml, root, config, error);
  pc_yaml_clear(&yaml);
  return fine ? g_steal_pointer(&config) : NULL;
}

pc_config *pc_config_load(const char *path, GError **error) {
  g_autofree char *text = NULL;
  gsize length;
  GError *local = NULL;
  if (!g_file_get_contents(path, &text, &length, &local)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the configuration '%s': %s", path, local->message);
    g_error_free(local);
    return NULL;
  }
  return pc_config_parse(text, length, path, error);
}

void pc_config_free(pc_config *config) {
  if (!config)
    return;
  g_free(config->reference);
  g_free(config->suite);
  g_free(config->fail_on);
  g_ptr_array_unref(config->environments);
  g_free(config);
}
