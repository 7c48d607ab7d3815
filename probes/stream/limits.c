/* SPDX-License-Identifier: MIT */
/* How large and how many. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step message_bytes_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "0.9 MB", .op = "produce", .topic = "t", .fill = 900000, .show = STREAM_SHOW_TAKEN},
    {.label = "1.1 MB", .op = "produce", .topic = "t", .fill = 1100000, .show = STREAM_SHOW_TAKEN},
    {.op = "producer", .with = "'max_message_bytes':4000000"},
    {.label = "1.1 MB, the client allows it",
     .op = "produce",
     .topic = "t",
     .fill = 1100000,
     .show = STREAM_SHOW_TAKEN},
    {.label = "2 MB, the client allows it",
     .op = "produce",
     .topic = "t",
     .fill = 2000000,
     .show = STREAM_SHOW_TAKEN},
    {.label = "a small one afterwards",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v'",
     .show = STREAM_SHOW_TAKEN},
    {.label = "sizes read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_SIZES},
    {0},
};

static bool message_bytes_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, message_bytes_steps, error);
}

static const pc_probe message_bytes = {
    .id = "stream/limits/message-bytes",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Messages of 0.9, 1.1 and 2 MB",
               .bites = "a large order passes all tests and is refused by the production broker",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://kafka.apache.org/documentation/",
               .remedy =
                   "keep payloads below 900 KB, or store them elsewhere and send a reference"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = message_bytes_ask,
};

static const stream_step client_bytes_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'max_message_bytes':2000"},
    {.label = "1000 bytes", .op = "produce", .topic = "t", .fill = 1000, .show = STREAM_SHOW_TAKEN},
    {.label = "3000 bytes", .op = "produce", .topic = "t", .fill = 3000, .show = STREAM_SHOW_TAKEN},
    {0},
};

static bool client_bytes_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, client_bytes_steps, error);
}

static const pc_probe client_bytes = {
    .id = "stream/limits/client-bytes",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The client's own limit",
               .bites = "the limit raised at the broker is not raised in the client: large "
                        "messages fail before they are sent",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "raise message.max.bytes in the client too"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = client_bytes_ask,
};

static const stream_step topic_bytes_steps[] = {
    {.label = "made",
     .op = "create_topic",
     .topic = "t",
     .with = "'partitions':1,'settings':{'max.message.bytes':'2000'}"},
    {.label = "1000 bytes",
     .op = "produce",
     .topic = "t",
     .with = "'partition':0",
     .fill = 1000,
     .show = STREAM_SHOW_TAKEN},
    {.label = "10000 bytes",
     .op = "produce",
     .topic = "t",
     .with = "'partition':0",
     .fill = 10000,
     .show = STREAM_SHOW_TAKEN},
    {0},
};

static bool topic_bytes_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, topic_bytes_steps, error);
}

static const pc_probe topic_bytes = {
    .id = "stream/limits/topic-bytes",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A topic's own limit of 2000 bytes",
               .bites =
                   "a topic with a limit of its own refuses in production what every test may send",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://kafka.apache.org/documentation/#topicconfigs",
               .remedy = "make topics in tests with the settings of production"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = topic_bytes_ask,
};

static const stream_step many_headers_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v'",
     .headers = 1000,
     .show = STREAM_SHOW_TAKEN},
    {.label = "headers read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_HEADERS},
    {0},
};

static bool many_headers_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, many_headers_steps, error);
}

static const pc_probe many_headers = {
    .id = "stream/limits/many-headers",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message with 1000 headers",
               .bites = "tracing that adds a header at every hop is cut somewhere",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "keep headers few"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = many_headers_ask,
};

static const stream_step large_key_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v'",
     .key_fill = 100000,
     .show = STREAM_SHOW_TAKEN},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool large_key_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, large_key_steps, error);
}

static const pc_probe large_key = {
    .id = "stream/limits/large-key",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key of 100000 bytes",
               .bites = "keys made of whole documents work until a broker or an index refuses them",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "hash large keys"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = large_key_ask,
};

extern const pc_probe *const pc_probes_stream_limits[];
const pc_probe *const pc_probes_stream_limits[] = {
    &message_bytes, &client_bytes, &topic_bytes, &many_headers, &large_key, NULL,
};
