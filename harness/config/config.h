/* SPDX-License-Identifier: MIT */
/*
 * The configuration, paritycheck.yaml:
 *
 *   reference: production          the environment that the others are held against
 *   suite: nightly                 a suite's name or file
 *   deadline: 10s                  the longest time for one probe, but for those that declare that
 * they need more fail-on: any                   any, medium, high, strict or never baseline:
 * known.yaml           the accepted differences, a file beside this one environments: production:
 *       production: true           few connections; intrusive probes are refused
 *       via: ssh bastion           a command in front of the worker
 *       database: ${DATABASE_URL}  a service: a name and its URL,
 *       cache: {url: ..., connections: 8, allow: intrusive}      or a mapping; session: own
 * declares that a pooler in front gives each client a whole session of the server deployment: what
 * runs there (deployment.h): revision, previous, deployed-at, deployed-by, command: ... a command
 * that prints the others, repository
 *
 * ${VAR} and ${VAR:-default} stand for environment variables in values, $$ for a dollar sign;
 * within a URL, what they hold is percent-encoded (url_variable.h). What a variable holds is in no
 * message. An environment's variables need only be set where it is asked.
 */
#ifndef PC_CONFIG_H
#define PC_CONFIG_H

#include "harness/config/deployment.h"

#include <glib.h>
#include <stdbool.h>

#define PC_CONFIG_DEFAULT "paritycheck.yaml"

typedef struct pc_service_config {
  char *name;
  char *url;         /* NULL: a variable in it is missing */
  char *where;       /* "file:line:column" of the URL, for messages about it */
  guint connections; /* 1 to 64, 0: not given */
  bool allow_intrusive;
  bool session_own;
} pc_service_config;

typedef struct pc_environment_config {
  char *name;
  char *where;
  bool production;
  char **via;          /* or NULL */
  GPtrArray *services; /* pc_service_config, at least one, in the order of the file */
  GPtrArray *missing;  /* char *: messages about variables that its values need and that are not set
                        */
  pc_deployment_config *deployment; /* or NULL */
} pc_environment_config;

typedef struct pc_config {
  char *reference;         /* one of the environments, or NULL */
  char *suite;             /* or NULL */
  char *fail_on;           /* one of pc_policy_names (policy.h), or NULL */
  char *baseline;          /* or NULL */
  guint deadline_ms;       /* 0: not given */
  GPtrArray *environments; /* pc_environment_config, at least one */
  GPtrArray *secrets;      /* what variables hold whose names tell of a password, token or key
                              (secrets.h) */
} pc_config;

/* PC_ERROR_USAGE with name:line:column, what was expected and the nearest valid name. */
pc_config *pc_config_load(const char *path, GError **error);
pc_config *pc_config_parse(const char *text, gsize length, const char *name, GError **error);
/* Reads of a configuration only what file its baseline is, so that nothing else need be there that
 * it asks for; NULL: it names none. The caller's. */
bool pc_config_baseline(const char *path, char **ret_baseline, GError **error);
void pc_config_free(pc_config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_config, pc_config_free)

#endif
