/* SPDX-License-Identifier: MIT */
/* Programs run for what they print. */
#include "harness/base/subprocess.h"

#include "harness/base/error.h"
#include "harness/base/secrets.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COMPLAINT_BYTES = 64 * 1024, PIPE_CHUNKS = 16 };

static bool fail(const pc_subprocess *subprocess, int code, GError **error, const char *what) {
  g_set_error(error, PC_ERROR, code, "the program '%s' %s", subprocess->command[0], what);
  return false;
}

static bool fail_slow(const pc_subprocess *subprocess, GError **error) {
  g_autofree char *what = g_strdup_printf("took longer than %u s", subprocess->deadline_ms / 1000);
  return fail(subprocess, PC_ERROR_TIMED_OUT, error, what);
}

/* What the program writes to standard error, where it is to be masked. */
typedef struct complaint {
  int fd; /* -1: it is not */
  GString *text;
} complaint;

/* Takes in what is there; false: no more comes. */
static bool complaint_read(complaint *c) {
  char buffer[4096];
  const ssize_t n = c->fd < 0 ? 0 : read(c->fd, buffer, sizeof buffer);
  if (n < 0)
    return errno == EINTR || errno == EAGAIN;
  g_string_append_len(c->text, buffer, n);
  if (c->text->len > COMPLAINT_BYTES)
    g_string_erase(c->text, 0, (gssize)(c->text->len - COMPLAINT_BYTES));
  return n > 0;
}

static void complaint_init(complaint *c, const pc_subprocess *subprocess, GSubprocess *process) {
  *c = (complaint){.fd = -1, .text = g_string_new(NULL)};
  if (!subprocess->secrets)
    return;
  c->fd = g_unix_input_stream_get_fd(G_UNIX_INPUT_STREAM(g_subprocess_get_stderr_pipe(process)));
  g_unix_set_fd_nonblocking(c->fd, TRUE, NULL);
}

/* Passes on what was written; as much is left in the pipe as it holds. */
static void complaint_end(complaint *c, const GPtrArray *secrets) {
  for (guint i = 0; i < PIPE_CHUNKS && c->fd >= 0 && complaint_read(c); i++)
    ;
  g_autofree char *masked = pc_secrets_mask(secrets, c->text->str);
  fputs(masked, stderr);
  g_string_free(c->text, TRUE);
}

/* Reads until the end, the ceiling or the deadline. What the program started may hold the pipe open
 * for longer. */
static bool output_read(const pc_subprocess *subprocess, int fd, complaint *c, gint64 until_us,
                        GString *output, GError **error) {
  char buffer[4096];
  for (int errors = c->fd;;) {
    const gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000;
    struct pollfd wait[] = {{.fd = fd, .events = POLLIN}, {.fd = errors, .events = POLLIN}};
    const int ready = left_ms > 0 ? poll(wait, 2, (int)left_ms) : 0;
    if (ready == 0)
      return fail_slow(subprocess, error);
    if (ready > 0 && wait[1].revents && !complaint_read(c))
      errors = -1;
    if (ready > 0 && !wait[0].revents)
      continue;
    const ssize_t n = ready > 0 ? read(fd, buffer, sizeof buffer) : -1;
    if (n == 0)
      return true;
    if (n > 0)
      g_string_append_len(output, buffer, n);
    else if (errno != EINTR && errno != EAGAIN)
      return fail(subprocess, PC_ERROR_FAILED, error, g_strerror(errno));
    if (output->len > subprocess->most)
      return fail(subprocess, PC_ERROR_TOO_LARGE, error, "printed too much");
  }
}

typedef struct ending {
  GCancellable *patience;
  bool ended;
} ending;

static void process_ended(GObject *process, GAsyncResult *result, gpointer data) {
  ending *e = data;
  g_subprocess_wait_finish(G_SUBPROCESS(process), result, NULL);
  e->ended = true;
}

static gboolean complaint_ready(gint fd, GIOCondition condition, gpointer data) {
  (void)fd;
  (void)condition;
  return complaint_read(data);
}

static gboolean patience_end(gpointer data) {
  g_cancellable_cancel(((const ending *)data)->patience);
  return G_SOURCE_REMOVE;
}

/* Whether the process has ended by then; it may live on behind a closed output. */
static bool process_wait(GSubprocess *process, complaint *c, gint64 until_us) {
  GMainContext *context = g_main_context_new();
  g_main_context_push_thread_default(context);
  g_autoptr(GCancellable) patience = g_cancellable_new();
  ending e = {.patience = patience};
  GSource *timer = g_timeout_source_new((guint)MAX((until_us - g_get_monotonic_time()) / 1000, 1));
  g_source_set_callback(timer, patience_end, &e, NULL);
  g_source_attach(timer, context);
  GSource *errors = c->fd >= 0 ? g_unix_fd_source_new(c->fd, G_IO_IN | G_IO_HUP) : NULL;
  if (errors) {
    g_source_set_callback(errors, G_SOURCE_FUNC(complaint_ready), c, NULL);
    g_source_attach(errors, context);
  }
  g_subprocess_wait_async(process, patience, process_ended, &e);
  while (!e.ended)
    g_main_context_iteration(context, TRUE);
  g_source_destroy(timer);
  g_source_unref(timer);
  if (errors) {
    g_source_destroy(errors);
    g_source_unref(errors);
  }
  g_main_context_pop_thread_default(context);
  g_main_context_unref(context);
  return !g_cancellable_is_cancelled(patience);
}

static bool status_check(const pc_subprocess *subprocess, GSubprocess *process, GError **error) {
  if (g_subprocess_get_successful(process))
    return true;
  g_autofree char *what =
      g_subprocess_get_if_exited(process)
          ? g_strdup_printf("ended with status %d", g_subprocess_get_exit_status(process))
          : g_strdup("was killed");
  return fail(subprocess, PC_ERROR_FAILED, error, what);
}

static bool process_follow(const pc_subprocess *subprocess, GSubprocess *process, GString *output,
                           GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)subprocess->deadline_ms * 1000;
  const int fd =
      g_unix_input_stream_get_fd(G_UNIX_INPUT_STREAM(g_subprocess_get_stdout_pipe(process)));
  complaint c;
  complaint_init(&c, subprocess, process);
  const bool read = output_read(subprocess, fd, &c, until_us, output, error);
  const bool ended = read && process_wait(process, &c, until_us);
  if (!ended) {
    g_subprocess_force_exit(process);
    g_subprocess_wait(process, NULL, NULL);
  }
  complaint_end(&c, subprocess->secrets);
  if (!ended)
    return read ? fail_slow(subprocess, error) : false;
  return status_check(subprocess, process, error);
}

bool pc_subprocess_run(const pc_subprocess *subprocess, char **ret_output, GError **error) {
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | (subprocess->silent    ? G_SUBPROCESS_FLAGS_STDERR_SILENCE
                                        : subprocess->secrets ? G_SUBPROCESS_FLAGS_STDERR_PIPE
                                                              : 0));
  /* A hook of git's would else point every git below it at its own repository. */
  static const char *const unset[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"};
  for (guint i = 0; i < G_N_ELEMENTS(unset); i++)
    g_subprocess_launcher_unsetenv(launcher, unset[i]);
  GError *local = NULL;
  g_autoptr(GSubprocess) process =
      g_subprocess_launcher_spawnv(launcher, subprocess->command, &local);
  if (!process) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot start '%s': %s", subprocess->command[0],
                local->message);
    g_error_free(local);
    return false;
  }
  g_autoptr(GString) output = g_string_new(NULL);
  if (!process_follow(subprocess, process, output, error))
    return false;
  if (!g_utf8_validate(output->str, (gssize)output->len, NULL))
    return fail(subprocess, PC_ERROR_FAILED, error, "printed no UTF-8 text");
  *ret_output = g_strndup(output->str, output->len);
  return true;
}
