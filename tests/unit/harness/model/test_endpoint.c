/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/secrets.h"

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
      {"exec:x -p s3cret y", "exec:x -p *** y"},
      {"exec:x -p 's3 cret' y", "exec:x -p *** y"},
      {"exec:x -p 5432 -p 80:80 -p /folder -p -v", "exec:x -p 5432 -p 80:80 -p /folder -p -v"},
      {"exec:x -p 123456", "exec:x -p ***"},
      {"exec:sshpass -p s3cret ssh -p 22 h x", "exec:sshpass -p *** ssh -p 22 h x"},
      {"exec:x -u user:s3cret y", "exec:x -u user:*** y"},
      {"exec:x -u user y", "exec:x -u user y"},
      {"exec:x --user=user:s3cret y", "exec:x --user=user:*** y"},
      {"exec:x --user 'user:s3cret' y", "exec:x --user 'user:***' y"},
      {"exec:mysql -u root -ps3cret db", "exec:mysql -u root -p*** db"},
      {"exec:redis-cli -h h -a s3cret ping", "exec:redis-cli -h h -a *** ping"},
      {"exec:env SECRET_KEY_BASE=s3cret PGPASSWORD=s3cret x",
       "exec:env SECRET_KEY_BASE=*** PGPASSWORD=*** x"},
      {"exec:x --dsn root:s3cret@tcp(h)/db", "exec:x --dsn root:***@tcp(h)/db"},
      {"exec:curl -H 'Authorization: Bearer s3cret' h",
       "exec:curl -H 'Authorization: Bearer ***' h"},
      {"exec:git@host:x --depth 12:30", "exec:git@host:x --depth 12:30"},
      /* Options. */
      {"postgresql://h/d?options=-c%20app.secret%3Ds3cret&x=1",
       "postgresql://h/d?options=-c%20app.secret=***&x=1"},
      {"postgresql://h/d?options=-c%20search_path%3Da",
       "postgresql://h/d?options=-c%20search_path%3Da"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(rows[i].url, &error);
    assert_non_null(endpoint);
    assert_string_equal(endpoint->redacted, rows[i].redacted);
  }
}

/* Clients tell of the rest as of a host or a port. */
static void each_part_of_a_password_that_is_not_escaped_is_masked(void **state) {
  (void)state;
  static const char *const urls[] = {"postgresql://u:fir5t@sec0nd@h/d",
                                     "mysql://u:fir5t/sec0nd@h/d",
                                     "postgresql://u:fir5t#sec0nd@h/d",
                                     "redis://u:fir5t?sec0nd@h/d", "amqp://u:fir5t@sec0nd/x@h/d"};
  for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(urls[i], NULL);
    g_autofree char *masked =
        pc_secrets_mask(endpoint->masked, "no host 'sec0nd', no port 'fir5t'");
    assert_string_equal(masked, "no host '***', no port '***'");
  }
}

static void what_the_url_shows_anyway_is_not_masked(void **state) {
  (void)state;
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse("postgresql://postgres:postgres@h/d", NULL);
  g_autofree char *masked = pc_secrets_mask(endpoint->masked, "no role \"postgres\"");
  assert_string_equal(masked, "no role \"postgres\"");
  assert_int_equal(endpoint->secrets->len, 1);
}

static void a_command_s_variables_are_looked_into(void **state) {
  (void)state;
  g_setenv("TEST_CACHE_URL", "redis://:s3cret@h/0", TRUE);
  g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse("exec:x env:TEST_CACHE_URL", NULL);
  g_unsetenv("TEST_CACHE_URL");
  assert_string_equal(endpoint->redacted, "exec:x env:TEST_CACHE_URL");
  assert_true(g_ptr_array_find_with_equal_func(endpoint->masked, "s3cret", g_str_equal, NULL));
}

/* What a server repeats of it is masked, too. */
static void a_cut_password_is_known_as_a_secret(void **state) {
  (void)state;
  static const char *const passwords[] = {"s3?cret", "s3/cret", "s3#cret", "s3@cret",
                                          "s3?password=cret"};
  for (guint i = 0; i < G_N_ELEMENTS(passwords); i++) {
    g_autofree char *url = g_strdup_printf("postgresql://u:%s@h/d", passwords[i]);
    g_autoptr(pc_endpoint) endpoint = pc_endpoint_parse(url, NULL);
    assert_true(
        g_ptr_array_find_with_equal_func(endpoint->secrets, passwords[i], g_str_equal, NULL));
  }
}

static void a_malformed_escape_is_told_without_the_password(void **state) {
  (void)state;
  static const char *const urls[] = {"postgresql://u:a?s3cret%zz@h/d",
                                     "postgresql://h/d?x=1&s3cret%zz=1"};
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
      /* A library would take the rest for something else, and tell it. */
      {"postgresql://u:s3@cret@h/d", "must be escaped"},
      {"postgresql://u:s3/cret@h/d", "must be escaped"},
      {"postgresql://u:12/cret@h/d", "must be escaped"},
      {"postgresql://u:s3%cret@h/d", "must be escaped"},
      {"postgresql://u:s3?cret@h/d", "must be escaped"},
      {"postgresql://u:s3?c=ret@h/d", "must be escaped"},
      {"postgresql://u:12?cret=x@h/d", "must be escaped"},
      {"postgresql://u:s3#cret@h/d", NULL},
      {"postgresql://u:s3:cret@h/d", NULL},
      {"postgresql://u:s3%40cret@h/d", NULL},
      {"postgresql://h:5,i:6/d?user=me@server", NULL},
      {"postgresql://[::1]:5/d?user=me@server", NULL},
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
      cmocka_unit_test(each_part_of_a_password_that_is_not_escaped_is_masked),
      cmocka_unit_test(what_the_url_shows_anyway_is_not_masked),
      cmocka_unit_test(a_command_s_variables_are_looked_into),
      cmocka_unit_test(a_cut_password_is_known_as_a_secret),
      cmocka_unit_test(a_malformed_escape_is_told_without_the_password),
      cmocka_unit_test(text_that_is_no_url_is_refused_without_being_shown),
      cmocka_unit_test(adapters_check_their_urls),
  };
  return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
