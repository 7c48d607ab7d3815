/* SPDX-License-Identifier: MIT */
/* Consumers that messages are pushed to, one and several. */
#include "probes/queue/ask.h"

static const queue_step prefetch_limit_steps[] = {
    {.op = "declare"},
    {.label = "prefetch of one", .op = "prefetch", .options = "{'count': 1}"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "first", .op = "next", .as = "m", .of = "c"},
    {.label = "next while the first is unacknowledged",
     .op = "next",
     .as = "n",
     .of = "c",
     .wait_ms = 500},
    {.label = "first acknowledged", .op = "ack", .of = "m"},
    {.label = "next after it", .op = "next", .as = "o", .of = "c"},
    {0},
};

static bool prefetch_limit_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, prefetch_limit_steps, error);
}

static const pc_probe prefetch_limit = {
    .id = "queue/consumers/prefetch-limit",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A consumer with a prefetch of one, and two messages",
               .bites = "a worker gets more jobs than it has room for",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-prefetch",
               .remedy = "set a prefetch, and count what is unacknowledged"},
    .ask = prefetch_limit_ask,
};

static const queue_step prefetch_receive_steps[] = {
    {.op = "declare"},
    {.label = "prefetch of one", .op = "prefetch", .options = "{'count': 1}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "first", .op = "receive", .as = "m", .now = true},
    {.label = "second while the first is unacknowledged", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool prefetch_receive_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, prefetch_receive_steps, error);
}

static const pc_probe prefetch_receive = {
    .id = "queue/consumers/prefetch-receive",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether prefetch limits a receive too",
               .bites = "a worker that polls takes more jobs than its prefetch says",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-prefetch",
               .remedy = "use consumers where a limit matters"},
    .ask = prefetch_receive_ask,
};

static const queue_step prefetch_fairness_steps[] = {
    {.op = "declare"},
    {.label = "prefetch of one", .op = "prefetch", .options = "{'count': 1}"},
    {.session = 1,
     .label = "prefetch of one by another session",
     .op = "prefetch",
     .options = "{'count': 1}"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.session = 1, .label = "consumed by another session", .op = "consume", .as = "d"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "publish", .body = "d", .options = "{'confirm': true}"},
    {.label = "the slow one's", .op = "next", .as = "m", .of = "c", .show = QUEUE_SHOW_SIZE},
    {.session = 1,
     .label = "the other's 1",
     .op = "next",
     .as = "m1",
     .of = "d",
     .show = QUEUE_SHOW_SIZE},
    {.session = 1, .op = "ack", .of = "m1"},
    {.session = 1,
     .label = "the other's 2",
     .op = "next",
     .as = "m2",
     .of = "d",
     .show = QUEUE_SHOW_SIZE},
    {.session = 1, .op = "ack", .of = "m2"},
    {.session = 1,
     .label = "the other's 3",
     .op = "next",
     .as = "m3",
     .of = "d",
     .show = QUEUE_SHOW_SIZE},
    {.session = 1, .op = "ack", .of = "m3"},
    {.session = 1,
     .label = "no more",
     .op = "next",
     .as = "z",
     .of = "d",
     .wait_ms = 300,
     .show = QUEUE_SHOW_SIZE},
    {0},
};

static bool prefetch_fairness_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, prefetch_fairness_steps, error);
}

static const pc_probe prefetch_fairness = {
    .id = "queue/consumers/prefetch-fairness",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two consumers with a prefetch of one, the first of which is slow",
               .bites = "jobs wait behind a slow worker while another is idle",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-prefetch",
               .remedy = "set a prefetch of one where jobs take long"},
    .ask = prefetch_fairness_ask,
};

static const queue_step greedy_consumer_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "publish", .body = "d", .options = "{'confirm': true}"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.label = "its first", .op = "next", .as = "m", .of = "c"},
    {.label = "left in the queue", .op = "depth", .until = "{'value':0}"},
    {.session = 1, .label = "another session's", .op = "receive", .as = "m", .wait_ms = 500},
    {0},
};

static bool greedy_consumer_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, greedy_consumer_steps, error);
}

static const pc_probe greedy_consumer = {
    .id = "queue/consumers/greedy-consumer",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "What is left for others beside a consumer without prefetch",
               .bites = "one worker takes the whole backlog, and a second one that is started to "
                        "help gets nothing",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-prefetch",
               .remedy = "set a prefetch"},
    .ask = greedy_consumer_ask,
};

static const queue_step alternate_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.session = 1, .label = "consumed by another session", .op = "consume", .as = "d"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "publish", .body = "d", .options = "{'confirm': true}"},
    {0},
};

enum { ALTERNATE_MESSAGES = 4, ALTERNATE_ROUNDS = 6, ALTERNATE_CONSUMERS = 2 };

/* One message for each consumer in turn, round for round: where a client fetches, the one that is
 * asked first would else take all that a broker would have pushed to both. ret_other: an answer
 * that is no message; NULL: there was none.
 */
static bool alternate_receive(pc_execution *execution, guint got[ALTERNATE_CONSUMERS],
                              pc_outcome **ret_other, GError **error) {
  static const char *const consumers[ALTERNATE_CONSUMERS] = {"c", "d"};
  for (guint i = 0;
       i < ALTERNATE_ROUNDS * ALTERNATE_CONSUMERS && got[0] + got[1] < ALTERNATE_MESSAGES; i++) {
    const guint who = i % ALTERNATE_CONSUMERS;
    g_autofree char *as = g_strdup_printf("m%u", i);
    const queue_step next = {
        .session = who, .op = "next", .of = consumers[who], .as = as, .wait_ms = 300};
    g_autoptr(pc_outcome) outcome = NULL;
    if (!pc_execution_operate_try_take(execution, who, queue_operation_new(execution, &next),
                                       &outcome, error))
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
  guint got[ALTERNATE_CONSUMERS] = {0};
  pc_outcome *other = NULL;
  if (!queue_ask(execution, alternate_steps, error))
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
    .language = PC_LANGUAGE_OPERATIONS,
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

static const queue_step cancel_unacknowledged_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "its first", .op = "next", .as = "m", .of = "c"},
    {.label = "cancelled", .op = "cancel", .of = "c"},
    {.session = 1, .label = "another session's", .op = "receive", .as = "m", .wait_ms = 500},
    {.label = "its first acknowledged", .op = "ack", .of = "m"},
    {0},
};

static bool cancel_unacknowledged_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, cancel_unacknowledged_steps, error);
}

static const pc_probe cancel_unacknowledged = {
    .id = "queue/consumers/cancel-unacknowledged",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "What a cancelled consumer has not acknowledged",
               .bites = "a worker that stops taking jobs keeps those that it had been sent",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "reject what was not begun, then close the channel"},
    .ask = cancel_unacknowledged_ask,
};

static const queue_step after_cancel_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.label = "cancelled", .op = "cancel", .of = "c"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "ready", .op = "depth", .until = "{'value':1}"},
    {.session = 1, .label = "another session's", .op = "receive"},
    {0},
};

static bool after_cancel_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, after_cancel_steps, error);
}

static const pc_probe after_cancel = {
    .id = "queue/consumers/after-cancel",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "What is published after a consumer was cancelled",
               .bites = "a message goes to a worker that has stopped",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "expect messages that were on their way"},
    .ask = after_cancel_ask,
};

static const queue_step cancel_unknown_steps[] = {
    {.op = "declare"},
    {.label = "cancelled", .op = "cancel", .of = "c"},
    {0},
};

static bool cancel_unknown_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, cancel_unknown_steps, error);
}

static const pc_probe cancel_unknown = {
    .id = "queue/consumers/cancel-unknown",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Cancelling a consumer that is not there",
               .bites = "a shutdown fails in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "cancel once"},
    .ask = cancel_unknown_ask,
};

static const queue_step exclusive_consumer_steps[] = {
    {.op = "declare"},
    {.label = "consumed exclusively", .op = "consume", .options = "{'exclusive': true}", .as = "c"},
    {.session = 1, .label = "consumed by another session", .op = "consume", .as = "d"},
    {.session = 1, .label = "received by another session", .op = "receive", .now = true},
    {0},
};

static bool exclusive_consumer_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, exclusive_consumer_steps, error);
}

static const pc_probe exclusive_consumer = {
    .id = "queue/consumers/exclusive-consumer",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A second consumer beside an exclusive one",
               .bites = "two instances of a job that must run alone run at once in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "take a lock for what must run alone"},
    .ask = exclusive_consumer_ask,
};

static const queue_step same_name_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.label = "consumed again under the same name", .op = "consume", .as = "c"},
    {0},
};

static bool same_name_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, same_name_steps, error);
}

static const pc_probe same_name = {
    .id = "queue/consumers/same-name",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two consumers of one name in one session",
               .bites = "a worker that subscribes twice is cut off in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "give every consumer a name of its own"},
    .ask = same_name_ask,
};

static const queue_step queue_deleted_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.session = 1, .label = "deleted by another session", .op = "delete"},
    {.label = "next", .op = "next", .as = "m", .of = "c"},
    {0},
};

static bool queue_deleted_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, queue_deleted_steps, error);
}

static const pc_probe queue_deleted = {
    .id = "queue/consumers/queue-deleted",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A consumer whose queue is deleted",
               .bites = "a worker waits forever for a queue that is gone",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-cancel",
               .remedy = "handle the cancellation by the broker, and check for it otherwise"},
    .ask = queue_deleted_ask,
};

static const queue_step queue_deleted_and_back_steps[] = {
    {.op = "declare"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.session = 1, .label = "deleted by another session", .op = "delete"},
    {.session = 1, .label = "declared again", .op = "declare"},
    {.session = 1, .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "next", .op = "next", .as = "m", .of = "c"},
    {0},
};

static bool queue_deleted_and_back_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, queue_deleted_and_back_steps, error);
}

static const pc_probe queue_deleted_and_back = {
    .id = "queue/consumers/queue-deleted-and-back",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A consumer whose queue is deleted and declared again",
               .bites = "after a cleanup workers are connected and get nothing",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/consumer-cancel",
               .remedy = "subscribe again when the broker cancels"},
    .ask = queue_deleted_and_back_ask,
};

static const queue_step closed_by_error_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "received from a queue that is not there",
     .op = "receive",
     .queue = "b",
     .as = "n",
     .now = true},
    {.label = "the first acknowledged after it", .op = "ack", .of = "m"},
    {.session = 1, .label = "another session's", .op = "receive", .as = "m", .wait_ms = 600},
    {0},
};

static bool closed_by_error_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, closed_by_error_steps, error);
}

static const pc_probe closed_by_error = {
    .id = "queue/consumers/closed-by-error",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Unacknowledged messages of a session that made a mistake",
               .bites =
                   "one wrong call makes a worker's other jobs run twice in one environment only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "consumers",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "use a channel of its own for what may fail"},
    .ask = closed_by_error_ask,
};

extern const pc_probe *const pc_probes_queue_consumers[];
const pc_probe *const pc_probes_queue_consumers[] = {
    &prefetch_limit,     &prefetch_receive,
    &prefetch_fairness,  &greedy_consumer,
    &alternate,          &cancel_unacknowledged,
    &after_cancel,       &cancel_unknown,
    &exclusive_consumer, &same_name,
    &queue_deleted,      &queue_deleted_and_back,
    &closed_by_error,    NULL,
};
