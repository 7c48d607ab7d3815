/* SPDX-License-Identifier: MIT */
/*
 * A role as a typed table: each of its operations once, with its arguments, and the parts of an
 * answer that a step may ask to be shown. What a script writes (script.h) is read by these tables,
 * and "paritycheck help probes" prints them. What an operation does, and how it may be answered, is
 * told beside each table: role_cache.h, role_queue.h, role_stream.h.
 */
#ifndef PC_ROLE_H
#define PC_ROLE_H

#include "harness/model/outcome.h"
#include "harness/model/probe.h"

/* How an argument is written in a script, and what of it is sent. */
typedef enum pc_argument_type {
  PC_ARGUMENT_NAME,   /* of something that is the probe's own: sent behind the scratch's name */
  PC_ARGUMENT_NAMES,  /* several: all words that are left in their place */
  PC_ARGUMENT_HANDLE, /* a word that an earlier step of the session has given something */
  PC_ARGUMENT_VALUE,  /* any canonical value */
  PC_ARGUMENT_VALUES, /* a list of them */
  PC_ARGUMENT_TEXT,
  PC_ARGUMENT_INTEGER, /* 64 bits */
  PC_ARGUMENT_NUMBER,  /* may have a fraction */
  PC_ARGUMENT_BOOLEAN, /* true or false */
  PC_ARGUMENT_OBJECT,  /* {'name': VALUE} */
  PC_ARGUMENT_PAIRS,   /* [['name', VALUE], ...] */
  PC_ARGUMENT_PLACE,   /* an integer, or one of the words of the table */
} pc_argument_type;

/* An argument of an operation. A NULL name ends a table. */
typedef struct pc_argument {
  const char *name;
  pc_argument_type type;
  bool in_place;        /* may be written without its name, in the order of the table */
  bool required;        /* else it is left out where it is not written, or is: */
  const char *standard; /* what is sent where it is not written, as a script would have it */
  const char *in_setup; /* the same where the step is setup */
  const char *words;    /* of PLACE: those that there are, a '|' between them */
  const char *help;
} pc_argument;

/* A NULL name ends a table. */
typedef struct pc_operation_type {
  const char *name;
  const pc_argument *arguments;
  const char *help;
} pc_operation_type;

typedef struct pc_role_table {
  pc_role role;
  char separator;    /* between the scratch's name and a name of the probe's own */
  char filler;       /* what NAME{LENGTH} is filled up with */
  guint deadline_ms; /* that a probe gets at least where it says nothing else */
  const pc_operation_type *operations;
  /* The parts that a step may ask for by show=, NULL-terminated, the first: the answer as it
   * came. */
  const char *const *shows;
  /* What a step shows that says nothing (an index into shows); only observed ones. */
  guint (*show_standard)(const char *op);
  /* The plainer form (the caller's) of an answer of op; NULL: it has none, and is shown as it
   * came. */
  pc_outcome *(*show)(const char *op, guint show, const pc_value *value);
} pc_role_table;

extern const pc_role_table pc_role_cache;
extern const pc_role_table pc_role_queue;
extern const pc_role_table pc_role_stream;

/* NULL: the role has no operations (sql). */
const pc_role_table *pc_role_table_of(pc_role role);
/* NULL: the role has no such operation. */
const pc_operation_type *pc_operation_type_find(const pc_role_table *table, const char *name);
const pc_argument *pc_argument_find(const pc_operation_type *type, const char *name);

#endif
