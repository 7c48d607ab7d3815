/* SPDX-License-Identifier: MIT */
/* What becomes of a key's time to live when the key is overwritten, counted, touched or asked for
 * it. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step overwrite_drops_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "overwritten without a TTL", .op = "set", .key = "a", .text = "w"},
    {.pause_ms = 3000, .label = "read after the first TTL", .op = "get", .key = "a"},
    {0},
};

static bool overwrite_drops_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, overwrite_drops_ttl_steps, error);
}

static const pc_probe overwrite_drops_ttl = {
    .id = "cache/expiry/overwrite-drops-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key with a TTL, overwritten without one",
               .bites = "the second set turns an expiring key into one that never expires: a lock "
                        "or a stale price stays for ever",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "pass the TTL with every set"},
    .ask = overwrite_drops_ttl_ask,
};

static const cache_step overwrite_restarts_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "overwritten with a TTL of 1000 s",
     .op = "set",
     .key = "a",
     .text = "w",
     .ttl = "1000"},
    {.pause_ms = 3000, .label = "read after the first TTL", .op = "get", .key = "a"},
    {0},
};

static bool overwrite_restarts_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, overwrite_restarts_ttl_steps, error);
}

static const pc_probe overwrite_restarts_ttl = {
    .id = "cache/expiry/overwrite-restarts-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key overwritten with a longer TTL",
               .bites = "a refreshed session still ends at the old time in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test refreshing against the real cache"},
    .ask = overwrite_restarts_ttl_ask,
};

static const cache_step increment_keeps_ttl_steps[] = {
    {.op = "set", .key = "a", .value = "1", .ttl = "2"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.pause_ms = 3000,
     .label = "read after the TTL",
     .op = "get",
     .key = "a",
     .show = CACHE_SHOW_TEXT},
    {0},
};

static bool increment_keeps_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, increment_keeps_ttl_steps, error);
}

static const pc_probe increment_keeps_ttl = {
    .id = "cache/expiry/increment-keeps-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter with a TTL, incremented",
               .bites = "a rate limit counter starts to live anew, or for ever, with every hit: "
                        "the user stays locked out",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "set the TTL when the counter is made, and test that increments keep it"},
    .ask = increment_keeps_ttl_ask,
};

static const cache_step append_keeps_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "appended", .op = "append", .key = "a", .text = "w"},
    {.pause_ms = 3000, .label = "read after the TTL", .op = "get", .key = "a"},
    {0},
};

static bool append_keeps_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, append_keeps_ttl_steps, error);
}

static const pc_probe append_keeps_ttl = {
    .id = "cache/expiry/append-keeps-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A value with a TTL, appended to",
               .bites = "a growing log kept for an hour never expires in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/append/",
               .remedy = "set again with a TTL instead of appending"},
    .ask = append_keeps_ttl_ask,
};

static const cache_step replace_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "replaced without a TTL", .op = "replace", .key = "a", .text = "w"},
    {.pause_ms = 3000, .label = "read after the first TTL", .op = "get", .key = "a"},
    {0},
};

static bool replace_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, replace_ttl_steps, error);
}

static const pc_probe replace_ttl = {
    .id = "cache/expiry/replace-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key with a TTL, replaced without one",
               .bites = "replace keeps the expiry in one environment and removes it in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "pass the TTL with every replace"},
    .ask = replace_ttl_ask,
};

static const cache_step add_leaves_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "added with a TTL of 1000 s", .op = "add", .key = "a", .text = "w", .ttl = "1000"},
    {.pause_ms = 3000, .label = "read after the first TTL", .op = "get", .key = "a"},
    {0},
};

static bool add_leaves_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_leaves_ttl_steps, error);
}

static const pc_probe add_leaves_ttl = {
    .id = "cache/expiry/add-leaves-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "add on a key that is there, with another TTL",
               .bites =
                   "a lock that somebody else holds is prolonged by everyone who tries to take it",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test lock expiry against the real cache"},
    .ask = add_leaves_ttl_ask,
};

static const cache_step compare_and_set_ttl_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.label = "read with its version", .op = "gets", .key = "a"},
    {.label = "compared and set without a TTL", .op = "cas", .key = "a", .text = "w"},
    {.pause_ms = 3000, .label = "read after the first TTL", .op = "get", .key = "a"},
    {0},
};

static bool compare_and_set_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, compare_and_set_ttl_steps, error);
}

static const pc_probe compare_and_set_ttl = {
    .id = "cache/expiry/compare-and-set-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key with a TTL, compared and set without one",
               .bites = "an optimistic update makes an expiring key permanent",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "pass the TTL with every compare-and-set"},
    .ask = compare_and_set_ttl_ask,
};

static const cache_step touch_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "2"},
    {.op = "set", .key = "b", .text = "v", .ttl = "1000"},
    {.label = "touched to 1000 s", .op = "touch", .key = "a", .ttl = "1000"},
    {.label = "touched to 1 s", .op = "touch", .key = "b", .ttl = "1"},
    {.pause_ms = 3000, .label = "read the prolonged", .op = "get", .key = "a"},
    {.label = "read the shortened", .op = "get", .key = "b"},
    {0},
};

static bool touch_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, touch_steps, error);
}

static const pc_probe touch = {
    .id = "cache/expiry/touch",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "touch makes a life longer, and shorter",
               .bites =
                   "a sliding session does not slide where touch is missing or changes nothing",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "set again with the new TTL where touch cannot be relied on"},
    .ask = touch_ask,
};

static const cache_step touch_missing_steps[] = {
    {.label = "touched", .op = "touch", .key = "a", .ttl = "1000"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool touch_missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, touch_missing_steps, error);
}

static const pc_probe touch_missing = {
    .id = "cache/expiry/touch-missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "touch on a key that is not there",
               .bites = "code that takes the answer of touch for \"still logged in\" is right in "
                        "one environment only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "check with get"},
    .ask = touch_missing_ask,
};

static const cache_step touch_to_zero_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1000"},
    {.label = "touched to 0", .op = "touch", .key = "a", .ttl = "0"},
    {.label = "read after 0", .op = "get", .key = "a"},
    {.op = "set", .key = "b", .text = "v", .ttl = "1000"},
    {.label = "touched to -1", .op = "touch", .key = "b", .ttl = "-1"},
    {.label = "read after -1", .op = "get", .key = "b"},
    {0},
};

static bool touch_to_zero_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, touch_to_zero_steps, error);
}

static const pc_probe touch_to_zero = {
    .id = "cache/expiry/touch-to-zero",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "touch with zero and with a negative TTL",
               .bites = "touch(key, 0) keeps for ever in one environment and deletes in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/expire/",
               .remedy = "use delete to delete"},
    .ask = touch_to_zero_ask,
};

static const cache_step touch_beyond_thirty_days_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1000"},
    {.label = "touched for 31 days", .op = "touch", .key = "a", .ttl = "2678400"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool touch_beyond_thirty_days_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, touch_beyond_thirty_days_steps, error);
}

static const pc_probe touch_beyond_thirty_days = {
    .id = "cache/expiry/touch-beyond-thirty-days",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL made longer than 30 days by touch",
               .bites =
                   "\"remember me\" extended to 31 days logs the user out at once in production",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "cap TTLs at 30 days"},
    .ask = touch_beyond_thirty_days_ask,
};

static const cache_step remaining_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1000"},
    {.op = "set", .key = "b", .text = "v"},
    {.label = "of a key with a TTL of 1000 s", .op = "ttl", .key = "a"},
    {.label = "of a key without", .op = "ttl", .key = "b"},
    {.label = "of a missing key", .op = "ttl", .key = "c"},
    {.op = "set", .key = "e", .text = "v", .ttl = "1000"},
    {.op = "set", .key = "e", .text = "w"},
    {.label = "of a key overwritten without one", .op = "ttl", .key = "e"},
    {0},
};

static bool remaining_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, remaining_steps, error);
}

static const pc_probe remaining = {
    .id = "cache/expiry/remaining",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "The seconds left of a key with, without, and not there",
               .bites = "code that asks for the rest of a lock's life works in development and has "
                        "no such question in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/ttl/",
               .remedy = "store the end of life with the value"},
    .ask = remaining_ask,
};

extern const pc_probe *const pc_probes_cache_lifetime[];
const pc_probe *const pc_probes_cache_lifetime[] = {
    &overwrite_drops_ttl,
    &overwrite_restarts_ttl,
    &increment_keeps_ttl,
    &append_keeps_ttl,
    &replace_ttl,
    &add_leaves_ttl,
    &compare_and_set_ttl,
    &touch,
    &touch_missing,
    &touch_to_zero,
    &touch_beyond_thirty_days,
    &remaining,
    NULL,
};
