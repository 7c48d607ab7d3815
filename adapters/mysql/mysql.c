/* SPDX-License-Identifier: MIT */
/* The adapter of MySQL and MariaDB: scratch databases, and their removal with everything that bears
 * their name. */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <mysqld_error.h>
#include <string.h>

enum { REMOVE_LOCK_S = 5 };

static bool mysql_check(const pc_endpoint *endpoint, GError **error) {
  pc_mysql_url url;
  if (!pc_mysql_url_parse(endpoint, &url, error))
    return false;
  pc_mysql_url_clear(&url);
  return true;
}

static void service_clear(pc_mysql_service *service) {
  if (service->main)
    mysql_close(service->main);
  if (service->control)
    mysql_close(service->control);
  pc_mysql_url_clear(&service->url);
  g_free(service->charset);
  g_free(service->collation);
  g_free(service->scratch);
  g_free(service->waits_hidden);
  g_clear_pointer(&service->triggered, g_ptr_array_unref);
  *service = (pc_mysql_service){0};
}

/* What a table of the application's gets: the defaults of the URL's database, or the server's. */
static bool defaults_read(pc_mysql_service *service, GError **error) {
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(service->main,
                    service->url.database ? "SELECT @@character_set_database, @@collation_database"
                                          : "SELECT @@character_set_server, @@collation_server",
                    NULL, &result, error))
    return false;
  const MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
  service->charset = g_strdup(row && row[0] ? row[0] : "utf8mb4");
  service->collation = g_strdup(row && row[1] ? row[1] : "utf8mb4_general_ci");
  if (result)
    mysql_free_result(result);
  return true;
}

static bool mysql_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_mysql_service *service = state;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  if (!pc_mysql_url_parse(endpoint, &service->url, error))
    return false;
  /* OpenSSL reads all authorities of the system for each connection, which takes longer than
   * everything else together, even where nothing is verified. This process holds this one service.
   */
  if (service->url.tls != PC_MYSQL_TLS_VERIFIED)
    g_setenv("SSL_CERT_FILE", "/dev/null", TRUE);
  service->main = pc_mysql_connect_plain(service, NULL, &service->main_id, error);
  service->main_plain = true;
  if (service->main && defaults_read(service, error))
    return true;
  service_clear(service);
  return false;
}

static void adapter_close(void *state) { service_clear(state); }

bool pc_mysql_main_ensure(pc_mysql_service *service, const pc_deadline *deadline, GError **error) {
  if (!service->main)
    service->main = pc_mysql_connect(service, deadline, &service->main_id, error);
  else if (service->main_plain && !pc_mysql_settings_apply(service, service->main, deadline, error))
    return false;
  service->main_plain = false;
  return service->main != NULL;
}

static void main_drop(pc_mysql_service *service) {
  if (service->main)
    mysql_close(g_steal_pointer(&service->main));
}

static bool scratch_create(pc_mysql_service *service, const char *name, const pc_deadline *deadline,
                           GError **error) {
  g_autofree char *create = g_strdup_printf("CREATE DATABASE %s CHARACTER SET %s COLLATE %s", name,
                                            service->charset, service->collation);
  g_autofree char *use = g_strdup_printf("USE %s", name);
  return pc_mysql_run(service->main, create, deadline, NULL, error) &&
         pc_mysql_run(service->main, use, deadline, NULL, error);
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_mysql_service *service = state;
  if (!pc_mysql_main_ensure(service, deadline, error))
    return false;
  g_free(service->scratch);
  service->scratch = g_strdup(scratch->name);
  service->deadline = deadline;
  service->named = false;
  g_clear_pointer(&service->triggered, g_ptr_array_unref);
  service->main_spent = false;
  if (scratch_create(service, scratch->name, deadline, error))
    return true;
  main_drop(service);
  return false;
}

/* Runs on the main connection every statement that a question to it answers with. A statement that
 * the server refuses because its object has just gone has done what it is for. */
static bool answers_run(pc_mysql_service *service, const char *question, guint gone,
                        GError **error) {
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(service->main, question, NULL, &result, error))
    return false;
  bool fine = true;
  for (MYSQL_ROW row; fine && result && (row = mysql_fetch_row(result)) != NULL;) {
    GError *problem = NULL;
    fine = pc_mysql_run(service->main, row[0], NULL, NULL, &problem) ||
           mysql_errno(service->main) == gone;
    if (fine)
      g_clear_error(&problem);
    else
      g_propagate_error(error, problem);
  }
  if (result)
    mysql_free_result(result);
  return fine;
}

/* Users and roles whose name begins with that of the scratch. Who may not see them has not made
 * any. */
static bool users_drop(pc_mysql_service *service, const char *name, GError **error) {
  GError *problem = NULL;
  const char *which = pc_mysql_is_mariadb(service->main)
                          ? "if(is_role = 'Y', concat('ROLE ', quote(User)), "
                            "concat('USER ', quote(User), '@', quote(Host)))"
                          : "concat('USER ', quote(User), '@', quote(Host))";
  g_autofree char *question =
      g_strdup_printf("SELECT concat('DROP ', %s) FROM mysql.user WHERE left(User, %u) = '%s_'",
                      which, (guint)strlen(name) + 1, name);
  if (answers_run(service, question, ER_CANNOT_USER, &problem))
    return true;
  const guint number = mysql_errno(service->main);
  if (number == ER_TABLEACCESS_DENIED_ERROR || number == ER_COLUMNACCESS_DENIED_ERROR ||
      number == ER_DBACCESS_DENIED_ERROR) {
    g_clear_error(&problem);
    return true;
  }
  g_propagate_error(error, problem);
  return false;
}

/* Ends whatever sessions are still in the database, then drops it and the users that bear its name.
 */
static bool remove_on_main(pc_mysql_service *service, const char *name, bool *ret_found,
                           GError **error) {
  g_autofree char *there =
      g_strdup_printf("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '%s'", name);
  g_autofree char *sessions =
      g_strdup_printf("SELECT concat('KILL ', ID) FROM information_schema.PROCESSLIST "
                      "WHERE DB = '%s' AND ID <> CONNECTION_ID()",
                      name);
  g_autofree char *limit = g_strdup_printf("SET SESSION lock_wait_timeout = %d", REMOVE_LOCK_S);
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(service->main, there, NULL, &result, error))
    return false;
  *ret_found = *ret_found || (result && mysql_num_rows(result) > 0);
  if (result)
    mysql_free_result(result);
  return answers_run(service, sessions, ER_NO_SUCH_THREAD, error) &&
         pc_mysql_run(service->main, limit, NULL, NULL, error) &&
         pc_mysql_database_drop(service, name, error) && users_drop(service, name, error) &&
         pc_mysql_run(service->main, "SET SESSION lock_wait_timeout = DEFAULT", NULL, NULL, error);
}

/* A connection that is lost is made again once. */
static bool mysql_remove(void *state, const char *name, bool *ret_found, GError **error) {
  pc_mysql_service *service = state;
  GError *problem = NULL;
  if (!pc_mysql_main_ensure(service, NULL, error))
    return false;
  if (remove_on_main(service, name, ret_found, &problem))
    return true;
  main_drop(service);
  if (g_error_matches(problem, PC_ERROR, PC_ERROR_LOST) &&
      pc_mysql_main_ensure(service, NULL, NULL)) {
    g_clear_error(&problem);
    if (remove_on_main(service, name, ret_found, error))
      return true;
    main_drop(service);
    return false;
  }
  g_propagate_error(error, problem);
  return false;
}

/* COM_RESET_CONNECTION rolls back, and drops what belongs to the session, the settings included. */
static bool main_reset(pc_mysql_service *service, const char *name, GError **error) {
  return mysql_reset_connection(service->main) == 0 &&
         pc_mysql_settings_apply(service, service->main, NULL, error) &&
         pc_mysql_database_drop(service, name, error) &&
         (!service->named || users_drop(service, name, error));
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_mysql_service *service = state;
  bool found = false;
  g_clear_pointer(&service->scratch, g_free);
  if (service->main && main_reset(service, scratch->name, NULL))
    return true;
  main_drop(service);
  return mysql_remove(service, scratch->name, &found, error);
}

static bool mysql_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  static const char *const questions[] = {
      "SELECT name, max(live) FROM (SELECT SCHEMA_NAME AS name, 0 AS live FROM "
      "information_schema.SCHEMATA UNION ALL SELECT DB, 1 FROM information_schema.PROCESSLIST "
      "WHERE ID <> CONNECTION_ID()) AS found WHERE name REGEXP '^pc_[0-9a-z]+_[0-9a-z]+_' GROUP BY "
      "name ORDER BY name",
      "SELECT DISTINCT left(User, length(User) - 4), 0 FROM mysql.user "
      "WHERE User REGEXP '^pc_[0-9a-z]+_[0-9a-z]+_.*_own$'",
  };
  pc_mysql_service *service = state;
  if (!pc_mysql_main_ensure(service, NULL, error))
    return false;
  for (guint i = 0; i < G_N_ELEMENTS(questions); i++) {
    MYSQL_RES *result = NULL;
    /* Who may not see the users has not made any. */
    if (!pc_mysql_run(service->main, questions[i], NULL, &result, i ? NULL : error)) {
      if (i)
        break;
      g_prefix_error(error, "cannot list what is there: ");
      return false;
    }
    for (MYSQL_ROW row; result && (row = mysql_fetch_row(result)) != NULL;)
      if (!g_ptr_array_find_with_equal_func(names, row[0], g_str_equal, NULL)) {
        g_ptr_array_add(names, g_strdup(row[0]));
        if (g_strcmp0(row[1], "1") == 0)
          g_ptr_array_add(live, g_strdup(row[0]));
      }
    if (result)
      mysql_free_result(result);
  }
  return true;
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_mysql_session_open,
    .session_close = pc_mysql_session_close,
    .send = pc_mysql_send,
    .wait = pc_mysql_wait,
    .take = pc_mysql_take,
    .cancel = pc_mysql_cancel,
};

static const char *const schemes[] = {"mysql", "mariadb", NULL};

/* One dialect for both: what only one of them can do is written in its own comments of a version.
 */
const pc_adapter pc_adapter_mysql = {
    .name = "mysql",
    .product = "MySQL",
    .summary = "MySQL and MariaDB, by host and port or unix socket, with TLS",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_SQL,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_FRONT | PC_ADAPTER_PROVES | PC_ADAPTER_LATE,
    .service_size = sizeof(pc_mysql_service),
    .memory_mib = 512,
    .session_size = PC_MYSQL_SESSION_BYTES,
    .options = pc_mysql_options,
    .check = mysql_check,
    .open = mysql_open,
    .close = adapter_close,
    .fingerprint = pc_mysql_fingerprint,
    .confined = pc_mysql_confined,
    .client = pc_mysql_client,
    .remove = mysql_remove,
    .inventory = mysql_inventory,
    .objects = pc_mysql_objects,
    .drivers = {[PC_LANGUAGE_SQL] = &driver},
    .client_script = &pc_mysql_client_script,
};
