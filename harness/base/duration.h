/* SPDX-License-Identifier: MIT */
/* Durations as people write them: "500ms", "10s", "2m", "1h". */
#ifndef PC_DURATION_H
#define PC_DURATION_H

#include <glib.h>
#include <stdbool.h>

/* ret_ms: 1 ms to a day; PC_ERROR_USAGE otherwise. */
bool pc_duration_parse(const char *text, guint *ret_ms, GError **error);

#endif
