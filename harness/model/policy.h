/* SPDX-License-Identifier: MIT */
/* The policies of --fail-on. */
#ifndef PC_POLICY_H
#define PC_POLICY_H

#include <glib.h>
#include <stdbool.h>

/* Policies: which divergences count: "any" (all but kind and names), "medium", "high" (from that
 * severity on), "strict" (kind and names too, and what is pending), "never". What a baseline
 * accepts never counts. */
extern const char *const pc_policy_names[];

/* Checks a policy of --fail-on; NULL is fine. */
bool pc_policy_check(const char *policy, GError **error);

#endif
