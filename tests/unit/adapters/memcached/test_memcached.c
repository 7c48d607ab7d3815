/* SPDX-License-Identifier: MIT */
/* The Memcached adapter against a server that is scripted: what it must not believe, and what it
 * must not wait for. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "adapters/memcached/internal.h"
#include "harness/base/error.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { DEADLINE_MS = 400, PATIENCE_MS = 3000 };

static const char scratch_name[] = "pc_touggc_random_1_1";

/* Answers "version" truly, and anything else with the reply. */
typedef struct server {
  char *folder;
  char *path;
  char *url;
  int listener;
  pthread_t thread;
  const char *reply;
  gsize length;
  bool closes;  /* after the reply; else it says no more */
  bool trickle; /* repeats the reply for ever, slowly */
  GString *heard;
} server;

static void reply_send(const server *s, int fd) {
  do {
    if (s->length && send(fd, s->reply, s->length, MSG_NOSIGNAL) < 0)
      return;
    if (s->trickle)
      g_usleep(5000);
  } while (s->trickle);
}

/* Says no more, and keeps what is sent all the same. */
static void silence_keep(server *s, int fd) {
  const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
  char buffer[4096];
  ssize_t n;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0)
    g_string_append_len(s->heard, buffer, n);
}

static void connection_serve(server *s, int fd) {
  static const char version[] = "VERSION 1.6.18\r\n";
  char buffer[4096];
  ssize_t n;
  while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    if (n >= 7 && memcmp(buffer, "version", 7) == 0) {
      send(fd, version, strlen(version), MSG_NOSIGNAL);
      continue;
    }
    g_string_append_len(s->heard, buffer, n);
    reply_send(s, fd);
    if (!s->closes)
      silence_keep(s, fd);
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
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  s->folder = g_dir_make_tmp("pcmemcached-XXXXXX", NULL);
  s->path = g_build_filename(s->folder, "socket", NULL);
  s->url = g_strconcat("memcached://", s->path, NULL);
  s->heard = g_string_new(NULL);
  g_strlcpy(address.sun_path, s->path, sizeof address.sun_path);
  s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(s->listener, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(s->listener, 8), 0);
  assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

/* heard is whole then. */
static void server_end(server *s) {
  shutdown(s->listener, SHUT_RDWR);
  pthread_join(s->thread, NULL);
  close(s->listener);
}

static void server_clear(server *s) {
  g_unlink(s->path);
  g_rmdir(s->folder);
  g_free(s->folder);
  g_free(s->path);
  g_free(s->url);
  g_string_free(s->heard, TRUE);
}

static void server_stop(server *s) {
  server_end(s);
  server_clear(s);
}

/* Asks one operation of the server; NULL and error set where it failed. */
static pc_outcome *server_ask(server *s, const char *operation_json, GError **error) {
  const pc_adapter *adapter = pc_adapter_find("memcached", error);
  const pc_driver *driver = adapter->drivers[PC_LANGUAGE_CACHE];
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(s->url, error);
  g_autofree void *service = g_malloc0(adapter->service_size);
  g_autofree void *session = g_malloc0(adapter->session_size);
  const pc_scratch scratch = {.name = scratch_name, .sessions = 1};
  pc_deadline deadline = {.input = -1, .at_us = g_get_monotonic_time() + DEADLINE_MS * 1000};
  json_t *operation = json_loads(operation_json, 0, NULL);
  const pc_statement statement = {.operation = operation, .text = "?"};
  assert_true(adapter->open(service, endpoint, DEADLINE_MS, error));
  assert_true(driver->scratch_open(service, &scratch, &deadline, error));
  assert_true(driver->session_open(service, session, "A", &deadline, error));
  pc_outcome *outcome = driver->send(session, &statement, error) ? driver->take(session) : NULL;
  driver->session_close(session);
  /* What was written is to be deleted: this server does not let it. */
  if (!strstr(operation_json, "set"))
    assert_true(driver->scratch_close(service, &scratch, error));
  adapter->close(service);
  json_decref(operation);
  return outcome;
}

#define GET "{\"op\":\"get\",\"key\":\"pc_touggc_random_1_1:a\"}"
#define MANY                                                                                       \
  "{\"op\":\"get_many\",\"keys\":[\"pc_touggc_random_1_1:a\",\"pc_touggc_random_1_1:b\"]}"
#define INCREMENT "{\"op\":\"increment\",\"key\":\"pc_touggc_random_1_1:a\",\"by\":1}"
#define TTL "{\"op\":\"ttl\",\"key\":\"pc_touggc_random_1_1:a\"}"
#define VALUE "VALUE pc_touggc_random_1_1:a"

static void what_is_no_reply_is_a_fault(void **state) {
  (void)state;
  static const struct {
    const char *operation;
    const char *reply;
    bool closes;
    bool trickle;
    pc_error code;
  } rows[] = {
      {GET, "", false, false, PC_ERROR_TIMED_OUT},
      {GET, "", true, false, PC_ERROR_LOST},
      {GET, "EN", false, false, PC_ERROR_TIMED_OUT},
      {GET, "EN", true, false, PC_ERROR_LOST},
      {GET, "x", false, true, PC_ERROR_TIMED_OUT},
      {GET, VALUE " 0 0\r\n\r\n", false, false, PC_ERROR_TIMED_OUT},
      {GET, VALUE " 0 10\r\nabc\r\n", false, false, PC_ERROR_TIMED_OUT},
      {GET, VALUE " 0 10\r\nabc\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 1\r\nabc\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 -1\r\n\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0\r\n\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 1 2 3\r\n\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 99999999999\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 4000000000\r\n", false, false, PC_ERROR_TOO_LARGE},
      {GET, "VALUE other 0 1\r\nx\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {GET, VALUE " 0 1\r\nx\r\n" VALUE " 0 1\r\ny\r\nEND\r\n", true, false, PC_ERROR_LOST},
      {MANY, VALUE " 0 1\r\nx\r\n", false, true, PC_ERROR_LOST},
      {GET, "HTTP/1.1 400 Bad Request\r\n\r\n", true, false, PC_ERROR_LOST},
      {GET, "-ERR unknown command\r\n", false, false, PC_ERROR_LOST},
      {GET, "\r\n", false, false, PC_ERROR_LOST},
      {GET, "STORED\r\n", false, false, PC_ERROR_LOST},
      {INCREMENT, "99999999999999999999999\r\n", false, false, PC_ERROR_LOST},
      {INCREMENT, "-5\r\n", false, false, PC_ERROR_LOST},
      {INCREMENT, "\r\n", false, false, PC_ERROR_LOST},
      {TTL, "HD\r\n", false, false, PC_ERROR_LOST},
      {TTL, "HD tsoon\r\n", false, false, PC_ERROR_LOST},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    server s = {.reply = rows[i].reply,
                .length = strlen(rows[i].reply),
                .closes = rows[i].closes,
                .trickle = rows[i].trickle};
    GError *error = NULL;
    server_start(&s);
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(pc_outcome) outcome = server_ask(&s, rows[i].operation, &error);
    assert_null(outcome);
    assert_non_null(error);
    if (error->code != (int)rows[i].code)
      fail_msg("'%s' gave the error %d, %s", rows[i].reply, error->code, error->message);
    assert_true(g_get_monotonic_time() - began_us < (gint64)PATIENCE_MS * 1000);
    g_clear_error(&error);
    server_stop(&s);
  }
}

static void a_line_without_an_end_has_a_ceiling(void **state) {
  (void)state;
  g_autofree char *endless = g_strnfill(1024 * 1024, 'x');
  server s = {.reply = endless, .length = 1024 * 1024};
  GError *error = NULL;
  server_start(&s);
  g_autoptr(pc_outcome) outcome = server_ask(&s, GET, &error);
  assert_null(outcome);
  assert_error(error, PC_ERROR_LOST, "none of Memcached's");
  server_stop(&s);
}

static void refusals_have_their_class(void **state) {
  (void)state;
  static const struct {
    const char *line;
    gsize key_length;
    const char *class_name; /* NULL: no refusal */
  } rows[] = {
      {"ERROR", 10, "unknown_command"},
      {"SERVER_ERROR object too large for cache", 10, "value_too_large"},
      {"SERVER_ERROR out of memory storing object", 10, "out_of_memory"},
      {"CLIENT_ERROR cannot increment or decrement non-numeric value", 10, "not_an_integer"},
      {"CLIENT_ERROR invalid numeric delta argument", 10, "bad_argument"},
      {"CLIENT_ERROR invalid exptime argument", 10, "bad_argument"},
      {"CLIENT_ERROR bad command line format", 10, "syntax_error"},
      {"CLIENT_ERROR bad command line format", 251, "bad_key"},
      {"CLIENT_ERROR line format", 251, "bad_key"},
      {"SERVER_ERROR out of memory storing object", 251, "out_of_memory"},
      {"SERVER_ERROR of its own", 10, "other:of its own"},
      {"STORED", 10, NULL},
      {"", 10, NULL},
      {"ERRORS", 10, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *class_name = pc_memcached_refusal_class(rows[i].line, rows[i].key_length);
    if (g_strcmp0(class_name, rows[i].class_name) != 0)
      fail_msg("%s: %s, not %s", rows[i].line, class_name, rows[i].class_name);
  }
}

/* What a client must not send, and what it must not follow with data. */
static void nothing_is_sent_that_would_be_read_as_commands(void **state) {
  (void)state;
  static const char refused[] = "CLIENT_ERROR bad command line format\r\n";
  server s = {.reply = refused, .length = strlen(refused)};
  GError *error = NULL;
  server_start(&s);
  g_autofree char *padding = g_strnfill(300, 'k');
  g_autofree char *long_key = g_strdup_printf(
      "{\"op\":\"set\",\"key\":\"%s%s\",\"value\":\"flush_all\"}", scratch_name, padding);
  g_autofree char *long_ttl = g_strdup_printf(
      "{\"op\":\"set\",\"key\":\"%s\",\"value\":\"flush_all\",\"ttl\":99999999999}", scratch_name);
  g_autofree char *lines = g_strdup_printf(
      "{\"op\":\"set\",\"key\":\"%s:\\r\\nflush_all\\r\\n\",\"value\":\"flush_all\"}",
      scratch_name);
  const char *const operations[] = {long_key, long_ttl, lines};
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    g_autoptr(pc_outcome) outcome = server_ask(&s, operations[i], &error);
    assert_null(error);
    assert_int_equal(outcome->kind, PC_OUTCOME_REFUSAL);
  }
  server_end(&s);
  assert_non_null(strstr(s.heard->str, "get "));
  assert_non_null(strstr(s.heard->str, "touch "));
  assert_null(strstr(s.heard->str, "flush_all"));
  server_clear(&s);
}

static void the_deadline_of_a_server_that_says_nothing_is_kept(void **state) {
  (void)state;
  server s = {.reply = "", .length = 0};
  GError *error = NULL;
  server_start(&s);
  const gint64 began_us = g_get_monotonic_time();
  g_autoptr(pc_outcome) outcome = server_ask(&s, GET, &error);
  const gint64 took_ms = (g_get_monotonic_time() - began_us) / 1000;
  assert_null(outcome);
  assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
  assert_in_range(took_ms, DEADLINE_MS - 20, DEADLINE_MS + 600);
  server_stop(&s);
}

static void addresses_are_understood(void **state) {
  (void)state;
  static const struct {
    const char *url;
    bool fine;
  } rows[] = {
      {"memcached://localhost", true},
      {"memcached://localhost:11211", true},
      {"memcached://localhost:11211/", true},
      {"memcached://[::1]:11211", true},
      {"memcached:///run/memcached.sock", true},
      {"memcached:", false},
      {"memcached://", false},
      {"memcached:///", false},
      {"memcached:localhost", false},
      {"memcached://:11211", false},
      {"memcached://localhost:", false},
      {"memcached://localhost:port", false},
      {"memcached://localhost:123456", false},
      {"memcached://localhost/0", false},
      {"memcached://user:secret@localhost", false},
      {"memcached://localhost?protocol=binary", false},
  };
  GError *error = NULL;
  const pc_adapter *adapter = pc_adapter_find("memcached", &error);
  assert_non_null(adapter);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, &error);
    assert_non_null(endpoint);
    if (adapter->check(endpoint, &error) != rows[i].fine)
      fail_msg("%s: %s", rows[i].url, error ? error->message : "is fine");
    assert_true(rows[i].fine ||
                (error->code == PC_ERROR_USAGE && !strstr(error->message, "secret")));
    g_clear_error(&error);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_reply_is_a_fault),
      cmocka_unit_test(a_line_without_an_end_has_a_ceiling),
      cmocka_unit_test(refusals_have_their_class),
      cmocka_unit_test(nothing_is_sent_that_would_be_read_as_commands),
      cmocka_unit_test(the_deadline_of_a_server_that_says_nothing_is_kept),
      cmocka_unit_test(addresses_are_understood),
  };
  return cmocka_run_group_tests_name("memcached", tests, NULL, NULL);
}
