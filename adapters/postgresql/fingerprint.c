/* SPDX-License-Identifier: MIT */
/* The PostgreSQL adapter's fingerprint: settings and rights. */
#include "adapters/postgresql/internal.h"

#include "harness/base/error.h"

#include <stdlib.h>
#include <string.h>

static const char settings_sql[] =
    /* Of the limits that every session sets itself, what it had before. */
    "SELECT name, CASE WHEN name IN ('statement_timeout', 'idle_in_transaction_session_timeout') "
    "THEN reset_val ELSE setting END FROM pg_settings WHERE name IN "
    "('server_encoding','TimeZone','DateStyle','IntervalStyle','default_transaction_isolation','"
    "default_transaction_read_only','default_transaction_deferrable','standard_conforming_strings',"
    "'backslash_quote','escape_string_warning','bytea_output','extra_float_digits','transform_null_"
    "equals','lock_timeout','statement_timeout','idle_in_transaction_session_timeout','deadlock_"
    "timeout','max_connections','jit','plan_cache_mode','array_nulls','xmloption','default_text_"
    "search_config','lc_messages','lc_monetary','lc_numeric','lc_time','max_locks_per_transaction',"
    "'default_toast_compression','row_security','check_function_bodies') UNION ALL SELECT "
    "'datcollate', datcollate FROM pg_database WHERE datname = current_database() UNION ALL SELECT "
    "'datctype', datctype FROM pg_database WHERE datname = current_database() UNION ALL SELECT "
    "'search_path', reset_val FROM pg_settings WHERE name = 'search_path' "
    /* None where there is no such schema. */
    "UNION ALL SELECT 'create_on_public', CASE WHEN has_schema_privilege(oid, 'CREATE') THEN 'on' "
    "ELSE 'off' END FROM pg_namespace WHERE nspname = 'public' UNION ALL SELECT "
    "'bypasses_row_security', CASE WHEN rolsuper OR rolbypassrls THEN 'on' ELSE 'off' END FROM "
    "pg_roles WHERE rolname = current_user UNION ALL SELECT 'extensions', string_agg(extname, ' ' "
    "ORDER BY extname) FROM pg_extension "
    /* Those of ICU come with its version, by the hundred. */
    "UNION ALL SELECT 'collations', coalesce((SELECT string_agg(DISTINCT collname::text, ' ' ORDER "
    "BY collname::text) FROM pg_collation WHERE collprovider = 'c'), 'none') || coalesce((SELECT ' "
    "and ' || count(*) || ' of ICU' FROM pg_collation WHERE collprovider = 'i' HAVING count(*) > "
    "0), '') UNION ALL SELECT 'version', version()";
static const char provider_sql[] =
    "SELECT 'datlocprovider', CASE datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN "
    "'b' THEN 'builtin' ELSE datlocprovider::text END FROM pg_database WHERE datname = "
    "current_database() "
    /* Named daticulocale before PostgreSQL 17; libc has none. */
    "UNION ALL SELECT 'datlocale', locale FROM pg_database AS d, "
    "coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale "
    "WHERE datname = current_database() AND locale IS NOT NULL";

static bool settings_read(PGconn *connection, const char *sql, json_t *settings, GError **error) {
  PGresult *result = PQexec(connection, sql);
  const bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
  for (int i = 0; fine && i < PQntuples(result); i++)
    json_object_set_new(settings, PQgetvalue(result, i, 0), json_string(PQgetvalue(result, i, 1)));
  if (!fine) {
    g_autofree char *message = pc_pg_message(connection);
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot read the settings: %s", message);
  }
  PQclear(result);
  return fine;
}

static const char rights_sql[] =
    "SELECT quote_ident(current_user), has_database_privilege(current_database(), 'CREATE'), "
    "format('GRANT CREATE ON DATABASE %I TO %I', current_database(), current_user), "
    "current_setting('transaction_read_only'), concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' "
    "END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' "
    "END, CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' "
    "END), format('CREATE ROLE paritycheck LOGIN; GRANT CREATE ON DATABASE %I TO paritycheck', "
    "current_database()), current_setting('default_transaction_read_only'), rolconnlimit, "
    "format('ALTER ROLE %I SET default_transaction_read_only = off', current_user), format('ALTER "
    "ROLE %I CONNECTION LIMIT 50', current_user), CASE WHEN rolsuper THEN -1 ELSE (SELECT "
    "datconnlimit FROM pg_database WHERE datname = current_database()) END, format('ALTER DATABASE "
    "%I CONNECTION LIMIT 50', current_database()), "
    /* What others hold now; those of a database are shown to everybody. */
    "current_setting('max_connections')::int - CASE WHEN rolsuper THEN 0 ELSE "
    "current_setting('superuser_reserved_connections')::int END - "
    "(SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()) "
    "FROM pg_roles WHERE rolname = current_user";

/* The columns of rights_sql. */
enum {
  ROLE,
  MAY_CREATE,
  GRANT,
  READ_ONLY,
  EXCESS,
  BETTER,
  READ_ONLY_DEFAULT,
  LIMIT,
  WRITE,
  RAISE,
  DATABASE_LIMIT,
  DATABASE_RAISE,
  FREE
};

/* A role's CONNECTION LIMIT; -1: none. */
static bool limit_is_low(const char *limit) {
  return *limit != '-' && atoi(limit) < PC_PG_CONNECTIONS_LEAST;
}

/* Too few rights or connections are an error, too many rights a note. narrow: it takes one
 * connection at a time, and says nothing of how many are free. A look-alike that cannot be asked is
 * left to the probes. */
static bool rights_check(PGconn *connection, bool narrow, json_t *notes, GError **error) {
  PGresult *result = PQexec(connection, rights_sql);
  const bool answered = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
  bool enough = true;
  if (answered && *PQgetvalue(result, 0, MAY_CREATE) == 'f') {
    enough = false;
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE,
                "reached, but the role %s may not create schemas in this database, and each probe "
                "works in one of its own; the database's owner can run: %s",
                PQgetvalue(result, 0, ROLE), PQgetvalue(result, 0, GRANT));
  } else if (answered && strcmp(PQgetvalue(result, 0, READ_ONLY), "on") == 0) {
    enough = false;
    const bool standby = strcmp(PQgetvalue(result, 0, READ_ONLY_DEFAULT), "on") != 0;
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNREACHABLE,
        "reached, but it takes no writes (%s), and each probe works in a schema of its own; %s",
        standby ? "it is a standby" : "default_transaction_read_only is on",
        standby ? "give the URL of its primary" : PQgetvalue(result, 0, WRITE));
  } else if (answered && limit_is_low(PQgetvalue(result, 0, LIMIT))) {
    enough = false;
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but the role %s may have only %s connections at once, and a probe needs "
                "up to %d; an administrator can run: %s",
                PQgetvalue(result, 0, ROLE), PQgetvalue(result, 0, LIMIT), PC_PG_CONNECTIONS_LEAST,
                PQgetvalue(result, 0, RAISE));
  } else if (answered && limit_is_low(PQgetvalue(result, 0, DATABASE_LIMIT))) {
    enough = false;
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but this database takes only %s connections at once, and a probe needs "
                "up to %d; its owner can run: %s",
                PQgetvalue(result, 0, DATABASE_LIMIT), PC_PG_CONNECTIONS_LEAST,
                PQgetvalue(result, 0, DATABASE_RAISE));
  } else if (answered && !narrow && atoi(PQgetvalue(result, 0, FREE)) < PC_PG_CONNECTIONS_LEAST) {
    enough = false;
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but only %s of the server's connections are free, and a probe needs up "
                "to %d: raise max_connections, or end what is idle (pg_stat_activity)",
                PQgetvalue(result, 0, FREE), PC_PG_CONNECTIONS_LEAST);
  } else if (answered && *PQgetvalue(result, 0, EXCESS)) {
    json_t *note = json_sprintf(
        "the role %s has more rights than the probes need (%s): better a role that owns only "
        "its own schemas: %s",
        PQgetvalue(result, 0, ROLE), PQgetvalue(result, 0, EXCESS), PQgetvalue(result, 0, BETTER));
    json_array_append_new(notes, note);
  }
  PQclear(result);
  return enough;
}

bool pc_pg_fingerprint(void *state, json_t *fingerprint, GError **error) {
  pc_pg_service *service = state;
  json_t *settings = json_object();
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", json_array());
  const char *narrow = NULL;
  /* Before anything is set. */
  if (!pc_pg_prove_two(service, &narrow, error) || !pc_pg_main_ensure(service, NULL, error))
    return false;
  if (!settings_read(service->main, settings_sql, settings, error))
    return false;
  if (PQserverVersion(service->main) >= 150000 &&
      !settings_read(service->main, provider_sql, settings, error))
    return false;
  const char *version = PQparameterStatus(service->main, "server_version");
  const char *banner = json_string_value(json_object_get(settings, "version"));
  if (narrow || !g_str_has_prefix(banner ? banner : "", "PostgreSQL"))
    json_array_append_new(json_object_get(fingerprint, "notes"),
                          json_sprintf("a look-alike: it calls itself '%s'", banner));
  if (narrow) {
    json_object_set_new(fingerprint, "one_connection", json_true());
    json_array_append_new(json_object_get(fingerprint, "notes"), json_string(narrow));
  }
  json_object_set_new(fingerprint, "engine", json_string("PostgreSQL"));
  json_object_set_new(fingerprint, "version", json_string(version ? version : "unknown"));
  json_object_set_new(settings, "ssl", json_string(PQsslInUse(service->main) ? "on" : "off"));
  return rights_check(service->main, narrow != NULL, json_object_get(fingerprint, "notes"), error);
}
