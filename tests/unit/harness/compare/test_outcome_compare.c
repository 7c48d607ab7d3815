/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/compare/outcome_compare.h"

#include <string.h>

typedef struct row {
  const char *reference;
  const char *other;
  const char *category; /* NULL: they agree */
  bool silent;
  double tolerance;
  bool ordered;
} row;

static void answers_part_where_the_ladder_says(void **state) {
  (void)state;
  static const row rows[] = {
      {.reference = "{\"rows\":[[1]]}", .other = "{\"rows\":[[1]]}"},
      {.reference = "{\"rows\":[[1]]}",
       .other = "{\"rows\":[[2]]}",
       .category = "value",
       .silent = true},
      {.reference = "{\"rows\":[[1]]}",
       .other = "{\"rows\":[[1],[1]]}",
       .category = "count",
       .silent = true},
      {.reference = "{\"rows\":[[1],[2]]}",
       .other = "{\"rows\":[[2],[1]]}",
       .category = "order",
       .silent = true},
      {.reference = "{\"rows\":[[true]]}",
       .other = "{\"rows\":[[1]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[false]]}",
       .other = "{\"rows\":[[1]]}",
       .category = "value",
       .silent = true},
      {.reference = "{\"rows\":[[{\"decimal\":\"1.50\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"1.5\"}]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[{\"decimal\":\"1.50\"}]]}",
       .other = "{\"rows\":[[{\"decimal\":\"1.5\"}]]}",
       .category = "value",
       .silent = true},
      {.reference = "{\"rows\":[[{\"decimal\":\"100\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"1e+2\"}]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[{\"date\":\"2024-01-01\"}]]}",
       .other = "{\"rows\":[[\"2024-01-01\"]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[\"1\"]]}",
       .other = "{\"rows\":[[1]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[\"1.0\"]]}",
       .other = "{\"rows\":[[\"1\"]]}",
       .category = "value",
       .silent = true},
      {.reference = "{\"rows\":[[null]]}",
       .other = "{\"rows\":[[\"\"]]}",
       .category = "value",
       .silent = true},
      {.reference = "{\"rows\":[[{\"json\":\"{\\\"a\\\": 1}\"}]]}",
       .other = "{\"rows\":[[\"{\\\"a\\\":1}\"]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[false],[true]]}",
       .other = "{\"rows\":[[0],[1]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[10],[9]]}",
       .other = "{\"rows\":[[\"9\"],[\"10\"]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"affected\":1}",
       .other = "{\"affected\":2}",
       .category = "count",
       .silent = true},
      {.reference = "{\"refusal\":\"a\"}", .other = "{\"refusal\":\"b\"}", .category = "refusal"},
      {.reference = "{\"refusal\":\"a\"}", .other = "{\"done\":true}", .category = "refusal"},
      {.reference = "{\"blocked\":true,\"affected\":1}",
       .other = "{\"affected\":1}",
       .category = "blocking",
       .silent = true},
      {.reference = "{\"blocked\":true,\"affected\":1}",
       .other = "{\"refusal\":\"a\"}",
       .category = "blocking"},
      {.reference = "{\"unsupported\":\"x\"}",
       .other = "{\"done\":true}",
       .category = "unsupported"},
      {.reference = "{\"columns\":[\"a\"],\"rows\":[[1]]}",
       .other = "{\"columns\":[\"A\"],\"rows\":[[1]]}",
       .category = "names",
       .silent = true},
      {.reference = "{\"rows\":[[{\"real\":\"1.0000001\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"1.0000002\"}]]}",
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[{\"real\":\"1.1\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"1.2\"}]]}",
       .category = "value",
       .silent = true,
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[{\"real\":\"Infinity\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"-Infinity\"}]]}",
       .category = "value",
       .silent = true,
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[{\"real\":\"NaN\"}]]}",
       .other = "{\"rows\":[[{\"decimal\":\"NaN\"}]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"rows\":[[false],[true]]}",
       .other = "{\"rows\":[[1],[0]]}",
       .category = "order",
       .silent = true,
       .ordered = true},
      {.reference = "{\"value\":{\"real\":\"1.0000001\"}}",
       .other = "{\"value\":{\"real\":\"1.0000002\"}}",
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[{\"real\":\"10\"}],[{\"real\":\"5\"}]]}",
       .other = "{\"rows\":[[{\"real\":\"5\"}],[{\"real\":\"9.9999999999\"}]]}",
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[true]]}",
       .other = "{\"rows\":[[1]]}",
       .category = "kind",
       .silent = true,
       .tolerance = 1e-6},
      {.reference = "{\"rows\":[[1],[true]]}",
       .other = "{\"rows\":[[{\"real\":\"1\"}],[\"1\"]]}",
       .category = "kind",
       .silent = true},
      {.reference = "{\"blocked\":true}",
       .other = "{\"affected\":1,\"blocked\":true}",
       .category = "blocking",
       .silent = true},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *reference = json_loads(rows[i].reference, 0, NULL);
    json_t *other = json_loads(rows[i].other, 0, NULL);
    pc_outcome_difference found;
    const pc_comparator how = {.tolerance = rows[i].tolerance, .ordered = rows[i].ordered};
    const bool differs = pc_outcome_differs(reference, other, &how, &found);
    if (differs != (rows[i].category != NULL) ||
        (differs && strcmp(pc_category_names[found.category], rows[i].category) != 0) ||
        (differs && found.silent != rows[i].silent))
      fail_msg("%s against %s: %s%s", rows[i].reference, rows[i].other,
               differs ? pc_category_names[found.category] : "agree",
               differs && found.silent ? ", silent" : "");
    pc_outcome_difference_clear(&found);
    json_decref(reference);
    json_decref(other);
  }
}

static void two_refusals_are_moot_where_one_knows_no_such_statement(void **state) {
  (void)state;
  static const char *const moot[] = {"syntax_error/undefined_function",
                                     "unique_violation/undefined_table", "syntax_error/mysql_1290",
                                     "feature_not_supported/active_sql_transaction"};
  static const char *const in_full[] = {"answers/syntax_error",
                                        "undefined_table/answers",
                                        "accepted/syntax_error",
                                        "undefined_table/accepted",
                                        "unique_violation/lock_not_available",
                                        "check_violation/invalid_text_representation",
                                        "answers/answers"};
  for (guint i = 0; i < G_N_ELEMENTS(moot); i++)
    assert_true(pc_signature_is_moot(moot[i]));
  for (guint i = 0; i < G_N_ELEMENTS(in_full); i++)
    assert_false(pc_signature_is_moot(in_full[i]));
}

/* Whatever is held against itself agrees, and a difference is one from both sides. */
static void comparing_is_reflexive_and_symmetric(void **state) {
  (void)state;
  static const char *const values[] = {"null",
                                       "true",
                                       "1",
                                       "{\"real\":\"1\"}",
                                       "{\"decimal\":\"1.0\"}",
                                       "\"1\"",
                                       "\"true\"",
                                       "{\"integer\":\"99999999999999999999\"}",
                                       "[1,null]",
                                       "{\"bytes\":\"00\"}",
                                       "{\"map\":[[1,2]]}",
                                       "{\"json\":\"1\"}",
                                       "{\"real\":\"NaN\"}",
                                       "0",
                                       "{\"real\":\"-0\"}"};
  for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
    json_t *a = json_loads(values[i], JSON_DECODE_ANY, NULL);
    assert_int_equal(pc_value_agreement(a, a, 0), PC_AGREE_EXACTLY);
    for (guint k = 0; k < G_N_ELEMENTS(values); k++) {
      json_t *b = json_loads(values[k], JSON_DECODE_ANY, NULL);
      if (pc_value_agreement(a, b, 0) != pc_value_agreement(b, a, 0))
        fail_msg("%s and %s", values[i], values[k]);
      json_decref(b);
    }
    json_decref(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_part_where_the_ladder_says),
      cmocka_unit_test(two_refusals_are_moot_where_one_knows_no_such_statement),
      cmocka_unit_test(comparing_is_reflexive_and_symmetric),
  };
  return cmocka_run_group_tests_name("outcome_compare", tests, NULL, NULL);
}
