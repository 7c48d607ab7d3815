/* SPDX-License-Identifier: MIT */
/*
 * When the work on a task must end: its deadline, or the far end of the worker's standard input gone or asking for a
 * stop. Adapters ask while they wait; asking is cheap enough for a progress handler.
 */
#ifndef PC_DEADLINE_H
#define PC_DEADLINE_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_stop {
  gint64 deadline_us; /* g_get_monotonic_time() scale; 0: none */
  int input;          /* readable or hung up: the harness wants something; -1: none */
} pc_stop;

typedef enum pc_stop_reason { PC_STOP_NONE, PC_STOP_DEADLINE, PC_STOP_INPUT } pc_stop_reason;

/* Never blocks; may be asked from any thread. */
pc_stop_reason pc_stop_requested(const pc_stop *stop);
/* Milliseconds until the deadline, at most limit_ms, at least 0. */
int pc_stop_left(const pc_stop *stop, int limit_ms);

#endif
