/* SPDX-License-Identifier: MIT */
/* Clients of Kafka that end in the middle of something, at librdkafka's mock cluster. */
#include "tests/unit/unit.h"

#include "adapters/kafka/internal.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TIMEOUT_MS = 60000, ROUNDS = 60, TRIP_MS = 2000, UNDER_WAY_US = 5000, MOMENT_US = 5 };

/* How long a connection that was cut is left alone before what follows, in this thread. */
static guint moment_us;

/* In the place of the C library's: the race is between what it lets the threads of librdkafka do,
 * and this one. */
int shutdown(int fd, int how) {
  const int status = (int)syscall(SYS_shutdown, fd, how);
  if (moment_us)
    g_usleep(moment_us);
  return status;
}

static void assert_fine(bool fine, GError *error) {
  if (!fine)
    fail_msg("%s", error ? error->message : "no error");
}

static int setup(void **state) {
  GError *error = NULL;
  pc_endpoint *endpoint = pc_endpoint_parse("kafka-mock:", &error);
  assert_fine(endpoint, error);
  pc_kafka_service *service = g_new0(pc_kafka_service, 1);
  assert_fine(pc_adapter_find("kafka-mock", &error)->open(service, endpoint, TIMEOUT_MS, &error),
              error);
  assert_int_equal(rd_kafka_mock_topic_create(service->cluster, "t", 2, 1),
                   RD_KAFKA_RESP_ERR_NO_ERROR);
  *state = service;
  return 0;
}

static int teardown(void **state) {
  pc_kafka_service *service = *state;
  pc_endpoint *endpoint = (pc_endpoint *)(guintptr)service->endpoint;
  pc_adapter_find("kafka-mock", NULL)->close(service);
  pc_endpoint_free(endpoint);
  g_free(service);
  return 0;
}

static rd_kafka_topic_partition_list_t *partitions_new(void) {
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(2);
  for (int i = 0; i < 2; i++)
    rd_kafka_topic_partition_list_add(list, "t", i)->offset = RD_KAFKA_OFFSET_STORED;
  return list;
}

/* A client that knows the coordinator of its group, and waits for the offsets that were committed
 * there. */
static pc_kafka_client *asking_client_new(pc_kafka_service *service, const char *group) {
  GError *error = NULL;
  const char *const settings[] = {"group.id", group, "enable.auto.commit", "false", NULL};
  pc_kafka_client *client =
      pc_kafka_client_new(service, PC_KAFKA_CONSUMER, group, settings, NULL, &error);
  assert_fine(client, error);
  rd_kafka_poll_set_consumer(client->handle);
  rd_kafka_topic_partition_list_t *list = partitions_new();
  assert_int_equal(rd_kafka_committed(client->handle, list, TIMEOUT_MS),
                   RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_topic_partition_list_destroy(list);
  rd_kafka_mock_broker_set_rtt(service->cluster, -1, TRIP_MS);
  list = partitions_new();
  assert_int_equal(rd_kafka_assign(client->handle, list), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_topic_partition_list_destroy(list);
  g_usleep(UNDER_WAY_US);
  return client;
}

/* librdkafka ends the process where this goes wrong. */
static void a_client_that_asks_for_committed_offsets_can_be_cut(void **state) {
  pc_kafka_service *service = *state;
  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *group = g_strdup_printf("g%u", i);
    pc_kafka_client *client = asking_client_new(service, group);
    const gint64 began_us = g_get_monotonic_time();
    moment_us = i * MOMENT_US;
    pc_kafka_client_free(client, true);
    moment_us = 0;
    /* It does not wait for the answer. */
    assert_true(g_get_monotonic_time() - began_us < TRIP_MS * 1000);
    rd_kafka_mock_broker_set_rtt(service->cluster, -1, 0);
  }
}

/* Its assignment is dropped by another call than that of others. */
static void a_member_of_a_cooperative_group_can_be_cut(void **state) {
  GError *error = NULL;
  const char *const settings[] = {"group.id", "cooperative", "partition.assignment.strategy",
                                  "cooperative-sticky", NULL};
  pc_kafka_client *client =
      pc_kafka_client_new(*state, PC_KAFKA_CONSUMER, "c", settings, NULL, &error);
  assert_fine(client, error);
  rd_kafka_poll_set_consumer(client->handle);
  rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, "t", RD_KAFKA_PARTITION_UA);
  assert_int_equal(rd_kafka_subscribe(client->handle, topics), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_topic_partition_list_destroy(topics);
  const gint64 until_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
  for (int assigned = 0; assigned == 0;) {
    assert_true(g_get_monotonic_time() < until_us);
    rd_kafka_message_t *message = rd_kafka_consumer_poll(client->handle, PC_KAFKA_SLICE_MS);
    if (message)
      rd_kafka_message_destroy(message);
    rd_kafka_topic_partition_list_t *list = NULL;
    assert_int_equal(rd_kafka_assignment(client->handle, &list), RD_KAFKA_RESP_ERR_NO_ERROR);
    assigned = list->cnt;
    rd_kafka_topic_partition_list_destroy(list);
  }
  assert_string_equal(rd_kafka_rebalance_protocol(client->handle), "COOPERATIVE");
  pc_kafka_client_free(client, true);
}

static void a_client_that_has_connected_to_nothing_can_be_cut(void **state) {
  const char *const settings[] = {"group.id", "g", NULL};
  for (int kind = PC_KAFKA_ADMINISTRATOR; kind <= PC_KAFKA_CONSUMER; kind++) {
    GError *error = NULL;
    pc_kafka_client *client =
        pc_kafka_client_new(*state, (pc_kafka_kind)kind, "c",
                            kind == PC_KAFKA_CONSUMER ? settings : NULL, NULL, &error);
    assert_fine(client, error);
    pc_kafka_client_free(client, true);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_client_that_asks_for_committed_offsets_can_be_cut),
      cmocka_unit_test(a_member_of_a_cooperative_group_can_be_cut),
      cmocka_unit_test(a_client_that_has_connected_to_nothing_can_be_cut),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
