/* SPDX-License-Identifier: MIT */
/* Worker processes: spawning, pipes, ends. */
#include "harness/run/worker_process.h"

#include "harness/base/error.h"
#include "harness/base/line_reader.h"
#include "harness/base/process_end.h"
#include "harness/worker/step.h"
#include "harness/worker/worker.h"
#include "harness/worker/zygote.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STDERR_CHUNKS = 16, DRAIN_MS = 200, STEP_LINE_MAX = 8 * PC_STEP_BYTES_MAX };

struct pc_worker_process {
  const pc_worker_events *events;
  void *data;
  GPid pid;
  int input;  /* its standard input, our end; -1 when closed */
  int output; /* -1 at its end */
  int errors;
  pc_line_reader reader;
  GString *complaint; /* what it wrote to standard error, the last of it */
  GString *step;      /* the last since it was asked; empty: none */
  char *problem;      /* what went wrong with its output */
  int status;
  bool exited;
  guint output_source;
  guint errors_source;
  guint exit_source;
  guint drain_source;
};

static void child_set_up(gpointer data) {
  (void)data;
  /* Ctrl-C is for the harness, which then asks its workers to end. */
  setpgid(0, 0);
}

static void source_drop(guint *id) {
  if (*id)
    g_source_remove(*id);
  *id = 0;
}

static void fd_drop(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

static void process_check_end(pc_worker_process *process) {
  if (!process->exited || process->output >= 0)
    return;
  source_drop(&process->drain_source);
  const pc_worker_end end = {.status = process->status,
                             .problem = process->problem,
                             .step = process->step->len ? process->step->str : NULL,
                             .errors = process->complaint};
  process->events->end(process, &end, process->data);
}

static void output_end(pc_worker_process *process) {
  source_drop(&process->output_source);
  fd_drop(&process->output);
  process_check_end(process);
}

/* One comes with every statement: it is parsed only where it is shown. */
static void line_take(pc_worker_process *process, const char *line, gsize length) {
  if (!pc_step_is(line, length))
    process->events->line(process, line, length, process->data);
  else if (length <= STEP_LINE_MAX)
    g_string_append_len(g_string_truncate(process->step, 0), line, (gssize)length);
}

static gboolean output_ready(gint fd, GIOCondition condition, gpointer data) {
  (void)condition;
  pc_worker_process *process = data;
  g_autoptr(GError) error = NULL;
  const pc_read state = pc_line_reader_fill(&process->reader, fd, &error);
  if (state == PC_READ_FAILED) {
    process->problem = g_strdup(error->message);
    pc_worker_process_kill(process);
  }
  char *line;
  gsize length;
  /* The source may be gone after a line event that freed the process. */
  GSource *source = g_main_current_source();
  while (state == PC_READ_LINE && !g_source_is_destroyed(source) &&
         pc_line_reader_next(&process->reader, &line, &length) == PC_READ_LINE)
    line_take(process, line, length);
  if ((state == PC_READ_END || state == PC_READ_FAILED) && !g_source_is_destroyed(source)) {
    process->output_source = 0;
    output_end(process);
    return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

static gboolean errors_ready(gint fd, GIOCondition condition, gpointer data) {
  (void)fd;
  (void)condition;
  pc_worker_process *process = data;
  if (pc_stderr_read(process->errors, process->complaint))
    return G_SOURCE_CONTINUE;
  process->errors_source = 0;
  fd_drop(&process->errors);
  return G_SOURCE_REMOVE;
}

static gboolean drain_over(gpointer data) {
  pc_worker_process *process = data;
  process->drain_source = 0;
  output_end(process);
  return G_SOURCE_REMOVE;
}

static void child_exited(GPid pid, gint status, gpointer data) {
  pc_worker_process *process = data;
  g_spawn_close_pid(pid);
  process->exited = true;
  process->exit_source = 0;
  process->status = status;
  /* As much as a pipe holds: a grandchild may go on writing. */
  for (int i = 0; i < STDERR_CHUNKS && process->errors >= 0; i++)
    if (!pc_stderr_read(process->errors, process->complaint))
      break;
  source_drop(&process->errors_source);
  fd_drop(&process->errors);
  /* A grandchild behind via may hold the pipe open; what is in it is still read. */
  if (process->output >= 0)
    process->drain_source = g_timeout_add(DRAIN_MS, drain_over, process);
  process_check_end(process);
}

static char **process_argv(char *const *via) {
  GPtrArray *argv = g_ptr_array_new();
  for (; via && *via; via++)
    g_ptr_array_add(argv, g_strdup(*via));
  g_autofree char *self = argv->len ? NULL : g_file_read_link("/proc/self/exe", NULL);
  g_ptr_array_add(argv, g_strdup(self ? self : "paritycheck"));
  g_ptr_array_add(argv, g_strdup("worker"));
  g_ptr_array_add(argv, NULL);
  return (char **)g_ptr_array_free(argv, FALSE);
}

/* Behind no command by fork, where that can be had. */
static bool process_start(pc_worker_process *process, char *const *via, GError **error) {
  if ((!via || !*via) &&
      pc_worker_zygote_fork(&process->pid, &process->input, &process->output, &process->errors))
    return true;
  g_auto(GStrv) argv = process_argv(via);
  g_autoptr(GError) problem = NULL;
  if (g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                               child_set_up, NULL, &process->pid, &process->input, &process->output,
                               &process->errors, &problem))
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot start the worker '%s': %s", argv[0],
              problem->message);
  return false;
}

pc_worker_process *pc_worker_process_new(char *const *via, const pc_worker_events *events,
                                         void *data, GError **error) {
  pc_worker_process *process = g_new0(pc_worker_process, 1);
  if (!process_start(process, via, error)) {
    g_free(process);
    return NULL;
  }
  process->events = events;
  process->data = data;
  process->complaint = g_string_new(NULL);
  process->step = g_string_new(NULL);
  pc_line_reader_init(&process->reader, PC_MESSAGE_BYTES_MAX);
  g_unix_set_fd_nonblocking(process->output, TRUE, NULL);
  g_unix_set_fd_nonblocking(process->errors, TRUE, NULL);
  process->output_source =
      g_unix_fd_add(process->output, G_IO_IN | G_IO_HUP | G_IO_ERR, output_ready, process);
  process->errors_source =
      g_unix_fd_add(process->errors, G_IO_IN | G_IO_HUP | G_IO_ERR, errors_ready, process);
  process->exit_source = g_child_watch_add(process->pid, child_exited, process);
  return process;
}

void pc_worker_process_free(pc_worker_process *process) {
  if (!process)
    return;
  if (!process->exited) {
    pc_worker_process_kill(process);
    waitpid(process->pid, NULL, 0);
  }
  source_drop(&process->output_source);
  source_drop(&process->errors_source);
  source_drop(&process->exit_source);
  source_drop(&process->drain_source);
  fd_drop(&process->input);
  fd_drop(&process->output);
  fd_drop(&process->errors);
  pc_line_reader_clear(&process->reader);
  g_string_free(process->complaint, TRUE);
  g_string_free(process->step, TRUE);
  g_free(process->problem);
  g_free(process);
}

void pc_worker_process_say(pc_worker_process *process, const char *line) {
  if (process->input < 0)
    return;
  g_string_truncate(process->step, 0);
  g_autofree char *whole = g_strconcat(line, "\n", NULL);
  if (!pc_write_all(process->input, whole, strlen(whole), NULL))
    fd_drop(&process->input);
}

void pc_worker_process_close(pc_worker_process *process) { fd_drop(&process->input); }

void pc_worker_process_kill(pc_worker_process *process) {
  if (!process->exited)
    kill(-process->pid, SIGKILL);
}
