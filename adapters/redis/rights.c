/* SPDX-License-Identifier: MIT */
/* What a user of Redis may do: too little for the probes, or more than they need. */
#include "adapters/redis/internal.h"

#include "adapters/redis/error.h"
#include "adapters/shared/fingerprint.h"
#include "harness/base/error.h"

#include <string.h>

/* Whether the user may run a command; NULL: the service cannot tell (before Redis 7). */
static const char *may(pc_redis_connection *connection, const char *user,
                       const char *const words[3], GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "ACL", "DRYRUN", user,
                          words[0], words[1], words[2], NULL) ||
      reply.error)
    return NULL;
  return strcmp(pc_redis_reply_text(&reply), "OK") == 0 ? "yes" : "no";
}

#define RIGHTS                                                                                     \
  "~pc_* &* +@all -@admin -@dangerous +info +keys +sort +sort_ro +restore +client|list "           \
  "+client|kill +config|get "                                                                      \
  "+acl|whoami "                                                                                   \
  "+acl|dryrun -script|flush -function"
static const char recipe[] = "ACL SETUSER paritycheck on >PASSWORD " RIGHTS;

/* What the probes that come with the program send, and the fewest arguments that each takes: with
 * another number it is refused for that. A test holds it against the probes, and against a server.
 */
static const char *const asked[] = {"append 2",
                                    "bitcount 1",
                                    "bitfield 1",
                                    "bitfield_ro 1",
                                    "bitop 3",
                                    "bitpos 2",
                                    "blmove 5",
                                    "blpop 2",
                                    "bzpopmin 2",
                                    "copy 2",
                                    "decr 1",
                                    "decrby 2",
                                    "del 1",
                                    "discard 0",
                                    "dump 1",
                                    "echo 1",
                                    "eval 2",
                                    "eval_ro 2",
                                    "evalsha 2",
                                    "exec 0",
                                    "exists 1",
                                    "expire 2",
                                    "expireat 2",
                                    "expiretime 1",
                                    "geoadd 4",
                                    "geodist 3",
                                    "geohash 1",
                                    "geopos 1",
                                    "geosearch 6",
                                    "geosearchstore 7",
                                    "getbit 2",
                                    "getdel 1",
                                    "getex 1",
                                    "getrange 3",
                                    "getset 2",
                                    "hdel 2",
                                    "hexpire 5",
                                    "hget 2",
                                    "hgetall 1",
                                    "hincrby 3",
                                    "hincrbyfloat 3",
                                    "hkeys 1",
                                    "hmget 2",
                                    "hmset 3",
                                    "hrandfield 1",
                                    "hscan 2",
                                    "hset 3",
                                    "hsetnx 3",
                                    "hstrlen 2",
                                    "httl 4",
                                    "hvals 1",
                                    "incr 1",
                                    "incrby 2",
                                    "incrbyfloat 2",
                                    "lcs 2",
                                    "lindex 2",
                                    "linsert 4",
                                    "llen 1",
                                    "lmove 4",
                                    "lmpop 3",
                                    "lpop 1",
                                    "lpos 2",
                                    "lpush 2",
                                    "lpushx 2",
                                    "lrange 3",
                                    "lrem 3",
                                    "lset 3",
                                    "ltrim 3",
                                    "mget 1",
                                    "mset 2",
                                    "msetnx 2",
                                    "multi 0",
                                    "object|encoding 1",
                                    "persist 1",
                                    "pexpire 2",
                                    "pexpiretime 1",
                                    "pfadd 1",
                                    "pfcount 1",
                                    "pfmerge 1",
                                    "psetex 3",
                                    "psubscribe 1",
                                    "pttl 1",
                                    "publish 2",
                                    "pubsub|channels 0",
                                    "pubsub|numsub 0",
                                    "rename 2",
                                    "renamenx 2",
                                    "restore 3",
                                    "rpop 1",
                                    "rpush 2",
                                    "sadd 2",
                                    "scard 1",
                                    "sdiffstore 2",
                                    "setbit 3",
                                    "setex 3",
                                    "setnx 2",
                                    "setrange 3",
                                    "sintercard 2",
                                    "sinterstore 2",
                                    "sismember 2",
                                    "smembers 1",
                                    "smismember 2",
                                    "smove 3",
                                    "sort 1",
                                    "sort_ro 1",
                                    "spop 1",
                                    "spublish 2",
                                    "srandmember 1",
                                    "srem 2",
                                    "sscan 2",
                                    "ssubscribe 1",
                                    "strlen 1",
                                    "subscribe 1",
                                    "sunionstore 2",
                                    "touch 1",
                                    "ttl 1",
                                    "type 1",
                                    "unlink 1",
                                    "unsubscribe 0",
                                    "unwatch 0",
                                    "watch 1",
                                    "xack 3",
                                    "xadd 4",
                                    "xautoclaim 5",
                                    "xclaim 5",
                                    "xdel 2",
                                    "xgroup|create 3",
                                    "xgroup|createconsumer 3",
                                    "xgroup|delconsumer 3",
                                    "xlen 1",
                                    "xpending 2",
                                    "xrange 3",
                                    "xread 3",
                                    "xreadgroup 6",
                                    "xrevrange 3",
                                    "xsetid 2",
                                    "xtrim 3",
                                    "zadd 3",
                                    "zcard 1",
                                    "zcount 3",
                                    "zdiff 2",
                                    "zincrby 3",
                                    "zinter 2",
                                    "zintercard 2",
                                    "zlexcount 3",
                                    "zmpop 3",
                                    "zmscore 2",
                                    "zpopmax 1",
                                    "zpopmin 1",
                                    "zrandmember 1",
                                    "zrange 3",
                                    "zrangebyscore 3",
                                    "zrangestore 4",
                                    "zrank 2",
                                    "zremrangebylex 3",
                                    "zremrangebyrank 3",
                                    "zremrangebyscore 3",
                                    "zrevrank 2",
                                    "zscan 2",
                                    "zscore 2",
                                    "zunion 2",
                                    "zunionstore 3",
                                    NULL};

enum { DENIED_SHOWN = 12 };

/* Appends ACL DRYRUN of a command ("xgroup|create 3" with its subcommand and three arguments). */
static void dryrun_append(pc_redis_connection *connection, const char *user, const char *command) {
  g_auto(GStrv) parts = g_strsplit_set(command, "| ", 3);
  const guint n = g_strv_length(parts) - 1;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  const char *const first[] = {"ACL", "DRYRUN", user, parts[0], n > 1 ? parts[1] : NULL};
  for (guint i = 0; i < G_N_ELEMENTS(first) && first[i]; i++)
    g_ptr_array_add(words, g_bytes_new(first[i], strlen(first[i])));
  for (guint64 left = g_ascii_strtoull(parts[n], NULL, 10); left > 0; left--)
    g_ptr_array_add(words, g_bytes_new_static("pc_", strlen("pc_")));
  pc_redis_connection_append(connection, words);
}

/* The names (char *) of those of the commands that the user may not run; none where the service
 * does not tell. All are asked in one go. NULL: error is set. */
static GPtrArray *denied_new(pc_redis_connection *connection, const char *user,
                             const char *const *commands, GError **error) {
  g_autoptr(GPtrArray) denied = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; commands[i]; i++)
    dryrun_append(connection, user, commands[i]);
  for (guint i = 0; commands[i]; i++) {
    g_auto(pc_redis_reply) reply = {0};
    if (!pc_redis_await(connection, PC_REDIS_ASK_MS, NULL, &reply, error))
      return NULL;
    if (strstr(pc_redis_reply_text(&reply), "permissions to run"))
      g_ptr_array_add(denied, g_strndup(commands[i], strcspn(commands[i], " ")));
  }
  return g_steal_pointer(&denied);
}

/* "GET, SET and 7 more"; the caller's. */
static char *denied_show(const GPtrArray *denied) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < MIN(denied->len, DENIED_SHOWN); i++) {
    g_autofree char *upper = g_ascii_strup(denied->pdata[i], -1);
    g_string_append_printf(text, "%s%s", i ? ", " : "", g_strdelimit(upper, "|", ' '));
  }
  if (denied->len > DENIED_SHOWN)
    g_string_append_printf(text, " and %u more", denied->len - DENIED_SHOWN);
  return g_string_free(text, FALSE);
}

/* What lets the user run them; the caller's. */
static char *denied_remedy(const char *user, const GPtrArray *denied) {
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "ACL SETUSER %s", user);
  for (guint i = 0; denied->len <= DENIED_SHOWN && i < denied->len; i++)
    g_string_append_printf(text, " +%s", (const char *)denied->pdata[i]);
  if (denied->len > DENIED_SHOWN)
    g_string_append(text, " " RIGHTS);
  return g_string_free(text, FALSE);
}

bool pc_redis_rights_need(pc_redis_connection *connection, const char *role,
                          const char *const *commands, GError **error) {
  g_auto(pc_redis_reply) whoami = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &whoami, error, "ACL", "WHOAMI", NULL))
    return false;
  const char *user = pc_redis_reply_text(&whoami);
  g_autoptr(GPtrArray) denied =
      *user ? denied_new(connection, user, commands, error) : g_ptr_array_new();
  if (!denied)
    return false;
  if (denied->len == 0)
    return true;
  g_autofree char *shown = denied_show(denied);
  g_autofree char *remedy = denied_remedy(user, denied);
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "reached, but the user '%s' may not run %s, without which it is no %s; an "
              "administrator can run: %s",
              user, shown, role, remedy);
  return false;
}

bool pc_redis_rights_note(pc_redis_connection *connection, json_t *fingerprint, GError **error) {
  g_auto(pc_redis_reply) whoami = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &whoami, error, "ACL", "WHOAMI", NULL))
    return false;
  const char *user = pc_redis_reply_text(&whoami);
  g_autoptr(GPtrArray) denied =
      *user ? denied_new(connection, user, asked, error) : g_ptr_array_new();
  if (!denied)
    return false;
  g_autofree char *shown = denied_show(denied);
  g_autofree char *remedy = denied_remedy(user, denied);
  g_autofree char *note =
      g_strdup_printf("the user '%s' may not run %s: probes that send one of them are not asked; "
                      "an administrator can run: %s",
                      user, shown, remedy);
  if (denied->len)
    pc_cache_note_add(fingerprint, note);
  return true;
}

/* Without one of a line's commands nothing sensible can be asked. */
static const struct {
  const char *either, *instead;
  const char *why;
} essential[] = {
    {"GET", NULL, "each probe reads what it has written"},
    {"SCAN", NULL, "what a run that died has left is found by it"},
    {"UNLINK", "DEL", "what a probe has written is removed again"},
};

/* Whether the user may run a command, which is asked of a key that is not there: nothing is done.
 */
static bool command_may(pc_redis_connection *connection, const char *command, bool *ret_may,
                        GError **error) {
  g_autofree char *unique = g_uuid_string_random();
  g_autofree char *key = g_strconcat("pc_", unique, NULL);
  const bool scan = strcmp(command, "SCAN") == 0;
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, command,
                          scan ? "0" : key, scan ? "MATCH" : NULL, key, NULL))
    return false;
  *ret_may = !reply.error || !g_str_has_prefix(reply.error, "NOPERM");
  return true;
}

static bool essentials_check(pc_redis_connection *connection, const char *user, GError **error) {
  for (guint i = 0; i < G_N_ELEMENTS(essential); i++) {
    bool may_one = true;
    if (!command_may(connection, essential[i].either, &may_one, error) ||
        (!may_one && essential[i].instead &&
         !command_may(connection, essential[i].instead, &may_one, error)))
      return false;
    if (may_one)
      continue;
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but the user '%s' may not run %s%s%s, and %s; an administrator can run: "
                "ACL SETUSER %s %s",
                user, essential[i].either, essential[i].instead ? " or " : "",
                essential[i].instead ? essential[i].instead : "", essential[i].why, user, RIGHTS);
    return false;
  }
  return true;
}

/* Too few rights are an error, too many a note. */
bool pc_redis_rights_check(pc_redis_connection *connection, json_t *fingerprint, GError **error) {
  static const char *const write[3] = {"SET", "pc_probe", "v"};
  static const char *const flush[3] = {"FLUSHALL", NULL, NULL};
  g_auto(pc_redis_reply) whoami = {0};
  GError *problem = NULL;
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &whoami, error, "ACL", "WHOAMI", NULL))
    return false;
  const char *user = pc_redis_reply_text(&whoami);
  const char *writes = *user ? may(connection, user, write, &problem) : NULL;
  const char *flushes = writes ? may(connection, user, flush, &problem) : NULL;
  if (problem) {
    g_propagate_error(error, problem);
    return false;
  }
  if (writes && strcmp(writes, "no") == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but the user '%s' may not write keys that begin with 'pc_', and each "
                "probe works with such; an administrator can run: %s",
                user, recipe);
    return false;
  }
  if (!essentials_check(connection, *user ? user : "default", error))
    return false;
  if ((flushes && strcmp(flushes, "yes") == 0) || (!writes && strcmp(user, "default") == 0)) {
    g_autofree char *note =
        g_strdup_printf("the user '%s' has more rights than the probes need (every key, FLUSHALL, "
                        "CONFIG SET): better one of its own: %s",
                        user, recipe);
    pc_cache_note_add(fingerprint, note);
  }
  return true;
}

const char pc_redis_save_remedy[] = "its log says why; a save that succeeds, or CONFIG SET "
                                    "stop-writes-on-bgsave-error no, ends that";

enum { UNWILLING_FULL = 0 };
/* How a server says that it takes no writes now. */
static const struct {
  const char *code;
  const char *why;
  const char *remedy;
} unwilling[] = {
    [UNWILLING_FULL] = {"OOM", "its memory is full and nothing is evicted",
                        "raise its maxmemory, or remove keys"},
    {"READONLY", "it is a replica that takes no writes", "give its master"},
    {"NOREPLICAS",
     "it takes no writes while too few of its replicas are connected (min-replicas-to-write)",
     "connect a replica, or lower that number"},
    {"MISCONF", "it takes no writes since its last save failed (stop-writes-on-bgsave-error)",
     pc_redis_save_remedy},
};

/* The entry by a server's message: also of a transaction that is discarded for it, and of a script
 * that ended with it (before Redis 7, "Error running script ...: -OOM ..."). -1: none. */
static int unwilling_find(const char *message) {
  for (guint i = 0; i < G_N_ELEMENTS(unwilling); i++) {
    g_autofree char *discarded = g_strdup_printf("because of: %s ", unwilling[i].code);
    g_autofree char *run = g_strdup_printf(": -%s ", unwilling[i].code);
    g_autofree char *code = pc_redis_error_code(message);
    if (strcmp(code, unwilling[i].code) == 0 || strstr(message, discarded) || strstr(message, run))
      return (int)i;
  }
  return -1;
}

/* The caller's; NULL: the message tells of nothing of the sort. */
static char *unwilling_tell(const char *message) {
  const int i = message ? unwilling_find(message) : -1;
  return i < 0 ? NULL
               : g_strdup_printf(
                     "%s, and each probe writes keys of its own; %s (the server said: %s)",
                     unwilling[i].why, unwilling[i].remedy, message);
}

/* Whether the service makes room by itself, whatever is in it: what it has no room for then is
 * larger than it may be, which is an answer. Unknown is no. */
static bool makes_room(pc_redis_service *service) {
  g_autoptr(GError) problem = NULL;
  pc_redis_connection *connection = pc_redis_control(service, NULL, &problem);
  g_auto(pc_redis_reply) reply = {0};
  return connection &&
         pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, &problem, "INFO", "memory",
                            NULL) &&
         strstr(pc_redis_reply_text(&reply), "\nmaxmemory_policy:allkeys-") != NULL;
}

char *pc_redis_unfit(void *state, const pc_outcome *refusal) {
  const bool full = refusal->message && unwilling_find(refusal->message) == UNWILLING_FULL;
  return full && makes_room(state) ? NULL : unwilling_tell(refusal->message);
}

bool pc_redis_writes_check(pc_redis_connection *connection, GError **error) {
  g_autofree char *unique = g_uuid_string_random();
  g_autofree char *key = g_strconcat("pc_", unique, NULL);
  g_auto(pc_redis_reply) reply = {0};
  /* Pushes onto a list that is there: nothing, then, but refused like any write. */
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "LPUSHX", key, "v",
                          NULL))
    return false;
  g_autofree char *why = unwilling_tell(reply.error);
  if (why)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT, "reached, but %s", why);
  return !why;
}

bool pc_redis_fit(void *state, GError **error) {
  pc_redis_connection *connection = pc_redis_control(state, NULL, error);
  return connection && pc_redis_writes_check(connection, error);
}

/* What a user of scratches alone may not do. */
static const struct {
  const char *words[3];
  const char *what;
} outside[] = {
    {{"SET", "paritycheck_outside", "v"}, "keys that do not begin with 'pc_'"},
    {{"FLUSHALL", NULL, NULL}, "FLUSHALL"},
    {{"SCRIPT", "FLUSH", NULL}, "SCRIPT FLUSH"},
    {{"FUNCTION", "FLUSH", NULL}, "FUNCTION FLUSH"},
    {{"SHUTDOWN", NULL, NULL}, "SHUTDOWN"},
};

bool pc_redis_confined(void *state, GError **error) {
  pc_redis_service *service = state;
  pc_redis_connection *connection = pc_redis_control(service, NULL, error);
  g_auto(pc_redis_reply) whoami = {0};
  if (!connection ||
      !pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &whoami, error, "ACL", "WHOAMI", NULL))
    return false;
  const char *user = pc_redis_reply_text(&whoami);
  g_autoptr(GString) list = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(outside); i++) {
    GError *problem = NULL;
    const char *allowed = *user ? may(connection, user, outside[i].words, &problem) : NULL;
    if (problem) {
      g_propagate_error(error, problem);
      return false;
    }
    if (!allowed && i == 0) {
      g_set_error(
          error, PC_ERROR, PC_ERROR_UNFIT,
          "own probes are not run in production: the service does not tell what the user may write "
          "(ACL DRYRUN, of Redis 7, which the user may have to be allowed: +acl|dryrun)");
      return false;
    }
    if (g_strcmp0(allowed, "yes") == 0)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", outside[i].what);
  }
  if (list->len)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "own probes are not run in production as a user who could write outside of their "
                "scratch: '%s' may use %s. One who cannot: %s",
                user, list->str, recipe);
  return list->len == 0;
}
