/* SPDX-License-Identifier: MIT */
/* The harness's own errors. What a system under test answers is an outcome (outcome.h), never one
 * of these. */
#ifndef PC_ERROR_H
#define PC_ERROR_H

#include <glib.h>

#define PC_ERROR (pc_error_quark())
GQuark pc_error_quark(void);

typedef enum pc_error {
  PC_ERROR_USAGE,       /* wrong arguments, configuration, script, recording: exit status 2 */
  PC_ERROR_UNREACHABLE, /* the service is not there or does not let us in: exit status 3 */
  PC_ERROR_UNFIT, /* the service was reached but cannot be used, for want of rights for one: exit
                     status 3 */
  PC_ERROR_LOST,  /* the connection was lost in the middle: a fault */
  PC_ERROR_TIMED_OUT, /* the deadline passed: a fault */
  PC_ERROR_STOPPED,   /* the harness asked to stop */
  PC_ERROR_CONFINED,  /* the statement would leave the scratch: not sent, a fault */
  PC_ERROR_NOT_ASKED, /* the service or its user lacks what the probe needs: it is skipped */
  PC_ERROR_TOO_LARGE, /* the answer is larger than the ceiling: a fault */
  PC_ERROR_FAILED,    /* anything else: the harness itself failed: exit status 4 */
} pc_error;

/* The names of pc_error codes on the wire: "usage", "unreachable", "unfit", "lost", "timed-out",
 * "stopped", "confined", "not-asked", "too-large", "failed". */
const char *pc_error_code_name(int code);
/* And back; fallback for another name, or NULL. */
int pc_error_code_named(const char *name, int fallback);

/* Exit statuses, the first that holds. _FAILED also where the run changed what is not its own
 * (incident.h). */
enum {
  PC_EXIT_SAME = 0,
  PC_EXIT_DIFFERENT = 1,
  PC_EXIT_USAGE = 2,
  PC_EXIT_INCOMPLETE = 3,
  PC_EXIT_FAILED = 4
};

/* The name in candidates (NULL-terminated) nearest to name, or NULL when none is near. Borrowed
 * from candidates. */
const char *pc_nearest(const char *name, const char *const *candidates);

/* ", did you mean 'NAME'?" with the nearest of candidates, or "" where none is near; the caller's.
 */
char *pc_nearest_hint(const char *name, const char *const *candidates);

#endif
