/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: workers for every service of a plan, all asked at once, every probe several times.
 *
 * A service starts with a few workers and gets more, up to its limit, while tasks wait behind
 * others that take their time. Probes with several sessions go first, so that waits overlap. A
 * worker that crashes, hangs or loses its service costs the answers under way, never the run.
 */
#ifndef PC_SCHEDULER_H
#define PC_SCHEDULER_H

#include "harness/run/journal.h"
#include "harness/run/plan.h"
#include "harness/run/results.h"

typedef struct pc_progress {
  void (*step)(guint done, guint total, void *data); /* NULL: not told */
  void *data;
} pc_progress;

/* Asks everything. SIGINT, SIGTERM and SIGHUP stop it: what was answered is kept; a second one
 * gives up cleaning. false: the harness itself failed. */
bool pc_scheduler_run(const pc_plan *plan, const char *run, pc_journal *journal,
                      const pc_progress *progress, pc_results **ret_results, GError **error);

#endif
