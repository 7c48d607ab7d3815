/* SPDX-License-Identifier: MIT */
/* PostgreSQL client sessions: statements sent without blocking, and waits that the server itself
 * tells of. */
#include "adapters/postgresql/internal.h"

#include "adapters/shared/answer.h"
#include "adapters/shared/sqlstate.h"

#include "harness/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  PARAMETERS_MAX = 65535, /* of the protocol, which libpq knows: it refuses more before anything is
                             sent */
  CANCEL_MS = 2000,
};

typedef struct session {
  pc_pg_service *service;
  const pc_deadline *deadline;
  PGconn *connection;
  bool is_main;
  bool busy;
  bool complete; /* one result is whole: there must be no other */
  bool blocked;  /* the last look found it waiting for a session of the probe */
  int slot;      /* in service->pids */
  int pid;       /* the process of the server that has the connection */
  pc_outcome *outcome;
  gsize bytes;
  gint64 sent_us;
} session;

G_STATIC_ASSERT(sizeof(session) <= PC_PG_SESSION_BYTES);

static PGconn *session_connect(pc_pg_service *service, const pc_deadline *deadline, int *ret_pid,
                               GError **error) {
  PGconn *connection = pc_pg_connect(service, service->scratch, deadline, ret_pid, error);
  if (!connection)
    return NULL;
  g_autofree char *settings = pc_pg_session_settings(service, connection, service->scratch);
  if (pc_pg_command(connection, settings, error))
    return connection;
  PQfinish(connection);
  return NULL;
}

/* The old one goes first: there may be no second beside it. Nothing is discarded on the new one,
 * since what a look-alike keeps from one connection to the next is the question. */
static bool main_renew(pc_pg_service *service, const pc_deadline *deadline, GError **error) {
  PQfinish(service->main);
  service->main = session_connect(service, deadline, &service->main_pid, error);
  return service->main != NULL;
}

bool pc_pg_session_open(void *service_state, void *session_state, const char *name,
                        const pc_deadline *deadline, GError **error) {
  pc_pg_service *service = service_state;
  session *s = session_state;
  (void)name;
  s->service = service;
  s->deadline = deadline;
  s->is_main = !service->main_used;
  if (s->is_main && service->main_spent && !main_renew(service, deadline, error))
    return false;
  s->connection = s->is_main ? service->main : session_connect(service, deadline, &s->pid, error);
  if (!s->connection)
    return false;
  if (s->is_main)
    s->pid = service->main_pid;
  service->main_used = true;
  for (s->slot = 0; s->slot < PC_PG_SESSIONS_MAX - 1 && service->pids[s->slot]; s->slot++)
    ;
  service->pids[s->slot] = s->pid;
  return true;
}

/* A cancel request on its way. libpq waits until the other end hangs up, for which nothing sets a
 * limit: a look-alike may never do so. */
typedef struct cancellation {
  PGcancel *request;
  int done; /* closed when it is over */
} cancellation;

static gpointer cancellation_run(gpointer data) {
  cancellation *c = data;
  char problem[256];
  PQcancel(c->request, problem, sizeof problem);
  PQfreeCancel(c->request);
  close(c->done);
  g_free(c);
  return NULL;
}

static bool control_ensure(pc_pg_service *service, const pc_deadline *deadline, GError **error) {
  if (!service->control)
    service->control = pc_pg_connect(service, "paritycheck", deadline, NULL, error);
  return service->control != NULL;
}

/* A cancel request goes to whom the connection was made with, which is not the server where another
 * process answers: pgbouncer 1.18 ends at some of them. */
static void process_cancel(pc_pg_service *service, int pid) {
  g_autofree char *cancel = g_strdup_printf("SELECT pg_cancel_backend(%d)", pid);
  if (control_ensure(service, NULL, NULL) && !pc_pg_command(service->control, cancel, NULL))
    PQfinish(g_steal_pointer(&service->control));
}

void pc_pg_cancel(void *session_state) {
  session *s = session_state;
  if (s->busy && s->pid != PQbackendPID(s->connection)) {
    process_cancel(s->service, s->pid);
    return;
  }
  PGcancel *request = s->busy ? PQgetCancel(s->connection) : NULL;
  int ends[2];
  if (!request || !g_unix_open_pipe(ends, FD_CLOEXEC, NULL)) {
    PQfreeCancel(request);
    return;
  }
  cancellation *c = g_new(cancellation, 1);
  *c = (cancellation){.request = request, .done = ends[1]};
  g_thread_unref(g_thread_new("cancel", cancellation_run, c));
  struct pollfd end = {.fd = ends[0], .events = POLLIN};
  const gint64 until_us = g_get_monotonic_time() + CANCEL_MS * 1000;
  while (poll(&end, 1, CANCEL_MS) < 0 && errno == EINTR && g_get_monotonic_time() < until_us)
    ;
  close(ends[0]);
}

void pc_pg_session_close(void *session_state) {
  session *s = session_state;
  pc_outcome_free(s->outcome);
  s->service->pids[s->slot] = 0;
  if (!s->is_main) {
    s->service->main_dirty = s->service->main_dirty || s->busy;
    PQfinish(s->connection);
    return;
  }
  s->service->main_used = false;
  s->service->main_spent = true;
  s->service->main_dirty = s->service->main_dirty || s->busy;
}

/* libpq's own words where the row that arrives is more than the worker may take: it lets the
 * connection go then. */
static bool is_out_of_memory(const char *message) {
  return strstr(message, "out of memory") ||
         strstr(message, "cannot allocate memory for input buffer") ||
         strstr(message, "lost synchronization with server: got message type \"D\"");
}

static bool session_lost(session *s, GError **error) {
  g_autofree char *message = pc_pg_message(s->connection);
  s->service->main_dirty = true;
  if (is_out_of_memory(message))
    return pc_answer_fail(error);
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection was lost: %s", message);
  return false;
}

static int send_with_parameters(session *s, const pc_statement *statement) {
  const GPtrArray *parameters = statement->parameters;
  g_autofree Oid *types = g_new(Oid, parameters->len);
  g_autofree const char **values = g_new(const char *, parameters->len);
  g_autofree int *lengths = g_new(int, parameters->len);
  g_autofree int *formats = g_new(int, parameters->len);
  for (guint i = 0; i < parameters->len; i++) {
    const pc_value *value = parameters->pdata[i];
    gsize length;
    const char *text = pc_value_text(value, &length);
    types[i] = pc_pg_parameter_type(value);
    values[i] = pc_value_kind(value) == PC_KIND_NULL ? NULL : text;
    lengths[i] = (int)length;
    formats[i] = pc_value_kind(value) == PC_KIND_BYTES;
  }
  return PQsendQueryParams(s->connection, statement->text, (int)parameters->len, types, values,
                           lengths, formats, 0);
}

bool pc_pg_send(void *session_state, const pc_statement *statement, GError **error) {
  session *s = session_state;
  const int sent = statement->parameters ? send_with_parameters(s, statement)
                                         : PQsendQuery(s->connection, statement->text);
  s->blocked = false;
  if (!sent && statement->parameters && statement->parameters->len > PARAMETERS_MAX &&
      PQstatus(s->connection) == CONNECTION_OK) {
    g_autofree char *message = pc_pg_message(s->connection);
    s->outcome = pc_outcome_new_refusal("too_many_arguments", "client", message);
    return true;
  }
  if (!sent)
    return session_lost(s, error);
  PQsetSingleRowMode(s->connection);
  s->busy = true;
  s->complete = false;
  s->bytes = 0;
  s->sent_us = g_get_monotonic_time();
  return true;
}

/* What is too large is not copied. */
static bool row_add(session *s, const PGresult *result, int i, GError **error) {
  for (int k = 0; k < PQnfields(result); k++)
    s->bytes += PC_ANSWER_VALUE_BYTES + (gsize)PQgetlength(result, i, k);
  if (!pc_answer_fits(s->outcome->rows ? s->outcome->rows->len + 1 : 1, s->bytes, error))
    return false;
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (int k = 0; k < PQnfields(result); k++)
    pc_value_append_take(row, PQgetisnull(result, i, k)
                                  ? pc_value_new_null()
                                  : pc_pg_value(PQftype(result, k), PQgetvalue(result, i, k),
                                                PQgetlength(result, i, k)));
  pc_outcome_add_row_take(s->outcome, row);
  return true;
}

static bool rows_add(session *s, const PGresult *result, GError **error) {
  if (!s->outcome) {
    s->outcome = pc_outcome_new(PC_OUTCOME_ROWS);
    for (int k = 0; k < PQnfields(result); k++)
      pc_outcome_add_column(s->outcome, PQfname(result, k));
  }
  for (int i = 0; i < PQntuples(result); i++) {
    if (!row_add(s, result, i, error)) {
      pc_pg_cancel(s);
      return false;
    }
  }
  return true;
}

static void command_done(session *s, PGresult *result) {
  static const char *const changing[] = {"INSERT ", "UPDATE ", "DELETE ", "MERGE "};
  const char *status = PQcmdStatus(result);
  s->outcome = pc_outcome_new(PC_OUTCOME_DONE);
  for (guint i = 0; i < G_N_ELEMENTS(changing); i++) {
    if (!g_str_has_prefix(status, changing[i]))
      continue;
    s->outcome->kind = PC_OUTCOME_AFFECTED;
    s->outcome->affected = g_ascii_strtoll(PQcmdTuples(result), NULL, 10);
  }
}

static bool refusal_add(session *s, const PGresult *result, GError **error) {
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
  /* A deadlock's detail is nothing but process and transaction numbers, others each night. */
  if (g_strcmp0(state, "40P01") == 0)
    detail = NULL;
  /* 57P01 to 57P03: the server ends or restarts. */
  if (!state || g_str_has_prefix(state, "57P0") || PQstatus(s->connection) == CONNECTION_BAD)
    return session_lost(s, error);
  const gint64 took_ms = (g_get_monotonic_time() - s->sent_us) / 1000;
  if (strcmp(state, "57014") == 0 && took_ms >= s->service->timeout_ms) {
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the server ended the statement after %d ms",
                (int)took_ms);
    return false;
  }
  const char *name = pc_sqlstate_name(state);
  g_autofree char *own = name ? NULL : g_strdup_printf("sqlstate_%s", state);
  g_autofree char *message =
      g_strdup_printf("%s%s%s", primary ? primary : "", detail ? "; " : "", detail ? detail : "");
  pc_outcome_free(s->outcome);
  s->outcome = pc_outcome_new_refusal(name ? name : own, state, message);
  return true;
}

static bool result_add(session *s, PGresult *result, GError **error) {
  if (s->complete) {
    s->service->main_dirty = true;
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                "more than one statement was sent in one: ask them one by one");
    return false;
  }
  s->complete = PQresultStatus(result) != PGRES_SINGLE_TUPLE;
  switch ((int)PQresultStatus(result)) {
  case PGRES_TUPLES_OK:
  case PGRES_SINGLE_TUPLE:
    return rows_add(s, result, error);
  case PGRES_COMMAND_OK:
    command_done(s, result);
    return true;
  case PGRES_EMPTY_QUERY:
    s->outcome = pc_outcome_new(PC_OUTCOME_DONE);
    return true;
  case PGRES_COPY_IN:
  case PGRES_COPY_OUT:
  case PGRES_COPY_BOTH:
    s->service->main_dirty = true;
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                "COPY to or from the client cannot be asked in a script");
    return false;
  default:
    return refusal_add(s, result, error);
  }
}

/* Takes in what has arrived. ret_done: the statement is done. */
static bool results_collect(session *s, bool *ret_done, GError **error) {
  *ret_done = false;
  if (!PQconsumeInput(s->connection))
    return session_lost(s, error);
  while (!PQisBusy(s->connection)) {
    PGresult *result = PQgetResult(s->connection);
    if (!result) {
      s->busy = false;
      *ret_done = true;
      return s->outcome || session_lost(s, error);
    }
    const bool added = result_add(s, result, error);
    PQclear(result);
    if (!added)
      return false;
  }
  return true;
}

/* Whether the server says that this session waits for another of the probe. One that is alone is
 * not asked about, so that it needs no second connection. */
static bool session_is_blocked(session *s, bool *ret_blocked, GError **error) {
  pc_pg_service *service = s->service;
  guint sessions = 0;
  *ret_blocked = false;
  for (int k = 0; k < PC_PG_SESSIONS_MAX; k++)
    sessions += service->pids[k] != 0;
  if (sessions < 2)
    return true;
  if (!control_ensure(service, s->deadline, error))
    return false;
  g_autofree char *question = g_strdup_printf("SELECT unnest(pg_blocking_pids(%d))", s->pid);
  PGresult *result = PQexec(service->control, question);
  for (int i = 0; i < PQntuples(result); i++)
    for (int k = 0; k < PC_PG_SESSIONS_MAX; k++)
      *ret_blocked =
          *ret_blocked || (service->pids[k] && service->pids[k] == atoi(PQgetvalue(result, i, 0)));
  const bool answered = PQresultStatus(result) == PGRES_TUPLES_OK;
  PQclear(result);
  if (!answered) {
    PQfinish(g_steal_pointer(&service->control));
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "cannot ask the server who blocks whom");
  }
  return answered;
}

/* Cancels the statement in the server and waits a moment for that to take effect. */
static void session_abandon(session *s) {
  pc_pg_cancel(s);
  s->service->main_dirty = true;
  const gint64 until_us = g_get_monotonic_time() + CANCEL_MS * 1000;
  while (s->busy && g_get_monotonic_time() < until_us) {
    struct pollfd socket = {.fd = PQsocket(s->connection), .events = POLLIN};
    bool done;
    if (poll(&socket, 1, 50) < 0 || !results_collect(s, &done, NULL))
      return;
  }
}

static bool deadline_check(session *s, GError **error) {
  switch (pc_deadline_now(s->deadline)) {
  case PC_DEADLINE_AHEAD:
    return true;
  case PC_DEADLINE_PASSED:
    session_abandon(s);
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the statement ran past the probe's deadline");
    return false;
  case PC_DEADLINE_CANCELLED:
    session_abandon(s);
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a statement ran");
    return false;
  }
  return false;
}

pc_wait pc_pg_wait(void *session_state, GError **error) {
  static const int pauses_ms[] = {3, 5, 10, 20, 50};
  session *s = session_state;
  /* What the client itself refused. */
  if (!s->busy && s->outcome)
    return PC_WAIT_DONE;
  for (guint look = 0;; look++) {
    const int pause =
        look == 0 && s->blocked ? 0 : pauses_ms[MIN(look, G_N_ELEMENTS(pauses_ms) - 1)];
    struct pollfd fds[] = {{.fd = PQsocket(s->connection), .events = POLLIN},
                           {.fd = s->deadline->input, .events = POLLIN}};
    bool done;
    PQflush(s->connection);
    const int ready = poll(fds, 2, pc_deadline_left(s->deadline, pause));
    if (ready < 0 && errno != EINTR)
      return session_lost(s, error), PC_WAIT_FAILED;
    if (!results_collect(s, &done, error))
      return PC_WAIT_FAILED;
    if (done)
      return PC_WAIT_DONE;
    if (!deadline_check(s, error))
      return PC_WAIT_FAILED;
    if (ready == 0 && !session_is_blocked(s, &s->blocked, error))
      return PC_WAIT_FAILED;
    if (ready == 0 && s->blocked)
      return PC_WAIT_BLOCKED;
    /* What arrives is read at once, without a pause. */
    if (ready > 0)
      look = MIN(look, 1);
  }
}

pc_outcome *pc_pg_take(void *session_state) {
  session *s = session_state;
  return g_steal_pointer(&s->outcome);
}
