/* SPDX-License-Identifier: MIT */
/*
 * Front-coded lists. An item is two numbers of 7 bits a byte, the lowest first, the last byte
 * without its eighth bit: how many bytes it shares with the item before, and how many follow here;
 * then those.
 */
#include "harness/base/packed_list.h"

#include <string.h>

enum { BLOCK = 32 };

struct pc_packed_list {
  GString *bytes;
  GArray *blocks; /* gsize: where every 32nd item begins */
  GString *last;  /* the item added last */
  guint64 length;
};

pc_packed_list *pc_packed_list_new(void) {
  pc_packed_list *list = g_new0(pc_packed_list, 1);
  list->bytes = g_string_new(NULL);
  list->blocks = g_array_new(FALSE, FALSE, sizeof(gsize));
  list->last = g_string_new(NULL);
  return list;
}

void pc_packed_list_free(pc_packed_list *list) {
  if (!list)
    return;
  g_string_free(list->bytes, TRUE);
  g_array_unref(list->blocks);
  g_string_free(list->last, TRUE);
  g_free(list);
}

guint64 pc_packed_list_length(const pc_packed_list *list) { return list->length; }

gsize pc_packed_list_size(const pc_packed_list *list) {
  return list->bytes->len + list->blocks->len * sizeof(gsize);
}

static void number_append(GString *bytes, gsize number) {
  for (; number > 0x7F; number >>= 7)
    g_string_append_c(bytes, (char)(0x80 | (number & 0x7F)));
  g_string_append_c(bytes, (char)number);
}

static gsize number_read(const GString *bytes, gsize *at) {
  gsize number = 0;
  guint shift = 0;
  guchar byte;
  do {
    byte = (guchar)bytes->str[(*at)++];
    number |= (gsize)(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80);
  return number;
}

void pc_packed_list_add(pc_packed_list *list, const char *bytes, gsize n) {
  gsize shared = 0;
  if (list->length % BLOCK == 0)
    g_array_append_val(list->blocks, list->bytes->len);
  else
    while (shared < n && shared < list->last->len && bytes[shared] == list->last->str[shared])
      shared++;
  number_append(list->bytes, shared);
  number_append(list->bytes, n - shared);
  g_string_append_len(list->bytes, bytes + shared, (gssize)(n - shared));
  g_string_truncate(list->last, shared);
  g_string_append_len(list->last, bytes + shared, (gssize)(n - shared));
  list->length++;
}

void pc_packed_cursor_init(pc_packed_cursor *cursor, const pc_packed_list *list, guint64 index) {
  const guint block = (guint)(index / BLOCK);
  *cursor =
      (pc_packed_cursor){.list = list, .next = (guint64)block * BLOCK, .item = g_string_new(NULL)};
  cursor->at =
      block < list->blocks->len ? g_array_index(list->blocks, gsize, block) : list->bytes->len;
  while (cursor->next < index && pc_packed_cursor_next(cursor)) {
  }
}

void pc_packed_cursor_clear(pc_packed_cursor *cursor) {
  if (cursor->item)
    g_string_free(cursor->item, TRUE);
  *cursor = (pc_packed_cursor){0};
}

const GString *pc_packed_cursor_next(pc_packed_cursor *cursor) {
  const GString *bytes = cursor->list->bytes;
  if (cursor->next >= cursor->list->length)
    return NULL;
  const gsize shared = number_read(bytes, &cursor->at);
  const gsize own = number_read(bytes, &cursor->at);
  g_string_truncate(cursor->item, shared);
  g_string_append_len(cursor->item, bytes->str + cursor->at, (gssize)own);
  cursor->at += own;
  cursor->next++;
  return cursor->item;
}

int pc_packed_compare(const char *a, gsize a_length, const char *b, gsize b_length) {
  const int order = memcmp(a, b, MIN(a_length, b_length));
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* The last block that does not begin behind the item; the first, where all do. */
static guint block_find(const pc_packed_list *list, const char *bytes, gsize n) {
  guint low = 0;
  guint high = list->blocks->len;
  while (high - low > 1) {
    const guint middle = low + (high - low) / 2;
    gsize at = g_array_index(list->blocks, gsize, middle);
    number_read(list->bytes, &at);
    const gsize own = number_read(list->bytes, &at);
    if (pc_packed_compare(list->bytes->str + at, own, bytes, n) <= 0)
      low = middle;
    else
      high = middle;
  }
  return low;
}

bool pc_packed_list_find(const pc_packed_list *list, const char *bytes, gsize n,
                         guint64 *ret_index) {
  if (list->length == 0)
    return false;
  pc_packed_cursor cursor;
  pc_packed_cursor_init(&cursor, list, (guint64)block_find(list, bytes, n) * BLOCK);
  const GString *item;
  int order = -1;
  while (order < 0 && (item = pc_packed_cursor_next(&cursor)))
    order = pc_packed_compare(item->str, item->len, bytes, n);
  if (order == 0)
    *ret_index = cursor.next - 1;
  pc_packed_cursor_clear(&cursor);
  return order == 0;
}
