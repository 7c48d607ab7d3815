/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/postgresql/internal.h"
#include "adapters/shared/sqlstate.h"

#include <string.h>

static void values_become_canonical_by_their_type(void **state) {
  (void)state;
  static const struct {
    Oid type;
    const char *text;
    const char *json;
  } rows[] = {
      {16, "t", "true"},
      {23, "-5", "-5"},
      {700, "0.1", "{\"real\":\"0.1\"}"},
      {701, "1e+20", "{\"real\":\"1e+20\"}"},
      {701, "NaN", "{\"real\":\"NaN\"}"},
      {1700, "1.50", "{\"decimal\":\"1.50\"}"},
      {25, "a b", "\"a b\""},
      {17, "\\x00ff", "{\"bytes\":\"00ff\"}"},
      {1082, "2024-01-01", "{\"date\":\"2024-01-01\"}"},
      {3802, "{\"a\": 1}", "{\"json\":\"{\\\"a\\\": 1}\"}"},
      {2950, "x", "{\"other\":\"x\"}"},
      {1007, "{}", "[]"},
      {1007, "{1,NULL,3}", "[1,null,3]"},
      {1007, "{{1,2},{3,4}}", "[[1,2],[3,4]]"},
      {1009, "{a,\"b,\\\"c\",\"NULL\",\"\"}", "[\"a\",\"b,\\\"c\",\"NULL\",\"\"]"},
      {1007, "[2:3]={1,2}", "{\"other\":\"[2:3]={1,2}\"}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_value) value = pc_pg_value(rows[i].type, rows[i].text, (int)strlen(rows[i].text));
    g_autoptr(GString) json = g_string_new(NULL);
    pc_value_print(value, json);
    assert_string_equal(json->str, rows[i].json);
  }
}

static void parameters_are_typed_as_applications_send_them(void **state) {
  (void)state;
  g_autoptr(pc_value) small = pc_value_new_integer(5);
  g_autoptr(pc_value) large = pc_value_new_integer(G_MAXINT64);
  g_autoptr(pc_value) text = pc_value_new_text(PC_KIND_TEXT, "a", -1);
  assert_int_equal(pc_pg_parameter_type(small), 23);
  assert_int_equal(pc_pg_parameter_type(large), 20);
  assert_int_equal(pc_pg_parameter_type(text), 0);
}

static void conditions_have_their_documented_names(void **state) {
  (void)state;
  assert_string_equal(pc_sqlstate_name("23505"), "unique_violation");
  assert_string_equal(pc_sqlstate_name("00000"), "successful_completion");
  assert_string_equal(pc_sqlstate_name("XX002"), "index_corrupted");
  assert_null(pc_sqlstate_name("99999"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_become_canonical_by_their_type),
      cmocka_unit_test(parameters_are_typed_as_applications_send_them),
      cmocka_unit_test(conditions_have_their_documented_names),
  };
  return cmocka_run_group_tests_name("postgresql_type", tests, NULL, NULL);
}
