/* SPDX-License-Identifier: MIT */
/*
 * Whether a session of MySQL or MariaDB is ours. A server that speaks for itself says in its
 * handshake which number the connection has, and CONNECTION_ID() says the same for as long as it
 * lasts. A proxy that hands out server connections has numbers of its own; ProxySQL answers exactly
 * "SELECT CONNECTION_ID()" with its own, too, and passes on every other form. One that passes on
 * the server's handshake is caught with two connections: while either is in a transaction, the
 * other must still be answered by its own.
 */
#include "adapters/mysql/internal.h"

#include "harness/base/error.h"

static const char question[] = "SELECT 0+CONNECTION_ID()";

/* What follows from it, and the way around. */
static const char *remedy(const pc_mysql_service *service) {
  return service->endpoint->session_own
             ? "; nothing was created or set. It does not give each client a whole server session, "
               "as 'session: own' in the configuration declares: use the server's own host and port"
             : "; nothing was created or set. Use the server's own host and port. If the proxy is "
               "known to give each client a whole server session, write 'session: own' beside the "
               "service's url in the configuration, which 'production: true' rules out";
}

/* The server's number for who asks. The protocol has its low 32 bits. */
static bool id_ask(MYSQL *connection, const pc_deadline *deadline, guint64 *ret_id,
                   GError **error) {
  MYSQL_RES *result = NULL;
  if (!pc_mysql_run(connection, question, deadline, &result, error))
    return false;
  const MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
  const bool answered =
      row && row[0] && g_ascii_string_to_unsigned(row[0], 10, 0, G_MAXUINT64, ret_id, NULL);
  if (result)
    mysql_free_result(result);
  if (!answered)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the answer to '%s' is no number", question);
  return answered;
}

bool pc_mysql_prove(const pc_mysql_service *service, MYSQL *connection, const pc_deadline *deadline,
                    guint64 *ret_id, GError **error) {
  const guint64 promised = mysql_thread_id(connection);
  const bool declared = service->endpoint->session_own;
  GError *problem = NULL;
  if (id_ask(connection, deadline, ret_id, &problem)) {
    if (declared || (promised && (guint32)promised == (guint32)*ret_id))
      return true;
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNFIT,
        "a connection pooler or proxy seems to stand in between (connection id %" G_GUINT64_FORMAT
        ", the protocol said %" G_GUINT64_FORMAT "): probes would reach other clients' sessions%s",
        *ret_id, promised, remedy(service));
    return false;
  }
  if (problem->code != PC_ERROR_FAILED) {
    problem->code = PC_ERROR_UNREACHABLE;
    g_propagate_error(error, problem);
    return false;
  }
  *ret_id = promised;
  if (!declared)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "cannot tell whether a connection pooler or proxy stands in between, where probes "
                "would reach other clients' sessions: '%s' was refused: %s%s",
                question, problem->message, remedy(service));
  g_error_free(problem);
  return declared;
}

typedef struct party {
  MYSQL *connection;
  guint64 id; /* that it had first */
} party;

/* Whether both still have their own numbers while the one is in a transaction. */
static bool stays_while_held(const pc_mysql_service *service, const party *held, const party *other,
                             GError **error) {
  guint64 held_id = 0;
  guint64 other_id = 0;
  g_autoptr(GError) problem = NULL;
  const bool asked = pc_mysql_run(held->connection, "START TRANSACTION", NULL, NULL, &problem) &&
                     id_ask(held->connection, NULL, &held_id, &problem) &&
                     id_ask(other->connection, NULL, &other_id, &problem) &&
                     pc_mysql_run(held->connection, "ROLLBACK", NULL, NULL, &problem);
  const bool stayed = asked && held_id == held->id && other_id == other->id && held_id != other_id;
  if (asked && !stayed)
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNFIT,
        "a connection pooler or proxy seems to stand in between (two connections have the ids "
        "%" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT
        ", and had a moment before %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT
        "): probes would reach other clients' sessions%s",
        held_id, other_id, held->id, other->id, remedy(service));
  else if (!asked)
    g_set_error(
        error, PC_ERROR, problem->code == PC_ERROR_LOST ? PC_ERROR_UNREACHABLE : PC_ERROR_UNFIT,
        "cannot tell whether a connection pooler or proxy stands in between, where probes would "
        "reach other clients' sessions: with another connection in a transaction, %s%s",
        problem->message, remedy(service));
  return stayed;
}

/* A second connection that is refused, since the server is full, is for the probes to meet. */
bool pc_mysql_prove_two(pc_mysql_service *service, GError **error) {
  const party first = {.connection = service->main, .id = service->main_id};
  party second = {0};
  guint64 id;
  GError *problem = NULL;
  second.connection = pc_mysql_connect_plain(service, NULL, &second.id, &problem);
  if (!second.connection && problem->code == PC_ERROR_UNFIT) {
    g_propagate_error(error, problem);
    return false;
  }
  g_clear_error(&problem);
  /* Where the session is declared to be the client's own, there need be no numbers. */
  const bool numbered =
      !service->endpoint->session_own || id_ask(first.connection, NULL, &id, NULL);
  const bool proved = !second.connection || !numbered ||
                      (stays_while_held(service, &first, &second, error) &&
                       stays_while_held(service, &second, &first, error));
  if (second.connection)
    mysql_close(second.connection);
  return proved;
}
