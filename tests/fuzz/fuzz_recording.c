/* SPDX-License-Identifier: MIT */
/* Any bytes, compared as a recording with themselves, give either no divergence, or PC_ERROR_USAGE.
 */
#include "harness/base/error.h"
#include "harness/compare/comparison.h"
#include "harness/compare/verdict.h"
#include "reports/report.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"a", "b"};
  g_autoptr(GError) error = NULL;
  if (size == 0)
    return 0;
  g_autofree char *copy = g_memdup2(data, size);
  FILE *files[] = {fmemopen(copy, size, "r"), fmemopen(copy, size, "r")};
  g_autoptr(pc_comparison) comparison =
      pc_comparison_new(files, names, 2, 0, PC_DETAIL_WHOLE, &error);
  fclose(files[0]);
  fclose(files[1]);
  if (!comparison) {
    g_assert_error(error, PC_ERROR, PC_ERROR_USAGE);
    return 0;
  }
  pc_verdict_decide(comparison, NULL);
  g_assert_cmpuint(comparison->findings->len, ==, 0);
  FILE *nowhere = fopen("/dev/null", "w");
  for (const pc_report *const *report = pc_reports; *report; report++)
    (*report)->write(comparison, &(pc_report_options){.width = 80}, nowhere);
  fclose(nowhere);
  return 0;
}
