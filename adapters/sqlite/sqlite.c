/* SPDX-License-Identifier: MIT */
/* The SQLite adapter: URLs, settings, scratch databases, fingerprint. */
#include "adapters/sqlite/internal.h"

#include "harness/base/error.h"

#include <glib/gstdio.h>
#include <string.h>

static const pc_option options[] = {
    {"profile", "bare|django|rails", "what that framework sets on each connection"},
    {"foreign_keys", "on|off", "enforce foreign keys"},
    {"journal_mode", "delete|truncate|persist|memory|wal|off", "how a transaction is rolled back"},
    {"busy_timeout", "NUMBER", "milliseconds that a locked database is waited for"},
    {"case_sensitive_like", "on|off", "LIKE tells upper from lower case"},
    {"synchronous", "off|normal|full|extra", "when the disk is waited for"},
    {"recursive_triggers", "on|off", "triggers fire triggers, and REPLACE fires delete triggers"},
    {"legacy_alter_table", "on|off", "ALTER TABLE RENAME as it was before 3.25"},
    {"cache", "private|shared",
     "whether the connections of one process share a page cache and lock tables in it"},
    {0},
};

/*
 * Django 4.2, django/db/backends/sqlite3/base.py: PRAGMA foreign_keys = ON and legacy_alter_table =
 * ON on each connection; Python's sqlite3 waits 5 s. Rails 7.1, activerecord sqlite3_adapter.rb
 * DEFAULT_PRAGMAS: foreign_keys, journal_mode wal, synchronous normal (mmap_size,
 * journal_size_limit and cache_size change no answer); config/database.yml: timeout 5000.
 */
static const struct {
  const char *profile;
  const char *name;
  const char *value;
} profiles[] = {
    {"django", "foreign_keys", "on"},   {"django", "legacy_alter_table", "on"},
    {"django", "busy_timeout", "5000"}, {"rails", "foreign_keys", "on"},
    {"rails", "journal_mode", "wal"},   {"rails", "synchronous", "normal"},
    {"rails", "busy_timeout", "5000"},
};

static const char *file_path(const pc_endpoint *endpoint) {
  const char *path = endpoint->path;
  return g_str_has_prefix(path, "///") ? path + 2 : path;
}

static bool value_is_valid(const pc_option *option, const char *value) {
  if (strcmp(option->values, "NUMBER") == 0) {
    guint64 number;
    return g_ascii_string_to_unsigned(value, 10, 0, 600000, &number, NULL);
  }
  g_auto(GStrv) values = g_strsplit(option->values, "|", -1);
  return g_strv_contains((const char *const *)values, value);
}

static bool option_check(const char *name, const char *value, GError **error) {
  const char *names[G_N_ELEMENTS(options)] = {NULL};
  for (guint i = 0; options[i].name; i++) {
    names[i] = options[i].name;
    if (strcmp(options[i].name, name) != 0)
      continue;
    if (value_is_valid(&options[i], value))
      return true;
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' is not a value of the SQLite option '%s', expected %s", value, name,
                options[i].values);
    return false;
  }
  g_autofree char *hint = pc_nearest_hint(name, names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "SQLite has no option '%s'%s", name, hint);
  return false;
}

static bool sqlite_check(const pc_endpoint *endpoint, GError **error) {
  const char *path = file_path(endpoint);
  if (!*path || g_str_has_prefix(path, "//")) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected 'sqlite:FILE' or 'sqlite::memory:', not '%s'", endpoint->redacted);
    return false;
  }
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!option_check(endpoint->names->pdata[i], endpoint->values->pdata[i], error))
      return false;
  return true;
}

static void pragma_set(pc_sqlite_service *service, const char *name, const char *value) {
  if (strcmp(name, "busy_timeout") == 0) {
    service->busy_timeout_ms = (int)g_ascii_strtoll(value, NULL, 10);
    return;
  }
  for (guint i = 0; i < service->pragmas->len; i++) {
    pc_sqlite_pragma *pragma = &g_array_index(service->pragmas, pc_sqlite_pragma, i);
    if (strcmp(pragma->name, name) == 0) {
      g_free(pragma->value);
      pragma->value = g_strdup(value);
      return;
    }
  }
  const pc_sqlite_pragma pragma = {.name = name, .value = g_strdup(value)};
  g_array_append_val(service->pragmas, pragma);
}

static void pragma_clear(gpointer data) { g_free(((pc_sqlite_pragma *)data)->value); }

/* Page size, encoding and vacuum mode must come before anything is written. */
static void header_apply(pc_sqlite_service *service) {
  static const char *const encodings[] = {"'UTF-8'", "'UTF-8'", "'UTF-16le'", "'UTF-16be'"};
  const pc_sqlite_header *header = &service->header;
  if (!header->present)
    return;
  g_autofree char *page_size = g_strdup_printf("%u", header->page_size);
  g_autofree char *auto_vacuum = g_strdup_printf("%u", header->auto_vacuum);
  pragma_set(service, "page_size", page_size);
  if (header->encoding > 1 && header->encoding < G_N_ELEMENTS(encodings))
    pragma_set(service, "encoding", encodings[header->encoding]);
  if (header->auto_vacuum)
    pragma_set(service, "auto_vacuum", auto_vacuum);
  if (header->wal)
    pragma_set(service, "journal_mode", "wal");
}

static bool option_is_no_pragma(const char *name) {
  return strcmp(name, "profile") == 0 || strcmp(name, "cache") == 0;
}

static bool sqlite_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_sqlite_service *service = state;
  (void)timeout_ms;
  const char *path = file_path(endpoint);
  sqlite3_hard_heap_limit64(PC_SQLITE_HEAP_BYTES);
  service->endpoint = endpoint;
  service->memory = strcmp(path, ":memory:") == 0;
  service->pragmas = g_array_new(FALSE, FALSE, sizeof(pc_sqlite_pragma));
  g_array_set_clear_func(service->pragmas, pragma_clear);
  if (!service->memory && !pc_sqlite_header_read(path, &service->header, error)) {
    g_array_unref(service->pragmas);
    return false;
  }
  header_apply(service);
  const char *profile = pc_endpoint_option(endpoint, "profile");
  service->profile = profile ? profile : "bare";
  service->shared_cache = g_strcmp0(pc_endpoint_option(endpoint, "cache"), "shared") == 0;
  for (guint i = 0; i < G_N_ELEMENTS(profiles); i++)
    if (strcmp(profiles[i].profile, service->profile) == 0)
      pragma_set(service, profiles[i].name, profiles[i].value);
  for (guint i = 0; options[i].name; i++) {
    const char *value = pc_endpoint_option(endpoint, options[i].name);
    if (value && !option_is_no_pragma(options[i].name))
      pragma_set(service, options[i].name, value);
  }
  return true;
}

static void sqlite_close_service(void *state) {
  pc_sqlite_service *service = state;
  g_array_unref(service->pragmas);
  g_free(service->path);
}

static bool pragma_is_set(const pc_sqlite_service *service, const char *name) {
  for (guint i = 0; i < service->pragmas->len; i++)
    if (strcmp(g_array_index(service->pragmas, pc_sqlite_pragma, i).name, name) == 0)
      return true;
  return false;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_sqlite_service *service = state;
  (void)error;
  service->several = scratch->sessions > 1;
  service->deadline = deadline;
  g_free(service->path);
  service->path = service->memory && !service->several
                      ? g_strdup(":memory:")
                      : g_build_filename(scratch->folder, "scratch.db", NULL);
  /* How long a disk takes is not asked. */
  if (!pragma_is_set(service, "synchronous") && strcmp(service->path, ":memory:") != 0)
    pragma_set(service, "synchronous", "off");
  return true;
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  pc_sqlite_service *service = state;
  (void)scratch;
  (void)error;
  g_clear_pointer(&service->path, g_free);
  return true;
}

static int pragma_text(void *data, int columns, char **values, char **names) {
  (void)names;
  if (columns > 0 && values[0])
    g_string_append_printf(data, ((GString *)data)->len ? ",%s" : "%s", values[0]);
  return 0;
}

static void note_add(json_t *fingerprint, const char *note) {
  json_array_append_new(json_object_get(fingerprint, "notes"), json_string(note));
}

static void settings_add(sqlite3 *db, json_t *settings) {
  static const char *const names[] = {
      "encoding",     "foreign_keys",       "recursive_triggers", "journal_mode",
      "synchronous",  "auto_vacuum",        "page_size",          "legacy_alter_table",
      "locking_mode", "defer_foreign_keys", "read_uncommitted",   "compile_options"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *statement = g_strdup_printf("PRAGMA %s", names[i]);
    g_autoptr(GString) text = g_string_new(NULL);
    sqlite3_exec(db, statement, pragma_text, text, NULL);
    json_object_set_new(settings, names[i], json_string(text->str));
  }
  g_autoptr(GString) like = g_string_new(NULL);
  sqlite3_exec(db, "SELECT 'A' NOT LIKE 'a'", pragma_text, like, NULL);
  json_object_set_new(settings, "case_sensitive_like", json_string(like->str));
}

static bool sqlite_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const pc_sqlite_service *service = state;
  sqlite3 *db = pc_sqlite_connect(service, ":memory:", error);
  if (!db)
    return false;
  json_t *settings = json_object();
  settings_add(db, settings);
  sqlite3_close(db);
  g_autofree char *timeout = g_strdup_printf("%d", service->busy_timeout_ms);
  json_object_set_new(settings, "busy_timeout", json_string(timeout));
  json_object_set_new(settings, "profile", json_string(service->profile));
  if (service->shared_cache)
    json_object_set_new(settings, "cache", json_string("shared"));
  /* The connection that was asked is in memory, which has a journal mode of its own. */
  if (!service->memory)
    json_object_set_new(settings, "journal_mode", json_string("delete"));
  for (guint i = 0; i < service->pragmas->len; i++) {
    const pc_sqlite_pragma *pragma = &g_array_index(service->pragmas, pc_sqlite_pragma, i);
    if (strcmp(pragma->name, "journal_mode") == 0)
      json_object_set_new(settings, pragma->name, json_string(pragma->value));
  }
  json_object_set_new(fingerprint, "engine", json_string("SQLite"));
  json_object_set_new(fingerprint, "version", json_string(sqlite3_libversion()));
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", json_array());
  if (service->memory)
    note_add(fingerprint, "':memory:' is a temporary file where a probe needs several sessions");
  else
    note_add(fingerprint,
             "the file is never opened by SQLite: page size, encoding, WAL and auto_vacuum were "
             "read from its header, connection settings come from the URL");
  if (strcmp(service->profile, "django") == 0)
    note_add(fingerprint,
             "profile django: foreign_keys=on, legacy_alter_table=on, busy_timeout=5000 "
             "(django/db/backends/sqlite3/base.py)");
  if (strcmp(service->profile, "rails") == 0)
    note_add(
        fingerprint,
        "profile rails: foreign_keys=on, journal_mode=wal, synchronous=normal, busy_timeout=5000 "
        "(ActiveRecord 7.1 sqlite3_adapter.rb)");
  if (!pragma_is_set(service, "synchronous"))
    note_add(fingerprint,
             "scratch files are written with synchronous=off: durability is not asked");
  return true;
}

static char *sqlite_client(const pc_endpoint *endpoint) {
  GString *command = g_string_new("sqlite3");
  const char *profile = pc_endpoint_option(endpoint, "profile");
  for (guint i = 0; profile && i < G_N_ELEMENTS(profiles); i++)
    if (strcmp(profiles[i].profile, profile) == 0 && strcmp(profiles[i].name, "busy_timeout") != 0)
      g_string_append_printf(command, " -cmd 'PRAGMA %s=%s'", profiles[i].name, profiles[i].value);
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!option_is_no_pragma(endpoint->names->pdata[i]))
      g_string_append_printf(command, " -cmd 'PRAGMA %s=%s'", (char *)endpoint->names->pdata[i],
                             (char *)endpoint->values->pdata[i]);
  g_string_append(command, " :memory:");
  return g_string_free(command, FALSE);
}

/* https://www.sqlite.org/isolation.html: serializable, but for PRAGMA read_uncommitted where a
 * cache is shared. */
static bool sqlite_has_level(const pc_endpoint *endpoint, const char *level) {
  const bool shared = g_strcmp0(pc_endpoint_option(endpoint, "cache"), "shared") == 0;
  return strcmp(level, "serializable") == 0 || (shared && strcmp(level, "read uncommitted") == 0);
}

/* Scratch files live in folders that the worker makes and removes. */
static bool sqlite_remove(void *state, const char *name, bool *ret_found, GError **error) {
  (void)state;
  (void)name;
  (void)ret_found;
  (void)error;
  return true;
}

static bool sqlite_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)state;
  (void)names;
  (void)live;
  (void)error;
  return true;
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = pc_sqlite_session_open,
    .session_close = pc_sqlite_session_close,
    .send = pc_sqlite_send,
    .wait = pc_sqlite_wait,
    .take = pc_sqlite_take,
    .cancel = pc_sqlite_cancel,
};

static const char *const schemes[] = {"sqlite", NULL};

const pc_adapter pc_adapter_sqlite = {
    .name = "sqlite",
    .product = "SQLite",
    .summary = "SQLite, in memory or as a file",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_SQL,
    .capabilities = PC_ADAPTER_FILES | PC_ADAPTER_SESSIONS,
    .service_size = sizeof(pc_sqlite_service),
    .memory_mib = 1024,
    .session_size = PC_SQLITE_SESSION_BYTES,
    .options = options,
    .check = sqlite_check,
    .open = sqlite_open,
    .close = sqlite_close_service,
    .fingerprint = sqlite_fingerprint,
    .client = sqlite_client,
    .remove = sqlite_remove,
    .inventory = sqlite_inventory,
    .has_level = sqlite_has_level,
    .drivers = {[PC_LANGUAGE_SQL] = &driver},
    .client_script = &pc_sqlite_client_script,
};
