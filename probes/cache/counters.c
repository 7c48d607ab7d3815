/* SPDX-License-Identifier: MIT */
/* What increment and decrement do. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step missing_key_steps[] = {
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "incremented again", .op = "increment", .key = "a", .by = "1"},
    {.label = "decremented", .op = "decrement", .key = "b", .by = "1"},
    {.label = "read after the decrement", .op = "get", .key = "b", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool missing_key_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, missing_key_steps, error);
}

static const pc_probe missing_key = {
    .id = "cache/counters/missing-key",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter that does not exist",
               .bites = "the first increment starts at 1 in one environment; in the other it "
                        "changes nothing, and the "
                        "count stays at nothing",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "add the counter with 0 and a TTL first, then increment"},
    .ask = missing_key_ask,
};

static const cache_step non_numeric_steps[] = {
    {.op = "set", .key = "a", .text = "abc"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a"},
    {.op = "set", .key = "b", .text = "12abc"},
    {.label = "digits with a tail incremented", .op = "increment", .key = "b", .by = "1"},
    {.label = "digits with a tail read", .op = "get", .key = "b"},
    {0},
};

static bool non_numeric_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, non_numeric_steps, error);
}

static const pc_probe non_numeric = {
    .id = "cache/counters/non-numeric",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A counter over text that is no number",
         .bites =
             "an error in one environment is an overwritten value, or another error, in the next",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "counters",
         .see = "https://redis.io/docs/latest/commands/incr/",
         .remedy = "give counters keys of their own"},
    .ask = non_numeric_ask,
};

static const cache_step text_number_steps[] = {
    {.op = "set", .key = "a", .text = "10"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "5"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool text_number_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, text_number_steps, error);
}

static const pc_probe text_number = {
    .id = "cache/counters/text-number",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter over text that is a number",
               .bites = "a counter that was set as '10' cannot be incremented where the type of "
                        "the value is kept",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "set counters as integers"},
    .ask = text_number_ask,
};

static const cache_step real_steps[] = {
    {.label = "1.5 stored", .op = "set", .key = "a", .value = "{\"real\":\"1.5\"}"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.op = "set", .key = "b", .text = "2.0"},
    {.label = "'2.0' incremented", .op = "increment", .key = "b", .by = "1"},
    {0},
};

static bool real_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, real_steps, error);
}

static const pc_probe real = {
    .id = "cache/counters/real",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter over a number with a fraction",
               .bites = "an average kept in the cache is incremented in development and an error "
                        "in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "keep counters as integers of the smallest unit"},
    .ask = real_ask,
};

static const cache_step overflow_63_steps[] = {
    {.label = "largest stored", .op = "set", .key = "a", .value = "9223372036854775807"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "smallest stored", .op = "set", .key = "b", .value = "-9223372036854775808"},
    {.label = "decremented", .op = "decrement", .key = "b", .by = "1"},
    {.label = "read after the decrement", .op = "get", .key = "b", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool overflow_63_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, overflow_63_steps, error);
}

static const pc_probe overflow_63 = {
    .id = "cache/counters/overflow-63",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter at 2^63 - 1",
               .bites = "one environment refuses the increment, one goes on, one becomes negative",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "keep counters far from 2^63"},
    .ask = overflow_63_ask,
};

static const cache_step overflow_64_steps[] = {
    {.label = "2^64 - 1 stored",
     .op = "set",
     .key = "a",
     .value = "{\"integer\":\"18446744073709551615\"}"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool overflow_64_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, overflow_64_steps, error);
}

static const pc_probe overflow_64 = {
    .id = "cache/counters/overflow-64",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter at 2^64 - 1",
               .bites = "Memcached starts again at 0 without a word where Redis refuses",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "keep counters below 2^63"},
    .ask = overflow_64_ask,
};

static const cache_step negative_steps[] = {
    {.label = "-5 stored", .op = "set", .key = "a", .value = "-5"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool negative_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, negative_steps, error);
}

static const pc_probe negative = {
    .id = "cache/counters/negative",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter that is below zero",
               .bites =
                   "a balance that went below zero cannot be counted at all in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "add an offset so that counters stay positive"},
    .ask = negative_ask,
};

static const cache_step below_zero_steps[] = {
    {.op = "set", .key = "a", .value = "3"},
    {.label = "decremented by 5", .op = "decrement", .key = "a", .by = "5"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "incremented by 1", .op = "increment", .key = "a", .by = "1"},
    {0},
};

static bool below_zero_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, below_zero_steps, error);
}

static const pc_probe below_zero = {
    .id = "cache/counters/below-zero",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter decremented below zero",
               .bites = "stock or quota stops at 0 in one environment and goes below in the other: "
                        "a check for < 0 never fires",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "check for the bound before decrementing, in one atomic step"},
    .ask = below_zero_ask,
};

static const cache_step by_zero_steps[] = {
    {.op = "set", .key = "a", .value = "7"},
    {.label = "incremented by 0", .op = "increment", .key = "a", .by = "0"},
    {.label = "missing incremented by 0", .op = "increment", .key = "b", .by = "0"},
    {.label = "read the missing", .op = "get", .key = "b", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool by_zero_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, by_zero_steps, error);
}

static const pc_probe by_zero = {
    .id = "cache/counters/by-zero",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "An increment by zero",
               .bites = "incrementing by 0 to read a counter makes it in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "read counters with get"},
    .ask = by_zero_ask,
};

static const cache_step huge_step_steps[] = {
    {.op = "set", .key = "a", .value = "0"},
    {.label = "incremented by 2^62", .op = "increment", .key = "a", .by = "4611686018427387904"},
    {.label = "incremented by 2^62 again",
     .op = "increment",
     .key = "a",
     .by = "4611686018427387904"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.op = "set", .key = "b", .value = "1"},
    {.label = "decremented by 2^63 - 1",
     .op = "decrement",
     .key = "b",
     .by = "9223372036854775807"},
    {0},
};

static bool huge_step_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, huge_step_steps, error);
}

static const pc_probe huge_step = {
    .id = "cache/counters/huge-step",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Steps as large as integers go",
               .bites = "byte totals overflow at another place, or are refused",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "keep steps and sums below 2^63"},
    .ask = huge_step_ask,
};

static const cache_step negative_step_steps[] = {
    {.op = "set", .key = "a", .value = "5"},
    {.label = "incremented by -2", .op = "increment", .key = "a", .by = "-2"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "decremented by -4", .op = "decrement", .key = "a", .by = "-4"},
    {.label = "read after the decrement", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool negative_step_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, negative_step_steps, error);
}

static const pc_probe negative_step = {
    .id = "cache/counters/negative-step",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Increments and decrements by a negative number",
               .bites =
                   "increment(key, -1) counts down in one environment and is refused in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use decrement to count down"},
    .ask = negative_step_ask,
};

static const cache_step blanks_steps[] = {
    {.op = "set", .key = "a", .value = "\" 1\""},
    {.label = "leading blank incremented", .op = "increment", .key = "a", .by = "1"},
    {.op = "set", .key = "b", .value = "\"1 \""},
    {.label = "trailing blank incremented", .op = "increment", .key = "b", .by = "1"},
    {.op = "set", .key = "c", .value = "\"1\\n\""},
    {.label = "line end incremented", .op = "increment", .key = "c", .by = "1"},
    {0},
};

static bool blanks_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, blanks_steps, error);
}

static const pc_probe blanks = {
    .id = "cache/counters/blanks",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Numbers with blanks or a line end around them",
               .bites = "a counter written by a shell script with a line end cannot be incremented "
                        "in one environment",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "strip what is stored"},
    .ask = blanks_ask,
};

static const cache_step notations_steps[] = {
    {.op = "set", .key = "a", .text = "+1"},
    {.label = "'+1' incremented", .op = "increment", .key = "a", .by = "1"},
    {.op = "set", .key = "b", .text = "007"},
    {.label = "'007' incremented", .op = "increment", .key = "b", .by = "1"},
    {.op = "set", .key = "c", .text = "1e3"},
    {.label = "'1e3' incremented", .op = "increment", .key = "c", .by = "1"},
    {.op = "set", .key = "d", .text = "0x10"},
    {.label = "'0x10' incremented", .op = "increment", .key = "d", .by = "1"},
    {0},
};

static bool notations_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, notations_steps, error);
}

static const pc_probe notations = {
    .id = "cache/counters/notations",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Numbers with a plus sign, leading zeros, an exponent",
               .bites = "a number that one environment counts on from is an error in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "store plain decimal digits"},
    .ask = notations_ask,
};

static const cache_step type_after_steps[] = {
    {.op = "set", .key = "a", .value = "5"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool type_after_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, type_after_steps, error);
}

static const pc_probe type_after = {
    .id = "cache/counters/type-after",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What type a counter is when it is read",
               .bites = "get returns the number in one environment and its digits as text in the "
                        "other: \"9\" + 1 is \"91\"",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters types",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "convert to a number on reading, always"},
    .ask = type_after_ask,
};

static const cache_step width_steps[] = {
    {.op = "set", .key = "a", .value = "100"},
    {.label = "decremented", .op = "decrement", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool width_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, width_steps, error);
}

static const pc_probe width = {
    .id = "cache/counters/width",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter that loses a digit",
               .bites = "Memcached leaves a blank behind 99 that was 100: comparing the text with "
                        "\"99\" fails",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "convert to a number on reading, always"},
    .ask = width_ask,
};

static const cache_step after_expiry_steps[] = {
    {.op = "set", .key = "a", .value = "1", .ttl = "1"},
    {.pause_ms = 2500, .label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool after_expiry_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, after_expiry_steps, error);
}

static const pc_probe after_expiry = {
    .id = "cache/counters/after-expiry",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter that has expired, incremented",
               .bites = "the rate limit counter is made again without a TTL, and the user is "
                        "locked out for ever",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "add with a TTL first, then increment"},
    .ask = after_expiry_ask,
};

static const cache_step made_without_ttl_steps[] = {
    {.op = "increment", .key = "a", .by = "1"},
    {.label = "seconds left", .op = "ttl", .key = "a"},
    {0},
};

static bool made_without_ttl_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, made_without_ttl_steps, error);
}

static const pc_probe made_without_ttl = {
    .id = "cache/counters/made-without-ttl",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "How long a counter lives that an increment made",
               .bites = "a rate limit counter that the first hit makes has no TTL: once over the "
                        "limit, the user is "
                        "locked out for ever",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "add with a TTL first, then increment"},
    .ask = made_without_ttl_ask,
};

static const cache_step after_delete_steps[] = {
    {.op = "set", .key = "a", .value = "5"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool after_delete_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, after_delete_steps, error);
}

static const pc_probe after_delete = {
    .id = "cache/counters/after-delete",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter that was deleted, incremented",
               .bites =
                   "a reset counter starts at 1 in one environment and stays away in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "reset counters by setting them to 0"},
    .ask = after_delete_ask,
};

static const cache_step boolean_steps[] = {
    {.op = "set", .key = "a", .value = "7"},
    {.label = "true stored over 7", .op = "set", .key = "a", .value = "true"},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool boolean_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, boolean_steps, error);
}

static const pc_probe boolean = {
    .id = "cache/counters/boolean",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter over true",
               .bites = "True + 1 is 2 in a Python dictionary and an error elsewhere",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "set counters as integers"},
    .ask = boolean_ask,
};

static const cache_step empty_text_steps[] = {
    {.op = "set", .key = "a", .text = ""},
    {.label = "incremented", .op = "increment", .key = "a", .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool empty_text_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, empty_text_steps, error);
}

static const pc_probe empty_text = {
    .id = "cache/counters/empty-text",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A counter over empty text",
               .bites = "a counter reset to empty text starts at 1 in one environment and is an "
                        "error in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "counters",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "reset counters to 0"},
    .ask = empty_text_ask,
};

extern const pc_probe *const pc_probes_cache_counters[];
const pc_probe *const pc_probes_cache_counters[] = {
    &missing_key, &non_numeric, &text_number, &real,         &overflow_63,      &overflow_64,
    &negative,    &below_zero,  &by_zero,     &huge_step,    &negative_step,    &blanks,
    &notations,   &type_after,  &width,       &after_expiry, &made_without_ttl, &after_delete,
    &boolean,     &empty_text,  NULL,
};
