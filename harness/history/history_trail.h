/* SPDX-License-Identifier: MIT */
/* What the nights so far have told of one environment; for history.c and history_trail.c only. */
#ifndef PC_HISTORY_TRAIL_H
#define PC_HISTORY_TRAIL_H

#include "harness/base/packed_list.h"
#include "harness/history/history_since.h"

typedef struct pc_trail {
  char *path;           /* of its last recording that could be compared; NULL: none could */
  int night;            /* the index of that night */
  pc_packed_list *told; /* the keys (case_walk.h) of which it was told how they answer, sorted */
  GHashTable *diverged; /* of those, the ones that diverged, by "probe\nservice": a GHashTable by
                           observation */
} pc_trail;

/* One environment of one night. */
typedef struct pc_step {
  const pc_comparison *comparison; /* of the night, the reference first */
  guint environment;               /* index into it */
  const pc_since *own;             /* of the environment, or NULL */
  const pc_since *reference;       /* of the reference, or NULL */
  bool (*selects)(const pc_case *about, gconstpointer data);
  gconstpointer data;
} pc_step;

pc_trail *pc_trail_new(void);
void pc_trail_free(gpointer trail);
/* Adds to changes (pc_change) what is not as the trail has it, and makes it so. */
void pc_trail_advance(pc_trail *trail, const pc_step *step, GPtrArray *changes);

#endif
