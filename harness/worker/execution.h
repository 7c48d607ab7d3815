/* SPDX-License-Identifier: MIT */
/*
 * One probe asked once of one service, in a scratch that is open: the sessions, the statements that still wait, and
 * what was observed. Scripts and C probes are driven through the same functions.
 *
 * After each statement the sessions that waited are looked at again, so that what one statement releases is settled
 * before the next is sent. Session 0 is the first.
 */
#ifndef PC_EXECUTION_H
#define PC_EXECUTION_H

#include "harness/model/deadline.h"
#include "harness/model/outcome.h"
#include "harness/model/probe.h"
#include "harness/model/statement.h"

struct pc_adapter;
struct pc_harness;

typedef struct pc_asking pc_asking;

/* Borrows everything until pc_asking_free, which closes the sessions. */
pc_asking *pc_asking_new(const struct pc_adapter *adapter, void *service, const pc_probe *probe, const char *scratch,
                         const pc_stop *stop);
void pc_asking_free(pc_asking *asking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_asking, pc_asking_free)

/* A statement (borrowed) that is sent first in every session; where it is refused, that is the probe's refused setup.
 */
void pc_asking_set_first(pc_asking *asking, const char *statement);

/* Reports every step to harness (step.h; borrowed; NULL, the default: reports none). */
void pc_asking_set_harness(pc_asking *asking, const struct pc_harness *harness);

/* Runs the whole probe. false: a fault; what was observed before it is kept. */
bool pc_asking_run(pc_asking *asking, GError **error);

/* For C probes. Sends statement on session and records its outcome under label (NULL: setup, whose refusal ends the
 * probe: pc_asking_ended; so does an operation that the service lacks, but one that only reads). true also where it
 * waits; it is then recorded when it is done. */
bool pc_asking_send(pc_asking *asking, guint session, const char *label, const pc_statement *statement, GError **error);
/* Sends statement, which must not wait, and gives its outcome to the caller unrecorded. */
bool pc_asking_try(pc_asking *asking, guint session, const pc_statement *statement, pc_outcome **ret_outcome,
                   GError **error);
/* The same two for an operation (operation.h), which is consumed. */
bool pc_asking_operate_take(pc_asking *asking, guint session, const char *label, json_t *operation, GError **error);
bool pc_asking_operate_try_take(pc_asking *asking, guint session, json_t *operation, pc_outcome **ret_outcome,
                                GError **error);
/* Ends the session's connection, when its statement is done, and opens it anew. */
bool pc_asking_reconnect(pc_asking *asking, guint session, GError **error);
/* Lets time pass, such as that of a TTL; false: the deadline came first. */
bool pc_asking_sleep(const pc_asking *asking, guint ms, GError **error);
/* The scratch's name, with which everything begins that the probe makes. Borrowed. */
const char *pc_asking_scratch(const pc_asking *asking);
/* The outcome that was recorded under label; NULL: none. Borrowed. */
const pc_outcome *pc_asking_observed(const pc_asking *asking, const char *label);
/* What is asked. Borrowed. */
const pc_probe *pc_asking_probe(const pc_asking *asking);
/* Gives the observation called label, which was not asked after all (PC_ERROR_NOT_ASKED), the outcome of an operation
 * that the service has not. */
void pc_asking_observe_lack(pc_asking *asking, const char *label, const char *operation);
/* Records an outcome, which is consumed, under label: what the probe made of several answers. */
void pc_asking_observe_take(pc_asking *asking, const char *label, pc_outcome *outcome);
/* The same of what it made of the answer to one operation (borrowed) of a session. */
void pc_asking_observe_answer_take(pc_asking *asking, guint i, const char *label, const json_t *operation,
                                   pc_outcome *outcome);
bool pc_asking_ended(const pc_asking *asking);

/* Appends members of a JSON object:
 * "asked":N,"observations":[{"label":..,"outcome":..},...],"rules":{..},"setup_refused":bool,"trace":[..]. */
void pc_asking_print(pc_asking *asking, GString *json);

#endif
