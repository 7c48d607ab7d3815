/* SPDX-License-Identifier: MIT */
/* What may be in a key, and what makes two keys two. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

/* 180 bytes: with the prefix, less than 250. */
#define LONG_60 "llllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
#define LONG LONG_60 LONG_60 LONG_60

static const cache_step blank_steps[] = {
    {.label = "stored", .op = "set", .key = "user 42", .text = "v"},
    {.label = "read", .op = "get", .key = "user 42"},
    {.label = "read up to the blank", .op = "get", .key = "user"},
    {0},
};

static bool blank_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, blank_steps, error);
}

static const pc_probe blank = {
    .id = "cache/keys/blank",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A blank inside a key",
               .bites = "Memcached refuses 'user 42', or reads it as two keys, where a dictionary "
                        "takes anything",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "hash or encode keys that come from outside"},
    .ask = blank_ask,
};

static const cache_step trailing_blank_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "stored with a trailing blank", .op = "set", .key = "a ", .text = "w"},
    {.label = "read with", .op = "get", .key = "a "},
    {.label = "read without", .op = "get", .key = "a"},
    {0},
};

static bool trailing_blank_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, trailing_blank_steps, error);
}

static const pc_probe trailing_blank = {
    .id = "cache/keys/trailing-blank",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A blank at the end of a key",
         .bites =
             "two keys are one in the environment that trims, and one user reads the other's page",
         .severity = PC_SEVERITY_MEDIUM,
         .reach = PC_REACH_SCRATCH,
         .tags = "keys",
         .see = "https://github.com/memcached/memcached/wiki/Commands",
         .remedy = "strip keys before use"},
    .ask = trailing_blank_ask,
};

static const cache_step newline_steps[] = {
    {.label = "stored", .op = "set", .key = "a\nb", .text = "v"},
    {.label = "read", .op = "get", .key = "a\nb"},
    {.label = "stored with CR LF", .op = "set", .key = "a\r\nb", .text = "w"},
    {.label = "read with CR LF", .op = "get", .key = "a\r\nb"},
    {0},
};

static bool newline_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, newline_steps, error);
}

static const pc_probe newline = {
    .id = "cache/keys/newline",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "A line end inside a key",
         .bites =
             "a key from user input is refused, or splits a command in two, in one environment",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_SCRATCH,
         .tags = "keys",
         .see = "https://github.com/memcached/memcached/wiki/Commands",
         .remedy = "hash or encode keys that come from outside"},
    .ask = newline_ask,
};

static const cache_step tab_steps[] = {
    {.label = "stored with a tab", .op = "set", .key = "a\tb", .text = "v"},
    {.label = "read with a tab", .op = "get", .key = "a\tb"},
    {.label = "stored with 0x01", .op = "set", .key = "a\001b", .text = "v"},
    {.label = "read with 0x01", .op = "get", .key = "a\001b"},
    {.label = "stored with 0x7f", .op = "set", .key = "a\177", .text = "v"},
    {.label = "read with 0x7f", .op = "get", .key = "a\177"},
    {0},
};

static bool tab_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, tab_steps, error);
}

static const pc_probe tab = {
    .id = "cache/keys/tab",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A tab and another control character inside a key",
               .bites =
                   "a key made from a TSV field works in development and is refused in production",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "hash or encode keys that come from outside"},
    .ask = tab_ask,
};

static const cache_step non_ascii_steps[] = {
    {.label = "stored", .op = "set", .key = "straße", .text = "v"},
    {.label = "read", .op = "get", .key = "straße"},
    {.label = "read in another spelling", .op = "get", .key = "strasse"},
    {.label = "stored decomposed", .op = "set", .key = "e\314\201", .text = "w"},
    {.label = "read composed", .op = "get", .key = "\303\251"},
    {0},
};

static bool non_ascii_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, non_ascii_steps, error);
}

static const pc_probe non_ascii = {
    .id = "cache/keys/non-ascii",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Letters beyond ASCII in a key",
               .bites =
                   "the page of /straße is cached in one environment and an error in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "percent-encode or hash keys"},
    .ask = non_ascii_ask,
};

static const cache_step nul_steps[] = {
    {.label = "stored", .op = "set", .key_hex = "610062", .text = "v"},
    {.label = "read", .op = "get", .key_hex = "610062"},
    {.label = "read up to the NUL", .op = "get", .key = "a"},
    {0},
};

static bool nul_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, nul_steps, error);
}

static const pc_probe nul = {
    .id = "cache/keys/nul",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A NUL byte inside a key",
               .bites = "everything behind the NUL is ignored in one environment: two keys are one",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "hash or encode keys that come from outside"},
    .ask = nul_ask,
};

static const cache_step invalid_utf8_steps[] = {
    {.label = "stored", .op = "set", .key_hex = "fffe", .text = "v"},
    {.label = "read", .op = "get", .key_hex = "fffe"},
    {0},
};

static bool invalid_utf8_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, invalid_utf8_steps, error);
}

static const pc_probe invalid_utf8 = {
    .id = "cache/keys/invalid-utf8",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Bytes in a key that are not UTF-8",
               .bites = "a binary digest as a key works in one environment and is refused, or "
                        "mangled, in the other",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use hexadecimal digests in keys"},
    .ask = invalid_utf8_ask,
};

static const cache_step letter_case_steps[] = {
    {.op = "set", .key = "Key", .text = "upper"},
    {.op = "set", .key = "key", .text = "lower"},
    {.label = "read Key", .op = "get", .key = "Key"},
    {.label = "read key", .op = "get", .key = "key"},
    {0},
};

static bool letter_case_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, letter_case_steps, error);
}

static const pc_probe letter_case = {
    .id = "cache/keys/case",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Upper and lower case in a key",
               .bites = "Token and token are one key where keys are file names",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use lower case only"},
    .ask = letter_case_ask,
};

static const cache_step slash_steps[] = {
    {.label = "stored with a slash", .op = "set", .key = "a/b/c", .text = "v"},
    {.label = "read with a slash", .op = "get", .key = "a/b/c"},
    {.label = "stored above a value", .op = "set", .key = "a/b", .text = "w"},
    {.label = "read above", .op = "get", .key = "a/b"},
    {.label = "stored with dots", .op = "set", .key = "../../a", .text = "v"},
    {.label = "read with dots", .op = "get", .key = "../../a"},
    {.label = "read without dots", .op = "get", .key = "a"},
    {0},
};

static bool slash_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, slash_steps, error);
}

static const pc_probe slash = {
    .id = "cache/keys/slash",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Slashes and dots in a key",
               .bites =
                   "a URL as a key makes folders, or leaves the folder, where keys are file names",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "hash keys that come from outside"},
    .ask = slash_ask,
};

static const cache_step empty_steps[] = {
    {.label = "stored", .op = "set", .key = "", .text = "v"},
    {.label = "read", .op = "get", .key = ""},
    {0},
};

static bool empty_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, empty_steps, error);
}

static const pc_probe empty = {
    .id = "cache/keys/empty",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "A key with nothing behind its prefix",
               .bites = "an empty id is a key in one environment and an error in the other",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "check ids before making keys"},
    .ask = empty_ask,
};

static const cache_step colon_steps[] = {
    {.label = "stored", .op = "set", .key = "a:b:c", .text = "v"},
    {.label = "read", .op = "get", .key = "a:b:c"},
    {.label = "stored with an empty part", .op = "set", .key = "a::b", .text = "w"},
    {.label = "read with an empty part", .op = "get", .key = "a::b"},
    {.label = "read shorter", .op = "get", .key = "a:b"},
    {0},
};

static bool colon_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, colon_steps, error);
}

static const pc_probe colon = {
    .id = "cache/keys/colon",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Colons and other separators in a key",
               .bites = "a namespaced key collides with another where the separator is special",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "test the key scheme on the real cache"},
    .ask = colon_ask,
};

static const cache_step percent_steps[] = {
    {.label = "stored", .op = "set", .key = "a%2Fb", .text = "v"},
    {.label = "read", .op = "get", .key = "a%2Fb"},
    {.label = "read decoded", .op = "get", .key = "a/b"},
    {.label = "stored with a format", .op = "set", .key = "%s%n%d", .text = "w"},
    {.label = "read with a format", .op = "get", .key = "%s%n%d"},
    {0},
};

static bool percent_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, percent_steps, error);
}

static const pc_probe percent = {
    .id = "cache/keys/percent",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Percent signs, and what they would decode to",
               .bites = "a%20b and \"a b\" are one key where keys are decoded",
               .severity = PC_SEVERITY_LOW,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "encode keys once, at one place"},
    .ask = percent_ask,
};

static const cache_step pattern_steps[] = {
    {.op = "set", .key = "ab", .text = "v"},
    {.label = "stored", .op = "set", .key = "a*", .text = "w"},
    {.label = "deleted", .op = "delete", .key = "a*"},
    {.label = "read the other", .op = "get", .key = "ab"},
    {.label = "stored with braces", .op = "set", .key = "{x}[y]?\\", .text = "u"},
    {.label = "read with braces", .op = "get", .key = "{x}[y]?\\"},
    {0},
};

static bool pattern_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, pattern_steps, error);
}

static const pc_probe pattern = {
    .id = "cache/keys/pattern",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Characters that are patterns elsewhere",
               .bites = "deleting a* removes ab as well, where keys are patterns",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "keep patterns out of keys"},
    .ask = pattern_ask,
};

static const cache_step quotes_steps[] = {
    {.label = "stored", .op = "set", .key = "it's\"a", .text = "v"},
    {.label = "read", .op = "get", .key = "it's\"a"},
    {0},
};

static bool quotes_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, quotes_steps, error);
}

static const pc_probe quotes = {
    .id = "cache/keys/quotes",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header =
        {.title = "Quotes in a key",
         .bites = "a key with a quote is cut or refused where keys pass through a shell or a query",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "keys",
         .see = "https://redis.io/docs/latest/commands/set/",
         .remedy = "hash or encode keys that come from outside"},
    .ask = quotes_ask,
};

static const cache_step long_alike_steps[] = {
    {.label = "first stored", .op = "set", .key = LONG "1", .text = "first"},
    {.label = "second stored", .op = "set", .key = LONG "2", .text = "second"},
    {.label = "first read", .op = "get", .key = LONG "1"},
    {.label = "second read", .op = "get", .key = LONG "2"},
    {0},
};

static bool long_alike_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, long_alike_steps, error);
}

static const pc_probe long_alike = {
    .id = "cache/keys/long-alike",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "Two long keys that differ in their last byte only",
               .bites = "long keys are cut, and two users share one entry",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "keys",
               .see = "https://github.com/memcached/memcached/wiki/Commands",
               .remedy = "hash long keys"},
    .ask = long_alike_ask,
};

extern const pc_probe *const pc_probes_cache_keys[];
const pc_probe *const pc_probes_cache_keys[] = {
    &blank, &trailing_blank, &newline, &tab,     &non_ascii, &nul,    &invalid_utf8, &letter_case,
    &slash, &empty,          &colon,   &percent, &pattern,   &quotes, &long_alike,   NULL,
};
