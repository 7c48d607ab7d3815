/* SPDX-License-Identifier: MIT */
/* Answers are read back as they were written down, while the run lives and not a moment longer. */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/run/journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static int folder_make(void **state) {
  (void)state;
  folder = g_dir_make_tmp("pcjournal-XXXXXX", NULL);
  g_setenv("PARITYCHECK_STATE", folder, TRUE);
  return folder ? 0 : -1;
}

static int folder_remove(void **state) {
  (void)state;
  g_rmdir(folder);
  g_clear_pointer(&folder, g_free);
  return 0;
}

static guint files_count(void) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  guint n = 0;
  while (dir && g_dir_read_name(dir))
    n++;
  return n;
}

static json_t *reply_new(guint i) {
  g_autofree char *large = g_strnfill(i * 1000, 'x');
  return json_pack("{s:s,s:i,s:f,s:s,s:s%,s:[n,b]}", "type", "answer", "number", (int)i, "real",
                   0.1 * i, "text", large, "bytes", "a\0\"\n", (size_t)4, "list", true);
}

static void answers_are_read_back_in_any_order_and_after_the_journal(void **state) {
  (void)state;
  enum { N = 20 };
  g_autoptr(GError) error = NULL;
  pc_journal *journal = pc_journal_new("pc_test", &error);
  pc_answer_place places[N];
  assert_non_null(journal);
  for (guint i = 0; i < N; i++) {
    json_t *reply = reply_new(i);
    places[i] = pc_journal_answer(journal, "development", "sql", "sql/text/like", i + 1, reply);
    assert_true(places[i].length > 0);
    json_decref(reply);
  }
  assert_int_equal(files_count(), 2);
  const int answers = pc_journal_answers_take(journal);
  pc_journal_free(journal);
  assert_int_equal(files_count(), 0);
  for (guint i = N; i-- > 0;) {
    json_t *expected = reply_new(i);
    json_t *read = pc_journal_answer_read(answers, &places[i], &error);
    assert_true(json_equal(read, expected));
    json_decref(read);
    json_decref(expected);
  }
  assert_int_equal(ftruncate(answers, (off_t)places[N - 1].at), 0);
  assert_null(pc_journal_answer_read(answers, &places[N - 1], &error));
  assert_error(error, PC_ERROR_FAILED, "cannot read an answer of this run again");
  close(answers);
}

static void what_cannot_be_written_down_stands_nowhere(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  pc_journal *journal = pc_journal_new("pc_test", &error);
  assert_non_null(journal);
  /* Nothing can be made in a folder that is gone. */
  g_autofree char *path = g_build_filename(folder, "pc_test.jsonl", NULL);
  assert_int_equal(g_unlink(path), 0);
  assert_int_equal(g_rmdir(folder), 0);
  json_t *reply = reply_new(1);
  const pc_answer_place place =
      pc_journal_answer(journal, "development", "sql", "sql/text/like", 1, reply);
  assert_int_equal(place.length, 0);
  assert_int_equal(pc_journal_answers_take(journal), -1);
  json_decref(reply);
  pc_journal_free(journal);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(answers_are_read_back_in_any_order_and_after_the_journal,
                                      folder_make, folder_remove),
      cmocka_unit_test_setup_teardown(what_cannot_be_written_down_stands_nowhere, folder_make,
                                      folder_remove),
  };
  return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
