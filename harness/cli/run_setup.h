/* SPDX-License-Identifier: MIT */
/* What "run" and "record" have in common: from the command line and the configuration to a plan,
 * and from a plan to results. */
#ifndef PC_RUN_SETUP_H
#define PC_RUN_SETUP_H

#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/suite.h"
#include "harness/cli/command.h"
#include "harness/run/plan.h"
#include "harness/run/results.h"

/* Filled by a command's table of options (command.h). */
typedef struct pc_run_setup_options {
  char *config;
  char *suite;
  char **select;
  char **probes;
  gboolean no_builtin;
  char **allow;
  char *deadline;
  char *asks;
  gboolean quiet;
  bool shown_alone; /* no option: each service's answers are shown, and nothing is compared */
} pc_run_setup_options;

#define PC_RUN_SETUP_OPTION(type, member, letter, kind, option, argument, help)                    \
  { option, letter, kind, offsetof(type, setup.member), argument, help }
/* The entries for the options above, in the table of a command whose options, of this type, have
 * them as setup. */
#define PC_RUN_SETUP_OPTIONS(type)                                                                 \
  PC_RUN_SETUP_OPTION(type, config, 'c', PC_COMMAND_FILE, "config", "FILE",                        \
                      "configuration (default: paritycheck.yaml, if it is there)"),                \
      PC_RUN_SETUP_OPTION(type, suite, 's', PC_COMMAND_TEXT, "suite", "SUITE",                     \
                          "selection and policy: a suite's name or file"),                         \
      PC_RUN_SETUP_OPTION(type, select, 0, PC_COMMAND_TEXTS, "select", "PATTERN",                  \
                          "only probes that match: id, area, glob, tag:T, severity:S, role:R"),    \
      PC_RUN_SETUP_OPTION(type, probes, 0, PC_COMMAND_FILES, "probes", "DIR",                      \
                          "add your own scripts: a folder, or one file"),                          \
      PC_RUN_SETUP_OPTION(type, no_builtin, 0, PC_COMMAND_FLAG, "no-builtin", NULL,                \
                          "leave out the probes that come with the program"),                      \
      PC_RUN_SETUP_OPTION(type, allow, 0, PC_COMMAND_TEXTS, "allow", "REACH",                      \
                          "'intrusive': the services of plain URLs are for tests alone"),          \
      PC_RUN_SETUP_OPTION(type, deadline, 0, PC_COMMAND_TEXT, "deadline", "TIME",                  \
                          "longest time for one probe (default: 10s)"),                            \
      PC_RUN_SETUP_OPTION(type, asks, 0, PC_COMMAND_TEXT, "asks", "N",                             \
                          "how often to ask each probe (default: 2)"),                             \
      PC_RUN_SETUP_OPTION(type, quiet, 'q', PC_COMMAND_FLAG, "quiet", NULL, "no progress line")

struct pc_config;

typedef struct pc_run_setup {
  struct pc_config *config; /* or NULL */
  pc_catalogue *catalogue;
  pc_suite *suite; /* or NULL */
  pc_plan *plan;
  GPtrArray *environments; /* names (char *), in order */
  guint reference;         /* index into environments */
  char *fail_on;           /* policy, or NULL */
  char *run;               /* the run's name */
  bool quiet;
  json_t *deployments; /* once told, or NULL */
  json_t *outside;     /* what lies outside of the scope (scope.h) */
} pc_run_setup;

/* Makes the targets of ENV|ENV/SERVICE|URL arguments; with none, of all environments of the
 * configuration. */
pc_run_setup *pc_run_setup_new(const pc_run_setup_options *options, char *const *arguments,
                               GError **error);
void pc_run_setup_free(pc_run_setup *setup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_run_setup, pc_run_setup_free)

/* Collects the facts about the environments' deployments that the configuration asks for, for their
 * recordings. Prints to standard error what could not be found out. */
void pc_run_setup_deployments(pc_run_setup *setup);
/* Asks everything, with a journal and, on a terminal, a progress line on standard error. */
bool pc_run_setup_ask(const pc_run_setup *setup, pc_results **ret_results, GError **error);

/* Prints to standard error what the run changed that is not its own, and of what that cannot be
 * determined (ret_unseen: of how many services). Gives how many incidents there are. */
guint pc_run_setup_incidents_print(const pc_results *results, guint *ret_unseen);

/* The targets (pc_target) that ENV|ENV/SERVICE|URL arguments name, for doctor and clean. */
GPtrArray *pc_run_setup_targets(const char *config_path, char *const *arguments,
                                GPtrArray *ret_environments, GError **error);

#endif
