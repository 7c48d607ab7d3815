/* SPDX-License-Identifier: MIT */
/*
 * Suites: a selection of probes with a policy, for one use. Data only:
 *
 *   summary: one line
 *   roles: [sql]            the roles that it asks about (default: all); services of others lie
 * outside of its scope select: [patterns]      what is in (default: everything); selection.h
 *   exclude: [patterns]     what is out again
 *   severity: low           the least severity that is asked
 *   reach: scratch          the most reach that is allowed (default: scratch)
 *   fail-on: any            what counts for the exit status: any, medium, high, strict, never
 *   deadline: 10s           the longest time for one probe, but for those that declare that they
 * need more
 */
#ifndef PC_SUITE_H
#define PC_SUITE_H

#include "harness/model/probe.h"

typedef struct pc_suite {
  char *name;
  char *summary;
  char **roles;   /* of pc_role_names, or NULL: all */
  char **select;  /* or NULL */
  char **exclude; /* or NULL */
  pc_severity severity;
  pc_reach reach;
  char *fail_on;     /* one of pc_policy_names (policy.h), or NULL */
  guint deadline_ms; /* 0: not given */
} pc_suite;

/* PC_ERROR_USAGE with name:line:column, what was expected and the nearest valid name. */
pc_suite *pc_suite_parse(const char *text, gsize length, const char *name, GError **error);
/* A suite that comes with the program by its name, or a file by its path (with a slash, or ending
 * in .yaml). */
pc_suite *pc_suite_find(const char *name, GError **error);
/* The names of those that come with the program; the caller's. */
char **pc_suite_names(void);
void pc_suite_free(pc_suite *suite);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_suite, pc_suite_free)

/* Whether it asks about any of these roles (bits by pc_role). */
bool pc_suite_has_role(const pc_suite *suite, guint roles);
/* By roles, select, exclude and severity; reach is the plan's to hold, as it is listed as a skip.
 */
bool pc_suite_selects(const pc_suite *suite, const pc_probe *probe);

#endif
