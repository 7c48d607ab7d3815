/* SPDX-License-Identifier: MIT */
/* Front-coded lists give back what was put in, and find it. */
#include "tests/unit/unit.h"

#include "harness/base/packed_list.h"

#include <string.h>

static pc_packed_list *list_of(const char *const *items, gsize n) {
  pc_packed_list *list = pc_packed_list_new();
  for (gsize i = 0; i < n; i++)
    pc_packed_list_add(list, items[i], strlen(items[i]));
  return list;
}

static void items_come_back_in_order_from_any_place(void **state) {
  (void)state;
  g_autoptr(pc_packed_list) list = pc_packed_list_new();
  for (guint i = 0; i < 1000; i++) {
    g_autofree char *item = g_strdup_printf("sql/area/behaviour-%06u", i * 7);
    pc_packed_list_add(list, item, strlen(item));
  }
  assert_int_equal(pc_packed_list_length(list), 1000);
  static const guint starts[] = {0, 1, 31, 32, 33, 63, 64, 500, 999, 1000, 1001, 5000};
  for (guint k = 0; k < G_N_ELEMENTS(starts); k++) {
    pc_packed_cursor cursor;
    pc_packed_cursor_init(&cursor, list, starts[k]);
    const GString *item;
    guint i = starts[k];
    for (; (item = pc_packed_cursor_next(&cursor)); i++) {
      g_autofree char *expected = g_strdup_printf("sql/area/behaviour-%06u", i * 7);
      assert_string_equal(item->str, expected);
      assert_int_equal(item->len, strlen(expected));
    }
    assert_int_equal(i, MAX(starts[k], 1000));
    pc_packed_cursor_clear(&cursor);
  }
}

static void items_may_be_anything(void **state) {
  (void)state;
  g_autofree char *large = g_strnfill(100000, 'x');
  g_autofree char *larger = g_strconcat(large, "y", NULL);
  const char *const items[] = {"", "", "b", "a", "abc", "ab", "\xff", large, larger, large, ""};
  g_autoptr(pc_packed_list) list = list_of(items, G_N_ELEMENTS(items));
  pc_packed_list_add(list, "a\0b", 3);
  pc_packed_list_add(list, "a\0c", 3);
  pc_packed_cursor cursor;
  pc_packed_cursor_init(&cursor, list, 0);
  for (guint i = 0; i < G_N_ELEMENTS(items); i++)
    assert_string_equal(pc_packed_cursor_next(&cursor)->str, items[i]);
  const GString *item = pc_packed_cursor_next(&cursor);
  assert_int_equal(item->len, 3);
  assert_memory_equal(item->str, "a\0b", 3);
  assert_memory_equal(pc_packed_cursor_next(&cursor)->str, "a\0c", 3);
  assert_null(pc_packed_cursor_next(&cursor));
  pc_packed_cursor_clear(&cursor);
}

static void what_is_in_a_sorted_list_is_found_and_nothing_else(void **state) {
  (void)state;
  for (guint n = 0; n < 140; n++) {
    g_autoptr(pc_packed_list) list = pc_packed_list_new();
    for (guint i = 0; i < n; i++) {
      g_autofree char *item = g_strdup_printf("%04u", 2 * i + 1);
      pc_packed_list_add(list, item, strlen(item));
    }
    for (guint i = 0; i <= 2 * n; i++) {
      g_autofree char *wanted = g_strdup_printf("%04u", i);
      guint64 index = 0;
      const bool found = pc_packed_list_find(list, wanted, strlen(wanted), &index);
      assert_int_equal(found, i % 2);
      assert_int_equal(index, found ? i / 2 : 0);
    }
    guint64 index = 0;
    assert_false(pc_packed_list_find(list, "000", 3, &index));
    assert_false(pc_packed_list_find(list, "9", 1, &index));
  }
}

static void sorted_ids_take_a_few_bytes_each(void **state) {
  (void)state;
  g_autoptr(pc_packed_list) list = pc_packed_list_new();
  for (guint i = 0; i < 100000; i++) {
    g_autofree char *item = g_strdup_printf("sql/transactions/behaviour-%06u", i);
    pc_packed_list_add(list, item, strlen(item));
  }
  assert_in_range(pc_packed_list_size(list), 1, 5 * 100000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_come_back_in_order_from_any_place),
      cmocka_unit_test(items_may_be_anything),
      cmocka_unit_test(what_is_in_a_sorted_list_is_found_and_nothing_else),
      cmocka_unit_test(sorted_ids_take_a_few_bytes_each),
  };
  return cmocka_run_group_tests_name("packed_list", tests, NULL, NULL);
}
