/* SPDX-License-Identifier: MIT */
/* The fingerprint of a service, put together. */
#include "adapters/shared/fingerprint.h"

void pc_cache_fingerprint_fill(json_t *fingerprint, const char *engine, const char *version,
                               json_t *settings) {
  json_object_set_new(fingerprint, "engine", json_string(engine));
  json_object_set_new(fingerprint, "version", json_string(version));
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", json_array());
}

void pc_cache_note_add(json_t *fingerprint, const char *note) {
  json_array_append_new(json_object_get(fingerprint, "notes"), json_string(note));
}
