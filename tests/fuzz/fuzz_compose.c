/* SPDX-License-Identifier: MIT */
/*
 * Any bytes, read as a compose file, give either a draft of a configuration whose text can be read
 * as one, or PC_ERROR_USAGE with one printable line that begins with the file's name and does not
 * tell what a variable holds.
 */
#include "harness/base/error.h"
#include "harness/compose/draft.h"
#include "harness/config/config.h"

#include <stdint.h>
#include <string.h>

#define SECRET "hEld-bY-a-vAriable"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draft_check(const pc_draft *draft) {
  g_autofree char *text = pc_draft_print(draft);
  g_assert_true(g_utf8_validate(text, -1, NULL));
  for (guint i = 0; i < draft->variables->len; i++)
    g_setenv(((const pc_draft_variable *)draft->variables->pdata[i])->name, "redis:x", TRUE);
  for (guint i = 0; i < draft->services->len; i++) {
    g_autofree char *name = pc_draft_production(draft->services->pdata[i]);
    g_setenv(name, "redis:x", TRUE);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(pc_config) config = pc_config_parse(text, strlen(text), "paritycheck.yaml", &error);
  if (!config)
    g_error("%s\n%s", error->message, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autoptr(GError) error = NULL;
  g_setenv("APP_PASSWORD", SECRET, TRUE);
  if (memmem(data, size, SECRET, strlen(SECRET)))
    return -1;
  g_autoptr(pc_compose_file) compose =
      pc_compose_file_parse((const char *)data, size, "fuzz.yaml", &error);
  if (!compose) {
    g_assert_error(error, PC_ERROR, PC_ERROR_USAGE);
    g_assert_true(g_str_has_prefix(error->message, "fuzz.yaml:") &&
                  g_utf8_validate(error->message, -1, NULL));
    g_assert_true(!strpbrk(error->message, "\r\n\033") && !strstr(error->message, SECRET));
    return 0;
  }
  g_autoptr(pc_draft) draft = pc_draft_new("fuzz.yaml");
  pc_draft_add_compose(draft, compose);
  if (draft->services->len)
    draft_check(draft);
  return 0;
}
