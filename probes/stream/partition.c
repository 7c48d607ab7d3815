/* SPDX-License-Identifier: MIT */
/* Which partition a message goes to. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

#include <string.h>

enum { NULL_KEYS_MAX = 60, NULL_KEYS_MS = 15 };

static const stream_step key_hash_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':4"},
    {.label = "key 'user-1'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key 'user-2'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-2'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key 'user-3'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-3'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key 'order:42'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'order:42'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key 'a'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'a'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key 'Zürich'",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'Zürich'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "key of bytes",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':{'bytes':'00ff'}",
     .show = STREAM_SHOW_PARTITION},
    {0},
};

static bool key_hash_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, key_hash_steps, error);
}

static const pc_probe key_hash = {
    .id = "stream/partition/key-hash",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where keys go that no partitioner was chosen for",
               .bites = "two programs hash keys differently: the orders of one customer are on two "
                        "partitions and no "
                        "longer in order",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "name the partitioner in every program: murmur2_random is what Java has"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = key_hash_ask,
};

static const stream_step named_partitioners_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':7"},
    {.label = "consistent, taken", .op = "producer", .with = "'partitioner':'consistent'"},
    {.label = "consistent, its partition",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "murmur2, taken", .op = "producer", .with = "'partitioner':'murmur2'"},
    {.label = "murmur2, its partition",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "murmur2_random, taken", .op = "producer", .with = "'partitioner':'murmur2_random'"},
    {.label = "murmur2_random, its partition",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "fnv1a, taken", .op = "producer", .with = "'partitioner':'fnv1a'"},
    {.label = "fnv1a, its partition",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "unknown partitioner", .op = "producer", .with = "'partitioner':'by-hand'"},
    {0},
};

static bool named_partitioners_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, named_partitioners_steps, error);
}

static const pc_probe named_partitioners = {
    .id = "stream/partition/named-partitioners",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where one key goes by each partitioner",
               .bites = "a new producer in another language joins two streams by key and finds "
                        "nothing: it hashes another way",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "name the partitioner in every program: murmur2_random is what Java has"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = named_partitioners_ask,
};

static const stream_step empty_key_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':4"},
    {.op = "producer", .with = "'partitioner':'consistent'"},
    {.label = "consistent",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':''",
     .show = STREAM_SHOW_PARTITION},
    {.op = "producer", .with = "'partitioner':'murmur2'"},
    {.label = "murmur2",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':''",
     .show = STREAM_SHOW_PARTITION},
    {.op = "producer", .with = "'partitioner':'fnv1a'"},
    {.label = "fnv1a",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':''",
     .show = STREAM_SHOW_PARTITION},
    {0},
};

static bool empty_key_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, empty_key_steps, error);
}

static const pc_probe empty_key = {
    .id = "stream/partition/empty-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where an empty key goes",
               .bites = "rows without a key are spread by one program and pile up on one partition "
                        "by the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "send null for no key, never an empty text"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = empty_key_ask,
};

/* Which it is, is chance, and may stay for a while: it is asked until two are seen. */
static bool null_key_ask(pc_execution *execution, GError **error) {
  static const stream_step topic = {.op = "create_topic", .topic = "t", .with = "'partitions':4"};
  static const stream_step one = {.op = "produce",
                                  .topic = "t",
                                  .with = "'key':null,'value':'v'",
                                  .show = STREAM_SHOW_PARTITION};
  g_autoptr(pc_outcome) first = NULL;
  if (!stream_try(execution, &topic, &first, error))
    return false;
  g_clear_pointer(&first, pc_outcome_free);
  if (!stream_try(execution, &one, &first, error))
    return false;
  bool same = first->kind == PC_OUTCOME_VALUE;
  for (guint i = 0; same && i < NULL_KEYS_MAX; i++) {
    g_autoptr(pc_outcome) next = NULL;
    if (!pc_execution_sleep(execution, NULL_KEYS_MS, error) ||
        !stream_try(execution, &one, &next, error))
      return false;
    same = next->kind == PC_OUTCOME_VALUE &&
           strcmp(pc_value_text(first->value, NULL), pc_value_text(next->value, NULL)) == 0;
  }
  if (first->kind == PC_OUTCOME_VALUE)
    stream_observe_text(execution, "partitions of messages without a key",
                        same ? "one" : "several");
  else
    pc_execution_observe_take(execution, "partitions of messages without a key",
                              g_steal_pointer(&first));
  return true;
}

static const pc_probe null_key = {
    .id = "stream/partition/null-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where messages without a key go",
               .bites = "without keys all load is on one partition, and all but one consumer idle, "
                        "where messages are not spread",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "do not rely on an order of messages without keys"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = null_key_ask,
};

static const stream_step same_key_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':4"},
    {.label = "first",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "other key",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-9'",
     .show = STREAM_SHOW_PARTITION},
    {.label = "again",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {.session = 1,
     .label = "from another producer",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','key':'user-1'",
     .show = STREAM_SHOW_PARTITION},
    {0},
};

static bool same_key_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, same_key_steps, error);
}

static const pc_probe same_key = {
    .id = "stream/partition/same-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "One key, from two producers and after others",
         .bites =
             "the state of a customer is built from messages that two consumers read, each a part",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "partition",
         .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
         .remedy = "key every message of one thing alike"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = same_key_ask,
};

static const stream_step out_of_range_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.label = "the last partition",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v','partition':1"},
    {.label = "one more", .op = "produce", .topic = "t", .with = "'value':'v','partition':2"},
    {.label = "far beyond", .op = "produce", .topic = "t", .with = "'value':'v','partition':1000"},
    {0},
};

static bool out_of_range_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, out_of_range_steps, error);
}

static const pc_probe out_of_range = {
    .id = "stream/partition/out-of-range",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A partition that the topic does not have",
               .bites = "a producer written for twelve partitions hangs or fails in the "
                        "environment that has three",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "partition",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "ask for the number of partitions, or leave the choice to the client"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = out_of_range_ask,
};

extern const pc_probe *const pc_probes_stream_partition[];
const pc_probe *const pc_probes_stream_partition[] = {
    &key_hash, &named_partitioners, &empty_key, &null_key, &same_key, &out_of_range, NULL,
};
