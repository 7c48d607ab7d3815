/* SPDX-License-Identifier: MIT */
/* Remedies behind the words of services. */
#include "adapters/shared/remedy.h"

#include <string.h>

void pc_remedy_append(const pc_remedy *table, GError **error) {
  if (!error || !*error)
    return;
  const char *message = (*error)->message;
  while (table->said && !strstr(message, table->said))
    table++;
  if (!table->said || strstr(message, table->remedy))
    return;
  char *whole = g_strdup_printf("%s; %s", message, table->remedy);
  g_free((*error)->message);
  (*error)->message = whole;
}
