/* SPDX-License-Identifier: MIT */
/* Settings of topics. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step compaction_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'cleanup.policy':'compact'}"},
    {.label = "with a key",
     .op = "produce",
     .topic = "t",
     .with = "'value':'a','key':'k','partition':0",
     .show = STREAM_SHOW_TAKEN},
    {.label = "without a key",
     .op = "produce",
     .topic = "t",
     .with = "'value':'b','partition':0",
     .show = STREAM_SHOW_TAKEN},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool compaction_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, compaction_steps, error);
}

static const pc_probe compaction = {
    .id = "stream/settings/compaction",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A compacted topic, and a message without a key",
               .bites =
                   "a message without a key is refused by a compacted topic: in production only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "settings",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "key every message of compacted topics"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = compaction_ask,
};

static const stream_step retention_steps[] = {
    {.label = "an hour",
     .op = "create_topic",
     .topic = "a",
     .with = "'partitions':1,'settings':{'retention.ms':'3600000'}"},
    {.label = "for ever",
     .op = "create_topic",
     .topic = "b",
     .with = "'partitions':1,'settings':{'retention.ms':'-1'}"},
    {.label = "no number",
     .op = "create_topic",
     .topic = "c",
     .with = "'partitions':1,'settings':{'retention.ms':'soon'}"},
    {.label = "below -1",
     .op = "create_topic",
     .topic = "d",
     .with = "'partitions':1,'settings':{'retention.ms':'-2'}"},
    {.label = "compact and delete",
     .op = "create_topic",
     .topic = "e",
     .with = "'partitions':1,'settings':{'cleanup.policy':'compact,delete'}"},
    {.label = "unknown policy",
     .op = "create_topic",
     .topic = "f",
     .with = "'partitions':1,'settings':{'cleanup.policy':'forget'}"},
    {0},
};

static bool retention_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, retention_steps, error);
}

static const pc_probe retention = {
    .id = "stream/settings/retention",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Settings of retention, right and wrong",
               .bites = "a mistyped retention is refused on deployment, after every test took it",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "settings",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "make topics in tests with the settings of production"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = retention_ask,
};

static const stream_step unknown_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'colour':'red'}"},
    {.label = "afterwards", .op = "topic", .topic = "t"},
    {0},
};

static bool unknown_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, unknown_steps, error);
}

static const pc_probe unknown = {
    .id = "stream/settings/unknown",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A setting that is not there",
               .bites = "a mistyped setting is ignored in one environment and stops the deployment "
                        "in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "settings",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "make topics in tests with the settings of production"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = unknown_ask,
};

static const stream_step replicas_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'min.insync.replicas':'5'}"},
    {.op = "producer", .with = "'acks':'1'"},
    {.label = "acks 1",
     .op = "produce",
     .topic = "t",
     .with = "'value':'a','partition':0",
     .show = STREAM_SHOW_TAKEN},
    {0},
};

static bool replicas_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, replicas_steps, error);
}

static const pc_probe replicas = {
    .id = "stream/settings/replicas",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "More copies in sync are asked for than there are",
               .bites = "min.insync.replicas of production on one broker: nothing can be produced, "
                        "or everything "
                        "without the safety",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "settings",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "set min.insync.replicas by environment"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = replicas_ask,
};

static const stream_step compression_steps[] = {
    {.label = "gzip",
     .op = "create_topic",
     .topic = "a",
     .with = "'partitions':1,'settings':{'compression.type':'gzip'}"},
    {.op = "produce",
     .topic = "a",
     .with = "'value':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','partition':0"},
    {.label = "gzip, read",
     .op = "read",
     .topic = "a",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "unknown codec",
     .op = "create_topic",
     .topic = "b",
     .with = "'partitions':1,'settings':{'compression.type':'arj'}"},
    {0},
};

static bool compression_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, compression_steps, error);
}

static const pc_probe compression = {
    .id = "stream/settings/compression",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A topic that is compressed by the broker",
               .bites =
                   "values come back damaged, or the topic is refused, where a codec is missing",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "settings",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "test with the codec of production"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = compression_ask,
};

extern const pc_probe *const pc_probes_stream_settings[];
const pc_probe *const pc_probes_stream_settings[] = {
    &compaction, &retention, &unknown, &replicas, &compression, NULL,
};
