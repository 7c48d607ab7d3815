/* SPDX-License-Identifier: MIT */
/* The requests that the harness sends to a worker (worker.h), as lines. Each is the caller's. */
#ifndef PC_WORKER_CLIENT_H
#define PC_WORKER_CLIENT_H

#include "harness/run/plan.h"

/* name: the worker's own in a run (worker.h), or NULL. The caller's. */
char *pc_request_hello(const pc_target *target, guint timeout_ms, bool fingerprint, const char *name);
/* first: a statement that is sent before any other in every session, or NULL. */
char *pc_request_ask(const pc_probe *probe, guint task, const char *scratch, const char *first);

#endif
