/* SPDX-License-Identifier: MIT */
/* Every stream probe, asked of librdkafka's mock cluster: those that wait for groups are asked of
 * it and of a broker by the integration tests. */
#include "tests/unit/probe_fixture.h"

#include "harness/catalogue/catalogue.h"
#include "harness/model/role_stream.h"
#include "probes/stream/ask.h"

#include <string.h>

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
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static bool names_ask(pc_execution *execution, GError **error) {
  (void)error;
  g_autofree char *expected = g_strdup_printf("%s-akkk", pc_execution_scratch(execution));
  json_t *filled = stream_name(execution, "a", (guint)strlen(expected));
  json_t *longer = stream_name(execution, "abcdef", 3);
  assert_string_equal(json_string_value(filled), expected);
  assert_true(g_str_has_suffix(json_string_value(longer), "-abcdef"));
  json_decref(filled);
  json_decref(longer);
  stream_observe_text(execution, "done", "yes");
  return true;
}

static bool steps_ask(pc_execution *execution, GError **error) {
  static const stream_step steps[] = {
      {.op = "create_topic", .topic = "t", .with = "'partitions':2"},
      {.label = "partition",
       .op = "produce",
       .topic = "t",
       .with = "'partition':1,'value':'ab'",
       .show = STREAM_SHOW_PARTITION},
      {.label = "offset",
       .op = "produce",
       .topic = "t",
       .with = "'partition':1,'value':null",
       .show = STREAM_SHOW_OFFSET},
      {.label = "taken",
       .op = "produce",
       .topic = "t",
       .with = "'partition':1",
       .fill = 300,
       .show = STREAM_SHOW_TAKEN},
      {.label = "refused",
       .op = "produce",
       .topic = "t",
       .with = "'partition':7,'value':'v'",
       .show = STREAM_SHOW_TAKEN},
      {.op = "produce", .topic = "t", .with = "'partition':0,'value':'v'", .headers = 3},
      {.label = "headers",
       .op = "read",
       .topic = "t",
       .with = "'partition':0,'offset':0,'count':9",
       .show = STREAM_SHOW_HEADERS},
      {.label = "values",
       .op = "read",
       .topic = "t",
       .with = "'partition':1,'offset':0,'count':2",
       .show = STREAM_SHOW_VALUES},
      {.label = "sizes",
       .op = "read",
       .topic = "t",
       .with = "'partition':1,'offset':0,'count':9",
       .show = STREAM_SHOW_SIZES},
      {.label = "count",
       .op = "read",
       .topic = "t",
       .with = "'partition':1,'offset':0,'count':9",
       .show = STREAM_SHOW_COUNT},
      {.label = "scratch", .op = "topic", .with = "'topic':'$-t'"},
      {0},
  };
  return stream_ask(execution, steps, error);
}

/* Until something is no longer missing, or the tries are over. */
static bool until_ask(pc_execution *execution, GError **error) {
  static const stream_step produce = {
      .op = "produce", .topic = "t", .with = "'value':'v','partition':0"};
  static const stream_step read = {.op = "read",
                                   .topic = "t",
                                   .with = "'partition':0,'offset':1,'count':1",
                                   .show = STREAM_SHOW_VALUES};
  static const stream_step missing = {.op = "topic", .topic = "u"};
  pc_outcome *outcome = NULL;
  if (!stream_try_until(execution, &produce, &read, 20, &outcome, error))
    return false;
  pc_execution_observe_take(execution, "second", outcome);
  if (!stream_try_until(execution, NULL, &missing, 2, &outcome, error))
    return false;
  pc_execution_observe_take(execution, "missing", outcome);
  return true;
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  static const char *const named[] = {"{\"value\":\"yes\"}"};
  static const char *const shown[] = {"{\"value\":1}",
                                      "{\"value\":1}",
                                      "{\"value\":\"taken\"}",
                                      "{\"refusal\":\"unknown_partition\"}",
                                      "{\"value\":[3]}",
                                      "{\"value\":[\"ab\",null]}",
                                      "{\"value\":[2,null,300]}",
                                      "{\"value\":3}",
                                      "{\"value\":2}"};
  probe_assert_outcomes(*state, names_ask, named, G_N_ELEMENTS(named));
  probe_assert_outcomes(*state, steps_ask, shown, G_N_ELEMENTS(shown));
}

static void steps_are_asked_again_until_something_is_there(void **state) {
  static const char *const expected[] = {"{\"value\":[\"v\"]}", "{\"missing\":true}"};
  probe_assert_outcomes(*state, until_ask, expected, G_N_ELEMENTS(expected));
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
