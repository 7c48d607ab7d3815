/* SPDX-License-Identifier: MIT */
/* What the administrator's client asks: topics, records, groups, settings. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <string.h>

enum {
  SETTLE_MS = 10000,
  BROKER_MS = 60000, /* a broker that takes longer says so: sooner than that it is given up as a
                        fault */
};

static rd_kafka_t *handle_of(const pc_kafka_service *service) {
  return service->administrator->handle;
}

static rd_kafka_AdminOptions_t *options_new(const pc_kafka_service *service,
                                            rd_kafka_admin_op_t op) {
  char words[256];
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(handle_of(service), op);
  rd_kafka_AdminOptions_set_request_timeout(options, MAX(service->timeout_ms, 1000), words,
                                            sizeof words);
  return options;
}

/* The result that comes into queue, which is consumed as the options are; the caller's. NULL and
 * error set: none. */
static rd_kafka_event_t *result_take(pc_kafka_service *service, rd_kafka_queue_t *queue,
                                     rd_kafka_AdminOptions_t *options, GError **error) {
  const gint64 until_us = pc_kafka_until(service) + 500000;
  rd_kafka_event_t *event = NULL;
  while (!event && pc_kafka_go_on(service, until_us, error))
    event = rd_kafka_queue_poll(queue, PC_KAFKA_SLICE_MS);
  rd_kafka_AdminOptions_destroy(options);
  rd_kafka_queue_destroy(queue);
  if (event && !rd_kafka_event_error(event))
    pc_kafka_answered(service);
  return event;
}

/* The outcome of a result that has one code; event is consumed. */
static pc_outcome *result_outcome_take(pc_kafka_service *service, const char *operation,
                                       rd_kafka_event_t *event, rd_kafka_resp_err_t code,
                                       const char *message, GError **error) {
  pc_outcome *outcome;
  if (rd_kafka_event_error(event))
    outcome = pc_kafka_refuse(service, operation, rd_kafka_event_error(event),
                              rd_kafka_event_error_string(event), error);
  else if (code)
    outcome = pc_kafka_refuse(service, operation, code, message, error);
  else
    outcome = pc_outcome_new(PC_OUTCOME_DONE);
  rd_kafka_event_destroy(event);
  return outcome;
}

/* Waits until the topic is told with all its leaders, or not at all. A busy broker takes seconds to
 * tell of a topic that it has made; one that was deleted may be there again, as a producer that
 * asks for it makes it. */
static bool topic_settle(pc_kafka_service *service, const char *topic, bool there, GError **error) {
  const gint64 until_us =
      there ? pc_kafka_until(service) : g_get_monotonic_time() + (gint64)SETTLE_MS * 1000;
  rd_kafka_resp_err_t code;
  for (;;) {
    if (!pc_kafka_topic(service->administrator, topic, &code, NULL, error))
      return false;
    const bool waits =
        code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
        code == (there ? RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART : RD_KAFKA_RESP_ERR_NO_ERROR);
    if (!waits || (!there && g_get_monotonic_time() >= until_us))
      return true;
    g_usleep(PC_KAFKA_SLICE_MS * 500);
    if (!pc_kafka_go_on(service, there ? until_us : until_us + G_USEC_PER_SEC, error))
      return false;
  }
}

/* The mock cluster takes no request for it. What only prepares a question is made through a
 * function of its own, which no application calls. */
static pc_outcome *mock_topic_create(pc_kafka_service *service, const json_t *operation,
                                     int partitions, GError **error) {
  const char *topic = pc_operation_text(operation, "topic");
  if (!json_is_true(json_object_get(operation, "prepare")))
    return pc_outcome_new_unsupported("create_topic");
  if (json_object_size(json_object_get(operation, "settings")) > 0)
    return pc_outcome_new_unsupported("settings");
  if (partitions < 1)
    return pc_kafka_client_refuse("bad_argument", "the mock cluster takes one partition or more");
  const rd_kafka_resp_err_t code =
      rd_kafka_mock_topic_create(service->cluster, topic, partitions, 1);
  if (code)
    return pc_kafka_refuse(service, "create_topic", code, NULL, error);
  return topic_settle(service, topic, true, error) ? pc_outcome_new(PC_OUTCOME_DONE) : NULL;
}

static bool settings_set(rd_kafka_NewTopic_t *topic, const json_t *settings) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)(guintptr)settings, name, value) {
    if (!json_is_string(value) ||
        rd_kafka_NewTopic_set_config(topic, name, json_string_value(value)))
      return false;
  }
  return true;
}

pc_outcome *pc_kafka_topic_create(pc_kafka_service *service, const json_t *operation,
                                  GError **error) {
  char words[256];
  const char *name = pc_operation_text(operation, "topic");
  const json_t *settings = json_object_get(operation, "settings");
  gint64 partitions = -1;
  if (json_object_get(operation, "partitions") &&
      !pc_kafka_integer(operation, "partitions", &partitions, error))
    return NULL;
  if (partitions > G_MAXINT32 || partitions < G_MININT32)
    return pc_kafka_client_refuse("bad_argument",
                                  "the protocol has 32 bits for a number of partitions");
  if (service->cluster)
    return mock_topic_create(service, operation, (int)partitions, error);
  rd_kafka_NewTopic_t *topic =
      rd_kafka_NewTopic_new(name, (int)partitions, -1, words, sizeof words);
  if (!topic)
    return pc_kafka_client_refuse("bad_argument", words);
  if (!settings_set(topic, settings)) {
    rd_kafka_NewTopic_destroy(topic);
    pc_kafka_malformed(operation, "settings", error);
    return NULL;
  }
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_CREATETOPICS);
  rd_kafka_AdminOptions_set_operation_timeout(options, BROKER_MS, words, sizeof words);
  rd_kafka_CreateTopics(handle_of(service), &topic, 1, options, queue);
  rd_kafka_NewTopic_destroy(topic);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return NULL;
  size_t count = 0;
  const rd_kafka_CreateTopics_result_t *result = rd_kafka_event_CreateTopics_result(event);
  const rd_kafka_topic_result_t **topics =
      result ? rd_kafka_CreateTopics_result_topics(result, &count) : NULL;
  g_autoptr(pc_outcome) outcome = result_outcome_take(
      service, "create_topic", event,
      count ? rd_kafka_topic_result_error(topics[0]) : RD_KAFKA_RESP_ERR_NO_ERROR,
      count ? rd_kafka_topic_result_error_string(topics[0]) : NULL, error);
  if (!outcome || (outcome->kind == PC_OUTCOME_DONE && !topic_settle(service, name, true, error)))
    return NULL;
  return g_steal_pointer(&outcome);
}

pc_outcome *pc_kafka_topic_delete(pc_kafka_service *service, const char *name, GError **error) {
  char words[256];
  if (service->cluster)
    return pc_outcome_new_unsupported("delete_topic");
  rd_kafka_DeleteTopic_t *topic = rd_kafka_DeleteTopic_new(name);
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_DELETETOPICS);
  rd_kafka_AdminOptions_set_operation_timeout(options, BROKER_MS, words, sizeof words);
  rd_kafka_DeleteTopics(handle_of(service), &topic, 1, options, queue);
  rd_kafka_DeleteTopic_destroy(topic);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return NULL;
  size_t count = 0;
  const rd_kafka_DeleteTopics_result_t *result = rd_kafka_event_DeleteTopics_result(event);
  const rd_kafka_topic_result_t **topics =
      result ? rd_kafka_DeleteTopics_result_topics(result, &count) : NULL;
  g_autoptr(pc_outcome) outcome = result_outcome_take(
      service, "delete_topic", event,
      count ? rd_kafka_topic_result_error(topics[0]) : RD_KAFKA_RESP_ERR_NO_ERROR,
      count ? rd_kafka_topic_result_error_string(topics[0]) : NULL, error);
  if (!outcome || (outcome->kind == PC_OUTCOME_DONE && !topic_settle(service, name, false, error)))
    return NULL;
  return g_steal_pointer(&outcome);
}

/* The mock cluster makes a topic that it is asked about by name: it is asked for all. */
static pc_outcome *mock_topic_count(pc_kafka_service *service, const char *topic, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  rd_kafka_resp_err_t code;
  int partitions;
  if (!pc_kafka_topics_list(service, topic, names, error))
    return NULL;
  if (!g_ptr_array_find_with_equal_func(names, topic, g_str_equal, NULL))
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (!pc_kafka_topic(service->administrator, topic, &code, &partitions, error))
    return NULL;
  return pc_outcome_new_value_take(pc_value_new_integer(partitions));
}

pc_outcome *pc_kafka_topic_count(pc_kafka_service *service, const char *topic, GError **error) {
  rd_kafka_resp_err_t code;
  int partitions;
  if (service->cluster)
    return mock_topic_count(service, topic, error);
  if (!pc_kafka_topic(service->administrator, topic, &code, &partitions, error))
    return NULL;
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (code && code != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    return pc_kafka_refuse(service, "topic", code, NULL, error);
  return pc_outcome_new_value_take(pc_value_new_integer(partitions));
}

/* The code of the only partition of a list. */
static rd_kafka_resp_err_t partition_code(const rd_kafka_topic_partition_list_t *list) {
  return list && list->cnt ? list->elems[0].err : RD_KAFKA_RESP_ERR_NO_ERROR;
}

pc_outcome *pc_kafka_records_delete(pc_kafka_service *service, const char *topic, gint32 partition,
                                    gint64 before, GError **error) {
  if (service->cluster)
    return pc_outcome_new_unsupported("delete_records");
  rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(offsets, topic, partition)->offset = before;
  rd_kafka_DeleteRecords_t *records = rd_kafka_DeleteRecords_new(offsets);
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_DELETERECORDS);
  rd_kafka_DeleteRecords(handle_of(service), &records, 1, options, queue);
  rd_kafka_DeleteRecords_destroy(records);
  rd_kafka_topic_partition_list_destroy(offsets);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return NULL;
  const rd_kafka_DeleteRecords_result_t *result = rd_kafka_event_DeleteRecords_result(event);
  const rd_kafka_resp_err_t code =
      result ? partition_code(rd_kafka_DeleteRecords_result_offsets(result))
             : RD_KAFKA_RESP_ERR_NO_ERROR;
  return result_outcome_take(service, "delete_records", event, code, NULL, error);
}

pc_outcome *pc_kafka_group_delete(pc_kafka_service *service, const char *name, GError **error) {
  /* librdkafka ends the process where a coordinator does not take the request:
   * github.com/confluentinc/librdkafka/issues/3663
   */
  if (service->cluster)
    return pc_outcome_new_unsupported("delete_group");
  rd_kafka_DeleteGroup_t *group = rd_kafka_DeleteGroup_new(name);
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_DELETEGROUPS);
  rd_kafka_DeleteGroups(handle_of(service), &group, 1, options, queue);
  rd_kafka_DeleteGroup_destroy(group);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return NULL;
  size_t count = 0;
  const rd_kafka_DeleteGroups_result_t *result = rd_kafka_event_DeleteGroups_result(event);
  const rd_kafka_group_result_t **groups =
      result ? rd_kafka_DeleteGroups_result_groups(result, &count) : NULL;
  const rd_kafka_error_t *problem = count ? rd_kafka_group_result_error(groups[0]) : NULL;
  g_autofree char *words = problem ? g_strdup(rd_kafka_error_string(problem)) : NULL;
  return result_outcome_take(service, "delete_group", event,
                             problem ? rd_kafka_error_code(problem) : RD_KAFKA_RESP_ERR_NO_ERROR,
                             words, error);
}

/* Why the broker tells nothing; NULL: it does. The caller's. */
static char *settings_fill(rd_kafka_event_t *event, const char *const *names, json_t *settings) {
  size_t count = 0;
  const rd_kafka_DescribeConfigs_result_t *result = rd_kafka_event_DescribeConfigs_result(event);
  const rd_kafka_ConfigResource_t **resources =
      result ? rd_kafka_DescribeConfigs_result_resources(result, &count) : NULL;
  if (!count)
    return g_strdup(rd_kafka_event_error_string(event));
  if (rd_kafka_ConfigResource_error(resources[0]))
    return g_strdup(rd_kafka_ConfigResource_error_string(resources[0]));
  size_t entries = 0;
  const rd_kafka_ConfigEntry_t **entry = rd_kafka_ConfigResource_configs(resources[0], &entries);
  for (size_t i = 0; i < entries; i++) {
    const char *name = rd_kafka_ConfigEntry_name(entry[i]);
    const char *value = rd_kafka_ConfigEntry_value(entry[i]);
    if (g_strv_contains(names, name) && value && !rd_kafka_ConfigEntry_is_sensitive(entry[i]))
      json_object_set_new(settings, name, json_string(value));
  }
  return NULL;
}

bool pc_kafka_broker_settings(pc_kafka_service *service, const char *const *names, json_t *settings,
                              char **ret_why_not, GError **error) {
  gint32 id;
  if (!pc_kafka_broker_id(service, &id, error))
    return false;
  g_autofree char *name = g_strdup_printf("%d", id);
  rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, name);
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  rd_kafka_DescribeConfigs(handle_of(service), &resource, 1, options, queue);
  rd_kafka_ConfigResource_destroy(resource);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return false;
  *ret_why_not = settings_fill(event, names, settings);
  /* A broker that does not tell its settings is none the worse. */
  rd_kafka_event_destroy(event);
  return true;
}

/* One try. *ret_again: a broker has only just begun. */
static bool groups_ask(pc_kafka_service *service, const char *prefix, GPtrArray *names,
                       bool *ret_again, GError **error) {
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle_of(service));
  rd_kafka_AdminOptions_t *options = options_new(service, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS);
  rd_kafka_ListConsumerGroups(handle_of(service), options, queue);
  rd_kafka_event_t *event = result_take(service, queue, options, error);
  if (!event)
    return false;
  const rd_kafka_ListConsumerGroups_result_t *result =
      rd_kafka_event_ListConsumerGroups_result(event);
  size_t errors = 0;
  const rd_kafka_error_t **problems =
      result ? rd_kafka_ListConsumerGroups_result_errors(result, &errors) : NULL;
  size_t count = 0;
  const rd_kafka_ConsumerGroupListing_t **groups =
      result ? rd_kafka_ListConsumerGroups_result_valid(result, &count) : NULL;
  for (size_t i = 0; i < count && errors == 0; i++) {
    const char *group = rd_kafka_ConsumerGroupListing_group_id(groups[i]);
    if (g_str_has_prefix(group, prefix))
      g_ptr_array_add(names, g_strdup(group));
  }
  const bool fine = errors == 0 && !rd_kafka_event_error(event);
  *ret_again =
      errors && rd_kafka_error_code(problems[0]) == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
  if (!fine && !*ret_again)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot list groups: %s",
                errors ? rd_kafka_error_string(problems[0]) : rd_kafka_event_error_string(event));
  rd_kafka_event_destroy(event);
  return fine || *ret_again;
}

bool pc_kafka_groups_list(pc_kafka_service *service, const char *prefix, GPtrArray *names,
                          GError **error) {
  const gint64 until_us = pc_kafka_until(service);
  bool again = false;
  do {
    if (again)
      g_usleep(PC_KAFKA_SLICE_MS * 1000);
    if (!pc_kafka_go_on(service, until_us, error) ||
        !groups_ask(service, prefix, names, &again, error))
      return false;
  } while (again);
  return true;
}
