/* SPDX-License-Identifier: MIT */
/*
 * A file that is written whole or not at all: beside its place, and renamed at the end. What is
 * there and is no file, such as /dev/null, /dev/stdout or a pipe, is written to in place: a rename
 * would put a file where it was.
 */
#ifndef PC_ATOMIC_FILE_H
#define PC_ATOMIC_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct pc_atomic_file {
  FILE *stream;
  char *path;
  char *partial; /* NULL: written in place */
} pc_atomic_file;

/* what is for messages ("the recording"). PC_ERROR_USAGE where it cannot be written. */
bool pc_atomic_file_open(pc_atomic_file *file, const char *path, const char *what, GError **error);
/* Closes it, and keeps what was written only if fine. Once for every pc_atomic_file_open. */
bool pc_atomic_file_close(pc_atomic_file *file, bool fine, GError **error);

#endif
