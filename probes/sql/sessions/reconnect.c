/* SPDX-License-Identifier: MIT */
/* What of a session is there when its client connects again: scripts have no word for ending a
 * connection. */
#include "harness/worker/execution.h"

#include "harness/model/probe.h"

static bool ask(pc_execution *execution, GError **error) {
  const pc_statement create = {.text = "CREATE TEMPORARY TABLE basket (item VARCHAR(10))"};
  const pc_statement fill = {.text = "INSERT INTO basket VALUES ('pen')"};
  const pc_statement read = {.text = "SELECT item FROM basket"};
  return pc_execution_send(execution, 0, NULL, &create, error) &&
         pc_execution_send(execution, 0, NULL, &fill, error) &&
         pc_execution_send(execution, 0, "the basket", &read, error) &&
         pc_execution_reconnect(execution, 0, error) &&
         pc_execution_send(execution, 0, "the basket on a new connection", &read, error);
}

static const pc_probe reconnect = {
    .id = "sql/sessions/reconnect",
    .role = PC_ROLE_SQL,
    .sessions = 1,
    .header =
        {.title = "A temporary table, and a new connection",
         .bites =
             "in a database that runs inside the application all connections are one session: what "
             "one request or test leaves there the next one finds, in production it is gone",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "sessions connections",
         .see = "https://www.postgresql.org/docs/current/sql-createtable.html",
         .remedy = "make what a session needs on each connection, and drop it before the "
                   "connection ends"},
    .ask = ask,
};

extern const pc_probe *const pc_probes_sql_sessions[];
const pc_probe *const pc_probes_sql_sessions[] = {&reconnect, NULL};
