/* SPDX-License-Identifier: MIT */
/* How a process, a worker above all, is said to have ended. */
#include "tests/unit/unit.h"

#include "harness/base/process_end.h"
#include "harness/run/worker_end.h"
#include "harness/worker/step.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NONE ((const char *)NULL)

static void ends_are_described(void **state) {
  static const struct {
    int status;
    const char *text;
    const char *name;
  } rows[] = {
      {W_EXITCODE(0, SIGSEGV), "was killed by signal 11 (SIGSEGV, Segmentation fault)", "SIGSEGV"},
      {W_EXITCODE(0, SIGABRT), "was killed by signal 6 (SIGABRT, Aborted)", "SIGABRT"},
      {W_EXITCODE(0, SIGKILL), "was killed by signal 9 (SIGKILL, Killed)", "SIGKILL"},
      {W_EXITCODE(0, SIGABRT) | WCOREFLAG, "was killed by signal 6 (SIGABRT, Aborted)", "SIGABRT"},
      {W_EXITCODE(0, 0), "ended with status 0", NONE},
      {W_EXITCODE(99, 0), "ended with status 99", NONE},
      {W_EXITCODE(128, 0), "ended with status 128", NONE},
      {W_EXITCODE(134, 0), "ended with status 134, which a shell gives for SIGABRT", NONE},
      {W_EXITCODE(255, 0), "ended with status 255", NONE},
  };
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = pc_process_end_describe(rows[i].status);
    g_autofree char *name = pc_process_end_signal(rows[i].status);
    assert_string_equal(text, rows[i].text);
    if (g_strcmp0(name, rows[i].name) != 0)
      fail_msg("%s: '%s'", rows[i].text, name);
  }
}

/* What is told and shown of text. */
static void assert_errors(const char *text, const char *told, const char *shown) {
  g_autoptr(GString) tail = g_string_new(text);
  g_autofree char *whole = pc_stderr_tell(tail);
  g_autofree char *line = pc_stderr_show(whole);
  if (g_strcmp0(whole, told) != 0)
    fail_msg("told '%s', expected '%s'", whole, told);
  if (g_strcmp0(line, shown) != 0)
    fail_msg("shown '%s', expected '%s'", line, shown);
}

static void the_last_words_are_told(void **state) {
  (void)state;
  assert_errors("", NONE, NONE);
  assert_errors("\n \n", NONE, NONE);
  assert_errors("no such host\n", "no such host", "no such host");
  assert_errors("one\n\n  two\nthree\n", "one\n\n  two\nthree", "one | two | three");
  assert_errors("\xff\xfe broken", "\xef\xbf\xbd\xef\xbf\xbd broken",
                "\xef\xbf\xbd\xef\xbf\xbd broken");
}

static void much_is_cut_from_the_front(void **state) {
  g_autoptr(GString) tail = g_string_new(NULL);
  (void)state;
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf(tail, "line \xc3\xa9 %u\n", i);
  g_autofree char *told = pc_stderr_tell(tail);
  g_autofree char *shown = pc_stderr_show(told);
  assert_true(strlen(told) <= PC_STDERR_BYTES_TOLD && strlen(told) > PC_STDERR_BYTES_TOLD - 20);
  assert_true(strlen(shown) <= PC_STDERR_BYTES_SHOWN && strlen(shown) > PC_STDERR_BYTES_SHOWN - 40);
  assert_true(g_utf8_validate(told, -1, NULL) && g_utf8_validate(shown, -1, NULL));
  assert_true(g_str_has_suffix(told, "\nline \xc3\xa9 4999"));
  assert_true(g_str_has_suffix(shown, " | line \xc3\xa9 4998 | line \xc3\xa9 4999"));
  g_autofree char *one = g_strnfill(20000, 'x');
  g_autofree char *end = pc_stderr_show(one);
  assert_int_equal(strlen(end), PC_STDERR_BYTES_SHOWN);
}

static void a_sanitizer_is_told_by_its_error_and_summary(void **state) {
  static const char address[] =
      "=================================================================\n"
      "==3376==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000013\n"
      "READ of size 1 at 0x602000000013 thread T0\n"
      "    #0 0x555bb67e51d6 in main a.c:2\n"
      "\n"
      "SUMMARY: AddressSanitizer: heap-use-after-free a.c:2 in main";
  static const char undefined[] =
      "a.c:7:3: runtime error: signed integer overflow: 2147483647 + 1\n"
      "    #0 0x1 in main a.c:7\n"
      "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior a.c:7:3 in ";
  static const char none[] = "SUMMARY: AddressSanitizer: 12 byte(s) leaked in 1 allocation(s).";
  g_autofree char *long_one =
      g_strconcat(address, "\nShadow bytes around the buggy address:\n  fa fa fa\n", NULL);
  (void)state;
  assert_errors(long_one, address,
                "ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000013 | "
                "SUMMARY: AddressSanitizer: heap-use-after-free a.c:2 in main");
  assert_errors(undefined,
                "a.c:7:3: runtime error: signed integer overflow: 2147483647 + 1\n"
                "    #0 0x1 in main a.c:7\n"
                "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior a.c:7:3 in",
                "a.c:7:3: runtime error: signed integer overflow: 2147483647 + 1 | "
                "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior a.c:7:3 in");
  assert_errors(none, none, none);
  GString *much = g_string_new("warning\n==1==ERROR: LeakSanitizer: detected memory leaks\n");
  for (guint i = 0; i < 400; i++)
    g_string_append_printf(much, "    #%u 0x1 in f\xc3\xa9 x.c:%u\n", i, i);
  g_string_append_printf(much, "%s\n", none);
  g_autofree char *told = pc_stderr_tell(much);
  g_autofree char *shown = pc_stderr_show(told);
  assert_true(strlen(told) <= PC_STDERR_BYTES_TOLD && g_utf8_validate(told, -1, NULL));
  assert_true(g_str_has_prefix(told, "ERROR: LeakSanitizer: detected memory leaks\n    #0 0x1"));
  assert_true(g_str_has_suffix(told, none) && strstr(told, "\n...\n"));
  assert_string_equal(shown, "ERROR: LeakSanitizer: detected memory leaks | "
                             "SUMMARY: AddressSanitizer: 12 byte(s) leaked in 1 allocation(s).");
  g_string_free(much, TRUE);
  /* The beginning is no longer there: frames of a stack alone tell nothing. */
  assert_errors("    #9 0x1 in g\nSUMMARY: ThreadSanitizer: data race x.c:1 in f\n",
                "#9 0x1 in g\nSUMMARY: ThreadSanitizer: data race x.c:1 in f",
                "SUMMARY: ThreadSanitizer: data race x.c:1 in f");
  assert_errors("ERROR: of mine\nERROR: Sam\nSUMMARY: x", "ERROR: of mine\nERROR: Sam\nSUMMARY: x",
                "SUMMARY: x");
  assert_errors("a SUMMARY: of nothing\nmore", "a SUMMARY: of nothing\nmore",
                "a SUMMARY: of nothing | more");
}

/* The line that a step is, without its end; the caller's. */
static char *line_of(int output) {
  char buffer[4096];
  const ssize_t n = read(output, buffer, sizeof buffer);
  assert_true(n > 0 && buffer[n - 1] == '\n');
  return g_strndup(buffer, (gsize)n - 1);
}

static void steps_are_written_and_read(void **state) {
  static const char *const references[] = {"pc_x_own", "${name}", "pc_x", "${scratch}", NULL};
  g_autofree char *much = g_strnfill(PC_STEP_BYTES_MAX - 1, 'x');
  g_autofree char *text = g_strconcat(much, "\xc3\xa9", "zzz", NULL);
  g_autofree char *cut = g_strconcat(much, "...", NULL);
  const struct {
    const char *session;
    const char *sent; /* NULL: something else is done */
    const char *shown;
  } rows[] = {
      {NULL, "SELECT 1", "SELECT 1"},
      {"B", "SELECT \"a\",\n\t'pc_x_own' FROM pc_x.t",
       "SELECT \"a\", '${name}' FROM ${scratch}.t (session B)"},
      {NULL, "a  b\tc \r\n\n d\n", "a  b\tc d "},
      {NULL, "\xff", "\xef\xbf\xbd"},
      {NULL, text, cut},
      {NULL, NULL, "making the scratch"},
  };
  int fds[2];
  (void)state;
  assert_int_equal(pipe(fds), 0);
  const pc_harness harness = {.input = -1, .steps = fds[1]};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (rows[i].sent)
      pc_step_sending(&harness, rows[i].session, rows[i].sent, references);
    else
      pc_step_doing(&harness, rows[i].shown);
    g_autofree char *line = line_of(fds[0]);
    assert_true(pc_step_is(line, strlen(line)));
    g_autofree char *shown = pc_step_show(line);
    assert_string_equal(shown, rows[i].shown);
  }
  close(fds[0]);
  close(fds[1]);
}

static void steps_are_not_written_unasked(void **state) {
  static const char *const references[] = {NULL};
  int fds[2];
  (void)state;
  assert_int_equal(pipe(fds), 0);
  const pc_harness harness = {.input = fds[0], .steps = -1};
  pc_step_doing(&harness, "nothing");
  pc_step_doing(NULL, "nothing");
  pc_step_sending(&harness, NULL, "nothing", references);
  pc_step_sending(NULL, NULL, "nothing", references);
  close(fds[1]);
  char byte;
  assert_int_equal(read(fds[0], &byte, 1), 0);
  close(fds[0]);
}

static void other_lines_are_no_steps(void **state) {
  static const char *const rows[] = {"", "{", "{\"type\":\"answer\"}", "{\"type\":\"ste",
                                     " {\"type\":\"step\"}"};
  static const char *const silent[] = {"{\"type\":\"step\"}", "{\"type\":\"step\",\"sent\":1}",
                                       "{\"type\":\"step\"", NULL};
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_false(pc_step_is(rows[i], strlen(rows[i])));
  for (guint i = 0; i < G_N_ELEMENTS(silent); i++)
    assert_null(pc_step_show(silent[i]));
}

static void a_worker_is_told_with_all_there_is(void **state) {
  g_autoptr(GPtrArray) secrets = g_ptr_array_new();
  g_autoptr(GString) errors = g_string_new("first\nlogin hunter2 failed for pg\n");
  g_autoptr(GString) silence = g_string_new(NULL);
  const pc_worker_end whole = {.status = W_EXITCODE(0, SIGABRT),
                               .problem = "a line is too long",
                               .step = "{\"type\":\"step\",\"sent\":\"SELECT 'hunter2'\"}",
                               .errors = errors};
  const pc_worker_end bare = {.status = W_EXITCODE(3, 0), .errors = silence};
  (void)state;
  g_ptr_array_add(secrets, (gpointer)(guintptr) "hunter2");
  /* A word that texts hold for reasons of their own: masked as a whole word, since people read
   * this. */
  g_ptr_array_add(secrets, (gpointer)(guintptr) "pg");
  g_autofree char *told = pc_worker_end_tell(&whole, "answered", secrets);
  assert_string_equal(
      told,
      "the worker was killed by signal 6 (SIGABRT, Aborted) before it answered; a line is too "
      "long; last step: SELECT '***'; it wrote to standard error: first | login *** failed for "
      "***");
  g_autofree char *step = pc_worker_end_step(&whole, secrets);
  assert_string_equal(step, "; last step: SELECT '***'");
  g_autofree char *little = pc_worker_end_tell(&bare, "connected", secrets);
  assert_string_equal(little, "the worker ended with status 3 before it connected");
  g_autofree char *no_step = pc_worker_end_step(&bare, secrets);
  assert_string_equal(no_step, "");
  json_t *facts = json_object();
  pc_worker_end_store(&whole, secrets, facts);
  json_t *expected = json_pack("{s:s,s:s,s:s}", "signal", "SIGABRT", "step", "SELECT '***'",
                               "stderr", "first\nlogin *** failed for ***");
  assert_true(json_equal(facts, expected));
  json_decref(expected);
  json_object_clear(facts);
  pc_worker_end_store(&bare, secrets, facts);
  expected = json_pack("{s:i}", "status", 3);
  assert_true(json_equal(facts, expected));
  json_decref(expected);
  json_decref(facts);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ends_are_described),
      cmocka_unit_test(the_last_words_are_told),
      cmocka_unit_test(much_is_cut_from_the_front),
      cmocka_unit_test(a_sanitizer_is_told_by_its_error_and_summary),
      cmocka_unit_test(steps_are_written_and_read),
      cmocka_unit_test(steps_are_not_written_unasked),
      cmocka_unit_test(other_lines_are_no_steps),
      cmocka_unit_test(a_worker_is_told_with_all_there_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
