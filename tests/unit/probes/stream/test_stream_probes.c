/* SPDX-License-Identifier: MIT */
/* Every stream probe, asked of librdkafka's mock cluster: those that wait for groups are asked of
 * it and of a broker by the integration tests. */
#include "tests/unit/probe_fixture.h"

static int setup(void **state) {
  return probe_fixture_set_up(state, "kafka-mock:", PC_ROLE_STREAM);
}

static void every_probe_is_answered_by_a_mock_cluster(void **state) {
  assert_true(probe_fixture_ask_all(*state) >= 45);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {
      "stream/partition/key-hash", "stream/groups/offset-reset", "stream/limits/message-bytes",
      "stream/transactions/read-committed", "stream/topics/auto-creation"};
  probe_assert_ids(ids, G_N_ELEMENTS(ids));
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  static const char steps[] = "create_topic t partitions=2\n"
                              "--? partition\nproduce t 'ab' partition=1 show=partition\n"
                              "--? offset\nproduce t null partition=1 show=offset\n"
                              "--? taken\nproduce t 'x' * 300 partition=1 show=taken\n"
                              "--? refused\nproduce t 'v' partition=7 show=taken\n"
                              "produce t 'v' partition=0 headers=[['h', 'v']] * 3\n"
                              "--? headers\nread t 0 0 count=9 show=headers\n"
                              "--? values\nread t 1 count=2 show=values\n"
                              "--? sizes\nread t 1 beginning count=9 show=sizes\n"
                              "--? count\nread t 1 offset=0 count=9 show=count\n"
                              "--? partitions\ntopic t\n";
  static const char *const expected[] = {"{\"value\":1}",
                                         "{\"value\":1}",
                                         "{\"value\":\"taken\"}",
                                         "{\"refusal\":\"unknown_partition\"}",
                                         "{\"value\":[3]}",
                                         "{\"value\":[\"ab\",null]}",
                                         "{\"value\":[2,null,300]}",
                                         "{\"value\":3}",
                                         "{\"value\":2}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

static void steps_are_asked_again_until_something_is_there(void **state) {
  static const char steps[] = "create_topic t partitions=1\n"
                              "produce t 'v' partition=0 each=1..2\n"
                              "--? second\nread t 0 1 count=1 show=values until=any within=5\n"
                              "--? missing\ntopic u until=any within=0.1\n";
  static const char *const expected[] = {"{\"value\":[\"v\"]}", "{\"missing\":true}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_mock_cluster, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_sent_and_shown_as_they_say, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(steps_are_asked_again_until_something_is_there, setup,
                                      probe_fixture_tear_down),
  };
  return cmocka_run_group_tests_name("stream_probes", tests, NULL, NULL);
}
