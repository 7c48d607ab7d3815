/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/redis/command.h"
#include "harness/base/error.h"

#include <string.h>

static const char name[] = "pc_abcde_1_2_1";

/* line with "K" for the scratch's name. */
static GPtrArray *words_of(const char *line) {
  GError *error = NULL;
  GString *text = g_string_new(line);
  g_string_replace(text, "K:", "pc_abcde_1_2_1:", 0);
  GPtrArray *words = pc_redis_words(text->str, &error);
  if (!words)
    fail_msg("%s: %s", line, error->message);
  g_string_free(text, TRUE);
  return words;
}

static void lines_are_split_as_redis_cli_does(void **state) {
  (void)state;
  static const struct {
    const char *line;
    const char *words; /* joined by '|', a NUL shown as '0' */
  } rows[] = {
      {"GET a", "GET|a"},
      {"  SET \t a  b ", "SET|a|b"},
      {"SET a \"x y\"", "SET|a|x y"},
      {"SET a \"\\x41\\x62\\xzz\"", "SET|a|Abxzz"},
      {"SET a \"\\n\\r\\t\\b\\a\\\\\\\"\\q\"", "SET|a|\n\r\t\b\a\\\"q"},
      {"SET a 'it\\'s \\n'", "SET|a|it's \\n"},
      {"SET a \"\"", "SET|a|"},
      {"SET a ''", "SET|a|"},
      {"SET a\"b c\"", "SET|ab c"},
      {"SET a \"x\\x00y\"", "SET|a|x0y"},
      {"EVAL \"return\n1\" 0", "EVAL|return\n1|0"},
      {"", ""},
      {"   ", ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) words = pc_redis_words(rows[i].line, NULL);
    g_autoptr(GString) joined = g_string_new(NULL);
    assert_non_null(words);
    for (guint k = 0; k < words->len; k++) {
      gsize length;
      const char *bytes = g_bytes_get_data(words->pdata[k], &length);
      if (k)
        g_string_append_c(joined, '|');
      for (gsize n = 0; n < length; n++)
        g_string_append_c(joined, bytes[n] ? bytes[n] : '0');
    }
    assert_string_equal(joined->str, rows[i].words);
  }
}

static void unbalanced_quotes_are_told(void **state) {
  (void)state;
  static const char *const lines[] = {"SET a \"b", "SET a 'b", "SET a \"b\"c", "SET a 'b'\"c\"",
                                      "SET a \"b\\\""};
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
    GError *error = NULL;
    assert_null(pc_redis_words(lines[i], &error));
    assert_error(error, PC_ERROR_FAILED, "unbalanced quotes");
  }
}

typedef struct row {
  const char *line;
  const char *written; /* keys that it may make, joined by blanks; NULL: it is confined */
} row;

static void rows_check(const row *rows, guint count, bool intrusive) {
  for (guint i = 0; i < count; i++) {
    GError *error = NULL;
    g_autoptr(GPtrArray) words = words_of(rows[i].line);
    g_autoptr(GPtrArray) written = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    const pc_redis_command *command;
    const bool fine = pc_redis_confine(words, name, intrusive, written, &command, &error);
    if (fine != (rows[i].written != NULL))
      fail_msg("%s: %s", rows[i].line, error ? error->message : "is let through");
    if (!fine) {
      assert_error(error, PC_ERROR_CONFINED, "");
      continue;
    }
    g_autoptr(GString) keys = g_string_new(NULL);
    for (guint k = 0; k < written->len; k++) {
      g_autofree char *key = pc_redis_word(written, k);
      g_string_append_printf(keys, "%s%s", k ? " " : "", key);
    }
    g_string_replace(keys, "pc_abcde_1_2_1:", "K:", 0);
    if (strcmp(keys->str, rows[i].written) != 0)
      fail_msg("%s: writes '%s'", rows[i].line, keys->str);
  }
}

static const row scratch_rows[] = {
    {"GET K:a", ""},
    {"get K:a", ""},
    {"SET K:a v", "K:a"},
    {"SET a v", NULL},
    {"SET pc_abcde_1_2_1 v", "pc_abcde_1_2_1"},
    {"SET pc_abcde_1_2_1a v", "pc_abcde_1_2_1a"},
    {"SET pc_abcde_1_2_10 v", NULL}, /* another scratch's */
    {"SET pc_abcde_1_2 v", NULL},
    {"GET \"\"", NULL},
    {"SET", ""}, /* an arity error is the server's to tell */
    {"GET K:a b", ""},
    {"SELECT K:a", ""}, /* no number: the database stays */
    {"SELECT 0", NULL},
    {"SELECT K:a 1", NULL},
    {"DEL K:a K:b", "K:a K:b"},
    {"DEL K:a b", NULL},
    {"MSET K:a 1 K:b 2", "K:a K:b"},
    {"MSET K:a 1 b 2", NULL},
    {"MSET K:a K:b c d", NULL},
    {"RENAME K:a b", NULL},
    {"RENAME K:a K:b", "K:a K:b"},
    {"BLPOP K:a K:b 0", "K:a K:b"},
    {"BLPOP K:a b 0", NULL},
    {"BLPOP b", NULL},
    {"BITOP AND K:d K:a K:b", "K:d K:a K:b"},
    {"BITOP AND K:d K:a b", NULL},
    {"ZUNIONSTORE K:d 2 K:a K:b WEIGHTS 1 2", "K:d K:a K:b"},
    {"ZUNIONSTORE K:d 2 K:a b", NULL},
    {"ZUNIONSTORE K:d 9 K:a b", NULL},
    {"ZUNIONSTORE K:d x K:a", "K:d K:a"},
    {"ZUNION 1 K:a WITHSCORES", ""},
    {"ZUNION -1 a", NULL},
    {"SINTERCARD 2 K:a b", NULL},
    {"LMPOP 1 K:a LEFT", "K:a"},
    {"BLMPOP 0 2 K:a K:b LEFT", "K:a K:b"},
    {"BLMPOP 0 2 K:a b LEFT", NULL},
    {"XREAD COUNT 2 STREAMS K:a K:b 0 0", ""},
    {"XREAD BLOCK 0 STREAMS K:a b 0 0", NULL},
    {"XREADGROUP GROUP g c STREAMS K:a >", "K:a"},
    {"XREADGROUP GROUP g c STREAMS a >", NULL},
    {"XREAD STREAMS", ""},
    {"XREAD STREAMS a", NULL},
    {"XGROUP CREATE K:a g $ MKSTREAM", "K:a"},
    {"XGROUP CREATE a g $", NULL},
    {"XGROUP NOSUCH a", NULL},
    {"XGROUP NOSUCH K:a", ""},
    {"XINFO STREAM K:a", ""},
    {"OBJECT ENCODING K:a", ""},
    {"OBJECT ENCODING a", NULL},
    {"OBJECT HELP", ""},
    {"MEMORY USAGE K:a", ""},
    {"MEMORY USAGE a", NULL},
    {"MEMORY PURGE", NULL},
    {"SORT K:a BY nosort", "K:a"},
    {"SORT K:a BY K:w_* GET # GET K:o_*", "K:a K:w_* K:o_*"},
    {"SORT K:a BY w_*", NULL},
    {"SORT K:a GET w", NULL},
    {"SORT K:a STORE d", NULL},
    {"SORT K:a STORE K:d", "K:a K:d"},
    {"GEORADIUS K:g 1 2 3 km STORE d", NULL},
    {"GEORADIUS K:g 1 2 3 km STORE K:d", "K:g K:d"},
    {"COPY K:a K:b", "K:a K:b"},
    {"COPY K:a K:b DB 1", NULL},
    {"MIGRATE h 1 K:a 0 1", NULL},
    {"MOVE K:a 1", NULL},
    {"SUBSCRIBE K:c", ""},
    {"SUBSCRIBE c", NULL},
    {"SUBSCRIBE K:c c", NULL},
    {"PSUBSCRIBE *", NULL},
    {"PSUBSCRIBE K:*", ""},
    {"PUBLISH K:c c", ""},
    {"PUBLISH c K:c", NULL},
    {"UNSUBSCRIBE", ""},
    {"SUBSCRIBE __keyevent@0__:expired", ""},
    {"SUBSCRIBE __keyspace@0__:K:a", ""},
    {"SUBSCRIBE __keyspace@0__:a", NULL},
    {"PUBSUB CHANNELS", NULL},
    {"PUBSUB CHANNELS K:*", ""},
    {"PUBSUB NUMSUB K:c", ""},
    {"PUBSUB NUMSUB c", NULL},
    {"SCAN 0", NULL},
    {"SCAN 0 COUNT 10", NULL},
    {"SCAN 0 MATCH *", NULL},
    {"SCAN 0 MATCH K:* COUNT 5", ""},
    {"SCAN 0 MATCH K:* MATCH *", NULL},
    {"KEYS *", NULL},
    {"KEYS K:*", ""},
    {"RANDOMKEY", NULL},
    {"EVAL \"return 1\" 0", ""},
    {"EVAL \"return redis.call('SET', KEYS[1], 1)\" 1 K:a", "K:a"},
    {"EVAL \"return redis.call('SET', KEYS[1], 1)\" 1 a", NULL},
    {"EVAL \"return redis.call('SET', 'a', 1)\" 0", NULL},
    {"EVALSHA ffff 1 K:a b", "K:a"},
    {"EVALSHA ffff 2 K:a b", NULL},
    {"FCALL f 1 a", NULL},
    {"SCRIPT LOAD \"return redis.call('FLUSHALL')\"", NULL},
    {"SCRIPT LOAD \"return 1\"", ""},
    {"SCRIPT FLUSH", NULL},
    {"FUNCTION FLUSH", NULL},
    {"FUNCTION LOAD x", NULL},
    {"MULTI", ""},
    {"EXEC", ""},
    {"WATCH K:a", ""},
    {"WATCH a", NULL},
    {"PING", ""},
    {"ECHO hello", ""},
    {"TIME", ""},
    {"HELLO 3", ""},
    {"HELLO 3 AUTH u p", NULL},
    {"HELLO 3 SETNAME x", NULL},
    {"AUTH p", NULL},
    {"CLIENT ID", ""},
    {"CLIENT LIST", NULL},
    {"CLIENT KILL ID 3", NULL},
    {"CLIENT SETNAME x", NULL},
    {"CLIENT SETNAME K:x", ""},
    {"CLIENT REPLY OFF", NULL},
    {"CLIENT TRACKING ON BCAST", NULL},
    {"CLIENT TRACKING ON BCAST PREFIX K:", ""},
    {"CLIENT TRACKING ON REDIRECT 3", NULL},
    {"CONFIG GET maxmemory", ""},
    {"CONFIG GET *", NULL},
    {"CONFIG GET requirepass", NULL},
    {"CONFIG SET maxmemory 1", NULL},
    {"NOSUCHCOMMAND", ""},
    {"NOSUCHCOMMAND K:a", ""},
    {"NOSUCHCOMMAND K:a b", NULL},
    {"FLUSHALL", NULL},
    {"flushdb", NULL},
    {"SHUTDOWN", NULL},
    {"DEBUG SLEEP 0", NULL},
    {"REPLICAOF NO ONE", NULL},
    {"SWAPDB 0 1", NULL},
    {"ACL SETUSER x", NULL},
    {"ACL WHOAMI", ""},
    {"CLUSTER RESET", NULL},
    {"SELECT 1", NULL},
    {"SELECT K:a", ""}, /* no number: asks only whether it is known */
    {"SELECT 1 K:a", NULL},
    {"MONITOR", NULL},
    {"QUIT", NULL},
    {"", NULL},
};

static void commands_stay_within_the_scratch(void **state) {
  (void)state;
  rows_check(scratch_rows, G_N_ELEMENTS(scratch_rows), false);
}

static void an_intrusive_probe_reaches_the_server_but_no_foreign_key(void **state) {
  (void)state;
  static const row rows[] = {
      {"CONFIG SET maxmemory 1", ""},
      {"FLUSHALL", ""},
      {"DEBUG SLEEP 0", ""},
      {"NOSUCHCOMMAND a", ""},
      {"SET a v", NULL},
      {"DEL K:a b", NULL},
      {"SUBSCRIBE c", NULL},
      {"MONITOR", NULL},
      {"SELECT 1", NULL},
      {"QUIT", NULL},
      {"CLIENT REPLY OFF", NULL},
  };
  rows_check(rows, G_N_ELEMENTS(rows), true);
}

static void lua_must_be_plain_to_see(void **state) {
  (void)state;
  static const struct {
    const char *script;
    bool fine;
  } rows[] = {
      {"return 1", true},
      {"return {1, 'a', ARGV[1], KEYS[1]}", true},
      {"return redis.call('get', KEYS[1])", true},
      {"return redis.pcall( \"GET\" , KEYS[1] )", true},
      {"redis.call('mset', KEYS[1], 'a', KEYS[2], 'b')", true},
      {"redis.call('mset', KEYS[1], 'a', 'b', 'b')", false},
      {"return redis.call('DEL', unpack(KEYS))", true},
      {"return redis.call('GET', ARGV[1])", false},
      {"return redis.call('GET', 'KEYS[1]')", false},
      {"return redis.call('GET', 'a' .. KEYS[1])", false},
      {"return redis.call('FLUSHALL')", false},
      {"return redis.call('config', 'set', 'a', 'b')", false},
      {"return redis.call(ARGV[1], KEYS[1])", false},
      {"local c = redis.call; return c('FLUSHALL')", false},
      {"return redis['call']('FLUSHALL')", false},
      {"local r = redis; return r.call('FLUSHALL')", false},
      {"return server.call('FLUSHALL')", false},
      {"return _G.redis.call('FLUSHALL')", false},
      {"return loadstring('x')()", false},
      {"KEYS[1] = 'a'; return redis.call('GET', KEYS[1])", false},
      {"KEYS = {'a'}; return redis.call('GET', KEYS[1])", false},
      {"return KEYS[1] == 'a'", true},
      {"return redis.error_reply('MY no')", true},
      {"return redis.sha1hex('a')", true},
      {"-- redis.call('FLUSHALL')\nreturn 1", true},
      {"--[[ redis.call('FLUSHALL') ]] return 1", true},
      {"return \"redis.call('FLUSHALL')\"", true},
      {"return 'a\\'b' .. redis.call('FLUSHALL')", false},
      {"return redis.call('SCAN', 0)", false},
      {"return redis.call('TIME')", true},
      {"return redis.call('GET', KEYS[1]", false},
      {"return redis.call('SET', KEYS[1], (ARGV[1] or ',') .. ')')", true},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    const bool fine = pc_redis_lua_confine(rows[i].script, strlen(rows[i].script), false, &error);
    if (fine != rows[i].fine)
      fail_msg("%s: %s", rows[i].script, error ? error->message : "is let through");
    if (!fine)
      assert_error(error, PC_ERROR_CONFINED, "Lua");
  }
  GError *error = NULL;
  assert_false(pc_redis_lua_confine("a\0b", 3, false, &error));
  assert_error(error, PC_ERROR_CONFINED, "NUL");
}

static void the_table_is_sorted_and_names_nothing_twice(void **state) {
  (void)state;
  g_autoptr(GPtrArray) names = pc_redis_command_names();
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  assert_true(names->len > 280);
  for (guint i = 0; i < names->len; i++) {
    if (!g_hash_table_add(seen, names->pdata[i]))
      fail_msg("%s is there twice", (char *)names->pdata[i]);
    g_auto(GStrv) parts = g_strsplit(names->pdata[i], "|", 2);
    g_autofree char *line = g_strjoinv(" ", parts);
    g_autoptr(GPtrArray) words = pc_redis_words(line, NULL);
    const pc_redis_command *command = pc_redis_command_find(words);
    if (!command && !pc_redis_command_is_barred(words))
      fail_msg("%s is not found", line);
    if (command)
      assert_string_equal(command->name, names->pdata[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_split_as_redis_cli_does),
      cmocka_unit_test(unbalanced_quotes_are_told),
      cmocka_unit_test(commands_stay_within_the_scratch),
      cmocka_unit_test(an_intrusive_probe_reaches_the_server_but_no_foreign_key),
      cmocka_unit_test(lua_must_be_plain_to_see),
      cmocka_unit_test(the_table_is_sorted_and_names_nothing_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
