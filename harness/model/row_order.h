/* SPDX-License-Identifier: MIT */
/*
 * Which rows of an answer the service that gave it may hold equal in their sort keys. Only that is
 * kept of keys: two rows with one group number may come in any order, as far as this service goes.
 *
 * What an engine holds equal is seen from the values, so that groups are never too small: numbers
 * by their value, texts exactly or, where its collation may fold them, without regard to case,
 * accents, ligatures and trailing blanks; all else exactly. Keys of other kinds (intervals, JSON,
 * lists) get no groups.
 */
#ifndef PC_ROW_ORDER_H
#define PC_ROW_ORDER_H

#include "harness/model/outcome.h"
#include "harness/model/statement_order.h"

typedef struct pc_row_order {
  guint columns; /* of the answer that the statement asked for: what was appended stands behind them
                  */
  guint rows;    /* of the answer that it asked for */
  guint *groups; /* of each of these, from 1; NULL: not told */
  GString *limit; /* JSON (outcome.h, "limit"); NULL: no row was left out, or nothing is told */
} pc_row_order;

/* outcome: of kind ROWS. order may be NULL: then all is shown, and nothing is told. folds: columns
 * of any name may hold texts equal that differ. */
void pc_row_order_init(pc_row_order *rows, const pc_outcome *outcome,
                       const pc_statement_order *order, bool folds);
void pc_row_order_clear(pc_row_order *rows);

/* The column of an answer that a key is; false: there is none, or more than one. */
bool pc_sort_key_find(const pc_sort_key *key, const pc_statement_order *order,
                      const pc_outcome *outcome, guint *ret_column);

/* What a collation may leave of a text; the caller's. */
char *pc_text_fold(const char *text, gsize length);

#endif
