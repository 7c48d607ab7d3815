/* SPDX-License-Identifier: MIT */
/* Whether the server itself keeps a user of MySQL or MariaDB from writing outside of scratches. */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <string.h>

/* Privileges that only look. https://dev.mysql.com/doc/refman/8.0/en/privileges-provided.html */
static const char *const looking[] = {"USAGE",
                                      "SELECT",
                                      "SHOW DATABASES",
                                      "SHOW VIEW",
                                      "PROCESS",
                                      "BINLOG MONITOR",
                                      "REPLICATION CLIENT",
                                      "SLAVE MONITOR",
                                      "REPLICA MONITOR",
                                      NULL};

/* The databases of scratches; '_' without its backslash stands for any letter. */
static const char scratches[] = "`pc\\_%`.*";

/* Whether a line of SHOW GRANTS ("GRANT SELECT, INSERT (a) ON `d`.* TO ...") gives nothing but what
 * scratches need. */
bool pc_mysql_grant_is_confined(const char *grant) {
  g_autoptr(GRegex) form =
      g_regex_new("^GRANT (.+?) ON (?:TABLE |FUNCTION |PROCEDURE |PACKAGE |PACKAGE BODY )?"
                  "((?:`(?:[^`]|``)*`|\\*)\\.(?:`(?:[^`]|``)*`|\\*)) TO (.*)$",
                  G_REGEX_DOTALL, 0, NULL);
  g_autoptr(GRegex) columns = g_regex_new(" ?\\([^)]*\\)", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_regex_match(form, grant, 0, &match))
    return false;
  g_autofree char *given = g_match_info_fetch(match, 1);
  g_autofree char *object = g_match_info_fetch(match, 2);
  g_autofree char *rest = g_match_info_fetch(match, 3);
  if (strcmp(object, scratches) == 0)
    return true;
  if (strstr(rest, "WITH GRANT OPTION"))
    return false;
  g_autofree char *bare = g_regex_replace_literal(columns, given, -1, 0, "", 0, NULL);
  g_auto(GStrv) names = g_strsplit(bare ? bare : given, ",", -1);
  for (char **name = names; *name; name++)
    if (!g_strv_contains(looking, g_strstrip(*name)))
      return false;
  return true;
}

bool pc_mysql_confined(void *state, GError **error) {
  pc_mysql_service *service = state;
  MYSQL_RES *result = NULL;
  if (!pc_mysql_main_ensure(service, NULL, error))
    return false;
  if (!pc_mysql_run(service->main, "SHOW GRANTS", NULL, &result, error) || !result) {
    g_prefix_error(
        error,
        "own probes are not run in production: the server does not tell what the user may write: ");
    return false;
  }
  g_autoptr(GString) list = g_string_new(NULL);
  guint count = 0;
  for (MYSQL_ROW row; (row = mysql_fetch_row(result)) != NULL;) {
    if (!row[0] || pc_mysql_grant_is_confined(row[0]))
      continue;
    /* What follows holds the hash of a password. */
    const char *end = strstr(row[0], " IDENTIFIED ");
    if (count++ < 3)
      g_string_append_printf(list, "%s%.*s", list->len ? "; " : "",
                             end ? (int)MIN(end - row[0], 300) : 300, row[0]);
  }
  mysql_free_result(result);
  if (count > 0)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "own probes are not run in production as a user who could write outside of their "
                "scratch (SHOW GRANTS: %s%s). One who cannot: CREATE USER paritycheck IDENTIFIED "
                "BY '...'; GRANT ALL ON %s TO paritycheck; GRANT PROCESS ON *.* TO paritycheck%s",
                list->str, count > 3 ? "; and more" : "", scratches,
                /* Else who waits is seen late, and in what a server under load shows of itself. */
                pc_mysql_is_mariadb(service->main)
                    ? ""
                    : "; GRANT SELECT ON performance_schema.* TO paritycheck");
  return count == 0;
}
