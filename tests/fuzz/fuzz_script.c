/* SPDX-License-Identifier: MIT */
/* Any bytes, read as a script, give either a script that keeps the promises of its header, or
 * PC_ERROR_USAGE with a line. */
#include "harness/base/error.h"
#include "harness/catalogue/reproduce.h"
#include "harness/catalogue/script.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_script) script =
      pc_script_parse((const char *)data, size, PC_LANGUAGE_SQL, "fuzz.sql", &error);
  if (!script) {
    g_assert_error(error, PC_ERROR, PC_ERROR_USAGE);
    g_assert_true(g_str_has_prefix(error->message, "fuzz.sql:"));
    return 0;
  }
  g_assert_true(script->header.title && script->header.bites && script->steps->len > 0 &&
                script->sessions->len > 0);
  guint observed = 0;
  for (guint i = 0; i < script->steps->len; i++) {
    const pc_step *step = script->steps->pdata[i];
    g_assert_true(*step->text && step->session < script->sessions->len);
    g_assert_true(!step->equivalent || (step->label && step->dialects));
    observed += step->label != NULL;
  }
  g_assert_true(observed > 0);
  g_autofree char *text = pc_script_reproduce(script, "fuzz", "sqlite", NULL, "scratch");
  g_assert_nonnull(text);
  return 0;
}
