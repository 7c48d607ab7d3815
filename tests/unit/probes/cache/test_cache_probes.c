/* SPDX-License-Identifier: MIT */
/* Every cache probe, asked of the dictionary: those that pause, and say so, are asked of every
 * service by the integration tests. */
#include "tests/unit/probe_fixture.h"

static int setup(void **state) { return probe_fixture_set_up(state, "memory:", PC_ROLE_CACHE); }

static void every_probe_is_answered_by_a_dictionary(void **state) {
  assert_true(probe_fixture_ask_all(*state) >= 62);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {
      "cache/value/serialization",  "cache/value/mutable-alias",
      "cache/memory/eviction",      "cache/memory/eviction-refusal",
      "cache/expiry/zero-ttl",      "cache/expiry/beyond-thirty-days",
      "cache/limits/value-size",    "cache/limits/key-length",
      "cache/counters/missing-key", "cache/atomicity/compare-and-set"};
  probe_assert_ids(ids, G_N_ELEMENTS(ids));
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  static const char steps[] = "set a 5 ttl=1000\n"
                              "--? as text\nget a show=text\n"
                              "--? as it is\nget a\n"
                              "--? seconds\nttl a\n"
                              "set b 'x' * 300\n"
                              "--? size\nget b show=size\n"
                              "set_many c d values=[1, 2]\n"
                              "--? count\nget_many c d e show=count\n"
                              "--? values\nget_many d c show=values\n"
                              "--? no text\nget e show=text\n"
                              "--? bytes\nset x'00ff' 'v'\n"
                              "pause 1ms\n"
                              "--? filled\nset k{40} 'v'\n";
  static const char *const expected[] = {
      "{\"value\":\"5\"}",  "{\"value\":5}",   "{\"value\":\"up to an hour\"}",
      "{\"value\":300}",    "{\"value\":2}",   "{\"value\":[2,1]}",
      "{\"missing\":true}", "{\"done\":true}", "{\"done\":true}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

static void steps_are_asked_for_each_number(void **state) {
  static const char steps[] = "set ${i} 'v' each=1..3\n"
                              "--? all\nget ${i} each=1..3 show=share\n"
                              "--? some\nget ${i} each=0..3 show=share\n"
                              "--? none\nget ${i} each=7..9 show=share\n"
                              "--? one\nget ${i} each=1..3 show=distinct\n"
                              "--? added\nincrement n${i} each=1..2\n"
                              "--? several\nincrement n each=1..2 show=distinct\n"
                              "--? not there\nget ${i} each=3..4\n"
                              "--? values\nget '${i}' each=1..2\n";
  static const char *const expected[] = {"{\"value\":\"all\"}",  "{\"value\":\"some\"}",
                                         "{\"value\":\"none\"}", "{\"value\":\"one\"}",
                                         "{\"missing\":true}",   "{\"missing\":true}",
                                         "{\"missing\":true}",   "{\"value\":[\"v\",\"v\"]}"};
  probe_assert_answers(*state, steps, expected, G_N_ELEMENTS(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_dictionary, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_sent_and_shown_as_they_say, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test_setup_teardown(steps_are_asked_for_each_number, setup,
                                      probe_fixture_tear_down),
  };
  return cmocka_run_group_tests_name("cache_probes", tests, NULL, NULL);
}
