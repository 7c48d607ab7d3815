/* SPDX-License-Identifier: MIT */
/* Transactions: who sees what, and who may go on. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

static const stream_step read_committed_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'aborted'"},
    {.label = "aborted", .op = "abort_transaction"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'committed'"},
    {.label = "committed", .op = "commit_transaction"},
    {.label = "first, committed only",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {.label = "all",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool read_committed_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, read_committed_steps, error);
}

static const pc_probe read_committed = {
    .id = "stream/transactions/read-committed",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A committed and an aborted transaction",
               .bites =
                   "what was rolled back is read and acted on, where the stand-in has no isolation",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy =
                   "set isolation.level=read_committed, and test with a broker that knows it"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = read_committed_ask,
};

static const stream_step open_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.label = "within", .op = "produce", .topic = "t", .with = "'value':'a'"},
    {.session = 1, .label = "beside it", .op = "produce", .topic = "t", .with = "'value':'b'"},
    {.session = 1,
     .label = "committed only",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {.session = 1,
     .label = "all",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "committed", .op = "commit_transaction"},
    {.session = 1,
     .label = "committed only, afterwards",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':2,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool open_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, open_steps, error);
}

static const pc_probe open = {
    .id = "stream/transactions/open",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Messages behind an open transaction",
               .bites = "one producer that hangs in a transaction stops all consumers of the "
                        "topic: in production only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "keep transactions short; monitor the last stable offset"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = open_ask,
};

static const stream_step fencing_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'old'"},
    {.session = 1, .label = "the second", .op = "producer", .with = "'transactional':'$-x'"},
    {.label = "the first commits", .op = "commit_transaction"},
    {.session = 1, .label = "the second begins", .op = "begin"},
    {.session = 1,
     .label = "the second produces",
     .op = "produce",
     .topic = "t",
     .with = "'value':'new'",
     .show = STREAM_SHOW_TAKEN},
    {.session = 1, .label = "the second commits", .op = "commit_transaction"},
    {.session = 1,
     .label = "first, committed only",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool fencing_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, fencing_steps, error);
}

static const pc_probe fencing = {
    .id = "stream/transactions/fencing",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A second producer with the same transactional id",
               .bites = "two copies of a service both write, where the older one is not fenced",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "one transactional id for each partition of work, and end on fenced"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = fencing_ask,
};

static const stream_step dead_producer_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'half'"},
    {.op = "disconnect"},
    {.session = 1, .op = "produce", .topic = "t", .with = "'value':'beside it'"},
    {.session = 1,
     .label = "committed only",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {.session = 1, .label = "the successor", .op = "producer", .with = "'transactional':'$-x'"},
    {.session = 1,
     .label = "first, committed only",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool dead_producer_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, dead_producer_steps, error);
}

static const pc_probe dead_producer = {
    .id = "stream/transactions/dead-producer",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A producer dies in a transaction, and its successor starts",
               .bites =
                   "after a crash consumers wait for the transaction's time-out, or see half of it",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "start again with the same transactional id"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = dead_producer_ask,
};

static const stream_step out_of_turn_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "begin without an id", .op = "begin"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.label = "produced before begin", .op = "produce", .topic = "t", .with = "'value':'v'"},
    {.label = "committed before begin", .op = "commit_transaction"},
    {.label = "aborted before begin", .op = "abort_transaction"},
    {.label = "begin", .op = "begin"},
    {.label = "begin again", .op = "begin"},
    {.label = "empty, committed", .op = "commit_transaction"},
    {0},
};

static bool out_of_turn_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, out_of_turn_steps, error);
}

static const pc_probe out_of_turn = {
    .id = "stream/transactions/out-of-turn",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Calls of transactions out of turn",
               .bites =
                   "a wrong order of calls passes in one client and ends the producer in another",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "begin, produce, commit or abort"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = out_of_turn_ask,
};

static const stream_step markers_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "commit_transaction"},
    {.label = "committed",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {.session = 1, .label = "offsets", .op = "offsets", .topic = "t", .with = "'partition':0"},
    {.session = 1,
     .label = "the next",
     .op = "produce",
     .topic = "t",
     .with = "'value':'b'",
     .show = STREAM_SHOW_OFFSET},
    {0},
};

static bool markers_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, markers_steps, error);
}

static const pc_probe markers = {
    .id = "stream/transactions/markers",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "The offset after a transaction",
               .bites =
                   "code that counts messages by their offsets is off by one for every transaction",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "never compute with offsets"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = markers_ask,
};

static const stream_step two_topics_steps[] = {
    {.op = "create_topic", .topic = "a", .with = "'partitions':1"},
    {.op = "create_topic", .topic = "b", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "a", .with = "'value':'1'"},
    {.op = "produce", .topic = "b", .with = "'value':'2'"},
    {.label = "aborted", .op = "abort_transaction"},
    {.session = 1, .op = "produce", .topic = "a", .with = "'value':'3'"},
    {.session = 1, .op = "produce", .topic = "b", .with = "'value':'4'"},
    {.label = "first of one",
     .op = "read",
     .topic = "a",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {.label = "first of the other",
     .op = "read",
     .topic = "b",
     .with = "'partition':0,'offset':'beginning','count':1,'wait':60,'isolation':'committed'",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool two_topics_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, two_topics_steps, error);
}

static const pc_probe two_topics = {
    .id = "stream/transactions/two-topics",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A transaction across two topics",
               .bites = "half of a transfer is seen: one topic has it and the other has not",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "transactions",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md",
               .remedy = "test aborts across topics"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = two_topics_ask,
};

extern const pc_probe *const pc_probes_stream_transactions[];
const pc_probe *const pc_probes_stream_transactions[] = {
    &read_committed, &open, &fencing, &dead_producer, &out_of_turn, &markers, &two_topics, NULL,
};
