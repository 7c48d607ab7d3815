/* SPDX-License-Identifier: MIT */
/* Every queue probe, asked of the in-process queue: those that pause, and say so, are asked of
 * every service by the integration tests. */
#include "tests/unit/probe_fixture.h"

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
  probe_assert_ids(ids, G_N_ELEMENTS(ids));
}

static void parts_of_messages_are_shown(void **state) {
  static const char steps[] =
      "declare a\n"
      "publish a 'abc' headers={'b': 1, 'a': 'x'} message_id='i'\n"
      "--? body\nreceive a\nreject m requeue=true\n"
      "--? redelivered\nreceive a show=redelivered\nreject m requeue=true\n"
      "--? deliveries\nreceive a show=deliveries\nreject m requeue=true\n"
      "--? headers\nreceive a show=headers\nreject m requeue=true\n"
      "--? names\nreceive a show=header_names\nreject m requeue=true\n"
      "--? identifier\nreceive a show=message_id\nreject m requeue=true\n"
      "--? content type\nreceive a show=content_type\nreject m requeue=true\n"
      "--? size\nreceive a show=size\n"
      "--? none\nreceive a show=redelivered\n";
  static const char *const expected[] = {"{\"value\":\"abc\"}",
                                         "{\"value\":true}",
                                         "{\"unsupported\":\"deliveries\"}",
                                         "{\"value\":{\"map\":[[\"a\",\"x\"],[\"b\",1]]}}",
                                         "{\"value\":[\"a\",\"b\"]}",
                                         "{\"value\":\"i\"}",
                                         "{\"value\":null}",
                                         "{\"value\":3}",
                                         "{\"missing\":true}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

static void steps_are_asked_again_as_they_say(void **state) {
  static const char steps[] = "declare a\npublish a 'a'\npublish a 'b'\npublish a 'c'\n"
                              "--? two\nreceive a times=2\n"
                              "--? the second again\nreject m1 requeue=true\n"
                              "--? until\ndepth a until=2\n"
                              "--? never\ndepth a until=5 within=0.1\n"
                              "--? the rest\nreceive a times=9\n"
                              "--? nothing\nreceive a times=9\n"
                              "--? refused\nnext nobody times=2\n"
                              "--? gone\ndepth b until=missing\n"
                              "--? there\ndepth a until=any\n";
  static const char *const expected[] = {"{\"value\":[\"a\",\"b\"]}",
                                         "{\"done\":true}",
                                         "{\"value\":2}",
                                         "{\"value\":2}",
                                         "{\"value\":[\"c\",\"b\"]}",
                                         "{\"value\":[]}",
                                         "{\"refusal\":\"not_found\"}",
                                         "{\"missing\":true}",
                                         "{\"value\":0}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

/* A step that is repeated goes on after "done", and no failure is hidden by what went before it. */
static void what_is_done_is_repeated_and_a_failure_is_seen(void **state) {
  static const char steps[] = "declare a\npublish a 'x' times=3\n"
                              "--? there are three\ndepth a\n"
                              "--? sent\npublish a 'y' times=2\n"
                              "--? there are five\ndepth a\n"
                              "--? two\nreceive a times=2\n"
                              "--? two are there to be acknowledged\nack m${i} each=0..2\n"
                              "--? again\nack m${i} each=0..1 show=distinct\n"
                              "--? a third\nreceive a as=n0\n"
                              "--? one of two\nack n${i} each=0..1 show=distinct\n"
                              "--? a fourth\nreceive a as=o0\n"
                              "--? some\nack o${i} each=0..1 show=share\n";
  static const char *const expected[] = {"{\"value\":3}",
                                         "{\"done\":true}",
                                         "{\"value\":5}",
                                         "{\"value\":[\"x\",\"x\"]}",
                                         "{\"refusal\":\"no_such_delivery\"}",
                                         "{\"refusal\":\"no_such_delivery\"}",
                                         "{\"value\":\"x\"}",
                                         "{\"value\":\"several\"}",
                                         "{\"value\":\"y\"}",
                                         "{\"value\":\"some\"}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

/* What is not labelled is setup, and its refusal ends the probe. */
static void a_refused_setup_ends_the_probe(void **state) {
  static const char steps[] = "--? before\ndepth a\nack nothing\n--? after\ndepth a\n";
  static const char each[] = "--? before\ndepth a\nack n${i} each=1..9\n--? after\ndepth a\n";
  static const char *const expected[] = {"{\"missing\":true}",
                                         "{\"refusal\":\"no_such_delivery\"}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
  probe_assert_answers(*state, each, expected, G_N_ELEMENTS(expected));
  static const char times[] = "--? before\ndepth a\nnext nobody times=2\n--? after\ndepth a\n";
  static const char *const not_found[] = {"{\"missing\":true}", "{\"refusal\":\"not_found\"}"};
  probe_assert_answers(*state, times, not_found, G_N_ELEMENTS(not_found));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory,
                                      setup_acknowledging, probe_fixture_tear_down),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(parts_of_messages_are_shown, setup_acknowledging,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(steps_are_asked_again_as_they_say, setup_acknowledging,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(what_is_done_is_repeated_and_a_failure_is_seen,
                                      setup_acknowledging, probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(a_refused_setup_ends_the_probe, setup_acknowledging,
                                      probe_fixture_tear_down),
  };
  return cmocka_run_group_tests_name("queue_probes", tests, NULL, NULL);
}
