/* SPDX-License-Identifier: MIT */
/* Operations of roles. */
#include "harness/model/operation.h"

#include <glib.h>
#include <string.h>

enum { SHOWN_MAX = 120 };

json_t *pc_operation_new(const char *op, const char *key) {
  return json_pack("{s:s,s:s}", "op", op, "key", key);
}

const char *pc_operation_name(const json_t *operation) {
  return pc_operation_text(operation, "op");
}

const char *pc_operation_text(const json_t *operation, const char *argument) {
  return json_string_value(json_object_get(operation, argument));
}

static void argument_append(const char *name, const json_t *value, GString *shown) {
  char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
  const gsize length = strlen(text);
  g_string_append_printf(shown, " %s=", name);
  if (length <= SHOWN_MAX) {
    g_string_append(shown, text);
  } else {
    const char *end = g_utf8_find_prev_char(text, text + SHOWN_MAX);
    g_string_append_len(shown, text, end - text);
    g_string_append_printf(shown, "... (%" G_GSIZE_FORMAT " bytes)", length);
  }
  free(text);
}

char *pc_operation_show(const json_t *operation) {
  const char *op = pc_operation_name(operation);
  GString *shown = g_string_new(op ? op : "?");
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)(guintptr)operation, name, value) {
    if (strcmp(name, "op") != 0)
      argument_append(name, value, shown);
  }
  return g_string_free(shown, FALSE);
}
