/* SPDX-License-Identifier: MIT */
/* In which order messages are read. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step within_partition_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.op = "produce", .topic = "t", .with = "'value':'1','partition':1"},
    {.op = "produce", .topic = "t", .with = "'value':'2','partition':1"},
    {.op = "produce", .topic = "t", .with = "'value':'3','partition':1"},
    {.op = "produce", .topic = "t", .with = "'value':'4','partition':1"},
    {.op = "produce", .topic = "t", .with = "'value':'5','partition':1"},
    {.op = "produce", .topic = "t", .with = "'value':'6','partition':1"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':1,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "read from the third",
     .op = "read",
     .topic = "t",
     .with = "'partition':1,'offset':2,'count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool within_partition_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, within_partition_steps, error);
}

static const pc_probe within_partition = {
    .id = "stream/order/within-partition",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Messages of one partition",
               .bites = "an update is applied before the insert that it changes",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "key messages whose order counts alike"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = within_partition_ask,
};

static const stream_step two_producers_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.session = 1, .op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "produce", .topic = "t", .with = "'value':'c'"},
    {.session = 1, .op = "produce", .topic = "t", .with = "'value':'d'"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.session = 1,
     .label = "read by the other",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool two_producers_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, two_producers_steps, error);
}

static const pc_probe two_producers = {
    .id = "stream/order/two-producers",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Messages of one partition from two producers in turn",
               .bites = "the last writer is not the last message",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "let one program own a key"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = two_producers_ask,
};

static const stream_step across_partitions_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.label = "first, partition 0",
     .op = "produce",
     .topic = "t",
     .with = "'value':'a','partition':0"},
    {.label = "second, partition 1",
     .op = "produce",
     .topic = "t",
     .with = "'value':'b','partition':1"},
    {.label = "third, partition 0",
     .op = "produce",
     .topic = "t",
     .with = "'value':'c','partition':0"},
    {.label = "partition 0",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "partition 1",
     .op = "read",
     .topic = "t",
     .with = "'partition':1,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool across_partitions_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, across_partitions_steps, error);
}

static const pc_probe across_partitions = {
    .id = "stream/order/across-partitions",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Offsets of two partitions",
               .bites = "offsets are compared across partitions as if the larger were later",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "compare offsets within a partition only"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = across_partitions_ask,
};

extern const pc_probe *const pc_probes_stream_order[];
const pc_probe *const pc_probes_stream_order[] = {
    &within_partition,
    &two_producers,
    &across_partitions,
    NULL,
};
