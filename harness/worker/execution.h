/* SPDX-License-Identifier: MIT */
/*
 * One probe asked once of one service, in a scratch that is open: the sessions, the statements that
 * still wait, and what was observed. Scripts and C probes are driven through the same functions.
 *
 * After each statement the sessions that waited are looked at again, so that what one statement
 * releases is settled before the next is sent. Session 0 is the first.
 */
#ifndef PC_EXECUTION_H
#define PC_EXECUTION_H

#include "harness/model/deadline.h"
#include "harness/model/outcome.h"
#include "harness/model/probe.h"
#include "harness/model/statement.h"

struct pc_adapter;
struct pc_harness;
struct pc_typed_step;

typedef struct pc_execution pc_execution;

/* Borrows everything until pc_execution_free, which closes the sessions. */
pc_execution *pc_execution_new(const struct pc_adapter *adapter, void *service,
                               const pc_probe *probe, const char *scratch,
                               const pc_deadline *deadline);
void pc_execution_free(pc_execution *execution);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_execution, pc_execution_free)

/* A statement (borrowed) that is sent first in every session; where it is refused, that is the
 * probe's refused setup.
 */
void pc_execution_set_first(pc_execution *execution, const char *statement);

/* Reports every step to harness (step.h; borrowed; NULL, the default: reports none). */
void pc_execution_set_harness(pc_execution *execution, const struct pc_harness *harness);

/* Runs the whole probe. false: a fault; what was observed before it is kept. */
bool pc_execution_run(pc_execution *execution, GError **error);

/* For C probes. Sends statement on session and records its outcome under label (NULL: setup, whose
 * refusal ends the probe: pc_execution_ended; so does an operation that the service lacks, but one
 * that only reads). true also where it waits; it is then recorded when it is done. */
bool pc_execution_send(pc_execution *execution, guint session, const char *label,
                       const pc_statement *statement, GError **error);
/* Sends statement, which must not wait, and gives its outcome to the caller unrecorded. */
bool pc_execution_try(pc_execution *execution, guint session, const pc_statement *statement,
                      pc_outcome **ret_outcome, GError **error);
/* The same two for an operation (operation.h), which is consumed. */
bool pc_execution_operate_take(pc_execution *execution, guint session, const char *label,
                               json_t *operation, GError **error);
bool pc_execution_operate_try_take(pc_execution *execution, guint session, json_t *operation,
                                   pc_outcome **ret_outcome, GError **error);
/* Ends the session's connection, when its statement is done, and opens it anew. */
bool pc_execution_reconnect(pc_execution *execution, guint session, GError **error);
/* Lets time pass, such as that of a TTL; false: the deadline came first. */
bool pc_execution_sleep(const pc_execution *execution, guint ms, GError **error);
/* The scratch's name, with which everything begins that the probe makes. Borrowed. */
const char *pc_execution_scratch(const pc_execution *execution);
/* The outcome that was recorded under label; NULL: none. Borrowed. */
const pc_outcome *pc_execution_observed(const pc_execution *execution, const char *label);
/* What is asked. Borrowed. */
const pc_probe *pc_execution_probe(const pc_execution *execution);
/* Gives the observation called label, which was not asked after all (PC_ERROR_NOT_ASKED), the
 * outcome of an operation that the service has not. */
void pc_execution_observe_lack(pc_execution *execution, const char *label, const char *operation);
/* Records an outcome, which is consumed, under label: what the probe made of several answers. */
void pc_execution_observe_take(pc_execution *execution, const char *label, pc_outcome *outcome);
/* The same of what it made of the answer to one operation (borrowed) of a session. */
void pc_execution_observe_answer_take(pc_execution *execution, guint i, const char *label,
                                      const json_t *operation, pc_outcome *outcome);
/* Asks one step of a typed language (typed_step.h), the pause that it is, or as often as it says.
 */
bool pc_execution_typed_step(pc_execution *execution, guint session, const char *label,
                             const struct pc_typed_step *step, GError **error);
/* For C probes: the same of a step as a script has it, "set a 'v' ttl=60". */
bool pc_execution_step(pc_execution *execution, guint session, const char *label, const char *text,
                       GError **error);
/* Sends it, which must not wait, and gives its outcome, shown as it says, unrecorded. */
bool pc_execution_step_try(pc_execution *execution, guint session, const char *text,
                           pc_outcome **ret_outcome, GError **error);
/* Records an outcome of such a step, which is consumed, under label. */
void pc_execution_observe_step_take(pc_execution *execution, guint session, const char *label,
                                    const char *text, pc_outcome *outcome);
bool pc_execution_ended(const pc_execution *execution);

/* Appends members of a JSON object: "asked":N, "observations":[{"label":..,"outcome":..},...],
 * "rules":{..}, "setup_refused":bool, "trace":[..]. */
void pc_execution_print(pc_execution *execution, GString *json);

#endif
