/* SPDX-License-Identifier: MIT */
/* Between the scheduler (scheduler.c) and its pools (worker_pool.c): the workers of one service,
 * and the tasks that wait for them. */
#ifndef PC_WORKER_POOL_H
#define PC_WORKER_POOL_H

#include "harness/run/results.h"
#include "harness/run/scheduler.h"

typedef struct pc_scheduler {
  const pc_plan *plan;
  const char *run;
  pc_journal *journal;
  const pc_progress *progress;
  GMainLoop *loop;
  GPtrArray *pools; /* pc_worker_pool */
  pc_results *results;
  guint total;
  guint done;
  guint next_number;
  guint give_up;
  bool stopping;
  GError *error;
} pc_scheduler;

typedef struct pc_worker_pool pc_worker_pool;

/* Queues the tasks; all is borrowed. */
pc_worker_pool *pc_worker_pool_new(pc_scheduler *scheduler, const pc_planned_target *planned,
                                   pc_target_result *result);
void pc_worker_pool_free(gpointer data);
/* Hands out what may start now, and spawns as many workers as a pool starts with. */
void pc_worker_pool_dispatch(pc_worker_pool *pool);
/* Spawns one where tasks wait behind others that take their time. */
void pc_worker_pool_grow(pc_worker_pool *pool);
/* Drops what was not asked yet, and tells the workers to end. */
void pc_worker_pool_stop(pc_worker_pool *pool);
void pc_worker_pool_kill(pc_worker_pool *pool);
/* No task waits, no worker is left. */
bool pc_worker_pool_is_done(const pc_worker_pool *pool);
/* Removes what crashed, killed or failed workers may have left. */
void pc_worker_pool_clean(pc_worker_pool *pool);
/* Looks for the second time at what the service holds, where no worker of the pool was left to do
 * so. */
void pc_worker_pool_look(pc_worker_pool *pool);

/* scheduler.c: ends the loop when every pool is done. */
void pc_scheduler_check_end(const pc_scheduler *scheduler);

#endif
