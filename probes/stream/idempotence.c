/* SPDX-License-Identifier: MIT */
/* Idempotent producers and acknowledgements. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step order_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "made", .op = "producer", .with = "'idempotent':true"},
    {.label = "'a'", .op = "produce", .topic = "t", .with = "'value':'a'"},
    {.label = "'b'", .op = "produce", .topic = "t", .with = "'value':'b'"},
    {.label = "'c'", .op = "produce", .topic = "t", .with = "'value':'c'"},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool order_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, order_steps, error);
}

static const pc_probe order = {
    .id = "stream/idempotence/order",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "An idempotent producer",
               .bites = "retries turn two messages around, or write one twice, where the broker "
                        "knows no idempotence",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "idempotence",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "set enable.idempotence=true and test that it is taken"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = order_ask,
};

static const stream_step acks_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "acks 1", .op = "producer", .with = "'idempotent':true,'acks':'1'"},
    {.label = "acks all", .op = "producer", .with = "'idempotent':true,'acks':'all'"},
    {.label = "produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v'",
     .show = STREAM_SHOW_TAKEN},
    {0},
};

static bool acks_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, acks_steps, error);
}

static const pc_probe acks = {
    .id = "stream/idempotence/acks",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Idempotence with fewer acknowledgements than all",
         .bites =
             "acks=1 set for speed turns off the safety, or is refused when the service starts",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "idempotence",
         .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
         .remedy = "leave acks at all"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = acks_ask,
};

static const stream_step no_acks_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "made", .op = "producer", .with = "'acks':'0'"},
    {.label = "produced",
     .op = "produce",
     .topic = "t",
     .with = "'value':'v'",
     .show = STREAM_SHOW_TAKEN},
    {.label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool no_acks_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, no_acks_steps, error);
}

static const pc_probe no_acks = {
    .id = "stream/idempotence/no-acks",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A producer that asks for no acknowledgement",
               .bites = "the offset that a client stores is none where nothing is acknowledged",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "idempotence",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "do not use offsets of producers with acks=0"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = no_acks_ask,
};

extern const pc_probe *const pc_probes_stream_idempotence[];
const pc_probe *const pc_probes_stream_idempotence[] = {
    &order,
    &acks,
    &no_acks,
    NULL,
};
