/* SPDX-License-Identifier: MIT */
/*
 * Whether a session waits for another of its probe, asked of the server.
 *
 * A scratch is a database of its own, in which nobody but the probe's sessions has any business:
 * whoever waits for a lock in a table of it waits for one of them. Row locks are told by SHOW
 * ENGINE INNODB STATUS, by MySQL and MariaDB alike, as they are at that moment. The tables
 * INNODB_TRX and INNODB_LOCK_WAITS would show a copy that is not renewed while anybody has read it
 * within the last 100 ms, which several workers that look always have:
 * https://mariadb.com/kb/en/information-schema-innodb_lock_waits-table/
 * MySQL 8 leaves out there who has only read: it tells of every lock in
 * performance_schema.data_locks, which takes the privilege to read it; who lacks that is told by
 * INNODB_TRX, however late:
 * https://dev.mysql.com/doc/refman/8.0/en/performance-schema-data-locks-table.html
 * Locks of tables and names that sessions give are told by the state of the connection.
 */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum { DATA_LOCKS_VERSION = 80001 };

/* States of a connection that waits for what another one holds in this database:
 * https://dev.mysql.com/doc/refman/8.0/en/general-thread-states.html
 * Not among them are those of locks on the whole server, such as that of a backup: who holds those
 * is not known. */
static bool state_is_waiting(const char *state) {
  static const char *const states[] = {
      "Waiting for table metadata lock",
      "Waiting for schema metadata lock",
      "Waiting for stored function metadata lock",
      "Waiting for stored procedure metadata lock",
      "Waiting for stored package body metadata lock",
      "Waiting for trigger metadata lock",
      "Waiting for event metadata lock",
      "Waiting for table level lock",
      "Waiting for table flush",
      NULL,
  };
  return g_strv_contains(states, state);
}

/* The block of one transaction: does its connection have this id? */
static bool block_is_of(const char *block, gsize length, guint64 id) {
  g_autofree char *mariadb = g_strdup_printf("\nMariaDB thread id %" G_GUINT64_FORMAT ",", id);
  g_autofree char *mysql = g_strdup_printf("\nMySQL thread id %" G_GUINT64_FORMAT ",", id);
  return g_strstr_len(block, (gssize)length, mariadb) || g_strstr_len(block, (gssize)length, mysql);
}

/* The sql_mode ANSI_QUOTES changes the marks around names here too. */
static bool line_names(const char *line, gsize length, const char *database) {
  g_autofree char *plain = g_strdup_printf(" table `%s`.", database);
  g_autofree char *ansi = g_strdup_printf(" table \"%s\".", database);
  return g_strstr_len(line, (gssize)length, plain) || g_strstr_len(line, (gssize)length, ansi);
}

bool pc_mysql_status_waits(const char *text, guint64 id, const char *database) {
  static const char begin[] = "\n---TRANSACTION ";
  for (const char *block = strstr(text, begin); block;) {
    const char *next = strstr(block + 1, begin);
    const gsize length = next ? (gsize)(next - block) : strlen(block);
    const char *waits = g_strstr_len(block, (gssize)length, "\n------- TRX HAS BEEN WAITING ");
    if (waits && block_is_of(block, length, id)) {
      const char *lock = strchr(waits + 1, '\n');
      return lock && line_names(lock + 1, strcspn(lock + 1, "\n"), database);
    }
    block = next;
  }
  return false;
}

void pc_mysql_slot_note(pc_mysql_slot *slot, const char *statement) {
  g_autofree char *text = g_ascii_strdown(statement, -1);
  const char *word = text + strspn(text, " \t\r\n(");
  if (g_str_has_prefix(word, "unlock ") || strstr(text, "release_lock") ||
      strstr(text, "release_all_locks"))
    slot->keeps = false;
  else if (g_str_has_prefix(word, "lock ") || g_str_has_prefix(word, "flush ") ||
           g_str_has_prefix(word, "handler ") || strstr(text, "get_lock"))
    slot->keeps = true;
}

static guint sessions_count(const pc_mysql_service *service) {
  guint n = 0;
  for (guint i = 0; i < PC_MYSQL_SESSIONS_MAX; i++)
    n += service->slots[i].connection != NULL;
  return n;
}

/* Whether any session but this one may have a lock of a table or a name: it is in a transaction, as
 * its last answer said, or runs, or keeps some. The state of a connection goes on to say that it
 * waits until the connection gets to run again, which is long after the lock has been given to it
 * where the machine is busy. */
static bool others_hold(const pc_mysql_service *service, guint slot) {
  for (guint i = 0; i < PC_MYSQL_SESSIONS_MAX; i++) {
    const pc_mysql_slot *other = &service->slots[i];
    guint status = 0;
    if (i == slot || !other->connection)
      continue;
    mariadb_get_infov(other->connection, MARIADB_CONNECTION_SERVER_STATUS, &status);
    if ((status & SERVER_STATUS_IN_TRANS) || other->keeps || (other->runs && !other->waits))
      return true;
  }
  return false;
}

/* One row's columns a and b, copied; NULL where there is none. */
static bool row_ask(pc_mysql_service *service, const char *sql, const pc_deadline *deadline,
                    guint column, char **ret_a, char **ret_b, GError **error) {
  MYSQL *control = pc_mysql_control(service, deadline, error);
  MYSQL_RES *result = NULL;
  if (!control)
    return false;
  if (!pc_mysql_run(control, sql, deadline, &result, error)) {
    mysql_close(g_steal_pointer(&service->control));
    return false;
  }
  MYSQL_ROW row = result && mysql_num_fields(result) > column + (ret_b != NULL)
                      ? mysql_fetch_row(result)
                      : NULL;
  *ret_a = row ? g_strdup(row[column]) : NULL;
  if (ret_b)
    *ret_b = row ? g_strdup(row[column + 1]) : NULL;
  if (result)
    mysql_free_result(result);
  return true;
}

/* Whether MySQL 8 says that the session waits for a row of the scratch's; false of every other
 * server. */
static bool row_is_awaited(pc_mysql_service *service, guint64 id, const pc_deadline *deadline,
                           bool *ret_awaited, GError **error) {
  MYSQL *control = pc_mysql_control(service, deadline, error);
  *ret_awaited = false;
  if (!control)
    return false;
  if (pc_mysql_is_mariadb(control) || mysql_get_server_version(control) < DATA_LOCKS_VERSION)
    return true;
  g_autofree char *question =
      service->locks_hidden
          ? g_strdup_printf("SELECT count(*) FROM information_schema.INNODB_TRX WHERE "
                            "trx_mysql_thread_id = %" G_GUINT64_FORMAT " AND "
                            "trx_state = 'LOCK WAIT'",
                            id)
          : g_strdup_printf("SELECT count(*) FROM performance_schema.data_locks AS l JOIN "
                            "performance_schema.threads AS t ON t.THREAD_ID = l.THREAD_ID WHERE "
                            "t.PROCESSLIST_ID = %" G_GUINT64_FORMAT " AND l.LOCK_STATUS = "
                            "'WAITING' AND l.OBJECT_SCHEMA = '%s'",
                            id, service->scratch);
  g_autofree char *count = NULL;
  GError *problem = NULL;
  if (row_ask(service, question, deadline, 0, &count, NULL, &problem)) {
    *ret_awaited = count && strcmp(count, "0") != 0;
    return true;
  }
  if (!service->locks_hidden && g_error_matches(problem, PC_ERROR, PC_ERROR_FAILED)) {
    g_clear_error(&problem);
    service->locks_hidden = true;
    return row_is_awaited(service, id, deadline, ret_awaited, error);
  }
  g_propagate_error(error, problem);
  return false;
}

static const char status_sql[] = "SHOW ENGINE INNODB STATUS";

/* Asks once. */
static bool waits_ask(pc_mysql_service *service, const pc_deadline *deadline, GError **error) {
  MYSQL *control = pc_mysql_control(service, deadline, error);
  MYSQL_RES *result = NULL;
  GError *problem = NULL;
  if (!control)
    return false;
  const bool told = pc_mysql_run(control, status_sql, deadline, &result, &problem);
  if (result)
    mysql_free_result(result);
  if (!told && !g_error_matches(problem, PC_ERROR, PC_ERROR_FAILED)) {
    mysql_close(g_steal_pointer(&service->control));
    g_propagate_error(error, problem);
    return false;
  }
  g_clear_error(&problem);
  const char *class_name =
      told ? NULL : pc_mysql_class(mysql_errno(control), mysql_error(control), status_sql);
  service->waits_asked =
      g_strcmp0(class_name, "insufficient_privilege") != 0 ||
      row_ask(service, "SELECT CURRENT_USER()", deadline, 0, &service->waits_hidden, NULL, error);
  return service->waits_asked;
}

bool pc_mysql_waits_check(pc_mysql_service *service, const pc_deadline *deadline, GError **error) {
  if (!service->waits_asked && !waits_ask(service, deadline, error))
    return false;
  if (service->waits_hidden)
    g_set_error(error, PC_ERROR, PC_ERROR_NOT_ASKED,
                "needs the privilege PROCESS (it has several sessions, and who waits for a lock "
                "must be asked); an administrator can run: GRANT PROCESS ON *.* TO %s",
                service->waits_hidden);
  return !service->waits_hidden;
}

bool pc_mysql_is_blocked(pc_mysql_service *service, guint slot, const pc_deadline *deadline,
                         bool *ret_blocked, GError **error) {
  const guint64 id = service->slots[slot].id;
  *ret_blocked = false;
  /* Nobody waits for a session of one's own where there is no other. */
  if (sessions_count(service) < 2)
    return true;
  g_autofree char *question = g_strdup_printf(
      "SELECT STATE, INFO FROM information_schema.PROCESSLIST WHERE ID = %" G_GUINT64_FORMAT, id);
  g_autofree char *state = NULL;
  g_autofree char *statement = NULL;
  if (!row_ask(service, question, deadline, 0, &state, &statement, error))
    return false;
  /* A lock by name is the probe's own where the name is. */
  if (state && (state_is_waiting(state) || (strcmp(state, "User lock") == 0 && statement &&
                                            strstr(statement, service->scratch)))) {
    *ret_blocked = others_hold(service, slot);
    return true;
  }
  if (!row_is_awaited(service, id, deadline, ret_blocked, error))
    return false;
  g_autofree char *text = NULL;
  if (*ret_blocked)
    return true;
  if (!row_ask(service, status_sql, deadline, 2, &text, NULL, error)) {
    g_prefix_error(
        error,
        "whether a session waits for another cannot be asked, which needs the privilege PROCESS: ");
    return false;
  }
  *ret_blocked = text && pc_mysql_status_waits(text, id, service->scratch);
  return true;
}
