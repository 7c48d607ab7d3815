/* SPDX-License-Identifier: MIT */
/*
 * The baseline, paritycheck.baseline.yaml: the divergences that a team has accepted.
 *
 *   accepted:
 *     - probe: sql/text/like-case
 *       service: database
 *       environment: development        the one held against the reference
 *       observation: names like 'ali%'
 *       reason: the search is rewritten in spring
 *       owner: ann@example.org
 *       expires: 2026-12-31             optional: the last day on which it holds; "never"
 *       reference: {digest: "61c8...", version: PostgreSQL 15.14, answer: "1 row: ('alistair')"}
 *       other: {digest: "0b1f...", version: SQLite 3.40.1, answer: "3 rows: ..."}
 *   probes:                             optional: those that were known; a divergence of any other
 * is pending sql/text: [like-case, like-escape]
 *
 * An entry holds for the two answers whose digests it names. Version and answer are for people: the
 * first is reported where it has changed, the second is not read.
 */
#ifndef PC_BASELINE_H
#define PC_BASELINE_H

#include "harness/compare/comparison.h"

#define PC_BASELINE_DEFAULT "paritycheck.baseline.yaml"

enum { PC_BASELINE_BYTES_MAX = 16 * 1024 * 1024 };

typedef struct pc_baseline_side {
  char *digest;
  char *version; /* or NULL */
  char *answer;  /* or NULL */
} pc_baseline_side;

/* The first four are its key. */
typedef struct pc_baseline_entry {
  char *environment;
  char *probe;
  char *service;
  char *observation;
  char *reason;
  char *owner;
  char *expires; /* a day as 2026-12-31; NULL: never */
  pc_baseline_side reference;
  pc_baseline_side other;
} pc_baseline_entry;

pc_baseline_entry *pc_baseline_entry_copy(const pc_baseline_entry *entry);
void pc_baseline_entry_clear(pc_baseline_entry *entry);
void pc_baseline_entry_free(pc_baseline_entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_baseline_entry, pc_baseline_entry_free)

typedef struct pc_baseline {
  char *name;         /* for messages and reports: its file, and of which revision */
  GPtrArray *entries; /* pc_baseline_entry, in the order of the file; no two have one key */
  GHashTable *by_key; /* of those (borrowed), by key */
  GHashTable *probes; /* a set of ids (char *); NULL: none is newer than the baseline */
} pc_baseline;

/* PC_ERROR_USAGE with name:line:column, what was expected and the nearest key. */
pc_baseline *pc_baseline_parse(const char *text, gsize length, const char *name, GError **error);
void pc_baseline_free(pc_baseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_baseline, pc_baseline_free)

/* The entry with the key of another, or NULL. */
const pc_baseline_entry *pc_baseline_entry_find(const pc_baseline *baseline,
                                                const pc_baseline_entry *key);
/* Whether a probe was known when the baseline was written. */
bool pc_baseline_knows(const pc_baseline *baseline, const char *probe);
/* What an entry, which has the key of now, says of it on that day (2026-12-31). */
pc_standing pc_baseline_entry_standing(const pc_baseline_entry *entry, const pc_baseline_entry *now,
                                       const char *day);

/* The digest of an answer by its canonical JSON; NULL: a setup that was accepted. The caller's. */
char *pc_baseline_digest(const char *outcome);
/* Whether text is a day such as 2026-12-31. */
bool pc_day_is_valid(const char *text);

void pc_baseline_side_clear(pc_baseline_side *side);

#endif
