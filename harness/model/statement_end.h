/* SPDX-License-Identifier: MIT */
/* Where a statement of SQL ends in a text of several, as one of the dialects reads it. */
#ifndef PC_STATEMENT_END_H
#define PC_STATEMENT_END_H

#include "harness/model/statement_token.h"

/* Bytes of a text, from at to before end. */
typedef struct pc_span {
  gsize at;
  gsize end;
} pc_span;

/*
 * Behind the first ';' that nothing but blanks and a "-- comment" follow in its line, and that is
 * not within a literal, a quoted name, a block comment, or the body (BEGIN ... END, BEGIN ATOMIC,
 * BEGIN NOT ATOMIC) of a trigger, function, procedure or event. 0: there is none; *ret_open is then
 * the line, from 1, of a quote or comment that is never closed, or 0.
 *
 * Adds to spans (pc_span) what must be sent as it is written: each literal, quoted name and block
 * comment before that end which goes over several lines.
 */
gsize pc_statement_end(const char *text, gsize length, pc_sql_dialect dialect, GArray *spans,
                       guint *ret_open);

#endif
