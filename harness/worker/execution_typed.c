/* SPDX-License-Identifier: MIT */
/*
 * Steps of typed languages asked. A plain one is sent and recorded as it came, and may wait. One
 * that is shown in part, asked several times or until an answer comes is tried, which cannot wait,
 * and what was made of the answers is recorded.
 */
#include "harness/worker/execution.h"

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

static json_t *operation_new(const asked *a) {
  return pc_typed_operation_new(a->step, pc_execution_scratch(a->execution));
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

/* Asks until there are all, or nothing comes. What comes instead of an answer is the outcome. */
static bool times_try(const asked *a, pc_outcome **ret_outcome, GError **error) {
  g_autoptr(pc_value) list = pc_value_new_list(PC_KIND_LIST);
  for (guint i = 0; i < a->step->times; i++) {
    json_t *operation = operation_new(a);
    json_t *handle = handle_new(operation, i);
    if (handle)
      json_object_set_new(operation, "as", handle);
    if (!once_try(a, operation, ret_outcome, error))
      return false;
    if ((*ret_outcome)->kind == PC_OUTCOME_MISSING) {
      g_clear_pointer(ret_outcome, pc_outcome_free);
      break;
    }
    if ((*ret_outcome)->kind != PC_OUTCOME_VALUE)
      return true;
    pc_value_append_take(list, pc_value_copy((*ret_outcome)->value));
    g_clear_pointer(ret_outcome, pc_outcome_free);
  }
  *ret_outcome = pc_outcome_new_value_take(g_steal_pointer(&list));
  return true;
}

static bool outcome_is(const pc_outcome *outcome, const char *until) {
  static const pc_canon plain = {0};
  g_autoptr(GString) json = g_string_new(NULL);
  guint rules = 0;
  pc_outcome_print(outcome, &plain, json, &rules);
  return strcmp(json->str, until) == 0;
}

/* Asks until the outcome is the one that is waited for, or the time is over. */
static bool until_try(const asked *a, pc_outcome **ret_outcome, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)a->step->within_ms * 1000;
  for (;;) {
    if (a->step->times ? !times_try(a, ret_outcome, error)
                       : !once_try(a, operation_new(a), ret_outcome, error))
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
  json_t *operation = operation_new(a);
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
  const bool plain = !step->times && !step->until && (!label || step->show == 0);
  if (plain)
    return pc_execution_operate_take(execution, session, label, operation_new(&a), error);
  pc_outcome *outcome = NULL;
  if (!until_try(&a, &outcome, error))
    return false;
  if (!label) {
    pc_outcome_free(outcome);
    return true;
  }
  json_t *operation = told_new(&a);
  pc_execution_observe_answer_take(execution, session, label, operation, outcome);
  json_decref(operation);
  return true;
}
