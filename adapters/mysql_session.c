/* SPDX-License-Identifier: MIT */
/*
 * MySQL and MariaDB client sessions: a statement is a chain of calls of the library, none of which blocks, and waits
 * that the server itself tells of. Without parameters it goes by the text protocol, with them it is prepared. One thing
 * cannot be had of the library: over TLS the wait of a prepared statement blocks, until the server's own limit ends it.
 */
#include "adapters/mysql_internal.h"

#include "harness/error.h"

#include <errmsg.h>
#include <errno.h>
#include <mysqld_error.h>
#include <poll.h>
#include <string.h>

enum { CANCEL_MS = 2000, CELL_BYTES = 8 };

typedef enum phase {
  PHASE_IDLE,
  PHASE_SEND,
  PHASE_AWAIT, /* the answer's first byte: over TLS the library would block for it in spite of all (3.3) */
  PHASE_ANSWER,
  PHASE_FETCH,
  PHASE_NEXT,
  PHASE_PREPARE,
  PHASE_EXECUTE,
  PHASE_STMT_FETCH,
  PHASE_STMT_NEXT,
} phase;

/* A column of a prepared statement's rows. */
typedef struct cell {
  gulong length;
  my_bool is_null;
  my_bool too_long;
  union {
    gint64 integer;
    double real;
    float narrow;
  } as;
} cell;

typedef struct session {
  pc_mysql_service *service;
  const pc_stop *stop;
  MYSQL *connection;
  MYSQL_STMT *prepared;
  MYSQL_RES *result; /* rows, or of a prepared statement the description of its columns */
  MYSQL_BIND *binds; /* of the columns, cells alongside */
  cell *cells;
  const pc_statement *statement;
  GArray *numbers;        /* of the parameters */
  MYSQL_BIND *parameters; /* as many */
  char *text;             /* with "?", while it is prepared */
  int waits;              /* what the library waits for in this phase; 0: it has finished */
  int failed;             /* what its functions answer */
  MYSQL_ROW row;
  phase phase;
  guint sets;        /* results with rows so far */
  pc_value *several; /* the rows of each, where there is more than one */
  pc_outcome *outcome;
  gsize bytes;
  gint64 sent_us;
  pc_mysql_slot *slot; /* in service->slots */
  bool is_main;
  bool blocked; /* the last look found it waiting for a session of the probe */
} session;

G_STATIC_ASSERT(sizeof(session) <= PC_MYSQL_SESSION_BYTES);

static MYSQL *session_connect(pc_mysql_service *service, const pc_stop *stop, GError **error) {
  MYSQL *connection = pc_mysql_connect(service, stop, error);
  if (!connection)
    return NULL;
  g_autofree char *use = g_strdup_printf("USE %s", service->scratch);
  if (pc_mysql_run(connection, use, stop, NULL, error))
    return connection;
  mysql_close(connection);
  return NULL;
}

static bool main_renew(pc_mysql_service *service, const pc_stop *stop, GError **error) {
  if (service->main)
    mysql_close(service->main);
  service->main = session_connect(service, stop, error);
  return service->main != NULL;
}

bool pc_mysql_session_open(void *service_state, void *session_state, const char *name, const pc_stop *stop,
                           GError **error) {
  pc_mysql_service *service = service_state;
  session *s = session_state;
  (void)name;
  s->service = service;
  s->stop = stop;
  s->is_main = !service->main_used;
  if (s->is_main && service->main_spent && !main_renew(service, stop, error))
    return false;
  s->connection = s->is_main ? service->main : session_connect(service, stop, error);
  if (!s->connection)
    return false;
  service->main_used = true;
  guint i = 0;
  while (i < PC_MYSQL_SESSIONS_MAX - 1 && service->slots[i].connection)
    i++;
  s->slot = &service->slots[i];
  *s->slot = (pc_mysql_slot){.connection = s->connection};
  return true;
}

void pc_mysql_cancel(void *session_state) {
  session *s = session_state;
  const pc_stop until = {.deadline_us = g_get_monotonic_time() + (gint64)CANCEL_MS * 1000, .input = -1};
  MYSQL *control = s->phase != PHASE_IDLE ? pc_mysql_control(s->service, &until, NULL) : NULL;
  g_autofree char *kill = g_strdup_printf("KILL QUERY %lu", mysql_thread_id(s->connection));
  if (control && !pc_mysql_run(control, kill, &until, NULL, NULL))
    mysql_close(g_steal_pointer(&s->service->control));
}

static void columns_clear(session *s) {
  if (s->result)
    mysql_free_result(s->result);
  s->result = NULL;
  g_clear_pointer(&s->binds, g_free);
  g_clear_pointer(&s->cells, g_free);
}

/* After the statement, or after its connection was closed. */
static void statement_clear(session *s) {
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
  s->phase = PHASE_IDLE;
  s->slot->runs = false;
}

void pc_mysql_session_close(void *session_state) {
  session *s = session_state;
  *s->slot = (pc_mysql_slot){0};
  const bool ends = s->phase != PHASE_IDLE || !s->is_main;
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
  statement_clear(s);
  pc_outcome_free(s->outcome);
}

static bool session_lost(const session *s, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection was lost: %s",
              s->prepared && *mysql_stmt_error(s->prepared) ? mysql_stmt_error(s->prepared)
                                                            : mysql_error(s->connection));
  return false;
}

static bool refusal_take(session *s, guint number, const char *message, const char *state, GError **error) {
  const bool client = number >= CR_MIN_ERROR && number < CR_MIN_ERROR + 1000 && number != CR_PARAMS_NOT_BOUND;
  if (number == 0 || client || number == ER_SERVER_SHUTDOWN || number == ER_CONNECTION_KILLED)
    return session_lost(s, error);
  const gint64 took_ms = (g_get_monotonic_time() - s->sent_us) / 1000;
  const char *class_name = pc_mysql_class(number, message, s->statement->text);
  if (g_strcmp0(class_name, "query_canceled") == 0 && took_ms >= s->service->timeout_ms) {
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the server ended the statement after %d ms", (int)took_ms);
    return false;
  }
  g_autofree char *own = g_strdup_printf("mysql_%u", number);
  g_autofree char *code = g_strdup_printf("%u (%s)", number, state);
  pc_outcome_free(s->outcome);
  s->outcome = pc_outcome_new_refusal(class_name ? class_name : own, code, message);
  statement_clear(s);
  return true;
}

static bool refusal_of_connection(session *s, GError **error) {
  g_autofree char *message = g_strdup(mysql_error(s->connection));
  g_autofree char *state = g_strdup(mysql_sqlstate(s->connection));
  return refusal_take(s, mysql_errno(s->connection), message, state, error);
}

static bool refusal_of_prepared(session *s, GError **error) {
  g_autofree char *message = g_strdup(mysql_stmt_error(s->prepared));
  g_autofree char *state = g_strdup(mysql_stmt_sqlstate(s->prepared));
  return refusal_take(s, mysql_stmt_errno(s->prepared), message, state, error);
}

static bool text_changes_rows(const char *text) {
  static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"};
  text += strspn(text, " \t\r\n(");
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
      return true;
  return false;
}

/* A result without rows; after those of a procedure it only says that the procedure has ended. */
static void command_done(session *s, guint64 affected) {
  if (s->outcome)
    return;
  s->outcome = pc_outcome_new(PC_OUTCOME_DONE);
  if (text_changes_rows(s->statement->text)) {
    s->outcome->kind = PC_OUTCOME_AFFECTED;
    s->outcome->affected = (gint64)affected;
  }
}

/* What a procedure answers with more than one set of rows: a list of lists of rows. */
static void several_add(session *s) {
  pc_value *rows = pc_value_new_list(PC_KIND_LIST);
  GPtrArray *from = s->outcome->rows;
  for (guint i = 0; from && i < from->len; i++)
    pc_value_append_take(rows, g_steal_pointer(&from->pdata[i]));
  if (!s->several)
    s->several = pc_value_new_list(PC_KIND_LIST);
  pc_value_append_take(s->several, rows);
  pc_outcome_free(s->outcome);
  s->outcome = NULL;
}

static void rows_begin(session *s) {
  if (s->sets++ > 0)
    several_add(s);
  s->outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  const guint n = mysql_num_fields(s->result);
  for (guint i = 0; i < n; i++)
    pc_outcome_add_column(s->outcome, mysql_fetch_field_direct(s->result, i)->name);
}

static void statement_end(session *s) {
  if (s->several) {
    several_add(s);
    s->outcome = pc_outcome_new_value_take(g_steal_pointer(&s->several));
  }
  statement_clear(s);
}

static bool row_add_take(session *s, pc_value *row, GError **error) {
  pc_outcome_add_row_take(s->outcome, row);
  if (s->outcome->rows->len <= PC_ANSWER_ROWS_MAX && s->bytes <= PC_ANSWER_BYTES_MAX)
    return true;
  pc_mysql_cancel(s);
  g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d rows or %d bytes", PC_ANSWER_ROWS_MAX,
              PC_ANSWER_BYTES_MAX);
  return false;
}

static bool text_row_add(session *s, GError **error) {
  const gulong *lengths = mysql_fetch_lengths(s->result);
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < mysql_num_fields(s->result); i++) {
    s->bytes += lengths[i];
    pc_value_append_take(row, s->row[i] ? pc_mysql_value(mysql_fetch_field_direct(s->result, i), s->row[i], lengths[i])
                                        : pc_value_new_null());
  }
  return row_add_take(s, row, error);
}

/* Numbers come as they are; everything else as text, whose length is known only when it is there. */
static void cells_bind(session *s) {
  const guint n = mysql_num_fields(s->result);
  s->binds = g_new0(MYSQL_BIND, n);
  s->cells = g_new0(cell, n);
  for (guint i = 0; i < n; i++) {
    const MYSQL_FIELD *field = mysql_fetch_field_direct(s->result, i);
    MYSQL_BIND *bind = &s->binds[i];
    *bind = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                         .length = &s->cells[i].length,
                         .is_null = &s->cells[i].is_null,
                         .error = &s->cells[i].too_long};
    if (field->type != MYSQL_TYPE_DOUBLE && field->type != MYSQL_TYPE_FLOAT)
      continue;
    bind->buffer_type = field->type;
    bind->buffer = &s->cells[i].as;
    bind->buffer_length = CELL_BYTES;
  }
  mysql_stmt_bind_result(s->prepared, s->binds);
}

/* A FLOAT's shortest text of its own width; read as a double, that is the shortest again. */
static pc_value *narrow_new(float number) {
  char text[32];
  for (int digits = 6; digits <= 9; digits++) {
    g_snprintf(text, sizeof text, "%.*g", digits, (double)number);
    if ((float)g_ascii_strtod(text, NULL) >= number && (float)g_ascii_strtod(text, NULL) <= number)
      break;
  }
  return pc_value_new_real(g_ascii_strtod(text, NULL));
}

static pc_value *cell_value(session *s, guint i) {
  const MYSQL_FIELD *field = mysql_fetch_field_direct(s->result, i);
  const cell *c = &s->cells[i];
  if (c->is_null)
    return pc_value_new_null();
  if (field->type == MYSQL_TYPE_DOUBLE)
    return pc_value_new_real(c->as.real);
  if (field->type == MYSQL_TYPE_FLOAT)
    return narrow_new(c->as.narrow);
  g_autofree char *text = g_malloc0(c->length + 1);
  gulong length = 0;
  my_bool is_null = 0;
  my_bool too_long = 0;
  MYSQL_BIND bind = {.buffer_type = MYSQL_TYPE_STRING,
                     .buffer = text,
                     .buffer_length = c->length + 1,
                     .length = &length,
                     .is_null = &is_null,
                     .error = &too_long};
  mysql_stmt_fetch_column(s->prepared, &bind, i, 0);
  s->bytes += length;
  return pc_mysql_value(field, text, MIN(length, c->length));
}

static bool prepared_row_add(session *s, GError **error) {
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < mysql_num_fields(s->result); i++)
    pc_value_append_take(row, cell_value(s, i));
  return row_add_take(s, row, error);
}

static bool parameters_fit(const session *s) {
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

static bool parameters_bind(session *s) {
  s->parameters = g_new0(MYSQL_BIND, s->numbers->len + 1);
  for (guint i = 0; i < s->numbers->len; i++)
    pc_mysql_parameter(s->statement->parameters->pdata[g_array_index(s->numbers, guint, i)], &s->parameters[i]);
  return s->numbers->len == 0 || mysql_stmt_bind_param(s->prepared, s->parameters) == 0;
}

static void phase_begin(session *s, phase next) {
  s->phase = next;
  s->waits = 0;
  switch (next) {
  case PHASE_IDLE:
    return;
  case PHASE_SEND:
    s->waits = mysql_send_query_start(&s->failed, s->connection, s->statement->text, strlen(s->statement->text));
    return;
  case PHASE_AWAIT:
    s->waits = MYSQL_WAIT_READ;
    return;
  case PHASE_ANSWER: {
    my_bool failed = 0;
    s->waits = mysql_read_query_result_start(&failed, s->connection);
    s->failed = failed;
    return;
  }
  case PHASE_FETCH:
    s->waits = mysql_fetch_row_start(&s->row, s->result);
    return;
  case PHASE_NEXT:
    s->waits = mysql_next_result_start(&s->failed, s->connection);
    return;
  case PHASE_PREPARE:
    s->waits = mysql_stmt_prepare_start(&s->failed, s->prepared, s->text, strlen(s->text));
    return;
  case PHASE_EXECUTE:
    s->waits = mysql_stmt_execute_start(&s->failed, s->prepared);
    return;
  case PHASE_STMT_FETCH:
    s->waits = mysql_stmt_fetch_start(&s->failed, s->prepared);
    return;
  case PHASE_STMT_NEXT:
    s->waits = mysql_stmt_next_result_start(&s->failed, s->prepared);
    return;
  }
}

static void phase_continue(session *s, int came) {
  switch (s->phase) {
  case PHASE_IDLE:
    return;
  case PHASE_SEND:
    s->waits = mysql_send_query_cont(&s->failed, s->connection, came);
    return;
  case PHASE_AWAIT:
    s->waits = 0;
    return;
  case PHASE_ANSWER: {
    my_bool failed = 0;
    s->waits = mysql_read_query_result_cont(&failed, s->connection, came);
    s->failed = failed;
    return;
  }
  case PHASE_FETCH:
    s->waits = mysql_fetch_row_cont(&s->row, s->result, came);
    return;
  case PHASE_NEXT:
    s->waits = mysql_next_result_cont(&s->failed, s->connection, came);
    return;
  case PHASE_PREPARE:
    s->waits = mysql_stmt_prepare_cont(&s->failed, s->prepared, came);
    return;
  case PHASE_EXECUTE:
    s->waits = mysql_stmt_execute_cont(&s->failed, s->prepared, came);
    return;
  case PHASE_STMT_FETCH:
    s->waits = mysql_stmt_fetch_cont(&s->failed, s->prepared, came);
    return;
  case PHASE_STMT_NEXT:
    s->waits = mysql_stmt_next_result_cont(&s->failed, s->prepared, came);
    return;
  }
}

/* A result of the text protocol has begun. */
static bool result_begun(session *s, GError **error) {
  if (s->failed)
    return refusal_of_connection(s, error);
  s->result = mysql_use_result(s->connection);
  if (!s->result && mysql_field_count(s->connection))
    return refusal_of_connection(s, error);
  if (s->result) {
    rows_begin(s);
    phase_begin(s, PHASE_FETCH);
    return true;
  }
  command_done(s, mysql_affected_rows(s->connection));
  if (mysql_more_results(s->connection))
    phase_begin(s, PHASE_NEXT);
  else
    statement_end(s);
  return true;
}

static bool row_fetched(session *s, GError **error) {
  if (s->row) {
    if (!text_row_add(s, error))
      return false;
    phase_begin(s, PHASE_FETCH);
    return true;
  }
  if (mysql_errno(s->connection))
    return refusal_of_connection(s, error);
  columns_clear(s);
  if (mysql_more_results(s->connection))
    phase_begin(s, PHASE_NEXT);
  else
    statement_end(s);
  return true;
}

static bool prepared_ready(session *s, GError **error) {
  if (s->failed)
    return refusal_of_prepared(s, error);
  /* The library would take parameters that are not there from where none are. */
  if (!parameters_fit(s))
    return refusal_take(s, CR_PARAMS_NOT_BOUND, "the number of parameters is not that of the placeholders", "HY000",
                        error);
  if (!parameters_bind(s))
    return refusal_of_prepared(s, error);
  phase_begin(s, PHASE_EXECUTE);
  return true;
}

static bool prepared_begun(session *s, GError **error) {
  if (s->failed)
    return refusal_of_prepared(s, error);
  if (mysql_stmt_field_count(s->prepared)) {
    s->result = mysql_stmt_result_metadata(s->prepared);
    if (!s->result)
      return refusal_of_prepared(s, error);
    rows_begin(s);
    cells_bind(s);
    phase_begin(s, PHASE_STMT_FETCH);
    return true;
  }
  command_done(s, mysql_stmt_affected_rows(s->prepared));
  if (mysql_stmt_more_results(s->prepared))
    phase_begin(s, PHASE_STMT_NEXT);
  else
    statement_end(s);
  return true;
}

static bool prepared_row_fetched(session *s, GError **error) {
  if (s->failed == 0 || s->failed == MYSQL_DATA_TRUNCATED) {
    if (!prepared_row_add(s, error))
      return false;
    phase_begin(s, PHASE_STMT_FETCH);
    return true;
  }
  if (s->failed != MYSQL_NO_DATA)
    return refusal_of_prepared(s, error);
  columns_clear(s);
  if (mysql_stmt_more_results(s->prepared))
    phase_begin(s, PHASE_STMT_NEXT);
  else
    statement_end(s);
  return true;
}

/* The phase has finished: takes what came and begins the next. */
static bool phase_end(session *s, GError **error) {
  switch (s->phase) {
  case PHASE_IDLE:
    break;
  case PHASE_SEND:
    if (s->failed)
      return refusal_of_connection(s, error);
    phase_begin(s, PHASE_AWAIT);
    return true;
  case PHASE_AWAIT:
    phase_begin(s, PHASE_ANSWER);
    return true;
  case PHASE_ANSWER:
  case PHASE_NEXT:
    return result_begun(s, error);
  case PHASE_FETCH:
    return row_fetched(s, error);
  case PHASE_PREPARE:
    return prepared_ready(s, error);
  case PHASE_EXECUTE:
  case PHASE_STMT_NEXT:
    return prepared_begun(s, error);
  case PHASE_STMT_FETCH:
    return prepared_row_fetched(s, error);
  }
  return true;
}

/* Goes on as far as it can with what has arrived. */
static bool statement_advance(session *s, int came, GError **error) {
  if (s->waits && came)
    phase_continue(s, came);
  while (s->phase != PHASE_IDLE && !s->waits)
    if (!phase_end(s, error))
      return false;
  return true;
}

bool pc_mysql_send(void *session_state, const pc_statement *statement, GError **error) {
  session *s = session_state;
  s->statement = statement;
  s->blocked = false;
  s->slot->runs = true;
  s->slot->waits = false;
  pc_mysql_slot_note(s->slot, statement->text);
  s->sets = 0;
  s->bytes = 0;
  s->sent_us = g_get_monotonic_time();
  s->service->named = s->service->named || strstr(statement->text, s->service->scratch);
  if (!statement->parameters) {
    phase_begin(s, PHASE_SEND);
    return true;
  }
  s->prepared = mysql_stmt_init(s->connection);
  if (!s->prepared)
    return session_lost(s, error);
  s->text = pc_mysql_placeholders(statement->text, &s->numbers);
  phase_begin(s, PHASE_PREPARE);
  return true;
}

static short poll_events(int waits) {
  return (short)((waits & MYSQL_WAIT_READ ? POLLIN : 0) | (waits & MYSQL_WAIT_WRITE ? POLLOUT : 0) |
                 (waits & MYSQL_WAIT_EXCEPT ? POLLPRI : 0));
}

/* Cancels the statement in the server and waits a moment for that to take effect. */
static void session_abandon(session *s) {
  pc_mysql_cancel(s);
  const gint64 until_us = g_get_monotonic_time() + (gint64)CANCEL_MS * 1000;
  while (s->phase != PHASE_IDLE && g_get_monotonic_time() < until_us) {
    struct pollfd socket = {.fd = mysql_get_socket(s->connection), .events = poll_events(s->waits)};
    const int ready = poll(&socket, 1, 50);
    if (ready < 0 || !statement_advance(s, ready ? s->waits & ~MYSQL_WAIT_TIMEOUT : 0, NULL))
      return;
  }
}

static bool stop_check(session *s, GError **error) {
  switch (pc_stop_requested(s->stop)) {
  case PC_STOP_NONE:
    return true;
  case PC_STOP_DEADLINE:
    session_abandon(s);
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the statement ran past the probe's deadline");
    return false;
  case PC_STOP_INPUT:
    session_abandon(s);
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a statement ran");
    return false;
  }
  return false;
}

/* Asks the server only when nothing arrives for a while; who asks about a long wait may itself run out of time. */
static bool session_look(session *s, GError **error) {
  GError *problem = NULL;
  const guint i = (guint)(s->slot - s->service->slots);
  if (pc_mysql_is_blocked(s->service, i, s->stop, &s->blocked, &problem)) {
    s->slot->waits = s->blocked;
    return true;
  }
  if (!stop_check(s, error))
    g_clear_error(&problem);
  else
    g_propagate_error(error, problem);
  return false;
}

pc_wait pc_mysql_wait(void *session_state, GError **error) {
  static const int pauses_ms[] = {3, 5, 10, 20, 50};
  session *s = session_state;
  if (!statement_advance(s, 0, error))
    return PC_WAIT_FAILED;
  for (guint look = 0; s->phase != PHASE_IDLE; look++) {
    const int pause = look == 0 && s->blocked ? 0 : pauses_ms[MIN(look, G_N_ELEMENTS(pauses_ms) - 1)];
    struct pollfd fds[] = {{.fd = mysql_get_socket(s->connection), .events = poll_events(s->waits)},
                           {.fd = s->stop->input, .events = POLLIN}};
    const int ready = poll(fds, 2, pc_stop_left(s->stop, pause));
    if (ready < 0 && errno != EINTR)
      return session_lost(s, error), PC_WAIT_FAILED;
    if (!statement_advance(s, ready > 0 && fds[0].revents ? s->waits & ~MYSQL_WAIT_TIMEOUT : 0, error))
      return PC_WAIT_FAILED;
    if (s->phase == PHASE_IDLE)
      break;
    if (!stop_check(s, error))
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
  session *s = session_state;
  return g_steal_pointer(&s->outcome);
}
