/* SPDX-License-Identifier: MIT */
/* The isolation table's forms, one file each: isolation_text.c, isolation_json.c, html_isolation.c.
 */
#ifndef PC_REPORT_ISOLATION_H
#define PC_REPORT_ISOLATION_H

#include "reports/report.h"

void pc_isolation_write_text(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream);
void pc_isolation_write_html(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream);
void pc_isolation_write_json(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream);

#endif
