/* SPDX-License-Identifier: MIT */
/* Canonical values: one allocation for a scalar, an array of owned items for a list or map. */
#include "harness/model/value.h"

#include <math.h>
#include <string.h>

struct pc_value {
  pc_kind kind;
  gsize length; /* of text */
  GPtrArray *items;
  char text[];
};

static pc_value *value_new(pc_kind kind, const char *text, gsize length) {
  pc_value *value = g_malloc(sizeof *value + length + 1);
  value->kind = kind;
  value->length = length;
  value->items = NULL;
  if (length)
    memcpy(value->text, text, length);
  value->text[length] = '\0';
  return value;
}

pc_value *pc_value_new_null(void) { return value_new(PC_KIND_NULL, "", 0); }

pc_value *pc_value_new_boolean(bool value) {
  return value ? value_new(PC_KIND_BOOLEAN, "true", 4) : value_new(PC_KIND_BOOLEAN, "false", 5);
}

pc_value *pc_value_new_integer(gint64 value) {
  char text[24];
  const int length = g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
  return value_new(PC_KIND_INTEGER, text, (gsize)length);
}

pc_value *pc_value_new_real(double value) {
  if (isnan(value))
    return value_new(PC_KIND_REAL, "NaN", 3);
  if (isinf(value))
    return value > 0 ? value_new(PC_KIND_REAL, "Infinity", 8)
                     : value_new(PC_KIND_REAL, "-Infinity", 9);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
  for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_ascii_formatd(text, sizeof text, formats[i], value);
    if (g_ascii_strtod(text, NULL) == value)
      break;
  }
  return value_new(PC_KIND_REAL, text, strlen(text));
}

pc_value *pc_value_new_text(pc_kind kind, const char *text, gssize length) {
  return value_new(kind, text, length < 0 ? strlen(text) : (gsize)length);
}

pc_value *pc_value_new_bytes(const void *bytes, gsize length) {
  return value_new(PC_KIND_BYTES, bytes, length);
}

static void value_destroy(gpointer value) { pc_value_free(value); }

pc_value *pc_value_new_list(pc_kind kind) {
  pc_value *list = value_new(kind, "", 0);
  list->items = g_ptr_array_new_with_free_func(value_destroy);
  return list;
}

void pc_value_append_take(pc_value *list, pc_value *item) { g_ptr_array_add(list->items, item); }

void pc_value_free(pc_value *value) {
  if (!value)
    return;
  if (value->items)
    g_ptr_array_unref(value->items);
  g_free(value);
}

pc_kind pc_value_kind(const pc_value *value) { return value->kind; }

const char *pc_value_text(const pc_value *value, gsize *ret_length) {
  if (ret_length)
    *ret_length = value->length;
  return value->text;
}

guint pc_value_length(const pc_value *list) { return list->items ? list->items->len : 0; }

const pc_value *pc_value_item(const pc_value *list, guint i) {
  return g_ptr_array_index(list->items, i);
}

const pc_value *pc_value_member(const pc_value *map, const char *name) {
  for (guint i = 0; i + 1 < pc_value_length(map); i += 2)
    if (strcmp(pc_value_item(map, i)->text, name) == 0)
      return pc_value_item(map, i + 1);
  return NULL;
}

bool pc_value_equal(const pc_value *a, const pc_value *b) {
  if (a->kind != b->kind || a->length != b->length || memcmp(a->text, b->text, a->length) != 0)
    return false;
  if (!a->items || !b->items)
    return a->items == b->items;
  bool equal = a->items->len == b->items->len;
  for (guint i = 0; equal && i < a->items->len; i++)
    equal = pc_value_equal(a->items->pdata[i], b->items->pdata[i]);
  return equal;
}

pc_value *pc_value_copy(const pc_value *value) {
  pc_value *copy = value_new(value->kind, value->text, value->length);
  if (!value->items)
    return copy;
  copy->items = g_ptr_array_new_with_free_func(value_destroy);
  for (guint i = 0; i < value->items->len; i++)
    g_ptr_array_add(copy->items, pc_value_copy(value->items->pdata[i]));
  return copy;
}

void pc_json_string_print(const char *text, gsize length, GString *json) {
  g_string_append_c(json, '"');
  gsize from = 0;
  for (gsize i = 0; i < length; i++) {
    const guchar c = (guchar)text[i];
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
      continue;
    g_string_append_len(json, text + from, (gssize)(i - from));
    if (c == '"' || c == '\\')
      g_string_append_printf(json, "\\%c", c);
    else
      g_string_append_printf(json, "\\u%04x", c);
    from = i + 1;
  }
  g_string_append_len(json, text + from, (gssize)(length - from));
  g_string_append_c(json, '"');
}

static void hex_print(const pc_value *value, GString *json) {
  static const char digits[] = "0123456789abcdef";
  for (gsize i = 0; i < value->length; i++) {
    const guchar byte = (guchar)value->text[i];
    g_string_append_c(json, digits[byte >> 4]);
    g_string_append_c(json, digits[byte & 15]);
  }
}

static bool text_is_valid(const pc_value *value) {
  const char *at = value->text;
  const char *const end = value->text + value->length;
  while (!g_utf8_validate_len(at, (gsize)(end - at), &at)) {
    /* GLib calls NUL invalid; as text from a service it is a character like any other. */
    if (at == end || *at != '\0')
      return false;
    at++;
  }
  return true;
}

static void tagged_print(const char *tag, const pc_value *value, GString *json) {
  g_string_append_printf(json, "{\"%s\":", tag);
  pc_json_string_print(value->text, value->length, json);
  g_string_append_c(json, '}');
}

static void integer_print(const pc_value *value, GString *json) {
  if (g_ascii_string_to_signed(value->text, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    g_string_append_len(json, value->text, (gssize)value->length);
  else
    tagged_print("integer", value, json);
}

static void text_print(const pc_value *value, const char *tag, GString *json) {
  if (!text_is_valid(value)) {
    g_string_append(json, "{\"invalid-text\":\"");
    hex_print(value, json);
    g_string_append(json, "\"}");
  } else if (tag) {
    tagged_print(tag, value, json);
  } else {
    pc_json_string_print(value->text, value->length, json);
  }
}

static void list_print(const pc_value *list, GString *json) {
  g_string_append_c(json, '[');
  for (guint i = 0; i < list->items->len; i++) {
    if (i)
      g_string_append_c(json, ',');
    pc_value_print(list->items->pdata[i], json);
  }
  g_string_append_c(json, ']');
}

static void map_print(const pc_value *map, GString *json) {
  g_string_append(json, "{\"map\":[");
  for (guint i = 0; i + 1 < map->items->len; i += 2) {
    g_string_append(json, i ? ",[" : "[");
    pc_value_print(map->items->pdata[i], json);
    g_string_append_c(json, ',');
    pc_value_print(map->items->pdata[i + 1], json);
    g_string_append_c(json, ']');
  }
  g_string_append(json, "]}");
}

/* Of the kinds that are printed as {"tag":"text"}. */
static const char *const tags[] = {
    [PC_KIND_REAL] = "real",
    [PC_KIND_DECIMAL] = "decimal",
    [PC_KIND_DATE] = "date",
    [PC_KIND_TIME] = "time",
    [PC_KIND_TIMESTAMP] = "timestamp",
    [PC_KIND_TIMESTAMP_TZ] = "timestamptz",
    [PC_KIND_INTERVAL] = "interval",
    [PC_KIND_JSON] = "json",
    [PC_KIND_OTHER] = "other",
    [PC_KIND_STATUS] = "status",
    [PC_KIND_MAP] = NULL,
};

void pc_value_print(const pc_value *value, GString *json) {
  switch (value->kind) {
  case PC_KIND_NULL:
    g_string_append(json, "null");
    break;
  case PC_KIND_BOOLEAN:
    g_string_append(json, value->text);
    break;
  case PC_KIND_INTEGER:
    integer_print(value, json);
    break;
  case PC_KIND_BYTES:
    g_string_append(json, "{\"bytes\":\"");
    hex_print(value, json);
    g_string_append(json, "\"}");
    break;
  case PC_KIND_LIST:
    list_print(value, json);
    break;
  case PC_KIND_MAP:
    map_print(value, json);
    break;
  case PC_KIND_TEXT:
  case PC_KIND_REAL:
  case PC_KIND_DECIMAL:
  case PC_KIND_DATE:
  case PC_KIND_TIME:
  case PC_KIND_TIMESTAMP:
  case PC_KIND_TIMESTAMP_TZ:
  case PC_KIND_INTERVAL:
  case PC_KIND_JSON:
  case PC_KIND_OTHER:
  case PC_KIND_STATUS:
    text_print(value, tags[value->kind], json);
    break;
  }
}

static pc_value *list_from(const json_t *items) {
  g_autoptr(pc_value) list = pc_value_new_list(PC_KIND_LIST);
  size_t i;
  json_t *item;
  json_array_foreach(items, i, item) {
    pc_value *value = pc_value_new_from_json(item);
    if (!value)
      return NULL;
    pc_value_append_take(list, value);
  }
  return g_steal_pointer(&list);
}

static pc_value *map_from(const json_t *entries) {
  g_autoptr(pc_value) map = pc_value_new_list(PC_KIND_MAP);
  size_t i;
  json_t *entry;
  json_array_foreach(entries, i, entry) {
    pc_value *key =
        json_array_size(entry) == 2 ? pc_value_new_from_json(json_array_get(entry, 0)) : NULL;
    pc_value *value = key ? pc_value_new_from_json(json_array_get(entry, 1)) : NULL;
    if (key)
      pc_value_append_take(map, key);
    if (!value)
      return NULL;
    pc_value_append_take(map, value);
  }
  return g_steal_pointer(&map);
}

static pc_value *bytes_from(const char *hex, gsize length) {
  g_autofree char *bytes = g_malloc(length / 2 + 1);
  for (gsize i = 0; i + 1 < length; i += 2) {
    const int high = g_ascii_xdigit_value(hex[i]);
    const int low = g_ascii_xdigit_value(hex[i + 1]);
    if (high < 0 || low < 0)
      return NULL;
    bytes[i / 2] = (char)(high << 4 | low);
  }
  return length % 2 ? NULL : pc_value_new_bytes(bytes, length / 2);
}

static pc_value *tagged_from(const char *tag, const json_t *inner) {
  const char *text = json_string_value(inner);
  const gsize length = json_string_length(inner);
  if (strcmp(tag, "map") == 0 && json_is_array(inner))
    return map_from(inner);
  if (!text)
    return NULL;
  if (strcmp(tag, "bytes") == 0)
    return bytes_from(text, length);
  if (strcmp(tag, "integer") == 0)
    return pc_value_new_text(PC_KIND_INTEGER, text, (gssize)length);
  for (guint kind = 0; kind < G_N_ELEMENTS(tags); kind++)
    if (tags[kind] && strcmp(tags[kind], tag) == 0)
      return pc_value_new_text((pc_kind)kind, text, (gssize)length);
  return NULL;
}

pc_value *pc_value_new_from_json(const json_t *json) {
  if (json_is_null(json))
    return pc_value_new_null();
  if (json_is_boolean(json))
    return pc_value_new_boolean(json_is_true(json));
  if (json_is_integer(json))
    return pc_value_new_integer(json_integer_value(json));
  if (json_is_string(json))
    return pc_value_new_text(PC_KIND_TEXT, json_string_value(json),
                             (gssize)json_string_length(json));
  if (json_is_array(json))
    return list_from(json);
  if (json_object_size(json) != 1)
    return NULL;
  void *member = json_object_iter((json_t *)(guintptr)json);
  return tagged_from(json_object_iter_key(member), json_object_iter_value(member));
}
