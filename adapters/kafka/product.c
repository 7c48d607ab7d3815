/* SPDX-License-Identifier: MIT */
/* Apache Kafka and Redpanda, as projects speak of them. */
#include "adapters/product.h"

#include "adapters/shared/recorded.h"
#include "harness/base/version_number.h"

#include <string.h>

/* https://kafka.apache.org/documentation/#brokerconfigs */
static const pc_product_setting settings[] = {
    {.name = "auto.create.topics.enable", .image = "true"},
    {.name = "num.partitions", .image = "1"},
    {.name = "message.max.bytes", .image = "1048588"},
    {.name = "compression.type", .image = "producer"},
    {.name = "log.cleanup.policy", .image = "delete"},
    {.name = "log.retention.hours", .image = "168"},
    {.name = "log.retention.bytes", .image = "-1"},
    {.name = "log.message.timestamp.type", .image = "CreateTime"},
    {.name = "delete.topic.enable", .image = "true"},
    {.name = "group.min.session.timeout.ms", .image = "6000"},
    {.name = "group.max.session.timeout.ms", .image = "1800000"},
    {.name = "offsets.retention.minutes", .image = "10080"},
    {.name = "transaction.max.timeout.ms", .image = "900000"},
    {0}};

/* The image takes its own settings only where none is given: https://hub.docker.com/r/apache/kafka
 */
static const pc_product_variable variables[] = {
    {.name = "KAFKA_NODE_ID", .value = "1"},
    {.name = "KAFKA_PROCESS_ROLES", .value = "broker,controller"},
    {.name = "KAFKA_CONTROLLER_QUORUM_VOTERS", .value = "1@localhost:9093"},
    {.name = "KAFKA_CONTROLLER_LISTENER_NAMES", .value = "CONTROLLER"},
    {.name = "KAFKA_LISTENERS", .value = "PLAINTEXT://:9092,CONTROLLER://:9093"},
    {.name = "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
     .value = "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"},
    {.name = "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", .value = "1"},
    {.name = "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", .value = "1"},
    {.name = "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", .value = "1"},
    {.name = "KAFKA_ADVERTISED_LISTENERS", .value = "PLAINTEXT://127.0.0.1:PORT"},
    {0}};

static const char *replicas_remark(const json_t *recorded) {
  const char *replicas = pc_recorded_setting(recorded, "default.replication.factor");
  return replicas && strcmp(replicas, "1") != 0
             ? "production keeps several replicas, which takes several brokers: this is one"
             : NULL;
}

/* Many have a listener of its own for the machine outside. */
static bool is_listener(guint port) { return port % 100 == 92 || port % 100 == 94; }

/* Confluent's releases have numbers of their own:
 * https://docs.confluent.io/platform/current/installation/versions-interoperability.html */
static char *version_of_confluent(const char *version) {
  const char *minor = strchr(version, '.');
  if (*version == '7' && minor)
    return g_strdup_printf("3.%.*s", (int)strspn(minor + 1, "0123456789"), minor + 1);
  if (*version == '8' && minor)
    return g_strdup_printf("4.%.*s", (int)strspn(minor + 1, "0123456789"), minor + 1);
  return NULL;
}

/* "2.13-2.8.1" is Scala's version and Kafka's. */
static bool tag_read(const char *repository, const char *tag, char **ret_version) {
  const char *slash = strrchr(repository, '/');
  const bool confluent = g_str_has_prefix(slash ? slash + 1 : repository, "cp-");
  const bool scala = strcmp(repository, "wurstmeister/kafka") == 0;
  const char *dash = strchr(tag, '-');
  g_autofree char *version = pc_version_at(tag + (*tag == 'v'));
  *ret_version = NULL;
  if (version && confluent)
    *ret_version = version_of_confluent(version);
  else if (version && scala && dash)
    *ret_version = pc_version_at(dash + 1);
  return confluent || scala;
}

static const pc_product_image image = {
    .name = "apache/kafka",
    .line = "the broker tells its release line only: put production's last number here",
    .health = "[CMD, /opt/kafka/bin/kafka-topics.sh, --bootstrap-server, \"127.0.0.1:9092\", "
              "--list]",
    .variables = variables,
    .variable = "KAFKA_NAME",
    .settings = settings,
    .remark = replicas_remark,
};

const pc_product pc_product_kafka = {
    .name = "Apache Kafka",
    .service = "stream",
    .port = 9092,
    .scheme = "kafka",
    .native = "kafka",
    .schemes = "kafka kafka+ssl confluentkafka",
    .words = "KAFKA REDPANDA",
    .also = "BROKER BOOTSTRAP SERVERS HOSTS URL",
    .images =
        "kafka kafka-native cp-kafka cp-server confluent-local cp-enterprise-kafka fast-data-dev",
    .image = &image,
    .is_listener = is_listener,
    .tag_read = tag_read,
};

const pc_product pc_product_redpanda = {
    .name = "Redpanda",
    .service = "stream",
    .port = 9092,
    .scheme = "kafka",
    .images = "redpanda",
    .is_listener = is_listener,
};
