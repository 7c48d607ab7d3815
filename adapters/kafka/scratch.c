/* SPDX-License-Identifier: MIT */
/* Scratches in Kafka: topics and groups that bear a name, and what is left of them. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <string.h>

enum { GROUP_WAIT_MS = PC_KAFKA_GROUP_LEFT_MS + 9000, AGAIN_US = 100000 };

static void names_keep(GPtrArray *names, const char *scratch) {
  for (guint i = names->len; i-- > 0;) {
    g_autofree char *owner = pc_scratch_name_of(names->pdata[i]);
    if (g_strcmp0(owner, scratch) != 0)
      g_ptr_array_remove_index_fast(names, i);
  }
}

static bool refused(const pc_outcome *outcome, const char *class_name) {
  return outcome->kind == PC_OUTCOME_REFUSAL && strcmp(outcome->class_name, class_name) == 0;
}

/* Removes topics until none is told any more: one that was being made may appear late. */
static bool topics_remove(pc_kafka_service *service, const char *name, bool *ret_found,
                          GError **error) {
  const gint64 until_us = pc_kafka_until(service);
  for (;;) {
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(g_free);
    if (!pc_kafka_topics_list(service, name, topics, error))
      return false;
    names_keep(topics, name);
    if (topics->len == 0)
      return true;
    *ret_found = true;
    for (guint i = 0; i < topics->len; i++) {
      g_autoptr(pc_outcome) outcome = pc_kafka_topic_delete(service, topics->pdata[i], error);
      if (!outcome)
        return false;
      if (outcome->kind != PC_OUTCOME_DONE && !refused(outcome, "unknown_topic")) {
        g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot delete the topic '%s': %s",
                    (char *)topics->pdata[i],
                    outcome->message ? outcome->message : "the service has no such operation");
        return false;
      }
    }
    if (!pc_kafka_go_on(service, until_us, error))
      return false;
  }
}

/* A group whose member died is there until the member's session has ended; a broker that has only
 * just come back does not know its groups yet. */
static bool group_refusal_passes(const pc_outcome *outcome) {
  static const char *const passing[] = {"NON_EMPTY_GROUP", "NOT_COORDINATOR",
                                        "COORDINATOR_NOT_AVAILABLE", "COORDINATOR_LOAD_IN_PROGRESS",
                                        NULL};
  return outcome->kind == PC_OUTCOME_REFUSAL && g_strv_contains(passing, outcome->native_code);
}

static bool group_remove(pc_kafka_service *service, const char *group, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)GROUP_WAIT_MS * 1000;
  for (;;) {
    g_autoptr(pc_outcome) outcome = pc_kafka_group_delete(service, group, error);
    if (!outcome)
      return false;
    if (outcome->kind == PC_OUTCOME_DONE || refused(outcome, "unknown_group"))
      return true;
    if (!group_refusal_passes(outcome) || g_get_monotonic_time() > until_us) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot delete the group '%s': %s", group,
                  outcome->message ? outcome->message : "the service has no such operation");
      return false;
    }
    g_usleep(AGAIN_US);
  }
}

static bool groups_remove(pc_kafka_service *service, const char *name, bool *ret_found,
                          GError **error) {
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
  if (!pc_kafka_groups_list(service, name, groups, error))
    return false;
  names_keep(groups, name);
  *ret_found = *ret_found || groups->len > 0;
  for (guint i = 0; i < groups->len; i++)
    if (!group_remove(service, groups->pdata[i], error))
      return false;
  return true;
}

bool pc_kafka_remove(void *state, const char *name, bool *ret_found, GError **error) {
  pc_kafka_service *service = state;
  return service->mock_brokers || (groups_remove(service, name, ret_found, error) &&
                                   topics_remove(service, name, ret_found, error));
}

bool pc_kafka_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)live;
  pc_kafka_service *service = state;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  if (service->mock_brokers)
    return true;
  if (!pc_kafka_topics_list(service, "pc_", found, error) ||
      !pc_kafka_groups_list(service, "pc_", found, error))
    return false;
  for (guint i = 0; i < found->len; i++) {
    g_autofree char *name = pc_scratch_name_of(found->pdata[i]);
    if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
  return true;
}

bool pc_kafka_objects(void *state, pc_inventory *inventory, GError **error) {
  pc_kafka_service *service = state;
  g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(g_free);
  if (!service->mock_brokers && !pc_kafka_topics_list(service, "", topics, error))
    return false;
  for (guint i = 0; i < topics->len; i++)
    if (!g_str_has_prefix(topics->pdata[i], "__") &&
        !pc_inventory_add(inventory, "topic", NULL, topics->pdata[i], NULL))
      break;
  return true;
}

bool pc_kafka_scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                           GError **error) {
  pc_kafka_service *service = state;
  g_free(service->scratch);
  service->scratch = g_strdup(scratch->name);
  service->deadline = deadline;
  (void)error;
  return true;
}

bool pc_kafka_scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_kafka_service *service = state;
  service->deadline = NULL;
  g_clear_pointer(&service->scratch, g_free);
  bool found = false;
  return pc_kafka_remove(service, scratch->name, &found, error);
}
