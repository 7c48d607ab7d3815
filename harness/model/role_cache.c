/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role cache, and its operations taken apart. */
#include "harness/model/role_cache.h"

#include "harness/base/error.h"

#include <glib.h>
#include <math.h>
#include <string.h>

const char *const pc_cache_refusals[] = {"value_too_large",
                                         "bad_key",
                                         "bad_value",
                                         "bad_argument",
                                         "wrong_type",
                                         "not_an_integer",
                                         "overflow",
                                         "out_of_memory",
                                         "read_only",
                                         "access_denied",
                                         "unknown_command",
                                         "syntax_error",
                                         NULL};

char *pc_cache_refusal_class(const char *name) {
  return g_strv_contains(pc_cache_refusals, name) ? g_strdup(name)
                                                  : g_strconcat("other:", name, NULL);
}

/* What an operation brings with it. */
enum {
  KEY = 1 << 0,
  KEYS = 1 << 1,
  VALUE = 1 << 2,
  ENTRIES = 1 << 3,
  BY = 1 << 4,
  TTL = 1 << 5,
  ITEM = 1 << 6
};

static const struct {
  const char *name;
  guint arguments;
} ops[] = {
    [PC_CACHE_GET] = {"get", KEY},
    [PC_CACHE_GET_MANY] = {"get_many", KEYS},
    [PC_CACHE_SET] = {"set", KEY | VALUE},
    [PC_CACHE_SET_MANY] = {"set_many", ENTRIES},
    [PC_CACHE_ADD] = {"add", KEY | VALUE},
    [PC_CACHE_REPLACE] = {"replace", KEY | VALUE},
    [PC_CACHE_APPEND] = {"append", KEY | VALUE},
    [PC_CACHE_DELETE] = {"delete", KEY},
    [PC_CACHE_INCREMENT] = {"increment", KEY | BY},
    [PC_CACHE_DECREMENT] = {"decrement", KEY | BY},
    [PC_CACHE_TOUCH] = {"touch", KEY | TTL},
    [PC_CACHE_TTL] = {"ttl", KEY},
    [PC_CACHE_GETS] = {"gets", KEY},
    [PC_CACHE_CAS] = {"cas", KEY | VALUE},
    [PC_CACHE_CHANGE] = {"change", KEY | ITEM},
    [PC_CACHE_GET_ELSEWHERE] = {"get_elsewhere", KEY},
    [PC_CACHE_RECONNECT] = {"reconnect", 0},
};

static void value_destroy(gpointer value) { pc_value_free(value); }

static bool call_fail(const pc_cache_call *call, const char *what, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the operation '%s' has no valid %s", call->name,
              what);
  return false;
}

static bool key_add(pc_cache_call *call, const json_t *json, const char *scratch, GError **error) {
  pc_value *key = json ? pc_value_new_from_json(json) : NULL;
  if (key)
    g_ptr_array_add(call->keys, key);
  if (!key || (pc_value_kind(key) != PC_KIND_TEXT && pc_value_kind(key) != PC_KIND_BYTES))
    return call_fail(call, "key", error);
  gsize length;
  const char *text = pc_value_text(key, &length);
  const gsize own = strlen(scratch);
  if (length >= own && memcmp(text, scratch, own) == 0 && !g_ascii_isdigit(text[own]))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
              "the key of '%s' does not begin with the scratch's name, or a digit follows it",
              call->name);
  return false;
}

static bool value_add(pc_cache_call *call, const json_t *json, GError **error) {
  pc_value *value = json ? pc_value_new_from_json(json) : NULL;
  if (!value)
    return call_fail(call, "value", error);
  g_ptr_array_add(call->values, value);
  return true;
}

static bool entries_add(pc_cache_call *call, const json_t *entries, const char *scratch,
                        GError **error) {
  size_t i;
  json_t *entry;
  if (!json_is_array(entries))
    return call_fail(call, "entries", error);
  json_array_foreach(entries, i, entry) {
    if (!key_add(call, json_array_get(entry, 0), scratch, error) ||
        !value_add(call, json_array_get(entry, 1), error))
      return false;
  }
  return true;
}

static bool keys_add(pc_cache_call *call, const json_t *keys, const char *scratch, GError **error) {
  size_t i;
  json_t *key;
  if (!json_is_array(keys))
    return call_fail(call, "keys", error);
  json_array_foreach(keys, i, key) {
    if (!key_add(call, key, scratch, error))
      return false;
  }
  return true;
}

static bool ttl_read(pc_cache_call *call, const json_t *operation, GError **error) {
  const json_t *json = json_object_get(operation, "ttl");
  if (json_is_real(json)) {
    call->ttl = json_real_value(json);
  } else {
    g_autoptr(pc_value) value = pc_value_new_from_json(json);
    const pc_kind kind = value ? pc_value_kind(value) : PC_KIND_NULL;
    if (kind != PC_KIND_INTEGER && kind != PC_KIND_REAL && kind != PC_KIND_DECIMAL)
      return call_fail(call, "ttl", error);
    call->ttl = g_ascii_strtod(pc_value_text(value, NULL), NULL);
  }
  call->has_ttl = true;
  call->finest = json_is_true(json_object_get(operation, "finest"));
  return !isnan(call->ttl) || call_fail(call, "ttl", error);
}

/* What is no integer is for the service to refuse. */
static void by_read(pc_cache_call *call, const json_t *json) {
  g_autoptr(pc_value) value = json ? pc_value_new_from_json(json) : NULL;
  if (value && pc_value_kind(value) == PC_KIND_INTEGER)
    call->by = g_strdup(pc_value_text(value, NULL));
}

static bool arguments_read(pc_cache_call *call, const json_t *operation, const char *scratch,
                           GError **error) {
  const guint arguments = ops[call->op].arguments;
  const json_t *ttl = json_object_get(operation, "ttl");
  if ((arguments & KEY) && !key_add(call, json_object_get(operation, "key"), scratch, error))
    return false;
  if ((arguments & KEYS) && !keys_add(call, json_object_get(operation, "keys"), scratch, error))
    return false;
  if ((arguments & ENTRIES) &&
      !entries_add(call, json_object_get(operation, "entries"), scratch, error))
    return false;
  if ((arguments & VALUE) && !value_add(call, json_object_get(operation, "value"), error))
    return false;
  if ((arguments & ITEM) && !value_add(call, json_object_get(operation, "item"), error))
    return false;
  if (arguments & BY)
    by_read(call, json_object_get(operation, "by"));
  if (ttl && !json_is_null(ttl))
    return ttl_read(call, operation, error);
  return !(arguments & TTL) || call_fail(call, "ttl", error);
}

bool pc_cache_call_init(pc_cache_call *call, const json_t *operation, const char *scratch,
                        GError **error) {
  const char *name = pc_operation_name(operation);
  *call = (pc_cache_call){
      .op = PC_CACHE_UNKNOWN,
      .name = name ? name : "",
      .keys = g_ptr_array_new_with_free_func(value_destroy),
      .values = g_ptr_array_new_with_free_func(value_destroy),
  };
  for (guint i = 0; i < G_N_ELEMENTS(ops); i++)
    if (strcmp(ops[i].name, call->name) == 0)
      call->op = (pc_cache_op)i;
  if (call->op == PC_CACHE_UNKNOWN || arguments_read(call, operation, scratch, error))
    return true;
  pc_cache_call_clear(call);
  return false;
}

void pc_cache_call_clear(pc_cache_call *call) {
  g_clear_pointer(&call->keys, g_ptr_array_unref);
  g_clear_pointer(&call->values, g_ptr_array_unref);
  g_clear_pointer(&call->by, g_free);
}
