/* SPDX-License-Identifier: MIT */
/* What can be accepted: the divergences of a comparison, or of the JSON report of one. */
#ifndef PC_CANDIDATES_H
#define PC_CANDIDATES_H

#include "harness/base/packed_list.h"
#include "harness/baseline/baseline.h"

typedef struct pc_candidate {
  pc_baseline_entry entry; /* without reason, owner and expires */
  pc_severity severity;
  char *tags; /* of the probe, or NULL */
} pc_candidate;

typedef struct pc_candidates {
  GPtrArray *divergences;  /* pc_candidate; no two have one key */
  pc_packed_list *probes;  /* ids of all that the comparison knows */
  GPtrArray *stale;        /* pc_baseline_entry: the keys of the entries that are gone */
  bool based;              /* a baseline was applied: stale tells */
  GPtrArray *environments; /* names (char *) of all that the comparison knows */
  char *day;               /* of the newest recording */
} pc_candidates;

/* The baseline must have been applied to the comparison, which names what agrees, if there is one.
 * PC_ERROR_USAGE: two environments of one name answered differently. */
pc_candidates *pc_candidates_new_comparison(const pc_comparison *comparison, GError **error);
/* PC_ERROR_USAGE: not such a report; name is for messages. */
pc_candidates *pc_candidates_new_report(const json_t *report, const char *name, GError **error);
void pc_candidates_free(pc_candidates *candidates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_candidates, pc_candidates_free)

#endif
