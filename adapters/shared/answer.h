/* SPDX-License-Identifier: MIT */
/* The ceilings of one answer (adapter.h), held against it while it arrives: never two answers of which the ends are not
 * known are compared. */
#ifndef PC_ANSWER_H
#define PC_ANSWER_H

#include <glib.h>
#include <stdbool.h>

/* Whether an answer of so many rows and bytes of values is still within the ceilings; PC_ERROR_TOO_LARGE. */
bool pc_answer_fits(guint rows, gsize bytes, GError **error);
/* For a row, message or value that its client library does not take in: PC_ERROR_TOO_LARGE; always false. */
bool pc_answer_fail(GError **error);

#endif
