/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/script.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

void paritycheck_register_resource(void);

static void every_built_in_probe_parses_and_says_what_to_do(void **state) {
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, &error);
  if (error)
    fail_msg("%s", error->message);
  assert_true(pc_catalogue_length(catalogue) >= 80);
  for (guint i = 0; i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (!probe->header.tags || !probe->header.see || !probe->header.remedy)
      fail_msg("%s has no tags, see or remedy", probe->id);
    if (!g_str_has_prefix(probe->header.see, "https://"))
      fail_msg("%s: see is no page", probe->id);
  }
}

static void the_ids_that_others_rely_on_exist(void **state) {
  (void)state;
  static const char *const ids[] = {"sql/text/equality-case",
                                    "sql/text/like-case",
                                    "sql/text/like-unicode",
                                    "sql/text/varchar-length",
                                    "sql/types/text-in-integer-column",
                                    "sql/nulls/sort-position",
                                    "sql/foreign-keys/enforced-by-default",
                                    "sql/transactions/error-aborts",
                                    "sql/locking/concurrent-writers",
                                    "sql/isolation/write-skew",
                                    "sql/ddl/alter-column-type",
                                    "sql/ddl/create-index-concurrently",
                                    "sql/json/boolean-extracted"};
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_non_null(pc_catalogue_find(catalogue, ids[i], NULL));
}

static void a_wrong_id_is_told_with_the_nearest(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, NULL, NULL);
  assert_null(pc_catalogue_find(catalogue, "sql/text/like-cases", &error));
  assert_error(error, PC_ERROR_USAGE, "did you mean 'sql/text/like-case'?");
}

static void users_scripts_come_from_folders(void **state) {
  (void)state;
  static const char text[] = "-- title: t\n-- bites: b\n-- severity: low\n\n--? a\nSELECT 1;\n";
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp("pc-test-XXXXXX", NULL);
  g_autofree char *below = g_build_filename(folder, "own", NULL);
  g_autofree char *file = g_build_filename(below, "first.sql", NULL);
  const char *const folders[] = {folder, NULL};
  assert_null(pc_catalogue_new(false, folders, &error));
  assert_error(error, PC_ERROR_USAGE, "no probe in the folder");
  g_mkdir(below, 0700);
  g_file_set_contents(file, text, -1, NULL);
  pc_catalogue *catalogue = pc_catalogue_new(false, folders, &error);
  assert_non_null(catalogue);
  assert_int_equal(pc_catalogue_length(catalogue), 1);
  assert_string_equal(pc_catalogue_probe(catalogue, 0)->id, "own/first");
  assert_int_equal(pc_catalogue_probe(catalogue, 0)->role, PC_ROLE_SQL);
  pc_catalogue_free(catalogue);
  g_unlink(file);
  g_rmdir(below);
  g_rmdir(folder);
}

int main(void) {
  paritycheck_register_resource();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_built_in_probe_parses_and_says_what_to_do),
      cmocka_unit_test(the_ids_that_others_rely_on_exist),
      cmocka_unit_test(a_wrong_id_is_told_with_the_nearest),
      cmocka_unit_test(users_scripts_come_from_folders),
  };
  return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
