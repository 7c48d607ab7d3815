/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h and harness/queue.h promise, asked of each adapter of the role queue: the URLs are the
 * arguments, or PC_TEST_RABBITMQ and the like in the environment for "env:NAME". Only what a service is differs. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/queue.h"
#include "harness/error.h"
#include "harness/run_name.h"

#include <signal.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSIONS_MAX = 2, TIMEOUT_MS = 20000 };

typedef struct fixture {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  char *run;
  guint scratches;
  char *name;
  char *folder; /* NULL where the adapter wants none */
  pc_scratch scratch;
  pc_stop stop;
  void *sessions[SESSIONS_MAX];
} fixture;

static const char *subject; /* a URL */

#define assert_fine(call, error)                                                                                       \
  do {                                                                                                                 \
    if (!(call))                                                                                                       \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                                       \
    assert_null(error);                                                                                                \
  } while (0)

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

static void scratch_open(fixture *f) {
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

static void sessions_close(fixture *f) {
  for (guint i = SESSIONS_MAX; i-- > 0;) {
    if (f->sessions[i])
      f->driver->session_close(f->sessions[i]);
    g_clear_pointer(&f->sessions[i], g_free);
  }
}

static void scratch_close(fixture *f) {
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

static int set_up(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  f->endpoint = pc_endpoint_parse(subject, &error);
  assert_fine(f->endpoint, error);
  assert_fine((f->adapter = pc_adapter_find_role(f->endpoint->scheme, "queue", &error)) != NULL, error);
  assert_fine(f->adapter->check(f->endpoint, &error), error);
  f->driver = f->adapter->drivers[PC_LANGUAGE_OPERATIONS];
  assert_non_null(f->driver);
  f->service = service_open(f);
  f->run = pc_run_name_new();
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  scratch_open(f);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  if (f->name)
    scratch_close(f);
  service_close(f, f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f->run);
  g_free(f);
  return 0;
}

static void *session(fixture *f, guint i) {
  GError *error = NULL;
  static const char *const names[] = {"A", "B"};
  if (!f->sessions[i]) {
    f->sessions[i] = g_malloc0(f->adapter->session_size);
    assert_fine(f->driver->session_open(f->service, f->sessions[i], names[i], &f->stop, &error), error);
  }
  return f->sessions[i];
}

/* template: JSON with "$" for the scratch's name and "'" for quotation marks. */
static json_t *operation_new(const fixture *f, const char *template) {
  g_autoptr(GString) text = g_string_new(template);
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", f->name, 0);
  json_error_t problem;
  json_t *operation = json_loads(text->str, JSON_ALLOW_NUL, &problem);
  if (!operation)
    fail_msg("%s: %s", text->str, problem.text);
  return operation;
}

/* NULL and error set where it failed; operation is consumed. */
static pc_outcome *try_take(fixture *f, guint i, json_t *operation, GError **error) {
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

static char *outcome_print(const fixture *f, const pc_outcome *outcome) {
  GString *json = g_string_new(NULL);
  guint rules = 0;
  const char *const references[] = {f->name, "$", NULL};
  const pc_canon canon = {.references = references, .ordered = true};
  pc_outcome_print(outcome, &canon, json, &rules);
  g_string_replace(json, "\"", "'", 0);
  return g_string_free(json, FALSE);
}

/* The printed outcome; the caller's. */
static char *ask(fixture *f, guint i, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, i, operation_new(f, template), &error);
  assert_fine(outcome, error);
  return outcome_print(f, outcome);
}

static GError *failure(fixture *f, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, 0, operation_new(f, template), &error);
  assert_null(outcome);
  assert_non_null(error);
  return error;
}

/* Every answer that a service may give, "|" between them. */
static void assert_one_of(fixture *f, guint i, const char *template, const char *allowed) {
  g_autofree char *printed = ask(f, i, template);
  g_auto(GStrv) each = g_strsplit(allowed, "|", -1);
  if (!g_strv_contains((const char *const *)each, printed))
    fail_msg("%s: %s gave %s, not %s", subject, template, printed, allowed);
}

static void assert_answer(fixture *f, const char *template, const char *expected) {
  assert_one_of(f, 0, template, expected);
}

static bool is(const fixture *f, const char *name) { return strcmp(f->adapter->name, name) == 0; }

/* What is taken out of a list is gone: nothing is left to give back, and nobody to wait for. */
static bool is_model(const fixture *f) { return is(f, "memory-queue"); }

/* Answers that say no more than that the service has no such thing. */
static bool is_unsupported(fixture *f, const char *template) {
  g_autofree char *answer = ask(f, 0, template);
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

/* The operation gives a message with that body, and "redelivered" as said where it is told. */
static void assert_message(fixture *f, guint i, const char *template, const char *body, const char *redelivered) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, i, operation_new(f, template), &error);
  assert_fine(outcome, error);
  if (outcome->kind != PC_OUTCOME_VALUE || pc_value_kind(outcome->value) != PC_KIND_MAP) {
    g_autofree char *printed = outcome_print(f, outcome);
    fail_msg("%s: %s gave %s and no message", subject, template, printed);
  }
  g_autofree char *came = member_print(outcome, "body");
  g_autofree char *again = member_print(outcome, "redelivered");
  if (g_strcmp0(came, body) != 0 || (again && redelivered && strcmp(again, redelivered) != 0))
    fail_msg("%s: %s gave the body %s, redelivered %s", subject, template, came, again ? again : "?");
}

static void declare(fixture *f, const char *queue) {
  g_autofree char *operation = g_strdup_printf("{'op':'declare','queue':'%s'}", queue);
  assert_answer(f, operation, "{'done':true}");
}

static void publish(fixture *f, const char *queue, const char *body) {
  g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'%s','body':%s}", queue, body);
  assert_answer(f, operation, "{'done':true}");
}

static void the_adapter_is_complete(void **state) {
  const fixture *f = *state;
  assert_non_null(f->adapter->product);
  assert_non_null(f->adapter->summary);
  assert_true(f->adapter->roles & (1u << PC_ROLE_QUEUE));
  assert_true(f->adapter->capabilities & PC_ADAPTER_SESSIONS);
  g_autofree char *client = f->adapter->client(f->endpoint);
  assert_true(*client);
  for (guint i = 0; i < f->endpoint->secrets->len; i++)
    assert_null(strstr(client, ":guest@"));
}

static void the_fingerprint_has_the_documented_keys(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  json_t *fingerprint = json_object();
  assert_fine(f->adapter->fingerprint(f->service, fingerprint, &error), error);
  assert_true(json_string_length(json_object_get(fingerprint, "engine")) > 0);
  assert_true(json_string_length(json_object_get(fingerprint, "version")) > 0);
  assert_true(json_object_size(json_object_get(fingerprint, "settings")) > 0);
  const char *name;
  json_t *value;
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value) { assert_true(json_is_string(value)); }
  assert_true(json_is_array(json_object_get(fingerprint, "notes")));
  json_decref(fingerprint);
}

static void an_unknown_option_is_refused_with_the_url(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *url = g_strdup_printf("%s%cno_such_option=1", subject, strchr(subject, '?') ? '&' : '?');
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_false(f->adapter->check(endpoint, &error));
  assert_error(error, PC_ERROR_USAGE, f->adapter->options->name ? "no_such_option" : "has no options");
}

static void what_is_published_is_received_and_acknowledged(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'m'}", "{'missing':true}");
  publish(f, "$.q", "'one'");
  publish(f, "$.q", "'two'");
  assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':2}");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'two'", "false");
  assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'c'}", "{'missing':true}");
  assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  assert_answer(f, "{'op':'ack','message':'b'}", "{'done':true}");
  /* To some, an empty queue and none are the same. */
  assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':0}|{'missing':true}");
  publish(f, "$.q", "'three'");
  if (!is_unsupported(f, "{'op':'receive','queue':'$.q','wait':2,'as':'d','auto_ack':true}"))
    assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':0}|{'missing':true}");
}

static void bodies_come_back_as_they_were(void **state) {
  fixture *f = *state;
  static const char *const bodies[] = {
      "''", "'text'", "'\xc3\xa4\xe2\x82\xac'", "'a\\u0000b'", "'line\\u000d\\u000aline'", "{'bytes':'00ff0d0afe'}"};
  declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'$.q','body':%s}", bodies[i]);
    g_autofree char *answer = ask(f, 0, operation);
    /* An application's serialiser may take text alone. */
    if (is(f, "exec-queue") && *bodies[i] == '{' && strcmp(answer, "{'refusal':'bad_value'}") == 0)
      continue;
    assert_string_equal(answer, "{'done':true}");
    assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}", bodies[i], "false");
    assert_answer(f, "{'op':'ack','message':'m'}", "{'done':true}");
  }
}

static void large_bodies_are_kept_or_refused(void **state) {
  fixture *f = *state;
  static const guint sizes[] = {4096, 40000, 70000, 300000, 2000000};
  declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree char *text = g_strnfill(sizes[i], 'v');
    g_autofree char *body = g_strdup_printf("'%s'", text);
    g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'$.q','body':%s}", body);
    g_autofree char *answer = ask(f, 0, operation);
    if (strcmp(answer, "{'refusal':'too_large'}") == 0)
      continue;
    assert_string_equal(answer, "{'done':true}");
    assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':5,'as':'m'}", body, "false");
    assert_answer(f, "{'op':'ack','message':'m'}", "{'done':true}");
  }
}

static void what_is_rejected_comes_again_or_not(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  assert_answer(f, "{'op':'reject','message':'a','requeue':true}", "{'done':true}");
  if (is_model(f))
    return;
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'one'", "true");
  assert_answer(f, "{'op':'reject','message':'b','requeue':false}", "{'done':true}");
  assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'c'}", "{'missing':true}");
}

static void what_is_settled_twice_is_refused_or_ignored(void **state) {
  fixture *f = *state;
  const char *answers = "{'refusal':'no_such_delivery'}|{'done':true}";
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  assert_answer(f, "{'op':'ack','message':'a'}", answers);
  assert_answer(f, "{'op':'reject','message':'a','requeue':true}", answers);
  assert_answer(f, "{'op':'ack','message':'never'}", is_model(f) ? answers : "{'refusal':'no_such_delivery'}");
  /* The session is of use afterwards. */
  publish(f, "$.q", "'two'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'two'", "false");
}

static void sessions_share_a_queue(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  publish(f, "$.q", "'two'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  assert_message(f, 1, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'two'", "false");
  assert_one_of(f, 1, "{'op':'ack','message':'a'}", "{'done':true}");
  assert_one_of(f, 1, "{'op':'receive','queue':'$.q','wait':0,'as':'b'}", "{'missing':true}");
  assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
}

static void a_lost_connection_gives_back_what_was_not_acknowledged(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  if (is_unsupported(f, "{'op':'disconnect'}"))
    return;
  g_autofree char *again = ask(f, 1, "{'op':'receive','queue':'$.q','wait':5,'as':'b'}");
  /* Where nobody looks for the dead, it is lost or waits for a time-out. */
  if (strcmp(again, "{'missing':true}") != 0)
    assert_non_null(strstr(again, "['body','one']"));
  else
    assert_false(is(f, "amqp") || is(f, "beanstalkd"));
  assert_answer(f, "{'op':'ack','message':'a'}", "{'refusal':'no_such_delivery'}|{'done':true}");
  publish(f, "$.q", "'two'");
}

static void a_queue_that_is_not_there_is_told(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'depth','queue':'$.none'}", "{'missing':true}|{'value':0}");
  assert_answer(f, "{'op':'delete','queue':'$.none'}", "{'value':false}|{'unsupported':'delete'}");
  assert_answer(f, "{'op':'receive','queue':'$.none','wait':0,'as':'a'}", "{'refusal':'not_found'}|{'missing':true}");
  assert_answer(f, "{'op':'purge','queue':'$.none'}", "{'refusal':'not_found'}|{'value':0}|{'unsupported':'purge'}");
  assert_answer(f, "{'op':'consume','queue':'$.none','as':'c'}",
                "{'refusal':'not_found'}|{'done':true}|{'unsupported':'consume'}");
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'one'", "false");
}

static void queues_are_purged_and_deleted(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  publish(f, "$.q", "'two'");
  assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':2}|{'unsupported':'purge'}");
  assert_answer(f, "{'op':'delete','queue':'$.q'}", "{'value':true}|{'value':false}|{'unsupported':'delete'}");
}

static void a_queue_declared_otherwise_is_refused_or_not(void **state) {
  fixture *f = *state;
  const char *unsupported = "{'unsupported':'max_length'}";
  if (is_unsupported(f, "{'op':'declare','queue':'$.q','max_length':5}")) {
    assert_answer(f, "{'op':'declare','queue':'$.q','max_length':5}", unsupported);
    return;
  }
  assert_answer(f, "{'op':'declare','queue':'$.q','max_length':5}", "{'done':true}");
  assert_answer(f, "{'op':'declare','queue':'$.q','max_length':6}",
                is(f, "amqp") ? "{'refusal':'precondition_failed'}"
                              : "{'done':true}|{'refusal':'precondition_failed'}");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
}

static void consumers_are_pushed_to(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  if (is_unsupported(f, "{'op':'consume','queue':'$.q','as':'c'}"))
    return;
  publish(f, "$.q", "'one'");
  publish(f, "$.q", "'two'");
  assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'a'}", "'one'", "false");
  assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'b'}", "'two'", "false");
  assert_answer(f, "{'op':'next','consumer':'c','wait':0,'as':'d'}", "{'missing':true}");
  assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  assert_answer(f, "{'op':'ack','message':'b'}", "{'done':true}");
  assert_answer(f, "{'op':'cancel','consumer':'c'}", "{'done':true}");
  publish(f, "$.q", "'three'");
  assert_answer(f, "{'op':'next','consumer':'c','wait':0,'as':'d'}", "{'missing':true}|{'refusal':'not_found'}");
  assert_answer(f, "{'op':'next','consumer':'never','wait':0,'as':'d'}", "{'missing':true}|{'refusal':'not_found'}");
  assert_message(f, 1, "{'op':'receive','queue':'$.q','wait':2,'as':'e'}", "'three'", "false");
}

static void prefetch_bounds_what_is_pushed(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  if (is_unsupported(f, "{'op':'prefetch','count':1}") || is_unsupported(f, "{'op':'consume','queue':'$.q','as':'c'}"))
    return;
  publish(f, "$.q", "'one'");
  publish(f, "$.q", "'two'");
  assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'a'}", "'one'", "false");
  assert_answer(f, "{'op':'next','consumer':'c','wait':{'real':'0.2'},'as':'b'}", "{'missing':true}");
  assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'b'}", "'two'", "false");
}

static void unknown_operations_are_unsupported(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'fly','queue':'$.q'}", "{'unsupported':'fly'}");
  assert_answer(f, "{'op':'declare','queue':'$.q','colour':'red'}", "{'unsupported':'colour'}");
}

static void queues_of_others_are_never_touched(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'declare','queue':'orders'}",
      "{'op':'publish','queue':'orders','body':'x'}",
      "{'op':'receive','queue':'','wait':0,'as':'a'}",
      "{'op':'delete','queue':'orders'}",
      "{'op':'purge','queue':'$1'}",
      "{'op':'declare','queue':'$.q','dead_letter_queue':'orders'}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = failure(f, operations[i]);
    assert_error(error, PC_ERROR_CONFINED, "scratch");
  }
}

static void malformed_operations_are_told(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'declare'}",
      "{'op':'publish','queue':'$.q'}",
      "{'op':'publish','queue':'$.q','body':{'colour':'red'}}",
      "{'op':'receive','queue':'$.q','wait':-1,'as':'a'}",
      "{'op':'ack'}",
      "{'op':'next','wait':0,'as':'a'}",
      "{'op':'prefetch','count':-1}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = failure(f, operations[i]);
    assert_error(error, PC_ERROR_FAILED, "has no valid");
  }
}

static void a_scratch_is_fresh_and_nothing_is_left_of_it(void **state) {
  fixture *f = *state;
  g_autofree char *name = NULL;
  declare(f, "$.q");
  publish(f, "$.q", "'one'");
  assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  publish(f, "$.q", "'two'");
  name = g_strdup(f->name);
  scratch_close(f);
  /* The same name again: it finds nothing. */
  GError *error = NULL;
  f->name = g_steal_pointer(&name);
  f->scratch.name = f->name;
  assert_fine(f->driver->scratch_open(f->service, &f->scratch, &f->stop, &error), error);
  assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'missing':true}|{'value':0}");
}

/* As after a kill: nobody has closed the scratch, and another process removes it by its name alone. */
static void removing_takes_exactly_the_name_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  if (is_model(f))
    return; /* what it has ends with its process */
  void *other = service_open(f);
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  declare(f, "$.q");
  declare(f, "$.r");
  publish(f, "$.q", "'one'");
  publish(f, "$.r", "'two'");
  assert_fine(f->adapter->remove(other, longer, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &error), error);
  assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':1}");
  for (guint times = 0; times < 2; times++) {
    assert_fine(f->adapter->remove(other, f->name, &error), error);
    /* Its sessions may have been ended. */
    if (is(f, "redis-queue"))
      assert_answer(f, "{'op':'disconnect'}", "{'done':true}");
    assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'missing':true}|{'value':0}");
    assert_answer(f, "{'op':'depth','queue':'$.r'}", "{'missing':true}|{'value':0}");
  }
  service_close(f, other);
}

static void waiting_ends_in_time(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  const gint64 began_us = g_get_monotonic_time();
  assert_answer(f, "{'op':'receive','queue':'$.q','wait':{'real':'0.3'},'as':'a'}", "{'missing':true}");
  const gint64 took_us = g_get_monotonic_time() - began_us;
  /* Some count whole seconds. */
  assert_in_range(took_us, is_model(f) ? 0 : 250000, 1800000);
}

static void the_deadline_holds(void **state) {
  fixture *f = *state;
  declare(f, "$.q");
  f->stop.deadline_us = g_get_monotonic_time() + 300000;
  const gint64 began_us = g_get_monotonic_time();
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      try_take(f, 0, operation_new(f, "{'op':'receive','queue':'$.q','wait':60,'as':'a'}"), &error);
  if (!is_model(f)) {
    assert_null(outcome);
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
  }
  assert_true(g_get_monotonic_time() - began_us < 2 * G_USEC_PER_SEC);
  f->stop.deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
}

/* What a step of a row's is answered with; the first that is not is told with its number. */
typedef struct step {
  guint session;
  const char *operation;
  const char *answer;
} step;

static void steps_run(fixture *f, const step *steps, guint n) {
  for (guint i = 0; i < n; i++) {
    g_autofree char *printed = ask(f, steps[i].session, steps[i].operation);
    if (strcmp(printed, steps[i].answer) != 0)
      fail_msg("step %u: %s gave %s, not %s", i, steps[i].operation, printed, steps[i].answer);
  }
}

#define GOT(body, more) "{'value':{'map':[['body'," body "]," more "]}}"
#define FIRST "['redelivered',false]"

static void rabbitmq_confirms_and_returns(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q','max_length':1,'overflow':'reject-publish'}", "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'a','confirm':true}", "{'value':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'b','confirm':true}", "{'value':false}"},
      {0, "{'op':'publish','queue':'$.q','body':'c'}", "{'done':true}"},
      {0, "{'op':'depth','queue':'$.q'}", "{'value':1}"},
      {0, "{'op':'publish','queue':'$.no','body':'d','confirm':true}", "{'value':true}"},
      {0, "{'op':'publish','queue':'$.no','body':'d','confirm':true,'mandatory':true}", "{'value':false}"},
      {0, "{'op':'publish','queue':'$.no','body':'','mandatory':true}", "{'value':false}"},
      {0, "{'op':'purge','queue':'$.q'}", "{'value':1}"},
      {0, "{'op':'publish','queue':'$.q','body':'e','confirm':true,'mandatory':true,'persistent':true}",
       "{'value':true}"},
      {0, "{'op':'receive','queue':'$.q','wait':1,'as':'m'}", GOT("'e'", FIRST)},
  };
  if (is(f, "amqp"))
    steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_expires_and_buries(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.dead'}", "{'done':true}"},
      {0, "{'op':'declare','queue':'$.q','dead_letter_queue':'$.dead','message_ttl':{'real':'0.2'}}", "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'late'}", "{'done':true}"},
      {0, "{'op':'receive','queue':'$.dead','wait':5,'as':'d','auto_ack':true}",
       GOT("'late'",
           "['headers',{'map':[['x-death',[{'map':[['count',1],['exchange',''],['queue','$.q'],['reason','expired'],"
           "['routing-keys',['$.q']]]}]],['x-first-death-exchange',''],['x-first-death-queue','$.q'],"
           "['x-first-death-reason','expired']]}]," FIRST)},
      {0, "{'op':'declare','queue':'$.p'}", "{'done':true}"},
      {0, "{'op':'publish','queue':'$.p','body':'a','ttl':0}", "{'done':true}"},
      {0, "{'op':'receive','queue':'$.p','wait':0,'as':'m'}", "{'missing':true}"},
      {0, "{'op':'publish','queue':'$.p','body':'a','ttl':-1}", "{'refusal':'bad_argument'}"},
      {0, "{'op':'declare','queue':'$.x','message_ttl':-1}", "{'refusal':'bad_argument'}"},
      {0, "{'op':'declare','queue':'$.y','expires':{'real':'0.1'}}", "{'done':true}"},
      {0, "{'op':'publish','queue':'$.p','body':'a','delay':1}", "{'unsupported':'delay'}"},
      {0, "{'op':'extend','message':'m'}", "{'unsupported':'extend'}"},
  };
  if (is(f, "amqp"))
    steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_locks_what_is_exclusive(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q','exclusive':true}", "{'done':true}"},
      {1, "{'op':'depth','queue':'$.q'}", "{'refusal':'locked'}"},
      {1, "{'op':'declare','queue':'$.q','exclusive':true}", "{'refusal':'locked'}"},
      {1, "{'op':'delete','queue':'$.q'}", "{'refusal':'locked'}"},
      {0, "{'op':'declare','queue':'$.r'}", "{'done':true}"},
      {0, "{'op':'consume','queue':'$.r','as':'c','exclusive':true}", "{'done':true}"},
      {1, "{'op':'consume','queue':'$.r','as':'c'}", "{'refusal':'locked'}"},
      {0, "{'op':'consume','queue':'$.r','as':'c'}", "{'refusal':'other:NOT_ALLOWED'}"},
      {0, "{'op':'next','consumer':'c','wait':0,'as':'m'}", "{'refusal':'not_found'}"},
      {1, "{'op':'consume','queue':'$.r','as':'c'}", "{'done':true}"},
      {0, "{'op':'delete','queue':'$.r'}", "{'value':true}"},
      {1, "{'op':'next','consumer':'c','wait':2,'as':'m'}", "{'refusal':'not_found'}"},
      {0, "{'op':'declare','queue':'$.a','auto_delete':true}", "{'done':true}"},
      {0, "{'op':'consume','queue':'$.a','as':'c'}", "{'done':true}"},
      {0, "{'op':'cancel','consumer':'c'}", "{'done':true}"},
      {0, "{'op':'depth','queue':'$.a'}", "{'missing':true}"},
      {0, "{'op':'declare','queue':'$.z','kind':'quorum'}", "{'refusal':'bad_argument'}"},
  };
  if (is(f, "amqp"))
    steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_counts_deliveries_of_a_quorum_queue(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q','kind':'quorum','durable':true,'delivery_limit':1}", "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'a','persistent':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}", GOT("'a'", FIRST ",['deliveries',1]")},
      {1, "{'op':'reject','message':'m','requeue':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}", GOT("'a'", "['redelivered',true],['deliveries',2]")},
      {1, "{'op':'reject','message':'m','requeue':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':{'real':'0.3'},'as':'m'}", "{'missing':true}"},
  };
  if (is(f, "amqp"))
    steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_keeps_properties_and_the_types_of_headers(void **state) {
  fixture *f = *state;
  static const char *const values[] = {"null",
                                       "true",
                                       "false",
                                       "1",
                                       "-2147483649",
                                       "9223372036854775807",
                                       "{'real':'1.5'}",
                                       "{'decimal':'1.50'}",
                                       "'text'",
                                       "''",
                                       "{'bytes':'00ff'}",
                                       "{'timestamptz':'2024-01-02 03:04:05+00'}",
                                       "[1,'a',[null]]",
                                       "{'map':[['a',1],['b',{'map':[]}]]}"};
  if (!is(f, "amqp"))
    return;
  declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
    g_autofree char *operation =
        g_strdup_printf("{'op':'publish','queue':'$.q','body':'b','headers':{'h':%s},'priority':7,'message_id':'id',"
                        "'content_type':'text/plain'}",
                        values[i]);
    g_autofree char *expected =
        g_strdup_printf(GOT("'b'", "['headers',{'map':[['h',%s]]}]," FIRST
                                   ",['priority',7],['message_id','id'],['content_type','text/plain']"),
                        values[i]);
    assert_answer(f, operation, "{'done':true}");
    assert_answer(f, "{'op':'receive','queue':'$.q','wait':1,'as':'m','auto_ack':true}", expected);
  }
  assert_answer(f, "{'op':'publish','queue':'$.q','body':'b','headers':{'h':{'interval':'1 day'}}}",
                "{'refusal':'bad_value'}");
  assert_answer(f, "{'op':'publish','queue':'$.q','body':5}", "{'refusal':'bad_value'}");
  assert_answer(f, "{'op':'publish','queue':'$.q','body':'b','priority':256}", "{'refusal':'bad_argument'}");
}

/* A signal stops threads one after the other. */
static bool is_stopped(const char *pid) {
  g_autofree char *folder = g_strdup_printf("/proc/%s/task", pid);
  GDir *tasks = g_dir_open(folder, 0, NULL);
  bool stopped = tasks != NULL;
  const char *task;
  while (stopped && (task = g_dir_read_name(tasks))) {
    g_autofree char *path = g_build_filename(folder, task, "stat", NULL);
    g_autofree char *line = NULL;
    stopped = g_file_get_contents(path, &line, NULL, NULL) && strstr(line, ") T ");
  }
  if (tasks)
    g_dir_close(tasks);
  return stopped;
}

static void server_stop(const char *pid) {
  const gint64 until_us = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
  assert_int_equal(kill((pid_t)g_ascii_strtoll(pid, NULL, 10), SIGSTOP), 0);
  while (!is_stopped(pid) && g_get_monotonic_time() < until_us)
    g_usleep(1000);
  assert_true(is_stopped(pid));
}

/* The socket takes no more after a while: that ends with the deadline too. */
static void a_paused_rabbitmq_takes_no_longer_than_the_deadline(void **state) {
  fixture *f = *state;
  const char *pid = g_getenv("PC_TEST_RABBITMQ_PID");
  static const gsize sizes[] = {10, 8 * 1024 * 1024};
  if (!is(f, "amqp") || !pid)
    return;
  declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    GError *error = NULL;
    g_autofree char *body = g_strnfill(sizes[i], 'x');
    g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'$.q','body':'%s'}", body);
    json_t *prepared = operation_new(f, operation);
    /* Connected anew where it was cut. */
    assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':0}|{'value':1}");
    server_stop(pid);
    f->stop.deadline_us = g_get_monotonic_time() + 400000;
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(pc_outcome) outcome = try_take(f, 0, prepared, &error);
    const gint64 took_us = g_get_monotonic_time() - began_us;
    assert_int_equal(kill((pid_t)g_ascii_strtoll(pid, NULL, 10), SIGCONT), 0);
    f->stop.deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
    assert_null(outcome);
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
    assert_in_range(took_us, 300000, 2000000);
  }
  assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':0}|{'value':1}|{'value':2}");
}

static void rabbitmq_keeps_a_ledger_that_is_nobodys(void **state) {
  fixture *f = *state;
  if (!is(f, "amqp"))
    return;
  GError *error = failure(f, "{'op':'delete','queue':'$.ledger'}");
  assert_error(error, PC_ERROR_CONFINED, "adapter's own");
}

int main(int argc, char **argv) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_adapter_is_complete),
      TEST(the_fingerprint_has_the_documented_keys),
      TEST(an_unknown_option_is_refused_with_the_url),
      TEST(what_is_published_is_received_and_acknowledged),
      TEST(bodies_come_back_as_they_were),
      TEST(large_bodies_are_kept_or_refused),
      TEST(what_is_rejected_comes_again_or_not),
      TEST(what_is_settled_twice_is_refused_or_ignored),
      TEST(sessions_share_a_queue),
      TEST(a_lost_connection_gives_back_what_was_not_acknowledged),
      TEST(a_queue_that_is_not_there_is_told),
      TEST(queues_are_purged_and_deleted),
      TEST(a_queue_declared_otherwise_is_refused_or_not),
      TEST(consumers_are_pushed_to),
      TEST(prefetch_bounds_what_is_pushed),
      TEST(unknown_operations_are_unsupported),
      TEST(queues_of_others_are_never_touched),
      TEST(malformed_operations_are_told),
      TEST(a_scratch_is_fresh_and_nothing_is_left_of_it),
      TEST(removing_takes_exactly_the_name_and_may_be_repeated),
      TEST(waiting_ends_in_time),
      TEST(the_deadline_holds),
      TEST(rabbitmq_confirms_and_returns),
      TEST(rabbitmq_expires_and_buries),
      TEST(rabbitmq_locks_what_is_exclusive),
      TEST(rabbitmq_counts_deliveries_of_a_quorum_queue),
      TEST(rabbitmq_keeps_properties_and_the_types_of_headers),
      TEST(a_paused_rabbitmq_takes_no_longer_than_the_deadline),
      TEST(rabbitmq_keeps_a_ledger_that_is_nobodys),
  };
  int failed = 0;
  for (int i = 1; i < argc; i++) {
    const bool named = g_str_has_prefix(argv[i], "env:");
    subject = named ? g_getenv(argv[i] + 4) : argv[i];
    if (!subject) {
      fprintf(stderr, "%s names no server\n", argv[i] + 4);
      return 77;
    }
    failed += cmocka_run_group_tests_name(subject, tests, NULL, NULL);
  }
  if (argc < 2)
    fprintf(stderr, "usage: test_queue_adapters URL|env:NAME...\n");
  return argc < 2 ? 2 : failed;
}
