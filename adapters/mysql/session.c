/* SPDX-License-Identifier: MIT */
/*
 * MySQL and MariaDB client sessions: a statement is a chain of calls of the library, none of which
 * blocks, and waits that the server itself tells of. Without parameters it goes by the text
 * protocol, with them it is prepared. One thing cannot be had of the library: over TLS the wait of
 * a prepared statement blocks, until the server's own limit ends it.
 */
#include "adapters/mysql/session_internal.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"

#include <errmsg.h>
#include <errno.h>
#include <mysqld_error.h>
#include <poll.h>
#include <string.h>

enum { CANCEL_MS = 2000 };

G_STATIC_ASSERT(sizeof(pc_mysql_session) <= PC_MYSQL_SESSION_BYTES);

static MYSQL *session_connect(pc_mysql_service *service, const pc_deadline *deadline,
                              guint64 *ret_id, GError **error) {
  MYSQL *connection = pc_mysql_connect(service, deadline, ret_id, error);
  if (!connection)
    return NULL;
  g_autofree char *use = g_strdup_printf("USE %s", service->scratch);
  if (pc_mysql_run(connection, use, deadline, NULL, error))
    return connection;
  mysql_close(connection);
  return NULL;
}

static bool main_renew(pc_mysql_service *service, const pc_deadline *deadline, GError **error) {
  if (service->main)
    mysql_close(service->main);
  service->main = session_connect(service, deadline, &service->main_id, error);
  return service->main != NULL;
}

bool pc_mysql_session_open(void *service_state, void *session_state, const char *name,
                           const pc_deadline *deadline, GError **error) {
  pc_mysql_service *service = service_state;
  pc_mysql_session *s = session_state;
  (void)name;
  s->service = service;
  s->deadline = deadline;
  s->is_main = !service->main_used;
  if (s->is_main ? service->main_spent && !main_renew(service, deadline, error)
                 : !pc_mysql_waits_check(service, deadline, error))
    return false;
  guint64 id = service->main_id;
  s->connection = s->is_main ? service->main : session_connect(service, deadline, &id, error);
  if (!s->connection)
    return false;
  service->main_used = true;
  guint i = 0;
  while (i < PC_MYSQL_SESSIONS_MAX - 1 && service->slots[i].connection)
    i++;
  s->slot = &service->slots[i];
  *s->slot = (pc_mysql_slot){.connection = s->connection, .id = id};
  return true;
}

void pc_mysql_cancel(void *session_state) {
  pc_mysql_session *s = session_state;
  const pc_deadline until = {.at_us = g_get_monotonic_time() + (gint64)CANCEL_MS * 1000,
                             .input = -1};
  MYSQL *control =
      s->phase != PC_MYSQL_PHASE_IDLE ? pc_mysql_control(s->service, &until, NULL) : NULL;
  g_autofree char *kill = g_strdup_printf("KILL QUERY %" G_GUINT64_FORMAT, s->slot->id);
  if (control && !pc_mysql_run(control, kill, &until, NULL, NULL))
    mysql_close(g_steal_pointer(&s->service->control));
}

static void columns_clear(pc_mysql_session *s) {
  if (s->result)
    mysql_free_result(s->result);
  s->result = NULL;
  g_clear_pointer(&s->binds, g_free);
  g_clear_pointer(&s->cells, g_free);
}

/* After the statement, or after its connection was closed. */
void pc_mysql_statement_clear(pc_mysql_session *s) {
  columns_clear(s);
  if (s->prepared)
    mysql_stmt_close(s->prepared);
  s->prepared = NULL;
  for (guint i = 0; s->parameters && i < s->numbers->len; i++)
    g_free(s->parameters[i].buffer);
  g_clear_pointer(&s->parameters, g_free);
  g_clear_pointer(&s->numbers, g_array_unref);
  g_clear_pointer(&s->text, g_free);
  g_clear_pointer(&s->several, pc_value_free);
  s->phase = PC_MYSQL_PHASE_IDLE;
  s->slot->runs = false;
}

void pc_mysql_session_close(void *session_state) {
  pc_mysql_session *s = session_state;
  *s->slot = (pc_mysql_slot){0};
  const bool ends = s->phase != PC_MYSQL_PHASE_IDLE || !s->is_main;
  if (ends) {
    /* First of all: what is left of an answer is then not read. */
    if (s->result)
      s->result->handle = NULL;
    mysql_close(s->connection);
  }
  if (s->is_main) {
    s->service->main_used = false;
    s->service->main_spent = true;
    if (ends)
      s->service->main = NULL;
  }
  pc_mysql_statement_clear(s);
  pc_outcome_free(s->outcome);
}

static void phase_begin(pc_mysql_session *s, pc_mysql_phase next);

static bool session_lost(const pc_mysql_session *s, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection was lost: %s",
              s->prepared && *mysql_stmt_error(s->prepared) ? mysql_stmt_error(s->prepared)
                                                            : mysql_error(s->connection));
  return false;
}

/* The library lets go of the connection when a row is larger than it takes in, and then calls it
 * lost: in the middle of such a row, of which each 16 MiB come in a packet of their own. */
static bool row_was_too_large(const pc_mysql_session *s, guint number) {
  return number == CR_NET_PACKET_TOO_LARGE || number == CR_OUT_OF_MEMORY ||
         (number == CR_SERVER_LOST && s->result &&
          s->connection->net.pkt_nr - s->packets >= PC_MYSQL_ROW_BYTES_MAX / PC_MYSQL_PACKET_BYTES);
}

static bool refusal_take(pc_mysql_session *s, guint number, const char *message, const char *state,
                         GError **error) {
  if (row_was_too_large(s, number))
    return pc_answer_fail(error);
  const bool client =
      number >= CR_MIN_ERROR && number < CR_MIN_ERROR + 1000 && number != CR_PARAMS_NOT_BOUND;
  if (number == 0 || client || number == ER_SERVER_SHUTDOWN || number == ER_CONNECTION_KILLED)
    return session_lost(s, error);
  const gint64 took_ms = (g_get_monotonic_time() - s->sent_us) / 1000;
  const char *class_name = pc_mysql_class(number, message, s->statement->text);
  if (g_strcmp0(class_name, "query_canceled") == 0 && took_ms >= s->service->timeout_ms) {
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the server ended the statement after %d ms",
                (int)took_ms);
    return false;
  }
  g_autofree char *own = g_strdup_printf("mysql_%u", number);
  g_autofree char *code = g_strdup_printf("%u (%s)", number, state);
  /* Which privilege it wants, the server does not say. */
  g_autofree char *told =
      g_strconcat(message, number == ER_ACCESS_DENIED_ERROR ? ": without FILE" : NULL, NULL);
  pc_outcome_free(s->outcome);
  s->outcome = pc_outcome_new_refusal(class_name ? class_name : own, code, told);
  pc_mysql_statement_clear(s);
  return true;
}

/* MySQL 8 refuses GRANT, REVOKE, CREATE USER and the like while another session, of whomever, does
 * the same. */
static bool is_refused_for_others(const pc_mysql_session *s) {
  return s->phase == PC_MYSQL_PHASE_ANSWER &&
         mysql_errno(s->connection) == PC_MYSQL_CANNOT_LOCK_USERS &&
         g_get_monotonic_time() - s->sent_us < (gint64)s->service->timeout_ms * 1000;
}

static bool refusal_of_connection(pc_mysql_session *s, GError **error) {
  if (is_refused_for_others(s)) {
    g_usleep(PC_MYSQL_PAUSE_US);
    phase_begin(s, PC_MYSQL_PHASE_SEND);
    return true;
  }
  g_autofree char *message = g_strdup(mysql_error(s->connection));
  g_autofree char *state = g_strdup(mysql_sqlstate(s->connection));
  return refusal_take(s, mysql_errno(s->connection), message, state, error);
}

static bool refusal_of_prepared(pc_mysql_session *s, GError **error) {
  g_autofree char *message = g_strdup(mysql_stmt_error(s->prepared));
  g_autofree char *state = g_strdup(mysql_stmt_sqlstate(s->prepared));
  return refusal_take(s, mysql_stmt_errno(s->prepared), message, state, error);
}

static bool parameters_fit(const pc_mysql_session *s) {
  const guint n = s->statement->parameters->len;
  g_autofree bool *used = g_new0(bool, n + 1);
  guint different = 0;
  for (guint i = 0; i < s->numbers->len; i++) {
    const guint number = g_array_index(s->numbers, guint, i);
    if (number >= n)
      return false;
    different += !used[number];
    used[number] = true;
  }
  return different == n && mysql_stmt_param_count(s->prepared) == s->numbers->len;
}

static bool parameters_bind(pc_mysql_session *s) {
  s->parameters = g_new0(MYSQL_BIND, s->numbers->len + 1);
  for (guint i = 0; i < s->numbers->len; i++)
    pc_mysql_parameter(s->statement->parameters->pdata[g_array_index(s->numbers, guint, i)],
                       &s->parameters[i]);
  return s->numbers->len == 0 || mysql_stmt_bind_param(s->prepared, s->parameters) == 0;
}

static void phase_begin(pc_mysql_session *s, pc_mysql_phase next) {
  s->phase = next;
  s->waits = 0;
  switch (next) {
  case PC_MYSQL_PHASE_IDLE:
    return;
  case PC_MYSQL_PHASE_SEND:
    s->waits = mysql_send_query_start(&s->failed, s->connection, s->statement->text,
                                      strlen(s->statement->text));
    return;
  case PC_MYSQL_PHASE_AWAIT:
    s->waits = MYSQL_WAIT_READ;
    return;
  case PC_MYSQL_PHASE_ANSWER: {
    my_bool failed = 0;
    s->waits = mysql_read_query_result_start(&failed, s->connection);
    s->failed = failed != 0;
    return;
  }
  case PC_MYSQL_PHASE_FETCH:
    s->packets = s->connection->net.pkt_nr;
    s->waits = mysql_fetch_row_start(&s->row, s->result);
    return;
  case PC_MYSQL_PHASE_NEXT:
    s->waits = mysql_next_result_start(&s->failed, s->connection);
    return;
  case PC_MYSQL_PHASE_PREPARE:
    s->waits = mysql_stmt_prepare_start(&s->failed, s->prepared, s->text, strlen(s->text));
    return;
  case PC_MYSQL_PHASE_EXECUTE:
    s->waits = mysql_stmt_execute_start(&s->failed, s->prepared);
    return;
  case PC_MYSQL_PHASE_STMT_FETCH:
    s->packets = s->connection->net.pkt_nr;
    s->waits = mysql_stmt_fetch_start(&s->failed, s->prepared);
    return;
  case PC_MYSQL_PHASE_STMT_NEXT:
    s->waits = mysql_stmt_next_result_start(&s->failed, s->prepared);
    return;
  }
}

static void phase_continue(pc_mysql_session *s, int came) {
  switch (s->phase) {
  case PC_MYSQL_PHASE_IDLE:
    return;
  case PC_MYSQL_PHASE_SEND:
    s->waits = mysql_send_query_cont(&s->failed, s->connection, came);
    return;
  case PC_MYSQL_PHASE_AWAIT:
    s->waits = 0;
    return;
  case PC_MYSQL_PHASE_ANSWER: {
    my_bool failed = 0;
    s->waits = mysql_read_query_result_cont(&failed, s->connection, came);
    s->failed = failed != 0;
    return;
  }
  case PC_MYSQL_PHASE_FETCH:
    s->waits = mysql_fetch_row_cont(&s->row, s->result, came);
    return;
  case PC_MYSQL_PHASE_NEXT:
    s->waits = mysql_next_result_cont(&s->failed, s->connection, came);
    return;
  case PC_MYSQL_PHASE_PREPARE:
    s->waits = mysql_stmt_prepare_cont(&s->failed, s->prepared, came);
    return;
  case PC_MYSQL_PHASE_EXECUTE:
    s->waits = mysql_stmt_execute_cont(&s->failed, s->prepared, came);
    return;
  case PC_MYSQL_PHASE_STMT_FETCH:
    s->waits = mysql_stmt_fetch_cont(&s->failed, s->prepared, came);
    return;
  case PC_MYSQL_PHASE_STMT_NEXT:
    s->waits = mysql_stmt_next_result_cont(&s->failed, s->prepared, came);
    return;
  }
}

/* A result of the text protocol has begun. */
static bool result_begun(pc_mysql_session *s, GError **error) {
  if (s->failed)
    return refusal_of_connection(s, error);
  s->result = mysql_use_result(s->connection);
  if (!s->result && mysql_field_count(s->connection))
    return refusal_of_connection(s, error);
  if (s->result) {
    pc_mysql_rows_begin(s);
    if (!pc_answer_fits(0, s->bytes += PC_ANSWER_VALUE_BYTES, error))
      return false;
    phase_begin(s, PC_MYSQL_PHASE_FETCH);
    return true;
  }
  pc_mysql_command_done(s, mysql_affected_rows(s->connection));
  if (mysql_more_results(s->connection))
    phase_begin(s, PC_MYSQL_PHASE_NEXT);
  else
    pc_mysql_statement_end(s);
  return true;
}

static bool row_fetched(pc_mysql_session *s, GError **error) {
  if (s->row) {
    if (!pc_mysql_text_row_add(s, error))
      return false;
    phase_begin(s, PC_MYSQL_PHASE_FETCH);
    return true;
  }
  if (mysql_errno(s->connection))
    return refusal_of_connection(s, error);
  columns_clear(s);
  if (mysql_more_results(s->connection))
    phase_begin(s, PC_MYSQL_PHASE_NEXT);
  else
    pc_mysql_statement_end(s);
  return true;
}

static bool prepared_ready(pc_mysql_session *s, GError **error) {
  if (s->failed)
    return refusal_of_prepared(s, error);
  /* The library would take parameters that are not there from where none are. */
  if (!parameters_fit(s))
    return refusal_take(s, CR_PARAMS_NOT_BOUND,
                        "the number of parameters is not that of the placeholders", "HY000", error);
  if (!parameters_bind(s))
    return refusal_of_prepared(s, error);
  phase_begin(s, PC_MYSQL_PHASE_EXECUTE);
  return true;
}

static bool prepared_begun(pc_mysql_session *s, GError **error) {
  if (s->failed)
    return refusal_of_prepared(s, error);
  if (mysql_stmt_field_count(s->prepared)) {
    s->result = mysql_stmt_result_metadata(s->prepared);
    if (!s->result)
      return refusal_of_prepared(s, error);
    pc_mysql_rows_begin(s);
    pc_mysql_cells_bind(s);
    phase_begin(s, PC_MYSQL_PHASE_STMT_FETCH);
    return true;
  }
  pc_mysql_command_done(s, mysql_stmt_affected_rows(s->prepared));
  if (mysql_stmt_more_results(s->prepared))
    phase_begin(s, PC_MYSQL_PHASE_STMT_NEXT);
  else
    pc_mysql_statement_end(s);
  return true;
}

static bool prepared_row_fetched(pc_mysql_session *s, GError **error) {
  if (s->failed == 0 || s->failed == MYSQL_DATA_TRUNCATED) {
    if (!pc_mysql_prepared_row_add(s, error))
      return false;
    phase_begin(s, PC_MYSQL_PHASE_STMT_FETCH);
    return true;
  }
  if (s->failed != MYSQL_NO_DATA)
    return refusal_of_prepared(s, error);
  columns_clear(s);
  if (mysql_stmt_more_results(s->prepared))
    phase_begin(s, PC_MYSQL_PHASE_STMT_NEXT);
  else
    pc_mysql_statement_end(s);
  return true;
}

/* The phase has finished: takes what came and begins the next. */
static bool phase_end(pc_mysql_session *s, GError **error) {
  switch (s->phase) {
  case PC_MYSQL_PHASE_IDLE:
    break;
  case PC_MYSQL_PHASE_SEND:
    if (s->failed)
      return refusal_of_connection(s, error);
    phase_begin(s, PC_MYSQL_PHASE_AWAIT);
    return true;
  case PC_MYSQL_PHASE_AWAIT:
    phase_begin(s, PC_MYSQL_PHASE_ANSWER);
    return true;
  case PC_MYSQL_PHASE_ANSWER:
  case PC_MYSQL_PHASE_NEXT:
    return result_begun(s, error);
  case PC_MYSQL_PHASE_FETCH:
    return row_fetched(s, error);
  case PC_MYSQL_PHASE_PREPARE:
    return prepared_ready(s, error);
  case PC_MYSQL_PHASE_EXECUTE:
  case PC_MYSQL_PHASE_STMT_NEXT:
    return prepared_begun(s, error);
  case PC_MYSQL_PHASE_STMT_FETCH:
    return prepared_row_fetched(s, error);
  }
  return true;
}

/* Goes on as far as it can with what has arrived. */
static bool statement_advance(pc_mysql_session *s, int came, GError **error) {
  if (s->waits && came)
    phase_continue(s, came);
  while (s->phase != PC_MYSQL_PHASE_IDLE && !s->waits)
    if (!phase_end(s, error))
      return false;
  return true;
}

bool pc_mysql_send(void *session_state, const pc_statement *statement, GError **error) {
  pc_mysql_session *s = session_state;
  s->statement = statement;
  s->blocked = false;
  s->slot->runs = true;
  s->slot->waits = false;
  pc_mysql_slot_note(s->slot, statement->text);
  pc_mysql_trigger_note(s->service, statement->text);
  s->sets = 0;
  s->bytes = 0;
  s->sent_us = g_get_monotonic_time();
  s->service->named = s->service->named || strstr(statement->text, s->service->scratch);
  if (!statement->parameters) {
    phase_begin(s, PC_MYSQL_PHASE_SEND);
    return true;
  }
  s->prepared = mysql_stmt_init(s->connection);
  if (!s->prepared)
    return session_lost(s, error);
  s->text = pc_mysql_placeholders(statement->text, &s->numbers);
  phase_begin(s, PC_MYSQL_PHASE_PREPARE);
  return true;
}

static short poll_events(int waits) {
  return (short)((waits & MYSQL_WAIT_READ ? POLLIN : 0) | (waits & MYSQL_WAIT_WRITE ? POLLOUT : 0) |
                 (waits & MYSQL_WAIT_EXCEPT ? POLLPRI : 0));
}

/* Cancels the statement in the server and waits a moment for that to take effect. */
static void session_abandon(pc_mysql_session *s) {
  pc_mysql_cancel(s);
  const gint64 until_us = g_get_monotonic_time() + (gint64)CANCEL_MS * 1000;
  while (s->phase != PC_MYSQL_PHASE_IDLE && g_get_monotonic_time() < until_us) {
    struct pollfd socket = {.fd = mysql_get_socket(s->connection), .events = poll_events(s->waits)};
    const int ready = poll(&socket, 1, 50);
    if (ready < 0 || !statement_advance(s, ready ? s->waits & ~MYSQL_WAIT_TIMEOUT : 0, NULL))
      return;
  }
}

static bool deadline_check(pc_mysql_session *s, GError **error) {
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

/* Asks the server only when nothing arrives for a while; who asks about a long wait may itself run
 * out of time. */
static bool session_look(pc_mysql_session *s, GError **error) {
  GError *problem = NULL;
  const guint i = (guint)(s->slot - s->service->slots);
  if (pc_mysql_is_blocked(s->service, i, s->deadline, &s->blocked, &problem)) {
    s->slot->waits = s->blocked;
    return true;
  }
  if (!deadline_check(s, error))
    g_clear_error(&problem);
  else
    g_propagate_error(error, problem);
  return false;
}

pc_wait pc_mysql_wait(void *session_state, GError **error) {
  static const int pauses_ms[] = {3, 5, 10, 20, 50};
  pc_mysql_session *s = session_state;
  if (!statement_advance(s, 0, error))
    return PC_WAIT_FAILED;
  for (guint look = 0; s->phase != PC_MYSQL_PHASE_IDLE; look++) {
    const int pause =
        look == 0 && s->blocked ? 0 : pauses_ms[MIN(look, G_N_ELEMENTS(pauses_ms) - 1)];
    struct pollfd fds[] = {{.fd = mysql_get_socket(s->connection), .events = poll_events(s->waits)},
                           {.fd = s->deadline->input, .events = POLLIN}};
    const int ready = poll(fds, 2, pc_deadline_left(s->deadline, pause));
    if (ready < 0 && errno != EINTR)
      return session_lost(s, error), PC_WAIT_FAILED;
    if (!statement_advance(s, ready > 0 && fds[0].revents ? s->waits & ~MYSQL_WAIT_TIMEOUT : 0,
                           error))
      return PC_WAIT_FAILED;
    if (s->phase == PC_MYSQL_PHASE_IDLE)
      break;
    if (!deadline_check(s, error))
      return PC_WAIT_FAILED;
    if (ready == 0 && !session_look(s, error))
      return PC_WAIT_FAILED;
    if (ready == 0 && s->blocked)
      return PC_WAIT_BLOCKED;
    /* What arrives is read at once, without a pause. */
    if (ready > 0)
      look = MIN(look, 1);
  }
  return PC_WAIT_DONE;
}

pc_outcome *pc_mysql_take(void *session_state) {
  pc_mysql_session *s = session_state;
  return g_steal_pointer(&s->outcome);
}
