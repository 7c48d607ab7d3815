/* SPDX-License-Identifier: MIT */
/* Between the scheduler (scheduler.c) and its crews (worker_pool.c): the workers of one service, and the tasks that
 * wait for them. */
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
  GPtrArray *crews; /* pc_crew */
  pc_results *results;
  guint total;
  guint done;
  guint next_number;
  guint give_up;
  bool stopping;
  GError *error;
} pc_scheduler;

typedef struct pc_crew pc_crew;

/* Queues the tasks; all is borrowed. */
pc_crew *pc_crew_new(pc_scheduler *scheduler, const pc_planned_target *planned, pc_target_result *result);
void pc_crew_free(gpointer crew);
/* Hands out what may start now, and hires as many as a crew starts with. */
void pc_crew_dispatch(pc_crew *c);
/* Hires one where tasks wait behind others that take their time. */
void pc_crew_grow(pc_crew *c);
/* Drops what was not asked yet, and tells the workers to end. */
void pc_crew_stop(pc_crew *c);
void pc_crew_kill(pc_crew *c);
/* No task waits, no worker is left. */
bool pc_crew_is_done(const pc_crew *c);
/* Removes what crashed, killed or failed workers may have left. */
void pc_crew_clean(pc_crew *c);
/* Looks for the second time at what the service holds, where no worker of the crew was left to do so. */
void pc_crew_look(pc_crew *c);

/* scheduler.c: ends the loop when every crew is done. */
void pc_scheduler_check_end(const pc_scheduler *scheduler);

#endif
