/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/timestamp.h"

#include <string.h>

static void moments_are_read_as_people_and_programs_write_them(void **state) {
  (void)state;
  static const struct {
    const char *text;
    gint64 seconds;
  } rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-01-31T12:00:00Z", 1769860800},
      {"2026-01-31T12:00:00", 1769860800},
      {"2026-01-31 14:00:00+02:00", 1769860800},
      {"2026-01-31T12:00:00.999999Z", 1769860800},
      {"20260131T120000Z", 1769860800},
      {"2026-01-31", 1769817600},
      {"1769860800", 1769860800},
      {"9999-12-31T23:59:59Z", 253402300799},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    gint64 seconds = -1;
    if (!pc_timestamp_parse(rows[i].text, &seconds) || seconds != rows[i].seconds)
      fail_msg("'%s' gives %" G_GINT64_FORMAT, rows[i].text, seconds);
  }
}

static void what_is_no_timestamp_is_refused(void **state) {
  (void)state;
  static const char *const rows[] = {
      "",     "yesterday", "2026-02-30T00:00:00Z", "2026-02-30",
      "12",   "-5",        "1969-12-31T23:59:59Z", "2026-01-31T25:00:00Z",
      "2026", "20260131",  "999999999999",         "2026-01-31T12:00:00Z and more"};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    gint64 seconds = -1;
    if (pc_timestamp_parse(rows[i], &seconds))
      fail_msg("'%s' gives %" G_GINT64_FORMAT, rows[i], seconds);
    assert_int_equal(seconds, -1);
  }
}

static void a_timestamp_is_printed_as_it_is_read(void **state) {
  (void)state;
  static const gint64 rows[] = {0, 951782400, 1769860800, 253402300799};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = pc_timestamp_print(rows[i]);
    gint64 seconds = -1;
    assert_true(pc_timestamp_parse(text, &seconds));
    assert_int_equal(seconds, rows[i]);
  }
  g_autofree char *leap = pc_timestamp_print(951782400);
  assert_string_equal(leap, "2000-02-29T00:00:00Z");
}

static void ages_are_told_in_a_unit_of_which_there_are_two(void **state) {
  (void)state;
  static const struct {
    gint64 seconds;
    const char *text;
  } rows[] = {
      {-5, "0 seconds"},
      {0, "0 seconds"},
      {1, "1 second"},
      {2, "2 seconds"},
      {119, "119 seconds"},
      {120, "2 minutes"},
      {7199, "119 minutes"},
      {7200, "2 hours"},
      {24 * 3600, "24 hours"},
      {48 * 3600 - 1, "47 hours"},
      {48 * 3600, "2 days"},
      {13 * 24 * 3600, "13 days"},
      {14 * 24 * 3600, "2 weeks"},
      {729 * 24 * 3600, "104 weeks"},
      {730 * 24 * 3600, "2 years"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = pc_age_print(rows[i].seconds);
    assert_string_equal(text, rows[i].text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(moments_are_read_as_people_and_programs_write_them),
      cmocka_unit_test(what_is_no_timestamp_is_refused),
      cmocka_unit_test(a_timestamp_is_printed_as_it_is_read),
      cmocka_unit_test(ages_are_told_in_a_unit_of_which_there_are_two),
  };
  return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
