/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role stream. */
#include "harness/model/role_stream.h"

#include "harness/model/role.h"

#include <glib.h>
#include <string.h>

const char *const pc_stream_refusals[] = {"unknown_topic",
                                          "topic_exists",
                                          "bad_topic",
                                          "unknown_partition",
                                          "too_large",
                                          "offset_out_of_range",
                                          "unknown_group",
                                          "bad_argument",
                                          "fenced",
                                          "not_in_transaction",
                                          "access_denied",
                                          "timed_out",
                                          NULL};

char *pc_stream_refusal_class(const char *name) {
  return g_strv_contains(pc_stream_refusals, name) ? g_strdup(name)
                                                   : g_strconcat("other:", name, NULL);
}

enum { DEADLINE_MS = 40000 }; /* a busy broker takes seconds to make a topic */

#define TOPIC_ARGUMENT                                                                             \
  { "topic", PC_ARGUMENT_NAME, .in_place = true, .required = true, .help = "the topic" }
#define PARTITION_ARGUMENT                                                                         \
  { "partition", PC_ARGUMENT_INTEGER, .in_place = true, .required = true, .help = "counted from 0" }
#define MOST_ARGUMENT                                                                              \
  { "count", PC_ARGUMENT_INTEGER, .required = true, .help = "messages at most" }
#define COUNT_ARGUMENT(what)                                                                       \
  { "count", PC_ARGUMENT_INTEGER, .help = (what) }
#define WAIT_ARGUMENT                                                                              \
  { "wait", PC_ARGUMENT_NUMBER, .help = "how many seconds to wait at most" }

static const pc_argument topic_only[] = {TOPIC_ARGUMENT, {0}};
static const pc_argument create_arguments[] = {
    TOPIC_ARGUMENT,
    {"partitions", PC_ARGUMENT_INTEGER, .required = true, .help = "how many"},
    {"settings", PC_ARGUMENT_OBJECT, .help = "the topic's, as text: {'retention.ms': '1000'}"},
    {"prepare", PC_ARGUMENT_BOOLEAN, .in_setup = "true",
     .help = "the probe does not ask how topics are created; true in setup"},
    {0}};
static const pc_argument produce_arguments[] = {
    TOPIC_ARGUMENT,
    {"value", PC_ARGUMENT_VALUE, .in_place = true, .required = true, .help = "null: a tombstone"},
    {"key", PC_ARGUMENT_VALUE, .help = "of the message"},
    {"headers", PC_ARGUMENT_PAIRS, .help = "of the message: [['name', 'value']]"},
    {"partition", PC_ARGUMENT_INTEGER, .help = "by default the partitioner chooses"},
    {"timestamp", PC_ARGUMENT_INTEGER, .help = "milliseconds since 1970"},
    {0}};
static const pc_argument producer_arguments[] = {
    {"idempotent", PC_ARGUMENT_BOOLEAN, .help = "a message that is sent again is stored once"},
    {"transactional", PC_ARGUMENT_NAME, .help = "the transactional id"},
    {"acks", PC_ARGUMENT_TEXT, .help = "'all', '1', '0'"},
    {"partitioner", PC_ARGUMENT_TEXT, .help = "as the client calls it"},
    {"max_message_bytes", PC_ARGUMENT_INTEGER, .help = "the client's own limit"},
    {0}};
static const pc_argument read_arguments[] = {
    TOPIC_ARGUMENT,
    PARTITION_ARGUMENT,
    {"offset", PC_ARGUMENT_PLACE, .in_place = true, .standard = "beginning",
     .words = "beginning|end", .help = "where to start"},
    MOST_ARGUMENT,
    {"wait", PC_ARGUMENT_NUMBER,
     .help = "how many seconds to wait; by default it reads to the end of the partition"},
    {"isolation", PC_ARGUMENT_TEXT, .help = "'committed' leaves out uncommitted messages"},
    {"timestamps", PC_ARGUMENT_BOOLEAN, .help = "messages include their timestamps"},
    {0}};
static const pc_argument subscribe_arguments[] = {
    {"topics", PC_ARGUMENT_NAMES, .in_place = true, .required = true, .help = "the topics"},
    {"group", PC_ARGUMENT_NAME, .required = true, .help = "the consumer group"},
    {"reset", PC_ARGUMENT_TEXT, .help = "'earliest', 'latest', 'none'"},
    {"auto_commit", PC_ARGUMENT_BOOLEAN, .help = "false by default"},
    {"isolation", PC_ARGUMENT_TEXT, .help = "'committed', 'uncommitted'"},
    {"assignor", PC_ARGUMENT_TEXT, .help = "as the client calls it"},
    {0}};
static const pc_argument poll_arguments[] = {MOST_ARGUMENT, WAIT_ARGUMENT, {0}};
static const pc_argument assignment_arguments[] = {
    COUNT_ARGUMENT("waits until there are this many"), WAIT_ARGUMENT, {0}};
static const pc_argument commit_arguments[] = {TOPIC_ARGUMENT,
                                               PARTITION_ARGUMENT,
                                               {"offset", PC_ARGUMENT_INTEGER, .in_place = true,
                                                .required = true,
                                                .help = "the next message to read"},
                                               {0}};
static const pc_argument committed_arguments[] = {
    TOPIC_ARGUMENT,
    PARTITION_ARGUMENT,
    {"group", PC_ARGUMENT_NAME, .help = "the session's group by default"},
    {0}};
static const pc_argument place_only[] = {TOPIC_ARGUMENT, PARTITION_ARGUMENT, {0}};
static const pc_argument time_arguments[] = {TOPIC_ARGUMENT,
                                             PARTITION_ARGUMENT,
                                             {"timestamp", PC_ARGUMENT_INTEGER, .in_place = true,
                                              .required = true, .help = "milliseconds since 1970"},
                                             {0}};
static const pc_argument before_arguments[] = {
    TOPIC_ARGUMENT,
    PARTITION_ARGUMENT,
    {"before", PC_ARGUMENT_INTEGER, .required = true, .help = "the first offset that is kept"},
    {0}};
static const pc_argument group_only[] = {
    {"group", PC_ARGUMENT_NAME, .in_place = true, .required = true, .help = "the consumer group"},
    {0}};
static const pc_argument none[] = {{0}};

static const pc_operation_type operations[] = {
    {"create_topic", create_arguments, "done"},
    {"delete_topic", topic_only, "done"},
    {"topic", topic_only, "how many partitions it has, or missing"},
    {"produce", produce_arguments, "the partition and offset that it was stored at"},
    {"producer", producer_arguments, "done: the session has a new producer"},
    {"begin", none, "done: a transaction begins"},
    {"commit_transaction", none, "done"},
    {"abort_transaction", none, "done"},
    {"read", read_arguments, "the messages from there on; no group is involved"},
    {"subscribe", subscribe_arguments, "done: the session is a member of the group"},
    {"poll", poll_arguments, "the messages that the session receives as a member"},
    {"assignment", assignment_arguments, "the partitions that the member is assigned"},
    {"commit", commit_arguments, "done"},
    {"committed", committed_arguments, "the offset, or missing"},
    {"unsubscribe", none, "done: the session leaves the group"},
    {"offsets", place_only, "the lowest offset, and the one after the highest"},
    {"offset_for_time", time_arguments, "the offset, or missing"},
    {"delete_records", before_arguments, "done"},
    {"delete_group", group_only, "done"},
    {"disconnect", none, "done: the session's clients are cut off without notice"},
    {0},
};

typedef enum stream_show {
  SHOW_ANSWER,
  SHOW_PARTITION,
  SHOW_OFFSET,
  SHOW_TAKEN,
  SHOW_VALUES,
  SHOW_SIZES,
  SHOW_HEADERS,
  SHOW_COUNT,
} stream_show;

static const char *const shows[] = {
    [SHOW_ANSWER] = "answer",   [SHOW_PARTITION] = "partition", [SHOW_OFFSET] = "offset",
    [SHOW_TAKEN] = "taken",     [SHOW_VALUES] = "values",       [SHOW_SIZES] = "sizes",
    [SHOW_HEADERS] = "headers", [SHOW_COUNT] = "count",         NULL};

static guint stream_show_standard(const char *op) {
  (void)op;
  return SHOW_ANSWER;
}

static pc_value *member_copy(const pc_value *map, const char *name) {
  const pc_value *value = pc_value_kind(map) == PC_KIND_MAP ? pc_value_member(map, name) : NULL;
  return value ? pc_value_copy(value) : pc_value_new_null();
}

/* What is shown of one message of several. */
static pc_value *message_show(const pc_value *message, stream_show show) {
  g_autoptr(pc_value) value = member_copy(message, show == SHOW_HEADERS ? "headers" : "value");
  if (show == SHOW_VALUES || pc_value_kind(value) == PC_KIND_NULL)
    return g_steal_pointer(&value);
  if (show == SHOW_HEADERS)
    return pc_value_new_integer(pc_value_length(value));
  gsize length;
  pc_value_text(value, &length);
  return pc_value_new_integer((gint64)length);
}

static pc_value *messages_show(const pc_value *messages, stream_show show) {
  pc_value *list = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < pc_value_length(messages); i++)
    pc_value_append_take(list, message_show(pc_value_item(messages, i), show));
  return list;
}

static pc_outcome *stream_show_new(const char *op, guint show, const pc_value *value) {
  (void)op;
  const bool list = pc_value_kind(value) == PC_KIND_LIST;
  switch ((stream_show)show) {
  case SHOW_ANSWER:
    return NULL;
  case SHOW_PARTITION:
    return pc_outcome_new_value_take(member_copy(value, "partition"));
  case SHOW_OFFSET:
    return pc_outcome_new_value_take(member_copy(value, "offset"));
  case SHOW_TAKEN:
    return pc_outcome_new_value_take(pc_value_new_text(PC_KIND_TEXT, "taken", -1));
  case SHOW_COUNT:
    return list ? pc_outcome_new_value_take(pc_value_new_integer(pc_value_length(value))) : NULL;
  case SHOW_VALUES:
  case SHOW_SIZES:
  case SHOW_HEADERS:
    return list ? pc_outcome_new_value_take(messages_show(value, (stream_show)show)) : NULL;
  }
  return NULL;
}

const pc_role_table pc_role_stream = {
    .role = PC_ROLE_STREAM,
    .separator = '-',
    .filler = 'k',
    .deadline_ms = DEADLINE_MS,
    .operations = operations,
    .shows = shows,
    .show_standard = stream_show_standard,
    .show = stream_show_new,
};
