/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/baseline/baseline_apply.h"
#include "harness/compare/verdict.h"

#include <string.h>

#define A "0123456789abcdef"
#define B "fedcba9876543210"
#define SIDES "  reference: {digest: \"" A "\"}\n  other: {digest: \"" B "\"}\n"
#define KEY "- probe: sql/text/like\n  service: sql\n  environment: dev\n  observation: rows\n"
#define ENTRY KEY "  reason: r\n  owner: o\n" SIDES

static pc_baseline *parse(const char *text, GError **error) {
  return pc_baseline_parse(text, strlen(text), "b.yaml", error);
}

static void every_key_is_read(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(pc_baseline) baseline = parse(
      "accepted:\n" KEY "  reason: |\n    two\n    lines\n  owner: ann\n  expires: 2026-12-31\n"
      "  reference: {digest: \"" A
      "\", version: PostgreSQL 15.14, answer: '1 row'}\n  other: {digest: \"" B "\"}\n"
      "probes:\n  sql/text: [like, 'a,b']\n  .: one\n",
      &error);
  assert_null(error);
  assert_int_equal(baseline->entries->len, 1);
  const pc_baseline_entry *entry = baseline->entries->pdata[0];
  assert_string_equal(entry->reason, "two\nlines\n");
  assert_string_equal(entry->owner, "ann");
  assert_string_equal(entry->expires, "2026-12-31");
  assert_string_equal(entry->reference.digest, A);
  assert_string_equal(entry->reference.version, "PostgreSQL 15.14");
  assert_string_equal(entry->reference.answer, "1 row");
  assert_string_equal(entry->other.digest, B);
  assert_null(entry->other.version);
  assert_true(pc_baseline_knows(baseline, "sql/text/like") &&
              pc_baseline_knows(baseline, "sql/text/a,b") && pc_baseline_knows(baseline, "one"));
  assert_false(pc_baseline_knows(baseline, "sql/text/one"));
  assert_ptr_equal(pc_baseline_entry_find(baseline, entry), entry);
}

static void without_a_list_of_probes_none_is_newer(void **state) {
  (void)state;
  GError *error = NULL;
  static const char *const texts[] = {"accepted:\n", "accepted: []\n", "accepted:\n" ENTRY, "{}"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(pc_baseline) baseline = parse(texts[i], &error);
    assert_null(error);
    assert_true(pc_baseline_knows(baseline, "any/probe"));
  }
}

static void what_is_wrong_is_told_with_its_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"", "b.yaml: the file is empty"},
      {"acepted: []\n", "b.yaml:1:1: unknown key 'acepted', did you mean 'accepted'?"},
      {"accepted: x\n", "b.yaml:1:11: 'accepted' expects a list of entries"},
      {"accepted:\n- x\n", "b.yaml:2:3: expected a mapping"},
      {"accepted:\n" KEY "  reson: r\n", "b.yaml:6:3: unknown key 'reson', did you mean 'reason'?"},
      {"accepted:\n" KEY "  owner: o\n" SIDES, "b.yaml:2:3: the entry has no 'reason'"},
      {"accepted:\n" KEY "  reason: r\n" SIDES, "b.yaml:2:3: the entry has no 'owner'"},
      {"accepted:\n" KEY "  reason: r\n  owner: o\n  other: {digest: \"" B "\"}\n",
       "has no 'reference'"},
      {"accepted:\n" KEY "  reason:\n  owner: o\n" SIDES,
       "b.yaml:6:10: expected why it is accepted for 'reason'"},
      {"accepted:\n" KEY "  expires: soon\n",
       "b.yaml:6:12: expected a day such as 2026-12-31, or never"},
      {"accepted:\n" KEY "  expires: 2026-02-30\n", "b.yaml:6:12: expected a day"},
      {"accepted:\n" KEY "  expires: 2026-12-31T00:00\n", "b.yaml:6:12: expected a day"},
      {"accepted:\n" KEY "  other: {digest: abc}\n",
       "b.yaml:6:19: expected a digest, 16 of 0-9 and a-f"},
      {"accepted:\n" KEY "  other: {version: 1}\n", "b.yaml:6:10: 'other' has no digest"},
      {"accepted:\n" KEY "  other: {digets: abc}\n", "did you mean 'digest'?"},
      {"accepted:\n" ENTRY ENTRY, "b.yaml:10:3: an entry for the same probe"},
      {"accepted: []\nprobes: [a]\n", "b.yaml:2:9: expected a mapping"},
      {"accepted: []\nprobes:\n  sql/a:\n", "expected a list of probes' names"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_baseline *baseline = parse(rows[i].text, &error);
    if (baseline)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void a_day_is_one_of_the_calendar(void **state) {
  (void)state;
  assert_true(pc_day_is_valid("2026-12-31") && pc_day_is_valid("2024-02-29"));
  static const char *const wrong[] = {"",           "2026",       "2026-12-3",  "2026-12-311",
                                      "2023-02-29", "2026-00-01", "2026-13-01", "0000-01-01",
                                      "2026-1-011", "2026-01-00"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(pc_day_is_valid(wrong[i]));
}

static void a_digest_is_of_the_canonical_answer(void **state) {
  (void)state;
  g_autofree char *a = pc_baseline_digest("{\"affected\":1}");
  g_autofree char *b = pc_baseline_digest("{\"affected\":2}");
  g_autofree char *setup = pc_baseline_digest(NULL);
  /* The first 16 digits that sha256sum gives. */
  assert_string_equal(a, "267ba0ccfaca2f2e");
  assert_string_not_equal(a, b);
  assert_string_not_equal(setup, a);
}

static void an_entry_holds_for_two_answers_until_a_day(void **state) {
  (void)state;
  static char a[] = A, b[] = B, day[] = "2026-06-30";
  pc_baseline_entry entry = {.expires = day, .reference = {.digest = a}, .other = {.digest = b}};
  pc_baseline_entry now = {.reference = {.digest = a}, .other = {.digest = b}};
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "2026-06-30"), PC_STANDING_ACCEPTED);
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "2026-07-01"), PC_STANDING_EXPIRED);
  now.other.digest = a;
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "2026-06-30"), PC_STANDING_CHANGED);
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "2026-07-01"), PC_STANDING_CHANGED);
  now = (pc_baseline_entry){.reference = {.digest = b}, .other = {.digest = b}};
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "2026-06-30"), PC_STANDING_CHANGED);
  now = (pc_baseline_entry){.reference = {.digest = a}, .other = {.digest = b}};
  entry.expires = NULL;
  assert_int_equal(pc_baseline_entry_standing(&entry, &now, "9999-12-31"), PC_STANDING_ACCEPTED);
}

static void only_some_standings_count(void **state) {
  (void)state;
  static const struct {
    const char *policy;
    pc_category category;
    bool counts[PC_STANDING_ACCEPTED + 1]; /* new, changed, expired, pending, accepted */
  } rows[] = {
      {"any", PC_CATEGORY_VALUE, {true, true, true, false, false}},
      {"any", PC_CATEGORY_KIND, {false, false, false, false, false}},
      {"high", PC_CATEGORY_VALUE, {false, false, false, false, false}},
      {"strict", PC_CATEGORY_KIND, {true, true, true, true, false}},
      {"never", PC_CATEGORY_VALUE, {false, false, false, false, false}},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const pc_comparison comparison = {.fail_on = (char *)(guintptr)rows[i].policy};
    const pc_finding finding = {.category = rows[i].category, .severity = PC_SEVERITY_MEDIUM};
    for (guint k = 0; k < G_N_ELEMENTS(rows[i].counts); k++) {
      const pc_divergence divergence = {.standing = (pc_standing)k};
      assert_int_equal(pc_divergence_counts(&comparison, &finding, &divergence), rows[i].counts[k]);
    }
  }
}

#define HEADER(environment, recorded, version)                                                     \
  "{\"environment\":\"" environment                                                                \
  "\",\"format\":1,\"paritycheck\":\"recording\",\"recorded\":\"" recorded                         \
  "\",\"services\":{\"sql\":{\"fingerprint\":{\"engine\":\"E\",\"version\":\"" version             \
  "\",\"settings\":{}}}}}\n"
#define ANSWER(probe, value)                                                                       \
  "{\"asked\":1,\"observations\":[{\"label\":\"rows\",\"outcome\":{\"value\":" value               \
  "}}],\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"answered\"}\n"
#define REFUSED(probe)                                                                             \
  "{\"asked\":1,\"observations\":[{\"label\":\"setup\",\"outcome\":{\"refusal\":\"x\"}}],"         \
  "\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"setup-refused\"}\n"
#define FAULT(probe)                                                                               \
  "{\"code\":\"crashed\",\"probe\":\"" probe "\",\"service\":\"sql\",\"status\":\"fault\"}\n"
#define TRAILER(n) "{\"answers\":" n ",\"trailer\":true}\n"

static pc_comparison *compare(const char *reference, const char *other) {
  GError *error = NULL;
  FILE *files[] = {fmemopen((void *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((void *)(guintptr)other, strlen(other), "r")};
  static const char *const names[] = {"reference", "other"};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_NAMED, &error);
  fclose(files[0]);
  fclose(files[1]);
  if (!comparison)
    fail_msg("%s", error->message);
  return comparison;
}

/* An entry for the observation of a probe, by the values that both answered. */
static void entry_write(GString *text, const char *probe, const char *reference, const char *other,
                        const char *more) {
  g_autofree char *a = g_strdup_printf("{\"value\":%s}", reference);
  g_autofree char *b = g_strdup_printf("{\"value\":%s}", other);
  g_autofree char *a_digest = pc_baseline_digest(a);
  g_autofree char *b_digest = pc_baseline_digest(b);
  g_string_append_printf(
      text,
      "- {probe: %s, service: sql, environment: dev, observation: rows, reason: r, owner: o, "
      "reference: {digest: \"%s\", version: E 1}, other: {digest: \"%s\"}%s}\n",
      probe, a_digest, b_digest, more);
}

static pc_standing standing_of(const pc_comparison *comparison, const char *probe,
                               const char **ret_note) {
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    const pc_divergence *divergence = finding->divergences->pdata[0];
    if (strcmp(finding->about->probe, probe) == 0) {
      *ret_note = divergence->acceptance ? divergence->acceptance->note : NULL;
      return divergence->standing;
    }
  }
  fail_msg("no divergence of %s", probe);
  return PC_STANDING_NEW;
}

static void a_comparison_is_held_against_the_baseline(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(GString) text = g_string_new("accepted:\n");
  entry_write(text, "a/accepted", "1", "2", "");
  entry_write(text, "a/changed", "1", "3", "");
  entry_write(text, "a/expired", "1", "2", ", expires: 2026-01-02");
  entry_write(text, "a/today", "1", "2", ", expires: 2026-01-03");
  entry_write(text, "b/agrees", "1", "2", "");
  entry_write(text, "b/fault", "1", "2", "");
  entry_write(text, "b/setup", "1", "2", "");
  entry_write(text, "b/unasked", "1", "2", "");
  g_string_append(text, "probes: {a: [accepted, changed, expired, new, today], b: [agrees, fault, "
                        "setup, unasked]}\n");
  g_autoptr(pc_baseline) baseline = pc_baseline_parse(text->str, text->len, "b.yaml", &error);
  assert_null(error);
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod", "2026-01-02T23:00:00Z", "1.1") ANSWER("a/accepted", "1")
                  ANSWER("a/changed", "1") ANSWER("a/expired", "1") ANSWER("a/new", "1")
                      ANSWER("a/pending", "1") ANSWER("a/today", "1") ANSWER("b/agrees", "1")
                          ANSWER("b/fault", "1") ANSWER("b/setup", "1") TRAILER("9"),
              HEADER("dev", "2026-01-03T01:00:00Z", "1") ANSWER("a/accepted", "2")
                  ANSWER("a/changed", "2") ANSWER("a/expired", "2") ANSWER("a/new", "2")
                      ANSWER("a/pending", "2") ANSWER("a/today", "2") ANSWER("b/agrees", "1")
                          FAULT("b/fault") REFUSED("b/setup") TRAILER("9"));
  pc_baseline_apply(baseline, comparison);
  const char *note;
  assert_int_equal(standing_of(comparison, "a/accepted", &note), PC_STANDING_ACCEPTED);
  assert_string_equal(note, "accepted with E 1, now E 1.1");
  assert_int_equal(standing_of(comparison, "a/changed", &note), PC_STANDING_CHANGED);
  assert_string_equal(note, "it answers otherwise than was accepted; accepted with E 1, now E 1.1");
  assert_int_equal(standing_of(comparison, "a/expired", &note), PC_STANDING_EXPIRED);
  assert_int_equal(standing_of(comparison, "a/today", &note), PC_STANDING_ACCEPTED);
  assert_int_equal(standing_of(comparison, "a/new", &note), PC_STANDING_NEW);
  assert_null(note);
  assert_int_equal(standing_of(comparison, "a/pending", &note), PC_STANDING_PENDING);
  /* The difference of the setup is none that was known; behind it nothing was asked. */
  assert_int_equal(standing_of(comparison, "b/setup", &note), PC_STANDING_NEW);
  assert_int_equal(comparison->stale->len, 1);
  assert_string_equal(((const pc_acceptance *)comparison->stale->pdata[0])->probe, "b/agrees");
  assert_int_equal(comparison->acceptances->len, 8);
  pc_verdict_decide(comparison, NULL);
  assert_non_null(strstr(comparison->verdict,
                         "; of 7 differing observations 2 new, 1 changed, 1 expired, 1 pending, 2 "
                         "accepted; 1 accepted one is gone"));
}

static void an_entry_is_for_one_environment_and_service(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(GString) text = g_string_new("accepted:\n");
  entry_write(text, "a/b", "1", "2", "");
  g_autoptr(pc_baseline) baseline = pc_baseline_parse(text->str, text->len, "b.yaml", &error);
  g_autoptr(pc_comparison) comparison =
      compare(HEADER("prod", "2026-01-02T23:00:00Z", "1") ANSWER("a/b", "1") TRAILER("1"),
              HEADER("test", "2026-01-03T01:00:00Z", "1") ANSWER("a/b", "2") TRAILER("1"));
  pc_baseline_apply(baseline, comparison);
  const char *note;
  assert_int_equal(standing_of(comparison, "a/b", &note), PC_STANDING_NEW);
  assert_int_equal(comparison->stale->len, 0);
  pc_verdict_decide(comparison, NULL);
  assert_int_equal(comparison->exit_status, PC_EXIT_DIFFERENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_is_read),
      cmocka_unit_test(without_a_list_of_probes_none_is_newer),
      cmocka_unit_test(what_is_wrong_is_told_with_its_place),
      cmocka_unit_test(a_day_is_one_of_the_calendar),
      cmocka_unit_test(a_digest_is_of_the_canonical_answer),
      cmocka_unit_test(an_entry_holds_for_two_answers_until_a_day),
      cmocka_unit_test(only_some_standings_count),
      cmocka_unit_test(a_comparison_is_held_against_the_baseline),
      cmocka_unit_test(an_entry_is_for_one_environment_and_service),
  };
  return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
