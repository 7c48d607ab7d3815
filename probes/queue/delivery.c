/* SPDX-License-Identifier: MIT */
/* What becomes of a message once it was given out. */
#include "probes/queue/ask.h"

static const queue_step redelivered_flag_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "first time",
     .op = "receive",
     .as = "m",
     .now = true,
     .show = QUEUE_SHOW_REDELIVERED},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "second time", .op = "receive", .as = "n", .show = QUEUE_SHOW_REDELIVERED},
    {.label = "rejected again", .op = "reject", .of = "n", .requeue = true},
    {.label = "third time", .op = "receive", .as = "o", .show = QUEUE_SHOW_REDELIVERED},
    {0},
};

static bool redelivered_flag_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, redelivered_flag_steps, error);
}

static const pc_probe redelivered_flag = {
    .id = "queue/delivery/redelivered-flag",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The flag of a message that is given out again",
               .bites = "a guard against handling twice, which looks at the flag, never fires in "
                        "one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "recognise repeated work by an identifier of your own"},
    .ask = redelivered_flag_ask,
};

static const queue_step delivery_count_steps[] = {
    {.label = "declared as a quorum queue", .op = "declare", .options = "{'kind': 'quorum'}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "first time", .op = "receive", .as = "m", .show = QUEUE_SHOW_DELIVERIES},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "second time", .op = "receive", .as = "n", .show = QUEUE_SHOW_DELIVERIES},
    {.label = "rejected again", .op = "reject", .of = "n", .requeue = true},
    {.label = "third time", .op = "receive", .as = "o", .show = QUEUE_SHOW_DELIVERIES},
    {0},
};

static bool delivery_count_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delivery_count_steps, error);
}

static const pc_probe delivery_count = {
    .id = "queue/delivery/delivery-count",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "How often a message was delivered",
         .bites =
             "a message that always fails is given up after some tries in one environment only",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/quorum-queues",
         .remedy = "count the tries in the message or in a store"},
    .ask = delivery_count_ask,
};

static const queue_step delivery_count_classic_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "first time", .op = "receive", .as = "m", .now = true, .show = QUEUE_SHOW_DELIVERIES},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "second time", .op = "receive", .as = "n", .show = QUEUE_SHOW_DELIVERIES},
    {0},
};

static bool delivery_count_classic_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delivery_count_classic_steps, error);
}

static const pc_probe delivery_count_classic = {
    .id = "queue/delivery/delivery-count-classic",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "How often a message was delivered, of a queue as it is by default",
         .bites = "a count of tries is read from the message, and is there in one environment only",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/quorum-queues",
         .remedy = "count the tries in the message or in a store"},
    .ask = delivery_count_classic_ask,
};

static const queue_step delivery_limit_steps[] = {
    {.op = "declare", .queue = "b"},
    {.label = "declared with a limit",
     .op = "declare",
     .options = "{'kind': 'quorum', 'delivery_limit': 1}",
     .dead = "b"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "first time", .op = "receive", .as = "m"},
    {.label = "first rejected", .op = "reject", .of = "m", .requeue = true},
    {.label = "second time", .op = "receive", .as = "n"},
    {.label = "second rejected", .op = "reject", .of = "n", .requeue = true},
    {.label = "third time", .op = "receive", .as = "o"},
    {.label = "among the dead letters", .op = "receive", .queue = "b", .as = "p"},
    {0},
};

static bool delivery_limit_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, delivery_limit_steps, error);
}

static const pc_probe delivery_limit = {
    .id = "queue/delivery/delivery-limit",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A message that is rejected more often than the queue's limit",
         .bites =
             "a poison message is put aside in one environment and goes round forever in the other",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/quorum-queues",
         .remedy = "give a message up after a number of tries of your own"},
    .ask = delivery_limit_ask,
};

static const queue_step unacknowledged_on_disconnect_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .label = "received", .op = "receive", .as = "m"},
    {.session = 1, .label = "disconnected", .op = "disconnect"},
    {.label = "another session's", .op = "receive", .as = "m", .wait_ms = 2000},
    {0},
};

static bool unacknowledged_on_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, unacknowledged_on_disconnect_steps, error);
}

static const pc_probe unacknowledged_on_disconnect = {
    .id = "queue/delivery/unacknowledged-on-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "What a consumer had not acknowledged when its connection broke",
         .bites =
             "a worker's crash loses its job in one environment and runs it twice in the other",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/confirms",
         .remedy = "acknowledge late, and make jobs safe to run twice"},
    .pauses = true,
    .ask = unacknowledged_on_disconnect_ask,
};

static const queue_step redelivered_after_disconnect_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .op = "receive", .as = "m"},
    {.session = 1, .op = "disconnect"},
    {.label = "another session's",
     .op = "receive",
     .as = "m",
     .wait_ms = 2000,
     .show = QUEUE_SHOW_REDELIVERED},
    {0},
};

static bool redelivered_after_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, redelivered_after_disconnect_steps, error);
}

static const pc_probe redelivered_after_disconnect = {
    .id = "queue/delivery/redelivered-after-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "The flag of a message whose consumer's connection broke",
               .bites = "work that was half done is taken for new",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "recognise repeated work by an identifier of your own"},
    .pauses = true,
    .ask = redelivered_after_disconnect_ask,
};

static const queue_step automatic_acknowledgement_lost_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1,
     .label = "received",
     .op = "receive",
     .options = "{'auto_ack': true}",
     .as = "m"},
    {.session = 1, .label = "disconnected", .op = "disconnect"},
    {.label = "another session's", .op = "receive", .as = "m"},
    {0},
};

static bool automatic_acknowledgement_lost_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, automatic_acknowledgement_lost_steps, error);
}

static const pc_probe automatic_acknowledgement_lost = {
    .id = "queue/delivery/automatic-acknowledgement-lost",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title =
             "A message that was acknowledged on delivery, and its consumer's connection broke",
         .bites = "jobs vanish at every restart of a worker",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/confirms",
         .remedy = "acknowledge once the work is done"},
    .pauses = true,
    .ask = automatic_acknowledgement_lost_ask,
};

static const queue_step acknowledged_on_disconnect_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .label = "received", .op = "receive", .as = "m"},
    {.session = 1, .label = "acknowledged", .op = "ack", .of = "m"},
    {.session = 1, .label = "disconnected", .op = "disconnect"},
    {.label = "another session's", .op = "receive", .as = "m"},
    {0},
};

static bool acknowledged_on_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, acknowledged_on_disconnect_steps, error);
}

static const pc_probe acknowledged_on_disconnect = {
    .id = "queue/delivery/acknowledged-on-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A message that was acknowledged before the connection broke",
               .bites = "a job that was done is done again",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "make jobs safe to run twice"},
    .pauses = true,
    .ask = acknowledged_on_disconnect_ask,
};

static const queue_step acknowledge_twice_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "acknowledged", .op = "ack", .of = "m"},
    {.label = "again", .op = "ack", .of = "m"},
    {0},
};

static bool acknowledge_twice_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, acknowledge_twice_steps, error);
}

static const pc_probe acknowledge_twice = {
    .id = "queue/delivery/acknowledge-twice",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Acknowledging a message a second time",
               .bites = "a bug in the acknowledging goes unnoticed in development and closes the "
                        "channel in production",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "acknowledge in one place only"},
    .ask = acknowledge_twice_ask,
};

static const queue_step acknowledge_by_another_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .op = "declare", .queue = "b"},
    {.op = "receive", .as = "m", .now = true},
    {.session = 1, .label = "acknowledged by another session", .op = "ack", .of = "m"},
    {.label = "acknowledged by its own", .op = "ack", .of = "m"},
    {0},
};

static bool acknowledge_by_another_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, acknowledge_by_another_steps, error);
}

static const pc_probe acknowledge_by_another = {
    .id = "queue/delivery/acknowledge-by-another",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Acknowledging another session's message",
               .bites = "a message that a thread pool acknowledges on another channel stays "
                        "unacknowledged in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "acknowledge on the channel that the message came from"},
    .ask = acknowledge_by_another_ask,
};

static const queue_step acknowledge_after_disconnect_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "disconnected", .op = "disconnect"},
    {.label = "acknowledged over the new connection", .op = "ack", .of = "m"},
    {0},
};

static bool acknowledge_after_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, acknowledge_after_disconnect_steps, error);
}

static const pc_probe acknowledge_after_disconnect = {
    .id = "queue/delivery/acknowledge-after-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Acknowledging over a new connection what came over the old one",
         .bites =
             "a job that outlives its connection is run again, and nobody is told in development",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://www.rabbitmq.com/docs/confirms",
         .remedy = "expect that a late acknowledgement fails"},
    .ask = acknowledge_after_disconnect_ask,
};

static const queue_step reject_without_requeue_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "rejected", .op = "reject", .of = "m"},
    {.label = "received after it", .op = "receive", .now = true, .all = 2},
    {.label = "ready", .op = "depth"},
    {0},
};

static bool reject_without_requeue_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, reject_without_requeue_steps, error);
}

static const pc_probe reject_without_requeue = {
    .id = "queue/delivery/reject-without-requeue",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message that is rejected for good",
               .bites =
                   "rejected messages pile up unseen in one environment and are gone in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/nack.html",
               .remedy = "give every queue a dead-letter queue"},
    .ask = reject_without_requeue_ask,
};

static const queue_step reject_after_acknowledge_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "acknowledged", .op = "ack", .of = "m"},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "received after it", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool reject_after_acknowledge_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, reject_after_acknowledge_steps, error);
}

static const pc_probe reject_after_acknowledge = {
    .id = "queue/delivery/reject-after-acknowledge",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Rejecting what was acknowledged",
               .bites =
                   "a cleanup that rejects in any case brings a message back in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "settle a message once"},
    .ask = reject_after_acknowledge_ask,
};

static const queue_step visibility_expiry_steps[] = {
    {.op = "declare"},
    {.label = "declared with a second to run", .op = "declare", .options = "{'visibility': 1}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .as = "m", .now = true},
    /* Beanstalkd 1.12 may not look at an idle connection's jobs again (its issue 262). */
    {.pause_ms = 1400, .op = "depth"},
    {.session = 1, .label = "another session's", .op = "receive", .as = "m"},
    {.label = "acknowledged late", .op = "ack", .of = "m"},
    {0},
};

static bool visibility_expiry_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, visibility_expiry_steps, error);
}

static const pc_probe visibility_expiry = {
    .id = "queue/delivery/visibility-expiry",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A message that its consumer keeps beyond the time it may",
               .bites = "a slow job is run twice at the same time in one environment only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "delivery",
               .see = "https://docs.celeryq.dev/en/v5.3.6/_sources/getting-started/"
                      "backends-and-brokers/redis.rst.txt",
               .remedy = "make jobs safe to run twice, and the time longer than the longest job"},
    .pauses = true,
    .ask = visibility_expiry_ask,
};

static const queue_step extend_steps[] = {
    {.op = "declare"},
    {.label = "declared with three seconds to run",
     .op = "declare",
     .options = "{'visibility': 3}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .as = "m", .now = true},
    {.pause_ms = 1800, .label = "extended", .op = "extend", .of = "m"},
    {.pause_ms = 1900,
     .session = 1,
     .label = "another session's, after the first time is over",
     .op = "receive",
     .as = "m",
     .now = true},
    {0},
};

static bool extend_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, extend_steps, error);
}

static const pc_probe extend = {
    .id = "queue/delivery/extend",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "A consumer that asks for more time",
         .bites =
             "a heartbeat that keeps a job from being run twice has no effect in one environment",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "delivery",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "choose the time to run by the longest job"},
    .pauses = true,
    .ask = extend_ask,
};

extern const pc_probe *const pc_probes_queue_delivery[];
const pc_probe *const pc_probes_queue_delivery[] = {
    &redelivered_flag,
    &delivery_count,
    &delivery_count_classic,
    &delivery_limit,
    &unacknowledged_on_disconnect,
    &redelivered_after_disconnect,
    &automatic_acknowledgement_lost,
    &acknowledged_on_disconnect,
    &acknowledge_twice,
    &acknowledge_by_another,
    &acknowledge_after_disconnect,
    &reject_without_requeue,
    &reject_after_acknowledge,
    &visibility_expiry,
    &extend,
    NULL,
};
