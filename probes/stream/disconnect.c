/* SPDX-License-Identifier: MIT */
/* What others see of a client that is gone without a word. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step member_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "partitions of the first",
     .op = "assignment",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.op = "disconnect"},
    {.session = 1, .op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.session = 1,
     .label = "partitions of the successor",
     .op = "assignment",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {0},
};

static bool member_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, member_steps, error);
}

static const pc_probe member = {
    .id = "stream/disconnect/member",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "A group member dies",
         .bites =
             "partitions of a dead consumer are taken over late, or never: their messages wait",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "disconnect",
         .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
         .remedy = "set session.timeout.ms, and kill a consumer in a test"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = member_ask,
};

static const stream_step uncommitted_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "polled", .op = "poll", .with = "'count':2,'wait':60", .show = STREAM_SHOW_VALUES},
    {.op = "disconnect"},
    {.session = 1, .op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.session = 1,
     .label = "polled by the successor",
     .op = "poll",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool uncommitted_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, uncommitted_steps, error);
}

static const pc_probe uncommitted = {
    .id = "stream/disconnect/uncommitted",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A member dies without a commit",
               .bites = "what the dead consumer had in hand is lost",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "disconnect",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "process, then commit"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = uncommitted_ask,
};

static const stream_step producer_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "first", .op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "disconnect"},
    {.label = "second", .op = "produce", .topic = "t", .with = "'value':'b'"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool producer_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, producer_steps, error);
}

static const pc_probe producer = {
    .id = "stream/disconnect/producer",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A producer dies, and another goes on",
               .bites = "acknowledged messages are lost with the process",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "disconnect",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "ask for acknowledgements, and test a crash"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = producer_ask,
};

extern const pc_probe *const pc_probes_stream_disconnect[];
const pc_probe *const pc_probes_stream_disconnect[] = {
    &member,
    &uncommitted,
    &producer,
    NULL,
};
