/* SPDX-License-Identifier: MIT */
/* The URLs of MySQL and MariaDB: "mysql://user:password@host:port/database?option=value". */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum { PORT_DEFAULT = 3306, CONNECT_TIMEOUT_MAX_S = 3600 };

const pc_option pc_mysql_options[] = {
    {"socket", "FILE", "the server's unix socket, in place of host and port"},
    {"connect_timeout", "NUMBER",
     "seconds that connecting may take (default: the deadline, at most 10)"},
    {"ssl-mode", "disabled|preferred|required|verify_identity",
     "default: preferred, on a socket disabled"},
    {"ssl-ca", "FILE", "the authorities that verify_identity trusts"},
    {"ssl-cert", "FILE", "the client's own certificate"},
    {"ssl-key", "FILE", "and its key"},
    {"sql_mode", "TEXT", "for every session, as the application sets it"},
    {"time_zone", "TEXT", "for every session"},
    {"collation", "TEXT", "of the connection, for every session"},
    {"found_rows", "on|off",
     "the affected rows of an UPDATE are those found, not those changed (default: off)"},
    {0},
};

static bool value_is_valid(const char *values, const char *value) {
  guint64 number;
  if (strcmp(values, "TEXT") == 0)
    return true;
  if (strcmp(values, "FILE") == 0)
    return *value != '\0';
  if (strcmp(values, "NUMBER") == 0)
    return g_ascii_string_to_unsigned(value, 10, 1, 99999, &number, NULL);
  g_auto(GStrv) words = g_strsplit(values, "|", -1);
  return g_strv_contains((const char *const *)words, value);
}

static bool option_check(const pc_endpoint *endpoint, const char *name, const char *value,
                         GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_option *option = pc_mysql_options; option->name; option++) {
    g_ptr_array_add(names, (gpointer)(guintptr)option->name);
    if (strcmp(option->name, name) != 0)
      continue;
    if (value_is_valid(option->values, value))
      return true;
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is not a value of '%s', expected %s", value,
                name, option->values);
    return false;
  }
  g_ptr_array_add(names, NULL);
  return pc_endpoint_fail_option(endpoint, "a MySQL URL", name, (const char *const *)names->pdata,
                                 error);
}

static bool authority_parse(const pc_endpoint *endpoint, pc_mysql_url *url) {
  g_autofree char *whole = g_strconcat("mysql:", endpoint->path, NULL);
  g_autofree char *path = NULL;
  g_autofree char *fragment = NULL;
  int port = -1;
  if (!g_uri_split_with_user(whole, G_URI_FLAGS_HAS_PASSWORD, NULL, &url->user, &url->password,
                             NULL, &url->host, &port, &path, NULL, &fragment, NULL) ||
      fragment || port == 0 || !g_str_has_prefix(endpoint->path, "//"))
    return false;
  url->port = port > 0 ? (guint)port : PORT_DEFAULT;
  const char *database = path && *path == '/' ? path + 1 : "";
  url->database = *database ? g_strdup(database) : NULL;
  if (url->host && !*url->host)
    g_clear_pointer(&url->host, g_free);
  return !strchr(database, '/');
}

static void tls_choose(const pc_endpoint *endpoint, pc_mysql_url *url) {
  const char *mode = pc_endpoint_option(endpoint, "ssl-mode");
  if (!mode)
    mode = url->socket ? "disabled" : "preferred";
  url->tls = strcmp(mode, "disabled") == 0    ? PC_MYSQL_TLS_OFF
             : strcmp(mode, "preferred") == 0 ? PC_MYSQL_TLS_PREFERRED
             : strcmp(mode, "required") == 0  ? PC_MYSQL_TLS_REQUIRED
                                              : PC_MYSQL_TLS_VERIFIED;
}

bool pc_mysql_url_parse(const pc_endpoint *endpoint, pc_mysql_url *url, GError **error) {
  if (!pc_endpoint_check_userinfo(endpoint, error))
    return false;
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!option_check(endpoint, endpoint->names->pdata[i], endpoint->values->pdata[i], error))
      return false;
  *url = (pc_mysql_url){.socket = pc_endpoint_option(endpoint, "socket")};
  const char *timeout = pc_endpoint_option(endpoint, "connect_timeout");
  url->connect_timeout_s =
      timeout ? (guint)MIN(g_ascii_strtoull(timeout, NULL, 10), CONNECT_TIMEOUT_MAX_S) : 0;
  tls_choose(endpoint, url);
  if (!authority_parse(endpoint, url))
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "cannot read the URL '%s', expected '%s://user@host:port/database'",
                endpoint->redacted, endpoint->scheme);
  else if (!url->host && !url->socket)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' names no host: there is no default endpoint (a unix socket: "
                "?socket=/run/mysqld/mysqld.sock)",
                endpoint->redacted);
  else if (!url->user || !*url->user)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' names no user, expected '%s://user@host/database'", endpoint->redacted,
                endpoint->scheme);
  else
    return true;
  pc_mysql_url_clear(url);
  return false;
}

void pc_mysql_url_clear(pc_mysql_url *url) {
  g_free(url->host);
  g_free(url->user);
  g_free(url->password);
  g_free(url->database);
  *url = (pc_mysql_url){0};
}

static void word_append(GString *command, const char *option, const char *value) {
  g_autofree char *quoted = g_shell_quote(value);
  g_string_append_printf(command, " %s%s", option, quoted);
}

static void setting_append(GString *sql, const char *name, const char *value) {
  g_autoptr(GString) quoted = g_string_new(value);
  if (!value)
    return;
  g_string_replace(quoted, "'", "''", 0);
  g_string_append_printf(sql, "%s %s = '%s'", sql->len ? "," : "SET", name, quoted->str);
}

/* What the URL sets in each session. The collation is kept for the script (script.c), whose SET
 * NAMES would undo it. */
static void settings_append(GString *command, const pc_endpoint *endpoint) {
  g_autoptr(GString) sql = g_string_new(NULL);
  setting_append(sql, "@paritycheck_collation", pc_endpoint_option(endpoint, "collation"));
  setting_append(sql, "SESSION sql_mode", pc_endpoint_option(endpoint, "sql_mode"));
  setting_append(sql, "SESSION time_zone", pc_endpoint_option(endpoint, "time_zone"));
  if (sql->len)
    word_append(command, "--init-command=", sql->str);
}

char *pc_mysql_client(const pc_endpoint *endpoint) {
  pc_mysql_url url;
  GString *command = g_string_new("mysql --force");
  if (!pc_mysql_url_parse(endpoint, &url, NULL))
    return g_string_free(command, FALSE);
  if (url.socket) {
    word_append(command, "--socket=", url.socket);
  } else {
    word_append(command, "--protocol=tcp --host=", url.host);
    g_string_append_printf(command, " --port=%u", url.port);
  }
  word_append(command, "--user=", url.user);
  if (url.password)
    g_string_append(command, " --password");
  settings_append(command, endpoint);
  if (url.database)
    word_append(command, "", url.database);
  pc_mysql_url_clear(&url);
  return g_string_free(command, FALSE);
}
