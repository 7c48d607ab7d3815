/* SPDX-License-Identifier: MIT */
/* The ceilings of one answer. */
#include "adapters/shared/answer.h"

#include "adapters/adapter.h"

#include "harness/base/error.h"

bool pc_answer_fail(GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d rows or %d MiB", PC_ANSWER_ROWS_MAX,
              PC_ANSWER_BYTES_MAX >> 20);
  return false;
}

bool pc_answer_fits(guint rows, gsize bytes, GError **error) {
  return (rows <= PC_ANSWER_ROWS_MAX && bytes <= PC_ANSWER_BYTES_MAX) || pc_answer_fail(error);
}
