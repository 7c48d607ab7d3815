/* SPDX-License-Identifier: MIT */
/* When what was put into a cache is gone: which times to live are taken, and what an expired key
 * still answers. */
#include "probes/cache/ask.h"

#include "harness/base/error.h"
#include "harness/model/probe.h"

static const cache_step zero_ttl_steps[] = {
    {.label = "stored with a TTL of 0", .op = "set", .key = "a", .text = "v", .ttl = "0"},
    {.label = "read at once", .op = "get", .key = "a"},
    {.label = "added with a TTL of 0", .op = "add", .key = "b", .text = "v", .ttl = "0"},
    {.label = "added again", .op = "add", .key = "b", .text = "w", .ttl = "0"},
    {0},
};

static bool zero_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, zero_ttl_steps, error);
}

static const pc_probe zero_ttl = {
    .id = "cache/expiry/zero-ttl",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL of zero",
               .bites = "timeout=0 means \"do not cache\" in one environment, \"for ever\" in the "
                        "next, and is an "
                        "error in the third",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "never pass 0: leave the call out, or the TTL"},
    .ask = zero_ttl_ask,
};

static const cache_step negative_ttl_steps[] = {
    {.label = "stored with a TTL of -1", .op = "set", .key = "a", .text = "v", .ttl = "-1"},
    {.label = "read at once", .op = "get", .key = "a"},
    {.op = "set", .key = "b", .text = "v"},
    {.label = "overwritten with a TTL of -5", .op = "set", .key = "b", .text = "w", .ttl = "-5"},
    {.label = "read after it", .op = "get", .key = "b"},
    {0},
};

static bool negative_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, negative_ttl_steps, error);
}

static const pc_probe negative_ttl = {
    .id = "cache/expiry/negative-ttl",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL below zero",
               .bites = "an expiry computed from a clock that is behind is an error in one "
                        "environment and a silent "
                        "miss in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "clamp computed TTLs to at least one second"},
    .ask = negative_ttl_ask,
};

static const cache_step fraction_ttl_steps[] = {
    {.label = "stored with a TTL of 1.5 s", .op = "set", .key = "a", .text = "v", .ttl = "1.5"},
    {.pause_ms = 3000, .label = "read after 3 s", .op = "get", .key = "a"},
    {0},
};

static bool fraction_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, fraction_ttl_steps, error);
}

static const pc_probe fraction_ttl = {
    .id = "cache/expiry/fraction-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL of one and a half, given as seconds",
               .bites = "a fractional TTL is refused, or cut to whole seconds, where the other "
                        "environment keeps it",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use whole seconds"},
    .ask = fraction_ttl_ask,
};

enum { SUB_SECOND_TRIES = 20, SUB_SECOND_SOON_US = 450 * 1000 };

/* Stores and reads under the key until both are done well within the TTL: a look that comes later
 * on a busy machine would not tell an entry that was never there from one that has had its time. */
static bool sub_second_store(pc_execution *execution, const cache_step *set, const cache_step *get,
                             pc_outcome **ret_stored, pc_outcome **ret_read, GError **error) {
  for (guint i = 0; i < SUB_SECOND_TRIES; i++) {
    const gint64 began_us = g_get_monotonic_time();
    if (!cache_try(execution, set, ret_stored, error) ||
        !cache_try(execution, get, ret_read, error))
      return false;
    if ((*ret_stored)->kind != PC_OUTCOME_DONE ||
        g_get_monotonic_time() - began_us < SUB_SECOND_SOON_US)
      return true;
    g_clear_pointer(ret_stored, pc_outcome_free);
    g_clear_pointer(ret_read, pc_outcome_free);
  }
  g_set_error(error, PC_ERROR, PC_ERROR_NOT_ASKED,
              "in %u tries no entry could be read within half of its TTL of 0.9 s",
              SUB_SECOND_TRIES);
  return false;
}

static bool sub_second_ask(pc_execution *execution, GError **error) {
  static const cache_step later[] = {
      {.pause_ms = 2500, .label = "read after 2.5 s", .op = "get", .key = "a"},
      {0},
  };
  static const cache_step set = {.label = "stored with a TTL of 0.9 s",
                                 .op = "set",
                                 .key = "a",
                                 .text = "v",
                                 .ttl = "0.9",
                                 .finest = true};
  static const cache_step get = {.label = "read at once", .op = "get", .key = "a"};
  g_autoptr(pc_outcome) stored = NULL;
  g_autoptr(pc_outcome) read = NULL;
  if (!sub_second_store(execution, &set, &get, &stored, &read, error))
    return false;
  cache_observe_take(execution, &set, g_steal_pointer(&stored));
  cache_observe_take(execution, &get, g_steal_pointer(&read));
  return cache_ask(execution, later, error);
}

static const pc_probe sub_second = {
    .id = "cache/expiry/sub-second",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL below a second, in the finest unit that the client has",
               .bites = "a lock or debounce key of 0.9 s is gone at once, lives for ever or is "
                        "refused, where TTLs "
                        "are whole seconds",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use TTLs of whole seconds, or a cache that has milliseconds everywhere"},
    .ask = sub_second_ask,
};

static const cache_step beyond_thirty_days_steps[] = {
    {.label = "stored for 30 days", .op = "set", .key = "a", .text = "v", .ttl = "2592000"},
    {.label = "30 days, read at once", .op = "get", .key = "a"},
    {.label = "stored for 30 days and a second",
     .op = "set",
     .key = "b",
     .text = "v",
     .ttl = "2592001"},
    {.label = "30 days and a second, read at once", .op = "get", .key = "b"},
    {.label = "added for a year", .op = "add", .key = "c", .text = "v", .ttl = "31536000"},
    {.label = "a year, read at once", .op = "get", .key = "c"},
    {0},
};

static bool beyond_thirty_days_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, beyond_thirty_days_steps, error);
}

static const pc_probe beyond_thirty_days = {
    .id = "cache/expiry/beyond-thirty-days",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A TTL of 30 days, and of one second more",
               .bites = "Memcached takes a TTL above 30 days for a date in 1970: what is cached "
                        "for 31 days is gone at once",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "cap TTLs at 30 days"},
    .ask = beyond_thirty_days_ask,
};

static const cache_step huge_ttl_steps[] = {
    {.label = "10^9 s stored", .op = "set", .key = "a", .text = "v", .ttl = "1000000000"},
    {.label = "10^9 s, read at once", .op = "get", .key = "a"},
    {.label = "2^32 s stored", .op = "set", .key = "b", .text = "v", .ttl = "4294967296"},
    {.label = "2^32 s, read at once", .op = "get", .key = "b"},
    {.label = "10^13 s stored", .op = "set", .key = "c", .text = "v", .ttl = "10000000000000"},
    {.label = "10^13 s, read at once", .op = "get", .key = "c"},
    {.label = "2^63 - 1 s stored",
     .op = "set",
     .key = "d",
     .text = "v",
     .ttl = "9223372036854775807"},
    {.label = "2^63 - 1 s, read at once", .op = "get", .key = "d"},
    {0},
};

static bool huge_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, huge_ttl_steps, error);
}

static const pc_probe huge_ttl = {
    .id = "cache/expiry/huge-ttl",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "TTLs of 30 years and more, up to the largest integer",
               .bites = "a \"practically never\" of 10^9 seconds or MAXINT is an error or an "
                        "immediate miss in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "leave the TTL out where a key is never to expire"},
    .ask = huge_ttl_ask,
};

static const cache_step no_ttl_steps[] = {
    {.label = "stored without a TTL", .op = "set", .key = "a", .text = "v"},
    {.pause_ms = 2500, .label = "read after 2.5 s", .op = "get", .key = "a"},
    {0},
};

static bool no_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, no_ttl_steps, error);
}

static const pc_probe no_ttl = {
    .id = "cache/expiry/no-ttl",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "No TTL at all",
               .bites = "one library has a default timeout of five minutes, the other none: a flag "
                        "stays, or goes, unexpectedly",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "always pass a TTL"},
    .ask = no_ttl_ask,
};

static const cache_step after_expiry_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1"},
    {.op = "set", .key = "b", .text = "v", .ttl = "1"},
    {.pause_ms = 2500, .label = "read", .op = "get", .key = "a"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "touched", .op = "touch", .key = "b", .ttl = "1000"},
    {.label = "read after the touch", .op = "get", .key = "b"},
    {0},
};

static bool after_expiry_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, after_expiry_steps, error);
}

static const pc_probe after_expiry = {
    .id = "cache/expiry/after-expiry",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What can be done to a key that has just expired",
               .bites = "an expired key still answers to delete or touch in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/expire/",
               .remedy = "treat every answer about a key as already old"},
    .ask = after_expiry_ask,
};

static const cache_step add_after_expiry_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1"},
    {.pause_ms = 2500, .label = "added", .op = "add", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool add_after_expiry_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, add_after_expiry_steps, error);
}

static const pc_probe add_after_expiry = {
    .id = "cache/expiry/add-after-expiry",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "add on a key that has expired",
               .bites = "a lock that should be free can never be taken again",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "give every lock a TTL and test that it frees"},
    .ask = add_after_expiry_ask,
};

static const cache_step replace_after_expiry_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1"},
    {.op = "set", .key = "b", .text = "v", .ttl = "1"},
    {.pause_ms = 2500, .label = "replaced", .op = "replace", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "appended", .op = "append", .key = "b", .text = "w"},
    {.label = "read after the append", .op = "get", .key = "b"},
    {0},
};

static bool replace_after_expiry_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, replace_after_expiry_steps, error);
}

static const pc_probe replace_after_expiry = {
    .id = "cache/expiry/replace-after-expiry",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "replace and append on a key that has expired",
               .bites = "a dead entry comes to life again, without a TTL",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use add where the key may have expired"},
    .ask = replace_after_expiry_ask,
};

static const cache_step elsewhere_steps[] = {
    {.op = "set", .key = "a", .text = "v", .ttl = "1"},
    {.op = "set", .key = "b", .text = "v", .ttl = "1000"},
    {.pause_ms = 2500, .session = 1, .label = "expired", .op = "get", .key = "a"},
    {.session = 1, .label = "not expired", .op = "get", .key = "b"},
    {0},
};

static bool elsewhere_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, elsewhere_steps, error);
}

static const pc_probe elsewhere = {
    .id = "cache/expiry/elsewhere",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header =
        {.title = "A TTL seen by another session",
         .bites =
             "a lock whose holder died is freed in one environment and held for ever in the other",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "expiry",
         .see = "https://redis.io/docs/latest/commands/expire/",
         .remedy = "test lock expiry with two processes"},
    .ask = elsewhere_ask,
};

extern const pc_probe *const pc_probes_cache_expiry[];
const pc_probe *const pc_probes_cache_expiry[] = {
    &zero_ttl,  &negative_ttl, &fraction_ttl, &sub_second,       &beyond_thirty_days,
    &huge_ttl,  &no_ttl,       &after_expiry, &add_after_expiry, &replace_after_expiry,
    &elsewhere, NULL,
};
