/* SPDX-License-Identifier: MIT */
/* A worker that is fed any bytes ends, by itself, and says only lines of JSON. The doubles are the
 * services that it may open. */
#include "harness/worker/worker.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int memory_file(const void *data, size_t size) {
  const int fd = memfd_create("fuzz", MFD_CLOEXEC);
  g_assert_true(write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
  return fd;
}

/* Whether a line opens nothing but doubles and models: bytes at random start no program and write
 * no folder. */
static bool line_is_safe(const char *line, size_t length) {
  static const char *const safe[] = {"echo:", "liar:", "coin:", "memory:", "sqlite:"};
  json_t *request = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
  const char *url = json_string_value(json_object_get(request, "url"));
  bool fine = url == NULL;
  for (guint i = 0; !fine && i < G_N_ELEMENTS(safe); i++)
    fine = g_ascii_strncasecmp(url, safe[i], strlen(safe[i])) == 0;
  json_decref(request);
  return fine;
}

static bool data_is_safe(const uint8_t *data, size_t size) {
  for (const uint8_t *end; size; size -= (size_t)(end - data), data = end) {
    const uint8_t *newline = memchr(data, '\n', size);
    end = newline ? newline + 1 : data + size;
    if (!line_is_safe((const char *)data, (size_t)(end - data)))
      return false;
  }
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!data_is_safe(data, size))
    return 0;
  /* No service of this machine is asked, none is killed, and none is slow. */
  if (memmem(data, size, "postgres", 8) || memmem(data, size, "crash", 5) ||
      memmem(data, size, "slow", 4) || memmem(data, size, "ms=", 3))
    return 0;
  g_setenv("PARITYCHECK_DOUBLES", "1", TRUE);
  g_autoptr(GError) error = NULL;
  const int input = memory_file(data, size);
  const int output = memory_file("", 0);
  pc_worker_serve(input, output, &error);
  const off_t length = lseek(output, 0, SEEK_END);
  g_autofree char *said = g_malloc0((gsize)length + 1);
  g_assert_true(pread(output, said, (size_t)length, 0) == length);
  g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
  for (char **line = lines; *line && **line; line++) {
    json_t *message = json_loads(*line, JSON_ALLOW_NUL, NULL);
    g_assert_true(json_is_string(json_object_get(message, "type")));
    json_decref(message);
  }
  close(input);
  close(output);
  return 0;
}
