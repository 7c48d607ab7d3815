/* SPDX-License-Identifier: MIT */
/*
 * Cache probes as data: a list of steps, each an operation (harness/model/role_cache.h), a pause,
 * or both: the pause comes first. Every key is the probe's own: "a" is sent as "SCRATCH:a". Where
 * an answer would be the same but for its clothes, or never twice the same, a step shows it in a
 * plainer form.
 */
#ifndef PC_PROBES_CACHE_ASK_H
#define PC_PROBES_CACHE_ASK_H

#include "harness/model/operation.h"
#include "harness/worker/execution.h"

typedef enum cache_show {
  CACHE_SHOW_ANSWER, /* as it came; seconds left are always classed: "up to a minute", ... */
  CACHE_SHOW_TEXT,   /* scalars as text: the integer 5 and the text '5' are one */
  CACHE_SHOW_SIZE,   /* text: its length in bytes */
  CACHE_SHOW_COUNT,  /* a map or a list: how many entries that are there */
  CACHE_SHOW_VALUES, /* the same: their values, in the order in which they came */
} cache_show;

/* All but op and pause_ms may be left out; neither of the two ends a list. */
typedef struct cache_step {
  guint pause_ms;
  guint session;
  const char *label; /* NULL: setup, whose refusal ends the probe */
  const char *op;
  const char *key;     /* behind the scratch's name */
  const char *key_hex; /* the same as bytes */
  guint key_length;    /* the key is filled up with 'k' to so many bytes in all */
  const char *keys;    /* comma-separated: get_many, set_many */
  guint key_count;     /* or so many keys: "0", "1", ... */
  const char *text;    /* the value, as text */
  const char *value;   /* or as JSON; a list of values for set_many */
  guint fill;          /* or so many 'x' */
  const char *ttl;     /* JSON number, in seconds */
  bool finest;         /* in the service's finest unit, where that is not seconds */
  const char *by;      /* JSON number */
  cache_show show;
} cache_step;

/* Asks steps in order. */
bool cache_ask(pc_execution *execution, const cache_step *steps, GError **error);

/* "SCRATCH:name", filled up with 'k' to length bytes where that is more; the caller's. */
json_t *cache_key(const pc_execution *execution, const char *name, guint length);
/* Text of size 'x'; the caller's. */
json_t *cache_fill(gsize size);
/* Sends step and gives its outcome, shown as it asks, to the caller. */
bool cache_try(pc_execution *execution, const cache_step *step, pc_outcome **ret_outcome,
               GError **error);
/* Records what came of step under its label; outcome is consumed. */
void cache_observe_take(pc_execution *execution, const cache_step *step, pc_outcome *outcome);
/* Records text, or a number, as an answer of the probe's own. */
void cache_observe_text(pc_execution *execution, const char *label, const char *text);

#endif
