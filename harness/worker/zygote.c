/* SPDX-License-Identifier: MIT */
/* Workers by fork. */
#include "harness/worker/zygote.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  ENDS = 3,         /* standard input, output and error */
  START_MS = 10000, /* for the first worker: the zygote loads everything before */
  FORK_MS = 5000,   /* for another; one that comes too late costs no more than a start by exec */
};

/* There is one for a process, as there is one process to start workers. */
static struct {
  bool tried;
  GPid pid;   /* 0: none runs */
  int socket; /* to it, while it runs */
} zygote;

/* A message with the ends of a worker's pipes. */
typedef struct ends_message {
  struct msghdr header;
  struct iovec body;
  char byte; /* nothing is sent without a body */
  alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * ENDS)];
} ends_message;

static void ends_message_init(ends_message *message) {
  *message = (ends_message){0};
  message->body = (struct iovec){.iov_base = &message->byte, .iov_len = 1};
  message->header = (struct msghdr){.msg_iov = &message->body,
                                    .msg_iovlen = 1,
                                    .msg_control = message->control,
                                    .msg_controllen = sizeof message->control};
}

static bool ends_send(int socket, const int ends[ENDS]) {
  ends_message message;
  ends_message_init(&message);
  struct cmsghdr *control = CMSG_FIRSTHDR(&message.header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(int) * ENDS);
  memcpy(CMSG_DATA(control), ends, sizeof(int) * ENDS);
  return sendmsg(socket, &message.header, MSG_NOSIGNAL) == 1;
}

/* false: the other side is gone, or is no harness. */
static bool ends_receive(int socket, int ends[ENDS]) {
  ends_message message;
  ssize_t n;
  do {
    ends_message_init(&message);
    n = recvmsg(socket, &message.header, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  const struct cmsghdr *control = n == 1 ? CMSG_FIRSTHDR(&message.header) : NULL;
  if (!control || control->cmsg_type != SCM_RIGHTS ||
      control->cmsg_len != CMSG_LEN(sizeof(int) * ENDS))
    return false;
  memcpy(ends, CMSG_DATA(control), sizeof(int) * ENDS);
  return true;
}

/* In the process between: the worker is nobody's child when this process has ended, and so the
 * harness's. */
static void worker_fork(pid_t *ret_pid) {
  const pid_t pid = fork();
  if (pid == 0)
    return;
  /* Ctrl-C is for the harness. Here, so that the group is there when the harness learns of the
   * worker. */
  if (pid > 0)
    setpgid(pid, pid);
  *ret_pid = pid;
  _exit(0);
}

bool pc_worker_zygote_serve(int socket, char *word) {
  int type = 0;
  int ends[ENDS];
  if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof type}) != 0 ||
      type != SOCK_SEQPACKET)
    return true;
  pid_t *pid = mmap(NULL, sizeof *pid, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (pid == MAP_FAILED)
    return false;
  while (ends_receive(socket, ends)) {
    *pid = 0;
    const pid_t between = fork();
    if (between == 0) {
      worker_fork(pid);
      munmap(pid, sizeof *pid);
      for (int i = 0; i < ENDS; i++)
        dup2(ends[i], i);
      close_range(ENDS, ~0U, 0);
      memcpy(word, "worker", sizeof "worker"); /* as long as "zygote" */
      return true;
    }
    for (int i = 0; i < ENDS; i++)
      close(ends[i]);
    while (between > 0 && waitpid(between, NULL, 0) < 0 && errno == EINTR)
      ;
    const pid_t answer = *pid;
    send(socket, &answer, sizeof answer, MSG_NOSIGNAL);
  }
  return false;
}

static void child_set_up(gpointer data) {
  /* The end of the socket tells of the harness's too, but not to a zygote that is stopped. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != GPOINTER_TO_INT(data))
    _exit(127);
  setpgid(0, 0);
}

static bool zygote_start(void) {
  int sockets[2];
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  char *argv[] = {self, (char[]){"zygote"}, NULL};
  if (!self || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    return false;
  const GSpawnFlags flags =
      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
  GPid pid;
  const bool started =
      g_spawn_async_with_fds(NULL, argv, NULL, flags, child_set_up, GINT_TO_POINTER(getpid()), &pid,
                             sockets[1], -1, -1, NULL);
  close(sockets[1]);
  if (!started) {
    close(sockets[0]);
    return false;
  }
  zygote.pid = pid;
  zygote.socket = sockets[0];
  return true;
}

/* The worker's process id; 0 or less: there is none. */
static pid_t answer_receive(int limit_ms) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  struct pollfd ready = {.fd = zygote.socket, .events = POLLIN};
  pid_t answer = 0;
  int n;
  do {
    const gint64 left_ms = (until_us - g_get_monotonic_time() + 999) / 1000;
    n = poll(&ready, 1, (int)MAX(left_ms, 0));
  } while (n < 0 && errno == EINTR);
  return n == 1 && recv(zygote.socket, &answer, sizeof answer, 0) == sizeof answer ? answer : 0;
}

/* Has the zygote fork a worker with these ends, which is then this process's child. */
static pid_t zygote_ask(const int ends[ENDS], int limit_ms) {
  int before = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &before);
  /* Only now: whoever else loses its parent, a worker's program above all, is none of ours, and
   * nobody here would wait for its end. */
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return 0;
  const pid_t pid = ends_send(zygote.socket, ends) ? answer_receive(limit_ms) : 0;
  prctl(PR_SET_CHILD_SUBREAPER, before);
  siginfo_t ended;
  const int options = WEXITED | WNOHANG | WNOWAIT;
  return pid > 0 && waitid(P_PID, (id_t)pid, &ended, options) == 0 ? pid : 0;
}

bool pc_worker_zygote_fork(GPid *ret_pid, int *ret_input, int *ret_output, int *ret_errors) {
  const bool first = !zygote.tried;
  zygote.tried = true;
  if (first ? !zygote_start() : zygote.pid == 0)
    return false;
  int pipes[ENDS][2];
  int n = 0;
  while (n < ENDS && g_unix_open_pipe(pipes[n], FD_CLOEXEC, NULL))
    n++;
  const int ends[ENDS] = {pipes[0][0], pipes[1][1], pipes[2][1]};
  const pid_t pid = n == ENDS ? zygote_ask(ends, first ? START_MS : FORK_MS) : 0;
  for (int i = 0; i < n; i++) {
    close(pipes[i][i == 0 ? 0 : 1]);
    /* What was forked for an answer that did not come ends with its input. */
    if (!pid)
      close(pipes[i][i == 0 ? 1 : 0]);
  }
  if (!pid) {
    pc_worker_zygote_end();
    return false;
  }
  *ret_pid = pid;
  *ret_input = pipes[0][1];
  *ret_output = pipes[1][0];
  *ret_errors = pipes[2][0];
  return true;
}

void pc_worker_zygote_end(void) {
  if (zygote.pid == 0)
    return;
  close(zygote.socket);
  kill(zygote.pid, SIGKILL);
  while (waitpid(zygote.pid, NULL, 0) < 0 && errno == EINTR)
    ;
  zygote.pid = 0;
}
