/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h promises, asked of one adapter through the table, on a real service. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SESSIONS_MAX = 3, TIMEOUT_MS = 20000, CANCELLED_MS = 5000 };

/* Never done by itself within any deadline here. MariaDB ends a recursion after 1,000 steps. */
static const char endless_recursion[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                        "FROM n WHERE i < 2000000000) SELECT max(i % 7) FROM n";

/* One service with one scratch open; sessions open on demand. */
typedef struct fixture {
  const pc_adapter *adapter;
  pc_endpoint *endpoint;
  void *service;
  char *folder; /* of everything here */
  char *file;   /* the user's database file, or NULL */
  char *run;
  guint scratches;
  char *name;
  char *scratch_folder;
  pc_scratch scratch;
  pc_deadline deadline;
  void *sessions[SESSIONS_MAX];
} fixture;

static const char *subject; /* "sqlite-memory", "sqlite-file", "postgresql" or "mariadb" */

static bool is_mariadb(void) { return strcmp(subject, "mariadb") == 0; }

static const char *endless(void) {
  return is_mariadb() ? "SELECT benchmark(1000000000000, md5('a'))" : endless_recursion;
}

#define assert_fine(call, error)                                                                   \
  do {                                                                                             \
    if (!(call))                                                                                   \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                   \
    assert_null(error);                                                                            \
  } while (0)

static char *url_new(const fixture *f) {
  if (strcmp(subject, "sqlite-memory") == 0)
    return g_strdup("sqlite::memory:?busy_timeout=20000");
  if (strcmp(subject, "sqlite-file") == 0)
    return g_strdup_printf("sqlite:%s?busy_timeout=20000", f->file);
  return g_strdup(g_getenv(is_mariadb() ? "PC_TEST_MARIADB" : "PC_TEST_POSTGRESQL"));
}

/* Another connection to the same service, as `clean` has one. */
static void *service_open(const fixture *f) {
  GError *error = NULL;
  void *service = g_malloc0(f->adapter->service_size);
  assert_fine(f->adapter->open(service, f->endpoint, TIMEOUT_MS, &error), error);
  return service;
}

static void service_close(const fixture *f, void *service) {
  f->adapter->close(service);
  g_free(service);
}

static int set_up(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  f->folder = g_dir_make_tmp("pcadapter-XXXXXX", NULL);
  f->file = g_build_filename(f->folder, "users.db", NULL);
  assert_true(g_file_set_contents(f->file, "", 0, NULL));
  g_autofree char *url = url_new(f);
  f->endpoint = pc_endpoint_parse(url, &error);
  assert_fine(f->endpoint, error);
  assert_fine((f->adapter = pc_adapter_find(f->endpoint->scheme, &error)) != NULL, error);
  assert_fine(f->adapter->check(f->endpoint, &error), error);
  f->service = service_open(f);
  f->run = pc_run_name_new();
  f->deadline =
      (pc_deadline){.input = -1, .at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  *state = f;
  return 0;
}

static void scratch_open(fixture *f, guint sessions) {
  GError *error = NULL;
  f->name = pc_scratch_name_new(f->run, ++f->scratches, 1);
  f->scratch_folder = g_build_filename(f->folder, f->name, NULL);
  assert_int_equal(g_mkdir(f->scratch_folder, 0700), 0);
  f->scratch = (pc_scratch){.name = f->name, .folder = f->scratch_folder, .sessions = sessions};
  assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->scratch_open(f->service, &f->scratch,
                                                                 &f->deadline, &error),
              error);
}

static void sessions_close(fixture *f) {
  for (guint i = SESSIONS_MAX; i-- > 0;) {
    if (f->sessions[i])
      f->adapter->drivers[PC_LANGUAGE_SQL]->session_close(f->sessions[i]);
    g_clear_pointer(&f->sessions[i], g_free);
  }
}

static void folder_remove(const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    if (g_file_test(inner, G_FILE_TEST_IS_DIR))
      folder_remove(inner);
    else
      g_unlink(inner);
  }
  g_rmdir(path);
}

static void scratch_close(fixture *f) {
  GError *error = NULL;
  sessions_close(f);
  assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->scratch_close(f->service, &f->scratch, &error),
              error);
  folder_remove(f->scratch_folder);
  g_clear_pointer(&f->name, g_free);
  g_clear_pointer(&f->scratch_folder, g_free);
}

static int tear_down(void **state) {
  fixture *f = *state;
  if (f->name)
    scratch_close(f);
  service_close(f, f->service);
  gsize length = 1;
  g_autofree char *content = NULL;
  const bool untouched = g_file_get_contents(f->file, &content, &length, NULL) && length == 0;
  pc_endpoint_free(f->endpoint);
  folder_remove(f->folder);
  g_free(f->folder);
  g_free(f->file);
  g_free(f->run);
  g_free(f);
  return untouched ? 0 : -1;
}

static void *session(fixture *f, guint i) {
  GError *error = NULL;
  static const char *const names[] = {"A", "B", "C"};
  if (!f->sessions[i]) {
    f->sessions[i] = g_malloc0(f->adapter->session_size);
    assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->session_open(f->service, f->sessions[i],
                                                                   names[i], &f->deadline, &error),
                error);
  }
  return f->sessions[i];
}

/* Sends and waits to the end; the outcome is the caller's. */
static pc_outcome *ask_with(fixture *f, guint i, const pc_statement *statement) {
  GError *error = NULL;
  assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->send(session(f, i), statement, &error), error);
  pc_wait how;
  while ((how = f->adapter->drivers[PC_LANGUAGE_SQL]->wait(f->sessions[i], &error)) ==
         PC_WAIT_BLOCKED)
    assert_int_equal(pc_deadline_now(&f->deadline), PC_DEADLINE_AHEAD);
  if (how != PC_WAIT_DONE)
    fail_msg("%s: %s", statement->text, error->message);
  pc_outcome *outcome = f->adapter->drivers[PC_LANGUAGE_SQL]->take(f->sessions[i]);
  assert_non_null(outcome);
  return outcome;
}

static pc_outcome *ask(fixture *f, guint i, const char *text) {
  return ask_with(f, i, &(const pc_statement){.text = text});
}

/* Asks, and fails unless the canonical outcome is expected. */
static void assert_answer(fixture *f, guint i, const char *text, const char *expected) {
  g_autoptr(pc_outcome) outcome = ask(f, i, text);
  const pc_canon canon = {.names = true};
  guint rules = 0;
  g_autoptr(GString) json = g_string_new(NULL);
  pc_outcome_print(outcome, &canon, json, &rules);
  if (strcmp(json->str, expected) != 0)
    fail_msg("%s: %s, expected %s", text, json->str, expected);
}

static bool inventory_has(const fixture *f, void *service, const char *name, bool *ret_live) {
  GError *error = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) live = g_ptr_array_new_with_free_func(g_free);
  assert_fine(f->adapter->inventory(service, names, live, &error), error);
  *ret_live = g_ptr_array_find_with_equal_func(live, name, g_str_equal, NULL);
  return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

static void the_adapter_is_complete(void **state) {
  const fixture *f = *state;
  const pc_adapter *a = f->adapter;
  assert_true(a->name && a->product && a->summary && a->schemes && a->schemes[0] && a->options);
  assert_true(a->roles & (1u << PC_ROLE_SQL));
  assert_true(a->capabilities & PC_ADAPTER_SESSIONS);
  assert_false(a->capabilities & PC_ADAPTER_DOUBLE);
  assert_true(a->service_size > 0 && a->session_size > 0);
  assert_true(a->check && a->open && a->close && a->fingerprint && a->client && a->remove &&
              a->inventory);
  const pc_driver *sql = a->drivers[PC_LANGUAGE_SQL];
  assert_true(sql && sql->scratch_open && sql->scratch_close && sql->session_open &&
              sql->session_close);
  assert_true(sql->send && sql->wait && sql->take && sql->cancel);
}

static void the_fingerprint_has_the_documented_keys(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  json_t *fingerprint = json_object();
  assert_fine(f->adapter->fingerprint(f->service, fingerprint, &error), error);
  assert_int_equal(json_object_size(fingerprint), 4);
  assert_string_equal(json_string_value(json_object_get(fingerprint, "engine")),
                      is_mariadb() ? "MariaDB" : f->adapter->product);
  assert_true(json_string_length(json_object_get(fingerprint, "version")) > 2);
  const char *name;
  json_t *value;
  assert_true(json_object_size(json_object_get(fingerprint, "settings")) > 5);
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value) {
    if (!json_is_string(value))
      fail_msg("the setting %s is no text", name);
  }
  size_t i;
  assert_true(json_is_array(json_object_get(fingerprint, "notes")));
  json_array_foreach(json_object_get(fingerprint, "notes"), i, value)
      assert_true(json_is_string(value));
  json_decref(fingerprint);
}

static void a_url_is_checked_without_the_service(void **state) {
  const fixture *f = *state;
  static const char *const bad[][2] = {
      {"sqlite::memory:?foreign_key=on", "did you mean 'foreign_keys'?"},
      {"sqlite::memory:?foreign_keys=perhaps", "expected on|off"},
      {"sqlite:", "expected 'sqlite:FILE'"},
      {"postgresql://h/d?sslmod=require", "did you mean 'sslmode'?"},
      {"postgresql:///d", "there is no default endpoint"},
      {"mysql://u@h/d?ssl-mod=required", "did you mean 'ssl-mode'?"},
      {"mysql://u@h/d?ssl-mode=maybe", "expected disabled|preferred|required|verify_identity"},
      {"mysql://u@h/d?found_rows=1", "expected on|off"},
      {"mysql://u@/d", "there is no default endpoint"},
      {"mysql://h/d", "names no user"},
      {"mysql://u@h:0/d", "cannot read the URL"},
      {"mysql:h/d", "cannot read the URL"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(bad[i][0], &error);
    assert_fine(endpoint, error);
    if (strcmp(endpoint->scheme, f->adapter->schemes[0]) != 0)
      continue;
    assert_false(f->adapter->check(endpoint, &error));
    assert_error(error, PC_ERROR_USAGE, bad[i][1]);
  }
}

static void a_service_that_is_not_there_is_unreachable(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *missing = g_strdup_printf("sqlite:%s/missing.db", f->folder);
  g_autofree char *closed =
      g_strdup_printf("%s://someone:s3cr3t-word@127.0.0.1:1/nothing", f->adapter->schemes[0]);
  const char *url = strcmp(f->adapter->name, "sqlite") == 0 ? missing : closed;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  g_autofree void *service = g_malloc0(f->adapter->service_size);
  assert_false(f->adapter->open(service, endpoint, 1000, &error));
  assert_null(strstr(error->message, "s3cr3t-word"));
  assert_error(error, PC_ERROR_UNREACHABLE, "");
  g_autofree char *client = f->adapter->client(endpoint);
  assert_non_null(client);
  assert_null(strstr(client, "s3cr3t-word"));
}

static void statements_are_answered_in_turn(void **state) {
  fixture *f = *state;
  scratch_open(f, 1);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)",
                "{\"done\":true}");
  assert_answer(f, 0, "INSERT INTO t VALUES (1, 'a'), (2, 'b')", "{\"affected\":2}");
  assert_answer(f, 0, "UPDATE t SET name = 'c' WHERE id = 3", "{\"affected\":0}");
  assert_answer(f, 0, "SELECT id, name AS \"n\", NULL AS x FROM t ORDER BY id",
                "{\"columns\":[\"id\",\"n\",\"x\"],\"rows\":[[1,\"a\",null],[2,\"b\",null]]}");
  assert_answer(f, 0, "SELECT id FROM t WHERE id > 9", "{\"columns\":[\"id\"],\"rows\":[]}");
  g_autoptr(GPtrArray) parameters = g_ptr_array_new_with_free_func((GDestroyNotify)pc_value_free);
  g_ptr_array_add(parameters, pc_value_new_integer(2));
  g_ptr_array_add(parameters, pc_value_new_text(PC_KIND_TEXT, "b", -1));
  g_autoptr(pc_outcome) bound =
      ask_with(f, 0,
               &(const pc_statement){.text = "SELECT name FROM t WHERE id = $1 AND name = $2",
                                     .parameters = parameters});
  assert_int_equal(bound->kind, PC_OUTCOME_ROWS);
  assert_int_equal(bound->rows->len, 1);
}

static void a_refusal_is_an_outcome_with_its_class(void **state) {
  fixture *f = *state;
  static const char *const rows[][2] = {
      {"INSERT INTO t VALUES (1, 'b')", "unique_violation"},
      {"INSERT INTO t VALUES (2, NULL)", "not_null_violation"},
      {"SELECT * FROM missing", "undefined_table"},
      {"SELECT missing FROM t", "undefined_column"},
      {"SELEKT 1", "syntax_error"},
      {"SELECT missing(1)", "undefined_function"},
  };
  scratch_open(f, 1);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)",
                "{\"done\":true}");
  assert_answer(f, 0, "INSERT INTO t VALUES (1, 'a')", "{\"affected\":1}");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(pc_outcome) outcome = ask(f, 0, rows[i][0]);
    if (outcome->kind != PC_OUTCOME_REFUSAL || strcmp(outcome->class_name, rows[i][1]) != 0)
      fail_msg("%s: %s", rows[i][0], outcome->class_name ? outcome->class_name : "no refusal");
    assert_true(outcome->native_code && *outcome->native_code);
    assert_true(outcome->message && *outcome->message);
  }
  assert_answer(f, 0, "SELECT count(*) AS n FROM t", "{\"columns\":[\"n\"],\"rows\":[[1]]}");
}

static void a_session_that_waits_for_another_is_blocked_until_it_can_go_on(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  const pc_statement second = {.text = "UPDATE t SET n = n + 10 WHERE id = 1"};
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", "{\"done\":true}");
  assert_answer(f, 0, "INSERT INTO t VALUES (1, 0)", "{\"affected\":1}");
  assert_answer(f, 0, "BEGIN", "{\"done\":true}");
  assert_answer(f, 0, "UPDATE t SET n = n + 1 WHERE id = 1", "{\"affected\":1}");
  assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->send(session(f, 1), &second, &error), error);
  for (guint look = 0; look < 3; look++)
    assert_int_equal(f->adapter->drivers[PC_LANGUAGE_SQL]->wait(f->sessions[1], &error),
                     PC_WAIT_BLOCKED);
  assert_null(error);
  assert_answer(f, 0, "COMMIT", "{\"done\":true}");
  pc_wait how;
  while ((how = f->adapter->drivers[PC_LANGUAGE_SQL]->wait(f->sessions[1], &error)) ==
         PC_WAIT_BLOCKED)
    assert_int_equal(pc_deadline_now(&f->deadline), PC_DEADLINE_AHEAD);
  assert_int_equal(how, PC_WAIT_DONE);
  g_autoptr(pc_outcome) outcome = f->adapter->drivers[PC_LANGUAGE_SQL]->take(f->sessions[1]);
  assert_int_equal(outcome->kind, PC_OUTCOME_AFFECTED);
  assert_int_equal(outcome->affected, 1);
  assert_answer(f, 0, "SELECT n FROM t", "{\"columns\":[\"n\"],\"rows\":[[11]]}");
}

/* Sends a statement that must not be done; gives the error of send or wait. */
static GError *failure(fixture *f, guint i, const char *text) {
  GError *error = NULL;
  const pc_statement statement = {.text = text};
  void *s = session(f, i);
  if (!f->adapter->drivers[PC_LANGUAGE_SQL]->send(s, &statement, &error))
    return error;
  pc_wait how;
  while ((how = f->adapter->drivers[PC_LANGUAGE_SQL]->wait(s, &error)) == PC_WAIT_BLOCKED)
    ;
  assert_int_equal(how, PC_WAIT_FAILED);
  return error;
}

static void a_statement_past_the_deadline_is_cancelled(void **state) {
  fixture *f = *state;
  for (guint sessions = 1; sessions <= 2; sessions++) {
    scratch_open(f, sessions);
    const gint64 began_us = g_get_monotonic_time();
    f->deadline.at_us = began_us + 300 * 1000;
    GError *error = failure(f, 0, endless());
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
    f->deadline.at_us = began_us + (gint64)TIMEOUT_MS * 1000;
    scratch_close(f);
    const gint64 took_us = g_get_monotonic_time() - began_us;
    if (took_us < 300 * 1000 || took_us > (gint64)(300 + CANCELLED_MS) * 1000)
      fail_msg("it took %d ms", (int)(took_us / 1000));
  }
  scratch_open(f, 1);
  assert_answer(f, 0, "SELECT 1 AS one", "{\"columns\":[\"one\"],\"rows\":[[1]]}");
}

static void a_blocked_session_keeps_the_deadline(void **state) {
  fixture *f = *state;
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (n INTEGER)", "{\"done\":true}");
  assert_answer(f, 0, "INSERT INTO t VALUES (0)", "{\"affected\":1}");
  assert_answer(f, 0, "BEGIN", "{\"done\":true}");
  assert_answer(f, 0, "UPDATE t SET n = 1", "{\"affected\":1}");
  session(f, 1);
  const gint64 began_us = g_get_monotonic_time();
  f->deadline.at_us = began_us + 300 * 1000;
  GError *error = failure(f, 1, "UPDATE t SET n = 2");
  assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
  f->deadline.at_us = began_us + (gint64)TIMEOUT_MS * 1000;
  scratch_close(f);
  assert_true(g_get_monotonic_time() - began_us < (gint64)(300 + CANCELLED_MS) * 1000);
}

static void a_statement_is_stopped_when_the_harness_says_so(void **state) {
  fixture *f = *state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  scratch_open(f, 2);
  session(f, 0);
  assert_int_equal(write(ends[1], "x", 1), 1);
  f->deadline.input = ends[0];
  GError *error = failure(f, 0, endless());
  f->deadline.input = -1;
  assert_error(error, PC_ERROR_STOPPED, "stopped");
  scratch_close(f);
  close(ends[0]);
  close(ends[1]);
}

static void a_cancelled_session_is_closed_at_once(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  const pc_statement statement = {.text = endless()};
  scratch_open(f, 2);
  assert_answer(f, 0, "SELECT 1 AS one", "{\"columns\":[\"one\"],\"rows\":[[1]]}");
  assert_fine(f->adapter->drivers[PC_LANGUAGE_SQL]->send(session(f, 1), &statement, &error), error);
  const gint64 began_us = g_get_monotonic_time();
  f->adapter->drivers[PC_LANGUAGE_SQL]->cancel(f->sessions[1]);
  scratch_close(f);
  assert_true(g_get_monotonic_time() - began_us < (gint64)CANCELLED_MS * 1000);
  scratch_open(f, 1);
  assert_answer(f, 0, "SELECT 1 AS one", "{\"columns\":[\"one\"],\"rows\":[[1]]}");
}

static void an_answer_beyond_the_ceiling_is_too_large(void **state) {
  fixture *f = *state;
  static const char recursion[] =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
      "SELECT i FROM n";
  g_autofree char *rows =
      is_mariadb() ? g_strdup_printf("SELECT seq FROM seq_1_to_%d", PC_ANSWER_ROWS_MAX + 1)
                   : g_strdup_printf(recursion, PC_ANSWER_ROWS_MAX + 1);
  scratch_open(f, 1);
  GError *error = failure(f, 0, rows);
  assert_error(error, PC_ERROR_TOO_LARGE, "larger than");
  scratch_close(f);
  scratch_open(f, 1);
  char *most = strstr(rows, "20001");
  assert_non_null(most);
  memcpy(most, "20000", 5);
  g_autoptr(pc_outcome) outcome = ask(f, 0, rows);
  assert_int_equal(outcome->rows->len, PC_ANSWER_ROWS_MAX);
}

static void a_scratch_is_fresh_whatever_the_last_one_left(void **state) {
  fixture *f = *state;
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER)", "{\"done\":true}");
  assert_answer(f, 0, "CREATE TEMPORARY TABLE u (id INTEGER)", "{\"done\":true}");
  assert_answer(f, 1, "BEGIN", "{\"done\":true}");
  assert_answer(f, 1, "INSERT INTO t VALUES (1)", "{\"affected\":1}");
  scratch_close(f);
  scratch_open(f, 1);
  assert_answer(f, 0, "SELECT * FROM t", "{\"refusal\":\"undefined_table\"}");
  assert_answer(f, 0, "SELECT * FROM u", "{\"refusal\":\"undefined_table\"}");
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER)", "{\"done\":true}");
}

/* An adapter that works on files has nothing in the service: what is there is the folder. */
static void the_inventory_lists_a_scratch_until_it_is_closed(void **state) {
  fixture *f = *state;
  bool live;
  const bool listed = !(f->adapter->capabilities & PC_ADAPTER_FILES);
  void *other = service_open(f);
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER)", "{\"done\":true}");
  g_autofree char *name = g_strdup(f->name);
  assert_int_equal(inventory_has(f, other, name, &live), listed);
  scratch_close(f);
  assert_false(inventory_has(f, other, name, &live));
  assert_false(inventory_has(f, f->service, name, &live));
  service_close(f, other);
}

static void removing_ends_the_sessions_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  const bool listed = !(f->adapter->capabilities & PC_ADAPTER_FILES);
  void *other = service_open(f);
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER)", "{\"done\":true}");
  assert_answer(f, 0, "INSERT INTO t VALUES (1)", "{\"affected\":1}");
  assert_answer(f, 1, "BEGIN", "{\"done\":true}");
  assert_answer(f, 1, "UPDATE t SET id = 2", "{\"affected\":1}");
  bool live;
  assert_int_equal(inventory_has(f, other, f->name, &live), listed);
  assert_int_equal(live, listed);
  for (guint times = 0; times < 3; times++) {
    bool found = false;
    assert_fine(f->adapter->remove(other, f->name, &found, &error), error);
    assert_int_equal(found, listed && times == 0);
    assert_false(inventory_has(f, other, f->name, &live) || live);
  }
  if (listed) {
    error = failure(f, 1, "SELECT 1");
    assert_error(error, PC_ERROR_LOST, "lost");
  }
  scratch_close(f);
  scratch_open(f, 1);
  assert_answer(f, 0, "SELECT 1 AS one", "{\"columns\":[\"one\"],\"rows\":[[1]]}");
  service_close(f, other);
}

static void removing_takes_exactly_the_name(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  void *other = service_open(f);
  scratch_open(f, 2);
  assert_answer(f, 0, "CREATE TABLE t (id INTEGER)", "{\"done\":true}");
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  assert_fine(f->adapter->remove(other, longer, &(bool){false}, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &(bool){false}, &error), error);
  assert_answer(f, 0, "SELECT count(*) AS n FROM t", "{\"columns\":[\"n\"],\"rows\":[[0]]}");
  assert_answer(f, 1, "SELECT count(*) AS n FROM t", "{\"columns\":[\"n\"],\"rows\":[[0]]}");
  service_close(f, other);
}

int main(int argc, char **argv) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_adapter_is_complete),
      TEST(the_fingerprint_has_the_documented_keys),
      TEST(a_url_is_checked_without_the_service),
      TEST(a_service_that_is_not_there_is_unreachable),
      TEST(statements_are_answered_in_turn),
      TEST(a_refusal_is_an_outcome_with_its_class),
      TEST(a_session_that_waits_for_another_is_blocked_until_it_can_go_on),
      TEST(a_statement_past_the_deadline_is_cancelled),
      TEST(a_blocked_session_keeps_the_deadline),
      TEST(a_statement_is_stopped_when_the_harness_says_so),
      TEST(a_cancelled_session_is_closed_at_once),
      TEST(an_answer_beyond_the_ceiling_is_too_large),
      TEST(a_scratch_is_fresh_whatever_the_last_one_left),
      TEST(the_inventory_lists_a_scratch_until_it_is_closed),
      TEST(removing_ends_the_sessions_and_may_be_repeated),
      TEST(removing_takes_exactly_the_name),
  };
  static const char *const subjects[] = {"sqlite-memory", "sqlite-file", "postgresql", "mariadb",
                                         NULL};
  if (argc != 2 || !g_strv_contains(subjects, argv[1])) {
    fprintf(stderr, "usage: test_adapters sqlite-memory|sqlite-file|postgresql|mariadb\n");
    return 2;
  }
  subject = argv[1];
  if (strcmp(subject, "postgresql") == 0 && !g_getenv("PC_TEST_POSTGRESQL")) {
    fprintf(stderr, "PC_TEST_POSTGRESQL names no server\n");
    return 77;
  }
  if (is_mariadb() && !g_getenv("PC_TEST_MARIADB")) {
    fprintf(stderr, "PC_TEST_MARIADB names no server\n");
    return 77;
  }
  return cmocka_run_group_tests_name(subject, tests, NULL, NULL);
}
