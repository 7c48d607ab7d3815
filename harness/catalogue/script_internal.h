/* SPDX-License-Identifier: MIT */
/* The two halves of the script format's parser: the header (script_header.c) and the statements
 * (script.c). */
#ifndef PC_SCRIPT_INTERNAL_H
#define PC_SCRIPT_INTERNAL_H

#include "harness/catalogue/script.h"

typedef struct pc_script_parser {
  bool built_in;
  const char *name;
  guint line;
  pc_script *script;
  /* What the next statement gets. */
  char *label;
  bool equivalent;
  bool may_be_unknown;
  bool answered;                          /* an equivalent label has a variant */
  guint sessions[PC_SCRIPT_SESSIONS_MAX]; /* that run what follows */
  guint sessions_count;
  char **dialects;
  GPtrArray *parameters;
  guint directive_line;
  guint pause_ms; /* of all pauses so far */
  /* The statement that is being read. */
  GString *statement;
  guint statement_line;
  GArray *statement_lines; /* guint: of each of its lines, that in the script */
  const char *rest;        /* the script from the line on that is being read */
  guint further;           /* lines that were read beyond that one */
  bool block;
  GHashTable *labels; /* label -> line */
} pc_script_parser;

/* Sets error to NAME:LINE: and what is wrong; false. */
bool pc_script_fail(pc_script_parser *p, guint line, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* The names of a comma-separated list of dialects, each of which the script's language has:
 * "sqlite", or with a level "sqlite/serializable". NULL with error set: one is unknown, expected (a
 * form, for messages) where there is none. */
char **pc_dialects_parse(pc_script_parser *p, const char *list, const char *expected,
                         GError **error);
/* All that the script's language has, NULL-terminated. */
const char *const *pc_dialects_known(const pc_script_parser *p);
/* ret_next: the first line behind the header. */
bool pc_script_header_parse(pc_script_parser *p, char **lines, guint *ret_next, GError **error);
void pc_experiment_free(gpointer experiment);

#endif
