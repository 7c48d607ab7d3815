/* SPDX-License-Identifier: MIT */
/* Every stream probe, asked of librdkafka's mock cluster: those that wait for groups are asked of it and of a broker by
 * the integration tests. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/asking.h"
#include "harness/catalogue.h"
#include "harness/stream.h"
#include "probes/stream/ask.h"

#include <string.h>

enum { TIMEOUT_MS = 60000 };

typedef struct fixture {
  const pc_adapter *adapter;
  void *service;
  pc_endpoint *endpoint;
  pc_stop stop;
  guint scratches;
} fixture;

static void assert_fine(bool fine, GError *error) {
  if (!fine)
    fail_msg("%s", error ? error->message : "no error");
}

static int setup(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  f->endpoint = pc_endpoint_parse("kafka-mock:", &error);
  assert_fine(f->endpoint, error);
  f->adapter = pc_adapter_find("kafka-mock", &error);
  assert_fine(f->adapter, error);
  f->service = g_malloc0(f->adapter->service_size);
  assert_fine(f->adapter->open(f->service, f->endpoint, TIMEOUT_MS, &error), error);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  f->adapter->close(f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f->service);
  g_free(f);
  return 0;
}

/* What the probe's answers are, as the members of a JSON object; a fault fails the test. */
static json_t *answers_new(fixture *f, const pc_probe *probe) {
  g_autofree char *name = g_strdup_printf("pc_test_%u", ++f->scratches);
  const pc_scratch scratch = {.name = name, .sessions = 2};
  const pc_driver *driver = f->adapter->drivers[PC_LANGUAGE_OPERATIONS];
  GError *error = NULL;
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  assert_fine(driver->scratch_open(f->service, &scratch, &f->stop, &error), error);
  pc_asking *asking = pc_asking_new(f->adapter, f->service, probe, scratch.name, &f->stop);
  if (!pc_asking_run(asking, &error))
    fail_msg("%s: %s", probe->id, error->message);
  g_autoptr(GString) json = g_string_new("{");
  pc_asking_print(asking, json);
  g_string_append_c(json, '}');
  pc_asking_free(asking);
  assert_fine(driver->scratch_close(f->service, &scratch, &error), error);
  json_t *answers = json_loads(json->str, JSON_ALLOW_NUL, NULL);
  assert_non_null(answers);
  return answers;
}

/* A service answers the same twice, refuses no setup, and no two answers have one name. */
static void probe_check(fixture *f, const pc_probe *probe) {
  json_t *first = answers_new(f, probe);
  json_t *second = answers_new(f, probe);
  const json_t *observations = json_object_get(first, "observations");
  if (!json_equal(observations, json_object_get(second, "observations")))
    fail_msg("%s: two answers", probe->id);
  if (!json_is_false(json_object_get(first, "setup_refused")) || json_array_size(observations) == 0)
    fail_msg("%s: nothing observed", probe->id);
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *observation;
  json_array_foreach((json_t *)(guintptr)observations, i, observation) {
    const char *label = json_string_value(json_object_get(observation, "label"));
    if (!g_hash_table_add(labels, (gpointer)(guintptr)label))
      fail_msg("%s: two answers are called '%s'", probe->id, label);
  }
  json_decref(first);
  json_decref(second);
}

static void every_probe_is_answered_by_a_mock_cluster(void **state) {
  guint asked = 0;
  for (const pc_probe *const *const *group = pc_c_probes; *group; group++) {
    for (const pc_probe *const *probe = *group; *probe; probe++) {
      if ((*probe)->role != PC_ROLE_STREAM || (*probe)->pauses)
        continue;
      probe_check(*state, *probe);
      asked++;
    }
  }
  assert_true(asked >= 45);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {"stream/partition/key-hash", "stream/groups/offset-reset",
                                    "stream/limits/message-bytes", "stream/transactions/read-committed",
                                    "stream/topics/auto-creation"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static bool names_ask(pc_asking *asking, GError **error) {
  (void)error;
  g_autofree char *expected = g_strdup_printf("%s-akkk", pc_asking_scratch(asking));
  json_t *filled = stream_name(asking, "a", (guint)strlen(expected));
  json_t *longer = stream_name(asking, "abcdef", 3);
  assert_string_equal(json_string_value(filled), expected);
  assert_true(g_str_has_suffix(json_string_value(longer), "-abcdef"));
  json_decref(filled);
  json_decref(longer);
  stream_observe_text(asking, "done", "yes");
  return true;
}

static bool steps_ask(pc_asking *asking, GError **error) {
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
  return stream_ask(asking, steps, error);
}

/* Until something is no longer missing, or the tries are over. */
static bool until_ask(pc_asking *asking, GError **error) {
  static const stream_step produce = {.op = "produce", .topic = "t", .with = "'value':'v','partition':0"};
  static const stream_step read = {
      .op = "read", .topic = "t", .with = "'partition':0,'offset':1,'count':1", .show = STREAM_SHOW_VALUES};
  static const stream_step missing = {.op = "topic", .topic = "u"};
  pc_outcome *outcome = NULL;
  if (!stream_try_until(asking, &produce, &read, 20, &outcome, error))
    return false;
  pc_asking_observe_take(asking, "second", outcome);
  if (!stream_try_until(asking, NULL, &missing, 2, &outcome, error))
    return false;
  pc_asking_observe_take(asking, "missing", outcome);
  return true;
}

static void answers_check(fixture *f, bool (*ask)(pc_asking *, GError **), const char *const *expected) {
  const pc_probe probe = {
      .id = "probe", .role = PC_ROLE_STREAM, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = ask};
  json_t *answers = answers_new(f, &probe);
  const json_t *observations = json_object_get(answers, "observations");
  for (guint i = 0; expected[i]; i++) {
    char *shown = json_dumps(json_object_get(json_array_get(observations, i), "outcome"), JSON_COMPACT);
    assert_non_null(shown);
    assert_string_equal(shown, expected[i]);
    free(shown);
  }
  assert_int_equal(json_array_size(observations), g_strv_length((char **)(guintptr)expected));
  json_decref(answers);
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  static const char *const named[] = {"{\"value\":\"yes\"}", NULL};
  static const char *const shown[] = {"{\"value\":1}",
                                      "{\"value\":1}",
                                      "{\"value\":\"taken\"}",
                                      "{\"refusal\":\"unknown_partition\"}",
                                      "{\"value\":[3]}",
                                      "{\"value\":[\"ab\",null]}",
                                      "{\"value\":[2,null,300]}",
                                      "{\"value\":3}",
                                      "{\"value\":2}",
                                      NULL};
  answers_check(*state, names_ask, named);
  answers_check(*state, steps_ask, shown);
}

static void steps_are_asked_again_until_something_is_there(void **state) {
  static const char *const expected[] = {"{\"value\":[\"v\"]}", "{\"missing\":true}", NULL};
  answers_check(*state, until_ask, expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_mock_cluster, setup, teardown),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_sent_and_shown_as_they_say, setup, teardown),
      cmocka_unit_test_setup_teardown(steps_are_asked_again_until_something_is_there, setup, teardown),
  };
  return cmocka_run_group_tests_name("stream_probes", tests, NULL, NULL);
}
