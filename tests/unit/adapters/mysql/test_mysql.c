/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/mysql/internal.h"
#include "harness/base/error.h"

#include <string.h>

static void error_numbers_become_conditions(void **state) {
  (void)state;
  static const struct {
    guint number;
    const char *message;
    const char *statement;
    const char *class_name;
  } rows[] = {
      {1062, "", "INSERT", "unique_violation"},
      {1451, "", "DELETE FROM t", "foreign_key_violation"},
      {1451, "", " drop table t", "dependent_objects_still_exist"},
      {1452, "", "INSERT", "foreign_key_violation"},
      {1048, "", "INSERT", "not_null_violation"},
      {1364, "", "INSERT", "not_null_violation"},
      {4025, "", "INSERT", "check_violation"},
      {3819, "", "INSERT", "check_violation"},
      {1213, "", "UPDATE", "deadlock_detected"},
      {1205, "", "UPDATE", "lock_not_available"},
      {1406, "", "INSERT", "string_data_right_truncation"},
      {1264, "", "INSERT", "numeric_value_out_of_range"},
      {1690, "", "SELECT", "numeric_value_out_of_range"},
      {1365, "", "INSERT", "division_by_zero"},
      {1366, "Incorrect integer value: 'x' for column `d`.`t`.`n` at row 1", "INSERT",
       "invalid_text_representation"},
      {1366, "Incorrect string value: '\\xF0' for column `d`.`t`.`n`", "INSERT",
       "character_not_in_repertoire"},
      {1292, "Incorrect date value: 'soon' for column `d`.`t`.`n`", "INSERT",
       "invalid_datetime_format"},
      {1292, "Incorrect date value: '2024-02-30' for column `d`.`t`.`n`", "INSERT",
       "datetime_field_overflow"},
      {1292, "Truncated incorrect INTEGER value: 'x'", "UPDATE", "invalid_text_representation"},
      {1064, "", "SELEKT", "syntax_error"},
      {1146, "", "SELECT", "undefined_table"},
      {1054, "", "SELECT", "undefined_column"},
      {1305, "FUNCTION d.f does not exist", "SELECT", "undefined_function"},
      {1305, "SAVEPOINT s does not exist", "ROLLBACK", "invalid_savepoint_specification"},
      {1091, "Can't DROP COLUMN `x`; check that it exists", "ALTER", "undefined_column"},
      {1091, "Can't DROP INDEX `x`; check that it exists", "DROP", "undefined_object"},
      {1005, "Can't create table `d`.`t` (errno: 150 \"x\")", "CREATE", "invalid_foreign_key"},
      {1005, "Can't create table `d`.`t` (errno: 185 \"x\")", "CREATE", "too_many_columns"},
      {1969, "", "SELECT", "query_canceled"},
      {3024, "", "SELECT", "query_canceled"},
      {1644, "", "CALL", "raise_exception"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *name = pc_mysql_class(rows[i].number, rows[i].message, rows[i].statement);
    if (g_strcmp0(name, rows[i].class_name) != 0)
      fail_msg("%u '%s': %s, expected %s", rows[i].number, rows[i].message, name,
               rows[i].class_name);
  }
  assert_null(pc_mysql_class(1005, "Can't create table `d`.`t` (errno: 13 \"x\")", "CREATE"));
  assert_null(pc_mysql_class(0, "", ""));
  assert_null(pc_mysql_class(65000, "", ""));
}

static void values_become_canonical_by_their_type(void **state) {
  (void)state;
  enum { BINARY = 63, UTF8MB4 = 45 };
  static const struct {
    enum enum_field_types type;
    guint charset;
    gulong width;
    const char *text;
    gulong length;
    const char *json;
  } rows[] = {
      {MYSQL_TYPE_TINY, BINARY, 1, "1", 1, "1"},
      {MYSQL_TYPE_LONG, BINARY, 5, "00042", 5, "42"},
      {MYSQL_TYPE_LONG, BINARY, 5, "-7", 2, "-7"},
      {MYSQL_TYPE_LONG, BINARY, 5, "000", 3, "0"},
      {MYSQL_TYPE_LONGLONG, BINARY, 20, "18446744073709551615", 20,
       "{\"integer\":\"18446744073709551615\"}"},
      {MYSQL_TYPE_YEAR, BINARY, 4, "2024", 4, "2024"},
      {MYSQL_TYPE_NEWDECIMAL, BINARY, 5, "1.50", 4, "{\"decimal\":\"1.50\"}"},
      {MYSQL_TYPE_FLOAT, BINARY, 12, "0.1", 3, "{\"real\":\"0.1\"}"},
      {MYSQL_TYPE_DOUBLE, BINARY, 22, "1e20", 4, "{\"real\":\"1e+20\"}"},
      {MYSQL_TYPE_DATE, BINARY, 10, "0000-00-00", 10, "{\"date\":\"0000-00-00\"}"},
      {MYSQL_TYPE_TIME, BINARY, 10, "-838:59:59", 10, "{\"time\":\"-838:59:59\"}"},
      {MYSQL_TYPE_DATETIME, BINARY, 19, "2024-01-01 10:00:00", 19,
       "{\"timestamp\":\"2024-01-01 10:00:00\"}"},
      {MYSQL_TYPE_TIMESTAMP, BINARY, 19, "2024-01-01 10:00:00", 19,
       "{\"timestamp\":\"2024-01-01 10:00:00\"}"},
      {MYSQL_TYPE_VAR_STRING, UTF8MB4, 80, "a", 1, "\"a\""},
      {MYSQL_TYPE_VAR_STRING, BINARY, 20, "a\0", 2, "{\"bytes\":\"6100\"}"},
      {MYSQL_TYPE_BLOB, UTF8MB4, 80, "t", 1, "\"t\""},
      {MYSQL_TYPE_JSON, UTF8MB4, 80, "{}", 2, "{\"json\":\"{}\"}"},
      {MYSQL_TYPE_BIT, BINARY, 10, "\x02\x05", 2, "{\"other\":\"1000000101\"}"},
      {MYSQL_TYPE_BIT, BINARY, 1, "\x01", 1, "{\"other\":\"1\"}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const MYSQL_FIELD field = {
        .type = rows[i].type, .charsetnr = rows[i].charset, .length = rows[i].width};
    g_autoptr(pc_value) value = pc_mysql_value(&field, rows[i].text, rows[i].length);
    g_autoptr(GString) json = g_string_new(NULL);
    pc_value_print(value, json);
    assert_string_equal(json->str, rows[i].json);
  }
}

static void placeholders_are_found_outside_of_quotes(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *sent;
    const char *numbers;
  } rows[] = {
      {"SELECT $1", "SELECT ?", "0 "},
      {"SELECT $2, $1, $2", "SELECT ?, ?, ?", "1 0 1 "},
      {"SELECT ?, ?", "SELECT ?, ?", "0 1 "},
      {"SELECT '$1', \"?\", `$1`, 'it''s \\' $1', $1",
       "SELECT '$1', \"?\", `$1`, 'it''s \\' $1', ?", "0 "},
      {"SELECT 1 -- $1\n, $1 # ?\n/* ? */", "SELECT 1 -- $1\n, ? # ?\n/* ? */", "0 "},
      {"SELECT /*M!100000 $1 */ 1", "SELECT /*M!100000 ? */ 1", "0 "},
      {"SELECT 5--$1", "SELECT 5--?", "0 "},
      {"SELECT '", "SELECT '", ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GArray *numbers;
    g_autofree char *sent = pc_mysql_placeholders(rows[i].text, &numbers);
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint k = 0; k < numbers->len; k++)
      g_string_append_printf(list, "%u ", g_array_index(numbers, guint, k));
    g_array_unref(numbers);
    assert_string_equal(sent, rows[i].sent);
    assert_string_equal(list->str, rows[i].numbers);
  }
}

/* As MariaDB 10.11 prints it, cut. */
static const char status[] =
    "LIST OF TRANSACTIONS FOR EACH SESSION:\n"
    "---TRANSACTION 24, ACTIVE 1 sec starting index read\n"
    "mysql tables in use 1, locked 1\n"
    "LOCK WAIT 2 lock struct(s), heap size 1128, 1 row lock(s)\n"
    "MariaDB thread id 8, OS thread handle 1405, query id 21 localhost root Updating\n"
    "update t set n=3 where id=1\n"
    "------- TRX HAS BEEN WAITING 461403 us FOR THIS LOCK TO BE GRANTED:\n"
    "RECORD LOCKS space id 5 page no 3 n bits 320 index PRIMARY of table `pc_a_1`.`t` trx id "
    "24 lock_mode X locks rec but not gap waiting\n"
    "------------------\n"
    "---TRANSACTION (0x7fcfbb9c0680), not started\n"
    "0 lock struct(s), heap size 1128, 0 row lock(s)\n"
    "---TRANSACTION 23, ACTIVE 2 sec\n"
    "2 lock struct(s), heap size 1128, 1 row lock(s), undo log entries 1\n"
    "MariaDB thread id 6, OS thread handle 1405, query id 14 localhost root \n"
    "---TRANSACTION 22, ACTIVE 2 sec inserting\n"
    "MySQL thread id 9, OS thread handle 1405, query id 14 localhost root \n"
    "------- TRX HAS BEEN WAITING 1 SEC FOR THIS LOCK TO BE GRANTED:\n"
    "TABLE LOCK table `pc_a_2`.`t` trx id 22 lock mode AUTO-INC waiting\n";

static void a_lock_wait_is_that_of_its_connection_and_database(void **state) {
  (void)state;
  assert_true(pc_mysql_status_waits(status, 8, "pc_a_1"));
  assert_false(pc_mysql_status_waits(status, 8, "pc_a_2"));
  assert_false(pc_mysql_status_waits(status, 8, "pc_a_"));
  assert_false(pc_mysql_status_waits(status, 6, "pc_a_1"));
  assert_false(pc_mysql_status_waits(status, 80, "pc_a_1"));
  assert_true(pc_mysql_status_waits(status, 9, "pc_a_2"));
  assert_false(pc_mysql_status_waits("", 8, "pc_a_1"));
  /* Under ANSI_QUOTES. */
  g_autofree char *ansi = g_strdelimit(g_strdup(status), "`", '"');
  assert_true(pc_mysql_status_waits(ansi, 8, "pc_a_1"));
  assert_false(pc_mysql_status_waits(ansi, 8, "pc_a_2"));
  assert_false(pc_mysql_status_waits(ansi, 8, "pc_a_"));
}

static void a_url_is_taken_apart(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(
      "mariadb://me:p%40ss@db.example:3307/app?ssl-mode=required&connect_timeout=7", &error);
  pc_mysql_url url;
  assert_non_null(endpoint);
  assert_true(pc_mysql_url_parse(endpoint, &url, &error));
  assert_string_equal(url.host, "db.example");
  assert_string_equal(url.user, "me");
  assert_string_equal(url.password, "p@ss");
  assert_string_equal(url.database, "app");
  assert_int_equal(url.port, 3307);
  assert_int_equal(url.tls, PC_MYSQL_TLS_REQUIRED);
  assert_int_equal(url.connect_timeout_s, 7);
  pc_mysql_url_clear(&url);
  g_autofree char *client = pc_mysql_client(endpoint);
  assert_string_equal(
      client,
      "mysql --force --protocol=tcp --host='db.example' --port=3307 --user='me' --password 'app'");
  g_autoptr(pc_endpoint) set = pc_endpoint_parse(
      "mysql://me@h/app?sql_mode=ANSI&time_zone=%2B05:00&collation=utf8mb4_bin", &error);
  assert_non_null(set);
  g_autofree char *settings = pc_mysql_client(set);
  g_autoptr(GString) shown = g_string_new(settings);
  g_string_replace(shown, "'\\''", "~", 0); /* a quote within the shell's quotes */
  assert_string_equal(
      shown->str, "mysql --force --protocol=tcp --host='h' --port=3306 --user='me' "
                  "--init-command='SET @paritycheck_collation = ~utf8mb4_bin~, SESSION sql_mode = "
                  "~ANSI~, SESSION time_zone = ~+05:00~' 'app'");
}

static void a_password_with_raw_characters_is_not_shown(void **state) {
  (void)state;
  static const char *const urls[] = {"mysql://me:s3cr3t?word@h/d", "mysql://me:s3cr3t#word@h/d",
                                     "mysql://me:s3cr3t/word@h/d"};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(urls[i], &error);
    pc_mysql_url url;
    assert_non_null(endpoint);
    assert_false(pc_mysql_url_parse(endpoint, &url, &error));
    assert_null(strstr(error->message, "s3cr3t"));
    assert_null(strstr(error->message, "word@"));
    assert_int_equal(error->code, PC_ERROR_USAGE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(error_numbers_become_conditions),
      cmocka_unit_test(values_become_canonical_by_their_type),
      cmocka_unit_test(placeholders_are_found_outside_of_quotes),
      cmocka_unit_test(a_lock_wait_is_that_of_its_connection_and_database),
      cmocka_unit_test(a_url_is_taken_apart),
      cmocka_unit_test(a_password_with_raw_characters_is_not_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
