/* SPDX-License-Identifier: MIT */
/* Scripts for psql, started with -X: nobody's ~/.psqlrc counts. */
#include "adapters/postgresql/internal.h"

#include <string.h>

/* psql takes \n and the like in single quotes for what they mean; a quote is doubled. */
static void label_append(const char *label, GString *script) {
  g_autoptr(GString) quoted = g_string_new(label);
  g_string_replace(quoted, "\\", "\\\\", 0);
  g_string_replace(quoted, "'", "''", 0);
  g_string_append_printf(script, "\\echo '-- %s'\n", quoted->str);
}

static const char *type_name(const pc_value *value) {
  switch (pc_pg_parameter_type(value)) {
  case 16:
    return "boolean";
  case 17:
    return "bytea";
  case 20:
    return "bigint";
  case 23:
    return "integer";
  case 701:
    return "double precision";
  default:
    return "unknown"; /* the server infers it, as where none is said in binding */
  }
}

static void literal_append(const pc_value *value, GString *script) {
  gsize length;
  const char *plain = pc_value_text(value, &length);
  const pc_kind kind = pc_value_kind(value);
  if (kind == PC_KIND_NULL) {
    g_string_append(script, "NULL");
  } else if (kind == PC_KIND_BYTES) {
    g_string_append(script, "'\\x");
    for (gsize i = 0; i < length; i++)
      g_string_append_printf(script, "%02x", (guchar)plain[i]);
    g_string_append_c(script, '\'');
  } else if (kind == PC_KIND_INTEGER || kind == PC_KIND_BOOLEAN) {
    g_string_append(script, plain);
  } else {
    g_autoptr(GString) quoted = g_string_new(plain);
    g_string_replace(quoted, "'", "''", 0);
    g_string_append_printf(script, "'%s'", quoted->str);
  }
}

/* psql has \bind since 16 alone, and it says no types; PREPARE says those that the adapter binds
 * with. */
static void prepared_append(const pc_statement *statement, guint number, GString *script) {
  const GPtrArray *parameters = statement->parameters;
  g_string_append_printf(script, "PREPARE paritycheck_%u (", number);
  for (guint i = 0; i < parameters->len; i++)
    g_string_append_printf(script, "%s%s", i ? ", " : "", type_name(parameters->pdata[i]));
  g_string_append_printf(script, ") AS %s;\n\\if :ERROR\n\\else\nEXECUTE paritycheck_%u (",
                         statement->text, number);
  for (guint i = 0; i < parameters->len; i++) {
    g_string_append(script, i ? ", " : "");
    literal_append(parameters->pdata[i], script);
  }
  g_string_append(script, ");\n\\endif\n");
}

static void statement_append(const pc_statement *statement, guint number, const char *scratch,
                             GString *script) {
  (void)scratch;
  if (statement->parameters)
    prepared_append(statement, number, script);
  else
    g_string_append_printf(script, "%s%s\n", statement->text,
                           g_str_has_suffix(statement->text, ";") ? "" : ";");
}

/* psql ends at a refused CREATE SCHEMA, before anything else is sent; typed in, what follows finds
 * no schema to create in. DISCARD ALL: a role, a time limit or a read-only session that a script
 * has set would keep the schema. */
const pc_client_script pc_pg_client_script = {
    .scratch_begin = "\\set ON_ERROR_STOP on\nCREATE SCHEMA ${scratch};\n\\set ON_ERROR_STOP off\n",
    .session_begin = "\\encoding UTF8\nSET search_path TO ${scratch};\n",
    .end = "ROLLBACK;\nDISCARD ALL;\nDROP SCHEMA ${scratch} CASCADE;\n",
    .label_append = label_append,
    .statement_append = statement_append,
};
