/* SPDX-License-Identifier: MIT */
/*
 * A subscription to what is not there. In C, as either it is refused, or the member is given the
 * partitions of what it has made: whichever comes.
 */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

enum { SUBSCRIBE_TRIES = 60 };

static bool subscribe_unknown_ask(pc_execution *execution, GError **error) {
  g_autoptr(pc_outcome) outcome = NULL;
  if (!pc_execution_step(execution, 0, "subscribed", "subscribe a reset='earliest' group=g", error))
    return false;
  for (guint i = 0; i < SUBSCRIBE_TRIES; i++) {
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!pc_execution_step_try(execution, 0, "poll count=1 wait=1", &outcome, error))
      return false;
    if (outcome->kind != PC_OUTCOME_VALUE)
      break;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!pc_execution_step_try(execution, 0, "assignment wait=0", &outcome, error))
      return false;
    if (outcome->kind != PC_OUTCOME_VALUE || pc_value_length(outcome->value) > 0)
      break;
  }
  if (outcome->kind == PC_OUTCOME_VALUE) {
    const bool given = pc_value_length(outcome->value) > 0;
    pc_outcome_free(outcome);
    outcome = pc_outcome_new_value_take(
        pc_value_new_text(PC_KIND_TEXT, given ? "a member of a group" : "nothing", -1));
  }
  pc_execution_observe_take(execution, "polled", g_steal_pointer(&outcome));
  return pc_execution_step(execution, 0, "partitions afterwards", "topic a", error);
}

static const pc_probe subscribe_unknown = {
    .id = "stream/topics/subscribe-unknown",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_STREAM,
    .sessions = 1,
    .header = {.title = "A group subscribes to a topic that is not there",
               .bites = "a consumer that starts before its topic is made dies in one environment "
                        "and waits, or makes it, in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "make topics before consumers start, and test the start without one"},
    .pauses = true,
    .deadline_ms = 90000,
    .ask = subscribe_unknown_ask,
};

extern const pc_probe *const pc_probes_stream_topics[];
const pc_probe *const pc_probes_stream_topics[] = {&subscribe_unknown, NULL};
