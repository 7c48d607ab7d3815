/* SPDX-License-Identifier: MIT */
/* What a Redis is: engine, version, settings, and whether it can be used at all. */
#include "adapters/redis/internal.h"

#include "adapters/shared/fingerprint.h"
#include "harness/base/error.h"

#include <string.h>

char *pc_redis_info_field(const char *info, const char *field) {
  const gsize length = strlen(field);
  for (const char *line = info; line && *line;
       line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (strncmp(line, field, length) == 0 && line[length] == ':')
      return g_strndup(line + length + 1, strcspn(line + length + 1, "\r\n"));
  return NULL;
}

static bool field_is(const char *info, const char *field, const char *value) {
  g_autofree char *found = pc_redis_info_field(info, field);
  return found && strcmp(found, value) == 0;
}

bool pc_redis_info_check(const char *info, const char *hello_mode, GError **error) {
  if (field_is(info, "redis_mode", "sentinel") || strcmp(hello_mode, "sentinel") == 0) {
    g_set_error(
        error, PC_ERROR, PC_ERROR_UNFIT,
        "reached, but it is a Sentinel, which keeps no keys: give the URL of the master that it "
        "watches (redis-cli -p PORT SENTINEL GET-MASTER-ADDR-BY-NAME NAME tells it)");
    return false;
  }
  if (field_is(info, "cluster_enabled", "1") || field_is(info, "redis_mode", "cluster") ||
      strcmp(hello_mode, "cluster") == 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but it is a node of a cluster, which redirects keys to other nodes "
                "(MOVED, ASK): give an instance of its own with cluster-enabled no, or a proxy "
                "that speaks for the cluster");
    return false;
  }
  if (field_is(info, "role", "slave") && !field_is(info, "slave_read_only", "0")) {
    g_autofree char *host = pc_redis_info_field(info, "master_host");
    g_autofree char *port = pc_redis_info_field(info, "master_port");
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "reached, but it is a replica that takes no writes, and each probe writes keys of "
                "its own: give its master, %s port %s",
                host ? host : "?", port ? port : "?");
    return false;
  }
  return true;
}

/* The look-alikes tell their own version beside the one of Redis that they keep to. */
static void engine_add(const char *info, json_t *fingerprint) {
  static const char *const others[][2] = {{"valkey_version", "Valkey"},
                                          {"dragonfly_version", "Dragonfly"},
                                          {"keydb_version", "KeyDB"},
                                          {"garnet_version", "Garnet"},
                                          {"kvrocks_version", "Kvrocks"}};
  g_autofree char *kept = pc_redis_info_field(info, "redis_version");
  g_autofree char *program = pc_redis_info_field(info, "executable");
  const char *engine = program && strstr(program, "keydb") ? "KeyDB" : "Redis";
  g_autofree char *version = g_strdup(kept ? kept : "unknown");
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    char *own = pc_redis_info_field(info, others[i][0]);
    if (!own)
      continue;
    engine = others[i][1];
    g_free(version);
    version = own;
    if (kept)
      json_object_set_new(json_object_get(fingerprint, "settings"), "redis_version",
                          json_string(kept));
  }
  json_object_set_new(fingerprint, "engine", json_string(engine));
  json_object_set_new(fingerprint, "version", json_string(version));
  if (strcmp(engine, "Redis") != 0) {
    g_autofree char *note = g_strdup_printf("a look-alike of Redis: %s %s", engine, version);
    pc_cache_note_add(fingerprint, note);
  }
}

static void info_settings_add(const char *info, json_t *settings) {
  /* Of INFO, under the name that CONFIG has for it. */
  static const char *const fields[][2] = {{"maxmemory", "maxmemory"},
                                          {"maxmemory_policy", "maxmemory-policy"},
                                          {"cluster_enabled", "cluster-enabled"},
                                          {"aof_enabled", "aof_enabled"},
                                          {"maxclients", "maxclients"},
                                          {"role", "role"},
                                          {"redis_mode", "mode"},
                                          {"mem_allocator", "mem_allocator"},
                                          {"os", "os"},
                                          {"arch_bits", "arch_bits"}};
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_autofree char *value = pc_redis_info_field(info, fields[i][0]);
    if (value && g_utf8_validate(value, -1, NULL))
      json_object_set_new(settings, fields[i][1], json_string(value));
  }
}

/* One setting; false: it could not be asked, ret_refused tells whether the service refused to. */
static bool config_add(pc_redis_connection *connection, const char *name, json_t *settings,
                       bool *ret_refused, GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &reply, error, "CONFIG", "GET", name,
                          NULL))
    return false;
  *ret_refused = reply.error != NULL;
  const bool pair = reply.value && pc_value_length(reply.value) == 2;
  if (pair && pc_value_kind(pc_value_item(reply.value, 1)) == PC_KIND_TEXT)
    json_object_set_new(settings, name,
                        json_string(pc_value_text(pc_value_item(reply.value, 1), NULL)));
  return true;
}

static bool config_settings_add(pc_redis_connection *connection, json_t *fingerprint,
                                GError **error) {
  static const char *const names[] = {"maxmemory",
                                      "maxmemory-policy",
                                      "maxmemory-samples",
                                      "save",
                                      "appendonly",
                                      "appendfsync",
                                      "databases",
                                      "cluster-enabled",
                                      "notify-keyspace-events",
                                      "lua-time-limit",
                                      "busy-reply-threshold",
                                      "proto-max-bulk-len",
                                      "hash-max-listpack-entries",
                                      "hash-max-listpack-value",
                                      "hash-max-ziplist-entries",
                                      "hash-max-ziplist-value",
                                      "list-max-listpack-size",
                                      "set-max-intset-entries",
                                      "zset-max-listpack-entries",
                                      "stream-node-max-entries",
                                      "timeout",
                                      "maxclients",
                                      "lfu-decay-time",
                                      "lazyfree-lazy-expire",
                                      "active-expire-effort",
                                      "close-on-oom",
                                      "io-threads"};
  json_t *settings = json_object_get(fingerprint, "settings");
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    bool refused;
    if (!config_add(connection, names[i], settings, &refused, error))
      return false;
    if (!refused)
      continue;
    pc_cache_note_add(fingerprint, "CONFIG GET is refused: the settings are what INFO tells");
    return true;
  }
  return true;
}

bool pc_redis_fingerprint(void *state, json_t *fingerprint, GError **error) {
  pc_redis_service *service = state;
  pc_redis_connection *connection = pc_redis_control(service, NULL, error);
  g_auto(pc_redis_reply) info = {0};
  json_object_set_new(fingerprint, "settings", json_object());
  json_object_set_new(fingerprint, "notes", json_array());
  if (!connection ||
      !pc_redis_ask_words(connection, PC_REDIS_ASK_MS, NULL, &info, error, "INFO", NULL))
    return false;
  if (pc_redis_connection_is_distrusted(connection))
    pc_cache_note_add(
        fingerprint,
        "CLIENT ID is refused, so that it cannot be told whether a proxy stands in between: probes "
        "that need a session of their own (transactions, subscriptions, waits) are not asked, "
        "unless the configuration says 'session: own' beside the service's url");
  json_t *settings = json_object_get(fingerprint, "settings");
  g_autofree char *text = g_utf8_make_valid(pc_redis_reply_text(&info), -1);
  engine_add(text, fingerprint);
  if (info.error) {
    g_autofree char *why =
        g_strdup_printf("INFO is refused (%s): engine and version are not known", info.error);
    json_object_set_new(fingerprint, "engine", json_string("unknown"));
    pc_cache_note_add(fingerprint, why);
  } else if (strcmp(json_string_value(json_object_get(fingerprint, "version")), "unknown") == 0) {
    pc_cache_note_add(fingerprint, "INFO tells no version");
  }
  info_settings_add(text, settings);
  if (!config_settings_add(connection, fingerprint, error))
    return false;
  g_autofree char *database = g_strdup_printf("%d", service->url.database);
  json_object_set_new(settings, "database", json_string(database));
  json_object_set_new(settings, "protocol", json_string(service->url.resp3 ? "RESP3" : "RESP2"));
  json_object_set_new(settings, "tls", json_string(service->url.tls ? "on" : "off"));
  if (service->url.tls)
    pc_cache_note_add(fingerprint, "TLS: who signed the server's certificate is checked, the name "
                                   "in it is not: hiredis does not");
  return pc_redis_rights_check(connection, fingerprint, error) &&
         pc_redis_writes_check(connection, error);
}
