/* SPDX-License-Identifier: MIT */
/*
 * Whether a change of a service can be attributed to what a run sent: a statement that changes
 * something names the object, in a way that reaches it. A probe's own table may be called as one of
 * the application's is:
 *
 *   SQL          the name stands behind its schema or database ("public.orders", within a literal
 * too; both somewhere in a statement that puts another together), or in a probe that takes its
 * session there (SET search_path, USE); that of a schema, database or role behind the word for it,
 * and with it all that is in it. In an intrusive probe the name alone will do Redis        the key
 * stands as a word of its own in a command of an intrusive probe, the only one that may be sent
 *                another's key; FLUSHALL and the like name every key that is gone
 *   operations   it is the key or queue of one
 */
#ifndef PC_ATTRIBUTION_H
#define PC_ATTRIBUTION_H

#include "harness/model/inventory.h"
#include "harness/model/probe.h"
#include "harness/model/statement_token.h"

/* What was sent to one service. */
typedef struct pc_sent_log pc_sent_log;

pc_sent_log *pc_sent_log_new(void);
void pc_sent_log_free(pc_sent_log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_sent_log, pc_sent_log_free)

/* Adds a statement of the probe that was added last, or of another. All is copied. dialect: 0 for
 * what is no SQL. */
void pc_sent_log_add(pc_sent_log *log, const char *probe, bool intrusive, pc_language language,
                     guint dialect, const char *text);
/* Whether any of it was intrusive. */
bool pc_sent_log_is_intrusive(const pc_sent_log *log);

/* The probe whose statement names the changed object, and that statement, both borrowed from log;
 * false: there is none.
 */
bool pc_sent_log_find(const pc_sent_log *log, const pc_object_change *change,
                      const char **ret_probe, const char **ret_statement);

#endif
