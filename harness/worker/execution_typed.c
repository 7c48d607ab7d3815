/* SPDX-License-Identifier: MIT */
/*
 * Steps of typed languages asked. A plain one is sent and recorded as it came, and may wait. One
 * that is shown in part, asked several times or until an answer comes is tried, which cannot wait,
 * and what was made of the answers is recorded.
 */
#include "harness/worker/execution.h"

#include "harness/base/error.h"
#include "harness/catalogue/typed_step.h"
#include "harness/model/operation.h"

#include <string.h>

enum { AGAIN_MS = 20 };

/* One step that is being asked. */
typedef struct asked {
  pc_execution *execution;
  const pc_role_table *table;
  const pc_typed_step *step;
  guint session;
} asked;

static json_t *operation_new(const asked *a, gint64 i) {
  return pc_typed_operation_new(a->step, pc_execution_scratch(a->execution), i);
}

static const char *op_name(const asked *a) { return pc_operation_name(a->step->operation); }

/* The part of an outcome, which is consumed, that the step shows. */
static pc_outcome *shown_take(const asked *a, pc_outcome *outcome) {
  pc_outcome *shown = outcome->kind == PC_OUTCOME_VALUE
                          ? a->table->show(op_name(a), a->step->show, outcome->value)
                          : NULL;
  if (!shown)
    return outcome;
  pc_outcome_free(outcome);
  return shown;
}

static bool once_try(const asked *a, json_t *operation, pc_outcome **ret_outcome, GError **error) {
  if (!pc_execution_operate_try_take(a->execution, a->session, operation, ret_outcome, error))
    return false;
  *ret_outcome = shown_take(a, *ret_outcome);
  return true;
}

/* What the i-th of several answers is called by the session; NULL: nothing is. */
static json_t *handle_new(const json_t *operation, guint i) {
  const char *as = pc_operation_text(operation, "as");
  return as ? json_sprintf("%s%u", as, i) : NULL;
}

static void outcome_destroy(gpointer outcome) { pc_outcome_free(outcome); }

static GPtrArray *outcomes_new(void) { return g_ptr_array_new_with_free_func(outcome_destroy); }

static const pc_outcome *outcome_at(const GPtrArray *outcomes, guint i) {
  return outcomes->pdata[i];
}

/* Whether it says that what was asked for was done or is there. */
static bool succeeded(const pc_outcome *outcome) {
  return outcome->kind == PC_OUTCOME_VALUE || outcome->kind == PC_OUTCOME_DONE;
}

/* All values, or "done" where there are only such; the first that is neither instead. The
 * caller's. */
static pc_outcome *list_new(GPtrArray *outcomes) {
  g_autoptr(pc_value) list = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < outcomes->len; i++) {
    if (!succeeded(outcome_at(outcomes, i)))
      return g_ptr_array_steal_index(outcomes, i);
    if (outcome_at(outcomes, i)->kind == PC_OUTCOME_VALUE)
      pc_value_append_take(list, pc_value_copy(outcome_at(outcomes, i)->value));
  }
  return outcomes->len > 0 && pc_value_length(list) == 0
             ? pc_outcome_new(PC_OUTCOME_DONE)
             : pc_outcome_new_value_take(g_steal_pointer(&list));
}

/* Asks until there are all, nothing comes, or it fails. */
static bool times_try(const asked *a, pc_outcome **ret_outcome, GError **error) {
  g_autoptr(GPtrArray) outcomes = outcomes_new();
  for (guint i = 0; i < a->step->times; i++) {
    json_t *operation = operation_new(a, 0);
    json_t *handle = handle_new(operation, i);
    pc_outcome *outcome = NULL;
    if (handle)
      json_object_set_new(operation, "as", handle);
    if (!once_try(a, operation, &outcome, error))
      return false;
    const bool more = succeeded(outcome);
    if (outcome->kind == PC_OUTCOME_MISSING)
      pc_outcome_free(outcome);
    else
      g_ptr_array_add(outcomes, outcome);
    if (!more)
      break;
  }
  *ret_outcome = list_new(outcomes);
  return true;
}

static pc_outcome *word_new(const char *word) {
  return pc_outcome_new_value_take(pc_value_new_text(PC_KIND_TEXT, word, -1));
}

/* An outcome as recordings have it; the caller's. */
static char *outcome_text(const pc_outcome *outcome) {
  static const pc_canon plain = {0};
  GString *json = g_string_new(NULL);
  guint rules = 0;
  pc_outcome_print(outcome, &plain, json, &rules);
  return g_string_free(json, FALSE);
}

static pc_outcome *share_new(const GPtrArray *outcomes) {
  guint n = 0;
  for (guint i = 0; i < outcomes->len; i++)
    n += succeeded(outcome_at(outcomes, i));
  return word_new(n == outcomes->len ? "all" : n > 0 ? "some" : "none");
}

static pc_outcome *distinct_new(GPtrArray *outcomes) {
  g_autofree char *first = outcome_text(outcome_at(outcomes, 0));
  for (guint i = 1; i < outcomes->len; i++) {
    g_autofree char *other = outcome_text(outcome_at(outcomes, i));
    if (strcmp(first, other) != 0)
      return word_new("several");
  }
  return outcome_at(outcomes, 0)->kind == PC_OUTCOME_VALUE ? word_new("one")
                                                           : g_ptr_array_steal_index(outcomes, 0);
}

/* What the answers to each come to, of which there is at least one; the caller's. */
static pc_outcome *summary_new(pc_typed_summary summary, GPtrArray *outcomes) {
  switch (summary) {
  case PC_TYPED_SHARE:
    return share_new(outcomes);
  case PC_TYPED_DISTINCT:
    return distinct_new(outcomes);
  case PC_TYPED_LIST:
    break;
  }
  return list_new(outcomes);
}

static bool failed(const pc_outcome *outcome) {
  return outcome->kind == PC_OUTCOME_REFUSAL || outcome->kind == PC_OUTCOME_UNSUPPORTED;
}

/* A setup that failed when it was tried is sent once more, so that the probe ends as by any other.
 * outcome is consumed. */
static bool setup_take(const asked *a, pc_outcome *outcome, gint64 i, GError **error) {
  const bool again = failed(outcome);
  pc_outcome_free(outcome);
  return !again ||
         pc_execution_operate_take(a->execution, a->session, NULL, operation_new(a, i), error);
}

static bool each_ask(const asked *a, const char *label, GError **error) {
  g_autoptr(GPtrArray) outcomes = outcomes_new();
  for (gint64 i = a->step->first; i <= a->step->last && !pc_execution_ended(a->execution); i++) {
    pc_outcome *outcome = NULL;
    if (!once_try(a, operation_new(a, i), &outcome, error))
      return false;
    if (label)
      g_ptr_array_add(outcomes, outcome);
    else if (!setup_take(a, outcome, i, error))
      return false;
  }
  if (!label)
    return true;
  json_t *operation = operation_new(a, a->step->first);
  pc_execution_observe_answer_take(a->execution, a->session, label, operation,
                                   summary_new(a->step->summary, outcomes));
  json_decref(operation);
  return true;
}

static bool outcome_is(const pc_outcome *outcome, const char *until) {
  if (strcmp(until, PC_TYPED_ANY) == 0)
    return outcome->kind != PC_OUTCOME_MISSING &&
           !(outcome->kind == PC_OUTCOME_VALUE && pc_value_kind(outcome->value) == PC_KIND_LIST &&
             pc_value_length(outcome->value) == 0);
  g_autofree char *text = outcome_text(outcome);
  return strcmp(text, until) == 0;
}

/* Asks until the outcome is the one that is waited for, or the time is over. */
static bool until_try(const asked *a, pc_outcome **ret_outcome, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)a->step->within_ms * 1000;
  for (;;) {
    if (a->step->times ? !times_try(a, ret_outcome, error)
                       : !once_try(a, operation_new(a, 0), ret_outcome, error))
      return false;
    if (!a->step->until || outcome_is(*ret_outcome, a->step->until) ||
        g_get_monotonic_time() >= until_us)
      return true;
    g_clear_pointer(ret_outcome, pc_outcome_free);
    if (!pc_execution_sleep(a->execution, AGAIN_MS, error))
      return false;
  }
}

/* The operation that is told to have been asked; the caller's. */
static json_t *told_new(const asked *a) {
  json_t *operation = operation_new(a, 0);
  if (a->step->times == 0 || !pc_operation_text(operation, "as"))
    return operation;
  json_t *handles = json_array();
  for (guint i = 0; i < a->step->times; i++)
    json_array_append_new(handles, handle_new(operation, i));
  json_object_set_new(operation, "as", handles);
  return operation;
}

bool pc_execution_typed_step(pc_execution *execution, guint session, const char *label,
                             const pc_typed_step *step, GError **error) {
  const asked a = {.execution = execution,
                   .table = pc_role_table_of(pc_execution_probe(execution)->role),
                   .step = step,
                   .session = session};
  if (!step->operation)
    return pc_execution_sleep(execution, step->pause_ms, error);
  if (step->each)
    return each_ask(&a, label, error);
  const bool plain = !step->times && !step->until && (!label || step->show == 0);
  if (plain)
    return pc_execution_operate_take(execution, session, label, operation_new(&a, 0), error);
  pc_outcome *outcome = NULL;
  if (!until_try(&a, &outcome, error))
    return false;
  if (!label)
    return setup_take(&a, outcome, 0, error);
  json_t *operation = told_new(&a);
  pc_execution_observe_answer_take(execution, session, label, operation, outcome);
  json_decref(operation);
  return true;
}

static pc_typed_step *step_new(pc_execution *execution, const char *label, const char *text,
                               GError **error) {
  const pc_probe *probe = pc_execution_probe(execution);
  g_autofree char *problem = NULL;
  pc_typed_step *step = pc_typed_step_parse(text, pc_role_table_of(probe->role), !label, &problem);
  if (!step)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "%s: '%s': %s", probe->id, text, problem);
  return step;
}

bool pc_execution_step(pc_execution *execution, guint session, const char *label, const char *text,
                       GError **error) {
  pc_typed_step *step = step_new(execution, label, text, error);
  const bool fine = step && pc_execution_typed_step(execution, session, label, step, error);
  pc_typed_step_free(step);
  return fine;
}

bool pc_execution_step_try(pc_execution *execution, guint session, const char *text,
                           pc_outcome **ret_outcome, GError **error) {
  pc_typed_step *step = step_new(execution, "", text, error);
  const asked a = {.execution = execution,
                   .table = pc_role_table_of(pc_execution_probe(execution)->role),
                   .step = step,
                   .session = session};
  const bool fine = step && until_try(&a, ret_outcome, error);
  pc_typed_step_free(step);
  return fine;
}

void pc_execution_observe_step_take(pc_execution *execution, guint session, const char *label,
                                    const char *text, pc_outcome *outcome) {
  pc_typed_step *step = step_new(execution, label, text, NULL);
  const asked a = {.execution = execution, .step = step, .session = session};
  json_t *operation = step ? operation_new(&a, 0) : NULL;
  pc_execution_observe_answer_take(execution, session, label, operation, outcome);
  json_decref(operation);
  pc_typed_step_free(step);
}
