/* SPDX-License-Identifier: MIT */
/* Inventories, and what differs between two. */
#include "harness/model/inventory.h"

#include "harness/model/run_name.h"

#include <string.h>

enum { MEMBERS = 4 };

const char *const pc_happening_names[] = {"appeared", "gone", "changed", NULL};

static void object_free(gpointer data) {
  pc_object *o = data;
  g_free(o->kind);
  g_free(o->within);
  g_free(o->name);
  g_free(o->version);
  g_free(o);
}

pc_inventory *pc_inventory_new(void) {
  pc_inventory *inventory = g_new0(pc_inventory, 1);
  inventory->objects = g_ptr_array_new_with_free_func(object_free);
  return inventory;
}

void pc_inventory_free(pc_inventory *inventory) {
  if (!inventory)
    return;
  g_ptr_array_unref(inventory->objects);
  g_free(inventory);
}

/* Text of a service, which JSON can hold. */
static char *text_new(const char *text) { return g_utf8_make_valid(text ? text : "", -1); }

bool pc_inventory_add(pc_inventory *inventory, const char *kind, const char *within,
                      const char *name, const char *version) {
  g_autofree char *scratch = pc_scratch_name_of(name);
  g_autofree char *around = within ? pc_scratch_name_of(within) : NULL;
  if (scratch || around)
    return true;
  inventory->too_many = inventory->too_many || inventory->objects->len == PC_OBJECTS_MAX;
  if (inventory->too_many)
    return false;
  pc_object *o = g_new0(pc_object, 1);
  *o = (pc_object){text_new(kind), text_new(within), text_new(name), text_new(version)};
  g_ptr_array_add(inventory->objects, o);
  return true;
}

static int object_compare(const pc_object *a, const pc_object *b) {
  const int by_kind = strcmp(a->kind, b->kind);
  const int by_within = by_kind ? by_kind : strcmp(a->within, b->within);
  return by_within ? by_within : strcmp(a->name, b->name);
}

static int item_compare(gconstpointer a, gconstpointer b) {
  return object_compare(*(const pc_object *const *)a, *(const pc_object *const *)b);
}

void pc_inventory_sort(pc_inventory *inventory) {
  GPtrArray *objects = inventory->objects;
  g_ptr_array_sort(objects, item_compare);
  for (guint i = objects->len; i > 1; i--)
    if (object_compare(objects->pdata[i - 2], objects->pdata[i - 1]) == 0)
      g_ptr_array_remove_index(objects, i - 1);
}

json_t *pc_inventory_print(const pc_inventory *inventory) {
  json_t *list = json_array();
  for (guint i = 0; i < inventory->objects->len; i++) {
    const pc_object *o = inventory->objects->pdata[i];
    const char *const members[MEMBERS] = {o->kind, o->within, o->name, o->version};
    for (guint k = 0; k < MEMBERS; k++)
      json_array_append_new(list, json_string(members[k]));
  }
  return list;
}

pc_inventory *pc_inventory_parse(const json_t *objects) {
  const size_t n = json_array_size(objects);
  if (!json_is_array(objects) || n % MEMBERS != 0 || n > (size_t)MEMBERS * PC_OBJECTS_MAX)
    return NULL;
  g_autoptr(pc_inventory) inventory = pc_inventory_new();
  for (size_t i = 0; i < n; i += MEMBERS) {
    const char *members[MEMBERS];
    for (guint k = 0; k < MEMBERS; k++) {
      members[k] = json_string_value(json_array_get(objects, i + k));
      if (!members[k])
        return NULL;
    }
    pc_inventory_add(inventory, members[0], members[1], members[2], members[3]);
  }
  pc_inventory_sort(inventory);
  return g_steal_pointer(&inventory);
}

GArray *pc_inventory_changes(const pc_inventory *before, const pc_inventory *after) {
  GArray *changes = g_array_new(FALSE, FALSE, sizeof(pc_object_change));
  guint i = 0;
  guint k = 0;
  while (i < before->objects->len || k < after->objects->len) {
    const pc_object *old = i < before->objects->len ? before->objects->pdata[i] : NULL;
    const pc_object *new = k < after->objects->len ? after->objects->pdata[k] : NULL;
    const int order = !old ? 1 : !new ? -1 : object_compare(old, new);
    const pc_object_change change = {order < 0 ? old : new, order < 0   ? PC_GONE
                                                            : order > 0 ? PC_APPEARED
                                                                        : PC_CHANGED};
    if (order != 0 || strcmp(old->version, new->version) != 0)
      g_array_append_val(changes, change);
    i += order <= 0;
    k += order >= 0;
  }
  return changes;
}

char *pc_object_show(const pc_object *object) {
  return g_strdup_printf("%s %s%s%s", object->kind, object->within, *object->within ? "." : "",
                         object->name);
}
