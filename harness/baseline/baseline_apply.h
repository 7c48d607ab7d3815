/* SPDX-License-Identifier: MIT */
/* What a baseline says of a comparison. */
#ifndef PC_BASELINE_APPLY_H
#define PC_BASELINE_APPLY_H

#include "harness/baseline/baseline.h"

/* The key of a divergence and what both sides said: borrowed from the comparison but for the
 * digests and versions, which pc_baseline_side_clear frees. */
pc_baseline_entry pc_baseline_entry_of(const pc_comparison *comparison, const pc_finding *finding,
                                       const pc_divergence *divergence);
/* The day of the newest of the recordings, by which entries expire; today where none tells it. The
 * caller's. */
char *pc_baseline_day(const pc_comparison *comparison);

/* What a comparison must keep of the behaviours that agree, for a baseline to be applied; it may be
 * NULL. */
pc_detail pc_baseline_detail(const pc_baseline *baseline);
/* Says of every divergence what the baseline says of it, and which entries are stale: those whose
 * observation both sides were asked and answered alike. To be called once, before
 * pc_verdict_decide. */
void pc_baseline_apply(const pc_baseline *baseline, pc_comparison *comparison);

#endif
