/* SPDX-License-Identifier: MIT */
/*
 * Whether a service keeps the contract of its role (contract.h): for those who write an adapter,
 * above all behind "exec:". It is asked as a probe is, of a worker.
 */
#ifndef PC_CONFORMANCE_H
#define PC_CONFORMANCE_H

#include "harness/run/plan.h"
#include "harness/run/worker_client.h"

typedef struct pc_conformance {
  GPtrArray *lines;  /* char *: what was found, to be printed */
  bool kept;         /* the whole contract, and everything was asked */
  GPtrArray *broken; /* const char *: the questions whose answers break it */
  bool harms;        /* one of them is about what is another's */
} pc_conformance;

/* Whether target's role has a contract to check, and the role's name. */
bool pc_conformance_is_for(const pc_target *target);
/* Whether it is checked before each run's first probe: who wrote the program may have had no test
 * of it. */
bool pc_conformance_is_before_run(const pc_target *target);
const char *pc_conformance_role(const pc_target *target);
/* The second scratch that a check needs beside the one of that task: its name begins as that one's
 * does, and is another's all the same. The caller's. */
char *pc_conformance_beside(const char *run, guint task);
/* The request (worker.h) that asks the contract, as that task, and what follows from the reply. The
 * caller's. */
json_t *pc_conformance_request(const pc_target *target, guint task, const char *scratch,
                               const char *beside);
pc_conformance *pc_conformance_judge(const pc_target *target, const json_t *reply);
/* Asks target in two scratches, which are journaled. false: the check could not be made. */
bool pc_conformance_ask(const pc_target *target, const pc_patience *patience,
                        pc_conformance **ret_conformance, GError **error);
void pc_conformance_free(pc_conformance *conformance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_conformance, pc_conformance_free)

#endif
