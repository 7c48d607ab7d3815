/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role queue. */
#include "harness/model/role_queue.h"

#include <glib.h>

const char *const pc_queue_refusals[] = {"not_found",
                                         "precondition_failed",
                                         "locked",
                                         "too_large",
                                         "bad_value",
                                         "bad_argument",
                                         "no_such_delivery",
                                         "access_denied",
                                         "resource_limit",
                                         "not_delivered",
                                         NULL};

char *pc_queue_refusal_class(const char *name) {
  return g_strv_contains(pc_queue_refusals, name) ? g_strdup(name)
                                                  : g_strconcat("other:", name, NULL);
}
