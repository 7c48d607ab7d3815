/* SPDX-License-Identifier: MIT */
/* Settings of a recorded fingerprint. */
#include "adapters/shared/recorded.h"

#include <string.h>

const char *pc_recorded_setting(const json_t *settings, const char *name) {
  return json_string_value(json_object_get(settings, name));
}

bool pc_recorded_is_word(const char *text) {
  return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-") ==
         strlen(text);
}
