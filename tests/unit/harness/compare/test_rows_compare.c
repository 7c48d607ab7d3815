/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/compare/outcome_compare.h"
#include "harness/model/outcome.h"
#include "harness/model/row_order.h"

#include <string.h>

/* "agree", with the names of the rules, or the category; the caller's. */
static char *compared(const char *reference, const char *other, const pc_comparator *how) {
  json_t *a = json_loads(reference, 0, NULL);
  json_t *b = json_loads(other, 0, NULL);
  assert_true(a && b);
  pc_outcome_difference found;
  GString *told = g_string_new("agree");
  if (pc_outcome_differs(a, b, how, &found))
    g_string_assign(told, pc_category_names[found.category]);
  for (guint i = 0; pc_rule_names[i]; i++)
    if (found.rules & (1u << i))
      g_string_append_printf(told, " %s", pc_rule_names[i]);
  pc_outcome_difference_clear(&found);
  json_decref(a);
  json_decref(b);
  return g_string_free(told, FALSE);
}

static void rows_part_where_both_sides_tell_their_keys_apart(void **state) {
  (void)state;
  static const struct {
    const char *a;
    const char *b;
    const char *expected;
    double tolerance;
    bool ordered;
  } rows[] = {
      /* Other keys in another order. */
      {"{'order':[1,2],'rows':[[null],[1]]}", "{'order':[1,2],'rows':[[1],[null]]}", "order", 0,
       false},
      {"{'order':[1,2,2],'rows':[[1],[2],[2]]}", "{'order':[1,1,2],'rows':[[2],[2],[1]]}", "order",
       0, false},
      {"{'order':[1,2],'rows':[[true],[false]]}", "{'order':[1,2],'rows':[[0],[1]]}", "order", 0,
       false},
      /* Ties of either side. */
      {"{'order':[1,1,2],'rows':[['x'],['y'],['z']]}",
       "{'order':[1,1,2],'rows':[['y'],['x'],['z']]}", "agree ties", 0, false},
      {"{'order':[1,2],'rows':[['a'],['A']]}", "{'order':[1,1],'rows':[['A'],['a']]}", "agree ties",
       0, false},
      {"{'order':[1,1],'rows':[['a'],['A']]}", "{'order':[1,2],'rows':[['A'],['a']]}", "agree ties",
       0, false},
      {"{'order':[1,2],'rows':[['a'],['A']]}", "{'order':[1,2],'rows':[['A'],['a']]}", "order", 0,
       false},
      /* A group on one side bridges nothing that both tell apart. */
      {"{'order':[1,1,2],'rows':[['a'],['A'],['b']]}",
       "{'order':[1,2,3],'rows':[['A'],['b'],['a']]}", "order", 0, false},
      {"{'order':[1,2,1],'rows':[['A'],['b'],['a']]}",
       "{'order':[1,2,1],'rows':[['a'],['b'],['A']]}", "order", 0, false},
      /* Other groups, the same rows in the same order. */
      {"{'order':[1,2],'rows':[[1],[2]]}", "{'order':[1,1],'rows':[[1],[2]]}", "agree", 0, false},
      /* Rows that are the same: the first stands for the first. */
      {"{'order':[1,2,3],'rows':[['x'],['y'],['x']]}",
       "{'order':[1,2,3],'rows':[['x'],['x'],['y']]}", "order", 0, false},
      /* Other values, other numbers of rows, other kinds. */
      {"{'order':[1,1],'rows':[['x'],['y']]}", "{'order':[1,1],'rows':[['y'],['z']]}", "value", 0,
       false},
      {"{'order':[1,1],'rows':[['x'],['y']]}", "{'rows':[['x']]}", "count", 0, false},
      {"{'order':[1,1],'rows':[[1],['y']]}", "{'order':[1,1],'rows':[['y'],['1']]}", "kind", 0,
       false},
      {"{'order':[1,2],'rows':[[{'real':'1'}],[{'real':'2'}]]}",
       "{'order':[1,2],'rows':[[{'real':'1.0000001'}],[{'real':'2'}]]}", "agree", 1e-6, false},
      {"{'order':[1,2],'rows':[[{'real':'1'}],[{'real':'2'}]]}",
       "{'order':[1,2],'rows':[[{'real':'2'}],[{'real':'1.0000001'}]]}", "order", 1e-6, false},
      /* One side tells nothing, as a recording made before does not: a bag. */
      {"{'order':[1,2],'rows':[[2],[1]]}", "{'rows':[[1],[2]]}", "agree order-not-determined", 0,
       false},
      {"{'rows':[[1],[2]]}", "{'order':[1,2],'rows':[[2],[1]]}", "agree order-not-determined", 0,
       false},
      {"{'rows':[[1],[2]]}", "{'order':[1,2],'rows':[[2],[3]]}", "value", 0, false},
      /* All of the order is the question. */
      {"{'order':[1,1],'rows':[['x'],['y']]}", "{'order':[1,1],'rows':[['y'],['x']]}", "order", 0,
       true},
      /* Ties under LIMIT. */
      {"{'limit':{'cut':true,'last':[7]},'rows':[['x']]}",
       "{'limit':{'cut':true,'last':[7]},'rows':[['y']]}", "agree ties-under-limit", 0, false},
      {"{'limit':{'cut':true,'last':[7]},'rows':[['x']]}", "{'limit':{'last':[7]},'rows':[['y']]}",
       "agree ties-under-limit", 0, false},
      {"{'limit':{'last':[7]},'rows':[['x']]}", "{'limit':{'last':[7]},'rows':[['y']]}", "value", 0,
       false},
      {"{'limit':{'cut':true,'last':[null]},'rows':[['x']]}",
       "{'limit':{'cut':true,'last':[7]},'rows':[['y']]}", "value", 0, false},
      {"{'limit':{'cut':true,'folds':true,'last':['b ']},'rows':[['x']]}",
       "{'limit':{'last':['B']},'rows':[['y']]}", "agree ties-under-limit", 0, false},
      {"{'limit':{'cut':true,'last':['b']},'rows':[['x']]}",
       "{'limit':{'last':['B']},'rows':[['y']]}", "value", 0, false},
      {"{'limit':{'cut':true,'last':[2]},'order':[1,2,2],'rows':[['a'],['x'],['y']]}",
       "{'limit':{'cut':true,'last':[2]},'order':[1,2,2],'rows':[['a'],['y'],['z']]}",
       "agree ties-under-limit", 0, false},
      {"{'limit':{'cut':true,'last':[2]},'order':[1,2,2],'rows':[['a'],['x'],['y']]}",
       "{'limit':{'cut':true,'last':[2]},'order':[1,2,2],'rows':[['b'],['x'],['y']]}", "value", 0,
       false},
      {"{'limit':{'cut':true,'first':[1],'last':[2]},'order':[1,2],'rows':[['a'],['x']]}",
       "{'limit':{'cut':true,'first':[1],'last':[2]},'order':[1,2],'rows':[['b'],['x']]}",
       "agree ties-under-limit", 0, false},
      {"{'limit':{'cut':true,'last':[3]},'order':[1,2,3],'rows':[['a'],['b'],['x']]}",
       "{'limit':{'cut':true,'last':[3]},'order':[1,2,3],'rows':[['b'],['a'],['y']]}", "order", 0,
       false},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *a = g_strdelimit(g_strdup(rows[i].a), "'", '"');
    g_autofree char *b = g_strdelimit(g_strdup(rows[i].b), "'", '"');
    const pc_comparator how = {.tolerance = rows[i].tolerance, .ordered = rows[i].ordered};
    g_autofree char *found = compared(a, b, &how);
    g_autofree char *swapped = compared(b, a, &how);
    if (strcmp(found, rows[i].expected) != 0 || strcmp(swapped, rows[i].expected) != 0)
      fail_msg("%s against %s: %s, the other way %s, expected %s", a, b, found, swapped,
               rows[i].expected);
  }
}

/* An answer of two columns, text and number, sorted as the statement says. */
static char *printed(const char *statement, pc_sql_dialect dialect, const char *const *texts,
                     const gint64 *numbers, guint n, bool folds, guint *ret_rules) {
  g_autoptr(pc_statement_order) order =
      pc_statement_order_new(statement, strlen(statement), dialect, true);
  g_autoptr(pc_outcome) outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  pc_outcome_add_column(outcome, "name");
  if (folds)
    pc_outcome_set_folds(outcome);
  pc_outcome_add_column(outcome, "due");
  for (guint i = 0; i < n; i++) {
    pc_value *row = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(row, pc_value_new_text(PC_KIND_TEXT, texts[i], -1));
    pc_value_append_take(row,
                         numbers[i] < 0 ? pc_value_new_null() : pc_value_new_integer(numbers[i]));
    pc_outcome_add_row_take(outcome, row);
  }
  GString *json = g_string_new(NULL);
  const pc_canon canon = {.order = order};
  *ret_rules = 0;
  pc_outcome_print(outcome, &canon, json, ret_rules);
  return g_string_free(json, FALSE);
}

static void an_answer_tells_which_rows_tie(void **state) {
  (void)state;
  static const struct {
    const char *statement;
    const char *texts[4];
    gint64 numbers[4];
    guint n;
    bool folds;
    const char *expected;
    guint rules;
  } rows[] = {
      /* The column that was appended is not shown; rows that tie are sorted. */
      {"SELECT name FROM t ORDER BY due",
       {"c", "b", "a"},
       {1, 1, -1},
       3,
       false,
       "{'order':[1,1,2],'rows':[['b'],['c'],['a']]}",
       PC_RULE_TIES},
      {"SELECT name, due FROM t ORDER BY name",
       {"b", "B", "c"},
       {2, 1, 3},
       3,
       false,
       "{'order':[1,2,3],'rows':[['b',2],['B',1],['c',3]]}",
       0},
      {"SELECT name, due FROM t ORDER BY name",
       {"b", "B ", "c"},
       {2, 1, 3},
       3,
       true,
       "{'order':[1,1,2],'rows':[['B ',1],['b',2],['c',3]]}",
       PC_RULE_TIES},
      {"SELECT name, due FROM t ORDER BY due + 1",
       {"b", "a"},
       {2, 1},
       2,
       false,
       "{'rows':[['a',1],['b',2]]}",
       PC_RULE_UNFOLLOWED},
      {"SELECT name, due FROM t ORDER BY 3",
       {"b", "a"},
       {2, 1},
       2,
       false,
       "{'rows':[['a',1],['b',2]]}",
       PC_RULE_UNFOLLOWED},
      {"SELECT * FROM t ORDER BY due", {"b"}, {2}, 1, false, "{'rows':[['b',2]]}", 0},
      {"SELECT name, due FROM t",
       {"b", "a"},
       {2, 1},
       2,
       false,
       "{'rows':[['a',1],['b',2]]}",
       PC_RULE_SORTED},
      /* The row more is not shown. */
      {"SELECT name, due FROM t ORDER BY due LIMIT 1",
       {"b", "a"},
       {1, 1},
       2,
       false,
       "{'limit':{'cut':true,'last':[1]},'rows':[['b',1]]}",
       0},
      {"SELECT name, due FROM t ORDER BY due LIMIT 1",
       {"b", "a"},
       {1, 2},
       2,
       false,
       "{'limit':{'last':[1]},'rows':[['b',1]]}",
       0},
      {"SELECT name, due FROM t ORDER BY due LIMIT 2 OFFSET 1",
       {"b", "a"},
       {1, 2},
       2,
       false,
       "{'limit':{'first':[1],'last':[2]},'order':[1,2],'rows':[['b',1],['a',2]]}",
       0},
      {"SELECT name, due FROM t ORDER BY due LIMIT 1 + 1",
       {"b", "a"},
       {1, 2},
       2,
       false,
       "{'limit':{'cut':true,'last':[2]},'order':[1,2],'rows':[['b',1],['a',2]]}",
       0},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    guint rules;
    g_autofree char *found = printed(rows[i].statement, PC_SQL_POSTGRESQL, rows[i].texts,
                                     rows[i].numbers, rows[i].n, rows[i].folds, &rules);
    g_autofree char *expected = g_strdelimit(g_strdup(rows[i].expected), "'", '"');
    if (strcmp(found, expected) != 0 || rules != rows[i].rules)
      fail_msg("%s: %s, rules %#x, expected %s", rows[i].statement, found, rules, expected);
  }
}

static void texts_fold_as_coarsely_as_any_collation(void **state) {
  (void)state;
  static const char *const equal[][2] = {{"a", "A"},
                                         {"Strasse", "straße"},
                                         {"strase", "STRASSE"},
                                         {"é", "E"},
                                         {"a", "a  "},
                                         {"æ", "AE"},
                                         {"ø", "o"},
                                         {"\360\237\215\243", "\360\237\215\272"},
                                         {"Ж", "ж"},
                                         {"ﬁ", "FI"},
                                         {"1", "²"}};
  for (guint i = 0; i < G_N_ELEMENTS(equal); i++) {
    g_autofree char *a = pc_text_fold(equal[i][0], strlen(equal[i][0]));
    g_autofree char *b = pc_text_fold(equal[i][1], strlen(equal[i][1]));
    if ((strcmp(a, b) == 0) != (i != G_N_ELEMENTS(equal) - 1))
      fail_msg("'%s' is '%s', '%s' is '%s'", equal[i][0], a, equal[i][1], b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_part_where_both_sides_tell_their_keys_apart),
      cmocka_unit_test(an_answer_tells_which_rows_tie),
      cmocka_unit_test(texts_fold_as_coarsely_as_any_collation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
