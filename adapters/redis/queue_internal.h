/* SPDX-License-Identifier: MIT */
/* What the files of the adapter of Redis's lists as queues share. */
#ifndef PC_REDIS_QUEUE_INTERNAL_H
#define PC_REDIS_QUEUE_INTERNAL_H

#include "adapters/redis/internal.h"

enum { PC_REDIS_QUEUE_SESSION_BYTES = 128, PC_REDIS_QUEUE_VISIBILITY_S = 3600 };

typedef struct pc_redis_queue_service {
  pc_redis_service redis;   /* first: the Redis adapter's functions get it as theirs */
  GHashTable *visibilities; /* of the open scratch: queue's name: double, seconds */
} pc_redis_queue_service;

/* queue_session.c: the driver's session functions. */
bool pc_redis_queue_session_open(void *service, void *session, const char *name,
                                 const pc_deadline *deadline, GError **error);
void pc_redis_queue_session_close(void *session);
bool pc_redis_queue_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_redis_queue_wait(void *session, GError **error);
pc_outcome *pc_redis_queue_take(void *session);
void pc_redis_queue_cancel(void *session);

#endif
