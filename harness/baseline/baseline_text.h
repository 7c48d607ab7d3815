/* SPDX-License-Identifier: MIT */
/* Entries of a baseline as YAML text. */
#ifndef PC_BASELINE_TEXT_H
#define PC_BASELINE_TEXT_H

#include "harness/baseline/baseline.h"

/* Appends text as a scalar that is itself in a block and between braces, in quotes where it needs
 * them. */
void pc_baseline_scalar_append(GString *yaml, const char *text);
/* Appends "{digest: ..., version: ..., answer: ...}". */
void pc_baseline_side_append(GString *yaml, const pc_baseline_side *side);
/* Appends an entry as an item of a list whose dashes stand in that column. */
void pc_baseline_entry_append(GString *yaml, const pc_baseline_entry *entry, gsize column,
                              const char *line_end);

/* An id's area ("sql/text", "." where it has none), the caller's, and its name. */
char *pc_baseline_area(const char *probe, const char **ret_name);

#endif
