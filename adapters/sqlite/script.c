/* SPDX-License-Identifier: MIT */
/* Scripts for the sqlite3 program, started on ':memory:'. */
#include "adapters/sqlite/internal.h"

#include <string.h>

/* An argument of a dot-command. */
static void quoted_append(const char *text, GString *script) {
  g_string_append_c(script, '"');
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_c(script, '\\');
    g_string_append_c(script, *c);
  }
  g_string_append_c(script, '"');
}

static void label_append(const char *label, GString *script) {
  g_autofree char *line = g_strconcat("-- ", label, NULL);
  g_string_append(script, ".print ");
  quoted_append(line, script);
  g_string_append_c(script, '\n');
}

static char *literal_new(const pc_value *value) {
  gsize length;
  const char *plain = pc_value_text(value, &length);
  const pc_kind kind = pc_value_kind(value);
  if (kind == PC_KIND_NULL)
    return g_strdup("NULL");
  if (kind == PC_KIND_BOOLEAN)
    return g_strdup(*plain == 't' ? "1" : "0");
  if (kind == PC_KIND_INTEGER || kind == PC_KIND_REAL)
    return g_strdup_printf("%s%s", plain,
                           kind == PC_KIND_REAL && !strpbrk(plain, ".eE") ? ".0" : "");
  GString *literal = g_string_new(kind == PC_KIND_BYTES ? "x'" : "'");
  for (gsize i = 0; i < length; i++) {
    if (kind == PC_KIND_BYTES)
      g_string_append_printf(literal, "%02x", (guchar)plain[i]);
    else
      g_string_append_printf(literal, plain[i] == '\'' ? "''" : "%c", plain[i]);
  }
  g_string_append_c(literal, '\'');
  return g_string_free(literal, FALSE);
}

/* What the program has built in and the library has not: https://www.sqlite.org/cli.html */
static void own_function_note(const char *text, GString *script) {
  static const char *const names[] = {"generate_series(", " regexp ", "readfile(", "sha3(",
                                      "base64(",          "base85("};
  g_autofree char *lower = g_ascii_strdown(text, -1);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strstr(lower, names[i]))
      label_append(
          "(the sqlite3 program adds a function that the library lacks: an application is refused)",
          script);
}

/* The program binds what it finds under a placeholder's name; a bare '?' is called by its place. */
static void statement_append(const pc_statement *statement, guint number, const char *scratch,
                             GString *script) {
  (void)number;
  (void)scratch;
  own_function_note(statement->text, script);
  const char *sign = statement->parameters && strchr(statement->text, '?') ? "?" : "$";
  for (guint i = 0; statement->parameters && i < statement->parameters->len; i++) {
    g_autofree char *literal = literal_new(statement->parameters->pdata[i]);
    g_string_append_printf(script, ".parameter set %s%u ", sign, i + 1);
    quoted_append(literal, script);
    g_string_append_c(script, '\n');
  }
  g_string_append_printf(script, "%s%s\n", statement->text,
                         g_str_has_suffix(statement->text, ";") ? "" : ";");
  if (statement->parameters)
    g_string_append(script, ".parameter clear\n");
}

/* Since 3.41 the program, unlike the library, takes no "text" in double quotes and distrusts
 * schemas. A database that is a file has its name in the list: there the program ends at an
 * overflow, before anything is changed. */
const pc_client_script pc_sqlite_client_script = {
    .scratch_begin = "-- Ends here where the database is a file: it is for 'sqlite3 :memory:'.\n"
                     ".bail on\n"
                     "SELECT 'in memory' FROM pragma_database_list WHERE name = 'main'"
                     " AND CASE WHEN file = '' THEN 1 ELSE abs(-9223372036854775808) END;\n"
                     ".bail off\n",
    .session_begin = ".output /dev/null\n"
                     ".dbconfig dqs_ddl on\n.dbconfig dqs_dml on\n"
                     ".dbconfig trusted_schema on\n.dbconfig defensive off\n"
                     ".output\n",
    .several_begin = "-- Open each client on one new file, 'sqlite3 pc_try.db', and remove that "
                     "file at the end.\n",
    .several_client = "sqlite3 pc_try.db",
    .label_append = label_append,
    .statement_append = statement_append,
};
