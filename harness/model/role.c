/* SPDX-License-Identifier: MIT */
/* The tables of roles, found. */
#include "harness/model/role.h"

#include <string.h>

const pc_role_table *pc_role_table_of(pc_role role) {
  static const pc_role_table *const tables[] = {&pc_role_cache, &pc_role_queue, &pc_role_stream};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    if (tables[i]->role == role)
      return tables[i];
  return NULL;
}

const pc_operation_type *pc_operation_type_find(const pc_role_table *table, const char *name) {
  for (const pc_operation_type *type = table->operations; type->name; type++)
    if (strcmp(type->name, name) == 0)
      return type;
  return NULL;
}

const pc_argument *pc_argument_find(const pc_operation_type *type, const char *name) {
  for (const pc_argument *argument = type->arguments; argument->name; argument++)
    if (strcmp(argument->name, name) == 0)
      return argument;
  return NULL;
}
