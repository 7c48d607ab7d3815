/* SPDX-License-Identifier: MIT */
/* PostgreSQL's types as canonical kinds. The OIDs are those of pg_type.dat, fixed for all versions.
 */
#include "adapters/postgresql/internal.h"

#include <stdlib.h>
#include <string.h>

enum { ARRAY_DEPTH_MAX = 6 };

static const struct {
  Oid type;
  Oid array;
  pc_kind kind;
} types[] = {
    {16, 1000, PC_KIND_BOOLEAN},        /* bool */
    {17, 1001, PC_KIND_BYTES},          /* bytea */
    {18, 1002, PC_KIND_TEXT},           /* "char" */
    {19, 1003, PC_KIND_TEXT},           /* name */
    {20, 1016, PC_KIND_INTEGER},        /* int8 */
    {21, 1005, PC_KIND_INTEGER},        /* int2 */
    {23, 1007, PC_KIND_INTEGER},        /* int4 */
    {25, 1009, PC_KIND_TEXT},           /* text */
    {26, 1028, PC_KIND_INTEGER},        /* oid */
    {114, 199, PC_KIND_JSON},           /* json */
    {700, 1021, PC_KIND_REAL},          /* float4 */
    {701, 1022, PC_KIND_REAL},          /* float8 */
    {705, 0, PC_KIND_TEXT},             /* unknown */
    {1042, 1014, PC_KIND_TEXT},         /* bpchar */
    {1043, 1015, PC_KIND_TEXT},         /* varchar */
    {1082, 1182, PC_KIND_DATE},         /* date */
    {1083, 1183, PC_KIND_TIME},         /* time */
    {1114, 1115, PC_KIND_TIMESTAMP},    /* timestamp */
    {1184, 1185, PC_KIND_TIMESTAMP_TZ}, /* timestamptz */
    {1186, 1187, PC_KIND_INTERVAL},     /* interval */
    {1266, 1270, PC_KIND_TIME},         /* timetz */
    {1700, 1231, PC_KIND_DECIMAL},      /* numeric */
    {3802, 3807, PC_KIND_JSON},         /* jsonb */
};

static pc_value *scalar_new(pc_kind kind, const char *text, int length) {
  switch (kind) {
  case PC_KIND_BOOLEAN:
    return pc_value_new_boolean(*text == 't');
  case PC_KIND_BYTES: {
    size_t bytes_length = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)text, &bytes_length);
    pc_value *value = pc_value_new_bytes(bytes, bytes_length);
    PQfreemem(bytes);
    return value;
  }
  case PC_KIND_REAL:
    /* A float4 prints the shortest text of its own width; read as a double, that text is the
     * shortest again. */
    return pc_value_new_real(g_ascii_strtod(text, NULL));
  case PC_KIND_NULL:
  case PC_KIND_INTEGER:
  case PC_KIND_DECIMAL:
  case PC_KIND_TEXT:
  case PC_KIND_DATE:
  case PC_KIND_TIME:
  case PC_KIND_TIMESTAMP:
  case PC_KIND_TIMESTAMP_TZ:
  case PC_KIND_INTERVAL:
  case PC_KIND_JSON:
  case PC_KIND_OTHER:
  case PC_KIND_STATUS:
  case PC_KIND_LIST:
  case PC_KIND_MAP:
    break;
  }
  return pc_value_new_text(kind, text, length);
}

/* One element at *at: quoted, NULL or plain. */
static pc_value *element_parse(pc_kind kind, const char **at) {
  g_autoptr(GString) text = g_string_new(NULL);
  const char *c = *at;
  const bool quoted = *c == '"';
  if (quoted) {
    for (c++; *c && *c != '"'; c++) {
      c += *c == '\\' && c[1];
      g_string_append_c(text, *c);
    }
    c += *c == '"';
  } else {
    for (; *c && *c != ',' && *c != '}'; c++) {
      c += *c == '\\' && c[1];
      g_string_append_c(text, *c);
    }
  }
  *at = c;
  if (!quoted && strcmp(text->str, "NULL") == 0)
    return pc_value_new_null();
  return scalar_new(kind, text->str, (int)text->len);
}

/* An array literal at *at, "{1,{2,NULL}}":
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
static pc_value *array_parse(pc_kind kind, const char **at, int depth) {
  pc_value *list = pc_value_new_list(PC_KIND_LIST);
  for (const char *c = *at + 1;; c++) {
    if (*c == '{' && depth < ARRAY_DEPTH_MAX)
      pc_value_append_take(list, array_parse(kind, &c, depth + 1));
    else if (*c && *c != '}')
      pc_value_append_take(list, element_parse(kind, &c));
    if (*c != ',') {
      *at = *c ? c + 1 : c;
      return list;
    }
  }
}

pc_value *pc_pg_value(Oid type, const char *text, int length) {
  for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
    if (types[i].type == type)
      return scalar_new(types[i].kind, text, length);
    /* An array whose bounds do not begin at 1 says so in front, and is kept as text. */
    if (types[i].array == type && type && *text == '{')
      return array_parse(types[i].kind, &text, 0);
  }
  return pc_value_new_text(PC_KIND_OTHER, text, length);
}

Oid pc_pg_parameter_type(const pc_value *value) {
  switch (pc_value_kind(value)) {
  case PC_KIND_INTEGER: {
    gint64 number = g_ascii_strtoll(pc_value_text(value, NULL), NULL, 10);
    return number >= G_MININT32 && number <= G_MAXINT32 ? 23 : 20;
  }
  case PC_KIND_REAL:
    return 701;
  case PC_KIND_BOOLEAN:
    return 16;
  case PC_KIND_BYTES:
    return 17;
  case PC_KIND_NULL:
  case PC_KIND_TEXT:
  case PC_KIND_DECIMAL:
  case PC_KIND_DATE:
  case PC_KIND_TIME:
  case PC_KIND_TIMESTAMP:
  case PC_KIND_TIMESTAMP_TZ:
  case PC_KIND_INTERVAL:
  case PC_KIND_JSON:
  case PC_KIND_OTHER:
  case PC_KIND_STATUS:
  case PC_KIND_LIST:
  case PC_KIND_MAP:
    break;
  }
  return 0;
}
