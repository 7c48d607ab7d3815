/* SPDX-License-Identifier: MIT */
/* "--report FORMAT[=FILE]": the reports that a user asked for, and where they go. */
#ifndef PC_REPORT_OUTPUT_H
#define PC_REPORT_OUTPUT_H

#include "harness/compare/comparison.h"
#include "harness/compare/isolation.h"
#include "harness/history/history.h"

/* Checks the requests before anything is asked. requests may be NULL. */
bool pc_report_requests_check(char *const *requests, GError **error);
/* What the comparison must keep of the behaviours that agree, for all of them. */
pc_detail pc_report_requests_detail(char *const *requests);
/* Writes them; without any, the text report to standard output. A file appears whole or not at all. */
bool pc_report_requests_write(char *const *requests, const pc_comparison *comparison, GError **error);
/* The same two for an isolation table, which not every report renders. */
bool pc_report_requests_check_isolation(char *const *requests, GError **error);
bool pc_report_requests_write_isolation(char *const *requests, const pc_isolation *isolation, GError **error);
/* The same two for a history. */
bool pc_report_requests_check_history(char *const *requests, GError **error);
bool pc_report_requests_write_history(char *const *requests, const pc_history *history, GError **error);

#endif
