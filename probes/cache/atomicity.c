/* SPDX-License-Identifier: MIT */
/* Reading and writing as one step, and who wins. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step compare_and_set_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.label = "set while unchanged", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "read with its version again", .op = "gets", .key = "a"},
    {.session = 1, .label = "changed by another session", .op = "set", .key = "a", .text = "x"},
    {.label = "set after the change", .op = "cas", .key = "a", .text = "y"},
    {.label = "read at the end", .op = "get", .key = "a"},
    {0},
};

static bool compare_and_set_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, compare_and_set_steps, error);
}

static const pc_probe compare_and_set = {
    .id = "cache/atomicity/compare-and-set",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Compare-and-set: unchanged, and changed by another session",
               .bites = "two requests both believe that their update won, and one is lost, where "
                        "compare-and-set is "
                        "missing or does not compare",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use the production cache in tests of concurrent updates"},
    .ask = compare_and_set_ask,
};

static const cache_step cas_missing_steps[] = {
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.label = "set", .op = "cas", .key = "a", .text = "v"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_missing_steps, error);
}

static const pc_probe cas_missing = {
    .id = "cache/atomicity/cas-missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Compare-and-set of a key that is not there",
               .bites = "the update makes the key in one environment and is lost in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use add for keys that may be missing"},
    .ask = cas_missing_ask,
};

static const cache_step cas_without_gets_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_without_gets_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_without_gets_steps, error);
}

static const pc_probe cas_without_gets = {
    .id = "cache/atomicity/cas-without-gets",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Compare-and-set without having read a version",
               .bites = "a client that forgot to read overwrites in one environment and is refused "
                        "in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "always read with the version first"},
    .ask = cas_without_gets_ask,
};

static const cache_step cas_same_value_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.session = 1,
     .label = "same value written by another session",
     .op = "set",
     .key = "a",
     .text = "v"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_same_value_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_same_value_steps, error);
}

static const pc_probe cas_same_value = {
    .id = "cache/atomicity/cas-same-value",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "The same value written again by another session in between",
         .bites =
             "where values are compared instead of versions, a change and its undoing go unnoticed",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "atomicity",
         .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
         .remedy = "put a counter into the value where that matters"},
    .ask = cas_same_value_ask,
};

static const cache_step cas_after_delete_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.session = 1, .label = "deleted by another session", .op = "delete", .key = "a"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_after_delete_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_delete_steps, error);
}

static const pc_probe cas_after_delete = {
    .id = "cache/atomicity/cas-after-delete",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Compare-and-set of a key that was deleted since it was read",
               .bites = "the loser is told \"changed\" in one environment and \"gone\" in the "
                        "other, or brings an "
                        "invalidated entry back to life",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "treat both answers, changed and missing, as lost"},
    .ask = cas_after_delete_ask,
};

static const cache_step cas_after_new_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.session = 1, .label = "deleted by another session", .op = "delete", .key = "a"},
    {.session = 1, .label = "added by another session", .op = "add", .key = "a", .text = "v"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_after_new_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_new_steps, error);
}

static const pc_probe cas_after_new = {
    .id = "cache/atomicity/cas-after-new",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Compare-and-set of a key that was deleted and made anew",
               .bites = "a stale update overwrites a fresh entry where versions start again",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "put a counter into the value where that matters"},
    .ask = cas_after_new_ask,
};

static const cache_step cas_after_expiry_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.pause_ms = 3000, .label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_after_expiry_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_expiry_steps, error);
}

static const pc_probe cas_after_expiry = {
    .id = "cache/atomicity/cas-after-expiry",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Compare-and-set of a key that expired since it was read",
               .bites = "the loser is told \"changed\" in one environment and \"gone\" in the "
                        "other, or makes a dead "
                        "entry again, without a TTL",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "treat both answers, changed and missing, as lost"},
    .ask = cas_after_expiry_ask,
};

static const cache_step cas_race_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read by the first", .op = "gets", .key = "a"},
    {.session = 1, .label = "read by the second", .op = "gets", .key = "a"},
    {.label = "set by the first", .op = "cas", .key = "a", .text = "first"},
    {.session = 1, .label = "set by the second", .op = "cas", .key = "a", .text = "second"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_race_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_race_steps, error);
}

static const pc_probe cas_race = {
    .id = "cache/atomicity/cas-race",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two sessions that read the same version and both write",
               .bites = "both win, and one update is lost without a word",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use the production cache in tests of concurrent updates"},
    .ask = cas_race_ask,
};

static const cache_step cas_twice_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "set again", .op = "cas", .key = "a", .text = "x"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_twice_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_twice_steps, error);
}

static const pc_probe cas_twice = {
    .id = "cache/atomicity/cas-twice",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two writes on one version read",
               .bites = "the second write of one request is lost in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "read the version again before every write"},
    .ask = cas_twice_ask,
};

static const cache_step cas_after_own_write_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.op = "set", .key = "a", .text = "w"},
    {.label = "set", .op = "cas", .key = "a", .text = "x"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_after_own_write_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_own_write_steps, error);
}

static const pc_probe cas_after_own_write = {
    .id = "cache/atomicity/cas-after-own-write",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Compare-and-set after a plain write of the same session",
               .bites = "a request is stopped by its own write in one environment only",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "read the version again after every write"},
    .ask = cas_after_own_write_ask,
};

static const cache_step cas_after_touch_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1000"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.session = 1, .label = "touched by another session", .op = "touch", .key = "a", .ttl = "2000"},
    {.label = "set", .op = "cas", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool cas_after_touch_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_touch_steps, error);
}

static const pc_probe cas_after_touch = {
    .id = "cache/atomicity/cas-after-touch",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Compare-and-set after another session made the life longer",
               .bites = "touching a key makes everyone else's update fail in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "repeat a failed update"},
    .ask = cas_after_touch_ask,
};

static const cache_step cas_after_increment_steps[] = {
    {.op = "set", .key = "a", .value = "1"},
    {.label = "read with its version", .op = "gets", .key = "a", .show = CACHE_SHOW_TEXT},
    {.session = 1,
     .label = "incremented by another session",
     .op = "increment",
     .key = "a",
     .by = "1"},
    {.label = "set", .op = "cas", .key = "a", .value = "10"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool cas_after_increment_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, cas_after_increment_steps, error);
}

static const pc_probe cas_after_increment = {
    .id = "cache/atomicity/cas-after-increment",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Compare-and-set after another session counted",
               .bites = "a counter is set back to an old value",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use increment alone on counters"},
    .ask = cas_after_increment_ask,
};

static const cache_step increments_interleaved_steps[] = {
    {.op = "set", .key = "a", .value = "0"},
    {.label = "first by A", .op = "increment", .key = "a", .by = "1"},
    {.session = 1, .label = "first by B", .op = "increment", .key = "a", .by = "1"},
    {.label = "second by A", .op = "increment", .key = "a", .by = "10"},
    {.session = 1, .label = "second by B", .op = "increment", .key = "a", .by = "10"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool increments_interleaved_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, increments_interleaved_steps, error);
}

static const pc_probe increments_interleaved = {
    .id = "cache/atomicity/increments-interleaved",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two sessions that count in turn",
               .bites = "hits are lost where increment is a read and a write",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "use the increment of the cache, never get and set"},
    .ask = increments_interleaved_ask,
};

static const cache_step add_by_two_steps[] = {
    {.label = "added by A", .op = "add", .key = "a", .text = "A"},
    {.session = 1, .label = "added by B", .op = "add", .key = "a", .text = "B"},
    {.session = 1, .label = "read by B", .op = "get", .key = "a"},
    {0},
};

static bool add_by_two_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_by_two_steps, error);
}

static const pc_probe add_by_two = {
    .id = "cache/atomicity/add-by-two",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "Two sessions that add the same key",
               .bites = "two workers both hold the lock",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "atomicity",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test locks with two processes on the real cache"},
    .ask = add_by_two_ask,
};

extern const pc_probe *const pc_probes_cache_atomicity[];
const pc_probe *const pc_probes_cache_atomicity[] = {
    &compare_and_set,        &cas_missing,      &cas_without_gets,
    &cas_same_value,         &cas_after_delete, &cas_after_new,
    &cas_after_expiry,       &cas_race,         &cas_twice,
    &cas_after_own_write,    &cas_after_touch,  &cas_after_increment,
    &increments_interleaved, &add_by_two,       NULL,
};
