/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/error.h"

#include <string.h>

static void secrets_are_masked_wherever_they_stand(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *redacted;
  } rows[] = {
      {"sqlite:dev.db?profile=django", "sqlite:dev.db?profile=django"},
      {"postgresql://u:s3cr%40t@h:5/d?sslmode=require", "postgresql://u:***@h:5/d?sslmode=require"},
      {"postgresql://u@h/d?password=s3cret&x=1", "postgresql://u@h/d?password=***&x=1"},
      {"postgresql://u:a@b@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:s3/cret@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:s3/cret@h:5/d", "postgresql://u:***@h:5/d"},
      {"postgresql://u:s3#cret@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:s3?cret@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:?cret@h/d?sslmode=require", "postgresql://u:***@h/d?sslmode=require"},
      {"postgresql://u:12?cret@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:12/s3?cret@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:s3@cr?et@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:s3?c=r&e#t@h/d?x=1", "postgresql://u:***@h/d?x=1"},
      {"postgresql://u:s3?cret=@h/d?x=1", "postgresql://u:***@h/d?x=1"},
      {"postgresql://u:s3:c@r/e?t@h/d", "postgresql://u:***@h/d"},
      /* The option takes the '@' with it. */
      {"postgresql://u:s3?password=cret@h/d", "postgresql://u:***"},
      {"postgresql://u:s3?x=1&user=cret@h/d", "postgresql://u:***"},
      {"postgresql://u:pw@h/d?password=s3@cret&x=1", "postgresql://u:***@h/d?password=***&x=1"},
      {"postgresql://h:5/d?password=s3@cret", "postgresql://h:5/d?password=***"},
      {"postgresql://h/d?password=s3:cr@et", "postgresql://h/d?password=***"},
      /* No user information, and no password. */
      {"postgresql://h:5?user=me@server", "postgresql://h:5?user=me@server"},
      {"postgresql://h:1,i:2/d?user=me@server", "postgresql://h:1,i:2/d?user=me@server"},
      {"postgresql://[::1]:5/d?user=me@server", "postgresql://[::1]:5/d?user=me@server"},
      {"postgresql://h/d?application_name=a@b", "postgresql://h/d?application_name=a@b"},
      {"postgresql:///d?host=/tmp/a:b@c", "postgresql:///d?host=/tmp/a:b@c"},
      {"sqlite:///tmp/a:b@c.db", "sqlite:///tmp/a:b@c.db"},
      {"sqlite:a:b@c.db", "sqlite:a:b@c.db"},
      {"POSTGRES://h/d", "postgres://h/d"},
      /* Commands. */
      {"exec:python3 x.py --flag value", "exec:python3 x.py --flag value"},
      {"exec:x password=s3cret y", "exec:x password=*** y"},
      {"exec:x --db-password=s3cret y", "exec:x --db-password=*** y"},
      {"exec:x%20--token%20s3cret%20y", "exec:x --token *** y"},
      {"exec:x --secret 's3 cret' y", "exec:x --secret *** y"},
      {"exec:x '--secret=s3 cret' y", "exec:x '--secret=***' y"},
      {"exec:env DB_PASS=\"s3 cret\" x", "exec:env DB_PASS=*** x"},
      {"exec:sh -c 'A=1 x --pwd s3cret y'", "exec:sh -c 'A=1 x --pwd *** y'"},
      {"exec:x redis://:s3cret@h/0 y", "exec:x redis://:***@h/0 y"},
      {"exec:x redis://u:s3/c@ret@h/0 y", "exec:x redis://u:***@h/0 y"},
      {"exec:x redis://h:1/0 --key-prefix=a", "exec:x redis://h:1/0 --key-prefix=a"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, &error);
    assert_non_null(endpoint);
    assert_string_equal(endpoint->redacted, rows[i].redacted);
  }
}

/* What a server repeats of it is masked, too. */
static void a_cut_password_is_known_as_a_secret(void **state) {
  (void)state;
  static const char *const passwords[] = {"s3?cret", "s3/cret", "s3#cret", "s3@cret", "s3?password=cret"};
  for (guint i = 0; i < G_N_ELEMENTS(passwords); i++) {
    g_autofree char *url = g_strdup_printf("postgresql://u:%s@h/d", passwords[i]);
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, NULL);
    assert_true(g_ptr_array_find_with_equal_func(endpoint->secrets, passwords[i], g_str_equal, NULL));
  }
}

static void a_malformed_escape_is_told_without_the_password(void **state) {
  (void)state;
  static const char *const urls[] = {"postgresql://u:a?s3cret%zz@h/d", "postgresql://h/d?x=1&s3cret%zz=1"};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    GError *error = NULL;
    assert_null(pc_endpoint_parse(urls[i], &error));
    assert_null(strstr(error->message, "s3cret"));
    assert_error(error, PC_ERROR_USAGE, "malformed percent escape");
  }
}

static void secrets_are_known_encoded_and_decoded(void **state) {
  (void)state;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse("postgresql://u:p%40ss@h/d", NULL);
  assert_true(g_ptr_array_find_with_equal_func(endpoint->secrets, "p@ss", g_str_equal, NULL));
  assert_true(g_ptr_array_find_with_equal_func(endpoint->secrets, "p%40ss", g_str_equal, NULL));
}

static void text_that_is_no_url_is_refused_without_being_shown(void **state) {
  (void)state;
  static const char *const texts[] = {"", "dev.db", ":x", "1a:b", "s3cret@host"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    GError *error = NULL;
    assert_null(pc_endpoint_parse(texts[i], &error));
    assert_null(strstr(error->message, "s3cret"));
    assert_error(error, PC_ERROR_USAGE, "expected a service URL");
  }
}

static void adapters_check_their_urls(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *message; /* NULL: fine */
  } rows[] = {
      {"sqlite::memory:", NULL},
      {"sqlite:///tmp/a.db", NULL},
      {"sqlite:", "expected 'sqlite:FILE'"},
      {"sqlite:a.db?profile=djnago", "expected bare|django|rails"},
      {"sqlite:a.db?foreign_key=on", "did you mean 'foreign_keys'?"},
      {"sqlite:a.db?busy_timeout=long", "is not a value"},
      {"postgresql://h/d", NULL},
      {"postgresql:///d?host=/tmp", NULL},
      {"postgresql:///d?service=x&servicefile=/f", NULL},
      {"postgresql:///d", "there is no default endpoint"},
      {"postgresql://h/d?sslmod=require", "did you mean 'sslmode'?"},
      {"postgresql://[::1/d", "cannot read the URL"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, &error);
    const pc_adapter *adapter = pc_adapter_find(endpoint->scheme, &error);
    assert_non_null(adapter);
    const bool fine = adapter->check(endpoint, &error);
    if (fine != !rows[i].message)
      fail_msg("%s: %s", rows[i].url, fine ? "accepted" : error->message);
    if (!fine)
      assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
  GError *error = NULL;
  assert_null(pc_adapter_find("postgrsql", &error));
  assert_error(error, PC_ERROR_USAGE, "did you mean 'postgresql:'?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(secrets_are_masked_wherever_they_stand),
      cmocka_unit_test(secrets_are_known_encoded_and_decoded),
      cmocka_unit_test(a_cut_password_is_known_as_a_secret),
      cmocka_unit_test(a_malformed_escape_is_told_without_the_password),
      cmocka_unit_test(text_that_is_no_url_is_refused_without_being_shown),
      cmocka_unit_test(adapters_check_their_urls),
  };
  return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
