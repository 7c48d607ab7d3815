/* SPDX-License-Identifier: MIT */
/*
 * SQLite client sessions. A probe with one session runs on the calling thread; with several, each
 * session is a thread with a connection of its own, so that one that waits does not hold up the
 * others.
 */
#include "adapters/sqlite/internal.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { PROGRESS_OPS = 2000, BUSY_PAUSE_US = 1000, LOOK_MS = 5 };

typedef enum session_state {
  SESSION_IDLE,
  SESSION_RUNNING,
  SESSION_DONE,
  SESSION_FAILED,
  SESSION_CLOSING
} session_state;

typedef struct pc_sqlite_session {
  const pc_sqlite_service *service;
  const pc_deadline *deadline;
  sqlite3 *db;
  GThread *thread;       /* NULL: the statement runs on the calling thread */
  pthread_mutex_t mutex; /* not a GMutex, which the thread sanitizer cannot see */
  pthread_cond_t cond;
  session_state state; /* under the mutex, as is what follows */
  guint busy;          /* times that the busy handler was entered */
  const pc_statement *statement;
  pc_outcome *outcome;
  GError *error;
  gint cancelled; /* atomic */
  gint64 busy_since_us;
  bool confined; /* the authorizer denied something */
} pc_sqlite_session;

G_STATIC_ASSERT(sizeof(pc_sqlite_session) <= PC_SQLITE_SESSION_BYTES);

static bool session_must_stop(pc_sqlite_session *session) {
  return g_atomic_int_get(&session->cancelled) ||
         pc_deadline_now(session->deadline) != PC_DEADLINE_AHEAD;
}

static int progress_handler(void *data) { return session_must_stop(data); }

/* Keeps the effective timeout: 0 is refused at once. The file is the probe's own, so that whoever
 * holds the lock is one of its sessions. */
static int busy_handler(void *data, int times) {
  pc_sqlite_session *session = data;
  if (times == 0)
    session->busy_since_us = g_get_monotonic_time();
  if (session->thread) {
    pthread_mutex_lock(&session->mutex);
    session->busy++;
    pthread_cond_broadcast(&session->cond);
    pthread_mutex_unlock(&session->mutex);
  }
  if (session_must_stop(session) || g_get_monotonic_time() - session->busy_since_us >=
                                        (gint64)session->service->busy_timeout_ms * 1000)
    return 0;
  g_usleep(BUSY_PAUSE_US);
  return 1;
}

/* NULL: not a literal, so that SQLite does not tell what it will be. */
static bool name_is_inside(const char *file) {
  return file && (!*file || strcmp(file, ":memory:") == 0);
}

/* A statement may not reach another file: ATTACH, and VACUUM INTO, which attaches its target. */
static int authorizer(void *data, int action, const char *a, const char *b, const char *c,
                      const char *d) {
  pc_sqlite_session *session = data;
  (void)c;
  (void)d;
  bool denied = false;
  if (action == SQLITE_ATTACH)
    denied = !name_is_inside(a);
  else if (action == SQLITE_PRAGMA)
    denied = b && (g_ascii_strcasecmp(a, "temp_store_directory") == 0 ||
                   g_ascii_strcasecmp(a, "data_store_directory") == 0);
  else if (action == SQLITE_FUNCTION)
    denied = b && g_ascii_strcasecmp(b, "load_extension") == 0;
  session->confined = session->confined || denied;
  return denied ? SQLITE_DENY : SQLITE_OK;
}

static gsize column_bytes(sqlite3_stmt *statement, int i) {
  const int type = sqlite3_column_type(statement, i);
  return type == SQLITE_TEXT || type == SQLITE_BLOB ? (gsize)sqlite3_column_bytes(statement, i) : 0;
}

static pc_value *column_value(sqlite3_stmt *statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
  case SQLITE_INTEGER:
    return pc_value_new_integer(sqlite3_column_int64(statement, i));
  case SQLITE_FLOAT:
    return pc_value_new_real(sqlite3_column_double(statement, i));
  case SQLITE_TEXT: {
    const char *text = (const char *)sqlite3_column_text(statement, i);
    return pc_value_new_text(PC_KIND_TEXT, text, sqlite3_column_bytes(statement, i));
  }
  case SQLITE_BLOB:
    return pc_value_new_bytes(sqlite3_column_blob(statement, i), column_bytes(statement, i));
  default:
    return pc_value_new_null();
  }
}

static bool row_add(pc_outcome *outcome, sqlite3_stmt *statement, gsize *bytes, GError **error) {
  /* What is too large is not copied. */
  for (int i = 0; i < sqlite3_column_count(statement); i++)
    *bytes += PC_ANSWER_VALUE_BYTES + column_bytes(statement, i);
  if (!pc_answer_fits(outcome->rows ? outcome->rows->len + 1 : 1, *bytes, error))
    return false;
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  for (int i = 0; i < sqlite3_column_count(statement); i++)
    pc_value_append_take(row, column_value(statement, i));
  pc_outcome_add_row_take(outcome, row);
  return true;
}

static int parameter_bind(sqlite3_stmt *statement, int i, const pc_value *value) {
  gsize length;
  const char *text = pc_value_text(value, &length);
  const pc_kind kind = pc_value_kind(value);
  if (kind == PC_KIND_INTEGER)
    return sqlite3_bind_int64(statement, i, g_ascii_strtoll(text, NULL, 10));
  if (kind == PC_KIND_BOOLEAN)
    return sqlite3_bind_int(statement, i, *text == 't');
  if (kind == PC_KIND_REAL)
    return sqlite3_bind_double(statement, i, g_ascii_strtod(text, NULL));
  if (kind == PC_KIND_BYTES)
    return sqlite3_bind_blob64(statement, i, text, length, SQLITE_STATIC);
  if (kind == PC_KIND_NULL)
    return sqlite3_bind_null(statement, i);
  return sqlite3_bind_text64(statement, i, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/* Parameter number n goes to the placeholder with that number in its name ($1, ?1, :1), or to the
 * n-th. */
static int parameters_bind(sqlite3_stmt *statement, const GPtrArray *parameters) {
  const int count = sqlite3_bind_parameter_count(statement);
  guint used = 0;
  for (int i = 1; i <= count; i++) {
    const char *name = sqlite3_bind_parameter_name(statement, i);
    guint64 number = (guint64)i;
    if (name && g_ascii_isdigit(name[1]))
      number = g_ascii_strtoull(name + 1, NULL, 10);
    if (number < 1 || number > parameters->len)
      continue;
    used = MAX(used, (guint)number);
    const int result = parameter_bind(statement, i, parameters->pdata[number - 1]);
    if (result != SQLITE_OK)
      return result;
  }
  return used < parameters->len ? SQLITE_RANGE : SQLITE_OK;
}

static bool text_changes_rows(const char *text) {
  static const char *const words[] = {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"};
  text += strspn(text, " \t\r\n(");
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
      return true;
  return false;
}

/* How many columns an answer has. ALTER TABLE looks for rows that would break the rule it adds, by
 * a query of its own inside the same statement: the columns of that are nobody's answer. */
static int answer_columns(sqlite3_stmt *prepared, const char *text) {
  static const char word[] = "ALTER";
  text += strspn(text, " \t\r\n");
  return g_ascii_strncasecmp(text, word, strlen(word)) == 0 ? 0 : sqlite3_column_count(prepared);
}

/* A result that is not an answer: the statement was confined, cancelled or late. */
static bool result_is_answer(pc_sqlite_session *session, int result, GError **error) {
  if (session->confined) {
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED, "the statement would leave the scratch: %s",
                sqlite3_errmsg(session->db));
    return false;
  }
  /* Elsewhere the statement may be answered: that it is not here says nothing about SQLite. */
  if ((result & 0xff) == SQLITE_NOMEM) {
    g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE, "the statement needs more memory than %d MiB",
                PC_SQLITE_HEAP_BYTES >> 20);
    return false;
  }
  if ((result & 0xff) != SQLITE_INTERRUPT && (result & 0xff) != SQLITE_BUSY)
    return true;
  switch (pc_deadline_now(session->deadline)) {
  case PC_DEADLINE_PASSED:
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the statement ran past the probe's deadline");
    return false;
  case PC_DEADLINE_CANCELLED:
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a statement ran");
    return false;
  case PC_DEADLINE_AHEAD:
    break;
  }
  if ((result & 0xff) == SQLITE_BUSY)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "the statement was cancelled");
  return false;
}

static pc_outcome *refusal_new(pc_sqlite_session *session, int result, GError **error) {
  if (!result_is_answer(session, result, error))
    return NULL;
  const char *message =
      result == SQLITE_RANGE ? "column index out of range" : sqlite3_errmsg(session->db);
  g_autofree char *code = pc_sqlite_code_text(result);
  return pc_outcome_new_refusal(pc_sqlite_class(result, message), code, message);
}

static pc_outcome *statement_run(pc_sqlite_session *session, sqlite3_stmt *prepared,
                                 const pc_statement *statement, GError **error) {
  const int columns = answer_columns(prepared, statement->text);
  g_autoptr(pc_outcome) outcome = pc_outcome_new(columns ? PC_OUTCOME_ROWS : PC_OUTCOME_DONE);
  for (int i = 0; i < columns; i++)
    pc_outcome_add_column(outcome, sqlite3_column_name(prepared, i));
  gsize bytes = 0;
  int result;
  while ((result = sqlite3_step(prepared)) == SQLITE_ROW)
    if (!row_add(outcome, prepared, &bytes, error))
      return NULL;
  if (result != SQLITE_DONE)
    return refusal_new(session, result, error);
  if (!columns && !sqlite3_stmt_readonly(prepared) && text_changes_rows(statement->text)) {
    outcome->kind = PC_OUTCOME_AFFECTED;
    outcome->affected = sqlite3_changes64(session->db);
  }
  return g_steal_pointer(&outcome);
}

static pc_outcome *session_execute(pc_sqlite_session *session, const pc_statement *statement,
                                   GError **error) {
  sqlite3_stmt *prepared = NULL;
  const char *tail = NULL;
  session->confined = false;
  int result = sqlite3_prepare_v2(session->db, statement->text, -1, &prepared, &tail);
  if (result == SQLITE_OK && prepared && tail && tail[strspn(tail, " \t\r\n;")] &&
      !g_str_has_prefix(tail, "--")) {
    sqlite3_finalize(prepared);
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                "two statements in one: a ';' that does not end its line belongs into --{ ... --}");
    return NULL;
  }
  if (result == SQLITE_OK && statement->parameters)
    result = parameters_bind(prepared, statement->parameters);
  pc_outcome *outcome;
  if (result != SQLITE_OK)
    outcome = refusal_new(session, result, error);
  else
    outcome = prepared ? statement_run(session, prepared, statement, error)
                       : pc_outcome_new(PC_OUTCOME_DONE);
  sqlite3_finalize(prepared);
  return outcome;
}

static gpointer session_thread(gpointer data) {
  pc_sqlite_session *session = data;
  pthread_mutex_lock(&session->mutex);
  while (session->state != SESSION_CLOSING) {
    if (session->state != SESSION_RUNNING) {
      pthread_cond_wait(&session->cond, &session->mutex);
      continue;
    }
    pthread_mutex_unlock(&session->mutex);
    GError *error = NULL;
    pc_outcome *outcome = session_execute(session, session->statement, &error);
    pthread_mutex_lock(&session->mutex);
    session->outcome = outcome;
    session->error = error;
    if (session->state == SESSION_RUNNING)
      session->state = outcome ? SESSION_DONE : SESSION_FAILED;
    pthread_cond_broadcast(&session->cond);
  }
  pthread_mutex_unlock(&session->mutex);
  return NULL;
}

sqlite3 *pc_sqlite_connect(const pc_sqlite_service *service, const char *path, GError **error) {
  sqlite3 *db = NULL;
  const int cache = service->shared_cache ? SQLITE_OPEN_SHAREDCACHE : SQLITE_OPEN_PRIVATECACHE;
  int result = sqlite3_open_v2(
      path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | cache, NULL);
  sqlite3_extended_result_codes(db, 1);
  for (guint i = 0; result == SQLITE_OK && i < service->pragmas->len; i++) {
    const pc_sqlite_pragma *pragma = &g_array_index(service->pragmas, pc_sqlite_pragma, i);
    g_autofree char *text = g_strdup_printf("PRAGMA %s=%s", pragma->name, pragma->value);
    result = sqlite3_exec(db, text, NULL, NULL, NULL);
  }
  if (result == SQLITE_OK)
    return db;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot open the scratch database: %s",
              sqlite3_errmsg(db));
  sqlite3_close(db);
  return NULL;
}

bool pc_sqlite_session_open(void *service_state, void *session_state_, const char *name,
                            const pc_deadline *deadline, GError **error) {
  const pc_sqlite_service *service = service_state;
  pc_sqlite_session *session = session_state_;
  (void)name;
  session->service = service;
  session->deadline = deadline;
  session->db = pc_sqlite_connect(service, service->path, error);
  if (!session->db)
    return false;
  pthread_mutex_init(&session->mutex, NULL);
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&session->cond, &clock);
  pthread_condattr_destroy(&clock);
  sqlite3_set_authorizer(session->db, authorizer, session);
  sqlite3_progress_handler(session->db, PROGRESS_OPS, progress_handler, session);
  if (service->busy_timeout_ms > 0)
    sqlite3_busy_handler(session->db, busy_handler, session);
  if (service->several)
    session->thread = g_thread_new("session", session_thread, session);
  return true;
}

void pc_sqlite_cancel(void *session_state_) {
  pc_sqlite_session *session = session_state_;
  g_atomic_int_set(&session->cancelled, 1);
  sqlite3_interrupt(session->db);
}

void pc_sqlite_session_close(void *session_state_) {
  pc_sqlite_session *session = session_state_;
  if (session->thread) {
    pc_sqlite_cancel(session);
    pthread_mutex_lock(&session->mutex);
    session->state = SESSION_CLOSING;
    pthread_cond_broadcast(&session->cond);
    pthread_mutex_unlock(&session->mutex);
    g_thread_join(session->thread);
  }
  pc_outcome_free(session->outcome);
  g_clear_error(&session->error);
  sqlite3_close(session->db);
  pthread_mutex_destroy(&session->mutex);
  pthread_cond_destroy(&session->cond);
}

bool pc_sqlite_send(void *session_state_, const pc_statement *statement, GError **error) {
  pc_sqlite_session *session = session_state_;
  if (!session->thread) {
    session->outcome = session_execute(session, statement, error);
    session->state = SESSION_DONE;
    return session->outcome != NULL;
  }
  pthread_mutex_lock(&session->mutex);
  session->statement = statement;
  session->state = SESSION_RUNNING;
  session->busy = 0;
  pthread_cond_broadcast(&session->cond);
  pthread_mutex_unlock(&session->mutex);
  return true;
}

/* Waits a little for news of the session's thread. */
static void session_look(pc_sqlite_session *session) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += LOOK_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_cond_timedwait(&session->cond, &session->mutex, &until);
}

pc_wait pc_sqlite_wait(void *session_state_, GError **error) {
  pc_sqlite_session *session = session_state_;
  if (!session->thread)
    return PC_WAIT_DONE;
  pthread_mutex_lock(&session->mutex);
  /* The first call after a lock may be of an attempt that began before this call. */
  const guint entered = session->busy;
  while (session->state == SESSION_RUNNING && session->busy < entered + 2)
    session_look(session);
  const session_state state = session->state;
  if (state == SESSION_FAILED)
    g_propagate_error(error, g_steal_pointer(&session->error));
  pthread_mutex_unlock(&session->mutex);
  return state == SESSION_DONE     ? PC_WAIT_DONE
         : state == SESSION_FAILED ? PC_WAIT_FAILED
                                   : PC_WAIT_BLOCKED;
}

pc_outcome *pc_sqlite_take(void *session_state_) {
  pc_sqlite_session *session = session_state_;
  pthread_mutex_lock(&session->mutex);
  pc_outcome *outcome = g_steal_pointer(&session->outcome);
  session->state = SESSION_IDLE;
  pthread_mutex_unlock(&session->mutex);
  return outcome;
}
