/* SPDX-License-Identifier: MIT */
/* What append does. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step missing_steps[] = {
    {.label = "appended", .op = "append", .key = "a", .text = "v"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, missing_steps, error);
}

static const pc_probe missing = {
    .id = "cache/append/missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append to a missing key",
               .bites = "the log of a new user is made in one environment and lost in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "add the key first, then append"},
    .ask = missing_ask,
};

static const cache_step text_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "appended", .op = "append", .key = "a", .text = "w"},
    {.label = "appended nothing", .op = "append", .key = "a", .text = ""},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool text_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, text_steps, error);
}

static const pc_probe text = {
    .id = "cache/append/text",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append to text",
               .bites = "append is not there, or changes nothing, in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "read, change and compare-and-set where append is not everywhere"},
    .ask = text_ask,
};

static const cache_step number_steps[] = {
    {.op = "set", .key = "a", .value = "5"},
    {.label = "appended", .op = "append", .key = "a", .text = "0"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {0},
};

static bool number_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, number_steps, error);
}

static const pc_probe number = {
    .id = "cache/append/number",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append to a number",
               .bites = "5 with 0 behind it is 50 where numbers are text, and an error elsewhere",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "append to text only"},
    .ask = number_ask,
};

static const cache_step list_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "list stored over text", .op = "set", .key = "a", .value = "[\"x\"]"},
    {.label = "appended", .op = "append", .key = "a", .text = "y"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool list_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, list_steps, error);
}

static const pc_probe list = {
    .id = "cache/append/list",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append to a list",
               .bites = "an item is added in development where production has no lists",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "append to text only"},
    .ask = list_ask,
};

static const cache_step empty_steps[] = {
    {.op = "set", .key = "a", .text = ""},
    {.label = "appended", .op = "append", .key = "a", .text = "v"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool empty_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, empty_steps, error);
}

static const pc_probe empty = {
    .id = "cache/append/empty",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append to empty text",
               .bites = "empty counts as missing in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "add a marker first, then append"},
    .ask = empty_ask,
};

static const cache_step bytes_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "bytes appended", .op = "append", .key = "a", .value = "{\"bytes\":\"ff\"}"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool bytes_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, bytes_steps, error);
}

static const pc_probe bytes = {
    .id = "cache/append/bytes",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "append bytes to text",
               .bites = "what was text is bytes, or an error, in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "append",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "append text to text only"},
    .ask = bytes_ask,
};

extern const pc_probe *const pc_probes_cache_append[];
const pc_probe *const pc_probes_cache_append[] = {
    &missing, &text, &number, &list, &empty, &bytes, NULL,
};
