/* SPDX-License-Identifier: MIT */
/* Offsets: beyond the ends, after deletion, by time. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step out_of_range_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.label = "at the end",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':2,'count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "one beyond",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':3,'count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "far beyond",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':1000000,'count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "below 0",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':-7,'count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool out_of_range_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, out_of_range_steps, error);
}

static const pc_probe out_of_range = {
    .id = "stream/offsets/out-of-range",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Read at an offset that is not there",
               .bites = "a stored offset that retention has passed is an error in one environment "
                        "and silence in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "handle offset_out_of_range: begin at a known place"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = out_of_range_ask,
};

static const stream_step ends_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.label = "offsets", .op = "offsets", .topic = "t", .with = "'partition':0"},
    {.label = "beginning",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "end",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'end','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "one",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool ends_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, ends_steps, error);
}

static const pc_probe ends = {
    .id = "stream/offsets/ends",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Read from the beginning and from the end",
               .bites =
                   "a consumer started at the end gets the last message again in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "test the start at the end"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = ends_ask,
};

static const stream_step empty_topic_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "offsets", .op = "offsets", .topic = "t", .with = "'partition':0"},
    {.label = "beginning",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "end",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'end','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "offset 0",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':0,'count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "offset 1",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':1,'count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool empty_topic_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, empty_topic_steps, error);
}

static const pc_probe empty_topic = {
    .id = "stream/offsets/empty-topic",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Offsets of an empty topic",
               .bites = "a reader that loads a whole topic at start waits for ever on an empty one",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "compare with the high offset before reading"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = empty_topic_ask,
};

static const stream_step delete_records_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "produce", .topic = "t", .with = "'value':'c'"},
    {.label = "deleted before 2",
     .op = "delete_records",
     .topic = "t",
     .with = "'partition':0,'before':2"},
    {.label = "offsets", .op = "offsets", .topic = "t", .with = "'partition':0"},
    {.label = "beginning",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "offset 0",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':0,'count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "deleted beyond the end",
     .op = "delete_records",
     .topic = "t",
     .with = "'partition':0,'before':9"},
    {0},
};

static bool delete_records_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, delete_records_steps, error);
}

static const pc_probe delete_records = {
    .id = "stream/offsets/delete-records",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Records are deleted up to an offset",
               .bites = "erasing personal data by deleting records works in tests and is refused "
                        "in production, or is "
                        "only said to be done",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "test erasure against the production broker"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = delete_records_ask,
};

static const stream_step for_time_steps[] = {
    {.label = "kept for ever",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'retention.ms':'-1'}"},
    {.op = "produce", .topic = "t", .with = "'value':'a','partition':0,'timestamp':1600000000000"},
    {.op = "produce", .topic = "t", .with = "'value':'b','partition':0,'timestamp':1600000001000"},
    {.op = "produce", .topic = "t", .with = "'value':'c','partition':0,'timestamp':1600000002000"},
    {.label = "exactly the second",
     .op = "offset_for_time",
     .topic = "t",
     .with = "'partition':0,'timestamp':1600000001000"},
    {.label = "just after it",
     .op = "offset_for_time",
     .topic = "t",
     .with = "'partition':0,'timestamp':1600000001001"},
    {.label = "long before",
     .op = "offset_for_time",
     .topic = "t",
     .with = "'partition':0,'timestamp':1000"},
    {.label = "long after",
     .op = "offset_for_time",
     .topic = "t",
     .with = "'partition':0,'timestamp':1700000000000"},
    {0},
};

static bool for_time_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, for_time_steps, error);
}

static const pc_probe for_time = {
    .id = "stream/offsets/for-time",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The first offset at a time",
               .bites = "a replay \"since noon\" begins at the first or the last message where "
                        "offsets are not found by time",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "test replays by time against the production broker"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = for_time_ask,
};

static const stream_step unknown_partition_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "partition 1", .op = "offsets", .topic = "t", .with = "'partition':1"},
    {.label = "partition 1, read",
     .op = "read",
     .topic = "t",
     .with = "'partition':1,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "unknown topic", .op = "offsets", .topic = "u", .with = "'partition':0"},
    {.label = "unknown topic afterwards", .op = "topic", .topic = "u"},
    {0},
};

static bool unknown_partition_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, unknown_partition_steps, error);
}

static const pc_probe unknown_partition = {
    .id = "stream/offsets/unknown-partition",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Offsets of a partition and a topic that are not there",
               .bites = "a lag monitor fails, or makes the topic that it looks for",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "offsets",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "list topics first"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = unknown_partition_ask,
};

extern const pc_probe *const pc_probes_stream_offsets[];
const pc_probe *const pc_probes_stream_offsets[] = {
    &out_of_range, &ends, &empty_topic, &delete_records, &for_time, &unknown_partition, NULL,
};
