/* SPDX-License-Identifier: MIT */
/*
 * What the files of the Memcached adapter share.
 *
 * The adapter speaks the text protocol (memcached's doc/protocol.txt) itself. libmemcached would judge before the
 * server does and lose what it said: it sends a negative TTL as an unsigned number, refuses keys of more than 250
 * bytes, answers "not found" for a get that failed, and trusts the key's length in a reply.
 */
#ifndef PC_MEMCACHED_INTERNAL_H
#define PC_MEMCACHED_INTERNAL_H

#include "adapters/adapter.h"

enum {
  PC_MEMCACHED_LINE_MAX = 8192,      /* bytes of a line that the server may send */
  PC_MEMCACHED_KEY_MAX = 250,        /* what the protocol promises for keys */
  PC_MEMCACHED_ADMINISTER_MS = 10000 /* for what is asked outside a probe */
};

typedef struct pc_memcached_address {
  char *host; /* NULL: a unix socket */
  char *port;
  char *path;
} pc_memcached_address;

/* A connection. Once something has failed on it, it only fails. */
typedef struct pc_memcached_wire {
  int fd; /* -1: closed */
  const pc_stop *stop;
  GString *input;
  gsize at;    /* what of input was read */
  bool stores; /* a storage command was sent, and its reply not read: disconnecting waits for its end */
} pc_memcached_wire;

typedef struct pc_memcached_service {
  pc_memcached_address address;
  /* Of the open scratch: */
  const pc_scratch *scratch;
  GHashTable *written; /* keys (GBytes) that may be there */
} pc_memcached_service;

enum { PC_MEMCACHED_SESSION_BYTES = 128 }; /* room for a session's state, checked where it is defined */

/* memcached_wire.c. Each gives false and error: UNREACHABLE on connecting, else LOST, TIMED_OUT, STOPPED. stop is
 * borrowed until the wire is closed. */
bool pc_memcached_connect(pc_memcached_wire *wire, const pc_memcached_address *address, const pc_stop *stop,
                          GError **error);
void pc_memcached_disconnect(pc_memcached_wire *wire);
bool pc_memcached_write(pc_memcached_wire *wire, const GString *command, GError **error);
/* The next line without its end; valid until the next call. */
bool pc_memcached_read_line(pc_memcached_wire *wire, const char **ret_line, GError **error);
/* The next length bytes, and the line's end behind them; valid until the next call. */
bool pc_memcached_read_data(pc_memcached_wire *wire, gsize length, const char **ret_data, GError **error);
/* Sets error for a reply that the protocol does not have; always false. */
bool pc_memcached_garbage(pc_memcached_wire *wire, const char *line, GError **error);

/* memcached_session.c: the driver's session functions. */
bool pc_memcached_session_open(void *service, void *session, const char *name, const pc_stop *stop, GError **error);
void pc_memcached_session_close(void *session);
bool pc_memcached_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_memcached_wait(void *session, GError **error);
pc_outcome *pc_memcached_take(void *session);
void pc_memcached_cancel(void *session);

/* The class of a line that refuses; NULL: it is none. key_length: of the key it was about. The caller's. */
char *pc_memcached_refusal_class(const char *line, gsize key_length);

#endif
