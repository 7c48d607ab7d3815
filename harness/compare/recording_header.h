/* SPDX-License-Identifier: MIT */
/*
 * The header of a recording (recording.h), parsed once where the recording is opened: which run it
 * is of, and what each service was.
 *
 * Texts and JSON that members point to belong to the header; NULL where it tells nothing.
 */
#ifndef PC_RECORDING_HEADER_H
#define PC_RECORDING_HEADER_H

#include "harness/model/fingerprint.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* What is said of one service. */
typedef struct pc_service_record {
  const char *name;
  const json_t *json; /* all of it */
  const char *adapter;
  const char *product;
  const char *url; /* without secrets */
  const char *client;
  const char *session_client; /* of each session, where a script has several */
  pc_fingerprint fingerprint;
  const char *down;          /* why it is not there (any more) */
  const json_t *left;        /* texts: scratches that could not be removed, and why */
  const json_t *incidents;   /* what the run changed outside of its scratches (incident.h) */
  json_int_t incidents_more; /* beside those */
  const char *unseen;        /* why it cannot be told whether it changed any */
} pc_service_record;

typedef struct pc_recording_header {
  json_t *json; /* all of it */
  const char *tool;
  const char *run;
  const char *recorded;    /* a timestamp */
  const char *catalogue;   /* its digest */
  const char *environment; /* never NULL */
  const char *reference;   /* the environment that the others are held against */
  bool interrupted;
  GArray *services;          /* pc_service_record, in the recording's order; see _service_at */
  const json_t *comparators; /* by probe: "tolerance 1e-9" */
  const json_t *ordered;     /* by probe: labels whose row order is the question */
  const json_t *own;         /* by probe of the user's: labels that may be unknown */
  json_t *outside;           /* by service that lies outside of the run's scope: why */
  json_t *deployment;        /* deployment.h; an object or NULL */
} pc_recording_header;

/* Keeps a reference to json. PC_ERROR_USAGE, without the recording's name: what is not as it must
 * be, and where in the header; also where it is of another format. */
pc_recording_header *pc_recording_header_new(json_t *json, GError **error);
pc_recording_header *pc_recording_header_ref(pc_recording_header *header);
/* NULL is fine. */
void pc_recording_header_unref(pc_recording_header *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_recording_header, pc_recording_header_unref)

/* Whether the JSON is the header of a recording at all, of this format or another. */
bool pc_recording_header_is(const json_t *json);

/* NULL: the environment has no such service. */
const pc_service_record *pc_recording_header_service(const pc_recording_header *header,
                                                     const char *name);
static inline const pc_service_record *
pc_recording_header_service_at(const pc_recording_header *header, guint i) {
  return &g_array_index(header->services, pc_service_record, i);
}

#endif
