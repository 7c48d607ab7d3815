/* SPDX-License-Identifier: MIT */
/* Walks through a comparison. */
#include "harness/compare/case_walk.h"

#include <string.h>

struct pc_case_walk {
  const pc_comparison *comparison;
  guint next;              /* index into the cases */
  pc_packed_cursor keys;   /* of what agrees */
  pc_packed_cursor titles; /* beside them; nothing is in it where they have none */
  pc_packed_cursor one[2]; /* the same two, of the one that was looked for */
  pc_case agreeing;        /* the current one of these */
};

pc_case_walk *pc_case_walk_new(const pc_comparison *comparison) {
  const guint n = comparison->environments->len;
  pc_case_walk *walk = g_new0(pc_case_walk, 1);
  walk->comparison = comparison;
  pc_packed_cursor_init(&walk->keys, comparison->agreeing, 0);
  pc_packed_cursor_init(&walk->titles, comparison->titles, 0);
  walk->agreeing.states = g_new0(guint8, n);
  for (guint i = 0; i < n; i++)
    walk->agreeing.states[i] = i == comparison->reference ? PC_STATE_REFERENCE : PC_STATE_AGREE;
  walk->agreeing.evidence = g_ptr_array_new();
  walk->agreeing.answers = g_ptr_array_new();
  g_ptr_array_set_size(walk->agreeing.evidence, (gint)n);
  g_ptr_array_set_size(walk->agreeing.answers, (gint)n);
  return walk;
}

void pc_case_walk_free(pc_case_walk *walk) {
  if (!walk)
    return;
  pc_packed_cursor_clear(&walk->keys);
  pc_packed_cursor_clear(&walk->titles);
  for (guint i = 0; i < G_N_ELEMENTS(walk->one); i++)
    pc_packed_cursor_clear(&walk->one[i]);
  g_free(walk->agreeing.states);
  g_ptr_array_unref(walk->agreeing.evidence);
  g_ptr_array_unref(walk->agreeing.answers);
  g_free(walk);
}

/* The item behind both cursors as a case, which borrows from them. */
static const pc_case *agreeing_next(pc_case_walk *walk, pc_packed_cursor *keys,
                                    pc_packed_cursor *titles) {
  walk->agreeing.before = keys->next;
  const GString *key = pc_packed_cursor_next(keys);
  const GString *title = pc_packed_cursor_next(titles);
  if (!key)
    return NULL;
  walk->agreeing.probe = key->str;
  walk->agreeing.service = key->str + strlen(key->str) + 1;
  walk->agreeing.severity = title ? (pc_severity)title->str[0] : PC_SEVERITY_MEDIUM;
  walk->agreeing.title = title && title->len > 1 ? title->str + 1 : NULL;
  return &walk->agreeing;
}

const pc_case *pc_case_walk_next(pc_case_walk *walk) {
  const GPtrArray *cases = walk->comparison->cases;
  const pc_case *next = walk->next < cases->len ? cases->pdata[walk->next] : NULL;
  if (next && next->before <= walk->keys.next) {
    walk->next++;
    return next;
  }
  return agreeing_next(walk, &walk->keys, &walk->titles);
}

const pc_case *pc_case_walk_find(pc_case_walk *walk, const char *probe, const char *service) {
  const pc_case *about = pc_comparison_case(walk->comparison, probe, service);
  gsize length;
  guint64 index;
  if (about)
    return about;
  g_autofree char *key = pc_case_key_new(probe, service, &length);
  if (!pc_packed_list_find(walk->comparison->agreeing, key, length, &index))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS(walk->one); i++)
    pc_packed_cursor_clear(&walk->one[i]);
  pc_packed_cursor_init(&walk->one[0], walk->comparison->agreeing, index);
  pc_packed_cursor_init(&walk->one[1], walk->comparison->titles, index);
  return agreeing_next(walk, &walk->one[0], &walk->one[1]);
}

char *pc_case_key_new(const char *probe, const char *service, gsize *ret_length) {
  const gsize length = strlen(probe);
  char *key = g_strconcat(probe, "\n", service, NULL);
  key[length] = '\0';
  *ret_length = length + 1 + strlen(service);
  return key;
}
