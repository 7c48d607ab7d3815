/* SPDX-License-Identifier: MIT */
/* A history as a picture; and text for pages. */
#ifndef PC_REPORT_HISTORY_PLOT_H
#define PC_REPORT_HISTORY_PLOT_H

#include "harness/history/history.h"

/* Text from anywhere, safe within an element and a quoted attribute. */
void pc_history_html_print(FILE *stream, const char *text);
/* An SVG of one environment: nights from left to right, how many behaviours differ by severity, and
 * marks. */
void pc_history_plot_print(const pc_history *history, const char *environment, FILE *stream);

#endif
