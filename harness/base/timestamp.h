/* SPDX-License-Identifier: MIT */
/* Timestamps as people and programs write them, and how long lies between two. */
#ifndef PC_TIMESTAMP_H
#define PC_TIMESTAMP_H

#include <glib.h>
#include <stdbool.h>

/* Seconds since 1970 of "2026-01-31T12:00:00Z", "2026-01-31 12:00:00+02:00", "2026-01-31" (UTC, as
 * is every time without a zone) or a number of such seconds. false: none of these, or before 1970
 * or past the year 9999. */
bool pc_timestamp_parse(const char *text, gint64 *ret_seconds);
/* "2026-01-31T12:00:00Z"; the caller's. */
char *pc_timestamp_print(gint64 seconds);
/* How long, in the largest unit of which there are two, rounded down: "40 seconds", "5 hours", "3
 * weeks"; of a negative number "0 seconds". The caller's. */
char *pc_age_print(gint64 seconds);

#endif
