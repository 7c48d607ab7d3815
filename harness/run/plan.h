/* SPDX-License-Identifier: MIT */
/*
 * The plan: which probes are asked of which services, and which are not, and why. A plain
 * structure, made before anything is contacted.
 */
#ifndef PC_PLAN_H
#define PC_PLAN_H

#include "harness/catalogue/catalogue.h"
#include "harness/model/endpoint.h"
#include "harness/model/probe.h"

struct pc_adapter;

enum {
  PC_WORKERS_MAX = 16,
  PC_CONNECTIONS_DEFAULT = 48,
  PC_CONNECTIONS_PRODUCTION = 4,
  PC_DEADLINE_MS_DEFAULT = 10000,
  PC_ASKS_MIN = 2, /* fewer cannot tell an answer from chance */
  PC_ASKS_MAX = 100
};

/* One service of one environment. Owns its strings. */
typedef struct pc_target {
  char *environment;
  char *service; /* its name in the configuration; of a plain URL, the role's name. A role's name
                    chooses that role */
  pc_endpoint *endpoint;
  const struct pc_adapter *adapter;
  char **via;      /* the command in front of the worker, or NULL */
  char *via_shown; /* the same for people: without secrets */
  guint connections;
  bool production;
  bool confined; /* scripts of the user's are asked in production: the service must keep them in
                    their scratch */
  bool allow_intrusive;
} pc_target;

typedef struct pc_planned {
  const pc_probe *probe;
  const char *skipped; /* why it is not asked of this target (static text), or NULL */
} pc_planned;

typedef struct pc_planned_target {
  pc_target *target;
  GArray *probes; /* pc_planned, sorted by id */
  guint asked;    /* how many of them are not skipped */
} pc_planned_target;

typedef struct pc_plan {
  GPtrArray *targets; /* pc_planned_target, in the order of the environments given */
  guint deadline_ms;
  guint asks; /* how often every probe is asked, each time in fresh scratch */
} pc_plan;

void pc_target_free(pc_target *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_target, pc_target_free)
/* Finds the adapter and checks the URL; where (may be NULL) goes in front of error messages.
 * secrets (secrets.h, may be NULL) are those of the configuration: the URL or a command may hold
 * them. */
pc_target *pc_target_new(const char *environment, const char *service, const char *url,
                         const char *where, const GPtrArray *secrets, GError **error);

/* The command in front of the worker (copied), or NULL; what it holds of secrets is masked in
 * messages. */
void pc_target_set_via(pc_target *target, char *const *via);

typedef bool (*pc_probe_filter)(const pc_probe *probe, gconstpointer data);

/* targets (pc_target) become the plan's; every probe is asked PC_ASKS_MIN times. filter says which
 * probes are wanted at all; max_reach is the suite's. compared: what no other environment can be
 * asked is skipped. */
pc_plan *pc_plan_new(const pc_catalogue *catalogue, GPtrArray *targets, pc_probe_filter filter,
                     gconstpointer data, pc_reach max_reach, bool compared, guint deadline_ms);
void pc_plan_free(pc_plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_plan, pc_plan_free)

#endif
