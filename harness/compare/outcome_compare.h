/* SPDX-License-Identifier: MIT */
/* Where two answers part: exact, kind, value, class. On outcomes as parsed canonical JSON. */
#ifndef PC_OUTCOME_COMPARE_H
#define PC_OUTCOME_COMPARE_H

#include "harness/compare/comparison.h"

/* How a probe has its answers compared. */
typedef struct pc_comparator {
  double tolerance; /* relative, for numbers; 0: exact */
  bool ordered;     /* the order of rows is the question */
} pc_comparator;

/* From best to worst. */
typedef enum pc_agreement {
  PC_AGREE_EXACTLY,
  PC_AGREE_NEARLY,
  PC_AGREE_BUT_KIND,
  PC_DISAGREE
} pc_agreement;

/* What came of comparing two outcomes. */
typedef struct pc_outcome_difference {
  pc_category category;
  bool silent;     /* neither side refuses */
  char *signature; /* names the cause within the category; owned, NULL where they agree */
  guint rules; /* where they agree: pc_rule bits (outcome.h) by which they do, beyond those of each
                  side */
} pc_outcome_difference;

/* false: they agree. Sets ret_difference, which the caller clears. */
bool pc_outcome_differs(const json_t *reference, const json_t *other, const pc_comparator *how,
                        pc_outcome_difference *ret_difference);
void pc_outcome_difference_clear(pc_outcome_difference *difference);
/* Of a refusal's signature: both sides refuse, and one of them because it does not know the
 * statement or what it names. Code that works on either side never meets this difference, whereas
 * it may tell a unique_violation from a lock that was not available. */
bool pc_signature_is_moot(const char *signature);
/* Whether the service did not know the statement, what it names, or the operation. */
bool pc_outcome_is_unknown(const json_t *outcome);
/* How well two canonical values agree; lists as well as their worst members. */
pc_agreement pc_value_agreement(const json_t *a, const json_t *b, double tolerance);
/* Whether as many rows can be paired so that each pair agrees at least so well. */
bool pc_bags_agree(const json_t *a, const json_t *b, pc_agreement least, double tolerance);

#endif
