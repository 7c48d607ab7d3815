/* SPDX-License-Identifier: MIT */
/* The policies of --fail-on. */
#include "harness/model/policy.h"

#include "harness/base/error.h"
#include "harness/base/names.h"

const char *const pc_policy_names[] = {"any", "medium", "high", "strict", "never", NULL};

bool pc_policy_check(const char *policy, GError **error) {
  if (!policy || pc_name_index(pc_policy_names, policy) >= 0)
    return true;
  g_autofree char *hint = pc_nearest_hint(policy, pc_policy_names);
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)pc_policy_names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "--fail-on: no policy is called '%s'%s (policies: %s)", policy, hint, known);
  return false;
}
