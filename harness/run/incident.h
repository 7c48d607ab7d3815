/* SPDX-License-Identifier: MIT */
/*
 * Incidents: what a run changed in a service outside of its scratches, told from what the service
 * held before its first probe and after its last. What changed and is named by no statement that
 * was sent, somebody else has changed meanwhile.
 */
#ifndef PC_INCIDENT_H
#define PC_INCIDENT_H

#include "harness/run/results.h"

enum { PC_INCIDENTS_MAX = 50 /* of one service that are listed one by one */ };

/* Sets incidents and net of every target's result that was looked at twice. */
bool pc_incidents_find(const pc_results *results, GError **error);

/* What the run changed ("INCIDENT: ..."), and then what of it could not be determined, one sentence
 * for each (char *), with the service in front; for people, the caller's. ret_unseen: how many of
 * them are of the second sort. */
GPtrArray *pc_incidents_list(const pc_results *results, guint *ret_unseen);

/* A member of "incidents" (recording.h) as a sentence, with what to do; the caller's. */
char *pc_incident_tell(const json_t *incident);
/* What is said of those that are not told one by one; the caller's; NULL: there are none. */
char *pc_incidents_more_tell(json_int_t more);
/* What is said where the second look was not had: why. The caller's. */
char *pc_incidents_unseen_tell(const char *why);

#endif
