/* SPDX-License-Identifier: MIT */
/* The ceilings of one answer. */
#include "adapters/shared/answer.h"

#include "adapters/adapter.h"

#include "harness/base/error.h"

#include <string.h>

bool pc_answer_fail(GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d rows or %d MiB",
              PC_ANSWER_ROWS_MAX, PC_ANSWER_BYTES_MAX >> 20);
  return false;
}

bool pc_answer_fits(guint rows, gsize bytes, GError **error) {
  return (rows <= PC_ANSWER_ROWS_MAX && bytes <= PC_ANSWER_BYTES_MAX) || pc_answer_fail(error);
}

pc_value *pc_cache_value_copy(const pc_value *value, gsize *bytes) {
  gsize length;
  const pc_kind kind = pc_value_kind(value);
  const char *text = pc_value_text(value, &length);
  *bytes += length + 1;
  if (kind == PC_KIND_LIST || kind == PC_KIND_MAP) {
    pc_value *list = pc_value_new_list(kind);
    for (guint i = 0; i < pc_value_length(value); i++)
      pc_value_append_take(list, pc_cache_value_copy(pc_value_item(value, i), bytes));
    return list;
  }
  if (kind == PC_KIND_NULL)
    return pc_value_new_null();
  if (kind == PC_KIND_BOOLEAN)
    return pc_value_new_boolean(strcmp(text, "true") == 0);
  if (kind == PC_KIND_BYTES)
    return pc_value_new_bytes(text, length);
  return pc_value_new_text(kind, text, (gssize)length);
}

pc_outcome *pc_cache_answer_take(pc_value *value, gsize bytes, GError **error) {
  if (bytes <= PC_ANSWER_BYTES_MAX)
    return pc_outcome_new_value_take(value);
  pc_value_free(value);
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d MiB",
              PC_ANSWER_BYTES_MAX >> 20);
  return NULL;
}

pc_outcome *pc_cache_boolean(bool value) {
  return pc_outcome_new_value_take(pc_value_new_boolean(value));
}
