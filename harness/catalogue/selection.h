/* SPDX-License-Identifier: MIT */
/*
 * Patterns that select probes: an id or an area, which is the first parts of ids ("sql",
 * "sql/text"); a glob over whole ids ("*" and "?" within one part of the path, "**" across parts);
 * "tag:NAME", "severity:high", "role:sql", "reach:read".
 */
#ifndef PC_SELECTION_H
#define PC_SELECTION_H

#include "harness/model/probe.h"

/* PC_ERROR_USAGE for an empty pattern or an unknown severity, role, reach or prefix. */
bool pc_pattern_valid(const char *pattern, GError **error);
bool pc_pattern_matches(const char *pattern, const pc_probe *probe);
bool pc_probe_has_tag(const pc_probe *probe, const char *tag);
/* Whether any of them does. patterns: NULL-terminated, or NULL. */
bool pc_patterns_match(const char *const *patterns, const pc_probe *probe);
/* PC_ERROR_USAGE, with the nearest name, where one of the patterns (NULL-terminated, or NULL) is
 * not valid or selects none of probes (const pc_probe). */
bool pc_patterns_check(const char *const *patterns, const GPtrArray *probes, GError **error);

/* How many probes have each tag: an empty tree, name (char *) to number (GUINT_TO_POINTER), in the
 * names' order, and what adds the tags of one probe (blanks or commas between them, or NULL) to it.
 */
GTree *pc_tags_new(void);
void pc_tags_add(GTree *tags, const char *of_probe);

#endif
