/* SPDX-License-Identifier: MIT */
/* What a broker takes of the wish that messages and queues survive it. Whether they do is not
 * asked: nothing here restarts a broker. */
#include "probes/queue/ask.h"

static const queue_step persistent_flag_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'persistent': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool persistent_flag_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, persistent_flag_steps, error);
}

static const pc_probe persistent_flag = {
    .id = "queue/durability/persistent-flag",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message that is marked as persistent",
               .bites = "code that marks jobs as persistent does not run in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "restart the broker of each environment once and see what is left"},
    .ask = persistent_flag_ask,
};

static const queue_step durable_queue_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'durable': true}"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'persistent': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool durable_queue_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, durable_queue_steps, error);
}

static const pc_probe durable_queue = {
    .id = "queue/durability/durable-queue",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is declared durable",
               .bites = "code that declares its queue durable does not run in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "restart the broker of each environment once and see what is left"},
    .ask = durable_queue_ask,
};

static const queue_step transient_queue_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'durable': false}"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive"},
    {0},
};

static bool transient_queue_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, transient_queue_steps, error);
}

static const pc_probe transient_queue = {
    .id = "queue/durability/transient-queue",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is declared transient",
               .bites = "a worker that declares its queue transient does not start where the "
                        "broker permits none",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/deprecated-features-list",
               .remedy = "declare queues durable"},
    .ask = transient_queue_ask,
};

static const queue_step quorum_queue_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'kind': 'quorum'}"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive"},
    {0},
};

static bool quorum_queue_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, quorum_queue_steps, error);
}

static const pc_probe quorum_queue = {
    .id = "queue/durability/quorum-queue",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A replicated queue",
               .bites = "a declaration of production is not understood in development",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/quorum-queues",
               .remedy = "declare by policies"},
    .ask = quorum_queue_ask,
};

static const queue_step quorum_not_durable_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'kind': 'quorum', 'durable': false}"},
    {0},
};

static bool quorum_not_durable_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, quorum_not_durable_steps, error);
}

static const pc_probe quorum_not_durable = {
    .id = "queue/durability/quorum-not-durable",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A replicated queue that is not durable",
               .bites = "a declaration that works in development is refused in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/quorum-queues",
               .remedy = "declare as durable"},
    .ask = quorum_not_durable_ask,
};

static const queue_step unknown_kind_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'kind': 'splendid'}"},
    {0},
};

static bool unknown_kind_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, unknown_kind_steps, error);
}

static const pc_probe unknown_kind = {
    .id = "queue/durability/unknown-kind",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue of a kind that there is not",
               .bites = "a mistyped kind is taken for the default in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "durability",
               .see = "https://www.rabbitmq.com/docs/quorum-queues",
               .remedy = "test declarations against the broker of production"},
    .ask = unknown_kind_ask,
};

extern const pc_probe *const pc_probes_queue_durability[];
const pc_probe *const pc_probes_queue_durability[] = {
    &persistent_flag, &durable_queue, &transient_queue, &quorum_queue, &quorum_not_durable,
    &unknown_kind,    NULL,
};
