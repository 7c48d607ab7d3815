/* SPDX-License-Identifier: MIT */
/* A folder of recordings, grouped into nights; for history*.c only. */
#ifndef PC_HISTORY_FOLDER_H
#define PC_HISTORY_FOLDER_H

#include "harness/history/history.h"

/* A file that was left out. */
typedef struct pc_unread {
  char *text;
  gint64 recorded; /* 0: it is not known to be a recording */
} pc_unread;

/* Reads the headers of all recordings below folder: nights get pc_night with their environments,
 * the oldest first; unread gets pc_unread. PC_ERROR_USAGE for a folder that cannot be read. */
bool pc_history_folder_read(const char *folder, GPtrArray *ret_nights, GPtrArray *ret_unread,
                            GError **error);

void pc_unread_free(gpointer unread);

#endif
