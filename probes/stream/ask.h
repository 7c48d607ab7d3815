/* SPDX-License-Identifier: MIT */
/*
 * Stream probes as data: a list of steps, each an operation (harness/model/role_stream.h). Topics
 * and groups are the probe's own: "t" is sent as "SCRATCH-t". What would never be the same twice,
 * or is not the question, a step leaves out.
 */
#ifndef PC_PROBES_STREAM_ASK_H
#define PC_PROBES_STREAM_ASK_H

#include "harness/model/operation.h"
#include "harness/worker/execution.h"

/* A busy broker takes seconds to make a topic; a group may wait for its members, its dead ones too,
 * several times. */
enum { STREAM_DEADLINE_MS = 40000, STREAM_GROUP_DEADLINE_MS = 90000 };

/* A refusal is shown as it came, always. */
typedef enum stream_show {
  STREAM_SHOW_ANSWER,
  STREAM_SHOW_PARTITION, /* of what was produced */
  STREAM_SHOW_OFFSET,    /* the same */
  STREAM_SHOW_TAKEN,     /* "taken", wherever that was */
  STREAM_SHOW_VALUES,    /* of messages, in their order */
  STREAM_SHOW_SIZES,     /* the same, in bytes */
  STREAM_SHOW_HEADERS,   /* of messages: how many headers each has */
  STREAM_SHOW_COUNT,     /* of a list: how long it is */
} stream_show;

/* All but op may be left out; without it, the list ends. */
typedef struct stream_step {
  guint session;
  const char *label; /* NULL: setup, whose refusal ends the probe */
  const char *op;
  const char *topic;  /* behind the scratch's name; for subscribe the only one */
  guint topic_length; /* the topic is filled up with 'k' to so many bytes in all */
  const char *group;  /* behind the scratch's name */
  const char *with;   /* the other arguments, as members of a JSON object: ' for quotation marks, $
                         for the scratch */
  guint fill;         /* the value is so many 'x' */
  guint key_fill;     /* the key is so many 'x' */
  guint headers;      /* so many, each of a name of its own */
  stream_show show;
} stream_step;

/* Asks steps in order. */
bool stream_ask(pc_execution *execution, const stream_step *steps, GError **error);

/* "SCRATCH-name", filled up with 'k' to length bytes where that is more; the caller's. */
json_t *stream_name(const pc_execution *execution, const char *name, guint length);
/* Sends step and gives its outcome, shown as it asks, to the caller. */
bool stream_try(pc_execution *execution, const stream_step *step, pc_outcome **ret_outcome,
                GError **error);
/* The same again and again until a list is not empty, something is no longer missing or it is
 * refused, at most tries times; before each time what is in before (NULL: nothing) is sent too. */
bool stream_try_until(pc_execution *execution, const stream_step *before, const stream_step *step,
                      guint tries, pc_outcome **ret_outcome, GError **error);
/* Records text as an answer of the probe's own. */
void stream_observe_text(pc_execution *execution, const char *label, const char *text);

#endif
