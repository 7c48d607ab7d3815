/* SPDX-License-Identifier: MIT */
/* Steps of typed languages: what is sent for what is written, and what is said of what is wrong. */
#include "harness/catalogue/script.h"
#include "tests/unit/unit.h"

#include <string.h>

typedef struct row {
  const pc_role_table *table;
  const char *text;
  const char *expected; /* the operation as JSON with sorted keys, or what the problem contains */
} row;

static const row sent[] = {
    {&pc_role_cache, "set a 'it''s' ttl=60",
     "{\"key\":\"pc_x:a\",\"op\":\"set\",\"ttl\":60,\"value\":\"it's\"}"},
    {&pc_role_cache, "  set   a   value=\"a\\nb\"  ttl=1.5 finest=true",
     "{\"finest\":true,\"key\":\"pc_x:a\",\"op\":\"set\",\"ttl\":1.5,\"value\":\"a\\nb\"}"},
    {&pc_role_cache, "get Köln/1.2:x-y", "{\"key\":\"pc_x:Köln/1.2:x-y\",\"op\":\"get\"}"},
    {&pc_role_cache, "get ''", "{\"key\":\"pc_x:\",\"op\":\"get\"}"},
    {&pc_role_cache, "get 'a b'{9}", "{\"key\":\"pc_x:a bk\",\"op\":\"get\"}"},
    {&pc_role_cache, "get 'long'{2}", "{\"key\":\"pc_x:long\",\"op\":\"get\"}"},
    {&pc_role_cache, "get x'00FF'", "{\"key\":{\"bytes\":\"70635f783a00ff\"},\"op\":\"get\"}"},
    {&pc_role_cache, "get a${i}", "{\"key\":\"pc_x:a7\",\"op\":\"get\"}"},
    {&pc_role_cache, "get_many", "{\"keys\":[],\"op\":\"get_many\"}"},
    {&pc_role_cache, "get_many 8..10 b c",
     "{\"keys\":[\"pc_x:8\",\"pc_x:9\",\"pc_x:10\",\"pc_x:b\",\"pc_x:c\"],\"op\":\"get_many\"}"},
    {&pc_role_cache, "set_many a b values=[1, [null]]",
     "{\"entries\":[[\"pc_x:a\",1],[\"pc_x:b\",[null]]],\"op\":\"set_many\"}"},
    {&pc_role_cache, "set_many a b value='v'",
     "{\"entries\":[[\"pc_x:a\",\"v\"],[\"pc_x:b\",\"v\"]],\"op\":\"set_many\"}"},
    {&pc_role_cache, "increment a", "{\"by\":1,\"key\":\"pc_x:a\",\"op\":\"increment\"}"},
    {&pc_role_cache, "set a {'x': [true, 0.5], 1: x'00'}",
     "{\"key\":\"pc_x:a\",\"op\":\"set\",\"value\":{\"map\":[[\"x\",[true,{\"real\":\"0.5\"}]],[1,{"
     "\"bytes\":\"00\"}]]}}"},
    {&pc_role_cache, "set a decimal'1.50'",
     "{\"key\":\"pc_x:a\",\"op\":\"set\",\"value\":{\"decimal\":\"1.50\"}}"},
    {&pc_role_cache, "set a 18446744073709551616",
     "{\"key\":\"pc_x:a\",\"op\":\"set\",\"value\":{\"integer\":\"18446744073709551616\"}}"},
    {&pc_role_cache, "set a 'ab' * 3", "{\"key\":\"pc_x:a\",\"op\":\"set\",\"value\":\"ababab\"}"},
    {&pc_role_cache, "set a \"\\u0000${k}\\u0000\"",
     "{\"key\":\"pc_x:a\",\"op\":\"set\",\"value\":\"\\u0000pc_x\\u0000\"}"},
    {&pc_role_queue, "declare a max_length=2 dead_letter_queue=b",
     "{\"dead_letter_queue\":\"pc_x.b\",\"max_length\":2,\"op\":\"declare\",\"queue\":\"pc_x.a\"}"},
    {&pc_role_queue, "publish b{8}", "{\"body\":\"\",\"op\":\"publish\",\"queue\":\"pc_x.bqq\"}"},
    {&pc_role_queue, "receive a wait=0",
     "{\"as\":\"m\",\"op\":\"receive\",\"queue\":\"pc_x.a\",\"wait\":0}"},
    {&pc_role_queue, "reject m", "{\"message\":\"m\",\"op\":\"reject\",\"requeue\":false}"},
    {&pc_role_queue, "publish a headers={'n': {'y': 1}}",
     "{\"body\":\"\",\"headers\":{\"n\":{\"map\":[[\"y\",1]]}},\"op\":\"publish\",\"queue\":\"pc_x."
     "a\"}"},
    {&pc_role_stream, "read t 0 end count=3",
     "{\"count\":3,\"offset\":\"end\",\"op\":\"read\",\"partition\":0,\"topic\":\"pc_x-t\"}"},
    {&pc_role_stream, "producer transactional=orders",
     "{\"op\":\"producer\",\"transactional\":\"pc_x-orders\"}"},
    {&pc_role_queue, "publish a exchange=amq.topic",
     "{\"body\":\"\",\"exchange\":\"pc_x.amq.topic\",\"op\":\"publish\",\"queue\":\"pc_x.a\"}"},
    {&pc_role_stream, "create_topic t partitions=1",
     "{\"op\":\"create_topic\",\"partitions\":1,\"topic\":\"pc_x-t\"}"},
    {&pc_role_stream, "subscribe t u group=g reset='earliest'",
     "{\"group\":\"pc_x-g\",\"op\":\"subscribe\",\"reset\":\"earliest\",\"topics\":[\"pc_x-t\","
     "\"pc_"
     "x-u\"]}"},
};

static void a_step_is_sent_as_it_is_written(void **state) {
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(sent); i++) {
    g_autofree char *problem = NULL;
    const bool each = strstr(sent[i].text, "${i}") != NULL;
    g_autofree char *text = g_strconcat(sent[i].text, each ? " each=7..7" : "", NULL);
    pc_typed_step *step = pc_typed_step_parse(text, sent[i].table, false, &problem);
    if (!step)
      fail_msg("%s: %s", text, problem);
    json_t *operation = pc_typed_operation_new(step, "pc_x", 7);
    char *shown = json_dumps(operation, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(shown, sent[i].expected);
    free(shown);
    json_decref(operation);
    pc_typed_step_free(step);
  }
}

static const row wrong[] = {
    {&pc_role_cache, "sett a 'v'", "unknown operation 'sett', did you mean 'set'?"},
    {&pc_role_cache, "set a v", "'v' is not a value: text is written in quotes"},
    {&pc_role_cache, "set a", "'value' is missing"},
    {&pc_role_cache, "set", "'key' is missing"},
    {&pc_role_cache, "set a 'v' tll=1", "'set' has no argument 'tll', did you mean 'ttl'?"},
    {&pc_role_cache, "set a 'v' ttl='1'", "'ttl' is a number"},
    {&pc_role_cache, "set a 'v' ttl=1 ttl=2", "'ttl' is given twice"},
    {&pc_role_cache, "set a 'v' 'w'", "'set' takes nothing more in its place"},
    {&pc_role_cache, "set a 'v'ttl=1", "expected a blank behind 'value'"},
    {&pc_role_cache, "set a 'v", "the text has no closing quote"},
    {&pc_role_cache, "set a \"\\q\"", "is not text with the escapes of JSON"},
    {&pc_role_cache, "set a [1, 2", "']' is missing"},
    {&pc_role_cache, "set a {1}", "expected ':' between a key and its value"},
    {&pc_role_cache, "set a decimel'1'", "did you mean 'decimal'?"},
    {&pc_role_cache, "set a x'0'", "pairs of hexadecimal digits"},
    {&pc_role_cache, "set a 'x' * 0", "how often it is repeated, from 1 to"},
    {&pc_role_cache, "set a 'xxxx' * 99999999", "how often it is repeated, from 1 to 16777216"},
    {&pc_role_cache, "get a{0}", "expected the length of a name"},
    {&pc_role_cache, "get a show=sise", "did you mean 'size'?"},
    {&pc_role_cache, "get a show=share", "it needs 'each=FIRST..LAST'"},
    {&pc_role_cache, "get a each=2..1", "'each' is written FIRST..LAST"},
    {&pc_role_cache, "get ${i}", "which is not there"},
    {&pc_role_cache, "increment a by=1.5", "'by' is an integer"},
    {&pc_role_cache, "set_many a values=[1, 2]", "there are 1 keys and 2 values"},
    {&pc_role_cache, "set_many a", "expected 'value' for all keys or 'values' for each"},
    {&pc_role_cache, "get_many 9..1", "from the lower to the higher number"},
    {&pc_role_cache, "pause", "'pause': "},
    {&pc_role_cache, "pause soon", "'pause': "},
    {&pc_role_queue, "ack 'm'", "'message' is a word"},
    {&pc_role_queue, "publish a confirm=yes", "'yes' is not a value"},
    {&pc_role_queue, "publish a confirm=1", "'confirm' is true or false"},
    {&pc_role_queue, "publish a headers=[1]", "'headers' is written {'name': VALUE}"},
    {&pc_role_queue, "publish a headers={'$hex': 1}", "begin with no '$'"},
    {&pc_role_queue, "receive a times=0", "how often the step is repeated"},
    {&pc_role_queue, "receive a until=", "a value is missing"},
    {&pc_role_queue, "depth a until=1 within=0", "'within' is a number of seconds"},
    {&pc_role_queue, "depth a within=2", "'within' limits 'until', which is not there"},
    {&pc_role_queue, "receive a times=2x", "expected a blank behind 'times'"},
    {&pc_role_queue, "receive a until=missings", "expected a blank behind 'until'"},
    {&pc_role_queue, "receive a times=2 times=3", "'times' is given twice"},
    {&pc_role_cache, "get a show=size show=text", "'show' is given twice"},
    {&pc_role_stream, "producer transactional='orders", "the text has no closing quote"},
    {&pc_role_stream, "read t 0 middle", "'middle' is not a value"},
    {&pc_role_stream, "produce t 'v' headers={'a': 'b'}", "[['name', VALUE], ...]"},
    {&pc_role_stream, "read t 0", "'count' is missing"},
    {&pc_role_stream, "subscribe t", "'group' is missing"},
};

static void what_is_wrong_is_said(void **state) {
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *problem = NULL;
    pc_typed_step *step = pc_typed_step_parse(wrong[i].text, wrong[i].table, false, &problem);
    if (step)
      fail_msg("'%s' is taken", wrong[i].text);
    if (!strstr(problem, wrong[i].expected))
      fail_msg("'%s': '%s' does not contain '%s'", wrong[i].text, problem, wrong[i].expected);
  }
}

static void setup_shows_nothing_and_prepares(void **state) {
  (void)state;
  g_autofree char *problem = NULL;
  assert_null(pc_typed_step_parse("get a show=size", &pc_role_cache, true, &problem));
  assert_non_null(strstr(problem, "'show' belongs to a step that is observed"));
  g_autofree char *none = NULL;
  pc_typed_step *step =
      pc_typed_step_parse("create_topic t partitions=1", &pc_role_stream, true, &none);
  assert_non_null(step);
  assert_true(json_is_true(json_object_get(step->operation, "prepare")));
  pc_typed_step_free(step);
}

/* What the manual shows can be written. */
static void the_examples_of_the_grammar_are_read(void **state) {
  (void)state;
  const pc_grammar_row *const tables[] = {pc_typed_values, pc_typed_modifiers};
  for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
    for (const pc_grammar_row *word = tables[t]; word->word; word++) {
      g_autofree char *problem = NULL;
      const bool queue = strstr(word->example, " q ") != NULL;
      pc_typed_step *step = pc_typed_step_parse(
          word->example, queue ? &pc_role_queue : &pc_role_cache, false, &problem);
      if (!step)
        fail_msg("%s: %s", word->example, problem);
      pc_typed_step_free(step);
    }
  static const char *const required[] = {"title", "bites", "severity", NULL};
  for (const pc_grammar_row *word = pc_script_keys; word->word; word++) {
    g_autoptr(GString) text = g_string_new("-- title: t\n-- bites: b\n-- severity: low\n");
    if (!g_strv_contains(required, word->word))
      g_string_append_printf(text, "%s\n", word->example);
    if (strcmp(word->word, "anomaly") == 0)
      g_string_append(text, "-- occurs: answer = 1\n");
    if (strcmp(word->word, "occurs") == 0)
      g_string_append(text, "-- anomaly: G1a: words\n");
    g_string_append(text, "\n--? answer\nSELECT 1;\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_script) script =
        pc_script_parse(text->str, text->len, PC_LANGUAGE_SQL, word->word, &error);
    if (!script)
      fail_msg("%s", error->message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_step_is_sent_as_it_is_written),
      cmocka_unit_test(what_is_wrong_is_said),
      cmocka_unit_test(setup_shows_nothing_and_prepares),
      cmocka_unit_test(the_examples_of_the_grammar_are_read),
  };
  return cmocka_run_group_tests_name("typed_step", tests, NULL, NULL);
}
