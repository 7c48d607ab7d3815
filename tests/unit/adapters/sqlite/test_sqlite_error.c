/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/sqlite/internal.h"

#include <string.h>

/* Runs all of sql but its last statement, then that one, and returns its extended code and message.
 */
static int statement_fail(const char *sql, const char **ret_message, sqlite3 **ret_db) {
  sqlite3 *db;
  sqlite3_open(":memory:", &db);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_exec(db, "PRAGMA foreign_keys=on", NULL, NULL, NULL);
  const int result = sqlite3_exec(db, sql, NULL, NULL, NULL);
  *ret_message = sqlite3_errmsg(db);
  *ret_db = db;
  return result;
}

static void every_refusal_has_the_class_of_the_standard(void **state) {
  (void)state;
  static const struct {
    const char *sql;
    const char *class_name;
  } rows[] = {
      {"CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1),(1)", "unique_violation"},
      {"CREATE TABLE t(a PRIMARY KEY); INSERT INTO t VALUES(1),(1)", "unique_violation"},
      {"CREATE TABLE t(a INTEGER PRIMARY KEY); INSERT INTO t VALUES(1),(1)", "unique_violation"},
      {"CREATE TABLE t(a NOT NULL); INSERT INTO t VALUES(NULL)", "not_null_violation"},
      {"CREATE TABLE t(a CHECK(a>0)); INSERT INTO t VALUES(0)", "check_violation"},
      {"CREATE TABLE p(a PRIMARY KEY); CREATE TABLE c(a REFERENCES p); INSERT INTO c VALUES(1)",
       "foreign_key_violation"},
      {"CREATE TABLE t(a INTEGER PRIMARY KEY); INSERT INTO t VALUES('x')", "datatype_mismatch"},
      {"CREATE TABLE t(a INTEGER) STRICT; INSERT INTO t VALUES('x')", "datatype_mismatch"},
      {"CREATE TABLE t(a); CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT,'no'); "
       "END; INSERT INTO t "
       "VALUES(1)",
       "raise_exception"},
      {"SELECT * FROM t", "undefined_table"},
      {"DROP VIEW v", "undefined_table"},
      {"SELECT a FROM (SELECT 1)", "undefined_column"},
      {"CREATE TABLE t(a); INSERT INTO t(b) VALUES(1)", "undefined_column"},
      {"SELECT nofunction(1)", "undefined_function"},
      {"SELECT length()", "undefined_function"},
      {"SELECT 'a' = 'b' COLLATE nocoll", "undefined_object"},
      {"DROP INDEX i", "undefined_object"},
      {"DROP TRIGGER i", "undefined_object"},
      {"CREATE TABLE t(a); CREATE TABLE t(a)", "duplicate_table"},
      {"CREATE TABLE t(a); CREATE VIEW t AS SELECT 1", "duplicate_table"},
      {"CREATE TABLE t(a); CREATE INDEX i ON t(a); CREATE INDEX i ON t(a)", "duplicate_table"},
      {"CREATE TABLE t(a,a)", "duplicate_column"},
      {"CREATE TABLE t(a); CREATE TABLE u(a); SELECT a FROM t,u", "ambiguous_column"},
      {"SELEC 1", "syntax_error"},
      {"SELECT", "syntax_error"},
      {"SELECT #", "syntax_error"},
      {"CREATE TABLE t(a); INSERT INTO t VALUES(1,2)", "syntax_error"},
      {"SELECT 1 UNION SELECT 1,2", "syntax_error"},
      {"SELECT (SELECT 1,2)", "syntax_error"},
      {"VALUES(1),(1,2)", "syntax_error"},
      {"CREATE TABLE t(a); SELECT a FROM t WHERE sum(a)>1", "grouping_error"},
      {"CREATE TABLE t(a); SELECT a FROM t HAVING a>1", "grouping_error"},
      {"SELECT 1 ORDER BY 2", "invalid_column_reference"},
      {"CREATE TABLE t(a); INSERT INTO t VALUES(1) ON CONFLICT(a) DO NOTHING",
       "invalid_column_reference"},
      {"CREATE TABLE p(a); CREATE TABLE c(a REFERENCES p(a)); INSERT INTO c VALUES(1)",
       "invalid_foreign_key"},
      {"CREATE TABLE t(a PRIMARY KEY, b PRIMARY KEY)", "invalid_table_definition"},
      {"BEGIN; BEGIN", "active_sql_transaction"},
      {"COMMIT", "no_active_sql_transaction"},
      {"ROLLBACK", "no_active_sql_transaction"},
      {"BEGIN; VACUUM", "active_sql_transaction"},
      {"ROLLBACK TO s", "invalid_savepoint_specification"},
      {"SELECT abs(-9223372036854775807-1)", "numeric_value_out_of_range"},
      {"SELECT sum(9223372036854775807) FROM (SELECT 1 UNION ALL SELECT 2)",
       "numeric_value_out_of_range"},
      {"SELECT json('{')", "invalid_text_representation"},
      {"CREATE VIEW v AS SELECT 1 AS a; INSERT INTO v VALUES(1)",
       "object_not_in_prerequisite_state"},
      {"CREATE TABLE t(a, b AS (a)); INSERT INTO t(b) VALUES(1)", "generated_always"},
      {"CREATE TABLE t(a); INSERT INTO t VALUES(1); ALTER TABLE t ADD COLUMN b NOT NULL",
       "not_null_violation"},
      {"CREATE TABLE t(a); ALTER TABLE t ADD COLUMN b UNIQUE", "feature_not_supported"},
      {"CREATE TABLE t(a); INSERT INTO t VALUES(1); ALTER TABLE t ADD COLUMN b DEFAULT "
       "CURRENT_TIMESTAMP",
       "feature_not_supported"},
      {"CREATE TABLE t(a UNIQUE, b); ALTER TABLE t DROP COLUMN a", "dependent_objects_still_exist"},
      {"SELECT zeroblob(2000000000)", "program_limit_exceeded"},
      {"SELECT ?999999", "too_many_arguments"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *message;
    sqlite3 *db;
    const int result = statement_fail(rows[i].sql, &message, &db);
    if (result == SQLITE_OK || strcmp(pc_sqlite_class(result, message), rows[i].class_name) != 0)
      fail_msg("%s: %d '%s' is %s, not %s", rows[i].sql, result, message,
               pc_sqlite_class(result, message), rows[i].class_name);
    sqlite3_close(db);
  }
}

static void what_is_not_known_stays_the_engines_own(void **state) {
  (void)state;
  assert_string_equal(pc_sqlite_class(SQLITE_ERROR, "something new"), "sqlite_error");
  assert_string_equal(pc_sqlite_class(9999, "x"), "sqlite_other_error");
  assert_string_equal(pc_sqlite_class(SQLITE_BUSY_SNAPSHOT, ""), "serialization_failure");
  assert_string_equal(pc_sqlite_class(SQLITE_IOERR_READ, ""), "io_error");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_refusal_has_the_class_of_the_standard),
      cmocka_unit_test(what_is_not_known_stays_the_engines_own),
  };
  return cmocka_run_group_tests_name("sqlite_error", tests, NULL, NULL);
}
