/* SPDX-License-Identifier: MIT */
/* What the tests of queues share. */
#include "tests/adapters/queue_fixture.h"

#include "harness/error.h"
#include "harness/queue.h"
#include "harness/run_name.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *queue_subject;

void *queue_service_open(const queue_fixture *f) {
  GError *error = NULL;
  void *service = g_malloc0(f->adapter->service_size);
  assert_fine(f->adapter->open(service, f->endpoint, TIMEOUT_MS, &error), error);
  return service;
}

void queue_service_close(const queue_fixture *f, void *service) {
  f->adapter->close(service);
  g_free(service);
}

static void scratch_open(queue_fixture *f) {
  GError *error = NULL;
  f->name = pc_scratch_name_new(f->run, ++f->scratches, 1);
  f->scratch = (pc_scratch){.name = f->name, .sessions = SESSIONS_MAX};
  if (f->adapter->capabilities & PC_ADAPTER_FILES) {
    f->folder = g_build_filename(g_get_tmp_dir(), f->name, NULL);
    f->scratch.folder = f->folder;
    assert_int_equal(g_mkdir(f->folder, 0700), 0);
  }
  assert_fine(f->driver->scratch_open(f->service, &f->scratch, &f->stop, &error), error);
}

static void sessions_close(queue_fixture *f) {
  for (guint i = SESSIONS_MAX; i-- > 0;) {
    if (f->sessions[i])
      f->driver->session_close(f->sessions[i]);
    g_clear_pointer(&f->sessions[i], g_free);
  }
}

void queue_scratch_close(queue_fixture *f) {
  GError *error = NULL;
  sessions_close(f);
  assert_fine(f->driver->scratch_close(f->service, &f->scratch, &error), error);
  if (f->folder) {
    g_autofree char *keys = g_build_filename(f->folder, "keys.jsonl", NULL);
    g_unlink(keys);
    assert_int_equal(g_rmdir(f->folder), 0);
  }
  g_clear_pointer(&f->folder, g_free);
  g_clear_pointer(&f->name, g_free);
}

int queue_set_up(void **state) {
  GError *error = NULL;
  queue_fixture *f = g_new0(queue_fixture, 1);
  f->endpoint = pc_endpoint_parse(queue_subject, &error);
  assert_fine(f->endpoint, error);
  assert_fine((f->adapter = pc_adapter_find_role(f->endpoint->scheme, "queue", &error)) != NULL, error);
  assert_fine(f->adapter->check(f->endpoint, &error), error);
  f->driver = f->adapter->drivers[PC_LANGUAGE_OPERATIONS];
  assert_non_null(f->driver);
  f->service = queue_service_open(f);
  f->run = pc_run_name_new();
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  scratch_open(f);
  *state = f;
  return 0;
}

int queue_tear_down(void **state) {
  queue_fixture *f = *state;
  if (f->name)
    queue_scratch_close(f);
  queue_service_close(f, f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f->run);
  g_free(f);
  return 0;
}

static void *session(queue_fixture *f, guint i) {
  GError *error = NULL;
  static const char *const names[] = {"A", "B"};
  if (!f->sessions[i]) {
    f->sessions[i] = g_malloc0(f->adapter->session_size);
    assert_fine(f->driver->session_open(f->service, f->sessions[i], names[i], &f->stop, &error), error);
  }
  return f->sessions[i];
}

json_t *queue_operation_new(const queue_fixture *f, const char *template) {
  g_autoptr(GString) text = g_string_new(template);
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", f->name, 0);
  json_error_t problem;
  json_t *operation = json_loads(text->str, JSON_ALLOW_NUL, &problem);
  if (!operation)
    fail_msg("%s: %s", text->str, problem.text);
  return operation;
}

pc_outcome *queue_try_take(queue_fixture *f, guint i, json_t *operation, GError **error) {
  pc_statement statement = {.operation = operation, .text = "?"};
  void *s = session(f, i);
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

char *queue_outcome_print(const queue_fixture *f, const pc_outcome *outcome) {
  GString *json = g_string_new(NULL);
  guint rules = 0;
  const char *const references[] = {f->name, "$", NULL};
  const pc_canon canon = {.references = references, .ordered = true};
  pc_outcome_print(outcome, &canon, json, &rules);
  g_string_replace(json, "\"", "'", 0);
  return g_string_free(json, FALSE);
}

char *queue_ask(queue_fixture *f, guint i, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = queue_try_take(f, i, queue_operation_new(f, template), &error);
  assert_fine(outcome, error);
  return queue_outcome_print(f, outcome);
}

GError *queue_failure(queue_fixture *f, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = queue_try_take(f, 0, queue_operation_new(f, template), &error);
  assert_null(outcome);
  assert_non_null(error);
  return error;
}

void queue_assert_one_of(queue_fixture *f, guint i, const char *template, const char *allowed) {
  g_autofree char *printed = queue_ask(f, i, template);
  g_auto(GStrv) each = g_strsplit(allowed, "|", -1);
  if (!g_strv_contains((const char *const *)each, printed))
    fail_msg("%s: %s gave %s, not %s", queue_subject, template, printed, allowed);
}

void queue_assert_answer(queue_fixture *f, const char *template, const char *expected) {
  queue_assert_one_of(f, 0, template, expected);
}

bool queue_is(const queue_fixture *f, const char *name) { return strcmp(f->adapter->name, name) == 0; }

bool queue_is_model(const queue_fixture *f) { return queue_is(f, "memory-queue"); }

bool queue_is_unsupported(queue_fixture *f, const char *template) {
  g_autofree char *answer = queue_ask(f, 0, template);
  return strstr(answer, "unsupported") != NULL;
}

/* A member of the message that the operation gives, printed; NULL: it is not told. */
static char *member_print(const pc_outcome *outcome, const char *name) {
  for (guint i = 0; i + 1 < pc_value_length(outcome->value); i += 2) {
    if (strcmp(pc_value_text(pc_value_item(outcome->value, i), NULL), name) != 0)
      continue;
    GString *json = g_string_new(NULL);
    pc_value_print(pc_value_item(outcome->value, i + 1), json);
    g_string_replace(json, "\"", "'", 0);
    return g_string_free(json, FALSE);
  }
  return NULL;
}

void queue_assert_message(queue_fixture *f, guint i, const char *template, const char *body, const char *redelivered) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = queue_try_take(f, i, queue_operation_new(f, template), &error);
  assert_fine(outcome, error);
  if (outcome->kind != PC_OUTCOME_VALUE || pc_value_kind(outcome->value) != PC_KIND_MAP) {
    g_autofree char *printed = queue_outcome_print(f, outcome);
    fail_msg("%s: %s gave %s and no message", queue_subject, template, printed);
  }
  g_autofree char *came = member_print(outcome, "body");
  g_autofree char *again = member_print(outcome, "redelivered");
  if (g_strcmp0(came, body) != 0 || (again && redelivered && strcmp(again, redelivered) != 0))
    fail_msg("%s: %s gave the body %s, redelivered %s", queue_subject, template, came, again ? again : "?");
}

void queue_declare(queue_fixture *f, const char *queue) {
  g_autofree char *operation = g_strdup_printf("{'op':'declare','queue':'%s'}", queue);
  queue_assert_answer(f, operation, "{'done':true}");
}

void queue_publish(queue_fixture *f, const char *queue, const char *body) {
  g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'%s','body':%s}", queue, body);
  queue_assert_answer(f, operation, "{'done':true}");
}

int queue_tests_run(int argc, char **argv, int (*group_run)(void)) {
  int failed = 0;
  for (int i = 1; i < argc; i++) {
    const bool named = g_str_has_prefix(argv[i], "env:");
    queue_subject = named ? g_getenv(argv[i] + 4) : argv[i];
    if (!queue_subject) {
      fprintf(stderr, "%s names no server\n", argv[i] + 4);
      return 77;
    }
    failed += group_run();
  }
  if (argc < 2)
    fprintf(stderr, "usage: %s URL|env:NAME...\n", argv[0]);
  return argc < 2 ? 2 : failed;
}
