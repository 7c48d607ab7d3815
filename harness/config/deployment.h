/* SPDX-License-Identifier: MIT */
/*
 * Deployment facts: what runs in an environment, since when, by whom; what git says of it. Told by
 * the configuration (config.h) or a command of the user, kept in the header of the environment's
 * recording:
 *
 *   "deployment": {"revision": R, "previous": R, "deployed_at": T, "deployed_by": N,      as far as
 * they were told "git": {"commit": C, "committed": T, "authors": [N, ..], "by_author": true, where
 * git knows the revision "behind": [{"environment": E|null, "commit": C, "behind": N, "ahead": N,
 * "oldest": T|null}, ..]}, "problems": ["..", ..]} what could not be had
 *
 * "behind" is against the repository's HEAD (null) and against each other environment whose
 * revision is known; "oldest" is when the oldest commit that waits was committed. Times are in UTC.
 * by_author: whether who deployed it is one of the authors, by name or e-mail; the names are git's,
 * no e-mail is kept.
 */
#ifndef PC_DEPLOYMENT_H
#define PC_DEPLOYMENT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* What the configuration says; every member may be NULL. */
typedef struct pc_deployment_config {
  char *revision;
  char *previous; /* the revision that was deployed before */
  char *deployed_at;
  char *deployed_by;
  char *repository; /* NULL: the current folder, if it is a git work tree */
  char **command;   /* prints the others: "key: value" lines, or a JSON object */
} pc_deployment_config;

void pc_deployment_config_clear(pc_deployment_config *config);

/* What was told of one environment. */
typedef struct pc_deployment {
  const char *environment;            /* borrowed */
  const pc_deployment_config *config; /* borrowed */
  bool asked; /* its facts are wanted: false: only its revision, where the configuration itself
                 tells it */
} pc_deployment;

/* An object with the facts of every asked one by the environment's name. Runs commands and git;
 * what fails is one of the facts' problems. secrets (secrets.h) and those in a command are masked
 * in the facts and in what it writes to standard error. */
json_t *pc_deployments_gather(const pc_deployment *deployments, guint n, const GPtrArray *secrets);

#endif
