/* SPDX-License-Identifier: MIT */
/* What the files of the SQLite adapter share. */
#ifndef PC_SQLITE_INTERNAL_H
#define PC_SQLITE_INTERNAL_H

#include "adapters/adapter.h"

#include <sqlite3.h>

/* Connection settings, from the profile and the URL. NULL: SQLite's own default. */
typedef struct pc_sqlite_pragma {
  const char *name;
  char *value;
} pc_sqlite_pragma;

/* What the 100-byte header of the user's file says. */
typedef struct pc_sqlite_header {
  bool present; /* false: an empty database, or memory */
  guint page_size;
  guint encoding;    /* 1 UTF-8, 2 UTF-16le, 3 UTF-16be */
  guint auto_vacuum; /* 0 none, 1 full, 2 incremental */
  bool wal;
} pc_sqlite_header;

typedef struct pc_sqlite_service {
  const pc_endpoint *endpoint;
  bool memory;
  GArray *pragmas; /* pc_sqlite_pragma, applied to each connection in order */
  int busy_timeout_ms;
  bool shared_cache; /* https://www.sqlite.org/sharedcache.html */
  const char *profile;
  pc_sqlite_header header;
  /* Of the open scratch: */
  char *path; /* file, or ":memory:" */
  bool several;
  const pc_deadline *deadline;
} pc_sqlite_service;

enum {
  PC_SQLITE_SESSION_BYTES = 256, /* room for a session's state, checked where it is defined */
  PC_SQLITE_HEAP_BYTES = 512 * 1024 * 1024, /* that SQLite may take in a worker: values of up to
                                               10^9 bytes are made there */
};

/* file.c: reads the header by plain reads; a missing file or no database is PC_ERROR_UNREACHABLE.
 */
bool pc_sqlite_header_read(const char *path, pc_sqlite_header *ret_header, GError **error);

/* error.c: the SQLSTATE condition name of a result; borrowed. extended: the extended result code.
 */
const char *pc_sqlite_class(int extended, const char *message);
/* "SQLITE_CONSTRAINT_UNIQUE (2067)"; the caller's. */
char *pc_sqlite_code_text(int extended);

/* session.c: the driver's session functions. */
bool pc_sqlite_session_open(void *service, void *session, const char *name,
                            const pc_deadline *deadline, GError **error);
void pc_sqlite_session_close(void *session);
bool pc_sqlite_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_sqlite_wait(void *session, GError **error);
pc_outcome *pc_sqlite_take(void *session);
void pc_sqlite_cancel(void *session);
/* Opens a connection with the service's settings; NULL with error set. */
sqlite3 *pc_sqlite_connect(const pc_sqlite_service *service, const char *path, GError **error);

/* script.c */
extern const pc_client_script pc_sqlite_client_script;

#endif
