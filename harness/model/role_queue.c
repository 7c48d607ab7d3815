/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role queue. */
#include "harness/model/role_queue.h"

#include "harness/model/role.h"

#include <glib.h>
#include <string.h>

const char *const pc_queue_refusals[] = {"not_found",
                                         "precondition_failed",
                                         "locked",
                                         "too_large",
                                         "bad_value",
                                         "bad_argument",
                                         "no_such_delivery",
                                         "access_denied",
                                         "resource_limit",
                                         "not_delivered",
                                         NULL};

char *pc_queue_refusal_class(const char *name) {
  return g_strv_contains(pc_queue_refusals, name) ? g_strdup(name)
                                                  : g_strconcat("other:", name, NULL);
}

#define QUEUE_ARGUMENT                                                                             \
  { "queue", PC_ARGUMENT_NAME, .in_place = true, .required = true, .help = "the queue" }
#define MESSAGE_ARGUMENT                                                                           \
  {                                                                                                \
    "message", PC_ARGUMENT_HANDLE, .in_place = true, .required = true,                             \
                                   .help = "the name that receive or next gave the message"        \
  }
#define CONSUMER_ARGUMENT                                                                          \
  {                                                                                                \
    "consumer", PC_ARGUMENT_HANDLE, .in_place = true, .required = true,                            \
                                    .help = "the name that consume gave the consumer"              \
  }
#define AS_ARGUMENT(what)                                                                          \
  { "as", PC_ARGUMENT_HANDLE, .standard = "m", .help = "a name for " what " in this session" }
#define WAIT_ARGUMENT                                                                              \
  { "wait", PC_ARGUMENT_NUMBER, .standard = "1", .help = "how many seconds to wait at most" }
#define AUTO_ACK_ARGUMENT                                                                          \
  { "auto_ack", PC_ARGUMENT_BOOLEAN, .help = "acknowledges on delivery" }

static const pc_argument queue_only[] = {QUEUE_ARGUMENT, {0}};
static const pc_argument declare_arguments[] = {
    QUEUE_ARGUMENT,
    {"dead_letter_queue", PC_ARGUMENT_NAME, .help = "the queue that undeliverable messages go to"},
    {"durable", PC_ARGUMENT_BOOLEAN, .help = "survives a restart"},
    {"exclusive", PC_ARGUMENT_BOOLEAN, .help = "only this session may use it"},
    {"auto_delete", PC_ARGUMENT_BOOLEAN, .help = "is deleted with its last consumer"},
    {"max_length", PC_ARGUMENT_INTEGER, .help = "how many messages it holds at most"},
    {"overflow", PC_ARGUMENT_TEXT,
     .help = "what happens when it is full: 'drop-head', 'reject-publish'"},
    {"message_ttl", PC_ARGUMENT_NUMBER, .help = "how many seconds a message stays at most"},
    {"expires", PC_ARGUMENT_NUMBER, .help = "it is deleted after this many seconds without use"},
    {"max_priority", PC_ARGUMENT_INTEGER, .help = "its highest priority"},
    {"delivery_limit", PC_ARGUMENT_INTEGER, .help = "how often a message is delivered at most"},
    {"visibility", PC_ARGUMENT_NUMBER,
     .help = "how many seconds a delivery may stay unacknowledged"},
    {"kind", PC_ARGUMENT_TEXT, .help = "'classic', 'quorum'"},
    {0}};
static const pc_argument publish_arguments[] = {
    QUEUE_ARGUMENT,
    {"body", PC_ARGUMENT_VALUE, .in_place = true, .standard = "''", .help = "the message"},
    {"confirm", PC_ARGUMENT_BOOLEAN, .help = "waits for the broker's answer: true or false"},
    {"mandatory", PC_ARGUMENT_BOOLEAN, .help = "answers false where no queue takes it"},
    {"headers", PC_ARGUMENT_OBJECT, .help = "of the message"},
    {"priority", PC_ARGUMENT_INTEGER, .help = "of the message"},
    {"ttl", PC_ARGUMENT_NUMBER, .help = "how many seconds it stays at most"},
    {"delay", PC_ARGUMENT_NUMBER, .help = "how many seconds until it can be received"},
    {"persistent", PC_ARGUMENT_BOOLEAN, .help = "survives a restart"},
    {"message_id", PC_ARGUMENT_TEXT, .help = "of the message"},
    {"content_type", PC_ARGUMENT_TEXT, .help = "of the message"},
    {"user_id", PC_ARGUMENT_TEXT, .help = "the user it claims to come from"},
    {"exchange", PC_ARGUMENT_NAME, .help = "the exchange it is published to"},
    {0}};
static const pc_argument receive_arguments[] = {
    QUEUE_ARGUMENT, AS_ARGUMENT("the message"), WAIT_ARGUMENT, AUTO_ACK_ARGUMENT, {0}};
static const pc_argument consume_arguments[] = {
    QUEUE_ARGUMENT,
    AS_ARGUMENT("the consumer"),
    {"exclusive", PC_ARGUMENT_BOOLEAN, .help = "no one else may consume"},
    AUTO_ACK_ARGUMENT,
    {0}};
static const pc_argument next_arguments[] = {
    CONSUMER_ARGUMENT, AS_ARGUMENT("the message"), WAIT_ARGUMENT, {0}};
static const pc_argument message_only[] = {MESSAGE_ARGUMENT, {0}};
static const pc_argument reject_arguments[] = {
    MESSAGE_ARGUMENT,
    {"requeue", PC_ARGUMENT_BOOLEAN, .standard = "false", .help = "puts it back into the queue"},
    {0}};
static const pc_argument prefetch_arguments[] = {
    {"count", PC_ARGUMENT_INTEGER, .in_place = true, .required = true,
     .help = "how many the session may have unacknowledged"},
    {0}};
static const pc_argument consumer_only[] = {CONSUMER_ARGUMENT, {0}};
static const pc_argument none[] = {{0}};

static const pc_operation_type operations[] = {
    {"declare", declare_arguments, "done"},
    {"publish", publish_arguments, "done; with confirm or mandatory true or false"},
    {"receive", receive_arguments, "the next message, unacknowledged, or missing"},
    {"ack", message_only, "done"},
    {"reject", reject_arguments, "done"},
    {"extend", message_only, "done: its time to run starts again"},
    {"prefetch", prefetch_arguments, "done"},
    {"consume", consume_arguments, "done: messages are pushed to the session from now on"},
    {"next", next_arguments, "the next one that was pushed, or missing"},
    {"cancel", consumer_only, "done"},
    {"depth", queue_only, "how many messages are ready; missing: there is no such queue"},
    {"purge", queue_only, "how many were removed"},
    {"delete", queue_only, "true: it was there; false: it was not"},
    {"disconnect", none, "done: the connection is cut without notice"},
    {0},
};

typedef enum queue_show {
  SHOW_ANSWER,
  SHOW_BODY,
  SHOW_SIZE,
  SHOW_REDELIVERED,
  SHOW_DELIVERIES,
  SHOW_HEADERS,
  SHOW_HEADER_NAMES,
  SHOW_PRIORITY,
  SHOW_MESSAGE_ID,
  SHOW_CONTENT_TYPE,
} queue_show;

static const char *const shows[] = {[SHOW_ANSWER] = "answer",
                                    [SHOW_BODY] = "body",
                                    [SHOW_SIZE] = "size",
                                    [SHOW_REDELIVERED] = "redelivered",
                                    [SHOW_DELIVERIES] = "deliveries",
                                    [SHOW_HEADERS] = "headers",
                                    [SHOW_HEADER_NAMES] = "header_names",
                                    [SHOW_PRIORITY] = "priority",
                                    [SHOW_MESSAGE_ID] = "message_id",
                                    [SHOW_CONTENT_TYPE] = "content_type",
                                    NULL};

static const struct {
  const char *member;
  bool notion; /* a service may have none of it */
} parts[] = {
    [SHOW_ANSWER] = {NULL, false},
    [SHOW_BODY] = {"body", false},
    [SHOW_SIZE] = {"body", false},
    [SHOW_REDELIVERED] = {"redelivered", true},
    [SHOW_DELIVERIES] = {"deliveries", true},
    [SHOW_HEADERS] = {"headers", false},
    [SHOW_HEADER_NAMES] = {"headers", false},
    [SHOW_PRIORITY] = {"priority", false},
    [SHOW_MESSAGE_ID] = {"message_id", false},
    [SHOW_CONTENT_TYPE] = {"content_type", false},
};

static bool gives_message(const char *op) {
  return strcmp(op, "receive") == 0 || strcmp(op, "next") == 0;
}

/* Services differ in what they tell beside the body. */
static guint queue_show_standard(const char *op) {
  return gives_message(op) ? SHOW_BODY : SHOW_ANSWER;
}

static pc_value *names_new(const pc_value *headers) {
  pc_value *names = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i + 1 < pc_value_length(headers); i += 2)
    pc_value_append_take(names, pc_value_copy(pc_value_item(headers, i)));
  return names;
}

static pc_value *size_new(const pc_value *body) {
  gsize length = 0;
  const pc_kind kind = pc_value_kind(body);
  if (kind != PC_KIND_TEXT && kind != PC_KIND_BYTES)
    return pc_value_copy(body);
  pc_value_text(body, &length);
  return pc_value_new_integer((gint64)length);
}

static pc_outcome *queue_show_new(const char *op, guint show, const pc_value *value) {
  if (show == SHOW_ANSWER || !gives_message(op) || pc_value_kind(value) != PC_KIND_MAP)
    return NULL;
  const pc_value *part = pc_value_member(value, parts[show].member);
  if (!part && parts[show].notion)
    return pc_outcome_new_unsupported(parts[show].member);
  pc_value *shown = !part                       ? pc_value_new_null()
                    : show == SHOW_SIZE         ? size_new(part)
                    : show == SHOW_HEADER_NAMES ? names_new(part)
                                                : pc_value_copy(part);
  return pc_outcome_new_value_take(shown);
}

const pc_role_table pc_role_queue = {
    .role = PC_ROLE_QUEUE,
    .separator = '.',
    .filler = 'q',
    .operations = operations,
    .shows = shows,
    .show_standard = queue_show_standard,
    .show = queue_show_new,
};
