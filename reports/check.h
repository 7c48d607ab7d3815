/* SPDX-License-Identifier: MIT */
/*
 * A comparison as a list of checks, for formats that know tests: one for each behaviour of each
 * environment held against the reference, and one for each problem. There is a failed one or an
 * error exactly where the exit status is not 0:
 *
 * - passed: answered as the reference did, or differs in nothing that counts: it was asked and the
 * answer is known
 * - skipped: was not asked, or cannot be compared. So the number of these is what was not looked at
 * - failed: something that counts differs
 * - error: a problem
 *
 * Incidents come before all others: those of every environment first.
 */
#ifndef PC_CHECK_H
#define PC_CHECK_H

#include "harness/compare/comparison.h"

typedef enum pc_check_result {
  PC_CHECK_PASSED,
  PC_CHECK_SKIPPED,
  PC_CHECK_FAILED,
  PC_CHECK_ERROR,
  PC_CHECK_RESULTS
} pc_check_result;

typedef struct pc_check {
  pc_check_result result;
  guint environment;
  const pc_case *about;      /* NULL: a problem that is about no behaviour */
  const pc_problem *problem; /* of an error */
  const char *reason;        /* why it was skipped; borrowed, not yet safe to show */
  GPtrArray *findings;       /* pc_finding, in the order asked; NULL: none */
} pc_check;

/* Gives each check of one environment to visit, which has it until it returns: behaviours in their
 * order, as far as the comparison names them, then the problems that are about none. The reference
 * has only problems. What is an incident is left to pc_checks_visit_incidents. */
typedef void (*pc_check_visit)(const pc_check *check, gpointer data);
void pc_checks_visit(const pc_comparison *comparison, guint environment, pc_check_visit visit,
                     gpointer data);
void pc_checks_visit_incidents(const pc_comparison *comparison, guint environment,
                               pc_check_visit visit, gpointer data);
/* How many checks of one environment have which result, incidents too; results: PC_CHECK_RESULTS
 * numbers, to which they are added. */
void pc_checks_count(const pc_comparison *comparison, guint environment, guint *results);
/* "high silent": the worst severity of its findings, and whether neither side refuses in any. The
 * caller's. */
char *pc_check_severity(const pc_check *check);
/* Its name: the probe's id, or the kind of problem and service, cut. The caller's. */
char *pc_check_name(const pc_check *check);

#endif
