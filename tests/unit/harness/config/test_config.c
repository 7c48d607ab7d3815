/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/config/config.h"

#include <string.h>

static pc_config *parse(const char *text, GError **error) {
  return pc_config_parse(text, strlen(text), "c.yaml", error);
}

static void a_whole_configuration_is_read(void **state) {
  (void)state;
  GError *error = NULL;
  g_setenv("PC_TEST_URL", "postgresql://u:s3cret@h/d", TRUE);
  g_autoptr(pc_config) config =
      parse("reference: production\nsuite: nightly\ndeadline: 5s\nfail-on: high\nenvironments:\n"
            "  development:\n    database: sqlite:dev.db\n    via: ssh 'a b'\n"
            "  production:\n    production: true\n    database: {url: \"${PC_TEST_URL}\", "
            "connections: 3}\n"
            "    second: ${PC_TEST_UNSET:-sqlite::memory:}?x=$$1\n",
            &error);
  assert_null(error);
  assert_string_equal(config->reference, "production");
  assert_int_equal(config->deadline_ms, 5000);
  const pc_environment_config *development = config->environments->pdata[0];
  assert_string_equal(development->via[1], "a b");
  const pc_environment_config *production = config->environments->pdata[1];
  assert_true(production->production);
  const pc_service_config *database = production->services->pdata[0];
  assert_string_equal(database->url, "postgresql://u:s3cret@h/d");
  assert_int_equal(database->connections, 3);
  assert_string_equal(database->where, "c.yaml:11:21");
  assert_string_equal(((const pc_service_config *)production->services->pdata[1])->url,
                      "sqlite::memory:?x=$1");
}

static void wrong_configurations_are_told_with_their_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"", "c.yaml: the file is empty"},
      {"- a\n", "c.yaml:1:1: expected a mapping"},
      {"environments:\n  a: {deployment: x, d: \"sqlite:x\"}\n",
       "c.yaml:2:19: 'deployment' expects a mapping"},
      {"environments:\n  a: {deployment: {deployed_at: x}, d: \"sqlite:x\"}\n",
       "did you mean 'deployed-at'?"},
      {"environments:\n  a: {deployment: {revision: x}}\n", "the environment 'a' has no service"},
      {"enviroments: {}\n", "c.yaml:1:1: unknown key 'enviroments', did you mean 'environments'?"},
      {"reference: a\n", "no environment"},
      {"environments:\n  a: {d: \"sqlite:x\"}\nreference: b\n",
       "the reference 'b' is not one of the environments"},
      {"environments:\n  a: {d: \"sqlite:x\"}\n  a: {d: \"sqlite:y\"}\n",
       "c.yaml:3:3: key 'a' is given twice, first in line 2, column 3"},
      {"environments:\n  a: {}\n", "the environment 'a' has no service"},
      {"environments:\n  a: {prodution: true}\n", "did you mean 'production'?"},
      {"environments:\n  a: {production: maybe, d: \"sqlite:x\"}\n",
       "c.yaml:2:19: expected true or false for 'production'"},
      {"environments:\n  a: {d: {url: \"sqlite:x\", conections: 3}}\n",
       "unknown key 'conections', did you mean 'connections'?"},
      {"environments:\n  a: {d: {connections: 3}}\n", "the service 'd' has no url"},
      {"environments:\n  a: {d: {url: \"sqlite:x\", connections: 0}}\n",
       "expected a number from 1 to 64"},
      {"environments:\n  a: {production: true, d: {url: \"sqlite:x\", allow: intrusive}}\n",
       "allows intrusive probes"},
      {"environments:\n  a: {production: true, d: {url: \"sqlite:x\", session: own}}\n",
       "c.yaml:2:55: the service 'd' says 'session: own', which 'production: true' forbids"},
      {"environments:\n  a: {d: {url: \"sqlite:x\", session: whole}}\n",
       "expected 'own' for 'session'"},
      {"environments:\n  a: {d: \"sqlite:x\"}\nsuite: \"${PC_TEST_UNSET}\"\n",
       "c.yaml:3:8: the environment variable 'PC_TEST_UNSET' is not set"},
      {"environments:\n  a: {d: \"${X\"}\n", "'${' without '}'"},
      {"environments:\n  a: {d: [1]}\n", "expected a single value, not a list"},
      {"environments:\n\ta: b\n", "c.yaml:2:1: "},
      {"environments: {a: {d: \"sqlite:x\"}}\ndeadline: soon\n", "expected a duration"},
      {"environments: {a: {d: \"sqlite:x\"}}\nfail-on: all\n", "expected one of: any, medium"},
      {"environments: {a: {via: \"ssh 'x\", d: \"sqlite:x\"}}\n", "expected a command"},
      {"a: b\n---\nc: d\n", "c.yaml:2:1: a second document"},
      {"reference: b\nenvironments:\n  bb: {d: \"sqlite:x\"}\n",
       "c.yaml:1:12: the reference 'b' is not one of the environments"},
      {"fail-on: meduim\n", "c.yaml:1:10: expected one of: any, medium, high, strict, never for "
                            "'fail-on', did you mean 'medium'?"},
      {"environments:\n  - a\n", "c.yaml:2:3: 'environments' expects a mapping"},
      {"environments:\n  a: sqlite:x\n", "c.yaml:2:6: the environment 'a' expects a mapping"},
      {"environments:\n  a: {D: \"sqlite:x\"}\n", "c.yaml:2:7: 'D' is not a service's name"},
      {"environments:\n  a:b: {d: \"sqlite:x\"}\n",
       "c.yaml:2:3: 'a:b' is not an environment's name"},
      {"environments:\n  a: {vai: \"ssh host:x\"}\n",
       "expected the URL of the service 'vai', did you mean 'via'?"},
      {"environments:\n  a:\n    d: {url: \"x:\", allow: intrusive}\n    production: true\n",
       "c.yaml:3:27: the service 'd' allows"},
      {"environments:\n  a: {d: \"x:${A:-${B}}\"}\n", "c.yaml:2:10: '${' within the default"},
      {"environments:\n  a: {d: \"x:${1A}\"}\n", "expected '${VAR}' or '${VAR:-default}'"},
      {"environments:\n  a: {d: \"x:\\0\"}\n", "c.yaml:2:10: a value with a NUL character"},
      {"environments:\n  a: &a {d: \"sqlite:x\"}\n  b: *a\n",
       "c.yaml:3:6: an alias ('*name'): not supported"},
      {"environments:\n  a: {d: !vault x}\n", "c.yaml:2:10: a tag ('!name'): not supported"},
      {"environments:\n\ta: b\n", "c.yaml:2:1: a tab character: YAML is indented with spaces"},
      {"environments:\n  a:\n    d: sqlite::memory:\n",
       "c.yaml:3:22: a value with ':' at its end or before a blank needs quotes"},
      {"a: b: c\n", "needs quotes"},
      {"a: [b\n", "not YAML: did not find expected ',' or ']' while parsing a flow sequence that "
                  "begins in line 1"},
      {"a: \"\xff\"\n", "c.yaml:1:5: not UTF-8 text"},
      {"a: \x01\n", "c.yaml:1:4: not YAML: control characters are not allowed"},
      {"? [a]\n: b\n", "c.yaml:1:3: expected a key, not a list"},
      {"[[[[[[[[[[[[[[[[[[[[", "c.yaml:1:17: nested too deep"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_config *config = parse(rows[i].text, &error);
    if (config)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void what_may_be_secret_never_appears_in_messages(void **state) {
  (void)state;
  static const char *const texts[] = {
      "environments:\n  a: {d: \"${PC_TEST_SECRET}\"}\n",
      "environments:\n  a: {d: {url: \"x:\", connections: \"${PC_TEST_SECRET}\"}}\n",
      "environments:\n  a: {d: {url: \"x:\", allow: \"${PC_TEST_SECRET}\"}}\n",
      "environments:\n  a: {d: \"x:\", via: \"'${PC_TEST_SECRET}\"}\n",
      "environments:\n  a: {d: \"x:\", production: \"${PC_TEST_SECRET}\"}\n",
      "environments: {a: {d: \"x:\"}}\nreference: ${PC_TEST_SECRET}\n",
      "deadline: ${PC_TEST_SECRET}\n",
      "fail-on: ${PC_TEST_SECRET}\n",
      "environments:\n  a: {postgresql://u:s3cret-word@h/d}\n",
      "postgresql://u:s3cret-word@h/d: x\n",
  };
  g_setenv("PC_TEST_SECRET", "s3cret-word", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(parse(texts[i], &error));
    assert_non_null(error);
    if (strstr(error->message, "s3cret-word"))
      fail_msg("%s", error->message);
  }
}

static void what_is_too_large_is_refused(void **state) {
  (void)state;
  GError *error = NULL;
  g_autofree char *comment = g_strnfill(1024 * 1024 + 1, '#');
  assert_null(parse(comment, &error));
  assert_error(error, PC_ERROR_USAGE, "c.yaml: larger than 1048576 bytes");
  g_autofree char *filling = g_strnfill(70000, 'x');
  g_autofree char *value = g_strconcat("suite: ", filling, NULL);
  assert_null(parse(value, &error));
  assert_error(error, PC_ERROR_USAGE, "c.yaml:1:8: a value longer than 65536 bytes");
  g_setenv("PC_TEST_LARGE", filling, TRUE);
  assert_null(parse("suite: ${PC_TEST_LARGE}", &error));
  assert_error(error, PC_ERROR_USAGE, "c.yaml:1:8: longer than 65536 bytes with its variables");
}

static void an_empty_variable_takes_its_default(void **state) {
  (void)state;
  g_setenv("PC_TEST_EMPTY", "", TRUE);
  g_autoptr(pc_config) config =
      parse("environments:\n  a: {d: \"x:${PC_TEST_EMPTY:-y}${PC_TEST_EMPTY}\"}\n", NULL);
  assert_non_null(config);
  const pc_environment_config *environment = config->environments->pdata[0];
  assert_string_equal(((const pc_service_config *)environment->services->pdata[0])->url, "x:y");
  assert_null(config->reference);
  assert_int_equal(config->deadline_ms, 0);
}

static void variables_of_an_environment_may_be_missing(void **state) {
  (void)state;
  GError *error = NULL;
  g_unsetenv("PC_TEST_UNSET");
  g_autoptr(pc_config) config =
      parse("environments:\n  a: {d: \"sqlite:x\"}\n"
            "  b:\n    via: ${PC_TEST_UNSET}\n    production: true\n    d: ${PC_TEST_UNSET}\n"
            "    e: {url: \"redis://${PC_TEST_UNSET}/0\", connections: 3}\n",
            &error);
  assert_null(error);
  const pc_environment_config *a = config->environments->pdata[0];
  const pc_environment_config *b = config->environments->pdata[1];
  assert_int_equal(a->missing->len, 0);
  assert_int_equal(b->missing->len, 3);
  assert_true(b->production);
  assert_string_equal(b->missing->pdata[1],
                      "c.yaml:6:8: the environment variable 'PC_TEST_UNSET' is not set");
  const pc_service_config *e = b->services->pdata[1];
  assert_null(e->url);
  assert_int_equal(e->connections, 3);
}

static void a_file_that_is_not_there_is_told(void **state) {
  (void)state;
  GError *error = NULL;
  assert_null(pc_config_load("/nonexistent/paritycheck.yaml", &error));
  assert_error(error, PC_ERROR_USAGE,
               "cannot read the configuration '/nonexistent/paritycheck.yaml'");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_configuration_is_read),
      cmocka_unit_test(wrong_configurations_are_told_with_their_place),
      cmocka_unit_test(what_may_be_secret_never_appears_in_messages),
      cmocka_unit_test(what_is_too_large_is_refused),
      cmocka_unit_test(an_empty_variable_takes_its_default),
      cmocka_unit_test(variables_of_an_environment_may_be_missing),
      cmocka_unit_test(a_file_that_is_not_there_is_told),
  };
  return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
