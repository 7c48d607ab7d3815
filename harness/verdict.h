/* SPDX-License-Identifier: MIT */
/* The verdict on a comparison: one sentence, and the exit status by the policy. */
#ifndef PC_VERDICT_H
#define PC_VERDICT_H

#include "harness/comparison.h"

/* Policies: which divergences count: "any" (all but kind and names), "medium", "high" (from that severity on), "strict"
 * (kind and names too), "never". */
extern const char *const pc_policy_names[];

/* Sets comparison's verdict, exit_status and fail_on. policy is one of pc_policy_names; NULL: "any". */
void pc_verdict_decide(pc_comparison *comparison, const char *policy);
/* Whether a divergence counts under the comparison's policy (fail_on, which pc_verdict_decide sets): whether it alone
 * would make the exit status that of a difference. */
bool pc_divergence_counts(const pc_comparison *comparison, const pc_finding *finding, const pc_divergence *divergence);
/* Whether any of its divergences does. */
bool pc_finding_counts(const pc_comparison *comparison, const pc_finding *finding);

#endif
