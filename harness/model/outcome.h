/* SPDX-License-Identifier: MIT */
/*
 * What one operation gave. A refusal by the service under test is an outcome, never a GError.
 *
 * Printed form (canonical JSON, keys sorted):
 *   {"rows":[[v,...],...]}      plus "columns":["a",...] where the probe compares names; of a
 * statement with ORDER BY whose keys can be followed (statement_order.h), rows stand as they came,
 * and "order":[n,...] gives rows with equal keys one number (row_order.h), where there are two rows
 * or more; under LIMIT "limit":{"last":[key,...]} are the keys of the last row, "first" those of
 * the first where rows are skipped; "cut": others that were left out have, or may have, those of
 * the last; "folds": this engine may hold texts in them equal that differ
 *   {"affected":3}              a statement that changes rows and returns none
 *   {"done":true}               a statement with neither
 *   {"value":v}                 an operation of a role other than sql
 *   {"missing":true}            there is no such thing: a key that is not there, no message
 *   {"refusal":"unique_violation"}
 *   {"unsupported":"listen"}    the service has no such operation
 * and in each of them "blocked":true where it first had to wait for another session of the probe;
 * {"blocked":true} alone: it still waited when the probe ended.
 */
#ifndef PC_OUTCOME_H
#define PC_OUTCOME_H

#include "harness/model/value.h"

typedef enum pc_outcome_kind {
  PC_OUTCOME_ROWS,
  PC_OUTCOME_AFFECTED,
  PC_OUTCOME_DONE,
  PC_OUTCOME_VALUE,
  PC_OUTCOME_MISSING,
  PC_OUTCOME_REFUSAL,
  PC_OUTCOME_UNSUPPORTED,
  PC_OUTCOME_WAITING, /* no answer before the probe ended */
} pc_outcome_kind;

/* Owned by whoever holds the pointer; built by an adapter, immutable once handed over. */
typedef struct pc_outcome {
  pc_outcome_kind kind;
  bool blocked;       /* waited for another session of the same probe */
  GPtrArray *columns; /* ROWS: names (char *), owned */
  GPtrArray *rows;    /* ROWS: pc_value of kind LIST, owned */
  guint64 folds;      /* ROWS: columns, as bits, whose collation may hold texts equal that differ */
  gint64 affected;    /* AFFECTED */
  pc_value *value;    /* VALUE, owned */
  char *class_name;   /* REFUSAL: SQLSTATE condition name or the role's taxonomy; UNSUPPORTED: the
                         operation */
  char *native_code;  /* REFUSAL: the engine's own code, evidence only */
  char *message;      /* REFUSAL: the engine's own message, evidence only */
} pc_outcome;

pc_outcome *pc_outcome_new(pc_outcome_kind kind);
/* Every string is copied; native_code and message may be NULL. */
pc_outcome *pc_outcome_new_refusal(const char *class_name, const char *native_code,
                                   const char *message);
pc_outcome *pc_outcome_new_unsupported(const char *operation);
pc_outcome *pc_outcome_new_value_take(pc_value *value);
/* The outcome that printed JSON (above) stands for, but rows; NULL: none. "code" and "message" of a
 * refusal are its evidence. The caller's. */
pc_outcome *pc_outcome_new_from_json(const json_t *json);
/* ROWS: adds a column name (copied), or a row (a LIST, consumed). */
void pc_outcome_add_column(pc_outcome *outcome, const char *name);
/* Says of the column added last that the service's collation may hold texts in it equal that
 * differ: in case, accents, trailing blanks. */
void pc_outcome_set_folds(pc_outcome *outcome);
bool pc_outcome_column_folds(const pc_outcome *outcome, guint column);
void pc_outcome_add_row_take(pc_outcome *outcome, pc_value *row);
void pc_outcome_free(pc_outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_outcome, pc_outcome_free)

/* How an observation is made comparable; the order of the steps is fixed: references (names of the
 * run become tokens), volatile fields, sorting, comparison. */
typedef enum pc_rule {
  PC_RULE_REFERENCE = 1 << 0,  /* a name of the run became a token */
  PC_RULE_VOLATILE = 1 << 1,   /* a declared volatile field was masked */
  PC_RULE_SORTED = 1 << 2,     /* rows came in another order and were sorted */
  PC_RULE_DEADLOCK = 1 << 3,   /* which session of a deadlock was refused was not kept */
  PC_RULE_TIES = 1 << 4,       /* rows with equal sort keys came in another order */
  PC_RULE_UNFOLLOWED = 1 << 5, /* there is an order, which could not be followed: rows were sorted
                                */
  PC_RULE_LIMIT = 1 << 6, /* rows that tie with others left out by LIMIT came, or may have come, in
                             their place */
} pc_rule;
enum { PC_RULES = 7 };
extern const char *const pc_rule_names[]; /* "reference" ..., by bit, NULL-terminated */

typedef struct pc_canon {
  const char *const *references; /* pairs of (text, token), longest text first, NULL-terminated; or
                                    NULL */
  const char *volatile_columns;  /* NULL: none; "": the whole answer; else comma-separated names or
                                    1-based numbers */
  bool ordered;                  /* row order is the question: do not sort */
  const struct pc_statement_order *order; /* the order of sort keys is; NULL: it is not */
  bool folds; /* the service may hold texts equal that differ, in any column */
  bool names; /* column names are compared */
} pc_canon;

/* Appends the canonical JSON of outcome under canon; ret_rules gets the pc_rule bits that changed
 * something. */
void pc_outcome_print(const pc_outcome *outcome, const pc_canon *canon, GString *json,
                      guint *ret_rules);

#endif
