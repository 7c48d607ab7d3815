/* SPDX-License-Identifier: MIT */
/* Keys, values, headers and messages between canonical values and bytes. */
#include "adapters/kafka/internal.h"

#include <string.h>

bool pc_kafka_bytes(const json_t *json, GBytes **ret_bytes) {
  *ret_bytes = NULL;
  if (!json || json_is_null(json))
    return true;
  g_autoptr(pc_value) value = pc_value_new_from_json(json);
  if (!value || (pc_value_kind(value) != PC_KIND_TEXT && pc_value_kind(value) != PC_KIND_BYTES))
    return false;
  gsize length;
  const char *text = pc_value_text(value, &length);
  *ret_bytes = g_bytes_new(text, length);
  return true;
}

static pc_value *value_from(const void *data, gsize length, gsize *bytes) {
  if (!data)
    return pc_value_new_null();
  *bytes += length;
  if (g_utf8_validate_len(data, length, NULL))
    return pc_value_new_text(PC_KIND_TEXT, data, (gssize)length);
  return pc_value_new_bytes(data, length);
}

static void member_add_take(pc_value *map, const char *name, pc_value *value) {
  pc_value_append_take(map, pc_value_new_text(PC_KIND_TEXT, name, -1));
  pc_value_append_take(map, value);
}

static pc_value *headers_value(const rd_kafka_message_t *message, gsize *bytes) {
  pc_value *list = pc_value_new_list(PC_KIND_LIST);
  rd_kafka_headers_t *headers;
  if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return list;
  const char *name;
  const void *data;
  size_t length;
  for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &data, &length); i++) {
    pc_value *pair = pc_value_new_list(PC_KIND_LIST);
    pc_value_append_take(pair, value_from(name, strlen(name), bytes));
    pc_value_append_take(pair, value_from(data, length, bytes));
    pc_value_append_take(list, pair);
  }
  return list;
}

pc_value *pc_kafka_message_value(const rd_kafka_message_t *message, bool with_topic,
                                 bool with_timestamp, gsize *bytes) {
  rd_kafka_timestamp_type_t type;
  const gint64 timestamp = rd_kafka_message_timestamp(message, &type);
  const char *type_name = type == RD_KAFKA_TIMESTAMP_CREATE_TIME       ? "create"
                          : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? "append"
                                                                       : "none";
  pc_value *map = pc_value_new_list(PC_KIND_MAP);
  if (with_topic)
    member_add_take(map, "topic",
                    pc_value_new_text(PC_KIND_TEXT, rd_kafka_topic_name(message->rkt), -1));
  member_add_take(map, "partition", pc_value_new_integer(message->partition));
  member_add_take(map, "offset", pc_value_new_integer(message->offset));
  member_add_take(map, "key", value_from(message->key, message->key_len, bytes));
  member_add_take(map, "value", value_from(message->payload, message->len, bytes));
  member_add_take(map, "headers", headers_value(message, bytes));
  member_add_take(map, "timestamp_type", pc_value_new_text(PC_KIND_TEXT, type_name, -1));
  if (with_timestamp)
    member_add_take(map, "timestamp", pc_value_new_integer(timestamp));
  return map;
}

int pc_kafka_ms(const json_t *seconds) {
  g_autoptr(pc_value) value = seconds ? pc_value_new_from_json(seconds) : NULL;
  const pc_kind kind = value ? pc_value_kind(value) : PC_KIND_NULL;
  if (kind != PC_KIND_INTEGER && kind != PC_KIND_REAL && kind != PC_KIND_DECIMAL)
    return -1;
  const double number = g_ascii_strtod(pc_value_text(value, NULL), NULL);
  return number >= 0 && number <= 3600 ? (int)(number * 1000) : -1;
}
