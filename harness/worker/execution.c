/* SPDX-License-Identifier: MIT */
/* One probe asked once: sessions, waiting statements, observations. */
#include "harness/worker/execution_internal.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/catalogue/reference.h"
#include "harness/catalogue/script.h"
#include "harness/catalogue/selection.h"
#include "harness/model/operation.h"
#include "harness/model/statement_order.h"
#include "harness/worker/step.h"

#include <string.h>

enum {
  TEXT_TRACED = 64 * 1024, /* a longer one that a loop made is told by its beginning and length */
  SETTLE_PAUSE_US = 2000,
  SLEEP_SLICE_US = 20000,
  TRIES_TRACED = 12,
  /* Two or more sessions that wait at the end may be in a deadlock, which a server breaks by itself
     after a while. */
  DEADLOCK_WAIT_MS = 8000,
};

typedef struct pc_execution_session {
  void *state;
  bool open;
  pc_sent *waiting; /* the statement that is not done yet; borrowed */
  pc_statement statement;
  char *text;
  json_t *operation;
} session;

static void observation_free(gpointer data) {
  pc_observation *o = data;
  g_free(o->label);
  g_clear_pointer(&o->needs, g_ptr_array_unref);
  pc_outcome_free(o->outcome);
  pc_statement_order_free(o->order);
  g_free(o);
}

static void sent_free(gpointer data) {
  pc_sent *s = data;
  g_free(s->text);
  g_free(s->parameters);
  g_free(s->label);
  g_clear_pointer(&s->needs, g_ptr_array_unref);
  pc_outcome_free(s->setup_outcome);
  g_free(s);
}

pc_execution *pc_execution_new(const pc_adapter *adapter, void *service, const pc_probe *probe,
                               const char *scratch, const pc_deadline *deadline) {
  pc_execution *execution = g_new0(pc_execution, 1);
  execution->adapter = adapter;
  execution->driver = adapter->drivers[probe->language];
  execution->service = service;
  execution->probe = probe;
  execution->deadline = deadline;
  execution->scratch = g_strdup(scratch);
  execution->own_name = pc_reference_name(scratch);
  execution->own_number = pc_reference_number(scratch);
  const char *const references[] = {execution->own_name,
                                    "${name}",
                                    execution->own_number,
                                    "${number}",
                                    execution->scratch,
                                    probe->language == PC_LANGUAGE_SQL ? "${scratch}" : "${k}",
                                    NULL};
  memcpy(execution->references, references, sizeof references);
  execution->sessions = g_new0(session, probe->sessions);
  execution->observations = g_ptr_array_new_with_free_func(observation_free);
  execution->trace = g_ptr_array_new_with_free_func(sent_free);
  execution->dependence = pc_dependence_new();
  return execution;
}

void pc_execution_free(pc_execution *execution) {
  if (!execution)
    return;
  const pc_driver *driver = execution->driver;
  pc_step_doing(execution->harness, "closing the sessions");
  for (guint i = execution->probe->sessions; i-- > 0;) {
    session *s = &execution->sessions[i];
    if (s->open && s->waiting)
      driver->cancel(s->state);
  }
  for (guint i = execution->probe->sessions; i-- > 0;) {
    session *s = &execution->sessions[i];
    if (s->open)
      driver->session_close(s->state);
    g_free(s->state);
    g_free(s->text);
    json_decref(s->operation);
  }
  g_free(execution->sessions);
  g_ptr_array_unref(execution->trace);
  g_ptr_array_unref(execution->observations);
  pc_dependence_free(execution->dependence);
  g_free(execution->own_number);
  g_free(execution->own_name);
  g_free(execution->scratch);
  g_free(execution);
}

void pc_execution_set_first(pc_execution *execution, const char *statement) {
  execution->first = statement;
}

void pc_execution_set_harness(pc_execution *execution, const pc_harness *harness) {
  execution->harness = harness;
}

bool pc_execution_ended(const pc_execution *execution) { return execution->ended; }

const char *pc_execution_session_name(const pc_execution *execution, guint i, char buffer[8]) {
  if (execution->probe->script)
    return execution->probe->script->sessions->pdata[i];
  g_snprintf(buffer, 8, "%c", 'A' + (int)i);
  return buffer;
}

bool pc_execution_label_is_ordered(const pc_execution *execution, const char *label) {
  const char *order = execution->probe->header.order;
  return order && (strcmp(order, "all") == 0 || pc_list_contains(order, label));
}

static bool session_drain(pc_execution *execution, session *s, GError **error);

static bool session_ensure(pc_execution *execution, guint i, GError **error) {
  session *s = &execution->sessions[i];
  if (s->open)
    return true;
  s->state = g_malloc0(execution->adapter->session_size);
  char name[8];
  pc_step_doing(execution->harness, "opening a session");
  s->open = execution->driver->session_open(execution->service, s->state,
                                            pc_execution_session_name(execution, i, name),
                                            execution->deadline, error);
  if (!s->open || !execution->first)
    return s->open;
  const pc_statement first = {.text = execution->first};
  return pc_execution_send(execution, i, NULL, &first, error) && session_drain(execution, s, error);
}

static pc_observation *observation_add(pc_execution *execution, const char *label) {
  pc_observation *o = g_new0(pc_observation, 1);
  o->label = g_strdup(label);
  g_ptr_array_add(execution->observations, o);
  return o;
}

void pc_execution_observe_answer_take(pc_execution *execution, guint i, const char *label,
                                      const json_t *operation, pc_outcome *outcome) {
  pc_observation *o = observation_add(execution, label);
  o->outcome = outcome;
  if (pc_language_is_typed(execution->probe->language))
    o->needs = pc_dependence_add(execution->dependence, i, label, operation);
}

void pc_execution_observe_take(pc_execution *execution, const char *label, pc_outcome *outcome) {
  pc_execution_observe_answer_take(execution, 0, label, NULL, outcome);
}

void pc_execution_observe_lack(pc_execution *execution, const char *label, const char *operation) {
  for (guint i = 0; i < execution->observations->len; i++) {
    pc_observation *o = execution->observations->pdata[i];
    if (!o->outcome && strcmp(o->label, label) == 0)
      o->outcome = pc_outcome_new_unsupported(operation);
  }
}

/* The victim, those that still wait, those that the victim's end has let go on, and the statement
 * that was sent last: it closed the circle, and may be done before the victim is looked at. */
static void deadlock_mark(pc_execution *execution, pc_sent *victim) {
  const pc_sent *last = execution->trace->pdata[execution->trace->len - 1];
  if (victim->observed)
    victim->observed->deadlocked = true;
  if (last->observed)
    last->observed->deadlocked = true;
  for (guint i = 0; i < execution->probe->sessions; i++) {
    const pc_sent *other = execution->sessions[i].waiting;
    if (other && other->observed)
      other->observed->deadlocked = true;
  }
  for (guint i = 0; i < execution->observations->len; i++) {
    pc_observation *o = execution->observations->pdata[i];
    o->deadlocked = o->deadlocked ||
                    (o->outcome && o->outcome->blocked && o->sent_before == execution->trace->len);
  }
}

/* Ends the probe, whose setup the service refused, or lacks. */
static void setup_end(pc_execution *execution, const pc_sent *done, const pc_outcome *outcome) {
  pc_observation *o = observation_add(execution, "setup");
  o->outcome =
      outcome->kind == PC_OUTCOME_REFUSAL
          ? pc_outcome_new_refusal(outcome->class_name, outcome->native_code, outcome->message)
          : pc_outcome_new_unsupported(outcome->class_name);
  o->needs = done->needs ? g_ptr_array_ref(done->needs) : NULL;
  execution->setup_refused = true;
  execution->ended = true;
}

static bool probe_is_own(const pc_probe *probe) {
  return probe->script && !probe->script->built_in;
}

/* What a user may not do tells of the user, not of the service: no probe that comes with the
 * program asks for rights, and a user's script that does says so by the tag "privileges". */
static bool right_check(const pc_execution *execution, const pc_outcome *refusal, GError **error) {
  const pc_probe *probe = execution->probe;
  const bool own = probe_is_own(probe);
  const bool lacks = strcmp(refusal->class_name, "insufficient_privilege") == 0 ||
                     strcmp(refusal->class_name, "access_denied") == 0;
  if (!lacks || pc_probe_has_tag(probe, "privileges"))
    return true;
  g_autofree char *message = pc_execution_neutral(execution, refusal->message);
  g_set_error(error, PC_ERROR, own ? PC_ERROR_UNFIT : PC_ERROR_NOT_ASKED,
              "the user lacks a right that it needs: %s%s", message,
              own ? " (a script whose question that is has the tag 'privileges')" : "");
  return false;
}

/* Nor does a refusal tell of the service that any write would meet now: only a probe with the tag
 * "memory" fills it. */
static bool state_check(const pc_execution *execution, const pc_outcome *refusal, GError **error) {
  const bool asks = execution->adapter->unfit && !pc_probe_has_tag(execution->probe, "memory");
  g_autofree char *why = asks ? execution->adapter->unfit(execution->service, refusal) : NULL;
  if (why)
    g_set_error_literal(error, PC_ERROR, PC_ERROR_UNFIT, why);
  return !why;
}

/* Whether what came is an answer of the service. Else the probe ends at once: another session may
 * wait for what was refused here. */
static bool outcome_check(const pc_execution *execution, const pc_outcome *outcome,
                          GError **error) {
  return !execution->judges || outcome->kind != PC_OUTCOME_REFUSAL ||
         (state_check(execution, outcome, error) && right_check(execution, outcome, error));
}

/* Takes the outcome of a statement that is done. */
static bool session_finish(pc_execution *execution, session *s, GError **error) {
  pc_sent *done = s->waiting;
  pc_outcome *outcome = execution->driver->take(s->state);
  const bool answered = outcome_check(execution, outcome, error);
  s->waiting = NULL;
  done->took_us = g_get_monotonic_time() - done->began_us;
  const bool refused = outcome->kind == PC_OUTCOME_REFUSAL;
  if (refused && strcmp(outcome->class_name, "deadlock_detected") == 0)
    deadlock_mark(execution, done);
  if (done->observed) {
    outcome->blocked = outcome->blocked || done->observed->outcome != NULL;
    pc_outcome_free(done->observed->outcome);
    done->observed->outcome = outcome;
    done->observed->sent_before = execution->trace->len;
    return answered;
  }
  if (refused || (outcome->kind == PC_OUTCOME_UNSUPPORTED && pc_operation_makes(s->operation)))
    setup_end(execution, done, outcome);
  done->setup_outcome = outcome;
  return answered;
}

/* Says what is sent next. */
static void step_tell(const pc_execution *execution, guint i, const char *text) {
  char name[8];
  const bool several = execution->probe->sessions > 1;
  pc_step_sending(execution->harness,
                  several ? pc_execution_session_name(execution, i, name) : NULL, text,
                  execution->references);
}

/* A fault comes of what this session waits for, though another may have been sent something since:
 * gives false. */
static bool session_blame(const pc_execution *execution, const session *s) {
  step_tell(execution, (guint)(s - execution->sessions), s->text);
  return false;
}

/* Looks once at a session's statement: done, or waits for another session of the probe. */
static bool session_look(pc_execution *execution, session *s, bool *ret_done, GError **error) {
  const pc_wait state = execution->driver->wait(s->state, error);
  if (state == PC_WAIT_FAILED)
    return session_blame(execution, s);
  *ret_done = state == PC_WAIT_DONE;
  if (*ret_done)
    return session_finish(execution, s, error);
  if (s->waiting->observed && !s->waiting->observed->outcome)
    s->waiting->observed->outcome = pc_outcome_new(PC_OUTCOME_WAITING);
  return true;
}

static bool deadline_check(const pc_execution *execution, GError **error) {
  switch (pc_deadline_now(execution->deadline)) {
  case PC_DEADLINE_AHEAD:
    return true;
  case PC_DEADLINE_PASSED:
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT,
                "the probe's deadline passed while a statement waited");
    return false;
  case PC_DEADLINE_CANCELLED:
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a statement waited");
    return false;
  }
  return false;
}

/* Waits until the session is idle. */
static bool session_drain(pc_execution *execution, session *s, GError **error) {
  while (s->waiting) {
    bool done;
    if (!session_look(execution, s, &done, error))
      return false;
    if (!done) {
      if (!deadline_check(execution, error))
        return session_blame(execution, s);
      g_usleep(SETTLE_PAUSE_US);
    }
  }
  return true;
}

bool pc_execution_reconnect(pc_execution *execution, guint i, GError **error) {
  session *s = &execution->sessions[i];
  if (!session_drain(execution, s, error))
    return false;
  if (execution->ended)
    return true;
  pc_step_doing(execution->harness, "closing a session");
  if (s->open)
    execution->driver->session_close(s->state);
  s->open = false;
  g_clear_pointer(&s->state, g_free);
  return session_ensure(execution, i, error);
}

/* Gives every waiting session, but the one that has just been sent to, the chance to go on. */
static bool sessions_settle(pc_execution *execution, const session *except, GError **error) {
  for (guint i = 0; i < execution->probe->sessions; i++) {
    session *s = &execution->sessions[i];
    bool done;
    if (s != except && s->waiting && !session_look(execution, s, &done, error))
      return false;
  }
  return true;
}

static char *parameters_print(const pc_statement *statement) {
  if (!statement->parameters)
    return NULL;
  GString *json = g_string_new("[");
  for (guint i = 0; i < statement->parameters->len; i++) {
    if (i)
      g_string_append_c(json, ',');
    pc_value_print(statement->parameters->pdata[i], json);
  }
  g_string_append_c(json, ']');
  return g_string_free(json, FALSE);
}

static pc_sent *trace_add(pc_execution *execution, guint i, const char *label,
                          const pc_statement *statement) {
  pc_sent *entry = g_new0(pc_sent, 1);
  entry->text = g_strdup(statement->text);
  entry->parameters = parameters_print(statement);
  entry->label = g_strdup(label);
  entry->session = i;
  entry->line = execution->line;
  entry->began_us = g_get_monotonic_time();
  g_ptr_array_add(execution->trace, entry);
  return entry;
}

/* Sends; the session keeps its own copy of the text until the statement is done. */
static bool session_send(pc_execution *execution, guint i, pc_sent *entry,
                         const pc_statement *statement, GError **error) {
  session *s = &execution->sessions[i];
  g_free(s->text);
  s->text = g_strdup(statement->text);
  json_decref(s->operation);
  s->operation = json_incref((json_t *)(guintptr)statement->operation);
  s->statement = (pc_statement){
      .text = s->text, .parameters = statement->parameters, .operation = s->operation};
  step_tell(execution, i, s->text);
  if (!execution->driver->send(s->state, &s->statement, error))
    return false;
  s->waiting = entry;
  return true;
}

/* By what the rows of an observed statement of SQL are sorted; NULL: by nothing, or all of their
 * order is the question. Where other sessions are there, not a row more is read than was asked for:
 * it might be locked. */
static pc_statement_order *order_find(pc_execution *execution, const char *label,
                                      const pc_statement *statement) {
  const guint dialect = pc_sql_dialect_named(execution->adapter->name);
  if (execution->probe->language != PC_LANGUAGE_SQL || statement->operation || !dialect)
    return NULL;
  const gsize length = strlen(statement->text);
  execution->folds =
      execution->folds || pc_statement_folds(statement->text, length, (pc_sql_dialect)dialect);
  if (!label || pc_execution_label_is_ordered(execution, label))
    return NULL;
  return pc_statement_order_new(statement->text, length, (pc_sql_dialect)dialect,
                                execution->probe->sessions == 1);
}

bool pc_execution_send(pc_execution *execution, guint i, const char *label,
                       const pc_statement *statement, GError **error) {
  if (!session_ensure(execution, i, error) ||
      !session_drain(execution, &execution->sessions[i], error))
    return false;
  if (execution->ended)
    return true;
  g_autoptr(pc_statement_order) order = order_find(execution, label, statement);
  pc_statement sent = *statement;
  if (order && order->text)
    sent.text = order->text;
  pc_sent *entry = trace_add(execution, i, label, &sent);
  if (statement->operation)
    entry->needs = pc_dependence_add(execution->dependence, i, label, statement->operation);
  if (label) {
    entry->observed = observation_add(execution, label);
    entry->observed->order = g_steal_pointer(&order);
    entry->observed->needs = entry->needs ? g_ptr_array_ref(entry->needs) : NULL;
  }
  bool done;
  return session_send(execution, i, entry, &sent, error) &&
         session_look(execution, &execution->sessions[i], &done, error) &&
         sessions_settle(execution, &execution->sessions[i], error);
}

/* A trace of thousands of tries helps nobody. */
static void try_trace(pc_execution *execution, guint i, const pc_statement *statement,
                      const pc_outcome *outcome, gint64 began_us) {
  if (execution->trace->len >= TRIES_TRACED)
    return;
  const gsize length = strlen(statement->text);
  g_autofree char *beginning =
      length > TEXT_TRACED
          ? g_strdup_printf("%.200s ... (%" G_GSIZE_FORMAT " bytes)", statement->text, length)
          : NULL;
  const pc_statement shortened = {.text = beginning};
  pc_sent *entry = trace_add(execution, i, NULL, beginning ? &shortened : statement);
  entry->began_us = began_us;
  entry->took_us = g_get_monotonic_time() - began_us;
  if (outcome->kind == PC_OUTCOME_REFUSAL)
    entry->setup_outcome =
        pc_outcome_new_refusal(outcome->class_name, outcome->native_code, outcome->message);
}

bool pc_execution_try(pc_execution *execution, guint i, const pc_statement *statement,
                      pc_outcome **ret_outcome, GError **error) {
  if (!session_ensure(execution, i, error) ||
      !session_drain(execution, &execution->sessions[i], error))
    return false;
  session *s = &execution->sessions[i];
  const gint64 began_us = g_get_monotonic_time();
  step_tell(execution, i, statement->text);
  if (!execution->driver->send(s->state, statement, error))
    return false;
  pc_wait state;
  while ((state = execution->driver->wait(s->state, error)) == PC_WAIT_BLOCKED)
    if (!deadline_check(execution, error))
      return false;
  if (state == PC_WAIT_FAILED)
    return false;
  g_autoptr(pc_outcome) outcome = execution->driver->take(s->state);
  try_trace(execution, i, statement, outcome, began_us);
  if (!outcome_check(execution, outcome, error))
    return false;
  *ret_outcome = g_steal_pointer(&outcome);
  return true;
}

bool pc_execution_operate_take(pc_execution *execution, guint i, const char *label,
                               json_t *operation, GError **error) {
  g_autofree char *shown = pc_operation_show(operation);
  const pc_statement statement = {.text = shown, .operation = operation};
  const bool fine = pc_execution_send(execution, i, label, &statement, error);
  json_decref(operation);
  return fine;
}

bool pc_execution_operate_try_take(pc_execution *execution, guint i, json_t *operation,
                                   pc_outcome **ret_outcome, GError **error) {
  g_autofree char *shown = pc_operation_show(operation);
  const pc_statement statement = {.text = shown, .operation = operation};
  const bool fine = pc_execution_try(execution, i, &statement, ret_outcome, error);
  json_decref(operation);
  return fine;
}

bool pc_execution_sleep(const pc_execution *execution, guint ms, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)ms * 1000;
  pc_step_doing(execution->harness, "pausing");
  for (gint64 left_us; (left_us = until_us - g_get_monotonic_time()) > 0;) {
    if (!deadline_check(execution, error))
      return false;
    g_usleep((gulong)MIN(left_us, SLEEP_SLICE_US));
  }
  return true;
}

const char *pc_execution_scratch(const pc_execution *execution) { return execution->scratch; }

const pc_outcome *pc_execution_observed(const pc_execution *execution, const char *label) {
  for (guint i = 0; i < execution->observations->len; i++) {
    const pc_observation *o = execution->observations->pdata[i];
    if (strcmp(o->label, label) == 0)
      return o->outcome;
  }
  return NULL;
}

const pc_probe *pc_execution_probe(const pc_execution *execution) { return execution->probe; }

/* The same of the first session that waits, where several do. */
static bool waiting_blame(const pc_execution *execution) {
  for (guint i = 0; i < execution->probe->sessions; i++)
    if (execution->sessions[i].waiting)
      return session_blame(execution, &execution->sessions[i]);
  return false;
}

static guint waiting_count(const pc_execution *execution) {
  guint n = 0;
  for (guint i = 0; i < execution->probe->sessions; i++)
    n += execution->sessions[i].waiting != NULL;
  return n;
}

/* Lets a server break a deadlock, then settles what that released. What waits even then is observed
 * as waiting. */
static bool execution_finish(pc_execution *execution, GError **error) {
  const guint waiting = waiting_count(execution);
  const gint64 until_us = g_get_monotonic_time() + DEADLOCK_WAIT_MS * 1000;
  while (waiting > 1 && waiting_count(execution) == waiting && g_get_monotonic_time() < until_us) {
    if (!deadline_check(execution, error))
      return waiting_blame(execution);
    g_usleep(SETTLE_PAUSE_US);
    if (!sessions_settle(execution, NULL, error))
      return false;
  }
  return sessions_settle(execution, NULL, error);
}

static bool text_send(pc_execution *execution, const pc_step *step, GError **error) {
  g_autofree char *text = pc_references_replace(step->text, execution->scratch);
  const pc_statement statement = {.text = text, .parameters = step->parameters};
  return pc_execution_send(execution, step->session, step->label, &statement, error);
}

static bool step_send(pc_execution *execution, const pc_step *step, GError **error) {
  execution->line = step->line;
  if (step->typed
          ? pc_execution_typed_step(execution, step->session, step->label, step->typed, error)
          : text_send(execution, step, error))
    return true;
  /* Why probes that come with the program are skipped is told once of all that have the reason. */
  if (probe_is_own(execution->probe) ||
      !g_error_matches(error ? *error : NULL, PC_ERROR, PC_ERROR_NOT_ASKED))
    g_prefix_error(error, "line %u: ", step->line);
  return false;
}

/* The first of the steps left whose session does not wait; left->len: every session that has one
 * waits. */
static bool step_choose(pc_execution *execution, const GPtrArray *left, guint *ret_i,
                        GError **error) {
  guint held = 0; /* sessions that wait, as bits */
  for (guint i = 0; i < left->len; i++) {
    const pc_step *step = left->pdata[i];
    session *s = &execution->sessions[step->session];
    bool done = true;
    if (held & (1u << step->session))
      continue;
    if (s->waiting && !session_look(execution, s, &done, error))
      return false;
    if (done) {
      *ret_i = i;
      return true;
    }
    held |= 1u << step->session;
  }
  *ret_i = left->len;
  return true;
}

/* Holds back what follows on a session that waits (script.h). */
static bool steps_run(pc_execution *execution, GPtrArray *left, GError **error) {
  while (left->len > 0 && !execution->ended) {
    guint i;
    if (!step_choose(execution, left, &i, error))
      return false;
    if (i == left->len) {
      if (!deadline_check(execution, error))
        return waiting_blame(execution);
      g_usleep(SETTLE_PAUSE_US);
      continue;
    }
    const pc_step *step = g_ptr_array_remove_index(left, i);
    if (!execution->ended && !step_send(execution, step, error))
      return false;
  }
  return true;
}

static bool script_run(pc_execution *execution, const pc_script *script, GError **error) {
  g_autoptr(GPtrArray) left = g_ptr_array_new();
  for (guint i = 0; i < script->steps->len; i++)
    if (pc_step_is_for(script->steps->pdata[i], execution->adapter->name))
      g_ptr_array_add(left, script->steps->pdata[i]);
  if (execution->probe->header.level)
    return steps_run(execution, left, error);
  for (guint i = 0; i < left->len && !execution->ended; i++)
    if (!step_send(execution, left->pdata[i], error))
      return false;
  return true;
}

bool pc_execution_run(pc_execution *execution, GError **error) {
  const pc_probe *probe = execution->probe;
  execution->judges = true;
  GError *problem = NULL;
  if ((probe->script ? script_run(execution, probe->script, &problem)
                     : probe->ask(execution, &problem)) &&
      execution_finish(execution, &problem))
    return true;
  /* Skipping what the user wrote would be a success that did not look. */
  if (probe_is_own(probe) && g_error_matches(problem, PC_ERROR, PC_ERROR_NOT_ASKED))
    problem->code = PC_ERROR_UNFIT;
  g_propagate_error(error, problem);
  return false;
}
