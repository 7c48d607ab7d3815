/* SPDX-License-Identifier: MIT */
/* How large keys, values and batches may be. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

enum { ENTRIES = 400 };

static bool entries_ask(pc_execution *execution, GError **error) {
  guint found = 0;
  for (guint i = 0; i < 2 * ENTRIES; i++) {
    char name[16];
    g_snprintf(name, sizeof name, "%u", i % ENTRIES);
    const cache_step step = {
        .op = i < ENTRIES ? "set" : "get", .key = name, .text = i < ENTRIES ? "v" : NULL};
    g_autoptr(pc_outcome) outcome = NULL;
    if (!cache_try(execution, &step, &outcome, error))
      return false;
    found += i >= ENTRIES && outcome->kind == PC_OUTCOME_VALUE;
  }
  cache_observe_text(execution, "of 400 entries written, there are",
                     found == ENTRIES ? "all"
                     : found          ? "some"
                                      : "none");
  return true;
}

static const cache_step value_size_steps[] = {
    {.label = "1 MiB - 100 stored", .op = "set", .key = "b", .fill = 1048476},
    {.label = "1 MiB - 100 read, length", .op = "get", .key = "b", .show = CACHE_SHOW_SIZE},
    {.label = "1 MiB stored", .op = "set", .key = "c", .fill = 1048576},
    {.label = "1 MiB read, length", .op = "get", .key = "c", .show = CACHE_SHOW_SIZE},
    {.label = "1 MiB + 1 stored", .op = "set", .key = "d", .fill = 1048577},
    {.label = "1 MiB + 1 read, length", .op = "get", .key = "d", .show = CACHE_SHOW_SIZE},
    {.label = "7 MiB stored", .op = "set", .key = "e", .fill = 7340032},
    {.label = "7 MiB read, length", .op = "get", .key = "e", .show = CACHE_SHOW_SIZE},
    {0},
};

static bool value_size_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, value_size_steps, error);
}

static const pc_probe value_size = {
    .id = "cache/limits/value-size",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Values about 1 MiB, and of 7 MiB",
               .bites = "a page or report that is cached in development is refused, or silently "
                        "not kept, in production",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://github.com/memcached/memcached/blob/master/doc/memcached.1",
               .remedy = "compress or split large values; check the answer of set",
               .alone = true /* of a small instance it fills the memory */},
    .ask = value_size_ask,
};

static const cache_step refused_overwrite_steps[] = {
    {.op = "set", .key = "a", .text = "old"},
    {.label = "overwritten with 2 MiB", .op = "set", .key = "a", .fill = 2097152},
    {.label = "length read", .op = "get", .key = "a", .show = CACHE_SHOW_SIZE},
    {0},
};

static bool refused_overwrite_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, refused_overwrite_steps, error);
}

static const pc_probe refused_overwrite = {
    .id = "cache/limits/refused-overwrite",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A value overwritten by one that may be too large",
               .bites = "the refused write has removed the old value in one environment and left "
                        "it, stale, in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://github.com/memcached/memcached/blob/master/doc/memcached.1",
               .remedy = "delete before writing what may be too large",
               .alone = true /* of a small instance it fills the memory */},
    .ask = refused_overwrite_ask,
};

static const cache_step append_beyond_steps[] = {
    {.label = "1 MiB - 1 KiB stored", .op = "set", .key = "a", .fill = 1047552},
    {.label = "4 KiB appended", .op = "append", .key = "a", .fill = 4096},
    {.label = "length read", .op = "get", .key = "a", .show = CACHE_SHOW_SIZE},
    {0},
};

static bool append_beyond_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, append_beyond_steps, error);
}

static const pc_probe append_beyond = {
    .id = "cache/limits/append-beyond",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A value that appending makes larger than 1 MiB",
               .bites = "a growing list of ids is refused once it is large, in production only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://github.com/memcached/memcached/blob/master/doc/memcached.1",
               .remedy = "bound what is appended to",
               .alone = true /* of a small instance it fills the memory */},
    .ask = append_beyond_ask,
};

static const cache_step key_length_steps[] = {
    {.label = "250 bytes stored", .op = "set", .key = "k", .key_length = 250, .text = "v"},
    {.label = "250 bytes read", .op = "get", .key = "k", .key_length = 250},
    {.label = "251 bytes stored", .op = "set", .key = "k", .key_length = 251, .text = "v"},
    {.label = "251 bytes read", .op = "get", .key = "k", .key_length = 251},
    {.label = "1024 bytes stored", .op = "set", .key = "k", .key_length = 1024, .text = "v"},
    {.label = "1024 bytes read", .op = "get", .key = "k", .key_length = 1024},
    {.label = "70000 bytes stored", .op = "set", .key = "k", .key_length = 70000, .text = "v"},
    {.label = "70000 bytes read", .op = "get", .key = "k", .key_length = 70000},
    {0},
};

static bool key_length_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, key_length_steps, error);
}

static const pc_probe key_length = {
    .id = "cache/limits/key-length",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Keys of 250, 251, 1024 and 70000 bytes",
               .bites = "Memcached refuses keys above 250 bytes: a key made from a long URL works "
                        "in development only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "hash long keys"},
    .ask = key_length_ask,
};

static const pc_probe entries = {
    .id = "cache/limits/entries",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "400 small entries at once",
               .bites = "a cache with a default of 300 entries forgets a third of the sessions "
                        "that the other environment keeps",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "raise MAX_ENTRIES, or use the production cache in development"},
    .ask = entries_ask,
};

static const cache_step many_keys_steps[] = {
    {.label = "250 stored", .op = "set_many", .key_count = 250, .text = "v"},
    {.label = "250 read, found", .op = "get_many", .key_count = 250, .show = CACHE_SHOW_COUNT},
    {0},
};

static bool many_keys_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, many_keys_steps, error);
}

static const pc_probe many_keys = {
    .id = "cache/limits/many-keys",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "250 keys in one set_many and one get_many",
               .bites = "a batch that is one call in one environment has to be cut in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://redis.io/docs/latest/commands/mget/",
               .remedy = "read in batches of fifty"},
    .ask = many_keys_ask,
};

static const cache_step counter_digits_steps[] = {
    {.op = "set", .key = "a", .text = "1234567890123456789012345"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool counter_digits_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, counter_digits_steps, error);
}

static const pc_probe counter_digits = {
    .id = "cache/limits/counter-digits",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter over text of 25 digits",
               .bites = "one environment counts on, one refuses, one cuts",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "limits",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "keep counters below 2^63"},
    .ask = counter_digits_ask,
};

extern const pc_probe *const pc_probes_cache_limits[];
const pc_probe *const pc_probes_cache_limits[] = {
    &value_size, &refused_overwrite, &append_beyond,  &key_length,
    &entries,    &many_keys,         &counter_digits, NULL,
};
