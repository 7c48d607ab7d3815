/* SPDX-License-Identifier: MIT */
/* "--report FORMAT[=FILE]": the reports that a user asked for, and where they go. */
#ifndef PC_REPORT_OUTPUT_H
#define PC_REPORT_OUTPUT_H

#include "harness/compare/comparison.h"
#include "harness/compare/isolation.h"
#include "harness/history/history.h"

/* Checks them before anything is asked. outputs may be NULL. */
bool pc_report_outputs_check(char *const *outputs, GError **error);
/* What the comparison must keep of the behaviours that agree, for all of them. */
pc_detail pc_report_outputs_detail(char *const *outputs);
/* Writes them; without any, the text report to standard output. A file appears whole or not at all.
 */
bool pc_report_outputs_write(char *const *outputs, const pc_comparison *comparison, GError **error);
/* The same two for an isolation table, which not every report renders. */
bool pc_report_outputs_check_isolation(char *const *outputs, GError **error);
bool pc_report_outputs_write_isolation(char *const *outputs, const pc_isolation *isolation,
                                       GError **error);
/* The same two for a history. */
bool pc_report_outputs_check_history(char *const *outputs, GError **error);
bool pc_report_outputs_write_history(char *const *outputs, const pc_history *history,
                                     GError **error);

#endif
