/* SPDX-License-Identifier: MIT */
/* Fingerprints of services, as they are read. */
#include "harness/model/fingerprint.h"

#include "harness/base/json_member.h"

bool pc_fingerprint_parse(const json_t *json, const char *where, pc_fingerprint *ret_fingerprint,
                          GError **error) {
  pc_fingerprint found = {.json = json_is_null(json) ? NULL : json};
  json_t *notes = NULL;
  if (!pc_json_member_text(json, "engine", where, &found.engine, error) ||
      !pc_json_member_text(json, "version", where, &found.version, error) ||
      !pc_json_member_of(json, "settings", JSON_OBJECT, where, &found.settings, error) ||
      !pc_json_member_of(json, "notes", JSON_ARRAY, where, &notes, error))
    return false;
  found.notes = notes;
  found.one_connection = json_is_true(json_object_get(json, "one_connection"));
  found.own_session = json_object_get(json, "session") != NULL;
  *ret_fingerprint = found;
  return true;
}
