/* SPDX-License-Identifier: MIT */
/* Durations. */
#include "harness/base/duration.h"

#include "harness/base/error.h"

#include <string.h>

bool pc_duration_parse(const char *text, guint *ret_ms, GError **error) {
  static const struct {
    const char *unit;
    guint64 ms;
  } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}};
  char *end = NULL;
  const guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
  for (guint i = 0; end && number > 0 && i < G_N_ELEMENTS(units); i++) {
    if (strcmp(end, units[i].unit) == 0 && number <= 24ull * 60 * 60 * 1000 / units[i].ms) {
      *ret_ms = (guint)(number * units[i].ms);
      return true;
    }
  }
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "'%s' is not a duration, expected a number and a unit: '500ms', '10s', '2m', '1h'",
              text);
  return false;
}
