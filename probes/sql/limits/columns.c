/* SPDX-License-Identifier: MIT */
/* How many columns a table may have: a loop makes statements that no one would write into a script.
 */
#include "harness/worker/execution.h"

#include "harness/model/probe.h"

static bool table_ask(pc_execution *execution, const char *table, guint columns, const char *label,
                      GError **error) {
  g_autoptr(GString) text = g_string_sized_new((gsize)columns * 16 + 64);
  g_string_append_printf(text, "CREATE TABLE %s (c1 INTEGER", table);
  for (guint i = 2; i <= columns; i++)
    g_string_append_printf(text, ", c%u INTEGER", i);
  g_string_append_c(text, ')');
  const pc_statement statement = {.text = text->str};
  pc_outcome *outcome = NULL;
  if (!pc_execution_try(execution, 0, &statement, &outcome, error))
    return false;
  pc_execution_observe_take(execution, label, outcome);
  return true;
}

static bool ask(pc_execution *execution, GError **error) {
  return table_ask(execution, "survey_a", 1000, "a table of 1000 columns", error) &&
         table_ask(execution, "survey_b", 1700, "a table of 1700 columns", error) &&
         table_ask(execution, "survey_c", 2100, "a table of 2100 columns", error);
}

static const pc_probe columns = {
    .id = "sql/limits/columns",
    .role = PC_ROLE_SQL,
    .sessions = 1,
    .header =
        {.title = "How many columns a table may have",
         .bites =
             "a wide table of answers or metrics that development creates is refused in production",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits ddl",
         .see = "https://www.postgresql.org/docs/current/limits.html",
         .remedy = "keep tables below 1000 columns; store sparse attributes as rows or JSON"},
    .ask = ask,
};

extern const pc_probe *const pc_probes_sql_limits[];
const pc_probe *const pc_probes_sql_limits[] = {&columns, NULL};
