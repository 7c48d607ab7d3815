/* SPDX-License-Identifier: MIT */
/* What the files of the Redis adapter share. */
#ifndef PC_REDIS_INTERNAL_H
#define PC_REDIS_INTERNAL_H

#include "adapters/adapter.h"
#include "adapters/redis/reply.h"

enum { PC_REDIS_SESSION_BYTES = 192, PC_REDIS_PORT = 6379, PC_REDIS_ASK_MS = 10000 };

/* url.c: what a URL says, percent escapes undone. */
typedef struct pc_redis_url {
  char *host; /* or NULL: socket is set */
  int port;
  char *socket;
  char *user;     /* or NULL */
  char *password; /* or NULL */
  int database;
  int connect_s; /* 0: not given */
  bool tls;
  bool resp3;     /* HELLO 3 is said first */
  const char *ca; /* files, borrowed from the endpoint; or NULL */
  const char *certificate;
  const char *key;
} pc_redis_url;

/* PC_ERROR_USAGE. */
bool pc_redis_url_parse(const pc_endpoint *endpoint, pc_redis_url *ret_url, GError **error);
void pc_redis_url_clear(pc_redis_url *url);
extern const pc_option pc_redis_options[];

/* connection.c */
typedef struct pc_redis_connection pc_redis_connection;

/* A connection, nothing said on it yet; PC_ERROR_UNREACHABLE. */
pc_redis_connection *pc_redis_connection_new(const pc_redis_url *url, int timeout_ms,
                                             GError **error);
/* The same on a socket that is open; the connection's from now on. For tests. */
pc_redis_connection *pc_redis_connection_new_from(int fd);
void pc_redis_connection_free(pc_redis_connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_redis_connection, pc_redis_connection_free)
int pc_redis_connection_fd(const pc_redis_connection *connection);
/* Of no further use: lost, or what came was no reply. */
bool pc_redis_connection_is_lost(const pc_redis_connection *connection);
/* Whether a command may still be carried out: its reply has not come, or the connection was lost.
 */
bool pc_redis_connection_owes(const pc_redis_connection *connection);
/* From here on no command is sent that needs a session of one's own: flushing it is
 * PC_ERROR_NOT_ASKED. */
void pc_redis_connection_distrust(pc_redis_connection *connection);
bool pc_redis_connection_is_distrusted(const pc_redis_connection *connection);
/* Puts a command (GBytes) behind what is to be sent. */
void pc_redis_connection_append(pc_redis_connection *connection, const GPtrArray *words);
/* Sends what can be sent now. ret_done: nothing is left to send. */
bool pc_redis_connection_flush(pc_redis_connection *connection, bool *ret_done, GError **error);
/* Takes in what has arrived. false: PC_ERROR_LOST. */
bool pc_redis_connection_receive(pc_redis_connection *connection, GError **error);
/* The next reply that is in. */
pc_redis_read pc_redis_connection_next(pc_redis_connection *connection, pc_redis_reply *ret_reply,
                                       GError **error);
/* Waits for the reply of the first of the appended commands that has none yet; as pc_redis_ask. */
bool pc_redis_await(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                    pc_redis_reply *ret_reply, GError **error);
/* Sends a command and waits for its reply, pushed messages being dropped. PC_ERROR_LOST, _TIMED_OUT
 * (also where limit_ms passes), _STOPPED, _TOO_LARGE. deadline may be NULL. */
bool pc_redis_ask(pc_redis_connection *connection, const GPtrArray *words, int limit_ms,
                  const pc_deadline *deadline, pc_redis_reply *ret_reply, GError **error);
/* The same for a command of plain words, NULL at the end. */
bool pc_redis_ask_words(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                        pc_redis_reply *ret_reply, GError **error, ...) G_GNUC_NULL_TERMINATED;
/* The text of a reply that is a string, "" where it is something else. Borrowed. */
const char *pc_redis_reply_text(const pc_redis_reply *reply);

typedef struct pc_redis_service {
  const pc_endpoint *endpoint;
  pc_redis_url url;
  int timeout_ms;
  pc_redis_connection *control; /* asks about sessions, removes keys; no session's own */
  const pc_deadline *deadline;
  char *scratch; /* name of the open one, or NULL */
  bool several;  /* the scratch has more than one session: one can wait for another */
  bool intrusive;
  bool unlisted;   /* the service does not list its clients */
  bool unanswered; /* a session of the open scratch ended before its last command was answered */
  GHashTable *written; /* GBytes: keys that the open scratch may have made */
} pc_redis_service;

/* proof.c: whether the connection keeps its session, by its number, which CLIENT ID tells; nothing
 * but the question is sent. Distrusts it where the service does not tell, unless the configuration
 * declares it (endpoint). PC_ERROR_UNFIT: it does not. */
bool pc_redis_prove(const pc_redis_service *service, pc_redis_connection *connection, int limit_ms,
                    const pc_deadline *deadline, GError **error);
/* The same of two connections that are held open at once. */
bool pc_redis_prove_two(pc_redis_connection *first, pc_redis_connection *second, GError **error);
/* What follows where it does not, and the way around. */
extern const char pc_redis_proof_remedy[];

/* redis.c: a connection that is let in, in its database, under a name (NULL: none). */
pc_redis_connection *pc_redis_connect(pc_redis_service *service, const char *name,
                                      const pc_deadline *deadline, GError **error);
/* Lets a session in again whose RESET has taken its user, database and name from it, as a client's
 * library does: what follows is asked as the same user, of the same database. */
bool pc_redis_enter_again(pc_redis_service *service, pc_redis_connection *connection,
                          const pc_deadline *deadline, GError **error);
/* The control connection, opened anew where it was lost; NULL with PC_ERROR_UNREACHABLE. Borrowed.
 */
pc_redis_connection *pc_redis_control(pc_redis_service *service, const pc_deadline *deadline,
                                      GError **error);

/* scratch.c */
/* Closes a session's connection (NULL: none), and remembers whether it was owed an answer. */
void pc_redis_let_go(pc_redis_service *service, pc_redis_connection *connection);
bool pc_redis_scratch_open(void *service, const pc_scratch *scratch, const pc_deadline *deadline,
                           GError **error);
bool pc_redis_scratch_close(void *service, const pc_scratch *scratch, GError **error);
bool pc_redis_remove(void *service, const char *name, bool *ret_found, GError **error);
bool pc_redis_inventory(void *service, GPtrArray *names, GPtrArray *live, GError **error);
bool pc_redis_objects(void *service, pc_inventory *inventory, GError **error);
/* Remembers a key that the scratch may have made. */
void pc_redis_track(pc_redis_service *service, GBytes *key);

/* fingerprint.c */
bool pc_redis_fingerprint(void *service, json_t *fingerprint, GError **error);
/* The value of a field of INFO's text; the caller's, NULL: it is not there. */
char *pc_redis_info_field(const char *info, const char *field);
/* Whether the service that INFO tells of can be used at all; PC_ERROR_UNFIT. */
bool pc_redis_info_check(const char *info, const char *hello_mode, GError **error);

/* What ends the state in which a server refuses writes, PING among them, since a save of its
 * failed. */
extern const char pc_redis_save_remedy[];

/* rights.c: too few rights are an error (PC_ERROR_UNFIT), too many a note in the fingerprint. */
bool pc_redis_rights_check(pc_redis_connection *connection, json_t *fingerprint, GError **error);
/* Whether the user may run all of the commands ("get 1": a name and its fewest arguments;
 * NULL-terminated) without which the role (a word for people) is none. Where the service does not
 * tell, that is left to the probes. PC_ERROR_UNFIT. */
bool pc_redis_rights_need(pc_redis_connection *connection, const char *role,
                          const char *const *commands, GError **error);
/* Notes in the fingerprint which of the commands that the probes of Redis send the user may not
 * run. */
bool pc_redis_rights_note(pc_redis_connection *connection, json_t *fingerprint, GError **error);
/* Whether it would take a write now, which is asked without writing; PC_ERROR_UNFIT. */
bool pc_redis_writes_check(pc_redis_connection *connection, GError **error);
/* As of an adapter (adapter.h). */
char *pc_redis_unfit(void *service, const pc_outcome *refusal);
bool pc_redis_fit(void *service, GError **error);
bool pc_redis_confined(void *service, GError **error);

/* session.c, operation.c: the drivers. */
extern const pc_driver pc_redis_script_driver;
extern const pc_driver pc_redis_operation_driver;

/* script.c */
extern const pc_client_script pc_redis_client_script;

#endif
