/* SPDX-License-Identifier: MIT */
/*
 * Replies of the Redis protocol (RESP2 and RESP3), read piece by piece as canonical values.
 *
 *   bulk and verbatim strings   text, or bytes where they are not UTF-8        simple string status
 *   integer, big number         integer       double     real                  boolean boolean null
 * of every form          null          array, set, push   list          map             map an
 * error within a reply     other: "error: CLASS" (error.h)          attributes are dropped
 *
 * hiredis is asked for connections, not for replies: the versions that distributions have know
 * RESP2 alone, and make room for whatever length a peer announces.
 */
#ifndef PC_REDIS_REPLY_H
#define PC_REDIS_REPLY_H

#include "harness/model/value.h"

enum {
  PC_REDIS_ELEMENTS_MAX = 256 * 1024, /* of one reply, at whatever depth; its bytes:
                                         PC_ANSWER_BYTES_MAX */
  PC_REDIS_LINE_MAX = 64 * 1024, /* of what is neither a bulk nor a simple string nor an error */
  PC_REDIS_DEPTH_MAX = 32,
};

typedef struct pc_redis_reply {
  char type;       /* the protocol's: '+' '-' ':' '$' '*' '%' '~' '>' '_' ',' '#' '(' '=' */
  pc_value *value; /* NULL for an error */
  char *error;     /* "CODE message", valid UTF-8; or NULL */
} pc_redis_reply;

void pc_redis_reply_clear(pc_redis_reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pc_redis_reply, pc_redis_reply_clear)

typedef struct pc_redis_reader pc_redis_reader;

typedef enum pc_redis_read {
  PC_REDIS_READ_MORE,  /* no whole reply yet */
  PC_REDIS_READ_REPLY, /* ret_reply is the caller's */
  PC_REDIS_READ_BAD, /* not RESP (PC_ERROR_LOST), or beyond a ceiling (PC_ERROR_TOO_LARGE): read no
                        more */
} pc_redis_read;

pc_redis_reader *pc_redis_reader_new(void);
void pc_redis_reader_free(pc_redis_reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_redis_reader, pc_redis_reader_free)
void pc_redis_reader_feed(pc_redis_reader *reader, const char *bytes, gsize length);
pc_redis_read pc_redis_reader_next(pc_redis_reader *reader, pc_redis_reply *ret_reply,
                                   GError **error);

/* Text where the bytes are UTF-8 (NUL is a character like any other), else bytes; the caller's. */
pc_value *pc_redis_value(const char *bytes, gsize length);

#endif
