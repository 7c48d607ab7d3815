/* SPDX-License-Identifier: MIT */
/*
 * Names and values of typed languages, as they are written (typed_step.h), read from a text.
 *
 * What differs from one scratch to the next, or would be large, stands in what is read as a form of
 * its own: {"$fill":[NAME,FILLER,LENGTH]}, {"$hex":[PREFIX,HEX]}, {"$repeat":[TEXT or LIST,TIMES]},
 * and references (reference.h) in text.
 */
#ifndef PC_TYPED_READER_H
#define PC_TYPED_READER_H

#include "harness/model/role.h"

#include <jansson.h>

typedef struct pc_reader {
  const char *at;
  const pc_role_table *table;
  guint depth;
  char *problem; /* the first; or NULL. Owned by whoever made the reader */
} pc_reader;

/* Notes what is wrong; NULL, as every function here gives then (or false). */
void *pc_reader_fail(pc_reader *r, const char *format, ...) G_GNUC_PRINTF(2, 3);
void pc_reader_blanks_skip(pc_reader *r);
/* How many bytes at the beginning are a word, with the references within it. */
gsize pc_word_length(const char *at);
/* A number from 1 to most; what: for messages. */
bool pc_reader_number(pc_reader *r, const char *what, gint64 most, gint64 *ret_number);
/* A name of the probe's own; the caller's. */
json_t *pc_reader_name(pc_reader *r);
/* Adds the names of "0..99" to names; false: it is no range. */
bool pc_reader_range(pc_reader *r, json_t *names);
/* A canonical value (value.h), but for the forms above; the caller's. */
json_t *pc_reader_value(pc_reader *r);

#endif
