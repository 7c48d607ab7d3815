/* SPDX-License-Identifier: MIT */
/* The client's side of the worker protocol (worker.h): its requests, as lines, and a single one
 * asked outside of a run. */
#ifndef PC_WORKER_CLIENT_H
#define PC_WORKER_CLIENT_H

#include "harness/run/plan.h"

#include <jansson.h>

/* name: the worker's own in a run (worker.h), or NULL. The line is the caller's. */
char *pc_worker_client_hello_line(const pc_target *target, guint timeout_ms, bool fingerprint,
                                  const char *name);
/* The same; first: a statement that is sent before any other in every session, or NULL. */
char *pc_worker_client_ask_line(const pc_probe *probe, guint task, const char *scratch,
                                const char *first);

/* How long one conversation with a service may take. */
typedef struct pc_patience {
  guint deadline_ms; /* what the worker is told */
  guint greeting_ms; /* until the service has let the worker in; one that did not by then is killed
                      */
} pc_patience;

/* With the time that is usual for what is not said of it; deadline_ms 0: for all. */
pc_patience pc_patience_of(guint deadline_ms);

/* Removes scratches (char *) of target; gone gets those of which nothing was there any more, left
 * what could not be removed, with the reason. patience may be NULL. */
bool pc_worker_client_clean(const pc_target *target, GPtrArray *scratches,
                            const pc_patience *patience, GPtrArray *ret_removed,
                            GPtrArray *ret_gone, GPtrArray *ret_left, GError **error);
/* Asks target's worker one request (NULL: it only greets) and gives its reply (a new reference),
 * after its greeting (ret_greeting may be NULL). patience may be NULL. false: PC_ERROR_UNREACHABLE,
 * or the code that the worker refuses with. */
bool pc_worker_client_request(const pc_target *target, const pc_patience *patience, json_t *request,
                              json_t **ret_greeting, json_t **ret_reply, GError **error);

#endif
