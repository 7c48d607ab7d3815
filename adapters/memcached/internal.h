/* SPDX-License-Identifier: MIT */
/*
 * What the files of the Memcached adapter share.
 *
 * The adapter speaks the text protocol (memcached's doc/protocol.txt) itself. libmemcached would
 * judge before the server does and lose what it said: it sends a negative TTL as an unsigned
 * number, refuses keys of more than 250 bytes, answers "not found" for a get that failed, and
 * trusts the key's length in a reply.
 */
#ifndef PC_MEMCACHED_INTERNAL_H
#define PC_MEMCACHED_INTERNAL_H

#include "adapters/adapter.h"
#include "adapters/shared/wire.h"

enum {
  PC_MEMCACHED_KEY_MAX = 250,        /* what the protocol promises for keys */
  PC_MEMCACHED_ADMINISTER_MS = 10000 /* for what is asked outside a probe */
};

typedef struct pc_memcached_service {
  pc_wire_address address;
  /* Of the open scratch: */
  const pc_scratch *scratch;
  GHashTable *written; /* keys (GBytes) that may be there */
} pc_memcached_service;

enum {
  PC_MEMCACHED_SESSION_BYTES = 128
}; /* room for a session's state, checked where it is defined */

/* session.c: the driver's session functions. */
bool pc_memcached_session_open(void *service, void *session, const char *name,
                               const pc_deadline *deadline, GError **error);
void pc_memcached_session_close(void *session);
bool pc_memcached_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_memcached_wait(void *session, GError **error);
pc_outcome *pc_memcached_take(void *session);
void pc_memcached_cancel(void *session);

/* The class of a line that refuses; NULL: it is none. key_length: of the key it was about. The
 * caller's. */
char *pc_memcached_refusal_class(const char *line, gsize key_length);

#endif
