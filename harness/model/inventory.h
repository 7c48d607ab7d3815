/* SPDX-License-Identifier: MIT */
/*
 * What a service holds beside scratches: its schemas, tables, databases, roles, functions, keys,
 * queues. It is looked at before the first probe of a run and after the last, and what is not as it
 * was is a change.
 */
#ifndef PC_INVENTORY_H
#define PC_INVENTORY_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum { PC_OBJECTS_MAX = 10000 }; /* where there are more, none is looked at */

typedef struct pc_object {
  char *kind;   /* "table", "schema", "role", "key" ... */
  char *within; /* the schema or database that it is in; "" */
  char *name; /* with the types of its arguments, "total(integer)", or the host, "app@%", where the
                 service has them */
  char *version; /* changes when the object is altered; "" where the service does not tell */
} pc_object;

typedef struct pc_inventory {
  GPtrArray *objects; /* pc_object; sorted once they are all there (pc_inventory_sort) */
  bool too_many;
} pc_inventory;

pc_inventory *pc_inventory_new(void);
void pc_inventory_free(pc_inventory *inventory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_inventory, pc_inventory_free)

/* Adds an object (all is copied; within and version may be NULL), unless it is a scratch, of
 * whatever run, or in one. false: there are too many. */
bool pc_inventory_add(pc_inventory *inventory, const char *kind, const char *within,
                      const char *name, const char *version);
/* Puts the objects in order, each once. */
void pc_inventory_sort(pc_inventory *inventory);

/* As a worker says it: an array of four strings for each object; and back, sorted, NULL where it is
 * no such array. */
json_t *pc_inventory_print(const pc_inventory *inventory);
pc_inventory *pc_inventory_parse(const json_t *objects);

typedef enum pc_happening { PC_APPEARED, PC_GONE, PC_CHANGED } pc_happening;
extern const char *const pc_happening_names[]; /* "appeared", "gone", "changed", NULL */

typedef struct pc_object_change {
  const pc_object *object; /* of the inventory after; of the one before where it is gone */
  pc_happening happening;
} pc_object_change;

/* What differs between two that are sorted: pc_object_change, in their order, the caller's. */
GArray *pc_inventory_changes(const pc_inventory *before, const pc_inventory *after);

/* "table public.orders"; the caller's. */
char *pc_object_show(const pc_object *object);

#endif
