/* SPDX-License-Identifier: MIT */
/* What a publisher is told. */
#include "probes/queue/ask.h"

static const queue_step confirmed_steps[] = {
    {.op = "declare"},
    {.label = "published without", .op = "publish", .body = "a"},
    {.label = "published with confirm",
     .op = "publish",
     .body = "b",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool confirmed_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, confirmed_steps, error);
}

static const pc_probe confirmed = {
    .id = "queue/confirm/confirmed",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message that is published with confirm",
               .bites = "a publisher that waits for its confirm hangs in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "confirm",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "publish with confirms everywhere"},
    .ask = confirmed_ask,
};

static const queue_step full_queue_steps[] = {
    {.label = "declared to refuse",
     .op = "declare",
     .options = "{'max_length': 1, 'overflow': 'reject-publish'}"},
    {.label = "published a", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "published b", .op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "published c", .op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool full_queue_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, full_queue_steps, error);
}

static const pc_probe full_queue = {
    .id = "queue/confirm/full-queue",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What a publisher with confirm is told by a full queue",
               .bites = "orders that the broker refused are taken for sent",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "confirm",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "look at the confirm"},
    .ask = full_queue_ask,
};

static const queue_step dropped_head_steps[] = {
    {.label = "declared with one message at most", .op = "declare", .options = "{'max_length': 1}"},
    {.label = "published a", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "published b", .op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool dropped_head_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dropped_head_steps, error);
}

static const pc_probe dropped_head = {
    .id = "queue/confirm/dropped-head",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What a publisher with confirm is told by a queue that drops",
               .bites = "a confirmed order was dropped by the next one",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "confirm",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "declare reject-publish where nothing may be lost"},
    .ask = dropped_head_ask,
};

static const queue_step after_refusal_steps[] = {
    {.op = "declare"},
    {.label = "received from a queue that is not there",
     .op = "receive",
     .queue = "b",
     .as = "m",
     .now = true},
    {.label = "published after it", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool after_refusal_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, after_refusal_steps, error);
}

static const pc_probe after_refusal = {
    .id = "queue/confirm/after-refusal",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Publishing after the session made a mistake",
         .bites =
             "one wrong call makes all that a session publishes afterwards fail in one environment",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "confirm",
         .see = "https://www.rabbitmq.com/docs/publishers",
         .remedy = "open a new channel after an error"},
    .ask = after_refusal_ask,
};

extern const pc_probe *const pc_probes_queue_confirm[];
const pc_probe *const pc_probes_queue_confirm[] = {
    &confirmed, &full_queue, &dropped_head, &after_refusal, NULL,
};
