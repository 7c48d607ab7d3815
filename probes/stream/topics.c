/* SPDX-License-Identifier: MIT */
/* Topics: made, made by accident, deleted. */
#include "probes/stream/ask.h"

#include "harness/model/probe.h"

enum { SUBSCRIBE_TRIES = 60 };

static const stream_step auto_creation_steps[] = {
    {.label = "before", .op = "topic", .topic = "a"},
    {.label = "produced",
     .op = "produce",
     .topic = "a",
     .with = "'value':'v','partition':0",
     .show = STREAM_SHOW_TAKEN},
    {.label = "partitions after producing", .op = "topic", .topic = "a"},
    {.label = "read of another",
     .op = "read",
     .topic = "b",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {.label = "partitions after reading", .op = "topic", .topic = "b"},
    {0},
};

static bool auto_creation_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, auto_creation_steps, error);
}

static const pc_probe auto_creation = {
    .id = "stream/topics/auto-creation",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A topic that is not there is produced to and read",
               .bites = "a typing error in a topic name is an error in one environment and a topic "
                        "with other settings "
                        "in the next",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "set auto.create.topics.enable=false, and make topics by migration"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = auto_creation_ask,
};

/* Either it is refused, or the member is given the partitions of what it has made: whichever comes.
 */
static bool subscribe_unknown_ask(pc_execution *execution, GError **error) {
  static const stream_step subscribe[] = {
      {.label = "subscribed",
       .op = "subscribe",
       .topic = "a",
       .group = "g",
       .with = "'reset':'earliest'"},
      {0},
  };
  static const stream_step topic[] = {
      {.label = "partitions afterwards", .op = "topic", .topic = "a"}, {0}};
  static const stream_step poll = {.op = "poll", .with = "'count':1,'wait':1"};
  static const stream_step assignment = {.op = "assignment", .with = "'wait':0"};
  g_autoptr(pc_outcome) outcome = NULL;
  if (!stream_ask(execution, subscribe, error))
    return false;
  for (guint i = 0; i < SUBSCRIBE_TRIES; i++) {
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!stream_try(execution, &poll, &outcome, error))
      return false;
    if (outcome->kind != PC_OUTCOME_VALUE)
      break;
    g_clear_pointer(&outcome, pc_outcome_free);
    if (!stream_try(execution, &assignment, &outcome, error))
      return false;
    if (outcome->kind != PC_OUTCOME_VALUE || pc_value_length(outcome->value) > 0)
      break;
  }
  const bool given = outcome->kind == PC_OUTCOME_VALUE;
  if (given)
    stream_observe_text(execution, "polled",
                        pc_value_length(outcome->value) > 0 ? "a member of a group" : "nothing");
  else
    pc_execution_observe_take(execution, "polled", g_steal_pointer(&outcome));
  return stream_ask(execution, topic, error);
}

static const pc_probe subscribe_unknown = {
    .id = "stream/topics/subscribe-unknown",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A group subscribes to a topic that is not there",
               .bites = "a consumer that starts before its topic is made dies in one environment "
                        "and waits, or makes "
                        "it, in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md",
               .remedy = "make topics before consumers start, and test the start without one"},
    .pauses = true,
    .deadline_ms = STREAM_GROUP_DEADLINE_MS,
    .ask = subscribe_unknown_ask,
};

static const stream_step create_twice_steps[] = {
    {.label = "made", .op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.label = "made again", .op = "create_topic", .topic = "t", .with = "'partitions':2"},
    {.label = "made again, larger", .op = "create_topic", .topic = "t", .with = "'partitions':5"},
    {.label = "partitions", .op = "topic", .topic = "t"},
    {0},
};

static bool create_twice_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, create_twice_steps, error);
}

static const pc_probe create_twice = {
    .id = "stream/topics/create-twice",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A topic that is there is made again",
               .bites = "the second start of a deployment fails, or shrinks a topic",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "take \"exists\" for success"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = create_twice_ask,
};

static const stream_step bad_name_steps[] = {
    {.label = "a space", .op = "create_topic", .topic = "a b", .with = "'partitions':1"},
    {.label = "a slash", .op = "create_topic", .topic = "a/b", .with = "'partitions':1"},
    {.label = "an umlaut", .op = "create_topic", .topic = "ä", .with = "'partitions':1"},
    {.label = "249 bytes",
     .op = "create_topic",
     .topic = "a",
     .topic_length = 249,
     .with = "'partitions':1"},
    {.label = "250 bytes",
     .op = "create_topic",
     .topic = "b",
     .topic_length = 250,
     .with = "'partitions':1"},
    {0},
};

static bool bad_name_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, bad_name_steps, error);
}

static const pc_probe bad_name = {
    .id = "stream/topics/bad-name",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Topic names that are too long, or have a space or a slash",
               .bites =
                   "topics named after paths or addresses work on the developer's machine only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "use letters, digits, dots and hyphens, at most 249"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = bad_name_ask,
};

static const stream_step dot_and_underscore_steps[] = {
    {.label = "with a dot", .op = "create_topic", .topic = "a.b", .with = "'partitions':1"},
    {.label = "with an underscore", .op = "create_topic", .topic = "a_b", .with = "'partitions':1"},
    {0},
};

static bool dot_and_underscore_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, dot_and_underscore_steps, error);
}

static const pc_probe dot_and_underscore = {
    .id = "stream/topics/dot-and-underscore",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Topics whose names differ in a dot and an underscore",
         .bites = "orders.eu is refused because orders_eu is there: names of metrics would collide",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "topics",
         .see = "https://kafka.apache.org/documentation/",
         .remedy = "use either dots or underscores, not both"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = dot_and_underscore_ask,
};

static const stream_step partition_count_steps[] = {
    {.label = "none", .op = "create_topic", .topic = "a", .with = "'partitions':0"},
    {.label = "the broker's default",
     .op = "create_topic",
     .topic = "b",
     .with = "'partitions':-1"},
    {.label = "the default", .op = "topic", .topic = "b"},
    {.label = "twelve", .op = "create_topic", .topic = "c", .with = "'partitions':12"},
    {.label = "twelve, counted", .op = "topic", .topic = "c"},
    {0},
};

static bool partition_count_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, partition_count_steps, error);
}

static const pc_probe partition_count = {
    .id = "stream/topics/partition-count",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Topics of no, of the default and of twelve partitions",
         .bites =
             "a default left to the broker is 1 here and 4 there: consumers idle, or keys move",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "topics",
         .see = "https://kafka.apache.org/documentation/",
         .remedy = "say how many partitions a topic has"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = partition_count_ask,
};

static const stream_step delete_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.session = 1, .op = "produce", .topic = "t", .with = "'value':'old'"},
    {.session = 1, .op = "disconnect"},
    {.label = "deleted", .op = "delete_topic", .topic = "t"},
    {.label = "afterwards", .op = "topic", .topic = "t"},
    {.label = "deleted again", .op = "delete_topic", .topic = "t"},
    {.label = "made again", .op = "create_topic", .topic = "t", .with = "'partitions':1"},
    {.label = "offsets of the new", .op = "offsets", .topic = "t", .with = "'partition':0"},
    {0},
};

static bool delete_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, delete_steps, error);
}

static const pc_probe delete = {
    .id = "stream/topics/delete",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A topic is deleted and made again",
               .bites =
                   "a test that cleans up by deleting topics finds the messages of the run before",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "use a topic of its own for every test run"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = delete_ask,
};

static const stream_step delete_then_produce_steps[] = {
    {.op = "create_topic", .topic = "t", .with = "'partitions':3"},
    {.op = "produce", .topic = "t", .with = "'value':'old','partition':0"},
    {.op = "disconnect"},
    {.label = "deleted", .op = "delete_topic", .topic = "t"},
    {.session = 1,
     .label = "produced by another session",
     .op = "produce",
     .topic = "t",
     .with = "'value':'new','partition':0"},
    {.label = "partitions", .op = "topic", .topic = "t"},
    {.session = 1,
     .label = "read",
     .op = "read",
     .topic = "t",
     .with = "'partition':0,'offset':'beginning','count':9",
     .show = STREAM_SHOW_VALUES},
    {0},
};

static bool delete_then_produce_ask(pc_execution *execution, GError **error) {
  return stream_ask(execution, delete_then_produce_steps, error);
}

static const pc_probe delete_then_produce = {
    .id = "stream/topics/delete-then-produce",
    .role = PC_ROLE_STREAM,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A deleted topic is produced to",
               .bites =
                   "a forgotten producer brings a deleted topic back, with the broker's defaults",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "topics",
               .see = "https://kafka.apache.org/documentation/",
               .remedy = "set auto.create.topics.enable=false"},
    .deadline_ms = STREAM_DEADLINE_MS,
    .ask = delete_then_produce_ask,
};

extern const pc_probe *const pc_probes_stream_topics[];
const pc_probe *const pc_probes_stream_topics[] = {
    &auto_creation, &subscribe_unknown,   &create_twice,
    &bad_name,      &dot_and_underscore,  &partition_count,
    &delete,        &delete_then_produce, NULL,
};
