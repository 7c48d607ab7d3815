/* SPDX-License-Identifier: MIT */
/* The user's SQLite file, read without SQLite:
 * https://www.sqlite.org/fileformat2.html#the_database_header */
#include "adapters/sqlite/internal.h"

#include "harness/base/error.h"
#include "harness/base/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { HEADER_BYTES = 100 };

static guint big_endian(const guchar *bytes, guint n) {
  guint value = 0;
  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

bool pc_sqlite_header_read(const char *path, pc_sqlite_header *ret_header, GError **error) {
  guchar header[HEADER_BYTES];
  g_autoptr(GError) problem = NULL;
  int fd = pc_input_open_fd(path, O_NOATIME, &problem);
  if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_PERM)) {
    g_clear_error(&problem);
    fd = pc_input_open_fd(path, 0, &problem);
  }
  const ssize_t n = fd < 0 ? -1 : pread(fd, header, sizeof header, 0);
  const int reading = errno;
  if (fd >= 0)
    close(fd);
  if (n < 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot read the SQLite file '%s': %s", path,
                problem ? problem->message : g_strerror(reading));
    return false;
  }
  *ret_header = (pc_sqlite_header){0};
  if (n == 0)
    return true;
  if (n < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "'%s' is not an SQLite database", path);
    return false;
  }
  const guint page_size = big_endian(header + 16, 2);
  ret_header->present = true;
  ret_header->page_size = page_size == 1 ? 65536 : page_size;
  ret_header->wal = header[18] == 2 || header[19] == 2;
  ret_header->auto_vacuum = big_endian(header + 52, 4) == 0   ? 0
                            : big_endian(header + 64, 4) == 0 ? 1
                                                              : 2;
  ret_header->encoding = big_endian(header + 56, 4);
  return true;
}
