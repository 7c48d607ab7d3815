/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/statement_token.h"

#include <string.h>

enum { P = PC_SQL_POSTGRESQL, M = PC_SQL_MYSQL, S = PC_SQL_SQLITE };

/* The tokens as "KIND:value@line", one blank between them. */
static char *shown(const char *text, guint dialect) {
  static const char letters[] = "wqsnv.";
  g_autoptr(GArray) tokens = pc_tokens_new(text, strlen(text), (pc_sql_dialect)dialect);
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++) {
    const pc_token *token = &g_array_index(tokens, pc_token, i);
    g_autofree char *value = pc_token_value(text, token);
    g_string_append_printf(all, "%s%c:%s%s", i ? " " : "", letters[token->kind], value,
                           token->closed ? "" : "!");
    if (token->line > 1)
      g_string_append_printf(all, "@%u", token->line);
  }
  return g_string_free(all, FALSE);
}

static void text_becomes_tokens_as_each_dialect_reads_it(void **state) {
  (void)state;
  static const struct {
    guint dialect;
    const char *text;
    const char *expected;
  } rows[] = {
      {P, "SELECT a.B, \"C\"\"d\" FROM t", "w:select w:a .:. w:b .:, q:C\"d w:from w:t"},
      {P, "a -- b\nc", "w:a w:c@2"},
      {P, "a--b", "w:a"},
      {M, "a--b", "w:a .:- .:- w:b"},
      {M, "a -- b\nc # d\ne", "w:a w:c@2 w:e@3"},
      {P, "a # b", "w:a .:# w:b"},
      {P, "a /* /* b */ c */ d", "w:a w:d"},
      {M, "a /* /* b */ c", "w:a w:c"},
      {S, "a /* never closed", "w:a"},
      {M, "/*!50001 DROP */ a", "w:drop w:a"},
      {M, "/*M!100100 DROP */ a", "w:drop w:a"},
      {M, "/*! a /* b */ c */ d", "w:a w:c w:d"},
      {P, "/*!50001 DROP */ a", "w:a"},
      {S, "/*! DROP */ a", "w:a"},
      {P, "'it''s' ''", "s:it's s:"},
      {P, "'a\\' b", "s:a\\ w:b"},
      {M, "'a\\' b'", "s:a' b"},
      {P, "E'a\\' b' e'\\n'", "s:a' b s:\n"},
      {P, "x'00' B'1' n'a' U&'a'", "s:00 s:1 s:a s:a"},
      {M, "\"a\\\"b\"\"c\"", "s:a\"b\"c"},
      {S, "\"a\" `b``c` [d ] e]", "q:a q:b`c q:d  w:e .:]"},
      {M, "`a``b`", "q:a`b"},
      {P, "`a` [1]", ".:` w:a .:` .:[ n:1 .:]"},
      {P, "$$a;b$$ $x$ $$ $x$", "s:a;b s: $$ "},
      {P, "$x$ never\nclosed $y$", "s: never\nclosed $y$!"},
      {P, "a$b$c $1", "w:a$b$c v:$1"},
      {M, "$$ $a", "w:$$ w:$a"},
      {P, "1 1.5 .5 1e-3 0x1F 1..2 1_000", "n:1 n:1.5 n:.5 n:1e-3 n:0x1F n:1 .:. n:.2 n:1_000"},
      {M, "a.1b", "w:a .:. n:1b"},
      {M, "@a @@global.b", "v:@a v:@@global .:. w:b"},
      {S, ":a ?1 @b $c", "v::a v:?1 v:@b v:$c"},
      {P, "a::int :b", "w:a .:: .:: w:int .:: w:b"},
      {P, "t_${name}.x ${k}.\"${k}\" ${", "w:t_${name} .:. w:x w:${k} .:. q:${k} .:$ .:{"},
      {P, "'never\nclosed", "s:never\nclosed!"},
      {P, "E'\\", "s:\\!"},
      {P, "é \xff", "w:é w:\xff"},
      {P, "'a\nb'\nc", "s:a\nb w:c@3"},
      {P, "", ""},
  };
  guint failed = 0;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *found = shown(rows[i].text, rows[i].dialect);
    if (strcmp(found, rows[i].expected) != 0 && ++failed)
      print_error("%s\n  gives    %s\n  expected %s\n", rows[i].text, found, rows[i].expected);
  }
  assert_int_equal(failed, 0);
}

static void words_are_compared_in_any_case_and_only_unquoted(void **state) {
  (void)state;
  static const char text[] = "Drop \"drop\" dro";
  g_autoptr(GArray) tokens = pc_tokens_new(text, strlen(text), PC_SQL_SQLITE);
  assert_int_equal(tokens->len, 3);
  assert_true(pc_token_is_word(text, &g_array_index(tokens, pc_token, 0), "drop"));
  assert_false(pc_token_is_word(text, &g_array_index(tokens, pc_token, 1), "drop"));
  assert_false(pc_token_is_word(text, &g_array_index(tokens, pc_token, 2), "drop"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_becomes_tokens_as_each_dialect_reads_it),
      cmocka_unit_test(words_are_compared_in_any_case_and_only_unquoted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
