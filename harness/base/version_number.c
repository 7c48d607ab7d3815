/* SPDX-License-Identifier: MIT */
/* Version numbers: digits with dots between them. */
#include "harness/base/version_number.h"

#include <glib.h>
#include <string.h>

char *pc_version_at(const char *text) {
  gsize length = strspn(text, "0123456789.");
  while (length && text[length - 1] == '.')
    length--;
  return length && g_ascii_isdigit(*text) ? g_strndup(text, length) : NULL;
}

bool pc_version_covers(const char *less, const char *more) {
  const gsize length = strlen(less);
  return strncmp(less, more, length) == 0 && !g_ascii_isdigit(more[length]);
}
