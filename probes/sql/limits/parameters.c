/* SPDX-License-Identifier: MIT */
/* How many parameters a statement may have: a loop makes what no one would write into a script. */
#include "harness/worker/execution.h"

#include "harness/model/probe.h"

/* Placeholders are "?" or "$1": where the first is no syntax, the second is. */
static bool marks_are_questions(pc_execution *execution, bool *ret_questions, GError **error) {
  g_autoptr(GPtrArray) parameters = g_ptr_array_new_with_free_func((GDestroyNotify)pc_value_free);
  g_ptr_array_add(parameters, pc_value_new_integer(1));
  const pc_statement statement = {.text = "SELECT 1 WHERE 1 IN (?)", .parameters = parameters};
  pc_outcome *outcome = NULL;
  if (!pc_execution_try(execution, 0, &statement, &outcome, error))
    return false;
  *ret_questions = outcome->kind != PC_OUTCOME_REFUSAL;
  pc_outcome_free(outcome);
  return true;
}

static bool list_ask(pc_execution *execution, bool questions, guint count, const char *label,
                     GError **error) {
  g_autoptr(GString) text = g_string_sized_new((gsize)count * 7 + 32);
  g_autoptr(GPtrArray) parameters = g_ptr_array_new_with_free_func((GDestroyNotify)pc_value_free);
  g_string_append(text, "SELECT 1 WHERE 1 IN (");
  for (guint i = 1; i <= count; i++) {
    g_string_append(text, i > 1 ? "," : "");
    if (questions)
      g_string_append_c(text, '?');
    else
      g_string_append_printf(text, "$%u", i);
    g_ptr_array_add(parameters, pc_value_new_integer(i));
  }
  g_string_append_c(text, ')');
  const pc_statement statement = {.text = text->str, .parameters = parameters};
  pc_outcome *outcome = NULL;
  if (!pc_execution_try(execution, 0, &statement, &outcome, error))
    return false;
  pc_execution_observe_take(execution, label, outcome);
  return true;
}

static bool ask(pc_execution *execution, GError **error) {
  bool questions;
  return marks_are_questions(execution, &questions, error) &&
         list_ask(execution, questions, 30000, "30000 parameters", error) &&
         list_ask(execution, questions, 70000, "70000 parameters", error);
}

static const pc_probe parameters = {
    .id = "sql/limits/parameters",
    .role = PC_ROLE_SQL,
    .sessions = 1,
    .header = {.title = "How many parameters a statement may have",
               .bites = "a long IN list or a bulk INSERT that development takes is refused in "
                        "production, where a statement has at most 65535 parameters",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_READ,
               .tags = "limits parameters bulk",
               .see = "https://www.postgresql.org/docs/current/limits.html",
               .remedy = "send lists in batches, or as one array or JSON parameter"},
    .ask = ask,
};

extern const pc_probe *const pc_probes_sql_parameters[];
const pc_probe *const pc_probes_sql_parameters[] = {&parameters, NULL};
