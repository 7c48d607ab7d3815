/* SPDX-License-Identifier: MIT */
/*
 * Which steps of a probe mean something only because of what an earlier step made: reading a key
 * needs the step that stored it. Where one service alone lacks or refuses the step that makes, what
 * another then answers to those that need it is a consequence, not a difference of its own.
 *
 * An operation uses what its arguments name: keys, queues, topics and groups, which all sessions
 * share; messages, consumers and the connection, which are its session's. It makes what of these it
 * may change: nothing where it only reads, the connection where it sets that up, everything where
 * it names nothing that is shared. A step needs the last one that made each thing it uses; that one
 * needs the ones before it in turn. What adds a message to a queue or topic needs the place alone,
 * not the messages that were added before; what reads them needs all of these.
 */
#ifndef PC_DEPENDENCE_H
#define PC_DEPENDENCE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct pc_dependence pc_dependence;

pc_dependence *pc_dependence_new(void);
void pc_dependence_free(pc_dependence *dependence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_dependence, pc_dependence_free)

/* Whether the operation may change something that later ones see. */
bool pc_operation_makes(const json_t *operation);
/* Notes the next step, under label (NULL: setup, whose refusal ends the probe). Gives the labels
 * (const char *, the dependence's) of the steps that it needs, each once, sorted; a reference for
 * the caller, not to be changed. operation: NULL: what is observed was made of several answers: it
 * needs everything that was made, and makes nothing.
 */
GPtrArray *pc_dependence_add(pc_dependence *dependence, guint session, const char *label,
                             const json_t *operation);

#endif
