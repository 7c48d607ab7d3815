/* SPDX-License-Identifier: MIT */
/* What came of each behaviour in each environment, and what a whole comparison keeps of it. */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/compare/case_walk.h"
#include "harness/compare/comparison.h"

#include <string.h>

#define HEADER(name)                                                                               \
  "{\"environment\":\"" name                                                                       \
  "\",\"format\":1,\"paritycheck\":\"recording\",\"services\":{\"sql\":{\"adapter\":"              \
  "\"echo\",\"product\":\"x\",\"url\":\"echo:\"}}}\n"
#define ANSWER(probe, outcome)                                                                     \
  "{\"asked\":1,\"observations\":[{\"label\":\"a\",\"outcome\":" outcome "}],\"probe\":\"" probe   \
  "\",\"service\":\"sql\",\"status\":\"answered\"}\n"
#define SETUP_REFUSED(probe)                                                                       \
  "{\"asked\":1,\"observations\":[{\"label\":\"setup\",\"outcome\":{\"refusal\":\"insufficient_"   \
  "privilege\"}}],"                                                                                \
  "\"probe\":"                                                                                     \
  "\"" probe "\",\"service\":\"sql\",\"status\":\"setup-refused\"}\n"
#define FAULT(probe)                                                                               \
  "{\"code\":\"crashed\",\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"fault\"}\n"
#define SKIPPED(probe)                                                                             \
  "{\"probe\":\"" probe "\",\"reason\":\"no\",\"service\":\"sql\",\"status\":\"skipped\"}\n"
#define UNSTABLE(probe)                                                                            \
  "{\"answers\":[[{\"label\":\"a\",\"outcome\":{\"value\":1}}],[{\"label\":\"a\",\"outcome\":{"    \
  "\"value\":2}}]],"                                                                               \
  "\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"unstable\"}\n"
#define EVIDENCE(probe)                                                                            \
  "{\"about\":{\"severity\":\"high\",\"title\":\"of " probe "\"},\"probe\":\"" probe               \
  "\",\"service\":\"sql\"}\n"

static const char reference[] = HEADER("production") ANSWER("agree", "{\"value\":1}")
    ANSWER("differ", "{\"value\":1}") ANSWER("fault", "{\"value\":1}") FAULT("fault-here")
        ANSWER("kind", "{\"value\":1}") SETUP_REFUSED("setup") ANSWER("setup-one", "{\"value\":1}")
            ANSWER("skipped", "{\"value\":1}") ANSWER("unasked", "{\"value\":1}")
                ANSWER("unknown", "{\"refusal\":\"syntax_error\"}")
                    ANSWER("unstable", "{\"value\":1}") EVIDENCE("agree") EVIDENCE("differ")
                        EVIDENCE("fault") "{\"answers\":11,\"trailer\":true}\n";

static const char other[] =
    HEADER("development") ANSWER("agree", "{\"value\":1}") ANSWER("differ", "{\"value\":2}")
        FAULT("fault") ANSWER("fault-here", "{\"value\":1}") ANSWER("kind", "{\"value\":\"1\"}")
            SETUP_REFUSED("setup") SETUP_REFUSED("setup-one") SKIPPED("skipped")
                ANSWER("unknown", "{\"refusal\":\"undefined_table\"}") UNSTABLE("unstable")
                    EVIDENCE("agree") EVIDENCE("differ") "{\"answers\":10,\"trailer\":true}\n";

static pc_comparison *texts_compare(const char *one, const char *two, pc_detail detail,
                                    GError **error) {
  static const char *const names[] = {"production.jsonl", "development.jsonl"};
  FILE *files[] = {fmemopen((char *)(guintptr)one, strlen(one), "r"),
                   fmemopen((char *)(guintptr)two, strlen(two), "r")};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, detail, error);
  fclose(files[0]);
  fclose(files[1]);
  return comparison;
}

static pc_comparison *comparison_read(pc_detail detail) {
  g_autoptr(GError) error = NULL;
  pc_comparison *comparison = texts_compare(reference, other, detail, &error);
  if (!comparison)
    fail_msg("%s", error->message);
  return comparison;
}

static const pc_case *case_find(const pc_comparison *comparison, const char *probe) {
  for (guint i = 0; i < comparison->cases->len; i++) {
    const pc_case *about = comparison->cases->pdata[i];
    if (strcmp(about->probe, probe) == 0)
      return about;
  }
  fail_msg("no case is about '%s'", probe);
  return NULL;
}

static void each_behaviour_has_a_state_in_each_environment(void **state) {
  (void)state;
  static const struct {
    const char *probe;
    const char *states[2];
  } rows[] = {
      {"agree", {"reference", "agree"}},       {"differ", {"reference", "differ"}},
      {"fault", {"reference", "fault"}},       {"fault-here", {"fault", "absent"}},
      {"kind", {"reference", "kind"}},         {"setup", {"reference", "setup-refused"}},
      {"setup-one", {"reference", "differ"}},  {"skipped", {"reference", "skipped"}},
      {"unasked", {"reference", "skipped"}},   {"unknown", {"reference", "skipped"}},
      {"unstable", {"reference", "unstable"}},
  };
  for (pc_detail detail = PC_DETAIL_NAMED; detail <= PC_DETAIL_WHOLE; detail++) {
    g_autoptr(pc_comparison) comparison = comparison_read(detail);
    g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
      const pc_case *about = pc_case_walk_next(cases);
      assert_non_null(about);
      assert_string_equal(about->probe, rows[i].probe);
      assert_string_equal(about->service, "sql");
      for (guint k = 0; k < 2; k++)
        if (strcmp(pc_state_names[about->states[k]], rows[i].states[k]) != 0)
          fail_msg("%s in environment %u is '%s', expected '%s'", rows[i].probe, k,
                   pc_state_names[about->states[k]], rows[i].states[k]);
      assert_ptr_equal(pc_case_walk_find(cases, "nothing", "sql"), NULL);
      assert_string_equal(pc_case_walk_find(cases, rows[i].probe, "sql")->probe, rows[i].probe);
    }
    assert_null(pc_case_walk_next(cases));
  }
}

static void a_whole_comparison_keeps_what_agrees(void **state) {
  (void)state;
  g_autoptr(pc_comparison) whole = comparison_read(PC_DETAIL_WHOLE);
  g_autoptr(pc_comparison) part = comparison_read(PC_DETAIL_TOLD);
  const pc_case *kept = case_find(whole, "agree");
  assert_null(pc_comparison_case(part, "agree", "sql"));
  for (guint i = 0; i < 2; i++) {
    assert_non_null(strstr(kept->answers->pdata[i], "\"value\":1"));
    assert_non_null(strstr(kept->evidence->pdata[i], "of agree"));
  }
  assert_non_null(case_find(part, "differ")->evidence->pdata[1]);
  assert_null(case_find(whole, "unasked")->answers->pdata[1]);
  assert_non_null(strstr(case_find(whole, "skipped")->answers->pdata[1], "\"skipped\""));
}

static void a_behaviour_has_the_title_and_severity_of_its_probe(void **state) {
  (void)state;
  for (pc_detail detail = PC_DETAIL_TOLD; detail <= PC_DETAIL_WHOLE; detail++) {
    g_autoptr(pc_comparison) comparison = comparison_read(detail);
    g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
    const pc_case *differ = case_find(comparison, "differ");
    assert_string_equal(differ->title, "of differ");
    assert_int_equal(differ->severity, PC_SEVERITY_HIGH);
    assert_null(case_find(comparison, "kind")->title);
    const pc_case *agree = pc_case_walk_find(cases, "agree", "sql");
    assert_true(detail == PC_DETAIL_TOLD ? !agree : agree != NULL);
    if (detail < PC_DETAIL_TITLED)
      continue;
    assert_string_equal(agree->title, "of agree");
    assert_int_equal(agree->severity, PC_SEVERITY_HIGH);
  }
}

/* Two environments that agree in all but every 100th of n probes, among which every third has no
 * evidence at all and every fifth only in the second. */
static char *large_recording(const char *environment, guint n, bool second) {
  GString *text = g_string_new(NULL);
  g_string_printf(text,
                  "{\"environment\":\"%s\",\"format\":1,\"paritycheck\":\"recording\",\"services\":"
                  "{\"sql\":{}}}\n",
                  environment);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text,
                           "{\"asked\":1,\"observations\":[{\"label\":\"a\",\"outcome\":{\"value\":"
                           "%u}}],\"probe\":\"p%05u\","
                           "\"service\":\"sql\",\"status\":\"answered\"}\n",
                           second && i % 100 == 7, i);
  for (guint i = 0; i < n; i++)
    if (i % 3 && (second || i % 5))
      g_string_append_printf(text,
                             "{\"about\":{\"severity\":\"%s\",\"title\":\"of "
                             "%u\"},\"probe\":\"p%05u\",\"service\":\"sql\"}\n",
                             pc_severity_names[i % 3], i, i);
  g_string_append_printf(text, "{\"answers\":%u,\"trailer\":true}\n", n);
  return g_string_free(text, FALSE);
}

static void what_agrees_is_no_case_but_is_walked_through_in_its_place(void **state) {
  (void)state;
  enum { N = 1000 };
  g_autofree char *one = large_recording("production", N, false);
  g_autofree char *two = large_recording("development", N, true);
  for (pc_detail detail = PC_DETAIL_TOLD; detail <= PC_DETAIL_WHOLE; detail++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_comparison) comparison = texts_compare(one, two, detail, &error);
    g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
    assert_int_equal(comparison->cases->len, detail == PC_DETAIL_WHOLE ? N : N / 100);
    assert_int_equal(pc_comparison_environment(comparison, 1)->counts.behaviours, N);
    const pc_case *about;
    guint i = 0;
    for (; (about = pc_case_walk_next(cases)); i += detail == PC_DETAIL_TOLD ? 100 : 1) {
      const guint probe = detail == PC_DETAIL_TOLD ? i + 7 : i;
      g_autofree char *id = g_strdup_printf("p%05u", probe);
      g_autofree char *title = g_strdup_printf("of %u", probe);
      assert_string_equal(about->probe, id);
      assert_int_equal(about->states[1], probe % 100 == 7 ? PC_STATE_DIFFER : PC_STATE_AGREE);
      if (probe % 3 == 0 || (detail == PC_DETAIL_NAMED && probe % 100 != 7))
        assert_null(about->title);
      else
        assert_string_equal(about->title, title);
      if (about->title)
        assert_int_equal(about->severity, probe % 3);
    }
    assert_int_equal(i, N);
  }
}

static void answers_that_are_alike_must_be_sorted_too(void **state) {
  (void)state;
  static const struct {
    const char *first;
    const char *second;
  } rows[] = {{"b", "a"}, {"a", "a"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("%s{\"asked\":1,\"observations\":[],\"probe\":\"%s\","
                                            "\"service\":\"sql\",\"status\":\"answered\"}\n"
                                            "{\"asked\":1,\"observations\":[],\"probe\":\"%s\","
                                            "\"service\":\"sql\",\"status\":\"answered\"}\n"
                                            "{\"answers\":2,\"trailer\":true}\n",
                                            HEADER("production"), rows[i].first, rows[i].second);
    assert_null(texts_compare(text, text, PC_DETAIL_NAMED, &error));
    assert_error(error, PC_ERROR_USAGE, "production.jsonl:3: the lines are not sorted by probe");
  }
}

static void an_id_with_a_quote_is_read_as_it_is(void **state) {
  (void)state;
  static const char text[] = HEADER("production") ANSWER("my \\\"own\\\"", "{\"value\":1}")
      EVIDENCE("my \\\"own\\\"") "{\"answers\":1,\"trailer\":true}\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_comparison) comparison = texts_compare(text, text, PC_DETAIL_TITLED, &error);
  assert_non_null(comparison);
  g_autoptr(pc_case_walk) cases = pc_case_walk_new(comparison);
  const pc_case *about = pc_case_walk_next(cases);
  assert_string_equal(about->probe, "my \"own\"");
  assert_string_equal(about->title, "of my \"own\"");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_behaviour_has_a_state_in_each_environment),
      cmocka_unit_test(a_whole_comparison_keeps_what_agrees),
      cmocka_unit_test(a_behaviour_has_the_title_and_severity_of_its_probe),
      cmocka_unit_test(what_agrees_is_no_case_but_is_walked_through_in_its_place),
      cmocka_unit_test(answers_that_are_alike_must_be_sorted_too),
      cmocka_unit_test(an_id_with_a_quote_is_read_as_it_is),
  };
  return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
