/* SPDX-License-Identifier: MIT */
/* What was not asked of either side: what to say of it, from the evidence. */
#ifndef PC_NOT_ASKED_H
#define PC_NOT_ASKED_H

#include "harness/compare/comparison.h"

/* Whether neither service need know what an observation asks: what comes with the program asks
 * services of many kinds, a user's script says so of an observation. */
bool pc_may_be_unknown(const pc_comparison *comparison, const char *probe, const char *label);
/* The text of a problem that neither side knows what an observation asks, or that both refuse a
 * setup: where it stands in a script, what was sent, and what each side says; the caller's. */
char *pc_not_asked_tell(const pc_comparison *comparison, const pc_problem *problem);

#endif
