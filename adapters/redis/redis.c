/* SPDX-License-Identifier: MIT */
/* The Redis adapter: connections that are let in, and the adapter's entry. */
#include "adapters/redis/internal.h"

#include "adapters/shared/remedy.h"
#include "harness/base/error.h"

#include <string.h>

enum {
  CONNECT_MS = 10000, /* the longest that connecting may take, where the URL does not say more */
  CONNECT_LEAST_MS = 3000, /* and the shortest, however short the deadline is */
  RETRY_MS = 5000,
};

static bool redis_check(const pc_endpoint *endpoint, GError **error) {
  pc_redis_url url;
  if (!pc_redis_url_parse(endpoint, &url, error))
    return false;
  pc_redis_url_clear(&url);
  return true;
}

static int connect_ms(const pc_redis_service *service, const pc_deadline *deadline) {
  const int limit = service->url.connect_s > 0
                        ? service->url.connect_s * 1000
                        : CLAMP(service->timeout_ms, CONNECT_LEAST_MS, CONNECT_MS);
  return deadline ? MAX(1, pc_deadline_left(deadline, limit)) : limit;
}

/* "loading the dataset" and "too many clients" pass. */
static bool refusal_passes(const char *error) {
  return g_str_has_prefix(error, "LOADING") || strstr(error, "max number of clients");
}

static const pc_remedy enter_remedies[] = {
    {"NOAUTH", "give redis://USER:PASSWORD@HOST, or redis://:PASSWORD@HOST"},
    {"WRONGPASS", "give redis://USER:PASSWORD@HOST, or redis://:PASSWORD@HOST"},
    {"max number of clients", "end other clients' connections, or raise the server's maxclients"},
    {"MISCONF", pc_redis_save_remedy},
    {"DB index is out of range", "give database 0, or raise the server's number of databases"},
    {0},
};

/* Asks what must not be refused. ret_passes: it was, and that may pass. */
static bool enter(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                  bool *ret_passes, GError **error, const char *const words[3]) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, limit_ms, deadline, &reply, error, words[0], words[1],
                          words[2], NULL)) {
    if (error && *error && (*error)->code != PC_ERROR_STOPPED)
      (*error)->code = PC_ERROR_UNREACHABLE;
    return false;
  }
  if (!reply.error)
    return true;
  *ret_passes = refusal_passes(reply.error);
  const bool denied = g_str_has_prefix(reply.error, "NOAUTH") ||
                      g_str_has_prefix(reply.error, "WRONGPASS") || strcmp(words[0], "AUTH") == 0;
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s%s",
              denied ? "the server lets nobody in so: " : "", reply.error);
  pc_remedy_append(enter_remedies, error);
  return false;
}

/* What makes a state of the session: the protocol, the database, its name (NULL: none). */
static bool session_settle(const pc_redis_service *service, pc_redis_connection *connection,
                           const char *name, const pc_deadline *deadline, bool *ret_passes,
                           GError **error) {
  const pc_redis_url *url = &service->url;
  const int limit_ms = connect_ms(service, deadline);
  g_autofree char *database = g_strdup_printf("%d", url->database);
  const char *const hello[3] = {"HELLO", "3"};
  const char *const select[3] = {"SELECT", database};
  if (pc_redis_connection_is_distrusted(connection)) {
    if (url->resp3 || url->database)
      g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                  "cannot tell whether a proxy stands in between, since CLIENT ID is refused, and "
                  "%s would change other clients' sessions there: use database 0 without "
                  "protocol=3, or write 'session: own' beside the service's url in the "
                  "configuration, which 'production: true' rules out",
                  url->resp3 ? "HELLO 3" : "SELECT");
    return !url->resp3 && !url->database;
  }
  if (url->resp3 && !enter(connection, limit_ms, deadline, ret_passes, error, hello))
    return false;
  if (url->database && !enter(connection, limit_ms, deadline, ret_passes, error, select))
    return false;
  g_auto(pc_redis_reply) named = {0};
  /* A service without names of sessions is none the worse. */
  return !name || pc_redis_ask_words(connection, limit_ms, deadline, &named, error, "CLIENT",
                                     "SETNAME", name, NULL);
}

/* ret_passes: it was refused, and that may pass. ret_hung_up: at the question whose session it is.
 */
static bool connection_enter(const pc_redis_service *service, pc_redis_connection *connection,
                             const pc_deadline *deadline, bool *ret_passes, bool *ret_hung_up,
                             GError **error) {
  const pc_redis_url *url = &service->url;
  const int limit_ms = connect_ms(service, deadline);
  const char *const auth[3] = {"AUTH", url->user ? url->user : url->password,
                               url->user ? url->password : NULL};
  const char *const ping[3] = {"PING"};
  GError *problem = NULL;
  *ret_passes = false;
  *ret_hung_up = false;
  if (url->password && !enter(connection, limit_ms, deadline, ret_passes, error, auth))
    return false;
  if (!enter(connection, limit_ms, deadline, ret_passes, error, ping))
    return false;
  if (pc_redis_prove(service, connection, limit_ms, deadline, &problem))
    return true;
  *ret_hung_up = problem->code == PC_ERROR_LOST;
  if (*ret_hung_up || problem->code == PC_ERROR_TIMED_OUT)
    problem->code = PC_ERROR_UNREACHABLE;
  g_propagate_error(error, problem);
  return false;
}

/* One try. ret_hung_up: see above. */
static pc_redis_connection *connect_once(const pc_redis_service *service,
                                         const pc_deadline *deadline, bool *ret_passes,
                                         bool *ret_hung_up, GError **error) {
  *ret_passes = false;
  *ret_hung_up = false;
  g_autoptr(pc_redis_connection) connection =
      pc_redis_connection_new(&service->url, connect_ms(service, deadline), error);
  return connection &&
                 connection_enter(service, connection, deadline, ret_passes, ret_hung_up, error)
             ? g_steal_pointer(&connection)
             : NULL;
}

/* A connection whose session is proved, and nothing set. */
static pc_redis_connection *connect_plain(const pc_redis_service *service,
                                          const pc_deadline *deadline, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)RETRY_MS * 1000;
  for (gulong pause_us = 20000, hangs = 0;; pause_us *= 2) {
    bool passes;
    bool hung_up;
    GError *problem = NULL;
    pc_redis_connection *connection = connect_once(service, deadline, &passes, &hung_up, &problem);
    if (connection)
      return connection;
    hangs += hung_up;
    /* Not the server that just ended: it lets us in again, and hangs up again. */
    if (hung_up && hangs > 1) {
      g_clear_error(&problem);
      g_set_error(&problem, PC_ERROR, PC_ERROR_UNFIT,
                  "it hangs up at CLIENT ID: a proxy that knows few commands, such as twemproxy "
                  "(nutcracker), seems to stand in between%s",
                  pc_redis_proof_remedy);
    }
    const bool again = (passes || (hung_up && hangs == 1)) && g_get_monotonic_time() < until_us &&
                       !(deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD);
    if (!again) {
      g_propagate_error(error, problem);
      return NULL;
    }
    g_error_free(problem);
    g_usleep(pause_us);
  }
}

pc_redis_connection *pc_redis_connect(pc_redis_service *service, const char *name,
                                      const pc_deadline *deadline, GError **error) {
  bool passes;
  g_autoptr(pc_redis_connection) connection = connect_plain(service, deadline, error);
  return connection && session_settle(service, connection, name, deadline, &passes, error)
             ? g_steal_pointer(&connection)
             : NULL;
}

bool pc_redis_enter_again(pc_redis_service *service, pc_redis_connection *connection,
                          const pc_deadline *deadline, GError **error) {
  const pc_redis_url *url = &service->url;
  const char *const auth[3] = {"AUTH", url->user ? url->user : url->password,
                               url->user ? url->password : NULL};
  bool passes;
  return (!url->password ||
          enter(connection, connect_ms(service, deadline), deadline, &passes, error, auth)) &&
         session_settle(service, connection, service->scratch, deadline, &passes, error);
}

/* The first connection, with another beside it, which proves more than one alone. A second that is
 * refused, since the server is full, is for the probes to meet. */
static bool control_open(pc_redis_service *service, GError **error) {
  bool passes;
  bool hung_up;
  service->control = connect_plain(service, NULL, error);
  if (!service->control)
    return false;
  if (!pc_redis_connection_is_distrusted(service->control)) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(pc_redis_connection) second =
        connect_once(service, NULL, &passes, &hung_up, &problem);
    const bool asked = second && !pc_redis_connection_is_distrusted(second);
    if (asked && !service->endpoint->session_own &&
        !pc_redis_prove_two(service->control, second, error))
      return false;
    if (problem && problem->code == PC_ERROR_UNFIT) {
      g_propagate_error(error, g_steal_pointer(&problem));
      return false;
    }
  }
  return session_settle(service, service->control, "paritycheck", NULL, &passes, error);
}

pc_redis_connection *pc_redis_control(pc_redis_service *service, const pc_deadline *deadline,
                                      GError **error) {
  if (service->control && !pc_redis_connection_is_lost(service->control))
    return service->control;
  pc_redis_connection_free(service->control);
  service->control = pc_redis_connect(service, "paritycheck", deadline, error);
  return service->control;
}

/* Sentinels, nodes of clusters and replicas are told apart before anything is asked of them. */
static bool mode_check(pc_redis_service *service, GError **error) {
  g_auto(pc_redis_reply) info = {0};
  if (!pc_redis_ask_words(service->control, PC_REDIS_ASK_MS, NULL, &info, error, "INFO", NULL))
    return false;
  return pc_redis_info_check(pc_redis_reply_text(&info), "", error);
}

static void redis_close(void *state) {
  pc_redis_service *service = state;
  pc_redis_connection_free(service->control);
  pc_redis_url_clear(&service->url);
  g_clear_pointer(&service->written, g_hash_table_unref);
  g_free(service->scratch);
}

static bool redis_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_redis_service *service = state;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  if (pc_redis_url_parse(endpoint, &service->url, error) && control_open(service, error) &&
      mode_check(service, error))
    return true;
  redis_close(service);
  return false;
}

static char *redis_client(const pc_endpoint *endpoint) {
  pc_redis_url url;
  if (!pc_redis_url_parse(endpoint, &url, NULL))
    return g_strdup("redis-cli");
  GString *line = g_string_new("redis-cli");
  if (url.socket) {
    g_autofree char *quoted = g_shell_quote(url.socket);
    g_string_append_printf(line, " -s %s -n %d",
                           strpbrk(url.socket, " '\"\\$&;()*?") ? quoted : url.socket,
                           url.database);
    if (url.user)
      g_string_append_printf(line, " --user %s", url.user);
  } else {
    const bool numeric = strchr(url.host, ':') != NULL;
    g_string_append_printf(line, " -u %s://%s%s%s%s%s:%d/%d", endpoint->scheme,
                           url.user ? url.user : "", url.user ? "@" : "", numeric ? "[" : "",
                           url.host, numeric ? "]" : "", url.port, url.database);
  }
  pc_redis_url_clear(&url);
  return g_string_free(line, FALSE);
}

static bool redis_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const pc_redis_service *service = state;
  return pc_redis_fingerprint(state, fingerprint, error) &&
         pc_redis_rights_note(service->control, fingerprint, error);
}

static const char *const schemes[] = {"redis", "rediss", "redis+unix", NULL};

const pc_adapter pc_adapter_redis = {
    .name = "redis",
    .product = "Redis",
    .summary = "Redis and what speaks its protocol (Valkey, KeyDB, Dragonfly, fakes), one "
               "instance, no cluster",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_CACHE,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_PROVES,
    .service_size = sizeof(pc_redis_service),
    .session_size = PC_REDIS_SESSION_BYTES,
    .options = pc_redis_options,
    .check = redis_check,
    .open = redis_open,
    .close = redis_close,
    .fingerprint = redis_fingerprint,
    .confined = pc_redis_confined,
    .client = redis_client,
    .unfit = pc_redis_unfit,
    .fit = pc_redis_fit,
    .remove = pc_redis_remove,
    .inventory = pc_redis_inventory,
    .objects = pc_redis_objects,
    .drivers = {[PC_LANGUAGE_REDIS] = &pc_redis_script_driver,
                [PC_LANGUAGE_CACHE] = &pc_redis_operation_driver},
    .client_script = &pc_redis_client_script,
};
