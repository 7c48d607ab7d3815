/* SPDX-License-Identifier: MIT */
/*
 * Queue probes as data: a list of steps, each an operation (harness/model/role_queue.h), a pause,
 * or both: the pause comes first. Every queue is the probe's own: "a" is sent as "SCRATCH.a". Of a
 * message only its body is shown where a step asks for nothing else: services differ in what they
 * tell besides. JSON is written with ' for its quotation marks.
 *
 * What an option asks for is labelled, since a service may have no notion of it, and goes on
 * without.
 */
#ifndef PC_PROBES_QUEUE_ASK_H
#define PC_PROBES_QUEUE_ASK_H

#include "harness/model/operation.h"
#include "harness/worker/execution.h"

enum { QUEUE_WAIT_MS = 1000 }; /* what receive and next wait where nothing is said */

/* Of a message; "unsupported" where the service does not tell redelivered or deliveries, null for
 * other parts. */
typedef enum queue_show {
  QUEUE_SHOW_BODY,
  QUEUE_SHOW_SIZE, /* of the body, in bytes */
  QUEUE_SHOW_REDELIVERED,
  QUEUE_SHOW_DELIVERIES,
  QUEUE_SHOW_HEADERS,
  QUEUE_SHOW_HEADER_NAMES,
  QUEUE_SHOW_PRIORITY,
  QUEUE_SHOW_MESSAGE_ID,
  QUEUE_SHOW_CONTENT_TYPE,
} queue_show;

/* All but op and pause_ms may be left out; neither of the two ends a list. */
typedef struct queue_step {
  guint pause_ms;
  guint session;
  const char *label; /* NULL: setup, whose refusal ends the probe */
  const char *op;
  const char *queue;   /* behind the scratch's name and a dot; NULL: "a" */
  guint queue_length;  /* the name is filled up with 'q' to so many bytes in all */
  const char *body;    /* as text */
  const char *value;   /* or as JSON */
  guint fill;          /* or so many 'x' */
  const char *options; /* a JSON object: the operation's other arguments */
  const char *dead;    /* dead_letter_queue, as queue */
  const char *as;
  const char *of; /* the message that is settled, the consumer whose next it is */
  bool requeue;
  guint wait_ms;
  bool now;          /* do not wait */
  guint all;         /* asks so often, or until nothing comes, and answers with a list */
  bool count;        /* of all: only how many */
  const char *until; /* asks again until the outcome is this (outcome.h), for a second at most */
  queue_show show;
} queue_step;

/* Asks steps in order. */
bool queue_ask(pc_execution *execution, const queue_step *steps, GError **error);

/* "SCRATCH.name", filled up with 'q' to length bytes where that is more; the caller's. */
json_t *queue_name(const pc_execution *execution, const char *name, guint length);
/* The operation that step is; the caller's. */
json_t *queue_operation_new(const pc_execution *execution, const queue_step *step);

#endif
