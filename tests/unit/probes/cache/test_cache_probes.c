/* SPDX-License-Identifier: MIT */
/* Every cache probe, asked of the dictionary: those that pause, and say so, are asked of every
 * service by the integration tests. */
#include "tests/unit/probe_fixture.h"

#include "harness/catalogue/catalogue.h"
#include "probes/cache/ask.h"

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
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static bool keys_ask(pc_execution *execution, GError **error) {
  (void)error;
  json_t *plain = cache_key(execution, "a", 0);
  json_t *filled = cache_key(execution, "a", 16);
  json_t *longer = cache_key(execution, "abcdef", 3);
  assert_string_equal(json_string_value(plain), "pc_test_1:a");
  assert_string_equal(json_string_value(filled), "pc_test_1:akkkkk");
  assert_string_equal(json_string_value(longer), "pc_test_1:abcdef");
  json_decref(plain);
  json_decref(filled);
  json_decref(longer);
  cache_observe_text(execution, "done", "yes");
  return true;
}

static bool steps_ask(pc_execution *execution, GError **error) {
  static const cache_step steps[] = {
      {.op = "set", .key = "a", .value = "5", .ttl = "1000"},
      {.label = "as text", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
      {.label = "as it is", .op = "get", .key = "a"},
      {.label = "seconds", .op = "ttl", .key = "a"},
      {.op = "set", .key = "b", .fill = 300},
      {.label = "size", .op = "get", .key = "b", .show = CACHE_SHOW_SIZE},
      {.op = "set_many", .keys = "c,d", .value = "[1,2]"},
      {.label = "count", .op = "get_many", .keys = "c,d,e", .show = CACHE_SHOW_COUNT},
      {.label = "no text", .op = "get", .key = "e", .show = CACHE_SHOW_TEXT},
      {.label = "bytes", .op = "set", .key_hex = "00ff", .text = "v"},
      {0},
  };
  return cache_ask(execution, steps, error);
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  static const char *const expected[] = {
      "{\"value\":\"5\"}", "{\"value\":5}", "{\"value\":\"up to an hour\"}",
      "{\"value\":300}",   "{\"value\":2}", "{\"missing\":true}",
      "{\"done\":true}"};
  json_decref(probe_answers_new(*state, keys_ask));
  probe_assert_outcomes(*state, steps_ask, expected, G_N_ELEMENTS(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_dictionary, setup,
                                      probe_fixture_tear_down),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_sent_and_shown_as_they_say, setup,
                                      probe_fixture_tear_down),
  };
  return cmocka_run_group_tests_name("cache_probes", tests, NULL, NULL);
}
