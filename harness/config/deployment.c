/* SPDX-License-Identifier: MIT */
/* Deployment facts: from the configuration and the user's command. */
#include "harness/config/deployment.h"

#include "harness/base/error.h"
#include "harness/base/redact.h"
#include "harness/base/secrets.h"
#include "harness/base/subprocess.h"
#include "harness/base/timestamp.h"
#include "harness/config/deployment_internal.h"

#include <string.h>

enum { COMMAND_DEADLINE_MS = 30000, COMMAND_BYTES_MAX = 64 * 1024, VALUE_MAX = 1024 };

void pc_deployment_config_clear(pc_deployment_config *config) {
  g_free(config->revision);
  g_free(config->previous);
  g_free(config->deployed_at);
  g_free(config->deployed_by);
  g_free(config->repository);
  g_strfreev(config->command);
  *config = (pc_deployment_config){0};
}

void pc_deployment_problem_add(json_t *facts, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  json_t *problems = json_object_get(facts, "problems");
  if (!problems) {
    problems = json_array();
    json_object_set_new(facts, "problems", problems);
  }
  json_array_append_new(problems, json_string(text));
}

/* The facts' names, for people and in the recording. */
static const struct {
  const char *key;
  const char *member; /* NULL: not kept */
  gsize offset;
} keys[] = {
    {"revision", "revision", offsetof(pc_deployment_config, revision)},
    {"previous", "previous", offsetof(pc_deployment_config, previous)},
    {"deployed-at", "deployed_at", offsetof(pc_deployment_config, deployed_at)},
    {"deployed-by", "deployed_by", offsetof(pc_deployment_config, deployed_by)},
    {"repository", NULL, offsetof(pc_deployment_config, repository)},
};

/* Where the value of key number i stands in config. */
static char **value_of(pc_deployment_config *config, guint i) {
  return (char **)(void *)((char *)config + keys[i].offset);
}

/* What the configuration says itself goes before what the command prints. */
static void value_take(pc_deployment_config *told, json_t *facts, const char *key,
                       const char *value) {
  const char *names[G_N_ELEMENTS(keys) + 1] = {NULL};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    names[i] = keys[i].key;
    if (strcmp(key, keys[i].key) != 0)
      continue;
    if (strlen(value) > VALUE_MAX)
      pc_deployment_problem_add(facts, "the command's '%s' is longer than %d characters", key,
                                VALUE_MAX);
    else if (*value && !*value_of(told, i))
      *value_of(told, i) = g_strdup(value);
    return;
  }
  g_autofree char *hint = pc_nearest_hint(key, names);
  pc_deployment_problem_add(facts, "the command printed the unknown key '%.80s'%s", key, hint);
}

static void object_take(pc_deployment_config *told, json_t *facts, const char *text) {
  json_error_t problem;
  json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &problem);
  if (!json_is_object(object))
    pc_deployment_problem_add(facts, "the command printed what is not a JSON object: %s",
                              problem.text);
  const char *key;
  json_t *value;
  json_object_foreach(object, key, value) {
    g_autofree char *number =
        json_is_integer(value) ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value))
                               : NULL;
    if (json_is_string(value) || number)
      value_take(told, facts, key, number ? number : json_string_value(value));
    else if (!json_is_null(value))
      pc_deployment_problem_add(facts, "the command's '%.80s' is no text", key);
  }
  json_decref(object);
}

static void lines_take(pc_deployment_config *told, json_t *facts, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **each = lines; *each; each++) {
    char *line = g_strstrip(*each);
    char *colon = strchr(line, ':');
    if (!*line || *line == '#')
      continue;
    if (!colon) {
      pc_deployment_problem_add(facts, "the command printed a line that is not 'key: value'");
      continue;
    }
    *colon = '\0';
    value_take(told, facts, g_strchomp(line), g_strchug(colon + 1));
  }
}

static void command_run(pc_deployment_config *told, json_t *facts, char *const *command,
                        const GPtrArray *secrets) {
  const pc_subprocess subprocess = {.command = (const char *const *)command,
                                    .deadline_ms = COMMAND_DEADLINE_MS,
                                    .most = COMMAND_BYTES_MAX,
                                    .secrets = secrets};
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  if (!pc_subprocess_run(&subprocess, &output, &error)) {
    pc_deployment_problem_add(facts, "%s", error->message);
    return;
  }
  if (*g_strchug(output) == '{')
    object_take(told, facts, output);
  else
    lines_take(told, facts, output);
}

static void facts_set(json_t *facts, pc_deployment_config *told) {
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *value = *value_of(told, i);
    if (!value || !keys[i].member)
      continue;
    gint64 seconds;
    if (value_of(told, i) != &told->deployed_at) {
      json_object_set_new(facts, keys[i].member, json_string(value));
    } else if (pc_timestamp_parse(value, &seconds)) {
      g_autofree char *timestamp = pc_timestamp_print(seconds);
      json_object_set_new(facts, keys[i].member, json_string(timestamp));
    } else {
      pc_deployment_problem_add(
          facts, "deployed-at: '%.80s' is no time: expected one such as 2026-01-31T12:00:00Z",
          value);
    }
  }
}

/* What was told of one environment, and its facts so far; each its own copy. */
typedef struct gathered {
  pc_deployment_config told;
  json_t *facts;
} gathered;

/* Adds what a command line has of them. */
static void command_secrets_add(char *const *command, GPtrArray *secrets) {
  g_autofree char *line = g_strjoinv(" ", (char **)(guintptr)command);
  g_free(pc_command_redact(line, secrets));
}

static void told_gather(const pc_deployment *deployment, gathered *g, const GPtrArray *secrets) {
  pc_deployment_config config = *deployment->config;
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    *value_of(&g->told, i) = g_strdup(*value_of(&config, i));
  g->facts = json_object();
  if (deployment->asked && config.command)
    command_run(&g->told, g->facts, config.command, secrets);
  facts_set(g->facts, &g->told);
}

static void git_gather(const pc_deployment *deployments, guint n, guint i, const gathered *all) {
  g_autofree pc_deployed *others = g_new0(pc_deployed, n);
  guint known = 0;
  for (guint k = 0; k < n; k++)
    if (k != i && all[k].told.revision)
      others[known++] = (pc_deployed){deployments[k].environment, all[k].told.revision};
  pc_deployment_add_git(all[i].facts, all[i].told.repository, others, known);
}

json_t *pc_deployments_gather(const pc_deployment *deployments, guint n, const GPtrArray *secrets) {
  g_autoptr(GPtrArray) known = pc_secrets_new();
  pc_secrets_add_all(known, secrets);
  for (guint i = 0; i < n; i++)
    if (deployments[i].config->command)
      command_secrets_add(deployments[i].config->command, known);
  json_t *by_environment = json_object();
  g_autofree gathered *all = g_new0(gathered, n);
  for (guint i = 0; i < n; i++)
    told_gather(&deployments[i], &all[i], known);
  for (guint i = 0; i < n; i++) {
    if (!deployments[i].asked)
      continue;
    if (all[i].told.revision)
      git_gather(deployments, n, i, all);
    pc_secrets_mask_json(known, PC_MASK_DISTINCTIVE, all[i].facts);
    pc_secrets_mask_member(known, all[i].facts, "problems");
    json_object_set(by_environment, deployments[i].environment, all[i].facts);
  }
  for (guint i = 0; i < n; i++) {
    json_decref(all[i].facts);
    pc_deployment_config_clear(&all[i].told);
  }
  return by_environment;
}
