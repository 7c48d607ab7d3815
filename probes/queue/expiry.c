/* SPDX-License-Identifier: MIT */
/* What time does to messages and queues. */
#include "probes/queue/ask.h"

static const queue_step message_ttl_steps[] = {
    {.op = "declare"},
    {.label = "published with a time to live",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 0.2, 'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.pause_ms = 1000, .label = "received after a second", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool message_ttl_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, message_ttl_steps, error);
}

static const pc_probe message_ttl = {
    .id = "queue/expiry/message-ttl",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message whose time to live is over",
               .bites = "a stale reset link is still sent in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "put the time into the message, and look at it before acting"},
    .pauses = true,
    .ask = message_ttl_ask,
};

static const queue_step queue_message_ttl_steps[] = {
    {.label = "declared with a time to live", .op = "declare", .options = "{'message_ttl': 0.2}"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.pause_ms = 1000, .label = "received after a second", .op = "receive", .now = true, .all = 1},
    {0},
};

static bool queue_message_ttl_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, queue_message_ttl_steps, error);
}

static const pc_probe queue_message_ttl = {
    .id = "queue/expiry/queue-message-ttl",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue whose messages have a time to live",
               .bites =
                   "a backlog is handled after a night in one environment and is gone in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "put the time into the message, and look at it before acting"},
    .pauses = true,
    .ask = queue_message_ttl_ask,
};

static const queue_step shorter_of_two_steps[] = {
    {.label = "declared with a time to live", .op = "declare", .options = "{'message_ttl': 0.2}"},
    {.label = "published with a longer one",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 60, 'confirm': true}"},
    {.pause_ms = 1000, .label = "received after a second", .op = "receive", .now = true, .all = 1},
    {0},
};

static bool shorter_of_two_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, shorter_of_two_steps, error);
}

static const pc_probe shorter_of_two = {
    .id = "queue/expiry/shorter-of-two",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message's own time to live, longer than its queue's",
               .bites = "a message that was given an hour lives for seconds",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "set the time to live in one place"},
    .pauses = true,
    .ask = shorter_of_two_ask,
};

static const queue_step behind_longer_lived_steps[] = {
    {.op = "declare"},
    {.label = "published with a minute to live",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 60, 'confirm': true}"},
    {.label = "published with less",
     .op = "publish",
     .body = "b",
     .options = "{'ttl': 0.2, 'confirm': true}"},
    {.pause_ms = 1000, .label = "ready after a second", .op = "depth"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool behind_longer_lived_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, behind_longer_lived_steps, error);
}

static const pc_probe behind_longer_lived = {
    .id = "queue/expiry/behind-longer-lived",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "An expired message behind one that lives longer",
               .bites =
                   "a retry queue with different delays holds the short ones behind the long ones",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "use a queue for each delay"},
    .pauses = true,
    .ask = behind_longer_lived_ask,
};

static const queue_step zero_ttl_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'ttl': 0, 'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool zero_ttl_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, zero_ttl_steps, error);
}

static const pc_probe zero_ttl = {
    .id = "queue/expiry/zero-ttl",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A time to live of zero",
               .bites = "0 means 'never' in one environment and 'at once' in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "never send zero; leave the time to live out"},
    .ask = zero_ttl_ask,
};

static const queue_step negative_ttl_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'ttl': -1, 'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool negative_ttl_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, negative_ttl_steps, error);
}

static const pc_probe negative_ttl = {
    .id = "queue/expiry/negative-ttl",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A time to live below zero",
               .bites = "a deadline that has passed already is refused in one environment and "
                        "means 'never' in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "do not send what is late"},
    .ask = negative_ttl_ask,
};

static const queue_step queue_expires_steps[] = {
    {.label = "declared to expire", .op = "declare", .options = "{'expires': 0.3}"},
    {.label = "published", .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.pause_ms = 1500, .label = "after its time", .op = "depth"},
    {0},
};

static bool queue_expires_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, queue_expires_steps, error);
}

static const pc_probe queue_expires = {
    .id = "queue/expiry/queue-expires",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that nobody uses, declared to expire",
               .bites = "messages that wait for a worker which is away are gone with their queue",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "let only queues expire that hold answers for one client"},
    .pauses = true,
    .ask = queue_expires_ask,
};

static const queue_step dead_letter_steps[] = {
    {.op = "declare", .queue = "b"},
    {.label = "declared with a dead-letter queue", .op = "declare", .dead = "b"},
    {.label = "published with a time to live",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 0.2, 'confirm': true}"},
    {.label = "among the dead letters", .op = "receive", .queue = "b", .wait_ms = 2000},
    {0},
};

static bool dead_letter_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dead_letter_steps, error);
}

static const pc_probe dead_letter = {
    .id = "queue/expiry/dead-letter",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where an expired message goes",
               .bites =
                   "a delayed retry over a dead-letter queue never comes back in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/dlx",
               .remedy = "test retries against the broker of production"},
    .pauses = true,
    .ask = dead_letter_ask,
};

static const queue_step unacknowledged_steps[] = {
    {.op = "declare"},
    {.label = "published with a time to live",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 0.9, 'confirm': true}"},
    {.label = "received", .op = "receive", .as = "m", .now = true},
    {.pause_ms = 1200, .label = "acknowledged after it", .op = "ack", .of = "m"},
    {.label = "ready", .op = "depth"},
    {0},
};

static bool unacknowledged_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, unacknowledged_steps, error);
}

static const pc_probe unacknowledged = {
    .id = "queue/expiry/unacknowledged",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message whose time passes while a consumer has it",
               .bites = "a job that takes longer than its message lives is lost",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "compare the longest job with the time to live"},
    .pauses = true,
    .ask = unacknowledged_ask,
};

static const queue_step requeued_after_steps[] = {
    {.op = "declare"},
    {.label = "published with a time to live",
     .op = "publish",
     .body = "a",
     .options = "{'ttl': 0.9, 'confirm': true}"},
    {.label = "received", .op = "receive", .as = "m", .now = true},
    {.pause_ms = 1200,
     .label = "rejected with requeue after it",
     .op = "reject",
     .of = "m",
     .requeue = true},
    {.label = "received again", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool requeued_after_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, requeued_after_steps, error);
}

static const pc_probe requeued_after = {
    .id = "queue/expiry/requeued-after",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message that is put back once its time is over",
               .bites = "a retry after a failure finds nothing to retry",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/ttl",
               .remedy = "keep the time to live longer than the retries take"},
    .pauses = true,
    .ask = requeued_after_ask,
};

static const queue_step delayed_steps[] = {
    {.op = "declare"},
    {.label = "published with a delay",
     .op = "publish",
     .body = "a",
     .options = "{'delay': 2, 'confirm': true}"},
    {.label = "at once", .op = "receive", .as = "m", .now = true},
    {.label = "ready meanwhile", .op = "depth"},
    {.label = "later", .op = "receive", .as = "n", .wait_ms = 3000},
    {0},
};

static bool delayed_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delayed_steps, error);
}

static const pc_probe delayed = {
    .id = "queue/expiry/delay",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A message that is published with a delay",
         .bites = "a reminder is sent at once",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "expiry",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "use a scheduler, or a queue with a time to live and a dead-letter queue"},
    .pauses = true,
    .ask = delayed_ask,
};

static const queue_step receive_wait_steps[] = {
    {.op = "declare"},
    {.label = "nothing there", .op = "receive", .wait_ms = 300},
    {.session = 1, .op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "published by another session", .op = "receive", .as = "n"},
    {0},
};

static bool receive_wait_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, receive_wait_steps, error);
}

static const pc_probe receive_wait = {
    .id = "queue/expiry/receive-wait",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A receive that waits for what another session publishes meanwhile",
               .bites =
                   "a worker that polls without waiting burns a processor, one that waits is late",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://www.rabbitmq.com/docs/consumers",
               .remedy = "use consumers that are pushed to"},
    .ask = receive_wait_ask,
};

extern const pc_probe *const pc_probes_queue_expiry[];
const pc_probe *const pc_probes_queue_expiry[] = {
    &message_ttl,
    &queue_message_ttl,
    &shorter_of_two,
    &behind_longer_lived,
    &zero_ttl,
    &negative_ttl,
    &queue_expires,
    &dead_letter,
    &unacknowledged,
    &requeued_after,
    &delayed,
    &receive_wait,
    NULL,
};
