/* SPDX-License-Identifier: MIT */
/*
 * A worker seen from the harness: a process, lines to it, lines from it, and its end. Everything
 * happens on the calling thread's default main context.
 */
#ifndef PC_WORKER_PROCESS_H
#define PC_WORKER_PROCESS_H

#include "harness/run/worker_end.h"

#include <stdbool.h>

typedef struct pc_worker_process pc_worker_process;

typedef struct pc_worker_events {
  /* A line came from the worker that is no step (step.h); borrowed. */
  void (*line)(pc_worker_process *process, const char *line, gsize length, void *data);
  /* The worker is gone, and all that it said has been told: called once, last. end is borrowed; the
   * process may be freed here. */
  void (*end)(pc_worker_process *process, const pc_worker_end *end, void *data);
} pc_worker_events;

/* Starts "paritycheck worker", behind via (NULL-terminated, or NULL) where given, in a process
 * group of its own. via and events are borrowed. */
pc_worker_process *pc_worker_process_new(char *const *via, const pc_worker_events *events,
                                         void *data, GError **error);
/* Kills it if it still runs; no more events. */
void pc_worker_process_free(pc_worker_process *process);
/* Writes a request; if the worker is gone, its end event says so. */
void pc_worker_process_say(pc_worker_process *process, const char *line);
/* Ends its standard input: it cancels, cleans and ends by itself. */
void pc_worker_process_close(pc_worker_process *process);
/* Kills the process group. */
void pc_worker_process_kill(pc_worker_process *process);

#endif
