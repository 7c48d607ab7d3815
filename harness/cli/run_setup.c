/* SPDX-License-Identifier: MIT */
/* From arguments and configuration to a plan. */
#include "harness/cli/run_setup.h"

#include "adapters/adapter.h"
#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/base/secrets.h"
#include "harness/catalogue/selection.h"
#include "harness/compare/verdict.h"
#include "harness/config/config.h"
#include "harness/model/run_name.h"
#include "harness/run/incident.h"
#include "harness/run/scheduler.h"
#include "harness/run/scope.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void target_destroy(gpointer target) { pc_target_free(target); }

/* Of "queue=memory:" the role's name, the caller's; NULL: a URL alone, whose scheme tells the role.
 */
static char *argument_role(const char *argument) {
  g_autofree char *word = g_strndup(argument, strcspn(argument, "=:/"));
  return argument[strlen(word)] == '=' && pc_name_index(pc_role_names, word) >= 0
             ? g_steal_pointer(&word)
             : NULL;
}

static bool argument_is_url(const char *argument) { return strchr(argument, ':') != NULL; }

/* The configuration, where one is named or is there; NULL without error: there is none. */
static pc_config *config_find(const char *path, bool needed, GError **error) {
  if (path || g_file_test(PC_CONFIG_DEFAULT, G_FILE_TEST_EXISTS))
    return pc_config_load(path ? path : PC_CONFIG_DEFAULT, error);
  if (needed)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "no environment is named: give service URLs, or write a " PC_CONFIG_DEFAULT
                " in this folder");
  return NULL;
}

static const pc_environment_config *config_environment(const pc_config *config, const char *name,
                                                       GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; config && i < config->environments->len; i++) {
    const pc_environment_config *environment = config->environments->pdata[i];
    if (strcmp(environment->name, name) == 0)
      return environment;
    g_ptr_array_add(names, environment->name);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  if (!config)
    g_set_error(
        error, PC_ERROR, PC_ERROR_USAGE,
        "'%s' is neither a service URL nor, without a " PC_CONFIG_DEFAULT ", an environment", name);
  else
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no environment is called '%s'%s", name, hint);
  return NULL;
}

static bool service_is_targeted(const GPtrArray *targets, const char *environment,
                                const char *service) {
  for (guint i = 0; i < targets->len; i++) {
    const pc_target *target = targets->pdata[i];
    if (strcmp(target->environment, environment) == 0 && strcmp(target->service, service) == 0)
      return true;
  }
  return false;
}

static bool service_target(const pc_config *config, const pc_environment_config *environment,
                           const pc_service_config *service, GPtrArray *targets, GError **error) {
  g_autoptr(pc_target) target = pc_target_new(environment->name, service->name, service->url,
                                              service->where, config->secrets, error);
  if (!target)
    return false;
  pc_target_set_via(target, environment->via);
  target->production = environment->production;
  target->allow_intrusive = service->allow_intrusive;
  target->endpoint->session_own = service->session_own;
  if (service->session_own && !(target->adapter->capabilities & PC_ADAPTER_PROVES)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "%s: 'session: own' means nothing for %s: no session of it needs to be proved",
                service->where, target->adapter->product);
    return false;
  }
  if (service->connections)
    target->connections = service->connections;
  else if (environment->production)
    target->connections = PC_CONNECTIONS_PRODUCTION;
  g_ptr_array_add(targets, g_steal_pointer(&target));
  return true;
}

/* only: the service's name; NULL: all of the environment's. missing gets what the environment lacks
 * (config.h): then it has no targets. */
static bool environment_targets(const pc_config *config, const pc_environment_config *environment,
                                const char *only, GPtrArray *targets, GPtrArray *missing,
                                GError **error) {
  for (guint i = 0; i < environment->missing->len; i++)
    if (!g_ptr_array_find(missing, environment->missing->pdata[i], NULL))
      g_ptr_array_add(missing, environment->missing->pdata[i]);
  for (guint i = 0; i < environment->services->len && environment->missing->len == 0; i++) {
    const pc_service_config *service = environment->services->pdata[i];
    if ((only && strcmp(only, service->name) != 0) ||
        service_is_targeted(targets, environment->name, service->name))
      continue;
    if (!service_target(config, environment, service, targets, error))
      return false;
  }
  return true;
}

/* Whether the environment has the service that is named. */
static bool service_check(const pc_environment_config *environment, const char *service,
                          GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < environment->services->len; i++)
    g_ptr_array_add(names, ((const pc_service_config *)environment->services->pdata[i])->name);
  g_ptr_array_add(names, NULL);
  if (g_strv_contains((const char *const *)names->pdata, service))
    return true;
  g_autofree char *hint = pc_nearest_hint(service, (const char *const *)names->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' has no service '%s'%s (services: %s)",
              environment->name, service, hint, known);
  return false;
}

/* "production", or of "production/database" one service. An environment's own name may hold a
 * slash. */
static bool named_targets(const pc_config *config, const char *argument, GPtrArray *targets,
                          GPtrArray *environments, GPtrArray *missing, GError **error) {
  const bool whole = config && config_environment(config, argument, NULL);
  const char *slash = whole ? NULL : strrchr(argument, '/');
  g_autofree char *name = g_strndup(argument, slash ? (gsize)(slash - argument) : strlen(argument));
  const pc_environment_config *environment =
      config_environment(config, config ? name : argument, error);
  if (!environment || (slash && !service_check(environment, slash + 1, error)))
    return false;
  if (!g_ptr_array_find_with_equal_func(environments, name, g_str_equal, NULL))
    g_ptr_array_add(environments, g_strdup(name));
  return environment_targets(config, environment, slash ? slash + 1 : NULL, targets, missing,
                             error);
}

/* The same URL may be given twice; each is an environment of its own. */
static char *environment_name(GPtrArray *environments, const char *wanted) {
  g_autofree char *name = g_strdup(wanted);
  for (guint k = 2; g_ptr_array_find_with_equal_func(environments, name, g_str_equal, NULL); k++) {
    g_free(name);
    name = g_strdup_printf("%s (%u)", wanted, k);
  }
  return g_steal_pointer(&name);
}

static bool argument_targets(const pc_config *config, const char *argument, GPtrArray *targets,
                             GPtrArray *environments, GPtrArray *missing, GError **error) {
  if (!argument_is_url(argument))
    return named_targets(config, argument, targets, environments, missing, error);
  g_autofree char *role = argument_role(argument);
  pc_target *target =
      pc_target_new(NULL, role, role ? argument + strlen(role) + 1 : argument, NULL, NULL, error);
  if (!target)
    return false;
  char *name = environment_name(environments, target->environment);
  g_free(target->environment);
  target->environment = g_strdup(name);
  g_ptr_array_add(environments, name);
  g_ptr_array_add(targets, target);
  return true;
}

static bool missing_check(GPtrArray *missing, GError **error) {
  if (missing->len == 0)
    return true;
  g_ptr_array_add(missing, NULL);
  g_autofree char *all = g_strjoinv("\n             ", (char **)missing->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s", all);
  return false;
}

static bool targets_collect(const pc_config *config, char *const *arguments, GPtrArray *targets,
                            GPtrArray *environments, GError **error) {
  g_autoptr(GPtrArray) missing = g_ptr_array_new();
  const bool all = !*arguments;
  for (; *arguments; arguments++)
    if (!argument_targets(config, *arguments, targets, environments, missing, error))
      return false;
  for (guint i = 0; all && config && i < config->environments->len; i++) {
    const pc_environment_config *environment = config->environments->pdata[i];
    g_ptr_array_add(environments, g_strdup(environment->name));
    if (!environment_targets(config, environment, NULL, targets, missing, error))
      return false;
  }
  return missing_check(missing, error);
}

GPtrArray *pc_run_setup_targets(const char *config_path, char *const *arguments,
                                GPtrArray *ret_environments, GError **error) {
  bool names = !*arguments;
  for (char *const *argument = arguments; *argument; argument++)
    names = names || !argument_is_url(*argument);
  g_autoptr(pc_config) config = NULL;
  if (names || config_path) {
    GError *local = NULL;
    config = config_find(config_path, !*arguments, &local);
    if (local) {
      g_propagate_error(error, local);
      return NULL;
    }
  }
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(target_destroy);
  return targets_collect(config, arguments, targets, ret_environments, error)
             ? g_steal_pointer(&targets)
             : NULL;
}

/* What a filter over probes needs. */
typedef struct wanted {
  const pc_suite *suite;
  const char *const *select;
} wanted;

static bool probe_is_wanted(const pc_probe *probe, gconstpointer data) {
  const wanted *w = data;
  if (w->suite && !pc_suite_selects(w->suite, probe))
    return false;
  return !w->select || !*w->select || pc_patterns_match(w->select, probe);
}

static bool allow_apply(const pc_run_setup_options *options, GPtrArray *targets, GError **error) {
  for (char **allow = options->allow; allow && *allow; allow++) {
    if (strcmp(*allow, "intrusive") != 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "--allow takes 'intrusive', not '%s'", *allow);
      return false;
    }
    for (guint i = 0; i < targets->len; i++) {
      pc_target *target = targets->pdata[i];
      if (target->production) {
        g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                    "'%s' is marked as production: intrusive probes are not allowed there",
                    target->environment);
        return false;
      }
      target->allow_intrusive = true;
    }
  }
  return true;
}

/* The services of the environments at hand that were not named, where others of theirs were. */
static void unnamed_leave(const pc_run_setup *setup, const GPtrArray *targets) {
  for (guint i = 0; setup->config && i < setup->config->environments->len; i++) {
    const pc_environment_config *environment = setup->config->environments->pdata[i];
    if (!g_ptr_array_find_with_equal_func(setup->environments, environment->name, g_str_equal,
                                          NULL))
      continue;
    for (guint k = 0; k < environment->services->len; k++) {
      const pc_service_config *service = environment->services->pdata[k];
      if (!service_is_targeted(targets, environment->name, service->name))
        pc_scope_leave(setup->outside, environment->name, service->name,
                       "the command line names others");
    }
  }
}

/* What the configuration and the options set of a plan. */
typedef struct settings {
  char *reference;
  char *suite;
  char *fail_on;
  guint deadline_ms;
  guint asks;
} settings;

static void settings_clear(settings *s) {
  g_free(s->reference);
  g_free(s->suite);
  g_free(s->fail_on);
}

static bool run_setup_targets(pc_run_setup *setup, const pc_run_setup_options *options,
                              char *const *arguments, settings *s, GPtrArray *targets,
                              GError **error) {
  bool names = !*arguments;
  for (char *const *argument = arguments; *argument; argument++)
    names = names || !argument_is_url(*argument);
  g_autoptr(pc_config) config = NULL;
  GError *local = NULL;
  if (names || options->config)
    config = config_find(options->config, !*arguments, &local);
  if (local) {
    g_propagate_error(error, local);
    return false;
  }
  if (config) {
    s->reference = g_strdup(config->reference);
    s->suite = g_strdup(config->suite);
    s->fail_on = g_strdup(config->fail_on);
    s->deadline_ms = config->deadline_ms;
  }
  setup->config = g_steal_pointer(&config);
  if (!targets_collect(setup->config, arguments, targets, setup->environments, error) ||
      !allow_apply(options, targets, error))
    return false;
  unnamed_leave(setup, targets);
  return true;
}

/* The reference that the configuration names, else the last environment. */
static void reference_choose(pc_run_setup *setup, const char *named) {
  guint i;
  setup->reference = setup->environments->len - 1;
  if (named && g_ptr_array_find_with_equal_func(setup->environments, named, g_str_equal, &i))
    setup->reference = i;
}

static bool policy_choose(pc_run_setup *setup, const pc_run_setup_options *options, settings *s,
                          GError **error) {
  const char *suite = options->suite ? options->suite : s->suite;
  if (suite && !(setup->suite = pc_suite_find(suite, error)))
    return false;
  setup->fail_on = g_strdup(s->fail_on ? s->fail_on : setup->suite ? setup->suite->fail_on : NULL);
  if (setup->suite && setup->suite->deadline_ms && !s->deadline_ms)
    s->deadline_ms = setup->suite->deadline_ms;
  return pc_command_number("asks", options->asks, PC_ASKS_MIN, PC_ASKS_MAX, &s->asks, error) &&
         (!options->deadline || pc_duration_parse(options->deadline, &s->deadline_ms, error));
}

/* A suite may name built-in probes, which this run leaves out: then its own cannot be told from
 * slips. */
static bool suite_check(const pc_run_setup *setup, const pc_run_setup_options *options,
                        GError **error) {
  const pc_suite *suite = setup->suite;
  const GPtrArray *probes = pc_catalogue_probes(setup->catalogue);
  if (!suite || options->no_builtin)
    return true;
  if (pc_patterns_check((const char *const *)suite->select, probes, error) &&
      pc_patterns_check((const char *const *)suite->exclude, probes, error))
    return true;
  g_prefix_error(error, "the suite '%s': ", suite->name);
  return false;
}

static bool plan_check(const pc_plan *plan, GError **error) {
  for (guint i = 0; i < plan->targets->len; i++)
    if (((const pc_planned_target *)plan->targets->pdata[i])->probes->len > 0)
      return true;
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE,
              "no probe is selected: nothing would be asked");
  return false;
}

pc_run_setup *pc_run_setup_new(const pc_run_setup_options *options, char *const *arguments,
                               GError **error) {
  g_autoptr(pc_run_setup) setup = g_new0(pc_run_setup, 1);
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(target_destroy);
  settings s = {.asks = PC_ASKS_MIN};
  setup->environments = g_ptr_array_new_with_free_func(g_free);
  setup->run = pc_run_name_new();
  setup->quiet = options->quiet;
  setup->outside = json_object();
  bool fine = run_setup_targets(setup, options, arguments, &s, targets, error) &&
              policy_choose(setup, options, &s, error);
  if (fine)
    setup->catalogue =
        pc_catalogue_new(!options->no_builtin, (const char *const *)options->probes, error);
  fine = fine && setup->catalogue && suite_check(setup, options, error) &&
         pc_patterns_check((const char *const *)options->select,
                           pc_catalogue_probes(setup->catalogue), error);
  if (fine) {
    const wanted w = {.suite = setup->suite, .select = (const char *const *)options->select};
    const pc_reach reach = setup->suite ? setup->suite->reach : PC_REACH_INTRUSIVE;
    reference_choose(setup, s.reference);
    setup->plan = pc_plan_new(setup->catalogue, targets, probe_is_wanted, &w, reach,
                              !options->shown_alone, s.deadline_ms);
    setup->plan->asks = s.asks;
    pc_scope_apply(setup->plan, setup->suite, options->select && *options->select, setup->outside);
    fine = plan_check(setup->plan, error);
  }
  settings_clear(&s);
  return fine ? g_steal_pointer(&setup) : NULL;
}

void pc_run_setup_free(pc_run_setup *setup) {
  if (!setup)
    return;
  pc_plan_free(setup->plan);
  pc_catalogue_free(setup->catalogue);
  pc_suite_free(setup->suite);
  g_ptr_array_unref(setup->environments);
  g_free(setup->fail_on);
  g_free(setup->run);
  pc_config_free(setup->config);
  json_decref(setup->deployments);
  json_decref(setup->outside);
  g_free(setup);
}

static void problems_print(const json_t *deployments) {
  const char *environment;
  json_t *facts;
  json_object_foreach((json_t *)(guintptr)deployments, environment, facts) {
    size_t i;
    json_t *problem;
    json_array_foreach(json_object_get(facts, "problems"), i, problem)
        fprintf(stderr, "paritycheck: of the deployment of '%s': %s\n", environment,
                json_string_value(problem));
  }
}

/* Every secret that the configuration holds. */
static GPtrArray *config_secrets(const pc_config *config) {
  GPtrArray *secrets = pc_secrets_new();
  pc_secrets_add_all(secrets, config ? config->secrets : NULL);
  for (guint i = 0; config && i < config->environments->len; i++) {
    const pc_environment_config *environment = config->environments->pdata[i];
    for (guint k = 0; k < environment->services->len; k++) {
      const pc_service_config *service = environment->services->pdata[k];
      g_autoptr(pc_endpoint) endpoint = service->url ? pc_endpoint_parse(service->url, NULL) : NULL;
      if (endpoint)
        pc_secrets_add_all(secrets, endpoint->masked);
    }
  }
  return secrets;
}

void pc_run_setup_deployments(pc_run_setup *setup) {
  const guint n = setup->config ? setup->config->environments->len : 0;
  g_autofree pc_deployment *deployments = g_new0(pc_deployment, n);
  guint known = 0;
  for (guint i = 0; i < n; i++) {
    const pc_environment_config *environment = setup->config->environments->pdata[i];
    if (environment->deployment)
      deployments[known++] =
          (pc_deployment){.environment = environment->name,
                          .config = environment->deployment,
                          .asked = g_ptr_array_find_with_equal_func(
                              setup->environments, environment->name, g_str_equal, NULL)};
  }
  json_decref(setup->deployments);
  g_autoptr(GPtrArray) secrets = config_secrets(setup->config);
  setup->deployments = pc_deployments_gather(deployments, known, secrets);
  problems_print(setup->deployments);
}

/* The environment that the others are held against, as far as it is known. */
static const char *reference_name(const pc_run_setup *setup) {
  if (setup->config && setup->config->reference)
    return setup->config->reference;
  return setup->environments->len > 1 ? setup->environments->pdata[setup->reference] : NULL;
}

static void progress_print(guint done, guint total, void *data) {
  (void)data;
  if (done % 8 == 0 || done == total)
    fprintf(stderr, done == total ? "\r\033[K" : "\rasked %u of %u", done, total);
}

bool pc_run_setup_ask(const pc_run_setup *setup, pc_results **ret_results, GError **error) {
  g_autoptr(pc_journal) journal = pc_journal_new(setup->run, error);
  if (!journal)
    return false;
  const bool shown = !setup->quiet && isatty(STDERR_FILENO);
  const pc_progress progress = {.step = shown ? progress_print : NULL};
  if (!pc_scheduler_run(setup->plan, setup->run, journal, &progress, ret_results, error))
    return false;
  (*ret_results)->reference = g_strdup(reference_name(setup));
  (*ret_results)->deployments = json_incref(setup->deployments);
  (*ret_results)->outside = json_incref(setup->outside);
  return true;
}

guint pc_run_setup_incidents_print(const pc_results *results, guint *ret_unseen) {
  g_autoptr(GPtrArray) lines = pc_incidents_list(results, ret_unseen);
  for (guint i = 0; i < lines->len; i++)
    fprintf(stderr, "paritycheck: %s\n", (const char *)lines->pdata[i]);
  return lines->len - *ret_unseen;
}
