/* SPDX-License-Identifier: MIT */
/*
 * Files that a command or the configuration names, read without ever waiting for somebody to write
 * them: regular files only, up to a stated size. A device, a socket or a folder is refused, and so
 * is a pipe, unless the caller of pc_input_open expects one ("<(zcat a.jsonl.gz)").
 */
#ifndef PC_INPUT_FILE_H
#define PC_INPUT_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * The whole of a file of at most so many bytes, with a NUL behind it; the caller's. ret_length may
 * be NULL. The error is G_FILE_ERROR (_NOENT where there is none) and says what is wrong without
 * the path: "it is a pipe, expected a file".
 */
bool pc_input_read(const char *path, gsize most, char **ret_text, gsize *ret_length,
                   GError **error);

typedef enum pc_input_kind {
  PC_INPUT_FILE,
  PC_INPUT_FILE_OR_PIPE, /* a pipe is read to its end into a temporary file; somebody must write to
                            it within 2 s, and be silent for no longer than 60 s */
} pc_input_kind;

enum {
  PC_INPUT_BYTES_MAX = 1024 * 1024 * 1024, /* of a file that is opened */
  PC_INPUT_PIPE_BYTES_MAX = 256 * 1024 * 1024,
};

/* The file, opened for reading; the caller's. NULL with error as above. */
FILE *pc_input_open(const char *path, pc_input_kind kind, GError **error);

/* A file descriptor of a regular file, opened for reading with more flags (O_NOATIME); -1 with
 * error as above. */
int pc_input_open_fd(const char *path, int flags, GError **error);

#endif
