/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h and harness/model/role_queue.h promise, asked of each adapter of the role
 * queue: the URLs are the arguments, or PC_TEST_RABBITMQ and the like in the environment for
 * "env:NAME". Only what a service is differs. */
#include "tests/adapters/queue_fixture.h"

#include "harness/base/error.h"

#include <string.h>

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
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value) {
    assert_true(json_is_string(value));
  }
  assert_true(json_is_array(json_object_get(fingerprint, "notes")));
  json_decref(fingerprint);
}

static void an_unknown_option_is_refused_with_the_url(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *url = g_strdup_printf("%s%cno_such_option=1", fixture_subject,
                                         strchr(fixture_subject, '?') ? '&' : '?');
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_false(f->adapter->check(endpoint, &error));
  assert_error(error, PC_ERROR_USAGE,
               f->adapter->options->name ? "no_such_option" : "has no options");
}

static void what_is_published_is_received_and_acknowledged(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  fixture_assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'m'}", "{'missing':true}");
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.q", "'two'");
  fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':2}");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'two'", "false");
  fixture_assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'c'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'b'}", "{'done':true}");
  /* To some, an empty queue and none are the same. */
  fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':0}|{'missing':true}");
  queue_publish(f, "$.q", "'three'");
  if (!queue_is_unsupported(f, "{'op':'receive','queue':'$.q','wait':2,'as':'d','auto_ack':true}"))
    fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':0}|{'missing':true}");
}

static void bodies_come_back_as_they_were(void **state) {
  fixture *f = *state;
  static const char *const bodies[] = {"''",
                                       "'text'",
                                       "'\xc3\xa4\xe2\x82\xac'",
                                       "'a\\u0000b'",
                                       "'line\\u000d\\u000aline'",
                                       "{'bytes':'00ff0d0afe'}"};
  queue_declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_autofree char *operation =
        g_strdup_printf("{'op':'publish','queue':'$.q','body':%s}", bodies[i]);
    g_autofree char *answer = fixture_ask(f, 0, operation);
    /* An application's serialiser may take text alone. */
    if (fixture_is(f, "exec-queue") && *bodies[i] == '{' &&
        strcmp(answer, "{'refusal':'bad_value'}") == 0)
      continue;
    assert_string_equal(answer, "{'done':true}");
    queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}", bodies[i],
                         "false");
    fixture_assert_answer(f, "{'op':'ack','message':'m'}", "{'done':true}");
  }
}

static void large_bodies_are_kept_or_refused(void **state) {
  fixture *f = *state;
  static const guint sizes[] = {4096, 40000, 70000, 300000, 2000000};
  queue_declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree char *text = g_strnfill(sizes[i], 'v');
    g_autofree char *body = g_strdup_printf("'%s'", text);
    g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'$.q','body':%s}", body);
    g_autofree char *answer = fixture_ask(f, 0, operation);
    if (strcmp(answer, "{'refusal':'too_large'}") == 0)
      continue;
    assert_string_equal(answer, "{'done':true}");
    queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':5,'as':'m'}", body, "false");
    fixture_assert_answer(f, "{'op':'ack','message':'m'}", "{'done':true}");
  }
}

static void what_is_rejected_comes_again_or_not(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  fixture_assert_answer(f, "{'op':'reject','message':'a','requeue':true}", "{'done':true}");
  if (queue_is_model(f))
    return;
  /* An application's library may lose that it comes again. */
  if (fixture_is(f, "exec-queue"))
    assert_false(queue_is_unsupported(f, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}"));
  else
    queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'one'", "true");
  fixture_assert_answer(f, "{'op':'reject','message':'b','requeue':false}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'receive','queue':'$.q','wait':0,'as':'c'}", "{'missing':true}");
}

static void what_is_settled_twice_is_refused_or_ignored(void **state) {
  fixture *f = *state;
  const char *answers = "{'refusal':'no_such_delivery'}|{'done':true}";
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", answers);
  fixture_assert_answer(f, "{'op':'reject','message':'a','requeue':true}", answers);
  fixture_assert_answer(f, "{'op':'ack','message':'never'}",
                        queue_is_model(f) ? answers : "{'refusal':'no_such_delivery'}");
  /* The session is of use afterwards. */
  queue_publish(f, "$.q", "'two'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'two'", "false");
}

static void sessions_share_a_queue(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.q", "'two'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  queue_assert_message(f, 1, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'two'", "false");
  fixture_assert_one_of(f, 1, "{'op':'ack','message':'a'}", "{'done':true}");
  fixture_assert_one_of(f, 1, "{'op':'receive','queue':'$.q','wait':0,'as':'b'}",
                        "{'missing':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
}

static void a_lost_connection_gives_back_what_was_not_acknowledged(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  if (queue_is_unsupported(f, "{'op':'disconnect'}"))
    return;
  g_autofree char *again = fixture_ask(f, 1, "{'op':'receive','queue':'$.q','wait':5,'as':'b'}");
  /* Where nobody looks for the dead, it is lost or waits for a time-out. */
  if (strcmp(again, "{'missing':true}") != 0)
    assert_non_null(strstr(again, "['body','one']"));
  else
    assert_false(fixture_is(f, "amqp") || fixture_is(f, "beanstalkd"));
  fixture_assert_answer(f, "{'op':'ack','message':'a'}",
                        "{'refusal':'no_such_delivery'}|{'done':true}");
  queue_publish(f, "$.q", "'two'");
}

static void a_queue_that_is_not_there_is_told(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'depth','queue':'$.none'}", "{'missing':true}|{'value':0}");
  fixture_assert_answer(f, "{'op':'delete','queue':'$.none'}",
                        "{'value':false}|{'unsupported':'delete'}");
  fixture_assert_answer(f, "{'op':'receive','queue':'$.none','wait':0,'as':'a'}",
                        "{'refusal':'not_found'}|{'missing':true}");
  fixture_assert_answer(f, "{'op':'purge','queue':'$.none'}",
                        "{'refusal':'not_found'}|{'value':0}|{'unsupported':'purge'}");
  fixture_assert_answer(f, "{'op':'consume','queue':'$.none','as':'c'}",
                        "{'refusal':'not_found'}|{'done':true}|{'unsupported':'consume'}");
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'b'}", "'one'", "false");
}

static void queues_are_purged_and_deleted(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.q", "'two'");
  fixture_assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':2}|{'unsupported':'purge'}");
  fixture_assert_answer(f, "{'op':'delete','queue':'$.q'}",
                        "{'value':true}|{'value':false}|{'unsupported':'delete'}");
}

static void a_queue_declared_otherwise_is_refused_or_not(void **state) {
  fixture *f = *state;
  const char *unsupported = "{'unsupported':'max_length'}";
  if (queue_is_unsupported(f, "{'op':'declare','queue':'$.q','max_length':5}")) {
    fixture_assert_answer(f, "{'op':'declare','queue':'$.q','max_length':5}", unsupported);
    return;
  }
  fixture_assert_answer(f, "{'op':'declare','queue':'$.q','max_length':5}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'declare','queue':'$.q','max_length':6}",
                        fixture_is(f, "amqp") ? "{'refusal':'precondition_failed'}"
                                              : "{'done':true}|{'refusal':'precondition_failed'}");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
}

static void consumers_are_pushed_to(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  if (queue_is_unsupported(f, "{'op':'consume','queue':'$.q','as':'c'}"))
    return;
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.q", "'two'");
  queue_assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'a'}", "'one'", "false");
  queue_assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'b'}", "'two'", "false");
  fixture_assert_answer(f, "{'op':'next','consumer':'c','wait':0,'as':'d'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'b'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'cancel','consumer':'c'}", "{'done':true}");
  queue_publish(f, "$.q", "'three'");
  fixture_assert_answer(f, "{'op':'next','consumer':'c','wait':0,'as':'d'}",
                        "{'missing':true}|{'refusal':'not_found'}");
  fixture_assert_answer(f, "{'op':'next','consumer':'never','wait':0,'as':'d'}",
                        "{'missing':true}|{'refusal':'not_found'}");
  /* A command that waits for the next message in the server outlives its consumer: kombu's BRPOP.
   */
  if (!fixture_is(f, "exec-queue"))
    queue_assert_message(f, 1, "{'op':'receive','queue':'$.q','wait':2,'as':'e'}", "'three'",
                         "false");
}

static void prefetch_bounds_what_is_pushed(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  if (queue_is_unsupported(f, "{'op':'prefetch','count':1}") ||
      queue_is_unsupported(f, "{'op':'consume','queue':'$.q','as':'c'}"))
    return;
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.q", "'two'");
  queue_assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'a'}", "'one'", "false");
  fixture_assert_answer(f, "{'op':'next','consumer':'c','wait':{'real':'0.2'},'as':'b'}",
                        "{'missing':true}");
  fixture_assert_answer(f, "{'op':'ack','message':'a'}", "{'done':true}");
  queue_assert_message(f, 0, "{'op':'next','consumer':'c','wait':2,'as':'b'}", "'two'", "false");
}

static void unknown_operations_are_unsupported(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'fly','queue':'$.q'}", "{'unsupported':'fly'}");
  fixture_assert_answer(f, "{'op':'declare','queue':'$.q','colour':'red'}",
                        "{'unsupported':'colour'}");
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
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_CONFINED, "scratch");
  }
}

static void malformed_operations_are_told(void **state) {
  fixture *f = *state;
  if (fixture_is(f, "exec-queue"))
    return; /* its program's to tell */
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
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_FAILED, "has no valid");
  }
}

static void a_scratch_is_fresh_and_nothing_is_left_of_it(void **state) {
  fixture *f = *state;
  if (f->folder)
    return; /* its folder is gone with it */
  g_autofree char *name = NULL;
  queue_declare(f, "$.q");
  queue_publish(f, "$.q", "'one'");
  queue_assert_message(f, 0, "{'op':'receive','queue':'$.q','wait':2,'as':'a'}", "'one'", "false");
  queue_publish(f, "$.q", "'two'");
  name = g_strdup(f->name);
  fixture_scratch_close(f);
  /* The same name again: it finds nothing. */
  GError *error = NULL;
  f->name = g_steal_pointer(&name);
  f->scratch.name = f->name;
  assert_fine(f->driver->scratch_open(f->service, &f->scratch, &f->deadline, &error), error);
  fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'missing':true}|{'value':0}");
}

/* As after a kill: nobody has closed the scratch, and another process removes it by its name alone.
 */
static void removing_takes_exactly_the_name_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  if (queue_is_model(f) || strstr(fixture_subject, "memory:"))
    return; /* what it has ends with its process */
  void *other = fixture_service_open(f);
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  queue_declare(f, "$.q");
  queue_declare(f, "$.r");
  queue_publish(f, "$.q", "'one'");
  queue_publish(f, "$.r", "'two'");
  assert_fine(f->adapter->remove(other, longer, &(bool){false}, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &(bool){false}, &error), error);
  fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'value':1}");
  for (guint times = 0; times < 2; times++) {
    assert_fine(f->adapter->remove(other, f->name, &(bool){false}, &error), error);
    /* Its sessions may have been ended. */
    if (fixture_is(f, "redis-queue"))
      fixture_assert_answer(f, "{'op':'disconnect'}", "{'done':true}");
    fixture_assert_answer(f, "{'op':'depth','queue':'$.q'}", "{'missing':true}|{'value':0}");
    fixture_assert_answer(f, "{'op':'depth','queue':'$.r'}", "{'missing':true}|{'value':0}");
  }
  fixture_service_close(f, other);
}

static void waiting_ends_in_time(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  const gint64 began_us = g_get_monotonic_time();
  fixture_assert_answer(f, "{'op':'receive','queue':'$.q','wait':{'real':'0.3'},'as':'a'}",
                        "{'missing':true}");
  const gint64 took_us = g_get_monotonic_time() - began_us;
  /* Some count whole seconds. */
  assert_in_range(took_us, queue_is_model(f) ? 0 : 250000, 1800000);
}

static void the_deadline_holds(void **state) {
  fixture *f = *state;
  queue_declare(f, "$.q");
  f->deadline.at_us = g_get_monotonic_time() + 300000;
  const gint64 began_us = g_get_monotonic_time();
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = fixture_try_take(
      f, 0, fixture_operation_new(f, "{'op':'receive','queue':'$.q','wait':60,'as':'a'}"), &error);
  if (!queue_is_model(f)) {
    assert_null(outcome);
    assert_error(error, PC_ERROR_TIMED_OUT,
                 fixture_is(f, "exec-queue") ? "did not answer" : "deadline");
  }
  assert_true(g_get_monotonic_time() - began_us < 2 * G_USEC_PER_SEC);
  f->deadline.at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(the_adapter_is_complete),
      FIXTURE_TEST(the_fingerprint_has_the_documented_keys),
      FIXTURE_TEST(an_unknown_option_is_refused_with_the_url),
      FIXTURE_TEST(what_is_published_is_received_and_acknowledged),
      FIXTURE_TEST(bodies_come_back_as_they_were),
      FIXTURE_TEST(large_bodies_are_kept_or_refused),
      FIXTURE_TEST(what_is_rejected_comes_again_or_not),
      FIXTURE_TEST(what_is_settled_twice_is_refused_or_ignored),
      FIXTURE_TEST(sessions_share_a_queue),
      FIXTURE_TEST(a_lost_connection_gives_back_what_was_not_acknowledged),
      FIXTURE_TEST(a_queue_that_is_not_there_is_told),
      FIXTURE_TEST(queues_are_purged_and_deleted),
      FIXTURE_TEST(a_queue_declared_otherwise_is_refused_or_not),
      FIXTURE_TEST(consumers_are_pushed_to),
      FIXTURE_TEST(prefetch_bounds_what_is_pushed),
      FIXTURE_TEST(unknown_operations_are_unsupported),
      FIXTURE_TEST(queues_of_others_are_never_touched),
      FIXTURE_TEST(malformed_operations_are_told),
      FIXTURE_TEST(a_scratch_is_fresh_and_nothing_is_left_of_it),
      FIXTURE_TEST(removing_takes_exactly_the_name_and_may_be_repeated),
      FIXTURE_TEST(waiting_ends_in_time),
      FIXTURE_TEST(the_deadline_holds),
  };
  return fixture_tests_run("queue", argc, argv, tests, G_N_ELEMENTS(tests), 2);
}
