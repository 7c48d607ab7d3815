/* SPDX-License-Identifier: MIT */
/* How many messages there are said to be. */
#include "probes/queue/ask.h"

static const queue_step depth_unacknowledged_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.label = "before", .op = "depth", .until = "{'value':3}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "one unacknowledged", .op = "depth", .until = "{'value':2}"},
    {.label = "acknowledged", .op = "ack", .of = "m"},
    {.label = "after it", .op = "depth", .until = "{'value':2}"},
    {0},
};

static bool depth_unacknowledged_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, depth_unacknowledged_steps, error);
}

static const pc_probe depth_unacknowledged = {
    .id = "queue/counting/depth-unacknowledged",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether the depth counts unacknowledged messages",
               .bites = "an autoscaler that looks at the depth stops workers that have work",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "watch unacknowledged messages too"},
    .ask = depth_unacknowledged_ask,
};

static const queue_step purge_count_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "depth", .until = "{'value':3}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "purged", .op = "purge"},
    {.label = "after it", .op = "depth", .until = "{'value':0}"},
    {.label = "unacknowledged one rejected with requeue",
     .op = "reject",
     .of = "m",
     .requeue = true},
    {.label = "then", .op = "depth", .until = "{'value':1}"},
    {0},
};

static bool purge_count_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, purge_count_steps, error);
}

static const pc_probe purge_count = {
    .id = "queue/counting/purge-count",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What a purge removes, and what it leaves",
               .bites = "a purge between tests leaves a message that then comes back",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "close the consumers before a purge"},
    .ask = purge_count_ask,
};

static const queue_step purge_empty_steps[] = {
    {.op = "declare"},
    {.label = "purged", .op = "purge"},
    {0},
};

static bool purge_empty_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, purge_empty_steps, error);
}

static const pc_probe purge_empty = {
    .id = "queue/counting/purge-empty",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Purging a queue without messages",
               .bites = "a cleanup fails in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "none needed"},
    .ask = purge_empty_ask,
};

static const queue_step delete_full_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "deleted", .op = "delete"},
    {.label = "depth after it", .op = "depth", .until = "{'missing':true}"},
    {0},
};

static bool delete_full_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delete_full_steps, error);
}

static const pc_probe delete_full = {
    .id = "queue/counting/delete-full",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Deleting a queue with messages",
               .bites = "messages survive the deletion of their queue in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "purge, then delete"},
    .ask = delete_full_ask,
};

static const queue_step delete_unacknowledged_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.session = 1, .label = "deleted by another session", .op = "delete"},
    {.label = "acknowledged after it", .op = "ack", .of = "m"},
    {0},
};

static bool delete_unacknowledged_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delete_unacknowledged_steps, error);
}

static const pc_probe delete_unacknowledged = {
    .id = "queue/counting/delete-unacknowledged",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Deleting a queue while a message is unacknowledged",
               .bites = "a worker's acknowledgement fails after a cleanup",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "stop workers before queues are removed"},
    .ask = delete_unacknowledged_ask,
};

static const queue_step depth_after_receive_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "unacknowledged", .op = "depth", .until = "{'value':0}"},
    {.label = "acknowledged", .op = "ack", .of = "m"},
    {.label = "after it", .op = "depth", .until = "{'value':0}"},
    {0},
};

static bool depth_after_receive_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, depth_after_receive_steps, error);
}

static const pc_probe depth_after_receive = {
    .id = "queue/counting/depth-after-receive",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Depth of a queue whose only message is unacknowledged",
               .bites = "a queue looks gone, or full, to a monitor",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counting",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "watch unacknowledged messages too"},
    .ask = depth_after_receive_ask,
};

extern const pc_probe *const pc_probes_queue_counting[];
const pc_probe *const pc_probes_queue_counting[] = {
    &depth_unacknowledged,  &purge_count,         &purge_empty, &delete_full,
    &delete_unacknowledged, &depth_after_receive, NULL,
};
