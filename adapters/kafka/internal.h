/* SPDX-License-Identifier: MIT */
/* What the files of the Kafka adapters share. */
#ifndef PC_KAFKA_INTERNAL_H
#define PC_KAFKA_INTERNAL_H

#include "adapters/adapter.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

enum {
  PC_KAFKA_SLICE_MS = 20, /* how often the deadline is looked at */
  PC_KAFKA_SESSION_BYTES = 128,
  PC_KAFKA_MOCK_BROKERS = 3,
  PC_KAFKA_GROUP_LEFT_MS = 6000, /* the session time-out of group members: the shortest that brokers
                                    take */
};

typedef struct pc_kafka_service {
  const pc_endpoint *endpoint;
  char *servers; /* "host:port,host:port" */
  int timeout_ms;
  guint mock_brokers;                    /* 0: a real broker */
  rd_kafka_t *cluster_owner;             /* of the mock cluster */
  rd_kafka_mock_cluster_t *cluster;      /* NULL: a real broker */
  struct pc_kafka_client *administrator; /* asks about topics and groups; creates no topic by asking
                                          */
  const pc_deadline *deadline;
  char *scratch;  /* name of the open one, or NULL */
  gint64 down_us; /* since when no broker can be reached; 0: not so */
  bool silent;    /* what was asked last was not answered in time */
  bool denied;    /* the broker does not let us in */
  char *down_why; /* the client's own words */
} pc_kafka_service;

/* url.c */
extern const pc_option pc_kafka_options[];
extern const pc_option pc_kafka_mock_options[];
bool pc_kafka_url_check(const pc_endpoint *endpoint, GError **error);
bool pc_kafka_mock_url_check(const pc_endpoint *endpoint, GError **error);
/* "host:port,host:port"; the caller's. */
char *pc_kafka_url_servers(const pc_endpoint *endpoint);
guint pc_kafka_mock_url_brokers(const pc_endpoint *endpoint);
/* Sets what the URL says; it has been checked. */
void pc_kafka_url_apply(const pc_endpoint *endpoint, rd_kafka_conf_t *conf);

/* client.c: one handle of librdkafka with its connections. */
typedef enum pc_kafka_kind {
  PC_KAFKA_ADMINISTRATOR,
  PC_KAFKA_PRODUCER,
  PC_KAFKA_CONSUMER,
} pc_kafka_kind;

typedef struct pc_kafka_client {
  pc_kafka_service *service;
  pc_kafka_kind kind;
  rd_kafka_t *handle;
  GHashTable *topics; /* name to rd_kafka_topic_t: what it has metadata of */
  GMutex lock;        /* of sockets and cut, which its threads touch */
  GArray *sockets;    /* int: those open */
  GCond closed;       /* one of them was closed */
  bool cut;           /* no connection is made any more */
  bool delivered;     /* what was produced last has been answered */
  rd_kafka_resp_err_t delivery_error;
  gint32 delivery_partition;
  gint64 delivery_offset;
} pc_kafka_client;

/* Pairs of name and value, NULL-terminated, that are set for every handle of a kind unless the URL
 * says otherwise. */
const char *const *pc_kafka_tuning(pc_kafka_kind kind);
/* settings: pairs of name and value, NULL-terminated; these win. NULL and *ret_refusal set where
 * librdkafka refuses them; NULL and error set where it failed. */
pc_kafka_client *pc_kafka_client_new(pc_kafka_service *service, pc_kafka_kind kind, const char *id,
                                     const char *const *settings, pc_outcome **ret_refusal,
                                     GError **error);
/* Ends it without a word to the broker where cut is set; else a group is left, for which it waits a
 * little. */
void pc_kafka_client_free(pc_kafka_client *client, bool cut);
/* Serves callbacks; false: the deadline says so, until_us has passed or no broker has been there
 * for a while. */
bool pc_kafka_go_on(pc_kafka_service *service, gint64 until_us, GError **error);
/* The longest that one operation may take from now on. */
gint64 pc_kafka_until(const pc_kafka_service *service);
/* A broker has answered. */
void pc_kafka_answered(pc_kafka_service *service);
/* A handle on topic, with metadata freshly asked for. *ret_error: what the broker says about the
 * topic. ret_partitions may be NULL. NULL and error set where nobody answered. Borrowed. */
rd_kafka_topic_t *pc_kafka_topic(pc_kafka_client *client, const char *topic,
                                 rd_kafka_resp_err_t *ret_error, int *ret_partitions,
                                 GError **error);
/* The names (char *) of all topics that begin with prefix, added. */
bool pc_kafka_topics_list(pc_kafka_service *service, const char *prefix, GPtrArray *names,
                          GError **error);
/* For what may take any time, or never come: whether a broker is there to give it, asked every few
 * seconds (or now); *asked_us: when it was last known to be. */
bool pc_kafka_present(pc_kafka_service *service, gint64 *asked_us, bool now, GError **error);
/* The id of a broker, or -1. */
bool pc_kafka_broker_id(pc_kafka_service *service, gint32 *ret_id, GError **error);
/* Runs a call of librdkafka that blocks for at most timeout_ms, again and again while it times out.
 */
typedef rd_kafka_resp_err_t (*pc_kafka_call)(rd_kafka_t *handle, void *data, int timeout_ms);
bool pc_kafka_call_run(pc_kafka_client *client, pc_kafka_call call, void *data,
                       rd_kafka_resp_err_t *ret_error, GError **error);

/* error.c */
/* The class (role_stream.h) of what librdkafka calls name ("TOPIC_ALREADY_EXISTS"); the caller's.
 */
char *pc_kafka_class(rd_kafka_resp_err_t code);
/* The outcome of a refusal of operation; NULL and error set where it tells of a lost connection.
 * message may be NULL.
 */
pc_outcome *pc_kafka_refuse(pc_kafka_service *service, const char *operation,
                            rd_kafka_resp_err_t code, const char *message, GError **error);
/* The same; problem is consumed. */
pc_outcome *pc_kafka_refuse_take(pc_kafka_service *service, const char *operation,
                                 rd_kafka_error_t *problem, GError **error);
pc_outcome *pc_kafka_client_refuse(const char *class_name, const char *message);

/* admin.c: outcomes; NULL and error set where it failed. */
pc_outcome *pc_kafka_topic_create(pc_kafka_service *service, const json_t *operation,
                                  GError **error);
pc_outcome *pc_kafka_topic_delete(pc_kafka_service *service, const char *topic, GError **error);
pc_outcome *pc_kafka_topic_count(pc_kafka_service *service, const char *topic, GError **error);
pc_outcome *pc_kafka_records_delete(pc_kafka_service *service, const char *topic, gint32 partition,
                                    gint64 before, GError **error);
pc_outcome *pc_kafka_group_delete(pc_kafka_service *service, const char *group, GError **error);
/* The value of each of names (NULL-terminated) that the broker tells is set in settings;
 * *ret_why_not (the caller's): why it tells none, or NULL. */
bool pc_kafka_broker_settings(pc_kafka_service *service, const char *const *names, json_t *settings,
                              char **ret_why_not, GError **error);
/* The names (char *) of all groups that begin with prefix, added. */
bool pc_kafka_groups_list(pc_kafka_service *service, const char *prefix, GPtrArray *names,
                          GError **error);

/* scratch.c */
bool pc_kafka_scratch_open(void *service, const pc_scratch *scratch, const pc_deadline *deadline,
                           GError **error);
bool pc_kafka_scratch_close(void *service, const pc_scratch *scratch, GError **error);
bool pc_kafka_remove(void *service, const char *name, bool *ret_found, GError **error);
bool pc_kafka_inventory(void *service, GPtrArray *names, GPtrArray *live, GError **error);
bool pc_kafka_objects(void *service, pc_inventory *inventory, GError **error);

/* fingerprint.c */
bool pc_kafka_fingerprint(void *service, json_t *fingerprint, GError **error);

/* value.c */
/* Bytes of a key, value or header: NULL where it is null or absent. false: it is neither text nor
 * bytes nor null. */
bool pc_kafka_bytes(const json_t *json, GBytes **ret_bytes);
/* A message as role_stream.h has it; *bytes is increased by the size of what is in it. The
 * caller's. */
pc_value *pc_kafka_message_value(const rd_kafka_message_t *message, bool with_topic,
                                 bool with_timestamp, gsize *bytes);
/* A number of seconds in ms; -1: it is none. */
int pc_kafka_ms(const json_t *seconds);

/* produce.c: of the client of a session. */
typedef struct pc_kafka_session {
  pc_kafka_service *service;
  char *name;
  pc_kafka_client *producer;
  pc_kafka_client *readers[2]; /* uncommitted, committed */
  pc_kafka_client *member;     /* of a group */
  char *group;
  rd_kafka_message_t *held; /* the next message, which came before it was polled for, or tells of an
                               error */
  pc_outcome *outcome;
} pc_kafka_session;

pc_outcome *pc_kafka_producer_make(pc_kafka_session *session, const json_t *operation,
                                   GError **error);
pc_outcome *pc_kafka_produce(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_transaction(pc_kafka_session *session, const char *operation, GError **error);

/* consume.c */
pc_outcome *pc_kafka_read(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_offsets(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_offset_for_time(pc_kafka_session *session, const json_t *operation,
                                     GError **error);

/* group.c */
pc_outcome *pc_kafka_subscribe(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_poll(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_assignment(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_commit(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_committed(pc_kafka_session *session, const json_t *operation, GError **error);
pc_outcome *pc_kafka_unsubscribe(pc_kafka_session *session);

/* session.c */
extern const pc_driver pc_kafka_driver;
/* Arguments of an operation; false and error set where they are missing or no such thing. */
bool pc_kafka_integer(const json_t *operation, const char *name, gint64 *ret_number,
                      GError **error);
bool pc_kafka_seconds(const json_t *operation, const char *name, int *ret_ms, GError **error);
bool pc_kafka_malformed(const json_t *operation, const char *name, GError **error);

#endif
