/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h and harness/cache.h promise, asked of each adapter of the role cache: the URLs are the
 * arguments, or PC_TEST_MEMCACHED and the like in the environment for "env:NAME". Only what a service is differs. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/cache.h"
#include "harness/error.h"
#include "harness/run_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSIONS_MAX = 2, TIMEOUT_MS = 20000 };

typedef struct fixture {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  char *run;
  guint scratches;
  char *name;
  pc_scratch scratch;
  pc_stop stop;
  void *sessions[SESSIONS_MAX];
} fixture;

static const char *subject; /* a URL */

#define assert_fine(call, error)                                                                                       \
  do {                                                                                                                 \
    if (!(call))                                                                                                       \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                                       \
    assert_null(error);                                                                                                \
  } while (0)

static void *service_open(const fixture *f) {
  GError *error = NULL;
  void *service = g_malloc0(f->adapter->service_size);
  assert_fine(f->adapter->open(service, f->endpoint, TIMEOUT_MS, &error), error);
  return service;
}

static void service_close(const fixture *f, void *service) {
  f->adapter->close(service);
  g_free(service);
}

static void scratch_open(fixture *f) {
  GError *error = NULL;
  f->name = pc_scratch_name_new(f->run, ++f->scratches, 1);
  f->scratch = (pc_scratch){.name = f->name, .sessions = SESSIONS_MAX};
  assert_fine(f->driver->scratch_open(f->service, &f->scratch, &f->stop, &error), error);
}

static void sessions_close(fixture *f) {
  for (guint i = SESSIONS_MAX; i-- > 0;) {
    if (f->sessions[i])
      f->driver->session_close(f->sessions[i]);
    g_clear_pointer(&f->sessions[i], g_free);
  }
}

static void scratch_close(fixture *f) {
  GError *error = NULL;
  sessions_close(f);
  assert_fine(f->driver->scratch_close(f->service, &f->scratch, &error), error);
  g_clear_pointer(&f->name, g_free);
}

static int set_up(void **state) {
  GError *error = NULL;
  fixture *f = g_new0(fixture, 1);
  f->endpoint = pc_endpoint_parse(subject, &error);
  assert_fine(f->endpoint, error);
  assert_fine((f->adapter = pc_adapter_find(f->endpoint->scheme, &error)) != NULL, error);
  assert_fine(f->adapter->check(f->endpoint, &error), error);
  f->driver = f->adapter->drivers[PC_LANGUAGE_OPERATIONS];
  assert_non_null(f->driver);
  f->service = service_open(f);
  f->run = pc_run_name_new();
  f->stop = (pc_stop){.input = -1, .deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000};
  scratch_open(f);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  if (f->name)
    scratch_close(f);
  service_close(f, f->service);
  pc_endpoint_free(f->endpoint);
  g_free(f->run);
  g_free(f);
  return 0;
}

static void *session(fixture *f, guint i) {
  GError *error = NULL;
  static const char *const names[] = {"A", "B"};
  if (!f->sessions[i]) {
    f->sessions[i] = g_malloc0(f->adapter->session_size);
    assert_fine(f->driver->session_open(f->service, f->sessions[i], names[i], &f->stop, &error), error);
  }
  return f->sessions[i];
}

/* template: JSON with "$" for the scratch's name and "'" for quotation marks. */
static json_t *operation_new(const fixture *f, const char *template) {
  g_autoptr(GString) text = g_string_new(template);
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", f->name, 0);
  json_error_t problem;
  json_t *operation = json_loads(text->str, JSON_ALLOW_NUL, &problem);
  if (!operation)
    fail_msg("%s: %s", text->str, problem.text);
  return operation;
}

/* NULL and error set where it failed; operation is consumed. */
static pc_outcome *try_take(fixture *f, guint i, json_t *operation, GError **error) {
  pc_statement statement = {.operation = operation, .text = "?"};
  void *s = session(f, i);
  pc_outcome *outcome = NULL;
  if (f->driver->send(s, &statement, error)) {
    pc_wait state;
    while ((state = f->driver->wait(s, error)) == PC_WAIT_BLOCKED)
      ;
    if (state == PC_WAIT_DONE)
      outcome = f->driver->take(s);
  }
  json_decref(operation);
  return outcome;
}

static char *outcome_print(const fixture *f, const pc_outcome *outcome) {
  GString *json = g_string_new(NULL);
  guint rules = 0;
  const char *const references[] = {f->name, "$", NULL};
  const pc_canon canon = {.references = references, .ordered = true};
  pc_outcome_print(outcome, &canon, json, &rules);
  g_string_replace(json, "\"", "'", 0);
  return g_string_free(json, FALSE);
}

/* The printed outcome; the caller's. */
static char *ask(fixture *f, guint i, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, i, operation_new(f, template), &error);
  assert_fine(outcome, error);
  return outcome_print(f, outcome);
}

static GError *failure(fixture *f, const char *template) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, 0, operation_new(f, template), &error);
  assert_null(outcome);
  assert_non_null(error);
  return error;
}

/* Every answer that a service may give, "|" between them. */
static void assert_one_of(fixture *f, guint i, const char *template, const char *allowed) {
  g_autofree char *printed = ask(f, i, template);
  g_auto(GStrv) each = g_strsplit(allowed, "|", -1);
  if (!g_strv_contains((const char *const *)each, printed))
    fail_msg("%s: %s gave %s, not %s", subject, template, printed, allowed);
}

static void assert_answer(fixture *f, const char *template, const char *expected) {
  assert_one_of(f, 0, template, expected);
}

static bool inventory_has(const fixture *f, void *service, const char *name) {
  GError *error = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  assert_fine(f->adapter->inventory(service, names, &error), error);
  return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

static bool is(const fixture *f, const char *name) { return strcmp(f->adapter->name, name) == 0; }

static bool is_model(const fixture *f) { return is(f, "memory") || is(f, "file"); }

static void the_adapter_is_complete(void **state) {
  const fixture *f = *state;
  assert_non_null(f->adapter->product);
  assert_non_null(f->adapter->summary);
  assert_true(f->adapter->roles & (1u << PC_ROLE_CACHE));
  assert_true(f->adapter->capabilities & PC_ADAPTER_SESSIONS);
  g_autofree char *client = f->adapter->client(f->endpoint);
  assert_true(*client);
}

static void the_fingerprint_has_the_documented_keys(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  json_t *fingerprint = json_object();
  assert_fine(f->adapter->fingerprint(f->service, fingerprint, &error), error);
  assert_true(json_string_length(json_object_get(fingerprint, "engine")) > 0);
  assert_true(json_string_length(json_object_get(fingerprint, "version")) > 0);
  assert_true(json_object_size(json_object_get(fingerprint, "settings")) > 0);
  const char *name;
  json_t *value;
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value) { assert_true(json_is_string(value)); }
  assert_true(json_is_array(json_object_get(fingerprint, "notes")));
  if (is_model(f))
    assert_non_null(strstr(json_string_value(json_object_get(fingerprint, "engine")), "a model"));
  json_decref(fingerprint);
}

static void an_unknown_option_is_refused_with_the_url(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *url = g_strdup_printf("%s%cno_such_option=1", subject, strchr(subject, '?') ? '&' : '?');
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_false(f->adapter->check(endpoint, &error));
  assert_error(error, PC_ERROR_USAGE, "no_such_option");
}

static void what_is_set_is_got(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(f, "{'op':'set','key':'$:a','value':'one'}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'one'}");
  assert_answer(f, "{'op':'set','key':'$:a','value':'two'}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'two'}");
  assert_answer(f, "{'op':'set','key':'$:a','value':''}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':''}");
  assert_answer(f, "{'op':'delete','key':'$:a'}", "{'value':true}");
  assert_answer(f, "{'op':'delete','key':'$:a'}", "{'value':false}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
}

static void several_are_set_and_got_at_once(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set_many','entries':[['$:a','1'],['$:b','2']]}", "{'done':true}");
  assert_answer(f, "{'op':'get_many','keys':['$:b','$:none','$:a']}", "{'value':{'map':[['$:b','2'],['$:a','1']]}}");
  assert_answer(f, "{'op':'get_many','keys':['$:none']}", "{'value':{'map':[]}}");
  assert_answer(f, "{'op':'get_many','keys':[]}", "{'value':{'map':[]}}");
}

static void conditions_are_kept(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'replace','key':'$:a','value':'1'}", "{'value':false}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(f, "{'op':'add','key':'$:a','value':'1'}", "{'value':true}");
  assert_answer(f, "{'op':'add','key':'$:a','value':'2'}", "{'value':false}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  assert_answer(f, "{'op':'replace','key':'$:a','value':'3'}", "{'value':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'3'}");
}

static void appending_puts_behind_or_is_unsupported(void **state) {
  fixture *f = *state;
  const char *unsupported = "{'unsupported':'append'}";
  assert_answer(f, "{'op':'set','key':'$:a','value':'x'}", "{'done':true}");
  if (is_model(f)) {
    assert_answer(f, "{'op':'append','key':'$:a','value':'y'}", unsupported);
    return;
  }
  assert_answer(f, "{'op':'append','key':'$:a','value':'y'}", "{'value':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'xy'}");
  assert_answer(f, "{'op':'append','key':'$:none','value':'y'}", "{'value':false}|{'value':true}");
}

static void counters_count(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:n','value':5}", "{'done':true}");
  assert_answer(f, "{'op':'increment','key':'$:n','by':3}", "{'value':8}");
  assert_answer(f, "{'op':'decrement','key':'$:n','by':2}", "{'value':6}");
  assert_answer(f, "{'op':'increment','key':'$:none','by':1}", "{'missing':true}|{'value':1}");
  assert_answer(f, "{'op':'set','key':'$:t','value':'abc'}", "{'done':true}");
  assert_answer(f, "{'op':'increment','key':'$:t','by':1}", "{'refusal':'not_an_integer'}");
  assert_answer(f, "{'op':'get','key':'$:t'}", "{'value':'abc'}");
}

static void counters_go_beyond_64_bits_as_the_service_does(void **state) {
  fixture *f = *state;
  const char *answers = "{'value':{'integer':'18446744073709551616'}}|{'value':0}|{'refusal':'overflow'}|"
                        "{'refusal':'not_an_integer'}";
  assert_answer(f, "{'op':'set','key':'$:n','value':{'integer':'18446744073709551615'}}", "{'done':true}");
  assert_answer(f, "{'op':'increment','key':'$:n','by':1}", answers);
  if (!is_model(f))
    return;
  assert_answer(f, "{'op':'set','key':'$:n','value':-9223372036854775808}", "{'done':true}");
  assert_answer(f, "{'op':'decrement','key':'$:n','by':1}", "{'value':{'integer':'-9223372036854775809'}}");
  assert_answer(f, "{'op':'increment','key':'$:n','by':-1}", "{'value':{'integer':'-9223372036854775810'}}");
  assert_answer(f, "{'op':'set','key':'$:n','value':{'integer':'170141183460469231731687303715884105727'}}",
                "{'done':true}");
  GError *error = failure(f, "{'op':'increment','key':'$:n','by':1}");
  assert_error(error, PC_ERROR_FAILED, "128 bits");
}

static void times_to_live_are_kept(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'ttl','key':'$:a'}", "{'missing':true}");
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'ttl','key':'$:a'}", "{'value':null}");
  assert_answer(f, "{'op':'touch','key':'$:a','ttl':100}", "{'value':true}");
  assert_answer(f, "{'op':'touch','key':'$:none','ttl':100}", "{'value':false}");
  GError *error = NULL;
  g_autoptr(pc_outcome) left = try_take(f, 0, operation_new(f, "{'op':'ttl','key':'$:a'}"), &error);
  assert_fine(left, error);
  assert_int_equal(left->kind, PC_OUTCOME_VALUE);
  assert_int_equal(pc_value_kind(left->value), PC_KIND_REAL);
  const double seconds = g_ascii_strtod(pc_value_text(left->value, NULL), NULL);
  assert_true(seconds > 80 && seconds <= 100);
  assert_answer(f, "{'op':'set','key':'$:a','value':'1','ttl':1}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}|{'missing':true}");
  g_usleep(2100000);
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(f, "{'op':'add','key':'$:a','value':'2'}", "{'value':true}");
}

static void a_negative_time_to_live_leaves_nothing_to_get(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'set','key':'$:a','value':'2','ttl':-1}", "{'done':true}|{'refusal':'bad_argument'}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}|{'value':'1'}");
}

static void a_fraction_of_a_second_is_taken_or_refused(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:a','value':'1','ttl':{'real':'30.5'}}",
                is(f, "memcached") ? "{'refusal':'bad_argument'}" : "{'done':true}");
}

static void a_time_to_live_beyond_32_bits_harms_nothing(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:a','value':'flush','ttl':99999999999}",
                "{'done':true}|{'refusal':'bad_argument'}");
  assert_answer(f, "{'op':'set','key':'$:b','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:b'}", "{'value':'1'}");
}

static void compare_and_set_tells_who_came_first(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  if (is_model(f)) {
    assert_answer(f, "{'op':'gets','key':'$:a'}", "{'unsupported':'gets'}");
    assert_answer(f, "{'op':'cas','key':'$:a','value':'2'}", "{'unsupported':'cas'}");
    return;
  }
  assert_one_of(f, 0, "{'op':'cas','key':'$:a','value':'0'}", "{'value':false}");
  assert_one_of(f, 0, "{'op':'cas','key':'$:none','value':'0'}", "{'missing':true}");
  assert_one_of(f, 0, "{'op':'gets','key':'$:a'}", "{'value':'1'}");
  assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'value':'1'}");
  assert_one_of(f, 0, "{'op':'cas','key':'$:a','value':'2'}", "{'value':true}");
  assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}", "{'value':false}");
  assert_one_of(f, 1, "{'op':'get','key':'$:a'}", "{'value':'2'}");
  assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'value':'2'}");
  assert_one_of(f, 0, "{'op':'delete','key':'$:a'}", "{'value':true}");
  assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}", "{'missing':true}|{'value':false}");
  assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'missing':true}");
  assert_one_of(f, 0, "{'op':'set','key':'$:a','value':'9'}", "{'done':true}");
  assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}", "{'value':false}");
}

static void values_keep_their_kind_or_are_refused(void **state) {
  fixture *f = *state;
  static const struct {
    const char *value;
    const char *bytes_only; /* what a client that takes bytes alone gives back; NULL: it refuses */
  } rows[] = {
      {"'text'", "'text'"},
      {"'\xc3\xa4\xe2\x82\xac'", "'\xc3\xa4\xe2\x82\xac'"},
      {"{'bytes':'00ff0d0a'}", "{'bytes':'00ff0d0a'}"},
      {"{'bytes':'6162'}", "'ab'"},
      {"'a\\u0000\\u000d\\u000ab'", "'a\\u0000\\u000d\\u000ab'"},
      {"42", "'42'"},
      {"{'real':'1.5'}", "'1.5'"},
      {"{'decimal':'1.50'}", "'1.50'"},
      {"null", NULL},
      {"true", NULL},
      {"[1,['a',null]]", NULL},
      {"{'map':[['k',{'bytes':'00'}]]}", NULL},
      {"{'timestamp':'2024-01-02 03:04:05'}", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const bool model = is_model(f);
    g_autofree char *set = g_strdup_printf("{'op':'set','key':'$:v','value':%s}", rows[i].value);
    g_autofree char *got = g_strdup_printf("{'value':%s}", model ? rows[i].value : rows[i].bytes_only);
    assert_answer(f, "{'op':'delete','key':'$:v'}", "{'value':true}|{'value':false}");
    assert_answer(f, set, model || rows[i].bytes_only ? "{'done':true}" : "{'refusal':'bad_value'}");
    assert_answer(f, "{'op':'get','key':'$:v'}", model || rows[i].bytes_only ? got : "{'missing':true}");
  }
}

static void changing_what_was_got_reaches_the_store_only_by_reference(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'change','key':'$:l','item':2}", "{'missing':true}");
  assert_answer(f, "{'op':'set','key':'$:t','value':'text'}", "{'done':true}");
  assert_answer(f, "{'op':'change','key':'$:t','item':2}",
                is_model(f) ? "{'refusal':'wrong_type'}" : "{'refusal':'wrong_type'}|{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:t'}", "{'value':'text'}");
  if (!is_model(f))
    return;
  assert_answer(f, "{'op':'set','key':'$:l','value':[1]}", "{'done':true}");
  assert_answer(f, "{'op':'change','key':'$:l','item':2}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:l'}",
                is(f, "memory") && !strstr(subject, "copy=on") ? "{'value':[1,2]}" : "{'value':[1]}");
}

static void sessions_see_each_other(void **state) {
  fixture *f = *state;
  assert_one_of(f, 0, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_one_of(f, 1, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  assert_one_of(f, 1, "{'op':'delete','key':'$:a'}", "{'value':true}");
  assert_one_of(f, 0, "{'op':'get','key':'$:a'}", "{'missing':true}");
}

static void another_process_sees_what_the_service_shares(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'get_elsewhere','key':'$:a'}", is(f, "memory") ? "{'missing':true}" : "{'value':'1'}");
  assert_answer(f, "{'op':'get_elsewhere','key':'$:none'}", "{'missing':true}");
  assert_answer(f, "{'op':'reconnect'}", "{'done':true}");
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
}

static void unknown_operations_are_unsupported(void **state) {
  fixture *f = *state;
  assert_answer(f, "{'op':'fly','key':'$:a'}", "{'unsupported':'fly'}");
}

static void keys_that_cannot_be_are_refused_and_harm_nothing(void **state) {
  fixture *f = *state;
  static const char *const suffixes[] = {":a b",     ":a\\u000d\\u000adelete $:safe\\u000d\\u000a",
                                         ":a/b",     ":a\\u0000b",
                                         ":..",      ":/../../x",
                                         ":\\u007f", ":\xc3\xa4",
                                         "%2e%2e",   ":*"};
  static const char answers[] = "{'done':true}|{'refusal':'bad_key'}";
  assert_answer(f, "{'op':'set','key':'$:safe','value':'1'}", "{'done':true}");
  for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    g_autofree char *set = g_strdup_printf("{'op':'set','key':'$%s','value':'v'}", suffixes[i]);
    g_autofree char *get = g_strdup_printf("{'op':'get','key':'$%s'}", suffixes[i]);
    g_autofree char *answer = ask(f, 0, set);
    assert_one_of(f, 0, set, answers);
    const bool stored = strcmp(answer, "{'done':true}") == 0;
    assert_one_of(f, 0, get, stored ? "{'value':'v'}" : "{'refusal':'bad_key'}|{'missing':true}");
    assert_answer(f, "{'op':'get','key':'$:safe'}", "{'value':'1'}");
  }
}

/* A refused storage command must not leave its data to be read as commands. */
static void a_long_key_is_refused_and_its_value_is_no_command(void **state) {
  fixture *f = *state;
  static const guint lengths[] = {200, 250, 251, 300, 3000};
  for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
    g_autofree char *padding = g_strnfill(lengths[i] - strlen(f->name), 'k');
    g_autofree char *set =
        g_strdup_printf("{'op':'set','key':'$%s','value':'\\u000d\\u000adelete $:safe\\u000d\\u000a'}", padding);
    assert_answer(f, "{'op':'set','key':'$:safe','value':'1'}", "{'done':true}");
    assert_answer(f, set, lengths[i] <= 250 ? "{'done':true}" : "{'done':true}|{'refusal':'bad_key'}");
    assert_answer(f, "{'op':'get','key':'$:safe'}", "{'value':'1'}");
  }
}

static void a_large_value_is_kept_or_refused(void **state) {
  fixture *f = *state;
  g_autofree char *value = g_strnfill(2 * 1024 * 1024, 'v');
  g_autofree char *set = g_strdup_printf("{'op':'set','key':'$:large','value':'%s'}", value);
  g_autofree char *got = g_strdup_printf("{'value':'%s'}", value);
  g_autofree char *answer = ask(f, 0, set);
  if (strcmp(answer, "{'done':true}") == 0) {
    assert_answer(f, "{'op':'get','key':'$:large'}", got);
  } else {
    assert_string_equal(answer, "{'refusal':'value_too_large'}");
    assert_answer(f, "{'op':'get','key':'$:large'}", "{'missing':true}");
  }
  assert_answer(f, "{'op':'set','key':'$:small','value':'1'}", "{'done':true}");
}

static void an_answer_beyond_the_ceiling_is_too_large(void **state) {
  fixture *f = *state;
  g_autoptr(GString) get = g_string_new("{'op':'get_many','keys':[");
  g_autofree char *value = g_strnfill(900 * 1024, 'v');
  for (guint i = 0; i < 10; i++) {
    g_autofree char *set = g_strdup_printf("{'op':'set','key':'$:%u','value':'%s'}", i, value);
    assert_answer(f, set, "{'done':true}");
    g_string_append_printf(get, "%s'$:%u'", i ? "," : "", i);
  }
  g_string_append(get, "]}");
  GError *error = failure(f, get->str);
  assert_error(error, PC_ERROR_TOO_LARGE, "larger than");
}

static void keys_of_others_are_never_touched(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'get','key':'users:1'}",
      "{'op':'set','key':'users:1','value':'x'}",
      "{'op':'delete','key':''}",
      "{'op':'set','key':{'bytes':'00'},'value':'x'}",
      "{'op':'get_many','keys':['$:a','users:1']}",
      "{'op':'set_many','entries':[['$:a','1'],['users:1','1']]}",
      "{'op':'set','key':'$1','value':'x'}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = failure(f, operations[i]);
    assert_error(error, PC_ERROR_CONFINED, "scratch");
  }
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
}

static void malformed_operations_are_told(void **state) {
  fixture *f = *state;
  static const char *const operations[] = {
      "{'op':'get'}",
      "{'op':'get','key':5}",
      "{'op':'set','key':'$:a'}",
      "{'op':'set','key':'$:a','value':{'colour':'red'}}",
      "{'op':'touch','key':'$:a'}",
      "{'op':'touch','key':'$:a','ttl':'soon'}",
      "{'op':'touch','key':'$:a','ttl':{'real':'NaN'}}",
      "{'op':'set_many','entries':5}",
      "{'op':'get_many'}",
  };
  for (guint i = 0; i < G_N_ELEMENTS(operations); i++) {
    GError *error = failure(f, operations[i]);
    assert_error(error, PC_ERROR_FAILED, "has no valid");
  }
}

static void a_scratch_is_fresh_and_nothing_is_left_of_it(void **state) {
  fixture *f = *state;
  g_autofree char *name = g_strdup(f->name);
  const bool listed = !is(f, "memory");
  void *other = service_open(f);
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'set','key':'$:b','value':'1','ttl':100}", "{'done':true}");
  assert_int_equal(inventory_has(f, other, name), listed);
  scratch_close(f);
  assert_false(inventory_has(f, other, name));
  scratch_open(f);
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  service_close(f, other);
}

static void removing_takes_exactly_the_name_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  const bool listed = !is(f, "memory");
  void *other = service_open(f);
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  assert_answer(f, "{'op':'set','key':'$','value':'1'}", "{'done':true}");
  assert_fine(f->adapter->remove(other, longer, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &error), error);
  assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  if (listed)
    for (guint times = 0; times < 2; times++) {
      assert_fine(f->adapter->remove(other, f->name, &error), error);
      assert_false(inventory_has(f, other, f->name));
    }
  service_close(f, other);
}

/* The deadline has passed before anything is sent: whoever would have to wait does not. */
static void the_deadline_holds(void **state) {
  fixture *f = *state;
  session(f, 0);
  f->stop.deadline_us = g_get_monotonic_time() - 1;
  const gint64 began_us = g_get_monotonic_time();
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome = try_take(f, 0, operation_new(f, "{'op':'get','key':'$:a'}"), &error);
  if (!outcome)
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
  assert_true(g_get_monotonic_time() - began_us < G_USEC_PER_SEC);
  f->stop.deadline_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
}

int main(int argc, char **argv) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_adapter_is_complete),
      TEST(the_fingerprint_has_the_documented_keys),
      TEST(an_unknown_option_is_refused_with_the_url),
      TEST(what_is_set_is_got),
      TEST(several_are_set_and_got_at_once),
      TEST(conditions_are_kept),
      TEST(appending_puts_behind_or_is_unsupported),
      TEST(counters_count),
      TEST(counters_go_beyond_64_bits_as_the_service_does),
      TEST(times_to_live_are_kept),
      TEST(a_negative_time_to_live_leaves_nothing_to_get),
      TEST(a_fraction_of_a_second_is_taken_or_refused),
      TEST(a_time_to_live_beyond_32_bits_harms_nothing),
      TEST(compare_and_set_tells_who_came_first),
      TEST(values_keep_their_kind_or_are_refused),
      TEST(changing_what_was_got_reaches_the_store_only_by_reference),
      TEST(sessions_see_each_other),
      TEST(another_process_sees_what_the_service_shares),
      TEST(unknown_operations_are_unsupported),
      TEST(keys_that_cannot_be_are_refused_and_harm_nothing),
      TEST(a_long_key_is_refused_and_its_value_is_no_command),
      TEST(a_large_value_is_kept_or_refused),
      TEST(an_answer_beyond_the_ceiling_is_too_large),
      TEST(keys_of_others_are_never_touched),
      TEST(malformed_operations_are_told),
      TEST(a_scratch_is_fresh_and_nothing_is_left_of_it),
      TEST(removing_takes_exactly_the_name_and_may_be_repeated),
      TEST(the_deadline_holds),
  };
  int failed = 0;
  for (int i = 1; i < argc; i++) {
    const bool named = g_str_has_prefix(argv[i], "env:");
    subject = named ? g_getenv(argv[i] + 4) : argv[i];
    if (!subject) {
      fprintf(stderr, "%s names no server\n", argv[i] + 4);
      return 77;
    }
    failed += cmocka_run_group_tests_name(subject, tests, NULL, NULL);
  }
  if (argc < 2)
    fprintf(stderr, "usage: test_cache_adapters URL|env:NAME...\n");
  return argc < 2 ? 2 : failed;
}
