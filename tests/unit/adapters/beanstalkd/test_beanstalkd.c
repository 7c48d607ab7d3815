/* SPDX-License-Identifier: MIT */
/* The Beanstalkd adapter against a server that is scripted: what it must not believe, and what it
 * must not wait for. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "adapters/beanstalkd/internal.h"
#include "harness/base/error.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { DEADLINE_MS = 400, PATIENCE_MS = 3000 };

#define SCRATCH "pc_touggc_random_1_1"

/* Answers truly what comes before the question, and the question with the reply. */
typedef struct server {
  char *folder;
  char *path;
  char *url;
  int listener;
  pthread_t thread;
  const char *question; /* the line that the reply is for begins so */
  const char *reply;
  bool closes;  /* after the reply; else it says no more */
  bool trickle; /* repeats the reply for ever, slowly */
  GString *heard;
} server;

static void reply_send(const server *s, int fd) {
  do {
    if (*s->reply && send(fd, s->reply, strlen(s->reply), MSG_NOSIGNAL) < 0)
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
  static const char *const truths[][2] = {
      {"list-tube-used", "USING default\r\n"},
      {"use ", "USING tube\r\n"},
      {"watch ", "WATCHING 2\r\n"},
      {"ignore ", "WATCHING 1\r\n"},
      {"peek", "NOT_FOUND\r\n"},
      {"stats-tube", "NOT_FOUND\r\n"},
      {"reserve", "RESERVED 7 4\r\nbody\r\n"},
      {"delete ", "DELETED\r\n"},
      {"list-tubes", "OK 4\r\n---\n\r\n"},
      {"put ", "INSERTED 7\r\n"},
  };
  char buffer[4096];
  ssize_t n;
  while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    g_string_append_len(s->heard, buffer, n);
    if (g_str_has_prefix(buffer, s->question)) {
      reply_send(s, fd);
      if (!s->closes)
        silence_keep(s, fd);
      return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(truths); i++)
      if (g_str_has_prefix(buffer, truths[i][0])) {
        send(fd, truths[i][1], strlen(truths[i][1]), MSG_NOSIGNAL);
        break;
      }
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
  s->folder = g_dir_make_tmp("pcbeanstalkd-XXXXXX", NULL);
  s->path = g_build_filename(s->folder, "socket", NULL);
  s->url = g_strconcat("beanstalkd://", s->path, NULL);
  s->heard = g_string_new(NULL);
  g_strlcpy(address.sun_path, s->path, sizeof address.sun_path);
  s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(s->listener, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(s->listener, 8), 0);
  assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

static void server_stop(server *s) {
  shutdown(s->listener, SHUT_RDWR);
  pthread_join(s->thread, NULL);
  close(s->listener);
  g_unlink(s->path);
  g_rmdir(s->folder);
  g_free(s->folder);
  g_free(s->path);
  g_free(s->url);
  g_string_free(s->heard, TRUE);
}

/* Asks one operation of the server; NULL and error set where it failed. */
static pc_outcome *server_ask(server *s, const char *template, GError **error) {
  const pc_adapter *adapter = pc_adapter_find_role("beanstalkd", "queue", error);
  const pc_driver *driver = adapter->drivers[PC_LANGUAGE_QUEUE];
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(s->url, error);
  g_autofree void *service = g_malloc0(adapter->service_size);
  g_autofree void *session = g_malloc0(adapter->session_size);
  const pc_scratch scratch = {.name = SCRATCH, .sessions = 1};
  pc_deadline deadline = {.input = -1, .at_us = g_get_monotonic_time() + DEADLINE_MS * 1000};
  g_autoptr(GString) text = g_string_new(template);
  GError *ignored = NULL;
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", SCRATCH, 0);
  json_t *operation = json_loads(text->str, 0, NULL);
  const pc_statement statement = {.operation = operation, .text = "?"};
  assert_non_null(operation);
  assert_true(adapter->open(service, endpoint, DEADLINE_MS, error));
  assert_true(driver->scratch_open(service, &scratch, &deadline, error));
  assert_true(driver->session_open(service, session, "A", &deadline, error));
  pc_outcome *outcome = driver->send(session, &statement, error) ? driver->take(session) : NULL;
  driver->session_close(session);
  /* Some of these servers let nothing be removed. */
  if (!driver->scratch_close(service, &scratch, &ignored))
    g_clear_error(&ignored);
  adapter->close(service);
  json_decref(operation);
  return outcome;
}

#define RECEIVE "{'op':'receive','queue':'$.q','wait':0,'as':'m'}"
#define PUBLISH "{'op':'publish','queue':'$.q','body':'delete 1'}"
#define DEPTH "{'op':'depth','queue':'$.q'}"
#define PURGE "{'op':'purge','queue':'$.q'}"

static void what_is_no_reply_is_a_fault(void **state) {
  (void)state;
  static const struct {
    const char *operation;
    const char *question;
    const char *reply;
    bool closes;
    bool trickle;
    pc_error code;
  } rows[] = {
      {RECEIVE, "reserve", "", false, false, PC_ERROR_TIMED_OUT},
      {RECEIVE, "reserve", "", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESER", false, false, PC_ERROR_TIMED_OUT},
      {RECEIVE, "reserve", "RESER", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "x", false, true, PC_ERROR_TIMED_OUT},
      {RECEIVE, "reserve", "RESERVED 1 4\r\nbo", false, false, PC_ERROR_TIMED_OUT},
      {RECEIVE, "reserve", "RESERVED 1 4\r\nbo", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1 2\r\nbody\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1 -2\r\nbody\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED one 4\r\nbody\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1\r\nbody\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1 4 4\r\nbody\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1 99999999999999999999\r\n", false, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "RESERVED 1 4000000000\r\n", false, false, PC_ERROR_TOO_LARGE},
      {RECEIVE, "reserve", "HTTP/1.1 400 Bad Request\r\n\r\n", true, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "INSERTED 1\r\n", false, false, PC_ERROR_LOST},
      {RECEIVE, "reserve", "\r\n", false, false, PC_ERROR_LOST},
      {RECEIVE, "watch", "WATCHED\r\n", false, false, PC_ERROR_LOST},
      {RECEIVE, "stats-job", "OK 10\r\n---\n", false, false, PC_ERROR_TIMED_OUT},
      {RECEIVE, "stats-job", "OK many\r\n---\n\r\n", false, false, PC_ERROR_LOST},
      {RECEIVE, "stats-job", "OK 100000000000\r\n", false, false, PC_ERROR_TOO_LARGE},
      {PUBLISH, "put", "", false, false, PC_ERROR_TIMED_OUT},
      {PUBLISH, "put", "STORED\r\n", false, false, PC_ERROR_LOST},
      {PUBLISH, "use", "NO\r\n", false, false, PC_ERROR_LOST},
      {DEPTH, "stats-tube", "DELETED\r\n", false, false, PC_ERROR_LOST},
      {DEPTH, "stats-tube", "", true, false, PC_ERROR_LOST},
      {PURGE, "peek-ready", "FOUND 1 2\r\nx", false, false, PC_ERROR_TIMED_OUT},
      {PURGE, "peek-ready", "FOUND\r\n", false, false, PC_ERROR_LOST},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    server s = {.question = rows[i].question,
                .reply = rows[i].reply,
                .closes = rows[i].closes,
                .trickle = rows[i].trickle};
    GError *error = NULL;
    server_start(&s);
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(pc_outcome) outcome = server_ask(&s, rows[i].operation, &error);
    if (outcome || !error || error->code != (int)rows[i].code)
      fail_msg("'%s' gave %s", rows[i].reply, error ? error->message : "an outcome");
    if (strstr(rows[i].operation, "'op':'receive'") || strstr(rows[i].operation, "'op':'depth'"))
      assert_true(g_get_monotonic_time() - began_us < (gint64)PATIENCE_MS * 1000);
    g_clear_error(&error);
    server_stop(&s);
  }
}

static void refusals_have_their_class(void **state) {
  (void)state;
  static const struct {
    const char *line;
    const char *class_name; /* NULL: no refusal */
  } rows[] = {
      {"JOB_TOO_BIG", "too_large"},
      {"DRAINING", "resource_limit"},
      {"OUT_OF_MEMORY", "resource_limit"},
      {"BURIED 7", "resource_limit"},
      {"BAD_FORMAT", "bad_argument"},
      {"NOT_FOUND", "no_such_delivery"},
      {"DEADLINE_SOON", "other:DEADLINE_SOON"},
      {"INTERNAL_ERROR", "other:INTERNAL_ERROR"},
      {"NOT_FOUNDED", NULL},
      {"", NULL},
      {"TIMED_OUT", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_outcome) outcome = pc_beanstalkd_refuse(rows[i].line);
    assert_true((outcome != NULL) == (rows[i].class_name != NULL));
    if (outcome)
      assert_string_equal(outcome->class_name, rows[i].class_name);
  }
}

/* A put that the server refuses before it has read the job makes commands of it. */
static void nothing_is_sent_that_would_be_read_as_commands(void **state) {
  (void)state;
  static const char *const operations[] = {
      "{'op':'publish','queue':'$.q','body':'delete 1','priority':-1}",
      "{'op':'publish','queue':'$.q','body':'delete 1','priority':4294967296}",
      "{'op':'publish','queue':'$.q','body':'delete 1','delay':{'real':'0.5'}}",
      "{'op':'publish','queue':'$.q','body':'delete 1','delay':'soon'}",
      "{'op':'publish','queue':'$.q 1\\r\\ndelete 1','body':'delete 1'}",
      "{'op':'depth','queue':'$.q\\r\\ndelete 1'}",
      "{'op':'publish','queue':'$.q','body':['delete 1']}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    server s = {.question = "nothing", .reply = ""};
    GError *error = NULL;
    server_start(&s);
    g_autoptr(pc_outcome) outcome = server_ask(&s, operations[i], &error);
    assert_null(error);
    assert_int_equal(outcome->kind, PC_OUTCOME_REFUSAL);
    assert_string_equal(outcome->native_code, "client");
    assert_null(strstr(s.heard->str, "delete 1"));
    server_stop(&s);
  }
}

static void fields_are_found_by_their_whole_name(void **state) {
  (void)state;
  static const char stats[] = "---\nid: 7\npri: 5\nversion: \"1.12\"\nreserves: 2\r\nlast: x";
  static const char *const rows[][2] = {{"id", "7"},       {"pri", "5"},  {"version", "1.12"},
                                        {"reserves", "2"}, {"last", "x"}, {"i", NULL},
                                        {"serves", NULL},  {"", NULL},    {"id: 7\npr", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *value = pc_beanstalkd_field(stats, rows[i][0]);
    if (g_strcmp0(value, rows[i][1]) != 0)
      fail_msg("%s: %s", rows[i][0], value);
  }
}

static void addresses_are_understood(void **state) {
  (void)state;
  static const struct {
    const char *url;
    bool fine;
  } rows[] = {
      {"beanstalkd://localhost", true},
      {"beanstalkd://localhost:11300/", true},
      {"beanstalkd://[::1]:11300", true},
      {"beanstalkd:///run/beanstalkd.sock", true},
      {"beanstalkd://localhost?ttr=5&priority=1", true},
      {"beanstalkd:", false},
      {"beanstalkd://:11300", false},
      {"beanstalkd://localhost:port", false},
      {"beanstalkd://user:secret@localhost", false},
      {"beanstalkd://localhost?ttr=soon", false},
      {"beanstalkd://localhost?tube=a", false},
  };
  GError *error = NULL;
  const pc_adapter *adapter = pc_adapter_find_role("beanstalkd", "queue", &error);
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
      cmocka_unit_test(refusals_have_their_class),
      cmocka_unit_test(nothing_is_sent_that_would_be_read_as_commands),
      cmocka_unit_test(fields_are_found_by_their_whole_name),
      cmocka_unit_test(addresses_are_understood),
  };
  return cmocka_run_group_tests_name("beanstalkd", tests, NULL, NULL);
}
