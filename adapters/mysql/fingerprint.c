/* SPDX-License-Identifier: MIT */
/* What a MySQL or MariaDB is, and whether its user may do what the probes need. */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <stdlib.h>
#include <string.h>

/* Those that there are: each server has its own. */
static const char settings_sql[] =
    "SHOW SESSION VARIABLES WHERE Variable_name IN "
    "('sql_mode','character_set_server','collation_server','character_set_connection','collation_"
    "connection','character_set_filesystem','tx_isolation','transaction_isolation','tx_read_only','"
    "transaction_read_only','autocommit','time_zone','system_time_zone','lower_case_table_names','"
    "lower_case_file_system','explicit_defaults_for_timestamp','default_storage_engine','default_"
    "week_format','div_precision_increment','foreign_key_checks','unique_checks','group_concat_max_"
    "len','innodb_lock_wait_timeout','innodb_rollback_on_timeout','innodb_deadlock_detect','innodb_"
    "autoinc_lock_mode','innodb_snapshot_isolation','innodb_strict_mode','innodb_default_row_"
    "format','innodb_page_size','innodb_ft_min_token_size','innodb_read_only','lock_wait_timeout','"
    "max_allowed_packet','max_connections','max_sp_recursion_depth','cte_max_recursion_depth','max_"
    "recursive_iterations','old_mode','old','read_only','super_read_only','sql_auto_is_null','sql_"
    "safe_updates','sql_require_primary_key','auto_increment_increment','auto_increment_offset','"
    "lc_time_names','local_infile','secure_file_priv','log_bin_trust_function_creators','regexp_"
    "time_limit','default_regex_flags','event_scheduler','binlog_format','wsrep_on','version_"
    "comment')";

/* Grants on patterns of names count where they cover those of scratches. Roles are left to the
 * probes. */
static const char rights_sql[] =
    "SELECT CURRENT_USER(), (SELECT count(*) FROM information_schema.USER_PRIVILEGES WHERE "
    "PRIVILEGE_TYPE = 'CREATE' AND GRANTEE = g) + (SELECT count(*) FROM "
    "information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE' AND GRANTEE = g AND "
    "'pc_0_0' LIKE TABLE_SCHEMA), (SELECT count(*) FROM information_schema.USER_PRIVILEGES WHERE "
    "PRIVILEGE_TYPE = 'PROCESS' AND GRANTEE = g), (SELECT count(*) FROM "
    "information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND GRANTEE = g), (SELECT "
    "group_concat(PRIVILEGE_TYPE ORDER BY PRIVILEGE_TYPE SEPARATOR ', ') FROM "
    "information_schema.USER_PRIVILEGES WHERE GRANTEE = g AND PRIVILEGE_TYPE IN ('SUPER', 'FILE', "
    "'SHUTDOWN', 'CREATE USER', 'RELOAD', 'SET USER', 'SYSTEM_VARIABLES_ADMIN', 'REPLICATION "
    "SLAVE')), @@max_user_connections FROM (SELECT concat('''', substring_index(CURRENT_USER(), "
    "'@', 1), '''@''', substring_index(CURRENT_USER(), '@', -1), '''') AS g) AS me";

static bool settings_read(MYSQL *connection, json_t *settings, GError **error) {
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(connection, settings_sql, NULL, &result, error)) {
    g_prefix_error(error, "cannot read the settings: ");
    return false;
  }
  for (MYSQL_ROW row; result && (row = mysql_fetch_row(result)) != NULL;)
    json_object_set_new(settings, row[0], json_string(row[1] ? row[1] : ""));
  if (result)
    mysql_free_result(result);
  return true;
}

/* Too few rights are an error, too many a note. */
static bool rights_judge(const MYSQL_ROW row, json_t *notes, GError **error) {
  enum { ROLE, MAY_CREATE, PROCESS, GLOBAL, EXCESS, LIMIT };
  if (strcmp(row[MAY_CREATE], "0") == 0 && strcmp(row[GLOBAL], "0") == 0) {
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNREACHABLE,
        "reached, but the user %s may not create databases, and each probe works in one of its "
        "own; an administrator can run: GRANT ALL ON `pc\\_%%`.* TO %s; GRANT PROCESS ON *.* TO %s",
        row[ROLE], row[ROLE], row[ROLE]);
    return false;
  }
  const int limit = row[LIMIT] ? atoi(row[LIMIT]) : 0;
  if (limit > 0 && limit < PC_MYSQL_CONNECTIONS_LEAST) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but the user %s may have only %d connections at once, and a probe needs "
                "up to %d; an administrator can run: ALTER USER %s WITH MAX_USER_CONNECTIONS 50",
                row[ROLE], limit, PC_MYSQL_CONNECTIONS_LEAST, row[ROLE]);
    return false;
  }
  if (strcmp(row[PROCESS], "0") == 0)
    json_array_append_new(
        notes,
        json_sprintf("the user %s lacks the privilege PROCESS: probes of several sessions are "
                     "not asked, since the server does not tell who waits for a lock; an "
                     "administrator can run: GRANT PROCESS ON *.* TO %s",
                     row[ROLE], row[ROLE]));
  if (row[EXCESS] && *row[EXCESS])
    json_array_append_new(
        notes, json_sprintf("the user %s has more rights than the probes need (%s): better one "
                            "with: GRANT ALL ON `pc\\_%%`.* and GRANT PROCESS ON *.*",
                            row[ROLE], row[EXCESS]));
  return true;
}

static bool rights_check(MYSQL *connection, json_t *notes, GError **error) {
  MYSQL_RES *result = NULL;
  /* A look-alike that cannot be asked is left to the probes. */
  if (!pc_mysql_run(connection, rights_sql, NULL, &result, NULL) || !result)
    return true;
  const MYSQL_ROW row = mysql_fetch_row(result);
  const bool enough = !row || rights_judge(row, notes, error);
  mysql_free_result(result);
  return enough;
}

static bool writes_check(const json_t *settings, GError **error) {
  static const char *const names[] = {"read_only", "super_read_only", "innodb_read_only"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *value = json_string_value(json_object_get(settings, names[i]));
    if (!value || strcmp(value, "ON") != 0)
      continue;
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE,
                "reached, but it takes no writes (%s is on), and each probe works in a database of "
                "its own; give the URL of its primary",
                names[i]);
    return false;
  }
  return true;
}

bool pc_mysql_fingerprint(void *state, json_t *fingerprint, GError **error) {
  pc_mysql_service *service = state;
  json_t *settings = json_object();
  json_t *notes = json_array();
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", notes);
  /* Before anything is set. */
  if (!pc_mysql_prove_two(service, error) || !pc_mysql_main_ensure(service, NULL, error) ||
      !settings_read(service->main, settings, error))
    return false;
  const char *version = mysql_get_server_info(service->main);
  json_object_set_new(fingerprint, "engine",
                      json_string(pc_mysql_is_mariadb(service->main) ? "MariaDB" : "MySQL"));
  json_object_set_new(fingerprint, "version", json_string(version ? version : "unknown"));
  json_object_set_new(settings, "character_set_database", json_string(service->charset));
  json_object_set_new(settings, "collation_database", json_string(service->collation));
  json_object_set_new(settings, "ssl",
                      json_string(mysql_get_ssl_cipher(service->main) ? "on" : "off"));
  const char *rows = pc_endpoint_option(service->endpoint, "found_rows");
  json_object_set_new(settings, "found_rows", json_string(rows ? rows : "off"));
  return writes_check(settings, error) && rights_check(service->main, notes, error);
}
