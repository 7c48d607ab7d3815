/* SPDX-License-Identifier: MIT */
/* Many keys in one call. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

/* With the prefix, more than 250 bytes. */
#define LONG_60 "llllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
#define LONG LONG_60 LONG_60 LONG_60 LONG_60

static const cache_step get_many_missing_steps[] = {
    {.op = "set", .key = "a", .text = "1a"},
    {.op = "set", .key = "c", .text = "1c"},
    {.label = "read", .op = "get_many", .keys = "a,b,c"},
    {.label = "all missing", .op = "get_many", .keys = "x,y"},
    {0},
};

static bool get_many_missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_missing_steps, error);
}

static const pc_probe get_many_missing = {
    .id = "cache/multi/get-many-missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "get_many where some are missing",
               .bites = "the answer has holes in one environment and leaves them out in the other: "
                        "pairing by position breaks",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "pair answers with keys by name, never by position"},
    .ask = get_many_missing_ask,
};

static const cache_step get_many_order_steps[] = {
    {.op = "set", .key = "a", .text = "va"},
    {.op = "set", .key = "b", .text = "vb"},
    {.op = "set", .key = "c", .text = "vc"},
    {.label = "values read", .op = "get_many", .keys = "c,a,b", .show = CACHE_SHOW_VALUES},
    {0},
};

static bool get_many_order_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_order_steps, error);
}

static const pc_probe get_many_order = {
    .id = "cache/multi/get-many-order",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The order of what get_many gives",
               .bites = "code that relies on the order asked for works in one environment only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mget/",
               .remedy = "look answers up by key"},
    .ask = get_many_order_ask,
};

static const cache_step get_many_duplicates_steps[] = {
    {.op = "set", .key = "a", .text = "va"},
    {.label = "read", .op = "get_many", .keys = "a,a"},
    {0},
};

static bool get_many_duplicates_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_duplicates_steps, error);
}

static const pc_probe get_many_duplicates = {
    .id = "cache/multi/get-many-duplicates",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key that is asked for twice in one get_many",
               .bites = "the second is missing, or there twice, and counts are wrong",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mget/",
               .remedy = "remove duplicates before asking"},
    .ask = get_many_duplicates_ask,
};

static const cache_step get_many_none_steps[] = {
    {.label = "read", .op = "get_many"},
    {0},
};

static bool get_many_none_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_none_steps, error);
}

static const pc_probe get_many_none = {
    .id = "cache/multi/get-many-none",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "get_many of no key at all",
               .bites =
                   "an empty list is an error in one environment: the page without items fails",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mget/",
               .remedy = "leave the call out where there is nothing to ask"},
    .ask = get_many_none_ask,
};

static const cache_step get_many_expired_steps[] = {
    {.op = "set", .key = "a", .text = "va", .ttl = "1"},
    {.op = "set", .key = "b", .text = "vb"},
    {.pause_ms = 2500,
     .label = "values read",
     .op = "get_many",
     .keys = "a,b",
     .show = CACHE_SHOW_VALUES},
    {0},
};

static bool get_many_expired_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_expired_steps, error);
}

static const pc_probe get_many_expired = {
    .id = "cache/multi/get-many-expired",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "get_many where one has expired",
               .bites = "an expired entry is still given in a batch in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mget/",
               .remedy = "test expiry with the same call that is used"},
    .ask = get_many_expired_ask,
};

static const cache_step get_many_bad_key_steps[] = {
    {.op = "set", .key = "a", .text = "va"},
    {.label = "values read", .op = "get_many", .keys = "a," LONG, .show = CACHE_SHOW_VALUES},
    {0},
};

static bool get_many_bad_key_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, get_many_bad_key_steps, error);
}

static const pc_probe get_many_bad_key = {
    .id = "cache/multi/get-many-bad-key",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "get_many where one key may be too long",
               .bites = "one bad key among many fails the whole page in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "hash long keys"},
    .ask = get_many_bad_key_ask,
};

static const cache_step set_many_steps[] = {
    {.label = "stored", .op = "set_many", .keys = "a,b,c", .value = "[\"va\",\"vb\",\"vc\"]"},
    {.label = "values read", .op = "get_many", .keys = "a,b,c", .show = CACHE_SHOW_VALUES},
    {0},
};

static bool set_many_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_many_steps, error);
}

static const pc_probe set_many = {
    .id = "cache/multi/set-many",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "set_many, and what it answers",
         .bites =
             "set_many tells what it could not store in one environment and nothing in the other",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "multi",
         .see = "https://redis.io/docs/latest/commands/mset/",
         .remedy = "read back what must be there"},
    .ask = set_many_ask,
};

static const cache_step set_many_duplicates_steps[] = {
    {.label = "stored", .op = "set_many", .keys = "a,a", .value = "[\"first\",\"last\"]"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool set_many_duplicates_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_many_duplicates_steps, error);
}

static const pc_probe set_many_duplicates = {
    .id = "cache/multi/set-many-duplicates",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key that is set twice in one set_many",
               .bites = "the first wins in one environment and the last in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mset/",
               .remedy = "remove duplicates before storing"},
    .ask = set_many_duplicates_ask,
};

static const cache_step set_many_overwrites_steps[] = {
    {.op = "set", .key = "a", .text = "old"},
    {.label = "stored", .op = "set_many", .keys = "a,b", .value = "[\"new\",\"new\"]"},
    {.label = "values read", .op = "get_many", .keys = "a,b", .show = CACHE_SHOW_VALUES},
    {0},
};

static bool set_many_overwrites_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_many_overwrites_steps, error);
}

static const pc_probe set_many_overwrites = {
    .id = "cache/multi/set-many-overwrites",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "set_many over keys that are there",
               .bites = "a batch leaves what is there in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "multi",
               .see = "https://redis.io/docs/latest/commands/mset/",
               .remedy = "test batches on the real cache"},
    .ask = set_many_overwrites_ask,
};

static const cache_step set_many_bad_value_steps[] = {
    {.label = "stored", .op = "set_many", .keys = "a,b,c", .value = "[\"va\",[1],\"vc\"]"},
    {.label = "first read", .op = "get", .key = "a"},
    {.label = "last read", .op = "get", .key = "c"},
    {0},
};

static bool set_many_bad_value_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_many_bad_value_steps, error);
}

static const pc_probe set_many_bad_value = {
    .id = "cache/multi/set-many-bad-value",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "set_many where one value may not be stored",
         .bites = "the batch is stored in part in one environment, and all or nothing in the other",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "multi",
         .see = "https://redis.io/docs/latest/commands/mset/",
         .remedy = "serialise and check values before the batch"},
    .ask = set_many_bad_value_ask,
};

static const cache_step set_many_bad_key_steps[] = {
    {.label = "stored",
     .op = "set_many",
     .keys = "a," LONG ",c",
     .value = "[\"va\",\"vb\",\"vc\"]"},
    {.label = "first read", .op = "get", .key = "a"},
    {.label = "last read", .op = "get", .key = "c"},
    {0},
};

static bool set_many_bad_key_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_many_bad_key_steps, error);
}

static const pc_probe set_many_bad_key = {
    .id = "cache/multi/set-many-bad-key",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "set_many where one key may be too long",
         .bites = "the batch is stored in part in one environment, and all or nothing in the other",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "multi",
         .see = "https://redis.io/docs/latest/commands/mset/",
         .remedy = "hash long keys"},
    .ask = set_many_bad_key_ask,
};

extern const pc_probe *const pc_probes_cache_multi[];
const pc_probe *const pc_probes_cache_multi[] = {
    &get_many_missing,   &get_many_order,      &get_many_duplicates,
    &get_many_none,      &get_many_expired,    &get_many_bad_key,
    &set_many,           &set_many_duplicates, &set_many_overwrites,
    &set_many_bad_value, &set_many_bad_key,    NULL,
};
