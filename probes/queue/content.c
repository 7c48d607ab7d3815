/* SPDX-License-Identifier: MIT */
/* What a message carries, and what arrives. */
#include "probes/queue/ask.h"

static const queue_step binary_body_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .value = "{'bytes': '00ff80fe0d0a'}",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool binary_body_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, binary_body_steps, error);
}

static const pc_probe binary_body = {
    .id = "queue/content/binary-body",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A body that is no text",
               .bites = "a picture cannot be sent, or arrives broken, in one environment",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send text, or encode as Base64"},
    .ask = binary_body_ask,
};

static const queue_step empty_body_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .body = "", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool empty_body_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, empty_body_steps, error);
}

static const pc_probe empty_body = {
    .id = "queue/content/empty-body",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A body of no bytes",
               .bites = "an empty message is lost, or comes as none",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send something"},
    .ask = empty_body_ask,
};

static const queue_step beyond_ascii_steps[] = {
    {.op = "declare"},
    {.label = "published", .op = "publish", .body = "Ärger 日本 😀", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool beyond_ascii_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, beyond_ascii_steps, error);
}

static const pc_probe beyond_ascii = {
    .id = "queue/content/beyond-ascii",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Text beyond ASCII",
               .bites = "names arrive broken",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send UTF-8"},
    .ask = beyond_ascii_ask,
};

static const queue_step line_ends_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .value = "'one\\r\\ntwo\\n\\u0000three'",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool line_ends_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, line_ends_steps, error);
}

static const pc_probe line_ends = {
    .id = "queue/content/line-ends",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Text with line ends and NUL",
         .bites = "a message ends at its first line",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "content",
         .see = "https://raw.githubusercontent.com/beanstalkd/beanstalkd/master/doc/protocol.txt",
         .remedy = "send JSON"},
    .ask = line_ends_ask,
};

static const queue_step header_types_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'text': 'x', 'number': 1, 'large': 4294967296, "
                "'yes': true, 'nothing': "
                "null, 'list': [1, 'x']}}"},
    {.label = "received with headers", .op = "receive", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_types_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_types_steps, error);
}

static const pc_probe header_types = {
    .id = "queue/content/header-types",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Headers and their types",
               .bites = "a number in a header arrives as text, or not at all",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put everything into the body"},
    .ask = header_types_ask,
};

static const queue_step header_real_steps[] = {
    {.op = "declare"},
    {.label = "with a real number",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'real': {'real': '0.1'}}}"},
    {.label = "the real number",
     .op = "receive",
     .as = "m",
     .now = true,
     .show = QUEUE_SHOW_HEADERS},
    {.label = "with a decimal",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'decimal': {'decimal': '1.50'}}}"},
    {.label = "the decimal", .op = "receive", .as = "n", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_real_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_real_steps, error);
}

static const pc_probe header_real = {
    .id = "queue/content/header-real",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Headers that are no whole numbers",
               .bites = "a price in a header arrives rounded",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put everything into the body"},
    .ask = header_real_ask,
};

static const queue_step header_map_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'map': {'map': [['a', 1], ['b', 'x']]}}}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_map_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_map_steps, error);
}

static const pc_probe header_map = {
    .id = "queue/content/header-map",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A header that has parts",
               .bites = "a trace context in a header arrives flat",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put everything into the body"},
    .ask = header_map_ask,
};

static const queue_step header_time_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'time': {'timestamptz': '2024-05-06 "
                "07:08:09.123456+00'}}}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_time_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_time_steps, error);
}

static const pc_probe header_time = {
    .id = "queue/content/header-time",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A time in a header, with fractions of a second",
               .bites = "two events of one second can no longer be told apart",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send times as text in a fixed form"},
    .ask = header_time_ask,
};

static const queue_step header_bytes_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'bytes': {'bytes': '00ff'}}}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_bytes_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_bytes_steps, error);
}

static const pc_probe header_bytes = {
    .id = "queue/content/header-bytes",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A header of bytes",
               .bites = "a signature in a header arrives as text, or is refused",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "encode as Base64"},
    .ask = header_bytes_ask,
};

static const queue_step header_wide_integer_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'headers': {'wide': {'integer': '9223372036854775808'}}}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_HEADERS},
    {0},
};

static bool header_wide_integer_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, header_wide_integer_steps, error);
}

static const pc_probe header_wide_integer = {
    .id = "queue/content/header-wide-integer",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A header with an integer beyond 64 bits",
               .bites = "an identifier in a header is refused, or cut",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send large numbers as text"},
    .ask = header_wide_integer_ask,
};

static const queue_step priority_echoed_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'priority': 5}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_PRIORITY},
    {0},
};

static bool priority_echoed_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, priority_echoed_steps, error);
}

static const pc_probe priority_echoed = {
    .id = "queue/content/priority-echoed",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether the consumer sees the priority",
               .bites = "a worker that looks at the priority finds none",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put it into the body"},
    .ask = priority_echoed_ask,
};

static const queue_step message_id_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'message_id': 'order-1'}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_MESSAGE_ID},
    {0},
};

static bool message_id_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, message_id_steps, error);
}

static const pc_probe message_id = {
    .id = "queue/content/message-id",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether the consumer sees the message's identifier",
               .bites = "work is not recognised as repeated in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "put it into the body"},
    .ask = message_id_ask,
};

static const queue_step same_message_id_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'message_id': 'order-1'}"},
    {.label = "published again",
     .op = "publish",
     .body = "b",
     .options = "{'confirm': true, 'message_id': 'order-1'}"},
    {.label = "received", .op = "receive", .now = true, .all = 2},
    {0},
};

static bool same_message_id_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, same_message_id_steps, error);
}

static const pc_probe same_message_id = {
    .id = "queue/content/same-message-id",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two messages of one identifier",
               .bites = "a message that was published twice is taken for one, in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "recognise repeated work by a store of your own"},
    .ask = same_message_id_ask,
};

static const queue_step content_type_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .body = "text",
     .options = "{'confirm': true, 'content_type': 'text/plain'}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_CONTENT_TYPE},
    {0},
};

static bool content_type_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, content_type_steps, error);
}

static const pc_probe content_type = {
    .id = "queue/content/content-type",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Whether the consumer sees the content type",
               .bites = "a worker that chooses its parser by the content type takes the wrong one",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send one format only"},
    .ask = content_type_ask,
};

static const queue_step content_type_default_steps[] = {
    {.op = "declare"},
    {.op = "publish", .body = "text", .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true, .show = QUEUE_SHOW_CONTENT_TYPE},
    {0},
};

static bool content_type_default_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, content_type_default_steps, error);
}

static const pc_probe content_type_default = {
    .id = "queue/content/content-type-default",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The content type where none is given",
               .bites = "a worker that chooses its parser by the content type takes the wrong one",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "always give it"},
    .ask = content_type_default_ask,
};

static const queue_step typed_body_steps[] = {
    {.op = "declare"},
    {.label = "integer published", .op = "publish", .value = "42", .options = "{'confirm': true}"},
    {.label = "integer received", .op = "receive", .as = "m0", .now = true},
    {.label = "true published", .op = "publish", .value = "true", .options = "{'confirm': true}"},
    {.label = "true received", .op = "receive", .as = "m1", .now = true},
    {.label = "null published", .op = "publish", .value = "null", .options = "{'confirm': true}"},
    {.label = "null received", .op = "receive", .as = "m2", .now = true},
    {.label = "list published",
     .op = "publish",
     .value = "[1, 'x']",
     .options = "{'confirm': true}"},
    {.label = "list received", .op = "receive", .as = "m3", .now = true},
    {.label = "map published",
     .op = "publish",
     .value = "{'map': [['a', 1]]}",
     .options = "{'confirm': true}"},
    {.label = "map received", .op = "receive", .as = "m4", .now = true},
    {0},
};

static bool typed_body_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, typed_body_steps, error);
}

static const pc_probe typed_body = {
    .id = "queue/content/typed-body",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Bodies that are no text",
         .bites =
             "objects are passed as they are in development and must be serialised in production",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "content",
         .see = "https://www.rabbitmq.com/docs/publishers",
         .remedy = "serialise everywhere, and test with it"},
    .ask = typed_body_ask,
};

static const queue_step map_with_integer_keys_steps[] = {
    {.op = "declare"},
    {.label = "published",
     .op = "publish",
     .value = "{'map': [[1, 'x']]}",
     .options = "{'confirm': true}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool map_with_integer_keys_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, map_with_integer_keys_steps, error);
}

static const pc_probe map_with_integer_keys = {
    .id = "queue/content/map-with-integer-keys",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A map whose keys are integers",
               .bites =
                   "a lookup by number finds nothing once a message has been through the broker",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "use text for keys"},
    .ask = map_with_integer_keys_ask,
};

static const queue_step decimal_and_time_steps[] = {
    {.op = "declare"},
    {.label = "decimal published",
     .op = "publish",
     .value = "{'decimal': '1.50'}",
     .options = "{'confirm': true}"},
    {.label = "decimal received", .op = "receive", .as = "m", .now = true},
    {.label = "time published",
     .op = "publish",
     .value = "{'timestamp': '2024-05-06 07:08:09.123456'}",
     .options = "{'confirm': true}"},
    {.label = "time received", .op = "receive", .as = "n", .now = true},
    {0},
};

static bool decimal_and_time_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, decimal_and_time_steps, error);
}

static const pc_probe decimal_and_time = {
    .id = "queue/content/decimal-and-time",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A decimal and a time as a body",
               .bites = "amounts and times change their type on the way",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "content",
               .see = "https://www.rabbitmq.com/docs/publishers",
               .remedy = "send them as text in a fixed form"},
    .ask = decimal_and_time_ask,
};

static const queue_step user_id_steps[] = {
    {.op = "declare"},
    {.label = "published as somebody else",
     .op = "publish",
     .body = "a",
     .options = "{'confirm': true, 'user_id': 'somebody-else'}"},
    {.label = "received", .op = "receive", .now = true},
    {0},
};

static bool user_id_ask(pc_execution *execution, GError **error) {
  return queue_ask(execution, user_id_steps, error);
}

static const pc_probe user_id = {
    .id = "queue/content/user-id",
    .role = PC_ROLE_QUEUE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A message that says it is of another user than the one who is logged in",
         .bites =
             "a publisher that sets its own name works in a test, and is cut off in production",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "content",
         .see = "https://www.rabbitmq.com/docs/validated-user-id",
         .remedy = "leave the property out, or set it to the login's name"},
    .ask = user_id_ask,
};

extern const pc_probe *const pc_probes_queue_content[];
const pc_probe *const pc_probes_queue_content[] = {
    &binary_body,
    &empty_body,
    &beyond_ascii,
    &line_ends,
    &header_types,
    &header_real,
    &header_map,
    &header_time,
    &header_bytes,
    &header_wide_integer,
    &priority_echoed,
    &message_id,
    &same_message_id,
    &content_type,
    &content_type_default,
    &typed_body,
    &map_with_integer_keys,
    &decimal_and_time,
    &user_id,
    NULL,
};
