/* SPDX-License-Identifier: MIT */
/*
 * A baseline's text, changed where it must be and nowhere else: comments, order, quotes and line
 * ends stay as somebody wrote them. What has been changed is read again and held against what was
 * meant before it is given out.
 */
#ifndef PC_BASELINE_EDIT_H
#define PC_BASELINE_EDIT_H

#include "harness/baseline/baseline.h"

typedef struct pc_baseline_edit pc_baseline_edit;

/* text: the file as it is; NULL: there is none yet, and one is begun that knows the probes it is
 * told. PC_ERROR_USAGE as pc_baseline_parse. */
pc_baseline_edit *pc_baseline_edit_new(const char *text, gsize length, const char *name,
                                       GError **error);
void pc_baseline_edit_free(pc_baseline_edit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_baseline_edit, pc_baseline_edit_free)

/* What the text says as it is; borrowed. */
const pc_baseline *pc_baseline_edit_baseline(const pc_baseline_edit *edit);

/* Each key is put or removed at most once. */
/* Sets the entry with this key; where there is none, adds it behind the last. */
void pc_baseline_edit_put(pc_baseline_edit *edit, const pc_baseline_entry *entry);
/* Removes the entry with this key, with the comments right above and within it. */
void pc_baseline_edit_remove(pc_baseline_edit *edit, const pc_baseline_entry *key);
/* From now on the probe is known; where the file tells of no probes, all are. */
void pc_baseline_edit_know(pc_baseline_edit *edit, const char *probe);

/* The new text, the caller's; NULL and PC_ERROR_USAGE where the file is laid out in a way that
 * cannot be edited. */
char *pc_baseline_edit_print(pc_baseline_edit *edit, GError **error);

#endif
