/* SPDX-License-Identifier: MIT */
/* Differences that bit real projects and that the other files do not ask about. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

#include <string.h>

enum { EMPTY_KEYS = 40 };

/* Where each goes may be chance: only whether it is one place is observed. */
static bool empty_keys_ask(pc_execution *execution, GError **error) {
  static const stream_step topic = {.op = "create_topic", .topic = "t", .with = "'partitions':12"};
  static const stream_step one = {
      .op = "produce", .topic = "t", .with = "'key':'','value':'v'", .show = STREAM_SHOW_PARTITION};
  g_autoptr(pc_outcome) first = NULL;
  if (!stream_try(execution, &topic, &first, error))
    return false;
  g_clear_pointer(&first, pc_outcome_free);
  if (!stream_try(execution, &one, &first, error))
    return false;
  bool same = first->kind == PC_OUTCOME_VALUE;
  for (guint i = 1; same && i < EMPTY_KEYS; i++) {
    g_autoptr(pc_outcome) next = NULL;
    if (!stream_try(execution, &one, &next, error))
      return false;
    same = next->kind == PC_OUTCOME_VALUE &&
           strcmp(pc_value_text(first->value, NULL), pc_value_text(next->value, NULL)) == 0;
  }
  if (first->kind == PC_OUTCOME_VALUE)
    stream_observe_text(execution, "partitions of messages whose key is empty",
                        same ? "one" : "several");
  else
    pc_execution_observe_take(execution, "partitions of messages whose key is empty",
                              g_steal_pointer(&first));
  return true;
}

static const pc_probe empty_keys = {
    .id = "stream/partition/empty-keys",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where forty messages with an empty key go",
               .bites = "messages of one empty key keep their order with one client's partitioner, "
                        "and not with another's",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/issues/4510",
               .remedy = "set the same partitioner in every client, and no empty keys"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = empty_keys_ask,
};

static const stream_step future_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'message.timestamp.after.max.ms':'3600000'}"},
    {.label = "of the year 2100",
     .op = "produce",
     .topic = "t",
     .with = "'value':'future','partition':0,'timestamp':4102444800000",
     .show = STREAM_SHOW_TAKEN},
    {0},
};

static bool future_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, future_steps, error);
}

static const pc_probe future = {
    .id = "stream/records/future-refused",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A topic that refuses timestamps of more than an hour ahead",
         .bites = "a producer whose clock is wrong is refused in production only",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "records",
         .see =
             "https://kafka.apache.org/documentation/#topicconfigs_message.timestamp.after.max.ms",
         .remedy = "leave timestamps to the client's clock, and keep that right"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = future_ask,
};

extern const pc_probe *const pc_probes_stream_known[];
const pc_probe *const pc_probes_stream_known[] = {&empty_keys, &future, NULL};
