/* SPDX-License-Identifier: MIT */
/*
 * The name of a run, and of everything it makes: "pc_<start time>_<random>", then
 * "_<task>_<attempt>" for a scratch. The start time is in seconds since 1970, in base 36, so that
 * what an old run left can be told from its name.
 */
#ifndef PC_RUN_NAME_H
#define PC_RUN_NAME_H

#include <glib.h>
#include <stdbool.h>

/* The caller's. */
char *pc_run_name_new(void);
char *pc_scratch_name_new(const char *run, guint task, guint attempt);
/* The name of the run's worker of that number, which no scratch of the run has: of attempts there
 * is no 0. */
char *pc_worker_name_new(const char *run, guint number);
bool pc_worker_name_is_one(const char *name);
/* The run that a scratch's name belongs to (the caller's), or NULL where it is no such name;
 * ret_started_s gets its start. */
char *pc_run_name_of(const char *scratch, gint64 *ret_started_s);

/* The name of a scratch that text begins with ("pc_..._1b_1:key" with "pc_..._1b_1"), the caller's;
 * NULL: with none. */
char *pc_scratch_name_of(const char *text);
/* Whether it is such a name, and nothing more. */
bool pc_scratch_name_is_one(const char *name);
/* Whether the run that the name tells of began in these years: of what an application calls
 * "pc_orders_old_1_1" that is not so. Nothing that a journal lists is held against it, since a
 * machine's clock may be wrong. */
bool pc_run_time_is_plausible(const char *scratch);

#endif
