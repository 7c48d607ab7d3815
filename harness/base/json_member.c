/* SPDX-License-Identifier: MIT */
/* Members of JSON objects, by type. */
#include "harness/base/json_member.h"

#include "harness/base/error.h"

static const char *const type_names[] = {
    [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "text",
    [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
    [JSON_FALSE] = "false",      [JSON_NULL] = "null",
};

bool pc_json_member_of(const json_t *object, const char *key, json_type type, const char *where,
                       json_t **ret_member, GError **error) {
  json_t *member = json_object_get(object, key);
  if (!member || json_is_null(member)) {
    *ret_member = NULL;
    return true;
  }
  if (json_typeof(member) == type) {
    *ret_member = member;
    return true;
  }
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s%s%s: expected %s, found %s", where ? where : "",
              where ? "." : "", key, type_names[type], type_names[json_typeof(member)]);
  return false;
}

bool pc_json_member_text(const json_t *object, const char *key, const char *where,
                         const char **ret_text, GError **error) {
  json_t *member;
  if (!pc_json_member_of(object, key, JSON_STRING, where, &member, error))
    return false;
  *ret_text = json_string_value(member);
  return true;
}
