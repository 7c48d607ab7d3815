/* SPDX-License-Identifier: MIT */
/* A folder of recordings, grouped into nights, and what they come to; for history*.c only. */
#ifndef PC_HISTORY_FOLDER_H
#define PC_HISTORY_FOLDER_H

#include "harness/history/history.h"

/* A file that was left out. */
typedef struct pc_unread {
  char *text;
  gint64 recorded; /* 0: it is not known to be a recording */
} pc_unread;

/* Reads the headers of all recordings below folder: nights get pc_night with their environments, the oldest first;
 * unread gets pc_unread. PC_ERROR_USAGE for a folder that cannot be read. */
bool pc_history_folder_read(const char *folder, GPtrArray *ret_nights, GPtrArray *ret_unread, GError **error);

/* Sets the verdict and the exit status. unread: a file was left out that may be of the last night. */
void pc_history_decide(pc_history *history, bool unread);

pc_night *pc_night_new(gint64 began);
void pc_night_free(gpointer night);
void pc_unread_free(gpointer unread);

#endif
