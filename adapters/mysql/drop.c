/* SPDX-License-Identifier: MIT */
/* Dropping a database of which the server leaves a file in its folder. */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <mysqld_error.h>
#include <string.h>

enum { REMOVE_FILES_S = 1 };

void pc_mysql_trigger_note(pc_mysql_service *service, const char *statement) {
  if (!strcasestr(statement, "TRIGGER"))
    return;
  g_autoptr(GRegex) create = g_regex_new("\\bCREATE\\b.*?\\bTRIGGER\\b.*?\\bON\\s+`?(\\w+)",
                                         G_REGEX_CASELESS | G_REGEX_DOTALL, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(create, statement, 0, &match))
    return;
  if (!service->triggered)
    service->triggered = g_ptr_array_new_with_free_func(g_free);
  char *table = g_match_info_fetch(match, 1);
  if (g_ptr_array_find_with_equal_func(service->triggered, table, g_str_equal, NULL))
    g_free(table);
  else
    g_ptr_array_add(service->triggered, table);
}

/* A second trigger of a table makes the copy of the trigger file anew, and takes it away. What is
 * refused here, the next DROP DATABASE tells. */
static void copies_renew(pc_mysql_service *service, const char *database) {
  for (guint i = 0; service->triggered && i < service->triggered->len; i++) {
    const char *table = service->triggered->pdata[i];
    g_autofree char *create = g_strdup_printf("CREATE TABLE %s.`%s` (n INTEGER)", database, table);
    g_autofree char *first = g_strdup_printf(
        "CREATE TRIGGER %s.pc_first BEFORE INSERT ON %s.`%s` FOR EACH ROW SET @pc = 1", database,
        database, table);
    g_autofree char *second = g_strdup_printf(
        "CREATE TRIGGER %s.pc_second AFTER INSERT ON %s.`%s` FOR EACH ROW SET @pc = 2", database,
        database, table);
    pc_mysql_run(service->main, create, NULL, NULL, NULL);
    pc_mysql_run(service->main, first, NULL, NULL, NULL);
    pc_mysql_run(service->main, second, NULL, NULL, NULL);
  }
}

/* Error 1010: a file that the server does not take for its own is still there. One that a session
 * which has just ended had begun to make goes by itself; MariaDB's orders.TRG-, its copy of a
 * trigger's file, stays: https://dev.mysql.com/doc/refman/8.0/en/drop-database.html */
bool pc_mysql_database_drop(pc_mysql_service *service, const char *name, GError **error) {
  g_autofree char *drop = g_strdup_printf("DROP DATABASE IF EXISTS %s", name);
  const gint64 until_us = g_get_monotonic_time() + (gint64)REMOVE_FILES_S * G_USEC_PER_SEC;
  GError *problem = NULL;
  while (!pc_mysql_run(service->main, drop, NULL, NULL, &problem)) {
    if (mysql_errno(service->main) != ER_DB_DROP_RMDIR || g_get_monotonic_time() > until_us) {
      g_propagate_error(error, problem);
      return false;
    }
    g_clear_error(&problem);
    copies_renew(service, name);
    g_usleep(PC_MYSQL_PAUSE_US);
  }
  return true;
}
