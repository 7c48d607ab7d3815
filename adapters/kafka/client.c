/* SPDX-License-Identifier: MIT */
/* Handles of librdkafka: their properties, connections and waits. No wait is longer than a slice
 * without a look at the deadline, and none has no end. */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  CALL_MS = 500,     /* of one try of a call that blocks: the longest that giving up takes */
  DOWN_MS = 3000,    /* so long may no broker be there */
  LEAVE_MS = 8000,   /* librdkafka itself gives up asking to leave after 5 s */
  PRESENT_MS = 2000, /* how often a broker is asked whether it is there while something else is
                        waited for */
};

static const char *const administrator_tuning[] = {
    "topic.metadata.refresh.interval.ms",
    "1000",
    "topic.metadata.refresh.fast.interval.ms",
    "50",
    "topic.metadata.propagation.max.ms",
    "20000", /* a busy broker takes seconds to make a topic that was asked for */
    "reconnect.backoff.ms",
    "20",
    "reconnect.backoff.max.ms",
    "500",
    "retry.backoff.ms",
    "20",
    "socket.nagle.disable",
    "true",
    NULL,
};
static const char *const producer_tuning[] = {
    "linger.ms", "0", "message.timeout.ms", "30000", NULL,
};
static const char *const consumer_tuning[] = {
    "fetch.wait.max.ms",
    "10",
    "fetch.error.backoff.ms",
    "20",
    "session.timeout.ms",
    G_STRINGIFY(6000),
    "heartbeat.interval.ms",
    "500",
    "max.poll.interval.ms",
    "30000", /* so long, and 3 s, a client waits for a join that a busy coordinator has forgotten */
    NULL,
};

const char *const *pc_kafka_tuning(pc_kafka_kind kind) {
  switch (kind) {
  case PC_KAFKA_ADMINISTRATOR:
    return administrator_tuning;
  case PC_KAFKA_PRODUCER:
    return producer_tuning;
  case PC_KAFKA_CONSUMER:
    return consumer_tuning;
  }
  return NULL;
}

/* librdkafka's log goes nowhere: what matters comes as an error too. */
static void log_drop(const rd_kafka_t *handle, int level, const char *facility, const char *text) {
  (void)handle;
  (void)level;
  (void)facility;
  (void)text;
}

static void error_note(rd_kafka_t *handle, int code, const char *reason, void *opaque) {
  pc_kafka_service *service = ((pc_kafka_client *)opaque)->service;
  (void)handle;
  const bool denied = code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL;
  service->denied = service->denied || denied;
  if (denied || code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE) {
    g_free(service->down_why);
    service->down_why = g_utf8_make_valid(reason, -1);
  }
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !service->down_us)
    service->down_us = g_get_monotonic_time();
}

static void delivery_note(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque) {
  pc_kafka_client *client = opaque;
  (void)handle;
  client->delivered = true;
  client->delivery_error = message->err;
  client->delivery_partition = message->partition;
  client->delivery_offset = message->offset;
}

static int socket_connect(int fd, const struct sockaddr *address, int length, const char *id,
                          void *opaque) {
  pc_kafka_client *client = opaque;
  (void)id;
  int status = ECONNREFUSED;
  g_mutex_lock(&client->lock);
  /* It does not block. Under the lock, so that a cut finds it connecting or not begun. */
  if (!client->cut) {
    g_array_append_val(client->sockets, fd);
    status = connect(fd, address, (socklen_t)length) == 0 || errno == EINPROGRESS ? 0 : errno;
  }
  g_mutex_unlock(&client->lock);
  return status;
}

static int socket_close(int fd, void *opaque) {
  pc_kafka_client *client = opaque;
  g_mutex_lock(&client->lock);
  for (guint i = client->sockets->len; i-- > 0;)
    if (g_array_index(client->sockets, int, i) == fd)
      g_array_remove_index_fast(client->sockets, i);
  const int status = close(fd);
  g_cond_signal(&client->closed);
  g_mutex_unlock(&client->lock);
  return status;
}

/* Ends all connections and makes none any more. */
static void client_cut(pc_kafka_client *client) {
  g_mutex_lock(&client->lock);
  client->cut = true;
  for (guint i = 0; i < client->sockets->len; i++)
    shutdown(g_array_index(client->sockets, int, i), SHUT_RDWR);
  g_mutex_unlock(&client->lock);
}

/* Drops what the group, or a reader, has assigned. */
static void assignment_drop(rd_kafka_t *handle) {
  rd_kafka_topic_partition_list_t *list = NULL;
  const char *protocol = rd_kafka_rebalance_protocol(handle);
  if (g_strcmp0(protocol, "COOPERATIVE") != 0)
    rd_kafka_assign(handle, NULL);
  else if (!rd_kafka_assignment(handle, &list))
    rd_kafka_error_destroy(rd_kafka_incremental_unassign(handle, list));
  if (list)
    rd_kafka_topic_partition_list_destroy(list);
}

/*
 * Makes a client that was cut ready to be destroyed.
 *
 * librdkafka (2.0.2, and later ones) crashes where its request for committed offsets fails with the
 * connection while the handle is being destroyed and the assignment is still the one that it asked
 * for: it does not ask again, and reads the offsets that it did not get
 * (github.com/confluentinc/librdkafka/issues/4789). So the failures come before: when every
 * connection is closed, what had been answered is in the queue of its main thread; the assignment
 * is dropped behind that. From then on no answer can bring another, and a request that failed is of
 * an assignment that is no more.
 */
static void client_settle(pc_kafka_client *client) {
  g_mutex_lock(&client->lock);
  /* Destroying waits for the same threads. */
  while (client->sockets->len > 0)
    g_cond_wait(&client->closed, &client->lock);
  g_mutex_unlock(&client->lock);
  if (client->kind == PC_KAFKA_CONSUMER && !rd_kafka_consumer_closed(client->handle))
    assignment_drop(client->handle);
}

/* NULL: all were taken. */
static pc_outcome *settings_apply(rd_kafka_conf_t *conf, const char *const *settings) {
  char words[256];
  for (const char *const *each = settings; each && *each; each += 2)
    if (rd_kafka_conf_set(conf, each[0], each[1], words, sizeof words) != RD_KAFKA_CONF_OK)
      return pc_kafka_client_refuse("bad_argument", words);
  return NULL;
}

static void client_destroy(pc_kafka_client *client) {
  if (client->handle)
    rd_kafka_destroy_flags(client->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  g_hash_table_unref(client->topics);
  g_array_unref(client->sockets);
  g_cond_clear(&client->closed);
  g_mutex_clear(&client->lock);
  g_free(client);
}

static void topic_destroy(gpointer topic) { rd_kafka_topic_destroy(topic); }

static rd_kafka_conf_t *conf_new(pc_kafka_client *client, const char *id) {
  char words[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  rd_kafka_conf_set_opaque(conf, client);
  rd_kafka_conf_set_log_cb(conf, log_drop);
  rd_kafka_conf_set_error_cb(conf, error_note);
  rd_kafka_conf_set_connect_cb(conf, socket_connect);
  rd_kafka_conf_set_closesocket_cb(conf, socket_close);
  if (client->kind == PC_KAFKA_PRODUCER)
    rd_kafka_conf_set_dr_msg_cb(conf, delivery_note);
  rd_kafka_conf_set(conf, "bootstrap.servers", client->service->servers, words, sizeof words);
  rd_kafka_conf_set(conf, "client.id", id, words, sizeof words);
  return conf;
}

pc_kafka_client *pc_kafka_client_new(pc_kafka_service *service, pc_kafka_kind kind, const char *id,
                                     const char *const *settings, pc_outcome **ret_refusal,
                                     GError **error) {
  char words[256];
  pc_kafka_client *client = g_new0(pc_kafka_client, 1);
  client->service = service;
  client->kind = kind;
  client->topics = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, topic_destroy);
  client->sockets = g_array_new(FALSE, FALSE, sizeof(int));
  g_mutex_init(&client->lock);
  g_cond_init(&client->closed);
  rd_kafka_conf_t *conf = conf_new(client, id);
  pc_outcome *refusal = settings_apply(conf, pc_kafka_tuning(PC_KAFKA_ADMINISTRATOR));
  if (!refusal && kind != PC_KAFKA_ADMINISTRATOR)
    refusal = settings_apply(conf, pc_kafka_tuning(kind));
  if (service->mock_brokers)
    rd_kafka_conf_set(conf, "broker.address.family", "v4", words, sizeof words); /* "localhost", on
                                                                                    which it listens
                                                                                  */
  else
    pc_kafka_url_apply(service->endpoint, conf);
  if (!refusal)
    refusal = settings_apply(conf, settings);
  if (!refusal) {
    client->handle = rd_kafka_new(kind == PC_KAFKA_PRODUCER ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER,
                                  conf, words, sizeof words);
    if (client->handle)
      return client;
    refusal = pc_kafka_client_refuse("bad_argument", words);
  }
  rd_kafka_conf_destroy(conf);
  client_destroy(client);
  if (ret_refusal) {
    *ret_refusal = refusal;
  } else {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "librdkafka makes no client: %s",
                refusal->message);
    pc_outcome_free(refusal);
  }
  return NULL;
}

/* What has begun to leave must come to an end: a handle that were destroyed meanwhile would wait
 * for itself (librdkafka 2.0.2). Where nobody is to be waited for, it goes without connections. */
static void group_leave(pc_kafka_client *client) {
  rd_kafka_t *handle = client->handle;
  rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
  rd_kafka_error_t *problem = rd_kafka_consumer_close_queue(handle, queue);
  const gint64 until_us = g_get_monotonic_time() + (gint64)LEAVE_MS * 1000;
  while (!problem && !rd_kafka_consumer_closed(handle) && g_get_monotonic_time() < until_us) {
    if (!client->cut && !pc_kafka_go_on(client->service, until_us, NULL))
      client_cut(client);
    rd_kafka_event_destroy(rd_kafka_queue_poll(queue, PC_KAFKA_SLICE_MS));
  }
  rd_kafka_error_destroy(problem);
  rd_kafka_queue_destroy(queue);
}

void pc_kafka_client_free(pc_kafka_client *client, bool cut) {
  if (!client)
    return;
  if (cut)
    client_cut(client);
  if (client->kind == PC_KAFKA_PRODUCER)
    rd_kafka_purge(client->handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                       RD_KAFKA_PURGE_F_NON_BLOCKING);
  if (client->kind == PC_KAFKA_CONSUMER && !cut)
    group_leave(client);
  client_cut(client);
  client_settle(client);
  g_hash_table_remove_all(client->topics);
  client_destroy(client);
}

gint64 pc_kafka_until(const pc_kafka_service *service) {
  return g_get_monotonic_time() + (gint64)MAX(service->timeout_ms, 1000) * 1000;
}

void pc_kafka_answered(pc_kafka_service *service) {
  service->down_us = 0;
  service->silent = false;
  g_clear_pointer(&service->down_why, g_free);
}

static const char *why(const pc_kafka_service *service) {
  return service->down_why ? service->down_why : "no broker answers";
}

bool pc_kafka_go_on(pc_kafka_service *service, gint64 until_us, GError **error) {
  const gint64 now_us = g_get_monotonic_time();
  if (service->administrator)
    rd_kafka_poll(service->administrator->handle, 0);
  switch (service->deadline ? pc_deadline_now(service->deadline) : PC_DEADLINE_AHEAD) {
  case PC_DEADLINE_AHEAD:
    break;
  case PC_DEADLINE_PASSED:
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the probe's deadline passed%s%s",
                service->down_why ? ": " : "", service->down_why ? service->down_why : "");
    return false;
  case PC_DEADLINE_CANCELLED:
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a broker was asked");
    return false;
  }
  if (service->denied) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "the broker lets nobody in so: %s",
                why(service));
    return false;
  }
  if (service->down_us && now_us - service->down_us > (gint64)DOWN_MS * 1000) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "all brokers are gone: %s", why(service));
    return false;
  }
  if (now_us >= until_us) {
    service->silent = true;
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the broker did not answer in %d ms%s%s",
                service->timeout_ms, service->down_why ? ": " : "",
                service->down_why ? service->down_why : "");
    return false;
  }
  return true;
}

typedef struct running {
  rd_kafka_t *handle;
  pc_kafka_call call;
  void *data;
  GMutex lock;
  GCond ended;
  bool done;
  bool abandoned;
  rd_kafka_resp_err_t result;
} running;

/* Whether nobody has answered, or somebody who is not, or not yet, the one to ask. */
static bool call_passes(rd_kafka_resp_err_t result) {
  static const rd_kafka_resp_err_t passing[] = {
      RD_KAFKA_RESP_ERR__TIMED_OUT,
      RD_KAFKA_RESP_ERR__TRANSPORT,
      RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
      RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
      RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
  };
  for (guint i = 0; i < G_N_ELEMENTS(passing); i++)
    if (passing[i] == result)
      return true;
  return false;
}

static gpointer call_loop(gpointer data) {
  running *r = data;
  bool again;
  do {
    const rd_kafka_resp_err_t result = r->call(r->handle, r->data, CALL_MS);
    g_mutex_lock(&r->lock);
    again = !r->abandoned && call_passes(result);
    r->result = result;
    r->done = !again;
    g_cond_signal(&r->ended);
    g_mutex_unlock(&r->lock);
    if (again)
      g_usleep(PC_KAFKA_SLICE_MS * 1000);
  } while (again);
  return NULL;
}

bool pc_kafka_call_run(pc_kafka_client *client, pc_kafka_call call, void *data,
                       rd_kafka_resp_err_t *ret_error, GError **error) {
  const gint64 until_us = pc_kafka_until(client->service);
  running r = {.handle = client->handle, .call = call, .data = data};
  bool fine = pc_kafka_go_on(client->service, until_us, error);
  if (!fine)
    return false;
  g_mutex_init(&r.lock);
  g_cond_init(&r.ended);
  GThread *thread = g_thread_new("kafka", call_loop, &r);
  g_mutex_lock(&r.lock);
  while (!r.done && fine) {
    if (!g_cond_wait_until(&r.ended, &r.lock, g_get_monotonic_time() + PC_KAFKA_SLICE_MS * 1000) &&
        !r.done) {
      fine = pc_kafka_go_on(client->service, until_us, error);
      r.abandoned = !fine;
    }
  }
  g_mutex_unlock(&r.lock);
  g_thread_join(thread);
  g_cond_clear(&r.ended);
  g_mutex_clear(&r.lock);
  *ret_error = r.result;
  if (fine)
    pc_kafka_answered(client->service);
  return fine;
}

typedef struct metadata_call {
  rd_kafka_topic_t *topic; /* NULL and not all: brokers only */
  bool all;
  const struct rd_kafka_metadata *metadata;
} metadata_call;

static rd_kafka_resp_err_t metadata_ask(rd_kafka_t *handle, void *data, int timeout_ms) {
  metadata_call *call = data;
  return rd_kafka_metadata(handle, call->all, call->topic, &call->metadata, timeout_ms);
}

/* false also where librdkafka refuses, which it has no reason to. */
static bool metadata_run(pc_kafka_client *client, metadata_call *call, GError **error) {
  rd_kafka_resp_err_t code;
  if (!pc_kafka_call_run(client, metadata_ask, call, &code, error)) {
    if (call->metadata)
      rd_kafka_metadata_destroy(call->metadata);
    return false;
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "cannot ask for metadata: %s",
              rd_kafka_err2str(code));
  return false;
}

rd_kafka_topic_t *pc_kafka_topic(pc_kafka_client *client, const char *name,
                                 rd_kafka_resp_err_t *ret_error, int *ret_partitions,
                                 GError **error) {
  rd_kafka_topic_t *topic = g_hash_table_lookup(client->topics, name);
  if (!topic) {
    topic = rd_kafka_topic_new(client->handle, name, NULL);
    if (!topic) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "no handle for topic '%s': %s", name,
                  rd_kafka_err2str(rd_kafka_last_error()));
      return NULL;
    }
    g_hash_table_insert(client->topics, g_strdup(name), topic);
  }
  metadata_call call = {.topic = topic};
  if (!metadata_run(client, &call, error))
    return NULL;
  const bool told = call.metadata->topic_cnt == 1;
  const int partitions = told ? call.metadata->topics[0].partition_cnt : 0;
  *ret_error = told ? call.metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (ret_partitions)
    *ret_partitions = partitions;
  for (int i = 0; i < partitions && !*ret_error; i++)
    *ret_error = call.metadata->topics[0].partitions[i].leader < 0
                     ? RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
                     : RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_metadata_destroy(call.metadata);
  return topic;
}

bool pc_kafka_topics_list(pc_kafka_service *service, const char *prefix, GPtrArray *names,
                          GError **error) {
  metadata_call call = {.all = true};
  if (!metadata_run(service->administrator, &call, error))
    return false;
  for (int i = 0; i < call.metadata->topic_cnt; i++)
    if (g_str_has_prefix(call.metadata->topics[i].topic, prefix))
      g_ptr_array_add(names, g_strdup(call.metadata->topics[i].topic));
  rd_kafka_metadata_destroy(call.metadata);
  return true;
}

bool pc_kafka_present(pc_kafka_service *service, gint64 *asked_us, bool now, GError **error) {
  const gint64 now_us = g_get_monotonic_time();
  gint32 id;
  if (!now && now_us - *asked_us < (gint64)PRESENT_MS * 1000)
    return true;
  if (!pc_kafka_broker_id(service, &id, error))
    return false;
  *asked_us = g_get_monotonic_time();
  return true;
}

bool pc_kafka_broker_id(pc_kafka_service *service, gint32 *ret_id, GError **error) {
  metadata_call call = {0};
  if (!metadata_run(service->administrator, &call, error))
    return false;
  *ret_id = call.metadata->broker_cnt > 0 ? call.metadata->brokers[0].id : -1;
  rd_kafka_metadata_destroy(call.metadata);
  return true;
}
