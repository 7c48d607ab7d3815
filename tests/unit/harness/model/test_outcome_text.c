/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/outcome_text.h"

#include <string.h>

static void assert_shows(const char *text, gsize length, const char *expected) {
  g_autofree char *shown = pc_text_show(text, length);
  assert_string_equal(shown, expected);
  assert_int_equal(pc_text_is_plain(text, length),
                   strlen(expected) == length && memcmp(text, expected, length) == 0);
}

static void assert_pair(const char *a, const char *b, gsize columns, const char *expected_a,
                        const char *expected_b) {
  g_autofree char *shown_a = NULL;
  g_autofree char *shown_b = NULL;
  pc_outcome_show_pair(a, b, columns, &shown_a, &shown_b);
  assert_string_equal(shown_a, expected_a);
  assert_string_equal(shown_b, expected_b);
}

static void what_a_terminal_acts_on_is_escaped(void **state) {
  (void)state;
  assert_shows("\033[31m\007", 6, "«U+001B»[31m«U+0007»");
  assert_shows("a\0b", 3, "a«U+0000»b");
  assert_shows("\302\233x \342\200\256y", 8, "«U+009B»x «U+202E»y");
  assert_shows("\xff\xc3", 2, "«0xFF»«0xC3»");
  assert_shows("\363\240\200\201", 4, "«U+E0001»");
}

static void ordinary_text_stays_as_it_is(void **state) {
  (void)state;
  static const char *const texts[] = {
      "", "LIKE '100\\%'", "\\u001b \\x1b '\\\\'", "é 数 😀", "« guillemets »", "«U", "«0"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_shows(texts[i], strlen(texts[i]), texts[i]);
}

static void text_that_reads_like_an_escape_is_told_apart(void **state) {
  (void)state;
  assert_shows("«U+001B»", strlen("«U+001B»"), "«U+00AB»U+001B»");
  assert_shows("«0xFF»", strlen("«0xFF»"), "«U+00AB»0xFF»");
}

static void widths_are_those_of_a_terminal(void **state) {
  (void)state;
  assert_int_equal(pc_text_width("abc"), 3);
  assert_int_equal(pc_text_width("é"), 1);
  assert_int_equal(pc_text_width("e\314\201"), 1);
  assert_int_equal(pc_text_width("数据库"), 6);
}

static void names_and_tags_are_escaped(void **state) {
  (void)state;
  assert_pair("{\"refusal\":\"a\\u001b\"}", "{\"unsupported\":\"b\\u001b\"}", 80,
              "refused: a«U+001B»", "unsupported: b«U+001B»");
  assert_pair("{\"missing\":true}", "{\"value\":{\"map\":[[\"a\",1],[\"b\",{\"map\":[]}]]}}", 80,
              "missing", "{'a': 1, 'b': {}}");
  assert_pair("{\"value\":{\"t\\u001b\":\"x\"}}", NULL, 80, "t«U+001B» 'x'", "accepted");
}

static void long_outcomes_are_cut(void **state) {
  (void)state;
  assert_pair("{\"value\":\"0123456789\"}", "{\"value\":\"x\"}", 10, "'012345...", "'x'");
  assert_pair("{\"value\":\"数据库数据库\"}", "{\"value\":\"x\"}", 10, "'数据库...", "'x'");
  assert_pair("{\"value\":\"abc\\u001bdefghi\"}", "{\"value\":\"x\"}", 10, "'abc...", "'x'");
}

static void a_cut_does_not_hide_the_difference(void **state) {
  (void)state;
  assert_pair("{\"value\":\"0123456789012345678901234567890123456789A\"}",
              "{\"value\":\"0123456789012345678901234567890123456789B and more of it\"}", 30,
              "...4567890123456789A'", "...4567890123456789B and mo...");
  /* An escape before the difference is whole or left out. */
  assert_pair("{\"value\":\"012345678901234567890123\\u001b0123456789A\"}",
              "{\"value\":\"012345678901234567890123\\u001b0123456789B\"}", 30,
              "...«U+001B»0123456789A'", "...«U+001B»0123456789B'");
}

static void rows_that_are_not_shown_do_not_hide_the_difference(void **state) {
  (void)state;
  assert_pair("{\"rows\":[[1],[2],[3],[4],[5],[6],[7],[8]]}",
              "{\"rows\":[[1],[2],[3],[4],[5],[6],[7],[9]]}", 80, "...(5), (6), (7), (8)",
              "...(5), (6), (7), (9)");
}

static void outcomes_that_are_shown_alike_are_shown_from_the_start(void **state) {
  (void)state;
  assert_pair("{\"value\":{\"decimal\":\"123456789012345\"}}",
              "{\"value\":{\"integer\":\"123456789012345\"}}", 10, "1234567...", "1234567...");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_terminal_acts_on_is_escaped),
      cmocka_unit_test(ordinary_text_stays_as_it_is),
      cmocka_unit_test(text_that_reads_like_an_escape_is_told_apart),
      cmocka_unit_test(widths_are_those_of_a_terminal),
      cmocka_unit_test(names_and_tags_are_escaped),
      cmocka_unit_test(long_outcomes_are_cut),
      cmocka_unit_test(a_cut_does_not_hide_the_difference),
      cmocka_unit_test(rows_that_are_not_shown_do_not_hide_the_difference),
      cmocka_unit_test(outcomes_that_are_shown_alike_are_shown_from_the_start),
  };
  return cmocka_run_group_tests_name("outcome_show", tests, NULL, NULL);
}
