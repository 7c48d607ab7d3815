/* SPDX-License-Identifier: MIT */
/*
 * What the adapters of the role cache share: an operation (harness/model/role_cache.h) taken apart, and the rules of a
 * dictionary with expiry times over a store that only loads, saves and drops entries.
 *
 * The rules are those of caches inside the application, as Django's: expiry is looked at on access; a TTL of zero or
 * less stores nothing; counters grow without bound and must be there. There is no append and no compare-and-set.
 */
#ifndef PC_CACHE_MODEL_H
#define PC_CACHE_MODEL_H

#include "adapters/adapter.h"

typedef enum pc_cache_op {
  PC_CACHE_GET,
  PC_CACHE_GET_MANY,
  PC_CACHE_SET,
  PC_CACHE_SET_MANY,
  PC_CACHE_ADD,
  PC_CACHE_REPLACE,
  PC_CACHE_APPEND,
  PC_CACHE_DELETE,
  PC_CACHE_INCREMENT,
  PC_CACHE_DECREMENT,
  PC_CACHE_TOUCH,
  PC_CACHE_TTL,
  PC_CACHE_GETS,
  PC_CACHE_CAS,
  PC_CACHE_CHANGE,
  PC_CACHE_GET_ELSEWHERE,
  PC_CACHE_RECONNECT,
  PC_CACHE_UNKNOWN,
} pc_cache_op;

/* An operation with its arguments; those that it does not have are empty. */
typedef struct pc_cache_call {
  pc_cache_op op;
  const char *name;  /* borrowed from the operation */
  GPtrArray *keys;   /* pc_value, TEXT or BYTES; several for get_many and set_many, none for reconnect */
  GPtrArray *values; /* pc_value, one for each key where the operation brings values; change: the item */
  bool has_ttl;
  double ttl;  /* seconds; never NaN */
  bool finest; /* the client takes the service's call with the finest unit */
  char *by;    /* decimal digits; NULL: no integer */
} pc_cache_call;

/* Takes operation apart. PC_ERROR_FAILED for a malformed one, PC_ERROR_CONFINED for a key that does not begin with
 * scratch, or has a digit behind it: whose key it is must be seen from the key alone, and names end in a number. */
bool pc_cache_call_init(pc_cache_call *call, const json_t *operation, const char *scratch, GError **error);
void pc_cache_call_clear(pc_cache_call *call);

typedef struct pc_cache_entry {
  pc_value *value;
  gint64 expires_us; /* g_get_real_time() scale */
} pc_cache_entry;

enum { PC_CACHE_TTL_MAX_S = 1000000000 }; /* a longer TTL never expires */
#define PC_CACHE_NEVER G_MAXINT64

/* Each gives a refusal, or false and error. */
typedef struct pc_cache_store {
  /* The entry under key, also one that has expired; NULL: none. Valid until the next call. What is done to its value is
   * done to the stored object where the store holds the object itself. */
  bool (*load)(void *store, const pc_value *key, pc_cache_entry **ret_entry, pc_outcome **ret_refusal, GError **error);
  /* Stores value, which is consumed in any case. */
  bool (*save_take)(void *store, const pc_value *key, pc_value *value, gint64 expires_us, pc_outcome **ret_refusal,
                    GError **error);
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
bool pc_cache_session_open(void *service, void *session, const char *name, const pc_stop *stop, GError **error);
void pc_cache_session_close(void *session);
bool pc_cache_session_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_cache_session_wait(void *session, GError **error);
pc_outcome *pc_cache_session_take(void *session);
void pc_cache_session_cancel(void *session);

/* A copy of value; the caller's. *bytes is increased by the size of what is in it. */
pc_value *pc_cache_value_copy(const pc_value *value, gsize *bytes);
/* The outcome of an answer, refused as PC_ERROR_TOO_LARGE beyond PC_ANSWER_BYTES_MAX; value is consumed. */
pc_outcome *pc_cache_answer_take(pc_value *value, gsize bytes, GError **error);
pc_outcome *pc_cache_boolean(bool value);

/* Whether a URL's options are all in the table and have values as it says. */
bool pc_cache_options_check(const char *product, const pc_option *options, const pc_endpoint *endpoint, GError **error);
/* Sets the members of fingerprint that are always there; settings is consumed. */
void pc_cache_fingerprint_fill(json_t *fingerprint, const char *engine, const char *version, json_t *settings);
void pc_cache_note_add(json_t *fingerprint, const char *note);

#endif
