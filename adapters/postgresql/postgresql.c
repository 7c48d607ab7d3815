/* SPDX-License-Identifier: MIT */
/* The PostgreSQL adapter: URLs, connections, scratch schemas, fingerprint, removal. */
#include "adapters/postgresql/internal.h"

#include "adapters/shared/remedy.h"
#include "harness/base/error.h"
#include "harness/base/secrets.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* What the sessions call themselves in which nothing of a probe's is asked. */
#define MAIN_NAME "paritycheck"

enum {
  CONNECT_MS = 10000, /* the longest that connecting may take, where the URL's connect_timeout does
                         not say more */
  CONNECT_LEAST_MS = 3000, /* and the shortest, however short the deadline is */
  RETRY_MS = 5000,
  CHECK_INTERVAL_VERSION = 140000
};

/* The options that libpq reads in a URL, and ours. */
static GPtrArray *keywords_list(void) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  PQconninfoOption *defaults = PQconndefaults();
  for (PQconninfoOption *option = defaults; option && option->keyword; option++)
    g_ptr_array_add(names, g_strdup(option->keyword));
  PQconninfoFree(defaults);
  g_ptr_array_add(names, g_strdup("servicefile"));
  g_ptr_array_add(names, g_strdup("ssl"));
  g_ptr_array_add(names, NULL);
  return names;
}

/* The URL without the options that are ours, for libpq; the caller's. */
static char *libpq_url(const pc_endpoint *endpoint) {
  g_autofree char *base = g_strndup(endpoint->url, strcspn(endpoint->url, "?"));
  GString *url = g_string_new(base);
  char separator = '?';
  for (guint i = 0; i < endpoint->names->len; i++) {
    if (strcmp(endpoint->names->pdata[i], "servicefile") == 0)
      continue;
    g_autofree char *value = g_uri_escape_string(endpoint->values->pdata[i], NULL, FALSE);
    g_string_append_printf(url, "%c%s=%s", separator, (char *)endpoint->names->pdata[i], value);
    separator = '&';
  }
  return g_string_free(url, FALSE);
}

static const char *option_value(const PQconninfoOption *parsed, const char *keyword) {
  for (; parsed->keyword; parsed++)
    if (strcmp(parsed->keyword, keyword) == 0)
      return parsed->val && *parsed->val ? parsed->val : NULL;
  return NULL;
}

static bool pg_check(const pc_endpoint *endpoint, GError **error) {
  g_autoptr(GPtrArray) keywords = keywords_list();
  const char *const *known = (const char *const *)keywords->pdata;
  if (!pc_endpoint_check_userinfo(endpoint, error))
    return false;
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!g_strv_contains(known, endpoint->names->pdata[i]))
      return pc_endpoint_fail_option(endpoint, "PostgreSQL's client", endpoint->names->pdata[i],
                                     known, error);
  g_autofree char *url = libpq_url(endpoint);
  char *problem = NULL;
  PQconninfoOption *parsed = PQconninfoParse(url, &problem);
  /* libpq's own message may show the whole URL, password included. */
  PQfreemem(problem);
  if (!parsed) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "PostgreSQL's client cannot read the URL '%s'",
                endpoint->redacted);
    return false;
  }
  const bool named = option_value(parsed, "host") || option_value(parsed, "hostaddr") ||
                     option_value(parsed, "service");
  PQconninfoFree(parsed);
  if (!named)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' names no host: there is no default endpoint (a socket's folder: "
                "?host=/var/run/postgresql)",
                endpoint->redacted);
  return named;
}

char *pc_pg_message(PGconn *connection) {
  const char *raw = PQerrorMessage(connection);
  /* A password file's is not known to the worker before the connection stands. */
  g_autoptr(GPtrArray) secrets = pc_secrets_new();
  if (connection && PQpass(connection) && pc_secret_is_distinctive(PQpass(connection)))
    pc_secrets_add(secrets, PQpass(connection), -1);
  g_autofree char *masked = pc_secrets_mask(secrets, raw ? raw : "");
  GString *message = g_string_new(masked);
  g_string_replace(message, "\n\t", " ", 0);
  g_string_replace(message, "\n", "; ", 0);
  while (message->len && strchr("; ", message->str[message->len - 1]))
    g_string_truncate(message, message->len - 1);
  return g_string_free(message, FALSE);
}

static void notice_ignore(void *data, const char *message) {
  (void)data;
  (void)message;
}

static void parameter_add(GPtrArray *keywords, GPtrArray *values, const char *keyword,
                          const char *value) {
  g_ptr_array_add(keywords, g_strdup(keyword));
  g_ptr_array_add(values, g_strdup(value));
}

/* Only what the URL names counts: nothing of the user's home folder. */
static bool parameters_prepare(pc_pg_service *service, GError **error) {
  g_autofree char *url = libpq_url(service->endpoint);
  PQconninfoOption *parsed = PQconninfoParse(url, NULL);
  if (!parsed) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "PostgreSQL's client cannot read the URL '%s'",
                service->endpoint->redacted);
    return false;
  }
  GPtrArray *keywords = g_ptr_array_new();
  GPtrArray *values = g_ptr_array_new();
  for (const PQconninfoOption *option = parsed; option->keyword; option++)
    if (option->val && strcmp(option->keyword, "application_name") != 0)
      parameter_add(keywords, values, option->keyword, option->val);
  PQconninfoFree(parsed);
  g_ptr_array_add(keywords, NULL);
  g_ptr_array_add(values, NULL);
  service->keywords = (char **)g_ptr_array_free(keywords, FALSE);
  service->values = (char **)g_ptr_array_free(values, FALSE);
  return true;
}

static const char *parameter(const pc_pg_service *service, const char *keyword) {
  for (guint i = 0; service->keywords[i]; i++)
    if (strcmp(service->keywords[i], keyword) == 0)
      return service->values[i];
  return NULL;
}

/* How long one host may take: libpq itself keeps no time where it does not block. */
static int host_ms(const pc_pg_service *service, guint hosts) {
  const char *named = parameter(service, "connect_timeout");
  const int seconds = named ? atoi(named) : 0;
  if (seconds > 0)
    return MIN(seconds, 3600) * 1000;
  return CLAMP(service->timeout_ms, CONNECT_LEAST_MS, CONNECT_MS) / (int)hosts;
}

typedef enum awaited { AWAITED_DONE, AWAITED_SILENCE, AWAITED_DEADLINE } awaited;

/* Polls until libpq says that the connection stands or failed, or the host stays silent, or the
 * deadline says no. */
static awaited connection_await(PGconn *connection, int timeout_ms, const pc_deadline *deadline) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    struct pollfd fds[] = {
        {.fd = PQsocket(connection), .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT},
        {.fd = deadline ? deadline->input : -1, .events = POLLIN}};
    if (deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD)
      return AWAITED_DEADLINE;
    if (g_get_monotonic_time() > until_us)
      return AWAITED_SILENCE;
    if (poll(fds, 2, 200) > 0 && fds[0].revents)
      state = PQconnectPoll(connection);
  }
  return AWAITED_DONE;
}

/* A comma-separated list without its first members; a list of one stays as it is: it stands for
 * all. */
static const char *list_from(const char *list, guint first) {
  for (; first > 0 && list && strchr(list, ','); first--)
    list = strchr(list, ',') + 1;
  return list;
}

/* How many hosts the URL names: those after a silent one are tried by us. */
static guint hosts_count(const pc_pg_service *service) {
  const char *hosts = parameter(service, "hostaddr");
  if (!hosts || !*hosts)
    hosts = parameter(service, "host");
  guint count = 1;
  for (; hosts && *hosts; hosts++)
    count += *hosts == ',';
  return count;
}

/* application_name NULL: nothing of ours is said. */
static PGconn *connect_from(const pc_pg_service *service, guint first,
                            const char *application_name) {
  const guint n = g_strv_length(service->keywords);
  g_autofree const char **keywords = g_new0(const char *, n + 3);
  g_autofree const char **values = g_new0(const char *, n + 3);
  for (guint i = 0; i < n; i++) {
    const char *keyword = service->keywords[i];
    const bool each = strcmp(keyword, "host") == 0 || strcmp(keyword, "hostaddr") == 0 ||
                      strcmp(keyword, "port") == 0;
    keywords[i] = keyword;
    values[i] = each ? list_from(service->values[i], first) : service->values[i];
  }
  if (application_name) {
    keywords[n] = "application_name";
    values[n] = application_name;
    if (!parameter(service, "client_encoding")) {
      keywords[n + 1] = "client_encoding";
      values[n + 1] = "UTF8";
    }
  }
  return PQconnectStartParams(keywords, values, 0);
}

/* ret_silent: no host answered within its time. */
static PGconn *connect_once(const pc_pg_service *service, const char *application_name,
                            const pc_deadline *deadline, bool *ret_silent) {
  const guint hosts = hosts_count(service);
  *ret_silent = false;
  for (guint first = 0;; first++) {
    PGconn *connection = connect_from(service, first, application_name);
    if (!connection || PQstatus(connection) == CONNECTION_BAD)
      return connection;
    const awaited how = connection_await(connection, host_ms(service, hosts), deadline);
    *ret_silent = how == AWAITED_SILENCE;
    if (how == AWAITED_DONE && PQstatus(connection) == CONNECTION_OK)
      PQsetNoticeProcessor(connection, notice_ignore, NULL);
    if (how != AWAITED_SILENCE || first + 1 >= hosts)
      return connection;
    PQfinish(connection);
  }
}

static const pc_remedy connect_remedies[] = {
    {"no encryption",
     "where the server takes this user over TLS alone, add sslmode=require to the URL"},
    {"SSL off", "where the server takes this user over TLS alone, add sslmode=require to the URL"},
    {"requires a valid client certificate",
     "name the client's own in the URL: sslcert=FILE&sslkey=FILE"},
    {"is not permitted to log in", "an administrator can run: ALTER ROLE ... LOGIN"},
    {"too many connections for role",
     "an administrator can run: ALTER ROLE ... CONNECTION LIMIT 50; or write "
     "'connections: 4' beside the service's url in the configuration"},
    {"too many connections for database",
     "an administrator can run: ALTER DATABASE ... CONNECTION LIMIT -1"},
    {"remaining connection slots",
     "end other clients' connections, or raise the server's max_connections"},
    {"too many clients", "end other clients' connections, or raise the server's max_connections"},
    {0},
};

/* "too many clients", "starting up" and the like pass. */
static bool refusal_passes(PGconn *connection) {
  const char *message = PQerrorMessage(connection);
  return strstr(message, "too many clients") || strstr(message, "remaining connection slots") ||
         strstr(message, "starting up") || strstr(message, "shutting down") ||
         strstr(message, "in recovery mode") || strstr(message, "not yet accepting connections") ||
         strstr(message, "too many connections");
}

bool pc_pg_hung_up(PGconn *connection) {
  const char *message = PQerrorMessage(connection);
  return strstr(message, "server closed the connection unexpectedly") ||
         strstr(message, "expected authentication") ||
         strstr(message, "could not receive data from server") ||
         strstr(message, "Connection refused");
}

/* The last try, whatever came of it; NULL: out of memory. second: beside one that stands. */
static PGconn *connect_patiently(pc_pg_service *service, const char *application_name,
                                 const pc_deadline *deadline, bool second, bool *ret_silent) {
  const gint64 until_us = g_get_monotonic_time() + RETRY_MS * 1000;
  for (gulong pause_us = 20000;; pause_us *= 2) {
    PGconn *connection = connect_once(service, application_name, deadline, ret_silent);
    /* A service of one connection at a time may not have noticed yet that the last one has ended.
     */
    const bool passes = connection && PQstatus(connection) != CONNECTION_OK &&
                        (refusal_passes(connection) ||
                         (!second && strstr(PQerrorMessage(connection),
                                            "server closed the connection unexpectedly")));
    if (!passes || g_get_monotonic_time() > until_us ||
        (deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD))
      return connection;
    PQfinish(connection);
    g_usleep(pause_us);
  }
}

PGconn *pc_pg_connect_second(pc_pg_service *service, bool *ret_silent) {
  return connect_patiently(service, NULL, NULL, true, ret_silent);
}

PGconn *pc_pg_connect(pc_pg_service *service, const char *application_name,
                      const pc_deadline *deadline, int *ret_pid, GError **error) {
  bool silent;
  int pid;
  PGconn *connection = connect_patiently(service, application_name, deadline, false, &silent);
  if (connection && PQstatus(connection) == CONNECTION_OK) {
    if (!pc_pg_prove(service, connection, deadline, ret_pid ? ret_pid : &pid, error))
      g_clear_pointer(&connection, PQfinish);
    return connection;
  }
  g_autofree char *message = connection ? pc_pg_message(connection) : g_strdup("out of memory");
  const char *rest = silent ? "no answer within the time-out" : "stopped while connecting";
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s%s%s", message,
              *message && silent ? "; " : "", silent || !*message ? rest : "");
  pc_remedy_append(connect_remedies, error);
  PQfinish(connection);
  return NULL;
}

bool pc_pg_command(PGconn *connection, const char *sql, GError **error) {
  PGresult *result = PQexec(connection, sql);
  const ExecStatusType status = PQresultStatus(result);
  const bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!fine) {
    g_autofree char *message = pc_pg_message(connection);
    const bool lost = PQstatus(connection) == CONNECTION_BAD;
    g_set_error(error, PC_ERROR, lost ? PC_ERROR_LOST : PC_ERROR_FAILED, "%s", message);
  }
  PQclear(result);
  return fine;
}

/* The limits that a session has are ours, not its role's or server's, past which a probe would be a
 * fault. Said before anything else, which they are for. */
static char *limits_sql(const pc_pg_service *service) {
  return g_strdup_printf(
      "SET statement_timeout TO %d; SET idle_in_transaction_session_timeout TO 0",
      service->timeout_ms + 1000);
}

char *pc_pg_session_settings(const pc_pg_service *service, PGconn *connection,
                             const char *scratch) {
  g_autofree char *limits = limits_sql(service);
  GString *sql = g_string_new(limits);
  g_string_append_printf(sql, "; SET search_path TO %s; SET application_name TO %s", scratch,
                         scratch);
  /* So that the query of a client that was killed ends by itself. */
  if (PQserverVersion(connection) >= CHECK_INTERVAL_VERSION)
    g_string_append(sql, "; SET client_connection_check_interval TO 500");
  return g_string_free(sql, FALSE);
}

/* A look-alike may keep a session from one connection to the next: nothing of it counts here. Where
 * DISCARD is not known, there is nothing that it would do. */
static PGconn *main_connect(pc_pg_service *service, const pc_deadline *deadline, GError **error) {
  const char *worker = service->endpoint->worker;
  g_autofree char *name = worker ? g_strconcat(MAIN_NAME " ", worker, NULL) : g_strdup(MAIN_NAME);
  PGconn *connection = pc_pg_connect(service, name, deadline, &service->main_pid, error);
  if (connection && PQtransactionStatus(connection) != PQTRANS_IDLE)
    PQclear(PQexec(connection, "ROLLBACK"));
  if (!connection)
    return NULL;
  g_autofree char *limits = limits_sql(service);
  PQclear(PQexec(connection, "DISCARD ALL"));
  PQclear(PQexec(connection, limits));
  return connection;
}

static bool pg_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_pg_service *service = state;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  const char *file = pc_endpoint_option(endpoint, "servicefile");
  if (file)
    g_setenv("PGSERVICEFILE", file, TRUE);
  /* A password file counts where the URL or its service names it, never the one in the home folder.
   */
  g_setenv("PGPASSFILE", "/dev/null/none", TRUE);
  if (!parameters_prepare(service, error))
    return false;
  /* The first has nothing of ours: who stands in between may pass on what is said in connecting. */
  service->main = pc_pg_connect(service, NULL, NULL, &service->main_pid, error);
  service->main_dirty = true;
  if (service->main)
    return true;
  if (error && *error && !file && strstr((*error)->message, "definition of service"))
    g_prefix_error(error,
                   "no file is named with servicefile=FILE (PGSERVICEFILE does not count): ");
  g_clear_pointer(&service->keywords, g_strfreev);
  g_clear_pointer(&service->values, g_strfreev);
  return false;
}

static void pg_close(void *state) {
  pc_pg_service *service = state;
  PQfinish(service->main);
  PQfinish(service->control);
  g_strfreev(service->keywords);
  g_strfreev(service->values);
  g_free(service->scratch);
}

bool pc_pg_main_ensure(pc_pg_service *service, const pc_deadline *deadline, GError **error) {
  if (service->main && !service->main_dirty && PQstatus(service->main) == CONNECTION_OK)
    return true;
  PQfinish(service->main);
  service->main = main_connect(service, deadline, error);
  service->main_dirty = false;
  return service->main != NULL;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_pg_service *service = state;
  if (!pc_pg_main_ensure(service, deadline, error))
    return false;
  g_free(service->scratch);
  service->scratch = g_strdup(scratch->name);
  service->deadline = deadline;
  service->main_spent = false;
  g_autofree char *settings = pc_pg_session_settings(service, service->main, scratch->name);
  g_autofree char *sql = g_strdup_printf("%s; CREATE SCHEMA %s", settings, scratch->name);
  GError *problem = NULL;
  if (pc_pg_command(service->main, sql, &problem))
    return true;
  if (problem->code == PC_ERROR_FAILED)
    g_prefix_error(
        &problem,
        "the server refused a schema, and each probe works in one of its own (let this role run "
        "CREATE SCHEMA pc_..., or give another database): ");
  g_propagate_error(error, problem);
  return false;
}

/* Ends whatever sessions bear the name, and the one in which the worker called so makes scratches:
 * what its client had sent may still be on the way, and no scratch is there yet that would bear its
 * name. A session that is told to end goes on for a moment, so that is asked until none is left. */
static bool sessions_end(PGconn *connection, const char *name, GError **error) {
  g_autofree char *end = g_strdup_printf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                         "WHERE application_name IN ('%s', '" MAIN_NAME " %s') "
                                         "AND pid <> pg_backend_pid()",
                                         name, name);
  for (guint tries = 0; tries < 500; tries++) {
    PGresult *result = PQexec(connection, end);
    const bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
    const bool none = fine && PQntuples(result) == 0;
    PQclear(result);
    if (none)
      return true;
    if (!fine) {
      g_autofree char *message = pc_pg_message(connection);
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot end the sessions of '%s': %s", name,
                  message);
      return false;
    }
    g_usleep(10 * 1000);
  }
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
              "cannot end the sessions of '%s': they are still there after 5 s", name);
  return false;
}

/* Whether a schema or a session bears the name. */
static bool name_is_there(PGconn *connection, const char *name, bool *ret_found, GError **error) {
  g_autofree char *question = g_strdup_printf(
      "SELECT FROM pg_namespace WHERE nspname = '%s' UNION ALL SELECT FROM pg_stat_activity "
      "WHERE application_name = '%s' AND pid <> pg_backend_pid()",
      name, name);
  PGresult *result = PQexec(connection, question);
  const bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
  if (fine)
    *ret_found = *ret_found || PQntuples(result) > 0;
  PQclear(result);
  if (!fine) {
    g_autofree char *message = pc_pg_message(connection);
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot look for '%s': %s", name, message);
  }
  return fine;
}

/* Ends the sessions, whether or not there is a schema by now, then drops it. */
static bool pg_remove(void *state, const char *name, bool *ret_found, GError **error) {
  pc_pg_service *service = state;
  bool there = false;
  if (!pc_pg_main_ensure(service, NULL, error) ||
      !name_is_there(service->main, name, ret_found, error) ||
      !sessions_end(service->main, name, error) ||
      !name_is_there(service->main, name, &there, error))
    return false;
  /* A server that refuses every definition refuses to drop what it did not let us make. */
  if (!there)
    return true;
  g_autofree char *drop =
      g_strdup_printf("SET lock_timeout TO '5s'; DROP SCHEMA IF EXISTS %s CASCADE", name);
  return pc_pg_command(service->main, drop, error) &&
         pc_pg_command(service->main, "RESET lock_timeout", error);
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_pg_service *service = state;
  bool found = false;
  g_clear_pointer(&service->scratch, g_free);
  if (service->main_dirty || !service->main || PQstatus(service->main) != CONNECTION_OK)
    return pg_remove(service, scratch->name, &found, error);
  if (PQtransactionStatus(service->main) != PQTRANS_IDLE &&
      !pc_pg_command(service->main, "ROLLBACK", error))
    return false;
  g_autofree char *limits = limits_sql(service);
  g_autofree char *drop =
      g_strdup_printf("%s; DROP SCHEMA IF EXISTS %s CASCADE", limits, scratch->name);
  if (pc_pg_command(service->main, "DISCARD ALL", error) &&
      pc_pg_command(service->main, drop, error))
    return true;
  g_clear_error(error);
  service->main_dirty = true;
  return pg_remove(service, scratch->name, &found, error);
}

static char *pg_client(const pc_endpoint *endpoint) {
  GString *url = g_string_new(endpoint->redacted);
  g_string_replace(url, ":***@", "@", 0);
  g_string_replace(url, "&password=***", "", 0);
  g_string_replace(url, "?password=***&", "?", 0);
  g_string_replace(url, "?password=***", "", 0);
  g_autofree char *quoted = g_shell_quote(url->str);
  g_string_free(url, TRUE);
  return g_strconcat("psql -X ", quoted, NULL);
}

static bool pg_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  pc_pg_service *service = state;
  PGresult *result =
      PQexec(service->main, "SELECT name, bool_or(live) FROM (SELECT nspname::text AS name, false "
                            "AS live FROM pg_namespace UNION ALL SELECT application_name, true "
                            "FROM pg_stat_activity WHERE datname = current_database()) AS found "
                            "WHERE name ~ '^pc_[0-9a-z]+_[0-9a-z]+_' GROUP BY name ORDER BY name");
  const bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
  for (int i = 0; fine && i < PQntuples(result); i++) {
    g_ptr_array_add(names, g_strdup(PQgetvalue(result, i, 0)));
    if (*PQgetvalue(result, i, 1) == 't')
      g_ptr_array_add(live, g_strdup(PQgetvalue(result, i, 0)));
  }
  if (!fine) {
    g_autofree char *message = pc_pg_message(service->main);
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot list what is there: %s", message);
  }
  PQclear(result);
  return fine;
}

static void pg_secrets(void *state, GPtrArray *secrets) {
  const pc_pg_service *service = state;
  const char *password = PQpass(service->main);
  if (password)
    pc_secrets_add(secrets, password, -1);
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_pg_session_open,
    .session_close = pc_pg_session_close,
    .send = pc_pg_send,
    .wait = pc_pg_wait,
    .take = pc_pg_take,
    .cancel = pc_pg_cancel,
};

static const char *const schemes[] = {"postgresql", "postgres", NULL};
static const pc_option options[] = {
    {"servicefile", "FILE", "where the service named by ?service= is described"},
    {0},
};

const pc_adapter pc_adapter_postgresql = {
    .name = "postgresql",
    .product = "PostgreSQL",
    .summary = "PostgreSQL and what speaks its protocol, by any URL that libpq reads",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_SQL,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_NARROW | PC_ADAPTER_PROVES,
    .service_size = sizeof(pc_pg_service),
    .session_size = PC_PG_SESSION_BYTES,
    .memory_mib = 512,
    .options = options,
    .check = pg_check,
    .open = pg_open,
    .close = pg_close,
    .fingerprint = pc_pg_fingerprint,
    .confined = pc_pg_confined,
    .client = pg_client,
    .remove = pg_remove,
    .inventory = pg_inventory,
    .objects = pc_pg_objects,
    .secrets = pg_secrets,
    .drivers = {[PC_LANGUAGE_SQL] = &driver},
    .client_script = &pc_pg_client_script,
};
