/* SPDX-License-Identifier: MIT */
/*
 * What the files of the AMQP adapter share. It speaks AMQP 0-9-1 by rabbitmq-c, whose blocking
 * calls are used for logging in alone: all else is sent and awaited a frame at a time, so that
 * every wait ends with its deadline.
 */
#ifndef PC_AMQP_INTERNAL_H
#define PC_AMQP_INTERNAL_H

#include "adapters/adapter.h"
#include "adapters/shared/remedy.h"

#include <amqp.h>
#include <amqp_framing.h>

enum {
  PC_AMQP_SESSION_BYTES = 128,
  PC_AMQP_ADMINISTER_MS = 10000, /* for what is asked outside a probe */
  PC_AMQP_SHORT_MAX = 255,       /* bytes of a short string: names of queues, consumers, messages */
};

/* A session speaks on the first channel; what must not close that one is asked on the second. */
enum { PC_AMQP_CHANNEL = 1, PC_AMQP_CHANNEL_ASIDE = 2 };

/* url.c: what a URL says, percent escapes undone. */
typedef struct pc_amqp_url {
  char *host;
  int port;
  char *user;
  char *password;
  char *vhost;
  int heartbeat_s;
  int connect_s; /* 0: not given */
  bool tls;
  const char *ca; /* files, borrowed from the endpoint; or NULL */
  const char *certificate;
  const char *key;
} pc_amqp_url;

/* PC_ERROR_USAGE. */
bool pc_amqp_url_parse(const pc_endpoint *endpoint, pc_amqp_url *ret_url, GError **error);
void pc_amqp_url_clear(pc_amqp_url *url);
extern const pc_option pc_amqp_options[];

/* A message that came: got, delivered, or returned. */
typedef struct pc_amqp_message {
  amqp_method_number_t method;
  guint64 tag;
  bool redelivered;
  char *consumer; /* of a delivered one */
  json_t *headers;
  char *message_id;
  char *content_type;
  int priority; /* -1: not told */
  guint64 size; /* of the body, as announced */
  GString *body;
} pc_amqp_message;

void pc_amqp_message_free(pc_amqp_message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_amqp_message, pc_amqp_message_free)

/* What came back: method 0 and code 0 where nothing did. */
typedef struct pc_amqp_answer {
  amqp_method_number_t method;
  const void *decoded;      /* valid until the next call */
  pc_amqp_message *message; /* of get-ok */
  guint code;               /* not 0: the broker closed the channel or the connection, and why */
  char *text;
} pc_amqp_answer;

void pc_amqp_answer_clear(pc_amqp_answer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pc_amqp_answer, pc_amqp_answer_clear)

/* A connection. Once something has failed on it, state is NULL and it is of no further use. */
typedef struct pc_amqp_connection {
  amqp_connection_state_t state;
  const pc_deadline *deadline; /* may be NULL: then limit_ms bounds each call */
  int limit_ms;
  bool entered;             /* logged in */
  guint channels;           /* bits of those that are open */
  pc_amqp_message *content; /* what is coming in, its header or body still to come; or NULL */
  amqp_channel_t content_channel;
  bool content_begun; /* its header is in */
  char *blocked;      /* why the broker takes no messages, or NULL */
  GQueue *delivered;  /* pc_amqp_message, pushed to consumers */
  gsize delivered_bytes;
  GPtrArray *cancelled; /* tags (char *) of consumers that the broker has cancelled */
  bool returned;        /* a message came back since this was last cleared */
  bool confirms; /* the first channel is in confirm mode, and so many were published on it: */
  guint64 published;
  int confirmed; /* of the last one: 1, -1 where it was refused, 0 where nothing is known */
} pc_amqp_connection;

/* connection.c. Connects and logs in, under a name; PC_ERROR_UNREACHABLE. most: asks for the
 * highest limits, to see what the broker has. deadline may be NULL. */
pc_amqp_connection *pc_amqp_connect(const pc_amqp_url *url, const char *name, int limit_ms,
                                    bool most, const pc_deadline *deadline, GError **error);
/* Says goodbye where it still can. */
void pc_amqp_connection_free(pc_amqp_connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_amqp_connection, pc_amqp_connection_free)
/* Without a word. */
void pc_amqp_connection_cut(pc_amqp_connection *connection);
/* false and PC_ERROR_LOST, with what the library says of status. */
bool pc_amqp_lose(pc_amqp_connection *connection, int status, GError **error);
/* false and PC_ERROR_LOST: what came is no AMQP, or not its turn. */
bool pc_amqp_garbage(pc_amqp_connection *connection, const char *what, GError **error);
/* The next frame, valid until the next call, at most until until_us. ret_got: there is one. */
bool pc_amqp_frame_next(pc_amqp_connection *connection, gint64 until_us, amqp_frame_t *ret_frame,
                        bool *ret_got, GError **error);
bool pc_amqp_frame_send(pc_amqp_connection *connection, const amqp_frame_t *frame, GError **error);
bool pc_amqp_method_send(pc_amqp_connection *connection, amqp_channel_t channel,
                         amqp_method_number_t method, void *decoded, GError **error);

/* call.c. Sends method and waits for its reply, taking in what else comes. false: LOST, TIMED_OUT,
 * STOPPED, TOO_LARGE; true also where the broker closed the channel instead (answer->code). */
bool pc_amqp_call(pc_amqp_connection *connection, amqp_channel_t channel,
                  amqp_method_number_t method, void *decoded, pc_amqp_answer *answer,
                  GError **error);
/* Takes in one thing that comes, at most until until_us. ret_came: there was one. */
bool pc_amqp_take_in(pc_amqp_connection *connection, gint64 until_us, bool *ret_came,
                     pc_amqp_answer *answer, GError **error);
/* Opens channel where it is not open. */
bool pc_amqp_channel_open(pc_amqp_connection *connection, amqp_channel_t channel, GError **error);
/* Waits until the broker has looked at all that was sent on channel. */
bool pc_amqp_settle(pc_amqp_connection *connection, amqp_channel_t channel, pc_amqp_answer *answer,
                    GError **error);
/* Publishes to a queue, or to an exchange with the queue's name as the routing key, on the first
 * channel; it has been looked at afterwards. confirm: waits for the broker's word
 * (connection->confirmed); connection->returned tells whether it came back. */
typedef struct pc_amqp_publication {
  const char *queue;
  const char *exchange; /* NULL: the default one */
  bool mandatory;
  bool confirm;
  amqp_basic_properties_t properties;
  const void *body;
  gsize length;
} pc_amqp_publication;
bool pc_amqp_publish(pc_amqp_connection *connection, const pc_amqp_publication *publication,
                     pc_amqp_answer *answer, GError **error);
amqp_bytes_t pc_amqp_bytes(const char *text);
char *pc_amqp_bytes_text(amqp_bytes_t bytes);

/* table.c: canonical values (json) and AMQP's own. */
json_t *pc_amqp_table_json(const amqp_table_t *table);
/* Allocates from pool. false: a value that AMQP has no type for. */
bool pc_amqp_table_from_json(const json_t *object, amqp_pool_t *pool, amqp_table_t *ret_table);

/* error.c: what a channel or connection was closed with, as a refusal. */
pc_outcome *pc_amqp_refusal_new(guint code, const char *text);
/* Whether it is a limit of the virtual host's that was met: that is no answer to a probe. */
bool pc_amqp_is_host_limit(const char *text);
/* What an administrator can do about rights and limits that the broker names, behind its words. */
extern const pc_remedy pc_amqp_remedies[];
/* What gives the URL's user the rights that the probes need; the caller's. */
char *pc_amqp_rights_remedy(const pc_amqp_url *url);

typedef struct pc_amqp_service {
  pc_amqp_url url;
  int timeout_ms;
  pc_amqp_connection *control; /* keeps the ledger and removes queues; no session's own */
  /* Of the open scratch: */
  const char *scratch;
  const pc_deadline *deadline;
  GHashTable *declared; /* names (char *) of queues that may be there */
} pc_amqp_service;

/* amqp.c */
pc_amqp_connection *pc_amqp_service_connect(pc_amqp_service *service, const char *name,
                                            const pc_deadline *deadline, GError **error);

/* scratch.c */
bool pc_amqp_scratch_open(void *service, const pc_scratch *scratch, const pc_deadline *deadline,
                          GError **error);
bool pc_amqp_scratch_close(void *service, const pc_scratch *scratch, GError **error);
bool pc_amqp_remove(void *service, const char *name, bool *ret_found, GError **error);
bool pc_amqp_inventory(void *service, GPtrArray *names, GPtrArray *live, GError **error);
/* Writes the name of a queue into the scratch's ledger, before it is declared. */
bool pc_amqp_ledger_add(pc_amqp_service *service, const char *queue, bool durable, GError **error);
bool pc_amqp_is_ledger(const pc_amqp_service *service, const char *queue);

/* fingerprint.c */
bool pc_amqp_fingerprint(void *service, json_t *fingerprint, GError **error);

/* session.c */
bool pc_amqp_session_open(void *service, void *session, const char *name,
                          const pc_deadline *deadline, GError **error);
void pc_amqp_session_close(void *session);
bool pc_amqp_session_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_amqp_session_wait(void *session, GError **error);
pc_outcome *pc_amqp_session_take(void *session);
void pc_amqp_session_cancel(void *session);

#endif
