/* SPDX-License-Identifier: MIT */
/*
 * The isolation table: of each service in a set of recordings, which anomaly each isolation level
 * prevents, and how. Derived from the answers of probes whose header declares `anomaly` and
 * `occurs` (script.h, anomaly.h). Immutable once made; owns its strings.
 */
#ifndef PC_ISOLATION_H
#define PC_ISOLATION_H

#include "harness/catalogue/anomaly.h"

#include <stdio.h>

typedef struct pc_isolation_cell {
  pc_protection protection;
  char *probe;          /* whose script shows it */
  char *reason;         /* of UNKNOWN; else NULL */
  json_t *observations; /* as in the recording; or NULL */
} pc_isolation_cell;

/* One interleaving. */
typedef struct pc_isolation_row {
  char *name;                  /* the last part of its probes' ids before the level: "g1a" */
  char *code;                  /* the anomaly's name in the literature: "G1a" */
  char *words;                 /* what happens, for people */
  char *group;                 /* its probes' ids without the level: "sql/isolation/g1a" */
  pc_isolation_cell *cells[4]; /* by index into pc_level_names; NULL: not asked */
} pc_isolation_row;

typedef struct pc_isolation_table {
  char *environment;
  char *service;
  char *product;
  char *version;
  char *url;
  char *down;      /* why it could not be asked, or NULL */
  bool levels[4];  /* asked of it, by index into pc_level_names */
  GPtrArray *rows; /* pc_isolation_row: in the literature's order of codes, then by name */
} pc_isolation_table;

typedef struct pc_isolation {
  GPtrArray *tables; /* pc_isolation_table: a service of an environment each, in the order given */
  guint unknown;     /* cells and services of which nothing could be told */
} pc_isolation;

/* files: one recording each, read from where they stand, twice where that can be done; names are
 * for messages. PC_ERROR_USAGE for one that cannot be used. */
pc_isolation *pc_isolation_new(FILE *const *files, const char *const *names, guint n,
                               GError **error);
void pc_isolation_free(pc_isolation *isolation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_isolation, pc_isolation_free)

#endif
