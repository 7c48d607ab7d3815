/* SPDX-License-Identifier: MIT */
/* What a Kafka service is: version, the settings that change behaviour, and what was tuned in the
 * client. */
#include "adapters/kafka/internal.h"

#include <string.h>

static const char version_setting[] = "inter.broker.protocol.version";
static const char authorizer_setting[] = "authorizer.class.name";

static const char *const broker_settings[] = {"auto.create.topics.enable",
                                              "num.partitions",
                                              "default.replication.factor",
                                              "min.insync.replicas",
                                              "message.max.bytes",
                                              "compression.type",
                                              "log.cleanup.policy",
                                              "log.retention.ms",
                                              "log.retention.minutes",
                                              "log.retention.hours",
                                              "log.retention.bytes",
                                              "log.message.timestamp.type",
                                              "delete.topic.enable",
                                              "group.initial.rebalance.delay.ms",
                                              "group.min.session.timeout.ms",
                                              "group.max.session.timeout.ms",
                                              "group.max.size",
                                              "offsets.retention.minutes",
                                              "transaction.max.timeout.ms",
                                              authorizer_setting,
                                              version_setting,
                                              NULL};

static void note_add(json_t *notes, const char *text) {
  json_array_append_new(notes, json_string(text));
}

static void tuning_append(GString *text, pc_kafka_kind kind) {
  for (const char *const *each = pc_kafka_tuning(kind); *each; each += 2)
    g_string_append_printf(text, "%s%s=%s", text->len ? ", " : "", each[0], each[1]);
}

static json_t *notes_new(const pc_kafka_service *service) {
  json_t *notes = json_array();
  g_autoptr(GString) tuned = g_string_new(NULL);
  tuning_append(tuned, PC_KAFKA_ADMINISTRATOR);
  tuning_append(tuned, PC_KAFKA_PRODUCER);
  tuning_append(tuned, PC_KAFKA_CONSUMER);
  g_autofree char *client = g_strdup_printf(
      "asked with librdkafka %s, tuned alike for every broker: %s; a topic's metadata is asked for "
      "before it is written or read; 'beginning' and 'end' are asked for and begun at as numbers",
      rd_kafka_version_str(), tuned->str);
  note_add(notes, client);
  note_add(
      notes,
      "messages that are larger than message.max.bytes of the client (1000000 unless an operation "
      "says otherwise) are refused by the client; keys are partitioned by the client");
  if (service->mock_brokers) {
    note_add(notes, "a mock cluster for unit tests of librdkafka: every worker has one of its own, "
                    "which the sessions of a probe share; nothing outlives the worker");
    note_add(notes, "the mock cluster takes no requests for topics, settings, records or lists of "
                    "groups, which is told as a lack; the topics that a question needs are made "
                    "through its own function");
  }
  return notes;
}

/* What the one who asks may do; settings may tell of nothing, then why_not says why. */
static void rights_add(json_t *notes, const json_t *settings, const char *why_not) {
  const char *authorizer = json_string_value(json_object_get(settings, authorizer_setting));
  g_autofree char *untold =
      why_not ? g_strdup_printf("the broker does not tell its settings, which are not compared: %s",
                                why_not)
              : NULL;
  g_autofree char *checked =
      authorizer && *authorizer
          ? g_strdup_printf(
                "rights are checked by %s: to make, write, read and delete topics, groups and "
                "transactional ids whose names begin with 'pc_' is all that is needed",
                authorizer)
          : NULL;
  if (untold)
    note_add(notes, untold);
  else if (checked)
    note_add(notes, checked);
  else if (authorizer)
    note_add(notes, "the broker has no authorizer: whoever it lets in may do everything, far more "
                    "than is needed here");
}

static char *version_take(json_t *settings) {
  const char *text = json_string_value(json_object_get(settings, version_setting));
  char *version = g_strdup(text ? text : "?");
  version[strcspn(version, "-")] = '\0';
  json_object_del(settings, version_setting);
  return version;
}

bool pc_kafka_fingerprint(void *state, json_t *fingerprint, GError **error) {
  pc_kafka_service *service = state;
  json_t *settings = json_object();
  g_autofree char *why_not = NULL;
  if (!service->mock_brokers &&
      !pc_kafka_broker_settings(service, broker_settings, settings, &why_not, error)) {
    json_decref(settings);
    return false;
  }
  const bool kafka = json_object_get(settings, version_setting) != NULL;
  g_autofree char *version =
      service->mock_brokers ? g_strdup(rd_kafka_version_str()) : version_take(settings);
  if (service->mock_brokers) {
    g_autofree char *brokers = g_strdup_printf("%u", service->mock_brokers);
    json_object_set_new(settings, "brokers", json_string(brokers));
  }
  json_object_set_new(settings, "client", json_string("librdkafka"));
  json_object_set_new(settings, "client version", json_string(rd_kafka_version_str()));
  const char *engine = service->mock_brokers ? "librdkafka mock cluster"
                       : kafka               ? "Apache Kafka"
                                             : "Kafka protocol";
  json_object_set_new(fingerprint, "engine", json_string(engine));
  json_object_set_new(fingerprint, "version", json_string(version));
  json_t *notes = notes_new(service);
  rights_add(notes, settings, why_not);
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", notes);
  return true;
}
