/* SPDX-License-Identifier: MIT */
/*
 * Scratches in an AMQP broker, which does not list its queues: the name of each is written into a
 * queue called NAME.ledger before it is declared, so that whoever knows the scratch's name can
 * remove them all.
 */
#include "adapters/amqp/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum {
  LOCKED = 405,
  NOT_FOUND = 404,
  RETRY_US = 20000,
  LEDGER_MAX = 10000,
  PERSISTENT = 2,
  TRANSIENT = 1
};

static char *ledger_new(const char *name) { return g_strconcat(name, ".ledger", NULL); }

bool pc_amqp_is_ledger(const pc_amqp_service *service, const char *queue) {
  g_autofree char *ledger = ledger_new(service->scratch);
  return strcmp(queue, ledger) == 0;
}

/* The control connection, opened anew where it was lost. Borrowed. */
static pc_amqp_connection *control(pc_amqp_service *service, const pc_deadline *deadline,
                                   GError **error) {
  pc_amqp_connection *c = service->control;
  bool came = true;
  if (c)
    c->deadline = deadline;
  /* What it was told meanwhile: that it is closed. */
  while (c && c->state && came) {
    g_auto(pc_amqp_answer) answer = {0};
    if (!pc_amqp_take_in(c, 0, &came, &answer, NULL))
      break;
  }
  /* Who has sent a message is not read any more while the broker takes none; a new one can still
   * remove. */
  if (c && c->blocked)
    pc_amqp_connection_cut(c);
  if (!c || !c->state) {
    g_clear_pointer(&service->control, pc_amqp_connection_free);
    service->control = c = pc_amqp_service_connect(service, "paritycheck", deadline, error);
  }
  return c && pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error) ? c : NULL;
}

static bool refused(const char *what, const pc_amqp_answer *answer, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "%s: %s", what, answer->text);
  pc_remedy_append(pc_amqp_remedies, error);
  return false;
}

/* Declares, or where passive only asks for, the ledger. ret_there: it is there now. */
static bool ledger_declare(pc_amqp_connection *c, const char *ledger, bool passive, bool *ret_there,
                           GError **error) {
  amqp_queue_declare_t declare = {.queue = pc_amqp_bytes(ledger), .durable = 1, .passive = passive};
  g_auto(pc_amqp_answer) answer = {0};
  if (!pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_QUEUE_DECLARE_METHOD, &declare, &answer, error))
    return false;
  *ret_there = !answer.code;
  if (answer.code && !(passive && answer.code == NOT_FOUND))
    return refused("the broker keeps no ledger", &answer, error);
  return pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error);
}

bool pc_amqp_ledger_add(pc_amqp_service *service, const char *queue, bool durable, GError **error) {
  pc_amqp_connection *c = service->control;
  g_autofree char *ledger = ledger_new(service->scratch);
  g_auto(pc_amqp_answer) answer = {0};
  if (g_hash_table_contains(service->declared, queue))
    return true;
  /* What does not outlive the broker need not be remembered beyond it. */
  const pc_amqp_publication entry = {
      .queue = ledger,
      .confirm = true,
      .mandatory = true,
      .properties = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG,
                     .delivery_mode = durable ? PERSISTENT : TRANSIENT},
      .body = queue,
      .length = strlen(queue)};
  if (!pc_amqp_publish(c, &entry, &answer, error))
    return false;
  if (answer.code || c->confirmed != 1 || c->returned) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the ledger took no entry%s%s",
                answer.text ? ": " : "", answer.text ? answer.text : "");
    return false;
  }
  g_hash_table_add(service->declared, g_strdup(queue));
  return true;
}

/* An exclusive queue ends with its connection, which the broker may not yet have seen to be gone.
 */
static bool queue_delete(pc_amqp_connection *c, const char *queue, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + PC_AMQP_ADMINISTER_MS / 2 * 1000;
  for (;;) {
    amqp_queue_delete_t delete = {.queue = pc_amqp_bytes(queue)};
    g_auto(pc_amqp_answer) answer = {0};
    if (!pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error) ||
        !pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_QUEUE_DELETE_METHOD, &delete, &answer, error))
      return false;
    if (!answer.code || answer.code == NOT_FOUND)
      return true;
    if (answer.code != LOCKED || g_get_monotonic_time() >= until_us)
      return refused("cannot delete a queue", &answer, error);
    g_usleep(RETRY_US);
  }
}

bool pc_amqp_scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                          GError **error) {
  pc_amqp_service *service = state;
  g_autofree char *ledger = ledger_new(scratch->name);
  bool there;
  service->scratch = scratch->name;
  service->deadline = deadline;
  service->declared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  pc_amqp_connection *c = control(service, deadline, error);
  return c && ledger_declare(c, ledger, false, &there, error);
}

static pc_deadline administer_deadline(void) {
  return (pc_deadline){.input = -1,
                       .at_us = g_get_monotonic_time() + (gint64)PC_AMQP_ADMINISTER_MS * 1000};
}

bool pc_amqp_scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_amqp_service *service = state;
  const pc_deadline deadline = administer_deadline();
  g_autofree char *ledger = ledger_new(scratch->name);
  g_autoptr(GHashTable) declared = g_steal_pointer(&service->declared);
  pc_amqp_connection *c = control(service, &deadline, error);
  bool fine = c;
  GHashTableIter each;
  gpointer queue;
  if (declared)
    g_hash_table_iter_init(&each, declared);
  while (fine && declared && g_hash_table_iter_next(&each, &queue, NULL))
    fine = queue_delete(c, queue, error);
  fine = fine && queue_delete(c, ledger, error);
  if (service->control)
    service->control->deadline = NULL;
  service->scratch = NULL;
  service->deadline = NULL;
  return fine;
}

/* Adds the names (char *) that the ledger holds; they stay in it until it is deleted. */
static bool ledger_read(pc_amqp_connection *c, const char *ledger, GPtrArray *queues,
                        GError **error) {
  while (queues->len < LEDGER_MAX) {
    amqp_basic_get_t get = {.queue = pc_amqp_bytes(ledger)};
    g_auto(pc_amqp_answer) answer = {0};
    if (!pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_BASIC_GET_METHOD, &get, &answer, error))
      return false;
    if (answer.code)
      return refused("cannot read a ledger", &answer, error);
    if (!answer.message)
      return true;
    g_ptr_array_add(queues, g_strndup(answer.message->body->str, answer.message->body->len));
  }
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "a ledger names more than %d queues",
              LEDGER_MAX);
  return false;
}

static bool ledger_clear(pc_amqp_connection *c, const char *name, bool *ret_found, GError **error) {
  g_autofree char *ledger = ledger_new(name);
  g_autoptr(GPtrArray) queues = g_ptr_array_new_with_free_func(g_free);
  const gsize length = strlen(name);
  bool there;
  if (!ledger_declare(c, ledger, true, &there, error) ||
      (there && !ledger_read(c, ledger, queues, error)))
    return false;
  *ret_found = *ret_found || there;
  for (guint i = 0; there && i < queues->len; i++) {
    const char *queue = queues->pdata[i];
    /* Whatever a ledger says, only what bears the name is removed. */
    if (strncmp(queue, name, length) == 0 && !g_ascii_isdigit(queue[length]) &&
        !queue_delete(c, queue, error))
      return false;
  }
  return !there || queue_delete(c, ledger, error);
}

bool pc_amqp_remove(void *state, const char *name, bool *ret_found, GError **error) {
  pc_amqp_service *service = state;
  const pc_deadline deadline = administer_deadline();
  /* One of its own: what is read of a ledger and not deleted goes back when it ends. */
  g_autoptr(pc_amqp_connection) c =
      pc_amqp_service_connect(service, "paritycheck", &deadline, error);
  const bool fine = c && pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error) &&
                    ledger_clear(c, name, ret_found, error);
  return fine;
}

bool pc_amqp_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)state;
  (void)names;
  (void)live;
  (void)error;
  return true;
}
