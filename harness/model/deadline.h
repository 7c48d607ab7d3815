/* SPDX-License-Identifier: MIT */
/*
 * When the work on a task must end: its time is over (passed), or the far end of the worker's
 * standard input is gone or asks for a stop (cancelled). Adapters ask while they wait; asking is
 * cheap enough for a progress handler.
 */
#ifndef PC_DEADLINE_H
#define PC_DEADLINE_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_deadline {
  gint64 at_us; /* g_get_monotonic_time() scale; 0: none */
  int input;    /* readable or hung up: the harness wants something; -1: none */
} pc_deadline;

typedef enum pc_deadline_state {
  PC_DEADLINE_AHEAD,
  PC_DEADLINE_PASSED,
  PC_DEADLINE_CANCELLED
} pc_deadline_state;

/* Never blocks; may be asked from any thread. */
pc_deadline_state pc_deadline_now(const pc_deadline *deadline);
/* Milliseconds until the deadline, at most limit_ms, at least 0. */
int pc_deadline_left(const pc_deadline *deadline, int limit_ms);

#endif
