/* SPDX-License-Identifier: MIT */
/* What the workers of a run said, service by service. */
#ifndef PC_RESULTS_H
#define PC_RESULTS_H

#include "harness/run/journal.h"
#include "harness/run/plan.h"

#include <jansson.h>

/* What a worker said; in the file of answers, so that a run need not hold all that it was told. */
typedef struct pc_reply {
  bool fault;            /* it has a code */
  pc_answer_place place; /* or nowhere */
  json_t *kept;          /* where it could not be written down; else NULL */
} pc_reply;

typedef struct pc_target_result {
  const pc_planned_target *planned; /* borrowed from the plan */
  json_t *greeting;  /* the worker's ready message with the fingerprint; NULL: the service was never
                        reached */
  char *down;        /* why the service is not there (any more), or NULL */
  bool usage;        /* ... because the URL or the installation is wrong */
  guint asks;        /* how often each probe was to be asked */
  guint experiments; /* the most that any of its probes has for this service's dialect */
  pc_reply *replies; /* asks + experiments for each of planned->probes; see pc_results_reply */
  GPtrArray *left;   /* char *: scratches that could not be removed, and why */
  /* What the service holds beside scratches (inventory.h), before the first probe and after the
   * last: {"objects":[..]}, or {"none":WHY}; NULL: not looked at. */
  json_t *before;
  json_t *after;
  char *unseen; /* why it was not looked at though the service is there, or NULL */
  /* Set by pc_incidents_find (incident.h): */
  json_t *incidents;    /* as in a recording's header, or NULL */
  guint incidents_more; /* beside those */
  char *net;            /* what a reader must know beside them, or NULL */
} pc_target_result;

/* The reply to planned->probes[probe] by attempt: result->asks of them, then the experiments. */
static inline pc_reply *pc_target_result_reply(const pc_target_result *result, guint probe,
                                               guint attempt) {
  return &result->replies[(gsize)probe * (result->asks + result->experiments) + attempt];
}

typedef struct pc_results {
  GPtrArray *targets; /* pc_target_result, as in the plan */
  bool interrupted;   /* a signal stopped the run */
  int answers;        /* the file with the replies (journal.h); -1: none is written down */
  /* Set by who asked, for the recordings' headers: */
  char *reference;     /* the environment that the others are held against, or NULL: not known */
  json_t *deployments; /* by environment (deployment.h), or NULL */
  json_t *outside;     /* what lies outside of the run's scope (scope.h), or NULL */
} pc_results;
/* What a worker said in one attempt at planned->probes[probe]: its reply (worker.h),
 * {"type":"fault","code":.., "message":..} or {"type":"skipped","reason":..}, then every time;
 * NULL: not asked, the run was stopped. ret_reply is the caller's. */
bool pc_results_reply(const pc_results *results, const pc_target_result *result, guint probe,
                      guint attempt, json_t **ret_reply, GError **error);
void pc_results_free(pc_results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_results, pc_results_free)

#endif
