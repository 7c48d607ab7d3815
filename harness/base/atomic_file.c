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

bool pc_output_open(pc_output *output, const char *path, const char *what, GError **error) {
  *output = (pc_output){.path = g_strdup(path)};
  if (!path_is_no_file(path))
    output->partial = g_strconcat(path, ".partial", NULL);
  output->stream = fopen(output->partial ? output->partial : path, "we");
  if (output->stream)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot write %s '%s': %s", what, path, g_strerror(errno));
  g_free(output->partial);
  g_free(output->path);
  return false;
}

bool pc_output_close(pc_output *output, bool fine, GError **error) {
  if (fclose(output->stream) != 0 && fine) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot write '%s': %s", output->path, g_strerror(errno));
    fine = false;
  }
  if (fine && output->partial && rename(output->partial, output->path) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot rename '%s': %s", output->partial, g_strerror(errno));
    fine = false;
  }
  if (!fine && output->partial)
    unlink(output->partial);
  g_free(output->partial);
  g_free(output->path);
  return fine;
}
