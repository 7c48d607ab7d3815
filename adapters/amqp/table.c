/* SPDX-License-Identifier: MIT */
/* Field tables of AMQP as canonical values, and back. The types are those of RabbitMQ (its "errata"
 * to 0-9-1). */
#include "adapters/amqp/internal.h"

#include "adapters/shared/queue_model.h"

#include <string.h>

enum { DECIMALS_MAX = 255 };

static json_t *value_json(const pc_value *value) {
  g_autoptr(GString) text = g_string_new(NULL);
  pc_value_print(value, text);
  return json_loadb(text->str, text->len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *value_json_take(pc_value *value) {
  json_t *json = value_json(value);
  pc_value_free(value);
  return json;
}

static json_t *scalar_json(pc_kind kind, const char *text) {
  return value_json_take(pc_value_new_text(kind, text, -1));
}

static json_t *unsigned_json(guint64 number) {
  g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);
  return scalar_json(PC_KIND_INTEGER, text);
}

static json_t *decimal_json(amqp_decimal_t decimal) {
  g_autoptr(GString) digits = g_string_new(NULL);
  g_string_printf(digits, "%0*u", decimal.decimals + 1, decimal.value);
  if (decimal.decimals)
    g_string_insert_c(digits, (gssize)digits->len - decimal.decimals, '.');
  return scalar_json(PC_KIND_DECIMAL, digits->str);
}

static json_t *timestamp_json(guint64 seconds) {
  g_autoptr(GDateTime) time =
      seconds <= G_MAXINT64 ? g_date_time_new_from_unix_utc((gint64)seconds) : NULL;
  g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S+00")
                               : g_strdup_printf("%" G_GUINT64_FORMAT " s since 1970", seconds);
  return scalar_json(time ? PC_KIND_TIMESTAMP_TZ : PC_KIND_OTHER, text);
}

static json_t *field_json(const amqp_field_value_t *field);

static json_t *array_json(const amqp_array_t *array) {
  json_t *list = json_array();
  for (int i = 0; i < array->num_entries; i++)
    json_array_append_new(list, field_json(&array->entries[i]));
  return list;
}

static gint name_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A table within a value is a map, by name. */
static json_t *map_json(const amqp_table_t *table) {
  json_t *object = pc_amqp_table_json(table);
  json_t *entries = json_array();
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  const char *name;
  json_t *value;
  json_object_foreach(object, name, value) g_ptr_array_add(names, (gpointer)(guintptr)name);
  g_ptr_array_sort(names, name_compare);
  for (guint i = 0; i < names->len; i++)
    json_array_append_new(
        entries, json_pack("[s,O]", names->pdata[i], json_object_get(object, names->pdata[i])));
  json_decref(object);
  return json_pack("{s:o}", "map", entries);
}

static json_t *integer_json(const amqp_field_value_t *field) {
  switch (field->kind) {
  case AMQP_FIELD_KIND_I8:
    return json_integer(field->value.i8);
  case AMQP_FIELD_KIND_U8:
    return json_integer(field->value.u8);
  case AMQP_FIELD_KIND_I16:
    return json_integer(field->value.i16);
  case AMQP_FIELD_KIND_U16:
    return json_integer(field->value.u16);
  case AMQP_FIELD_KIND_I32:
    return json_integer(field->value.i32);
  case AMQP_FIELD_KIND_U32:
    return json_integer(field->value.u32);
  case AMQP_FIELD_KIND_I64:
    return json_integer(field->value.i64);
  case AMQP_FIELD_KIND_U64:
    return unsigned_json(field->value.u64);
  default:
    return NULL;
  }
}

static json_t *field_json(const amqp_field_value_t *field) {
  json_t *integer = integer_json(field);
  if (integer)
    return integer;
  switch (field->kind) {
  case AMQP_FIELD_KIND_BOOLEAN:
    return json_boolean(field->value.boolean);
  case AMQP_FIELD_KIND_F32:
    return value_json_take(pc_value_new_real((double)field->value.f32));
  case AMQP_FIELD_KIND_F64:
    return value_json_take(pc_value_new_real(field->value.f64));
  case AMQP_FIELD_KIND_DECIMAL:
    return decimal_json(field->value.decimal);
  case AMQP_FIELD_KIND_UTF8:
    return value_json_take(pc_queue_body_new(field->value.bytes.bytes, field->value.bytes.len));
  case AMQP_FIELD_KIND_BYTES:
    return value_json_take(pc_value_new_bytes(field->value.bytes.bytes, field->value.bytes.len));
  case AMQP_FIELD_KIND_TIMESTAMP:
    return timestamp_json(field->value.u64);
  case AMQP_FIELD_KIND_ARRAY:
    return array_json(&field->value.array);
  case AMQP_FIELD_KIND_TABLE:
    return map_json(&field->value.table);
  default:
    return json_null();
  }
}

json_t *pc_amqp_table_json(const amqp_table_t *table) {
  json_t *object = json_object();
  for (int i = 0; i < table->num_entries; i++) {
    g_autofree char *name = pc_amqp_bytes_text(table->entries[i].key);
    json_object_set_new(object, name, field_json(&table->entries[i].value));
  }
  return object;
}

static amqp_bytes_t bytes_copy(const void *bytes, gsize length, amqp_pool_t *pool) {
  amqp_bytes_t copy;
  amqp_pool_alloc_bytes(pool, MAX(length, 1), &copy);
  copy.len = length;
  if (length)
    memcpy(copy.bytes, bytes, length);
  return copy;
}

/* The narrowest of the types that clients send: 32 bits, else 64, else unsigned. */
static bool integer_from(const char *text, amqp_field_value_t *field) {
  gint64 number;
  guint64 large;
  if (g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number, NULL)) {
    const bool narrow = number >= G_MININT32 && number <= G_MAXINT32;
    field->kind = narrow ? AMQP_FIELD_KIND_I32 : AMQP_FIELD_KIND_I64;
    if (narrow)
      field->value.i32 = (gint32)number;
    else
      field->value.i64 = number;
    return true;
  }
  if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &large, NULL))
    return false;
  field->kind = AMQP_FIELD_KIND_U64;
  field->value.u64 = large;
  return true;
}

static bool decimal_from(const char *text, amqp_field_value_t *field) {
  g_autoptr(GString) digits = g_string_new(text);
  const char *point = strchr(text, '.');
  const gsize decimals = point ? strlen(point + 1) : 0;
  guint64 number;
  if (point)
    g_string_erase(digits, point - text, 1);
  if (decimals > DECIMALS_MAX ||
      !g_ascii_string_to_unsigned(digits->str, 10, 0, G_MAXUINT32, &number, NULL))
    return false;
  field->kind = AMQP_FIELD_KIND_DECIMAL;
  field->value.decimal = (amqp_decimal_t){.decimals = (guint8)decimals, .value = (guint32)number};
  return true;
}

static bool timestamp_from(const char *text, amqp_field_value_t *field) {
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
  if (!time || g_date_time_to_unix(time) < 0)
    return false;
  field->kind = AMQP_FIELD_KIND_TIMESTAMP;
  field->value.u64 = (guint64)g_date_time_to_unix(time);
  return true;
}

static bool field_from(const pc_value *value, amqp_pool_t *pool, amqp_field_value_t *field);

static bool array_from(const pc_value *list, amqp_pool_t *pool, amqp_field_value_t *field) {
  amqp_array_t *array = &field->value.array;
  const guint n = pc_value_length(list);
  field->kind = AMQP_FIELD_KIND_ARRAY;
  array->entries = amqp_pool_alloc(pool, MAX(n, 1) * sizeof *array->entries);
  for (guint i = 0; i < n; i++)
    if (!field_from(pc_value_item(list, i), pool, &array->entries[i]))
      return false;
  array->num_entries = (int)n;
  return true;
}

static bool key_from(const char *name, gsize length, amqp_pool_t *pool, amqp_table_entry_t *entry) {
  entry->key = bytes_copy(name, length, pool);
  return length <= PC_AMQP_SHORT_MAX;
}

static bool map_from(const pc_value *map, amqp_pool_t *pool, amqp_field_value_t *field) {
  amqp_table_t *table = &field->value.table;
  const guint n = pc_value_length(map) / 2;
  field->kind = AMQP_FIELD_KIND_TABLE;
  table->entries = amqp_pool_alloc(pool, MAX(n, 1) * sizeof *table->entries);
  for (guint i = 0; i < n; i++) {
    const pc_value *key = pc_value_item(map, 2 * i);
    gsize length;
    if (pc_value_kind(key) != PC_KIND_TEXT)
      return false;
    const char *name = pc_value_text(key, &length);
    if (!key_from(name, length, pool, &table->entries[i]) ||
        !field_from(pc_value_item(map, 2 * i + 1), pool, &table->entries[i].value))
      return false;
  }
  table->num_entries = (int)n;
  return true;
}

static bool bytes_from(const pc_value *value, guint8 kind, amqp_pool_t *pool,
                       amqp_field_value_t *field) {
  gsize length;
  const char *text = pc_value_text(value, &length);
  field->kind = kind;
  field->value.bytes = bytes_copy(text, length, pool);
  return true;
}

static bool field_from(const pc_value *value, amqp_pool_t *pool, amqp_field_value_t *field) {
  switch (pc_value_kind(value)) {
  case PC_KIND_NULL:
    field->kind = AMQP_FIELD_KIND_VOID;
    return true;
  case PC_KIND_BOOLEAN:
    field->kind = AMQP_FIELD_KIND_BOOLEAN;
    field->value.boolean = strcmp(pc_value_text(value, NULL), "true") == 0;
    return true;
  case PC_KIND_INTEGER:
    return integer_from(pc_value_text(value, NULL), field);
  case PC_KIND_REAL:
    field->kind = AMQP_FIELD_KIND_F64;
    field->value.f64 = g_ascii_strtod(pc_value_text(value, NULL), NULL);
    return true;
  case PC_KIND_DECIMAL:
    return decimal_from(pc_value_text(value, NULL), field);
  case PC_KIND_TEXT:
    return bytes_from(value, AMQP_FIELD_KIND_UTF8, pool, field);
  case PC_KIND_BYTES:
    return bytes_from(value, AMQP_FIELD_KIND_BYTES, pool, field);
  case PC_KIND_TIMESTAMP:
  case PC_KIND_TIMESTAMP_TZ:
    return timestamp_from(pc_value_text(value, NULL), field);
  case PC_KIND_LIST:
    return array_from(value, pool, field);
  case PC_KIND_MAP:
    return map_from(value, pool, field);
  case PC_KIND_DATE:
  case PC_KIND_TIME:
  case PC_KIND_INTERVAL:
  case PC_KIND_JSON:
  case PC_KIND_OTHER:
  case PC_KIND_STATUS:
    break;
  }
  return false;
}

bool pc_amqp_table_from_json(const json_t *object, amqp_pool_t *pool, amqp_table_t *ret_table) {
  const size_t n = json_object_size(object);
  const char *name;
  json_t *json;
  int i = 0;
  ret_table->entries = amqp_pool_alloc(pool, MAX(n, 1) * sizeof *ret_table->entries);
  json_object_foreach((json_t *)(guintptr)object, name, json) {
    g_autoptr(pc_value) value = pc_value_new_from_json(json);
    amqp_table_entry_t *entry = &ret_table->entries[i++];
    if (!value || !key_from(name, strlen(name), pool, entry) ||
        !field_from(value, pool, &entry->value))
      return false;
  }
  ret_table->num_entries = i;
  return true;
}
