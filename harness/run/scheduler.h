/* SPDX-License-Identifier: MIT */
/*
 * The pool: workers for every service of a plan, all asked at once, every probe several times.
 *
 * A service starts with a few workers and gets more, up to its limit, while tasks wait behind others that take their
 * time. Probes with several sessions go first, so that waits overlap. A worker that crashes, hangs or loses its service
 * costs the answers under way, never the run.
 */
#ifndef PC_SCHEDULER_H
#define PC_SCHEDULER_H

#include "harness/run/journal.h"
#include "harness/run/plan.h"
#include "harness/run/results.h"

#include <jansson.h>

typedef struct pc_progress {
  void (*step)(guint done, guint total, void *data); /* NULL: not told */
  void *data;
} pc_progress;

/* Asks everything. SIGINT, SIGTERM and SIGHUP stop it: what was answered is kept; a second one gives up cleaning.
 * false: the harness itself failed. */
bool pc_pool_run(const pc_plan *plan, const char *run, pc_journal *journal, const pc_progress *progress,
                 pc_results **ret_results, GError **error);
/* How long one conversation with a service may take. */
typedef struct pc_patience {
  guint deadline_ms; /* what the worker is told */
  guint greeting_ms; /* until the service has let the worker in; one that did not by then is killed */
} pc_patience;

/* With the time that is usual for what is not said of it; deadline_ms 0: for all. */
pc_patience pc_patience_of(guint deadline_ms);

/* Removes scratches (char *) of target; gone gets those of which nothing was there any more, left what could not be
 * removed, with the reason. patience may be NULL. */
bool pc_pool_clean(const pc_target *target, GPtrArray *scratches, const pc_patience *patience, GPtrArray *ret_removed,
                   GPtrArray *ret_gone, GPtrArray *ret_left, GError **error);
/* Asks target's worker one request (NULL: it only greets) and gives its reply (a new reference), after its greeting
 * (ret_greeting may be NULL). patience may be NULL. false: PC_ERROR_UNREACHABLE, or the code that the worker refuses
 * with. */
bool pc_pool_request(const pc_target *target, const pc_patience *patience, json_t *request, json_t **ret_greeting,
                     json_t **ret_reply, GError **error);

#endif
