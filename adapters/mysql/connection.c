/* SPDX-License-Identifier: MIT */
/* Connections to MySQL and MariaDB: nothing here waits without an eye on the deadline. */
#include "adapters/mysql/internal.h"

#include "adapters/shared/remedy.h"
#include "harness/base/error.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <poll.h>
#include <string.h>

enum {
  CONNECT_MS = 10000, /* the longest that connecting may take, where the URL's connect_timeout does
                         not say more */
  CONNECT_LEAST_MS = 3000, /* and the shortest, however short the deadline is */
  RETRY_MS = 5000,
  COMMAND_MS = 30000, /* the longest for a statement of our own */
  LOOK_MS = 200,
  OWN_LIMIT_VERSION = 50708, /* since then MySQL has max_execution_time */
};

bool pc_mysql_is_mariadb(MYSQL *connection) { return mariadb_connection(connection); }

/* What has become of what the library waits for: its bits, or MYSQL_WAIT_TIMEOUT where it is over.
 */
static int await(MYSQL *connection, int waits, const pc_deadline *deadline, gint64 until_us) {
  for (;;) {
    struct pollfd fds[] = {{.fd = mysql_get_socket(connection)},
                           {.fd = deadline ? deadline->input : -1, .events = POLLIN}};
    fds[0].events =
        (short)((waits & MYSQL_WAIT_READ ? POLLIN : 0) | (waits & MYSQL_WAIT_WRITE ? POLLOUT : 0) |
                (waits & MYSQL_WAIT_EXCEPT ? POLLPRI : 0));
    if (deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD)
      return MYSQL_WAIT_TIMEOUT;
    if (g_get_monotonic_time() > until_us)
      return MYSQL_WAIT_TIMEOUT;
    if (poll(fds, 2, LOOK_MS) > 0 && fds[0].revents)
      return waits & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE | MYSQL_WAIT_EXCEPT);
  }
}

static bool run_failed(MYSQL *connection, GError **error) {
  const guint number = mysql_errno(connection);
  const bool lost = (number >= CR_MIN_ERROR && number < CR_MIN_ERROR + 1000) ||
                    number == ER_SERVER_SHUTDOWN || number == ER_CONNECTION_KILLED;
  g_set_error(error, PC_ERROR, lost ? PC_ERROR_LOST : PC_ERROR_FAILED, "%s (error %u)",
              mysql_error(connection), number);
  return false;
}

static bool query(MYSQL *connection, const char *sql, const pc_deadline *deadline,
                  gint64 until_us) {
  int failed = 0;
  int waits = mysql_real_query_start(&failed, connection, sql, strlen(sql));
  while (waits)
    waits =
        mysql_real_query_cont(&failed, connection, await(connection, waits, deadline, until_us));
  return !failed;
}

bool pc_mysql_run(MYSQL *connection, const char *sql, const pc_deadline *deadline,
                  MYSQL_RES **ret_result, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)COMMAND_MS * 1000;
  while (!query(connection, sql, deadline, until_us)) {
    if (mysql_errno(connection) != PC_MYSQL_CANNOT_LOCK_USERS || g_get_monotonic_time() > until_us)
      return run_failed(connection, error);
    g_usleep(PC_MYSQL_PAUSE_US);
  }
  int waits;
  MYSQL_RES *result = NULL;
  waits = mysql_store_result_start(&result, connection);
  while (waits)
    waits =
        mysql_store_result_cont(&result, connection, await(connection, waits, deadline, until_us));
  if (!result && mysql_errno(connection))
    return run_failed(connection, error);
  if (ret_result)
    *ret_result = result;
  else if (result)
    mysql_free_result(result);
  return true;
}

static void quoted_append(MYSQL *connection, GString *sql, const char *name, const char *value) {
  if (!value)
    return;
  const gsize length = strlen(value);
  g_autofree char *escaped = g_malloc(length * 2 + 1);
  mysql_real_escape_string(connection, escaped, value, length);
  g_string_append_printf(sql, ", SESSION %s = '%s'", name, escaped);
}

/* SET NAMES: the server's own default collation of utf8mb4, whatever the client library calls its
 * own. */
bool pc_mysql_settings_apply(const pc_mysql_service *service, MYSQL *connection,
                             const pc_deadline *deadline, GError **error) {
  g_autoptr(GString) sql = g_string_new("SET NAMES utf8mb4");
  const char *collation = pc_endpoint_option(service->endpoint, "collation");
  if (collation) {
    g_autofree char *name =
        g_strcanon(g_strdup(collation),
                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", '_');
    g_string_append_printf(sql, " COLLATE %s", name);
  }
  /* The server's own limit, just above the deadline. MySQL has one for SELECT only. */
  const int limit_ms = service->timeout_ms + 1000;
  if (pc_mysql_is_mariadb(connection))
    g_string_append_printf(sql, ", SESSION max_statement_time = %d.%03d", limit_ms / 1000,
                           limit_ms % 1000);
  else if (mysql_get_server_version(connection) >= OWN_LIMIT_VERSION)
    g_string_append_printf(sql, ", SESSION max_execution_time = %d", limit_ms);
  quoted_append(connection, sql, "sql_mode", pc_endpoint_option(service->endpoint, "sql_mode"));
  quoted_append(connection, sql, "time_zone", pc_endpoint_option(service->endpoint, "time_zone"));
  return pc_mysql_run(connection, sql->str, deadline, NULL, error);
}

/* Nothing of the machine's my.cnf is read: the library does so only where it is told to. */
static MYSQL *handle_new(const pc_mysql_service *service, bool tls) {
  const pc_mysql_url *url = &service->url;
  const guint protocol = url->socket ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
  const guint none = 0;
  const gulong row_bytes = PC_MYSQL_ROW_BYTES_MAX;
  const my_bool yes = 1;
  const my_bool verify = url->tls == PC_MYSQL_TLS_VERIFIED;
  MYSQL *connection = mysql_init(NULL);
  if (!connection)
    return NULL;
  mysql_options(connection, MYSQL_OPT_NONBLOCK, 0);
  mysql_options(connection, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  /* A server may ask for any file of the client's otherwise. */
  mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &none);
  /* A row arrives as a whole. */
  mysql_options(connection, MYSQL_OPT_MAX_ALLOWED_PACKET, &row_bytes);
  mysql_options4(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "paritycheck");
  if (tls) {
    mysql_ssl_set(connection, pc_endpoint_option(service->endpoint, "ssl-key"),
                  pc_endpoint_option(service->endpoint, "ssl-cert"),
                  pc_endpoint_option(service->endpoint, "ssl-ca"), NULL, NULL);
    mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  }
  return connection;
}

/* Where a user has to come over TLS or to show a certificate, the server says no more than that
 * access is denied. */
static const pc_remedy plain_remedies[] = {
    {"Access denied for user",
     "a user who must come over TLS is refused like this, too: ssl-mode=required in the URL"},
    {0},
};
static const pc_remedy nameless_remedies[] = {
    {"Access denied for user", "a user who must show a certificate is refused like this, too: "
                               "ssl-cert=FILE&ssl-key=FILE in the URL"},
    {0},
};
static const pc_remedy connect_remedies[] = {
    {"account is locked", "an administrator can run: ALTER USER ... ACCOUNT UNLOCK"},
    {"You must SET PASSWORD",
     "its password has expired: the user, or an administrator, can run: ALTER USER ... "
     "IDENTIFIED BY '...'"},
    {"password has expired",
     "the user, or an administrator, can run: ALTER USER ... IDENTIFIED BY '...'"},
    {"max_user_connections",
     "an administrator can run: ALTER USER ... WITH MAX_USER_CONNECTIONS 50; or write "
     "'connections: 4' beside the service's url in the configuration"},
    {"Too many connections",
     "end other clients' connections, or raise the server's max_connections"},
    {0},
};

static void connect_failed(const pc_mysql_service *service, MYSQL *connection, bool tls,
                           bool silent, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s%s",
              connection ? mysql_error(connection) : "out of memory",
              silent ? "; no answer within the time-out" : "");
  pc_remedy_append(connect_remedies, error);
  if (!tls)
    pc_remedy_append(plain_remedies, error);
  else if (!pc_endpoint_option(service->endpoint, "ssl-cert"))
    pc_remedy_append(nameless_remedies, error);
}

static bool connect_once(const pc_mysql_service *service, MYSQL *connection,
                         const pc_deadline *deadline, bool *ret_silent) {
  const pc_mysql_url *url = &service->url;
  const int limit_ms = url->connect_timeout_s
                           ? (int)url->connect_timeout_s * 1000
                           : CLAMP(service->timeout_ms, CONNECT_LEAST_MS, CONNECT_MS);
  const gint64 until_us = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  const char *rows = pc_endpoint_option(service->endpoint, "found_rows");
  const gulong flags = CLIENT_MULTI_RESULTS | CLIENT_PS_MULTI_RESULTS |
                       (g_strcmp0(rows, "on") == 0 ? CLIENT_FOUND_ROWS : 0);
  MYSQL *connected = NULL;
  int waits = mysql_real_connect_start(&connected, connection, url->socket ? NULL : url->host,
                                       url->user, url->password, url->database,
                                       url->socket ? 0 : url->port, url->socket, flags);
  *ret_silent = false;
  while (waits) {
    const int came = await(connection, waits, deadline, until_us);
    *ret_silent = came == MYSQL_WAIT_TIMEOUT && g_get_monotonic_time() > until_us;
    waits = mysql_real_connect_cont(&connected, connection, came);
  }
  return connected != NULL;
}

/* These pass. */
static bool refusal_passes(guint number) {
  return number == ER_CON_COUNT_ERROR || number == ER_TOO_MANY_USER_CONNECTIONS ||
         number == ER_USER_LIMIT_REACHED || number == ER_SERVER_SHUTDOWN;
}

MYSQL *pc_mysql_connect_plain(const pc_mysql_service *service, const pc_deadline *deadline,
                              guint64 *ret_id, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)RETRY_MS * 1000;
  bool tls = service->url.tls != PC_MYSQL_TLS_OFF;
  for (gulong pause_us = 20000;;) {
    bool silent = false;
    MYSQL *connection = handle_new(service, tls);
    if (connection && connect_once(service, connection, deadline, &silent)) {
      if (pc_mysql_prove(service, connection, deadline, ret_id, error))
        return connection;
      pc_remedy_append(connect_remedies, error);
      mysql_close(connection);
      return NULL;
    }
    const guint number = connection ? mysql_errno(connection) : 0;
    const bool plain =
        tls && service->url.tls == PC_MYSQL_TLS_PREFERRED && number == CR_SSL_CONNECTION_ERROR;
    const bool again = plain || (refusal_passes(number) && g_get_monotonic_time() < until_us &&
                                 !(deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD));
    if (!again)
      connect_failed(service, connection, tls, silent, error);
    if (connection)
      mysql_close(connection);
    if (!again)
      return NULL;
    if (plain) {
      tls = false;
      continue;
    }
    g_usleep(pause_us);
    pause_us *= 2;
  }
}

MYSQL *pc_mysql_connect(const pc_mysql_service *service, const pc_deadline *deadline,
                        guint64 *ret_id, GError **error) {
  guint64 id;
  MYSQL *connection = pc_mysql_connect_plain(service, deadline, ret_id ? ret_id : &id, error);
  if (!connection || pc_mysql_settings_apply(service, connection, deadline, error))
    return connection;
  mysql_close(connection);
  return NULL;
}

MYSQL *pc_mysql_control(pc_mysql_service *service, const pc_deadline *deadline, GError **error) {
  if (!service->control)
    service->control = pc_mysql_connect(service, deadline, NULL, error);
  return service->control;
}
