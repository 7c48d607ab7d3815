/* SPDX-License-Identifier: MIT */
/*
 * The scope of a run: which of the configured services it is about. What lies outside is named
 * beside the verdict and not asked; what lies within and is not asked makes the run incomplete.
 * Services that the command line names, --select and a suite's roles set the scope.
 */
#ifndef PC_SCOPE_H
#define PC_SCOPE_H

#include "harness/catalogue/suite.h"
#include "harness/run/plan.h"

#include <jansson.h>

/* Adds a service to outside, {environment: {service: why}}. */
void pc_scope_leave(json_t *outside, const char *environment, const char *service, const char *why);
/* Moves the targets that lie outside from the plan to outside. suite may be NULL; selected:
 * patterns of the command line's chose the plan's probes. */
void pc_scope_apply(pc_plan *plan, const pc_suite *suite, bool selected, json_t *outside);

#endif
