/* SPDX-License-Identifier: MIT */
/* What the tests of queues share. */
#include "tests/adapters/fixture.h"

#include "harness/base/names.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Beside each other: tests that only wait, and tests whose server has to work for each of them. */
enum { MODELS_AT_ONCE = 4, SERVERS_AT_ONCE = 2 };

const char *fixture_subject;
static const char *fixture_role;

void *fixture_service_open(const fixture *f) {
  GError *error = NULL;
  void *service = g_malloc0(f->adapter->service_size);
  assert_fine(f->adapter->open(service, f->endpoint, TIMEOUT_MS, &error), error);
  return service;
}

void fixture_service_close(const fixture *f, void *service) {
  f->adapter->close(service);
  g_free(service);
}

void fixture_scratch_open(fixture *f) {
  GError *error = NULL;
  f->name = pc_scratch_name_new(f->run, ++f->scratches, 1);
  f->scratch = (pc_scratch){.name = f->name, .sessions = SESSIONS_MAX};
  if (f->adapter->capabilities & PC_ADAPTER_FILES) {
    f->folder = g_build_filename(g_get_tmp_dir(), f->name, NULL);
    f->scratch.folder = f->folder;
    assert_int_equal(g_mkdir(f->folder, 0700), 0);
  }
  assert_fine(f->driver->scratch_open(f->service, &f->scratch, &f->deadline, &error), error);
}

void fixture_sessions_close(fixture *f) {
  for (guint i = SESSIONS_MAX; i-- > 0;) {
    if (f->sessions[i])
      f->driver->session_close(f->sessions[i]);
    g_clear_pointer(&f->sessions[i], g_free);
  }
}

void fixture_scratch_close(fixture *f) {
  GError *error = NULL;
  fixture_sessions_close(f);
  assert_fine(f->driver->scratch_close(f->service, &f->scratch, &error), error);
  if (f->folder) {
    g_autofree char *keys = g_build_filename(f->folder, "keys.jsonl", NULL);
    g_unlink(keys);
    assert_int_equal(g_rmdir(f->folder), 0);
  }
  g_clear_pointer(&f->folder, g_free);
  g_clear_pointer(&f->name, g_free);
}

int fixture_set_up(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  f->endpoint = pc_endpoint_parse(fixture_subject, &error);
  assert_fine(f->endpoint, error);
  assert_fine((f->adapter = pc_adapter_find_role(f->endpoint->scheme, fixture_role, &error)) !=
                  NULL,
              error);
  assert_fine(f->adapter->check(f->endpoint, &error), error);
  f->driver = f->adapter->drivers[pc_name_index(pc_language_names, fixture_role)];
  assert_non_null(f->driver);
  f->service = fixture_service_open(f);
  f->run = pc_run_name_new();
  f->deadline =
      (pc_deadline){.input = -1, .at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  fixture_scratch_open(f);
  *state = f;
  return 0;
}

int fixture_tear_down(void **state) {
  fixture *f = *state;
  if (f->name)
    fixture_scratch_close(f);
  fixture_service_close(f, f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f->run);
  g_free(f);
  return 0;
}

void *fixture_session(fixture *f, guint i) {
  GError *error = NULL;
  static const char *const names[] = {"A", "B"};
  if (!f->sessions[i]) {
    f->sessions[i] = g_malloc0(f->adapter->session_size);
    assert_fine(f->driver->session_open(f->service, f->sessions[i], names[i], &f->deadline, &error),
                error);
  }
  return f->sessions[i];
}

json_t *fixture_operation_new(const fixture *f, const char *template) {
  g_autoptr(GString) text = g_string_new(template);
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", f->name, 0);
  json_error_t problem;
  json_t *operation = json_loads(text->str, JSON_ALLOW_NUL, &problem);
  if (!operation)
    fail_msg("%s: %s", text->str, problem.text);
  return operation;
}

pc_outcome *fixture_try_take(fixture *f, guint i, json_t *operation, GError **error) {
  pc_statement statement = {.operation = operation, .text = "?"};
  void *s = fixture_session(f, i);
  pc_outcome *outcome = NULL;
  if (f->driver->send(s, &statement, error)) {
    pc_wait state;
    while ((state = f->driver->wait(s, error)) == PC_WAIT_BLOCKED)
      ;
    if (state == PC_WAIT_DONE)
      outcome = f->driver->take(s);
  }
  json_decref(operation);
  return outcome;
}

char *fixture_outcome_print(const fixture *f, const pc_outcome *outcome) {
  GString *json = g_string_new(NULL);
  guint rules = 0;
  const char *const references[] = {f->name, "$", NULL};
  const pc_canon canon = {.references = references, .ordered = true};
  pc_outcome_print(outcome, &canon, json, &rules);
  g_string_replace(json, "\"", "'", 0);
  return g_string_free(json, FALSE);
}

char *fixture_ask(fixture *f, guint i, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, i, fixture_operation_new(f, template), &error);
  assert_fine(outcome, error);
  return fixture_outcome_print(f, outcome);
}

GError *fixture_failure(fixture *f, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, 0, fixture_operation_new(f, template), &error);
  assert_null(outcome);
  assert_non_null(error);
  return error;
}

void fixture_assert_one_of(fixture *f, guint i, const char *template, const char *allowed) {
  g_autofree char *printed = fixture_ask(f, i, template);
  g_auto(GStrv) each = g_strsplit(allowed, "|", -1);
  if (!g_strv_contains((const char *const *)each, printed))
    fail_msg("%s: %s gave %s, not %s", fixture_subject, template, printed, allowed);
}

void fixture_assert_answer(fixture *f, const char *template, const char *expected) {
  fixture_assert_one_of(f, 0, template, expected);
}

bool fixture_is(const fixture *f, const char *name) { return strcmp(f->adapter->name, name) == 0; }

bool fixture_inventory_has(const fixture *f, void *service, const char *name) {
  GError *error = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) live = g_ptr_array_new_with_free_func(g_free);
  assert_fine(f->adapter->inventory(service, names, live, &error), error);
  return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

/* A test of a service in a process of its own, and the file that gets what it says. */
typedef struct job {
  const struct CMUnitTest *test;
  const char *subject;
  pid_t pid;
  FILE *said;
} job;

static void job_start(job *j) {
  j->said = tmpfile();
  fflush(NULL);
  j->pid = j->said ? fork() : -1;
  if (j->pid < 0) {
    perror("cannot start a test");
    exit(1);
  }
  if (j->pid > 0)
    return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(fileno(j->said), STDOUT_FILENO);
  dup2(fileno(j->said), STDERR_FILENO);
  fixture_subject = j->subject;
  exit(_cmocka_run_group_tests(fixture_subject, j->test, 1, NULL, NULL));
}

/* Shows what it said; whether it passed. */
static bool job_end(job *j, int status) {
  char buffer[4096];
  rewind(j->said);
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, j->said)) > 0;)
    fwrite(buffer, 1, n, stdout);
  fclose(j->said);
  if (WIFSIGNALED(status))
    printf("%s: %s was ended by signal %d\n", j->subject, j->test->name, WTERMSIG(status));
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Gives how many failed. */
static guint jobs_run(GArray *jobs, guint at_once) {
  guint failed = 0;
  guint started = 0;
  for (guint ended = 0; ended < jobs->len; ended++) {
    while (started < jobs->len && started - ended < at_once)
      job_start(&g_array_index(jobs, job, started++));
    int status = 0;
    const pid_t pid = wait(&status);
    for (guint i = 0; i < started; i++) {
      job *j = &g_array_index(jobs, job, i);
      if (j->pid == pid)
        failed += !job_end(j, status);
    }
  }
  return failed;
}

int fixture_tests_run(const char *role, int argc, char **argv, const struct CMUnitTest *tests,
                      guint count, guint alone) {
  g_autoptr(GArray) of_models = g_array_new(false, false, sizeof(job));
  g_autoptr(GArray) of_servers = g_array_new(false, false, sizeof(job));
  g_autoptr(GArray) last = g_array_new(false, false, sizeof(job));
  fixture_role = role;
  if (argc < 2) {
    fprintf(stderr, "usage: %s URL|env:NAME...\n", argv[0]);
    return 2;
  }
  for (int i = 1; i < argc; i++) {
    const bool named = g_str_has_prefix(argv[i], "env:");
    const char *subject = named ? g_getenv(argv[i] + 4) : argv[i];
    if (!subject) {
      fprintf(stderr, "%s names no server\n", argv[i] + 4);
      return 77;
    }
    for (guint k = 0; k < count; k++) {
      const job one = {.test = &tests[k], .subject = subject};
      g_array_append_val(k + alone >= count ? last : named ? of_servers : of_models, one);
    }
  }
  const guint failed = jobs_run(of_models, MODELS_AT_ONCE) + jobs_run(of_servers, SERVERS_AT_ONCE) +
                       jobs_run(last, 1);
  printf("%u tests, %u failed\n", count * (guint)(argc - 1), failed);
  return failed ? 1 : 0;
}
