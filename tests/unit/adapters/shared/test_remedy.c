/* SPDX-License-Identifier: MIT */
/* Remedies behind a service's words. */
#include "tests/unit/unit.h"

#include "adapters/shared/remedy.h"
#include "harness/base/error.h"

static const pc_remedy table[] = {{"queue limit", "raise the queue limit"},
                                  {"limit", "raise the limit"},
                                  {"full", "empty it"},
                                  {0}};

static void message_becomes(const char *message, const char *expected) {
  GError *error = g_error_new_literal(PC_ERROR, PC_ERROR_UNFIT, message);
  pc_remedy_append(table, &error);
  assert_string_equal(error->message, expected);
  assert_int_equal(error->code, PC_ERROR_UNFIT);
  g_error_free(error);
}

static void the_first_entry_whose_words_are_there_counts(void **state) {
  (void)state;
  message_becomes("the queue limit is reached",
                  "the queue limit is reached; raise the queue limit");
  message_becomes("a limit is reached", "a limit is reached; raise the limit");
  message_becomes("it is full", "it is full; empty it");
}

static void other_words_stay_as_they_are(void **state) {
  (void)state;
  message_becomes("no such host", "no such host");
  message_becomes("", "");
}

static void a_remedy_is_told_once(void **state) {
  (void)state;
  message_becomes("it is full; empty it", "it is full; empty it");
}

static void where_there_is_no_error_there_is_nothing_to_do(void **state) {
  (void)state;
  GError *error = NULL;
  pc_remedy_append(table, &error);
  assert_null(error);
  pc_remedy_append(table, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_entry_whose_words_are_there_counts),
      cmocka_unit_test(other_words_stay_as_they_are),
      cmocka_unit_test(a_remedy_is_told_once),
      cmocka_unit_test(where_there_is_no_error_there_is_nothing_to_do),
  };
  return cmocka_run_group_tests_name("remedy", tests, NULL, NULL);
}
