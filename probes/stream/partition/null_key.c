/* SPDX-License-Identifier: MIT */
/*
 * Where messages without a key go. In C, as which partition it is, is chance, and may stay for a
 * while: it is asked until two are seen.
 */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

enum { NULL_KEYS_MAX = 60, NULL_KEYS_MS = 15 };

static bool one_try(pc_execution *execution, pc_outcome **ret_outcome, GError **error) {
  return pc_execution_step_try(execution, 0, "produce t 'v' key=null show=partition", ret_outcome,
                               error);
}

static bool null_key_ask(pc_execution *execution, GError **error) {
  g_autoptr(pc_outcome) first = NULL;
  if (!pc_execution_step_try(execution, 0, "create_topic t partitions=4 prepare=true", &first,
                             error))
    return false;
  g_clear_pointer(&first, pc_outcome_free);
  if (!one_try(execution, &first, error))
    return false;
  bool same = first->kind == PC_OUTCOME_VALUE;
  for (guint i = 0; same && i < NULL_KEYS_MAX; i++) {
    g_autoptr(pc_outcome) next = NULL;
    if (!pc_execution_sleep(execution, NULL_KEYS_MS, error) || !one_try(execution, &next, error))
      return false;
    same = next->kind == PC_OUTCOME_VALUE && pc_value_equal(first->value, next->value);
  }
  if (first->kind == PC_OUTCOME_VALUE) {
    pc_value *text = pc_value_new_text(PC_KIND_TEXT, same ? "one" : "several", -1);
    pc_outcome_free(first);
    first = pc_outcome_new_value_take(text);
  }
  pc_execution_observe_take(execution, "partitions of messages without a key",
                            g_steal_pointer(&first));
  return true;
}

static const pc_probe null_key = {
    .id = "stream/partition/null-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_STREAM,
    .sessions = 1,
    .header = {.title = "Where messages without a key go",
               .bites = "without keys all load is on one partition, and all but one consumer idle, "
                        "where messages are not spread",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "do not rely on an order of messages without keys"},
    .deadline_ms = 40000,
    .ask = null_key_ask,
};

extern const pc_probe *const pc_probes_stream_partition[];
const pc_probe *const pc_probes_stream_partition[] = {&null_key, NULL};
