/* SPDX-License-Identifier: MIT */
/* What is the models' own: the bounded dictionary, a TTL of zero, and what a filesystem cache does
 * with its folder. */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SCRATCH "pc_touggc_random_1_1"

typedef struct asked {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  void *session;
  pc_scratch scratch;
  pc_deadline deadline;
} asked;

static void asked_open(asked *a, const char *url) {
  GError *error = NULL;
  *a = (asked){.scratch = {.name = SCRATCH, .sessions = 1}, .deadline = {.input = -1}};
  a->endpoint = pc_endpoint_parse(url, &error);
  assert_non_null(a->endpoint);
  a->adapter = pc_adapter_find(a->endpoint->scheme, &error);
  a->driver = a->adapter->drivers[PC_LANGUAGE_CACHE];
  a->service = g_malloc0(a->adapter->service_size);
  a->session = g_malloc0(a->adapter->session_size);
  assert_true(a->adapter->check(a->endpoint, &error));
  assert_true(a->adapter->open(a->service, a->endpoint, 1000, &error));
  assert_true(a->driver->scratch_open(a->service, &a->scratch, &a->deadline, &error));
  assert_true(a->driver->session_open(a->service, a->session, "A", &a->deadline, &error));
  assert_null(error);
}

static void asked_close(asked *a) {
  GError *error = NULL;
  a->driver->session_close(a->session);
  assert_true(a->driver->scratch_close(a->service, &a->scratch, &error));
  a->adapter->close(a->service);
  pc_endpoint_free(a->endpoint);
  g_free(a->service);
  g_free(a->session);
}

/* template: "$" stands for the scratch's name, "'" for quotation marks. */
static void assert_answer(asked *a, const char *template, const char *expected) {
  g_autoptr(GString) text = g_string_new(template);
  g_autoptr(GString) printed = g_string_new(NULL);
  GError *error = NULL;
  guint rules = 0;
  g_string_replace(text, "'", "\"", 0);
  g_string_replace(text, "$", SCRATCH, 0);
  json_t *operation = json_loads(text->str, JSON_ALLOW_NUL, NULL);
  const pc_statement statement = {.operation = operation, .text = "?"};
  assert_non_null(operation);
  if (!a->driver->send(a->session, &statement, &error))
    fail_msg("%s: %s", template, error->message);
  g_autoptr(pc_outcome) outcome = a->driver->take(a->session);
  pc_outcome_print(outcome, &(pc_canon){.ordered = true}, printed, &rules);
  g_string_replace(printed, "\"", "'", 0);
  json_decref(operation);
  if (strcmp(printed->str, expected) != 0)
    fail_msg("%s gave %s, not %s", template, printed->str, expected);
}

static void what_was_used_longest_ago_is_dropped(void **state) {
  (void)state;
  asked a;
  asked_open(&a, "memory:?max_entries=2");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'set','key':'$:b','value':2}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'value':1}");
  assert_answer(&a, "{'op':'set','key':'$:c','value':3}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:b'}", "{'missing':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'value':1}");
  assert_answer(&a, "{'op':'set','key':'$:a','value':4}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:c'}", "{'value':3}");
  asked_close(&a);
}

static void a_time_to_live_of_zero_stores_nothing(void **state) {
  (void)state;
  asked a;
  asked_open(&a, "memory:");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'set','key':'$:a','value':2,'ttl':0}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(&a, "{'op':'add','key':'$:a','value':2,'ttl':-1}", "{'value':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'touch','key':'$:a','ttl':0}", "{'value':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1,'ttl':{'real':'1e300'}}", "{'done':true}");
  assert_answer(&a, "{'op':'ttl','key':'$:a'}", "{'value':null}");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1,'ttl':{'real':'-Infinity'}}",
                "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  asked_close(&a);
}

static void text_and_bytes_are_different_keys_of_a_dictionary(void **state) {
  (void)state;
  asked a;
  asked_open(&a, "memory:");
  assert_answer(&a, "{'op':'set','key':'$','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':{'bytes':'70635f746f756767635f72616e646f6d5f315f31'}}",
                "{'missing':true}");
  asked_close(&a);
}

static void a_fraction_is_cut_where_seconds_are_whole(void **state) {
  (void)state;
  asked a;
  g_autofree char *folder = g_dir_make_tmp("pcmodels-XXXXXX", NULL);
  g_autofree char *url = g_strdup_printf("file:%s?precision=s", folder);
  asked_open(&a, url);
  assert_answer(&a, "{'op':'set','key':'$:a','value':1,'ttl':{'real':'0.9'}}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  asked_close(&a);
  assert_int_equal(g_rmdir(folder), 0);
}

static void a_counter_in_a_file_loses_its_time_to_live(void **state) {
  (void)state;
  asked a;
  g_autofree char *folder = g_dir_make_tmp("pcmodels-XXXXXX", NULL);
  g_autofree char *url = g_strdup_printf("file:%s", folder);
  asked_open(&a, url);
  assert_answer(&a, "{'op':'set','key':'$:a','value':1,'ttl':100}", "{'done':true}");
  assert_answer(&a, "{'op':'increment','key':'$:a','by':1}", "{'value':2}");
  assert_answer(&a, "{'op':'ttl','key':'$:a'}", "{'value':null}");
  asked_close(&a);
  asked_open(&a, "memory:");
  assert_answer(&a, "{'op':'set','key':'$:a','value':1,'ttl':0.05}", "{'done':true}");
  assert_answer(&a, "{'op':'increment','key':'$:a','by':1}", "{'value':2}");
  g_usleep(60000);
  assert_answer(&a, "{'op':'get','key':'$:a'}", "{'missing':true}");
  asked_close(&a);
  assert_int_equal(g_rmdir(folder), 0);
}

static void the_file_system_says_which_keys_there_are(void **state) {
  (void)state;
  asked a;
  g_autofree char *folder = g_dir_make_tmp("pcmodels-XXXXXX", NULL);
  g_autofree char *url = g_strdup_printf("file:%s", folder);
  g_autofree char *hashed = g_strdup_printf("file:%s?names=hash", folder);
  g_autofree char *padding = g_strnfill(300, 'k');
  g_autofree char *set_long = g_strdup_printf("{'op':'set','key':'$%s','value':1}", padding);
  g_autofree char *get_long = g_strdup_printf("{'op':'get','key':'$%s'}", padding);
  asked_open(&a, url);
  assert_answer(&a, "{'op':'set','key':'$/x','value':1}", "{'refusal':'bad_key'}");
  assert_answer(&a, "{'op':'get','key':'$/x'}", "{'missing':true}");
  assert_answer(&a, "{'op':'set','key':'$/../../x','value':1}", "{'refusal':'bad_key'}");
  assert_answer(&a, "{'op':'get','key':'$\\u0000'}", "{'refusal':'bad_key'}");
  assert_answer(&a, set_long, "{'refusal':'bad_key'}");
  assert_answer(&a, get_long, "{'refusal':'bad_key'}");
  asked_close(&a);
  asked_open(&a, hashed);
  assert_answer(&a, "{'op':'set','key':'$/x','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$/x'}", "{'value':1}");
  assert_answer(&a, set_long, "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$\\u0000'}", "{'missing':true}");
  asked_close(&a);
  assert_int_equal(g_rmdir(folder), 0);
}

/* Whatever is in the user's folder, or linked to from it, stays. */
static void files_of_others_are_never_touched(void **state) {
  (void)state;
  asked a;
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp("pcmodels-XXXXXX", NULL);
  g_autofree char *url = g_strdup_printf("file:%s", folder);
  g_autofree char *file = g_build_filename(folder, "users", NULL);
  g_autofree char *inside = g_build_filename(folder, SCRATCH, SCRATCH ":link", NULL);
  g_autofree char *linked = g_build_filename(folder, "pc_link", NULL);
  g_autofree char *content = NULL;
  assert_true(g_file_set_contents(file, "theirs", -1, NULL));
  asked_open(&a, url);
  assert_int_equal(symlink(file, inside), 0);
  assert_answer(&a, "{'op':'set','key':'$:link','value':1}", "{'done':true}");
  assert_answer(&a, "{'op':'get','key':'$:link'}", "{'value':1}");
  assert_int_equal(symlink(folder, linked), 0);
  assert_false(a.adapter->remove(a.service, "pc_link", &(bool){false}, &error));
  assert_error(error, PC_ERROR_FAILED, "pc_link");
  asked_close(&a);
  assert_true(g_file_get_contents(file, &content, NULL, NULL));
  assert_string_equal(content, "theirs");
  assert_int_equal(g_unlink(linked), 0);
  assert_int_equal(g_unlink(file), 0);
  assert_int_equal(g_rmdir(folder), 0);
}

static void a_place_where_no_files_can_be_is_unreachable(void **state) {
  (void)state;
  static const char *const urls[] = {"file:/dev/null", "file:/dev/null/cache", "file:nowhere",
                                     "file:/proc/none/cache"};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    GError *error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(urls[i], &error);
    const pc_adapter *adapter = pc_adapter_find("file", &error);
    g_autofree void *service = g_malloc0(adapter->service_size);
    if (i == 3 && geteuid() == 0)
      continue; /* access() says yes to root, everywhere */
    assert_false(adapter->open(service, endpoint, 1000, &error));
    assert_error(error, PC_ERROR_UNREACHABLE, "cannot keep files");
  }
}

static void malformed_urls_are_told(void **state) {
  (void)state;
  static const char *const urls[] = {
      "memory:here", "memory:?copy=maybe", "memory:?max_entries=0", "memory:?max_entries=-1",
      "file:",       "file://host/cache",  "file:/tmp?names=md5"};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    GError *error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(urls[i], &error);
    const pc_adapter *adapter = pc_adapter_find(endpoint->scheme, &error);
    if (adapter->check(endpoint, &error))
      fail_msg("%s is fine", urls[i]);
    assert_error(error, PC_ERROR_USAGE, "");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_used_longest_ago_is_dropped),
      cmocka_unit_test(a_time_to_live_of_zero_stores_nothing),
      cmocka_unit_test(text_and_bytes_are_different_keys_of_a_dictionary),
      cmocka_unit_test(a_fraction_is_cut_where_seconds_are_whole),
      cmocka_unit_test(a_counter_in_a_file_loses_its_time_to_live),
      cmocka_unit_test(the_file_system_says_which_keys_there_are),
      cmocka_unit_test(files_of_others_are_never_touched),
      cmocka_unit_test(a_place_where_no_files_can_be_is_unreachable),
      cmocka_unit_test(malformed_urls_are_told),
  };
  return cmocka_run_group_tests_name("cache models", tests, NULL, NULL);
}
