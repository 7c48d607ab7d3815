/* SPDX-License-Identifier: MIT */
/* Scratches in Kafka: topics and groups that bear a name, and what is left of them. */
#include "adapters/kafka_internal.h"

#include "harness/error.h"
#include "harness/run_name.h"

#include <string.h>

enum { GROUP_WAIT_MS = PC_KAFKA_GROUP_LEFT_MS + 9000, AGAIN_US = 100000 };

/* The scratch's name that text begins with, NULL: none. The caller's. */
static char *scratch_of(const char *text) {
  gint64 started_s;
  const gsize word = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
  g_autofree char *head = g_strndup(text, word);
  g_autofree char *run = pc_run_name_of(head, &started_s);
  if (!run)
    return NULL;
  const char *task = text + strlen(run);
  const gsize digits = *task == '_' ? strspn(task + 1, "abcdefghijklmnopqrstuvwxyz0123456789") : 0;
  const char *attempt = task + 1 + digits;
  const gsize tries = digits && *attempt == '_' ? strspn(attempt + 1, "0123456789") : 0;
  return tries ? g_strndup(text, (gsize)(attempt + 1 + tries - text)) : NULL;
}

static void names_keep(GPtrArray *names, const char *scratch) {
  for (guint i = names->len; i-- > 0;) {
    g_autofree char *owner = scratch_of(names->pdata[i]);
    if (g_strcmp0(owner, scratch) != 0)
      g_ptr_array_remove_index_fast(names, i);
  }
}

static bool refused(const pc_outcome *outcome, const char *class_name) {
  return outcome->kind == PC_OUTCOME_REFUSAL && strcmp(outcome->class_name, class_name) == 0;
}

/* Removes topics until none is told any more: one that was being made may appear late. */
static bool topics_remove(pc_kafka_service *service, const char *name, GError **error) {
  const gint64 until_us = pc_kafka_until(service);
  for (;;) {
    g_autoptr(GPtrArray) topics = g_ptr_array_new_with_free_func(g_free);
    if (!pc_kafka_topics_list(service, name, topics, error))
      return false;
    names_keep(topics, name);
    if (topics->len == 0)
      return true;
    for (guint i = 0; i < topics->len; i++) {
      g_autoptr(pc_outcome) outcome = pc_kafka_topic_delete(service, topics->pdata[i], error);
      if (!outcome)
        return false;
      if (outcome->kind != PC_OUTCOME_DONE && !refused(outcome, "unknown_topic")) {
        g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot delete the topic '%s': %s", (char *)topics->pdata[i],
                    outcome->message ? outcome->message : "the service has no such operation");
        return false;
      }
    }
    if (!pc_kafka_go_on(service, until_us, error))
      return false;
  }
}

/* A group whose member died is there until the member's session has ended; a broker that has only just come back does
 * not know its groups yet. */
static bool group_refusal_passes(const pc_outcome *outcome) {
  static const char *const passing[] = {"NON_EMPTY_GROUP", "NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE",
                                        "COORDINATOR_LOAD_IN_PROGRESS", NULL};
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

static bool groups_remove(pc_kafka_service *service, const char *name, GError **error) {
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
  if (!pc_kafka_groups_list(service, name, groups, error))
    return false;
  names_keep(groups, name);
  for (guint i = 0; i < groups->len; i++)
    if (!group_remove(service, groups->pdata[i], error))
      return false;
  return true;
}

bool pc_kafka_remove(void *state, const char *name, GError **error) {
  pc_kafka_service *service = state;
  return service->mock_brokers || (groups_remove(service, name, error) && topics_remove(service, name, error));
}

bool pc_kafka_inventory(void *state, GPtrArray *names, GError **error) {
  pc_kafka_service *service = state;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  if (service->mock_brokers)
    return true;
  if (!pc_kafka_topics_list(service, "pc_", found, error) || !pc_kafka_groups_list(service, "pc_", found, error))
    return false;
  for (guint i = 0; i < found->len; i++) {
    g_autofree char *name = scratch_of(found->pdata[i]);
    if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
  return true;
}

bool pc_kafka_scratch_open(void *state, const pc_scratch *scratch, const pc_stop *stop, GError **error) {
  pc_kafka_service *service = state;
  g_free(service->scratch);
  service->scratch = g_strdup(scratch->name);
  service->stop = stop;
  (void)error;
  return true;
}

bool pc_kafka_scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_kafka_service *service = state;
  service->stop = NULL;
  g_clear_pointer(&service->scratch, g_free);
  return pc_kafka_remove(service, scratch->name, error);
}
