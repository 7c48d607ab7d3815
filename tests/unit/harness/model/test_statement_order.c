/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/statement_order.h"

#include <string.h>

enum { P = PC_SQL_POSTGRESQL, M = PC_SQL_MYSQL, S = PC_SQL_SQLITE, ALL = PC_SQL_EVERY };

/* "none", or the keys: "?" where they cannot be followed, columns, names, "+0" for one that is
 * appended; then what LIMIT does, and what is sent instead. */
static char *shown(const char *text, guint dialect) {
  g_autoptr(pc_statement_order) order =
      pc_statement_order_new(text, strlen(text), (pc_sql_dialect)dialect, true);
  if (!order)
    return g_strdup("none");
  GString *all = g_string_new(order->keys ? NULL : "?");
  for (guint i = 0; order->keys && i < order->keys->len; i++) {
    const pc_sort_key *key = &g_array_index(order->keys, pc_sort_key, i);
    g_string_append(all, i ? " " : "");
    if (key->name)
      g_string_append(all, key->name);
    else
      g_string_append_printf(all, "%s%u", key->appended ? "+" : "", key->column);
    g_string_append(all, key->folds ? "~" : "");
  }
  if (order->limited)
    g_string_append_printf(all, " limit %u%s", (guint)order->rows_most,
                           order->skips ? " skips" : "");
  if (order->text)
    g_string_append_printf(all, " | %s", order->text);
  return g_string_free(all, FALSE);
}

static void keys_are_followed_where_they_can_be_seen(void **state) {
  (void)state;
  static const struct {
    guint dialects;
    const char *text;
    const char *expected;
  } rows[] = {
      {ALL, "SELECT n FROM t", "none"},
      {ALL, "INSERT INTO t SELECT n FROM u ORDER BY n", "none"},
      {ALL, "DELETE FROM t ORDER BY n LIMIT 1", "none"},
      {ALL, "SELECT n FROM (SELECT n FROM t ORDER BY n) s", "none"},
      {ALL, "SELECT sum(n) OVER (ORDER BY n) FROM t", "none"},
      {ALL, "SELECT 1; SELECT n FROM t ORDER BY n", "none"},
      {ALL, "SELECT 'ORDER BY n' FROM t -- ORDER BY n", "none"},
      {ALL, "", "none"},
      {ALL, "ORDER BY", "none"},
      /* In the answer. */
      {ALL, "SELECT n FROM t ORDER BY n DESC", "0"},
      {ALL, "select a, b from t order by 2, 1 asc", "1 0"},
      {ALL, "SELECT a, b FROM t ORDER BY b DESC, a;", "1 0"},
      {ALL, "(SELECT a FROM t ORDER BY a)", "0"},
      {ALL, "WITH x (a) AS (SELECT 1 ORDER BY 1) SELECT a FROM x ORDER BY a", "0"},
      {ALL, "SELECT a AS b, b AS c FROM t ORDER BY b", "0"},
      {ALL, "SELECT t.a, t.b FROM t ORDER BY t.b", "1"},
      {ALL, "SELECT t.a FROM t ORDER BY a", "0"},
      {ALL, "SELECT a + b AS total FROM t ORDER BY total", "0"},
      {ALL, "SELECT lower(a), b FROM t ORDER BY LOWER(a)", "0"},
      {ALL, "SELECT a, count(*) FROM t GROUP BY a ORDER BY count(*) DESC, a", "1 0"},
      {ALL, "SELECT a FROM t ORDER BY a NULLS LAST", "0"},
      {ALL, "SELECT a /* , b */ FROM t ORDER /* x */ BY -- y\n a", "0"},
      {P, "SELECT a FROM t ORDER BY a COLLATE \"C\" DESC", "0"},
      {M, "SELECT a FROM t ORDER BY a COLLATE utf8mb4_general_ci", "0~"},
      {P, "SELECT a FROM t ORDER BY a USING >", "0"},
      {P, "SELECT ARRAY[a, b], c FROM t ORDER BY c", "1"},
      {P, "SELECT DISTINCT ON (a, b) a, b FROM t ORDER BY b", "1"},
      {P, "SELECT \"A\", a FROM t ORDER BY a", "1"},
      {M, "SELECT `a` FROM t ORDER BY A", "0"},
      /* By their names in the answer. */
      {ALL, "SELECT * FROM t ORDER BY due", "due"},
      {ALL, "SELECT * FROM t ORDER BY t.due", "due"},
      {ALL, "SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY a", "a"},
      {P, "TABLE t ORDER BY due", "due"},
      {P, "VALUES (1), (2) ORDER BY 1", "0"},
      /* Appended. */
      {ALL, "SELECT name FROM tasks ORDER BY due", "+0 | SELECT name, due FROM tasks ORDER BY due"},
      {ALL, "SELECT name FROM tasks t ORDER BY t.due DESC, name",
       "+0 0 | SELECT name, t.due FROM tasks t ORDER BY t.due DESC, name"},
      {ALL, "SELECT a, b c FROM t ORDER BY d, e",
       "+0 +1 | SELECT a, b c, d, e FROM t ORDER BY d, e"},
      {ALL, "SELECT a -- x\nFROM t ORDER BY d", "+0 | SELECT a, d -- x\nFROM t ORDER BY d"},
      {ALL, "SELECT u.id FROM u JOIN o ON o.u = u.id ORDER BY o.id",
       "+0 | SELECT u.id, o.id FROM u JOIN o ON o.u = u.id ORDER BY o.id"},
      {ALL, "SELECT 1 FROM t ORDER BY d", "+0 | SELECT 1, d FROM t ORDER BY d"},
      {ALL, "SELECT a FROM t ORDER BY d FOR UPDATE",
       "+0 | SELECT a, d FROM t ORDER BY d FOR UPDATE"},
      /* Not followed. */
      {ALL, "SELECT u.id FROM u JOIN o ON o.u = u.id ORDER BY o.id, id", "?"},
      {ALL, "SELECT DISTINCT a FROM t ORDER BY d", "?"},
      {ALL, "SELECT a FROM t GROUP BY a ORDER BY d", "?"},
      {ALL, "SELECT count(*) FROM t ORDER BY d", "?"},
      {ALL, "SELECT a, a + 1 FROM t ORDER BY d", "?"},
      {ALL, "SELECT a FROM t ORDER BY a + 0", "?"},
      {ALL, "SELECT a FROM t ORDER BY lower(a)", "?"},
      {ALL, "SELECT * FROM t JOIN u ON t.a = u.a ORDER BY u.a", "?"},
      {ALL, "SELECT *, a AS b FROM t ORDER BY t.d", "?"},
      {ALL, "SELECT a FROM t ORDER BY 'a'", "?"},
      {ALL, "SELECT a FROM t ORDER BY $1", "?"},
      {ALL, "SELECT a FROM t ORDER BY 0", "?"},
      {ALL, "SELECT a FROM t ORDER BY 1.5", "?"},
      {ALL, "SELECT a FROM t ORDER BY", "?"},
      {ALL, "SELECT a x, b x FROM t ORDER BY x", "?"},
      {ALL, "SELECT upper(a) AS a FROM t ORDER BY a COLLATE x", "?"},
      {P, "SELECT a::text FROM t ORDER BY a", "?"},
      {M, "SELECT a FROM t ORDER BY \"a\"", "?"},
      {S, "SELECT NOT a FROM t ORDER BY a", "a"},
      {ALL, "SELECT a + b total FROM t ORDER BY total", "total"},
      /* Rows that are left out. */
      {ALL, "SELECT n FROM t ORDER BY n LIMIT 2", "0 limit 2 | SELECT n FROM t ORDER BY n LIMIT 3"},
      {ALL, "SELECT n FROM t ORDER BY d LIMIT 9 OFFSET 1",
       "+0 limit 9 skips | SELECT n, d FROM t ORDER BY d LIMIT 10 OFFSET 1"},
      {M, "SELECT n FROM t ORDER BY n LIMIT 1, 2",
       "0 limit 2 skips | SELECT n FROM t ORDER BY n LIMIT 1, 3"},
      {P, "SELECT n FROM t ORDER BY n OFFSET 1 ROW FETCH NEXT 1 ROW ONLY",
       "0 limit 1 skips | SELECT n FROM t ORDER BY n OFFSET 1 ROW FETCH NEXT 2 ROW ONLY"},
      {P, "SELECT n FROM t ORDER BY n FETCH FIRST 2 ROWS WITH TIES", "0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT 1 + 1", "0 limit 0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT '2'", "0 limit 0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT $1", "0 limit 0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT NULL", "0 limit 0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT 0", "0 limit 0"},
      {ALL, "SELECT n FROM t ORDER BY n LIMIT 1 FOR UPDATE", "0 limit 0"},
      {ALL, "SELECT n, nextval('s') FROM t ORDER BY n LIMIT 1", "0 limit 0"},
      {M, "SELECT n, @a := 1 AS a FROM t ORDER BY n LIMIT 1", "0 limit 0"},
      {ALL, "SELECT a, count(*) AS c FROM t GROUP BY a ORDER BY c LIMIT 1",
       "1 limit 1 | SELECT a, count(*) AS c FROM t GROUP BY a ORDER BY c LIMIT 2"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    for (guint dialect = 1; dialect <= S; dialect <<= 1) {
      g_autofree char *found = rows[i].dialects & dialect ? shown(rows[i].text, dialect) : NULL;
      if (found && strcmp(found, rows[i].expected) != 0)
        fail_msg("%s, dialect %u: %s, expected %s", rows[i].text, dialect, found, rows[i].expected);
    }
}

static void no_row_more_is_read_where_that_is_not_allowed(void **state) {
  (void)state;
  static const char text[] = "SELECT n FROM t ORDER BY n LIMIT 2";
  g_autoptr(pc_statement_order) order =
      pc_statement_order_new(text, strlen(text), PC_SQL_POSTGRESQL, false);
  assert_true(order && order->limited && order->rows_most == 0 && !order->text);
}

static void collations_that_fold_are_noticed(void **state) {
  (void)state;
  static const struct {
    guint dialect;
    const char *text;
    bool folds;
  } rows[] = {
      {S, "CREATE TABLE t (a TEXT COLLATE NOCASE)", true},
      {S, "SELECT a FROM t ORDER BY a COLLATE \"rtrim\"", true},
      {P, "CREATE TABLE t (a citext)", true},
      {P, "CREATE COLLATION x (provider = icu, locale = 'und', deterministic = false)", true},
      {P, "CREATE TABLE t (a TEXT COLLATE \"C\")", false},
      {P, "SELECT 'nocase' -- citext", false},
      {M, "SELECT nocase FROM t", false},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    if (pc_statement_folds(rows[i].text, strlen(rows[i].text), (pc_sql_dialect)rows[i].dialect) !=
        rows[i].folds)
      fail_msg("%s", rows[i].text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keys_are_followed_where_they_can_be_seen),
      cmocka_unit_test(no_row_more_is_read_where_that_is_not_allowed),
      cmocka_unit_test(collations_that_fold_are_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
