/* SPDX-License-Identifier: MIT */
/* The Memcached adapter: URLs, fingerprint, and the removal of keys. */
#include "adapters/memcached/internal.h"

#include "adapters/shared/fingerprint.h"
#include "adapters/shared/options.h"
#include "adapters/shared/remedy.h"
#include "harness/base/error.h"
#include "harness/model/run_name.h"

#include <string.h>

enum { BUSY_PAUSE_US = 50000 };

static const char product[] = "Memcached";
static const char default_port[] = "11211";

static const pc_option options[] = {{0}};

static bool memcached_check(const pc_endpoint *endpoint, GError **error) {
  pc_wire_address address;
  const bool fine = pc_wire_address_parse(&address, endpoint, product, default_port, error);
  pc_wire_address_clear(&address);
  return fine && pc_cache_options_check(product, options, endpoint, error);
}

static pc_deadline administer_deadline(void) {
  return (pc_deadline){.input = -1,
                       .at_us = g_get_monotonic_time() + (gint64)PC_MEMCACHED_ADMINISTER_MS * 1000};
}

static const pc_remedy remedies[] = {
    {"unauthenticated",
     "it has users (memcached -Y), of which paritycheck cannot be one: give a server without"},
    {"Too many open connections",
     "end other clients' connections, or let it take more (memcached -c)"},
    {0},
};

static bool version_ask(pc_wire *wire, char **ret_version, GError **error) {
  const char *line;
  if (!pc_wire_ask_line(wire, "version", &line, error))
    return false;
  if (!g_str_has_prefix(line, "VERSION "))
    return pc_wire_garbage(wire, line, error);
  *ret_version = g_strdup(line + strlen("VERSION "));
  return true;
}

static bool memcached_open(void *state, const pc_endpoint *endpoint, int timeout_ms,
                           GError **error) {
  pc_memcached_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autofree char *version = NULL;
  GError *why = NULL;
  (void)timeout_ms;
  if (!pc_wire_address_parse(&service->address, endpoint, product, default_port, error))
    return false;
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, &why) &&
                    version_ask(&wire, &version, &why);
  pc_wire_disconnect(&wire);
  if (!fine) {
    pc_wire_address_clear(&service->address);
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "%s", why->message);
    pc_remedy_append(remedies, error);
    g_error_free(why);
  }
  return fine;
}

static void memcached_close(void *state) {
  pc_memcached_service *service = state;
  pc_wire_address_clear(&service->address);
  g_clear_pointer(&service->written, g_hash_table_unref);
}

/* false also where the server does not tell its settings. */
static bool settings_ask(pc_wire *wire, json_t *settings, GError **error) {
  static const char *const names[] = {"maxbytes",      "maxconns",
                                      "evictions",     "cas_enabled",
                                      "item_size_max", "lru_crawler",
                                      "lru_segmented", "auth_enabled_sasl",
                                      "flush_enabled", "dump_enabled",
                                      "growth_factor", "chunk_size",
                                      "temp_lru",      NULL};
  const char *line;
  bool fine = pc_wire_ask_line(wire, "stats settings", &line, error);
  while (fine && g_str_has_prefix(line, "STAT ")) {
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_autofree char *value = words[1] && words[2] ? g_utf8_make_valid(words[2], -1) : NULL;
    if (value && g_strv_contains(names, words[1]))
      json_object_set_new(settings, words[1], json_string(value));
    fine = pc_wire_read_line(wire, &line, error);
  }
  return fine;
}

static bool memcached_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const pc_memcached_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autofree char *version = NULL;
  json_t *settings = json_object();
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
                    version_ask(&wire, &version, error) && settings_ask(&wire, settings, error);
  pc_wire_disconnect(&wire);
  if (!fine) {
    json_decref(settings);
    return false;
  }
  const bool told = json_object_size(settings) > 0;
  const bool listed =
      g_strcmp0(json_string_value(json_object_get(settings, "dump_enabled")), "no") != 0;
  g_autofree char *valid = g_utf8_make_valid(version, -1);
  pc_cache_fingerprint_fill(fingerprint, "Memcached", valid, settings);
  pc_cache_note_add(fingerprint,
                    "asked over the text protocol without a client library. Refused by the client "
                    "(code 'client'): keys with blanks or control characters, which would be read "
                    "as commands; TTLs that are no whole seconds; counting by less than 0; values "
                    "that are no text, bytes or numbers. All else is the server's word");
  pc_cache_note_add(
      fingerprint,
      "keys of more than 250 bytes are asked for in a get before they are stored: a refused "
      "storage command would leave its data to be read as commands");
  if (!listed)
    pc_cache_note_add(
        fingerprint,
        "the server does not list its keys (memcached -X): what a worker that was killed "
        "leaves behind cannot be found");
  if (!told)
    pc_cache_note_add(fingerprint, "the server does not tell its settings");
  return true;
}

static char *memcached_client(const pc_endpoint *endpoint) {
  pc_wire_address address;
  char *command = pc_wire_address_parse(&address, endpoint, product, default_port, NULL)
                      ? pc_wire_address_client(&address)
                      : g_strdup("nc");
  pc_wire_address_clear(&address);
  return command;
}

/* Asks for all keys there are, again while another one asks; the first line is read. */
static bool dump_begin(pc_wire *wire, const char **ret_line, GError **error) {
  while (pc_wire_ask_line(wire, "lru_crawler metadump all", ret_line, error)) {
    if (g_str_has_prefix(*ret_line, "key=") || strcmp(*ret_line, "END") == 0)
      return true;
    if (!g_str_has_prefix(*ret_line, "BUSY") && strcmp(*ret_line, "OK") != 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "the server does not tell its keys (lru_crawler metadump): %s", *ret_line);
      return false;
    }
    g_usleep(BUSY_PAUSE_US);
  }
  return false;
}

/* Adds the keys (char *) there are that begin with a scratch's name: with name's, or with any where
 * name is NULL. */
static bool keys_dump(pc_wire *wire, const char *name, GPtrArray *keys, GError **error) {
  const char *line;
  bool fine = dump_begin(wire, &line, error);
  while (fine && strcmp(line, "END") != 0) {
    g_autofree char *key = g_str_has_prefix(line, "key=")
                               ? g_uri_unescape_segment(line + 4, line + strcspn(line, " "), NULL)
                               : NULL;
    g_autofree char *scratch = key ? pc_scratch_name_of(key) : NULL;
    if (scratch && (!name || strcmp(scratch, name) == 0))
      g_ptr_array_add(keys, g_steal_pointer(&key));
    fine = pc_wire_read_line(wire, &line, error);
  }
  return fine;
}

static bool key_delete(pc_wire *wire, const char *key, gsize length, GError **error) {
  g_autoptr(GString) command = g_string_new("delete ");
  const char *line;
  g_string_append_len(command, key, (gssize)length);
  g_string_append(command, "\r\n");
  if (!pc_wire_write(wire, command, error) || !pc_wire_read_line(wire, &line, error))
    return false;
  /* A key that the server refuses is not there. */
  if (strcmp(line, "DELETED") == 0 || strcmp(line, "NOT_FOUND") == 0 ||
      length > PC_MEMCACHED_KEY_MAX)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot delete a key: %s", line);
  return false;
}

static bool memcached_remove(void *state, const char *name, bool *ret_found, GError **error) {
  const pc_memcached_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
              keys_dump(&wire, name, keys, error);
  *ret_found = *ret_found || keys->len > 0;
  for (guint i = 0; fine && i < keys->len; i++)
    fine = key_delete(&wire, keys->pdata[i], strlen(keys->pdata[i]), error);
  pc_wire_disconnect(&wire);
  return fine;
}

static bool memcached_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  const pc_memcached_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  const bool fine = pc_wire_connect(&wire, &service->address, &deadline, error) &&
                    keys_dump(&wire, NULL, keys, error);
  (void)live;
  pc_wire_disconnect(&wire);
  for (guint i = 0; fine && i < keys->len; i++) {
    g_autofree char *name = pc_scratch_name_of(keys->pdata[i]);
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
  return fine;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_memcached_service *service = state;
  (void)deadline;
  (void)error;
  service->scratch = scratch;
  service->written =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  return true;
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_memcached_service *service = state;
  pc_deadline deadline = administer_deadline();
  pc_wire wire;
  GHashTableIter iterator;
  gpointer key;
  bool fine = true;
  (void)scratch;
  if (service->written && g_hash_table_size(service->written)) {
    fine = pc_wire_connect(&wire, &service->address, &deadline, error);
    g_hash_table_iter_init(&iterator, service->written);
    while (fine && g_hash_table_iter_next(&iterator, &key, NULL)) {
      gsize length;
      const char *bytes = g_bytes_get_data(key, &length);
      fine = key_delete(&wire, bytes, length, error);
    }
    pc_wire_disconnect(&wire);
  }
  g_clear_pointer(&service->written, g_hash_table_unref);
  service->scratch = NULL;
  return fine;
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_memcached_session_open,
    .session_close = pc_memcached_session_close,
    .send = pc_memcached_send,
    .wait = pc_memcached_wait,
    .take = pc_memcached_take,
    .cancel = pc_memcached_cancel,
};

static const char *const schemes[] = {"memcached", NULL};

const pc_adapter pc_adapter_memcached = {
    .name = "memcached",
    .product = "Memcached",
    .summary = "Memcached and what speaks its text protocol, over TCP or a unix socket",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_CACHE,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_LATE,
    .service_size = sizeof(pc_memcached_service),
    .session_size = PC_MEMCACHED_SESSION_BYTES,
    .options = options,
    .check = memcached_check,
    .open = memcached_open,
    .close = memcached_close,
    .fingerprint = memcached_fingerprint,
    .client = memcached_client,
    .remove = memcached_remove,
    .inventory = memcached_inventory,
    .drivers = {[PC_LANGUAGE_CACHE] = &driver},
};
