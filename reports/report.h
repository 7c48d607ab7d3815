/* SPDX-License-Identifier: MIT */
/*
 * The contract of a report: one rendering of a comparison. A report sees the comparison and nothing
 * behind it, writes to a stream and never to the screen by itself. The same comparison and options
 * give the same bytes.
 */
#ifndef PC_REPORT_H
#define PC_REPORT_H

#include "harness/compare/comparison.h"
#include "harness/compare/isolation.h"
#include "harness/history/history.h"

#include <stdio.h>

typedef struct pc_report_options {
  guint width; /* columns to fit, at least 40 */
  bool colour;
} pc_report_options;

typedef struct pc_report {
  const char *name;
  const char *summary;
  pc_detail detail; /* what it shows of the behaviours that agree: the comparison must have kept
                       that */
  /* Writes all of it; stream errors are found by the caller with ferror. */
  void (*write)(const pc_comparison *comparison, const pc_report_options *options, FILE *stream);
  /* The same for an isolation table; NULL: not rendered. */
  void (*isolation)(const pc_isolation *isolation, const pc_report_options *options, FILE *stream);
  /* Of a report in pc_history_reports, which has nothing else: the same for a history. */
  void (*history)(const pc_history *history, const pc_report_options *options, FILE *stream);
} pc_report;

/* The table of all reports, NULL-terminated. */
extern const pc_report *const pc_reports[];
/* By name; NULL and PC_ERROR_USAGE with the nearest name where there is none. */
const pc_report *pc_report_find(const char *name, GError **error);
/* The same of histories. */
extern const pc_report *const pc_history_reports[];
const pc_report *pc_report_find_history(const char *name, GError **error);

#endif
