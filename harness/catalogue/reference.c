/* SPDX-License-Identifier: MIT */
/* References of a script to the scratch that it is asked in. */
#include "harness/catalogue/reference.h"

#include <glib.h>
#include <string.h>

char *pc_reference_name(const char *scratch) { return g_strconcat(scratch, "_own", NULL); }

char *pc_reference_number(const char *scratch) {
  return g_strdup_printf("%u", 1000000000 + g_str_hash(scratch) % 1000000000);
}

char *pc_references_replace(const char *text, const char *scratch) {
  if (!strstr(text, "${"))
    return g_strdup(text);
  g_autofree char *name = pc_reference_name(scratch);
  g_autofree char *number = pc_reference_number(scratch);
  GString *result = g_string_new(text);
  g_string_replace(result, "${name}", name, 0);
  g_string_replace(result, "${number}", number, 0);
  g_string_replace(result, "${k}", scratch, 0);
  return g_string_free(result, FALSE);
}
