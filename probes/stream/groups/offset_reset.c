/* SPDX-License-Identifier: MIT */
/*
 * Where a group begins. In C, as a member that begins at the end has to be there before what it
 * gets: a message is produced again and again until something comes.
 */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

enum { RESET_TRIES = 60, AGAIN_MS = 50 };

/* Whether something came, or was refused. */
static bool has_come(const pc_outcome *outcome) {
  return outcome->kind != PC_OUTCOME_MISSING &&
         !(outcome->kind == PC_OUTCOME_VALUE && pc_value_length(outcome->value) == 0);
}

static bool reset_ask(pc_execution *execution, guint session, const char *label, GError **error) {
  g_autoptr(pc_outcome) outcome = NULL;
  if (!pc_execution_step_try(execution, session, "assignment wait=60 show=count", &outcome, error))
    return false;
  for (guint i = 0; i < RESET_TRIES; i++) {
    if (i > 0 && !pc_execution_sleep(execution, AGAIN_MS, error))
      return false;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!pc_execution_step_try(execution, 0, "produce t 'new'", &outcome, error))
      return false;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!pc_execution_step_try(execution, session, "poll count=1 wait=1 show=values", &outcome,
                               error))
      return false;
    if (has_come(outcome))
      break;
  }
  pc_execution_observe_take(execution, label, g_steal_pointer(&outcome));
  return true;
}

static bool offset_reset_ask(pc_execution *execution, GError **error) {
  static const struct {
    guint session;
    const char *step;
  } steps[] = {{0, "create_topic t partitions=1"},
               {0, "produce t 'old'"},
               {0, "subscribe t reset='earliest' group=a"},
               {1, "subscribe t reset='latest' group=b"},
               {2, "subscribe t reset='none' group=c"}};
  for (guint i = 0; i < G_N_ELEMENTS(steps) && !pc_execution_ended(execution); i++)
    if (!pc_execution_step(execution, steps[i].session, NULL, steps[i].step, error))
      return false;
  return reset_ask(execution, 0, "earliest", error) && reset_ask(execution, 1, "latest", error) &&
         reset_ask(execution, 2, "none", error);
}

static const pc_probe offset_reset = {
    .id = "stream/groups/offset-reset",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_STREAM,
    .sessions = 3,
    .header = {.title = "Where a group without offsets begins",
               .bites = "a new consumer skips, or processes again, all that is in the topic",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy =
                   "set auto.offset.reset in every consumer, and monitor groups without offsets"},
    .pauses = true,
    .deadline_ms = 90000,
    .ask = offset_reset_ask,
};

extern const pc_probe *const pc_probes_stream_groups[];
const pc_probe *const pc_probes_stream_groups[] = {&offset_reset, NULL};
