/* SPDX-License-Identifier: MIT */
/* What the files of the Beanstalkd adapter share. The protocol is beanstalkd's doc/protocol.txt. */
#ifndef PC_BEANSTALKD_INTERNAL_H
#define PC_BEANSTALKD_INTERNAL_H

#include "adapters/adapter.h"
#include "adapters/shared/wire.h"

enum {
  PC_BEANSTALKD_SESSION_BYTES = 128, /* room for a session's state, checked where it is defined */
  PC_BEANSTALKD_ADMINISTER_MS = 10000,
  PC_BEANSTALKD_DATA_MAX = 64 * 1024 * 1024, /* bytes that the server may send after a line */
};

typedef struct pc_beanstalkd_service {
  pc_wire_address address;
  guint ttr_s;
  guint priority;
  /* Of the open scratch: */
  const pc_scratch *scratch;
  const pc_deadline *deadline;
  GHashTable *tubes; /* name: time to run of what is put into it (GUINT_TO_POINTER); those that a
                        job may be in */
} pc_beanstalkd_service;

typedef enum pc_beanstalkd_jobs {
  PC_BEANSTALKD_READY, /* only those that are ready */
  PC_BEANSTALKD_ALL,   /* and those that are delayed or buried */
} pc_beanstalkd_jobs;

/* wire.c. Each gives false and error. */

/* Asks for data: "OK bytes", and the data. ret_data: NULL where it is not there (NOT_FOUND); valid
 * until the next call.
 */
bool pc_beanstalkd_ask_data(pc_wire *wire, const char *command, const char **ret_data,
                            GError **error);
/* Reads the data behind a line "WORD id bytes". The line is not valid afterwards. */
bool pc_beanstalkd_read_job(pc_wire *wire, const char *line, const char *word, guint64 *ret_id,
                            const char **ret_data, gsize *ret_length, GError **error);
/* The value of a key in such data; the caller's, NULL: it is not there. */
char *pc_beanstalkd_field(const char *data, const char *key);
/* Uses tube and deletes the jobs that are in it, but those that another connection has reserved. */
bool pc_beanstalkd_empty(pc_wire *wire, const char *tube, pc_beanstalkd_jobs which,
                         guint *ret_count, GError **error);
/* The class of a line that refuses, and the refusal; NULL: it is none. */
pc_outcome *pc_beanstalkd_refuse(const char *line);

/* session.c: the driver's session functions. */
bool pc_beanstalkd_session_open(void *service, void *session, const char *name,
                                const pc_deadline *deadline, GError **error);
void pc_beanstalkd_session_close(void *session);
bool pc_beanstalkd_send(void *session, const pc_statement *statement, GError **error);
pc_wait pc_beanstalkd_wait(void *session, GError **error);
pc_outcome *pc_beanstalkd_take(void *session);
void pc_beanstalkd_cancel(void *session);

#endif
