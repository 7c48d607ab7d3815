/* SPDX-License-Identifier: MIT */
/* The scheduler as its pools (worker_pool.c) see it: what they share, and the end of the run. */
#ifndef PC_SCHEDULER_INTERNAL_H
#define PC_SCHEDULER_INTERNAL_H

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

/* Ends the loop when every pool is done. */
void pc_scheduler_check_end(const pc_scheduler *scheduler);

#endif
