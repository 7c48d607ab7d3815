/* SPDX-License-Identifier: MIT */
/* The verdict on a comparison: one sentence, and the exit status by the policy. */
#ifndef PC_VERDICT_H
#define PC_VERDICT_H

#include "harness/compare/comparison.h"

/* Sets comparison's verdict, exit_status and fail_on. policy is one of pc_policy_names; NULL:
 * "any". */
void pc_verdict_decide(pc_comparison *comparison, const char *policy);
/* Whether a divergence counts for the exit status, under the comparison's policy (any, where none
 * is decided yet). */
bool pc_divergence_counts(const pc_comparison *comparison, const pc_finding *finding,
                          const pc_divergence *divergence);
/* Whether any of its divergences does. */
bool pc_finding_counts(const pc_comparison *comparison, const pc_finding *finding);

#endif
