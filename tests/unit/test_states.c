/* SPDX-License-Identifier: MIT */
/* What came of each behaviour in each environment, and what a whole comparison keeps of it. */
#include "tests/unit/unit.h"

#include "harness/comparison.h"

#include <string.h>

#define HEADER(name)                                                                                                   \
  "{\"environment\":\"" name "\",\"format\":1,\"paritycheck\":\"recording\",\"services\":{\"sql\":{\"adapter\":"       \
  "\"echo\",\"product\":\"x\",\"url\":\"echo:\"}}}\n"
#define ANSWER(probe, outcome)                                                                                         \
  "{\"asked\":1,\"observations\":[{\"label\":\"a\",\"outcome\":" outcome "}],\"probe\":\"" probe                       \
  "\",\"service\":\"sql\",\"status\":\"answered\"}\n"
#define SETUP_REFUSED(probe)                                                                                           \
  "{\"asked\":1,\"observations\":[{\"label\":\"setup\",\"outcome\":{\"refusal\":\"syntax_error\"}}],\"probe\":"        \
  "\"" probe "\",\"service\":\"sql\",\"status\":\"setup-refused\"}\n"
#define FAULT(probe) "{\"code\":\"crashed\",\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"fault\"}\n"
#define SKIPPED(probe) "{\"probe\":\"" probe "\",\"reason\":\"no\",\"service\":\"sql\",\"status\":\"skipped\"}\n"
#define UNSTABLE(probe)                                                                                                \
  "{\"answers\":[[{\"label\":\"a\",\"outcome\":{\"value\":1}}],[{\"label\":\"a\",\"outcome\":{\"value\":2}}]],"        \
  "\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"unstable\"}\n"
#define EVIDENCE(probe)                                                                                                \
  "{\"about\":{\"severity\":\"high\",\"title\":\"of " probe "\"},\"probe\":\"" probe "\",\"service\":\"sql\"}\n"

static const char reference[] = HEADER("production") ANSWER("agree", "{\"value\":1}") ANSWER("differ", "{\"value\":1}")
    ANSWER("fault", "{\"value\":1}") FAULT("fault-here") ANSWER("kind", "{\"value\":1}") SETUP_REFUSED("setup")
        ANSWER("setup-one", "{\"value\":1}") ANSWER("skipped", "{\"value\":1}") ANSWER("unasked", "{\"value\":1}")
            ANSWER("unstable", "{\"value\":1}") EVIDENCE("agree") EVIDENCE("differ")
                EVIDENCE("fault") "{\"answers\":10,\"trailer\":true}\n";

static const char other[] = HEADER("development") ANSWER("agree", "{\"value\":1}") ANSWER("differ", "{\"value\":2}")
    FAULT("fault") ANSWER("fault-here", "{\"value\":1}") ANSWER("kind", "{\"value\":\"1\"}") SETUP_REFUSED("setup")
        SETUP_REFUSED("setup-one") SKIPPED("skipped") UNSTABLE("unstable") EVIDENCE("agree")
            EVIDENCE("differ") "{\"answers\":9,\"trailer\":true}\n";

static pc_comparison *comparison_read(bool whole) {
  static const char *const names[] = {"production.jsonl", "development.jsonl"};
  g_autoptr(GError) error = NULL;
  FILE *files[] = {fmemopen((char *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((char *)(guintptr)other, strlen(other), "r")};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, whole, &error);
  fclose(files[0]);
  fclose(files[1]);
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
      {"agree", {"reference", "agree"}},      {"differ", {"reference", "differ"}},
      {"fault", {"reference", "fault"}},      {"fault-here", {"fault", "absent"}},
      {"kind", {"reference", "kind"}},        {"setup", {"reference", "setup-refused"}},
      {"setup-one", {"reference", "differ"}}, {"skipped", {"reference", "skipped"}},
      {"unasked", {"reference", "skipped"}},  {"unstable", {"reference", "unstable"}},
  };
  for (guint whole = 0; whole < 2; whole++) {
    g_autoptr(pc_comparison) comparison = comparison_read(whole);
    assert_int_equal(comparison->cases->len, G_N_ELEMENTS(rows));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
      const pc_case *about = case_find(comparison, rows[i].probe);
      for (guint k = 0; k < 2; k++)
        if (strcmp(pc_state_names[about->states[k]], rows[i].states[k]) != 0)
          fail_msg("%s in environment %u is '%s', expected '%s'", rows[i].probe, k, pc_state_names[about->states[k]],
                   rows[i].states[k]);
    }
  }
}

static void a_whole_comparison_keeps_what_agrees(void **state) {
  (void)state;
  g_autoptr(pc_comparison) whole = comparison_read(true);
  g_autoptr(pc_comparison) part = comparison_read(false);
  const pc_case *kept = case_find(whole, "agree");
  const pc_case *dropped = case_find(part, "agree");
  for (guint i = 0; i < 2; i++) {
    assert_non_null(strstr(kept->answers->pdata[i], "\"value\":1"));
    assert_non_null(strstr(kept->evidence->pdata[i], "of agree"));
    assert_null(dropped->answers->pdata[i]);
    assert_null(dropped->evidence->pdata[i]);
  }
  assert_non_null(case_find(part, "differ")->evidence->pdata[1]);
  assert_null(case_find(whole, "unasked")->answers->pdata[1]);
  assert_non_null(strstr(case_find(whole, "skipped")->answers->pdata[1], "\"skipped\""));
}

static void a_behaviour_has_the_title_and_severity_of_its_probe(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_read(false);
  const pc_case *agree = case_find(comparison, "agree");
  assert_string_equal(agree->title, "of agree");
  assert_int_equal(agree->severity, PC_SEVERITY_HIGH);
  assert_null(case_find(comparison, "kind")->title);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_behaviour_has_a_state_in_each_environment),
      cmocka_unit_test(a_whole_comparison_keeps_what_agrees),
      cmocka_unit_test(a_behaviour_has_the_title_and_severity_of_its_probe),
  };
  return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
