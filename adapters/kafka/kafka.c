/* SPDX-License-Identifier: MIT */
/* The adapters of Kafka and of librdkafka's own mock cluster. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum {
  CONNECT_MS = 10000,
  CONNECT_LEAST_MS = 3000,
  /* A single node on a busy machine answers some requests after many seconds; the probes have time
   * for that (pc_probe.deadline_ms), and their deadline ends the wait in any case. */
  ANSWER_LEAST_MS = 25000,
};

static void log_drop(const rd_kafka_t *handle, int level, const char *facility, const char *text) {
  (void)handle;
  (void)level;
  (void)facility;
  (void)text;
}

/* Ending a mock cluster takes a second: it is kept as long as the worker lives. */
static void service_end(pc_kafka_service *service) {
  pc_kafka_client_free(g_steal_pointer(&service->administrator), true);
  g_clear_pointer(&service->cluster, rd_kafka_mock_cluster_destroy);
  g_clear_pointer(&service->cluster_owner, rd_kafka_destroy);
  g_clear_pointer(&service->servers, g_free);
}

static bool administrator_open(pc_kafka_service *service, GError **error) {
  static const char *const settings[] = {"allow.auto.create.topics", "false", NULL};
  service->administrator =
      pc_kafka_client_new(service, PC_KAFKA_ADMINISTRATOR, "paritycheck", settings, NULL, error);
  return service->administrator != NULL;
}

static bool cluster_start(pc_kafka_service *service, GError **error) {
  char words[256] = "";
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, log_drop);
  service->cluster_owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, words, sizeof words);
  if (service->cluster_owner)
    service->cluster =
        rd_kafka_mock_cluster_new(service->cluster_owner, (int)service->mock_brokers);
  else
    rd_kafka_conf_destroy(conf);
  if (!service->cluster) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "librdkafka starts no mock cluster%s%s",
                *words ? ": " : "", words);
    service_end(service);
    return false;
  }
  service->servers = g_strdup(rd_kafka_mock_cluster_bootstraps(service->cluster));
  return administrator_open(service, error);
}

static void kafka_close(void *state) {
  pc_kafka_service *service = state;
  service_end(service);
  g_free(service->scratch);
  g_free(service->down_why);
}

/* Whoever cannot be reached is told of at once, not when the time is over. */
static bool broker_reach(pc_kafka_service *service, GError **error) {
  const int timeout_ms = MAX(service->timeout_ms, ANSWER_LEAST_MS);
  GError *problem = NULL;
  gint32 id = -1;
  service->timeout_ms = CLAMP(service->timeout_ms, CONNECT_LEAST_MS, CONNECT_MS);
  const bool fine = pc_kafka_broker_id(service, &id, &problem);
  service->timeout_ms = timeout_ms;
  if (fine)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s", problem->message);
  g_error_free(problem);
  return false;
}

static bool kafka_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_kafka_service *service = state;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  service->servers = pc_kafka_url_servers(endpoint);
  if (administrator_open(service, error) && broker_reach(service, error))
    return true;
  kafka_close(service);
  return false;
}

static bool mock_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_kafka_service *service = state;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  service->mock_brokers = pc_kafka_mock_url_brokers(endpoint);
  if (cluster_start(service, error) && broker_reach(service, error))
    return true;
  kafka_close(service);
  return false;
}

static char *kafka_client(const pc_endpoint *endpoint) {
  g_autofree char *servers = pc_kafka_url_servers(endpoint);
  return g_strdup_printf("kcat -b %s -L", servers ? servers : "HOST:PORT");
}

static char *mock_client(const pc_endpoint *endpoint) {
  return g_strdup_printf("kcat -X test.mock.num.brokers=%u -L",
                         pc_kafka_mock_url_brokers(endpoint));
}

static const char *const schemes[] = {"kafka", NULL};
static const char *const mock_schemes[] = {"kafka-mock", NULL};

const pc_adapter pc_adapter_kafka = {
    .name = "kafka",
    .product = "Apache Kafka",
    .summary = "Apache Kafka and what speaks its protocol, asked with librdkafka",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_STREAM,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_FRONT | PC_ADAPTER_LATE,
    .service_size = sizeof(pc_kafka_service),
    .session_size = PC_KAFKA_SESSION_BYTES,
    .options = pc_kafka_options,
    .check = pc_kafka_url_check,
    .open = kafka_open,
    .close = kafka_close,
    .fingerprint = pc_kafka_fingerprint,
    .client = kafka_client,
    .remove = pc_kafka_remove,
    .inventory = pc_kafka_inventory,
    .objects = pc_kafka_objects,
    .drivers = {[PC_LANGUAGE_STREAM] = &pc_kafka_driver},
};

const pc_adapter pc_adapter_kafka_mock = {
    .name = "kafka-mock",
    .product = "librdkafka mock cluster",
    .summary = "the mock cluster that librdkafka brings for unit tests, inside the worker",
    .schemes = mock_schemes,
    .roles = 1u << PC_ROLE_STREAM,
    .capabilities = PC_ADAPTER_SESSIONS,
    .service_size = sizeof(pc_kafka_service),
    .session_size = PC_KAFKA_SESSION_BYTES,
    .options = pc_kafka_mock_options,
    .check = pc_kafka_mock_url_check,
    .open = mock_open,
    .close = kafka_close,
    .fingerprint = pc_kafka_fingerprint,
    .client = mock_client,
    .remove = pc_kafka_remove,
    .inventory = pc_kafka_inventory,
    .objects = pc_kafka_objects,
    .drivers = {[PC_LANGUAGE_STREAM] = &pc_kafka_driver},
};
