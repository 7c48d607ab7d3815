/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/catalogue/script.h"
#include "harness/model/value.h"

#include <string.h>

#define HEADER "-- title: t\n-- bites: b\n-- severity: low\n\n"

static pc_script *parse(const char *text, GError **error) {
  return pc_script_parse(text, strlen(text), PC_LANGUAGE_SQL, "p.sql", error);
}

static const pc_step *step(const pc_script *script, guint i) {
  assert_true(i < script->steps->len);
  return script->steps->pdata[i];
}

static void a_whole_script_is_read(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      parse("-- title: T\n-- bites: B\n-- severity: high\n-- reach: read\n-- alone: yes\n\n"
            "-- a comment\nCREATE TABLE a (b INTEGER);\n--@ A\n--$ 'it''s' -5 1.5 true null "
            "x'00ff'\n--? one\n"
            "SELECT\n  1;\n--@ B\n--{\nBEGIN; x;\nEND;\n--}\n",
            &error);
  assert_null(error);
  assert_string_equal(script->header.title, "T");
  assert_int_equal(script->header.severity, PC_SEVERITY_HIGH);
  assert_int_equal(script->header.reach, PC_REACH_READ);
  assert_true(script->header.alone);
  assert_int_equal(script->steps->len, 3);
  assert_int_equal(script->sessions->len, 2);
  assert_null(step(script, 0)->label);
  assert_string_equal(step(script, 0)->text, "CREATE TABLE a (b INTEGER)");
  assert_string_equal(step(script, 1)->label, "one");
  assert_string_equal(step(script, 1)->text, "SELECT\n  1");
  assert_int_equal(step(script, 1)->parameters->len, 6);
  assert_string_equal(pc_value_text(step(script, 1)->parameters->pdata[0], NULL), "it's");
  assert_int_equal(pc_value_kind(step(script, 1)->parameters->pdata[5]), PC_KIND_BYTES);
  assert_string_equal(step(script, 2)->text, "BEGIN; x;\nEND;");
  assert_int_equal(step(script, 2)->session, 1);
}

static void dialects_choose_statements(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      parse(HEADER "--[postgresql, mysql]\nSET x;\n--? l\n--equivalent\n--[postgresql]\nSELECT 1;\n"
                   "--[sqlite]\nSELECT 2;\nSELECT 3;\n--? m\nSELECT 4;\n",
            &error);
  assert_null(error);
  assert_int_equal(script->steps->len, 5);
  assert_true(pc_step_is_for(step(script, 0), "mysql"));
  assert_false(pc_step_is_for(step(script, 0), "sqlite"));
  assert_true(step(script, 1)->equivalent);
  assert_string_equal(step(script, 2)->label, "l");
  assert_null(step(script, 3)->label);
  assert_true(pc_step_is_for(step(script, 3), "sqlite"));
}

static void what_is_marked_behind_the_last_variant_is_setup(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      parse(HEADER "--? l\n--equivalent\n--[postgresql]\nSELECT 1;\n--[sqlite, mysql]\nSELECT 2;\n"
                   "--[mysql]\nSET x;\n--? m\nSELECT 4;\n",
            &error);
  assert_null(error);
  assert_int_equal(script->steps->len, 4);
  assert_string_equal(step(script, 1)->label, "l");
  assert_null(step(script, 2)->label);
  assert_false(step(script, 2)->equivalent);
  assert_false(pc_step_is_for(step(script, 2), "sqlite"));
  assert_string_equal(step(script, 3)->label, "m");
}

static void a_question_mark_may_be_an_operator_or_text(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      parse(HEADER "--[postgresql]\n--$ 'a'\nSELECT '{}'::jsonb ? $1;\n"
                   "--$ 1\n--? l\nSELECT $1, '?' /* ? */;\n--? m\nSELECT ?;\n",
            &error);
  assert_null(error);
  assert_int_equal(script->steps->len, 3);
}

/* The text of a setup statement, the caller's. */
static char *sent(const char *marks, const char *statement) {
  GError *error = NULL;
  g_autofree char *whole = g_strconcat(HEADER, marks, statement, "\n--? l\nSELECT 0;\n", NULL);
  g_autoptr(pc_script) script = parse(whole, &error);
  if (!script)
    fail_msg("%s:\n%s", error->message, whole);
  if (script->steps->len != 2)
    fail_msg("%u statements:\n%s", script->steps->len, whole);
  return g_strdup(step(script, 0)->text);
}

static void what_is_quoted_is_sent_byte_for_byte(void **state) {
  (void)state;
  static const struct {
    const char *marks;
    const char *text;
  } rows[] = {
      {"", "SELECT 'a\n-- bb\nc'"},
      {"", "SELECT 'a\n\n--? b\n--\n;\n  \nc  \n'"},
      {"", "SELECT 'it''s;\n-- x'"},
      {"", "SELECT 'a\r\n\t \r\nb'"},
      {"", "SELECT /* it's;\n-- here */ 1"},
      {"", "SELECT 1, 'a;\n\n-- b', 2 AS \"c;\n-- d\""},
      {"--[postgresql]\n", "SELECT $$a;\n-- b\n$$, $x$;\n$$;\n--@ A\n$x$"},
      {"--[postgresql]\n", "SELECT E'it\\'s;\n-- b'"},
      {"--[postgresql]\n", "SELECT /* a /* b */ ;\n-- c\n*/ 1"},
      {"--[mysql]\n", "SELECT 'it\\'s;\n-- b', \"a;\n--? b\""},
      {"--[mysql, sqlite]\n", "SELECT `a;\n-- b`"},
      {"--[sqlite]\n", "SELECT [a;\n-- b]"},
      {"--[sqlite]\n", "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = CASE c WHEN 1 "
                       "THEN 2 END;\n  DELETE FROM d;\nEND"},
      {"--[mysql]\n", "CREATE DEFINER = a@b PROCEDURE p()\nBEGIN\n  IF 1 THEN\n    SELECT 1;\n  "
                      "END IF;\n  CASE 1 WHEN 1 THEN\n"
                      "    SELECT 2;\n  END CASE;\n  WHILE 0 DO\n    BEGIN\n      SELECT 3;\n    "
                      "END;\n  END WHILE;\nEND"},
      {"--[mysql]\n", "BEGIN NOT ATOMIC\n  SELECT 1;\nEND"},
      {"--[postgresql]\n",
       "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n  SELECT 1;\n  SELECT 2;\nEND"},
      {"", "CREATE TABLE event (\"begin\" INTEGER, function INTEGER)"},
      {"", "BEGIN"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *statement = g_strconcat(rows[i].text, ";", NULL);
    g_autofree char *text = sent(rows[i].marks, statement);
    assert_string_equal(text, rows[i].text);
    g_autofree char *block = g_strconcat("--{\n", rows[i].text, "\n--}", NULL);
    g_autofree char *within = sent(rows[i].marks, block);
    assert_string_equal(within, rows[i].text);
  }
}

static void comments_and_blank_lines_outside_of_quotes_are_not_sent(void **state) {
  (void)state;
  g_autofree char *text = sent("", "SELECT 'a\n' -- b's\n-- c; it's\n\n--\n  , 2  \n, 3; -- d");
  assert_string_equal(text, "SELECT 'a\n' -- b's\n  , 2\n, 3");
}

/* Random literals of what a splitter may trip over, as each dialect writes them. */
static void random_literals_are_sent_byte_for_byte(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "\n", "--", "--? l\n", "-- c\n",  ";",    ";\n",          "/*",      "*/",      "''",
      "$",  "a",  " ",       "\t",      "\r\n", "--{\n",        "--@ B\n", "\n\n",    "#",
      "[",  "`",  "END",     "BEGIN\n", "\"\"", "--[sqlite]\n", "\\\\",    "\303\251"};
  static const struct {
    const char *marks;
    const char *open;
    const char *close;
  } kinds[] = {{"", "'", "'"},
               {"--[postgresql]\n", "E'", "'"},
               {"--[postgresql]\n", "$x$", "$x$"},
               {"--[mysql]\n", "\"", "\""},
               {"--[mysql]\n", "'", "\\''"},
               {"--[sqlite]\n", "'", "'"}};
  g_autoptr(GRand) random = g_rand_new_with_seed(20261130);
  for (guint n = 0; n < 3000; n++) {
    const guint kind = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(kinds));
    g_autoptr(GString) literal = g_string_new(kinds[kind].open);
    for (gint i = g_rand_int_range(random, 0, 12); i > 0; i--)
      g_string_append(literal, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
    g_string_append(literal, kinds[kind].close);
    g_autofree char *expected = g_strdup_printf("SELECT %s, 1", literal->str);
    g_autofree char *statement = g_strconcat(expected, ";", NULL);
    g_autofree char *text = sent(kinds[kind].marks, statement);
    assert_string_equal(text, expected);
  }
}

static void a_redis_command_is_sent_byte_for_byte(void **state) {
  (void)state;
  static const char text[] =
      HEADER "SET ${k}:a \"-- b;\"\n--{\nEVAL 'a  \n-- b\n\n;' 0\n--}\n--? l\nGET ${k}:a\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      pc_script_parse(text, strlen(text), PC_LANGUAGE_REDIS, "p.redis", &error);
  assert_null(error);
  assert_string_equal(step(script, 0)->text, "SET ${k}:a \"-- b;\"");
  assert_string_equal(step(script, 1)->text, "EVAL 'a  \n-- b\n\n;' 0");
}

#define LEVELS                                                                                     \
  "-- title: t at ${level}\n-- bites: b\n-- severity: low\n-- levels: read committed, "            \
  "serializable\n"

static void a_script_with_levels_is_another_at_each(void **state) {
  (void)state;
  static const char text[] =
      LEVELS "-- anomaly: X: words: more\n-- occurs: l = done\n\n"
             "--@ A, B\n--[mysql]\nSET ${level};\n--[sqlite/read-committed,postgresql]\nPRAGMA x;\n"
             "--@ B\n--? l\nSELECT '${level}';\n";
  GError *error = NULL;
  g_autoptr(pc_script) first = parse(text, &error);
  assert_null(error);
  assert_string_equal(first->header.level, "read committed");
  assert_string_equal(first->header.title, "t at READ COMMITTED");
  assert_string_equal(first->header.anomaly, "X: words: more");
  assert_int_equal(g_strv_length(first->levels), 2);
  assert_int_equal(first->steps->len, 5);
  assert_string_equal(step(first, 0)->text, "SET READ COMMITTED");
  assert_int_equal(step(first, 0)->session, 0);
  assert_string_equal(step(first, 1)->text, "SET READ COMMITTED");
  assert_int_equal(step(first, 1)->session, 1);
  assert_true(pc_step_is_for(step(first, 3), "sqlite"));
  g_autoptr(pc_script) last =
      pc_script_parse_at(text, strlen(text), PC_LANGUAGE_SQL, "p.sql", "serializable", &error);
  assert_null(error);
  assert_string_equal(step(last, 4)->text, "SELECT 'SERIALIZABLE'");
  assert_false(pc_step_is_for(step(last, 3), "sqlite"));
  assert_true(pc_step_is_for(step(last, 3), "postgresql"));
  assert_null(
      pc_script_parse_at(text, strlen(text), PC_LANGUAGE_SQL, "p.sql", "repeatable read", &error));
  assert_error(error, PC_ERROR_USAGE, "not asked at the level 'repeatable read'");
}

static void wrong_scripts_are_told_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"", "p.sql:1: the header has no '-- title"},
      {"-- title: t\n-- severity: low\n\n--? a\nSELECT 1;\n", "no '-- bites"},
      {"-- titel: t\n", "p.sql:1: unknown header key 'titel', did you mean 'title'?"},
      {"-- title: t\n-- title: u\n", "p.sql:2: header key 'title' is given twice"},
      {"-- title:\n", "has no value"},
      {"-- severity: grave\n", "expected one of: low, medium, high"},
      {"-- reach: all\n", "expected one of: read, scratch, intrusive"},
      {"-- compare: everything\n", "expected 'names' or 'tolerance NUMBER'"},
      {HEADER "--? a\nSELECT 1;\n--? a\nSELECT 2;\n",
       "p.sql:7: label 'a' is used twice, first in line 5"},
      {HEADER "--! a\nSELECT 1;\n", "p.sql:5: unknown directive '--!'"},
      {HEADER "--equivalant\n", "unknown directive '--equivalant'"},
      {HEADER "--? a\nSELECT 1\n", "p.sql:6: the statement has no ';'"},
      {HEADER "--? a\nSELECT 1\n--? b\nSELECT 2;\n",
       "p.sql:6: the statement has no ';' at the end of a line before line 7"},
      {HEADER "--? a\nSELECT 1\n  --? b\n;\n",
       "p.sql:6: the statement has no ';' at the end of a line before line 7"},
      {HEADER "  --? a\nSELECT 1;\n", "p.sql:5: a directive begins in the first column: '--? a'"},
      {HEADER "--? a\nSELECT 1,\n 'b;\n--? c\nSELECT 2;\n",
       "p.sql:6: what opens in line 7, a quote or a comment, is never"},
      {HEADER "--? a\nSELECT 1 /* b;\n--? c\nSELECT 2;\n",
       "p.sql:6: what opens in line 6, a quote or a comment, is never"},
      {HEADER "--? a\nSELECT 'it\\'s';\n",
       "p.sql:6: the dialects do not agree where the statement ends"},
      {HEADER "--? a\nSELECT 'a\n-- b\n', 1\nFROM mysql.user;\nSELECT '\n\n' FROM pg_temp_1.x;\n",
       "p.sql:12: 'FROM pg_temp_1.x' names a table outside"},
      {HEADER "--? a\n", "p.sql:5: no statement follows"},
      {HEADER "--? a\n--? b\nSELECT 1;\n", "label 'a' has no statement"},
      {HEADER "SELECT 1;\n", "no statement is observed"},
      {HEADER "--? setup\nSELECT 1;\n", "reserved"},
      {HEADER "--?\nSELECT 1;\n", "expected a label"},
      {HEADER "--@ 1x\n", "expected the name of a session"},
      {HEADER "--? a\n--[sqlite]\nSELECT 1;\n", "only under '--equivalent'"},
      {HEADER "--? a\n--equivalent\nSELECT 1;\n", "label 'a' has no statement"},
      {HEADER "--$ 'a\n--? a\nSELECT 1;\n", "is not a literal"},
      {HEADER "--$\n--? a\nSELECT 1;\n", "at least one parameter"},
      {HEADER "--{\nSELECT 1;\n", "'--{' has no '--}'"},
      {HEADER "--? a\nSELECT ${nome};\n", "unknown reference '${nome}'"},
      {HEADER "--? a\nSELECT '\xff';\n", "p.sql:6: the script is not UTF-8"},
      {HEADER "--? a\n;\n", "the statement is empty"},
      {HEADER "--? a\nSELECT '${level}';\n", "unknown reference '${level}'"},
      {HEADER "--[sqlite/serializable]\nSELECT 1;\n--? a\nSELECT 1;\n", "declares no such level"},
      {HEADER "--@ A, A\n", "the session 'A' is named twice"},
      {HEADER "--@ A,\n", "expected the name of a session"},
      {HEADER "--@ A, B\n--? a\nSELECT 1;\n",
       "an observed statement belongs to one session (label 'a')"},
      {"-- levels: chaos\n", "expected one of: read uncommitted, read committed"},
      {"-- anomaly: dirty\n", "expected 'CODE: WORDS'"},
      {LEVELS "-- anomaly: X: w\n\n--? a\nSELECT 1;\n", "'anomaly' and 'occurs' go together"},
      {LEVELS "-- anomaly: X: w\n-- occurs: b = done\n\n--? a\nSELECT 1;\n",
       "no statement has the label 'b'"},
      {HEADER "--[postgres]\nSET x;\n--? a\nSELECT 1;\n",
       "p.sql:5: unknown dialect 'postgres', did you mean 'postgresql'? (dialects: postgresql, "
       "mysql, sqlite)"},
      {HEADER "--? a\n--equivalent\n--[sqlite,mariadb]\nSELECT 1;\n",
       "p.sql:7: unknown dialect 'mariadb'"},
      {HEADER "--[sqlite, postgrsql/serializable]\nSELECT 1;\n",
       "p.sql:5: unknown dialect 'postgrsql', did you mean"},
      {"-- experiment: [sqlit] PRAGMA x\n",
       "p.sql:1: unknown dialect 'sqlit', did you mean 'sqlite'?"},
      {HEADER "--? a\n--equivalent\n--[sqlite]\nSELECT 1;\n--[mysql]\nSELECT 1;\n--[mysql, "
              "sqlite]\nSELECT 2;\n",
       "p.sql:11: label 'a' has a statement for 'mysql' already, in line 10"},
      {HEADER "--$ 1\n--? a\nSELECT ?;\n",
       "p.sql:7: the parameters of '--$' are written $1, $2, ... in every dialect, not '?'"},
      {HEADER "--$ 1\n--? a\nSELECT ?1;\n", "are written $1, $2, ..."},
      {HEADER "--$ 1\n--? a\nSELECT '{}'::jsonb ? $1;\n", "are written $1, $2, ..."},
      {HEADER "--[postgresql]\n--$ 1\nSELECT ?;\n", "are written $1, $2, ..."},
      {"-- needs: wings\n", "expected one of: sessions"},
      {"-- title: t\n-- bites: b\n-- severity: high\n-- order: b\n\n--? a\nSELECT 1;\n",
       "no statement has the label 'b'"},
      {"-- title: t\n-- bites: b\n-- severity: high\n-- volatile: a, b/1\n\n--? a\nSELECT 1;\n",
       "no statement has the label 'b/1'"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_script *script = parse(rows[i].text, &error);
    if (script)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_script_is_read),
      cmocka_unit_test(dialects_choose_statements),
      cmocka_unit_test(what_is_quoted_is_sent_byte_for_byte),
      cmocka_unit_test(comments_and_blank_lines_outside_of_quotes_are_not_sent),
      cmocka_unit_test(random_literals_are_sent_byte_for_byte),
      cmocka_unit_test(a_redis_command_is_sent_byte_for_byte),
      cmocka_unit_test(what_is_marked_behind_the_last_variant_is_setup),
      cmocka_unit_test(a_question_mark_may_be_an_operator_or_text),
      cmocka_unit_test(a_script_with_levels_is_another_at_each),
      cmocka_unit_test(wrong_scripts_are_told_with_their_line),
  };
  return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
