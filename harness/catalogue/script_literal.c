/* SPDX-License-Identifier: MIT */
/* Literals of bound parameters. */
#include "harness/catalogue/script_literal.h"

#include "harness/model/value.h"

#include <string.h>

/* Reads 'it''s' at *at; NULL where the closing quote is missing. */
static char *quoted_parse(const char **at) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (const char *c = *at + 1; *c; c++) {
    if (*c == '\'' && c[1] != '\'') {
      *at = c + 1;
      return g_string_free(g_steal_pointer(&text), FALSE);
    }
    if (*c == '\'')
      c++;
    g_string_append_c(text, *c);
  }
  return NULL;
}

static pc_value *bytes_parse(const char *hex) {
  const gsize length = strlen(hex);
  if (length % 2)
    return NULL;
  g_autofree guchar *bytes = g_malloc(length / 2 + 1);
  for (gsize i = 0; i < length; i += 2) {
    const int high = g_ascii_xdigit_value(hex[i]);
    const int low = g_ascii_xdigit_value(hex[i + 1]);
    if (high < 0 || low < 0)
      return NULL;
    bytes[i / 2] = (guchar)(high * 16 + low);
  }
  return pc_value_new_bytes(bytes, length / 2);
}

static pc_value *word_parse(const char *word) {
  if (strcmp(word, "null") == 0)
    return pc_value_new_null();
  if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
    return pc_value_new_boolean(*word == 't');
  gint64 integer;
  if (g_ascii_string_to_signed(word, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return pc_value_new_integer(integer);
  char *end;
  const double real = g_ascii_strtod(word, &end);
  const bool numeric = g_ascii_isdigit(*word) || (*word == '-' && g_ascii_isdigit(word[1]));
  return numeric && *end == '\0' ? pc_value_new_real(real) : NULL;
}

static pc_value *literal_parse(const char **at) {
  const bool bytes = **at == 'x' && (*at)[1] == '\'';
  if (bytes)
    (*at)++;
  if (**at == '\'') {
    g_autofree char *text = quoted_parse(at);
    if (!text)
      return NULL;
    return bytes ? bytes_parse(text) : pc_value_new_text(PC_KIND_TEXT, text, -1);
  }
  const gsize length = strcspn(*at, " \t");
  g_autofree char *word = g_strndup(*at, length);
  *at += length;
  return word_parse(word);
}

static void value_destroy(gpointer value) { pc_value_free(value); }

GPtrArray *pc_literals_parse(const char *text, char **ret_problem) {
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(value_destroy);
  const char *at = text;
  for (;;) {
    at += strspn(at, " \t");
    if (!*at)
      break;
    const char *start = at;
    pc_value *value = literal_parse(&at);
    if (!value || (*at && *at != ' ' && *at != '\t')) {
      pc_value_free(value);
      *ret_problem = g_strdup_printf(
          "'%s' is not a literal, expected 'text', a number, true, false, null or x'00ff'", start);
      return NULL;
    }
    g_ptr_array_add(values, value);
  }
  if (values->len == 0) {
    *ret_problem = g_strdup("expected at least one parameter after '--$'");
    return NULL;
  }
  return g_steal_pointer(&values);
}
