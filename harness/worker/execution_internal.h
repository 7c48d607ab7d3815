/* SPDX-License-Identifier: MIT */
/* Between running a probe (execution.c) and printing what came of it (execution_print.c). */
#ifndef PC_EXECUTION_INTERNAL_H
#define PC_EXECUTION_INTERNAL_H

#include "harness/worker/dependence.h"
#include "harness/worker/execution.h"

typedef struct pc_observation {
  char *label;
  pc_outcome *outcome;              /* NULL until the statement is done */
  bool deadlocked;                  /* was in a deadlock: which session was refused is not kept */
  guint sent_before;                /* statements that had been sent when this one was done */
  struct pc_statement_order *order; /* of its rows; owned; NULL: there is none, or all of it is the
                                       question */
  GPtrArray *needs; /* labels of the steps that this one depends on (dependence.h); NULL: of no
                       operation */
} pc_observation;

/* What was sent, in order. */
typedef struct pc_sent {
  char *text;
  char *parameters; /* as JSON, or NULL */
  char *label;
  guint session;
  guint line;                /* of the script; 0: none */
  GPtrArray *needs;          /* as an observation's */
  pc_outcome *setup_outcome; /* owned; NULL where the outcome is an observation's, or none came */
  pc_observation *observed;  /* borrowed, or NULL */
  gint64 began_us;
  gint64 took_us;
} pc_sent;

struct pc_execution {
  const struct pc_adapter *adapter;
  const struct pc_driver *driver;
  void *service;
  const pc_probe *probe;
  const pc_deadline *deadline;
  const char *first; /* or NULL */
  guint line;        /* of the script that is being sent; 0: none */
  const struct pc_harness *harness;
  char *scratch;
  char *own_name;
  char *own_number;
  const char *references[7];
  struct pc_execution_session *sessions; /* private to execution.c */
  pc_dependence *dependence;
  GPtrArray *observations;
  GPtrArray *trace;
  bool folds; /* a statement spoke of a collation that may hold texts equal that differ */
  bool ended;
  bool setup_refused;
  bool judges; /* what tells of the user's rights or of the service's state is no answer */
};

/* Whether the header says that the order of a label's rows is the question. */
bool pc_execution_label_is_ordered(const pc_execution *execution, const char *label);

/* A text in which the names of this scratch are those of every scratch; the caller's. */
char *pc_execution_neutral(const pc_execution *execution, const char *text);
/* What the i-th session is called; buffer is for a name that the script does not give. */
const char *pc_execution_session_name(const pc_execution *execution, guint i, char buffer[8]);

#endif
