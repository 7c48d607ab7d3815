/* SPDX-License-Identifier: MIT */
/* What the files of the MySQL and MariaDB adapter share. */
#ifndef PC_MYSQL_INTERNAL_H
#define PC_MYSQL_INTERNAL_H

#include "adapters/adapter.h"

#include <mysql.h>

enum {
  PC_MYSQL_SESSIONS_MAX = 16,
  PC_MYSQL_SESSION_BYTES = 256,
  PC_MYSQL_CONNECTIONS_LEAST = 4, /* a probe's sessions, and one that asks who blocks whom */
  PC_MYSQL_PACKET_BYTES = 16 * 1024 * 1024,  /* of the protocol */
  PC_MYSQL_ROW_BYTES_MAX = 64 * 1024 * 1024, /* that the client library takes in at once */
};

/* A URL taken apart; every text decoded. */
typedef struct pc_mysql_url {
  char *host; /* NULL: a unix socket */
  char *user;
  char *password; /* or NULL */
  char *database; /* or NULL */
  const char *socket;
  guint port;
  guint connect_timeout_s; /* 0: not given */
  enum {
    PC_MYSQL_TLS_OFF,
    PC_MYSQL_TLS_PREFERRED,
    PC_MYSQL_TLS_REQUIRED,
    PC_MYSQL_TLS_VERIFIED
  } tls;
} pc_mysql_url;

/* What is known of a session of the open scratch. */
typedef struct pc_mysql_slot {
  MYSQL *connection; /* NULL: free */
  guint64 id;        /* the server's number for it */
  bool runs;         /* a statement, */
  bool waits;        /* which was last seen waiting for another session */
  bool keeps;        /* it has taken locks that outlive a transaction: LOCK TABLES, get_lock() */
} pc_mysql_slot;

enum {
  PC_MYSQL_CANNOT_LOCK_USERS = 3547, /* MySQL 8: ER_CANNOT_LOCK_USER_MANAGEMENT_CACHES */
  PC_MYSQL_PAUSE_US = 20000,         /* before a server is asked the same again */
};

typedef struct pc_mysql_service {
  const pc_endpoint *endpoint;
  pc_mysql_url url;
  int timeout_ms;
  MYSQL *main;     /* kept over scratches; the first session of each */
  guint64 main_id; /* the server's number for it */
  bool main_plain; /* has none of our settings yet */
  MYSQL *control;  /* asks who waits and cancels; opened when first needed */
  bool main_used;  /* a session has it */
  bool main_spent; /* a session of the open scratch had it */
  char *charset;   /* of the URL's database: each scratch gets them */
  char *collation;
  char *scratch;      /* name of the open one, or NULL */
  bool locks_hidden;  /* the user may not read performance_schema.data_locks */
  bool waits_asked;   /* whether the user may ask who waits for a lock: it is known, */
  char *waits_hidden; /* and the account that may not; NULL: the user may */
  bool named; /* a statement named something after the scratch, which may be a user or a role */
  GPtrArray *triggered; /* tables (char *) of the open scratch that were given triggers; NULL: none
                         */
  const pc_deadline *deadline;
  pc_mysql_slot slots[PC_MYSQL_SESSIONS_MAX];
} pc_mysql_service;

/* url.c: PC_ERROR_USAGE for what cannot be read, an unknown option or a bad value, without a
 * secret. */
bool pc_mysql_url_parse(const pc_endpoint *endpoint, pc_mysql_url *url, GError **error);
void pc_mysql_url_clear(pc_mysql_url *url);
extern const pc_option pc_mysql_options[];
/* What a person types to get a client; the caller's. */
char *pc_mysql_client(const pc_endpoint *endpoint);

/* connection.c: a connection whose session is proved to be its own, nothing set yet; NULL with
 * PC_ERROR_UNREACHABLE or _UNFIT set. ret_id: the server's number for it. deadline may be NULL. */
MYSQL *pc_mysql_connect_plain(const pc_mysql_service *service, const pc_deadline *deadline,
                              guint64 *ret_id, GError **error);
/* The same with the settings that every session gets. ret_id may be NULL. */
MYSQL *pc_mysql_connect(const pc_mysql_service *service, const pc_deadline *deadline,
                        guint64 *ret_id, GError **error);
/* One statement; false with PC_ERROR_LOST or _FAILED set. ret_result: its rows, the caller's
 * (mysql_free_result), or NULL. */
bool pc_mysql_run(MYSQL *connection, const char *sql, const pc_deadline *deadline,
                  MYSQL_RES **ret_result, GError **error);
/* Sets what every session of this service gets. */
bool pc_mysql_settings_apply(const pc_mysql_service *service, MYSQL *connection,
                             const pc_deadline *deadline, GError **error);
/* The connection for questions about the others; NULL with error set. */
MYSQL *pc_mysql_control(pc_mysql_service *service, const pc_deadline *deadline, GError **error);
bool pc_mysql_is_mariadb(MYSQL *connection);

/* drop.c: drops a database, and notes of a statement that is sent what helps then: the tables that
 * it gives triggers. */
bool pc_mysql_database_drop(pc_mysql_service *service, const char *name, GError **error);
void pc_mysql_trigger_note(pc_mysql_service *service, const char *statement);

/* mysql.c: the main connection, made and set where it is not. */
bool pc_mysql_main_ensure(pc_mysql_service *service, const pc_deadline *deadline, GError **error);

/* proof.c: whether the server's number for the connection is the one that it was promised, and so
 * its session its own; nothing but the question is sent. Where the configuration declares it
 * (endpoint), any number will do. PC_ERROR_UNFIT, or what asking failed with. */
bool pc_mysql_prove(const pc_mysql_service *service, MYSQL *connection, const pc_deadline *deadline,
                    guint64 *ret_id, GError **error);
/* The same of two connections that are held open at once, the main one and a second. */
bool pc_mysql_prove_two(pc_mysql_service *service, GError **error);

/* fingerprint.c */
bool pc_mysql_fingerprint(void *service, json_t *fingerprint, GError **error);

/* objects.c: see adapter.h. */
bool pc_mysql_objects(void *service, pc_inventory *inventory, GError **error);

/* rights.c */
bool pc_mysql_confined(void *service, GError **error);
bool pc_mysql_grant_is_confined(const char *grant);

/* blocking.c: whether the server says that the session in this slot waits for what another session
 * of the open scratch has. */
bool pc_mysql_is_blocked(pc_mysql_service *service, guint slot, const pc_deadline *deadline,
                         bool *ret_blocked, GError **error);
/* Whether the user may ask that (the privilege PROCESS). A server that does not know the question
 * is left to the probes. PC_ERROR_NOT_ASKED, or what asking failed with. */
bool pc_mysql_waits_check(pc_mysql_service *service, const pc_deadline *deadline, GError **error);
/* Notes what a statement that is sent does to the locks that outlive a transaction. */
void pc_mysql_slot_note(pc_mysql_slot *slot, const char *statement);
/* Whether the text of SHOW ENGINE INNODB STATUS tells that the connection id waits for a lock in a
 * table of database.
 */
bool pc_mysql_status_waits(const char *text, guint64 id, const char *database);

/* type.c: a field of the text protocol, or of the binary one where it is no number, as a canonical
 * value. */
pc_value *pc_mysql_value(const MYSQL_FIELD *field, const char *text, gulong length);

/* parameter.c: statement->text with "?" for each "$1" outside of quotes and comments; which
 * parameter belongs to each (from 0). Both the caller's. */
char *pc_mysql_placeholders(const char *text, GArray **ret_numbers);

/* script.c */
extern const pc_client_script pc_mysql_client_script;
/* Binds value; bind->buffer is a copy, which the caller frees. */
void pc_mysql_parameter(const pc_value *value, MYSQL_BIND *bind);

/* error.c: the class of the server's error number: a SQLSTATE condition name, or NULL. The message
 * tells apart what shares a number, as does what the statement does. */
const char *pc_mysql_class(guint number, const char *message, const char *statement);

/* session.c: the driver's session functions. */
bool pc_mysql_session_open(void *service, void *session, const char *name,
                           const pc_deadline *deadline, GError **error);
void pc_mysql_session_close(void *session);
bool pc_mysql_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_mysql_wait(void *session, GError **error);
pc_outcome *pc_mysql_take(void *session);
void pc_mysql_cancel(void *session);

#endif
