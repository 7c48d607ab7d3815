/* SPDX-License-Identifier: MIT */
/*
 * Patterns that select probes: a glob over ids ("*" and "?" within one part of the path, "**" across parts), or
 * "tag:NAME", "severity:high", "role:sql", "reach:read".
 */
#ifndef PC_SELECTION_H
#define PC_SELECTION_H

#include "harness/probe.h"

/* PC_ERROR_USAGE for an empty pattern or an unknown severity, role, reach or prefix. */
bool pc_pattern_valid(const char *pattern, GError **error);
bool pc_pattern_matches(const char *pattern, const pc_probe *probe);
bool pc_probe_has_tag(const pc_probe *probe, const char *tag);

#endif
