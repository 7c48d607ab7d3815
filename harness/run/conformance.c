/* SPDX-License-Identifier: MIT */
/* How a service keeps its role's contract, for people to read. */
#include "harness/run/conformance.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/model/operation.h"
#include "harness/model/run_name.h"
#include "harness/run/journal.h"
#include "harness/worker/contract_judge.h"

#include <string.h>

enum { ATTEMPT = 1, ATTEMPT_BESIDE = 11 };

static char *json_show(const json_t *json) {
  enum { SHOWN_MAX = 200 };
  char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
  char *shown =
      text && strlen(text) > SHOWN_MAX
          ? g_strdup_printf("%.*s... (%" G_GSIZE_FORMAT " bytes)", SHOWN_MAX, text, strlen(text))
          : g_strdup(text);
  free(text);
  char *valid = g_utf8_make_valid(shown ? shown : "nothing", -1);
  g_free(shown);
  return valid;
}

/* What is expected, as it is told. */
static char *expected_show(const pc_contract_row *row) {
  g_autoptr(GString) expected =
      g_string_new(row->allowed & PC_EXPECT_SECONDS ? "{'value':SECONDS}" : row->expected);
  g_string_replace(expected, "'", "\"", 0);
  g_string_replace(expected, " | ", " or ", 0);
  g_string_replace(expected, "${large}", "...", 0);
  return g_strdup(expected->str);
}

static void row_tell(const pc_contract_row *row, pc_contract_verdict found, const json_t *outcome,
                     const json_t *sent, const char *reason, GPtrArray *details) {
  const char *message = json_string_value(json_object_get(sent, "message"));
  const char *text = json_string_value(json_object_get(sent, "sent"));
  const char *how = found == PC_CONFORMANCE_BROKEN ? "BROKEN" : "its own way";
  g_autofree char *answered = json_show(outcome);
  g_autofree char *expected = expected_show(row);
  g_ptr_array_add(details, g_strdup_printf("    %s: %s", how, row->label));
  g_ptr_array_add(details, g_strdup_printf("      sent:     %s", text ? text : "?"));
  g_ptr_array_add(details,
                  g_strdup_printf("      answered: %s%s%s%s", answered, message ? " (" : "",
                                  message ? message : "", message ? ")" : ""));
  g_ptr_array_add(details, g_strdup_printf("      expected: %s", expected));
  if (reason)
    g_ptr_array_add(details, g_strdup_printf("      because:  %s", reason));
}

/* Whether a row asks op. */
static bool row_asks(const pc_contract_row *row, const char *op) {
  json_t *operation = pc_contract_operation_new(row, "");
  const bool asks = strcmp(pc_operation_name(operation), op) == 0;
  json_decref(operation);
  return asks;
}

/* The option that an operation goes without where it is not unsupported as a whole; or NULL. */
static const char *option_lacked(const char *op, const json_t *outcome) {
  const char *name = json_string_value(json_object_get(outcome, "unsupported"));
  return name && strcmp(name, op) != 0 ? name : NULL;
}

/* What became of one operation in all parts, with what is to be told of it. lacks gets the options
 * that it has not. */
static pc_contract_verdict operation_judge(const pc_contract *contract, const char *op,
                                           const json_t *reply, guint *ret_asked, GString *lacks,
                                           GPtrArray *details, pc_conformance *c) {
  pc_contract_verdict worst = PC_CONFORMS;
  for (guint i = 0; i < PC_CONTRACT_PARTS; i++) {
    for (const pc_contract_row *row = contract->rows[i]; row && row->label; row++) {
      const json_t *outcome;
      const json_t *sent;
      if (!row_asks(row, op))
        continue;
      g_autofree char *reason = NULL;
      const pc_contract_verdict found = pc_contract_judge(row, reply, &outcome, &sent, &reason);
      *ret_asked += outcome != NULL;
      if (found == PC_CONFORMANCE_UNSUPPORTED && option_lacked(op, outcome))
        g_string_append_printf(lacks, "%s%s",
                               lacks->len ? " " : "; without: ", option_lacked(op, outcome));
      else
        worst = MAX(worst, found);
      if (found == PC_CONFORMANCE_BROKEN) {
        g_ptr_array_add(c->broken, (gpointer)(guintptr)row->label);
        c->harms = c->harms || (row->allowed & PC_HARMS);
      }
      if (found == PC_CONFORMANCE_BROKEN || found == PC_CONFORMS_OWN)
        row_tell(row, found, outcome, sent, reason, details);
    }
  }
  return worst;
}

static const char *const verdict_names[] = {
    [PC_CONFORMS] = "conforms",
    [PC_CONFORMS_OWN] = "conforms, in its own way",
    [PC_CONFORMANCE_UNSUPPORTED] = "unsupported",
    [PC_CONFORMANCE_NOT_ASKED] = "NOT ASKED to the end",
    [PC_CONFORMANCE_BROKEN] = "BREAKS THE CONTRACT",
};

static void fault_tell(pc_conformance *c, const json_t *reply) {
  const char *message = json_string_value(json_object_get(reply, "message"));
  const char *left = json_string_value(json_object_get(reply, "left"));
  const json_t *trace = json_object_get(reply, "trace");
  const json_t *last =
      json_array_get(trace, json_array_size(trace) ? json_array_size(trace) - 1 : 0);
  const char *sent = json_string_value(json_object_get(last, "sent"));
  c->kept = c->kept && !message && !left;
  if (message)
    g_ptr_array_add(c->lines, g_strdup_printf("  FAULT (%s) at %s: %s",
                                              json_string_value(json_object_get(reply, "code")),
                                              sent ? sent : "the beginning", message));
  if (left)
    g_ptr_array_add(c->lines, g_strdup_printf("  LEFT BEHIND: %s", left));
}

/* The names (char *) of the operations that a contract asks, in the order that they first come. */
static GPtrArray *operations_new(const pc_contract *contract) {
  GPtrArray *ops = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < PC_CONTRACT_PARTS; i++) {
    for (const pc_contract_row *row = contract->rows[i]; row && row->label; row++) {
      json_t *operation = pc_contract_operation_new(row, "");
      const char *op = pc_operation_name(operation);
      if (!g_ptr_array_find_with_equal_func(ops, op, g_str_equal, NULL))
        g_ptr_array_add(ops, g_strdup(op));
      json_decref(operation);
    }
  }
  return ops;
}

static void reply_judge(pc_conformance *c, const pc_contract *contract, const json_t *reply) {
  g_autoptr(GPtrArray) ops = operations_new(contract);
  for (guint i = 0; i < ops->len; i++) {
    g_autoptr(GPtrArray) details = g_ptr_array_new();
    g_autoptr(GString) lacks = g_string_new(NULL);
    guint asked = 0;
    const pc_contract_verdict found =
        operation_judge(contract, ops->pdata[i], reply, &asked, lacks, details, c);
    c->kept = c->kept && found < PC_CONFORMANCE_NOT_ASKED;
    const char *op =
        strcmp(ops->pdata[i], contract->unknown) == 0 ? "(no such operation)" : ops->pdata[i];
    g_ptr_array_add(c->lines, g_strdup_printf("  %-19s %s (%u asked)%s", op, verdict_names[found],
                                              asked, lacks->str));
    for (guint j = 0; j < details->len; j++)
      g_ptr_array_add(c->lines, details->pdata[j]);
  }
  fault_tell(c, reply);
}

bool pc_conformance_is_for(const pc_target *target) { return pc_contract_of(target->adapter); }

bool pc_conformance_is_before_run(const pc_target *target) {
  return (target->adapter->capabilities & PC_ADAPTER_PROGRAM) && pc_conformance_is_for(target);
}

const char *pc_conformance_role(const pc_target *target) {
  const pc_contract *contract = pc_contract_of(target->adapter);
  return contract ? pc_role_names[contract->role] : NULL;
}

char *pc_conformance_beside(const char *run, guint task) {
  return pc_scratch_name_new(run, task, ATTEMPT_BESIDE);
}

json_t *pc_conformance_request(const pc_target *target, guint task, const char *scratch,
                               const char *beside) {
  return json_pack("{s:s,s:i,s:s,s:s,s:s}", "type", "ask", "task", (int)task, "probe",
                   pc_contract_of(target->adapter)->id, "scratch", scratch, "beside", beside);
}

pc_conformance *pc_conformance_judge(const pc_target *target, const json_t *reply) {
  pc_conformance *conformance = g_new0(pc_conformance, 1);
  conformance->lines = g_ptr_array_new_with_free_func(g_free);
  conformance->broken = g_ptr_array_new();
  conformance->kept = true;
  reply_judge(conformance, pc_contract_of(target->adapter), reply);
  return conformance;
}

bool pc_conformance_ask(const pc_target *target, const pc_patience *patience,
                        pc_conformance **ret_conformance, GError **error) {
  g_autofree char *run = pc_run_name_new();
  g_autofree char *scratch = pc_scratch_name_new(run, 1, ATTEMPT);
  g_autofree char *beside = pc_conformance_beside(run, 1);
  g_autoptr(pc_journal) journal = pc_journal_new(run, error);
  json_t *reply = NULL;
  if (!journal || !pc_journal_scratch(journal, scratch, target->endpoint->redacted, error) ||
      !pc_journal_scratch(journal, beside, target->endpoint->redacted, error))
    return false;
  json_t *request = pc_conformance_request(target, 1, scratch, beside);
  const bool fine = pc_worker_client_request(target, patience, request, NULL, &reply, error);
  json_decref(request);
  if (!fine)
    return false;
  if (!json_object_get(reply, "left")) {
    pc_journal_removed(journal, scratch);
    pc_journal_removed(journal, beside);
  }
  *ret_conformance = pc_conformance_judge(target, reply);
  json_decref(reply);
  return true;
}

void pc_conformance_free(pc_conformance *conformance) {
  if (!conformance)
    return;
  g_ptr_array_unref(conformance->lines);
  g_ptr_array_unref(conformance->broken);
  g_free(conformance);
}
