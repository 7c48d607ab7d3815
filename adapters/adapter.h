/* SPDX-License-Identifier: MIT */
/*
 * The contract of an adapter: the driver for one type of backing service.
 *
 * An adapter runs in a worker process, which holds one service at a time and asks one probe at a
 * time. The worker allocates and zeroes the adapter's state (service_size) and every session's
 * (session_size), and frees them after close. No client library's type passes this edge. What the
 * service answers, refusals included, is a pc_outcome; a GError means that the question could not
 * be asked: PC_ERROR_UNREACHABLE, _LOST, _TIMED_OUT, _STOPPED, _CONFINED, _NOT_ASKED, _TOO_LARGE or
 * _FAILED.
 *
 * Scratch: a probe gets a fresh one, whose name the harness has chosen and journaled before.
 * Everything that an adapter creates bears that name and is removed by exactly that name; client
 * sessions carry it too where the service shows session names.
 */
#ifndef PC_ADAPTER_H
#define PC_ADAPTER_H

#include "harness/model/deadline.h"
#include "harness/model/endpoint.h"
#include "harness/model/inventory.h"
#include "harness/model/outcome.h"
#include "harness/model/probe.h"
#include "harness/model/statement.h"

#include <jansson.h>

/* One key of a URL's query. A NULL name ends a table. */
typedef struct pc_option {
  const char *name;
  const char *values; /* "on|off", "NUMBER", "TEXT", "bare|django|rails" */
  const char *help;
} pc_option;

enum {
  PC_ANSWER_ROWS_MAX = 20000, /* ceiling of the rows of one answer: PC_ERROR_TOO_LARGE beyond */
  PC_ANSWER_BYTES_MAX = 8 * 1024 * 1024, /* and of its values' bytes, */
  PC_ANSWER_VALUE_BYTES = 32, /* with what each value costs beside its text, a NULL too */
};

typedef enum pc_wait {
  PC_WAIT_DONE,    /* the outcome can be taken */
  PC_WAIT_BLOCKED, /* waits for another session of this probe: the service itself says so */
  PC_WAIT_FAILED,  /* error is set; the session is of no further use */
} pc_wait;

typedef struct pc_scratch {
  const char *name;   /* "pc_..." at most 63 bytes, lower-case letters, digits and underscores */
  const char *folder; /* an existing empty folder of its own for adapters that work with files,
                         bearing that name; may be NULL where PC_ADAPTER_FILES is not set */
  guint sessions;     /* how many sessions the probe will open */
  bool intrusive; /* the probe declares it, and the user allowed it: may act on the whole service */
} pc_scratch;

/* Asking in one language. service and session are the adapter's own zeroed states. */
typedef struct pc_driver {
  /* Creates the scratch; sessions opened until scratch_close see only it. */
  bool (*scratch_open)(void *service, const pc_scratch *scratch, const pc_deadline *deadline,
                       GError **error);
  /* Ends what the scratch's sessions left running and removes it. All sessions are closed before.
   * Also called after a failure. */
  bool (*scratch_close)(void *service, const pc_scratch *scratch, GError **error);
  /* What is opened after the scratch's first session was closed is on a connection of its own, as a
   * client's that comes back. */
  bool (*session_open)(void *service, void *session, const char *name, const pc_deadline *deadline,
                       GError **error);
  void (*session_close)(void *session);
  /* Starts statement; the session must be idle. The statement's text and parameters stay valid
   * until it is done. */
  bool (*send)(void *session, const pc_statement *statement, GError **error);
  /* Waits until the statement is done, or is found to wait for another session of the probe, or the
   * deadline says so (then: cancelled in the service, PC_WAIT_FAILED with PC_ERROR_TIMED_OUT or
   * _STOPPED). Called again on a blocked session, it tells the state as it is after the call began.
   */
  pc_wait (*wait)(void *session, GError **error);
  /* The outcome of the statement that is done; the caller's. */
  pc_outcome *(*take)(void *session);
  /* Cancels what runs, in the service; the session may only be closed afterwards. */
  void (*cancel)(void *session);
} pc_driver;

enum {
  PC_ADAPTER_FILES = 1 << 0,    /* works on files: wants a folder for each scratch */
  PC_ADAPTER_SESSIONS = 1 << 1, /* several client sessions at once: need `sessions` */
  PC_ADAPTER_FRONT = 1 << 8,  /* stands in front of what its fingerprint's engine names: that is the
                                 product */
  PC_ADAPTER_NARROW = 1 << 9, /* its fingerprint may tell of one connection: no second is opened
                                 before it did */
  PC_ADAPTER_PROVES = 1 << 10,  /* proves that a connection keeps its session, or believes the
                                   endpoint's declaration */
  PC_ADAPTER_LATE = 1 << 11,    /* what a dead worker sent may come later: not all sessions can be
                                   ended */
  PC_ADAPTER_PROGRAM = 1 << 12, /* the user's program answers: the contract is asked first */
  PC_ADAPTER_DOUBLE = 1 << 2, /* exists to test the harness: not listed, needs PARITYCHECK_DOUBLES=1
                               */
};

/* A script probe as text for the service's own client, so that a person sees what the adapter was
 * answered and nothing is left behind. In texts ${scratch} is the name of the scratch, which is
 * drawn anew for each script. What is NULL is not needed, or as said. */
typedef struct pc_client_script {
  /* Makes the scratch, once. Where it cannot be made, or is there already, nothing that follows
   * changes anything. */
  const char *scratch_begin;
  const char *several_begin; /* the same where the script has several sessions; NULL: no other */
  /* The command line of each client where the script has several sessions; NULL: the same as
   * of one. */
  const char *several_client;
  /* What each session sends first: the scratch, and the settings that the adapter sends. */
  const char *session_begin;
  /* Gives up what is open and removes the scratch, whatever was refused before. */
  const char *end;
  /* Prints label, one line, above the next answer; NULL: a comment. */
  void (*label_append)(const char *label, GString *script);
  /* number: how many statements were before it, so that it may name what it makes; NULL: text and
   * semicolon. */
  void (*statement_append)(const pc_statement *statement, guint number, const char *scratch,
                           GString *script);
  /* Where what is to be removed depends on what was sent: the statements' texts (char *); instead
   * of end. */
  void (*end_append)(const GPtrArray *texts, const char *scratch, GString *script);
} pc_client_script;

typedef struct pc_adapter {
  const char *name;    /* "postgresql": also the dialect name in scripts */
  const char *product; /* "PostgreSQL": for people */
  const char *summary;
  const char *const *schemes; /* NULL-terminated */
  guint roles;                /* 1 << pc_role */
  guint capabilities;
  gsize service_size;
  gsize session_size;
  guint memory_mib; /* the most that its worker may take, where a client library takes in whatever a
                       server sends; 0: the adapter itself counts what arrives, and the worker may
                       take PC_WORKER_MEMORY_MIB (worker.h) */
  const pc_option *options; /* the URL options that are its own */

  /* Checks a URL without touching the service: missing host, unknown option (with the nearest
   * name), bad value. PC_ERROR_USAGE. */
  bool (*check)(const pc_endpoint *endpoint, GError **error);
  /* Connects. Where a pooler or proxy may stand in between, nothing is sent but what proves that
   * the session is the connection's own, there and on every later connection (PC_ERROR_UNFIT: not
   * proved). timeout_ms is the longest that one statement may run; the service's own limit is set
   * just above it, the same everywhere. */
  bool (*open)(void *service, const pc_endpoint *endpoint, int timeout_ms, GError **error);
  void (*close)(void *service);
  /* Fills fingerprint: "engine" and "version" (strings), "settings" (object of strings that change
   * behaviour), "notes" (array of strings: what a reader must know, such as that a file's settings
   * were taken from its header), and true as "one_connection" where the service takes one at a
   * time, or where all of them are one session. */
  bool (*fingerprint)(void *service, json_t *fingerprint, GError **error);
  /* What a person types to get the service's own client, secrets left out: "psql
   * 'postgresql://host/db'". The caller's.
   */
  char *(*client)(const pc_endpoint *endpoint);
  /* Whether the service itself keeps this user from writing outside of scratches: own probes are
   * run in production only then. PC_ERROR_UNFIT: it does not, or does not tell; with what would.
   * NULL: nothing can be written there. */
  bool (*confined)(void *service, GError **error);
  /* Where a refusal tells of the state that the service is in now (full, without its replicas), in
   * which it would refuse any write, and not of what was asked: why, and what ends it; the
   * caller's. NULL: it does not. The member is NULL where there is no such state. */
  char *(*unfit)(void *service, const pc_outcome *refusal);
  /* Asks, without writing, whether the service is in such a state. PC_ERROR_UNFIT. NULL where unfit
   * is. */
  bool (*fit)(void *service, GError **error);
  /* Removes the scratch called name with everything it bears, ending its sessions first; not there
   * is success. *ret_found becomes true where anything was. */
  bool (*remove)(void *service, const char *name, bool *ret_found, GError **error);
  /* Adds the names (char *) of every scratch and session of any run that is there now, and to live
   * those that a session bears, where the service tells. */
  bool (*inventory)(void *service, GPtrArray *names, GPtrArray *live, GError **error);
  /* Adds what the service holds beside scratches and its own system's, as far as it shows it to
   * this user: schemas, tables, databases, roles, functions, keys, queues (pc_inventory_add; where
   * there are too many, it stops and returns true). Nothing is written, in few round trips. NULL:
   * nothing there can be listed, or is anybody else's. */
  bool (*objects)(void *service, pc_inventory *inventory, GError **error);
  /* Secrets learnt on connecting (a password file's), added as char *; NULL: none. */
  void (*secrets)(void *service, GPtrArray *secrets);
  /* Whether the service has an isolation level (of pc_level_names) of its own; NULL: it has all of
   * them. */
  bool (*has_level)(const pc_endpoint *endpoint, const char *level);
  const pc_driver *drivers[PC_LANGUAGE_COUNT]; /* NULL: does not speak it */
  const pc_client_script *client_script;       /* NULL: text alone */
} pc_adapter;

/* The table of all adapters that are built in, NULL-terminated. */
extern const pc_adapter *const pc_adapters[];
/* By URL scheme; NULL and error set (with the nearest scheme) where there is none. A scheme may
 * have an adapter for each role; this gives the first. */
const pc_adapter *pc_adapter_find(const char *scheme, GError **error);
/* By its own name. */
const pc_adapter *pc_adapter_named(const char *name, GError **error);
/* By scheme, for the role called so. */
const pc_adapter *pc_adapter_find_role(const char *scheme, const char *role, GError **error);

#endif
