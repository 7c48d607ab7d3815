/* SPDX-License-Identifier: MIT */
/* What "run" and "record" have in common: from the command line and the configuration to a plan, and from a plan to
 * results. */
#ifndef PC_INVOCATION_H
#define PC_INVOCATION_H

#include "harness/catalogue.h"
#include "harness/plan.h"
#include "harness/pool.h"
#include "harness/suite.h"

/* Filled by GOption. Owned by the caller; pc_invocation_options_clear frees it. */
typedef struct pc_invocation_options {
  char *config;
  char *suite;
  char **select;
  char **probes;
  gboolean no_builtin;
  char **allow;
  char *deadline;
  gint asks; /* 0: not given */
  gboolean quiet;
} pc_invocation_options;

/* The entries for the options above, to be put into a command's table (without an end entry). */
#define PC_INVOCATION_ENTRIES(o)                                                                                         \
  {"config", 'c', 0, G_OPTION_ARG_FILENAME, &(o).config, "configuration (default: paritycheck.yaml, if it is there)",    \
   "FILE"},                                                                                                              \
      {"suite", 's', 0, G_OPTION_ARG_STRING, &(o).suite, "selection and policy: a suite's name or file", "SUITE"},       \
      {"select",    0,                                                                                                   \
       0,           G_OPTION_ARG_STRING_ARRAY,                                                                           \
       &(o).select, "only probes that match: id glob, tag:T, severity:S, role:R",                                        \
       "PATTERN"},                                                                                                       \
      {"probes", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(o).probes, "add your own scripts from a folder", "DIR"},           \
      {"no-builtin", 0, 0, G_OPTION_ARG_NONE, &(o).no_builtin, "leave out the probes that come with the program", NULL}, \
      {"allow",    0,                                                                                                    \
       0,          G_OPTION_ARG_STRING_ARRAY,                                                                            \
       &(o).allow, "'intrusive': the services of plain URLs are for tests alone",                                        \
       "REACH"},                                                                                                         \
      {"deadline", 0, 0, G_OPTION_ARG_STRING, &(o).deadline, "longest time for one probe (default: 10s)", "TIME"},       \
      {"asks", 0, 0, G_OPTION_ARG_INT, &(o).asks, "how often to ask each probe (default: 2)", "N"}, {                    \
    "quiet", 'q', 0, G_OPTION_ARG_NONE, &(o).quiet, "no progress line", NULL                                             \
  }

typedef struct pc_invocation {
  pc_catalogue *catalogue;
  pc_suite *suite; /* or NULL */
  pc_plan *plan;
  GPtrArray *environments; /* names (char *), in order */
  guint reference;         /* index into environments */
  char *fail_on;           /* policy, or NULL */
  char *run;               /* the run's name */
  bool quiet;
} pc_invocation;

void pc_invocation_options_clear(pc_invocation_options *options);
/* Makes the targets of ENV|URL arguments; with none, of all environments of the configuration. */
pc_invocation *pc_invocation_new(const pc_invocation_options *options, char *const *arguments, GError **error);
void pc_invocation_free(pc_invocation *invocation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_invocation, pc_invocation_free)

/* Asks everything, with a journal and, on a terminal, a progress line on standard error. */
bool pc_invocation_ask(const pc_invocation *invocation, pc_results **ret_results, GError **error);

/* The targets (pc_target) that one ENV|URL argument names, for doctor and clean. */
GPtrArray *pc_invocation_targets(const char *config_path, char *const *arguments, GPtrArray *ret_environments,
                                 GError **error);

#endif
