/* SPDX-License-Identifier: MIT */
/*
 * What one operation gave. A refusal by the service under test is an outcome, never a GError.
 *
 * Printed form (canonical JSON, keys sorted):
 *   {"rows":[[v,...],...]}      plus "columns":["a",...] where the probe compares names
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

#include "harness/value.h"

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
  gint64 affected;    /* AFFECTED */
  pc_value *value;    /* VALUE, owned */
  char *class_name;   /* REFUSAL: SQLSTATE condition name or the role's taxonomy; UNSUPPORTED: the operation */
  char *native_code;  /* REFUSAL: the engine's own code, evidence only */
  char *message;      /* REFUSAL: the engine's own message, evidence only */
} pc_outcome;

pc_outcome *pc_outcome_new(pc_outcome_kind kind);
/* Every string is copied; native_code and message may be NULL. */
pc_outcome *pc_outcome_new_refusal(const char *class_name, const char *native_code, const char *message);
pc_outcome *pc_outcome_new_unsupported(const char *operation);
pc_outcome *pc_outcome_new_value_take(pc_value *value);
/* The outcome that printed JSON (above) stands for, but rows; NULL: none. "code" and "message" of a refusal are its
 * evidence. The caller's. */
pc_outcome *pc_outcome_new_from_json(const json_t *json);
/* ROWS: adds a column name (copied), or a row (a LIST, consumed). */
void pc_outcome_add_column(pc_outcome *outcome, const char *name);
void pc_outcome_add_row_take(pc_outcome *outcome, pc_value *row);
void pc_outcome_free(pc_outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_outcome, pc_outcome_free)

/* How an observation is made comparable; the order of the steps is fixed: references (names of the run become tokens),
 * volatile fields, sorting, comparison. */
typedef enum pc_rule {
  PC_RULE_REFERENCE = 1 << 0, /* a name of the run became a token */
  PC_RULE_VOLATILE = 1 << 1,  /* a declared volatile field was masked */
  PC_RULE_SORTED = 1 << 2,    /* rows came in another order and were sorted */
  PC_RULE_DEADLOCK = 1 << 3,  /* which session of a deadlock was refused was not kept */
} pc_rule;

typedef struct pc_canon {
  const char *const *references; /* pairs of (text, token), longest text first, NULL-terminated; or NULL */
  const char *volatile_columns;  /* NULL: none; "": the whole answer; else comma-separated names or 1-based numbers */
  bool ordered;                  /* row order is the question: do not sort */
  bool names;                    /* column names are compared */
} pc_canon;

/* Appends the canonical JSON of outcome under canon; ret_rules gets the pc_rule bits that changed something. */
void pc_outcome_print(const pc_outcome *outcome, const pc_canon *canon, GString *json, guint *ret_rules);

#endif
