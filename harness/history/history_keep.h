/* SPDX-License-Identifier: MIT */
/*
 * Nights written into a folder: FOLDER/<time>/<environment>.jsonl, which appear whole or not at
 * all. Each such folder has a file PC_NIGHT_MARK that lists what was put there: only those folders,
 * and of them only those files, are ever removed.
 */
#ifndef PC_HISTORY_KEEP_H
#define PC_HISTORY_KEEP_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#define PC_NIGHT_MARK ".paritycheck-night"

/* Makes folder where it is not there, and sees that it can be written to. PC_ERROR_USAGE. */
bool pc_history_keep_check(const char *folder, GError **error);
/* Copies the recordings (from their start; rewound afterwards) of the environments called names.
 * run is the run's name. PC_ERROR_FAILED. */
bool pc_history_keep(const char *folder, const char *run, FILE *const *files,
                     const char *const *names, guint n, GError **error);
/* Removes all but the latest so many of the nights that pc_history_keep made in folder.
 * PC_ERROR_FAILED. */
bool pc_history_prune(const char *folder, guint nights, GError **error);

#endif
