/* SPDX-License-Identifier: MIT */
/*
 * Doubles that exist to test the harness. Each answers any statement with two rows, (1, statement)
 * and (2, statement):
 *
 * - echo: does only that.
 * - liar:?lie=CATEGORY has one thing wrong, in the category of that name.
 * - slow:?ms=N needs N milliseconds.
 * - crash:?when=TEXT dies where the statement contains the text: by SIGABRT, or by another
 * ?signal=N, or it ends with ?status=N; ?says=TEXT goes to standard error before.
 * - coin:?sides=N answers at random, one of N sides (not given: 2^64, so that no two throws are
 * alike).
 */
#include "adapters/adapter.h"

#include "harness/base/error.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct double_service {
  const pc_endpoint *endpoint;
} double_service;

typedef struct double_session {
  const double_service *service;
  const pc_deadline *deadline;
  const pc_statement *statement;
} double_session;

static const pc_option options[] = {
    {"lie", "refusal|value|count|order|blocking|unsupported|kind|names",
     "what the liar does wrong"},
    {"ms", "NUMBER", "how slow"},
    {"says", "TEXT", "what is written to standard error before the end"},
    {"sides", "NUMBER", "how many sides the coin has"},
    {"signal", "NUMBER", "the signal to die by"},
    {"status", "NUMBER", "the status to end with, instead of a signal"},
    {"when", "TEXT", "the statement to die at"},
    {0},
};

static bool double_check(const pc_endpoint *endpoint, GError **error) {
  (void)endpoint;
  (void)error;
  return true;
}

static bool double_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  (void)timeout_ms;
  (void)error;
  ((double_service *)state)->endpoint = endpoint;
  return true;
}

static void double_close(void *state) { (void)state; }

static bool double_fingerprint(void *state, json_t *fingerprint, GError **error) {
  (void)state;
  (void)error;
  json_object_set_new(fingerprint, "engine", json_string("double"));
  json_object_set_new(fingerprint, "version", json_string("1"));
  json_object_set_new(fingerprint, "settings", json_object());
  json_object_set_new(fingerprint, "notes", json_array());
  return true;
}

static char *double_client(const pc_endpoint *endpoint) {
  (void)endpoint;
  return g_strdup("cat");
}

static bool double_remove(void *state, const char *name, bool *ret_found, GError **error) {
  (void)state;
  (void)name;
  (void)ret_found;
  (void)error;
  return true;
}

static bool double_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)state;
  (void)names;
  (void)live;
  (void)error;
  return true;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  (void)state;
  (void)scratch;
  (void)deadline;
  (void)error;
  return true;
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  (void)state;
  (void)scratch;
  (void)error;
  return true;
}

static bool session_open(void *service, void *state, const char *name, const pc_deadline *deadline,
                         GError **error) {
  (void)name;
  (void)error;
  *(double_session *)state = (double_session){.service = service, .deadline = deadline};
  return true;
}

static void session_close(void *state) { (void)state; }

static int number_option(const pc_endpoint *endpoint, const char *name, int otherwise) {
  const char *value = pc_endpoint_option(endpoint, name);
  return value ? (int)g_ascii_strtoll(value, NULL, 10) : otherwise;
}

G_NORETURN static void die(const pc_endpoint *endpoint) {
  const char *says = pc_endpoint_option(endpoint, "says");
  if (says && write(STDERR_FILENO, says, strlen(says)) < 0)
    abort();
  if (pc_endpoint_option(endpoint, "status"))
    _exit(number_option(endpoint, "status", 0));
  raise(number_option(endpoint, "signal", SIGABRT));
  abort();
}

static bool session_send(void *state, const pc_statement *statement, GError **error) {
  double_session *session = state;
  (void)error;
  session->statement = statement;
  const char *when = pc_endpoint_option(session->service->endpoint, "when");
  if (strcmp(session->service->endpoint->scheme, "crash") == 0 &&
      (!when || strstr(statement->text, when)))
    die(session->service->endpoint);
  return true;
}

static pc_wait session_wait(void *state, GError **error) {
  const double_session *session = state;
  const char *ms = pc_endpoint_option(session->service->endpoint, "ms");
  const gint64 until_us = g_get_monotonic_time() + (ms ? g_ascii_strtoll(ms, NULL, 10) * 1000 : 0);
  while (g_get_monotonic_time() < until_us) {
    const pc_deadline_state now = pc_deadline_now(session->deadline);
    if (now != PC_DEADLINE_AHEAD) {
      g_set_error(error, PC_ERROR,
                  now == PC_DEADLINE_PASSED ? PC_ERROR_TIMED_OUT : PC_ERROR_STOPPED, "too slow");
      return PC_WAIT_FAILED;
    }
    g_usleep(1000);
  }
  return PC_WAIT_DONE;
}

static pc_value *row_new(pc_value *number, const char *text) {
  pc_value *row = pc_value_new_list(PC_KIND_LIST);
  pc_value_append_take(row, number);
  pc_value_append_take(row, pc_value_new_text(PC_KIND_TEXT, text, -1));
  return row;
}

static pc_outcome *rows_new(const char *text, const char *second_column) {
  pc_outcome *outcome = pc_outcome_new(PC_OUTCOME_ROWS);
  pc_outcome_add_column(outcome, "number");
  pc_outcome_add_column(outcome, second_column);
  pc_outcome_add_row_take(outcome, row_new(pc_value_new_integer(1), text));
  pc_outcome_add_row_take(outcome, row_new(pc_value_new_integer(2), text));
  return outcome;
}

static pc_outcome *lie_new(const char *lie, const char *text) {
  if (strcmp(lie, "refusal") == 0)
    return pc_outcome_new_refusal("liar_refuses", "L0", "the liar refuses");
  if (strcmp(lie, "unsupported") == 0)
    return pc_outcome_new_unsupported("statement");
  if (strcmp(lie, "value") == 0)
    return rows_new("a lie", "text");
  if (strcmp(lie, "names") == 0)
    return rows_new(text, "lie");
  pc_outcome *outcome = rows_new(text, "text");
  if (strcmp(lie, "count") == 0) {
    pc_outcome_add_row_take(outcome, row_new(pc_value_new_integer(3), text));
  } else if (strcmp(lie, "blocking") == 0) {
    outcome->blocked = true;
  } else if (strcmp(lie, "order") == 0) {
    gpointer first = outcome->rows->pdata[0];
    outcome->rows->pdata[0] = outcome->rows->pdata[1];
    outcome->rows->pdata[1] = first;
  } else if (strcmp(lie, "kind") == 0) {
    pc_value_free(outcome->rows->pdata[0]);
    outcome->rows->pdata[0] = row_new(pc_value_new_text(PC_KIND_TEXT, "1", -1), text);
  }
  return outcome;
}

/* Unless it has few sides, no two throws are alike. */
static pc_outcome *coin_new(const pc_endpoint *endpoint) {
  const char *sides = pc_endpoint_option(endpoint, "sides");
  const guint64 n = sides ? g_ascii_strtoull(sides, NULL, 10) : 0;
  guint64 thrown = (guint64)g_random_int() << 32 | g_random_int();
  if (n > 0)
    thrown %= n;
  g_autofree char *text = g_strdup_printf("side %" G_GUINT64_FORMAT, thrown);
  return rows_new(text, "text");
}

static pc_outcome *session_take(void *state) {
  const double_session *session = state;
  const pc_endpoint *endpoint = session->service->endpoint;
  const char *text = session->statement->text;
  const char *lie = pc_endpoint_option(endpoint, "lie");
  if (strcmp(endpoint->scheme, "liar") == 0)
    return lie_new(lie ? lie : "value", text);
  if (strcmp(endpoint->scheme, "coin") == 0)
    return coin_new(endpoint);
  return rows_new(text, "text");
}

static void session_cancel(void *state) { (void)state; }

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};

#define DOUBLE(scheme)                                                                             \
  extern const pc_adapter pc_adapter_##scheme;                                                     \
  static const char *const scheme##_schemes[] = {#scheme, NULL};                                   \
  const pc_adapter pc_adapter_##scheme = {                                                         \
      .name = #scheme,                                                                             \
      .product = #scheme,                                                                          \
      .summary = "a double, to test the harness",                                                  \
      .schemes = scheme##_schemes,                                                                 \
      .roles = 1u << PC_ROLE_SQL,                                                                  \
      .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_DOUBLE,                                     \
      .service_size = sizeof(double_service),                                                      \
      .session_size = sizeof(double_session),                                                      \
      .options = options,                                                                          \
      .check = double_check,                                                                       \
      .open = double_open,                                                                         \
      .close = double_close,                                                                       \
      .fingerprint = double_fingerprint,                                                           \
      .client = double_client,                                                                     \
      .remove = double_remove,                                                                     \
      .inventory = double_inventory,                                                               \
      .drivers = {[PC_LANGUAGE_SQL] = &driver},                                                    \
  }

DOUBLE(echo);
DOUBLE(liar);
DOUBLE(slow);
DOUBLE(crash);
DOUBLE(coin);
