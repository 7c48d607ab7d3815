/* SPDX-License-Identifier: MIT */
/* A file that a command drafts for people to keep: never one of theirs is written over. */
#ifndef PC_NEW_FILE_H
#define PC_NEW_FILE_H

#include <glib.h>
#include <stdbool.h>

/* path "-": standard output. Without force, a file that exists is PC_ERROR_USAGE and stays as it
 * is. */
bool pc_new_file_write(const char *path, const char *text, bool force, GError **error);

#endif
