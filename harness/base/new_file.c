/* SPDX-License-Identifier: MIT */
/* Drafted files. */
#include "harness/base/new_file.h"

#include "harness/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool bytes_write(int fd, const char *text, gsize length) {
  while (length > 0) {
    const gssize n = write(fd, text, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    text += n;
    length -= (gsize)n;
  }
  return true;
}

bool pc_new_file_write(const char *path, const char *text, bool force, GError **error) {
  const bool standard = strcmp(path, "-") == 0;
  const int fd =
      standard ? STDOUT_FILENO
               : open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
  if (fd < 0 && errno == EEXIST) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' exists already; --force writes over it, --output names another", path);
    return false;
  }
  const bool written = fd >= 0 && bytes_write(fd, text, strlen(text));
  const int problem = errno;
  const bool closed = fd < 0 || standard || close(fd) == 0;
  if (written && closed)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write '%s': %s", path,
              g_strerror(written ? errno : problem));
  return false;
}
