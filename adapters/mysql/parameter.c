/* SPDX-License-Identifier: MIT */
/* Bound parameters: "$1" as "?", and values for the binary protocol. */
#include "adapters/mysql/internal.h"

#include <string.h>

/* Where what begins at c ends: a quoted text or name, or a comment; c itself where nothing of the
 * kind begins. */
static const char *quoted_end(const char *c) {
  if (*c == '\'' || *c == '"' || *c == '`') {
    const char quote = *c;
    for (c++; *c && *c != quote; c++)
      c += *c == '\\' && quote != '`' && c[1];
    return *c ? c + 1 : c;
  }
  if (*c == '#' || (g_str_has_prefix(c, "--") && (c[2] == '\0' || g_ascii_isspace(c[2]))))
    return c + strcspn(c, "\n");
  /* What is in a comment of a version is sent to be run. */
  if (g_str_has_prefix(c, "/*") && c[2] != '!' && !g_str_has_prefix(c, "/*M!")) {
    const char *end = strstr(c + 2, "*/");
    return end ? end + 2 : c + strlen(c);
  }
  return c;
}

char *pc_mysql_placeholders(const char *text, GArray **ret_numbers) {
  GString *result = g_string_new(NULL);
  GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint));
  for (const char *c = text; *c;) {
    const char *end = quoted_end(c);
    if (end > c) {
      g_string_append_len(result, c, end - c);
      c = end;
      continue;
    }
    char *after = (char *)(guintptr)c + 1;
    guint number = numbers->len;
    if (*c == '$' && g_ascii_isdigit(c[1]))
      number = (guint)MIN(g_ascii_strtoull(c + 1, &after, 10), G_MAXUINT) - 1;
    else if (*c != '?') {
      g_string_append_c(result, *c++);
      continue;
    }
    g_string_append_c(result, '?');
    g_array_append_val(numbers, number);
    c = after;
  }
  *ret_numbers = numbers;
  return g_string_free(result, FALSE);
}

void pc_mysql_parameter(const pc_value *value, MYSQL_BIND *bind) {
  gsize length = 0;
  const char *text = pc_value_text(value, &length);
  const pc_kind kind = pc_value_kind(value);
  if (kind == PC_KIND_NULL) {
    bind->buffer_type = MYSQL_TYPE_NULL;
  } else if (kind == PC_KIND_INTEGER) {
    const gint64 number = g_ascii_strtoll(text, NULL, 10);
    bind->buffer_type = MYSQL_TYPE_LONGLONG;
    bind->buffer = g_memdup2(&number, sizeof number);
  } else if (kind == PC_KIND_BOOLEAN) {
    const gint8 truth = *text == 't';
    bind->buffer_type = MYSQL_TYPE_TINY;
    bind->buffer = g_memdup2(&truth, sizeof truth);
  } else if (kind == PC_KIND_REAL) {
    const double number = g_ascii_strtod(text, NULL);
    bind->buffer_type = MYSQL_TYPE_DOUBLE;
    bind->buffer = g_memdup2(&number, sizeof number);
  } else {
    bind->buffer_type = kind == PC_KIND_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
    bind->buffer = g_malloc(length + 1);
    memcpy(bind->buffer, text, length);
    bind->buffer_length = length;
  }
}
