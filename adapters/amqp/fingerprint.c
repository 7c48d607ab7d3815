/* SPDX-License-Identifier: MIT */
/* What an AMQP broker tells of itself to whoever logs in. */
#include "adapters/amqp/internal.h"

#include "adapters/shared/fingerprint.h"
#include "harness/base/error.h"

#include <string.h>

static const char *text_of(const json_t *properties, const char *name, const char *otherwise) {
  const char *text = json_string_value(json_object_get(properties, name));
  return text && *text ? text : otherwise;
}

static void number_set(json_t *settings, const char *name, int number) {
  g_autofree char *text = g_strdup_printf("%d", number);
  json_object_set_new(settings, name, json_string(text));
}

static gint name_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* {"map":[["basic.nack",true],..]}: those that it has, in one line. */
static char *capabilities_new(const json_t *properties) {
  const json_t *entries = json_object_get(json_object_get(properties, "capabilities"), "map");
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  size_t i;
  json_t *entry;
  json_array_foreach(entries, i, entry) {
    if (json_is_true(json_array_get(entry, 1)))
      g_ptr_array_add(names, (gpointer)(guintptr)json_string_value(json_array_get(entry, 0)));
  }
  g_ptr_array_sort(names, name_compare);
  g_ptr_array_add(names, NULL);
  return g_strjoinv(" ", (char **)names->pdata);
}

static void notes_add(json_t *fingerprint, const json_t *properties) {
  g_autofree char *cluster =
      g_strdup_printf("cluster '%s'", text_of(properties, "cluster_name", "without a name"));
  pc_cache_note_add(fingerprint, cluster);
  pc_cache_note_add(fingerprint, "AMQP tells neither queues nor policies nor the type that queues "
                                 "have by default: what is left of a run is found by its journal "
                                 "and by each scratch's queue NAME.ledger, which names its queues");
  pc_cache_note_add(fingerprint,
                    "asked with rabbitmq-c over one channel a session, prefetch for each consumer "
                    "(global=false); after each publish, ack and reject the channel is asked to "
                    "answer, so that what follows sees its effect. Refused by the client (code "
                    "'client'): bodies that are no text or bytes, values without a type in AMQP, "
                    "names of more than 255 bytes, deliveries of a channel that has ended");
  pc_cache_note_add(fingerprint,
                    "of the header x-death the times are left out, and x-delivery-count is told as "
                    "'deliveries', the first one counted");
}

static bool intake_fail(const char *what, const char *why, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT, "reached, but %s: %s", what, why);
  pc_remedy_append(pc_amqp_remedies, error);
  return false;
}

/* What the user needs of the virtual host, asked of a queue that is not there: so nothing is done,
 * and a user without the right is refused before that is looked at. RabbitMQ also says which of its
 * resources it refused. */
static bool configure_ask(pc_amqp_connection *c, const char *queue, pc_amqp_answer *answer,
                          GError **error) {
  amqp_queue_delete_t delete = {.queue = pc_amqp_bytes(queue), .if_unused = 1, .if_empty = 1};
  return pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_QUEUE_DELETE_METHOD, &delete, answer, error);
}

static bool read_ask(pc_amqp_connection *c, const char *queue, pc_amqp_answer *answer,
                     GError **error) {
  amqp_basic_get_t get = {.queue = pc_amqp_bytes(queue)};
  return pc_amqp_call(c, PC_AMQP_CHANNEL, AMQP_BASIC_GET_METHOD, &get, answer, error);
}

static const struct {
  const char *name;
  const char *why;
  bool (*ask)(pc_amqp_connection *c, const char *queue, pc_amqp_answer *answer, GError **error);
} rights[] = {
    {"configure", "each probe declares queues of its own", configure_ask},
    {"read", "each probe reads what it has sent", read_ask},
};

static bool right_lack(const pc_amqp_url *url, const char *right, const char *why, const char *said,
                       GError **error) {
  g_autofree char *remedy = pc_amqp_rights_remedy(url);
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "reached, but the user '%s' may not %s in the virtual host '%s' (%s), and %s; %s",
              url->user, right, url->vhost, said, why, remedy);
  return false;
}

static bool rights_check(pc_amqp_connection *c, const pc_amqp_url *url, GError **error) {
  g_autofree char *unique = g_uuid_string_random();
  g_autofree char *queue = g_strconcat("pc_", unique, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(rights); i++) {
    g_auto(pc_amqp_answer) answer = {0};
    /* Opened anew: that the queue is not there closes the channel. */
    if (!pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error) ||
        !rights[i].ask(c, queue, &answer, error))
      return false;
    if (answer.code == AMQP_ACCESS_REFUSED)
      return right_lack(url, rights[i].name, rights[i].why, answer.text, error);
  }
  return true;
}

/* Whether the broker takes messages of this user. A message for a queue that is not there comes
 * back, and leaves nothing; a broker that is low on something says so to who has sent one, and
 * reads no more of it then. */
static bool intake_check(pc_amqp_connection *c, const pc_amqp_url *url, GError **error) {
  g_autofree char *unique = g_uuid_string_random();
  g_autofree char *queue = g_strconcat("pc_", unique, NULL);
  const pc_amqp_publication publication = {
      .queue = queue, .confirm = true, .mandatory = true, .body = "", .length = 0};
  const gint64 until_us = g_get_monotonic_time() + (gint64)PC_AMQP_ADMINISTER_MS * 1000;
  amqp_channel_flow_t flow = {.active = 1};
  g_auto(pc_amqp_answer) answer = {0};
  bool came = true;
  if (!pc_amqp_channel_open(c, PC_AMQP_CHANNEL, error) ||
      !pc_amqp_publish(c, &publication, &answer, error))
    return false;
  answer.method = 0;
  bool fine = answer.code || c->blocked ||
              pc_amqp_method_send(c, PC_AMQP_CHANNEL, AMQP_CHANNEL_FLOW_METHOD, &flow, error);
  while (fine && came && !answer.method && !answer.code && !c->blocked)
    fine = pc_amqp_take_in(c, until_us, &came, &answer, error);
  if (fine && c->blocked)
    return intake_fail("it takes no messages", c->blocked, error);
  if (fine && answer.code == AMQP_ACCESS_REFUSED)
    return right_lack(url, "write", "each probe sends messages", answer.text, error);
  if (fine && answer.code)
    return intake_fail("it takes no message of this user", answer.text, error);
  return fine;
}

bool pc_amqp_fingerprint(void *state, json_t *fingerprint, GError **error) {
  pc_amqp_service *service = state;
  const int limit_ms = PC_AMQP_ADMINISTER_MS;
  g_autoptr(pc_amqp_connection) c =
      pc_amqp_connect(&service->url, "paritycheck", limit_ms, true, NULL, error);
  if (!c)
    return false;
  json_t *properties = pc_amqp_table_json(amqp_get_server_properties(c->state));
  json_t *settings = json_object();
  g_autofree char *capabilities = capabilities_new(properties);
  number_set(settings, "frame_max", amqp_get_frame_max(c->state));
  number_set(settings, "channel_max", amqp_get_channel_max(c->state));
  number_set(settings, "heartbeat", amqp_get_heartbeat(c->state));
  json_object_set_new(settings, "capabilities", json_string(capabilities));
  json_object_set_new(settings, "platform",
                      json_string(text_of(properties, "platform", "unknown")));
  json_object_set_new(settings, "vhost", json_string(service->url.vhost));
  pc_cache_fingerprint_fill(fingerprint, text_of(properties, "product", "AMQP broker"),
                            text_of(properties, "version", "unknown"), settings);
  notes_add(fingerprint, properties);
  json_decref(properties);
  /* First what it does not stop reading for. */
  return rights_check(c, &service->url, error) && intake_check(c, &service->url, error);
}
