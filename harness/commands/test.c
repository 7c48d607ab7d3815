/* SPDX-License-Identifier: MIT */
/* paritycheck test: ask probes that are being written, and show every answer. */
#include "harness/base/error.h"
#include "harness/catalogue/catalogue.h"
#include "harness/cli/command.h"
#include "harness/cli/run_setup.h"
#include "harness/model/outcome_text.h"

#include <stdio.h>
#include <string.h>

typedef struct test_options {
  char *config;
  char *deadline;
  char **allow;
  gboolean quiet;
} test_options;

/* One probe asked of one service: what its attempts were answered. */
typedef struct asked {
  const pc_target_result *result;
  char *service;       /* as people are shown it; owned */
  const char *skipped; /* why it was not asked, or NULL */
  json_t *replies[PC_ASKS_MIN];
} asked;

static void asked_clear(gpointer data) {
  asked *a = data;
  g_free(a->service);
  for (guint i = 0; i < PC_ASKS_MIN; i++)
    json_decref(a->replies[i]);
}

static const json_t *observations_of(const asked *a, guint attempt) {
  return json_object_get(a->replies[attempt], "observations");
}

/* What the observation called label was answered in one attempt; NULL: it was not asked. */
static const json_t *outcome_find(const asked *a, guint attempt, const char *label) {
  size_t i;
  json_t *o;
  json_array_foreach(observations_of(a, attempt), i,
                     o) if (g_strcmp0(json_string_value(json_object_get(o, "label")), label) ==
                            0) return json_object_get(o, "outcome");
  return NULL;
}

/* What the service said beside a refusal; NULL: nothing. */
static const char *message_find(const asked *a, const char *label) {
  size_t i;
  json_t *sent;
  const bool setup = strcmp(label, "setup") == 0;
  json_array_foreach(json_object_get(a->replies[0], "trace"), i, sent) {
    const char *of = json_string_value(json_object_get(sent, "label"));
    const char *message = json_string_value(json_object_get(sent, "message"));
    if (message && (of ? strcmp(of, label) == 0 : setup))
      return message;
  }
  return NULL;
}

static void outcome_print(const asked *a, const json_t *outcome, const char *label, int width) {
  g_autofree char *shown = outcome ? pc_outcome_show(outcome) : g_strdup("not asked");
  const char *message = json_object_get(outcome, "refusal") ? message_find(a, label) : NULL;
  g_autofree char *said = message ? pc_text_show(message, strlen(message)) : NULL;
  printf("    %-*s  %s%s%s%s\n", width, a->service, shown, said ? " (" : "", said ? said : "",
         said ? ")" : "");
}

/* false: it was answered twice, differently. */
static bool answer_print(const asked *a, const char *label, int width) {
  const json_t *first = outcome_find(a, 0, label);
  const json_t *second = outcome_find(a, 1, label);
  outcome_print(a, first, label, width);
  if (json_equal((json_t *)(guintptr)first, (json_t *)(guintptr)second) || first == second)
    return true;
  g_autofree char *shown = second ? pc_outcome_show(second) : g_strdup("not asked");
  printf("    %-*s  UNSTABLE: then %s\n", width, "", shown);
  return false;
}

/* Why there are no answers; NULL: there are. */
static const char *reason_of(const asked *a) {
  if (a->skipped)
    return a->skipped;
  if (a->result->down)
    return a->result->down;
  for (guint i = 0; i < PC_ASKS_MIN; i++)
    if (json_object_get(a->replies[i], "code") || !observations_of(a, i)) {
      const char *message = json_string_value(json_object_get(a->replies[i], "message"));
      const char *reason = json_string_value(json_object_get(a->replies[i], "reason"));
      return message ? message : reason ? reason : "it was not asked";
    }
  return NULL;
}

/* The labels of all services' answers, in their order; borrowed from the replies. */
static GPtrArray *labels_new(const GArray *services) {
  GPtrArray *labels = g_ptr_array_new();
  for (guint i = 0; i < services->len; i++) {
    size_t k;
    json_t *o;
    json_array_foreach(observations_of(&g_array_index(services, asked, i), 0), k, o) {
      const char *label = json_string_value(json_object_get(o, "label"));
      if (!g_ptr_array_find_with_equal_func(labels, label, g_str_equal, NULL))
        g_ptr_array_add(labels, (gpointer)(guintptr)label);
    }
  }
  return labels;
}

/* Gives how many services have no answer, or two. */
static guint probe_print(const pc_probe *probe, const GArray *services) {
  guint problems = 0;
  int width = 0;
  for (guint i = 0; i < services->len; i++)
    width = MAX(width, (int)strlen(g_array_index(services, asked, i).service));
  printf("%s: %s\n", probe->id, probe->header.title);
  for (guint i = 0; i < services->len; i++) {
    const asked *a = &g_array_index(services, asked, i);
    const char *reason = reason_of(a);
    if (reason)
      printf("    %-*s  NOT ASKED: %s\n", width, a->service, reason);
    problems += reason != NULL;
  }
  g_autoptr(GPtrArray) labels = labels_new(services);
  for (guint k = 0; k < labels->len; k++) {
    const char *label = labels->pdata[k];
    printf("  %s\n", label);
    for (guint i = 0; i < services->len; i++) {
      const asked *a = &g_array_index(services, asked, i);
      if (!reason_of(a))
        problems += !answer_print(a, label, width);
    }
  }
  return problems;
}

/* "production/cache", or the URL where that was given; the caller's. */
static char *service_name(const pc_target *target) {
  return strcmp(target->environment, target->endpoint->redacted) == 0
             ? g_strdup(target->environment)
             : g_strconcat(target->environment, "/", target->service, NULL);
}

/* What is known of one probe, of all services that have it. */
static bool services_of(const pc_results *results, const char *id, GArray *services,
                        GError **error) {
  for (guint t = 0; t < results->targets->len; t++) {
    const pc_target_result *result = results->targets->pdata[t];
    for (guint k = 0; k < result->planned->probes->len; k++) {
      const pc_planned *planned = &g_array_index(result->planned->probes, pc_planned, k);
      if (strcmp(planned->probe->id, id) != 0)
        continue;
      asked a = {.result = result,
                 .service = service_name(result->planned->target),
                 .skipped = planned->skipped};
      for (guint i = 0; i < PC_ASKS_MIN && !a.skipped; i++)
        if (!pc_results_reply(results, result, k, i, &a.replies[i], error)) {
          asked_clear(&a);
          return false;
        }
      g_array_append_val(services, a);
    }
  }
  return true;
}

static bool answers_print(const pc_run_setup *setup, const pc_results *results, guint *ret_problems,
                          GError **error) {
  *ret_problems = results->interrupted;
  for (guint i = 0; i < pc_catalogue_length(setup->catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(setup->catalogue, i);
    g_autoptr(GArray) services = g_array_new(FALSE, FALSE, sizeof(asked));
    g_array_set_clear_func(services, asked_clear);
    if (!services_of(results, probe->id, services, error))
      return false;
    if (i > 0)
      putchar('\n');
    const guint problems = probe_print(probe, services);
    if (services->len == 0)
      printf("    none of the services has the role that it asks about\n");
    *ret_problems += problems + (services->len == 0);
  }
  return true;
}

static int probes_ask(const test_options *options, char **files, char *const *services,
                      GError **error) {
  const pc_run_setup_options given = {.config = options->config,
                                      .probes = files,
                                      .no_builtin = true,
                                      .allow = options->allow,
                                      .deadline = options->deadline,
                                      .quiet = options->quiet,
                                      .shown_alone = true};
  g_autoptr(pc_run_setup) setup = pc_run_setup_new(&given, services, error);
  g_autoptr(pc_results) results = NULL;
  guint problems;
  if (!setup || !pc_run_setup_ask(setup, &results, error) ||
      !answers_print(setup, results, &problems, error))
    return 0;
  guint unseen;
  if (pc_run_setup_incidents_print(results, &unseen) > 0)
    return PC_EXIT_FAILED;
  return problems + unseen > 0 ? PC_EXIT_INCOMPLETE : PC_EXIT_SAME;
}

static int test_run(void *given, char *const *arguments, GError **error) {
  g_autoptr(GPtrArray) files = g_ptr_array_new();
  g_autoptr(GPtrArray) services = g_ptr_array_new();
  for (char *const *argument = arguments; *argument; argument++)
    g_ptr_array_add(pc_script_file_is(*argument) ? files : services, *argument);
  if (files->len == 0 || services->len == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                files->len ? "expected at least one environment or URL that is asked"
                           : "expected at least one file with a probe: NAME.sql, .redis, .cache, "
                             ".queue or .stream");
    return 0;
  }
  g_ptr_array_add(files, NULL);
  g_ptr_array_add(services, NULL);
  return probes_ask(given, (char **)files->pdata, (char *const *)services->pdata, error);
}

static const pc_command_option options[] = {
    {"config", 'c', PC_COMMAND_FILE, offsetof(test_options, config), "FILE",
     "configuration (default: paritycheck.yaml, if it is there)"},
    {"allow", 0, PC_COMMAND_TEXTS, offsetof(test_options, allow), "REACH",
     "'intrusive': the services of plain URLs are for tests alone"},
    {"deadline", 0, PC_COMMAND_TEXT, offsetof(test_options, deadline), "TIME",
     "longest time for one probe (default: 10s)"},
    {"quiet", 'q', PC_COMMAND_FLAG, offsetof(test_options, quiet), NULL, "no progress line"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "every answer is shown"},
    {"2", "wrong usage, configuration or script"},
    {"3", "incomplete: something could not be asked, or was answered in two ways"},
    {"4", "paritycheck itself failed, or changed what is not its own"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck test probes/cache/own/basket.cache memory: redis://127.0.0.1",
     "while the probe is written: what each answers"},
    {0},
};

const pc_command pc_command_test = {
    .name = "test",
    .arguments = "FILE ... ENV|URL ...",
    .summary = "ask probes that are being written, and show every answer",
    .options_size = sizeof(test_options),
    .options = options,
    .run = test_run,
    .description = "Every probe is asked twice of each service, as 'run' does, but nothing is "
                   "compared: a probe is written with the answers in view.",
    .statuses = statuses,
    .examples = examples,
};
