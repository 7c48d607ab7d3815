/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/config.h"
#include "harness/error.h"

#include <string.h>

static pc_config *parse(const char *text, GError **error) {
  return pc_config_parse(text, strlen(text), "c.yaml", error);
}

static void a_whole_configuration_is_read(void **state) {
  (void)state;
  GError *error = NULL;
  g_setenv("PC_TEST_URL", "postgresql://u:s3cret@h/d", TRUE);
  g_autoptr(pc_config) config = parse("reference: production\nsuite: nightly\ndeadline: 5s\nfail-on: high\nenvironments:\n"
                                      "  development:\n    database: sqlite:dev.db\n    via: ssh 'a b'\n"
                                      "  production:\n    production: true\n    database: {url: \"${PC_TEST_URL}\", connections: 3}\n"
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
  assert_string_equal(database->where, "c.yaml:11:15");
  assert_string_equal(((const pc_service_config *)production->services->pdata[1])->url, "sqlite::memory:?x=$1");
}

static void wrong_configurations_are_told_with_their_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
      {"", "c.yaml: the file is empty"},
      {"- a\n", "c.yaml:1:1: expected a mapping"},
      {"enviroments: {}\n", "c.yaml:1:1: unknown key 'enviroments', did you mean 'environments'?"},
      {"reference: a\n", "no environment"},
      {"environments:\n  a: {d: \"sqlite:x\"}\nreference: b\n", "the reference 'b' is not one of the environments"},
      {"environments:\n  a: {d: \"sqlite:x\"}\n  a: {d: \"sqlite:y\"}\n", "c.yaml:3:3: key 'a' is given twice, first in line 2"},
      {"environments:\n  a: {}\n", "the environment 'a' has no service"},
      {"environments:\n  a: {prodution: true}\n", "did you mean the key 'production'?"},
      {"environments:\n  a: {production: maybe, d: \"sqlite:x\"}\n", "c.yaml:2:19: expected true or false"},
      {"environments:\n  a: {d: {url: \"sqlite:x\", conections: 3}}\n", "unknown key 'conections', did you mean 'connections'?"},
      {"environments:\n  a: {d: {connections: 3}}\n", "the service 'd' has no url"},
      {"environments:\n  a: {d: {url: \"sqlite:x\", connections: 0}}\n", "expected a number from 1 to 64"},
      {"environments:\n  a: {production: true, d: {url: \"sqlite:x\", allow: intrusive}}\n", "allows intrusive probes"},
      {"environments:\n  a: {d: \"${PC_TEST_UNSET}\"}\n", "c.yaml:2:10: the environment variable 'PC_TEST_UNSET' is not set"},
      {"environments:\n  a: {d: \"${X\"}\n", "'${' without '}'"},
      {"environments:\n  a: {d: [1]}\n", "expected a single value, not a list"},
      {"environments:\n\ta: b\n", "c.yaml:2:1: "},
      {"environments: {a: {d: \"sqlite:x\"}}\ndeadline: soon\n", "expected a duration"},
      {"environments: {a: {d: \"sqlite:x\"}}\nfail-on: all\n", "expected one of: any, medium"},
      {"environments: {a: {via: \"ssh 'x\", d: \"sqlite:x\"}}\n", "expected a command"},
      {"a: b\n---\nc: d\n", "a second document"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    pc_config *config = parse(rows[i].text, &error);
    if (config)
      fail_msg("accepted: %s", rows[i].text);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void values_never_appear_in_messages(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_setenv("PC_TEST_SECRET", "s3cret-word", TRUE);
  assert_null(parse("environments:\n  a: {d: \"${PC_TEST_SECRET}\"}\n", &error));
  assert_non_null(error);
  assert_null(strstr(error->message, "s3cret-word"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_configuration_is_read),
      cmocka_unit_test(wrong_configurations_are_told_with_their_place),
      cmocka_unit_test(values_never_appear_in_messages),
  };
  return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
