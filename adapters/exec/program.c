/* SPDX-License-Identifier: MIT */
/* A program behind a pipe: started, asked a line, ended. */
#include "adapters/exec/internal.h"

#include "harness/base/error.h"
#include "harness/base/line_reader.h"
#include "harness/base/process_end.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  STDERR_KEPT = 1500,
  SHOWN_MAX = 200, /* bytes of an answer in a message */
  POLL_MS = 100,
  LOST_MS = 1000, /* from the end of its output to its own */
  END_MS = 15000, /* from the end of its input to its own: the manual says 2 s, machines have bad
                     days */
  REAP_PAUSE_US = 1000,
};

struct pc_exec_program {
  GPid pid; /* 0: it has ended */
  int status;
  int input; /* our ends of its pipes; -1: closed */
  int output;
  int errors;
  pc_line_reader reader;
  bool greeted; /* has answered once: what it says unasked from then on would be taken for an answer
                 */
  GString *complaint; /* what it wrote to standard error, the last of it */
};

static void child_set_up(gpointer data) {
  /* The end of its input tells a program to end; this is for those that do not listen. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != GPOINTER_TO_INT(data))
    _exit(127);
  setpgid(0, 0);
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  /* The worker's own limit is none of its. */
  struct rlimit memory;
  if (getrlimit(RLIMIT_DATA, &memory) == 0) {
    memory.rlim_cur = memory.rlim_max;
    setrlimit(RLIMIT_DATA, &memory);
  }
}

static void fd_drop(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

pc_exec_program *pc_exec_program_new(char *const *argv, GError **error) {
  g_autofree pc_exec_program *program = g_new0(pc_exec_program, 1);
  g_autoptr(GError) problem = NULL;
  char **words = (char **)(guintptr)argv; /* GLib does not change them */
  if (!g_spawn_async_with_pipes(NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                                child_set_up, GINT_TO_POINTER(getpid()), &program->pid,
                                &program->input, &program->output, &program->errors, &problem)) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot start the program '%s': %s", argv[0],
                problem->message);
    return NULL;
  }
  g_unix_set_fd_nonblocking(program->input, TRUE, NULL);
  g_unix_set_fd_nonblocking(program->output, TRUE, NULL);
  g_unix_set_fd_nonblocking(program->errors, TRUE, NULL);
  pc_line_reader_init(&program->reader, PC_ANSWER_BYTES_MAX);
  program->complaint = g_string_new(NULL);
  return g_steal_pointer(&program);
}

bool pc_exec_program_is_alive(const pc_exec_program *program) {
  return program && program->pid != 0;
}

static bool program_has_ended(const pc_exec_program *program) {
  siginfo_t ended = {0};
  return waitid(P_PID, (id_t)program->pid, &ended, WEXITED | WNOWAIT | WNOHANG) != 0 ||
         ended.si_pid != 0;
}

/* Reads what is there of its standard error. */
static void errors_read(pc_exec_program *program) {
  char chunk[4096];
  /* As much as a pipe holds: a program may go on writing. */
  for (int i = 0; i < 16 && program->errors >= 0; i++) {
    const ssize_t n = read(program->errors, chunk, sizeof chunk);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
      fd_drop(&program->errors);
    if (n <= 0)
      return;
    g_string_append_len(program->complaint, chunk, n);
    if (program->complaint->len > STDERR_KEPT)
      g_string_erase(program->complaint, 0, (gssize)(program->complaint->len - STDERR_KEPT));
  }
}

/* Waits until it has ended, kills what is left of its group, and takes its status; false: it had to
 * be killed. */
static bool program_reap(pc_exec_program *program, guint limit_ms) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  bool ended;
  while (!(ended = program_has_ended(program)) && g_get_monotonic_time() < until_us) {
    errors_read(program);
    g_usleep(REAP_PAUSE_US);
  }
  kill(-program->pid, SIGKILL);
  kill(program->pid, SIGKILL);
  while (waitpid(program->pid, &program->status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid(program->pid);
  program->pid = 0;
  errors_read(program);
  return ended;
}

static void complaint_append(const pc_exec_program *program, GString *text) {
  g_autofree char *valid =
      g_utf8_make_valid(program->complaint->str, (gssize)program->complaint->len);
  g_strstrip(valid);
  if (*valid)
    g_string_append_printf(text, "; it wrote to standard error: %s", valid);
}

static bool program_give_up(pc_exec_program *program, int code, const char *text, GError **error) {
  g_autoptr(GString) message = g_string_new(text);
  if (program->pid)
    program_reap(program, 0);
  complaint_append(program, message);
  g_set_error(error, PC_ERROR, code, "%s", message->str);
  return false;
}

void pc_exec_program_fail(pc_exec_program *program, const char *text, GError **error) {
  program_give_up(program, PC_ERROR_LOST, text, error);
}

/* Its output has ended. */
static bool program_lost(pc_exec_program *program, GError **error) {
  g_autoptr(GString) text = g_string_new("the program ");
  fd_drop(&program->input);
  const bool ended = program_reap(program, LOST_MS);
  g_autofree char *how = pc_process_end_describe(program->status);
  if (!ended)
    g_string_append(text, "closed its output, went on, and was killed");
  else
    g_string_append(text, how);
  const GString *rest = program->reader.buffer;
  const gsize length = rest->len - program->reader.start;
  if (length) {
    g_autofree char *half =
        g_utf8_make_valid(rest->str + program->reader.start, (gssize)MIN(length, SHOWN_MAX));
    g_string_append_printf(text, " in the middle of a line (%" G_GSIZE_FORMAT " bytes: '%s')",
                           length, half);
  } else {
    g_string_append(text, " before it answered");
  }
  return program_give_up(program, PC_ERROR_LOST, text->str, error);
}

static bool deadline_check(pc_exec_program *program, const pc_deadline *deadline, gint64 began_us,
                           GError **error) {
  switch (pc_deadline_now(deadline)) {
  case PC_DEADLINE_AHEAD:
    return true;
  case PC_DEADLINE_PASSED: {
    g_autofree char *text =
        g_strdup_printf("the program did not answer within %.1f s and was killed",
                        (double)(g_get_monotonic_time() - began_us) / 1e6);
    return program_give_up(program, PC_ERROR_TIMED_OUT, text, error);
  }
  case PC_DEADLINE_CANCELLED:
    return program_give_up(program, PC_ERROR_STOPPED, "stopped while the program was asked", error);
  }
  return false;
}

/* Writes what it takes. A program that reads no more may yet have answered. */
static void input_write(pc_exec_program *program, const GString *line, gsize *written) {
  const ssize_t n = write(program->input, line->str + *written, line->len - *written);
  if (n > 0)
    *written += (gsize)n;
  else if (n < 0 && errno != EAGAIN && errno != EINTR)
    fd_drop(&program->input);
}

/* Waits until something can be read or written, or the deadline may have come. */
static void program_poll(pc_exec_program *program, bool writing, const pc_deadline *deadline,
                         bool *ret_read, bool *ret_write) {
  struct pollfd fds[] = {
      {.fd = program->output, .events = POLLIN},
      {.fd = program->errors, .events = POLLIN},
      {.fd = writing ? program->input : -1, .events = POLLOUT},
      {.fd = deadline->input, .events = POLLIN},
  };
  poll(fds, G_N_ELEMENTS(fds), pc_deadline_left(deadline, POLL_MS));
  if (fds[1].revents)
    errors_read(program);
  *ret_read = fds[0].revents != 0;
  *ret_write = fds[2].revents != 0;
}

/* What came without a question would be taken for the answer to the next. */
static bool program_check_silent(pc_exec_program *program, GError **error) {
  g_autoptr(GError) problem = NULL;
  const pc_read state = pc_line_reader_fill(&program->reader, program->output, &problem);
  const GString *buffer = program->reader.buffer;
  const gsize length = buffer->len - program->reader.start;
  if (state == PC_READ_END)
    return program_lost(program, error);
  if (length == 0 && state == PC_READ_AGAIN)
    return true;
  g_autofree char *begun =
      g_utf8_make_valid(buffer->str + program->reader.start, (gssize)MIN(length, SHOWN_MAX));
  g_autofree char *text =
      g_strdup_printf("the program wrote more than one line for an answer: '%s'", begun);
  return program_give_up(program, PC_ERROR_LOST, text, error);
}

bool pc_exec_program_ask(pc_exec_program *program, const GString *line, const pc_deadline *deadline,
                         char **ret_answer, gsize *ret_length, GError **error) {
  const gint64 began_us = g_get_monotonic_time();
  gsize written = 0;
  if (program->greeted && !program_check_silent(program, error))
    return false;
  while (pc_line_reader_next(&program->reader, ret_answer, ret_length) != PC_READ_LINE) {
    bool can_read;
    bool can_write;
    g_autoptr(GError) problem = NULL;
    if (!deadline_check(program, deadline, began_us, error))
      return false;
    const bool ended = program_has_ended(program);
    program_poll(program, written < line->len, deadline, &can_read, &can_write);
    if (can_write)
      input_write(program, line, &written);
    /* Its own children may hold its output open. */
    if (!can_read && ended)
      return program_lost(program, error);
    if (!can_read)
      continue;
    const pc_read state = pc_line_reader_fill(&program->reader, program->output, &problem);
    if (state == PC_READ_END)
      return program_lost(program, error);
    if (state == PC_READ_FAILED) {
      g_autofree char *text =
          g_strdup_printf("the program's answer cannot be read: %s", problem->message);
      return program_give_up(program, problem->code, text, error);
    }
  }
  const bool asked = written == line->len || !program->greeted;
  program->greeted = true;
  if (asked)
    return true;
  return program_give_up(program, PC_ERROR_LOST,
                         "the program answered before it had read the question", error);
}

bool pc_exec_program_end(pc_exec_program *program) {
  fd_drop(&program->input);
  /* It may be stuck on a pipe that nobody reads. */
  fd_drop(&program->output);
  return program->pid == 0 || program_reap(program, END_MS);
}

void pc_exec_program_free(pc_exec_program *program) {
  if (!program)
    return;
  pc_exec_program_end(program);
  fd_drop(&program->errors);
  pc_line_reader_clear(&program->reader);
  g_string_free(program->complaint, TRUE);
  g_free(program);
}
