/* SPDX-License-Identifier: MIT */
/* What changed in one environment between two recordings of it; for history.c and history_since.c
 * only. */
#ifndef PC_HISTORY_SINCE_H
#define PC_HISTORY_SINCE_H

#include "harness/history/history.h"

typedef struct pc_since {
  GHashTable *answers;       /* a set: "probe\nservice\nobservation" that is answered otherwise */
  GHashTable *questions;     /* a set: "probe\nservice" that asks something else */
  pc_comparison *comparison; /* the earlier recording as the reference, the later as the other */
} pc_since;

/* PC_ERROR_USAGE for a recording that is broken. */
pc_since *pc_since_new(const char *before, const char *after, GError **error);
void pc_since_free(pc_since *since);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_since, pc_since_free)

bool pc_since_answered(const pc_since *since, const char *probe, const char *service,
                       const char *observation);
bool pc_since_asks_else(const pc_since *since, const char *probe, const char *service);
/* Adds the versions and settings that changed to settings (pc_setting_change). */
void pc_since_settings(const pc_since *since, const char *environment, GPtrArray *settings);

#endif
