/* SPDX-License-Identifier: MIT */
/* What was not asked, put together: the skips of one environment and service that have one reason.
 */
#ifndef PC_SKIP_GROUP_H
#define PC_SKIP_GROUP_H

#include "harness/compare/comparison.h"

typedef struct pc_skip_group {
  const pc_skip *first; /* tells environment, service and reason */
  GPtrArray *probes;    /* their subjects (const char *, the comparison's), each once, in order of
                           appearance */
} pc_skip_group;

/* By environment, then in order of appearance; the caller's (g_ptr_array_unref), while the
 * comparison is there. */
GPtrArray *pc_skip_groups_new(const pc_comparison *comparison);

#endif
