/* SPDX-License-Identifier: MIT */
/* What a message carries. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step null_value_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "null produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':null,'key':'a'",
     .show = STREAM_SHOW_OFFSET},
    {.label = "empty produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':'','key':'b'",
     .show = STREAM_SHOW_OFFSET},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool null_value_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, null_value_steps, error);
}

static const pc_probe null_value = {
    .id = "stream/records/null-value",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A value that is null and one that is empty",
         .bites =
             "a deletion by tombstone becomes an empty record: the key is never compacted away",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "records",
         .see = "https://kafka.apache.org/documentation/#topicconfigs",
         .remedy = "send null, and test that null is read"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = null_value_ask,
};

static const stream_step null_key_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a','key':null"},
    {.op = "produce", .topic = "t", .with = "'value':'b','key':''"},
    {.op = "produce", .topic = "t", .with = "'value':'c'"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9"},
    {0},
};

static bool null_key_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, null_key_steps, error);
}

static const pc_probe null_key = {
    .id = "stream/records/null-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key that is null, one that is empty and none",
               .bites = "consumers that look for \"no key\" see an empty text instead",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "records",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "test both ways"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = null_key_ask,
};

static const stream_step headers_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce",
     .topic = "t",
     .with = "'value':'v','headers':[['a','1'],['a','2'],['b',null],['c',''],['d',{'bytes':'00fe'}]"
             ",['','x']]"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9"},
    {0},
};

static bool headers_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, headers_steps, error);
}

static const pc_probe headers = {
    .id = "stream/records/headers",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Headers: twice the same name, null, empty, bytes",
               .bites = "a trace or schema header that comes twice is taken for one",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "records",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "read the last header of a name, and write it once"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = headers_ask,
};

static const stream_step bytes_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':{'bytes':'00ff8041'},'key':{'bytes':'fe00'}"},
    {.op = "produce", .topic = "t", .with = "'value':'a\\u0000b'"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9"},
    {0},
};

static bool bytes_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, bytes_steps, error);
}

static const pc_probe bytes = {
    .id = "stream/records/bytes",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Bytes that are no text, and a zero",
               .bites = "binary formats are damaged by what takes every value for text",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "records",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "test with binary payloads"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = bytes_ask,
};

static const stream_step timestamps_steps[] = {
    {.label = "kept for ever",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'retention.ms':'-1'}"},
    {.label = "of the year 2000",
     .op = "produce",
     .topic = "t",
     .with = "'value':'past','partition':0,'timestamp':946684800000",
     .show = STREAM_SHOW_TAKEN},
    {.label = "of the year 2100",
     .op = "produce",
     .topic = "t",
     .with = "'value':'future','partition':0,'timestamp':4102444800000",
     .show = STREAM_SHOW_TAKEN},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9,'timestamps':true"},
    {0},
};

static bool timestamps_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, timestamps_steps, error);
}

static const pc_probe timestamps = {
    .id = "stream/records/timestamps",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Timestamps of the past and the far future",
               .bites = "one record with a date of 2100 is refused, or keeps its segment from ever "
                        "being deleted",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "records",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy =
                   "check event times before producing; look at message.timestamp.after.max.ms"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = timestamps_ask,
};

static const stream_step append_time_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'message.timestamp.type':'LogAppendTime'}"},
    {.op = "produce", .topic = "t", .with = "'value':'v','partition':0,'timestamp':946684800000"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9"},
    {0},
};

static bool append_time_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, append_time_steps, error);
}

static const pc_probe append_time = {
    .id = "stream/records/append-time",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A topic whose messages get the broker's time",
               .bites = "windows are computed by the producer's clock in one environment and by "
                        "the broker's in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "records",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "set message.timestamp.type when topics are made"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = append_time_ask,
};

extern const pc_probe *const pc_probes_stream_records[];
const pc_probe *const pc_probes_stream_records[] = {
    &null_value, &null_key, &headers, &bytes, &timestamps, &append_time, NULL,
};
