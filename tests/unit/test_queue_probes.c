/* SPDX-License-Identifier: MIT */
/* Every queue probe, asked of the in-process queue: those that pause, and say so, are asked of every service by the
 * integration tests. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/asking.h"
#include "harness/catalogue.h"
#include "probes/queue/ask.h"

#include <string.h>

enum { TIMEOUT_MS = 45000, PROBES_LEAST = 95 };

typedef struct fixture {
  const pc_adapter *adapter;
  void *service;
  pc_stop stop;
} fixture;

static void assert_fine(bool fine, GError *error) {
  if (!fine)
    fail_msg("%s", error ? error->message : "no error");
}

static int setup_url(void **state, const char *url) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  f->adapter = pc_adapter_find_role("memory", "queue", &error);
  assert_fine(f->adapter, error);
  f->service = g_malloc0(f->adapter->service_size);
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  assert_fine(f->adapter->open(f->service, endpoint, TIMEOUT_MS, &error), error);
  *state = f;
  return 0;
}

static int setup(void **state) { return setup_url(state, "memory:"); }

static int setup_acknowledging(void **state) { return setup_url(state, "memory:?ack=on"); }

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

static void every_probe_is_answered_by_a_queue_in_memory(void **state) {
  guint asked = 0;
  for (const pc_probe *const *const *group = pc_c_probes; *group; group++) {
    for (const pc_probe *const *probe = *group; *probe; probe++) {
      if ((*probe)->role != PC_ROLE_QUEUE || (*probe)->pauses)
        continue;
      probe_check(*state, *probe);
      asked++;
    }
  }
  assert_true(asked >= PROBES_LEAST);
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {
      "queue/order/requeue-position", "queue/delivery/redelivered-flag", "queue/delivery/unacknowledged-on-disconnect",
      "queue/limits/overflow",        "queue/expiry/message-ttl",        "queue/routing/unroutable",
      "queue/declare/other-arguments"};
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_probe_find_c(ids[i]));
}

static void observed_check(fixture *f, const pc_probe *probe, const char *const *expected, guint count) {
  json_t *answers = answers_new(f, probe);
  const json_t *observations = json_object_get(answers, "observations");
  assert_int_equal(json_array_size(observations), count);
  for (guint i = 0; i < count; i++) {
    char *shown = json_dumps(json_object_get(json_array_get(observations, i), "outcome"), JSON_COMPACT);
    assert_string_equal(shown, expected[i]);
    free(shown);
  }
  json_decref(answers);
}

static bool operations_ask(pc_asking *asking, GError **error) {
  static const struct {
    queue_step step;
    const char *expected;
  } rows[] = {
      {{.op = "declare", .options = "{'max_length':2}", .dead = "b"},
       "{\"dead_letter_queue\":\"pc_test_1.b\",\"max_length\":2,\"op\":\"declare\",\"queue\":\"pc_test_1.a\"}"},
      {{.op = "publish", .queue = "b", .queue_length = 14, .fill = 3},
       "{\"body\":\"xxx\",\"op\":\"publish\",\"queue\":\"pc_test_1.bqqq\"}"},
      {{.op = "publish", .value = "{'bytes':'00'}"},
       "{\"body\":{\"bytes\":\"00\"},\"op\":\"publish\",\"queue\":\"pc_test_1.a\"}"},
      {{.op = "receive", .wait_ms = 500}, "{\"as\":\"m\",\"op\":\"receive\",\"queue\":\"pc_test_1.a\",\"wait\":0.5}"},
      {{.op = "receive", .as = "n", .now = true},
       "{\"as\":\"n\",\"op\":\"receive\",\"queue\":\"pc_test_1.a\",\"wait\":0.0}"},
      {{.op = "reject", .of = "m", .requeue = true}, "{\"message\":\"m\",\"op\":\"reject\",\"requeue\":true}"},
      {{.op = "cancel", .of = "c"}, "{\"consumer\":\"c\",\"op\":\"cancel\"}"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    json_t *operation = queue_operation_new(asking, &rows[i].step);
    char *shown = json_dumps(operation, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(shown, rows[i].expected);
    free(shown);
    json_decref(operation);
  }
  static const queue_step steps[] = {{.label = "depth", .op = "depth"}, {0}};
  return queue_ask(asking, steps, error);
}

static void steps_are_made_into_operations(void **state) {
  static const char *const expected[] = {"{\"missing\":true}"};
  const pc_probe probe = {
      .id = "steps", .role = PC_ROLE_QUEUE, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = operations_ask};
  observed_check(*state, &probe, expected, G_N_ELEMENTS(expected));
}

static bool parts_ask(pc_asking *asking, GError **error) {
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
  return queue_ask(asking, steps, error);
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
  const pc_probe probe = {
      .id = "parts", .role = PC_ROLE_QUEUE, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = parts_ask};
  observed_check(*state, &probe, expected, G_N_ELEMENTS(expected));
}

static bool repeated_ask(pc_asking *asking, GError **error) {
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
  return queue_ask(asking, steps, error);
}

static void steps_are_asked_again_as_they_say(void **state) {
  static const char *const expected[] = {"{\"value\":[\"a\",\"b\"]}",
                                         "{\"done\":true}",
                                         "{\"value\":2}",
                                         "{\"value\":2}",
                                         "{\"value\":2}",
                                         "{\"value\":[]}",
                                         "{\"refusal\":\"not_found\"}"};
  const pc_probe probe = {
      .id = "repeated", .role = PC_ROLE_QUEUE, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = repeated_ask};
  observed_check(*state, &probe, expected, G_N_ELEMENTS(expected));
}

/* What is not labelled is setup, and its refusal ends the probe. */
static bool refused_ask(pc_asking *asking, GError **error) {
  static const queue_step steps[] = {
      {.label = "before", .op = "depth"},
      {.op = "ack", .of = "nothing"},
      {.label = "after", .op = "depth"},
      {0},
  };
  return queue_ask(asking, steps, error);
}

static void a_refused_setup_ends_the_probe(void **state) {
  static const char *const expected[] = {"{\"missing\":true}", "{\"refusal\":\"no_such_delivery\"}"};
  const pc_probe probe = {
      .id = "refused", .role = PC_ROLE_QUEUE, .language = PC_LANGUAGE_OPERATIONS, .sessions = 1, .ask = refused_ask};
  observed_check(*state, &probe, expected, G_N_ELEMENTS(expected));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory, setup, teardown),
      cmocka_unit_test_setup_teardown(every_probe_is_answered_by_a_queue_in_memory, setup_acknowledging, teardown),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test_setup_teardown(steps_are_made_into_operations, setup, teardown),
      cmocka_unit_test_setup_teardown(parts_of_messages_are_shown, setup_acknowledging, teardown),
      cmocka_unit_test_setup_teardown(steps_are_asked_again_as_they_say, setup_acknowledging, teardown),
      cmocka_unit_test_setup_teardown(a_refused_setup_ends_the_probe, setup_acknowledging, teardown),
  };
  return cmocka_run_group_tests_name("queue_probes", tests, NULL, NULL);
}
