/* SPDX-License-Identifier: MIT */
/* Scratches in Redis: keys and sessions that bear a name, and what is left of them. */
#include "adapters/redis/internal.h"

#include "adapters/redis/command.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <stdlib.h>
#include <string.h>

enum {
  BATCH = 500,
  SCAN_MS = 120000,
  END_MS = 3000, /* for sessions that may not be killed to end by themselves */
  AGAIN_MS = 100,
  UNLISTED_MS = 300 /* for what a service does that lists no clients, after they have gone */
};

void pc_redis_track(pc_redis_service *service, GBytes *key) {
  g_hash_table_add(service->written, g_bytes_ref(key));
}

bool pc_redis_scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                           GError **error) {
  pc_redis_service *service = state;
  g_free(service->scratch);
  service->scratch = g_strdup(scratch->name);
  service->several = scratch->sessions > 1;
  service->intrusive = scratch->intrusive;
  service->deadline = deadline;
  service->unanswered = false;
  g_clear_pointer(&service->written, g_hash_table_unref);
  service->written =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  return pc_redis_control(service, deadline, error) != NULL;
}

static GPtrArray *words_new(const char *first) {
  GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add(words, g_bytes_new(first, strlen(first)));
  return words;
}

/* UNLINK, or DEL where it is not known, of words 1 and on. */
static bool keys_unlink(pc_redis_connection *connection, GPtrArray *words, GError **error) {
  static const char *const commands[] = {"UNLINK", "DEL"};
  g_autofree char *refused = NULL;
  for (guint i = 0; words->len > 1 && i < G_N_ELEMENTS(commands); i++) {
    g_auto(pc_redis_reply) reply = {0};
    g_bytes_unref(words->pdata[0]);
    words->pdata[0] = g_bytes_new(commands[i], strlen(commands[i]));
    if (!pc_redis_ask(connection, words, PC_REDIS_ASK_MS, NULL, &reply, error))
      return false;
    if (!reply.error)
      return true;
    g_free(refused);
    refused = g_strdup(reply.error);
  }
  if (refused)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot remove keys: %s", refused);
  return !refused;
}

static bool written_unlink(pc_redis_service *service, pc_redis_connection *connection,
                           GError **error) {
  g_autoptr(GPtrArray) words = words_new("UNLINK");
  GHashTableIter each;
  gpointer key;
  g_hash_table_iter_init(&each, service->written);
  while (g_hash_table_iter_next(&each, &key, NULL)) {
    g_ptr_array_add(words, g_bytes_ref(key));
    if (words->len <= BATCH)
      continue;
    if (!keys_unlink(connection, words, error))
      return false;
    g_ptr_array_set_size(words, 1);
  }
  return keys_unlink(connection, words, error);
}

void pc_redis_let_go(pc_redis_service *service, pc_redis_connection *connection) {
  service->unanswered = service->unanswered || (connection && pc_redis_connection_owes(connection));
  pc_redis_connection_free(connection);
}

typedef struct client {
  const char *name;
  const char *id;
  const char *database; /* its number */
} client;

typedef bool client_each(pc_redis_connection *connection, const client *who, void *data,
                         GError **error);

/* Calls each for every client's name and id. ret_listed: whether the service lists them. */
static bool clients_list(pc_redis_connection *connection, client_each *each, void *data,
                         bool *ret_listed, GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "CLIENT", "LIST", NULL))
    return false;
  *ret_listed = !reply.error;
  g_auto(GStrv) lines = g_strsplit(pc_redis_reply_text(&reply), "\n", -1);
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) fields = g_strsplit(*line, " ", -1);
    client who = {0};
    for (char **field = fields; *field; field++) {
      who.name = g_str_has_prefix(*field, "name=") ? *field + 5 : who.name;
      who.id = g_str_has_prefix(*field, "id=") ? *field + 3 : who.id;
      who.database = g_str_has_prefix(*field, "db=") ? *field + 3 : who.database;
    }
    if (who.name && who.id && !each(connection, &who, data, error))
      return false;
  }
  return true;
}

typedef struct ending {
  const char *scratch;
  bool found;   /* there was one */
  bool refused; /* that may not be ended */
} ending;

static bool client_kill(pc_redis_connection *connection, const client *who, void *data,
                        GError **error) {
  ending *e = data;
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_is_own(who->name, strlen(who->name), e->scratch))
    return true;
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "CLIENT", "KILL", "ID",
                          who->id, NULL))
    return false;
  e->found = true;
  e->refused = e->refused || (reply.error && !strstr(reply.error, "No such client"));
  return true;
}

/* Ends the sessions of a scratch, so that nothing that they had sent is carried out later. Those
 * that may not be ended are waited for: their processes are gone. */
static bool sessions_end(pc_redis_connection *connection, const char *name, bool *ret_found,
                         GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)END_MS * 1000;
  for (;;) {
    ending e = {.scratch = name};
    bool listed;
    if (!clients_list(connection, client_kill, &e, &listed, error))
      return false;
    *ret_found = *ret_found || e.found;
    if (!listed)
      g_usleep(UNLISTED_MS * 1000);
    if (!listed || !e.refused)
      return true;
    if (g_get_monotonic_time() > until_us) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "sessions of '%s' are still there, and the user may not end them (CLIENT KILL): "
                  "what they were sent may still be written",
                  name);
      return false;
    }
    g_usleep(AGAIN_MS * 1000);
  }
}

static bool written_remove(pc_redis_service *service, pc_redis_connection *connection,
                           const char *name, GError **error) {
  bool found = false;
  return (!service->unanswered || sessions_end(connection, name, &found, error)) &&
         written_unlink(service, connection, error);
}

/* Nothing was written: there is nothing to remove. Whether the server still answers is asked where
 * it had not in time, since what was cleaned is taken for a sign of its life. */
static bool answers(pc_redis_service *service, GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  pc_redis_connection *connection = pc_redis_control(service, NULL, error);
  return connection &&
         pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "PING", NULL);
}

bool pc_redis_scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_redis_service *service = state;
  const bool late = service->deadline && pc_deadline_now(service->deadline) == PC_DEADLINE_PASSED;
  g_clear_pointer(&service->scratch, g_free);
  service->deadline = NULL;
  if (!service->written || g_hash_table_size(service->written) == 0)
    return !late || answers(service, error);
  pc_redis_connection *connection = pc_redis_control(service, NULL, error);
  if (!connection)
    return false;
  if (written_remove(service, connection, scratch->name, error)) {
    g_hash_table_remove_all(service->written);
    return true;
  }
  /* Once more over a new connection, where the old one was lost. */
  if (!pc_redis_connection_is_lost(connection))
    return false;
  g_clear_error(error);
  connection = pc_redis_control(service, NULL, error);
  return connection && written_remove(service, connection, scratch->name, error);
}

/* Calls each for every key that matches; the service's SCAN may give a key twice. */
static bool keys_scan(pc_redis_connection *connection, const char *pattern,
                      bool (*each)(pc_redis_connection *, const char *, gsize, void *, GError **),
                      void *data, GError **error) {
  g_autofree char *cursor = g_strdup("0");
  const gint64 until_us = g_get_monotonic_time() + (gint64)SCAN_MS * 1000;
  do {
    g_auto(pc_redis_reply) reply = {0};
    if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "SCAN", cursor,
                            "MATCH", pattern, "COUNT", "1000", NULL))
      return false;
    const bool pair = reply.value && pc_value_length(reply.value) == 2;
    if (!pair || g_get_monotonic_time() > until_us) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot list keys: %s",
                  reply.error ? reply.error
                  : pair      ? "SCAN does not come to an end"
                              : "SCAN's answer is none");
      return false;
    }
    const pc_value *keys = pc_value_item(reply.value, 1);
    for (guint i = 0; i < pc_value_length(keys); i++) {
      gsize length;
      const char *key = pc_value_text(pc_value_item(keys, i), &length);
      if (!each(connection, key, length, data, error))
        return false;
    }
    g_free(cursor);
    cursor = g_strdup(pc_value_text(pc_value_item(reply.value, 0), NULL));
  } while (strcmp(cursor, "0") != 0);
  return true;
}

/* What is to be removed. SCAN gives every key that is there from its beginning to its end, whatever
 * goes meanwhile. */
typedef struct removal {
  const char *scratch;
  GPtrArray *words;
  bool found;
} removal;

static bool removal_add(pc_redis_connection *connection, const char *key, gsize length, void *data,
                        GError **error) {
  removal *r = data;
  if (!pc_redis_is_own(key, length, r->scratch))
    return true;
  r->found = true;
  g_ptr_array_add(r->words, g_bytes_new(key, length));
  if (r->words->len <= BATCH)
    return true;
  const bool fine = keys_unlink(connection, r->words, error);
  g_ptr_array_set_size(r->words, 1);
  return fine;
}

bool pc_redis_remove(void *state, const char *name, bool *ret_found, GError **error) {
  pc_redis_service *service = state;
  pc_redis_connection *connection = pc_redis_control(service, NULL, error);
  g_autoptr(GPtrArray) words = words_new("UNLINK");
  removal r = {.scratch = name, .words = words};
  /* Letters, digits and underscores have no meaning of their own in a pattern. */
  g_autofree char *pattern = g_strconcat(name, "*", NULL);
  const bool fine = connection && sessions_end(connection, name, ret_found, error) &&
                    keys_scan(connection, pattern, removal_add, &r, error) &&
                    keys_unlink(connection, words, error);
  *ret_found = *ret_found || r.found;
  return fine;
}

static void name_add(GPtrArray *names, const char *text) {
  g_autofree char *name = pc_scratch_name_of(text);
  if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
    g_ptr_array_add(names, g_steal_pointer(&name));
}

static bool key_name_add(pc_redis_connection *connection, const char *key, gsize length,
                         void *names, GError **error) {
  (void)connection;
  (void)length;
  (void)error;
  name_add(names, key);
  return true;
}

typedef struct listing {
  guint64 database;
  GPtrArray *names;
} listing;

/* A client of another database has nothing in this one. */
static bool client_name_add(pc_redis_connection *connection, const client *who, void *data,
                            GError **error) {
  const listing *l = data;
  (void)connection;
  (void)error;
  if (!who->database || g_ascii_strtoull(who->database, NULL, 10) == l->database)
    name_add(l->names, who->name);
  return true;
}

bool pc_redis_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  pc_redis_connection *connection = pc_redis_control(state, NULL, error);
  listing l = {.database = (guint64)((const pc_redis_service *)state)->url.database, .names = live};
  bool listed;
  if (!connection || !keys_scan(connection, "pc_*", key_name_add, names, error) ||
      !clients_list(connection, client_name_add, &l, &listed, error))
    return false;
  for (guint i = 0; i < live->len; i++)
    name_add(names, live->pdata[i]);
  return true;
}

static bool key_object_add(pc_redis_connection *connection, const char *key, gsize length,
                           void *inventory, GError **error) {
  (void)connection;
  (void)length;
  (void)error;
  return pc_inventory_add(inventory, "key", NULL, key, NULL);
}

bool pc_redis_objects(void *state, pc_inventory *inventory, GError **error) {
  pc_redis_connection *connection = pc_redis_control(state, NULL, error);
  g_auto(pc_redis_reply) size = {0};
  if (!connection ||
      !pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &size, error, "DBSIZE", NULL))
    return false;
  /* Nobody walks through millions of keys to find that they are too many. */
  inventory->too_many = size.type == ':' && g_ascii_strtoull(pc_value_text(size.value, NULL), NULL,
                                                             10) > PC_OBJECTS_MAX;
  return inventory->too_many || keys_scan(connection, "*", key_object_add, inventory, error) ||
         inventory->too_many;
}
