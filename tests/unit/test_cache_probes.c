/* SPDX-License-Identifier: MIT */
/* Every cache probe, asked of the dictionary within one deadline: those that pause, and say so, are asked of every
 * service by the integration tests. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/asking.h"
#include "harness/catalogue.h"
#include "probes/cache/ask.h"

#include <string.h>

enum { TIMEOUT_MS = 45000 };

typedef struct fixture {
  const pc_adapter *adapter;
  void *service;
  pc_stop stop;
} fixture;

static void assert_fine(bool fine, GError *error) {
  if (!fine)
    fail_msg("%s", error ? error->message : "no error");
}

static int setup(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse("memory:", &error);
  assert_fine(endpoint, error);
  f->adapter = pc_adapter_find("memory", &error);
  assert_fine(f->adapter, error);
  f->service = g_malloc0(f->adapter->service_size);
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  assert_fine(f->adapter->open(f->service, endpoint, TIMEOUT_MS, &error), error);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  f->adapter->close(f->service);
  g_free(f->service);
  g_free(f);
  return 0;
}

/* What the probe's answers are, as the members of a JSON object; a fault fails the test. */
static json_t *answers_new(fixture *f, const pc_probe *probe) {
  static const pc_scratch scratch = {.name = "pc_test_1", .sessions = 2};
  const pc_driver *driver = f->adapter->drivers[PC_LANGUAGE_OPERATIONS];
  GError *error = NULL;
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

static void every_probe_is_answered_by_a_dictionary(void **state) {
  guint asked = 0;
  for (const pc_probe *const *const *group = pc_c_probes; *group; group++) {
    for (const pc_probe *const *probe = *group; *probe; probe++) {
      if ((*probe)->role != PC_ROLE_CACHE || (*probe)->language != PC_LANGUAGE_OPERATIONS || (*probe)->pauses)
        continue;
      probe_check(*state, *probe);
      asked++;
    }
  }
  assert_true(asked >= 62);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {"cache/value/serialization",  "cache/value/mutable-alias",
                                    "cache/memory/eviction",      "cache/memory/eviction-refusal",
                                    "cache/expiry/zero-ttl",      "cache/expiry/beyond-thirty-days",
                                    "cache/limits/value-size",    "cache/limits/key-length",
                                    "cache/counters/missing-key", "cache/atomicity/compare-and-set"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static bool keys_ask(pc_asking *asking, GError **error) {
  (void)error;
  json_t *plain = cache_key(asking, "a", 0);
  json_t *filled = cache_key(asking, "a", 16);
  json_t *longer = cache_key(asking, "abcdef", 3);
  assert_string_equal(json_string_value(plain), "pc_test_1:a");
  assert_string_equal(json_string_value(filled), "pc_test_1:akkkkk");
  assert_string_equal(json_string_value(longer), "pc_test_1:abcdef");
  json_decref(plain);
  json_decref(filled);
  json_decref(longer);
  cache_observe_text(asking, "done", "yes");
  return true;
}

static bool steps_ask(pc_asking *asking, GError **error) {
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
  return cache_ask(asking, steps, error);
}

static void steps_are_sent_and_shown_as_they_say(void **state) {
  const pc_probe keys = {
      .id = "keys", .role = PC_ROLE_CACHE, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = keys_ask};
  pc_probe steps = keys;
  steps.ask = steps_ask;
  json_decref(answers_new(*state, &keys));
  json_t *answers = answers_new(*state, &steps);
  static const char *const expected[] = {"{\"value\":\"5\"}", "{\"value\":5}", "{\"value\":\"up to an hour\"}",
                                         "{\"value\":300}",   "{\"value\":2}", "{\"missing\":true}",
                                         "{\"done\":true}"};
  const json_t *observations = json_object_get(answers, "observations");
  assert_int_equal(json_array_size(observations), G_N_ELEMENTS(expected));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    char *shown = json_dumps(json_object_get(json_array_get(observations, i), "outcome"), JSON_COMPACT);
    assert_string_equal(shown, expected[i]);
    free(shown);
  }
  json_decref(answers);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_dictionary, setup, teardown),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_sent_and_shown_as_they_say, setup, teardown),
  };
  return cmocka_run_group_tests_name("cache_probes", tests, NULL, NULL);
}
