/* SPDX-License-Identifier: MIT */
/* In which order messages come. */
#include "probes/queue/ask.h"

static const queue_step first_in_first_out_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "1", .options = "{'confirm': true}"},
    {.op = "publish", .body = "2", .options = "{'confirm': true}"},
    {.op = "publish", .body = "3", .options = "{'confirm': true}"},
    {.op = "publish", .body = "4", .options = "{'confirm': true}"},
    {.op = "publish", .body = "5", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 5},
    {0},
};

static bool first_in_first_out_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, first_in_first_out_steps, error);
}

static const pc_probe first_in_first_out = {
    .id = "queue/order/first-in-first-out",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Messages of one publisher to one consumer",
               .bites = "events are applied in another order than they were sent in",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "put a sequence number into the message where order matters"},
    .ask = first_in_first_out_ask,
};

static const queue_step requeue_position_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.label = "first", .op = "receive", .as = "m", .now = true},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "ready again", .op = "depth", .until = "{'value':3}"},
    {.label = "received after it", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool requeue_position_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, requeue_position_steps, error);
}

static const pc_probe requeue_position = {
    .id = "queue/order/requeue-position",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Where a message that is rejected with requeue comes back",
               .bites = "a message that fails is tried again at once and blocks the queue in one "
                        "environment, and goes "
                        "behind all others in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/nack.html",
               .remedy = "retry by a delay or a dead-letter queue of your own instead of requeue"},
    .ask = requeue_position_ask,
};

static const queue_step requeue_several_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.op = "receive", .as = "n", .now = true},
    {.label = "second rejected", .op = "reject", .of = "n", .requeue = true},
    {.label = "first rejected", .op = "reject", .of = "m", .requeue = true},
    {.label = "ready again", .op = "depth", .until = "{'value':3}"},
    {.label = "received after it", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool requeue_several_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, requeue_several_steps, error);
}

static const pc_probe requeue_several = {
    .id = "queue/order/requeue-several",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two messages rejected with requeue, the last one first",
               .bites = "after a failed batch the order of its messages differs",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/nack.html",
               .remedy = "do not rely on the order of what is put back"},
    .ask = requeue_several_ask,
};

static const queue_step requeue_seen_by_another_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.label = "first session's", .op = "receive", .as = "m", .now = true},
    {.session = 1, .label = "second session's", .op = "receive"},
    {.label = "first session's rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "ready", .op = "depth", .until = "{'value':2}"},
    {.session = 1, .label = "second session's next", .op = "receive", .as = "n"},
    {0},
};

static bool requeue_seen_by_another_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, requeue_seen_by_another_steps, error);
}

static const pc_probe requeue_seen_by_another = {
    .id = "queue/order/requeue-seen-by-another",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "What another session gets next after a requeue",
               .bites = "two workers handle dependent messages in another order",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/nack.html",
               .remedy = "keep what depends on each other in one message"},
    .ask = requeue_seen_by_another_ask,
};

static const queue_step requeue_to_consumer_steps[] = {
    {.op = "declare"},
    {.label = "prefetch of one", .op = "prefetch", .options = "{'count': 1}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.label = "its first", .op = "next", .as = "m", .of = "c"},
    {.label = "rejected with requeue", .op = "reject", .of = "m", .requeue = true},
    {.label = "its next", .op = "next", .as = "n", .of = "c"},
    {0},
};

static bool requeue_to_consumer_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, requeue_to_consumer_steps, error);
}

static const pc_probe requeue_to_consumer = {
    .id = "queue/order/requeue-to-consumer",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "What a consumer with a prefetch of one gets after it put a message back",
         .bites = "a worker that cannot handle a message gets it again and again, and nothing else",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "order",
         .see = "https://www.rabbitmq.com/nack.html",
         .remedy = "put aside what failed, by a dead-letter queue"},
    .ask = requeue_to_consumer_ask,
};

static const queue_step priority_steps[] = {
    {.label = "declared with priorities", .op = "declare", .options = "{'max_priority': 9}"},
    {.label = "published with 1",
     .op = "publish",
     .body = "one",
     .options = "{'priority': 1, 'confirm': true}"},
    {.label = "published with 8",
     .op = "publish",
     .body = "eight",
     .options = "{'priority': 8, 'confirm': true}"},
    {.label = "published with 4",
     .op = "publish",
     .body = "four",
     .options = "{'priority': 4, 'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool priority_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, priority_steps, error);
}

static const pc_probe priority = {
    .id = "queue/order/priority",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title =
                   "Messages of different priority, in a queue that was declared with priorities",
               .bites = "the urgent mail goes out last",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/priority",
               .remedy = "check which number is the most urgent one; use a queue for each urgency"},
    .ask = priority_ask,
};

static const queue_step priority_undeclared_steps[] = {
    {.op = "declare"},
    {.label = "published with 8",
     .op = "publish",
     .body = "eight",
     .options = "{'priority': 8, 'confirm': true}"},
    {.label = "published with 1",
     .op = "publish",
     .body = "one",
     .options = "{'priority': 1, 'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool priority_undeclared_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, priority_undeclared_steps, error);
}

static const pc_probe priority_undeclared = {
    .id = "queue/order/priority-undeclared",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Messages of different priority, in a queue that was declared without",
               .bites = "priorities work in development and are ignored in production",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/priority",
               .remedy = "declare the queue with its highest priority everywhere"},
    .ask = priority_undeclared_ask,
};

static const queue_step priority_beyond_steps[] = {
    {.label = "declared with priorities to 3", .op = "declare", .options = "{'max_priority': 3}"},
    {.label = "published with 9",
     .op = "publish",
     .body = "nine",
     .options = "{'priority': 9, 'confirm': true}"},
    {.label = "published with 3",
     .op = "publish",
     .body = "three",
     .options = "{'priority': 3, 'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool priority_beyond_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, priority_beyond_steps, error);
}

static const pc_probe priority_beyond = {
    .id = "queue/order/priority-beyond",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A priority beyond the queue's highest",
               .bites = "a priority that is too high counts as the highest in one environment and "
                        "overtakes it in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/priority",
               .remedy = "keep to the numbers that the queue was declared with"},
    .ask = priority_beyond_ask,
};

static const queue_step priority_none_steps[] = {
    {.label = "declared with priorities", .op = "declare", .options = "{'max_priority': 9}"},
    {.label = "published with 4",
     .op = "publish",
     .body = "four",
     .options = "{'priority': 4, 'confirm': true}"},
    {.label = "published without", .op = "publish", .body = "none", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool priority_none_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, priority_none_steps, error);
}

static const pc_probe priority_none = {
    .id = "queue/order/priority-none",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message without a priority among some that have one",
               .bites = "messages of an older publisher, which sets no priority, overtake all "
                        "others or are overtaken",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/priority",
               .remedy = "set a priority on every message, or on none"},
    .ask = priority_none_ask,
};

static const queue_step after_disconnect_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.session = 1, .op = "receive", .as = "m"},
    {.session = 1, .op = "receive", .as = "n"},
    {.session = 1, .op = "disconnect"},
    {.label = "ready after the disconnect", .op = "depth", .until = "{'value':3}"},
    {.label = "received after it", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool after_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, after_disconnect_steps, error);
}

static const pc_probe after_disconnect = {
    .id = "queue/order/after-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Order once a consumer is gone with two unacknowledged messages",
               .bites =
                   "after a crash messages are handled in another order than they were sent in",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/confirms",
               .remedy = "make handlers independent of order after a redelivery"},
    .pauses = true,
    .ask = after_disconnect_ask,
};

static const queue_step interleaved_receive_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.op = "publish", .body = "d", .options = "{'confirm': true}"},
    {.label = "first session's", .op = "receive", .as = "m"},
    {.session = 1, .label = "second session's", .op = "receive", .as = "m"},
    {.label = "first session's next", .op = "receive", .as = "n"},
    {.session = 1, .label = "second session's next", .op = "receive", .as = "n"},
    {0},
};

static bool interleaved_receive_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, interleaved_receive_steps, error);
}

static const pc_probe interleaved_receive = {
    .id = "queue/order/interleaved-receive",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two sessions that receive in turn",
               .bites = "a message is handled twice, or two workers get the same one",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "use one queue for work that is shared"},
    .ask = interleaved_receive_ask,
};

static const queue_step several_publishers_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "publish", .body = "c", .options = "{'confirm': true}"},
    {.session = 1, .op = "publish", .body = "d", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 4},
    {0},
};

static bool several_publishers_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, several_publishers_steps, error);
}

static const pc_probe several_publishers = {
    .id = "queue/order/several-publishers",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two sessions that publish in turn, each waiting for the confirm",
               .bites = "messages of two web servers are handled in another order",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "order",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put a time or number into the message where order matters"},
    .ask = several_publishers_ask,
};

extern const pc_probe *const pc_probes_queue_order[];
const pc_probe *const pc_probes_queue_order[] = {
    &first_in_first_out,
    &requeue_position,
    &requeue_several,
    &requeue_seen_by_another,
    &requeue_to_consumer,
    &priority,
    &priority_undeclared,
    &priority_beyond,
    &priority_none,
    &after_disconnect,
    &interleaved_receive,
    &several_publishers,
    NULL,
};
