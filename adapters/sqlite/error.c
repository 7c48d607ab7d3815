/* SPDX-License-Identifier: MIT */
/*
 * SQLite's result codes and messages as SQLSTATE condition names. The extended code decides; the
 * plain error 1, under which SQLite puts everything that is wrong with a statement, is told apart
 * by its message. tests/unit/adapters/sqlite/test_sqlite_error.c has every line produced by a live
 * statement.
 */
#include "adapters/sqlite/internal.h"

#include <string.h>

static const struct {
  int code;
  const char *name;
  const char *class_name;
} codes[] = {
    {SQLITE_CONSTRAINT_UNIQUE, "SQLITE_CONSTRAINT_UNIQUE", "unique_violation"},
    {SQLITE_CONSTRAINT_PRIMARYKEY, "SQLITE_CONSTRAINT_PRIMARYKEY", "unique_violation"},
    {SQLITE_CONSTRAINT_ROWID, "SQLITE_CONSTRAINT_ROWID", "unique_violation"},
    {SQLITE_CONSTRAINT_NOTNULL, "SQLITE_CONSTRAINT_NOTNULL", "not_null_violation"},
    {SQLITE_CONSTRAINT_CHECK, "SQLITE_CONSTRAINT_CHECK", "check_violation"},
    {SQLITE_CONSTRAINT_FOREIGNKEY, "SQLITE_CONSTRAINT_FOREIGNKEY", "foreign_key_violation"},
    {SQLITE_CONSTRAINT_TRIGGER, "SQLITE_CONSTRAINT_TRIGGER", "raise_exception"},
    {SQLITE_CONSTRAINT_DATATYPE, "SQLITE_CONSTRAINT_DATATYPE", "datatype_mismatch"},
    {SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT", "integrity_constraint_violation"},
    {SQLITE_BUSY, "SQLITE_BUSY", "lock_not_available"},
    {SQLITE_BUSY_TIMEOUT, "SQLITE_BUSY_TIMEOUT", "lock_not_available"},
    {SQLITE_BUSY_SNAPSHOT, "SQLITE_BUSY_SNAPSHOT", "serialization_failure"},
    {SQLITE_LOCKED, "SQLITE_LOCKED", "object_in_use"},
    {SQLITE_LOCKED_SHAREDCACHE, "SQLITE_LOCKED_SHAREDCACHE", "lock_not_available"},
    {SQLITE_MISMATCH, "SQLITE_MISMATCH", "datatype_mismatch"},
    {SQLITE_TOOBIG, "SQLITE_TOOBIG", "program_limit_exceeded"},
    {SQLITE_RANGE, "SQLITE_RANGE", "protocol_violation"},
    {SQLITE_READONLY, "SQLITE_READONLY", "read_only_sql_transaction"},
    {SQLITE_FULL, "SQLITE_FULL", "disk_full"},
    {SQLITE_NOMEM, "SQLITE_NOMEM", "out_of_memory"},
    {SQLITE_CORRUPT, "SQLITE_CORRUPT", "data_corrupted"},
    {SQLITE_IOERR, "SQLITE_IOERR", "io_error"},
    {SQLITE_AUTH, "SQLITE_AUTH", "insufficient_privilege"},
    {SQLITE_INTERRUPT, "SQLITE_INTERRUPT", "query_canceled"},
};

/* Patterns of messages to SQLITE_ERROR, with "*" for anything; the first that matches decides. */
static const struct {
  const char *pattern;
  const char *class_name;
} messages[] = {
    {"no such table: *", "undefined_table"},
    {"no such view: *", "undefined_table"},
    {"no such column: *", "undefined_column"},
    {"table * has no column named *", "undefined_column"},
    {"unknown column \"*\" in foreign key definition", "undefined_column"},
    {"no such function: *", "undefined_function"},
    {"wrong number of arguments to function *", "undefined_function"},
    {"no such collation sequence: *", "undefined_object"},
    {"no such index: *", "undefined_object"},
    {"no such trigger: *", "undefined_object"},
    {"unknown database *", "invalid_schema_name"},
    {"table * already exists", "duplicate_table"},
    {"view * already exists", "duplicate_table"},
    {"there is already a table named *", "duplicate_table"},
    {"there is already another table or index with this name: *", "duplicate_table"},
    {"index * already exists", "duplicate_table"},
    {"trigger * already exists", "duplicate_object"},
    {"duplicate column name: *", "duplicate_column"},
    {"error in * after rename: *", "dependent_objects_still_exist"},
    {"error in * after drop column: *", "dependent_objects_still_exist"},
    {"cannot drop * column: *", "dependent_objects_still_exist"},
    {"cannot drop column *", "dependent_objects_still_exist"},
    {"ambiguous column name: *", "ambiguous_column"},
    {"table * has * columns but * values were supplied", "syntax_error"},
    {"* values for * columns", "syntax_error"},
    {"all VALUES must have the same number of terms", "syntax_error"},
    {"SELECTs to the left and right of * do not have the same number of result columns",
     "syntax_error"},
    {"near \"*\": syntax error", "syntax_error"},
    {"incomplete input", "syntax_error"},
    {"unrecognized token: *", "syntax_error"},
    {"sub-select returns * columns - expected *", "syntax_error"},
    {"row value misused", "syntax_error"},
    {"misuse of aggregate: *", "grouping_error"},
    {"misuse of aggregate function *", "grouping_error"},
    {"misuse of window function *", "windowing_error"},
    {"a GROUP BY clause is required before HAVING", "grouping_error"},
    {"HAVING clause on a non-aggregate query", "grouping_error"},
    {"aggregate functions are not allowed in *", "grouping_error"},
    {"* ORDER BY term out of range - should be between *", "invalid_column_reference"},
    {"* GROUP BY term out of range - should be between *", "invalid_column_reference"},
    {"* ORDER BY term does not match any column in the result set", "invalid_column_reference"},
    {"ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint",
     "invalid_column_reference"},
    {"foreign key mismatch - *", "invalid_foreign_key"},
    {"number of columns in foreign key does not match *", "invalid_foreign_key"},
    {"table \"*\" has more than one primary key", "invalid_table_definition"},
    {"cannot start a transaction within a transaction", "active_sql_transaction"},
    {"cannot commit - no transaction is active", "no_active_sql_transaction"},
    {"cannot rollback - no transaction is active", "no_active_sql_transaction"},
    {"cannot VACUUM from within a transaction", "active_sql_transaction"},
    {"no such savepoint: *", "invalid_savepoint_specification"},
    {"integer overflow", "numeric_value_out_of_range"},
    {"malformed JSON", "invalid_text_representation"},
    {"JSON path error near *", "syntax_error"},
    {"JSON cannot hold BLOB values", "datatype_mismatch"},
    {"bad JSON path: *", "syntax_error"},
    {"cannot modify * because it is a view", "object_not_in_prerequisite_state"},
    {"cannot UPDATE generated column *", "generated_always"},
    {"cannot INSERT into generated column *", "generated_always"},
    {"Cannot add a NOT NULL column with default value NULL", "not_null_violation"},
    {"Cannot add a UNIQUE column", "feature_not_supported"},
    {"Cannot add a PRIMARY KEY column", "feature_not_supported"},
    {"Cannot add a column with non-constant default", "feature_not_supported"},
    {"Cannot add a REFERENCES column with non-NULL default value", "feature_not_supported"},
    {"cannot add a STORED column", "feature_not_supported"},
    {"*RIGHT and FULL OUTER JOINs are not currently supported", "feature_not_supported"},
    {"use DROP VIEW to delete view *", "wrong_object_type"},
    {"use DROP TABLE to delete table *", "wrong_object_type"},
    {"views may not be indexed", "wrong_object_type"},
    {"too many terms in *", "program_limit_exceeded"},
    {"too many columns *", "too_many_columns"},
    {"too many SQL variables", "too_many_arguments"},
    {"too many arguments on function *", "too_many_arguments"},
    {"variable number must be between *", "too_many_arguments"},
    {"Expression tree is too large *", "statement_too_complex"},
    {"parser stack overflow", "statement_too_complex"},
    {"at most * tables in a join", "statement_too_complex"},
    {"string or blob too big", "program_limit_exceeded"},
    {"hex literal too big: *", "numeric_value_out_of_range"},
    {"non-deterministic functions prohibited in *", "invalid_object_definition"},
    {"non-deterministic use of * in an index", "invalid_object_definition"},
    {"subqueries prohibited in *", "feature_not_supported"},
    {"parameters prohibited in *", "undefined_parameter"},
    {"database table is locked*", "object_in_use"},
};

static bool pattern_matches(const char *pattern, const char *text) {
  for (; *pattern; pattern++, text++) {
    if (*pattern == '*') {
      for (;; text++) {
        if (pattern_matches(pattern + 1, text))
          return true;
        if (!*text)
          return false;
      }
    }
    if (*pattern != *text)
      return false;
  }
  return *text == '\0';
}

static guint code_index(int extended) {
  for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
    if (codes[i].code == extended)
      return i;
  return G_N_ELEMENTS(codes);
}

const char *pc_sqlite_class(int extended, const char *message) {
  if ((extended & 0xff) == SQLITE_ERROR) {
    for (guint i = 0; i < G_N_ELEMENTS(messages); i++)
      if (pattern_matches(messages[i].pattern, message))
        return messages[i].class_name;
    return "sqlite_error";
  }
  guint i = code_index(extended);
  if (i == G_N_ELEMENTS(codes))
    i = code_index(extended & 0xff);
  return i < G_N_ELEMENTS(codes) ? codes[i].class_name : "sqlite_other_error";
}

char *pc_sqlite_code_text(int extended) {
  if (extended == SQLITE_ERROR)
    return g_strdup("SQLITE_ERROR (1)");
  guint i = code_index(extended);
  if (i == G_N_ELEMENTS(codes))
    i = code_index(extended & 0xff);
  return i < G_N_ELEMENTS(codes) ? g_strdup_printf("%s (%d)", codes[i].name, extended)
                                 : g_strdup_printf("%d", extended);
}
