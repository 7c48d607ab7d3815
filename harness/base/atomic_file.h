/* SPDX-License-Identifier: MIT */
/*
 * A file that is written whole or not at all: beside its place, and renamed at the end. What is there and is no file,
 * such as /dev/null, /dev/stdout or a pipe, is written to in place: a rename would put a file where it was.
 */
#ifndef PC_ATOMIC_FILE_H
#define PC_ATOMIC_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct pc_output {
  FILE *stream;
  char *path;
  char *partial; /* NULL: written in place */
} pc_output;

/* what is for messages ("the recording"). PC_ERROR_USAGE where it cannot be written. */
bool pc_output_open(pc_output *output, const char *path, const char *what, GError **error);
/* Closes it, and keeps what was written only if fine. Once for every pc_output_open. */
bool pc_output_close(pc_output *output, bool fine, GError **error);

#endif
