/* SPDX-License-Identifier: MIT */
/* Lines from a file descriptor, with a ceiling. */
#include "harness/base/line_reader.h"

#include "harness/base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void pc_line_reader_init(pc_line_reader *reader, gsize max) {
  *reader = (pc_line_reader){.buffer = g_string_sized_new(4096), .max = max};
}

void pc_line_reader_clear(pc_line_reader *reader) {
  if (reader->buffer)
    g_string_free(reader->buffer, TRUE);
  reader->buffer = NULL;
}

pc_read pc_line_reader_next(pc_line_reader *reader, char **ret_line, gsize *ret_length) {
  GString *buffer = reader->buffer;
  char *newline = memchr(buffer->str + reader->scanned, '\n', buffer->len - reader->scanned);
  if (!newline) {
    reader->scanned = buffer->len;
    return PC_READ_AGAIN;
  }
  *newline = '\0';
  *ret_line = buffer->str + reader->start;
  *ret_length = (gsize)(newline - *ret_line);
  reader->start = (gsize)(newline - buffer->str) + 1;
  reader->scanned = reader->start;
  return PC_READ_LINE;
}

static void reader_compact(pc_line_reader *reader) {
  if (reader->start == 0)
    return;
  g_string_erase(reader->buffer, 0, (gssize)reader->start);
  reader->scanned -= reader->start;
  reader->start = 0;
}

pc_read pc_line_reader_fill(pc_line_reader *reader, int fd, GError **error) {
  char chunk[16384];
  ssize_t n;
  do
    n = read(fd, chunk, sizeof chunk);
  while (n < 0 && errno == EINTR);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return PC_READ_AGAIN;
  if (n < 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "cannot read: %s", g_strerror(errno));
    return PC_READ_FAILED;
  }
  if (n == 0)
    return PC_READ_END;
  reader_compact(reader);
  g_string_append_len(reader->buffer, chunk, n);
  if (reader->scanned > reader->max) {
    g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE,
                "a line is longer than %" G_GSIZE_FORMAT " bytes", reader->max);
    return PC_READ_FAILED;
  }
  return PC_READ_LINE;
}

bool pc_write_all(int fd, const char *text, gsize length, GError **error) {
  while (length > 0) {
    const ssize_t n = write(fd, text, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_LOST, "cannot write: %s", g_strerror(errno));
      return false;
    }
    text += n;
    length -= (gsize)n;
  }
  return true;
}
