/* SPDX-License-Identifier: MIT */
/* The HTML report of what a recording cannot say: a baseline, gaps, names that are the same. */
#include "tests/unit/unit.h"

#include "harness/compare/verdict.h"
#include "reports/html/html.h"

#include <string.h>

#define HEADER                                                                                     \
  "{\"environment\":\"same\",\"format\":1,\"paritycheck\":\"recording\",\"services\":{\"sql\":{"   \
  "\"adapter\":\"echo\","                                                                          \
  "\"product\":\"x\",\"url\":\"echo:\"}}}\n"
#define ANSWER(probe, value)                                                                       \
  "{\"asked\":1,\"observations\":[{\"label\":\"a\",\"outcome\":{\"value\":" value                  \
  "}}],\"probe\":\"sql/area/" probe "\",\"service\":\"sql\",\"status\":\"answered\"}\n"
#define TRAILER "{\"answers\":6,\"trailer\":true}\n"

extern const pc_report pc_report_html;
void paritycheck_register_resource(void);

static const char reference[] = HEADER ANSWER("a", "1") ANSWER("b", "1") ANSWER("c", "1")
    ANSWER("d", "1") ANSWER("e", "1") ANSWER("f", "1") TRAILER;
static const char other[] = HEADER ANSWER("a", "2") ANSWER("b", "2") ANSWER("c", "2")
    ANSWER("d", "2") ANSWER("e", "2") ANSWER("f", "1") TRAILER;

static pc_comparison *comparison_read(void) {
  static const char *const names[] = {"a.jsonl", "b.jsonl"};
  g_autoptr(GError) error = NULL;
  FILE *files[] = {fmemopen((char *)(guintptr)reference, strlen(reference), "r"),
                   fmemopen((char *)(guintptr)other, strlen(other), "r")};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_WHOLE, &error);
  fclose(files[0]);
  fclose(files[1]);
  if (!comparison)
    fail_msg("%s", error->message);
  pc_verdict_decide(comparison, NULL);
  return comparison;
}

static char *page_write(const pc_comparison *comparison) {
  const pc_report_options options = {.width = 100};
  char *page = NULL;
  size_t length;
  FILE *stream = open_memstream(&page, &length);
  pc_report_html.write(comparison, &options, stream);
  fclose(stream);
  char *copy = g_strdup(page);
  free(page);
  return copy;
}

static void assert_contains(const char *page, const char *text) {
  if (!strstr(page, text))
    fail_msg("the page does not contain '%s'", text);
}

static pc_acceptance *acceptance_new(const char *observation, const char *expires) {
  pc_acceptance *a = g_new0(pc_acceptance, 1);
  *a = (pc_acceptance){.environment = g_strdup("same"),
                       .probe = g_strdup("sql/area/x"),
                       .service = g_strdup("sql"),
                       .observation = g_strdup(observation),
                       .reason = g_strdup("known <b>since</b> March"),
                       .owner = g_strdup("the team"),
                       .expires = g_strdup(expires)};
  return a;
}

/* Each of the five differences stands otherwise. */
static void what_the_baseline_says_is_shown(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_read();
  comparison->baseline = g_strdup("paritycheck.baseline.yaml");
  g_ptr_array_add(comparison->acceptances, acceptance_new("told", "2026-12-31"));
  g_ptr_array_add(comparison->acceptances, acceptance_new("gone", NULL));
  g_ptr_array_add(comparison->stale, comparison->acceptances->pdata[1]);
  assert_int_equal(comparison->findings->len, 5);
  for (guint i = 0; i < comparison->findings->len; i++) {
    pc_divergence *d = ((pc_finding *)comparison->findings->pdata[i])->divergences->pdata[0];
    d->standing = (pc_standing)i;
    d->acceptance = i == PC_STANDING_ACCEPTED ? comparison->acceptances->pdata[0] : NULL;
  }
  g_autofree char *page = page_write(comparison);
  static const char *const expected[] = {
      "data-status=\"new\" aria-pressed=\"false\" data-wanted>New <b>1</b>",
      "data-status=\"changed\" aria-pressed=\"false\" data-wanted>Changed <b>1</b>",
      "data-status=\"expired\" aria-pressed=\"false\" data-wanted>Expired <b>1</b>",
      "data-status=\"pending\" aria-pressed=\"false\">Pending <b>1</b>",
      "data-status=\"accepted\" aria-pressed=\"false\">Accepted <b>1</b>",
      "<td class=\"accepted\"><a href=\"#sql/area/e@same%20%282%29\">differs <small>accepted, "
      "value, silent</small>",
      "<tr class=\"row\" id=\"sql/area/a\">",
      "<tr class=\"row calm\" id=\"sql/area/e\">",
      "<code>paritycheck.baseline.yaml</code>",
      "gone</th><td>same</td><td><b class=\"stale\">stale</b></td><td>known "
      "&lt;b&gt;since&lt;/b&gt; March</td><td>the "
      "team</td>",
      "told</th><td>same</td><td><b class=\"accepted\">accepted</b></td>",
      "<td>2026-12-31</td>",
      "\"standing\":\"accepted\",\"reason\":\"known \\u003cb\\u003esince\\u003c/b\\u003e "
      "March\",\"owner\":\"the "
      "team\",\"expires\":\"2026-12-31\"",
  };
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_contains(page, expected[i]);
}

static void gaps_are_shown(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_read();
  pc_parity_gap *gap = g_new0(pc_parity_gap, 1);
  *gap = (pc_parity_gap){.kind = PC_PARITY_GAP_TIME,
                         .environment = 1,
                         .wide = true,
                         .text = g_strdup("40 days & 12 commits behind")};
  g_ptr_array_add(comparison->gaps, gap);
  g_autofree char *page = page_write(comparison);
  assert_contains(page, "<td>time: <b class=\"differs\">wide</b></td><td></td><td>40 days &amp; 12 "
                        "commits behind</td>");
}

static void environments_of_one_name_are_told_apart(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_read();
  g_autofree char *page = page_write(comparison);
  assert_contains(page, "data-name=\"same\"");
  assert_contains(page, "data-name=\"same (2)\"");
}

static void the_page_is_the_same_each_time(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_read();
  g_autofree char *once = page_write(comparison);
  g_autofree char *again = page_write(comparison);
  assert_string_equal(once, again);
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_the_baseline_says_is_shown),
      cmocka_unit_test(gaps_are_shown),
      cmocka_unit_test(environments_of_one_name_are_told_apart),
      cmocka_unit_test(the_page_is_the_same_each_time),
  };
  return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
