/* SPDX-License-Identifier: MIT */
/* What adapters/adapter.h and harness/model/role_cache.h promise, asked of each adapter of the role
 * cache: the URLs are the arguments, or PC_TEST_MEMCACHED and the like in the environment for
 * "env:NAME". Only what a service is differs.
 */
#include "tests/adapters/fixture.h"

#include "harness/base/error.h"
#include "harness/model/role_cache.h"
#include "harness/model/run_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_model(const fixture *f) { return fixture_is(f, "memory") || fixture_is(f, "file"); }

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
  json_object_foreach(json_object_get(fingerprint, "settings"), name, value) {
    assert_true(json_is_string(value));
  }
  assert_true(json_is_array(json_object_get(fingerprint, "notes")));
  if (is_model(f))
    assert_non_null(strstr(json_string_value(json_object_get(fingerprint, "engine")), "a model"));
  json_decref(fingerprint);
}

static void an_unknown_option_is_refused_with_the_url(void **state) {
  const fixture *f = *state;
  GError *error = NULL;
  g_autofree char *url = g_strdup_printf("%s%cno_such_option=1", fixture_subject,
                                         strchr(fixture_subject, '?') ? '&' : '?');
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, &error);
  assert_fine(endpoint, error);
  assert_false(f->adapter->check(endpoint, &error));
  assert_error(error, PC_ERROR_USAGE, "no_such_option");
}

static void what_is_set_is_got(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'one'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'one'}");
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'two'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'two'}");
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':''}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':''}");
  fixture_assert_answer(f, "{'op':'delete','key':'$:a'}", "{'value':true}");
  fixture_assert_answer(f, "{'op':'delete','key':'$:a'}", "{'value':false}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
}

static pc_outcome_kind answer_kind(fixture *f, const char *operation) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, 0, fixture_operation_new(f, operation), &error);
  assert_fine(outcome, error);
  return outcome->kind;
}

static void several_are_set_and_got_at_once(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set_many','entries':[['$:a','1'],['$:b','2']]}",
                        "{'done':true}");
  const bool redis = fixture_is(f, "redis");
  fixture_assert_answer(f, "{'op':'get_many','keys':['$:b','$:none','$:a']}",
                        redis ? "{'value':['2',null,'1']}"
                              : "{'value':{'map':[['$:b','2'],['$:a','1']]}}");
  fixture_assert_answer(f, "{'op':'get_many','keys':['$:none']}",
                        redis ? "{'value':[null]}" : "{'value':{'map':[]}}");
  if (!redis)
    fixture_assert_answer(f, "{'op':'get_many','keys':[]}", "{'value':{'map':[]}}");
  else
    assert_int_equal(answer_kind(f, "{'op':'get_many','keys':[]}"), PC_OUTCOME_REFUSAL);
}

static void conditions_are_kept(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'replace','key':'$:a','value':'1'}", "{'value':false}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'add','key':'$:a','value':'1'}", "{'value':true}");
  fixture_assert_answer(f, "{'op':'add','key':'$:a','value':'2'}", "{'value':false}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  fixture_assert_answer(f, "{'op':'replace','key':'$:a','value':'3'}", "{'value':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'3'}");
}

static void appending_puts_behind_or_is_unsupported(void **state) {
  fixture *f = *state;
  const char *unsupported = "{'unsupported':'append'}";
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'x'}", "{'done':true}");
  if (is_model(f)) {
    fixture_assert_answer(f, "{'op':'append','key':'$:a','value':'y'}", unsupported);
    return;
  }
  fixture_assert_answer(f, "{'op':'append','key':'$:a','value':'y'}", "{'value':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'xy'}");
  fixture_assert_answer(f, "{'op':'append','key':'$:none','value':'y'}",
                        "{'value':false}|{'value':true}");
}

static void counters_count(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:n','value':5}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'increment','key':'$:n','by':3}", "{'value':8}");
  fixture_assert_answer(f, "{'op':'decrement','key':'$:n','by':2}", "{'value':6}");
  fixture_assert_answer(f, "{'op':'increment','key':'$:none','by':1}",
                        "{'missing':true}|{'value':1}");
  fixture_assert_answer(f, "{'op':'set','key':'$:t','value':'abc'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'increment','key':'$:t','by':1}", "{'refusal':'not_an_integer'}");
  fixture_assert_answer(f, "{'op':'get','key':'$:t'}", "{'value':'abc'}");
}

static void counters_go_beyond_64_bits_as_the_service_does(void **state) {
  fixture *f = *state;
  const char *answers =
      "{'value':{'integer':'18446744073709551616'}}|{'value':0}|{'refusal':'overflow'}|"
      "{'refusal':'not_an_integer'}";
  fixture_assert_answer(f, "{'op':'set','key':'$:n','value':{'integer':'18446744073709551615'}}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'increment','key':'$:n','by':1}", answers);
  if (!is_model(f))
    return;
  fixture_assert_answer(f, "{'op':'set','key':'$:n','value':-9223372036854775808}",
                        "{'done':true}");
  fixture_assert_answer(f, "{'op':'decrement','key':'$:n','by':1}",
                        "{'value':{'integer':'-9223372036854775809'}}");
  fixture_assert_answer(f, "{'op':'increment','key':'$:n','by':-1}",
                        "{'value':{'integer':'-9223372036854775810'}}");
  fixture_assert_answer(
      f, "{'op':'set','key':'$:n','value':{'integer':'170141183460469231731687303715884105727'}}",
      "{'done':true}");
  GError *error = fixture_failure(f, "{'op':'increment','key':'$:n','by':1}");
  assert_error(error, PC_ERROR_FAILED, "128 bits");
}

static void times_to_live_are_kept(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'ttl','key':'$:a'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'ttl','key':'$:a'}", "{'value':null}");
  fixture_assert_answer(f, "{'op':'touch','key':'$:a','ttl':100}", "{'value':true}");
  fixture_assert_answer(f, "{'op':'touch','key':'$:none','ttl':100}", "{'value':false}");
  GError *error = NULL;
  g_autoptr(pc_outcome) left =
      fixture_try_take(f, 0, fixture_operation_new(f, "{'op':'ttl','key':'$:a'}"), &error);
  assert_fine(left, error);
  assert_int_equal(left->kind, PC_OUTCOME_VALUE);
  assert_int_equal(pc_value_kind(left->value), PC_KIND_REAL);
  const double seconds = g_ascii_strtod(pc_value_text(left->value, NULL), NULL);
  assert_true(seconds > 80 && seconds <= 100);
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1','ttl':1}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}|{'missing':true}");
  g_usleep(2100000);
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'add','key':'$:a','value':'2'}", "{'value':true}");
}

static void a_negative_time_to_live_leaves_nothing_to_get(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'2','ttl':-1}",
                        "{'done':true}|{'refusal':'bad_argument'}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}|{'value':'1'}");
}

static void a_fraction_of_a_second_is_taken_or_refused(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1','ttl':{'real':'30.5'}}",
                        is_model(f) ? "{'done':true}" : "{'refusal':'bad_argument'}");
  fixture_assert_answer(
      f, "{'op':'set','key':'$:b','value':'1','ttl':{'real':'30.5'},'finest':true}",
      fixture_is(f, "memcached") ? "{'refusal':'bad_argument'}" : "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:b'}",
                        fixture_is(f, "memcached") ? "{'missing':true}" : "{'value':'1'}");
}

static void a_time_to_live_beyond_32_bits_harms_nothing(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'flush','ttl':99999999999}",
                        "{'done':true}|{'refusal':'bad_argument'}");
  fixture_assert_answer(f, "{'op':'set','key':'$:b','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:b'}", "{'value':'1'}");
}

static void compare_and_set_tells_who_came_first(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  if (is_model(f)) {
    fixture_assert_answer(f, "{'op':'gets','key':'$:a'}", "{'unsupported':'gets'}");
    fixture_assert_answer(f, "{'op':'cas','key':'$:a','value':'2'}", "{'unsupported':'cas'}");
    return;
  }
  /* Redis compares nothing for a client that did not WATCH, and stores. */
  const bool redis = fixture_is(f, "redis");
  fixture_assert_one_of(f, 0, "{'op':'cas','key':'$:a','value':'0'}",
                        redis ? "{'value':true}" : "{'value':false}");
  fixture_assert_one_of(f, 0, "{'op':'cas','key':'$:n','value':'0'}",
                        redis ? "{'value':true}" : "{'missing':true}");
  fixture_assert_one_of(f, 0, "{'op':'get','key':'$:n'}",
                        redis ? "{'value':'0'}" : "{'missing':true}");
  fixture_assert_one_of(f, 0, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_one_of(f, 0, "{'op':'gets','key':'$:a'}", "{'value':'1'}");
  fixture_assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'value':'1'}");
  fixture_assert_one_of(f, 0, "{'op':'cas','key':'$:a','value':'2'}", "{'value':true}");
  fixture_assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}", "{'value':false}");
  fixture_assert_one_of(f, 1, "{'op':'get','key':'$:a'}", "{'value':'2'}");
  fixture_assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'value':'2'}");
  fixture_assert_one_of(f, 0, "{'op':'delete','key':'$:a'}", "{'value':true}");
  fixture_assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}",
                        "{'missing':true}|{'value':false}");
  fixture_assert_one_of(f, 1, "{'op':'gets','key':'$:a'}", "{'missing':true}");
  fixture_assert_one_of(f, 0, "{'op':'set','key':'$:a','value':'9'}", "{'done':true}");
  fixture_assert_one_of(f, 1, "{'op':'cas','key':'$:a','value':'3'}", "{'value':false}");
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
    g_autofree char *got =
        g_strdup_printf("{'value':%s}", model ? rows[i].value : rows[i].bytes_only);
    fixture_assert_answer(f, "{'op':'delete','key':'$:v'}", "{'value':true}|{'value':false}");
    fixture_assert_answer(
        f, set, model || rows[i].bytes_only ? "{'done':true}" : "{'refusal':'bad_value'}");
    fixture_assert_answer(f, "{'op':'get','key':'$:v'}",
                          model || rows[i].bytes_only ? got : "{'missing':true}");
  }
}

static void changing_what_was_got_reaches_the_store_only_by_reference(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'change','key':'$:l','item':2}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$:t','value':'text'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'change','key':'$:t','item':2}", "{'refusal':'wrong_type'}");
  fixture_assert_answer(f, "{'op':'get','key':'$:t'}", "{'value':'text'}");
  if (!is_model(f))
    return;
  fixture_assert_answer(f, "{'op':'set','key':'$:l','value':[1]}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'change','key':'$:l','item':2}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:l'}",
                        fixture_is(f, "memory") && !strstr(fixture_subject, "copy=on")
                            ? "{'value':[1,2]}"
                            : "{'value':[1]}");
}

static void sessions_see_each_other(void **state) {
  fixture *f = *state;
  fixture_assert_one_of(f, 0, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_one_of(f, 1, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  fixture_assert_one_of(f, 1, "{'op':'delete','key':'$:a'}", "{'value':true}");
  fixture_assert_one_of(f, 0, "{'op':'get','key':'$:a'}", "{'missing':true}");
}

static void another_process_sees_what_the_service_shares(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get_elsewhere','key':'$:a'}",
                        fixture_is(f, "memory") ? "{'missing':true}" : "{'value':'1'}");
  fixture_assert_answer(f, "{'op':'get_elsewhere','key':'$:none'}", "{'missing':true}");
  fixture_assert_answer(f, "{'op':'reconnect'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
}

static void unknown_operations_are_unsupported(void **state) {
  fixture *f = *state;
  fixture_assert_answer(f, "{'op':'fly','key':'$:a'}", "{'unsupported':'fly'}");
}

static void keys_that_cannot_be_are_refused_and_harm_nothing(void **state) {
  fixture *f = *state;
  static const char *const suffixes[] = {":a b",     ":a\\u000d\\u000adelete $:safe\\u000d\\u000a",
                                         ":a/b",     ":a\\u0000b",
                                         ":..",      ":/../../x",
                                         ":\\u007f", ":\xc3\xa4",
                                         "%2e%2e",   ":*"};
  static const char answers[] = "{'done':true}|{'refusal':'bad_key'}";
  fixture_assert_answer(f, "{'op':'set','key':'$:safe','value':'1'}", "{'done':true}");
  for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    g_autofree char *set = g_strdup_printf("{'op':'set','key':'$%s','value':'v'}", suffixes[i]);
    g_autofree char *get = g_strdup_printf("{'op':'get','key':'$%s'}", suffixes[i]);
    g_autofree char *answer = fixture_ask(f, 0, set);
    fixture_assert_one_of(f, 0, set, answers);
    const bool stored = strcmp(answer, "{'done':true}") == 0;
    fixture_assert_one_of(f, 0, get,
                          stored ? "{'value':'v'}" : "{'refusal':'bad_key'}|{'missing':true}");
    fixture_assert_answer(f, "{'op':'get','key':'$:safe'}", "{'value':'1'}");
  }
}

/* A refused storage command must not leave its data to be read as commands. */
static void a_long_key_is_refused_and_its_value_is_no_command(void **state) {
  fixture *f = *state;
  static const guint lengths[] = {200, 250, 251, 300, 3000};
  for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
    g_autofree char *padding = g_strnfill(lengths[i] - strlen(f->name), 'k');
    g_autofree char *set = g_strdup_printf(
        "{'op':'set','key':'$%s','value':'\\u000d\\u000adelete $:safe\\u000d\\u000a'}", padding);
    fixture_assert_answer(f, "{'op':'set','key':'$:safe','value':'1'}", "{'done':true}");
    fixture_assert_answer(
        f, set, lengths[i] <= 250 ? "{'done':true}" : "{'done':true}|{'refusal':'bad_key'}");
    fixture_assert_answer(f, "{'op':'get','key':'$:safe'}", "{'value':'1'}");
  }
}

static void a_large_value_is_kept_or_refused(void **state) {
  fixture *f = *state;
  g_autofree char *value = g_strnfill(2 * 1024 * 1024, 'v');
  g_autofree char *set = g_strdup_printf("{'op':'set','key':'$:large','value':'%s'}", value);
  g_autofree char *got = g_strdup_printf("{'value':'%s'}", value);
  g_autofree char *answer = fixture_ask(f, 0, set);
  if (strcmp(answer, "{'done':true}") == 0) {
    fixture_assert_answer(f, "{'op':'get','key':'$:large'}", got);
  } else {
    assert_string_equal(answer, "{'refusal':'value_too_large'}");
    fixture_assert_answer(f, "{'op':'get','key':'$:large'}", "{'missing':true}");
  }
  fixture_assert_answer(f, "{'op':'set','key':'$:small','value':'1'}", "{'done':true}");
}

static void an_answer_beyond_the_ceiling_is_too_large(void **state) {
  fixture *f = *state;
  g_autoptr(GString) get = g_string_new("{'op':'get_many','keys':[");
  g_autofree char *value = g_strnfill(900 * 1024, 'v');
  for (guint i = 0; i < 10; i++) {
    g_autofree char *set = g_strdup_printf("{'op':'set','key':'$:%u','value':'%s'}", i, value);
    fixture_assert_answer(f, set, "{'done':true}");
    g_string_append_printf(get, "%s'$:%u'", i ? "," : "", i);
  }
  g_string_append(get, "]}");
  GError *error = fixture_failure(f, get->str);
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
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_CONFINED, "scratch");
  }
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
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
    GError *error = fixture_failure(f, operations[i]);
    assert_error(error, PC_ERROR_FAILED, "has no valid");
  }
}

static void a_scratch_is_fresh_and_nothing_is_left_of_it(void **state) {
  fixture *f = *state;
  g_autofree char *name = g_strdup(f->name);
  const bool listed = !fixture_is(f, "memory");
  void *other = fixture_service_open(f);
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$:b','value':'1','ttl':100}", "{'done':true}");
  assert_int_equal(fixture_inventory_has(f, other, name), listed);
  fixture_scratch_close(f);
  assert_false(fixture_inventory_has(f, other, name));
  fixture_scratch_open(f);
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'missing':true}");
  fixture_service_close(f, other);
}

static void removing_takes_exactly_the_name_and_may_be_repeated(void **state) {
  fixture *f = *state;
  GError *error = NULL;
  const bool listed = !fixture_is(f, "memory");
  void *other = fixture_service_open(f);
  g_autofree char *longer = g_strconcat(f->name, "1", NULL);
  g_autofree char *shorter = g_strndup(f->name, strlen(f->name) - 1);
  fixture_assert_answer(f, "{'op':'set','key':'$:a','value':'1'}", "{'done':true}");
  fixture_assert_answer(f, "{'op':'set','key':'$','value':'1'}", "{'done':true}");
  assert_fine(f->adapter->remove(other, longer, &(bool){false}, &error), error);
  assert_fine(f->adapter->remove(other, shorter, &(bool){false}, &error), error);
  fixture_assert_answer(f, "{'op':'get','key':'$:a'}", "{'value':'1'}");
  if (listed)
    for (guint times = 0; times < 2; times++) {
      assert_fine(f->adapter->remove(other, f->name, &(bool){false}, &error), error);
      assert_false(fixture_inventory_has(f, other, f->name));
    }
  fixture_service_close(f, other);
}

/* The deadline has passed before anything is sent: whoever would have to wait does not. */
static void the_deadline_holds(void **state) {
  fixture *f = *state;
  fixture_session(f, 0);
  f->deadline.at_us = g_get_monotonic_time() - 1;
  const gint64 began_us = g_get_monotonic_time();
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, 0, fixture_operation_new(f, "{'op':'get','key':'$:a'}"), &error);
  if (!outcome)
    assert_error(error, PC_ERROR_TIMED_OUT, "deadline");
  assert_true(g_get_monotonic_time() - began_us < G_USEC_PER_SEC);
  f->deadline.at_us = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(the_adapter_is_complete),
      FIXTURE_TEST(the_fingerprint_has_the_documented_keys),
      FIXTURE_TEST(an_unknown_option_is_refused_with_the_url),
      FIXTURE_TEST(what_is_set_is_got),
      FIXTURE_TEST(several_are_set_and_got_at_once),
      FIXTURE_TEST(conditions_are_kept),
      FIXTURE_TEST(appending_puts_behind_or_is_unsupported),
      FIXTURE_TEST(counters_count),
      FIXTURE_TEST(counters_go_beyond_64_bits_as_the_service_does),
      FIXTURE_TEST(times_to_live_are_kept),
      FIXTURE_TEST(a_negative_time_to_live_leaves_nothing_to_get),
      FIXTURE_TEST(a_fraction_of_a_second_is_taken_or_refused),
      FIXTURE_TEST(a_time_to_live_beyond_32_bits_harms_nothing),
      FIXTURE_TEST(compare_and_set_tells_who_came_first),
      FIXTURE_TEST(values_keep_their_kind_or_are_refused),
      FIXTURE_TEST(changing_what_was_got_reaches_the_store_only_by_reference),
      FIXTURE_TEST(sessions_see_each_other),
      FIXTURE_TEST(another_process_sees_what_the_service_shares),
      FIXTURE_TEST(unknown_operations_are_unsupported),
      FIXTURE_TEST(keys_that_cannot_be_are_refused_and_harm_nothing),
      FIXTURE_TEST(a_long_key_is_refused_and_its_value_is_no_command),
      FIXTURE_TEST(a_large_value_is_kept_or_refused),
      FIXTURE_TEST(an_answer_beyond_the_ceiling_is_too_large),
      FIXTURE_TEST(keys_of_others_are_never_touched),
      FIXTURE_TEST(malformed_operations_are_told),
      FIXTURE_TEST(a_scratch_is_fresh_and_nothing_is_left_of_it),
      FIXTURE_TEST(removing_takes_exactly_the_name_and_may_be_repeated),
      FIXTURE_TEST(the_deadline_holds),
  };
  return fixture_tests_run("cache", argc, argv, tests, G_N_ELEMENTS(tests), 1);
}
