/* SPDX-License-Identifier: MIT */
/* What the files of the PostgreSQL adapter share. */
#ifndef PC_POSTGRESQL_INTERNAL_H
#define PC_POSTGRESQL_INTERNAL_H

#include "adapters/adapter.h"

#include <libpq-fe.h>

enum {
  PC_PG_SESSIONS_MAX = 16,
  PC_PG_SESSION_BYTES = 128,
  PC_PG_CONNECTIONS_LEAST = 4, /* a probe's sessions, and one that asks who blocks whom */
};

typedef struct pc_pg_service {
  const pc_endpoint *endpoint;
  char **keywords; /* the URL's connection parameters for PQconnectStartParams, values alongside */
  char **values;
  int timeout_ms;
  PGconn *main;    /* kept over scratches; the first session of each */
  int main_pid;    /* the process of the server that has it */
  PGconn *control; /* asks who blocks whom; opened when first needed */
  bool main_used;  /* a session has it */
  bool main_spent; /* a session of the open scratch had it */
  bool main_dirty; /* was cancelled in the middle, or has none of our settings: not reused */
  char *scratch;   /* name of the open one, or NULL */
  const pc_deadline *deadline;
  int pids[PC_PG_SESSIONS_MAX]; /* backends of the open scratch's sessions; 0: free */
} pc_pg_service;

/* postgresql.c: a connection whose session is proved to be its own; NULL with PC_ERROR_UNREACHABLE
 * or _UNFIT set, no secret in its message. application_name NULL: nothing of ours is said in
 * connecting. ret_pid: the process of the server that has it; may be NULL. */
PGconn *pc_pg_connect(pc_pg_service *service, const char *application_name,
                      const pc_deadline *deadline, int *ret_pid, GError **error);
/* One beside a connection that stands, which is not waited for when it is hung up on, with nothing
 * of ours said and nothing proved: as far as it came, ret_silent where nobody answered; NULL: out
 * of memory. */
PGconn *pc_pg_connect_second(pc_pg_service *service, bool *ret_silent);
/* Whether connecting failed without a word from a server that speaks the protocol. */
bool pc_pg_hung_up(PGconn *connection);
/* One command without an answer; false with PC_ERROR_LOST or _FAILED set. */
bool pc_pg_command(PGconn *connection, const char *sql, GError **error);
/* The connection's last message on one line, without the password; the caller's. */
char *pc_pg_message(PGconn *connection);
/* The settings that every session of a scratch gets; the caller's. */
char *pc_pg_session_settings(const pc_pg_service *service, PGconn *connection, const char *scratch);

/* The main connection, made again where it is of no further use. */
bool pc_pg_main_ensure(pc_pg_service *service, const pc_deadline *deadline, GError **error);

/* proof.c: whether the process of the server that answers is the one that the connection was
 * promised, and so its session its own; nothing but the question is sent. Where the configuration
 * declares it (endpoint), any process will do. PC_ERROR_UNFIT, or _UNREACHABLE where nothing
 * answers. */
bool pc_pg_prove(const pc_pg_service *service, PGconn *connection, const pc_deadline *deadline,
                 int *ret_pid, GError **error);
/* The same of two connections that are held open at once: the main one, which is fresh, and a
 * second. ret_narrow: why probes of several sessions cannot be asked; NULL: they can. The main
 * connection has to be made again afterwards. */
bool pc_pg_prove_two(pc_pg_service *service, const char **ret_narrow, GError **error);

/* fingerprint.c: see adapter.h. */
bool pc_pg_fingerprint(void *service, json_t *fingerprint, GError **error);

/* objects.c: see adapter.h. */
bool pc_pg_objects(void *service, pc_inventory *inventory, GError **error);

/* rights.c */
bool pc_pg_confined(void *service, GError **error);

/* type.c: a field of a result as a canonical value. */
pc_value *pc_pg_value(Oid type, const char *text, int length);
/* The type to declare for a bound parameter: 0 leaves it to the server. */
Oid pc_pg_parameter_type(const pc_value *value);

/* script.c */
extern const pc_client_script pc_pg_client_script;

/* session.c: the driver's session functions. */
bool pc_pg_session_open(void *service, void *session, const char *name, const pc_deadline *deadline,
                        GError **error);
void pc_pg_session_close(void *session);
bool pc_pg_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_pg_wait(void *session, GError **error);
pc_outcome *pc_pg_take(void *session);
void pc_pg_cancel(void *session);

#endif
