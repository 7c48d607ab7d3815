/* SPDX-License-Identifier: MIT */
/*
 * A task queue: what one service is still to be asked, and what it is being asked.
 *
 *   waiting --next--> taken --start--> under way --end--> done
 *      |                ^
 *      '------pop-------'  (and done at once, with the reason why it is not asked)
 *
 * The longest tasks come first, so that waits overlap. A task may start when the connections
 * suffice for it, and when neither it nor anything under way at the service has to run alone.
 */
#include "harness/run/task_queue.h"

#include "adapters/adapter.h"

enum { RANKS = 4 };

struct pc_task_queue {
  const pc_planned_target *planned;
  guint asks;
  GQueue waiting; /* pc_task */
  pc_task_load load;
};

/* The longest first: those that let time pass, those that may wait, the rest; those that run alone
 * at the very end. */
static int probe_rank(const pc_probe *probe) {
  if (probe->header.alone)
    return RANKS - 1;
  return probe->pauses ? 0 : probe->sessions > 1 ? 1 : 2;
}

/* Connections beside the worker's own. A probe with several sessions also has somebody ask the
 * server who blocks whom. */
static guint task_extra(const pc_task *task) {
  return task->probe && task->probe->sessions > 1 ? task->probe->sessions : 0;
}

static guint task_alone(const pc_task *task) { return task->probe && task->probe->header.alone; }

const pc_experiment *pc_task_queue_experiment(const pc_task_queue *queue, const pc_task *task) {
  return task->attempt < queue->asks
             ? NULL
             : pc_script_experiment(task->probe->script, queue->planned->target->adapter->name,
                                    task->attempt - queue->asks);
}

/* One pass over the probes. */
static void task_queue_fill(pc_task_queue *queue, int rank, guint attempts) {
  const GArray *probes = queue->planned->probes;
  for (guint i = 0; i < probes->len; i++) {
    const pc_planned *planned = &g_array_index(probes, pc_planned, i);
    const bool now = !planned->skipped && probe_rank(planned->probe) == rank;
    for (guint attempt = 0; now && attempt < attempts; attempt++) {
      const pc_task one = {.probe = planned->probe, .index = i, .attempt = attempt};
      if (attempt >= queue->asks && !pc_task_queue_experiment(queue, &one))
        break;
      g_queue_push_tail(&queue->waiting, g_memdup2(&one, sizeof one));
    }
  }
}

pc_task_queue *pc_task_queue_new(const pc_planned_target *planned, guint asks, guint experiments) {
  pc_task_queue *queue = g_new0(pc_task_queue, 1);
  queue->planned = planned;
  queue->asks = asks;
  g_queue_init(&queue->waiting);
  for (int rank = 0; rank < RANKS; rank++)
    task_queue_fill(queue, rank, asks + experiments);
  return queue;
}

void pc_task_queue_free(pc_task_queue *queue) {
  pc_task_queue_clear(queue);
  g_free(queue);
}

guint pc_task_queue_length(const pc_task_queue *queue) { return queue->waiting.length; }

const pc_task_load *pc_task_queue_load(const pc_task_queue *queue) { return &queue->load; }

pc_task *pc_task_queue_next(pc_task_queue *queue, const pc_task_load *service, guint workers) {
  const guint connections = queue->planned->target->connections;
  for (GList *link = queue->waiting.head; link; link = link->next) {
    pc_task *task = link->data;
    if (service->alone || (task_alone(task) && service->busy))
      continue;
    if (queue->load.busy == 0 || workers + queue->load.extra + task_extra(task) <= connections) {
      g_queue_delete_link(&queue->waiting, link);
      return task;
    }
  }
  return NULL;
}

pc_task *pc_task_queue_pop(pc_task_queue *queue) { return g_queue_pop_head(&queue->waiting); }

GPtrArray *pc_task_queue_take_sessions(pc_task_queue *queue) {
  GPtrArray *taken = g_ptr_array_new_with_free_func(g_free);
  for (GList *link = queue->waiting.head, *next; link; link = next) {
    pc_task *task = link->data;
    next = link->next;
    if (task->probe->sessions < 2 && !pc_list_contains(task->probe->header.needs, "sessions"))
      continue;
    g_queue_delete_link(&queue->waiting, link);
    g_ptr_array_add(taken, task);
  }
  return taken;
}

void pc_task_queue_clear(pc_task_queue *queue) { g_queue_clear_full(&queue->waiting, g_free); }

void pc_task_queue_start(pc_task_queue *queue, const pc_task *task) {
  queue->load.busy++;
  queue->load.extra += task_extra(task);
  queue->load.alone += task_alone(task);
}

void pc_task_queue_end(pc_task_queue *queue, const pc_task *task) {
  queue->load.busy--;
  queue->load.extra -= task_extra(task);
  queue->load.alone -= task_alone(task);
}
