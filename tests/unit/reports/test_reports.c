/* SPDX-License-Identifier: MIT */
/* Reports of comparisons that no two recordings make: with what a baseline and the gaps say. */
#include "tests/unit/unit.h"

#include "harness/compare/comparison.h"
#include "harness/compare/verdict.h"
#include "reports/report.h"

#include <stdlib.h>
#include <string.h>

#define RECORDING(environment, value)                                                              \
  "{\"comparators\":{},\"environment\":\"" environment                                             \
  "\",\"format\":1,\"paritycheck\":\"recording\",\"services\":{"                                   \
  "\"sql\":{\"adapter\":\"echo\",\"product\":\"" environment "\",\"url\":\"echo:\"}}}\n"           \
  "{\"asked\":1,\"observations\":[{\"label\":\"l\",\"outcome\":{\"rows\":[[" value                 \
  "]]}}],\"probe\":\"sql/a/b\","                                                                   \
  "\"service\":\"sql\",\"status\":\"answered\"}\n"                                                 \
  "{\"about\":{\"bites\":\"it bites\",\"severity\":\"high\",\"title\":\"A "                        \
  "title\"},\"probe\":\"sql/a/b\","                                                                \
  "\"service\":\"sql\"}\n{\"answers\":1,\"trailer\":true}\n"

/* Recordings of two environments, the first being the reference. */
static pc_comparison *comparison_of(char *reference, char *other) {
  FILE *files[] = {fmemopen(reference, strlen(reference), "r"),
                   fmemopen(other, strlen(other), "r")};
  static const char *const names[] = {"a.jsonl", "b.jsonl"};
  pc_comparison *comparison = pc_comparison_new(files, names, 2, 0, PC_DETAIL_TITLED, NULL);
  fclose(files[0]);
  fclose(files[1]);
  assert_non_null(comparison);
  return comparison;
}

/* One behaviour that differs, of this standing. */
static pc_comparison *comparison_with(pc_standing standing, pc_acceptance *acceptance,
                                      const char *policy) {
  static char reference[] = RECORDING("prod", "1");
  static char other[] = RECORDING("dev", "2");
  pc_comparison *comparison = comparison_of(reference, other);
  pc_divergence *d = ((pc_finding *)comparison->findings->pdata[0])->divergences->pdata[0];
  comparison->baseline = g_strdup("paritycheck.baseline.yaml");
  d->standing = standing;
  d->acceptance = acceptance;
  pc_verdict_decide(comparison, policy);
  return comparison;
}

/* The caller's. */
static char *report_text(const pc_comparison *comparison, const char *name) {
  const pc_report_options options = {.width = 100};
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  const pc_report *report = pc_report_find(name, NULL);
  assert_non_null(report);
  report->write(comparison, &options, stream);
  fclose(stream);
  return text;
}

static void assert_has(const pc_comparison *comparison, const char *name, const char *words,
                       bool has) {
  char *text = report_text(comparison, name);
  if ((strstr(text, words) != NULL) != has)
    fail_msg("the %s report %s '%s':\n%s", name, has ? "lacks" : "has", words, text);
  free(text);
}

static void assert_red(const pc_comparison *comparison, bool red) {
  assert_int_equal(comparison->exit_status, red);
  assert_has(comparison, "junit", "<failure", red);
  assert_has(comparison, "tap", "not ok 1 - dev/sql sql/a/b: A title\n", red);
  assert_has(comparison, "annotations",
             "::error title=dev/sql%3A high silent%3A sql/a/b::A title%0A'l' (value", red);
  assert_has(comparison, "annotations", "::notice ", !red);
  assert_has(comparison, "sarif", "\"counts\":true", red);
  assert_has(comparison, "markdown", "### What differs (1)", red);
  assert_has(comparison, "csv",
             "\"dev\",\"sql\",\"sql/a/b\",\"A title\",\"high\",\"yes\",\"value\",\"l\",", true);
}

static void a_pending_divergence_is_told_but_not_red(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_with(PC_STANDING_PENDING, NULL, NULL);
  assert_red(comparison, false);
  assert_has(comparison, "junit", "[pending: its probe is newer than the baseline]", true);
  assert_has(comparison, "markdown", "pending: its probe is newer than the baseline", true);
  assert_has(comparison, "sarif", "\"baselineState\":\"new\"", true);
  assert_has(comparison, "sarif", "\"kind\":\"external\",\"status\":\"underReview\"", true);
}

static void a_pending_divergence_is_red_where_all_counts(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_with(PC_STANDING_PENDING, NULL, "strict");
  assert_red(comparison, true);
}

static void an_expired_divergence_is_red_and_says_until_when(void **state) {
  (void)state;
  static char expires[] = "2026-01-31";
  static char owner[] = "the team";
  static char reason[] = "we <migrate>";
  static char note[] = "SQLite was 3.39";
  pc_acceptance acceptance = {.reason = reason, .owner = owner, .expires = expires, .note = note};
  g_autoptr(pc_comparison) comparison = comparison_with(PC_STANDING_EXPIRED, &acceptance, NULL);
  assert_red(comparison, true);
  assert_has(comparison, "junit",
             "[no longer accepted, but once by the team until 2026-01-31: we &lt;migrate&gt; "
             "(SQLite was 3.39)]",
             true);
  assert_has(comparison, "sarif", "\"baselineState\":\"unchanged\"", true);
  assert_has(comparison, "sarif", "\"suppressions\":[]", true);
}

static void an_accepted_divergence_is_not_red(void **state) {
  (void)state;
  static char owner[] = "the team";
  static char reason[] = "we migrate";
  pc_acceptance acceptance = {.reason = reason, .owner = owner};
  g_autoptr(pc_comparison) comparison =
      comparison_with(PC_STANDING_ACCEPTED, &acceptance, "strict");
  assert_red(comparison, false);
  assert_has(comparison, "sarif", "\"justification\":\"we migrate\"", true);
  assert_has(comparison, "csv", ",\"accepted by the team: we migrate\",", true);
  assert_has(comparison, "markdown", "<summary>Accepted, or pending (1)</summary>", true);
}

static void the_gaps_are_in_the_markdown(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = comparison_with(PC_STANDING_NEW, NULL, NULL);
  pc_parity_gap *gap = g_new0(pc_parity_gap, 1);
  *gap = (pc_parity_gap){.kind = PC_PARITY_GAP_TOOLS,
                         .environment = 1,
                         .service = g_strdup("sql"),
                         .wide = true,
                         .text = g_strdup("dev | <b>")};
  g_ptr_array_add(comparison->gaps, gap);
  assert_has(comparison, "markdown", "| tools | dev/sql | dev &#124; &#60;b&#62; |\n", true);
}

/* A recording in which one probe is told so, a member or several; more: of its evidence. Here '
 * stands for ". The caller's. */
static char *recording_new(const char *environment, const char *answer, const char *more) {
  GString *text = g_string_new(NULL);
  g_string_printf(
      text,
      "{'comparators':{},'environment':'%s','format':1,'paritycheck':'recording','services':{"
      "'sql':{'adapter':'echo','product':'%s','url':'echo:'}}}\n"
      "{%s,'probe':'sql/a/b','service':'sql'}\n"
      "{'about':{'bites':'it bites','severity':'high','title':'A "
      "title'}%s,'probe':'sql/a/b','service':'sql'}"
      "\n{'answers':1,'trailer':true}\n",
      environment, environment, answer, more);
  g_string_replace(text, "'", "\"", 0);
  return g_string_free(text, FALSE);
}

static const char one_answer[] =
    "'asked':1,'observations':[{'label':'l','outcome':{'value':1}}],'status':'answered'";

/* A comparison of a reference and another of which this is told. The caller's. */
static pc_comparison *told_new(const char *reference, const char *other, const char *more) {
  g_autofree char *first = recording_new("prod", reference, "");
  g_autofree char *second = recording_new("dev", other, more);
  pc_comparison *comparison = comparison_of(first, second);
  pc_verdict_decide(comparison, "any");
  return comparison;
}

/* What is there after each format's own escapes are taken back, as far as they are met with here.
 */
static char *plain_text(const pc_comparison *comparison, const char *format) {
  static const char *const escapes[][2] = {{"&apos;", "'"}, {"&#39;", "'"}, {"&lt;", "<"},
                                           {"&gt;", ">"},   {"&#95;", "_"}, {"&#42;", "*"},
                                           {"%2C", ","},    {"&#58;", ":"}};
  char *text = report_text(comparison, format);
  GString *plain = g_string_new(text);
  free(text);
  for (guint i = 0; i < G_N_ELEMENTS(escapes); i++)
    g_string_replace(plain, escapes[i][0], escapes[i][1], 0);
  return g_string_free(plain, FALSE);
}

static void assert_in_report(const pc_comparison *comparison, const char *format,
                             const char *const *words) {
  g_autofree char *text = plain_text(comparison, format);
  for (const char *const *word = words; *word; word++)
    if (!strstr(text, *word))
      fail_msg("the %s report lacks '%s':\n%s", format, *word, text);
}

static void assert_in_every_report(const pc_comparison *comparison, const char *const *words) {
  for (const pc_report *const *report = pc_reports; *report; report++)
    assert_in_report(comparison, (*report)->name, words);
}

static void both_answers_to_what_is_unstable_are_in_every_report(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = told_new(
      one_answer,
      "'answers':[[{'label':'kept','outcome':{'value':1}},{'label':'moved','outcome':{'value':'"
      "early'}},"
      "{'label':'lost','outcome':{'value':'once'}}],"
      "[{'label':'kept','outcome':{'value':1}},{'label':'moved','outcome':{'refusal':'too_late'}},"
      "{'label':'setup','outcome':{'refusal':'no_room'}}]],'status':'unstable'",
      "");
  static const char *const wanted[] = {"asked twice, it answered differently",
                                       "moved",
                                       "early",
                                       "too_late",
                                       "lost",
                                       "once",
                                       "no_room",
                                       NULL};
  assert_in_every_report(comparison, wanted);
  for (const pc_report *const *report = pc_reports; *report; report++)
    assert_has(comparison, (*report)->name, "kept", false);
  static const char told[] =
      "unstable: asked twice, it answered differently: 'moved' first 'early', then refused: "
      "too_late; 'lost' first 'once', then not come to; 'setup' first accepted, then refused: "
      "no_room";
  assert_has(comparison, "tap", told, true);
}

static void a_long_answer_to_what_is_unstable_is_cut(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(5000, 'x');
  g_autofree char *answer =
      g_strdup_printf("'answers':[[{'label':'l','outcome':{'value':'first%s'}}],"
                      "[{'label':'l','outcome':{'value':'again'}}]],'status':'unstable'",
                      filler);
  g_autoptr(pc_comparison) comparison = told_new(one_answer, answer, "");
  for (const pc_report *const *report = pc_reports; *report; report++) {
    const char *format = (*report)->name;
    assert_has(comparison, format, "firstxxxxxxxxxx", true);
    assert_has(comparison, format, filler, strcmp(format, "json") == 0);
  }
}

static void a_fault_names_what_was_being_done_once_in_every_report(void **state) {
  (void)state;
  /* As a worker reports it, and as the harness does of one that died: the message has the step
   * then. */
  static const char *const others[][2] = {
      {"'code':'timed-out','status':'fault'",
       ",'message':'too slow','step':'SELECT 17 (session B)'"},
      {"'code':'crashed','status':'fault'",
       ",'end':{'step':'SELECT 17 (session B)'},"
       "'message':'it died; last step: SELECT 17 (session B); it wrote: x'"},
  };
  static const char *const wanted[] = {"last step: SELECT 17 (session B)", NULL};
  static const char *const wanted_json[] = {"\"step\": \"SELECT 17 (session B)\"", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autoptr(pc_comparison) comparison = told_new(one_answer, others[i][0], others[i][1]);
    for (const pc_report *const *report = pc_reports; *report; report++) {
      const char *format = (*report)->name;
      const bool json = strcmp(format, "json") == 0;
      assert_in_report(comparison, format, json ? wanted_json : wanted);
      assert_has(comparison, format, "last step: SELECT 17 (session B); last step", false);
      assert_has(comparison, format, "it wrote: x; last step", false);
    }
  }
}

static void a_consequence_stands_below_its_cause_in_every_report(void **state) {
  (void)state;
  /* The change is refused by one side: what is read behind it may differ for that alone. A query
   * that is refused changes nothing; what the same side refuses anew is a difference by itself. */
  g_autoptr(pc_comparison) comparison = told_new(
      "'asked':5,'observations':[{'label':'0query','outcome':{'rows':[[1]]}},"
      "{'label':'1read','outcome':{'rows':[[1]]}},{'label':'2change','outcome':{'affected':1}},"
      "{'label':'3change','outcome':{'affected':1}},{'label':'4read','outcome':{'rows':[[2]]}}],"
      "'status':'answered'",
      "'asked':5,'observations':[{'label':'0query','outcome':{'refusal':'no_such'}},"
      "{'label':'1read','outcome':{'rows':[[3]]}},{'label':'2change','outcome':{'refusal':'not_"
      "null'}},"
      "{'label':'3change','outcome':{'refusal':'not_null'}},{'label':'4read','outcome':{'rows':[[1]"
      "]}}],"
      "'status':'answered'",
      "");
  static const char *const wanted[] = {"0query", "1read", "2change", "3change", "4read"};
  const char *follows[G_N_ELEMENTS(wanted)] = {NULL};
  guint found = 0;
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *f = comparison->findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      assert_int_equal(d->place, d->observation[0] - '0');
      follows[d->place] = d->follows;
      found++;
    }
  }
  assert_int_equal(found, G_N_ELEMENTS(wanted));
  for (guint i = 0; i < 4; i++)
    assert_null(follows[i]);
  assert_string_equal(follows[4], "2change");
  for (const pc_report *const *report = pc_reports; *report; report++) {
    const char *format = (*report)->name;
    g_autofree char *text = plain_text(comparison, format);
    /* Some show no more than the worst, or not all, or the worst first. */
    if (strcmp(format, "markdown") == 0 || strcmp(format, "annotations") == 0 ||
        strcmp(format, "csv") == 0)
      continue;
    const char *at = text;
    for (guint k = 0; k < G_N_ELEMENTS(wanted); k++) {
      const char *next = strstr(at, wanted[k]);
      if (!next)
        fail_msg("the %s report lacks '%s' behind what was asked before it:\n%s", format, wanted[k],
                 text);
      at = next;
    }
  }
  static const char *const marks[][2] = {
      {"text", "    then: 4read (value, silent), may follow from '2change'"},
      {"json", "\"follows\": \"2change\""},
      {"html", "\"follows\":\"2change\""},
      {"junit", "(value, silent, may follow from '2change')"},
      {"tap", "(value, silent, may follow from '2change')"},
      {"sarif", "(value, silent, may follow from '2change')"}};
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
    const char *const mark[] = {marks[i][1], NULL};
    assert_in_report(comparison, marks[i][0], mark);
  }
}

static void a_refused_transaction_follows_from_what_was_refused_in_it(void **state) {
  (void)state;
  g_autoptr(pc_comparison) comparison = told_new(
      "'asked':2,'observations':[{'label':'a query','outcome':{'refusal':'no_such'}},"
      "{'label':'the next','outcome':{'refusal':'in_failed_sql_transaction'}}],'status':'answered'",
      "'asked':2,'observations':[{'label':'a query','outcome':{'rows':[[1]]}},"
      "{'label':'the next','outcome':{'rows':[[1]]}}],'status':'answered'",
      "");
  assert_int_equal(comparison->findings->len, 2);
  const pc_divergence *first =
      ((const pc_finding *)comparison->findings->pdata[0])->divergences->pdata[0];
  const pc_divergence *next =
      ((const pc_finding *)comparison->findings->pdata[1])->divergences->pdata[0];
  assert_null(first->follows);
  assert_string_equal(next->follows, "a query");
  const char *const told[] = {"a query", NULL};
  assert_in_every_report(comparison, told);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_pending_divergence_is_told_but_not_red),
      cmocka_unit_test(a_pending_divergence_is_red_where_all_counts),
      cmocka_unit_test(an_expired_divergence_is_red_and_says_until_when),
      cmocka_unit_test(an_accepted_divergence_is_not_red),
      cmocka_unit_test(the_gaps_are_in_the_markdown),
      cmocka_unit_test(both_answers_to_what_is_unstable_are_in_every_report),
      cmocka_unit_test(a_long_answer_to_what_is_unstable_is_cut),
      cmocka_unit_test(a_consequence_stands_below_its_cause_in_every_report),
      cmocka_unit_test(a_refused_transaction_follows_from_what_was_refused_in_it),
      cmocka_unit_test(a_fault_names_what_was_being_done_once_in_every_report),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
