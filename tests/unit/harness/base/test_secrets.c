/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/secrets.h"
#include "harness/base/url_variable.h"

#include <string.h>

static GPtrArray *secrets_of(const char *const *texts) {
  GPtrArray *secrets = pc_secrets_new();
  for (; *texts; texts++)
    pc_secrets_add(secrets, *texts, -1);
  return secrets;
}

static void a_secret_is_masked_wherever_it_may_be_told(void **state) {
  (void)state;
  static const struct {
    const char *const secrets[4];
    const char *text;
    const char *masked;
  } rows[] = {
      {{"s3cret"}, "login of u with s3cret refused", "login of u with *** refused"},
      {{"s3cret"}, "xs3crety", "x***y"},
      {{"s3cret"}, "s3crets3cret", "******"},
      {{"p%40ss-word"}, "p@ss-word and p%40ss-word", "*** and ***"},
      /* A longer one holds a shorter one. */
      {{"abc123", "abc123def456"}, "abc123def456", "***"},
      /* Cut off. */
      {{"correct-horse-9"},
       "the program answered '...correct-h'...",
       "the program answered '...***'..."},
      {{"correct-horse-9"}, "ct-horse-9 was not taken", "*** was not taken"},
      {{"correct-horse-9"}, "a correct answer of a horse", "a correct answer of a horse"},
      /* What is not distinctive is a word, or nothing. */
      {{"a"},
       "a value that a server sent: 'a', a_b, ab, b.a",
       "*** value that *** server sent: '***', a_b, ab, b.***"},
      {{"postgres"}, "postgresql: user \"postgres\"", "postgresql: user \"***\""},
      {{"test"}, "the latest", "the latest"},
      {{""}, "text", "text"},
      {{"***"}, "***", "***"},
      {{"p\xc3\xa4ssword"}, "p\xc3\xa4ssword", "***"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) secrets = secrets_of(rows[i].secrets);
    g_autofree char *masked = pc_secrets_mask(secrets, rows[i].text);
    assert_string_equal(masked, rows[i].masked);
  }
}

static void what_is_compared_keeps_its_common_words(void **state) {
  (void)state;
  static const char *const texts[] = {"UTF8", "mariadb", "s3cret", NULL};
  g_autoptr(GPtrArray) secrets = secrets_of(texts);
  json_t *message = json_pack("{s:s,s:[s,s],s:{s:s}}", "encoding", "UTF8", "list", "11.4-mariadb",
                              "its s3cret", "deep", "url", "redis://:s3cret@h");
  assert_true(pc_secrets_are_in_json(secrets, message));
  assert_true(pc_secrets_mask_json(secrets, PC_MASK_DISTINCTIVE, message));
  assert_false(pc_secrets_are_in_json(secrets, message));
  char *text = json_dumps(message, JSON_COMPACT | JSON_SORT_KEYS);
  assert_string_equal(text, "{\"deep\":{\"url\":\"redis://:***@h\"},\"encoding\":\"UTF8\","
                            "\"list\":[\"11.4-mariadb\",\"its ***\"]}");
  free(text);
  pc_secrets_mask_member(secrets, message, "encoding");
  assert_string_equal(json_string_value(json_object_get(message, "encoding")), "***");
  json_decref(message);
}

static void printed_json_is_only_read_where_it_may_hold_a_secret(void **state) {
  (void)state;
  static const char *const texts[] = {"s3cret", NULL};
  static const char *const quoted[] = {"s3\"cret", NULL};
  g_autoptr(GPtrArray) secrets = secrets_of(texts);
  g_autoptr(GPtrArray) escaped = secrets_of(quoted);
  assert_true(pc_secrets_may_be_in(secrets, "{\"a\":\"s3cret\"}", 14));
  assert_false(pc_secrets_may_be_in(secrets, "{\"a\":\"secret\"}", 14));
  assert_false(pc_secrets_may_be_in(NULL, "{}", 2));
  assert_true(pc_secrets_may_be_in(escaped, "{}", 2));
}

static void a_variable_in_a_url_is_encoded_for_its_place(void **state) {
  (void)state;
  static const struct {
    const char *raw; /* of its variables, "${V}" is the one in question */
    const char *value;
    const char *added;
  } rows[] = {
      {"${V}", "postgresql://u:p%40ss@h/d?a=b", "postgresql://u:p%40ss@h/d?a=b"},
      {"${V}?sslmode=require", "postgresql://u:p%40ss@h/d", "postgresql://u:p%40ss@h/d"},
      {"${V}://h/d", "postgresql", "postgresql"},
      {"postgresql://u:${V}@h/d", "a@b/c#d%e?f:g h&i=j+k",
       "a%40b%2Fc%23d%25e%3Ff%3Ag%20h%26i%3Dj%2Bk"},
      {"postgresql://u:${V}@h/d", "\xc3\xa4", "%C3%A4"},
      {"postgresql://u:${V}@h/d", "plain-1._~", "plain-1._~"},
      {"postgresql://${V}:${P}@h/d", "me@server", "me%40server"},
      {"postgresql://u:${P:-a/b}${V}@h/d", "@", "%40"},
      {"redis://:${V}@h/0", "a@b", "a%40b"},
      {"postgresql://${V}@h/d", "u:p@s:s", "u:p%40s%3As"},
      {"postgresql://${V}@h/d", "u@x", "u%40x"},
      {"postgresql://u@${V}/d", "h:5432", "h:5432"},
      {"postgresql://u@h:${V}/d", "5432", "5432"},
      {"postgresql://u:${P}@${V}:${PORT}/d", "[::1]", "[::1]"},
      {"kafka://${V}", "a:9092,b:9092", "a:9092,b:9092"},
      {"redis://${V}/0", "u:p@h:1", "u:p@h:1"},
      {"postgresql://h/${V}", "a b/c?d#e%f@g", "a%20b/c%3Fd%23e%25f%40g"},
      {"postgresql://h/d?user=${V}", "me@server&x=y", "me%40server%26x%3Dy"},
      {"postgresql:///d?host=${V}", "/var/run", "/var/run"},
      {"postgresql://h/d?${V}", "a=b&c=d", "a=b&c=d"},
      {"postgresql://h/d?a=b&${V}", "c=d", "c=d"},
      {"sqlite:${V}", "my file%.db", "my file%.db"},
      {"sqlite:///${V}/dev.db", "my folder", "my folder"},
      {"exec:prog --url ${V}", "redis://:a@b", "redis://:a@b"},
      {"exec:prog -p ${V}", "50% off", "50% off"},
      {"postgresql://u:$${x@${V}/d", "h:1", "h:1"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const gsize at = (gsize)(strstr(rows[i].raw, "${V}") - rows[i].raw);
    g_autofree char *added = pc_url_variable(rows[i].raw, at, strlen("${V}"), rows[i].value);
    if (strcmp(added, rows[i].added) != 0)
      fail_msg("%s with '%s': '%s', expected '%s'", rows[i].raw, rows[i].value, added,
               rows[i].added);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_secret_is_masked_wherever_it_may_be_told),
      cmocka_unit_test(what_is_compared_keeps_its_common_words),
      cmocka_unit_test(printed_json_is_only_read_where_it_may_hold_a_secret),
      cmocka_unit_test(a_variable_in_a_url_is_encoded_for_its_place),
  };
  return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
