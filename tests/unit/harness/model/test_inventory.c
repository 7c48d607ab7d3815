/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/model/inventory.h"

#include <string.h>

static void changes_show(const pc_inventory *before, const pc_inventory *after, GString *shown) {
  g_autoptr(GArray) changes = pc_inventory_changes(before, after);
  g_string_truncate(shown, 0);
  for (guint i = 0; i < changes->len; i++) {
    const pc_object_change *change = &g_array_index(changes, pc_object_change, i);
    g_autofree char *object = pc_object_show(change->object);
    g_string_append_printf(shown, "%s%s %s", i ? ", " : "", object,
                           pc_happening_names[change->happening]);
  }
}

static void what_differs_between_two_is_found(void **state) {
  (void)state;
  g_autoptr(pc_inventory) before = pc_inventory_new();
  g_autoptr(pc_inventory) after = pc_inventory_new();
  g_autoptr(GString) shown = g_string_new(NULL);
  pc_inventory_add(before, "table", "public", "stock", "1");
  pc_inventory_add(before, "table", "public", "orders", "1");
  pc_inventory_add(before, "table", "sales", "orders", "1");
  pc_inventory_add(before, "role", NULL, "app", NULL);
  pc_inventory_add(after, "role", NULL, "app", NULL);
  pc_inventory_add(after, "table", "public", "orders", "2");
  pc_inventory_add(after, "database", NULL, "app2", "7");
  pc_inventory_add(after, "table", "sales", "orders", "1");
  pc_inventory_sort(before);
  pc_inventory_sort(after);
  changes_show(before, after, shown);
  assert_string_equal(
      shown->str, "database app2 appeared, table public.orders changed, table public.stock gone");
  changes_show(after, before, shown);
  assert_string_equal(
      shown->str, "database app2 gone, table public.orders changed, table public.stock appeared");
  changes_show(after, after, shown);
  assert_string_equal(shown->str, "");
}

static void scratches_of_any_run_are_left_out(void **state) {
  (void)state;
  g_autoptr(pc_inventory) inventory = pc_inventory_new();
  assert_true(pc_inventory_add(inventory, "schema", NULL, "pc_t5a1b2_k3j4h5_1b_1", "1"));
  assert_true(pc_inventory_add(inventory, "table", "pc_t5a1b2_k3j4h5_1b_1", "orders", "1"));
  assert_true(pc_inventory_add(inventory, "key", NULL, "pc_t5a1b2_k3j4h5_1b_1:a", NULL));
  assert_true(pc_inventory_add(inventory, "role", NULL, "pc_t5a1b2_k3j4h5_1b_1_own", NULL));
  assert_int_equal(inventory->objects->len, 0);
  assert_true(pc_inventory_add(inventory, "table", "public", "pc_orders", "1"));
  assert_int_equal(inventory->objects->len, 1);
}

static void there_is_a_ceiling(void **state) {
  (void)state;
  g_autoptr(pc_inventory) inventory = pc_inventory_new();
  for (guint i = 0; i < PC_OBJECTS_MAX; i++) {
    g_autofree char *name = g_strdup_printf("k%u", i);
    assert_true(pc_inventory_add(inventory, "key", NULL, name, NULL));
  }
  assert_false(inventory->too_many);
  assert_true(pc_inventory_add(inventory, "key", NULL, "pc_t5a1b2_k3j4h5_1b_1:a", NULL));
  assert_false(pc_inventory_add(inventory, "key", NULL, "one more", NULL));
  assert_true(inventory->too_many);
}

static void what_a_worker_says_is_read_back(void **state) {
  (void)state;
  static const char *const strange[] = {"{}", "[\"table\",\"\",\"t\"]", "[\"table\",\"\",\"t\",1]",
                                        "null"};
  g_autoptr(pc_inventory) inventory = pc_inventory_new();
  pc_inventory_add(inventory, "key", NULL, "b\xff", NULL);
  pc_inventory_add(inventory, "key", NULL, "a", NULL);
  pc_inventory_add(inventory, "key", NULL, "a", NULL);
  json_t *printed = pc_inventory_print(inventory);
  g_autoptr(pc_inventory) read = pc_inventory_parse(printed);
  json_decref(printed);
  assert_non_null(read);
  assert_int_equal(read->objects->len, 2);
  assert_string_equal(((const pc_object *)read->objects->pdata[0])->name, "a");
  for (guint i = 0; i < G_N_ELEMENTS(strange); i++) {
    json_t *value = json_loads(strange[i], JSON_DECODE_ANY, NULL);
    assert_null(pc_inventory_parse(value));
    json_decref(value);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_differs_between_two_is_found),
      cmocka_unit_test(scratches_of_any_run_are_left_out),
      cmocka_unit_test(there_is_a_ceiling),
      cmocka_unit_test(what_a_worker_says_is_read_back),
  };
  return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}
