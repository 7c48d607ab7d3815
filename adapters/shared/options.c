/* SPDX-License-Identifier: MIT */
/* The options of a URL, held against what the adapter knows. */
#include "adapters/shared/options.h"

#include "harness/base/error.h"

#include <string.h>

static bool option_value_is_valid(const pc_option *option, const char *value) {
  guint64 number;
  if (strcmp(option->values, "TEXT") == 0)
    return true;
  if (strcmp(option->values, "NUMBER") == 0)
    return g_ascii_string_to_unsigned(value, 10, 1, G_MAXUINT32, &number, NULL);
  g_auto(GStrv) values = g_strsplit(option->values, "|", -1);
  return g_strv_contains((const char *const *)values, value);
}

static bool option_check(const char *product, const pc_option *options, const char *name,
                         const char *value, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_option *option = options; option->name; option++) {
    g_ptr_array_add(names, (gpointer)(guintptr)option->name);
    if (strcmp(option->name, name) != 0)
      continue;
    if (option_value_is_valid(option, value))
      return true;
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' is not a value of the %s option '%s', expected %s", value, product, name,
                option->values);
    return false;
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s has no option '%s'%s", product, name, hint);
  return false;
}

bool pc_cache_options_check(const char *product, const pc_option *options,
                            const pc_endpoint *endpoint, GError **error) {
  for (guint i = 0; i < endpoint->names->len; i++)
    if (!option_check(product, options, endpoint->names->pdata[i], endpoint->values->pdata[i],
                      error))
      return false;
  return true;
}
