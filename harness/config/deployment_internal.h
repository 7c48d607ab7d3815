/* SPDX-License-Identifier: MIT */
/* Deployment facts and git; for deployment.c and deployment_git.c only. */
#ifndef PC_DEPLOYMENT_INTERNAL_H
#define PC_DEPLOYMENT_INTERNAL_H

#include "harness/config/deployment.h"

/* Adds a problem to facts. */
void pc_deployment_problem_add(json_t *facts, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A revision that others are held against. */
typedef struct pc_deployed {
  const char *environment; /* NULL: HEAD */
  const char *revision;
} pc_deployed;

/* Adds to facts, which have a revision, what the repository (NULL: the current folder) says of it.
 */
void pc_deployment_add_git(json_t *facts, const char *repository, const pc_deployed *others,
                           guint n);

#endif
