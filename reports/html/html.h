/* SPDX-License-Identifier: MIT */
/*
 * The HTML report's parts, one file each: html.c (the page), html_row.c (what is told of a
 * behaviour), html_matrix.c, html_data.c (what cells open, as JSON), html_answer.c, html_section.c
 * (the tables), html_isolation.c, html_text.c (text made harmless). The style and the scripts are
 * files in reports/html/, embedded as resources. Everything is appended to one text.
 */
#ifndef PC_REPORT_HTML_H
#define PC_REPORT_HTML_H

#include "reports/report.h"

/* What a cell of the matrix says. The first five are those of pc_standing, of what differs where
 * there is a baseline.
 */
typedef enum pc_html_status {
  PC_HTML_NEW,
  PC_HTML_CHANGED,
  PC_HTML_EXPIRED,
  PC_HTML_PENDING,
  PC_HTML_ACCEPTED,
  PC_HTML_DIFFERS, /* there is no baseline */
  PC_HTML_UNKNOWN, /* could not be told */
  PC_HTML_KIND,
  PC_HTML_AGREES,
  PC_HTML_SKIPPED,
  PC_HTML_REFERENCE,
  PC_HTML_STATUS_COUNT
} pc_html_status;
extern const char *const pc_html_status_names[]; /* "new" ..., NULL-terminated; they are the classes
                                                    of cells, too */

/* A behaviour with all that is told of it. Borrows from the comparison. */
typedef struct pc_html_row {
  const pc_case *about;
  char *area;          /* the id's first two parts */
  GPtrArray *findings; /* pc_finding */
  GPtrArray *problems; /* pc_problem */
  GPtrArray *skips;    /* pc_skip */
  bool ambiguous;      /* another service is asked the same */
} pc_html_row;

typedef struct pc_html {
  const pc_comparison *comparison;
  GString *text;    /* the page */
  guint *columns;   /* environments by index, the reference first */
  GPtrArray *names; /* of environments by index (char *), each once */
  GPtrArray *rows;  /* pc_html_row: by service, area, probe */
} pc_html;

/* html_text.c: */
/* Appends text harmless to terminals, readers and HTML alike; cut where it is very long. NULL is
 * nothing. */
void pc_html_words(GString *html, const char *words);
void pc_html_format(GString *html, const char *format, const char *words); /* one %s, which is made
                                                                              harmless */
/* Text that is shown already (outcome_text.h). */
void pc_html_shown(GString *html, const char *shown);
/* A JSON string within a script; long text as ["its beginning", characters more]. */
void pc_html_json_words(GString *json, const char *words, gsize length);
/* The same with the lines of text kept apart. */
void pc_html_json_lines(GString *json, const char *words, gsize length);
/* The same for text that is shown already. */
void pc_html_json_shown(GString *json, const char *shown);

/* html_row.c: */
GPtrArray *pc_html_rows_new(const pc_comparison *comparison);
pc_html_status pc_html_row_status(const pc_html *html, const pc_html_row *row, guint environment);
/* Whether a status is one of those that a reader is first shown. */
bool pc_html_status_is_wanted(const pc_html *html, pc_html_status status);
const pc_service_record *pc_html_service(const pc_html *html, guint environment,
                                         const char *service);

/* html_answer.c: an outcome, or an answer line of a recording, as the script of the page reads
 * them. */
void pc_html_outcome_append(GString *json, const json_t *outcome);
void pc_html_answer_append(GString *json, const char *line);

/* The parts of the page: */
void pc_html_matrix_append(pc_html *html);
void pc_html_data_append(pc_html *html);
void pc_html_summary_append(pc_html *html);
void pc_html_incidents_append(pc_html *html);
void pc_html_problems_append(pc_html *html);
void pc_html_sections_append(pc_html *html);
/* Of any page: up to the end of <body>'s header, and from the scripts on. */
void pc_html_open(GString *text, const char *title, bool scripts);
void pc_html_close(GString *text);

#endif
