/* SPDX-License-Identifier: MIT */
/* The ceilings of one answer (adapter.h), held against it while it arrives: never two answers of
 * which the ends are not known are compared. */
#ifndef PC_ANSWER_H
#define PC_ANSWER_H

#include "harness/model/outcome.h"
#include "harness/model/value.h"

#include <glib.h>
#include <stdbool.h>

/* Whether an answer of so many rows and bytes of values is still within the ceilings;
 * PC_ERROR_TOO_LARGE. */
bool pc_answer_fits(guint rows, gsize bytes, GError **error);
/* For a row, message or value that its client library does not take in: PC_ERROR_TOO_LARGE; always
 * false. */
bool pc_answer_fail(GError **error);

/* A copy of value; the caller's. *bytes is increased by the size of what is in it. */
pc_value *pc_cache_value_copy(const pc_value *value, gsize *bytes);
/* The outcome of an answer, refused as PC_ERROR_TOO_LARGE beyond PC_ANSWER_BYTES_MAX; value is
 * consumed. */
pc_outcome *pc_cache_answer_take(pc_value *value, gsize bytes, GError **error);
pc_outcome *pc_cache_boolean(bool value);

#endif
