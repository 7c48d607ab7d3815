/* SPDX-License-Identifier: MIT */
/*
 * Whether a PostgreSQL session is ours. A server that speaks for itself says in connecting which of
 * its processes has the connection, and pg_backend_pid() says the same for as long as the
 * connection lasts. Who stands in between and hands out server connections by the transaction or
 * the statement has a number of its own, or none, to say in connecting; and one that passes on the
 * server's own is caught with two connections: while either is in a transaction, and so has a
 * process to itself, the other must still be answered by the process that it was promised.
 */
#include "adapters/postgresql/internal.h"

#include "harness/base/error.h"

#include <poll.h>
#include <string.h>

/* Seconds for a machine that has much to do; two of them are within what a worker has for all of
 * its greeting. */
enum { ANSWER_MS = 8000, LOOK_MS = 5000 };

static const char question[] = "SELECT pg_backend_pid()";
static const char question_within[] = "BEGIN READ ONLY; SELECT pg_backend_pid()";

/* What follows from it, and the way around. */
static const char *remedy(const pc_pg_service *service) {
  return service->endpoint->session_own
             ? "; nothing was created or set. It does not give each client a whole server session, "
               "as 'session: own' in the configuration declares: use the server's own host and port"
             : "; nothing was created or set. Use the server's own host and port. If the pooler is "
               "known to give each client a whole server session (pgbouncer: pool_mode = session), "
               "write 'session: own' beside the service's url in the configuration, which "
               "'production: true' rules out";
}

/* A query's last answer, or NULL: none within the time, or one without rows. ret_refusal (may be
 * NULL): what the server said instead. Both the caller's. */
static PGresult *answer_within(PGconn *connection, const char *sql, int limit_ms,
                               const pc_deadline *deadline, char **ret_refusal) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  PGresult *answer = NULL;
  bool sent = PQsendQuery(connection, sql);
  while (sent) {
    while (!PQisBusy(connection)) {
      PGresult *result = PQgetResult(connection);
      if (!result)
        return answer;
      PQclear(answer);
      answer = PQresultStatus(result) == PGRES_TUPLES_OK ? result : NULL;
      if (ret_refusal && PQresultStatus(result) == PGRES_FATAL_ERROR) {
        g_free(*ret_refusal);
        *ret_refusal = pc_pg_message(connection);
      }
      if (!answer)
        PQclear(result);
    }
    struct pollfd fds[] = {{.fd = PQsocket(connection), .events = POLLIN},
                           {.fd = deadline ? deadline->input : -1, .events = POLLIN}};
    if (g_get_monotonic_time() > until_us ||
        (deadline && pc_deadline_now(deadline) != PC_DEADLINE_AHEAD))
      break;
    sent = poll(fds, 2, 50) >= 0 && PQconsumeInput(connection);
  }
  PQclear(answer);
  return NULL;
}

/* Which process of the server answers. */
static bool process_ask(PGconn *connection, const char *sql, const pc_deadline *deadline,
                        int *ret_pid, GError **error) {
  g_autofree char *refusal = NULL;
  gint64 pid = 0;
  PGresult *result = answer_within(connection, sql, ANSWER_MS, deadline, &refusal);
  const bool answered =
      result && PQntuples(result) == 1 && PQnfields(result) == 1 &&
      g_ascii_string_to_signed(PQgetvalue(result, 0, 0), 10, G_MININT, G_MAXINT, &pid, NULL);
  PQclear(result);
  *ret_pid = (int)pid;
  if (answered)
    return true;
  const bool lost = PQstatus(connection) == CONNECTION_BAD;
  if (refusal && !lost)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT, "'%s' was refused: %s", sql, refusal);
  else
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "'%s' was not answered: %s", sql,
                refusal ? refusal
                : lost  ? "the connection was lost"
                        : "no answer within the time-out");
  return false;
}

/* promised, PQbackendPID(): the number that the connection was told, or 0. */
static void pooler_tell(const pc_pg_service *service, int answering, int promised, GError **error) {
  g_autofree char *said = promised ? g_strdup_printf("%d", promised) : g_strdup("none");
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "a connection pooler or proxy seems to stand in between (backend pid %d, the "
              "protocol said %s): probes would reach other clients' sessions%s",
              answering, said, remedy(service));
}

bool pc_pg_prove(const pc_pg_service *service, PGconn *connection, const pc_deadline *deadline,
                 int *ret_pid, GError **error) {
  const int promised = PQbackendPID(connection);
  const bool declared = service->endpoint->session_own;
  GError *problem = NULL;
  if (process_ask(connection, question, deadline, ret_pid, &problem)) {
    if (declared || (promised && promised == *ret_pid))
      return true;
    pooler_tell(service, *ret_pid, promised, error);
    return false;
  }
  if (problem->code != PC_ERROR_UNFIT) {
    g_propagate_error(error, problem);
    return false;
  }
  if (declared) {
    g_error_free(problem);
    *ret_pid = promised;
    return true;
  }
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "cannot tell whether a connection pooler or proxy stands in between, where probes "
              "would reach other clients' sessions: %s%s",
              problem->message, remedy(service));
  g_error_free(problem);
  return false;
}

static bool answers(PGconn *connection, const char *sql, const char *expected) {
  PGresult *result = answer_within(connection, sql, LOOK_MS, NULL, NULL);
  const bool does =
      result && PQntuples(result) == 1 && strcmp(PQgetvalue(result, 0, 0), expected) == 0;
  PQclear(result);
  return does;
}

typedef struct party {
  PGconn *connection;
  int pid; /* that answered on it first */
} party;

/* Whether both are still answered by their own process while the one is in a transaction. */
static bool stays_while_held(const pc_pg_service *service, const party *held, const party *other,
                             GError **error) {
  int held_pid = 0;
  int other_pid = 0;
  g_autoptr(GError) problem = NULL;
  const bool asked = process_ask(held->connection, question_within, NULL, &held_pid, &problem) &&
                     process_ask(other->connection, question, NULL, &other_pid, &problem);
  const bool stayed = asked && held_pid == held->pid && other_pid == other->pid;
  if (asked && !stayed)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "a connection pooler or proxy seems to stand in between (two connections were "
                "answered by the backend pids %d and %d, and a moment before by %d and %d): probes "
                "would reach other clients' sessions%s",
                held_pid, other_pid, held->pid, other->pid, remedy(service));
  else if (!asked)
    g_set_error(
        error, PC_ERROR, problem->code,
        "cannot tell whether a connection pooler or proxy stands in between, where probes would "
        "reach other clients' sessions: with another connection in a transaction, %s%s",
        problem->message, remedy(service));
  PQclear(answer_within(held->connection, "ROLLBACK", LOOK_MS, NULL, NULL));
  return stayed;
}

/* One process for both: a look-alike that is a single process, or somebody who deals out a
 * server's. */
static bool process_is_only(const pc_pg_service *service, const party *first, GError **error) {
  static const char others[] =
      "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()";
  if (answers(first->connection, others, "0"))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "a connection pooler or proxy seems to stand in between (two connections are "
              "answered by one backend, pid %d): probes would reach other clients' sessions%s",
              first->pid, remedy(service));
  return false;
}

static const char one_session[] =
    "all its connections are one session, which sees what any of them sets: it is asked "
    "by one connection at a time, and no probe of several sessions";

/* A look-alike may number its connections and be one session all the same. Both are ours. */
static bool session_is_shared(const party *first, const party *second) {
  const bool shared =
      answers(first->connection, "SELECT set_config('paritycheck.session', 'first', false)",
              "first") &&
      answers(second->connection, "SELECT current_setting('paritycheck.session', true)", "first");
  answers(first->connection, "SELECT set_config('paritycheck.session', '', false)", "");
  return shared;
}

static bool second_judge(const pc_pg_service *service, const party *first, const party *second,
                         const char **ret_narrow, GError **error) {
  int pid;
  /* Where the session is declared to be the client's own, there need be no numbers. */
  const bool numbered =
      !service->endpoint->session_own || process_ask(first->connection, question, NULL, &pid, NULL);
  if (numbered && first->pid == second->pid) {
    *ret_narrow = one_session;
    return process_is_only(service, first, error);
  }
  if (numbered && (!stays_while_held(service, first, second, error) ||
                   !stays_while_held(service, second, first, error)))
    return false;
  *ret_narrow = session_is_shared(first, second) ? one_session : NULL;
  return true;
}

bool pc_pg_prove_two(pc_pg_service *service, const char **ret_narrow, GError **error) {
  const party first = {.connection = service->main, .pid = service->main_pid};
  party second = {0};
  bool silent;
  int pid;
  *ret_narrow = NULL;
  service->main_dirty = true;
  second.connection = pc_pg_connect_second(service, &silent);
  const bool stands = second.connection && PQstatus(second.connection) == CONNECTION_OK;
  /* The client's own messages are told from a server's refusal, such as that it is full: those are
   * for the probes to meet. Where the first is no longer answered either, the service went away, or
   * hardly gets to run. */
  if (!stands && second.connection && (silent || pc_pg_hung_up(second.connection)) &&
      process_ask(first.connection, question, NULL, &pid, NULL))
    *ret_narrow = "it takes one connection at a time: no probe of several sessions is asked";
  const bool proved =
      !stands || (pc_pg_prove(service, second.connection, NULL, &second.pid, error) &&
                  second_judge(service, &first, &second, ret_narrow, error));
  PQfinish(second.connection);
  return proved;
}
