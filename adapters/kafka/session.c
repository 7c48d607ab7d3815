/* SPDX-License-Identifier: MIT */
/* The driver of streams: what an operation says, who does it, and that it stays within the scratch.
 */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <string.h>

G_STATIC_ASSERT(sizeof(pc_kafka_session) <= PC_KAFKA_SESSION_BYTES);

bool pc_kafka_malformed(const json_t *operation, const char *name, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the operation '%s' has no valid '%s'",
              pc_operation_name(operation), name);
  return false;
}

bool pc_kafka_integer(const json_t *operation, const char *name, gint64 *ret_number,
                      GError **error) {
  const json_t *value = json_object_get(operation, name);
  if (!json_is_integer(value))
    return pc_kafka_malformed(operation, name, error);
  *ret_number = json_integer_value(value);
  return true;
}

bool pc_kafka_seconds(const json_t *operation, const char *name, int *ret_ms, GError **error) {
  const int ms = pc_kafka_ms(json_object_get(operation, name));
  if (ms < 0)
    return pc_kafka_malformed(operation, name, error);
  *ret_ms = ms;
  return true;
}

/* "pc_..._1_1.orders" is of the scratch "pc_..._1_1", "pc_..._1_10" is not. */
static bool name_check(const pc_kafka_session *session, const char *what, const char *name,
                       GError **error) {
  const char *scratch = session->service->scratch;
  if (g_str_has_prefix(name, scratch) && !g_ascii_isdigit(name[strlen(scratch)]))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_CONFINED, "the %s '%s' is not within the scratch '%s'",
              what, name, scratch);
  return false;
}

static bool text_check(const pc_kafka_session *session, const json_t *operation, const char *what,
                       bool required, GError **error) {
  const json_t *value = json_object_get(operation, what);
  if (!value && !required)
    return true;
  if (!json_is_string(value))
    return pc_kafka_malformed(operation, what, error);
  return name_check(session, what, json_string_value(value), error);
}

static bool topics_check(const pc_kafka_session *session, const json_t *operation, GError **error) {
  const json_t *topics = json_object_get(operation, "topics");
  if (json_array_size(topics) == 0)
    return pc_kafka_malformed(operation, "topics", error);
  for (size_t i = 0; i < json_array_size(topics); i++) {
    const char *topic = json_string_value(json_array_get(topics, i));
    if (!topic)
      return pc_kafka_malformed(operation, "topics", error);
    if (!name_check(session, "topic", topic, error))
      return false;
  }
  return true;
}

typedef pc_outcome *(*operate)(pc_kafka_session *session, const json_t *operation, GError **error);

static pc_outcome *create_topic(pc_kafka_session *session, const json_t *operation,
                                GError **error) {
  return pc_kafka_topic_create(session->service, operation, error);
}

static pc_outcome *delete_topic(pc_kafka_session *session, const json_t *operation,
                                GError **error) {
  return pc_kafka_topic_delete(session->service, pc_operation_text(operation, "topic"), error);
}

static pc_outcome *count_topic(pc_kafka_session *session, const json_t *operation, GError **error) {
  return pc_kafka_topic_count(session->service, pc_operation_text(operation, "topic"), error);
}

static pc_outcome *transaction(pc_kafka_session *session, const json_t *operation, GError **error) {
  return pc_kafka_transaction(session, pc_operation_name(operation), error);
}

static pc_outcome *unsubscribe(pc_kafka_session *session, const json_t *operation, GError **error) {
  (void)operation;
  (void)error;
  return pc_kafka_unsubscribe(session);
}

static pc_outcome *delete_records(pc_kafka_session *session, const json_t *operation,
                                  GError **error) {
  gint64 partition;
  gint64 before;
  if (!pc_kafka_integer(operation, "partition", &partition, error) ||
      !pc_kafka_integer(operation, "before", &before, error))
    return NULL;
  return pc_kafka_records_delete(session->service, pc_operation_text(operation, "topic"),
                                 (gint32)partition, before, error);
}

static pc_outcome *delete_group(pc_kafka_session *session, const json_t *operation,
                                GError **error) {
  return pc_kafka_group_delete(session->service, pc_operation_text(operation, "group"), error);
}

static void clients_free(pc_kafka_session *session, bool cut) {
  if (session->held)
    rd_kafka_message_destroy(g_steal_pointer(&session->held));
  pc_kafka_client_free(g_steal_pointer(&session->producer), cut);
  pc_kafka_client_free(g_steal_pointer(&session->member), cut);
  for (guint i = 0; i < G_N_ELEMENTS(session->readers); i++)
    pc_kafka_client_free(g_steal_pointer(&session->readers[i]), true);
}

static pc_outcome *disconnect(pc_kafka_session *session, const json_t *operation, GError **error) {
  (void)operation;
  (void)error;
  clients_free(session, true);
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static const struct {
  const char *name;
  operate operate;
  bool topic; /* it must name one */
  bool group; /* the same */
} operations[] = {
    {"create_topic", create_topic, true, false},
    {"delete_topic", delete_topic, true, false},
    {"topic", count_topic, true, false},
    {"produce", pc_kafka_produce, true, false},
    {"producer", pc_kafka_producer_make, false, false},
    {"begin", transaction, false, false},
    {"commit_transaction", transaction, false, false},
    {"abort_transaction", transaction, false, false},
    {"read", pc_kafka_read, true, false},
    {"subscribe", pc_kafka_subscribe, false, true},
    {"poll", pc_kafka_poll, false, false},
    {"assignment", pc_kafka_assignment, false, false},
    {"commit", pc_kafka_commit, true, false},
    {"committed", pc_kafka_committed, true, false},
    {"unsubscribe", unsubscribe, false, false},
    {"offsets", pc_kafka_offsets, true, false},
    {"offset_for_time", pc_kafka_offset_for_time, true, false},
    {"delete_records", delete_records, true, false},
    {"delete_group", delete_group, false, true},
    {"disconnect", disconnect, false, false},
};

static bool session_open(void *service, void *state, const char *name, const pc_deadline *deadline,
                         GError **error) {
  pc_kafka_session *session = state;
  (void)deadline;
  (void)error;
  session->service = service;
  session->name = g_strdup(name);
  return true;
}

static void session_close(void *state) {
  pc_kafka_session *session = state;
  /* Nobody is there to take leave of. */
  clients_free(session, session->service->down_us != 0 || session->service->silent);
  g_clear_pointer(&session->outcome, pc_outcome_free);
  g_free(session->name);
  g_free(session->group);
}

static bool session_send(void *state, const pc_statement *statement, GError **error) {
  pc_kafka_session *session = state;
  const json_t *operation = statement->operation;
  const char *name = pc_operation_name(operation);
  GError *problem = NULL;
  for (guint i = 0; name && i < G_N_ELEMENTS(operations); i++) {
    if (strcmp(operations[i].name, name) != 0)
      continue;
    if (!text_check(session, operation, "topic", operations[i].topic, error) ||
        !text_check(session, operation, "group", operations[i].group, error) ||
        !text_check(session, operation, "transactional", false, error) ||
        (json_object_get(operation, "topics") && !topics_check(session, operation, error)) ||
        (strcmp(name, "subscribe") == 0 && !topics_check(session, operation, error)))
      return false;
    session->outcome = operations[i].operate(session, operation, &problem);
    if (problem) {
      g_clear_pointer(&session->outcome, pc_outcome_free);
      g_propagate_error(error, problem);
    }
    return session->outcome != NULL;
  }
  session->outcome = pc_outcome_new_unsupported(name ? name : "?");
  return true;
}

static pc_wait session_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

static pc_outcome *session_take(void *session) {
  return g_steal_pointer(&((pc_kafka_session *)session)->outcome);
}

static void session_cancel(void *session) { clients_free(session, true); }

const pc_driver pc_kafka_driver = {
    .scratch_open = pc_kafka_scratch_open,
    .scratch_close = pc_kafka_scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};
