/* SPDX-License-Identifier: MIT */
/*
 * Whether a statement stays within the probe's scratch, told from its text before anything is sent.
 *
 * Refused is what names a table or another object outside of the scratch, leaves it (USE, SET
 * search_path, ATTACH), acts on the whole server or database (ALTER SYSTEM, SET GLOBAL, KILL,
 * CREATE ROLE), and what reaches files or other servers (COPY ... TO 'file', LOAD_FILE, dblink).
 * Reading catalogues is allowed: pg_catalog, information_schema, mysql, sys, performance_schema. Of
 * files, /dev/null and what is below /nonexistent, since they hold nothing.
 *
 * A text may hold several statements. Bodies of functions, triggers and DO blocks are checked as
 * statements, and so are literals that EXECUTE or PREPARE takes. What a statement puts together at
 * run time, and what a function does that is there already, cannot be told from the text: this
 * check finds mistakes; what a role may not do is up to the server.
 */
#ifndef PC_STATEMENT_CHECK_H
#define PC_STATEMENT_CHECK_H

#include <glib.h>
#include <stdbool.h>

/* dialects: those that may be sent it, bits of pc_sql_dialect; fine only if it is in each. Else
 * false, with the line within the text, from 1, and what is wrong and what to write instead, in one
 * line (the caller's). */
bool pc_statement_check(const char *text, gsize length, guint dialects, guint *ret_line,
                        char **ret_problem);

#endif
