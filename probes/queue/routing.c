/* SPDX-License-Identifier: MIT */
/* Where a message goes that has no place to go to. */
#include "probes/queue/ask.h"

static const queue_step unroutable_steps[] = {
    {.label = "published", .op = "publish", .body = "a"},
    {.label = "published with confirm",
     .op = "publish",
     .queue = "b",
     .body = "b",
     .options = "{'confirm': true}"},
    {.label = "published as mandatory, with confirm",
     .op = "publish",
     .queue = "c",
     .body = "c",
     .options = "{'confirm': true, 'mandatory': true}"},
    {.label = "declared after it", .op = "declare"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool unroutable_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, unroutable_steps, error);
}

static const pc_probe unroutable = {
    .id = "queue/routing/unroutable",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message to a queue that is not there",
               .bites =
                   "what is published before the worker's first start is lost in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "declare queues by the publisher too; publish as mandatory"},
    .ask = unroutable_ask,
};

static const queue_step mandatory_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'mandatory': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool mandatory_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, mandatory_steps, error);
}

static const pc_probe mandatory = {
    .id = "queue/routing/mandatory",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A mandatory message to a queue that is there",
               .bites = "a publisher that waits for a returned message waits for nothing",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "publish with confirm and as mandatory"},
    .ask = mandatory_ask,
};

static const queue_step published_after_delete_steps[] = {
    {.op = "declare"},
    {.label = "deleted", .op = "delete"},
    {.label = "published with confirm",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true}"},
    {.label = "depth", .op = "depth"},
    {0},
};

static bool published_after_delete_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, published_after_delete_steps, error);
}

static const pc_probe published_after_delete = {
    .id = "queue/routing/published-after-delete",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A message to a queue that was deleted",
               .bites = "messages of a publisher that is still running after a cleanup bring the "
                        "queue back in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "stop publishers before queues are removed"},
    .ask = published_after_delete_ask,
};

static const queue_step dead_letter_reject_steps[] = {
    {.op = "declare", .queue = "b"},
    {.label = "declared with a dead-letter queue", .op = "declare", .dead = "b"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "rejected", .op = "reject", .of = "m"},
    {.label = "among the dead letters", .op = "receive", .queue = "b", .as = "n"},
    {.label = "left in its queue", .op = "depth"},
    {0},
};

static bool dead_letter_reject_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dead_letter_reject_steps, error);
}

static const pc_probe dead_letter_reject = {
    .id = "queue/routing/dead-letter-reject",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A rejected message of a queue with a dead-letter queue",
               .bites = "messages that failed cannot be looked at afterwards in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/dlx",
               .remedy = "test retries against the broker of production"},
    .ask = dead_letter_reject_ask,
};

static const queue_step dead_letter_overflow_steps[] = {
    {.op = "declare", .queue = "b"},
    {.label = "declared with a limit and a dead-letter queue",
     .op = "declare",
     .options = "{'max_length': 1}",
     .dead = "b"},
    {.label = "published a", .op = "publish", .body = "a"},
    {.label = "published b", .op = "publish", .body = "b"},
    {.label = "among the dead letters", .op = "receive", .queue = "b", .as = "m"},
    {.label = "left in its queue", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool dead_letter_overflow_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dead_letter_overflow_steps, error);
}

static const pc_probe dead_letter_overflow = {
    .id = "queue/routing/dead-letter-overflow",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What a full queue drops, with a dead-letter queue",
               .bites = "dropped orders are kept in one environment and gone in the other",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/dlx",
               .remedy = "give every limited queue a dead-letter queue"},
    .ask = dead_letter_overflow_ask,
};

static const queue_step dead_letter_headers_steps[] = {
    {.op = "declare", .queue = "b"},
    {.label = "declared with a dead-letter queue", .op = "declare", .dead = "b"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "rejected", .op = "reject", .of = "m"},
    {.label = "names of the dead letter's headers",
     .op = "receive",
     .queue = "b",
     .as = "n",
     .show = QUEUE_SHOW_HEADER_NAMES},
    {0},
};

static bool dead_letter_headers_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dead_letter_headers_steps, error);
}

static const pc_probe dead_letter_headers = {
    .id = "queue/routing/dead-letter-headers",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What a dead letter's headers say",
               .bites = "a handler of failed messages reads why they failed, and finds nothing",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/dlx",
               .remedy = "put what a handler needs into the message"},
    .ask = dead_letter_headers_ask,
};

static const queue_step dead_letter_missing_steps[] = {
    {.label = "declared with a dead-letter queue that is not there", .op = "declare", .dead = "b"},
    {.op = "publish", .body = "a", .options = "{'confirm': true}"},
    {.op = "receive", .as = "m", .now = true},
    {.label = "rejected", .op = "reject", .of = "m"},
    {.label = "dead-letter queue declared after it", .op = "declare", .queue = "b"},
    {.label = "among the dead letters", .op = "receive", .queue = "b", .as = "n", .now = true},
    {0},
};

static bool dead_letter_missing_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, dead_letter_missing_steps, error);
}

static const pc_probe dead_letter_missing = {
    .id = "queue/routing/dead-letter-missing",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A dead-letter queue that was never declared",
               .bites = "failed messages are lost because of a name that was mistyped",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "routing",
               .see = "https://www.rabbitmq.com/docs/dlx",
               .remedy = "declare both queues in one place"},
    .ask = dead_letter_missing_ask,
};

/* The exchange is the question's own too, and was never declared. */
static bool exchange_publish(pc_execution *execution, GError **error) {
  static const queue_step step = {.op = "publish", .body = "a", .options = "{'confirm': true}"};
  json_t *operation = queue_operation_new(execution, &step);
  json_object_set_new(operation, "exchange", queue_name(execution, "exchange", 0));
  return pc_execution_operate_take(execution, 0, "published to an exchange that is not there",
                                   operation, error);
}

static bool missing_exchange_ask(pc_execution *execution, GError **error) {
  static const queue_step before[] = {{.op = "declare"}, {0}};
  static const queue_step after[] = {
      {.label = "published after it", .op = "publish", .body = "b", .options = "{'confirm': true}"},
      {.label = "received", .op = "receive", .now = true, .all = 2},
      {0},
  };
  return queue_ask(execution, before, error) && exchange_publish(execution, error) &&
         queue_ask(execution, after, error);
}

static const pc_probe missing_exchange = {
    .id = "queue/routing/missing-exchange",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A message to an exchange that is not there",
         .bites = "a mistyped exchange is an exception in a test, and in production the channel is "
                  "closed later",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "routing",
         .see = "https://www.rabbitmq.com/docs/channels#error-handling",
         .remedy =
             "declare exchanges where they are published to; listen for the channel's errors"},
    .ask = missing_exchange_ask,
};

extern const pc_probe *const pc_probes_queue_routing[];
const pc_probe *const pc_probes_queue_routing[] = {
    &unroutable,
    &mandatory,
    &published_after_delete,
    &dead_letter_reject,
    &dead_letter_overflow,
    &dead_letter_headers,
    &dead_letter_missing,
    &missing_exchange,
    NULL,
};
