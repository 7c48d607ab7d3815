/* SPDX-License-Identifier: MIT */
/* What the tests of typed languages share. */
#include "tests/unit/probe_fixture.h"

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/script.h"

#include <string.h>

void paritycheck_register_resource(void);

enum { TIMEOUT_MS = 60000, THREADS = 8, ASKS = 2 };

static void assert_fine(bool fine, GError *error) {
  if (!fine)
    fail_msg("%s", error ? error->message : "no error");
}

static void *service_open(const probe_fixture *f, GError **error) {
  void *service = g_malloc0(f->adapter->service_size);
  if (f->adapter->open(service, f->endpoint, TIMEOUT_MS, error))
    return service;
  g_free(service);
  return NULL;
}

static void service_close(const probe_fixture *f, void *service) {
  if (service)
    f->adapter->close(service);
  g_free(service);
}

/* NULL and error set for a fault. */
static json_t *answers_new(const probe_fixture *f, void *service, guint scratch_number,
                           const pc_probe *probe, GError **error) {
  const pc_driver *driver = f->adapter->drivers[pc_role_language(f->role)];
  const pc_deadline deadline = {.input = -1,
                                .at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  g_autofree char *name = g_strdup_printf("pc_test_%u", scratch_number);
  const pc_scratch scratch = {.name = name, .sessions = 2};
  if (!driver->scratch_open(service, &scratch, &deadline, error))
    return NULL;
  g_autoptr(GString) json = g_string_new("{");
  pc_execution *execution = pc_execution_new(f->adapter, service, probe, name, &deadline);
  const bool asked = pc_execution_run(execution, error);
  if (asked)
    pc_execution_print(execution, json);
  pc_execution_free(execution);
  g_string_append_c(json, '}');
  if (!driver->scratch_close(service, &scratch, asked ? error : NULL) || !asked)
    return NULL;
  return json_loads(json->str, JSON_ALLOW_NUL, NULL);
}

int probe_fixture_set_up(void **state, const char *url, pc_role role) {
  GError *error = NULL;
  probe_fixture *f = g_new0(probe_fixture, 1);
  f->role = role;
  f->endpoint = pc_endpoint_parse(url, &error);
  assert_fine(f->endpoint, error);
  f->adapter = pc_adapter_find_role(f->endpoint->scheme, pc_role_names[role], &error);
  assert_fine(f->adapter, error);
  f->service = service_open(f, &error);
  assert_fine(f->service, error);
  *state = f;
  return 0;
}

int probe_fixture_tear_down(void **state) {
  probe_fixture *f = *state;
  service_close(f, f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f);
  return 0;
}

void probe_assert_answers(probe_fixture *f, const char *steps, const char *const *expected,
                          guint count) {
  g_autofree char *text =
      g_strconcat("-- title: t\n-- bites: b\n-- severity: low\n\n", steps, NULL);
  GError *error = NULL;
  pc_script *script =
      pc_script_parse(text, strlen(text), pc_role_language(f->role), "steps", &error);
  assert_fine(script, error);
  pc_probe *probe = pc_probe_new_script("probe", script);
  json_t *answers = answers_new(f, f->service, ++f->scratches, probe, &error);
  assert_fine(answers, error);
  const json_t *observations = json_object_get(answers, "observations");
  assert_int_equal(json_array_size(observations), count);
  for (guint i = 0; i < count; i++) {
    char *shown =
        json_dumps(json_object_get(json_array_get(observations, i), "outcome"), JSON_COMPACT);
    assert_non_null(shown);
    assert_string_equal(shown, expected[i]);
    free(shown);
  }
  json_decref(answers);
  pc_probe_free(probe);
}

void probe_assert_ids(const char *const *ids, guint count) {
  GError *error = NULL;
  paritycheck_register_resource();
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, &error);
  assert_fine(catalogue, error);
  for (guint i = 0; i < count; i++)
    assert_fine(pc_catalogue_find(catalogue, ids[i], &error), error);
}

/* A probe, and what was answered: cmocka's assertions are for its own thread. */
typedef struct question {
  const pc_probe *probe;
  json_t *answers[ASKS];
  GError *error;
} question;

static void question_free(gpointer data) {
  question *q = data;
  for (guint i = 0; i < ASKS; i++)
    json_decref(q->answers[i]);
  g_clear_error(&q->error);
  g_free(q);
}

/* What threads share: services that none of them asks at the moment, and the scratches there were.
 */
typedef struct execution_pool {
  const probe_fixture *fixture;
  GAsyncQueue *services;
  guint scratches;
} execution_pool;

static void question_ask(gpointer data, gpointer user) {
  question *q = data;
  execution_pool *pool = user;
  void *service = g_async_queue_try_pop(pool->services);
  if (!service)
    service = service_open(pool->fixture, &q->error);
  for (guint i = 0; i < ASKS && !q->error; i++) {
    const guint scratch = (guint)g_atomic_int_add(&pool->scratches, 1) + 1;
    q->answers[i] = answers_new(pool->fixture, service, scratch, q->probe, &q->error);
  }
  if (service)
    g_async_queue_push(pool->services, service);
}

/* A service answers the same twice, refuses no setup, and no two answers have one name. */
static void question_check(const question *q) {
  const char *id = q->probe->id;
  if (q->error)
    fail_msg("%s: %s", id, q->error->message);
  assert_non_null(q->answers[0]);
  const json_t *observations = json_object_get(q->answers[0], "observations");
  if (!json_equal(observations, json_object_get(q->answers[1], "observations")))
    fail_msg("%s: two answers", id);
  if (!json_is_false(json_object_get(q->answers[0], "setup_refused")) ||
      json_array_size(observations) == 0)
    fail_msg("%s: nothing observed", id);
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < json_array_size(observations); i++) {
    const char *label =
        json_string_value(json_object_get(json_array_get(observations, i), "label"));
    if (!g_hash_table_add(labels, (gpointer)(guintptr)label))
      fail_msg("%s: two answers are called '%s'", id, label);
  }
}

guint probe_fixture_ask_all(const probe_fixture *f) {
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func(question_free);
  execution_pool shared = {.fixture = f, .services = g_async_queue_new()};
  GThreadPool *threads = g_thread_pool_new(question_ask, &shared, THREADS, true, NULL);
  GError *error = NULL;
  paritycheck_register_resource();
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, &error);
  assert_fine(catalogue, error);
  for (guint i = 0; i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (probe->language != pc_role_language(f->role) || probe->pauses)
      continue;
    question *q = g_new0(question, 1);
    q->probe = probe;
    g_ptr_array_add(questions, q);
    g_thread_pool_push(threads, q, NULL);
  }
  g_thread_pool_free(threads, false, true);
  for (void *service; (service = g_async_queue_try_pop(shared.services));)
    service_close(f, service);
  g_async_queue_unref(shared.services);
  for (guint i = 0; i < questions->len; i++)
    question_check(questions->pdata[i]);
  return questions->len;
}
