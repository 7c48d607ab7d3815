/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/selection.h"
#include "harness/catalogue/suite.h"

#include <glib/gstdio.h>
#include <string.h>

void paritycheck_register_resource(void);

static pc_suite *parse(const char *text, GError **error) {
  return pc_suite_parse(text, strlen(text), "s.yaml", error);
}

static void every_key_is_read(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_suite) suite = parse(
      "summary: for $HOME and ${HOME}\nselect: [sql/text/*, \"tag:text\"]\nexclude: sql/**/like-?\n"
      "severity: medium\nreach: intrusive\nfail-on: high\ndeadline: 500ms\n",
      &error);
  assert_null(error);
  assert_string_equal(suite->summary, "for $HOME and ${HOME}");
  assert_int_equal(g_strv_length(suite->select), 2);
  assert_string_equal(suite->select[1], "tag:text");
  assert_string_equal(suite->exclude[0], "sql/**/like-?");
  assert_int_equal(suite->severity, PC_SEVERITY_MEDIUM);
  assert_int_equal(suite->reach, PC_REACH_INTRUSIVE);
  assert_string_equal(suite->fail_on, "high");
  assert_int_equal(suite->deadline_ms, 500);
}

static void what_is_left_out_selects_everything_that_cleans_up(void **state) {
  (void)state;
  g_autoptr(pc_suite) suite = parse("{}", NULL);
  const pc_probe probe = {.id = "cache/x", .role = PC_ROLE_CACHE};
  assert_non_null(suite);
  assert_int_equal(suite->reach, PC_REACH_SCRATCH);
  assert_null(suite->fail_on);
  assert_true(pc_suite_selects(suite, &probe));
}

static void exclude_and_severity_take_away(void **state) {
  (void)state;
  g_autoptr(pc_suite) suite =
      parse("select: sql/**\nexclude: [tag:slow]\nseverity: medium\n", NULL);
  assert_non_null(suite);
  static const struct {
    pc_probe probe;
    bool selected;
  } rows[] = {
      {{.id = "sql/a/b", .header = {.severity = PC_SEVERITY_HIGH}}, true},
      {{.id = "sql/a/b", .header = {.severity = PC_SEVERITY_MEDIUM, .tags = "text"}}, true},
      {{.id = "sql/a/b", .header = {.severity = PC_SEVERITY_LOW}}, false},
      {{.id = "sql/a/b", .header = {.severity = PC_SEVERITY_HIGH, .tags = "text slow"}}, false},
      {{.id = "cache/b", .header = {.severity = PC_SEVERITY_HIGH}}, false},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_int_equal(pc_suite_selects(suite, &rows[i].probe), rows[i].selected);
}

static void wrong_suites_are_told_with_their_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"sumary: x\n", "s.yaml:1:1: unknown key 'sumary', did you mean 'summary'?"},
      {"severity: hgh\n",
       "s.yaml:1:11: expected one of: low, medium, high for 'severity', did you mean 'high'?"},
      {"reach: scrach\n", "s.yaml:1:8: expected one of: read, scratch, intrusive for 'reach', did "
                          "you mean 'scratch'?"},
      {"fail-on: all\n", "s.yaml:1:10: expected one of: any, medium, high"},
      {"select:\n  - sql/*\n  - severity:hgh\n", "s.yaml:3:5: 'severity:hgh' selects no probe"},
      {"select: [role:slq]\n", "did you mean 'sql'?"},
      {"select: [\"sql/a, sql/b\"]\n", "s.yaml:1:10: 'sql/a, sql/b' selects no probe"},
      {"select: [\"a\\nb\"]\n", "'a\\nb' selects no probe"},
      {"exclude: {a: b}\n", "s.yaml:1:10: expected single values in a list, not a mapping"},
      {"exclude: [[a]]\n", "s.yaml:1:11: expected single values in a list, not a list"},
      {"deadline: 10\n", "s.yaml:1:11: expected a duration"},
      {"summary: a\nsummary: b\n",
       "s.yaml:2:1: key 'summary' is given twice, first in line 1, column 1"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_suite *suite = parse(rows[i].text, &error);
    if (suite)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void many_stars_are_matched_at_once(void **state) {
  (void)state;
  g_autofree char *id = g_strnfill(200, 'a');
  const pc_probe probe = {.id = id};
  assert_false(pc_pattern_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", &probe));
  assert_false(pc_pattern_matches("**a**a**a**a**a**a**a**a**a**a**a*a*a*a*b", &probe));
  assert_true(pc_pattern_matches("**a*a**a*a", &probe));
}

static void a_suite_may_be_a_file(void **state) {
  (void)state;
  GError *error = NULL;
  char *path = NULL;
  const int fd = g_file_open_tmp("pc-XXXXXX.yaml", &path, NULL);
  assert_true(fd >= 0);
  g_close(fd, NULL);
  assert_true(g_file_set_contents(path, "summary: mine\n", -1, NULL));
  g_autoptr(pc_suite) suite = pc_suite_find(path, &error);
  g_unlink(path);
  assert_non_null(suite);
  assert_string_equal(suite->summary, "mine");
  assert_null(pc_suite_find(path, &error));
  assert_error(error, PC_ERROR_USAGE, "cannot read the suite");
  g_free(path);
}

static void every_pattern_of_the_suites_selects_a_probe(void **state) {
  (void)state;
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, NULL);
  const GPtrArray *probes = pc_catalogue_probes(catalogue);
  g_auto(GStrv) names = pc_suite_names();
  assert_true(g_strv_length(names) >= 7);
  for (char **name = names; *name; name++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_suite) suite = pc_suite_find(*name, NULL);
    assert_non_null(suite->roles);
    if (!pc_patterns_check((const char *const *)suite->select, probes, &error) ||
        !pc_patterns_check((const char *const *)suite->exclude, probes, &error))
      fail_msg("%s: %s", *name, error->message);
  }
}

static void roles_are_a_scope(void **state) {
  (void)state;
  const char *text = "roles: [cache, queue]\n";
  g_autoptr(pc_suite) suite = pc_suite_parse(text, strlen(text), "s", NULL);
  assert_true(pc_suite_has_role(suite, 1u << PC_ROLE_CACHE));
  assert_true(pc_suite_has_role(suite, 1u << PC_ROLE_QUEUE | 1u << PC_ROLE_SQL));
  assert_false(pc_suite_has_role(suite, 1u << PC_ROLE_SQL));
  const pc_probe probe = {.id = "sql/a", .role = PC_ROLE_SQL};
  assert_false(pc_suite_selects(suite, &probe));
}

static void the_suites_that_come_with_the_program_are_named(void **state) {
  (void)state;
  g_auto(GStrv) names = pc_suite_names();
  static const char *const expected[] = {"smoke", "nightly", "pre-release",
                                         "sqlite-is-not-postgres"};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_true(g_strv_contains((const char *const *)names, expected[i]));
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_is_read),
      cmocka_unit_test(what_is_left_out_selects_everything_that_cleans_up),
      cmocka_unit_test(exclude_and_severity_take_away),
      cmocka_unit_test(wrong_suites_are_told_with_their_place),
      cmocka_unit_test(many_stars_are_matched_at_once),
      cmocka_unit_test(a_suite_may_be_a_file),
      cmocka_unit_test(every_pattern_of_the_suites_selects_a_probe),
      cmocka_unit_test(roles_are_a_scope),
      cmocka_unit_test(the_suites_that_come_with_the_program_are_named),
  };
  return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
