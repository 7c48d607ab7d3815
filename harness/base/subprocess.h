/* SPDX-License-Identifier: MIT */
/* A program run for what it prints: no shell, a deadline, a ceiling. */
#ifndef PC_SUBPROCESS_H
#define PC_SUBPROCESS_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_subprocess {
  const char *const *command;
  guint deadline_ms;
  gsize most;  /* bytes of output */
  bool silent; /* what it prints to standard error is dropped, else it goes where ours goes, */
  const GPtrArray *secrets; /* at its end, with these (secrets.h) masked, the last 64 KiB; NULL: at
                               once, as it is */
} pc_subprocess;

/* Runs the command with nothing on its standard input; ret_output is the caller's and UTF-8. false:
 * it could not be started, took too long, printed too much or no text, or ended with another status
 * than 0; the message names the program alone, for its arguments may hold a secret.
 * PC_ERROR_FAILED; PC_ERROR_TIMED_OUT, PC_ERROR_TOO_LARGE. */
bool pc_subprocess_run(const pc_subprocess *subprocess, char **ret_output, GError **error);

#endif
