/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/base/subprocess.h"

#include <string.h>

/* What a script prints; NULL with error set. */
static char *run(const char *script, guint deadline_ms, GError **error) {
  const char *const command[] = {"sh", "-c", script, NULL};
  const pc_subprocess subprocess = {
      .command = command, .deadline_ms = deadline_ms, .most = 1000, .silent = true};
  char *output = NULL;
  return pc_subprocess_run(&subprocess, &output, error) ? output : NULL;
}

static void what_a_program_prints_is_had(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autofree char *output =
      run("echo one; echo no >&2; printf 'zwei \\303\\244'; cat", 30000, &error);
  assert_null(error);
  assert_string_equal(output, "one\nzwei \xc3\xa4");
}

static void what_a_hook_of_git_sets_is_not_passed_on(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_setenv("GIT_DIR", "/nowhere", TRUE);
  g_autofree char *output = run("echo \"<$GIT_DIR>\"", 30000, &error);
  g_unsetenv("GIT_DIR");
  assert_string_equal(output, "<>\n");
}

static void every_way_to_fail_is_told_without_arguments(void **state) {
  (void)state;
  static const struct {
    const char *script;
    guint deadline_ms;
    int code;
    const char *message;
  } rows[] = {
      {"exit 3", 30000, PC_ERROR_FAILED, "the program 'sh' ended with status 3"},
      {"kill -9 $$", 30000, PC_ERROR_FAILED, "the program 'sh' was killed"},
      {"exec sleep 60", 1000, PC_ERROR_TIMED_OUT, "the program 'sh' took longer than 1 s"},
      {"exec >&-; exec sleep 60", 1000, PC_ERROR_TIMED_OUT, "took longer than 1 s"},
      {"yes", 30000, PC_ERROR_TOO_LARGE, "the program 'sh' printed too much"},
      {"printf '\\377'", 30000, PC_ERROR_FAILED, "printed no UTF-8 text"},
      {"printf 'a\\000b'", 30000, PC_ERROR_FAILED, "printed no UTF-8 text"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autofree char *output = run(rows[i].script, rows[i].deadline_ms, &error);
    assert_null(output);
    assert_error(error, rows[i].code, rows[i].message);
  }
}

/* Somebody else holding the pipe open must not make us wait for longer than the deadline. */
static void a_child_that_stays_does_not_hold_us(void **state) {
  (void)state;
  GError *error = NULL;
  const gint64 began = g_get_monotonic_time();
  g_autofree char *output = run("sleep 20 & echo x", 500, &error);
  assert_null(output);
  assert_error(error, PC_ERROR_TIMED_OUT, "took longer");
  assert_true(g_get_monotonic_time() - began < 15 * G_USEC_PER_SEC);
}

static void a_program_that_is_not_there_is_told(void **state) {
  (void)state;
  const char *const command[] = {"/no/such/program", "secret", NULL};
  const pc_subprocess subprocess = {.command = command, .deadline_ms = 1000, .most = 1000};
  GError *error = NULL;
  char *output = NULL;
  assert_false(pc_subprocess_run(&subprocess, &output, &error));
  assert_null(strstr(error->message, "secret"));
  assert_error(error, PC_ERROR_FAILED, "cannot start '/no/such/program'");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_program_prints_is_had),
      cmocka_unit_test(what_a_hook_of_git_sets_is_not_passed_on),
      cmocka_unit_test(every_way_to_fail_is_told_without_arguments),
      cmocka_unit_test(a_child_that_stays_does_not_hold_us),
      cmocka_unit_test(a_program_that_is_not_there_is_told),
  };
  return cmocka_run_group_tests_name("subprocess", tests, NULL, NULL);
}
