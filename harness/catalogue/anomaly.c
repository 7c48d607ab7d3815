/* SPDX-License-Identifier: MIT */
/* The rule by which answers tell that an anomaly occurred. */
#include "harness/catalogue/anomaly.h"

#include <string.h>

const char *const pc_protection_names[] = {"occurs",  "prevented", "blocked",
                                           "refused", "unknown",   NULL};

/* Refusals by which a service keeps transactions apart, and what follows from them in the same
 * transaction. */
static const char *const protecting[] = {
    "serialization_failure",
    "deadlock_detected",
    "lock_not_available",
    "object_in_use",
    "transaction_rollback",
    "in_failed_sql_transaction",
    NULL,
};

/* Splits "LABEL = ANSWER | ANSWER" in place; NULL: there is no '='. */
static char *condition_split(char *condition, char **ret_answers) {
  char *equals = strstr(condition, " = ");
  if (!equals)
    return NULL;
  *equals = '\0';
  *ret_answers = equals + 3;
  return g_strstrip(condition);
}

bool pc_occurs_check(const char *rule, GHashTable *labels, char **ret_problem) {
  g_auto(GStrv) conditions = g_strsplit(rule, " and ", -1);
  for (char **condition = conditions; *condition; condition++) {
    char *answers = NULL;
    const char *label = condition_split(*condition, &answers);
    if (!label) {
      *ret_problem = g_strdup_printf("expected 'LABEL = ANSWER', not '%s'", *condition);
      return false;
    }
    if (!g_hash_table_contains(labels, label)) {
      *ret_problem = g_strdup_printf("no statement has the label '%s'", label);
      return false;
    }
    g_auto(GStrv) each = g_strsplit(answers, "|", -1);
    for (char **answer = each; *answer; answer++) {
      if (*g_strstrip(*answer))
        continue;
      *ret_problem =
          g_strdup_printf("an answer of '%s' is empty: write 'nothing' for no row", label);
      return false;
    }
  }
  return true;
}

static void value_append(const json_t *value, GString *text) {
  const char *key;
  json_t *member;
  if (json_is_integer(value))
    g_string_append_printf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  else if (json_is_string(value))
    g_string_append(text, json_string_value(value));
  else if (json_is_object(value))
    json_object_foreach((json_t *)(guintptr)value, key, member) value_append(member, text);
  else
    g_string_append(text, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
}

/* "1 10, 2 20"; the caller's. */
static char *rows_show(const json_t *rows) {
  GString *text = g_string_new(NULL);
  size_t i, k;
  json_t *row, *value;
  json_array_foreach(rows, i, row) {
    g_string_append(text, i ? ", " : "");
    json_array_foreach(row, k, value) {
      g_string_append(text, k ? " " : "");
      value_append(value, text);
    }
  }
  return g_string_free(text, FALSE);
}

static bool outcome_is(const json_t *outcome, const char *answer) {
  const json_t *rows = json_object_get(outcome, "rows");
  if (strcmp(answer, "done") == 0)
    return rows || json_object_get(outcome, "done") || json_object_get(outcome, "affected");
  if (!rows || strcmp(answer, "nothing") == 0)
    return rows && json_array_size(rows) == 0;
  g_autofree char *shown = rows_show(rows);
  return strcmp(shown, answer) == 0;
}

static const json_t *outcome_find(const json_t *observations, const char *label) {
  size_t i;
  json_t *observation;
  json_array_foreach(observations, i, observation) {
    if (g_strcmp0(json_string_value(json_object_get(observation, "label")), label) == 0)
      return json_object_get(observation, "outcome");
  }
  return NULL;
}

/* ret_missing: the label of an observation that there is none of, the caller's. */
static bool rule_holds(const char *rule, const json_t *observations, char **ret_missing) {
  g_auto(GStrv) conditions = g_strsplit(rule, " and ", -1);
  bool all = true;
  for (char **condition = conditions; *condition; condition++) {
    char *answers = NULL;
    const char *label = condition_split(*condition, &answers);
    const json_t *outcome = label ? outcome_find(observations, label) : NULL;
    if (!outcome) {
      *ret_missing = g_strdup(label ? label : *condition);
      return false;
    }
    bool one = false;
    g_auto(GStrv) each = g_strsplit(answers, "|", -1);
    for (char **answer = each; *answer; answer++)
      one = one || outcome_is(outcome, g_strstrip(*answer));
    all = all && one;
  }
  return all;
}

/* Of a deadlock, which side was refused is not kept: the answer is a text of the harness. */
static bool outcome_is_deadlock(const json_t *outcome) {
  return json_is_true(json_object_get(outcome, "blocked")) &&
         json_is_string(json_object_get(outcome, "value"));
}

pc_protection pc_occurs_judge(const char *rule, const json_t *observations, char **ret_reason) {
  g_autofree char *missing = NULL;
  const bool holds = rule_holds(rule, observations, &missing);
  *ret_reason = missing ? g_strdup_printf("'%s' was not answered", missing) : NULL;
  if (missing || holds)
    return missing ? PC_PROTECTION_UNKNOWN : PC_PROTECTION_NONE;
  pc_protection protection = PC_PROTECTION_PREVENTED;
  size_t i;
  json_t *observation;
  json_array_foreach(observations, i, observation) {
    const json_t *outcome = json_object_get(observation, "outcome");
    const char *refusal = json_string_value(json_object_get(outcome, "refusal"));
    if (refusal && !g_strv_contains(protecting, refusal)) {
      /* A statement that the service does not understand says nothing of isolation. */
      *ret_reason =
          g_strdup_printf("'%s' was refused: %s",
                          json_string_value(json_object_get(observation, "label")), refusal);
      return PC_PROTECTION_UNKNOWN;
    }
    if (refusal || outcome_is_deadlock(outcome))
      protection = PC_PROTECTION_REFUSED;
    else if (json_is_true(json_object_get(outcome, "blocked")) &&
             protection == PC_PROTECTION_PREVENTED)
      protection = PC_PROTECTION_BLOCKED;
  }
  return protection;
}
