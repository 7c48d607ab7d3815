/* SPDX-License-Identifier: MIT */
/* The keys that a scratch may have been given. */
#include "adapters/exec/internal.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/line_reader.h"
#include "harness/model/operation.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { KEYS_BYTES_MAX = 256 * 1024 * 1024 };

static const char file_name[] = "keys.jsonl";

void pc_exec_keys_init(pc_exec_keys *keys, const char *folder) {
  keys->path = g_build_filename(folder, file_name, NULL);
  keys->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  keys->fd = -1;
}

void pc_exec_keys_clear(pc_exec_keys *keys) {
  g_clear_pointer(&keys->path, g_free);
  g_clear_pointer(&keys->keys, g_hash_table_unref);
  if (keys->fd >= 0)
    close(keys->fd);
  keys->fd = -1;
}

static bool key_begins(const json_t *key, const char *scratch) {
  const char *text = json_string_value(key);
  const char *hex = json_string_value(json_object_get(key, "bytes"));
  /* With a digit behind it, it is another scratch's name. */
  if (text)
    return g_str_has_prefix(text, scratch) && !g_ascii_isdigit(text[strlen(scratch)]);
  g_autoptr(GString) expected = g_string_new(NULL);
  for (; hex && *scratch; scratch++)
    g_string_append_printf(expected, "%02x", (guchar)*scratch);
  if (!hex || g_ascii_strncasecmp(hex, expected->str, expected->len) != 0)
    return false;
  const char *next = hex + expected->len;
  return next[0] != '3' || !g_ascii_isdigit(next[1]);
}

bool pc_exec_keys_load(pc_exec_keys *keys, const char *scratch, GError **error) {
  g_autofree char *content = NULL;
  g_autoptr(GError) problem = NULL;
  if (!pc_input_read(keys->path, KEYS_BYTES_MAX, &content, NULL, &problem)) {
    if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return true;
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot read '%s': %s", keys->path,
                problem->message);
    return false;
  }
  /* What follows the last newline was not sent. */
  char *end;
  for (char *line = content; (end = strchr(line, '\n')) != NULL; line = end + 1) {
    json_t *key = json_loadb(line, (gsize)(end - line), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    /* Whatever the file says, only what bears the name is deleted. */
    if (key_begins(key, scratch))
      g_hash_table_insert(keys->keys, g_strndup(line, (gsize)(end - line)), GINT_TO_POINTER(FALSE));
    json_decref(key);
  }
  return true;
}

static char *key_print(const json_t *key) {
  char *text = json_dumps(key, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_SORT_KEYS);
  char *copy = g_strdup(text);
  free(text);
  return copy;
}

static bool key_note(pc_exec_keys *keys, const char *scratch, const json_t *key, bool creates,
                     GError **error) {
  g_autofree char *text = key_print(key);
  if (!key_begins(key, scratch)) {
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
                "the key %s does not begin with the scratch's name: not sent",
                text ? text : "that is none");
    return false;
  }
  if (!creates || g_hash_table_contains(keys->keys, text))
    return true;
  if (keys->fd < 0)
    keys->fd = open(keys->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (keys->fd < 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write '%s': %s", keys->path,
                g_strerror(errno));
    return false;
  }
  g_autofree char *line = g_strconcat(text, "\n", NULL);
  if (!pc_write_all(keys->fd, line, strlen(line), error))
    return false;
  g_hash_table_insert(keys->keys, g_steal_pointer(&text), GINT_TO_POINTER(TRUE));
  return true;
}

/* Operations that change nothing, and those that make no key. */
static bool op_is(const json_t *operation, const char *const *names) {
  const char *op = pc_operation_name(operation);
  return op && g_strv_contains(names, op);
}

static const char *const reading[] = {"get",           "get_many",  "gets", "ttl",
                                      "get_elsewhere", "reconnect", NULL};
/* What only looks at a queue may make it all the same. */
static const char *const making_none[] = {"delete", "touch", "change", NULL};

/* The key that an operation is about, or the queue. */
static const json_t *operation_key(const json_t *operation) {
  const json_t *key = json_object_get(operation, "key");
  return key ? key : json_object_get(operation, "queue");
}

bool pc_exec_keys_note(pc_exec_keys *keys, const char *scratch, const json_t *operation,
                       GError **error) {
  const json_t *key = operation_key(operation);
  const json_t *other = json_object_get(operation, "dead_letter_queue");
  size_t i;
  json_t *entry;
  if (op_is(operation, reading))
    return true;
  if (other && !key_note(keys, scratch, other, true, error))
    return false;
  if (key && !key_note(keys, scratch, key, !op_is(operation, making_none), error))
    return false;
  json_array_foreach(json_object_get(operation, "entries"), i, entry) {
    if (!key_note(keys, scratch, json_array_get(entry, 0), true, error))
      return false;
  }
  return true;
}

static void key_written(pc_exec_keys *keys, const json_t *key) {
  char *text = key_print(key);
  if (text && g_hash_table_contains(keys->keys, text))
    g_hash_table_insert(keys->keys, text, GINT_TO_POINTER(FALSE));
  else
    g_free(text);
}

void pc_exec_keys_written(pc_exec_keys *keys, const json_t *operation) {
  const json_t *key = operation_key(operation);
  size_t i;
  json_t *entry;
  if (key)
    key_written(keys, key);
  json_array_foreach(json_object_get(operation, "entries"), i, entry)
      key_written(keys, json_array_get(entry, 0));
}
