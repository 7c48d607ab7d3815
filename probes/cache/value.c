/* SPDX-License-Identifier: MIT */
/* What comes out of a cache for what was put in. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step serialization_steps[] = {
    {.label = "integer stored", .op = "set", .key = "integer", .value = "42"},
    {.label = "integer read", .op = "get", .key = "integer"},
    {.label = "real stored", .op = "set", .key = "real", .value = "{\"real\":\"0.1\"}"},
    {.label = "real read", .op = "get", .key = "real"},
    {.label = "boolean stored", .op = "set", .key = "boolean", .value = "true"},
    {.label = "boolean read", .op = "get", .key = "boolean"},
    {.label = "null stored", .op = "set", .key = "null", .value = "null"},
    {.label = "null read", .op = "get", .key = "null"},
    {.label = "text stored", .op = "set", .key = "text", .text = "Ärger"},
    {.label = "text read", .op = "get", .key = "text"},
    {.label = "list stored", .op = "set", .key = "list", .value = "[1,\"b\",null]"},
    {.label = "list read", .op = "get", .key = "list"},
    {.label = "map stored", .op = "set", .key = "map", .value = "{\"map\":[[\"a\",1]]}"},
    {.label = "map read", .op = "get", .key = "map"},
    {0},
};

static bool serialization_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, serialization_steps, error);
}

static const pc_probe serialization = {
    .id = "cache/value/serialization",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Which types come back as what they were",
               .bites = "a dictionary hands back the very list that was stored; in production the "
                        "list is refused, or the "
                        "number comes back as text",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types serialization",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "serialise to text yourself, the same way in every environment, and test "
                         "against a serialising cache"},
    .ask = serialization_ask,
};

static const cache_step mutable_alias_steps[] = {
    {.label = "list stored", .op = "set", .key = "a", .value = "[\"x\"]"},
    {.label = "item appended to what was read", .op = "change", .key = "a", .value = "\"y\""},
    {.label = "list read again", .op = "get", .key = "a"},
    {.session = 1, .label = "list read by another session", .op = "get", .key = "a"},
    {0},
};

static bool mutable_alias_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, mutable_alias_steps, error);
}

static const pc_probe mutable_alias = {
    .id = "cache/value/mutable-alias",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A list changed after it was read, without being stored again",
               .bites = "code that changes what it got from the cache changes the cached object "
                        "for every other "
                        "request, in development only",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value aliasing",
               .see = "https://docs.python.org/3/library/copy.html",
               .remedy = "never change what a cache returned; copy it first, or use a serialising "
                         "cache in development too"},
    .ask = mutable_alias_ask,
};

static const cache_step big_integer_steps[] = {
    {.label = "2^53 + 1 stored", .op = "set", .key = "a", .value = "9007199254740993"},
    {.label = "2^53 + 1 read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "2^63 - 1 stored", .op = "set", .key = "b", .value = "9223372036854775807"},
    {.label = "2^63 - 1 read", .op = "get", .key = "b", .show = CACHE_SHOW_TEXT},
    {.label = "2^64 stored",
     .op = "set",
     .key = "c",
     .value = "{\"integer\":\"18446744073709551616\"}"},
    {.label = "2^64 read", .op = "get", .key = "c", .show = CACHE_SHOW_TEXT},
    {.label = "10^30 stored",
     .op = "set",
     .key = "d",
     .value = "{\"integer\":\"1000000000000000000000000000000\"}"},
    {.label = "10^30 read", .op = "get", .key = "d", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool big_integer_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, big_integer_steps, error);
}

static const pc_probe big_integer = {
    .id = "cache/value/big-integer",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Integers of more than 53 and 64 bits",
               .bites = "a snowflake id loses its last digits on its way through a cache that "
                        "keeps numbers as doubles",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types numbers",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "store large ids as text"},
    .ask = big_integer_ask,
};

static const cache_step real_steps[] = {
    {.label = "0.1 stored", .op = "set", .key = "a", .value = "{\"real\":\"0.1\"}"},
    {.label = "0.1 read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "1/3 stored", .op = "set", .key = "b", .value = "{\"real\":\"0.3333333333333333\"}"},
    {.label = "1/3 read", .op = "get", .key = "b", .show = CACHE_SHOW_TEXT},
    {.label = "1e300 stored", .op = "set", .key = "c", .value = "{\"real\":\"1e+300\"}"},
    {.label = "1e300 read", .op = "get", .key = "c", .show = CACHE_SHOW_TEXT},
    {.label = "1.0 stored", .op = "set", .key = "d", .value = "{\"real\":\"1.0\"}"},
    {.label = "1.0 read", .op = "get", .key = "d", .show = CACHE_SHOW_TEXT},
    {.label = "minus zero stored", .op = "set", .key = "e", .value = "{\"real\":\"-0.0\"}"},
    {.label = "minus zero read", .op = "get", .key = "e", .show = CACHE_SHOW_TEXT},
    {0},
};

static bool real_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, real_steps, error);
}

static const pc_probe real = {
    .id = "cache/value/real",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Floating-point numbers: digits, large ones, minus zero",
               .bites = "a price or score differs in its last digits, or comes back as text, after "
                        "a visit to the cache",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types numbers",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "store decimals as text, or integers of the smallest unit"},
    .ask = real_ask,
};

static const cache_step not_a_number_steps[] = {
    {.label = "NaN stored", .op = "set", .key = "a", .value = "{\"real\":\"NaN\"}"},
    {.label = "NaN read", .op = "get", .key = "a"},
    {.label = "infinity stored", .op = "set", .key = "b", .value = "{\"real\":\"Infinity\"}"},
    {.label = "infinity read", .op = "get", .key = "b"},
    {0},
};

static bool not_a_number_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, not_a_number_steps, error);
}

static const pc_probe not_a_number = {
    .id = "cache/value/not-a-number",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "NaN and infinity",
               .bites =
                   "a division by zero that was cached comes back as null, as text, or not at all",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types numbers",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "check for finite numbers before caching"},
    .ask = not_a_number_ask,
};

static const cache_step false_or_missing_steps[] = {
    {.label = "false stored", .op = "set", .key = "a", .value = "false"},
    {.label = "false read", .op = "get", .key = "a"},
    {.label = "zero stored", .op = "set", .key = "b", .value = "0"},
    {.label = "zero read", .op = "get", .key = "b"},
    {.label = "empty text stored", .op = "set", .key = "c", .text = ""},
    {.label = "empty text read", .op = "get", .key = "c"},
    {.label = "missing key read", .op = "get", .key = "d"},
    {0},
};

static bool false_or_missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, false_or_missing_steps, error);
}

static const pc_probe false_or_missing = {
    .id = "cache/value/false-or-missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "false, zero and empty text told from a missing key",
         .bites =
             "a cached \"no\" is taken for a miss, and the expensive question is asked every time",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "value missing",
         .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
         .remedy = "store a marker of your own for negative answers"},
    .ask = false_or_missing_ask,
};

static const cache_step null_or_missing_steps[] = {
    {.label = "null stored", .op = "set", .key = "a", .value = "null"},
    {.label = "null read", .op = "get", .key = "a"},
    {.label = "missing key read", .op = "get", .key = "b"},
    {.label = "added over null", .op = "add", .key = "a", .text = "v"},
    {.label = "read after the add", .op = "get", .key = "a"},
    {0},
};

static bool null_or_missing_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, null_or_missing_steps, error);
}

static const pc_probe null_or_missing = {
    .id = "cache/value/null-or-missing",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "null stored, told from a missing key",
               .bites = "a cached null cannot be told from a miss in one environment: negative "
                        "caching works there only by luck",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value missing null",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "store a marker instead of null"},
    .ask = null_or_missing_ask,
};

static const cache_step bytes_steps[] = {
    {.label = "bytes stored",
     .op = "set",
     .key = "a",
     .value = "{\"bytes\":"
              "\"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728"
              "292a2b2c2d2e2f303132"
              "333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c"
              "5d5e5f60616263646566"
              "6768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f90"
              "9192939495969798999a"
              "9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4"
              "c5c6c7c8c9cacbcccdce"
              "cfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8"
              "f9fafbfcfdfeff\"}"},
    {.label = "bytes read", .op = "get", .key = "a"},
    {0},
};

static bool bytes_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, bytes_steps, error);
}

static const pc_probe bytes = {
    .id = "cache/value/bytes",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "All 256 bytes in and out",
               .bites = "a compressed or encrypted value is refused or comes back changed",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value bytes",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "base64 where any cache in use is not binary safe"},
    .ask = bytes_ask,
};

static const cache_step bytes_or_text_steps[] = {
    {.label = "bytes stored", .op = "set", .key = "a", .value = "{\"bytes\":\"616263\"}"},
    {.label = "bytes read", .op = "get", .key = "a"},
    {.label = "text stored", .op = "set", .key = "b", .text = "abc"},
    {.label = "text read", .op = "get", .key = "b"},
    {0},
};

static bool bytes_or_text_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, bytes_or_text_steps, error);
}

static const pc_probe bytes_or_text = {
    .id = "cache/value/bytes-or-text",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Bytes that happen to be text",
         .bites =
             "code that got bytes in development gets text in production, and its decode() fails",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "value bytes types",
         .see = "https://docs.python.org/3/library/pickle.html",
         .remedy = "decode explicitly at one place, whatever the cache returns"},
    .ask = bytes_or_text_ask,
};

static const cache_step invalid_utf8_steps[] = {
    {.label = "bytes stored", .op = "set", .key = "a", .value = "{\"bytes\":\"ff00fec328\"}"},
    {.label = "bytes read", .op = "get", .key = "a"},
    {0},
};

static bool invalid_utf8_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, invalid_utf8_steps, error);
}

static const pc_probe invalid_utf8 = {
    .id = "cache/value/invalid-utf8",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Bytes that are not UTF-8",
               .bites = "a value in Latin-1 passes in one environment and is refused, or replaced, "
                        "in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value bytes encoding",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "know the encoding of what is cached; store bytes as bytes"},
    .ask = invalid_utf8_ask,
};

static const cache_step empty_text_steps[] = {
    {.label = "stored", .op = "set", .key = "a", .text = ""},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "added over it", .op = "add", .key = "a", .text = "v"},
    {.label = "replaced", .op = "replace", .key = "a", .text = "w"},
    {.label = "read again", .op = "get", .key = "a"},
    {0},
};

static bool empty_text_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, empty_text_steps, error);
}

static const pc_probe empty_text = {
    .id = "cache/value/empty-text",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Empty text as a value",
               .bites = "an empty page or setting is cached in one environment and asked for again "
                        "and again in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value empty",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "store a marker for \"empty\""},
    .ask = empty_text_ask,
};

static const cache_step list_steps[] = {
    {.label = "mixed list stored", .op = "set", .key = "a", .value = "[3,\"1\",null,2]"},
    {.label = "mixed list read", .op = "get", .key = "a"},
    {.label = "empty list stored", .op = "set", .key = "b", .value = "[]"},
    {.label = "empty list read", .op = "get", .key = "b"},
    {0},
};

static bool list_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, list_steps, error);
}

static const pc_probe list = {
    .id = "cache/value/list",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Lists: order, emptiness, mixed items",
               .bites = "a cached result set that comes back as it was in development cannot even "
                        "be stored in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types serialization",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "serialise to JSON text before caching"},
    .ask = list_ask,
};

static const cache_step nested_map_steps[] = {
    {.label = "stored",
     .op = "set",
     .key = "a",
     .value = "{\"map\":[[1,{\"map\":[[\"x\",[1,2]]]}],[\"b\",true]]}"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool nested_map_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, nested_map_steps, error);
}

static const pc_probe nested_map = {
    .id = "cache/value/nested-map",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Maps in maps, with keys that are numbers",
               .bites = "keys that were numbers are text after a JSON round trip: settings[1] is "
                        "found in development only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types serialization",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "use text keys in what is cached"},
    .ask = nested_map_ask,
};

static const cache_step decimal_steps[] = {
    {.label = "stored", .op = "set", .key = "a", .value = "{\"decimal\":\"1.50\"}"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool decimal_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, decimal_steps, error);
}

static const pc_probe decimal = {
    .id = "cache/value/decimal",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "An exact decimal with trailing zeros",
               .bites = "an amount of 1.50 comes back as the float 1.5, or as text, and is "
                        "compared or printed differently",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types numbers",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "cache amounts as text or as integers of cents"},
    .ask = decimal_ask,
};

static const cache_step date_time_steps[] = {
    {.label = "date stored", .op = "set", .key = "a", .value = "{\"date\":\"2024-02-29\"}"},
    {.label = "date read", .op = "get", .key = "a"},
    {.label = "timestamp stored",
     .op = "set",
     .key = "b",
     .value = "{\"timestamp\":\"2024-02-29 12:30:00.123456\"}"},
    {.label = "timestamp read", .op = "get", .key = "b"},
    {.label = "timestamp with zone stored",
     .op = "set",
     .key = "c",
     .value = "{\"timestamptz\":\"2024-02-29 12:30:00+00:00\"}"},
    {.label = "timestamp with zone read", .op = "get", .key = "c"},
    {0},
};

static bool date_time_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, date_time_steps, error);
}

static const pc_probe date_time = {
    .id = "cache/value/date-time",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Dates and times, with and without a time zone",
         .bites =
             "a cached timestamp has lost its zone, or its type, when it is compared with now()",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "value types time",
         .see = "https://docs.python.org/3/library/pickle.html",
         .remedy = "cache ISO 8601 text, or seconds since 1970"},
    .ask = date_time_ask,
};

static const cache_step nul_inside_steps[] = {
    {.label = "stored", .op = "set", .key = "a", .value = "\"a\\u0000b\""},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool nul_inside_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, nul_inside_steps, error);
}

static const pc_probe nul_inside = {
    .id = "cache/value/nul-inside",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Text with a NUL inside",
               .bites = "everything behind the NUL is gone in one environment",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value bytes",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use caches and clients that count bytes"},
    .ask = nul_inside_ask,
};

static const cache_step non_ascii_steps[] = {
    {.label = "stored", .op = "set", .key = "a", .text = "\303\251 ☃ 😀"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "decomposed stored", .op = "set", .key = "b", .value = "\"e\\u0301\""},
    {.label = "decomposed read", .op = "get", .key = "b"},
    {0},
};

static bool non_ascii_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, non_ascii_steps, error);
}

static const pc_probe non_ascii = {
    .id = "cache/value/non-ascii",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Text beyond ASCII, unchanged and not normalised",
               .bites = "two spellings of one letter are one cached value in one environment and "
                        "two in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value text unicode",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "normalise before caching"},
    .ask = non_ascii_ask,
};

static const cache_step text_that_is_a_number_steps[] = {
    {.label = "'42' stored", .op = "set", .key = "a", .text = "42"},
    {.label = "'42' read", .op = "get", .key = "a"},
    {.label = "'007' stored", .op = "set", .key = "b", .text = "007"},
    {.label = "'007' read", .op = "get", .key = "b"},
    {.label = "'1e3' stored", .op = "set", .key = "c", .text = "1e3"},
    {.label = "'1e3' read", .op = "get", .key = "c"},
    {0},
};

static bool text_that_is_a_number_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, text_that_is_a_number_steps, error);
}

static const pc_probe text_that_is_a_number = {
    .id = "cache/value/text-that-is-a-number",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Text made of digits",
               .bites =
                   "a postcode or phone number comes back as a number, without its leading zero",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "value types text",
               .see = "https://docs.python.org/3/library/pickle.html",
               .remedy = "never rely on the cache for the type; convert on reading"},
    .ask = text_that_is_a_number_ask,
};

static const cache_step line_ends_steps[] = {
    {.label = "stored", .op = "set", .key = "a", .value = "\" a\\r\\nEND\\r\\n b \\n\""},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool line_ends_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, line_ends_steps, error);
}

static const pc_probe line_ends = {
    .id = "cache/value/line-ends",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Text with line ends and trailing blanks",
               .bites = "a template or token comes back trimmed, or cut at its first line end",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "value text",
               .see = "https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
               .remedy = "use a client that counts bytes"},
    .ask = line_ends_ask,
};

extern const pc_probe *const pc_probes_cache_value[];
const pc_probe *const pc_probes_cache_value[] = {
    &serialization,   &mutable_alias,
    &big_integer,     &real,
    &not_a_number,    &false_or_missing,
    &null_or_missing, &bytes,
    &bytes_or_text,   &invalid_utf8,
    &empty_text,      &list,
    &nested_map,      &decimal,
    &date_time,       &nul_inside,
    &non_ascii,       &text_that_is_a_number,
    &line_ends,       NULL,
};
