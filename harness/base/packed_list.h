/* SPDX-License-Identifier: MIT */
/*
 * Texts one behind the other, front-coded: of each only what it does not share with the one before
 * is kept, so that sorted ids take a few bytes each. Items can be appended and read; they never
 * change.
 *
 * Every 32nd item is whole, which is where a search and a cursor begin.
 */
#ifndef PC_PACKED_LIST_H
#define PC_PACKED_LIST_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_packed_list pc_packed_list;

pc_packed_list *pc_packed_list_new(void);
void pc_packed_list_free(pc_packed_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_packed_list, pc_packed_list_free)

/* Appends n bytes, of which some may be NUL. */
void pc_packed_list_add(pc_packed_list *list, const char *bytes, gsize n);
guint64 pc_packed_list_length(const pc_packed_list *list);
/* The bytes that its items take. */
gsize pc_packed_list_size(const pc_packed_list *list);
/* Where an item stands in a list that was appended in ascending order, byte by byte; false: it is
 * not in it. */
bool pc_packed_list_find(const pc_packed_list *list, const char *bytes, gsize n,
                         guint64 *ret_index);

/* Reads items in order. */
typedef struct pc_packed_cursor {
  const pc_packed_list *list; /* borrowed; it may be appended to meanwhile */
  guint64 next;               /* index of the next item */
  gsize at;
  GString *item;
} pc_packed_cursor;

/* From the item with this index on. */
void pc_packed_cursor_init(pc_packed_cursor *cursor, const pc_packed_list *list, guint64 index);
void pc_packed_cursor_clear(pc_packed_cursor *cursor);
/* The next item, the cursor's until the next call; NULL at the end. */
const GString *pc_packed_cursor_next(pc_packed_cursor *cursor);

/* The order of the list, as strcmp() gives it. */
int pc_packed_compare(const char *a, gsize a_length, const char *b, gsize b_length);

#endif
