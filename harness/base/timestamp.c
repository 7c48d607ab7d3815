/* SPDX-License-Identifier: MIT */
/* Timestamps and ages. */
#include "harness/base/timestamp.h"

#include <string.h>

enum { DIGITS_MIN = 9, DIGITS_MAX = 12, DATE_LENGTH = 10 }; /* nine digits: 1973 */
static const gint64 latest = 253402300799;                  /* the end of the year 9999 */

bool pc_timestamp_parse(const char *text, gint64 *ret_seconds) {
  const gsize length = strlen(text);
  const gsize digits = strspn(text, "0123456789");
  gint64 seconds;
  if (digits == length) {
    if (digits < DIGITS_MIN || digits > DIGITS_MAX)
      return false;
    seconds = g_ascii_strtoll(text, NULL, 10);
  } else {
    g_autofree char *whole =
        length == DATE_LENGTH ? g_strconcat(text, "T00:00:00Z", NULL) : g_strdup(text);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) timestamp = g_date_time_new_from_iso8601(whole, utc);
    if (!timestamp)
      return false;
    seconds = g_date_time_to_unix(timestamp);
  }
  if (seconds < 0 || seconds > latest)
    return false;
  *ret_seconds = seconds;
  return true;
}

char *pc_timestamp_print(gint64 seconds) {
  g_autoptr(GDateTime) timestamp = g_date_time_new_from_unix_utc(seconds);
  return timestamp ? g_date_time_format_iso8601(timestamp) : g_strdup("?");
}

char *pc_age_print(gint64 seconds) {
  static const struct {
    gint64 seconds;
    const char *unit;
  } units[] = {{365 * 24 * 3600, "year"},
               {7 * 24 * 3600, "week"},
               {24 * 3600, "day"},
               {3600, "hour"},
               {60, "minute"},
               {1, "second"}};
  for (guint i = 0; i < G_N_ELEMENTS(units); i++)
    if (seconds >= 2 * units[i].seconds)
      return g_strdup_printf("%" G_GINT64_FORMAT " %ss", seconds / units[i].seconds, units[i].unit);
  return g_strdup_printf("%d second%s", seconds == 1, seconds == 1 ? "" : "s");
}
