/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/value.h"

#include <math.h>
#include <string.h>

static void assert_prints(pc_value *value, const char *expected) {
  g_autoptr(GString) json = g_string_new(NULL);
  pc_value_print(value, json);
  assert_string_equal(json->str, expected);
  pc_value_free(value);
}

static void scalars_print_as_canonical_json(void **state) {
  (void)state;
  assert_prints(pc_value_new_null(), "null");
  assert_prints(pc_value_new_boolean(true), "true");
  assert_prints(pc_value_new_integer(G_MININT64), "-9223372036854775808");
  assert_prints(pc_value_new_text(PC_KIND_INTEGER, "99999999999999999999", -1),
                "{\"integer\":\"99999999999999999999\"}");
  assert_prints(pc_value_new_text(PC_KIND_DECIMAL, "1.50", -1), "{\"decimal\":\"1.50\"}");
  assert_prints(pc_value_new_bytes("\0\xff", 2), "{\"bytes\":\"00ff\"}");
  assert_prints(pc_value_new_text(PC_KIND_DATE, "2024-02-29", -1), "{\"date\":\"2024-02-29\"}");
}

static void reals_print_the_shortest_text_that_reads_back(void **state) {
  (void)state;
  assert_prints(pc_value_new_real(0.1), "{\"real\":\"0.1\"}");
  assert_prints(pc_value_new_real(1.0 / 3), "{\"real\":\"0.3333333333333333\"}");
  assert_prints(pc_value_new_real(1e300), "{\"real\":\"1e+300\"}");
  assert_prints(pc_value_new_real(0.1 + 0.2), "{\"real\":\"0.30000000000000004\"}");
  assert_prints(pc_value_new_real((double)NAN), "{\"real\":\"NaN\"}");
  assert_prints(pc_value_new_real(-(double)INFINITY), "{\"real\":\"-Infinity\"}");
}

static void text_keeps_every_character(void **state) {
  (void)state;
  assert_prints(pc_value_new_text(PC_KIND_TEXT, "a\"b\\c\n", -1), "\"a\\\"b\\\\c\\u000a\"");
  assert_prints(pc_value_new_text(PC_KIND_TEXT, "a\0b", 3), "\"a\\u0000b\"");
  assert_prints(pc_value_new_text(PC_KIND_TEXT, "Ärger", -1), "\"Ärger\"");
  assert_prints(pc_value_new_text(PC_KIND_TEXT, "a\xff", 2), "{\"invalid-text\":\"61ff\"}");
}

static void lists_and_maps_nest(void **state) {
  (void)state;
  pc_value *list = pc_value_new_list(PC_KIND_LIST);
  pc_value *map = pc_value_new_list(PC_KIND_MAP);
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, "k", -1));
  pc_value_append_take(map, pc_value_new_integer(1));
  pc_value_append_take(list, map);
  pc_value_append_take(list, pc_value_new_null());
  assert_prints(list, "[{\"map\":[[\"k\",1]]},null]");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scalars_print_as_canonical_json),
      cmocka_unit_test(reals_print_the_shortest_text_that_reads_back),
      cmocka_unit_test(text_keeps_every_character),
      cmocka_unit_test(lists_and_maps_nest),
  };
  return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
