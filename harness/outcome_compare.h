/* SPDX-License-Identifier: MIT */
/* Where two answers part: exact, kind, value, class. On outcomes as parsed canonical JSON. */
#ifndef PC_OUTCOME_COMPARE_H
#define PC_OUTCOME_COMPARE_H

#include "harness/comparison.h"

/* false: they agree. tolerance: relative, for real numbers; 0: exact. ret_signature (the caller's) names the cause
 * within the category. */
bool pc_outcome_differs(const json_t *reference, const json_t *other, double tolerance, pc_category *ret_category,
                        bool *ret_silent, char **ret_signature);
/* Whether two canonical values are the same but for their kind. */
bool pc_value_same(const json_t *a, const json_t *b, double tolerance);

#endif
