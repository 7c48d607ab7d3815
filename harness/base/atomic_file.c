/* SPDX-License-Identifier: MIT */
/* Writing a file whole or not at all. */
#include "harness/base/atomic_file.h"

#include "harness/base/error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool path_is_no_file(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

bool pc_atomic_file_open(pc_atomic_file *file, const char *path, const char *what, GError **error) {
  *file = (pc_atomic_file){.path = g_strdup(path)};
  if (!path_is_no_file(path))
    file->partial = g_strconcat(path, ".partial", NULL);
  file->stream = fopen(file->partial ? file->partial : path, "we");
  if (file->stream)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot write %s '%s': %s", what, path,
              g_strerror(errno));
  g_free(file->partial);
  g_free(file->path);
  return false;
}

bool pc_atomic_file_close(pc_atomic_file *file, bool fine, GError **error) {
  if (fclose(file->stream) != 0 && fine) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write '%s': %s", file->path,
                g_strerror(errno));
    fine = false;
  }
  if (fine && file->partial && rename(file->partial, file->path) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot rename '%s': %s", file->partial,
                g_strerror(errno));
    fine = false;
  }
  if (!fine && file->partial)
    unlink(file->partial);
  g_free(file->partial);
  g_free(file->path);
  return fine;
}
