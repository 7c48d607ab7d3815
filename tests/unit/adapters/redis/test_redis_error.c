/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/redis/error.h"
#include "adapters/redis/internal.h"
#include "harness/base/error.h"

#include <string.h>

static void errors_have_classes(void **state) {
  (void)state;
  static const struct {
    const char *error;
    const char *code;
    const char *class_name;
    const char *cache;
  } rows[] = {
      {"WRONGTYPE Operation against a key", "WRONGTYPE", "wrong_type", "wrong_type"},
      {"ERR value is not an integer or out of range", "ERR", "not_an_integer", "not_an_integer"},
      {"ERR increment or decrement would overflow", "ERR", "overflow", "overflow"},
      {"ERR unknown command 'FOO', with args", "ERR", "unknown_command", "unknown_command"},
      {"ERR unknown command `FOO`, with args", "ERR", "unknown_command", "unknown_command"},
      {"ERR unknown subcommand 'x'. Try OBJECT HELP.", "ERR", "unknown_subcommand",
       "other:unknown_subcommand"},
      {"ERR wrong number of arguments for 'get' command", "ERR", "wrong_arity", "bad_argument"},
      {"ERR syntax error", "ERR", "syntax_error", "syntax_error"},
      {"ERR invalid expire time in 'set' command", "ERR", "invalid_expire", "bad_argument"},
      {"ERR no such key", "ERR", "no_such_key", "other:no_such_key"},
      {"ERR value is not a valid float", "ERR", "not_a_float", "not_an_integer"},
      {"ERR string exceeds maximum allowed size (proto-max-bulk-len)", "ERR", "value_too_large",
       "value_too_large"},
      {"ERR index out of range", "ERR", "index_out_of_range", "other:index_out_of_range"},
      {"OOM command not allowed when used memory > 'maxmemory'.", "OOM", "out_of_memory",
       "out_of_memory"},
      {"READONLY You can't write against a read only replica.", "READONLY", "read_only",
       "read_only"},
      {"NOAUTH Authentication required.", "NOAUTH", "access_denied", "access_denied"},
      {"NOPERM this user has no permissions", "NOPERM", "access_denied", "access_denied"},
      {"EXECABORT Transaction discarded", "EXECABORT", "exec_abort", "other:exec_abort"},
      {"ERR timeout is not a float or out of range", "ERR", "invalid_timeout",
       "other:invalid_timeout"},
      {"ERR WATCH inside MULTI is not allowed", "ERR", "watch_inside_multi",
       "other:watch_inside_multi"},
      {"ERR user_script:1: syntax error, says it script: f00, on @user_script:1.", "ERR",
       "script_error", "other:script_error"},
      {"ERR This Redis command is not allowed from script script: f00, on @user_script:1.", "ERR",
       "not_in_script", "other:not_in_script"},
      {"NOSCRIPT No matching script", "NOSCRIPT", "no_script", "other:no_script"},
      {"BUSYGROUP Consumer Group name already exists", "BUSYGROUP", "busy_group",
       "other:busy_group"},
      {"MOVED 3999 127.0.0.1:6381", "MOVED", "moved", "other:moved"},
      {"LOADING Redis is loading", "LOADING", "loading", "other:loading"},
      {"MINE of a script", "MINE", "mine", "other:mine"},
      {"something else", "ERR", "err", "other:err"},
      {"", "ERR", "err", "other:err"},
      {"ERR", "ERR", "err", "other:err"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *code = pc_redis_error_code(rows[i].error);
    g_autofree char *class_name = pc_redis_error_class(rows[i].error);
    g_autofree char *cache = pc_redis_error_cache_class(rows[i].error);
    assert_string_equal(code, rows[i].code);
    assert_string_equal(class_name, rows[i].class_name);
    assert_string_equal(cache, rows[i].cache);
  }
}

static void urls_are_taken_apart(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *host;
    int port;
    const char *socket;
    const char *user;
    const char *password;
    int database;
  } rows[] = {
      {"redis://h", "h", 6379, NULL, NULL, NULL, 0},
      {"redis://h/", "h", 6379, NULL, NULL, NULL, 0},
      {"redis://h:1/2", "h", 1, NULL, NULL, NULL, 2},
      {"redis://h?db=3&connect_timeout=2", "h", 6379, NULL, NULL, NULL, 3},
      {"redis://h?protocol=3", "h", 6379, NULL, NULL, NULL, 0},
      {"redis://:p%40w@h:1", "h", 1, NULL, NULL, "p@w", 0},
      {"redis://u:p@[::1]:7/1", "::1", 7, NULL, "u", "p", 1},
      {"redis+unix:///run/a%20b.sock?db=4", NULL, 0, "/run/a b.sock", NULL, NULL, 4},
      {"redis+unix://u:p@/run/r.sock", NULL, 0, "/run/r.sock", "u", "p", 0},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, NULL);
    pc_redis_url url;
    GError *error = NULL;
    if (!pc_redis_url_parse(endpoint, &url, &error))
      fail_msg("%s: %s", rows[i].url, error->message);
    assert_int_equal(g_strcmp0(url.host, rows[i].host), 0);
    assert_int_equal(g_strcmp0(url.socket, rows[i].socket), 0);
    assert_int_equal(g_strcmp0(url.user, rows[i].user), 0);
    assert_int_equal(g_strcmp0(url.password, rows[i].password), 0);
    assert_int_equal(url.port, rows[i].port);
    assert_int_equal(url.database, rows[i].database);
    pc_redis_url_clear(&url);
  }
}

static void wrong_urls_are_told(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"redis:h", "expected 'redis://HOST"},
      {"redis://h?protocol=4", "'protocol'"},
      {"redis://", "there is no default endpoint"},
      {"redis:///0", "there is no default endpoint"},
      {"redis://h:x", "'x' is no port"},
      {"redis://h:70000", "'70000' is no port"},
      {"redis://h/x", "'x' is no database"},
      {"redis://h?dbb=1", "did you mean 'db'?"},
      {"redis://h?db=x", "'x' is no database"},
      {"redis://h?ssl_ca_certs=f", "rediss://"},
      {"redis://u@h", "without a password"},
      {"redis://u:a:b@h", "must be escaped"},
      {"redis://u:s3?cret@h", "must be escaped"},
      {"redis+unix://h/x", "expected 'redis+unix:///PATH"},
      {"redis+unix:///", "expected 'redis+unix:///PATH"},
#ifndef PC_WITH_REDIS_TLS
      {"rediss://h", "built without TLS"},
#endif
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i][0], NULL);
    pc_redis_url url;
    GError *error = NULL;
    assert_false(pc_redis_url_parse(endpoint, &url, &error));
    assert_error(error, PC_ERROR_USAGE, rows[i][1]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_have_classes),
      cmocka_unit_test(urls_are_taken_apart),
      cmocka_unit_test(wrong_urls_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
