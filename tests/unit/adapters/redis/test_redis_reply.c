/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/redis/internal.h"
#include "harness/base/error.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Reads text as one reply, given at once or a byte at a time, and prints it: a value, "-ERROR",
 * "MORE" or "BAD: ...".
 */
static char *read_one(const char *text, gsize length, gsize piece) {
  g_autoptr(pc_redis_reader) reader = pc_redis_reader_new();
  g_auto(pc_redis_reply) reply = {0};
  g_autoptr(GError) error = NULL;
  pc_redis_read state = PC_REDIS_READ_MORE;
  for (gsize at = 0; at < length && state == PC_REDIS_READ_MORE; at += piece) {
    pc_redis_reader_feed(reader, text + at, MIN(piece, length - at));
    state = pc_redis_reader_next(reader, &reply, &error);
  }
  if (state == PC_REDIS_READ_MORE)
    return g_strdup("MORE");
  if (state == PC_REDIS_READ_BAD)
    return g_strdup_printf("BAD %d: %s", error->code == PC_ERROR_TOO_LARGE, error->message);
  if (reply.error)
    return g_strconcat("-", reply.error, NULL);
  GString *json = g_string_new(NULL);
  pc_value_print(reply.value, json);
  return g_string_free(json, FALSE);
}

#define BYTES(text) text, sizeof text - 1

static void replies_become_canonical_values(void **state) {
  (void)state;
  static const struct {
    const char *text;
    gsize length;
    const char *expected;
  } rows[] = {
      {BYTES("+OK\r\n"), "{\"status\":\"OK\"}"},
      {BYTES("-ERR no\r\n"), "-ERR no"},
      {BYTES(":42\r\n"), "42"},
      {BYTES(":-9223372036854775808\r\n"), "-9223372036854775808"},
      {BYTES("$2\r\nOK\r\n"), "\"OK\""},
      {BYTES("$0\r\n\r\n"), "\"\""},
      {BYTES("$4\r\na\r\nb\r\n"), "\"a\\u000d\\u000ab\""},
      {BYTES("$3\r\na\0b\r\n"), "\"a\\u0000b\""},
      {BYTES("$2\r\n\xff\xfe\r\n"), "{\"bytes\":\"fffe\"}"},
      {BYTES("$-1\r\n"), "null"},
      {BYTES("*-1\r\n"), "null"},
      {BYTES("_\r\n"), "null"},
      {BYTES("*0\r\n"), "[]"},
      {BYTES("*3\r\n:1\r\n$1\r\na\r\n*1\r\n+x\r\n"), "[1,\"a\",[{\"status\":\"x\"}]]"},
      {BYTES("*2\r\n+OK\r\n-WRONGTYPE no\r\n"),
       "[{\"status\":\"OK\"},{\"other\":\"error: wrong_type\"}]"},
      {BYTES("%1\r\n+a\r\n:1\r\n"), "{\"map\":[[{\"status\":\"a\"},1]]}"},
      {BYTES("%0\r\n"), "{\"map\":[]}"},
      {BYTES("~2\r\n:1\r\n:2\r\n"), "[1,2]"},
      {BYTES(">2\r\n+message\r\n:2\r\n"), "[{\"status\":\"message\"},2]"},
      {BYTES(",1.5\r\n"), "{\"real\":\"1.5\"}"},
      {BYTES(",inf\r\n"), "{\"real\":\"Infinity\"}"},
      {BYTES(",-inf\r\n"), "{\"real\":\"-Infinity\"}"},
      {BYTES(",nan\r\n"), "{\"real\":\"NaN\"}"},
      {BYTES("#t\r\n"), "true"},
      {BYTES("#f\r\n"), "false"},
      {BYTES("(12345678901234567890\r\n"), "{\"integer\":\"12345678901234567890\"}"},
      {BYTES("=8\r\ntxt:abcd\r\n"), "\"abcd\""},
      {BYTES("!7\r\nERR bad\r\n"), "-ERR bad"},
      {BYTES("|1\r\n+ttl\r\n:3\r\n:7\r\n"), "7"},
      {BYTES("*2\r\n|1\r\n+ttl\r\n:3\r\n:7\r\n:8\r\n"), "[7,8]"},
      {BYTES("|0\r\n:7\r\n"), "7"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    for (gsize piece = 1; piece <= rows[i].length; piece++) {
      g_autofree char *found = read_one(rows[i].text, rows[i].length, piece);
      assert_string_equal(found, rows[i].expected);
      /* Half a reply is no reply. */
      g_autofree char *half = read_one(rows[i].text, rows[i].length - 1, piece);
      assert_string_equal(half, "MORE");
    }
}

static void garbage_is_told_and_what_is_beyond_the_ceilings_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text;
    gsize length;
    bool too_large;
  } rows[] = {
      {BYTES("HTTP/1.1 200 OK\r\n"), false},
      {BYTES("\0"), false},
      {BYTES("\r\n"), false},
      {BYTES(":x\r\n"), false},
      {BYTES(":1 \r\n"), false},
      {BYTES(":99999999999999999999\r\n"), false},
      {BYTES("$x\r\n"), false},
      {BYTES("$-2\r\n"), false},
      {BYTES("*-2\r\n"), false},
      {BYTES("%-1\r\n"), false},
      {BYTES("$1\r\nabc\r\n"), false},
      {BYTES("=2\r\nab\r\n"), false},
      {BYTES("#x\r\n"), false},
      {BYTES("_x\r\n"), false},
      {BYTES(",x\r\n"), false},
      {BYTES("(1x\r\n"), false},
      {BYTES("$999999999999999\r\n"), true},
      {BYTES("$9000000\r\n"), true},
      {BYTES("$9223372036854775807\r\n"), false},
      {BYTES("*262145\r\n"), true},
      {BYTES("%131073\r\n"), true},
      {BYTES("*1000000000000\r\n"), true},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *found = read_one(rows[i].text, rows[i].length, rows[i].length);
    const char *expected = rows[i].too_large ? "BAD 1" : "BAD 0";
    if (!g_str_has_prefix(found, expected))
      fail_msg("row %u: %s", i, found);
  }
  g_autoptr(GString) deep = g_string_new(NULL);
  for (guint i = 0; i < 40; i++)
    g_string_append(deep, "*1\r\n");
  g_autofree char *found = read_one(deep->str, deep->len, deep->len);
  assert_non_null(strstr(found, "too deep"));
  g_autoptr(GString) lists = g_string_new("*3\r\n*200000\r\n");
  for (guint i = 0; i < 200000; i++)
    g_string_append(lists, ":1\r\n");
  g_string_append(lists, "*200000\r\n");
  g_autofree char *many = read_one(lists->str, lists->len, lists->len);
  assert_true(g_str_has_prefix(many, "BAD 1"));
  g_autofree char *line = g_strnfill(PC_REDIS_LINE_MAX + 100, ':');
  g_autofree char *endless = read_one(line, strlen(line), 1000);
  assert_true(g_str_has_prefix(endless, "BAD 0"));
  g_autofree char *string = g_strnfill(PC_ANSWER_BYTES_MAX + 100, '+');
  g_autofree char *huge = read_one(string, strlen(string), 65536);
  assert_true(g_str_has_prefix(huge, "BAD 1"));
}

static void replies_behind_each_other_are_told_apart(void **state) {
  (void)state;
  g_autoptr(pc_redis_reader) reader = pc_redis_reader_new();
  pc_redis_reader_feed(reader, BYTES("+A\r\n:1\r\n*1\r\n+B\r\n:"));
  for (guint i = 0; i < 3; i++) {
    g_auto(pc_redis_reply) reply = {0};
    assert_int_equal(pc_redis_reader_next(reader, &reply, NULL), PC_REDIS_READ_REPLY);
    assert_int_equal(reply.type, "+:*"[i]);
  }
  g_auto(pc_redis_reply) reply = {0};
  assert_int_equal(pc_redis_reader_next(reader, &reply, NULL), PC_REDIS_READ_MORE);
  pc_redis_reader_feed(reader, BYTES("7\r\n?"));
  assert_int_equal(pc_redis_reader_next(reader, &reply, NULL), PC_REDIS_READ_REPLY);
  pc_redis_reply_clear(&reply);
  GError *error = NULL;
  assert_int_equal(pc_redis_reader_next(reader, &reply, &error), PC_REDIS_READ_BAD);
  assert_error(error, PC_ERROR_LOST, "not of the Redis protocol");
  assert_int_equal(pc_redis_reader_next(reader, &reply, &error), PC_REDIS_READ_BAD);
  assert_error(error, PC_ERROR_LOST, "no further use");
}

/* A server that says text, `times` times over, to whoever is connected; then hangs up, or stays
 * silent. */
typedef struct server {
  int fd;
  const char *text;
  guint times;
  bool hangs_up;
} server;

static gpointer server_run(gpointer data) {
  server *s = data;
  for (guint i = 0; i < s->times; i++)
    if (send(s->fd, s->text, strlen(s->text), MSG_NOSIGNAL) < 0)
      break;
  if (s->hangs_up)
    shutdown(s->fd, SHUT_RDWR);
  return NULL;
}

static void whatever_a_server_says_asking_comes_to_an_end(void **state) {
  (void)state;
  static const struct {
    const char *text;
    guint times;
    bool hangs_up;
    int code; /* -1: an answer */
  } rows[] = {
      {"+PONG\r\n", 1, false, -1},
      {">1\r\n+x\r\n", 1000, false, PC_ERROR_TIMED_OUT},
      {"", 1, false, PC_ERROR_TIMED_OUT},
      {"", 1, true, PC_ERROR_LOST},
      {"$10\r\nabc", 1, false, PC_ERROR_TIMED_OUT},
      {"$10\r\nabc", 1, true, PC_ERROR_LOST},
      {"*3\r\n:1\r\n", 1, true, PC_ERROR_LOST},
      {"SSH-2.0-x\r\n", 1, false, PC_ERROR_LOST},
      {"+no line's end, ever ", 500000, false, PC_ERROR_TOO_LARGE},
      {":7777777777777777777777", 10000, false, PC_ERROR_LOST},
      {"*1\r\n", 1000, false, PC_ERROR_TOO_LARGE},
      {"$8388609\r\n", 1, false, PC_ERROR_TOO_LARGE},
      {"*10\r\n$1000000\r\n", 1, false, PC_ERROR_TIMED_OUT},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    int ends[2];
    GError *error = NULL;
    g_auto(pc_redis_reply) reply = {0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    server s = {
        .fd = ends[1], .text = rows[i].text, .times = rows[i].times, .hangs_up = rows[i].hangs_up};
    g_autoptr(pc_redis_connection) connection = pc_redis_connection_new_from(ends[0]);
    GThread *thread = g_thread_new("server", server_run, &s);
    const gint64 began_us = g_get_monotonic_time();
    const int patience_ms = rows[i].code == PC_ERROR_TIMED_OUT ? 200 : 20000;
    const bool fine =
        pc_redis_ask_words(connection, patience_ms, NULL, &reply, &error, "PING", NULL);
    if (fine != (rows[i].code == -1) || (!fine && error->code != rows[i].code))
      fail_msg("row %u: %s", i, error ? error->message : "an answer");
    assert_true(g_get_monotonic_time() - began_us < 30 * G_USEC_PER_SEC);
    assert_int_equal(pc_redis_connection_is_lost(connection), !fine);
    g_clear_error(&error);
    g_clear_pointer(&connection, pc_redis_connection_free);
    g_thread_join(thread);
    close(ends[1]);
  }
}

static void info_tells_what_cannot_be_used(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"# Server\r\nredis_mode:standalone\r\nrole:master\r\n", NULL},
      {"redis_mode:sentinel\r\n", "it is a Sentinel"},
      {"redis_mode:cluster\r\ncluster_enabled:1\r\n", "node of a cluster"},
      {"role:slave\r\nslave_read_only:1\r\nmaster_host:10.0.0.1\r\nmaster_port:6380\r\n",
       "10.0.0.1 port 6380"},
      {"role:slave\r\nslave_read_only:0\r\n", NULL},
      {"", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    assert_int_equal(pc_redis_info_check(rows[i][0], "", &error), rows[i][1] == NULL);
    if (rows[i][1])
      assert_error(error, PC_ERROR_UNFIT, rows[i][1]);
  }
  g_autofree char *field = pc_redis_info_field("a:1\r\nab:2\r\n", "ab");
  assert_string_equal(field, "2");
  assert_null(pc_redis_info_field("a:1\r\nab:2\r\n", "b"));
}

int main(void) {
  signal(SIGPIPE, SIG_IGN); /* as the program does: servers hang up here */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(replies_become_canonical_values),
      cmocka_unit_test(garbage_is_told_and_what_is_beyond_the_ceilings_is_refused),
      cmocka_unit_test(replies_behind_each_other_are_told_apart),
      cmocka_unit_test(whatever_a_server_says_asking_comes_to_an_end),
      cmocka_unit_test(info_tells_what_cannot_be_used),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
