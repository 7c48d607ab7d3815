/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role cache. */
#include "harness/model/role_cache.h"

#include <glib.h>

const char *const pc_cache_refusals[] = {"value_too_large",
                                         "bad_key",
                                         "bad_value",
                                         "bad_argument",
                                         "wrong_type",
                                         "not_an_integer",
                                         "overflow",
                                         "out_of_memory",
                                         "read_only",
                                         "access_denied",
                                         "unknown_command",
                                         "syntax_error",
                                         NULL};

char *pc_cache_refusal_class(const char *name) {
  return g_strv_contains(pc_cache_refusals, name) ? g_strdup(name) : g_strconcat("other:", name, NULL);
}
