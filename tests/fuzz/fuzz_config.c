/* SPDX-License-Identifier: MIT */
/*
 * Any bytes, read as a configuration and as a suite, give either a value that keeps the promises of
 * its header, or PC_ERROR_USAGE with one printable line that begins with the file's name and does
 * not tell what a variable holds.
 */
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/catalogue/selection.h"
#include "harness/catalogue/suite.h"
#include "harness/config/config.h"
#include "harness/model/policy.h"

#include <stdint.h>
#include <string.h>

#define SECRET "hEld-bY-a-vAriable"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void error_check(GError *error) {
  g_assert_error(error, PC_ERROR, PC_ERROR_USAGE);
  g_assert_true(g_str_has_prefix(error->message, "fuzz.yaml:") &&
                g_utf8_validate(error->message, -1, NULL));
  g_assert_true(!strpbrk(error->message, "\r\n\033") && !strstr(error->message, SECRET));
  g_error_free(error);
}

static void environment_check(const pc_environment_config *environment) {
  g_assert_true(*environment->name && environment->services->len > 0);
  for (guint i = 0; i < environment->services->len; i++) {
    const pc_service_config *service = environment->services->pdata[i];
    g_assert_true(
        g_ascii_islower(*service->name) &&
        (service->url ? strchr(service->url, ':') != NULL : environment->missing->len > 0) &&
        g_str_has_prefix(service->where, "fuzz.yaml:"));
    g_assert_true(service->connections <= 64 &&
                  !(environment->production && service->allow_intrusive));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  if (memmem(data, size, SECRET, strlen(SECRET)))
    return -1;
  g_setenv("SECRET", SECRET, TRUE);
  g_autoptr(pc_config) config = pc_config_parse((const char *)data, size, "fuzz.yaml", &error);
  if (!config)
    error_check(g_steal_pointer(&error));
  bool reference = config && !config->reference;
  for (guint i = 0; config && i < config->environments->len; i++) {
    environment_check(config->environments->pdata[i]);
    reference |=
        g_strcmp0(config->reference,
                  ((const pc_environment_config *)config->environments->pdata[i])->name) == 0;
  }
  g_assert_true(!config || (reference && (!config->fail_on ||
                                          pc_name_index(pc_policy_names, config->fail_on) >= 0)));
  g_autoptr(pc_suite) suite = pc_suite_parse((const char *)data, size, "fuzz.yaml", &error);
  if (!suite)
    error_check(g_steal_pointer(&error));
  for (char **pattern = suite ? suite->select : NULL; pattern && *pattern; pattern++)
    g_assert_true(pc_pattern_valid(*pattern, NULL));
  return 0;
}
