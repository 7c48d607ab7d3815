/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/catalogue/anomaly.h"

#include <string.h>

static void a_rule_speaks_only_of_labels_that_there_are(void **state) {
  (void)state;
  static const struct {
    const char *rule;
    const char *problem; /* NULL: it is fine */
  } rows[] = {
      {"A reads = 10", NULL},
      {"A reads = nothing and A writes = done", NULL},
      {"A reads = 1 10, 2 20 | 2 20", NULL},
      {"A reads", "expected 'LABEL = ANSWER', not 'A reads'"},
      {"A reads = 10 and A writes", "expected 'LABEL = ANSWER', not 'A writes'"},
      {"B reads = 10", "no statement has the label 'B reads'"},
      {"A reads = 10 | ", "an answer of 'A reads' is empty"},
      {"A reads = 10 and B writes = done", "no statement has the label 'B writes'"},
  };
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_add(labels, (gpointer)(guintptr) "A reads");
  g_hash_table_add(labels, (gpointer)(guintptr) "A writes");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *problem = NULL;
    const bool fine = pc_occurs_check(rows[i].rule, labels, &problem);
    if (fine != !rows[i].problem)
      fail_msg("%s: %s", rows[i].rule, problem ? problem : "accepted");
    if (!fine && !strstr(problem, rows[i].problem))
      fail_msg("%s: %s", rows[i].rule, problem);
  }
}

/* What A read and how A's writing ended give a protection. */
static void answers_are_judged_by_the_rule(void **state) {
  (void)state;
  static const struct {
    const char *rule;
    const char *reads;
    const char *writes;
    pc_protection protection;
    const char *reason;
  } rows[] = {
      {"A reads = 10", "{\"rows\":[[10]]}", "{\"done\":true}", PC_PROTECTION_NONE, NULL},
      {"A reads = 10", "{\"rows\":[[{\"decimal\":\"10\"}]]}", "{\"done\":true}", PC_PROTECTION_NONE,
       NULL},
      {"A reads = 10", "{\"rows\":[[11]]}", "{\"done\":true}", PC_PROTECTION_PREVENTED, NULL},
      {"A reads = 10", "{\"rows\":[[10],[11]]}", "{\"done\":true}", PC_PROTECTION_PREVENTED, NULL},
      {"A reads = 10, 11", "{\"rows\":[[10],[11]]}", "{\"done\":true}", PC_PROTECTION_NONE, NULL},
      {"A reads = 1 10 | 1 20", "{\"rows\":[[1,20]]}", "{\"done\":true}", PC_PROTECTION_NONE, NULL},
      {"A reads = nothing", "{\"rows\":[]}", "{\"done\":true}", PC_PROTECTION_NONE, NULL},
      {"A reads = nothing", "{\"rows\":[[1]]}", "{\"done\":true}", PC_PROTECTION_PREVENTED, NULL},
      {"A reads = nothing", "{\"refusal\":\"serialization_failure\"}", "{\"done\":true}",
       PC_PROTECTION_REFUSED, NULL},
      {"A reads = done", "{\"rows\":[]}", "{\"done\":true}", PC_PROTECTION_NONE, NULL},
      {"A writes = done", "{\"rows\":[]}", "{\"affected\":1}", PC_PROTECTION_NONE, NULL},
      {"A writes = done", "{\"rows\":[]}", "{\"affected\":1,\"blocked\":true}", PC_PROTECTION_NONE,
       NULL},
      {"A reads = 10 and A writes = done", "{\"rows\":[[11]]}", "{\"affected\":1,\"blocked\":true}",
       PC_PROTECTION_BLOCKED, NULL},
      {"A writes = done", "{\"rows\":[]}", "{\"blocked\":true}", PC_PROTECTION_BLOCKED, NULL},
      {"A writes = done", "{\"rows\":[]}", "{\"refusal\":\"lock_not_available\"}",
       PC_PROTECTION_REFUSED, NULL},
      {"A writes = done", "{\"blocked\":true,\"rows\":[]}",
       "{\"refusal\":\"serialization_failure\",\"blocked\":true}", PC_PROTECTION_REFUSED, NULL},
      {"A writes = done", "{\"rows\":[]}",
       "{\"blocked\":true,\"value\":\"of a deadlock, exactly one is refused\"}",
       PC_PROTECTION_REFUSED, NULL},
      {"A reads = 10", "{\"rows\":[[11]]}", "{\"refusal\":\"undefined_table\"}",
       PC_PROTECTION_UNKNOWN, "'A writes' was refused: undefined_table"},
      {"B reads = 10", "{\"rows\":[[11]]}", "{\"done\":true}", PC_PROTECTION_UNKNOWN,
       "'B reads' was not answered"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text =
        g_strdup_printf("[{\"label\":\"A reads\",\"outcome\":%s},{\"label\":\"A writes\","
                        "\"outcome\":%s}]",
                        rows[i].reads, rows[i].writes);
    json_t *observations = json_loads(text, 0, NULL);
    assert_non_null(observations);
    g_autofree char *reason = NULL;
    const pc_protection protection = pc_occurs_judge(rows[i].rule, observations, &reason);
    json_decref(observations);
    if (protection != rows[i].protection || g_strcmp0(reason, rows[i].reason) != 0)
      fail_msg("%s over %s: %s (%s)", rows[i].rule, text, pc_protection_names[protection],
               reason ? reason : "");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rule_speaks_only_of_labels_that_there_are),
      cmocka_unit_test(answers_are_judged_by_the_rule),
  };
  return cmocka_run_group_tests_name("anomaly", tests, NULL, NULL);
}
