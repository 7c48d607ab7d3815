/* SPDX-License-Identifier: MIT */
/*
 * The rows of two answers, of which at least one tells which of its rows have equal sort keys
 * ("order", "limit": see outcome.h).
 *
 * Rows that agree are paired, the first with the first. The order differs where two rows came the
 * other way round and both sides tell their keys apart: what either engine holds equal may come in
 * any order. Where one side tells nothing of its keys, no order differs.
 *
 * Under LIMIT, rows that have no partner are no difference where they tie with rows that were left
 * out: they are as many on both sides, all of the last group (or, where rows are skipped, the
 * first) whose keys agree, and one side at least does not know that nothing with these keys was
 * left out.
 */
#ifndef PC_ROWS_COMPARE_H
#define PC_ROWS_COMPARE_H

#include "harness/compare/outcome_compare.h"

/* Whether it is for pc_rows_differ to compare them, which takes outcomes with rows. */
bool pc_rows_have_order(const json_t *reference, const json_t *other);
/* false: they agree; ret_rules gets the pc_rule bits by which they do. */
bool pc_rows_differ(const json_t *reference, const json_t *other, double tolerance,
                    pc_category *ret_category, guint *ret_rules);

#endif
