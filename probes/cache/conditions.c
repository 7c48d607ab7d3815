/* SPDX-License-Identifier: MIT */
/* Writes that depend on what is there. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step add_steps[] = {
    {.label = "added to nothing", .op = "add", .key = "a", .text = "v"},
    {.label = "added again", .op = "add", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool add_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_steps, error);
}

static const pc_probe add = {
    .id = "cache/conditions/add",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "add on a missing key, and on one that is there",
               .bites = "a lock is taken twice, or the loser overwrites the winner",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test locks with two sessions on the real cache"},
    .ask = add_ask,
};

static const cache_step add_over_empty_steps[] = {
    {.op = "set", .key = "a", .text = ""},
    {.label = "added", .op = "add", .key = "a", .text = "v"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool add_over_empty_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_over_empty_steps, error);
}

static const pc_probe add_over_empty = {
    .id = "cache/conditions/add-over-empty",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "add on a key that holds empty text",
               .bites = "an empty value counts as missing in one environment: two requests both "
                        "become the first",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "store something that is not empty in locks"},
    .ask = add_over_empty_ask,
};

static const cache_step add_after_delete_steps[] = {
    {.label = "added", .op = "add", .key = "a", .text = "v"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "added again", .op = "add", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool add_after_delete_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_after_delete_steps, error);
}

static const pc_probe add_after_delete = {
    .id = "cache/conditions/add-after-delete",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "add, delete, add",
               .bites = "a released lock cannot be taken again",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test releasing locks on the real cache"},
    .ask = add_after_delete_ask,
};

static const cache_step replace_steps[] = {
    {.label = "replaced nothing", .op = "replace", .key = "a", .text = "v"},
    {.label = "read", .op = "get", .key = "a"},
    {.op = "set", .key = "b", .text = "v"},
    {.label = "replaced", .op = "replace", .key = "b", .text = "w"},
    {.label = "read after the replace", .op = "get", .key = "b"},
    {0},
};

static bool replace_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, replace_steps, error);
}

static const pc_probe replace = {
    .id = "cache/conditions/replace",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "replace on a missing key, and on one that is there",
               .bites =
                   "replace makes the key in one environment, or does not exist as an operation",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use set, or add, where replace is not everywhere"},
    .ask = replace_ask,
};

static const cache_step replace_after_delete_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "replaced", .op = "replace", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool replace_after_delete_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, replace_after_delete_steps, error);
}

static const pc_probe replace_after_delete = {
    .id = "cache/conditions/replace-after-delete",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "replace on a key that was deleted",
               .bites = "an invalidated entry comes back to life through a late replace",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use versions in keys rather than deletes"},
    .ask = replace_after_delete_ask,
};

static const cache_step set_over_another_type_steps[] = {
    {.op = "set", .key = "a", .value = "1"},
    {.label = "text over a number", .op = "set", .key = "a", .text = "abc"},
    {.label = "read", .op = "get", .key = "a"},
    {.op = "set", .key = "b", .text = "abc"},
    {.label = "number over text", .op = "set", .key = "b", .value = "1"},
    {.label = "incremented", .op = "increment", .key = "b", .by = "1"},
    {.label = "list stored", .op = "set", .key = "c", .value = "[\"x\"]"},
    {.label = "text over a list", .op = "set", .key = "c", .text = "abc"},
    {.label = "read the last", .op = "get", .key = "c"},
    {0},
};

static bool set_over_another_type_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, set_over_another_type_steps, error);
}

static const pc_probe set_over_another_type = {
    .id = "cache/conditions/set-over-another-type",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "set over a value of another type",
               .bites = "a key whose type changed with a release is refused in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "put a version into keys when the type of a value changes"},
    .ask = set_over_another_type_ask,
};

static const cache_step delete_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "deleted what never was", .op = "delete", .key = "b"},
    {0},
};

static bool delete_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, delete_steps, error);
}

static const pc_probe delete = {
    .id = "cache/conditions/delete",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "delete of a key that is there, and of one that is not",
               .bites = "code that counts what it deleted, or raises where nothing was, works in "
                        "one environment only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "ignore the answer of delete"},
    .ask = delete_ask,
};

static const cache_step delete_twice_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "deleted again", .op = "delete", .key = "a"},
    {0},
};

static bool delete_twice_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, delete_twice_steps, error);
}

static const pc_probe delete_twice = {
    .id = "cache/conditions/delete-twice",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "delete of a key that was just deleted",
               .bites = "two workers both believe that they have taken the job, or neither does",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "take jobs with a queue, not by delete"},
    .ask = delete_twice_ask,
};

static const cache_step delete_counter_steps[] = {
    {.op = "set", .key = "a", .value = "5"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "added", .op = "add", .key = "a", .value = "0"},
    {.label = "incremented again", .op = "increment", .key = "a", .by = "1"},
    {0},
};

static bool delete_counter_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, delete_counter_steps, error);
}

static const pc_probe delete_counter = {
    .id = "cache/conditions/delete-counter",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "delete of a counter",
               .bites = "a counter that was deleted goes on from its old value",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "conditions",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "set counters to 0 to reset them"},
    .ask = delete_counter_ask,
};

extern const pc_probe *const pc_probes_cache_conditions[];
const pc_probe *const pc_probes_cache_conditions[] = {
    &add,     &add_over_empty,       &add_after_delete,
    &replace, &replace_after_delete, &set_over_another_type,
    &delete,  &delete_twice,         &delete_counter,
    NULL,
};
