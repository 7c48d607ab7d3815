/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/worker/dependence.h"

#include <string.h>

typedef struct row {
  guint session;
  const char *label;     /* NULL: setup */
  const char *operation; /* ' for quotation marks; NULL: made of several */
  const char *needs;     /* labels, joined by commas */
} row;

static void rows_check(const row *rows, guint n) {
  g_autoptr(pc_dependence) dependence = pc_dependence_new();
  for (guint i = 0; i < n; i++) {
    g_autofree char *json =
        rows[i].operation ? g_strdelimit(g_strdup(rows[i].operation), "'", '"') : NULL;
    json_t *operation = json ? json_loads(json, 0, NULL) : NULL;
    assert_true(!json || operation);
    g_autoptr(GPtrArray) needs =
        pc_dependence_add(dependence, rows[i].session, rows[i].label, operation);
    json_decref(operation);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint k = 0; k < needs->len; k++)
      g_string_append_printf(joined, "%s%s", k ? "," : "", (const char *)needs->pdata[k]);
    if (strcmp(joined->str, rows[i].needs) != 0)
      fail_msg("row %u needs '%s', not '%s'", i, joined->str, rows[i].needs);
  }
}

static void what_reads_a_key_needs_what_stored_it(void **state) {
  (void)state;
  static const row rows[] = {
      {0, "added", "{'op':'add','key':'a','value':1}", ""},
      {0, "read", "{'op':'get','key':'a'}", "added"},
      {0, "stored", "{'op':'set','key':'b','value':1}", ""},
      {1, "read elsewhere", "{'op':'get','key':'a'}", "added"},
      {0, "both", "{'op':'get_many','keys':['b','a']}", "added,stored"},
      {0, "counted", "{'op':'increment','key':'a','by':1}", "added"},
      {0, "read again", "{'op':'get','key':'a'}", "counted"},
      {0, "many", "{'op':'set_many','entries':[['b',1],['c',2]]}", "stored"},
      {0, "one of them", "{'op':'get','key':'c'}", "many"},
      {0, "of all", NULL, "counted,many"},
  };
  rows_check(rows, G_N_ELEMENTS(rows));
}

static void a_version_is_the_sessions_own(void **state) {
  (void)state;
  static const row rows[] = {
      {0, "with its version", "{'op':'gets','key':'a'}", ""},
      {0, "read", "{'op':'get','key':'a'}", ""},
      {1, "by another", "{'op':'cas','key':'a','value':1}", ""},
      {0, "by its own", "{'op':'cas','key':'a','value':1}", "by another,with its version"},
  };
  rows_check(rows, G_N_ELEMENTS(rows));
}

static void setup_passes_on_what_it_needs(void **state) {
  (void)state;
  static const row rows[] = {
      {0, "declared with a limit", "{'op':'declare','queue':'a','max_length':1}", ""},
      {0, "declared", "{'op':'declare','queue':'b'}", ""},
      {0, NULL, "{'op':'publish','queue':'a','body':'x'}", "declared with a limit"},
      {0, NULL, "{'op':'receive','queue':'a','as':'m'}", "declared with a limit"},
      {0, "depth", "{'op':'depth','queue':'b'}", "declared"},
      {0, "acknowledged", "{'op':'ack','message':'m'}", "declared,declared with a limit"},
      {1, "another's", "{'op':'receive','queue':'b','as':'m'}", "acknowledged"},
  };
  rows_check(rows, G_N_ELEMENTS(rows));
}

static void what_sets_a_connection_up_is_needed_by_its_session_only(void **state) {
  (void)state;
  static const row rows[] = {
      {0, "prefetch", "{'op':'prefetch','count':1}", ""},
      {1, "another's", "{'op':'receive','queue':'a','as':'m'}", ""},
      {0, "its own", "{'op':'receive','queue':'b','as':'m'}", "prefetch"},
      {0, "cut", "{'op':'disconnect'}", "another's,its own,prefetch"},
      {1, "after it", "{'op':'depth','queue':'c'}", "cut"},
  };
  rows_check(rows, G_N_ELEMENTS(rows));
}

static void what_adds_needs_no_other_that_added(void **state) {
  (void)state;
  static const row rows[] = {
      {0, "made", "{'op':'create_topic','topic':'t'}", ""},
      {0, "1.1 MB", "{'op':'produce','topic':'t','value':'x'}", "made"},
      {0, "2 MB", "{'op':'produce','topic':'t','value':'y'}", "made"},
      {0, "read", "{'op':'read','topic':'t'}", "1.1 MB,2 MB,made"},
      {0, "emptied", "{'op':'purge','queue':'q'}", ""},
      {0, "published", "{'op':'publish','queue':'q','body':'x'}", "emptied"},
      {0, "received", "{'op':'receive','queue':'q','as':'m'}", "emptied,published"},
      {0, "published again", "{'op':'publish','queue':'q','body':'x'}", "received"},
      {0, "depth", "{'op':'depth','queue':'q'}", "published again,received"},
  };
  rows_check(rows, G_N_ELEMENTS(rows));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_reads_a_key_needs_what_stored_it),
      cmocka_unit_test(a_version_is_the_sessions_own),
      cmocka_unit_test(setup_passes_on_what_it_needs),
      cmocka_unit_test(what_adds_needs_no_other_that_added),
      cmocka_unit_test(what_sets_a_connection_up_is_needed_by_its_session_only),
  };
  return cmocka_run_group_tests_name("dependence", tests, NULL, NULL);
}
