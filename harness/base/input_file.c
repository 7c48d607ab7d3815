/* SPDX-License-Identifier: MIT */
/* Files that are named by users, read with a ceiling. */
#include "harness/base/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  PIPE_OPENED_MS = 2000,
  PIPE_PAUSE_US = 20000,
  PIPE_PATIENCE_MS = 60000,
  CHUNK_BYTES = 64 * 1024
};

static bool errno_fail(GError **error) {
  const int problem = errno;
  g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(problem),
                      g_strerror(problem));
  return false;
}

static bool size_fail(gsize most, GError **error) {
  const bool whole = most >= 1024 * 1024;
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
              "it is larger than %" G_GSIZE_FORMAT " %s, expected a file of at most that size",
              whole ? most >> 20 : most >> 10, whole ? "MiB" : "KiB");
  return false;
}

static const char *kind_name(mode_t mode) {
  return S_ISFIFO(mode)                   ? "a pipe"
         : S_ISDIR(mode)                  ? "a folder"
         : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
         : S_ISSOCK(mode)                 ? "a socket"
                                          : "something else";
}

/* Opens without waiting: a pipe that nobody writes to would hold the caller for ever. */
static int file_open(const char *path, int flags, struct stat *status, GError **error) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
  /* A socket's. */
  if (fd < 0 && errno == ENXIO) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NXIO, "it is a socket, expected a file");
    return -1;
  }
  if (fd >= 0 && fstat(fd, status) == 0)
    return fd;
  errno_fail(error);
  if (fd >= 0)
    close(fd);
  return -1;
}

static bool is_regular(const struct stat *status, GError **error) {
  if (S_ISREG(status->st_mode))
    return true;
  g_set_error(error, G_FILE_ERROR,
              S_ISDIR(status->st_mode) ? G_FILE_ERROR_ISDIR : G_FILE_ERROR_INVAL,
              "it is %s, expected a file", kind_name(status->st_mode));
  return false;
}

int pc_input_open_fd(const char *path, int flags, GError **error) {
  struct stat status;
  const int fd = file_open(path, flags, &status, error);
  if (fd < 0 || is_regular(&status, error))
    return fd;
  close(fd);
  return -1;
}

/* A file may grow meanwhile, and those of /proc say that they are empty: what counts is what is
 * read. */
static bool bytes_read(int fd, gsize most, GString *text, GError **error) {
  char chunk[CHUNK_BYTES];
  ssize_t n;
  while ((n = read(fd, chunk, sizeof chunk)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno_fail(error);
    g_string_append_len(text, chunk, n);
    if (text->len > most)
      return size_fail(most, error);
  }
  return true;
}

bool pc_input_read(const char *path, gsize most, char **ret_text, gsize *ret_length,
                   GError **error) {
  const int fd = pc_input_open_fd(path, 0, error);
  if (fd < 0)
    return false;
  g_autoptr(GString) text = g_string_new(NULL);
  const bool read = bytes_read(fd, most, text, error);
  close(fd);
  if (!read)
    return false;
  if (ret_length)
    *ret_length = text->len;
  *ret_text = g_string_free(g_steal_pointer(&text), FALSE);
  return true;
}

static bool pipe_fail(const char *what, int s, GError **error) {
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "it is a pipe to which %s for %d s", what, s);
  return false;
}

/* Copies to the end. The end is also what a pipe has that nobody writes to yet: such a one gets a
 * moment. */
static bool pipe_copy(int fd, FILE *to, GError **error) {
  char chunk[CHUNK_BYTES];
  const gint64 began_us = g_get_monotonic_time();
  for (gsize all = 0;;) {
    struct pollfd writer = {.fd = fd, .events = POLLIN};
    const ssize_t n = read(fd, chunk, sizeof chunk);
    if (n == 0 && all > 0)
      return fflush(to) == 0 || errno_fail(error);
    if (n == 0 && g_get_monotonic_time() - began_us > PIPE_OPENED_MS * 1000)
      return pipe_fail("nobody wrote", PIPE_OPENED_MS / 1000, error);
    if (n == 0)
      g_usleep(PIPE_PAUSE_US);
    if (n < 0 && errno != EINTR && errno != EAGAIN)
      return errno_fail(error);
    if (n < 0 && poll(&writer, 1, PIPE_PATIENCE_MS) == 0)
      return pipe_fail("whoever has it open wrote nothing", PIPE_PATIENCE_MS / 1000, error);
    if (n <= 0)
      continue;
    all += (gsize)n;
    if (all > PC_INPUT_PIPE_BYTES_MAX)
      return size_fail(PC_INPUT_PIPE_BYTES_MAX, error);
    if (fwrite(chunk, 1, (gsize)n, to) != (gsize)n)
      return errno_fail(error);
  }
}

static FILE *pipe_open(int fd, GError **error) {
  FILE *copy = tmpfile();
  if (!copy) {
    errno_fail(error);
  } else if (!pipe_copy(fd, copy, error)) {
    fclose(copy);
    copy = NULL;
  }
  close(fd);
  if (copy)
    rewind(copy);
  return copy;
}

FILE *pc_input_open(const char *path, pc_input_kind kind, GError **error) {
  struct stat status;
  const int fd = file_open(path, 0, &status, error);
  if (fd < 0)
    return NULL;
  if (kind == PC_INPUT_FILE_OR_PIPE && S_ISFIFO(status.st_mode))
    return pipe_open(fd, error);
  FILE *file = NULL;
  if (is_regular(&status, error) &&
      (status.st_size <= PC_INPUT_BYTES_MAX || size_fail(PC_INPUT_BYTES_MAX, error)) &&
      !(file = fdopen(fd, "r")))
    errno_fail(error);
  if (!file)
    close(fd);
  return file;
}
