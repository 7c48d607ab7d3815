/* SPDX-License-Identifier: MIT */
/* The tasks of one service: which wait, what is under way, and which of those that wait may start
 * beside it. */
#ifndef PC_TASK_QUEUE_H
#define PC_TASK_QUEUE_H

#include "harness/catalogue/script.h"
#include "harness/run/plan.h"

/* One attempt at a probe. */
typedef struct pc_task {
  const pc_probe *probe; /* borrowed from the plan; NULL: no probe but the contract */
  guint index;           /* of the probe, in the target's planned probes */
  guint attempt;         /* from the number of asks on: an experiment */
  guint number;          /* of the run, once it has started */
} pc_task;

/* What is under way at a service. */
typedef struct pc_task_load {
  guint busy;  /* tasks */
  guint extra; /* connections that they need beside their workers' own */
  guint alone; /* of the tasks, those that run without siblings: 0 or 1 */
} pc_task_load;

typedef struct pc_task_queue pc_task_queue;

/* Every probe that is not skipped, asks times, then once for each of its experiments (at most
 * experiments), the longest first. planned is borrowed. */
pc_task_queue *pc_task_queue_new(const pc_planned_target *planned, guint asks, guint experiments);
void pc_task_queue_free(pc_task_queue *queue);
guint pc_task_queue_length(const pc_task_queue *queue);
const pc_task_load *pc_task_queue_load(const pc_task_queue *queue);
/* NULL: the task is a plain ask, or there is no such experiment. */
const pc_experiment *pc_task_queue_experiment(const pc_task_queue *queue, const pc_task *task);

/* The first task that may start now, which the caller frees; NULL: none may. service is all that
 * is under way at the service, through other queues too; workers: the connections that the
 * queue's own workers hold. */
pc_task *pc_task_queue_next(pc_task_queue *queue, const pc_task_load *service, guint workers);
/* The first that waits, whether or not it may start; the same. */
pc_task *pc_task_queue_pop(pc_task_queue *queue);
/* Takes out those (pc_task, the caller's) that need several sessions at once. */
GPtrArray *pc_task_queue_take_sessions(pc_task_queue *queue);
void pc_task_queue_clear(pc_task_queue *queue);

/* A task is under way; no more. */
void pc_task_queue_start(pc_task_queue *queue, const pc_task *task);
void pc_task_queue_end(pc_task_queue *queue, const pc_task *task);

#endif
