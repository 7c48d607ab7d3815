/* SPDX-License-Identifier: MIT */
/* The producer of a session: messages and transactions. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <string.h>

enum { SETTINGS_MAX = 16 };

static bool is_true(const json_t *operation, const char *name) {
  return operation && json_is_true(json_object_get(operation, name));
}

/* A broker that is busy with the transaction before is asked again, as it is where the call took
 * too long. */
static rd_kafka_resp_err_t problem_code(const rd_kafka_error_t *problem) {
  if (!problem)
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  return rd_kafka_error_is_retriable(problem) ? RD_KAFKA_RESP_ERR__TIMED_OUT
                                              : rd_kafka_error_code(problem);
}

static rd_kafka_resp_err_t transactions_init(rd_kafka_t *handle, void *data, int timeout_ms) {
  rd_kafka_error_t **ret_problem = data;
  rd_kafka_error_destroy(*ret_problem);
  *ret_problem = rd_kafka_init_transactions(handle, timeout_ms);
  return problem_code(*ret_problem);
}

static rd_kafka_resp_err_t transaction_commit(rd_kafka_t *handle, void *data, int timeout_ms) {
  rd_kafka_error_t **ret_problem = data;
  rd_kafka_error_destroy(*ret_problem);
  *ret_problem = rd_kafka_commit_transaction(handle, timeout_ms);
  return problem_code(*ret_problem);
}

static rd_kafka_resp_err_t transaction_abort(rd_kafka_t *handle, void *data, int timeout_ms) {
  rd_kafka_error_t **ret_problem = data;
  rd_kafka_error_destroy(*ret_problem);
  *ret_problem = rd_kafka_abort_transaction(handle, timeout_ms);
  return problem_code(*ret_problem);
}

/* Calls of transactions go on in the background where they time out, and may be called again. */
static pc_outcome *transaction_run(pc_kafka_session *session, const char *operation,
                                   pc_kafka_call call, GError **error) {
  rd_kafka_error_t *problem = NULL;
  rd_kafka_resp_err_t code;
  pc_outcome *outcome = NULL;
  if (!pc_kafka_call_run(session->producer, call, &problem, &code, error))
    rd_kafka_error_destroy(problem);
  else if (problem)
    outcome = pc_kafka_refuse_take(session->service, operation, problem, error);
  else
    outcome = pc_outcome_new(PC_OUTCOME_DONE);
  return outcome;
}

/* Pairs of name and value for what operation (NULL: nothing) says; the numbers' text goes into
 * buffer. */
static void producer_settings(const json_t *operation, const char *settings[SETTINGS_MAX],
                              char buffer[24]) {
  guint n = 0;
  const char *acks = operation ? pc_operation_text(operation, "acks") : NULL;
  const char *partitioner = operation ? pc_operation_text(operation, "partitioner") : NULL;
  const char *transactional = operation ? pc_operation_text(operation, "transactional") : NULL;
  const json_t *bytes = operation ? json_object_get(operation, "max_message_bytes") : NULL;
  if (is_true(operation, "idempotent")) {
    settings[n++] = "enable.idempotence";
    settings[n++] = "true";
  }
  if (acks) {
    settings[n++] = "acks";
    settings[n++] = acks;
  }
  if (partitioner) {
    settings[n++] = "partitioner";
    settings[n++] = partitioner;
  }
  if (transactional) {
    settings[n++] = "transactional.id";
    settings[n++] = transactional;
  }
  if (json_is_integer(bytes)) {
    g_snprintf(buffer, 24, "%" JSON_INTEGER_FORMAT, json_integer_value(bytes));
    settings[n++] = "message.max.bytes";
    settings[n++] = buffer;
  }
  settings[n] = NULL;
}

pc_outcome *pc_kafka_producer_make(pc_kafka_session *session, const json_t *operation,
                                   GError **error) {
  const char *settings[SETTINGS_MAX];
  char buffer[24];
  pc_outcome *refusal = NULL;
  pc_kafka_client_free(g_steal_pointer(&session->producer), false);
  producer_settings(operation, settings, buffer);
  g_autofree char *id = g_strdup_printf("%s-%s", session->service->scratch, session->name);
  session->producer =
      pc_kafka_client_new(session->service, PC_KAFKA_PRODUCER, id, settings, &refusal, error);
  if (!session->producer)
    return refusal;
  if (operation && pc_operation_text(operation, "transactional"))
    return transaction_run(session, "producer", transactions_init, error);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

pc_outcome *pc_kafka_transaction(pc_kafka_session *session, const char *operation, GError **error) {
  if (!session->producer)
    return pc_kafka_client_refuse("not_in_transaction",
                                  "the session has no transactional producer");
  if (strcmp(operation, "commit_transaction") == 0)
    return transaction_run(session, operation, transaction_commit, error);
  if (strcmp(operation, "abort_transaction") == 0)
    return transaction_run(session, operation, transaction_abort, error);
  rd_kafka_error_t *problem = rd_kafka_begin_transaction(session->producer->handle);
  if (problem)
    return pc_kafka_refuse_take(session->service, operation, problem, error);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* NULL where operation has none or they are malformed (then error is set). */
static rd_kafka_headers_t *headers_new(const json_t *operation, GError **error) {
  const json_t *list = json_object_get(operation, "headers");
  if (!list)
    return NULL;
  rd_kafka_headers_t *headers = rd_kafka_headers_new(json_array_size(list) + 1);
  bool fine = json_is_array(list);
  for (size_t i = 0; fine && i < json_array_size(list); i++) {
    const json_t *pair = json_array_get(list, i);
    const json_t *name = json_array_get(pair, 0);
    g_autoptr(GBytes) bytes = NULL;
    gsize length = 0;
    fine = json_array_size(pair) == 2 && json_is_string(name) &&
           pc_kafka_bytes(json_array_get(pair, 1), &bytes);
    if (!fine)
      break;
    const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    rd_kafka_header_add(headers, json_string_value(name), (ssize_t)json_string_length(name),
                        bytes && !data ? "" : data, (ssize_t)length);
  }
  if (fine)
    return headers;
  rd_kafka_headers_destroy(headers);
  pc_kafka_malformed(operation, "headers", error);
  return NULL;
}

/* What is sent: bytes that are there but empty are not the same as none. */
static rd_kafka_vu_t bytes_argument(rd_kafka_vtype_t type, GBytes *bytes) {
  gsize length = 0;
  const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
  rd_kafka_vu_t argument = {.vtype = type};
  argument.u.mem.ptr = (void *)(guintptr)(bytes && !data ? "" : data);
  argument.u.mem.size = length;
  return argument;
}

static bool partition_of(const json_t *operation, gint32 *ret_partition, GError **error) {
  gint64 partition = RD_KAFKA_PARTITION_UA;
  if (json_object_get(operation, "partition") &&
      !pc_kafka_integer(operation, "partition", &partition, error))
    return false;
  if (partition < RD_KAFKA_PARTITION_UA || partition > G_MAXINT32)
    return pc_kafka_malformed(operation, "partition", error);
  *ret_partition = (gint32)partition;
  return true;
}

/* Hands a message to librdkafka. false and error set where it could not be said; *ret_problem: it
 * does not take it. */
static bool message_send(pc_kafka_session *session, rd_kafka_topic_t *topic,
                         const json_t *operation, rd_kafka_error_t **ret_problem, GError **error) {
  g_autoptr(GBytes) key = NULL;
  g_autoptr(GBytes) value = NULL;
  gint64 timestamp = 0;
  gint32 partition;
  rd_kafka_vu_t arguments[7];
  if (!pc_kafka_bytes(json_object_get(operation, "key"), &key))
    return pc_kafka_malformed(operation, "key", error);
  if (!json_object_get(operation, "value") ||
      !pc_kafka_bytes(json_object_get(operation, "value"), &value))
    return pc_kafka_malformed(operation, "value", error);
  if (!partition_of(operation, &partition, error))
    return false;
  const bool stamped = json_object_get(operation, "timestamp") != NULL;
  if (stamped && !pc_kafka_integer(operation, "timestamp", &timestamp, error))
    return false;
  size_t n = 0;
  arguments[n++] = (rd_kafka_vu_t){.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic};
  arguments[n++] = bytes_argument(RD_KAFKA_VTYPE_KEY, key);
  arguments[n++] = bytes_argument(RD_KAFKA_VTYPE_VALUE, value);
  arguments[n++] = (rd_kafka_vu_t){.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition};
  arguments[n++] = (rd_kafka_vu_t){.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY};
  if (stamped)
    arguments[n++] = (rd_kafka_vu_t){.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = timestamp};
  GError *problem = NULL;
  rd_kafka_headers_t *headers = headers_new(operation, &problem);
  if (problem) {
    g_propagate_error(error, problem);
    return false;
  }
  if (headers)
    arguments[n++] = (rd_kafka_vu_t){.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers};
  session->producer->delivered = false;
  *ret_problem = rd_kafka_produceva(session->producer->handle, arguments, n);
  if (*ret_problem && headers)
    rd_kafka_headers_destroy(headers);
  return true;
}

/* The client gives up by itself after message.timeout.ms. */
static bool delivery_wait(const pc_kafka_client *client, GError **error) {
  gint64 present_us = g_get_monotonic_time();
  while (!client->delivered) {
    if (!pc_kafka_go_on(client->service, G_MAXINT64, error) ||
        !pc_kafka_present(client->service, &present_us, false, error))
      return false;
    rd_kafka_poll(client->handle, PC_KAFKA_SLICE_MS);
  }
  return true;
}

static pc_value *place_value(const pc_kafka_client *client) {
  pc_value *map = pc_value_new_list(PC_KIND_MAP);
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, "partition", -1));
  pc_value_append_take(map, pc_value_new_integer(client->delivery_partition));
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, "offset", -1));
  pc_value_append_take(map, client->delivery_offset < 0
                                ? pc_value_new_null()
                                : pc_value_new_integer(client->delivery_offset));
  return map;
}

/* The message was not taken in time. The broker's doing, where it answers when it is asked
 * something else. */
static pc_outcome *delivery_timed_out(pc_kafka_session *session, GError **error) {
  gint32 id;
  if (!pc_kafka_broker_id(session->service, &id, error))
    return NULL;
  return pc_kafka_refuse(session->service, "produce", RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, NULL,
                         error);
}

pc_outcome *pc_kafka_produce(pc_kafka_session *session, const json_t *operation, GError **error) {
  const char *name = pc_operation_text(operation, "topic");
  g_autoptr(pc_outcome) made =
      session->producer ? NULL : pc_kafka_producer_make(session, NULL, error);
  if (!session->producer)
    return g_steal_pointer(&made);
  pc_kafka_client *client = session->producer;
  rd_kafka_topic_t *topic = g_hash_table_lookup(client->topics, name);
  rd_kafka_resp_err_t code;
  rd_kafka_error_t *problem = NULL;
  /* A message for a topic that is not there is sent all the same: whether that makes it is the
   * broker's matter. */
  if (!topic && !(topic = pc_kafka_topic(client, name, &code, NULL, error)))
    return NULL;
  if (!message_send(session, topic, operation, &problem, error))
    return NULL;
  if (problem)
    return pc_kafka_refuse_take(session->service, "produce", problem, error);
  if (!delivery_wait(client, error))
    return NULL;
  if (client->delivery_error == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    return delivery_timed_out(session, error);
  /* A producer that may not go on drops its messages; why, it tells apart from them. */
  char words[256] = "";
  const rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(client->handle, words, sizeof words);
  if (client->delivery_error)
    return pc_kafka_refuse(session->service, "produce", fatal ? fatal : client->delivery_error,
                           words, error);
  pc_kafka_answered(session->service);
  return pc_outcome_new_value_take(place_value(client));
}
