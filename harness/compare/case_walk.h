/* SPDX-License-Identifier: MIT */
/*
 * A walk through all behaviours of a comparison that it names, sorted by probe and service. Those
 * in which all agree, which are kept packed, appear as a case too: with their states, with title
 * and severity where the comparison has those, and without answers and evidence.
 */
#ifndef PC_CASE_WALK_H
#define PC_CASE_WALK_H

#include "harness/base/packed_list.h"
#include "harness/compare/comparison.h"

typedef struct pc_case_walk pc_case_walk;

/* Borrows the comparison. */
pc_case_walk *pc_case_walk_new(const pc_comparison *comparison);
void pc_case_walk_free(pc_case_walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_case_walk, pc_case_walk_free)

/* The next case, the walk's until the next call; NULL at the end. */
const pc_case *pc_case_walk_next(pc_case_walk *walk);
/* The one of a probe and service, the walk's until the next call; NULL: there is none, or its name
 * was not kept. The walk goes on where it was. */
const pc_case *pc_case_walk_find(pc_case_walk *walk, const char *probe, const char *service);

/* The key under which a behaviour is kept packed: probe, a NUL, service; the caller's. */
char *pc_case_key_new(const char *probe, const char *service, gsize *ret_length);

#endif
