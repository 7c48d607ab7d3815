/* SPDX-License-Identifier: MIT */
/* Every queue probe, asked of the in-process queue: those that pause, and say so, are asked of
 * every service by the integration tests. */
#include "tests/unit/probe_fixture.h"

#include "harness/catalogue/catalogue.h"
#include "probes/queue/ask.h"

enum { PROBES_LEAST = 95 };

static int setup(void **state) { return probe_fixture_set_up(state, "memory:", PC_ROLE_QUEUE); }

static int setup_acknowledging(void **state) {
  return probe_fixture_set_up(state, "memory:?ack=on", PC_ROLE_QUEUE);
}

static void every_probe_is_answered_by_a_queue_in_memory(void **state) {
  assert_true(probe_fixture_ask_all(*state) >= PROBES_LEAST);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {"queue/order/requeue-position",
                                    "queue/delivery/redelivered-flag",
                                    "queue/delivery/unacknowledged-on-disconnect",
                                    "queue/limits/overflow",
                                    "queue/expiry/message-ttl",
                                    "queue/routing/unroutable",
                                    "queue/declare/other-arguments"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static bool operations_ask(pc_execution *execution, GError **error) {
  static const struct {
    queue_step step;
    const char *expected;
  } rows[] = {
      {{.op = "declare", .options = "{'max_length':2}", .dead = "b"},
       "{\"dead_letter_queue\":\"pc_test_1.b\",\"max_length\":2,\"op\":\"declare\",\"queue\":\"pc_"
       "test_1.a\"}"},
      {{.op = "publish", .queue = "b", .queue_length = 14, .fill = 3},
       "{\"body\":\"xxx\",\"op\":\"publish\",\"queue\":\"pc_test_1.bqqq\"}"},
      {{.op = "publish", .value = "{'bytes':'00'}"},
       "{\"body\":{\"bytes\":\"00\"},\"op\":\"publish\",\"queue\":\"pc_test_1.a\"}"},
      {{.op = "receive", .wait_ms = 500},
       "{\"as\":\"m\",\"op\":\"receive\",\"queue\":\"pc_test_1.a\",\"wait\":0.5}"},
      {{.op = "receive", .as = "n", .now = true},
       "{\"as\":\"n\",\"op\":\"receive\",\"queue\":\"pc_test_1.a\",\"wait\":0.0}"},
      {{.op = "reject", .of = "m", .requeue = true},
       "{\"message\":\"m\",\"op\":\"reject\",\"requeue\":true}"},
      {{.op = "cancel", .of = "c"}, "{\"consumer\":\"c\",\"op\":\"cancel\"}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *operation = queue_operation_new(execution, &rows[i].step);
    char *shown = json_dumps(operation, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(shown, rows[i].expected);
    free(shown);
    json_decref(operation);
  }
  static const queue_step steps[] = {{.label = "depth", .op = "depth"}, {0}};
  return queue_ask(execution, steps, error);
}

static void steps_are_made_into_operations(void **state) {
  static const char *const expected[] = {"{\"missing\":true}"};
  probe_assert_outcomes(*state, operations_ask, expected, G_N_ELEMENTS(expected));
}

static bool parts_ask(pc_execution *execution, GError **error) {
  static const char full[] = "{'headers':{'b':1,'a':'x'},'message_id':'i'}";
  static const queue_step steps[] = {
      {.op = "declare"},
      {.op = "publish", .body = "abc", .options = full},
      {.label = "body", .op = "receive", .as = "m"},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "redelivered", .op = "receive", .as = "m", .show = QUEUE_SHOW_REDELIVERED},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "deliveries", .op = "receive", .as = "m", .show = QUEUE_SHOW_DELIVERIES},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "headers", .op = "receive", .as = "m", .show = QUEUE_SHOW_HEADERS},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "names", .op = "receive", .as = "m", .show = QUEUE_SHOW_HEADER_NAMES},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "identifier", .op = "receive", .as = "m", .show = QUEUE_SHOW_MESSAGE_ID},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "content type", .op = "receive", .as = "m", .show = QUEUE_SHOW_CONTENT_TYPE},
      {.op = "reject", .of = "m", .requeue = true},
      {.label = "size", .op = "receive", .as = "m", .show = QUEUE_SHOW_SIZE},
      {.label = "none", .op = "receive", .show = QUEUE_SHOW_REDELIVERED},
      {0},
  };
  return queue_ask(execution, steps, error);
}

static void parts_of_messages_are_shown(void **state) {
  static const char *const expected[] = {"{\"value\":\"abc\"}",
                                         "{\"value\":true}",
                                         "{\"unsupported\":\"deliveries\"}",
                                         "{\"value\":{\"map\":[[\"a\",\"x\"],[\"b\",1]]}}",
                                         "{\"value\":[\"a\",\"b\"]}",
                                         "{\"value\":\"i\"}",
                                         "{\"value\":null}",
                                         "{\"value\":3}",
                                         "{\"missing\":true}"};
  probe_assert_outcomes(*state, parts_ask, expected, G_N_ELEMENTS(expected));
}

static bool repeated_ask(pc_execution *execution, GError **error) {
  static const queue_step steps[] = {
      {.op = "declare"},
      {.op = "publish", .body = "a"},
      {.op = "publish", .body = "b"},
      {.op = "publish", .body = "c"},
      {.label = "two", .op = "receive", .all = 2},
      {.label = "the second again", .op = "reject", .of = "m1", .requeue = true},
      {.label = "until", .op = "depth", .until = "{'value':2}"},
      {.label = "never", .op = "depth", .until = "{'value':5}"},
      {.label = "the rest", .op = "receive", .all = 9, .count = true},
      {.label = "nothing", .op = "receive", .all = 9},
      {.label = "refused", .op = "next", .of = "nobody", .all = 2},
      {0},
  };
  return queue_ask(execution, steps, error);
}

static void steps_are_asked_again_as_they_say(void **state) {
  static const char *const expected[] = {"{\"value\":[\"a\",\"b\"]}",
                                         "{\"done\":true}",
                                         "{\"value\":2}",
                                         "{\"value\":2}",
                                         "{\"value\":2}",
                                         "{\"value\":[]}",
                                         "{\"refusal\":\"not_found\"}"};
  probe_assert_outcomes(*state, repeated_ask, expected, G_N_ELEMENTS(expected));
}

/* What is not labelled is setup, and its refusal ends the probe. */
static bool refused_ask(pc_execution *execution, GError **error) {
  static const queue_step steps[] = {
      {.label = "before", .op = "depth"},
      {.op = "ack", .of = "nothing"},
      {.label = "after", .op = "depth"},
      {0},
  };
  return queue_ask(execution, steps, error);
}

static void a_refused_setup_ends_the_probe(void **state) {
  static const char *const expected[] = {"{\"missing\":true}",
                                         "{\"refusal\":\"no_such_delivery\"}"};
  probe_assert_outcomes(*state, refused_ask, expected, G_N_ELEMENTS(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory,
                                      setup_acknowledging, probe_fixture_tear_down),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_made_into_operations, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(parts_of_messages_are_shown, setup_acknowledging,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(steps_are_asked_again_as_they_say, setup_acknowledging,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(a_refused_setup_ends_the_probe, setup_acknowledging,
                                      probe_fixture_tear_down),
  };
  return cmocka_run_group_tests_name("queue_probes", tests, NULL, NULL);
}
