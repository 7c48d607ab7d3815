/* SPDX-License-Identifier: MIT */
/* What a worker pool is, for worker_pool.c, which has it work, and worker_pool_after.c, which puts
 * things in order once it is gone. */
#ifndef PC_WORKER_POOL_INTERNAL_H
#define PC_WORKER_POOL_INTERNAL_H

#include "harness/run/results.h"
#include "harness/run/worker_pool.h"
#include "harness/run/worker_process.h"

enum {
  PC_GREETING_MS = 20000, /* until a worker has connected, or as long as a probe may take */
};

typedef struct task {
  guint probe;   /* index into planned->probes */
  guint attempt; /* from the number of asks on: an experiment */
  guint number;  /* of the run */
} task;

typedef enum worker_state {
  WORKER_STARTING,
  WORKER_IDLE,
  WORKER_LOOKING,
  WORKER_BUSY,
  WORKER_ENDING
} worker_state;

/* A worker process and what it does. */
typedef struct pool_worker {
  pc_worker_pool *pool;
  pc_worker_process *process;
  char *name; /* the worker's own (worker.h), which the journal has */
  worker_state state;
  task task;
  char *scratch; /* while busy */
  char *beside;  /* the other scratch, while it is not a task that it is busy with but the contract;
                    else NULL */
  guint weight;  /* connections that the task needs beside the worker's own */
  bool killed;   /* for having taken too long */
  gint64 since_us;  /* started or asked */
  gint64 killed_us; /* after so long */
  guint timer;
} pool_worker;

struct pc_worker_pool {
  pc_scheduler *scheduler;
  const pc_planned_target *planned;
  pc_target_result *result;
  GQueue tasks; /* task, the longest first */
  GPtrArray *workers;
  GHashTable *scratches; /* names that may exist */
  GPtrArray *lost;       /* names of workers that did not end by themselves: they go first, so that
                            nothing comes later */
  guint extra;           /* connections that busy workers need beside their own */
  guint alone;           /* tasks under way that run without siblings: 0 or 1 */
  guint busy;
  bool contract_due;    /* nothing is asked before the contract is found kept */
  pool_worker *looking; /* the one that looks at what the service holds, or NULL */
  guint looks_lost;     /* workers that died of it */
  bool look_refused;    /* the last one, by the service */
  gint64 heard_us;      /* the service's last sign of life */
  gint64 away_us;       /* since when there is none though there should be; 0: it is there */
  guint slowest_ms;     /* greeting: what is normal here, behind a command in front above all */
  gint64 start_us;      /* what the last worker took to start */
  char *refusal;        /* the last one */
  guint over;           /* timer: the end of the patience */
  guint retry;          /* timer */
  guint retry_ms;
};

/* A program behind exec: is given the deadline to start in. */
static inline guint pc_worker_pool_greeting_ms(const pc_worker_pool *pool) {
  return MAX(PC_GREETING_MS, pool->scheduler->plan->deadline_ms);
}

#endif
