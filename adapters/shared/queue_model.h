/* SPDX-License-Identifier: MIT */
/* What the adapters of the role queue share: an operation (harness/model/role_queue.h) taken apart,
 * and the message put together.
 */
#ifndef PC_QUEUE_MODEL_H
#define PC_QUEUE_MODEL_H

#include "adapters/adapter.h"

typedef enum pc_queue_op {
  PC_QUEUE_DECLARE,
  PC_QUEUE_PUBLISH,
  PC_QUEUE_RECEIVE,
  PC_QUEUE_ACK,
  PC_QUEUE_REJECT,
  PC_QUEUE_EXTEND,
  PC_QUEUE_PREFETCH,
  PC_QUEUE_CONSUME,
  PC_QUEUE_NEXT,
  PC_QUEUE_CANCEL,
  PC_QUEUE_DEPTH,
  PC_QUEUE_PURGE,
  PC_QUEUE_DELETE,
  PC_QUEUE_DISCONNECT,
  PC_QUEUE_UNKNOWN,
} pc_queue_op;

enum { PC_QUEUE_WAIT_MAX_S = 3600 };

/* An operation with its arguments; those that it does not have are empty. Text is borrowed from the
 * operation. */
typedef struct pc_queue_call {
  const json_t *operation;
  pc_queue_op op;
  const char *name;
  const char *queue;
  const char *message;  /* which one: ack, reject, extend */
  const char *consumer; /* which one: next, cancel */
  const char *as;       /* what is made is called so; "" where nothing is said */
  pc_value *body;
  double wait_s;
  bool auto_ack;
  bool requeue;
  bool confirm; /* the publisher wants to be told: confirm, mandatory */
  guint count;
} pc_queue_call;

/* Takes operation apart. PC_ERROR_FAILED for a malformed one, PC_ERROR_CONFINED for the name of a
 * queue that does not begin with scratch, or has a digit behind it: whose it is must be seen from
 * the name alone, and scratches' names end in a number. */
bool pc_queue_call_init(pc_queue_call *call, const json_t *operation, const char *scratch,
                        GError **error);
void pc_queue_call_clear(pc_queue_call *call);
/* The first option that is asked for and is not in known (NULL-terminated); NULL: none. An option
 * that is false asks for nothing. Borrowed. */
const char *pc_queue_call_unknown(const pc_queue_call *call, const char *const *known);
/* A number among the options; otherwise where it is not there or no number. */
double pc_queue_call_number(const pc_queue_call *call, const char *option, double otherwise);

/* A consumer of a client that takes its next message when it asks for it. */
typedef struct pc_queue_consumer {
  char *queue;
  bool auto_ack;
} pc_queue_consumer;

pc_queue_consumer *pc_queue_consumer_new(const pc_queue_call *call);
void pc_queue_consumer_free(gpointer consumer);

/* done, or true where the publisher wants to be told. */
pc_outcome *pc_queue_published(const pc_queue_call *call);
/* A body as bytes: text and bytes as they are; NULL: it is neither. */
GBytes *pc_queue_body_bytes(const pc_value *body);
/* Text where the bytes are UTF-8. */
pc_value *pc_queue_body_new(const void *bytes, gsize length);

/* A message that is given out. What is not told is left as pc_queue_message_none has it. */
typedef struct pc_queue_message {
  pc_value *body;
  const json_t *headers; /* object of canonical values */
  const char *message_id;
  const char *content_type;
  int redelivered; /* false, true, -1 */
  gint64 deliveries;
  gint64 priority;
} pc_queue_message;

extern const pc_queue_message pc_queue_message_none;
/* The outcome; the body is consumed. NULL and PC_ERROR_TOO_LARGE beyond PC_ANSWER_BYTES_MAX. */
pc_outcome *pc_queue_message_take(const pc_queue_message *message, GError **error);

#endif
