/* SPDX-License-Identifier: MIT */
/* What librdkafka and brokers call an error, in the classes of streams. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/role_stream.h"

static const struct {
  rd_kafka_resp_err_t code;
  const char *class_name;
} classes[] = {
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "unknown_topic"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "unknown_topic"},
    {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, "topic_exists"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, "bad_topic"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, "unknown_partition"},
    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "too_large"},
    {RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, "too_large"},
    {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, "offset_out_of_range"},
    {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, "offset_out_of_range"},
    {RD_KAFKA_RESP_ERR__NO_OFFSET, "offset_out_of_range"},
    {RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, "unknown_group"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_GROUP, "unknown_group"},
    {RD_KAFKA_RESP_ERR__INVALID_ARG, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_REQUEST, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_RECORD, "bad_argument"},
    {RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, "bad_argument"},
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, "bad_argument"},
    {RD_KAFKA_RESP_ERR__FENCED, "fenced"},
    {RD_KAFKA_RESP_ERR_PRODUCER_FENCED, "fenced"},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, "fenced"},
    {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, "fenced"},
    {RD_KAFKA_RESP_ERR__STATE, "not_in_transaction"},
    {RD_KAFKA_RESP_ERR__NOT_CONFIGURED, "not_in_transaction"},
    {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, "not_in_transaction"},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "access_denied"},
    {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, "access_denied"},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, "access_denied"},
    {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "access_denied"},
    {RD_KAFKA_RESP_ERR_SECURITY_DISABLED, "access_denied"},
    {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "timed_out"},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, "timed_out"},
};

char *pc_kafka_class(rd_kafka_resp_err_t code) {
  for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
    if (classes[i].code == code)
      return g_strdup(classes[i].class_name);
  return pc_stream_refusal_class(rd_kafka_err2name(code));
}

/* What tells that nobody answered; whoever would answer has said nothing about the operation. */
static int fault_code(rd_kafka_resp_err_t code) {
  if (code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE)
    return PC_ERROR_TIMED_OUT;
  if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN ||
      code == RD_KAFKA_RESP_ERR__RESOLVE || code == RD_KAFKA_RESP_ERR__DESTROY ||
      code == RD_KAFKA_RESP_ERR__SSL || code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
      code == RD_KAFKA_RESP_ERR__NODE_UPDATE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT ||
      code == RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    return PC_ERROR_LOST;
  return -1;
}

pc_outcome *pc_kafka_refuse(pc_kafka_service *service, const char *operation,
                            rd_kafka_resp_err_t code, const char *message, GError **error) {
  const int fault = fault_code(code);
  const char *words = message && *message ? message : rd_kafka_err2str(code);
  if (fault >= 0) {
    g_set_error(error, PC_ERROR, fault, "%s: %s%s%s", operation, words,
                service->down_why ? "; " : "", service->down_why ? service->down_why : "");
    return NULL;
  }
  pc_kafka_answered(service);
  if (code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE ||
      code == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION)
    return pc_outcome_new_unsupported(operation);
  g_autofree char *class_name = pc_kafka_class(code);
  return pc_outcome_new_refusal(class_name, rd_kafka_err2name(code), words);
}

pc_outcome *pc_kafka_refuse_take(pc_kafka_service *service, const char *operation,
                                 rd_kafka_error_t *problem, GError **error) {
  pc_outcome *outcome = pc_kafka_refuse(service, operation, rd_kafka_error_code(problem),
                                        rd_kafka_error_string(problem), error);
  rd_kafka_error_destroy(problem);
  return outcome;
}

pc_outcome *pc_kafka_client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}
