/* SPDX-License-Identifier: MIT */
/*
 * The conformance check: whether a service keeps the contract of its role's operations (cache.h), for the authors of
 * adapters and of programs behind "exec:". It is a probe that the worker knows and the catalogue does not; what it
 * observes is judged here, by a table.
 *
 * Operations are free in what they support and, within the contract, in what they answer: only what no caller could
 * make sense of breaks it.
 */
#ifndef PC_CONFORMANCE_H
#define PC_CONFORMANCE_H

#include "harness/plan.h"

extern const pc_probe pc_conformance_probe;

/* How far one operation keeps the contract; the worst of all that was asked of it. */
typedef enum pc_conformance_verdict {
  PC_CONFORMS,
  PC_CONFORMS_OWN, /* allowed, yet not what most answer */
  PC_CONFORMANCE_UNSUPPORTED,
  PC_CONFORMANCE_NOT_ASKED, /* after a fault */
  PC_CONFORMANCE_BROKEN,
} pc_conformance_verdict;

typedef struct pc_conformance {
  GPtrArray *lines; /* char *: what was found, to be printed */
  bool kept;        /* the whole contract, and everything was asked */
} pc_conformance;

/* Whether target's role has a contract to check. */
bool pc_conformance_is_for(const pc_target *target);
/* Asks target in a scratch of its own, which is journaled. false: the check could not be made. */
bool pc_conformance_ask(const pc_target *target, pc_conformance **ret_conformance, GError **error);
void pc_conformance_free(pc_conformance *conformance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_conformance, pc_conformance_free)

#endif
