/* SPDX-License-Identifier: MIT */
/* paritycheck.yaml. */
#include "harness/config/config.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/names.h"
#include "harness/base/secrets.h"
#include "harness/base/yaml.h"
#include "harness/model/policy.h"

#include <string.h>

enum { CONNECTIONS_MAX = 64, NAME_MAX_LENGTH = 64 };

static const char *const allowances[] = {"intrusive", NULL};
static const char *const sessions[] = {"own", NULL};

/* url is first: a service that is not a mapping is its URL. */
static const pc_yaml_key service_keys[] = {
    {"url", "a URL", PC_YAML_URL, .offset = offsetof(pc_service_config, url)},
    {"connections", "a number from 1 to 64", PC_YAML_NUMBER,
     .offset = offsetof(pc_service_config, connections), .most = CONNECTIONS_MAX},
    {"allow", "'intrusive'", PC_YAML_FLAG, .offset = offsetof(pc_service_config, allow_intrusive),
     .names = allowances},
    {"session", "'own'", PC_YAML_FLAG, .offset = offsetof(pc_service_config, session_own),
     .names = sessions},
    {0}};

static void service_free(gpointer data) {
  pc_service_config *service = data;
  g_free(service->name);
  g_free(service->url);
  g_free(service->where);
  g_free(service);
}

static bool service_name_is_valid(const char *name) {
  return g_ascii_islower(*name) && strlen(name) <= NAME_MAX_LENGTH &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static bool text_is_url(const char *text) {
  const gsize scheme =
      strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  return g_ascii_isalpha(*text) && text[scheme] == ':';
}

static bool service_url_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value,
                             pc_service_config *service, const char *hint, GError **error) {
  const guint missing = yaml->missing->len;
  if (value->type == YAML_MAPPING_NODE) {
    if (!pc_yaml_read(yaml, value, service_keys, service, error))
      return false;
    if (!service->url && yaml->missing->len == missing)
      return pc_yaml_fail(yaml, value, error, "the service '%s' has no url", service->name);
  } else if (!pc_yaml_read_value(yaml, &service_keys[0], name, value, service, error)) {
    return false;
  }
  const yaml_node_t *given = pc_yaml_find(yaml, value, "url");
  given = given ? given : value;
  service->where = pc_yaml_where(yaml, given);
  /* A misspelt "production: true" would else be taken for a service. */
  return !service->url || text_is_url(service->url) ||
         pc_yaml_fail(yaml, given, error, "expected the URL of the service '%s'%s", service->name,
                      hint);
}

static bool service_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                         GError **error) {
  static const char *const others[] = {"production", "via", "deployment", NULL};
  pc_environment_config *environment = target;
  g_autofree char *hint = pc_nearest_hint(pc_yaml_name(name), others);
  if (!service_name_is_valid(pc_yaml_name(name))) {
    g_autofree char *quoted = pc_yaml_quote(pc_yaml_name(name));
    return pc_yaml_fail(yaml, name, error,
                        "%s is not a service's name: expected a lower-case letter, then those, "
                        "digits, '-' and '_'%s",
                        quoted, hint);
  }
  pc_service_config *service = g_new0(pc_service_config, 1);
  g_ptr_array_add(environment->services, service);
  service->name = g_strdup(pc_yaml_name(name));
  return service_url_read(yaml, name, value, service, hint, error);
}

static void environment_free(gpointer data) {
  pc_environment_config *environment = data;
  g_free(environment->name);
  g_free(environment->where);
  g_strfreev(environment->via);
  g_ptr_array_unref(environment->services);
  g_ptr_array_unref(environment->missing);
  if (environment->deployment)
    pc_deployment_config_clear(environment->deployment);
  g_free(environment->deployment);
  g_free(environment);
}

static bool deployment_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                            GError **error) {
  static const pc_yaml_key keys[] = {
      {"revision", "a revision", PC_YAML_TEXT, .offset = offsetof(pc_deployment_config, revision)},
      {"previous", "a revision", PC_YAML_TEXT, .offset = offsetof(pc_deployment_config, previous)},
      {"deployed-at", "a time such as 2026-01-31T12:00:00Z", PC_YAML_TEXT,
       .offset = offsetof(pc_deployment_config, deployed_at)},
      {"deployed-by", "a name", PC_YAML_TEXT,
       .offset = offsetof(pc_deployment_config, deployed_by)},
      {"repository", "a folder", PC_YAML_TEXT,
       .offset = offsetof(pc_deployment_config, repository)},
      {"command", "a command with closed quotes", PC_YAML_COMMAND,
       .offset = offsetof(pc_deployment_config, command)},
      {0}};
  pc_environment_config *environment = target;
  if (value->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(yaml, value, error,
                        "'%s' expects a mapping such as {revision: ..., deployed-by: ...}",
                        pc_yaml_name(name));
  environment->deployment = g_new0(pc_deployment_config, 1);
  return pc_yaml_read(yaml, value, keys, environment->deployment, error);
}

static bool environment_check(pc_yaml *yaml, const yaml_node_t *node,
                              const pc_environment_config *environment, GError **error) {
  if (environment->services->len == 0)
    return pc_yaml_fail(yaml, node, error, "the environment '%s' has no service",
                        environment->name);
  for (guint i = 0; environment->production && i < environment->services->len; i++) {
    const pc_service_config *service = environment->services->pdata[i];
    yaml_node_t *given = pc_yaml_find(yaml, node, service->name);
    if (service->allow_intrusive)
      return pc_yaml_fail(
          yaml, pc_yaml_find(yaml, given, "allow"), error,
          "the service '%s' allows intrusive probes, which 'production: true' forbids",
          service->name);
    if (service->session_own)
      return pc_yaml_fail(yaml, pc_yaml_find(yaml, given, "session"), error,
                          "the service '%s' says 'session: own', which 'production: true' forbids: "
                          "there the service itself must prove it",
                          service->name);
  }
  return true;
}

/* A colon would make it a URL on the command line, a leading '-' an option. */
static bool environment_name_is_valid(const char *name) {
  const bool fine = *name && *name != '-' && !strchr(name, ':') && strlen(name) <= NAME_MAX_LENGTH;
  while (fine && *name && g_unichar_isprint(g_utf8_get_char(name)))
    name = g_utf8_find_next_char(name, NULL);
  return fine && !*name;
}

static bool environment_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                             GError **error) {
  static const pc_yaml_key keys[] = {
      {"production", "true or false", PC_YAML_BOOLEAN,
       .offset = offsetof(pc_environment_config, production)},
      {"via", "a command with closed quotes", PC_YAML_COMMAND,
       .offset = offsetof(pc_environment_config, via)},
      {"deployment", "a mapping of facts", PC_YAML_READ, .read = deployment_read},
      {"*", "a URL or a mapping", PC_YAML_READ, .read = service_read},
      {0}};
  pc_config *config = target;
  if (!environment_name_is_valid(pc_yaml_name(name))) {
    g_autofree char *quoted = pc_yaml_quote(pc_yaml_name(name));
    return pc_yaml_fail(yaml, name, error,
                        "%s is not an environment's name: expected at most %d characters, without "
                        "':' and a leading '-'",
                        quoted, NAME_MAX_LENGTH);
  }
  pc_environment_config *environment = g_new0(pc_environment_config, 1);
  g_ptr_array_add(config->environments, environment);
  environment->name = g_strdup(pc_yaml_name(name));
  environment->where = pc_yaml_where(yaml, value);
  environment->services = g_ptr_array_new_with_free_func(service_free);
  environment->missing = g_ptr_array_new_with_free_func(g_free);
  if (value->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(yaml, value, error,
                        "the environment '%s' expects a mapping of services to URLs",
                        environment->name);
  yaml->missing = environment->missing;
  const bool fine = pc_yaml_read(yaml, value, keys, environment, error);
  yaml->missing = NULL;
  return fine && environment_check(yaml, value, environment, error);
}

static bool environments_read(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                              GError **error) {
  static const pc_yaml_key keys[] = {
      {"*", "a mapping of services", PC_YAML_READ, .read = environment_read}, {0}};
  if (value->type != YAML_MAPPING_NODE)
    return pc_yaml_fail(yaml, value, error, "'%s' expects a mapping of names to environments",
                        pc_yaml_name(name));
  return pc_yaml_read(yaml, value, keys, target, error);
}

static bool config_check(pc_yaml *yaml, const yaml_node_t *root, const pc_config *config,
                         GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < config->environments->len; i++)
    g_ptr_array_add(names, ((const pc_environment_config *)config->environments->pdata[i])->name);
  g_ptr_array_add(names, NULL);
  if (names->len == 1)
    return pc_yaml_fail(yaml, root, error,
                        "no environment: expected at least one under 'environments'");
  if (!config->reference ||
      pc_name_index((const char *const *)names->pdata, config->reference) >= 0)
    return true;
  g_autofree char *hint = pc_nearest_hint(config->reference, (const char *const *)names->pdata);
  yaml_node_t *given = pc_yaml_find(yaml, root, "reference");
  g_autofree char *quoted = pc_yaml_quote(pc_yaml_name(given));
  return pc_yaml_fail(yaml, given, error, "the reference %s is not one of the environments%s",
                      quoted, hint);
}

#define BASELINE_KEY                                                                               \
  { "baseline", "the name of a file", PC_YAML_TEXT, .offset = offsetof(pc_config, baseline) }

pc_config *pc_config_parse(const char *text, gsize length, const char *name, GError **error) {
  static const pc_yaml_key keys[] = {
      {"reference", "the name of an environment", PC_YAML_TEXT,
       .offset = offsetof(pc_config, reference)},
      {"environments", "a mapping", PC_YAML_READ, .read = environments_read},
      {"suite", "a suite's name or file", PC_YAML_TEXT, .offset = offsetof(pc_config, suite)},
      {"deadline", "a duration such as '500ms' or '10s'", PC_YAML_DURATION,
       .offset = offsetof(pc_config, deadline_ms)},
      BASELINE_KEY,
      {"fail-on", "one of: any, medium, high, strict, never", PC_YAML_TEXT,
       .offset = offsetof(pc_config, fail_on), .names = pc_policy_names},
      {0}};
  pc_yaml yaml = {.name = name, .variables = true};
  yaml_node_t *root;
  if (!pc_yaml_init(&yaml, text, length, &root, error))
    return NULL;
  g_autoptr(pc_config) config = g_new0(pc_config, 1);
  config->environments = g_ptr_array_new_with_free_func(environment_free);
  config->secrets = pc_secrets_new();
  yaml.secrets = config->secrets;
  const bool fine =
      pc_yaml_read(&yaml, root, keys, config, error) && config_check(&yaml, root, config, error);
  pc_yaml_clear(&yaml);
  return fine ? g_steal_pointer(&config) : NULL;
}

/* The text of the file, the caller's; NULL with error set. */
static char *file_read(const char *path, gsize *ret_length, GError **error) {
  char *text = NULL;
  g_autoptr(GError) local = NULL;
  if (!pc_input_read(path, PC_YAML_BYTES_MAX, &text, ret_length, &local))
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot read the configuration '%s': %s", path,
                local->message);
  return text;
}

pc_config *pc_config_load(const char *path, GError **error) {
  gsize length;
  g_autofree char *text = file_read(path, &length, error);
  return text ? pc_config_parse(text, length, path, error) : NULL;
}

static bool key_skip(pc_yaml *yaml, yaml_node_t *name, yaml_node_t *value, void *target,
                     GError **error) {
  (void)yaml, (void)name, (void)value, (void)target, (void)error;
  return true;
}

bool pc_config_baseline(const char *path, char **ret_baseline, GError **error) {
  static const pc_yaml_key keys[] = {
      BASELINE_KEY, {"*", "anything", PC_YAML_READ, .read = key_skip}, {0}};
  pc_config config = {0};
  pc_yaml yaml = {.name = path, .variables = true};
  yaml_node_t *root;
  gsize length;
  g_autofree char *text = file_read(path, &length, error);
  if (!text || !pc_yaml_init(&yaml, text, length, &root, error))
    return false;
  const bool fine = pc_yaml_read(&yaml, root, keys, &config, error);
  pc_yaml_clear(&yaml);
  *ret_baseline = config.baseline;
  return fine;
}

void pc_config_free(pc_config *config) {
  if (!config)
    return;
  g_free(config->reference);
  g_free(config->suite);
  g_free(config->fail_on);
  g_free(config->baseline);
  g_ptr_array_unref(config->environments);
  g_ptr_array_unref(config->secrets);
  g_free(config);
}
