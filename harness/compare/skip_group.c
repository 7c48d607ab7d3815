/* SPDX-License-Identifier: MIT */
/* Skips that have one reason, put together. */
#include "harness/compare/skip_group.h"

#include <string.h>

static guint skip_hash(gconstpointer key) {
  const pc_skip *s = key;
  return (g_str_hash(s->reason) * 31 + g_str_hash(s->service)) * 31 + s->environment;
}

static gboolean skip_equal(gconstpointer a, gconstpointer b) {
  const pc_skip *x = a;
  const pc_skip *y = b;
  return x->environment == y->environment && strcmp(x->reason, y->reason) == 0 &&
         strcmp(x->service, y->service) == 0;
}

static void group_free(gpointer data) {
  pc_skip_group *group = data;
  g_ptr_array_unref(group->probes);
  g_free(group);
}

static pc_skip_group *group_new(const pc_skip *first) {
  pc_skip_group *group = g_new0(pc_skip_group, 1);
  group->first = first;
  group->probes = g_ptr_array_new();
  return group;
}

static void table_unref(gpointer table) { g_hash_table_unref(table); }

/* Adds the groups of one environment. */
static void environment_add(const pc_comparison *comparison, guint environment, GPtrArray *groups) {
  g_autoptr(GHashTable) known = g_hash_table_new(skip_hash, skip_equal);
  g_autoptr(GHashTable) probes = g_hash_table_new_full(NULL, NULL, NULL, table_unref); /* by group:
                                                                                          a set of
                                                                                          its ids */
  for (guint i = 0; i < comparison->skips->len; i++) {
    pc_skip *skip = comparison->skips->pdata[i];
    if (skip->environment != environment)
      continue;
    pc_skip_group *group = g_hash_table_lookup(known, skip);
    if (!group) {
      group = group_new(skip);
      g_ptr_array_add(groups, group);
      g_hash_table_insert(known, skip, group);
      g_hash_table_insert(probes, group, g_hash_table_new(g_str_hash, g_str_equal));
    }
    if (g_hash_table_add(g_hash_table_lookup(probes, group), skip->subject))
      g_ptr_array_add(group->probes, skip->subject);
  }
}

GPtrArray *pc_skip_groups_new(const pc_comparison *comparison) {
  GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
  for (guint i = 0; i < comparison->environments->len; i++)
    environment_add(comparison, i, groups);
  return groups;
}
