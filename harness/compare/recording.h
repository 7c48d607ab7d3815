/* SPDX-License-Identifier: MIT */
/*
 * A recording: everything one environment answered, in one file. JSON Lines in this order:
 *
 * - A header:
 *     {"paritycheck":"recording","format":1,"tool":V,"run":R,"recorded":T,"catalogue":D,
 *      "deadline_ms":N,"environment":E,"reference":E?,"comparators":{probe:"tolerance 1e-9"},
 *      "ordered":{probe:"LABEL,.."},"own":{probe:[LABEL,..]},
 *      "services":{name:{"adapter","url","client","session_client"?,"fingerprint","down"?,"left"?,
 *      "incidents"?,"incidents_more"?,"unseen"?}},"outside":{name:WHY}?,"deployment":{..}?}
 *   reference: which environment the others are held against, where that is known.
 *   own: the users' own scripts, with the labels that may be unknown to a service (script.h).
 *   session_client: the client of each session, where a script has several and "client" would not
 *   do.
 *   incidents: what the run changed outside of its scratches (incident.h),
 *   {"object":O,"happened":"appeared|gone|changed","probe":P,"statement":S}; unseen: why it cannot
 *   be determined whether it did.
 *   outside: services that lie outside of the run's scope (scope.h). deployment: see deployment.h.
 * - Answers: one canonical line for a probe and service, sorted by probe, then service; equal lines
 *   are equal bytes:
 *     {"asked":N,"observations":[{"label":L,"outcome":O},..],"probe":P,"service":S,
 *      "status":"answered"}
 *   Other status: "setup-refused", the last observation is a refused setup; "unstable", two answers
 *   differed ("answers":[a,b]); "fault" ("code"); "skipped" ("reason").
 *   Rows whose sort keys are known stand as they came, with "order" and "limit" (outcome.h);
 *   without, as in recordings made before there were these, they are a bag.
 * - Rules: {"probe":P,"rules":{label:[rule,..]},"service":S}, only where a rule changed something.
 * - Evidence: {"about":{..},"probe":P,"service":S,"trace":[..],..} for each answer but the skipped,
 *   in their order. "message" says what a fault was; "end" how the worker ended where it did:
 *   {"signal":"SIGABRT"} or {"status":N}, with "step", what it was doing, and "stderr", the last
 *   that it wrote to standard error, where there were any. Of a fault that the worker lived to
 *   report, "step" is a member of the line. "experiments":[{"observations":[..],"with":STATEMENT}]
 *   is what was answered with that statement sent first.
 * - A trailer: {"answers":N,"trailer":true}.
 *
 * "record" and "run" write the same lines.
 */
#ifndef PC_RECORDING_H
#define PC_RECORDING_H

#include "harness/catalogue/catalogue.h"
#include "harness/compare/recording_header.h"
#include "harness/run/results.h"

#include <stdio.h>

enum { PC_RECORDING_FORMAT = 1, PC_RECORDING_LINE_MAX = 64 * 1024 * 1024 };

/* Writes what the targets of one environment answered. */
bool pc_recording_write(const pc_results *results, const char *environment,
                        const pc_catalogue *catalogue, const char *run, guint deadline_ms,
                        FILE *file, GError **error);

typedef enum pc_section {
  PC_SECTION_ANSWERS,
  PC_SECTION_RULES,
  PC_SECTION_EVIDENCE,
  PC_SECTION_TRAILER
} pc_section;

/* Reads a recording from start to end, a line at a time, in constant memory. */
/* A recording that a command names, a pipe too ("<(zcat a.jsonl.gz)"); the caller's. NULL and
 * PC_ERROR_USAGE. */
FILE *pc_recording_open(const char *path, GError **error);

typedef struct pc_recording_reader {
  FILE *file; /* borrowed */
  const char *name;
  json_t *first; /* the first line, a header or not; NULL: it is no JSON object */
  pc_recording_header *header;
  char *line; /* the current line, without its newline; NULL: none */
  size_t capacity;
  gsize length;
  guint64 number; /* of the current line, from 1 */
  guint64 answers;
  pc_section section; /* of the current line */
} pc_recording_reader;

/* Reads the header. name is for messages. PC_ERROR_USAGE: not a recording, another format,
 * truncated. */
bool pc_recording_reader_init(pc_recording_reader *reader, FILE *file, const char *name,
                              GError **error);
/* Advances to the next line. At the trailer, checks the counts; false with error set for what is
 * wrong or truncated. */
bool pc_recording_reader_next(pc_recording_reader *reader, GError **error);
void pc_recording_reader_clear(pc_recording_reader *reader);
/* Parses the current line: a new reference, or NULL with error set. */
json_t *pc_recording_reader_parse(const pc_recording_reader *reader, GError **error);

#endif
