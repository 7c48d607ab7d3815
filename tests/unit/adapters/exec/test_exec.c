/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "adapters/exec/internal.h"
#include "harness/base/error.h"
#include "harness/model/operation.h"

#include <glib/gstdio.h>
#include <string.h>

static void a_line_is_one_outcome_or_none(void **state) {
  (void)state;
  static const struct {
    const char *line;
    const char *printed; /* NULL: none */
    const char *reason;
  } rows[] = {
      {"{\"value\":[1,{\"real\":\"0.1\"}]}", "{\"value\":[1,{\"real\":\"0.1\"}]}", NULL},
      {"{\"value\":null}", "{\"value\":null}", NULL},
      {"{\"done\":true}", "{\"done\":true}", NULL},
      {"{\"missing\":true}", "{\"missing\":true}", NULL},
      {"{\"unsupported\":\"cas\"}", "{\"unsupported\":\"cas\"}", NULL},
      {"{\"refusal\":\"bad_key\",\"code\":\"7\",\"message\":\"m\"}", "{\"refusal\":\"bad_key\"}",
       NULL},
      {"{\"refusal\":\"KeyError\"}", "{\"refusal\":\"other:KeyError\"}", NULL},
      {"{\"refusal\":\"other:KeyError\"}", "{\"refusal\":\"other:KeyError\"}", NULL},
      {"", NULL, "is no JSON"},
      {"hello", NULL, "is no JSON"},
      {"{\"value\":1", NULL, "is no JSON"},
      {"{\"value\":1}{}", NULL, "is no JSON"},
      {"{\"value\":1,\"value\":2}", NULL, "is no JSON"},
      {"[1]", NULL, "is no JSON object"},
      {"{}", NULL, "is no outcome"},
      {"{\"done\":false}", NULL, "must be true"},
      {"{\"missing\":1}", NULL, "must be true"},
      {"{\"done\":true,\"missing\":true}", NULL, "two things at once"},
      {"{\"value\":0.1}", NULL, "no canonical value"},
      {"{\"value\":{\"bytes\":\"0\"}}", NULL, "no canonical value"},
      {"{\"value\":{\"set\":[]}}", NULL, "no canonical value"},
      {"{\"refusal\":7}", NULL, "no canonical value"},
      {"{\"value\":1,\"extra\":true}", NULL, "a member that an outcome does not have"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *reason = NULL;
    g_autoptr(pc_outcome) outcome =
        pc_exec_outcome_parse(rows[i].line, strlen(rows[i].line), PC_ROLE_CACHE, &reason);
    if (!rows[i].printed != !outcome)
      fail_msg("%s: %s", rows[i].line, reason ? reason : "taken");
    if (!outcome) {
      if (!strstr(reason, rows[i].reason))
        fail_msg("%s: %s", rows[i].line, reason);
      continue;
    }
    g_autoptr(GString) json = g_string_new(NULL);
    const pc_canon canon = {0};
    guint rules = 0;
    pc_outcome_print(outcome, &canon, json, &rules);
    assert_string_equal(json->str, rows[i].printed);
  }
}

static void a_hello_is_ready_or_says_why_not(void **state) {
  (void)state;
  static const struct {
    const char *line;
    int code; /* -1: fine */
    const char *message;
  } rows[] = {
      {"{\"ready\":true,\"protocol\":1,\"name\":\"n\",\"version\":\"1\"}", -1, NULL},
      {"{\"ready\":true,\"protocol\":1,\"name\":\"n\",\"version\":\"1\",\"settings\":{},\"notes\":["
       "]}",
       -1, NULL},
      {"{\"ready\":false,\"message\":\"refused\"}", PC_ERROR_UNREACHABLE, "is not ready: refused"},
      {"{\"ready\":false}", PC_ERROR_UNREACHABLE, "does not say why"},
      {"{\"ready\":true,\"protocol\":2,\"name\":\"n\",\"version\":\"1\"}", PC_ERROR_USAGE,
       "speaks protocol 2"},
      {"{\"ready\":true,\"protocol\":1}", PC_ERROR_UNFIT, "needs a name"},
      {"{\"ready\":true,\"protocol\":1,\"name\":\"n\",\"version\":\"1\",\"notes\":{}}",
       PC_ERROR_UNFIT, "notes an array"},
      {"{\"value\":1}", PC_ERROR_UNFIT, "answered the hello with"},
      {"\xff\xfe", PC_ERROR_UNFIT, "answered the hello with"},
      {"", PC_ERROR_UNFIT, "answered the hello with ''"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    json_t *hello = NULL;
    const bool fine = pc_exec_hello_parse(rows[i].line, strlen(rows[i].line), &hello, &error);
    assert_int_equal(fine, rows[i].code < 0);
    if (!fine)
      assert_error(error, rows[i].code, rows[i].message);
    json_decref(hello);
  }
}

static bool note(pc_exec_keys *keys, const char *json, GError **error) {
  json_t *operation = json_loads(json, 0, NULL);
  assert_non_null(operation);
  const bool fine = pc_exec_keys_note(keys, "pc_a_1", operation, error);
  json_decref(operation);
  return fine;
}

static void a_key_is_on_disk_before_it_is_written(void **state) {
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("pcexec-XXXXXX", NULL);
  pc_exec_keys keys;
  pc_exec_keys found;
  pc_exec_keys_init(&keys, folder);
  assert_true(note(&keys, "{\"op\":\"set\",\"key\":\"pc_a_1:x\",\"value\":1}", NULL));
  assert_true(note(&keys, "{\"op\":\"set\",\"key\":\"pc_a_1:x\",\"value\":2}", NULL));
  assert_true(note(
      &keys,
      "{\"op\":\"set_many\",\"entries\":[[\"pc_a_1:\\n\",1],[{\"bytes\":\"70635f615f31ff\"},1]]}",
      NULL));
  assert_true(note(&keys, "{\"op\":\"get\",\"key\":\"pc_a_1:y\"}", NULL));
  assert_true(note(&keys, "{\"op\":\"delete\",\"key\":\"pc_a_1:z\"}", NULL));
  /* A file that somebody else has written to. */
  FILE *file = fopen(keys.path, "a");
  assert_non_null(file);
  fputs("\"sessions\"\n\"pc_a_12:x\"\nnonsense\n", file);
  fclose(file);
  pc_exec_keys_init(&found, folder);
  assert_true(pc_exec_keys_load(&found, "pc_a_1", NULL));
  assert_int_equal(g_hash_table_size(found.keys), 3);
  assert_true(g_hash_table_contains(found.keys, "\"pc_a_1:x\""));
  assert_true(g_hash_table_contains(found.keys, "\"pc_a_1:\\n\""));
  g_unlink(keys.path);
  pc_exec_keys_clear(&found);
  pc_exec_keys_init(&found, folder);
  assert_true(pc_exec_keys_load(&found, "pc_a_1", NULL));
  assert_int_equal(g_hash_table_size(found.keys), 0);
  pc_exec_keys_clear(&found);
  pc_exec_keys_clear(&keys);
  g_rmdir(folder);
}

static void a_foreign_key_is_not_changed(void **state) {
  (void)state;
  static const char *const rows[] = {
      "{\"op\":\"set\",\"key\":\"sessions\",\"value\":1}",
      "{\"op\":\"delete\",\"key\":\"pc_a_\"}",
      "{\"op\":\"delete\",\"key\":\"pc_a_12:x\"}",
      "{\"op\":\"set\",\"key\":{\"bytes\":\"70635f615f3132\"},\"value\":1}",
      "{\"op\":\"set\",\"key\":7,\"value\":1}",
      "{\"op\":\"whatever\",\"key\":\"x\"}",
      "{\"op\":\"set_many\",\"entries\":[[\"pc_b:x\",1]]}",
  };
  pc_exec_keys keys;
  pc_exec_keys_init(&keys, "/nonexistent");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    assert_false(note(&keys, rows[i], &error));
    assert_error(error, PC_ERROR_CONFINED, "does not begin with the scratch's name");
  }
  pc_exec_keys_clear(&keys);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_is_one_outcome_or_none),
      cmocka_unit_test(a_hello_is_ready_or_says_why_not),
      cmocka_unit_test(a_key_is_on_disk_before_it_is_written),
      cmocka_unit_test(a_foreign_key_is_not_changed),
  };
  return cmocka_run_group_tests_name("exec", tests, NULL, NULL);
}
