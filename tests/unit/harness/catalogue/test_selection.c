/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/catalogue/selection.h"
#include "harness/catalogue/suite.h"

#include <string.h>

void paritycheck_register_resource(void);

static const pc_probe probe = {.id = "sql/text/like-case",
                               .role = PC_ROLE_SQL,
                               .header = {.severity = PC_SEVERITY_MEDIUM,
                                          .reach = PC_REACH_SCRATCH,
                                          .tags = "text search, unicode"}};

static void patterns_select(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    bool matches;
  } rows[] = {
      {"sql/text/like-case", true},
      {"sql/text/*", true},
      {"sql/*", false},
      {"sql/**", true},
      {"**", true},
      {"**/like-*", true},
      {"sql/tex?/like-case", true},
      {"sql?text/like-case", false},
      {"sql/text", true},
      {"sql/text/", true},
      {"sql", true},
      {"sql/tex", false},
      {"text", false},
      {"tag:search", true},
      {"tag:unicode", true},
      {"tag:sear", false},
      {"severity:medium", true},
      {"severity:high", false},
      {"role:sql", true},
      {"role:cache", false},
      {"reach:scratch", true},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    assert_true(pc_pattern_valid(rows[i].pattern, NULL));
    if (pc_pattern_matches(rows[i].pattern, &probe) != rows[i].matches)
      fail_msg("%s", rows[i].pattern);
  }
}

static void wrong_patterns_are_told(void **state) {
  (void)state;
  static const char *const patterns[] = {"", "severity:grave", "role:", "tag:", "color:red", "a b"};
  for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
    GError *error = NULL;
    assert_false(pc_pattern_valid(patterns[i], &error));
    assert_error(error, PC_ERROR_USAGE, "selects no probe");
  }
}

static void suites_select_by_all_their_keys(void **state) {
  (void)state;
  static const char text[] = "select: [\"sql/**\"]\nexclude: \"tag:search\"\nseverity: low\n";
  g_autoptr(pc_suite) suite = pc_suite_parse(text, strlen(text), "s.yaml", NULL);
  assert_non_null(suite);
  assert_false(pc_suite_selects(suite, &probe));
  static const char high[] = "severity: high\n";
  g_autoptr(pc_suite) strict = pc_suite_parse(high, strlen(high), "s.yaml", NULL);
  assert_false(pc_suite_selects(strict, &probe));
}

static void the_suites_that_come_with_the_program_are_valid(void **state) {
  (void)state;
  static const char *const names[] = {"smoke", "nightly", "pre-release", "sqlite-is-not-postgres"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_suite) suite = pc_suite_find(names[i], &error);
    if (!suite)
      fail_msg("%s", error->message);
    assert_non_null(suite->summary);
  }
  GError *error = NULL;
  assert_null(pc_suite_find("nigthly", &error));
  assert_error(error, PC_ERROR_USAGE, "did you mean 'nightly'?");
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(patterns_select),
      cmocka_unit_test(wrong_patterns_are_told),
      cmocka_unit_test(suites_select_by_all_their_keys),
      cmocka_unit_test(the_suites_that_come_with_the_program_are_valid),
  };
  return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
