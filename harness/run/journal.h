/* SPDX-License-Identifier: MIT */
/*
 * The journal of a run: every scratch is written down before anything is asked to make it, and
 * again when it is gone, so that a run that was killed can be cleaned up after by exact name.
 *
 * One file a run, JSON Lines, in $PARITYCHECK_STATE, or $XDG_STATE_HOME/paritycheck
 * (~/.local/state/paritycheck). The living process holds a lock on it. A run that leaves nothing
 * behind leaves no journal.
 */
#ifndef PC_JOURNAL_H
#define PC_JOURNAL_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct pc_journal pc_journal;

/* Creates and locks the journal of run. */
pc_journal *pc_journal_new(const char *run, GError **error);
/* Ends it; the file stays where a scratch is left. */
void pc_journal_free(pc_journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_journal, pc_journal_free)

/* Where a reply stands in the file of answers. */
typedef struct pc_answer_place {
  goffset at;
  gsize length; /* 0: nowhere */
} pc_answer_place;

/* Writes a reply (worker.h) down in a second file, RUN.answers.jsonl, that is only left where the
 * run is killed. Nowhere where it cannot be written. */
pc_answer_place pc_journal_answer(pc_journal *journal, const char *environment, const char *service,
                                  const char *probe, guint attempt, json_t *reply);
/* The file of answers, which the caller closes, to be read after the journal's end too; -1: there
 * is none. */
int pc_journal_answers_take(pc_journal *journal);
/* A reply of such a file, the caller's. */
json_t *pc_journal_answer_read(int answers, const pc_answer_place *place, GError **error);
/* target: the service's URL without secrets. */
bool pc_journal_scratch(pc_journal *journal, const char *scratch, const char *target,
                        GError **error);
void pc_journal_removed(pc_journal *journal, const char *scratch);

/* What a dead run left, from its journal. */
typedef struct pc_leftover {
  char *scratch;
  char *target;
} pc_leftover;

/* The leftovers (pc_leftover) of every run that is not alive; ret_alive (char *) gets the names of
 * those that are, ret_strange (char *, sentences) what the journals list that their runs cannot
 * have made. */
GPtrArray *pc_journal_leftovers(GPtrArray *ret_alive, GPtrArray *ret_strange, GError **error);
/* The answers that a dead run had. */
typedef struct pc_kept {
  char *run;
  char *path;
  guint answers;
} pc_kept;

/* What dead runs kept (pc_kept); forget removes the files. */
GPtrArray *pc_journal_kept(bool forget);
/* Writes down that a leftover is gone; the last one takes the journal with it. */
bool pc_journal_settle(const char *scratch, GError **error);

#endif
