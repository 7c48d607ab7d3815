/* SPDX-License-Identifier: MIT */
/* What a user of Redis may do: too little for the probes, or more than they need. */
#include "adapters/redis_internal.h"

#include "adapters/cache_model.h"
#include "adapters/redis_error.h"
#include "harness/error.h"

#include <string.h>

/* Whether the user may run a command; NULL: the service cannot tell (before Redis 7). */
static const char *may(pc_redis_connection *connection, const char *user, const char *const words[3], GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "ACL", "DRYRUN", user, words[0], words[1],
                          words[2], NULL) ||
      reply.error)
    return NULL;
  return strcmp(pc_redis_reply_text(&reply), "OK") == 0 ? "yes" : "no";
}

static const char recipe[] =
    "ACL SETUSER paritycheck on >PASSWORD ~pc_* &* +@all -@admin -@dangerous +info +keys "
    "+sort +client|list +client|kill +config|get +acl|whoami +acl|dryrun -script|flush -function";

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
                "reached, but the user '%s' may not write keys that begin with 'pc_', and each probe works with such; "
                "an administrator can run: %s",
                user, recipe);
    return false;
  }
  if ((flushes && strcmp(flushes, "yes") == 0) || (!writes && strcmp(user, "default") == 0)) {
    g_autofree char *note =
        g_strdup_printf("the user '%s' has more rights than the probes need (every key, FLUSHALL, CONFIG SET): better "
                        "one of its own: %s",
                        user, recipe);
    pc_cache_note_add(fingerprint, note);
  }
  return true;
}

const char pc_redis_save_remedy[] =
    "its log says why; a save that succeeds, or CONFIG SET stop-writes-on-bgsave-error no, ends that";

/* How a server says that it takes no writes now. */
static const struct {
  const char *code;
  const char *why;
  const char *remedy;
} unwilling[] = {
    {"OOM", "its memory is full and nothing is evicted", "raise its maxmemory, or remove keys"},
    {"READONLY", "it is a replica that takes no writes", "give its master"},
    {"NOREPLICAS", "it takes no writes while too few of its replicas are connected (min-replicas-to-write)",
     "connect a replica, or lower that number"},
    {"MISCONF", "it takes no writes since its last save failed (stop-writes-on-bgsave-error)", pc_redis_save_remedy},
};

/* The entry by a server's message: also of a transaction that is discarded for it, and of a script that ended with it
 * (before Redis 7, "Error running script ...: -OOM ..."). -1: none. */
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

char *pc_redis_unfit(const pc_outcome *refusal) {
  const int i = refusal->message ? unwilling_find(refusal->message) : -1;
  return i < 0 ? NULL
               : g_strdup_printf("%s, and each probe writes keys of its own; %s (the server said: %s)",
                                 unwilling[i].why, unwilling[i].remedy, refusal->message);
}

bool pc_redis_writes_check(pc_redis_connection *connection, GError **error) {
  g_autofree char *unique = g_uuid_string_random();
  g_autofree char *key = g_strconcat("pc_", unique, NULL);
  g_auto(pc_redis_reply) reply = {0};
  /* Pushes onto a list that is there: nothing, then, but refused like any write. */
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "LPUSHX", key, "v", NULL))
    return false;
  const pc_outcome refusal = {.message = reply.error};
  g_autofree char *why = pc_redis_unfit(&refusal);
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
  if (!connection || !pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &whoami, error, "ACL", "WHOAMI", NULL))
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
      g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                  "own probes are not run in production: the service does not tell what the user may write (ACL "
                  "DRYRUN, of Redis 7, which the user may have to be allowed: +acl|dryrun)");
      return false;
    }
    if (g_strcmp0(allowed, "yes") == 0)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", outside[i].what);
  }
  if (list->len)
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "own probes are not run in production as a user who could write outside of their scratch: '%s' may "
                "use %s. One who cannot: %s",
                user, list->str, recipe);
  return list->len == 0;
}
