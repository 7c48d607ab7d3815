/* SPDX-License-Identifier: MIT */
/* Which commands stay within a scratch: a table of commands with the places of their keys. */
#include "adapters/redis/command.h"

#include "harness/base/error.h"

#include <stdlib.h>
#include <string.h>

static bool confined(GError **error, const char *why) {
  g_set_error_literal(error, PC_ERROR, PC_ERROR_CONFINED, why);
  return false;
}

bool pc_redis_is_own(const char *bytes, gsize length, const char *scratch) {
  const gsize own = strlen(scratch);
  return length >= own && memcmp(bytes, scratch, own) == 0 &&
         (length == own || !g_ascii_isdigit(bytes[own]));
}

static bool word_is_own(const GPtrArray *words, guint i, const char *scratch) {
  gsize length;
  const char *bytes = g_bytes_get_data(words->pdata[i], &length);
  return pc_redis_is_own(bytes ? bytes : "", length, scratch);
}

static bool word_is(const GPtrArray *words, guint i, const char *name) {
  g_autofree char *word = pc_redis_word(words, i);
  return word && g_ascii_strcasecmp(word, name) == 0;
}

static void key_add(GArray *keys, guint i) { g_array_append_val(keys, i); }

/* The words behind STREAMS: keys first, then as many ids. A group may be called so too: whatever
 * might be the keyword is taken for it. */
static bool streams_special(const GPtrArray *words, const char *scratch, GArray *keys,
                            GError **error) {
  (void)scratch;
  (void)error;
  for (guint i = 1; i < words->len; i++) {
    if (!word_is(words, i, "STREAMS"))
      continue;
    for (guint k = i + 1; k <= i + (words->len - i) / 2 && k < words->len; k++)
      key_add(keys, k);
  }
  return true;
}

/* BY and GET name other keys by a pattern. */
static bool sort_special(const GPtrArray *words, const char *scratch, GArray *keys,
                         GError **error) {
  (void)error;
  for (guint i = 2; i + 1 < words->len; i++) {
    g_autofree char *next = pc_redis_word(words, i + 1);
    const bool pattern =
        word_is(words, i, "BY") || (word_is(words, i, "GET") && strcmp(next, "#") != 0);
    if (word_is(words, i, "STORE") ||
        (pattern && (strchr(next, '*') || word_is_own(words, i + 1, scratch))))
      key_add(keys, i + 1);
    else if (word_is(words, i, "GET") && strcmp(next, "#") != 0)
      key_add(keys, i + 1);
  }
  return true;
}

static bool store_special(const GPtrArray *words, const char *scratch, GArray *keys,
                          GError **error) {
  (void)scratch;
  (void)error;
  for (guint i = 2; i + 1 < words->len; i++)
    if (word_is(words, i, "STORE") || word_is(words, i, "STOREDIST"))
      key_add(keys, i + 1);
  return true;
}

static bool copy_special(const GPtrArray *words, const char *scratch, GArray *keys,
                         GError **error) {
  (void)scratch;
  (void)keys;
  for (guint i = 3; i < words->len; i++)
    if (word_is(words, i, "DB"))
      return confined(error, "COPY into another database is never cleaned up after");
  return true;
}

/* Without a pattern of one's own, names of others' keys would be listed. */
static bool scan_special(const GPtrArray *words, const char *scratch, GArray *keys,
                         GError **error) {
  (void)keys;
  bool matched = false;
  for (guint i = 2; i < words->len; i++) {
    if (!word_is(words, i, "MATCH"))
      continue;
    if (i + 1 >= words->len)
      return true; /* a syntax error for the server to tell */
    if (!word_is_own(words, i + 1, scratch))
      return confined(error, "the pattern of SCAN must begin with ${k}");
    matched = true;
  }
  return matched || words->len < 2 ||
         confined(error, "SCAN needs MATCH and a pattern that begins with ${k}");
}

static bool patterns_special(const GPtrArray *words, const char *scratch, GArray *keys,
                             GError **error) {
  (void)scratch;
  (void)keys;
  return words->len > 2 || confined(error, "it needs a pattern that begins with ${k}");
}

static bool hello_special(const GPtrArray *words, const char *scratch, GArray *keys,
                          GError **error) {
  (void)keys;
  for (guint i = 1; i < words->len; i++) {
    if (word_is(words, i, "AUTH"))
      return confined(error, "a script does not change the session's user");
    if (word_is(words, i, "SETNAME") && i + 1 < words->len && !word_is_own(words, i + 1, scratch))
      return confined(error, "a session's name must begin with ${k}");
  }
  return true;
}

static bool tracking_special(const GPtrArray *words, const char *scratch, GArray *keys,
                             GError **error) {
  (void)keys;
  bool broadcast = false;
  bool prefix = false;
  for (guint i = 2; i < words->len; i++) {
    if (word_is(words, i, "REDIRECT"))
      return confined(error, "CLIENT TRACKING may not redirect to another client");
    broadcast = broadcast || word_is(words, i, "BCAST");
    if (!word_is(words, i, "PREFIX") || i + 1 >= words->len)
      continue;
    if (!word_is_own(words, i + 1, scratch))
      return confined(error, "the prefix of CLIENT TRACKING must begin with ${k}");
    prefix = true;
  }
  return prefix || !broadcast ||
         confined(error, "CLIENT TRACKING with BCAST needs a PREFIX that begins with ${k}");
}

/* CONFIG GET may show passwords. */
static bool config_special(const GPtrArray *words, const char *scratch, GArray *keys,
                           GError **error) {
  (void)scratch;
  (void)keys;
  for (guint i = 2; i < words->len; i++) {
    g_autofree char *name = pc_redis_word(words, i);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    if (strpbrk(lower, "*?[\\") || strstr(lower, "pass") || strstr(lower, "auth") ||
        strstr(lower, "user"))
      return confined(error, "CONFIG GET must name one setting, and none that may hold a password");
  }
  return true;
}

enum {
  W = PC_REDIS_WRITES,
  B = PC_REDIS_BLOCKS,
  C = PC_REDIS_CHANNELS,
  N = PC_REDIS_CONFIRMS,
  L = PC_REDIS_SCRIPT,
  R = PC_REDIS_RUNS,
  S = PC_REDIS_STATE,
};

/* As COMMAND of Redis 7.0 tells it, and what later ones added; sorted. */
static const pc_redis_command table[] = {
    {.name = "acl|cat"},
    {.name = "acl|help"},
    {.name = "acl|whoami"},
    {"append", W, 1, 1, 1, 0, NULL},
    {.name = "asking", .flags = S},
    {"bitcount", 0, 1, 1, 1, 0, NULL},
    {"bitfield", W, 1, 1, 1, 0, NULL},
    {"bitfield_ro", 0, 1, 1, 1, 0, NULL},
    {"bitop", W, 2, -1, 1, 0, NULL},
    {"bitpos", 0, 1, 1, 1, 0, NULL},
    {"blmove", W | B, 1, 2, 1, 0, NULL},
    {"blmpop", W | B, 0, 0, 0, 2, NULL},
    {"blpop", W | B, 1, -2, 1, 0, NULL},
    {"brpop", W | B, 1, -2, 1, 0, NULL},
    {"brpoplpush", W | B, 1, 2, 1, 0, NULL},
    {"bzmpop", W | B, 0, 0, 0, 2, NULL},
    {"bzpopmax", W | B, 1, -2, 1, 0, NULL},
    {"bzpopmin", W | B, 1, -2, 1, 0, NULL},
    {.name = "client|caching", .flags = S},
    {.name = "client|getname", .flags = S},
    {.name = "client|getredir", .flags = S},
    {.name = "client|help"},
    {.name = "client|id", .flags = S},
    {.name = "client|info", .flags = S},
    {"client|setname", S, 2, 2, 1, 0, NULL},
    {"client|tracking", S, 0, 0, 0, 0, tracking_special},
    {.name = "client|trackinginfo", .flags = S},
    {.name = "command"},
    {.name = "command|count"},
    {.name = "command|docs"},
    {.name = "command|getkeys"},
    {.name = "command|getkeysandflags"},
    {.name = "command|help"},
    {.name = "command|info"},
    {.name = "command|list"},
    {"config|get", 0, 0, 0, 0, 0, config_special},
    {"copy", W, 1, 2, 1, 0, copy_special},
    {.name = "dbsize"},
    {"decr", W, 1, 1, 1, 0, NULL},
    {"decrby", W, 1, 1, 1, 0, NULL},
    {"del", W, 1, -1, 1, 0, NULL},
    {"delifeq", W, 1, 1, 1, 0, NULL},
    {.name = "discard", .flags = S},
    {"dump", 0, 1, 1, 1, 0, NULL},
    {.name = "echo"},
    {"eval", W | L | R, 0, 0, 0, 2, NULL},
    {"eval_ro", L | R, 0, 0, 0, 2, NULL},
    {"evalsha", W | R, 0, 0, 0, 2, NULL},
    {"evalsha_ro", R, 0, 0, 0, 2, NULL},
    {.name = "exec", .flags = S},
    {"exists", 0, 1, -1, 1, 0, NULL},
    {"expire", W, 1, 1, 1, 0, NULL},
    {"expireat", W, 1, 1, 1, 0, NULL},
    {"expiretime", 0, 1, 1, 1, 0, NULL},
    {"fcall", W | R, 0, 0, 0, 2, NULL},
    {"fcall_ro", R, 0, 0, 0, 2, NULL},
    {.name = "function|help"},
    {"geoadd", W, 1, 1, 1, 0, NULL},
    {"geodist", 0, 1, 1, 1, 0, NULL},
    {"geohash", 0, 1, 1, 1, 0, NULL},
    {"geopos", 0, 1, 1, 1, 0, NULL},
    {"georadius", W, 1, 1, 1, 0, store_special},
    {"georadius_ro", 0, 1, 1, 1, 0, NULL},
    {"georadiusbymember", W, 1, 1, 1, 0, store_special},
    {"georadiusbymember_ro", 0, 1, 1, 1, 0, NULL},
    {"geosearch", 0, 1, 1, 1, 0, NULL},
    {"geosearchstore", W, 1, 2, 1, 0, NULL},
    {"get", 0, 1, 1, 1, 0, NULL},
    {"getbit", 0, 1, 1, 1, 0, NULL},
    {"getdel", W, 1, 1, 1, 0, NULL},
    {"getex", W, 1, 1, 1, 0, NULL},
    {"getrange", 0, 1, 1, 1, 0, NULL},
    {"getset", W, 1, 1, 1, 0, NULL},
    {"hdel", W, 1, 1, 1, 0, NULL},
    {"hello", S, 0, 0, 0, 0, hello_special},
    {"hexists", 0, 1, 1, 1, 0, NULL},
    {"hexpire", W, 1, 1, 1, 0, NULL},
    {"hexpireat", W, 1, 1, 1, 0, NULL},
    {"hexpiretime", 0, 1, 1, 1, 0, NULL},
    {"hget", 0, 1, 1, 1, 0, NULL},
    {"hgetall", 0, 1, 1, 1, 0, NULL},
    {"hgetdel", W, 1, 1, 1, 0, NULL},
    {"hgetex", W, 1, 1, 1, 0, NULL},
    {"hincrby", W, 1, 1, 1, 0, NULL},
    {"hincrbyfloat", W, 1, 1, 1, 0, NULL},
    {"hkeys", 0, 1, 1, 1, 0, NULL},
    {"hlen", 0, 1, 1, 1, 0, NULL},
    {"hmget", 0, 1, 1, 1, 0, NULL},
    {"hmset", W, 1, 1, 1, 0, NULL},
    {"hpersist", W, 1, 1, 1, 0, NULL},
    {"hpexpire", W, 1, 1, 1, 0, NULL},
    {"hpexpireat", W, 1, 1, 1, 0, NULL},
    {"hpexpiretime", 0, 1, 1, 1, 0, NULL},
    {"hpttl", 0, 1, 1, 1, 0, NULL},
    {"hrandfield", 0, 1, 1, 1, 0, NULL},
    {"hscan", 0, 1, 1, 1, 0, NULL},
    {"hset", W, 1, 1, 1, 0, NULL},
    {"hsetex", W, 1, 1, 1, 0, NULL},
    {"hsetnx", W, 1, 1, 1, 0, NULL},
    {"hstrlen", 0, 1, 1, 1, 0, NULL},
    {"httl", 0, 1, 1, 1, 0, NULL},
    {"hvals", 0, 1, 1, 1, 0, NULL},
    {"incr", W, 1, 1, 1, 0, NULL},
    {"incrby", W, 1, 1, 1, 0, NULL},
    {"incrbyfloat", W, 1, 1, 1, 0, NULL},
    {.name = "info"},
    {"keys", 0, 1, 1, 1, 0, NULL},
    {.name = "lastsave"},
    {"lcs", 0, 1, 2, 1, 0, NULL},
    {"lindex", 0, 1, 1, 1, 0, NULL},
    {"linsert", W, 1, 1, 1, 0, NULL},
    {"llen", 0, 1, 1, 1, 0, NULL},
    {"lmove", W, 1, 2, 1, 0, NULL},
    {"lmpop", W, 0, 0, 0, 1, NULL},
    {.name = "lolwut"},
    {"lpop", W, 1, 1, 1, 0, NULL},
    {"lpos", 0, 1, 1, 1, 0, NULL},
    {"lpush", W, 1, 1, 1, 0, NULL},
    {"lpushx", W, 1, 1, 1, 0, NULL},
    {"lrange", 0, 1, 1, 1, 0, NULL},
    {"lrem", W, 1, 1, 1, 0, NULL},
    {"lset", W, 1, 1, 1, 0, NULL},
    {"ltrim", W, 1, 1, 1, 0, NULL},
    {.name = "memory|doctor"},
    {.name = "memory|help"},
    {.name = "memory|stats"},
    {"memory|usage", 0, 2, 2, 1, 0, NULL},
    {"mget", 0, 1, -1, 1, 0, NULL},
    {"mset", W, 1, -1, 2, 0, NULL},
    {"msetnx", W, 1, -1, 2, 0, NULL},
    {.name = "multi", .flags = S},
    {"object|encoding", 0, 2, 2, 1, 0, NULL},
    {"object|freq", 0, 2, 2, 1, 0, NULL},
    {.name = "object|help"},
    {"object|idletime", 0, 2, 2, 1, 0, NULL},
    {"object|refcount", 0, 2, 2, 1, 0, NULL},
    {"persist", W, 1, 1, 1, 0, NULL},
    {"pexpire", W, 1, 1, 1, 0, NULL},
    {"pexpireat", W, 1, 1, 1, 0, NULL},
    {"pexpiretime", 0, 1, 1, 1, 0, NULL},
    {"pfadd", W, 1, 1, 1, 0, NULL},
    {"pfcount", W, 1, -1, 1, 0, NULL},
    {"pfmerge", W, 1, -1, 1, 0, NULL},
    {.name = "ping"},
    {"psetex", W, 1, 1, 1, 0, NULL},
    {"psubscribe", C | N | S, 1, -1, 1, 0, NULL},
    {"pttl", 0, 1, 1, 1, 0, NULL},
    {"publish", C, 1, 1, 1, 0, NULL},
    {"pubsub|channels", C, 2, 2, 1, 0, patterns_special},
    {.name = "pubsub|help"},
    {.name = "pubsub|numpat"},
    {"pubsub|numsub", C, 2, -1, 1, 0, NULL},
    {"pubsub|shardchannels", C, 2, 2, 1, 0, patterns_special},
    {"pubsub|shardnumsub", C, 2, -1, 1, 0, NULL},
    {"punsubscribe", C | N | S, 1, -1, 1, 0, NULL},
    {.name = "readonly", .flags = S},
    {.name = "readwrite", .flags = S},
    {"rename", W, 1, 2, 1, 0, NULL},
    {"renamenx", W, 1, 2, 1, 0, NULL},
    {.name = "reset", .flags = S},
    {"restore", W, 1, 1, 1, 0, NULL},
    {.name = "role"},
    {"rpop", W, 1, 1, 1, 0, NULL},
    {"rpoplpush", W, 1, 2, 1, 0, NULL},
    {"rpush", W, 1, 1, 1, 0, NULL},
    {"rpushx", W, 1, 1, 1, 0, NULL},
    {"sadd", W, 1, 1, 1, 0, NULL},
    {"scan", 0, 0, 0, 0, 0, scan_special},
    {"scard", 0, 1, 1, 1, 0, NULL},
    {.name = "script|exists"},
    {.name = "script|help"},
    {"script|load", L, 0, 0, 0, 0, NULL},
    {"sdiff", 0, 1, -1, 1, 0, NULL},
    {"sdiffstore", W, 1, -1, 1, 0, NULL},
    {"set", W, 1, 1, 1, 0, NULL},
    {"setbit", W, 1, 1, 1, 0, NULL},
    {"setex", W, 1, 1, 1, 0, NULL},
    {"setnx", W, 1, 1, 1, 0, NULL},
    {"setrange", W, 1, 1, 1, 0, NULL},
    {"sinter", 0, 1, -1, 1, 0, NULL},
    {"sintercard", 0, 0, 0, 0, 1, NULL},
    {"sinterstore", W, 1, -1, 1, 0, NULL},
    {"sismember", 0, 1, 1, 1, 0, NULL},
    {"smembers", 0, 1, 1, 1, 0, NULL},
    {"smismember", 0, 1, 1, 1, 0, NULL},
    {"smove", W, 1, 2, 1, 0, NULL},
    {"sort", W, 1, 1, 1, 0, sort_special},
    {"sort_ro", 0, 1, 1, 1, 0, sort_special},
    {"spop", W, 1, 1, 1, 0, NULL},
    {"spublish", C, 1, 1, 1, 0, NULL},
    {"srandmember", 0, 1, 1, 1, 0, NULL},
    {"srem", W, 1, 1, 1, 0, NULL},
    {"sscan", 0, 1, 1, 1, 0, NULL},
    {"ssubscribe", C | N | S, 1, -1, 1, 0, NULL},
    {"strlen", 0, 1, 1, 1, 0, NULL},
    {"subscribe", C | N | S, 1, -1, 1, 0, NULL},
    {"substr", 0, 1, 1, 1, 0, NULL},
    {"sunion", 0, 1, -1, 1, 0, NULL},
    {"sunionstore", W, 1, -1, 1, 0, NULL},
    {"sunsubscribe", C | N | S, 1, -1, 1, 0, NULL},
    {.name = "time"},
    {"touch", 0, 1, -1, 1, 0, NULL},
    {"ttl", 0, 1, 1, 1, 0, NULL},
    {"type", 0, 1, 1, 1, 0, NULL},
    {"unlink", W, 1, -1, 1, 0, NULL},
    {"unsubscribe", C | N | S, 1, -1, 1, 0, NULL},
    {.name = "unwatch", .flags = S},
    {"wait", B, 0, 0, 0, 0, NULL},
    {"waitaof", B, 0, 0, 0, 0, NULL},
    {"watch", S, 1, -1, 1, 0, NULL},
    {"xack", W, 1, 1, 1, 0, NULL},
    {"xadd", W, 1, 1, 1, 0, NULL},
    {"xautoclaim", W, 1, 1, 1, 0, NULL},
    {"xclaim", W, 1, 1, 1, 0, NULL},
    {"xdel", W, 1, 1, 1, 0, NULL},
    {"xgroup|create", W, 2, 2, 1, 0, NULL},
    {"xgroup|createconsumer", W, 2, 2, 1, 0, NULL},
    {"xgroup|delconsumer", W, 2, 2, 1, 0, NULL},
    {"xgroup|destroy", W, 2, 2, 1, 0, NULL},
    {.name = "xgroup|help"},
    {"xgroup|setid", W, 2, 2, 1, 0, NULL},
    {"xinfo|consumers", 0, 2, 2, 1, 0, NULL},
    {"xinfo|groups", 0, 2, 2, 1, 0, NULL},
    {.name = "xinfo|help"},
    {"xinfo|stream", 0, 2, 2, 1, 0, NULL},
    {"xlen", 0, 1, 1, 1, 0, NULL},
    {"xpending", 0, 1, 1, 1, 0, NULL},
    {"xrange", 0, 1, 1, 1, 0, NULL},
    {"xread", B, 0, 0, 0, 0, streams_special},
    {"xreadgroup", W | B, 0, 0, 0, 0, streams_special},
    {"xrevrange", 0, 1, 1, 1, 0, NULL},
    {"xsetid", W, 1, 1, 1, 0, NULL},
    {"xtrim", W, 1, 1, 1, 0, NULL},
    {"zadd", W, 1, 1, 1, 0, NULL},
    {"zcard", 0, 1, 1, 1, 0, NULL},
    {"zcount", 0, 1, 1, 1, 0, NULL},
    {"zdiff", 0, 0, 0, 0, 1, NULL},
    {"zdiffstore", W, 1, 1, 1, 2, NULL},
    {"zincrby", W, 1, 1, 1, 0, NULL},
    {"zinter", 0, 0, 0, 0, 1, NULL},
    {"zintercard", 0, 0, 0, 0, 1, NULL},
    {"zinterstore", W, 1, 1, 1, 2, NULL},
    {"zlexcount", 0, 1, 1, 1, 0, NULL},
    {"zmpop", W, 0, 0, 0, 1, NULL},
    {"zmscore", 0, 1, 1, 1, 0, NULL},
    {"zpopmax", W, 1, 1, 1, 0, NULL},
    {"zpopmin", W, 1, 1, 1, 0, NULL},
    {"zrandmember", 0, 1, 1, 1, 0, NULL},
    {"zrange", 0, 1, 1, 1, 0, NULL},
    {"zrangebylex", 0, 1, 1, 1, 0, NULL},
    {"zrangebyscore", 0, 1, 1, 1, 0, NULL},
    {"zrangestore", W, 1, 2, 1, 0, NULL},
    {"zrank", 0, 1, 1, 1, 0, NULL},
    {"zrem", W, 1, 1, 1, 0, NULL},
    {"zremrangebylex", W, 1, 1, 1, 0, NULL},
    {"zremrangebyrank", W, 1, 1, 1, 0, NULL},
    {"zremrangebyscore", W, 1, 1, 1, 0, NULL},
    {"zrevrange", 0, 1, 1, 1, 0, NULL},
    {"zrevrangebylex", 0, 1, 1, 1, 0, NULL},
    {"zrevrangebyscore", 0, 1, 1, 1, 0, NULL},
    {"zrevrank", 0, 1, 1, 1, 0, NULL},
    {"zscan", 0, 1, 1, 1, 0, NULL},
    {"zscore", 0, 1, 1, 1, 0, NULL},
    {"zunion", 0, 0, 0, 0, 1, NULL},
    {"zunionstore", W, 1, 1, 1, 2, NULL},
};

/* Of these, only the subcommands in the table are let through. */
static const char *const barred[] = {
    "acl",      "auth",      "bgrewriteaof",   "bgsave",     "client",     "cluster",  "config",
    "debug",    "failover",  "flushall",       "flushdb",    "function",   "latency",  "memory",
    "migrate",  "module",    "move",           "pfdebug",    "pfselftest", "pubsub",   "randomkey",
    "replconf", "replicaof", "restore-asking", "save",       "script",     "sentinel", "shutdown",
    "slaveof",  "slowlog",   "swapdb",         "commandlog", NULL,
};

/* What takes the session out of the harness's hands, whatever the probe's reach. */
static const char *const never[] = {"monitor", "sync",         "psync", "quit",
                                    "select",  "client|reply", NULL};

static int command_compare(const void *name, const void *entry) {
  return strcmp(name, ((const pc_redis_command *)entry)->name);
}

static char *word_lower(const GPtrArray *words, guint i) {
  g_autofree char *word = pc_redis_word(words, i);
  return word ? g_ascii_strdown(word, -1) : NULL;
}

static const pc_redis_command *table_find(const char *name) {
  return bsearch(name, table, G_N_ELEMENTS(table), sizeof table[0], command_compare);
}

const pc_redis_command *pc_redis_command_find(const GPtrArray *words) {
  g_autofree char *name = word_lower(words, 0);
  g_autofree char *sub = word_lower(words, 1);
  g_autofree char *both = g_strdup_printf("%s|%s", name ? name : "", sub ? sub : "");
  const pc_redis_command *found = table_find(both);
  return found || !name ? found : table_find(name);
}

bool pc_redis_command_is_barred(const GPtrArray *words) {
  g_autofree char *name = word_lower(words, 0);
  g_autofree char *sub = word_lower(words, 1);
  g_autofree char *both = g_strdup_printf("%s|%s", name ? name : "", sub ? sub : "");
  if (g_strv_contains(never, name) || g_strv_contains(never, both))
    return true;
  return g_strv_contains(barred, name) && !table_find(both);
}

bool pc_redis_needs_session(const GPtrArray *words) {
  const pc_redis_command *command = pc_redis_command_find(words);
  bool waits = command && (command->flags & PC_REDIS_BLOCKS);
  /* Reading of a stream waits where it is told to. */
  if (waits && g_str_has_prefix(command->name, "xread")) {
    waits = false;
    for (guint i = 1; i < words->len; i++)
      waits = waits || word_is(words, i, "BLOCK");
  }
  return waits || (command && (command->flags & PC_REDIS_STATE)) || word_is(words, 0, "SELECT");
}

GPtrArray *pc_redis_command_names(void) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < G_N_ELEMENTS(table); i++)
    g_ptr_array_add(names, g_strdup(table[i].name));
  for (const char *const *name = barred; *name; name++)
    g_ptr_array_add(names, g_strdup(*name));
  for (const char *const *name = never; *name; name++)
    g_ptr_array_add(names, g_strdup(*name));
  return names;
}

/* The keys behind a word that counts them. Where the count is wrong, the server refuses the
 * command: then every word behind it is taken for a key, for another server may read it otherwise.
 */
static void counted_add(const GPtrArray *words, guint count_at, GArray *keys) {
  g_autofree char *text = pc_redis_word(words, count_at);
  gint64 count;
  if (!text)
    return;
  const gint64 most = (gint64)words->len - count_at - 1;
  if (!g_ascii_string_to_signed(text, 10, 0, most, &count, NULL))
    count = most;
  for (guint i = 0; i < (guint)count; i++)
    key_add(keys, count_at + 1 + i);
}

static bool keys_find(const pc_redis_command *command, const GPtrArray *words, const char *scratch,
                      GArray *keys, GError **error) {
  const int last = command->last < 0 ? (int)words->len + command->last : command->last;
  /* An arity error for the server to tell: what is there is a key all the same. */
  const int from_end = last < command->first ? command->first : last;
  for (int i = command->first; command->first > 0 && i <= from_end && i < (int)words->len;
       i += command->step)
    key_add(keys, (guint)i);
  if (command->count > 0)
    counted_add(words, (guint)command->count, keys);
  return !command->special || command->special(words, scratch, keys, error);
}

/* Channels of the server's own that tell of keys: a key's own one, or all keys', of which others'
 * are dropped. */
static bool channel_is_own(const GPtrArray *words, guint i, const char *scratch) {
  g_autofree char *channel = pc_redis_word(words, i);
  if (g_str_has_prefix(channel, "__keyevent@"))
    return true;
  const char *key = g_str_has_prefix(channel, "__keyspace@") ? strstr(channel, "__:") : NULL;
  return key ? pc_redis_is_own(key + 3, strlen(key + 3), scratch) : word_is_own(words, i, scratch);
}

static bool keys_confine(const pc_redis_command *command, const GPtrArray *words,
                         const char *scratch, const GArray *keys, GError **error) {
  const bool channels = (command->flags & PC_REDIS_CHANNELS) != 0;
  for (guint i = 0; i < keys->len; i++) {
    const guint at = g_array_index(keys, guint, i);
    if (channels ? channel_is_own(words, at, scratch) : word_is_own(words, at, scratch))
      continue;
    g_autofree char *word = pc_redis_word(words, at);
    g_autofree char *shown = g_strescape(word, NULL);
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED, "the %s '%.60s' of %s does not begin with ${k}",
                channels ? "channel" : "key", shown, command->name);
    return false;
  }
  return true;
}

/* Containers whose subcommands all work on keys. */
static const char *const keyed[] = {"object", "xgroup", "xinfo", NULL};

/* A command that the server need not know: it may name nothing but what is the scratch's own. */
static bool unknown_confine(const GPtrArray *words, const char *scratch, bool intrusive,
                            GError **error) {
  g_autofree char *name = word_lower(words, 0);
  if (pc_redis_command_is_barred(words) && !intrusive) {
    g_autofree char *upper = g_ascii_strup(name, -1);
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
                "%s acts on the whole server or on what is not the probe's own: only a probe with "
                "'reach: intrusive' may send it",
                upper);
    return false;
  }
  for (guint i = g_strv_contains(keyed, name) ? 2 : 1; i < words->len && !intrusive; i++)
    if (!word_is_own(words, i, scratch)) {
      g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
                  "'%.60s' is not a command whose keys are known: each of its arguments must begin "
                  "with ${k}",
                  name);
      return false;
    }
  return true;
}

static bool script_confine(const GPtrArray *words, bool intrusive, GError **error) {
  const guint at = word_is(words, 0, "SCRIPT") ? 2 : 1;
  if (at >= words->len)
    return true;
  gsize length;
  const char *script = g_bytes_get_data(words->pdata[at], &length);
  return pc_redis_lua_confine(script ? script : "", length, intrusive, error);
}

/* What begins with ${k} is no number: whether SELECT is known at all can be asked without leaving
 * the database. */
static bool select_is_harmless(const GPtrArray *words, const char *scratch) {
  return words->len == 2 && word_is(words, 0, "SELECT") && word_is_own(words, 1, scratch);
}

bool pc_redis_confine(const GPtrArray *words, const char *scratch, bool intrusive,
                      GPtrArray *written, const pc_redis_command **ret_command, GError **error) {
  g_autofree char *name = word_lower(words, 0);
  g_autofree char *sub = word_lower(words, 1);
  g_autofree char *both = g_strdup_printf("%s|%s", name ? name : "", sub ? sub : "");
  const pc_redis_command *command = *ret_command = pc_redis_command_find(words);
  if (!name)
    return confined(error, "the command is empty");
  if (select_is_harmless(words, scratch))
    return true;
  if (g_strv_contains(never, name) || g_strv_contains(never, both)) {
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
                "%s takes the session out of the harness's hands", name);
    return false;
  }
  if (!command)
    return unknown_confine(words, scratch, intrusive, error);
  g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(guint));
  if (!keys_find(command, words, scratch, keys, error) ||
      !keys_confine(command, words, scratch, keys, error))
    return false;
  if ((command->flags & PC_REDIS_SCRIPT) && !script_confine(words, intrusive, error))
    return false;
  for (guint i = 0; (command->flags & PC_REDIS_WRITES) && i < keys->len; i++)
    g_ptr_array_add(written, g_bytes_ref(words->pdata[g_array_index(keys, guint, i)]));
  return true;
}
