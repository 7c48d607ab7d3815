/* SPDX-License-Identifier: MIT */
/* What brokers and librdkafka refuse has a class; what tells of a lost connection is none. */
#include "tests/unit/unit.h"

#include "adapters/kafka/internal.h"
#include "harness/base/error.h"
#include "harness/model/role_stream.h"

#include <string.h>

static void every_class_is_of_streams(void **state) {
  (void)state;
  static const rd_kafka_resp_err_t codes[] = {
      RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
      RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,
      RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
      RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
      RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
      RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND,
      RD_KAFKA_RESP_ERR_INVALID_CONFIG,
      RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
      RD_KAFKA_RESP_ERR__STATE,
      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
  };
  for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *class_name = pc_kafka_class(codes[i]);
    /* One for each class, in their order. */
    assert_string_equal(class_name, pc_stream_refusals[i]);
  }
  assert_null(pc_stream_refusals[G_N_ELEMENTS(codes)]);
}

static void what_has_no_class_keeps_its_name(void **state) {
  (void)state;
  pc_kafka_service service = {0};
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      pc_kafka_refuse(&service, "delete_group", RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, NULL, &error);
  assert_non_null(outcome);
  assert_string_equal(outcome->class_name, "other:NON_EMPTY_GROUP");
  assert_string_equal(outcome->native_code, "NON_EMPTY_GROUP");
  assert_non_null(strstr(outcome->message, "not empty"));
}

static void what_is_not_supported_is_unsupported(void **state) {
  (void)state;
  pc_kafka_service service = {0};
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = pc_kafka_refuse(
      &service, "delete_records", RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, NULL, &error);
  assert_int_equal(outcome->kind, PC_OUTCOME_UNSUPPORTED);
  assert_string_equal(outcome->class_name, "delete_records");
}

static void lost_connections_are_faults(void **state) {
  (void)state;
  static const struct {
    rd_kafka_resp_err_t code;
    pc_error fault;
  } rows[] = {
      {RD_KAFKA_RESP_ERR__TRANSPORT, PC_ERROR_LOST},
      {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, PC_ERROR_LOST},
      {RD_KAFKA_RESP_ERR__AUTHENTICATION, PC_ERROR_LOST},
      {RD_KAFKA_RESP_ERR__PURGE_QUEUE, PC_ERROR_LOST},
      {RD_KAFKA_RESP_ERR__TIMED_OUT, PC_ERROR_TIMED_OUT},
  };
  pc_kafka_service service = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    assert_null(pc_kafka_refuse(&service, "produce", rows[i].code, NULL, &error));
    assert_error(error, rows[i].fault, "produce");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_class_is_of_streams),
      cmocka_unit_test(what_has_no_class_keeps_its_name),
      cmocka_unit_test(what_is_not_supported_is_unsupported),
      cmocka_unit_test(lost_connections_are_faults),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
