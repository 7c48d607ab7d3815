/* SPDX-License-Identifier: MIT */
/* Reading a partition without a group, and asking for its offsets. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <string.h>

enum {
  END_MS = 30000
}; /* the longest that a broker which is there may take to tell a partition's end */

/* The reader for an isolation; NULL and error set where there is none. */
static pc_kafka_client *reader(pc_kafka_session *session, bool committed, GError **error) {
  pc_kafka_client **client = &session->readers[committed];
  if (*client)
    return *client;
  g_autofree char *id = g_strdup_printf("%s-%s", session->service->scratch, session->name);
  /* The client wants a group's name; nothing is committed, so that no broker hears of the group. */
  g_autofree char *group = g_strdup_printf("%s-reader", session->service->scratch);
  const char *const settings[] = {"group.id",
                                  group,
                                  "enable.auto.commit",
                                  "false",
                                  "auto.offset.reset",
                                  "error",
                                  "enable.partition.eof",
                                  "true",
                                  "isolation.level",
                                  committed ? "read_committed" : "read_uncommitted",
                                  NULL};
  *client = pc_kafka_client_new(session->service, PC_KAFKA_CONSUMER, id, settings, NULL, error);
  if (*client)
    rd_kafka_poll_set_consumer((*client)->handle);
  return *client;
}

typedef struct partition_call {
  const char *topic;
  gint32 partition;
  gint64 low;
  gint64 high;
  gint64 timestamp; /* in; the offset out */
} partition_call;

static rd_kafka_resp_err_t watermarks_ask(rd_kafka_t *handle, void *data, int timeout_ms) {
  partition_call *call = data;
  return rd_kafka_query_watermark_offsets(handle, call->topic, call->partition, &call->low,
                                          &call->high, timeout_ms);
}

static rd_kafka_resp_err_t time_ask(rd_kafka_t *handle, void *data, int timeout_ms) {
  partition_call *call = data;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, call->topic, call->partition)->offset = call->timestamp;
  rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(handle, list, timeout_ms);
  if (!code)
    code = list->elems[0].err;
  call->low = list->elems[0].offset;
  rd_kafka_topic_partition_list_destroy(list);
  return code;
}

/* Takes apart what names a partition, and has the client ask for its topic. false: *ret_outcome or
 * error is set. */
static bool partition_find(pc_kafka_client *client, const json_t *operation, partition_call *call,
                           pc_outcome **ret_outcome, GError **error) {
  rd_kafka_resp_err_t code;
  int partitions;
  gint64 partition;
  call->topic = pc_operation_text(operation, "topic");
  if (!pc_kafka_integer(operation, "partition", &partition, error))
    return false;
  if (!pc_kafka_topic(client, call->topic, &code, &partitions, error))
    return false;
  if (code && code != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    *ret_outcome =
        pc_kafka_refuse(client->service, pc_operation_name(operation), code, NULL, error);
    return false;
  }
  if (partition < 0 || partition >= partitions) {
    *ret_outcome = pc_kafka_refuse(client->service, pc_operation_name(operation),
                                   RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, NULL, error);
    return false;
  }
  call->partition = (gint32)partition;
  return true;
}

/* Runs a call about a partition; false: *ret_outcome or error is set. */
static bool partition_ask(pc_kafka_client *client, const char *operation, pc_kafka_call ask,
                          partition_call *call, pc_outcome **ret_outcome, GError **error) {
  rd_kafka_resp_err_t code;
  if (!pc_kafka_call_run(client, ask, call, &code, error))
    return false;
  if (!code)
    return true;
  *ret_outcome = pc_kafka_refuse(client->service, operation, code, NULL, error);
  return false;
}

/* The offset to begin at, as a number: librdkafka waits half a second before it asks for an end by
 * itself. */
static bool start_find(pc_kafka_client *client, const json_t *operation, partition_call *call,
                       gint64 *ret_offset, pc_outcome **ret_outcome, GError **error) {
  const char *word = pc_operation_text(operation, "offset");
  if (word && strcmp(word, "beginning") != 0 && strcmp(word, "end") != 0)
    return pc_kafka_malformed(operation, "offset", error);
  if (!word)
    return pc_kafka_integer(operation, "offset", ret_offset, error);
  if (!partition_ask(client, "read", watermarks_ask, call, ret_outcome, error))
    return false;
  *ret_offset = strcmp(word, "end") == 0 ? call->high : call->low;
  return true;
}

typedef struct reading {
  pc_kafka_client *client;
  gint64 count;
  gint64 until_us; /* when what is there is given */
  bool to_end;     /* the end of the partition is the end */
  bool timestamps;
  pc_value *list;
  gsize bytes;
} reading;

/* Adds a message, or tells what it says instead; false: nothing more is to be read. message is
 * consumed. */
static bool message_take(reading *r, rd_kafka_message_t *message, pc_outcome **ret_outcome,
                         GError **error) {
  bool more = true;
  if (!message->err) {
    pc_value_append_take(r->list, pc_kafka_message_value(message, false, r->timestamps, &r->bytes));
    more = pc_value_length(r->list) < r->count;
    if (r->bytes > PC_ANSWER_BYTES_MAX || pc_value_length(r->list) > PC_ANSWER_ROWS_MAX) {
      more = false;
      g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE,
                  "the answer is larger than %d MiB or %d messages", PC_ANSWER_BYTES_MAX >> 20,
                  PC_ANSWER_ROWS_MAX);
    }
  } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    more = !r->to_end;
  } else {
    more = false;
    *ret_outcome = pc_kafka_refuse(r->client->service, "read", message->err,
                                   rd_kafka_message_errstr(message), error);
  }
  rd_kafka_message_destroy(message);
  return more;
}

/* NULL and error set: failed; what was read, or the refusal. */
static pc_outcome *messages_read(reading *r, GError **error) {
  gint64 present_us = g_get_monotonic_time();
  pc_outcome *outcome = NULL;
  GError *problem = NULL;
  bool more = r->count > 0;
  while (more && !problem && g_get_monotonic_time() < r->until_us) {
    if (!pc_kafka_go_on(r->client->service, G_MAXINT64, &problem) ||
        !pc_kafka_present(r->client->service, &present_us, false, &problem))
      break;
    rd_kafka_message_t *message = rd_kafka_consumer_poll(r->client->handle, PC_KAFKA_SLICE_MS);
    more = !message || message_take(r, message, &outcome, &problem);
  }
  /* Nothing more came: that is an answer only of a broker that is there. */
  if (!problem && !outcome && more)
    pc_kafka_present(r->client->service, &present_us, true, &problem);
  if (!problem && !outcome && more && r->to_end && r->count > 0)
    g_set_error(&problem, PC_ERROR, PC_ERROR_TIMED_OUT,
                "the broker did not tell the partition's end in time");
  if (problem) {
    pc_outcome_free(outcome);
    g_propagate_error(error, problem);
    return NULL;
  }
  return outcome ? outcome : pc_outcome_new_value_take(g_steal_pointer(&r->list));
}

static pc_outcome *read_from(reading *r, const partition_call *call, gint64 offset,
                             GError **error) {
  rd_kafka_t *handle = r->client->handle;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, call->topic, call->partition)->offset = offset;
  const rd_kafka_resp_err_t code = rd_kafka_assign(handle, list);
  rd_kafka_topic_partition_list_destroy(list);
  if (code)
    return pc_kafka_refuse(r->client->service, "read", code, NULL, error);
  pc_outcome *outcome = messages_read(r, error);
  rd_kafka_assign(handle, NULL);
  return outcome;
}

pc_outcome *pc_kafka_read(pc_kafka_session *session, const json_t *operation, GError **error) {
  const char *isolation = pc_operation_text(operation, "isolation");
  pc_outcome *outcome = NULL;
  partition_call call = {0};
  reading r = {.timestamps = json_is_true(json_object_get(operation, "timestamps"))};
  gint64 offset = 0;
  int wait_ms = 0;
  r.to_end = !json_object_get(operation, "wait");
  if (!pc_kafka_integer(operation, "count", &r.count, error) ||
      (!r.to_end && !pc_kafka_seconds(operation, "wait", &wait_ms, error)))
    return NULL;
  r.client = reader(session, g_strcmp0(isolation, "committed") == 0, error);
  if (!r.client || !partition_find(r.client, operation, &call, &outcome, error) ||
      !start_find(r.client, operation, &call, &offset, &outcome, error))
    return outcome;
  if (offset < 0)
    return pc_kafka_client_refuse("bad_argument", "librdkafka takes no offset below 0");
  r.until_us = g_get_monotonic_time() + (gint64)(r.to_end ? END_MS : wait_ms) * 1000;
  r.list = pc_value_new_list(PC_KIND_LIST);
  outcome = read_from(&r, &call, offset, error);
  pc_value_free(r.list);
  return outcome;
}

pc_outcome *pc_kafka_offsets(pc_kafka_session *session, const json_t *operation, GError **error) {
  pc_outcome *outcome = NULL;
  partition_call call = {0};
  pc_kafka_client *client = reader(session, false, error);
  if (!client || !partition_find(client, operation, &call, &outcome, error) ||
      !partition_ask(client, "offsets", watermarks_ask, &call, &outcome, error))
    return outcome;
  pc_value *map = pc_value_new_list(PC_KIND_MAP);
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, "low", -1));
  pc_value_append_take(map, pc_value_new_integer(call.low));
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, "high", -1));
  pc_value_append_take(map, pc_value_new_integer(call.high));
  return pc_outcome_new_value_take(map);
}

pc_outcome *pc_kafka_offset_for_time(pc_kafka_session *session, const json_t *operation,
                                     GError **error) {
  pc_outcome *outcome = NULL;
  partition_call call = {0};
  pc_kafka_client *client = reader(session, false, error);
  if (!client || !pc_kafka_integer(operation, "timestamp", &call.timestamp, error) ||
      !partition_find(client, operation, &call, &outcome, error) ||
      !partition_ask(client, "offset_for_time", time_ask, &call, &outcome, error))
    return outcome;
  return call.low < 0 ? pc_outcome_new(PC_OUTCOME_MISSING)
                      : pc_outcome_new_value_take(pc_value_new_integer(call.low));
}
