/* SPDX-License-Identifier: MIT */
/* Scripts for mysql or mariadb, started with --force: without it the clean-up would not be reached.
 */
#include "adapters/mysql/internal.h"

#include <string.h>

static void hexadecimal_append(const char *bytes, gsize length, GString *script) {
  g_string_append(script, "x'");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf(script, "%02x", (guchar)bytes[i]);
  g_string_append_c(script, '\'');
}

/* Whether a backslash escapes is a matter of the sql_mode: what has one is written without it. */
static void text_append(const char *text, gsize length, GString *script) {
  if (memchr(text, '\\', length)) {
    g_string_append(script, "_utf8mb4 ");
    hexadecimal_append(text, length, script);
    return;
  }
  g_autoptr(GString) quoted = g_string_new(text);
  g_string_replace(quoted, "'", "''", 0);
  g_string_append_printf(script, "'%s'", quoted->str);
}

static void literal_append(const pc_value *value, GString *script) {
  gsize length;
  const char *plain = pc_value_text(value, &length);
  const pc_kind kind = pc_value_kind(value);
  if (kind == PC_KIND_NULL)
    g_string_append(script, "NULL");
  else if (kind == PC_KIND_BYTES)
    hexadecimal_append(plain, length, script);
  else if (kind == PC_KIND_INTEGER || kind == PC_KIND_BOOLEAN)
    g_string_append(script, plain);
  else if (kind == PC_KIND_REAL)
    g_string_append_printf(script, "%s%s", plain, strpbrk(plain, "eE") ? "" : "e0"); /* else it is a
                                                                                        decimal */
  else
    text_append(plain, length, script);
}

/* Whether every placeholder has a value; a variable that was never set would be NULL. */
static bool values_fit(const GArray *numbers, guint given) {
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index(numbers, guint, i) >= given)
      return false;
  return true;
}

/* MySQL takes nothing but variables in USING. */
static void prepared_append(const pc_statement *statement, GString *script) {
  GArray *numbers;
  g_autofree char *text = pc_mysql_placeholders(statement->text, &numbers);
  const guint given = statement->parameters->len;
  const bool fit = values_fit(numbers, given);
  for (guint i = 0; i < given; i++) {
    g_string_append_printf(script, "SET @paritycheck_%u = ", i + 1);
    literal_append(statement->parameters->pdata[i], script);
    g_string_append(script, ";\n");
  }
  g_string_append(script, "SET @paritycheck_text = ");
  text_append(text, strlen(text), script);
  g_string_append(script, ";\nPREPARE paritycheck FROM @paritycheck_text;\nEXECUTE paritycheck");
  for (guint i = 0; i < (fit ? numbers->len : given); i++)
    g_string_append_printf(script, "%s@paritycheck_%u", i ? ", " : " USING ",
                           fit ? g_array_index(numbers, guint, i) + 1 : i + 1);
  g_string_append(script, ";\n");
  g_array_unref(numbers);
}

static void statement_append(const pc_statement *statement, guint number, const char *scratch,
                             GString *script) {
  (void)number;
  (void)scratch;
  const char *delimiter = strstr(statement->text, "$$") ? "//" : "$$";
  if (statement->parameters)
    prepared_append(statement, script);
  else if (strchr(statement->text, ';'))
    g_string_append_printf(script, "DELIMITER %s\n%s%s\nDELIMITER ;\n", delimiter, statement->text,
                           delimiter);
  else
    g_string_append_printf(script, "%s;\n", statement->text);
}

/* In information_schema nothing can be changed: there the session stays where the database cannot
 * be made. \r opens a new session, which no lock, time limit or mode of the old one keeps from
 * removing it. */
const pc_client_script pc_mysql_client_script = {
    .scratch_begin = "USE information_schema;\nCREATE DATABASE ${scratch};\n",
    .session_begin =
        "USE ${scratch};\nSET NAMES utf8mb4;\n"
        "SET collation_connection = ifnull(@paritycheck_collation, @@collation_connection);\n",
    .end = "ROLLBACK;\n\\r information_schema\nDROP DATABASE ${scratch};\n",
    .statement_append = statement_append,
};
