/* SPDX-License-Identifier: MIT */
/* The types of MySQL and MariaDB as canonical kinds. */
#include "adapters/mysql/internal.h"

#include <string.h>

enum { CHARSET_BINARY = 63 };

static bool attribute_is(const MYSQL_FIELD *field, enum mariadb_field_attr_t which,
                         const char *word) {
  MARIADB_CONST_STRING text = {0};
  return mariadb_field_attr(&text, field, which) == 0 && text.length == strlen(word) &&
         memcmp(text.str, word, text.length) == 0;
}

/* Text, bytes, or what MariaDB keeps as text and calls otherwise. */
static pc_kind string_kind(const MYSQL_FIELD *field) {
  static const char *const own[] = {"uuid", "inet4", "inet6"};
  for (guint i = 0; i < G_N_ELEMENTS(own); i++)
    if (attribute_is(field, MARIADB_FIELD_ATTR_DATA_TYPE_NAME, own[i]))
      return PC_KIND_OTHER;
  if (attribute_is(field, MARIADB_FIELD_ATTR_FORMAT_NAME, "json"))
    return PC_KIND_JSON;
  return field->charsetnr == CHARSET_BINARY ? PC_KIND_BYTES : PC_KIND_TEXT;
}

static pc_kind field_kind(const MYSQL_FIELD *field) {
  switch ((int)field->type) {
  case MYSQL_TYPE_TINY:
  case MYSQL_TYPE_SHORT:
  case MYSQL_TYPE_INT24:
  case MYSQL_TYPE_LONG:
  case MYSQL_TYPE_LONGLONG:
  case MYSQL_TYPE_YEAR:
    return PC_KIND_INTEGER;
  case MYSQL_TYPE_DECIMAL:
  case MYSQL_TYPE_NEWDECIMAL:
    return PC_KIND_DECIMAL;
  case MYSQL_TYPE_FLOAT:
  case MYSQL_TYPE_DOUBLE:
    return PC_KIND_REAL;
  case MYSQL_TYPE_DATE:
  case MYSQL_TYPE_NEWDATE:
    return PC_KIND_DATE;
  case MYSQL_TYPE_TIME:
  case MYSQL_TYPE_TIME2:
    return PC_KIND_TIME;
  /* A TIMESTAMP is an instant, but comes without a zone, as the session's zone has it. */
  case MYSQL_TYPE_TIMESTAMP:
  case MYSQL_TYPE_TIMESTAMP2:
  case MYSQL_TYPE_DATETIME:
  case MYSQL_TYPE_DATETIME2:
    return PC_KIND_TIMESTAMP;
  case MYSQL_TYPE_JSON:
    return PC_KIND_JSON;
  case MYSQL_TYPE_GEOMETRY:
    return PC_KIND_BYTES;
  default:
    return string_kind(field);
  }
}

/* ZEROFILL pads what is printed, not the number. */
static pc_value *integer_new(const char *text, gulong length) {
  const bool negative = length && *text == '-';
  const char *digits = text + negative;
  while (digits + 1 < text + length && *digits == '0')
    digits++;
  g_autofree char *plain =
      g_strdup_printf("%s%.*s", negative ? "-" : "", (int)(text + length - digits), digits);
  return pc_value_new_text(PC_KIND_INTEGER, plain, -1);
}

/* The bits of BIT(n) as digits, as PostgreSQL prints its own. */
static pc_value *bits_new(const char *bytes, gulong length, gulong width) {
  GString *digits = g_string_new(NULL);
  for (gulong i = width; i-- > 0;) {
    const gulong byte = i / 8;
    const bool set = byte < length && ((guchar)bytes[length - 1 - byte] >> (i % 8) & 1);
    g_string_append_c(digits, set ? '1' : '0');
  }
  pc_value *value = pc_value_new_text(PC_KIND_OTHER, digits->str, (gssize)digits->len);
  g_string_free(digits, TRUE);
  return value;
}

pc_value *pc_mysql_value(const MYSQL_FIELD *field, const char *text, gulong length) {
  if (field->type == MYSQL_TYPE_BIT)
    return bits_new(text, length, field->length);
  const pc_kind kind = field_kind(field);
  if (kind == PC_KIND_INTEGER)
    return integer_new(text, length);
  if (kind == PC_KIND_REAL) {
    g_autofree char *copy = g_strndup(text, length);
    return pc_value_new_real(g_ascii_strtod(copy, NULL));
  }
  if (kind == PC_KIND_BYTES)
    return pc_value_new_bytes(text, length);
  return pc_value_new_text(kind, text, (gssize)length);
}
