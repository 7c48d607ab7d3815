/* SPDX-License-Identifier: MIT */
/* Lines from a file descriptor that another process feeds. */
#ifndef PC_LINE_READER_H
#define PC_LINE_READER_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_line_reader {
  GString *buffer;
  gsize start;   /* of the first line not yet given out */
  gsize scanned; /* where the search for the next line's end goes on */
  gsize max;     /* ceiling of a line's bytes */
} pc_line_reader;

typedef enum pc_read { PC_READ_LINE, PC_READ_AGAIN, PC_READ_END, PC_READ_FAILED } pc_read;

void pc_line_reader_init(pc_line_reader *reader, gsize max);
void pc_line_reader_clear(pc_line_reader *reader);
/* A whole line that is there already: ret_line is borrowed, NUL-terminated, valid until the next
 * call. PC_READ_AGAIN: none. */
pc_read pc_line_reader_next(pc_line_reader *reader, char **ret_line, gsize *ret_length);
/* Reads once from fd. PC_READ_LINE: something came; PC_READ_AGAIN: nothing now; PC_READ_END: the
 * end; PC_READ_FAILED: error is set (also beyond the ceiling). */
pc_read pc_line_reader_fill(pc_line_reader *reader, int fd, GError **error);
/* Writes all of it to a blocking fd. */
bool pc_write_all(int fd, const char *text, gsize length, GError **error);

#endif
