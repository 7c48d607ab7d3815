/* SPDX-License-Identifier: MIT */
/* The group member of a session. It answers its group by itself, polled or not. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 10000 };

static rd_kafka_topic_partition_list_t *topics_new(const json_t *operation) {
  const json_t *topics = json_object_get(operation, "topics");
  rd_kafka_topic_partition_list_t *list =
      rd_kafka_topic_partition_list_new((int)json_array_size(topics));
  for (size_t i = 0; i < json_array_size(topics); i++)
    rd_kafka_topic_partition_list_add(list, json_string_value(json_array_get(topics, i)),
                                      RD_KAFKA_PARTITION_UA);
  return list;
}

static const char *reset_word(const char *reset) {
  if (!reset)
    return "latest";
  return strcmp(reset, "none") == 0 ? "error" : reset;
}

/* A new member of operation's group; NULL: *ret_refusal or error is set. */
static pc_kafka_client *member_new(pc_kafka_session *session, const json_t *operation,
                                   pc_outcome **ret_refusal, GError **error) {
  const char *isolation = pc_operation_text(operation, "isolation");
  const char *strategy = pc_operation_text(operation, "assignor");
  g_autofree char *id = g_strdup_printf("%s-%s", session->service->scratch, session->name);
  const char *const settings[] = {
      "group.id",
      pc_operation_text(operation, "group"),
      "enable.auto.commit",
      json_is_true(json_object_get(operation, "auto_commit")) ? "true" : "false",
      "auto.offset.reset",
      reset_word(pc_operation_text(operation, "reset")),
      "isolation.level",
      g_strcmp0(isolation, "committed") == 0 ? "read_committed" : "read_uncommitted",
      "partition.assignment.strategy",
      strategy ? strategy : "range,roundrobin",
      NULL};
  return pc_kafka_client_new(session->service, PC_KAFKA_CONSUMER, id, settings, ret_refusal, error);
}

pc_outcome *pc_kafka_unsubscribe(pc_kafka_session *session) {
  if (session->held)
    rd_kafka_message_destroy(g_steal_pointer(&session->held));
  pc_kafka_client_free(g_steal_pointer(&session->member), false);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

pc_outcome *pc_kafka_subscribe(pc_kafka_session *session, const json_t *operation, GError **error) {
  pc_outcome *refusal = NULL;
  pc_outcome_free(pc_kafka_unsubscribe(session));
  session->member = member_new(session, operation, &refusal, error);
  if (!session->member)
    return refusal;
  g_free(session->group);
  session->group = g_strdup(pc_operation_text(operation, "group"));
  rd_kafka_poll_set_consumer(session->member->handle);
  rd_kafka_topic_partition_list_t *topics = topics_new(operation);
  const rd_kafka_resp_err_t code = rd_kafka_subscribe(session->member->handle, topics);
  rd_kafka_topic_partition_list_destroy(topics);
  return code ? pc_kafka_refuse(session->service, "subscribe", code, NULL, error)
              : pc_outcome_new(PC_OUTCOME_DONE);
}

/* NULL: there is a member. */
static pc_outcome *member_check(const pc_kafka_session *session) {
  return session->member
             ? NULL
             : pc_kafka_client_refuse("bad_argument", "the session has not subscribed to anything");
}

/* false: error is set. *ret_wait_ms is as it was where the operation does not say. */
static bool wait_of(const json_t *operation, int *ret_wait_ms, GError **error) {
  return !json_object_get(operation, "wait") ||
         pc_kafka_seconds(operation, "wait", ret_wait_ms, error);
}

/* The next message or what tells of an error, NULL: none came in a slice. */
static rd_kafka_message_t *message_next(pc_kafka_session *session) {
  if (session->held)
    return g_steal_pointer(&session->held);
  return rd_kafka_consumer_poll(session->member->handle, PC_KAFKA_SLICE_MS);
}

/* Adds message to list; an error that comes behind messages is held for the next time. false: that
 * is all. */
static bool message_add(pc_kafka_session *session, rd_kafka_message_t *message, pc_value *list,
                        gsize *bytes, pc_outcome **ret_outcome, GError **error) {
  if (message->err && pc_value_length(list) > 0) {
    session->held = message;
    return false;
  }
  if (message->err)
    *ret_outcome = pc_kafka_refuse(session->service, "poll", message->err,
                                   rd_kafka_message_errstr(message), error);
  else
    pc_value_append_take(list, pc_kafka_message_value(message, true, false, bytes));
  const bool fine = !message->err;
  rd_kafka_message_destroy(message);
  if (*bytes > PC_ANSWER_BYTES_MAX || pc_value_length(list) > PC_ANSWER_ROWS_MAX) {
    g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE,
                "the answer is larger than %d MiB or %d messages", PC_ANSWER_BYTES_MAX >> 20,
                PC_ANSWER_ROWS_MAX);
    return false;
  }
  return fine;
}

pc_outcome *pc_kafka_poll(pc_kafka_session *session, const json_t *operation, GError **error) {
  pc_outcome *outcome = member_check(session);
  GError *problem = NULL;
  gint64 count;
  int wait_ms = WAIT_MS;
  gsize bytes = 0;
  if (outcome)
    return outcome;
  if (!pc_kafka_integer(operation, "count", &count, error) || !wait_of(operation, &wait_ms, error))
    return NULL;
  g_autoptr(pc_value) list = pc_value_new_list(PC_KIND_LIST);
  gint64 present_us = g_get_monotonic_time();
  const gint64 until_us = present_us + (gint64)wait_ms * 1000;
  bool more = true;
  while (more && !problem && pc_value_length(list) < count) {
    if (!pc_kafka_go_on(session->service, G_MAXINT64, &problem))
      break;
    rd_kafka_message_t *message = message_next(session);
    more = message ? message_add(session, message, list, &bytes, &outcome, &problem)
                   : g_get_monotonic_time() < until_us;
    /* Nothing came: that is an answer only of a broker that is there. */
    if (!message && !pc_kafka_present(session->service, &present_us, !more, &problem))
      break;
  }
  if (problem) {
    pc_outcome_free(outcome);
    g_propagate_error(error, problem);
    return NULL;
  }
  return outcome ? outcome : pc_outcome_new_value_take(g_steal_pointer(&list));
}

static int partition_compare(const void *a, const void *b) {
  const rd_kafka_topic_partition_t *left = a;
  const rd_kafka_topic_partition_t *right = b;
  const int order = strcmp(left->topic, right->topic);
  return order ? order
               : (left->partition > right->partition) - (left->partition < right->partition);
}

static pc_value *assignment_value(rd_kafka_topic_partition_list_t *list) {
  pc_value *value = pc_value_new_list(PC_KIND_LIST);
  qsort(list->elems, (size_t)list->cnt, sizeof *list->elems, partition_compare);
  for (int i = 0; i < list->cnt; i++) {
    pc_value *pair = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(pair, pc_value_new_text(PC_KIND_TEXT, list->elems[i].topic, -1));
    pc_value_append_take(pair, pc_value_new_integer(list->elems[i].partition));
    pc_value_append_take(value, pair);
  }
  return value;
}

pc_outcome *pc_kafka_assignment(pc_kafka_session *session, const json_t *operation,
                                GError **error) {
  pc_outcome *refusal = member_check(session);
  gint64 wanted = 0;
  int wait_ms = WAIT_MS;
  if (refusal)
    return refusal;
  if (!wait_of(operation, &wait_ms, error) ||
      (json_object_get(operation, "count") &&
       !pc_kafka_integer(operation, "count", &wanted, error)))
    return NULL;
  gint64 present_us = g_get_monotonic_time();
  const gint64 until_us = present_us + (gint64)wait_ms * 1000;
  const bool counted = json_object_get(operation, "count") != NULL;
  for (;;) {
    /* A member that is not polled leaves its group; what comes is kept for the next poll. */
    if (!session->held)
      session->held = rd_kafka_consumer_poll(session->member->handle, 0);
    rd_kafka_topic_partition_list_t *list = NULL;
    const rd_kafka_resp_err_t code = rd_kafka_assignment(session->member->handle, &list);
    if (code)
      return pc_kafka_refuse(session->service, "assignment", code, NULL, error);
    const bool there = counted ? list->cnt == wanted : list->cnt > 0;
    const bool over = g_get_monotonic_time() >= until_us;
    pc_value *value = there || over ? assignment_value(list) : NULL;
    rd_kafka_topic_partition_list_destroy(list);
    if (!there && (!pc_kafka_go_on(session->service, G_MAXINT64, error) ||
                   !pc_kafka_present(session->service, &present_us, over, error))) {
      pc_value_free(value);
      return NULL;
    }
    if (value)
      return pc_outcome_new_value_take(value);
    g_usleep(PC_KAFKA_SLICE_MS * 500);
  }
}

/* The code of a commit's result; event is consumed. */
static rd_kafka_resp_err_t commit_code_take(rd_kafka_event_t *event) {
  rd_kafka_resp_err_t code = rd_kafka_event_error(event);
  const rd_kafka_topic_partition_list_t *list = rd_kafka_event_topic_partition_list(event);
  if (!code && list && list->cnt)
    code = list->elems[0].err;
  rd_kafka_event_destroy(event);
  return code;
}

pc_outcome *pc_kafka_commit(pc_kafka_session *session, const json_t *operation, GError **error) {
  pc_outcome *refusal = member_check(session);
  gint64 partition;
  gint64 offset;
  if (refusal)
    return refusal;
  if (!pc_kafka_integer(operation, "partition", &partition, error) ||
      !pc_kafka_integer(operation, "offset", &offset, error))
    return NULL;
  rd_kafka_t *handle = session->member->handle;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, pc_operation_text(operation, "topic"), (gint32)partition)
      ->offset = offset;
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
  rd_kafka_resp_err_t code = rd_kafka_commit_queue(handle, list, queue, NULL, NULL);
  rd_kafka_topic_partition_list_destroy(list);
  const gint64 until_us = pc_kafka_until(session->service);
  rd_kafka_event_t *event = NULL;
  while (!code && !event && pc_kafka_go_on(session->service, until_us, error))
    event = rd_kafka_queue_poll(queue, PC_KAFKA_SLICE_MS);
  rd_kafka_queue_destroy(queue);
  if (!code && !event)
    return NULL;
  if (event)
    code = commit_code_take(event);
  if (code)
    return pc_kafka_refuse(session->service, "commit", code, NULL, error);
  pc_kafka_answered(session->service);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

typedef struct committed_call {
  const char *topic;
  gint32 partition;
  gint64 offset;
} committed_call;

static rd_kafka_resp_err_t committed_ask(rd_kafka_t *handle, void *data, int timeout_ms) {
  committed_call *call = data;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, call->topic, call->partition);
  rd_kafka_resp_err_t code = rd_kafka_committed(handle, list, timeout_ms);
  if (!code)
    code = list->elems[0].err;
  call->offset = list->elems[0].offset;
  rd_kafka_topic_partition_list_destroy(list);
  return code;
}

static pc_outcome *committed_of(pc_kafka_client *client, committed_call *call, GError **error) {
  rd_kafka_resp_err_t code;
  if (!pc_kafka_call_run(client, committed_ask, call, &code, error))
    return NULL;
  if (code)
    return pc_kafka_refuse(client->service, "committed", code, NULL, error);
  return call->offset < 0 ? pc_outcome_new(PC_OUTCOME_MISSING)
                          : pc_outcome_new_value_take(pc_value_new_integer(call->offset));
}

/* A client that has the group's name but does not join it can ask too. The administrator's request
 * for the same is not used: its answer, where it comes after it was given up, ends the process
 * (librdkafka 2.0.2). */
pc_outcome *pc_kafka_committed(pc_kafka_session *session, const json_t *operation, GError **error) {
  const char *group = pc_operation_text(operation, "group");
  committed_call call = {.topic = pc_operation_text(operation, "topic")};
  gint64 partition;
  if (!group && !session->group) {
    pc_kafka_malformed(operation, "group", error);
    return NULL;
  }
  if (!pc_kafka_integer(operation, "partition", &partition, error))
    return NULL;
  call.partition = (gint32)partition;
  if (session->member && (!group || strcmp(group, session->group) == 0))
    return committed_of(session->member, &call, error);
  g_autofree char *id = g_strdup_printf("%s-%s", session->service->scratch, session->name);
  const char *const settings[] = {"group.id", group ? group : session->group, NULL};
  pc_kafka_client *client =
      pc_kafka_client_new(session->service, PC_KAFKA_CONSUMER, id, settings, NULL, error);
  pc_outcome *outcome = client ? committed_of(client, &call, error) : NULL;
  pc_kafka_client_free(client, true);
  return outcome;
}
