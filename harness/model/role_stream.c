/* SPDX-License-Identifier: MIT */
/* The vocabulary of the role stream. */
#include "harness/model/role_stream.h"

#include <glib.h>

const char *const pc_stream_refusals[] = {"unknown_topic",
                                          "topic_exists",
                                          "bad_topic",
                                          "unknown_partition",
                                          "too_large",
                                          "offset_out_of_range",
                                          "unknown_group",
                                          "bad_argument",
                                          "fenced",
                                          "not_in_transaction",
                                          "access_denied",
                                          "timed_out",
                                          NULL};

char *pc_stream_refusal_class(const char *name) {
  return g_strv_contains(pc_stream_refusals, name) ? g_strdup(name)
                                                   : g_strconcat("other:", name, NULL);
}
