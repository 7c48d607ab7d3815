/* SPDX-License-Identifier: MIT */
/* Declaring queues, and using those that were not. */
#include "probes/queue/ask.h"

static const queue_step twice_alike_steps[] = {
    {.label = "declared", .op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "again", .op = "declare"},
    {.label = "still ready", .op = "depth", .until = "{'value':1}"},
    {0},
};

static bool twice_alike_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, twice_alike_steps, error);
}

static const pc_probe twice_alike = {
    .id = "queue/declare/twice-alike",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is declared twice in the same way",
               .bites = "the second worker does not start",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "declare with the same arguments everywhere"},
    .ask = twice_alike_ask,
};

static const queue_step other_arguments_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'max_length': 5}"},
    {.label = "with another length", .op = "declare", .options = "{'max_length': 6}"},
    {.label = "without", .op = "declare"},
    {.label = "usable after it", .op = "depth", .until = "{'value':0}"},
    {0},
};

static bool other_arguments_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, other_arguments_steps, error);
}

static const pc_probe other_arguments = {
    .id = "queue/declare/other-arguments",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is declared again with other arguments",
               .bites = "a new release that changes a queue's limit starts in one environment and "
                        "is refused in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "change a queue's settings by policies, or give the queue a new name"},
    .ask = other_arguments_ask,
};

static const queue_step other_durability_steps[] = {
    {.label = "declared", .op = "declare"},
    {.label = "as transient", .op = "declare", .options = "{'durable': false}"},
    {0},
};

static bool other_durability_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, other_durability_steps, error);
}

static const pc_probe other_durability = {
    .id = "queue/declare/other-durability",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A durable queue that is declared again as transient",
               .bites = "a queue that was made by hand keeps the new release from starting",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "declare with the same arguments everywhere"},
    .ask = other_durability_ask,
};

static const queue_step default_kind_steps[] = {
    {.label = "declared", .op = "declare"},
    {.label = "as a classic queue", .op = "declare", .options = "{'kind': 'classic'}"},
    {.label = "as a quorum queue", .op = "declare", .options = "{'kind': 'quorum'}"},
    {0},
};

static bool default_kind_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, default_kind_steps, error);
}

/* No client of AMQP is told what a virtual host or a policy makes of a queue that says nothing; the
 * broker takes the same kind a second time. */
static const pc_probe default_kind = {
    .id = "queue/declare/default-kind",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The kind of a queue that is declared without one",
               .bites = "queues are replicated and limit deliveries in one environment, and do "
                        "neither in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/vhosts",
               .remedy = "declare the kind, or give the virtual hosts the same default"},
    .ask = default_kind_ask,
};

static const queue_step exclusive_steps[] = {
    {.label = "declared as exclusive", .op = "declare", .options = "{'exclusive': true}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.session = 1, .label = "declared by another session", .op = "declare"},
    {.session = 1, .label = "received by another session", .op = "receive", .as = "m", .now = true},
    {.session = 1,
     .label = "published by another session",
     .op = "publish",
     .body = "b",
     .options = "{'confirm': true}"},
    {0},
};

static bool exclusive_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, exclusive_steps, error);
}

static const pc_probe exclusive = {
    .id = "queue/declare/exclusive",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "Another session and an exclusive queue",
         .bites =
             "a second worker reads the answers that are meant for the first, or does not start",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "declare",
         .see = "https://www.rabbitmq.com/docs/queues",
         .remedy = "give queues of one client a name of their own"},
    .ask = exclusive_ask,
};

static const queue_step exclusive_after_disconnect_steps[] = {
    {.label = "declared as exclusive", .op = "declare", .options = "{'exclusive': true}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "disconnected", .op = "disconnect"},
    {.session = 1, .label = "depth after it", .op = "depth", .until = "{'missing':true}"},
    {0},
};

static bool exclusive_after_disconnect_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, exclusive_after_disconnect_steps, error);
}

static const pc_probe exclusive_after_disconnect = {
    .id = "queue/declare/exclusive-after-disconnect",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "An exclusive queue whose connection broke",
               .bites = "answers wait for the client that comes back in one environment and are "
                        "gone in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "ask again after a reconnect"},
    .pauses = true,
    .ask = exclusive_after_disconnect_ask,
};

static const queue_step auto_delete_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'auto_delete': true}"},
    {.label = "consumed", .op = "consume", .as = "c"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received", .op = "next", .as = "m", .of = "c"},
    {.label = "cancelled", .op = "cancel", .of = "c"},
    {.label = "depth after it", .op = "depth", .until = "{'missing':true}"},
    {0},
};

static bool auto_delete_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, auto_delete_steps, error);
}

static const pc_probe auto_delete = {
    .id = "queue/declare/auto-delete",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is to go with its last consumer",
               .bites = "messages that come between two workers are lost in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "do not declare queues of work as auto-delete"},
    .ask = auto_delete_ask,
};

static const queue_step auto_delete_unused_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'auto_delete': true}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "depth", .op = "depth", .until = "{'value':1}"},
    {0},
};

static bool auto_delete_unused_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, auto_delete_unused_steps, error);
}

static const pc_probe auto_delete_unused = {
    .id = "queue/declare/auto-delete-unused",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is to go with its last consumer and never had one",
               .bites = "queues pile up that nobody ever consumed from",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "let queues expire"},
    .ask = auto_delete_unused_ask,
};

static const queue_step missing_receive_steps[] = {
    {.label = "received", .op = "receive", .now = true},
    {.label = "declared after it", .op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "received after it", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool missing_receive_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, missing_receive_steps, error);
}

static const pc_probe missing_receive = {
    .id = "queue/declare/missing-receive",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Receiving from a queue that is not there",
               .bites = "a worker that starts before its publisher waits in one environment and "
                        "dies in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "declare queues by the consumer too"},
    .ask = missing_receive_ask,
};

static const queue_step missing_consume_steps[] = {
    {.label = "consumed", .op = "consume", .as = "c"},
    {0},
};

static bool missing_consume_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, missing_consume_steps, error);
}

static const pc_probe missing_consume = {
    .id = "queue/declare/missing-consume",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Consuming from a queue that is not there",
               .bites = "a worker that starts before its publisher waits in one environment and "
                        "dies in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "declare queues by the consumer too"},
    .ask = missing_consume_ask,
};

static const queue_step missing_purge_steps[] = {
    {.label = "purged", .op = "purge"},
    {0},
};

static bool missing_purge_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, missing_purge_steps, error);
}

static const pc_probe missing_purge = {
    .id = "queue/declare/missing-purge",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Purging a queue that is not there",
               .bites = "a cleanup between tests fails in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "declare before you purge"},
    .ask = missing_purge_ask,
};

static const queue_step missing_delete_steps[] = {
    {.label = "deleted", .op = "delete"},
    {.label = "deleted again", .op = "delete"},
    {0},
};

static bool missing_delete_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, missing_delete_steps, error);
}

static const pc_probe missing_delete = {
    .id = "queue/declare/missing-delete",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Deleting a queue that is not there",
               .bites = "a cleanup fails in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "do not ask whether it was there"},
    .ask = missing_delete_ask,
};

static const queue_step missing_depth_steps[] = {
    {.label = "depth", .op = "depth"},
    {0},
};

static bool missing_depth_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, missing_depth_steps, error);
}

static const pc_probe missing_depth = {
    .id = "queue/declare/missing-depth",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The depth of a queue that is not there",
               .bites = "a monitor reports zero waiting jobs of a queue whose name is mistyped",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "alert on queues that are missing"},
    .ask = missing_depth_ask,
};

static const queue_step redeclare_after_delete_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.label = "deleted", .op = "delete"},
    {.label = "declared again", .op = "declare"},
    {.label = "depth", .op = "depth", .until = "{'value':0}"},
    {0},
};

static bool redeclare_after_delete_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, redeclare_after_delete_steps, error);
}

static const pc_probe redeclare_after_delete = {
    .id = "queue/declare/redeclare-after-delete",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is deleted and declared again",
               .bites = "old messages come back after a cleanup",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "declare",
               .see = "https://www.rabbitmq.com/docs/queues",
               .remedy = "purge what must not come back"},
    .ask = redeclare_after_delete_ask,
};

static const queue_step name_blanks_steps[] = {
    {.label = "declared", .op = "declare", .queue = "two words"},
    {.label = "published",
     .op = "publish",
     .queue = "two words",
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue = "two words", .now = true},
    {0},
};

static bool name_blanks_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_blanks_steps, error);
}

static const pc_probe name_blanks = {
    .id = "queue/declare/name-blanks",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name with blanks",
         .bites = "a name from a configuration file is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "declare",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "keep to letters, digits, dots and hyphens"},
    .ask = name_blanks_ask,
};

static const queue_step name_beyond_ascii_steps[] = {
    {.label = "declared", .op = "declare", .queue = "Köln"},
    {.label = "published",
     .op = "publish",
     .queue = "Köln",
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue = "Köln", .now = true},
    {0},
};

static bool name_beyond_ascii_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_beyond_ascii_steps, error);
}

static const pc_probe name_beyond_ascii = {
    .id = "queue/declare/name-beyond-ascii",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name beyond ASCII",
         .bites = "a queue for each city works until one is called Köln",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "declare",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "keep to letters, digits, dots and hyphens"},
    .ask = name_beyond_ascii_ask,
};

static const queue_step name_punctuation_steps[] = {
    {.label = "declared", .op = "declare", .queue = "tenant:1/mail#x"},
    {.label = "published",
     .op = "publish",
     .queue = "tenant:1/mail#x",
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue = "tenant:1/mail#x", .now = true},
    {0},
};

static bool name_punctuation_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_punctuation_steps, error);
}

static const pc_probe name_punctuation = {
    .id = "queue/declare/name-punctuation",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name with colons and slashes",
         .bites = "a name like 'tenant:1/mail' is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "declare",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "keep to letters, digits, dots and hyphens"},
    .ask = name_punctuation_ask,
};

extern const pc_probe *const pc_probes_queue_declare[];
const pc_probe *const pc_probes_queue_declare[] = {
    &twice_alike,      &other_arguments,
    &other_durability, &default_kind,
    &exclusive,        &exclusive_after_disconnect,
    &auto_delete,      &auto_delete_unused,
    &missing_receive,  &missing_consume,
    &missing_purge,    &missing_delete,
    &missing_depth,    &redeclare_after_delete,
    &name_blanks,      &name_beyond_ascii,
    &name_punctuation, NULL,
};
