/* SPDX-License-Identifier: MIT */
/* How a worker ended, for people and for the recording. */
#ifndef PC_WORKER_END_H
#define PC_WORKER_END_H

#include <glib.h>
#include <jansson.h>

typedef struct pc_worker_end {
  int status;          /* as waitpid(2) has it */
  const char *problem; /* what was wrong with its output; NULL: nothing */
  const char *step; /* the last that it said since it was asked, as a line (step.h); NULL: none */
  const GString *errors; /* the last that it wrote to standard error (process_end.h) */
} pc_worker_end;

/* In both, secrets (char *) are shown as "***". */

/* "the worker was killed by signal 6 (SIGABRT, Aborted) before it answered; last step: SELECT 3; it
 * wrote to standard error: ...", on one line of at most some 1000 characters. before: "answered".
 * The caller's. */
char *pc_worker_end_tell(const pc_worker_end *end, const char *before, const GPtrArray *secrets);
/* "; last step: SELECT 3", or "": for what is said of a worker that had to be killed. The caller's.
 */
char *pc_worker_end_step(const pc_worker_end *end, const GPtrArray *secrets);
/* Sets members of a JSON object: "signal" ("SIGABRT") or "status", and where there are any "step"
 * and "stderr". */
void pc_worker_end_store(const pc_worker_end *end, const GPtrArray *secrets, json_t *object);

#endif
