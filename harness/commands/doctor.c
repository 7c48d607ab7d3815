/* SPDX-License-Identifier: MIT */
/* paritycheck doctor: can every service be reached, and what is it? */
#include "adapters/adapter.h"
#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/run_setup.h"
#include "harness/run/conformance.h"
#include "harness/run/worker_client.h"

#include <stdio.h>

typedef struct doctor_options {
  char *config;
  gboolean contract;
  char *deadline;
} doctor_options;

/* What is asked of every service. */
typedef struct examination {
  bool contract;
  pc_patience patience;
} examination;

static void fingerprint_print(const json_t *fingerprint) {
  const char *name;
  json_t *value;
  printf("  engine: %s %s\n", json_string_value(json_object_get(fingerprint, "engine")),
         json_string_value(json_object_get(fingerprint, "version")));
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value)
      printf("  %s: %s\n", name, json_string_value(value));
  size_t i;
  json_array_foreach(json_object_get(fingerprint, "notes"), i, value)
      printf("  note: %s\n", json_string_value(value));
}

/* A service that answers, if only with a refusal, is there. */
static const char *verdict(const GError *error) {
  const bool there = g_error_matches(error, PC_ERROR, PC_ERROR_UNFIT) ||
                     g_error_matches(error, PC_ERROR, PC_ERROR_USAGE) ||
                     g_error_matches(error, PC_ERROR, PC_ERROR_FAILED);
  return there ? "NOT FIT" : "NOT THERE";
}

/* Whether a service keeps the contract of its role's operations. */
static bool conformance_examine(const examination *e, const pc_target *target) {
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_conformance) conformance = NULL;
  if (!pc_conformance_is_for(target))
    return true;
  if (!pc_conformance_ask(target, &e->patience, &conformance, &error)) {
    printf("  conformance: could not be checked: %s\n", error->message);
    return false;
  }
  printf("  conformance:\n");
  for (guint i = 0; i < conformance->lines->len; i++)
    printf("  %s\n", (const char *)conformance->lines->pdata[i]);
  if (!conformance->kept)
    printf("  NOT FIT: it does not keep the contract of the role %s\n",
           pc_conformance_role(target));
  return conformance->kept;
}

/* Built-in probes stay in their scratch, which tests have shown; of the user's own the service must
 * see to it. */
static void confinement_tell(const examination *e, pc_target *target) {
  g_autoptr(GError) error = NULL;
  if (!target->production || !target->adapter->confined)
    return;
  target->confined = true;
  const bool confined = pc_worker_client_request(target, &e->patience, NULL, NULL, NULL, &error);
  target->confined = false;
  printf("  own probes: %s\n",
         confined ? "run here too: the user can write nothing outside of their scratch"
                  : error->message);
}

static bool target_examine(const examination *e, pc_target *target) {
  g_autoptr(GError) error = NULL;
  json_t *greeting = NULL;
  printf("%s/%s: %s\n", target->environment, target->service, target->endpoint->redacted);
  if (!pc_worker_client_request(target, &e->patience, NULL, &greeting, NULL, &error)) {
    printf("  %s: %s\n", verdict(error), error->message);
    return false;
  }
  fingerprint_print(json_object_get(greeting, "fingerprint"));
  json_decref(greeting);
  confinement_tell(e, target);
  const bool kept = !e->contract || conformance_examine(e, target);
  if (kept)
    printf("  fine\n");
  return kept;
}

static int doctor_run(void *given, char *const *arguments, GError **error) {
  const doctor_options *options = given;
  guint deadline_ms = 0;
  int status = PC_EXIT_SAME;
  g_autoptr(GPtrArray) environments = g_ptr_array_new_with_free_func(g_free);
  if (options->deadline && !pc_duration_parse(options->deadline, &deadline_ms, error))
    return 0;
  const examination e = {.contract = options->contract, .patience = pc_patience_of(deadline_ms)};
  g_autoptr(GPtrArray) targets =
      pc_run_setup_targets(options->config, arguments, environments, error);
  for (guint i = 0; targets && i < targets->len; i++)
    if (!target_examine(&e, targets->pdata[i]))
      status = PC_EXIT_INCOMPLETE;
  return status;
}

static const pc_command_option options[] = {
    PC_CONFIG_OPTION(doctor_options, config),
    {"contract", 0, PC_COMMAND_FLAG, offsetof(doctor_options, contract), NULL,
     "also ask the operations of a cache or a queue, in a scratch that is removed: do they keep "
     "their contract"},
    {"deadline", 0, PC_COMMAND_TEXT, offsetof(doctor_options, deadline), "TIME",
     "the longest that a service may take to answer (10s)"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "every service is fit"},
    {"2", "wrong usage or configuration"},
    {"3", "a service is not there, or not fit"},
    {"4", "paritycheck itself failed"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck doctor", "all environments of paritycheck.yaml"},
    {"paritycheck doctor \"$DATABASE_URL\"", "one service"},
    {"paritycheck doctor --contract 'exec:./my-cache'",
     "whether a program that you wrote is a cache"},
    {0},
};

const pc_command pc_command_doctor = {
    .name = "doctor",
    .arguments = "[ENV|URL ...]",
    .summary = "can every service be reached, and what is it",
    .options_size = sizeof(doctor_options),
    .options = options,
    .run = doctor_run,
    .description = "Each service is reached and shown with its version and the settings that "
                   "change behaviour; nothing is made or changed in it. With --contract, what "
                   "speaks the operations of a cache or a queue is asked them in a scratch of its "
                   "own, which is journaled and removed as that of a run is.",
    .statuses = statuses,
    .examples = examples,
};
