/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <string.h>

static void a_scratch_tells_its_run_and_when_it_began(void **state) {
  (void)state;
  g_autofree char *run = pc_run_name_new();
  g_autofree char *scratch = pc_scratch_name_new(run, 123, 2);
  g_autofree char *worker = pc_worker_name_new(run, 123);
  assert_true(pc_scratch_name_is_one(worker) && pc_worker_name_is_one(worker));
  assert_false(pc_worker_name_is_one(scratch) || pc_worker_name_is_one(run) ||
               pc_worker_name_is_one(NULL));
  gint64 started = 0;
  g_autofree char *found = pc_run_name_of(scratch, &started);
  assert_string_equal(found, run);
  assert_true(ABS(g_get_real_time() / G_USEC_PER_SEC - started) <= 2);
  assert_true(strlen(scratch) <= 40);
}

static void other_names_belong_to_no_run(void **state) {
  (void)state;
  static const char *const names[] = {
      "public", "pc_", "pc_x", "pc_toolongforatime_a", "pc_t1abcd", "pc_t1abcd_", "pc_T1ABCD_x"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    gint64 started;
    assert_null(pc_run_name_of(names[i], &started));
  }
}

static void a_scratch_is_known_by_the_beginning_of_a_text(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"pc_tough8_abc_12_1:key", "pc_tough8_abc_12_1"},
      {"pc_tough8_abc_12_1", "pc_tough8_abc_12_1"},
      {"pc_tough8_abc_1b_1:key", "pc_tough8_abc_1b_1"}, /* the 48th task */
      {"pc_tough8_abc_12_10x", "pc_tough8_abc_12_10"},
      {"pc_tough8_abc_12", NULL},
      {"pc_settings", NULL},
      {"pc_tough8_abc__1:key", NULL},
      {"pc_orders_old_1_1", "pc_orders_old_1_1"},
      {"public", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *found = pc_scratch_name_of(rows[i][0]);
    if (g_strcmp0(found, rows[i][1]) != 0)
      fail_msg("%s: %s", rows[i][0], found ? found : "none");
    assert_true(pc_scratch_name_is_one(rows[i][0]) == (g_strcmp0(rows[i][0], rows[i][1]) == 0));
  }
  assert_false(pc_scratch_name_is_one(NULL));
}

static void runs_began_in_these_years(void **state) {
  (void)state;
  g_autofree char *run = pc_run_name_new();
  g_autofree char *scratch = pc_scratch_name_new(run, 1, 1);
  assert_true(pc_run_time_is_plausible(scratch));
  assert_false(pc_run_time_is_plausible("pc_orders_old_1_1"));   /* 2017 */
  assert_false(pc_run_time_is_plausible("pc_products_old_1_1")); /* long after us */
  assert_false(pc_run_time_is_plausible("public"));
}

static void durations_have_units(void **state) {
  (void)state;
  guint ms = 0;
  assert_true(pc_duration_parse("500ms", &ms, NULL) && ms == 500);
  assert_true(pc_duration_parse("10s", &ms, NULL) && ms == 10000);
  assert_true(pc_duration_parse("1h", &ms, NULL) && ms == 3600000);
  static const char *const wrong[] = {"", "10", "s", "0s", "-1s", "1d", "10 s", "99999999999h"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(pc_duration_parse(wrong[i], &ms, NULL));
}

static void the_nearest_name_is_near(void **state) {
  (void)state;
  static const char *const names[] = {"nightly", "smoke", NULL};
  assert_string_equal(pc_nearest("nigthly", names), "nightly");
  assert_string_equal(pc_nearest("smok", names), "smoke");
  assert_null(pc_nearest("production", names));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_scratch_tells_its_run_and_when_it_began),
      cmocka_unit_test(other_names_belong_to_no_run),
      cmocka_unit_test(a_scratch_is_known_by_the_beginning_of_a_text),
      cmocka_unit_test(runs_began_in_these_years),
      cmocka_unit_test(durations_have_units),
      cmocka_unit_test(the_nearest_name_is_near),
  };
  return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
