/* SPDX-License-Identifier: MIT */
/*
 * By what the rows of a statement are sorted: the ORDER BY of its outermost SELECT, VALUES or
 * TABLE, told from its tokens. A key is followed where it can be seen in the answer:
 *
 *   ORDER BY 2                    the second column of the answer
 *   ORDER BY due                  the column of the answer that is called so: every engine looks
 * there first ORDER BY lower(a), t.due      what stands in the select list word for word ORDER BY
 * due                  any other column: it is appended to the select list of the statement that is
 * sent, where that is plain
 *
 * Plain is a SELECT ... FROM without DISTINCT, GROUP BY, HAVING, WINDOW, INTO, UNION and the like,
 * whose list holds columns, literals, and what has neither parentheses nor "*" and is named by AS:
 * no aggregate, no function with a side effect, and nothing whose name an engine makes up, can be
 * among them. Where a key can be neither seen nor appended, the order cannot be followed.
 *
 * Under LIMIT n (a number), one row more is asked for, where it can do no harm: it tells whether
 * the last row ties with one that is left out.
 *
 * Sources: PostgreSQL manual, SELECT, "ORDER BY Clause"; MySQL manual 15.2.13;
 * sqlite.org/lang_select.html, chapter 5.
 */
#ifndef PC_STATEMENT_ORDER_H
#define PC_STATEMENT_ORDER_H

#include "harness/model/statement_token.h"

typedef struct pc_sort_key {
  char *name;   /* the answer's column that is called so, which must be one; NULL: column says which
                 */
  guint column; /* from 0; of one that is appended, among those */
  bool appended; /* a column behind those that the statement names */
  bool folds;    /* its collation may hold texts equal that differ */
} pc_sort_key;

typedef struct pc_statement_order {
  pc_sql_dialect dialect;
  GArray *keys;      /* pc_sort_key; NULL: they cannot be followed */
  char *text;        /* what is to be sent instead; NULL: the statement as it is */
  guint appended;    /* columns of text that the statement does not name, its last ones */
  bool limited;      /* rows may be left out at the end, */
  bool skips;        /* at the beginning */
  guint64 rows_most; /* that the statement asks for: text may give one more. 0: not known, text
                        gives no more */
} pc_statement_order;

/* NULL: the statement is none that has an order. one_row_more: reading more than it asks for is
 * allowed. The caller's.
 */
pc_statement_order *pc_statement_order_new(const char *text, gsize length, pc_sql_dialect dialect,
                                           bool one_row_more);
void pc_statement_order_free(pc_statement_order *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_statement_order, pc_statement_order_free)

/* Whether a statement speaks of a collation or type under which PostgreSQL or SQLite may hold texts
 * equal that differ: NOCASE, RTRIM, citext, CREATE COLLATION ... (DETERMINISTIC = false). Of MySQL
 * its answers tell. */
bool pc_statement_folds(const char *text, gsize length, pc_sql_dialect dialect);

#endif
