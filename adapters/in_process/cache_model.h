/* SPDX-License-Identifier: MIT */
/*
 * The rules of a dictionary with expiry times over a store that only loads, saves and drops
 * entries.
 *
 * The rules are those of caches inside the application, as Django's: expiry is looked at on access;
 * a TTL of zero or less stores nothing; counters grow without bound and must be there. There is no
 * append and no compare-and-set.
 */
#ifndef PC_CACHE_MODEL_H
#define PC_CACHE_MODEL_H

#include "adapters/adapter.h"

typedef struct pc_cache_entry {
  pc_value *value;
  gint64 expires_us; /* g_get_real_time() scale */
} pc_cache_entry;

enum { PC_CACHE_TTL_MAX_S = 1000000000 }; /* a longer TTL never expires */
#define PC_CACHE_NEVER G_MAXINT64

/* Each gives a refusal, or false and error. */
typedef struct pc_cache_store {
  /* The entry under key, also one that has expired; NULL: none. Valid until the next call. What is
   * done to its value is done to the stored object where the store holds the object itself. */
  bool (*load)(void *store, const pc_value *key, pc_cache_entry **ret_entry,
               pc_outcome **ret_refusal, GError **error);
  /* Stores value, which is consumed in any case. */
  bool (*save_take)(void *store, const pc_value *key, pc_value *value, gint64 expires_us,
                    pc_outcome **ret_refusal, GError **error);
  bool (*drop)(void *store, const pc_value *key, pc_outcome **ret_refusal, GError **error);
  bool own_process;         /* get_elsewhere never finds anything */
  bool whole_seconds;       /* of TTLs */
  bool increment_drops_ttl; /* what is counted is stored anew, without a TTL */
} pc_cache_store;

/* The first member of the service state of an adapter that is a store under these rules. */
typedef struct pc_cache_model {
  const pc_cache_store *rules; /* whose functions get the service state as store */
  const char *scratch;         /* set while one is open */
} pc_cache_model;

/* The session functions of their drivers: what is sent is done at once. */
enum { PC_CACHE_SESSION_BYTES = 16 };
bool pc_cache_session_open(void *service, void *session, const char *name,
                           const pc_deadline *deadline, GError **error);
void pc_cache_session_close(void *session);
bool pc_cache_session_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_cache_session_wait(void *session, GError **error);
pc_outcome *pc_cache_session_take(void *session);
void pc_cache_session_cancel(void *session);

#endif
