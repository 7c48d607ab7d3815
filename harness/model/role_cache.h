/* SPDX-License-Identifier: MIT */
/*
 * The role cache: its operations, as they reach an adapter or a program behind "exec:".
 *
 *   {"op":"get","key":K}
 *       value, or missing
 *   {"op":"get_many","keys":[K,..]}
 *       as the client gives them: a map of those that are there, in the order asked, or a list
 *       with null for those that are not
 *   {"op":"set","key":K,"value":V,"ttl":S?}
 *       done. ttl in seconds, may be a fraction; not given: never expires. It is passed on as it
 *       is. With "finest":true a client that has a call for a finer unit than seconds takes that
 *   {"op":"set_many","entries":[[K,V],..]}
 *       done
 *   {"op":"add","key":K,"value":V,"ttl":S?}
 *       true: stored; false: the key was there
 *   {"op":"replace","key":K,"value":V,"ttl":S?}
 *       true: stored; false: it was not
 *   {"op":"append","key":K,"value":V}
 *       true: put behind the value, or made; false: not there
 *   {"op":"delete","key":K}
 *       true: it was there; false: it was not
 *   {"op":"increment","key":K,"by":N}
 *       the new integer, or missing where that is the answer
 *   {"op":"decrement","key":K,"by":N}
 *       the same
 *   {"op":"touch","key":K,"ttl":S}
 *       true: expires then; false: it was not there
 *   {"op":"ttl","key":K}
 *       seconds left (real), null: never expires, or missing
 *   {"op":"gets","key":K}
 *       as get; the session remembers the version it saw
 *   {"op":"cas","key":K,"value":V,"ttl":S?}
 *       true: stored; false: changed since the session's gets; or missing. Without a gets, what
 *       the service then does
 *   {"op":"change","key":K,"item":V}
 *       done: gets the list, appends to that very object, stores nothing
 *   {"op":"get_elsewhere","key":K}
 *       as get, by another process of the same application
 *   {"op":"lock","key":K,"ttl":S?}
 *       true: held from now on; false: another holds it. Only where the client has locks of its
 *       own
 *   {"op":"reconnect"}
 *       done: the client's connection is closed and opened again
 *
 * A service without an operation answers "unsupported". K is text, or {"bytes":HEX}, and begins
 * with the scratch's name. V is any canonical value; a client that takes bytes alone stores text
 * and bytes as they are and numbers as their digits, refuses the rest as bad_value, and gives text
 * back where the bytes are UTF-8.
 *
 * Refusals are of these classes; anything else keeps the service's own name for it behind "other:"
 * and never agrees with another service's: value_too_large, bad_key, bad_value, bad_argument,
 * wrong_type, not_an_integer, overflow, out_of_memory, read_only, access_denied, unknown_command,
 * syntax_error.
 */
#ifndef PC_ROLE_CACHE_H
#define PC_ROLE_CACHE_H

#include "harness/model/operation.h"
#include "harness/model/value.h"

/* Names of the refusal classes, NULL-terminated. */
extern const char *const pc_cache_refusals[];
/* The class for what a service or program calls a refusal: the name itself where it is one of the
 * above, else "other:NAME". The caller's. */
char *pc_cache_refusal_class(const char *name);

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
  const char *name; /* borrowed from the operation */
  GPtrArray *keys; /* pc_value, TEXT or BYTES; several for get_many and set_many, none for reconnect
                    */
  GPtrArray *values; /* pc_value, one for each key where the operation brings values; change: the
                        item */
  bool has_ttl;
  double ttl;  /* seconds; never NaN */
  bool finest; /* the client takes the service's call with the finest unit */
  char *by;    /* decimal digits; NULL: no integer */
} pc_cache_call;

/* Takes operation apart. PC_ERROR_FAILED for a malformed one, PC_ERROR_CONFINED for a key that does
 * not begin with scratch, or has a digit behind it: whose key it is must be seen from the key
 * alone, and names end in a number. */
bool pc_cache_call_init(pc_cache_call *call, const json_t *operation, const char *scratch,
                        GError **error);
void pc_cache_call_clear(pc_cache_call *call);

#endif
