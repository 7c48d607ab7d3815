/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/outcome.h"

#include <string.h>

static pc_outcome *numbers_new(const int *numbers, guint n) {
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  pc_outcome_add_column(outcome, "n");
  for (guint i = 0; i < n; i++) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(row, pc_value_new_integer(numbers[i]));
    pc_outcome_add_row_take(outcome, row);
  }
  return outcome;
}

static void assert_prints(const pc_outcome *outcome, const pc_canon *canon, const char *expected,
                          guint expected_rules) {
  g_autoptr(GString) json = g_string_new(NULL);
  guint rules = 0;
  pc_outcome_print(outcome, canon, json, &rules);
  assert_string_equal(json->str, expected);
  assert_int_equal(rules, expected_rules);
}

static void rows_are_a_bag_unless_order_is_the_question(void **state) {
  (void)state;
  g_autoptr(pc_outcome) outcome = numbers_new((const int[]){2, 1}, 2);
  assert_prints(outcome, &(pc_canon){0}, "{\"rows\":[[1],[2]]}", PC_RULE_SORTED);
  assert_prints(outcome, &(pc_canon){.ordered = true}, "{\"rows\":[[2],[1]]}", 0);
}

static void rows_in_order_need_no_rule(void **state) {
  (void)state;
  g_autoptr(pc_outcome) outcome = numbers_new((const int[]){1, 2}, 2);
  assert_prints(outcome, &(pc_canon){0}, "{\"rows\":[[1],[2]]}", 0);
}

static void column_names_count_only_where_asked(void **state) {
  (void)state;
  g_autoptr(pc_outcome) outcome = numbers_new((const int[]){1}, 1);
  assert_prints(outcome, &(pc_canon){.names = true}, "{\"columns\":[\"n\"],\"rows\":[[1]]}", 0);
}

static void volatile_columns_are_masked_by_name_number_or_whole(void **state) {
  (void)state;
  g_autoptr(pc_outcome) outcome = numbers_new((const int[]){7}, 1);
  assert_prints(outcome, &(pc_canon){.volatile_columns = "n"}, "{\"rows\":[[{\"volatile\":true}]]}",
                PC_RULE_VOLATILE);
  assert_prints(outcome, &(pc_canon){.volatile_columns = "1"}, "{\"rows\":[[{\"volatile\":true}]]}",
                PC_RULE_VOLATILE);
  assert_prints(outcome, &(pc_canon){.volatile_columns = "m"}, "{\"rows\":[[7]]}", 0);
  assert_prints(outcome, &(pc_canon){.volatile_columns = ""}, "{\"volatile\":true}",
                PC_RULE_VOLATILE);
}

static void names_of_the_run_become_tokens_before_sorting(void **state) {
  (void)state;
  static const char *const references[] = {"pc_zzz_1_own", "${name}", "pc_zzz_1", "${scratch}",
                                           NULL};
  g_autoptr(pc_outcome) outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  static const char *const texts[] = {"pc_zzz_1.users", "pc_zzz_1_own", "zebra"};
  for (guint i = 0; i < 3; i++) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(row, pc_value_new_text(PC_KIND_TEXT, texts[i], -1));
    pc_outcome_add_row_take(outcome, row);
  }
  assert_prints(outcome, &(pc_canon){.references = references},
                "{\"rows\":[[\"${name}\"],[\"${scratch}.users\"],[\"zebra\"]]}",
                PC_RULE_REFERENCE | PC_RULE_SORTED);
}

static void a_number_of_the_run_becomes_a_token_where_it_stands_whole(void **state) {
  (void)state;
  static const char *const references[] = {"1234567890", "${number}", NULL};
  static const gint64 numbers[] = {1234567890, 11234567890, -1234567890};
  g_autoptr(pc_outcome) outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(row, pc_value_new_integer(numbers[i]));
    pc_outcome_add_row_take(outcome, row);
  }
  assert_prints(outcome, &(pc_canon){.references = references, .ordered = true},
                "{\"rows\":[[\"${number}\"],[11234567890],[-1234567890]]}", PC_RULE_REFERENCE);
}

static void refusals_show_their_class_alone(void **state) {
  (void)state;
  g_autoptr(pc_outcome) refusal =
      pc_outcome_new_refusal("unique_violation", "23505", "duplicate key ...");
  assert_prints(refusal, &(pc_canon){0}, "{\"refusal\":\"unique_violation\"}", 0);
  refusal->blocked = true;
  assert_prints(refusal, &(pc_canon){0}, "{\"blocked\":true,\"refusal\":\"unique_violation\"}", 0);
}

static void keys_are_sorted(void **state) {
  (void)state;
  g_autoptr(pc_outcome) affected = pc_outcome_new(PC_OUTCOME_AFFECTED);
  affected->affected = 3;
  affected->blocked = true;
  assert_prints(affected, &(pc_canon){0}, "{\"affected\":3,\"blocked\":true}", 0);
  g_autoptr(pc_outcome) waiting = pc_outcome_new(PC_OUTCOME_WAITING);
  assert_prints(waiting, &(pc_canon){0}, "{\"blocked\":true}", 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_a_bag_unless_order_is_the_question),
      cmocka_unit_test(rows_in_order_need_no_rule),
      cmocka_unit_test(column_names_count_only_where_asked),
      cmocka_unit_test(volatile_columns_are_masked_by_name_number_or_whole),
      cmocka_unit_test(names_of_the_run_become_tokens_before_sorting),
      cmocka_unit_test(a_number_of_the_run_becomes_a_token_where_it_stands_whole),
      cmocka_unit_test(refusals_show_their_class_alone),
      cmocka_unit_test(keys_are_sorted),
  };
  return cmocka_run_group_tests_name("outcome", tests, NULL, NULL);
}
