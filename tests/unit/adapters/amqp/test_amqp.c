/* SPDX-License-Identifier: MIT */
/* The AMQP adapter without a broker: URLs, tables, refusals, and servers that it must not believe
 * or wait for. */
#include "tests/unit/unit.h"

#include "adapters/amqp/internal.h"
#include "harness/base/error.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { DEADLINE_MS = 600, PATIENCE_MS = 6000, FRAME_END = 0xce };

static const char scratch_name[] = "pc_touggc_random_1_1";

/* Says one thing after each that it hears; when all is said it closes, or says no more. */
typedef struct server {
  int listener;
  int port;
  pthread_t thread;
  const GPtrArray *said; /* GBytes */
  bool closes;
} server;

static void connection_serve(const server *s, int fd) {
  const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
  char buffer[65536];
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (guint i = 0; recv(fd, buffer, sizeof buffer, 0) > 0; i++) {
    gsize length;
    const void *bytes = i < s->said->len ? g_bytes_get_data(s->said->pdata[i], &length) : NULL;
    if (bytes && send(fd, bytes, length, MSG_NOSIGNAL) < 0)
      return;
    if (s->closes && i + 1 >= s->said->len)
      return;
  }
}

static void *server_run(void *data) {
  server *s = data;
  int fd;
  while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
    connection_serve(s, fd);
    close(fd);
  }
  return NULL;
}

static void server_start(server *s) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(s->listener, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(s->listener, 8), 0);
  assert_int_equal(getsockname(s->listener, (struct sockaddr *)&address, &length), 0);
  s->port = ntohs(address.sin_port);
  assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

static void server_stop(server *s) {
  shutdown(s->listener, SHUT_RDWR);
  pthread_join(s->thread, NULL);
  close(s->listener);
}

static void number_append(GByteArray *bytes, guint64 number, guint width) {
  while (width-- > 0) {
    const guint8 byte = (guint8)(number >> (8 * width));
    g_byte_array_append(bytes, &byte, 1);
  }
}

static void frame_append(GByteArray *bytes, guint type, guint channel, const void *payload,
                         gsize length) {
  number_append(bytes, type, 1);
  number_append(bytes, channel, 2);
  number_append(bytes, length, 4);
  g_byte_array_append(bytes, payload, (guint)length);
  number_append(bytes, FRAME_END, 1);
}

/* A method with its arguments as bytes. */
static void method_append(GByteArray *bytes, guint channel, guint32 method, const char *arguments,
                          gsize length) {
  g_autoptr(GByteArray) payload = g_byte_array_new();
  number_append(payload, method, 4);
  g_byte_array_append(payload, (const guint8 *)arguments, (guint)length);
  frame_append(bytes, AMQP_FRAME_METHOD, channel, payload->data, payload->len);
}

static GBytes *method_new(guint channel, guint32 method, const char *arguments, gsize length) {
  GByteArray *bytes = g_byte_array_new();
  method_append(bytes, channel, method, arguments, length);
  return g_byte_array_free_to_bytes(bytes);
}

#define ARGUMENTS(text) text, sizeof(text) - 1

/* What a broker says until a channel is open; each where it is its turn. */
static GPtrArray *login_new(void) {
  GPtrArray *said = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add(said, method_new(0, AMQP_CONNECTION_START_METHOD,
                                   ARGUMENTS("\0\11\0\0\0\0\0\0\0\5PLAIN\0\0\0\5en_US")));
  g_ptr_array_add(said, method_new(0, AMQP_CONNECTION_TUNE_METHOD, ARGUMENTS("\0\0\0\2\0\0\0\0")));
  /* tune-ok and open may come in one or in two: connection.open-ok is said once. */
  g_ptr_array_add(said, method_new(0, AMQP_CONNECTION_OPEN_OK_METHOD, ARGUMENTS("\0")));
  return said;
}

/* Connects, opens a channel and receives; NULL and error set where it failed. */
static pc_outcome *server_ask(int port, GError **error) {
  g_autofree char *url = g_strdup_printf("amqp://user:verysecret@127.0.0.1:%d/%%2F", port);
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, error);
  pc_deadline deadline = {.input = -1, .at_us = g_get_monotonic_time() + DEADLINE_MS * 1000};
  pc_amqp_url parsed;
  assert_true(pc_amqp_url_parse(endpoint, &parsed, error));
  pc_amqp_service service = {.url = parsed, .timeout_ms = DEADLINE_MS, .scratch = scratch_name};
  g_autofree void *session = g_malloc0(PC_AMQP_SESSION_BYTES);
  json_t *operation = json_pack("{s:s,s:s,s:i,s:s}", "op", "receive", "queue",
                                "pc_touggc_random_1_1.q", "wait", 0, "as", "m");
  const pc_statement statement = {.operation = operation, .text = "?"};
  pc_outcome *outcome = NULL;
  if (pc_amqp_session_open(&service, session, "A", &deadline, error) &&
      pc_amqp_session_send(session, &statement, error))
    outcome = pc_amqp_session_take(session);
  pc_amqp_session_close(session);
  json_decref(operation);
  pc_amqp_url_clear(&parsed);
  return outcome;
}

static char *ask(GPtrArray *said, bool closes, GError **error) {
  server s = {.said = said, .closes = closes};
  server_start(&s);
  const gint64 began_us = g_get_monotonic_time();
  g_autoptr(pc_outcome) outcome = server_ask(s.port, error);
  /* The deadline, and what a goodbye may take. */
  assert_true(g_get_monotonic_time() - began_us < 4 * G_USEC_PER_SEC);
  server_stop(&s);
  if (*error)
    assert_null(strstr((*error)->message, "verysecret"));
  if (!outcome)
    return NULL;
  GString *json = g_string_new(NULL);
  guint rules = 0;
  const pc_canon canon = {.ordered = true};
  pc_outcome_print(outcome, &canon, json, &rules);
  return g_string_free(json, FALSE);
}

static void what_is_no_login_is_unreachable(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    gsize length;
    bool closes;
  } rows[] = {
      {ARGUMENTS(""), false},
      {ARGUMENTS(""), true},
      {ARGUMENTS("HTTP/1.1 400 Bad Request\r\n\r\n"), true},
      {ARGUMENTS("AMQP\0\0\11\1"), true},
      {ARGUMENTS("\1\0\0"), false},
      {ARGUMENTS("\1\0\0\0\0\0\4\0\12\0\12\xce"), false},
      {ARGUMENTS("\1\0\0\x7f\xff\xff\xff\0\12\0\12"), false},
      {ARGUMENTS("\1\0\0\xff\xff\xff\xff\0\12\0\12"), false},
      {ARGUMENTS("\3\0\1\0\0\0\4abcd\xce"), false},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    GError *error = NULL;
    g_ptr_array_add(said, g_bytes_new(rows[i].bytes, rows[i].length));
    g_autofree char *answer = ask(said, rows[i].closes, &error);
    assert_null(answer);
    assert_non_null(error);
    if (error->code != PC_ERROR_UNREACHABLE)
      fail_msg("row %u gave the error %d, %s", i, error->code, error->message);
    g_clear_error(&error);
  }
}

#define OPEN_OK "\1\0\1\0\0\0\10\0\24\0\13\0\0\0\0\xce"
#define GET_OK "\1\0\1\0\0\0\24\0\74\0\107\0\0\0\0\0\0\0\1\0\0\1q\0\0\0\0\xce"
#define HEADER(size) "\2\0\1\0\0\0\16\0\74\0\0" size "\0\0\xce"
#define BODY(length, text) "\3\0\1\0\0\0" length text "\xce"

static void what_is_no_answer_is_a_fault(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    gsize length;
    bool closes;
    pc_error code; /* answer NULL */
    const char *answer;
  } rows[] = {
      {ARGUMENTS(""), false, PC_ERROR_TIMED_OUT, NULL},
      {ARGUMENTS(""), true, PC_ERROR_LOST, NULL},
      {ARGUMENTS("\1\0\1\0"), false, PC_ERROR_TIMED_OUT, NULL},
      {ARGUMENTS("garbage garbage garbage"), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS("\1\0\1\0\0\0\4\0\24\0\24\xce"), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS("\1\0\1\0\0\0\4\0\77\0\77\xce"), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS(GET_OK HEADER("\0\0\0\0\0\0\0\1")), false, PC_ERROR_TIMED_OUT, NULL},
      {ARGUMENTS(GET_OK HEADER("\0\0\0\0\0\0\0\1") BODY("\0", "")), false, PC_ERROR_TIMED_OUT,
       NULL},
      {ARGUMENTS(GET_OK HEADER("\0\0\0\0\0\0\0\1") BODY("\2", "ab")), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS(GET_OK HEADER("\177\377\377\377\377\377\377\377")), false, PC_ERROR_TOO_LARGE,
       NULL},
      {ARGUMENTS(GET_OK GET_OK), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS(HEADER("\0\0\0\0\0\0\0\1")), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS(BODY("\1", "a")), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS("\1\0\0\0\0\0\17\0\12\0\62\1\100\4gone\0\0\0\0\xce"), false, PC_ERROR_LOST, NULL},
      {ARGUMENTS("\1\0\1\0\0\0\17\0\24\0\50\1\224\4none\0\0\0\0\xce"), false, 0,
       "{\"refusal\":\"not_found\"}"},
      {ARGUMENTS("\1\0\0\0\0\0\17\0\12\0\62\2\22\4none\0\0\0\0\xce"), false, 0,
       "{\"refusal\":\"other:NOT_ALLOWED\"}"},
      {ARGUMENTS("\1\0\1\0\0\0\5\0\74\0\110\0\xce"), false, 0, "{\"missing\":true}"},
      {ARGUMENTS(GET_OK HEADER("\0\0\0\0\0\0\0\1") BODY("\1", "a")), false, 0,
       "{\"value\":{\"map\":[[\"body\",\"a\"],[\"redelivered\",false]]}}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) said = login_new();
    GError *error = NULL;
    g_ptr_array_add(said, g_bytes_new(ARGUMENTS(OPEN_OK)));
    g_ptr_array_add(said, g_bytes_new(rows[i].bytes, rows[i].length));
    if (rows[i].answer)
      g_ptr_array_add(said, method_new(0, AMQP_CONNECTION_CLOSE_OK_METHOD, "", 0));
    g_autofree char *answer = ask(said, rows[i].closes, &error);
    if (g_strcmp0(answer, rows[i].answer) != 0)
      fail_msg("row %u gave %s: %s", i, answer ? answer : "an error",
               error ? error->message : "none");
    if (!rows[i].answer && error->code != (int)rows[i].code)
      fail_msg("row %u gave the error %d, %s", i, error->code, error->message);
    g_clear_error(&error);
  }
}

static void refusals_have_their_class(void **state) {
  (void)state;
  static const struct {
    guint code;
    const char *text;
    const char *class_name;
  } rows[] = {
      {404, "NOT_FOUND - no queue", "not_found"},
      {405, "RESOURCE_LOCKED - ", "locked"},
      {403, "ACCESS_REFUSED - access refused", "access_denied"},
      {403, "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", "locked"},
      {406, "PRECONDITION_FAILED - inequivalent arg 'durable'", "precondition_failed"},
      {406, "PRECONDITION_FAILED - unknown delivery tag 1", "no_such_delivery"},
      {406, "PRECONDITION_FAILED - invalid arg 'x-expires'", "bad_argument"},
      {406, "PRECONDITION_FAILED - message size 9 is larger than configured", "too_large"},
      {506, "RESOURCE_ERROR - ", "resource_limit"},
      {540, "NOT_IMPLEMENTED - ", "other:NOT_IMPLEMENTED"},
      {599, "?", "other:599"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_outcome) outcome = pc_amqp_refusal_new(rows[i].code, rows[i].text);
    assert_string_equal(outcome->class_name, rows[i].class_name);
    assert_string_equal(outcome->message, rows[i].text);
  }
}

static void urls_are_understood(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *parsed; /* "user password host port vhost tls heartbeat"; NULL: refused */
    const char *text;
  } rows[] = {
      {"amqp://localhost", "guest guest localhost 5672 / 0 0", NULL},
      {"amqp://localhost/", "guest guest localhost 5672 / 0 0", NULL},
      {"amqp://a:b%40c@h:99/x%2Fy?heartbeat=7", "a b@c h 99 x/y 0 7", NULL},
      {"amqps://a:b@[::1]/v", "a b ::1 5671 v 1 0", NULL},
      {"amqp://a@h", "a  h 5672 / 0 0", NULL},
      {"amqp:", NULL, "expected 'amqp://"},
      {"amqp://", NULL, "no default endpoint"},
      {"amqp://h:port", NULL, "port"},
      {"amqp://h:0", NULL, "port"},
      {"amqp://[::1", NULL, "']'"},
      {"amqp://h/a/b", NULL, "%2F"},
      {"amqp://a:b/c@h", NULL, "escaped"},
      {"amqp://a:b?c@h", NULL, "escaped"},
      {"amqp://h?heartbeat=soon", NULL, "heartbeat"},
      {"amqp://h?heartbeats=1", NULL, "did you mean 'heartbeat'"},
      {"amqp://h?cacertfile=/ca", NULL, "amqps"},
      {"amqps://h?certfile=/c", NULL, "go together"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_amqp_url url;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, &error);
    assert_non_null(endpoint);
    if (!pc_amqp_url_parse(endpoint, &url, &error)) {
      if (rows[i].parsed)
        fail_msg("'%s' was refused: %s", rows[i].url, error->message);
      assert_error(error, PC_ERROR_USAGE, rows[i].text);
      continue;
    }
    g_autofree char *parsed =
        g_strdup_printf("%s %s %s %d %s %d %d", url.user, url.password, url.host, url.port,
                        url.vhost, url.tls, url.heartbeat_s);
    pc_amqp_url_clear(&url);
    assert_non_null(rows[i].parsed);
    assert_string_equal(parsed, rows[i].parsed);
  }
}

/* Encoded by the library, decoded, and canonical again. */
static void tables_keep_their_values(void **state) {
  (void)state;
  static const struct {
    const char *value;
    const char *back; /* NULL: no type for it */
  } rows[] = {
      {"null", "null"},
      {"true", "true"},
      {"-1", "-1"},
      {"2147483648", "2147483648"},
      {"{\"integer\":\"18446744073709551615\"}", "{\"integer\":\"18446744073709551615\"}"},
      {"{\"integer\":\"18446744073709551616\"}", NULL},
      {"{\"real\":\"0.1\"}", "{\"real\":\"0.1\"}"},
      {"{\"decimal\":\"0.05\"}", "{\"decimal\":\"0.05\"}"},
      {"{\"decimal\":\"7\"}", "{\"decimal\":\"7\"}"},
      {"{\"decimal\":\"-1.5\"}", NULL},
      {"\"a\\u0000b\"", "\"a\\u0000b\""},
      {"{\"bytes\":\"6162\"}", "{\"bytes\":\"6162\"}"},
      {"{\"timestamp\":\"2024-01-02 03:04:05\"}", "{\"timestamptz\":\"2024-01-02 03:04:05+00\"}"},
      {"{\"timestamp\":\"soon\"}", NULL},
      {"[1,[],{\"map\":[[\"b\",2],[\"a\",1]]}]", "[1,[],{\"map\":[[\"a\",1],[\"b\",2]]}]"},
      {"{\"map\":[[1,2]]}", NULL},
      {"{\"date\":\"2024-01-02\"}", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    char buffer[4096];
    amqp_pool_t pool;
    amqp_table_t table;
    amqp_table_t decoded;
    size_t written = 0;
    size_t read = 0;
    json_t *headers = json_object();
    json_object_set_new(headers, "h",
                        json_loads(rows[i].value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
    init_amqp_pool(&pool, 4096);
    const bool fine = pc_amqp_table_from_json(headers, &pool, &table);
    assert_int_equal(fine, rows[i].back != NULL);
    if (fine) {
      assert_int_equal(amqp_encode_table((amqp_bytes_t){sizeof buffer, buffer}, &table, &written),
                       0);
      assert_int_equal(amqp_decode_table((amqp_bytes_t){written, buffer}, &pool, &decoded, &read),
                       0);
      json_t *json = pc_amqp_table_json(&decoded);
      json_t *back = json_loads(rows[i].back, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
      if (!json_equal(json_object_get(json, "h"), back))
        fail_msg("%s came back as %s", rows[i].value, json_dumps(json, 0));
      json_decref(json);
      json_decref(back);
    }
    empty_amqp_pool(&pool);
    json_decref(headers);
  }
}

static void integers_of_all_widths_are_read(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    gsize length;
    const char *printed;
  } rows[] = {
      {ARGUMENTS("\0\0\0\4\1hb\xff"), "{\"h\":-1}"},
      {ARGUMENTS("\0\0\0\4\1hB\xff"), "{\"h\":255}"},
      {ARGUMENTS("\0\0\0\5\1hs\xff\xfe"), "{\"h\":-2}"},
      {ARGUMENTS("\0\0\0\5\1hu\xff\xfe"), "{\"h\":65534}"},
      {ARGUMENTS("\0\0\0\7\1hi\xff\xff\xff\xff"), "{\"h\":4294967295}"},
      {ARGUMENTS("\0\0\0\7\1hI\xff\xff\xff\xff"), "{\"h\":-1}"},
      {ARGUMENTS("\0\0\0\7\1hf\x3f\xc0\0\0"), "{\"h\":{\"real\":\"1.5\"}}"},
      {ARGUMENTS("\0\0\0\11\1hS\0\0\0\2\xff\xfe"), "{\"h\":{\"bytes\":\"fffe\"}}"},
      {ARGUMENTS("\0\0\0\13\1hT\xff\xff\xff\xff\xff\xff\xff\xff"),
       "{\"h\":{\"other\":\"18446744073709551615 s since 1970\"}}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    amqp_pool_t pool;
    amqp_table_t table;
    size_t read = 0;
    init_amqp_pool(&pool, 4096);
    assert_int_equal(
        amqp_decode_table((amqp_bytes_t){rows[i].length, (void *)(guintptr)rows[i].bytes}, &pool,
                          &table, &read),
        0);
    json_t *json = pc_amqp_table_json(&table);
    char *printed = json_dumps(json, JSON_COMPACT);
    assert_string_equal(printed, rows[i].printed);
    free(printed);
    json_decref(json);
    empty_amqp_pool(&pool);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_login_is_unreachable),
      cmocka_unit_test(what_is_no_answer_is_a_fault),
      cmocka_unit_test(refusals_have_their_class),
      cmocka_unit_test(urls_are_understood),
      cmocka_unit_test(tables_keep_their_values),
      cmocka_unit_test(integers_of_all_widths_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
