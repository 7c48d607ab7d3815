/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/compare/comparison.h"
#include "harness/compare/parity_gap.h"

#include <string.h>

static void versions_are_compared_by_their_numbers(void **state) {
  (void)state;
  static const struct {
    const char *a;
    const char *b;
    pc_version_gap gap;
  } rows[] = {
      {"15.14", "15.14", PC_VERSION_SAME},
      {"15.14", "15.14 (Debian 15.14-0+deb12u1)", PC_VERSION_BUILD},
      {"10.11.14-MariaDB-0+deb12u2", "10.11.14-MariaDB-ubu2204", PC_VERSION_BUILD},
      {"15.14", "15.13", PC_VERSION_MINOR},
      {"15.14", "15", PC_VERSION_MINOR},
      {"7.0.15", "7.2.4", PC_VERSION_MINOR},
      {"7.0.15", "7.0.16", PC_VERSION_MINOR},
      {"16.1", "15.1", PC_VERSION_MAJOR},
      {"v8.0", "8.0", PC_VERSION_BUILD},
      {"v8.0", "9.0", PC_VERSION_MAJOR},
      {"unknown", "15.1", PC_VERSION_MAJOR},
      {"unknown", "unknown", PC_VERSION_SAME},
      {"", "1", PC_VERSION_MAJOR},
      {"99999999999999999999999", "99999999999999999999998", PC_VERSION_BUILD}, /* both past what a
                                                                                   number holds */
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (pc_version_compare(rows[i].a, rows[i].b) != rows[i].gap ||
        pc_version_compare(rows[i].b, rows[i].a) != rows[i].gap)
      fail_msg("'%s' and '%s'", rows[i].a, rows[i].b);
  }
}

#define RECORDING(environment, more, services)                                                     \
  "{\"environment\":\"" environment "\",\"format\":1,\"paritycheck\":\"recording\"," more          \
  "\"services\":{" services "}}\n{\"answers\":0,\"trailer\":true}\n"
#define SERVICE(name, product, version)                                                            \
  "\"" name "\":{\"adapter\":\"a\",\"product\":\"" product                                         \
  "\",\"fingerprint\":{\"engine\":\"" product "\",\"version\":" version "}}"
#define FACTS(facts) "\"recorded\":\"2026-01-31T12:00:00Z\",\"deployment\":" facts ","

static pc_comparison *compare(const char *reference, const char *other) {
  FILE *files[] = {fmemopen((char *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((char *)(guintptr)other, strlen(other), "r")};
  static const char *const names[] = {"a.jsonl", "b.jsonl"};
  g_autoptr(GError) error = NULL;
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_NAMED, &error);
  assert_null(error);
  fclose(files[0]);
  fclose(files[1]);
  return comparison;
}

/* The only gap of a kind. */
static void assert_gap(const pc_comparison *comparison, pc_parity_gap_kind kind, bool wide,
                       bool unknown, const char *text) {
  const pc_parity_gap *found = NULL;
  for (guint i = 0; i < comparison->gaps->len; i++) {
    const pc_parity_gap *gap = comparison->gaps->pdata[i];
    if (gap->kind != kind)
      continue;
    assert_null(found);
    found = gap;
  }
  assert_non_null(found);
  assert_string_equal(found->text, text);
  assert_int_equal(found->wide, wide);
  assert_int_equal(found->unknown, unknown);
}

static void tools_are_compared_service_by_service(void **state) {
  (void)state;
  static const struct {
    const char *other;
    bool wide;
    bool unknown;
    const char *text;
  } rows[] = {
      {RECORDING("dev", "", SERVICE("sql", "SQLite", "\"3.40.1\"")), true, false,
       "another product: SQLite 3.40.1 instead of PostgreSQL 15.14"},
      {RECORDING("dev", "", SERVICE("sql", "PostgreSQL", "\"16.2\"")), true, false,
       "another major version: PostgreSQL 16.2 instead of 15.14"},
      {RECORDING("dev", "", SERVICE("sql", "PostgreSQL", "\"15.13\"")), true, false,
       "another minor version: PostgreSQL 15.13 instead of 15.14"},
      {RECORDING("dev", "", SERVICE("sql", "PostgreSQL", "\"15.14-x\"")), false, false,
       "the same version from another build: PostgreSQL 15.14-x instead of 15.14"},
      {RECORDING("dev", "", SERVICE("sql", "PostgreSQL", "\"15.14\"")), false, false,
       "the same: PostgreSQL 15.14"},
      {RECORDING("dev", "", SERVICE("sql", "PostgreSQL", "null")), false, true,
       "dev told no version: PostgreSQL"},
      {RECORDING("dev", "", ""), true, false, "nothing instead of PostgreSQL"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_comparison) comparison =
        compare(RECORDING("prod", "", SERVICE("sql", "PostgreSQL", "\"15.14\"")), rows[i].other);
    assert_gap(comparison, PC_PARITY_GAP_TOOLS, rows[i].wide, rows[i].unknown, rows[i].text);
  }
}

static pc_comparison *facts(const char *reference) {
  return compare(reference, RECORDING("dev", "", ""));
}

static void time_is_told_by_what_waits(void **state) {
  (void)state;
#define BEHIND(n, oldest)                                                                          \
  RECORDING(                                                                                       \
      "prod",                                                                                      \
      FACTS("{\"deployed_at\":\"2026-01-30T12:00:00Z\",\"git\":{\"commit\":\"0123456789abcdef\","  \
            "\"behind\":[{\"environment\":null,\"commit\":\"fedcba9876543210\",\"behind\":" #n     \
            ",\"ahead\":0,\"oldest\":" oldest "}]}}"),                                             \
      "")
  static const struct {
    const char *recording;
    bool wide;
    bool unknown;
    const char *text;
  } rows[] = {
      {BEHIND(0, "null"), false, false,
       "prod runs 0123456789ab, deployed 24 hours before it was recorded; 0 commits behind HEAD "
       "(fedcba987654)"},
      {BEHIND(1, "\"2026-01-30T12:00:00Z\""), false, false,
       "prod runs 0123456789ab, deployed 24 hours before it was recorded; 1 commit behind HEAD "
       "(fedcba987654), the "
       "oldest of them 24 hours old"},
      {BEHIND(2, "\"2026-01-30T11:59:59Z\""), true, false,
       "prod runs 0123456789ab, deployed 24 hours before it was recorded; 2 commits behind HEAD "
       "(fedcba987654), the "
       "oldest of them 24 hours old"},
      {BEHIND(2, "null"), false, true,
       "prod runs 0123456789ab, deployed 24 hours before it was recorded; 2 commits behind HEAD "
       "(fedcba987654)"},
      {RECORDING("prod", FACTS("{\"revision\":\"v7\"}"), ""), false, true,
       "prod runs v7; how many commits wait is not known"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_comparison) comparison = facts(rows[i].recording);
    assert_gap(comparison, PC_PARITY_GAP_TIME, rows[i].wide, rows[i].unknown, rows[i].text);
  }
}

static void personnel_is_told_by_who_wrote_and_who_deployed(void **state) {
  (void)state;
  static const struct {
    const char *recording;
    bool wide;
    bool unknown;
    const char *text;
  } rows[] = {
      {RECORDING("prod",
                 FACTS("{\"deployed_by\":\"Ann\",\"git\":{\"authors\":[\"Ann\",\"Bob\"],\"by_"
                       "author\":true}}"),
                 ""),
       false, false, "Ann deployed it, one of those who wrote it: Ann, Bob"},
      {RECORDING(
           "prod",
           FACTS("{\"deployed_by\":\"Cy\",\"git\":{\"authors\":[\"Ann\"],\"by_author\":false}}"),
           ""),
       true, false, "Cy deployed it, who is none of those who wrote it: Ann"},
      {RECORDING("prod", FACTS("{\"deployed_by\":\"Cy\"}"), ""), false, true,
       "Cy deployed it; who wrote it is not known"},
      {RECORDING("prod",
                 FACTS("{\"git\":{\"authors\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]}}"), ""),
       false, true, "written by a, b, c, d, e and 2 more; who deployed it is not known"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_comparison) comparison = facts(rows[i].recording);
    assert_gap(comparison, PC_PARITY_GAP_PERSONNEL, rows[i].wide, rows[i].unknown, rows[i].text);
  }
}

/* Facts may be anything: nothing of them may be taken for what it is not. */
static void facts_of_other_types_are_no_facts(void **state) {
  (void)state;
  static const char *const rows[] = {
      RECORDING("prod", FACTS("[1]"), ""),
      RECORDING("prod", FACTS("{\"git\":7,\"problems\":\"x\",\"revision\":[]}"), ""),
      RECORDING("prod",
                FACTS("{\"git\":{\"behind\":[3,{\"environment\":{}}],\"authors\":[1,null]},"
                      "\"problems\":[2]}"),
                ""),
      RECORDING("prod", "\"deployment\":{\"deployed_at\":6},", ""),
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_comparison) comparison = facts(rows[i]);
    for (guint k = 0; k < comparison->gaps->len; k++)
      if (((const pc_parity_gap *)comparison->gaps->pdata[k])->kind != PC_PARITY_GAP_TOOLS)
        assert_false(((const pc_parity_gap *)comparison->gaps->pdata[k])->wide);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(versions_are_compared_by_their_numbers),
      cmocka_unit_test(tools_are_compared_service_by_service),
      cmocka_unit_test(time_is_told_by_what_waits),
      cmocka_unit_test(personnel_is_told_by_who_wrote_and_who_deployed),
      cmocka_unit_test(facts_of_other_types_are_no_facts),
  };
  return cmocka_run_group_tests_name("parity_gap", tests, NULL, NULL);
}
