/* SPDX-License-Identifier: MIT */
/* Numbers as text. */
#include "harness/base/number.h"

bool pc_number_normalise(const char *text, GString *digits, gint64 *ret_power, bool *ret_negative) {
  const char *c = text;
  *ret_negative = *c == '-';
  c += *c == '-' || *c == '+';
  gint64 power = 0;
  bool point = false;
  bool any = false;
  for (; g_ascii_isdigit(*c) || (*c == '.' && !point); c++) {
    if (*c == '.') {
      point = true;
      continue;
    }
    any = true;
    if (digits->len > 0 || *c != '0')
      g_string_append_c(digits, *c);
    power += point ? 0 : digits->len > 0;
    power -= point && digits->len == 0;
  }
  if (*c == 'e' || *c == 'E') {
    char *end;
    power += g_ascii_strtoll(c + 1, &end, 10);
    c = end;
  }
  while (digits->len > 0 && digits->str[digits->len - 1] == '0')
    g_string_truncate(digits, digits->len - 1);
  *ret_power = digits->len ? power : 0;
  *ret_negative = *ret_negative && digits->len > 0;
  return any && *c == '\0';
}
