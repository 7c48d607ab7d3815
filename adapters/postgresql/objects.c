/* SPDX-License-Identifier: MIT */
/* What a PostgreSQL server holds beside scratches, as far as catalogues tell it to everybody. */
#include "adapters/postgresql/internal.h"

#include "harness/base/error.h"

/* What has been altered has another row in its catalogue, and so another xmin; maintenance changes
 * rows in place. Of roles everybody may read the view only. Nothing is sorted, so that the server
 * stops at the limit. https://www.postgresql.org/docs/current/ddl-system-columns.html */
static const char objects_sql[] =
    "WITH outside AS (SELECT oid, nspname, xmin::text AS version FROM pg_catalog.pg_namespace "
    "WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND nspname !~ "
    "'^pc_[0-9a-z]+_[0-9a-z]+_') SELECT * FROM (SELECT 'schema', '', nspname::text, version FROM "
    "outside UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' "
    "WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'table' END, nspname, relname, "
    "c.oid::text || ':' || c.xmin::text FROM pg_catalog.pg_class AS c JOIN outside ON outside.oid "
    "= relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') UNION ALL SELECT 'function', "
    "nspname, proname || '(' || COALESCE(pg_catalog.pg_get_function_identity_arguments(p.oid), '') "
    "|| ')', p.oid::text || ':' || p.xmin::text FROM pg_catalog.pg_proc AS p JOIN outside ON "
    "outside.oid = pronamespace UNION ALL SELECT 'database', '', datname, oid::text || ':' || "
    "xmin::text FROM pg_catalog.pg_database WHERE datname !~ '^pc_[0-9a-z]+_[0-9a-z]+_' UNION ALL "
    "SELECT 'role', '', rolname, concat_ws(' ', oid, rolsuper, rolinherit, rolcreaterole, "
    "rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit, rolvaliduntil) FROM "
    "pg_catalog.pg_roles WHERE rolname !~ '^pg_' AND rolname !~ '^pc_[0-9a-z]+_[0-9a-z]+_') AS "
    "objects LIMIT 10001";

bool pc_pg_objects(void *state, pc_inventory *inventory, GError **error) {
  pc_pg_service *service = state;
  G_STATIC_ASSERT(PC_OBJECTS_MAX == 10000);
  if (!pc_pg_main_ensure(service, NULL, error))
    return false;
  PGresult *result = PQexec(service->main, objects_sql);
  const bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
  for (int i = 0; fine && i < PQntuples(result); i++)
    if (!pc_inventory_add(inventory, PQgetvalue(result, i, 0), PQgetvalue(result, i, 1),
                          PQgetvalue(result, i, 2), PQgetvalue(result, i, 3)))
      break;
  if (!fine) {
    g_autofree char *message = pc_pg_message(service->main);
    g_set_error(error, PC_ERROR,
                PQstatus(service->main) == CONNECTION_OK ? PC_ERROR_FAILED : PC_ERROR_LOST,
                "cannot list what is there: %s", message);
  }
  PQclear(result);
  return fine;
}
