/* SPDX-License-Identifier: MIT */
/* Contracts asked, part by part, in a scratch and beside it. */
#include "harness/worker/contract.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"
#include "harness/worker/contract_judge.h"
#include "harness/worker/execution.h"
#include "harness/worker/scratch.h"

#include <string.h>

enum { PART_MS = 25000 }; /* for all rows of a part */

static const pc_contract *const contracts[] = {&pc_contract_cache, &pc_contract_queue};

const pc_contract *pc_contract_find(const char *id) {
  for (guint i = 0; i < G_N_ELEMENTS(contracts); i++)
    if (g_strcmp0(contracts[i]->id, id) == 0)
      return contracts[i];
  return NULL;
}

const pc_contract *pc_contract_of(const pc_adapter *adapter) {
  for (guint i = 0; i < G_N_ELEMENTS(contracts); i++)
    if (adapter->drivers[pc_role_language(contracts[i]->role)])
      return contracts[i];
  return NULL;
}

static bool rows_ask(pc_execution *execution, GError **error);

/* The probe that one part is: its place among those of its contract says which. */
static pc_probe part_probe(const pc_contract *contract) {
  return (pc_probe){.id = contract->id,
                    .role = contract->role,
                    .language = pc_role_language(contract->role),
                    .sessions = 2,
                    .header = {.title = "The contract of a role",
                               .bites = "an adapter that breaks it makes every answer doubtful",
                               .severity = PC_SEVERITY_HIGH,
                               .reach = PC_REACH_SCRATCH},
                    .ask = rows_ask};
}

/* A probe and the rows that it asks. */
typedef struct part {
  pc_probe probe; /* first, so that rows_ask finds the rows */
  const pc_contract_row *rows;
} part;

static bool was_done(const pc_execution *execution, const char *label) {
  const pc_outcome *outcome = pc_execution_observed(execution, label);
  if (!outcome || outcome->kind != PC_OUTCOME_VALUE)
    return outcome && outcome->kind == PC_OUTCOME_DONE;
  return pc_value_kind(outcome->value) != PC_KIND_BOOLEAN ||
         strcmp(pc_value_text(outcome->value, NULL), "true") == 0;
}

/* What a service cannot be asked for want of a proof is what it lacks. */
static bool row_ask(pc_execution *execution, const pc_contract_row *row, json_t *operation,
                    GError **error) {
  GError *problem = NULL;
  g_autofree char *name = g_strdup(pc_operation_name(operation));
  if (pc_execution_operate_take(execution, row->session, row->label, operation, &problem))
    return true;
  if (!g_error_matches(problem, PC_ERROR, PC_ERROR_NOT_ASKED)) {
    g_propagate_error(error, problem);
    return false;
  }
  g_error_free(problem);
  pc_execution_observe_lack(execution, row->label, name);
  return true;
}

static bool rows_ask(pc_execution *execution, GError **error) {
  const part *p = (const part *)pc_execution_probe(execution);
  for (const pc_contract_row *row = p->rows; row->label; row++) {
    json_t *operation = pc_contract_operation_new(row, pc_execution_scratch(execution));
    if (row->after && json_object_get(operation, "wait") && !was_done(execution, row->after))
      json_object_set_new(operation, "wait", json_integer(0));
    if (!pc_execution_sleep(execution, row->pause_ms, error) ||
        !row_ask(execution, row, operation, error))
      return false;
  }
  return true;
}

static bool part_ask(const pc_contract *contract, pc_contract_part which, pc_open_scratch *open,
                     GString *json, GError **error) {
  static const pc_contract_row none[] = {{0}};
  const part p = {.probe = part_probe(contract),
                  .rows = contract->rows[which] ? contract->rows[which] : none};
  return pc_open_scratch_ask(open, &p.probe, NULL, json, error);
}

/* Opens scratch, asks one part in it, closes it. */
static bool scratch_ask(const pc_contract *contract, const pc_contract_place *place,
                        pc_contract_part which, GString *json, GError **problem, GError **left) {
  const pc_probe probe = part_probe(contract);
  pc_open_scratch open;
  const bool fine = pc_open_scratch_init(&open, place->adapter, place->service, &probe,
                                         place->scratch, PART_MS, place->harness, problem);
  const bool asked = part_ask(contract, which, &open, json, problem);
  return pc_open_scratch_close(&open, *left ? NULL : left) && fine && asked;
}

/* All parts, those of the neighbour in beside. */
static void parts_ask(const pc_contract *contract, const pc_contract_place *place,
                      pc_open_scratch *beside, GString *texts[PC_CONTRACT_PARTS], GError **problem,
                      GError **left) {
  if (!part_ask(contract, PC_CONTRACT_BEFORE, beside, texts[PC_CONTRACT_BEFORE], problem)) {
    g_prefix_error(problem, "in the scratch beside it: ");
    return;
  }
  if (!scratch_ask(contract, place, PC_CONTRACT_ITSELF, texts[PC_CONTRACT_ITSELF], problem, left))
    return;
  if (!part_ask(contract, PC_CONTRACT_AFTER, beside, texts[PC_CONTRACT_AFTER], problem))
    g_prefix_error(problem, "in the scratch beside it, when the other was dropped: ");
  else if (!scratch_ask(contract, place, PC_CONTRACT_AGAIN, texts[PC_CONTRACT_AGAIN], problem,
                        left))
    g_prefix_error(problem, "in the scratch, made again: ");
}

void pc_contract_ask(const pc_contract *contract, const pc_contract_place *place, GString *json,
                     GError **problem, GError **left) {
  const pc_adapter *adapter = place->adapter;
  const pc_probe probe = part_probe(contract);
  g_autofree void *service = g_malloc0(adapter->service_size);
  GString *texts[PC_CONTRACT_PARTS];
  pc_open_scratch beside;
  for (guint i = 0; i < PC_CONTRACT_PARTS; i++)
    texts[i] = g_string_new(NULL);
  if (!contract->rows[PC_CONTRACT_BEFORE]) {
    if (scratch_ask(contract, place, PC_CONTRACT_ITSELF, texts[PC_CONTRACT_ITSELF], problem,
                    left) &&
        !scratch_ask(contract, place, PC_CONTRACT_AGAIN, texts[PC_CONTRACT_AGAIN], problem, left))
      g_prefix_error(problem, "in the scratch, made again: ");
  } else if (adapter->open(service, place->endpoint, place->timeout_ms, problem)) {
    if (pc_open_scratch_init(&beside, adapter, service, &probe, place->beside, PART_MS,
                             place->harness, problem))
      parts_ask(contract, place, &beside, texts, problem, left);
    pc_open_scratch_close(&beside, *left ? NULL : left);
    adapter->close(service);
  }
  g_string_append(json, texts[PC_CONTRACT_ITSELF]->str);
  g_string_append_printf(json, "%s\"parts\":[", texts[PC_CONTRACT_ITSELF]->len ? "," : "");
  for (guint i = 0; i < PC_CONTRACT_PARTS; i++) {
    if (i != PC_CONTRACT_ITSELF)
      g_string_append_printf(json, "%s{%s}", json->str[json->len - 1] == '[' ? "" : ",",
                             texts[i]->str);
    g_string_free(texts[i], TRUE);
  }
  g_string_append_c(json, ']');
}
