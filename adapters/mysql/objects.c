/* SPDX-License-Identifier: MIT */
/* What a MySQL or MariaDB server holds beside scratches, as far as this user may see it. */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#define OUTSIDE                                                                                    \
  " NOT REGEXP '^(information_schema|mysql|performance_schema|sys)$|^pc_[0-9a-z]+_[0-9a-z]+_'"

/* Counting opens no table; their times do. */
static const char count_sql[] =
    "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA" OUTSIDE;

static const char *const questions[] = {
    "SELECT 'database', '', SCHEMA_NAME, '' FROM information_schema.SCHEMATA WHERE "
    "SCHEMA_NAME" OUTSIDE
    " UNION ALL SELECT IF(TABLE_TYPE LIKE '%VIEW', 'view', 'table'), TABLE_SCHEMA, TABLE_NAME, "
    "CREATE_TIME FROM information_schema.TABLES WHERE TABLE_SCHEMA" OUTSIDE
    " UNION ALL SELECT lower(ROUTINE_TYPE), ROUTINE_SCHEMA, ROUTINE_NAME, LAST_ALTERED "
    "FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA" OUTSIDE " LIMIT 10001",
    "SELECT 'user', '', concat(User, '@', Host), '' FROM mysql.user LIMIT 10001",
};

static bool tables_are_few(pc_mysql_service *service, bool *ret_few, GError **error) {
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(service->main, count_sql, NULL, &result, error))
    return false;
  const MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
  *ret_few = row && row[0] && g_ascii_strtoull(row[0], NULL, 10) <= PC_OBJECTS_MAX;
  if (result)
    mysql_free_result(result);
  return true;
}

static void rows_add(MYSQL_RES *result, pc_inventory *inventory) {
  for (MYSQL_ROW row; result && (row = mysql_fetch_row(result)) != NULL;)
    if (row[0] && row[2] && !pc_inventory_add(inventory, row[0], row[1], row[2], row[3]))
      break;
  if (result)
    mysql_free_result(result);
}

bool pc_mysql_objects(void *state, pc_inventory *inventory, GError **error) {
  pc_mysql_service *service = state;
  bool few;
  if (!pc_mysql_main_ensure(service, NULL, error) || !tables_are_few(service, &few, error))
    return false;
  inventory->too_many = !few;
  for (guint i = 0; i < G_N_ELEMENTS(questions) && !inventory->too_many; i++) {
    g_autoptr(GError) problem = NULL;
    MYSQL_RES *result = NULL;
    if (pc_mysql_run(service->main, questions[i], NULL, &result, &problem)) {
      rows_add(result, inventory);
      continue;
    }
    /* Few may see who the users are. */
    if (i + 1 == G_N_ELEMENTS(questions) && problem->code == PC_ERROR_FAILED)
      break;
    g_propagate_error(error, g_steal_pointer(&problem));
    g_prefix_error(error, "cannot list what is there: ");
    return false;
  }
  return true;
}
