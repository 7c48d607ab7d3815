/* SPDX-License-Identifier: MIT */
/*
 * Any bytes, read as a baseline, give one that keeps its header's promises, or PC_ERROR_USAGE with
 * one printable line that begins with the file's name. It can be edited: the result says what was
 * meant, or the layout is refused; where an entry is only added, every line but those that it is
 * added to is still there.
 */
#include "harness/base/error.h"
#include "harness/baseline/baseline_edit.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void error_check(GError *error) {
  g_assert_error(error, PC_ERROR, PC_ERROR_USAGE);
  g_assert_true(g_str_has_prefix(error->message, "fuzz.yaml:") &&
                !strpbrk(error->message, "\r\n\033"));
  g_error_free(error);
}

static void entry_check(const pc_baseline *baseline, const pc_baseline_entry *entry) {
  g_assert_true(*entry->environment && *entry->probe && *entry->service && *entry->observation &&
                *entry->reason);
  g_assert_true(*entry->owner && (!entry->expires || pc_day_is_valid(entry->expires)));
  g_assert_true(pc_baseline_entry_find(baseline, entry) == entry);
}

/* Sets or removes each entry by turns and adds one; what cannot be edited is refused. */
static void edit_check(const char *text, size_t size, bool all) {
  static char name[] = "fuzz/new", digest[] = "0123456789abcdef";
  GError *error = NULL;
  g_autoptr(pc_baseline_edit) edit = pc_baseline_edit_new(text, size, "fuzz.yaml", &error);
  const GPtrArray *entries = pc_baseline_edit_baseline(edit)->entries;
  pc_baseline_entry entry = {
      name, name, name, name, name, name, NULL, {digest, name, name}, {digest, name, name}};
  pc_baseline_edit_put(edit, &entry);
  pc_baseline_edit_know(edit, name);
  for (guint i = 0; all && i < entries->len; i++) {
    pc_baseline_entry old = *(const pc_baseline_entry *)entries->pdata[i];
    old.reason = old.other.answer = name;
    if (i % 2)
      pc_baseline_edit_put(edit, &old);
    else
      pc_baseline_edit_remove(edit, &old);
  }
  g_autofree char *result = pc_baseline_edit_print(edit, &error);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; result && !all && *line; line++)
    g_assert_true(strpbrk(*line, "[{") || strstr(*line, "fuzz") || strstr(result, *line));
  if (!result)
    error_check(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  g_autofree char *text = g_strndup((const char *)data, size);
  g_autoptr(pc_baseline) baseline =
      pc_baseline_parse((const char *)data, size, "fuzz.yaml", &error);
  for (guint i = 0; baseline && i < baseline->entries->len; i++)
    entry_check(baseline, baseline->entries->pdata[i]);
  if (!baseline)
    error_check(error);
  for (int all = 0; baseline && all < 2; all++)
    edit_check(text, size, all);
  return 0;
}
