/* SPDX-License-Identifier: MIT */
/* Two consumers, each asked in turn. In C, as a script cannot count over several sessions. */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

enum { MESSAGES = 4, ROUNDS = 6, CONSUMERS = 2 };

static bool published(pc_execution *execution, GError **error) {
  static const struct {
    guint session;
    const char *label;
    const char *step;
  } steps[] = {{0, NULL, "declare a"},
               {0, "consumed", "consume a as=c"},
               {1, "consumed by another session", "consume a as=d"},
               {0, NULL, "publish a 'a' confirm=true"},
               {0, NULL, "publish a 'b' confirm=true"},
               {0, NULL, "publish a 'c' confirm=true"},
               {0, NULL, "publish a 'd' confirm=true"}};
  for (guint i = 0; i < G_N_ELEMENTS(steps) && !pc_execution_ended(execution); i++)
    if (!pc_execution_step(execution, steps[i].session, steps[i].label, steps[i].step, error))
      return false;
  return true;
}

/* One message for each consumer in turn, round for round: where a client fetches, the one that is
 * asked first would else take all that a broker would have pushed to both. ret_other: an answer
 * that is no message; NULL: there was none. */
static bool alternate_receive(pc_execution *execution, guint got[CONSUMERS], pc_outcome **ret_other,
                              GError **error) {
  static const char consumers[CONSUMERS] = {'c', 'd'};
  for (guint i = 0; i < ROUNDS * CONSUMERS && got[0] + got[1] < MESSAGES; i++) {
    const guint who = i % CONSUMERS;
    g_autofree char *step = g_strdup_printf("next %c as=m%u wait=0.3", consumers[who], i);
    g_autoptr(pc_outcome) outcome = NULL;
    if (!pc_execution_step_try(execution, who, step, &outcome, error))
      return false;
    got[who] += outcome->kind == PC_OUTCOME_VALUE;
    if (outcome->kind == PC_OUTCOME_VALUE || outcome->kind == PC_OUTCOME_MISSING)
      continue;
    *ret_other = g_steal_pointer(&outcome);
    return true;
  }
  return true;
}

static bool alternate_ask(pc_execution *execution, GError **error) {
  guint got[CONSUMERS] = {0};
  pc_outcome *other = NULL;
  if (!published(execution, error))
    return false;
  if (pc_execution_ended(execution))
    return true;
  if (!alternate_receive(execution, got, &other, error))
    return false;
  const char *who = got[0] && got[1] ? "both" : got[0] || got[1] ? "one" : "none";
  pc_execution_observe_take(
      execution, "received by the two",
      other ? other : pc_outcome_new_value_take(pc_value_new_integer(got[0] + got[1])));
  pc_execution_observe_take(execution, "who got some",
                            pc_outcome_new_value_take(pc_value_new_text(PC_KIND_TEXT, who, -1)));
  return true;
}

static const pc_probe alternate = {
    .id = "queue/consumers/alternate",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_QUEUE,
    .sessions = 2,
    .header = {.title = "Two consumers of one queue, each asked for a message in turn",
               .bites = "a second worker that is started to help gets nothing in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "expect any share"},
    .ask = alternate_ask,
};

extern const pc_probe *const pc_probes_queue_consumers[];
const pc_probe *const pc_probes_queue_consumers[] = {&alternate, NULL};
