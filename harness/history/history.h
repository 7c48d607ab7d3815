/* SPDX-License-Identifier: MIT */
/*
 * Nights side by side: the recordings of a folder, each night's environments held against the
 * reference, and each night against the one before. Reports see this and nothing behind it.
 * Immutable once made.
 *
 * Any tree of folders will do: a night is what its recordings' headers say. Those of one run belong
 * together; other recordings join a night that has none of their environments yet and began less
 * than PC_NIGHT_SPAN_S before. "The night before" is, for each environment, the last one in which
 * it and the reference could be compared.
 *
 * Differences in kind and names are left out, but where the reference is held against itself.
 */
#ifndef PC_HISTORY_H
#define PC_HISTORY_H

#include "harness/compare/comparison.h"

enum { PC_NIGHT_SPAN_S = 12 * 60 * 60 };

/* How a divergence stands against the night before. */
typedef enum pc_change_kind {
  PC_CHANGE_APPEARED,
  PC_CHANGE_CHANGED, /* it was there, but one side answered otherwise */
  PC_CHANGE_WENT, /* both answer alike now; what was not asked, or could not be told, did not go */
} pc_change_kind;
extern const char *const pc_change_names[]; /* "appeared", "changed", "went", NULL */

typedef struct pc_change {
  pc_change_kind kind;
  char *environment;
  char *probe;
  char *service;
  char *observation;
  char *title; /* or NULL */
  pc_category category;
  pc_severity severity;
  bool silent;
  bool found; /* its probe was not asked the night before, or asked something else: does not count
                 as new */
  bool own;   /* the environment's own answer is not what it was */
  bool reference; /* the reference's is not */
  char *answer;   /* of the environment, canonical JSON; NULL: it accepted the setup. Of what went:
                     the last ones */
  char *expected; /* of the reference */
} pc_change;

/* An answer of the reference that is not what it was the night before. */
typedef struct pc_reference_change {
  char *probe;
  char *service;
  char *observation;
  char *title; /* or NULL */
  pc_category category;
  pc_severity severity;
  char *before; /* as in pc_change */
  char *after;
} pc_reference_change;

/* A version or setting that is not what it was. */
typedef struct pc_setting_change {
  char *environment;
  char *service; /* NULL: of the environment as a whole */
  char *name;
  char *before; /* NULL: there was none */
  char *after;
} pc_setting_change;

typedef struct pc_night_environment {
  char *name;
  char *path; /* of its recording */
  pc_recording_header *header;
  bool compared; /* with the reference; else the counts are 0 */
  int since;  /* the night that it is held against, by index; -1: none, or one that is not shown */
  bool first; /* there is no earlier night of it */
  guint64 behaviours;     /* that were compared */
  guint64 differ;         /* of those, beyond kind and names */
  guint64 silent;         /* of those */
  guint64 by_severity[3]; /* the ones that differ, by pc_severity */
  guint changes[3];       /* by pc_change_kind, without what was found by new probes */
  guint found;            /* by new probes */
} pc_night_environment;

typedef struct pc_night {
  char *name;              /* "2026-01-31 02:00" of UTC, when its first recording was made */
  gint64 began;            /* the same in seconds since 1970 */
  GPtrArray *environments; /* pc_night_environment, the reference too, by name */
  GPtrArray *references;   /* pc_reference_change */
  GPtrArray *changes;      /* pc_change, by environment, kind, severity (high first), probe */
  GPtrArray *settings;     /* pc_setting_change */
  bool catalogue;          /* the catalogue is another than the night before */
  GPtrArray *added;        /* probes (char *) that were not asked or skipped the night before */
  GPtrArray *gone;         /* probes (char *) that were */
  GPtrArray *incidents;    /* char *: what the run changed outside of its scratches, for people */
  GPtrArray *incomplete;   /* char *: what could not be told, for people */
} pc_night;

typedef struct pc_history {
  char *reference;
  GPtrArray *environments; /* names (char *) of all others, sorted */
  GPtrArray *nights;       /* pc_night, at least one, the oldest first */
  GPtrArray *unread;       /* char *: files that were left out, and why */
  char *verdict;           /* a sentence */
  int exit_status;         /* PC_EXIT_SAME, _DIFFERENT, _INCOMPLETE or _FAILED: of the last night */
} pc_history;

typedef struct pc_history_options {
  const char *reference;     /* NULL: the one that the last night's recordings name */
  guint last;                /* how many nights to show; 0: all */
  const char *const *select; /* patterns (selection.h): only probes that match one; NULL: all */
} pc_history_options;

/* PC_ERROR_USAGE: no folder, no recording in it, no reference. A recording that is broken makes its
 * night incomplete.
 */
pc_history *pc_history_new(const char *folder, const pc_history_options *options, GError **error);
void pc_history_free(pc_history *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_history, pc_history_free)

/* The environment of a night by name, or NULL. */
const pc_night_environment *pc_night_find(const pc_night *night, const char *name);

#endif
