/* SPDX-License-Identifier: MIT */
/*
 * The adapter of a model: the dictionary inside a process that people develop on. It is not any
 * library's code, and its fingerprint says so; a library itself is asked through "exec:".
 */
#include "adapters/in_process/cache_model.h"

#include "adapters/shared/fingerprint.h"
#include "adapters/shared/options.h"
#include "harness/base/error.h"

#include <string.h>

static const pc_option options[] = {
    {"copy", "on|off", "values are copied on their way in and out, as by a cache that serialises"},
    {"max_entries", "NUMBER", "beyond so many, the entry that was used longest ago is dropped"},
    {0},
};

typedef struct memory_entry {
  char *key;            /* canonical JSON: text and bytes are different keys */
  pc_cache_entry entry; /* value NULL where it is held as text */
  char *text;           /* copy=on: canonical JSON of the value */
  GList link;           /* in the order of use */
} memory_entry;

typedef struct memory_service {
  pc_cache_model model;
  bool copy;
  guint max_entries; /* 0: no bound */
  GHashTable *entries;
  GQueue used;           /* last used first */
  pc_cache_entry copied; /* what was loaded last where values are copied */
} memory_service;

static bool memory_check(const pc_endpoint *endpoint, GError **error) {
  if (*endpoint->path) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected 'memory:' with nothing but options behind it, not '%s'",
                endpoint->redacted);
    return false;
  }
  return pc_cache_options_check("the in-process dictionary", options, endpoint, error);
}

static void entry_free(gpointer data) {
  memory_entry *e = data;
  g_free(e->key);
  g_free(e->text);
  pc_value_free(e->entry.value);
  g_free(e);
}

static bool memory_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  memory_service *service = state;
  const char *max_entries = pc_endpoint_option(endpoint, "max_entries");
  (void)timeout_ms;
  (void)error;
  service->copy = g_strcmp0(pc_endpoint_option(endpoint, "copy"), "on") == 0;
  service->max_entries = max_entries ? (guint)g_ascii_strtoull(max_entries, NULL, 10) : 0;
  service->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init(&service->used);
  return true;
}

static void memory_close(void *state) {
  memory_service *service = state;
  g_hash_table_unref(service->entries);
  pc_value_free(service->copied.value);
}

static bool memory_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const memory_service *service = state;
  (void)error;
  g_autofree char *max_entries =
      service->max_entries ? g_strdup_printf("%u", service->max_entries) : g_strdup("none");
  pc_cache_fingerprint_fill(
      fingerprint, "in-process dictionary (a model)", "1",
      json_pack("{s:s,s:s}", "copy", service->copy ? "on" : "off", "max_entries", max_entries));
  pc_cache_note_add(fingerprint,
                    "a model of a dictionary inside one process, not a library: expiry is looked "
                    "at on access, a TTL of zero or less stores nothing, counters are whole "
                    "numbers without bound (here up to 128 bits), text and bytes are different "
                    "keys, any key is taken, and no other process sees it");
  pc_cache_note_add(fingerprint,
                    service->copy
                        ? "copy=on: values go in and out through canonical JSON, which keeps every "
                          "kind of value and loses only that it is the same object"
                        : "values are held by reference: whoever changes what he got changes what "
                          "is stored, and nothing is serialised");
  if (service->max_entries)
    pc_cache_note_add(
        fingerprint,
        "max_entries: a model of an exact LRU; expired entries count until they are asked for");
  return true;
}

static char *memory_client(const pc_endpoint *endpoint) {
  (void)endpoint;
  return g_strdup("python3 -i -c 'cache = {}'");
}

/* Nothing outlives the process. */
static bool memory_remove(void *state, const char *name, bool *ret_found, GError **error) {
  (void)state;
  (void)name;
  (void)ret_found;
  (void)error;
  return true;
}

static bool memory_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)state;
  (void)names;
  (void)live;
  (void)error;
  return true;
}

static char *json_print(const pc_value *value) {
  GString *json = g_string_new(NULL);
  pc_value_print(value, json);
  return g_string_free(json, FALSE);
}

static void entry_remove(memory_service *service, memory_entry *e) {
  g_queue_unlink(&service->used, &e->link);
  g_hash_table_remove(service->entries, e->key);
}

static void entry_use(memory_service *service, memory_entry *e) {
  g_queue_unlink(&service->used, &e->link);
  g_queue_push_head_link(&service->used, &e->link);
}

static bool entry_load(void *store, const pc_value *key, pc_cache_entry **ret_entry,
                       pc_outcome **ret_refusal, GError **error) {
  memory_service *service = store;
  g_autofree char *name = json_print(key);
  memory_entry *e = g_hash_table_lookup(service->entries, name);
  (void)ret_refusal;
  (void)error;
  *ret_entry = NULL;
  if (!e)
    return true;
  entry_use(service, e);
  *ret_entry = &e->entry;
  if (!e->text)
    return true;
  json_t *json = json_loads(e->text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  pc_value_free(service->copied.value);
  service->copied =
      (pc_cache_entry){.value = pc_value_new_from_json(json), .expires_us = e->entry.expires_us};
  json_decref(json);
  *ret_entry = &service->copied;
  return true;
}

static bool entry_save_take(void *store, const pc_value *key, pc_value *value, gint64 expires_us,
                            pc_outcome **ret_refusal, GError **error) {
  memory_service *service = store;
  g_autofree char *name = json_print(key);
  memory_entry *e = g_hash_table_lookup(service->entries, name);
  (void)ret_refusal;
  (void)error;
  if (!e) {
    e = g_new0(memory_entry, 1);
    e->key = g_steal_pointer(&name);
    e->link.data = e;
    g_queue_push_head_link(&service->used, &e->link);
    g_hash_table_insert(service->entries, e->key, e);
  }
  entry_use(service, e);
  pc_value_free(e->entry.value);
  g_free(e->text);
  e->text = service->copy ? json_print(value) : NULL;
  e->entry = (pc_cache_entry){.value = service->copy ? NULL : value, .expires_us = expires_us};
  if (service->copy)
    pc_value_free(value);
  if (service->max_entries && g_hash_table_size(service->entries) > service->max_entries)
    entry_remove(service, service->used.tail->data);
  return true;
}

static bool entry_drop(void *store, const pc_value *key, pc_outcome **ret_refusal, GError **error) {
  memory_service *service = store;
  g_autofree char *name = json_print(key);
  memory_entry *e = g_hash_table_lookup(service->entries, name);
  (void)ret_refusal;
  (void)error;
  if (e)
    entry_remove(service, e);
  return true;
}

static const pc_cache_store rules = {
    .load = entry_load,
    .save_take = entry_save_take,
    .drop = entry_drop,
    .own_process = true,
};

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  (void)deadline;
  (void)error;
  memory_service *service = state;
  service->model = (pc_cache_model){.rules = &rules, .scratch = scratch->name};
  return true;
}

/* Every key begins with the scratch's name: pc_cache_call_init has seen to it. */
static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  memory_service *service = state;
  (void)scratch;
  (void)error;
  g_queue_init(&service->used);
  g_hash_table_remove_all(service->entries);
  service->model.scratch = NULL;
  return true;
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_cache_session_open,
    .session_close = pc_cache_session_close,
    .send = pc_cache_session_send,
    .wait = pc_cache_session_wait,
    .take = pc_cache_session_take,
    .cancel = pc_cache_session_cancel,
};

static const char *const schemes[] = {"memory", NULL};

const pc_adapter pc_adapter_memory = {
    .name = "memory",
    .product = "in-process dictionary (a model)",
    .summary = "a model of the dictionary inside a process that people develop on",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_CACHE,
    .capabilities = PC_ADAPTER_SESSIONS,
    .service_size = sizeof(memory_service),
    .session_size = PC_CACHE_SESSION_BYTES,
    .options = options,
    .check = memory_check,
    .open = memory_open,
    .close = memory_close,
    .fingerprint = memory_fingerprint,
    .client = memory_client,
    .remove = memory_remove,
    .inventory = memory_inventory,
    .drivers = {[PC_LANGUAGE_CACHE] = &driver},
};
