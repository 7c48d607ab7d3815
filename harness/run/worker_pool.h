/* SPDX-License-Identifier: MIT */
/* The workers of one service, and the tasks that wait for them. */
#ifndef PC_WORKER_POOL_H
#define PC_WORKER_POOL_H

#include "harness/run/results.h"

struct pc_scheduler;

typedef struct pc_worker_pool pc_worker_pool;

/* Queues the tasks; all is borrowed. scheduler: of which this is to be one of the pools
 * (scheduler_internal.h). */
pc_worker_pool *pc_worker_pool_new(struct pc_scheduler *scheduler, const pc_planned_target *planned,
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

#endif
