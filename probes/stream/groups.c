/* SPDX-License-Identifier: MIT */
/* Consumer groups: where they begin, what they remember, how they share. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

enum { RESET_TRIES = 60, COMMIT_TRIES = 400 };

/* A member that begins at the end has to be there before what it gets: it is produced again until
 * something comes. */
static bool reset_ask(pc_execution *execution, guint session, const char *label, GError **error) {
  static const stream_step produce = {.op = "produce", .topic = "t", .with = "'value':'new'"};
  const stream_step assignment = {
      .session = session, .op = "assignment", .with = "'wait':60", .show = STREAM_SHOW_COUNT};
  const stream_step poll = {
      .session = session, .op = "poll", .with = "'count':1,'wait':1", .show = STREAM_SHOW_VALUES};
  g_autoptr(pc_outcome) outcome = NULL;
  if (!stream_try(execution, &assignment, &outcome, error))
    return false;
  g_clear_pointer(&outcome, pc_outcome_free);
  if (!stream_try_until(execution, &produce, &poll, RESET_TRIES, &outcome, error))
    return false;
  pc_execution_observe_take(execution, label, g_steal_pointer(&outcome));
  return true;
}

static bool offset_reset_ask(pc_execution *execution, GError **error) {
  static const stream_step steps[] = {
      {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
      {.op = "produce", .topic = "t", .with = "'value':'old'"},
      {.session = 0, .op = "subscribe", .topic = "t", .group = "a", .with = "'reset':'earliest'"},
      {.session = 1, .op = "subscribe", .topic = "t", .group = "b", .with = "'reset':'latest'"},
      {.session = 2, .op = "subscribe", .topic = "t", .group = "c", .with = "'reset':'none'"},
      {0},
  };
  return stream_ask(execution, steps, error) && reset_ask(execution, 0, "earliest", error) &&
         reset_ask(execution, 1, "latest", error) && reset_ask(execution, 2, "none", error);
}

static const pc_probe offset_reset = {
    .id = "stream/groups/offset-reset",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 3,
    .header = {.title = "Where a group without offsets begins",
               .bites = "a new consumer skips, or processes again, all that is in the topic",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy =
                   "set auto.offset.reset in every consumer, and monitor groups without offsets"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = offset_reset_ask,
};

static const stream_step resume_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "produce", .topic = "t", .with = "'value':'c'"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "all", .op = "poll", .with = "'count':3,'wait':60", .show = STREAM_SHOW_VALUES},
    {.label = "committed behind the first",
     .op = "commit",
     .topic = "t",
     .with = "'partition':0,'offset':1"},
    {.label = "committed", .op = "committed", .topic = "t", .group = "g", .with = "'partition':0"},
    {.op = "unsubscribe"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "after coming back",
     .op = "poll",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool resume_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, resume_steps, error);
}

static const pc_probe resume = {
    .id = "stream/groups/resume",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A group comes back after a commit",
               .bites = "after a restart messages are processed twice, or one is never",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "commit the offset after the last processed message"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = resume_ask,
};

static const stream_step uncommitted_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "all", .op = "poll", .with = "'count':2,'wait':60", .show = STREAM_SHOW_VALUES},
    {.op = "unsubscribe"},
    {.label = "committed", .op = "committed", .topic = "t", .group = "g", .with = "'partition':0"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "after coming back",
     .op = "poll",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool uncommitted_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, uncommitted_steps, error);
}

static const pc_probe uncommitted = {
    .id = "stream/groups/uncommitted",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A group comes back without a commit",
         .bites =
             "what a consumer had in hand when it stopped is lost where delivery counts as done",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "groups",
         .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
         .remedy = "process, then commit"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = uncommitted_ask,
};

static const stream_step commit_beyond_end_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "partitions",
     .op = "assignment",
     .with = "'count':1,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.label = "committed at 99", .op = "commit", .topic = "t", .with = "'partition':0,'offset':99"},
    {.label = "committed", .op = "committed", .topic = "t", .group = "g", .with = "'partition':0"},
    {.op = "unsubscribe"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "after coming back",
     .op = "poll",
     .with = "'count':1,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool commit_beyond_end_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, commit_beyond_end_steps, error);
}

static const pc_probe commit_beyond_end = {
    .id = "stream/groups/commit-beyond-end",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "An offset beyond the end is committed",
               .bites =
                   "a wrong offset is refused here, and there the group begins anew from the start",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "commit offsets of messages that were read only"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = commit_beyond_end_ask,
};

static const stream_step commit_unknown_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "partitions",
     .op = "assignment",
     .with = "'count':1,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.label = "partition 9", .op = "commit", .topic = "t", .with = "'partition':9,'offset':1"},
    {.label = "unknown topic", .op = "commit", .topic = "u", .with = "'partition':0,'offset':1"},
    {.label = "partition 0", .op = "commit", .topic = "t", .with = "'partition':0,'offset':0"},
    {0},
};

static bool commit_unknown_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, commit_unknown_steps, error);
}

static const pc_probe commit_unknown = {
    .id = "stream/groups/commit-unknown",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Offsets are committed of partitions and topics that are not there",
               .bites = "commits after a topic was made anew with fewer partitions fail in one "
                        "environment only",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "handle refused commits"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = commit_unknown_ask,
};

static const stream_step unknown_group_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "committed", .op = "committed", .topic = "t", .group = "g", .with = "'partition':0"},
    {.label = "deleted", .op = "delete_group", .group = "g"},
    {0},
};

static bool unknown_group_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, unknown_group_steps, error);
}

static const pc_probe unknown_group = {
    .id = "stream/groups/unknown-group",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What is committed by a group that never was",
               .bites = "a lag monitor of a mistyped group shows no lag instead of an error",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "monitor that groups exist"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = unknown_group_ask,
};

static const stream_step another_group_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "produce", .topic = "t", .with = "'value':'a'"},
    {.op = "produce", .topic = "t", .with = "'value':'b'"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "first group",
     .op = "poll",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {.label = "committed by the first",
     .op = "commit",
     .topic = "t",
     .with = "'partition':0,'offset':2"},
    {.op = "unsubscribe"},
    {.op = "subscribe", .topic = "t", .group = "h", .with = "'reset':'earliest'"},
    {.label = "second group",
     .op = "poll",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {.label = "committed by the second",
     .op = "committed",
     .topic = "t",
     .group = "h",
     .with = "'partition':0"},
    {0},
};

static bool another_group_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, another_group_steps, error);
}

static const pc_probe another_group = {
    .id = "stream/groups/another-group",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two groups read one topic",
               .bites = "a second service takes messages away from the first, as a queue would",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "one group for every service"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = another_group_ask,
};

static const stream_step share_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':4"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.session = 1, .op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "one of two",
     .op = "assignment",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.session = 1,
     .label = "the other of two",
     .op = "assignment",
     .with = "'count':2,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.session = 1, .op = "unsubscribe"},
    {.label = "alone",
     .op = "assignment",
     .with = "'count':4,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {0},
};

static bool share_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, share_steps, error);
}

static const pc_probe share = {
    .id = "stream/groups/share",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two members share four partitions, and one leaves",
               .bites = "scaled to two, a service processes everything twice, or half of it never",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
               .remedy = "test with two members"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = share_ask,
};

/* What is committed is told a little later. */
static bool auto_commit_ask(pc_execution *execution, GError **error) {
  static const stream_step steps[] = {
      {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
      {.op = "produce", .topic = "t", .with = "'value':'a'"},
      {.op = "produce", .topic = "t", .with = "'value':'b'"},
      {.op = "subscribe",
       .topic = "t",
       .group = "g",
       .with = "'reset':'earliest','auto_commit':true"},
      {.label = "polled", .op = "poll", .with = "'count':2,'wait':60", .show = STREAM_SHOW_VALUES},
      {.op = "unsubscribe"},
      {0},
  };
  static const stream_step committed = {
      .op = "committed", .topic = "t", .group = "g", .with = "'partition':0"};
  pc_outcome *outcome = NULL;
  if (!stream_ask(execution, steps, error) ||
      !stream_try_until(execution, NULL, &committed, COMMIT_TRIES, &outcome, error))
    return false;
  pc_execution_observe_take(execution, "committed after leaving", outcome);
  return true;
}

static const pc_probe auto_commit = {
    .id = "stream/groups/auto-commit",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A member that commits by itself leaves",
         .bites = "what was polled but not processed is never seen again, where leaving commits it",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "groups",
         .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
         .remedy = "set enable.auto.commit=false where a message may not be lost"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = auto_commit_ask,
};

static const stream_step delete_in_use_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "subscribe", .topic = "t", .group = "g", .with = "'reset':'earliest'"},
    {.label = "partitions",
     .op = "assignment",
     .with = "'count':1,'wait':60",
     .show = STREAM_SHOW_COUNT},
    {.label = "committed", .op = "commit", .topic = "t", .with = "'partition':0,'offset':0"},
    {.label = "deleted in use", .op = "delete_group", .group = "g"},
    {.op = "unsubscribe"},
    {.label = "deleted when empty", .op = "delete_group", .group = "g"},
    {.label = "committed afterwards",
     .op = "committed",
     .topic = "t",
     .group = "g",
     .with = "'partition':0"},
    {0},
};

static bool delete_in_use_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, delete_in_use_steps, error);
}

static const pc_probe delete_in_use = {
    .id = "stream/groups/delete-in-use",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A group is deleted while it has a member, and when it has none",
         .bites =
             "resetting a group by deleting it needs its consumers stopped in one environment only",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "groups",
         .see = "https://docs.confluent.io/kafka/design/consumer-design.html",
         .remedy = "stop the consumers first"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = delete_in_use_ask,
};

static const stream_step reads_committed_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.op = "producer", .with = "'transactional':'$-x'"},
    {.op = "begin"},
    {.op = "produce", .topic = "t", .with = "'value':'aborted'"},
    {.label = "aborted", .op = "abort_transaction"},
    {.session = 1, .op = "produce", .topic = "t", .with = "'value':'plain'"},
    {.op = "subscribe",
     .topic = "t",
     .group = "g",
     .with = "'reset':'earliest','isolation':'committed'"},
    {.label = "first message",
     .op = "poll",
     .with = "'count':1,'wait':60",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool reads_committed_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, reads_committed_steps, error);
}

static const pc_probe reads_committed = {
    .id = "stream/groups/reads-committed",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A group reads a topic with an aborted transaction",
               .bites = "a payment that was rolled back is processed all the same",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "groups",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy =
                   "set isolation.level=read_committed, and test with a broker that knows it"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = reads_committed_ask,
};

extern const pc_probe *const pc_probes_stream_groups[];
const pc_probe *const pc_probes_stream_groups[] = {
    &offset_reset,  &resume, &uncommitted, &commit_beyond_end, &commit_unknown,  &unknown_group,
    &another_group, &share,  &auto_commit, &delete_in_use,     &reads_committed, NULL,
};
