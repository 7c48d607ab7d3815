/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/compare/comparison.h"
#include "harness/compare/verdict.h"

#include <string.h>

#define HEADER(environment)                                                                        \
  "{\"comparators\":{},\"environment\":\"" environment                                             \
  "\",\"format\":1,\"paritycheck\":\"recording\",\"services\":{"                                   \
  "\"sql\":{\"adapter\":\"echo\",\"product\":\"" environment "\",\"url\":\"echo:\"}}}\n"
#define WRONG(member, services)                                                                    \
  "{\"environment\":\"dev\",\"format\":1,\"paritycheck\":\"recording\"," member                    \
  ",\"services\":{" services "}}\n"
#define ANSWER(probe, outcome)                                                                     \
  "{\"asked\":1,\"observations\":[{\"label\":\"l\",\"outcome\":" outcome "}],\"probe\":\"" probe   \
  "\",\"service\":\"sql\",\"status\":\"answered\"}\n"
#define OTHER(probe, status)                                                                       \
  "{\"code\":\"lost\",\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"" status "\"}\n"
#define EVIDENCE(probe)                                                                            \
  "{\"about\":{\"severity\":\"high\"},\"probe\":\"" probe "\",\"service\":\"sql\"}\n"
#define TRAILER(n) "{\"answers\":" #n ",\"trailer\":true}\n"

static pc_comparison *compare(const char *reference, const char *other, GError **error) {
  FILE *files[] = {fmemopen((char *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((char *)(guintptr)other, strlen(other), "r")};
  static const char *const names[] = {"a.jsonl", "b.jsonl"};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_NAMED, error);
  fclose(files[0]);
  fclose(files[1]);
  if (comparison)
    pc_verdict_decide(comparison, NULL);
  return comparison;
}

static void equal_lines_agree_and_different_ones_are_found(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod") ANSWER("sql/a", "{\"done\":true}") ANSWER("sql/b", "{\"rows\":[[1]]}")
                  EVIDENCE("sql/a") EVIDENCE("sql/b") TRAILER(2),
              HEADER("dev") ANSWER("sql/a", "{\"done\":true}") ANSWER("sql/b", "{\"rows\":[[2]]}")
                  EVIDENCE("sql/a") EVIDENCE("sql/b") TRAILER(2),
              &error);
  assert_null(error);
  const pc_counts *counts = &pc_comparison_environment(comparison, 1)->counts;
  assert_int_equal(counts->behaviours, 2);
  assert_int_equal(counts->behaviours_differ, 1);
  assert_int_equal(counts->behaviours_silent, 1);
  assert_int_equal(counts->observations, 2);
  assert_int_equal(comparison->findings->len, 1);
  const pc_finding *finding = comparison->findings->pdata[0];
  assert_int_equal(finding->severity, PC_SEVERITY_HIGH);
  assert_string_equal(
      comparison->verdict,
      "dev must not stand in for prod: 1 of 2 behaviours differ, 1 of them silently");
  assert_int_equal(comparison->exit_status, PC_EXIT_DIFFERENT);
}

/* Two recordings with the same fault hold equal lines, and nothing was told by them. */
static void equal_faults_do_not_agree(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = compare(
      HEADER("prod") ANSWER("sql/a", "{\"done\":true}") OTHER("sql/b", "fault") TRAILER(2),
      HEADER("dev") ANSWER("sql/a", "{\"done\":true}") OTHER("sql/b", "fault") TRAILER(2), NULL);
  assert_int_equal(pc_comparison_environment(comparison, 1)->counts.behaviours, 1);
  assert_int_equal(comparison->problems->len, 2);
  assert_int_equal(comparison->exit_status, PC_EXIT_INCOMPLETE);
}

/* Before everything else, whatever else there is. */
static void what_a_run_changed_is_the_first_problem(void **state) {
  (void)state;
#define WITH(members)                                                                              \
  "{\"comparators\":{},\"environment\":\"dev\",\"format\":1,\"paritycheck\":\"recording\","        \
  "\"services\":{\"sql\":{"                                                                        \
  "\"adapter\":\"echo\",\"product\":\"dev\",\"url\":\"echo:\"," members "}}}\n"
#define INCIDENT                                                                                   \
  "\"incidents\":[{\"object\":\"table "                                                            \
  "public.orders\",\"happened\":\"gone\",\"probe\":\"app/orders\",\"statement\":"                  \
  "\"DROP TABLE public.orders\"}]"
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod") ANSWER("sql/a", "{\"done\":true}") OTHER("sql/b", "fault") TRAILER(2),
              WITH(INCIDENT ",\"incidents_more\":7") ANSWER("sql/a", "{\"done\":true}")
                  OTHER("sql/b", "fault") TRAILER(2),
              NULL);
  assert_int_equal(comparison->incidents, 2);
  assert_int_equal(comparison->problems->len, 4);
  const pc_problem *first = comparison->problems->pdata[0];
  const pc_problem *second = comparison->problems->pdata[1];
  assert_int_equal(first->kind, PC_PROBLEM_INCIDENT);
  assert_string_equal(
      first->text,
      "table public.orders, which is not this run's, was removed while it ran, and the probe "
      "app/orders "
      "names it: DROP TABLE public.orders; look at what is missing, and restore it from a backup");
  assert_string_equal(second->text, "7 more objects that are not this run's were changed by it");
  assert_int_equal(comparison->exit_status, PC_EXIT_FAILED);
  assert_true(g_str_has_prefix(comparison->verdict, "INCIDENT, "));
  g_autoptr(pc_comparison) unseen = compare(
      HEADER("prod") ANSWER("sql/a", "{\"done\":true}") TRAILER(1),
      WITH("\"unseen\":\"it is full\"") ANSWER("sql/a", "{\"done\":true}") TRAILER(1), NULL);
  assert_int_equal(((const pc_problem *)unseen->problems->pdata[0])->kind, PC_PROBLEM_UNSEEN);
  assert_int_equal(unseen->exit_status, PC_EXIT_INCOMPLETE);
}

static void a_setup_that_both_refuse_is_no_agreement(void **state) {
  (void)state;
#define REFUSED                                                                                    \
  "{\"asked\":1,\"observations\":[{\"label\":\"setup\",\"outcome\":{\"refusal\":\"x\"}}],"         \
  "\"probe\":\"sql/a\","                                                                           \
  "\"service\":\"sql\",\"status\":\"setup-refused\"}\n"
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod") REFUSED TRAILER(1), HEADER("dev") REFUSED TRAILER(1), NULL);
  assert_int_equal(comparison->exit_status, PC_EXIT_INCOMPLETE);
  assert_int_equal(((const pc_problem *)comparison->problems->pdata[0])->kind,
                   PC_PROBLEM_SETUP_REFUSED);
  assert_int_equal(comparison->findings->len, 0);
}

static void a_probe_that_one_side_lacks_is_listed(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = compare(HEADER("prod") ANSWER("sql/a", "{\"done\":true}")
                                                    ANSWER("sql/c", "{\"done\":true}") TRAILER(2),
                                                HEADER("dev") ANSWER("sql/b", "{\"done\":true}")
                                                    ANSWER("sql/c", "{\"done\":true}") TRAILER(2),
                                                NULL);
  assert_int_equal(pc_comparison_environment(comparison, 1)->counts.behaviours, 1);
  assert_int_equal(comparison->skips->len, 2);
}

#define OBSERVED(label, needs, outcome)                                                            \
  "{\"label\":\"" label "\",\"needs\":[" needs "],\"outcome\":" outcome "}"
#define STEPS(probe, status, steps)                                                                \
  "{\"asked\":3,\"observations\":[" steps "],\"probe\":\"" probe                                   \
  "\",\"service\":\"sql\",\"status\":\"" status "\"}\n"
#define ADD(outcome, read, other)                                                                  \
  STEPS("cache/add", "answered",                                                                   \
        OBSERVED("added", "", outcome) "," OBSERVED("read", "\"added\"",                           \
                                                    read) "," OBSERVED("other", "", other))

/* Of the environment that is not the reference. */
static const pc_skip *only_skip(const pc_comparison *comparison) {
  assert_int_equal(comparison->skips->len, 1);
  return comparison->skips->pdata[0];
}

static void an_operation_that_one_side_lacks_is_one_line_and_no_finding(void **state) {
  (void)state;
  static const char lacking[] =
      ADD("{\"unsupported\":\"add\"}", "{\"missing\":true}", "{\"done\":true}");
  static const char having[] = ADD("{\"value\":true}", "{\"value\":\"v\"}", "{\"done\":true}");
  for (guint of_reference = 0; of_reference < 2; of_reference++) {
    g_autofree char *production = g_strconcat(HEADER("prod"), of_reference ? lacking : having,
                                              EVIDENCE("cache/add"), TRAILER(1), NULL);
    g_autofree char *development = g_strconcat(HEADER("dev"), of_reference ? having : lacking,
                                               EVIDENCE("cache/add"), TRAILER(1), NULL);
    g_autoptr(pc_comparison) comparison = compare(production, development, NULL);
    assert_int_equal(comparison->findings->len, 0);
    assert_int_equal(comparison->lacks->len, 1);
    const pc_lack *lack = comparison->lacks->pdata[0];
    assert_int_equal(lack->environment, of_reference ? 0 : 1);
    assert_string_equal(lack->service, "sql");
    assert_int_equal(lack->operations->len, 1);
    assert_string_equal(lack->operations->pdata[0], "add");
    const pc_skip *skip = only_skip(comparison);
    assert_string_equal(skip->subject, "cache/add 'added', 'read'");
    assert_string_equal(skip->reason, of_reference ? "needs add, which prod lacks"
                                                   : "needs add, which dev lacks");
    assert_int_equal(pc_comparison_environment(comparison, 1)->counts.observations, 1);
    assert_int_equal(comparison->exit_status, PC_EXIT_SAME);
    assert_string_equal(comparison->verdict,
                        of_reference
                            ? "dev answered as prod did: 1 behaviours agree; prod/sql lacks: add"
                            : "dev answered as prod did: 1 behaviours agree; dev/sql lacks: add");
  }
}

static void what_needs_a_step_that_one_side_refused_is_not_compared(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod") ADD("{\"refusal\":\"bad_value\"}", "{\"missing\":true}",
                                 "{\"done\":true}") EVIDENCE("cache/add") TRAILER(1),
              HEADER("dev") ADD("{\"value\":true}", "{\"value\":\"v\"}", "{\"done\":true}")
                  EVIDENCE("cache/add") TRAILER(1),
              NULL);
  assert_int_equal(comparison->findings->len, 1);
  const pc_finding *finding = comparison->findings->pdata[0];
  assert_int_equal(finding->divergences->len, 1);
  assert_string_equal(((const pc_divergence *)finding->divergences->pdata[0])->observation,
                      "added");
  assert_string_equal(only_skip(comparison)->subject, "cache/add 'read'");
  assert_string_equal(only_skip(comparison)->reason, "needs 'added', which prod refused");
}

static void a_setup_that_one_side_lacks_is_not_asked(void **state) {
  (void)state;
#define LACKED                                                                                     \
  STEPS("cache/add", "setup-refused", OBSERVED("setup", "", "{\"unsupported\":\"add\"}"))
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod") STEPS("cache/add", "answered", OBSERVED("read", "", "{\"value\":1}"))
                  STEPS("cache/b", "answered", OBSERVED("read", "", "{\"value\":1}")) TRAILER(2),
              HEADER("dev") LACKED STEPS("cache/b", "answered",
                                         OBSERVED("read", "", "{\"value\":1}")) TRAILER(2),
              NULL);
  assert_int_equal(comparison->findings->len, 0);
  assert_string_equal(only_skip(comparison)->subject, "cache/add");
  assert_null(only_skip(comparison)->observations);
  assert_int_equal(comparison->lacks->len, 1);
  assert_int_equal(comparison->exit_status, PC_EXIT_SAME);
  g_autoptr(pc_comparison) nothing =
      compare(HEADER("prod") STEPS("cache/add", "answered", OBSERVED("read", "", "{\"value\":1}"))
                  TRAILER(1),
              HEADER("dev") LACKED TRAILER(1), NULL);
  assert_int_equal(nothing->exit_status, PC_EXIT_INCOMPLETE);
}

static void recordings_that_cannot_be_trusted_are_refused(void **state) {
  (void)state;
  static const char good[] = HEADER("prod") ANSWER("sql/a", "{\"done\":true}") TRAILER(1);
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"x\n", "b.jsonl:1: expected a JSON object"},
      {"{}\n", "not a recording of paritycheck"},
      {"{\"paritycheck\":\"recording\",\"format\":2}\n", "has format 2"},
      {WRONG("\"recorded\":5", ""), "b.jsonl:1: recorded: expected text, found a number"},
      {WRONG("\"own\":[]", ""), "b.jsonl:1: own: expected an object, found an array"},
      {WRONG("\"run\":\"r\"", "\"sql\":[]"),
       "b.jsonl:1: services.sql: expected an object, found an array"},
      {WRONG("\"run\":\"r\"", "\"sql\":{\"url\":false}"),
       "b.jsonl:1: services.sql.url: expected text, found false"},
      {WRONG("\"run\":\"r\"", "\"sql\":{\"fingerprint\":{\"version\":15}}"),
       "b.jsonl:1: services.sql.fingerprint.version: expected text, found a number"},
      {HEADER("dev"), "truncated: it ends without a trailer"},
      {HEADER("dev") ANSWER("sql/a", "{\"done\":true}"), "truncated: it ends without a trailer"},
      {HEADER("dev") "{\"asked\":1", "truncated in the middle of this line"},
      {HEADER("dev") ANSWER("sql/a", "{\"done\":true}") TRAILER(2),
       "the trailer counts other answers"},
      {HEADER("dev") ANSWER("sql/a", "{\"done\":true}") TRAILER(1) "x\n", "behind the trailer"},
      {HEADER("dev") ANSWER("sql/b", "{\"done\":true}") ANSWER("sql/a", "{\"done\":true}")
           TRAILER(2),
       "not sorted"},
      {HEADER("dev") EVIDENCE("sql/a") ANSWER("sql/a", "{\"done\":true}") TRAILER(1),
       "in the wrong place"},
      {HEADER("dev") "{\"asked\":1}\n" TRAILER(1), "names no probe"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_comparison *comparison = compare(good, rows[i].text, &error);
    if (comparison)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void policies_decide_the_exit_status(void **state) {
  (void)state;
  g_autoptr(pc_comparison) kind =
      compare(HEADER("prod") ANSWER("sql/a", "{\"rows\":[[true]]}") EVIDENCE("sql/a") TRAILER(1),
              HEADER("dev") ANSWER("sql/a", "{\"rows\":[[1]]}") EVIDENCE("sql/a") TRAILER(1), NULL);
  assert_int_equal(kind->exit_status, PC_EXIT_SAME);
  pc_verdict_decide(kind, "strict");
  assert_int_equal(kind->exit_status, PC_EXIT_DIFFERENT);
  pc_verdict_decide(kind, "never");
  assert_int_equal(kind->exit_status, PC_EXIT_SAME);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_lines_agree_and_different_ones_are_found),
      cmocka_unit_test(equal_faults_do_not_agree),
      cmocka_unit_test(what_a_run_changed_is_the_first_problem),
      cmocka_unit_test(a_setup_that_both_refuse_is_no_agreement),
      cmocka_unit_test(a_probe_that_one_side_lacks_is_listed),
      cmocka_unit_test(an_operation_that_one_side_lacks_is_one_line_and_no_finding),
      cmocka_unit_test(what_needs_a_step_that_one_side_refused_is_not_compared),
      cmocka_unit_test(a_setup_that_one_side_lacks_is_not_asked),
      cmocka_unit_test(recordings_that_cannot_be_trusted_are_refused),
      cmocka_unit_test(policies_decide_the_exit_status),
  };
  return cmocka_run_group_tests_name("recording", tests, NULL, NULL);
}
