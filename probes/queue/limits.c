/* SPDX-License-Identifier: MIT */
/* How long a queue, how large a message and how long a name may be. */
#include "probes/queue/ask.h"

static const queue_step overflow_steps[] = {
    {.label = "declared with two messages at most",
     .op = "declare",
     .options = "{'max_length': 2}"},
    {.label = "published a", .op = "publish", .body = "a"},
    {.label = "published b", .op = "publish", .body = "b"},
    {.label = "published c", .op = "publish", .body = "c"},
    {.label = "received", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool overflow_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, overflow_steps, error);
}

static const pc_probe overflow = {
    .id = "queue/limits/overflow",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue that is full, as it is by default",
               .bites = "the oldest orders are dropped without a word in one environment, and new "
                        "ones refused in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "declare the overflow policy, and publish with confirms"},
    .ask = overflow_ask,
};

static const queue_step overflow_reject_publish_steps[] = {
    {.label = "declared to refuse",
     .op = "declare",
     .options = "{'max_length': 2, 'overflow': 'reject-publish'}"},
    {.label = "published a", .op = "publish", .body = "a"},
    {.label = "published b", .op = "publish", .body = "b"},
    {.label = "published c", .op = "publish", .body = "c"},
    {.label = "received", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool overflow_reject_publish_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, overflow_reject_publish_steps, error);
}

static const pc_probe overflow_reject_publish = {
    .id = "queue/limits/overflow-reject-publish",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A full queue that is declared to refuse",
               .bites = "orders beyond the limit are lost where nobody waits for the confirm",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "publish with confirms"},
    .ask = overflow_reject_publish_ask,
};

static const queue_step overflow_unacknowledged_steps[] = {
    {.label = "declared with two messages at most",
     .op = "declare",
     .options = "{'max_length': 2}"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "publish", .body = "b", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "published while one is unacknowledged",
     .op = "publish",
     .body = "c",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .all = 3},
    {0},
};

static bool overflow_unacknowledged_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, overflow_unacknowledged_steps, error);
}

static const pc_probe overflow_unacknowledged = {
    .id = "queue/limits/overflow-unacknowledged",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether unacknowledged messages count towards a queue's length",
               .bites = "with a slow consumer messages are dropped in one environment only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "leave room for what is being worked on"},
    .ask = overflow_unacknowledged_ask,
};

static const queue_step zero_length_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'max_length': 0}"},
    {.label = "published", .op = "publish", .body = "a"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool zero_length_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, zero_length_steps, error);
}

static const pc_probe zero_length = {
    .id = "queue/limits/zero-length",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue of length zero",
               .bites = "0 means 'no limit' in one environment and 'nothing' in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "leave the limit out where there is none"},
    .ask = zero_length_ask,
};

static const queue_step negative_length_steps[] = {
    {.label = "declared", .op = "declare", .options = "{'max_length': -1}"},
    {0},
};

static bool negative_length_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, negative_length_steps, error);
}

static const pc_probe negative_length = {
    .id = "queue/limits/negative-length",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A queue of a length below zero",
               .bites = "-1 means 'no limit' in one environment and is refused in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://www.rabbitmq.com/docs/maxlength",
               .remedy = "leave the limit out where there is none"},
    .ask = negative_length_ask,
};

static const queue_step body_65535_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .fill = 65535, .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_SIZE},
    {0},
};

static bool body_65535_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, body_65535_steps, error);
}

static const pc_probe body_65535 = {
    .id = "queue/limits/body-65535",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A body of 65,535 bytes",
         .bites = "a large attachment is refused in one environment",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "store large content elsewhere and send where it is"},
    .ask = body_65535_ask,
};

static const queue_step body_65536_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .fill = 65536, .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_SIZE},
    {0},
};

static bool body_65536_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, body_65536_steps, error);
}

static const pc_probe body_65536 = {
    .id = "queue/limits/body-65536",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A body of 65,536 bytes",
         .bites = "a large attachment is refused in one environment",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "store large content elsewhere and send where it is"},
    .ask = body_65536_ask,
};

static const queue_step body_mebibyte_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .fill = 1048576, .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_SIZE},
    {0},
};

static bool body_mebibyte_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, body_mebibyte_steps, error);
}

static const pc_probe body_mebibyte = {
    .id = "queue/limits/body-mebibyte",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A body of a mebibyte",
         .bites = "a large attachment is refused in one environment",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "store large content elsewhere and send where it is"},
    .ask = body_mebibyte_ask,
};

static const queue_step name_200_steps[] = {
    {.label = "declared", .op = "declare", .queue_length = 200},
    {.label = "published",
     .op = "publish",
     .queue_length = 200,
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue_length = 200, .now = true},
    {0},
};

static bool name_200_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_200_steps, error);
}

static const pc_probe name_200 = {
    .id = "queue/limits/name-200",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name of 200 bytes",
         .bites =
             "a name that is put together from tenants and hosts is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "keep names short"},
    .ask = name_200_ask,
};

static const queue_step name_201_steps[] = {
    {.label = "declared", .op = "declare", .queue_length = 201},
    {.label = "published",
     .op = "publish",
     .queue_length = 201,
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue_length = 201, .now = true},
    {0},
};

static bool name_201_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_201_steps, error);
}

static const pc_probe name_201 = {
    .id = "queue/limits/name-201",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name of 201 bytes",
         .bites =
             "a name that is put together from tenants and hosts is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "keep names short"},
    .ask = name_201_ask,
};

static const queue_step name_255_steps[] = {
    {.label = "declared", .op = "declare", .queue_length = 255},
    {.label = "published",
     .op = "publish",
     .queue_length = 255,
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue_length = 255, .now = true},
    {0},
};

static bool name_255_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_255_steps, error);
}

static const pc_probe name_255 = {
    .id = "queue/limits/name-255",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name of 255 bytes",
         .bites =
             "a name that is put together from tenants and hosts is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://www.rabbitmq.com/docs/queues",
         .remedy = "keep names short"},
    .ask = name_255_ask,
};

static const queue_step name_256_steps[] = {
    {.label = "declared", .op = "declare", .queue_length = 256},
    {.label = "published",
     .op = "publish",
     .queue_length = 256,
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .queue_length = 256, .now = true},
    {0},
};

static bool name_256_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, name_256_steps, error);
}

static const pc_probe name_256 = {
    .id = "queue/limits/name-256",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A queue's name of 256 bytes",
         .bites =
             "a name that is put together from tenants and hosts is refused in one environment",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "limits",
         .see = "https://www.rabbitmq.com/docs/queues",
         .remedy = "keep names short"},
    .ask = name_256_ask,
};

extern const pc_probe *const pc_probes_queue_limits[];
const pc_probe *const pc_probes_queue_limits[] = {
    &overflow,
    &overflow_reject_publish,
    &overflow_unacknowledged,
    &zero_length,
    &negative_length,
    &body_65535,
    &body_65536,
    &body_mebibyte,
    &name_200,
    &name_201,
    &name_255,
    &name_256,
    NULL,
};
