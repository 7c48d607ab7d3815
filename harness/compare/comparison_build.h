/* SPDX-License-Identifier: MIT */
/* How a comparison is put together, for comparison.c and comparison_merge.c, and looked up by a
 * baseline. */
#ifndef PC_COMPARISON_BUILD_H
#define PC_COMPARISON_BUILD_H

#include "harness/compare/comparison.h"

/* An empty comparison. */
pc_comparison *pc_comparison_allocate(void);

/* The answer lines of one probe and service; lines[i] is NULL where environment i has none. */
typedef struct pc_answer_set {
  const char *probe;
  const char *service;
  json_t *const *answers; /* parsed, one for each environment */
} pc_answer_set;

/* The case of a probe and a service, the latest one or a new one behind it; the comparison's. */
pc_case *pc_comparison_case_ensure(pc_comparison *comparison, const char *probe,
                                   const char *service);
/* The finding from the first-th on that this belongs to, or a new one; the comparison's. */
pc_finding *pc_comparison_finding_ensure(pc_comparison *comparison, guint first,
                                         const pc_case *about, guint environment,
                                         pc_category category, const char *signature);
/* One that can be changed. */
static inline pc_environment *pc_comparison_environment_at(const pc_comparison *comparison,
                                                           guint i) {
  return comparison->environments->pdata[i];
}

/* Adds a problem; service and probe may be NULL. Strings are copied. */
pc_problem *pc_comparison_add_problem(pc_comparison *comparison, pc_problem_kind kind,
                                      guint environment, const char *service, const char *probe,
                                      const char *text);
/* Adds what an answer set shows; they come in the order of the cases. */
void pc_comparison_add_answers(pc_comparison *comparison, const pc_answer_set *set);
/* The same of an answer line that all environments share, byte for byte: n observations agree. */
void pc_comparison_add_equal(pc_comparison *comparison, const char *probe, const char *service,
                             const char *line, guint64 observations);
/* Adds the problems, versions and settings that the headers show. */
void pc_comparison_add_headers(pc_comparison *comparison);
/* Whether this observation of environment i, or of the reference, is part of a divergence. Not
 * after the close. */
bool pc_comparison_diverges(const pc_comparison *comparison, guint i, const char *probe,
                            const char *service, const char *observation);

/* Severities of findings, once the evidence has been read; then their order. */
void pc_comparison_close(pc_comparison *comparison);

#endif
