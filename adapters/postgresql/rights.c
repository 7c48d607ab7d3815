/* SPDX-License-Identifier: MIT */
/* Whether the server itself keeps a PostgreSQL role from writing outside of scratches. */
#include "adapters/postgresql/internal.h"

#include "harness/base/error.h"

#include <string.h>

/* What the role could write, the worst first. Being a member counts, inherited or not: SET ROLE is
 * one statement. A function that runs with its owner's rights may do what the owner may.
 * https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-ACCESS */
static const char excess_sql[] =
    "WITH me AS (SELECT * FROM pg_catalog.pg_roles WHERE rolname = current_user), outside AS "
    "(SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> "
    "'information_schema' AND nspname !~ '^pc_[0-9a-z]+_[0-9a-z]+_') SELECT what FROM (SELECT 1 AS "
    "rank, 'it has ' || attributes AS what FROM me, concat_ws(', ', CASE WHEN rolsuper THEN "
    "'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN "
    "'CREATEDB' END, CASE WHEN rolreplication THEN 'REPLICATION' END) AS attributes WHERE "
    "attributes <> '' UNION ALL SELECT 2, format('it is a member of %I', r.rolname) FROM "
    "pg_catalog.pg_roles AS r, me WHERE r.oid <> me.oid AND NOT me.rolsuper AND pg_has_role(r.oid, "
    "'MEMBER') AND r.rolname NOT IN ('pg_monitor', 'pg_read_all_settings', 'pg_read_all_stats', "
    "'pg_stat_scan_tables', 'pg_read_all_data') UNION ALL SELECT 3, format('it may create in the "
    "schema %I', nspname) FROM outside WHERE has_schema_privilege(oid, 'CREATE') UNION ALL SELECT "
    "4, format('it may write to %I.%I', nspname, relname) FROM pg_catalog.pg_class AS c JOIN "
    "outside ON outside.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND "
    "(has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') OR "
    "has_any_column_privilege(c.oid, 'INSERT, UPDATE')) UNION ALL SELECT 5, format('it may advance "
    "%I.%I', nspname, relname) FROM pg_catalog.pg_class AS c JOIN outside ON outside.oid = "
    "relnamespace WHERE CASE WHEN relkind = 'S' THEN has_sequence_privilege(c.oid, 'USAGE, "
    "UPDATE') END UNION ALL SELECT 6, format('it may call %s, which runs with the rights of its "
    "owner', p.oid::regprocedure) FROM pg_catalog.pg_proc AS p JOIN outside ON outside.oid = "
    "pronamespace WHERE prosecdef AND has_schema_privilege(outside.oid, 'USAGE') AND "
    "has_function_privilege(p.oid, 'EXECUTE') ) AS excess ORDER BY rank, what LIMIT 4";

static const char remedy_sql[] =
    "SELECT quote_ident(current_user), format('CREATE ROLE paritycheck LOGIN PASSWORD ''...''; "
    "GRANT CREATE ON DATABASE %I TO paritycheck%s', current_database(), (SELECT "
    "string_agg(format('; REVOKE CREATE ON SCHEMA %I FROM PUBLIC', nspname), '' ORDER BY nspname) "
    "FROM pg_catalog.pg_namespace, aclexplode(nspacl) AS acl WHERE grantee = 0 AND privilege_type "
    "= 'CREATE'))";

bool pc_pg_confined(void *state, GError **error) {
  pc_pg_service *service = state;
  if (!pc_pg_main_ensure(service, NULL, error))
    return false;
  PGresult *excess = PQexec(service->main, excess_sql);
  PGresult *remedy =
      PQresultStatus(excess) == PGRES_TUPLES_OK ? PQexec(service->main, remedy_sql) : NULL;
  const bool told = remedy && PQresultStatus(remedy) == PGRES_TUPLES_OK;
  const int count = told ? PQntuples(excess) : 0;
  g_autoptr(GString) list = g_string_new(NULL);
  /* The fourth only says that there are more. */
  for (int i = 0; i < MIN(count, 3); i++)
    g_string_append_printf(list, "%s%s", i ? "; " : "", PQgetvalue(excess, i, 0));
  if (!told) {
    g_autofree char *message = pc_pg_message(service->main);
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "own probes are not run in production: the server does not tell what the role may "
                "write (%s)",
                message);
  } else if (count > 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "own probes are not run in production as a role that could write outside of their "
                "scratch: %s: %s%s. One that cannot: %s",
                PQgetvalue(remedy, 0, 0), list->str, count > 3 ? "; and more" : "",
                PQgetvalue(remedy, 0, 1));
  }
  PQclear(excess);
  PQclear(remedy);
  return told && count == 0;
}
