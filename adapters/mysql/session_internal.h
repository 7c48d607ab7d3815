/* SPDX-License-Identifier: MIT */
/* A client session between its two halves: what is sent and waited for (session.c), and the rows
 * that come back (result.c). */
#ifndef PC_MYSQL_SESSION_INTERNAL_H
#define PC_MYSQL_SESSION_INTERNAL_H

#include "adapters/mysql/internal.h"

typedef enum pc_mysql_phase {
  PC_MYSQL_PHASE_IDLE,
  PC_MYSQL_PHASE_SEND,
  PC_MYSQL_PHASE_AWAIT, /* the answer's first byte: over TLS the library would block for it in spite
                           of all (3.3) */
  PC_MYSQL_PHASE_ANSWER,
  PC_MYSQL_PHASE_FETCH,
  PC_MYSQL_PHASE_NEXT,
  PC_MYSQL_PHASE_PREPARE,
  PC_MYSQL_PHASE_EXECUTE,
  PC_MYSQL_PHASE_STMT_FETCH,
  PC_MYSQL_PHASE_STMT_NEXT,
} pc_mysql_phase;

/* A column of a prepared statement's rows. */
typedef struct pc_mysql_cell {
  gulong length;
  my_bool is_null;
  my_bool too_long;
  union {
    gint64 integer;
    double real;
    float narrow;
  } as;
} pc_mysql_cell;

typedef struct pc_mysql_session {
  pc_mysql_service *service;
  const pc_deadline *deadline;
  MYSQL *connection;
  MYSQL_STMT *prepared;
  MYSQL_RES *result; /* rows, or of a prepared statement the description of its columns */
  MYSQL_BIND *binds; /* of the columns, cells alongside */
  pc_mysql_cell *cells;
  const pc_statement *statement;
  GArray *numbers;        /* of the parameters */
  MYSQL_BIND *parameters; /* as many */
  char *text;             /* with "?", while it is prepared */
  int waits;              /* what the library waits for in this phase; 0: it has finished */
  int failed;             /* what its functions answer */
  MYSQL_ROW row;
  pc_mysql_phase phase;
  guint sets;        /* results with rows so far */
  pc_value *several; /* the rows of each, where there is more than one */
  pc_outcome *outcome;
  gsize bytes;
  guint packets; /* that had arrived when the row under way began */
  gint64 sent_us;
  pc_mysql_slot *slot; /* in service->slots */
  bool is_main;
  bool blocked; /* the last look found it waiting for a session of the probe */
} pc_mysql_session;

/* A statement without rows is done. */
void pc_mysql_command_done(pc_mysql_session *s, guint64 affected);
/* The first or next result with rows begins; its columns are those of s->result. */
void pc_mysql_rows_begin(pc_mysql_session *s);
/* Gives back what the statement took of the library. */
void pc_mysql_statement_clear(pc_mysql_session *s);
/* There are no more results. */
void pc_mysql_statement_end(pc_mysql_session *s);
/* Where the columns of a prepared statement's rows go to. */
void pc_mysql_cells_bind(pc_mysql_session *s);
/* Adds the row that has come, of the text protocol or of a prepared statement; false: beyond the
 * ceiling, or lost. */
bool pc_mysql_text_row_add(pc_mysql_session *s, GError **error);
bool pc_mysql_prepared_row_add(pc_mysql_session *s, GError **error);

#endif
