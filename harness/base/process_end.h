/* SPDX-License-Identifier: MIT */
/* What a process that has ended leaves for people: how it ended, and the last that it wrote to
 * standard error. */
#ifndef PC_PROCESS_END_H
#define PC_PROCESS_END_H

#include <glib.h>
#include <stdbool.h>

enum {
  PC_STDERR_BYTES_MAX = 16 * 1024, /* of standard error that is kept while a process runs */
  PC_STDERR_BYTES_TOLD = 4000,     /* of it that is recorded */
  PC_STDERR_BYTES_SHOWN = 500,     /* of it in a message */
};

/* From a status as waitpid(2) has it: "was killed by signal 6 (SIGABRT, Aborted)", "ended with
 * status 99". The caller's. */
char *pc_process_end_describe(int status);
/* "SIGABRT"; NULL: no signal killed it, or one without a name. The caller's. */
char *pc_process_end_signal(int status);

/* Reads once from fd, which does not block, and appends to tail, which keeps the last
 * PC_STDERR_BYTES_MAX. false: nothing came. */
bool pc_stderr_read(int fd, GString *tail);
/* The last of it as valid UTF-8, at most PC_STDERR_BYTES_TOLD: up to the summary where a sanitizer
 * reported, as what follows it is a legend; else up to the end. NULL: there is none. The caller's.
 */
char *pc_stderr_tell(const GString *tail);
/* What pc_stderr_tell gave (or NULL), on one line of at most PC_STDERR_BYTES_SHOWN: a sanitizer's
 * error and summary, else the last lines, with " | " between them. NULL for NULL. The caller's. */
char *pc_stderr_show(const char *told);

#endif
