/* SPDX-License-Identifier: MIT */
/* What RabbitMQ alone is known to do, seen through its adapter: answers that are exact. */
#include "tests/adapters/queue_fixture.h"

#include "harness/base/error.h"

#include <signal.h>
#include <string.h>

/* What a step of a row's is answered with; the first that is not is told with its number. */
typedef struct step {
  guint session;
  const char *operation;
  const char *answer;
} step;

static void steps_run(fixture *f, const step *steps, guint n) {
  for (guint i = 0; i < n; i++) {
    g_autofree char *printed = fixture_ask(f, steps[i].session, steps[i].operation);
    if (strcmp(printed, steps[i].answer) != 0)
      fail_msg("step %u: %s gave %s, not %s", i, steps[i].operation, printed, steps[i].answer);
  }
}

#define GOT(body, more) "{'value':{'map':[['body'," body "]," more "]}}"
#define FIRST "['redelivered',false]"

static void rabbitmq_confirms_and_returns(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q','max_length':1,'overflow':'reject-publish'}",
       "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'a','confirm':true}", "{'value':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'b','confirm':true}", "{'value':false}"},
      {0, "{'op':'publish','queue':'$.q','body':'c'}", "{'done':true}"},
      {0, "{'op':'depth','queue':'$.q'}", "{'value':1}"},
      {0, "{'op':'publish','queue':'$.no','body':'d','confirm':true}", "{'value':true}"},
      {0, "{'op':'publish','queue':'$.no','body':'d','confirm':true,'mandatory':true}",
       "{'value':false}"},
      {0, "{'op':'publish','queue':'$.no','body':'','mandatory':true}", "{'value':false}"},
      {0, "{'op':'purge','queue':'$.q'}", "{'value':1}"},
      {0,
       "{'op':'publish','queue':'$.q','body':'e','confirm':true,'mandatory':true,'persistent':"
       "true}",
       "{'value':true}"},
      {0, "{'op':'receive','queue':'$.q','wait':1,'as':'m'}", GOT("'e'", FIRST)},
  };
  steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_expires_and_buries(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.dead'}", "{'done':true}"},
      {0,
       "{'op':'declare','queue':'$.q','dead_letter_queue':'$.dead','message_ttl':{'real':'0.2'}}",
       "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'late'}", "{'done':true}"},
      {0, "{'op':'receive','queue':'$.dead','wait':5,'as':'d','auto_ack':true}",
       GOT("'late'", "['headers',{'map':[['x-death',[{'map':[['count',1],['exchange',''],['queue','"
                     "$.q'],['reason','expired'],"
                     "['routing-keys',['$.q']]]}]],['x-first-death-exchange',''],['x-first-death-"
                     "queue','$.q'],"
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
  steps_run(f, steps, G_N_ELEMENTS(steps));
}

/* RabbitMQ 4 permits no transient queue that is not exclusive: a client that asked for one unasked
 * would be refused in everything. */
static void rabbitmq_is_asked_for_durable_queues_where_nothing_is_said(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q'}", "{'done':true}"},
      {0, "{'op':'declare','queue':'$.q','durable':true}", "{'done':true}"},
      {0, "{'op':'declare','queue':'$.q','durable':false}", "{'refusal':'precondition_failed'}"},
      {0, "{'op':'declare','queue':'$.t','durable':false}", "{'done':true}"},
      {0, "{'op':'declare','queue':'$.t'}", "{'refusal':'precondition_failed'}"},
  };
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
      {0, "{'op':'declare','queue':'$.z','kind':'quorum','durable':false}",
       "{'refusal':'bad_argument'}"},
  };
  steps_run(f, steps, G_N_ELEMENTS(steps));
}

static void rabbitmq_counts_deliveries_of_a_quorum_queue(void **state) {
  fixture *f = *state;
  static const step steps[] = {
      {0, "{'op':'declare','queue':'$.q','kind':'quorum','durable':true,'delivery_limit':1}",
       "{'done':true}"},
      {0, "{'op':'publish','queue':'$.q','body':'a','persistent':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}",
       GOT("'a'", FIRST ",['deliveries',1]")},
      {1, "{'op':'reject','message':'m','requeue':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':2,'as':'m'}",
       GOT("'a'", "['redelivered',true],['deliveries',2]")},
      {1, "{'op':'reject','message':'m','requeue':true}", "{'done':true}"},
      {1, "{'op':'receive','queue':'$.q','wait':{'real':'0.3'},'as':'m'}", "{'missing':true}"},
  };
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
  queue_declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
    g_autofree char *operation = g_strdup_printf("{'op':'publish','queue':'$.q','body':'b','"
                                                 "headers':{'h':%s},'priority':7,'message_id':'id',"
                                                 "'content_type':'text/plain'}",
                                                 values[i]);
    g_autofree char *expected = g_strdup_printf(
        GOT("'b'", "['headers',{'map':[['h',%s]]}]," FIRST
                   ",['priority',7],['message_id','id'],['content_type','text/plain']"),
        values[i]);
    fixture_assert_answer(f, operation, "{'done':true}");
    fixture_assert_answer(f, "{'op':'receive','queue':'$.q','wait':1,'as':'m','auto_ack':true}",
                          expected);
  }
  fixture_assert_answer(
      f, "{'op':'publish','queue':'$.q','body':'b','headers':{'h':{'interval':'1 day'}}}",
      "{'refusal':'bad_value'}");
  fixture_assert_answer(f, "{'op':'publish','queue':'$.q','body':5}", "{'refusal':'bad_value'}");
  fixture_assert_answer(f, "{'op':'publish','queue':'$.q','body':'b','priority':256}",
                        "{'refusal':'bad_argument'}");
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
  if (!pid)
    skip();
  queue_declare(f, "$.q");
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    GError *error = NULL;
    g_autofree char *body = g_strnfill(sizes[i], 'x');
    g_autofree char *operation =
        g_strdup_printf("{'op':'publish','queue':'$.q','body':'%s'}", body);
    json_t *prepared = fixture_operation_new(f, operation);
    /* Connected anew where it was cut. */
    fixture_assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':0}|{'value':1}");
    server_stop(pid);
    f->deadline.at_us = g_get_monotonic_time() + 400000;
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(pc_outcome) outcome = fixture_try_take(f, 0, prepared, &error);
    const gint64 took_us = g_get_monotonic_time() - began_us;
    assert_int_equal(kill((pid_t)g_ascii_strtoll(pid, NULL, 10), SIGCONT), 0);
    f->deadline.at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
    assert_null(outcome);
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
    assert_in_range(took_us, 300000, 2000000);
  }
  fixture_assert_answer(f, "{'op':'purge','queue':'$.q'}", "{'value':0}|{'value':1}|{'value':2}");
}

static void rabbitmq_keeps_a_ledger_that_is_nobodys(void **state) {
  fixture *f = *state;
  GError *error = fixture_failure(f, "{'op':'delete','queue':'$.ledger'}");
  assert_error(error, PC_ERROR_CONFINED, "adapter's own");
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(rabbitmq_confirms_and_returns),
      FIXTURE_TEST(rabbitmq_expires_and_buries),
      FIXTURE_TEST(rabbitmq_is_asked_for_durable_queues_where_nothing_is_said),
      FIXTURE_TEST(rabbitmq_locks_what_is_exclusive),
      FIXTURE_TEST(rabbitmq_counts_deliveries_of_a_quorum_queue),
      FIXTURE_TEST(rabbitmq_keeps_properties_and_the_types_of_headers),
      FIXTURE_TEST(rabbitmq_keeps_a_ledger_that_is_nobodys),
      FIXTURE_TEST(a_paused_rabbitmq_takes_no_longer_than_the_deadline),
  };
  return fixture_tests_run("queue", argc, argv, tests, G_N_ELEMENTS(tests), 1);
}
