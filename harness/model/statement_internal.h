/* SPDX-License-Identifier: MIT */
/* The parts of the check of statements: what a statement does (statement_check.c), which names it
 * has where (statement_name.c), and the tables of what is refused (statement_rule.c). */
#ifndef PC_STATEMENT_INTERNAL_H
#define PC_STATEMENT_INTERNAL_H

#include "harness/model/statement_token.h"

/* Text that is being checked, and what was found. */
typedef struct pc_statement_text {
  const char *text;
  pc_sql_dialect dialect;
  const pc_token *tokens;
  guint count;
  bool body;        /* of a function: SELECT ... INTO sets a variable there */
  guint depth;      /* texts within texts */
  guint first_line; /* what its first line is in the text that was handed in, from 1 */
  guint line;       /* of the finding, in the text that was handed in */
  char *problem;    /* NULL: nothing was found */
} pc_statement_text;

/* One statement of it: the tokens from begin up to end. */
typedef struct pc_statement_part {
  pc_statement_text *in;
  guint begin;
  guint end;
} pc_statement_part;

/* Why something is refused. */
typedef enum pc_statement_reason {
  PC_REASON_SERVER,      /* acts on the whole server */
  PC_REASON_DATABASE,    /* acts on the whole database */
  PC_REASON_EVERY_TABLE, /* acts on all tables of the database */
  PC_REASON_LEAVES,      /* takes the session out of its scratch */
  PC_REASON_FILE,
  PC_REASON_OTHER_SERVER,
  PC_REASON_STAYS,    /* stays behind when the scratch is removed */
  PC_REASON_OWN_NAME, /* is known to the whole server: write ${name} */
  PC_REASON_OWN_NUMBER,
} pc_statement_reason;

/* Beyond the part, these are false for every i. */
bool pc_part_word(const pc_statement_part *part, guint i, const char *word);
bool pc_part_any_word(const pc_statement_part *part, guint i, const char *const *words);
bool pc_part_mark(const pc_statement_part *part, guint i, char character);
bool pc_part_string(const pc_statement_part *part, guint i);
/* The index behind the parenthesis that opens at i; i where none does. */
guint pc_part_behind(const pc_statement_part *part, guint i);
/* The first place at or behind i with the word, outside of parentheses; part->end: none. */
guint pc_part_find(const pc_statement_part *part, guint i, const char *word);
/* The text from token begin up to token end, in one line and not too long. The caller's. */
char *pc_part_show(const pc_statement_part *part, guint begin, guint end);
/* Notes the first finding only: the tokens from begin up to end are why. Gives false. */
bool pc_part_refuse(const pc_statement_part *part, guint begin, guint end,
                    pc_statement_reason reason);

/* A name with its qualifiers, at i; what for decides which are fine. Gives the index behind it (i:
 * there is no name).
 */
typedef enum pc_name_use {
  PC_NAME_WRITE,
  PC_NAME_READ,
  PC_NAME_COLUMN, /* its last part is a column */
} pc_name_use;
/* from: the token where what is shown of the statement begins; kind: "table". */
guint pc_part_name(const pc_statement_part *part, guint from, guint i, pc_name_use use,
                   const char *kind);
/* Names, with commas between them, arguments and options behind them. */
guint pc_part_names(const pc_statement_part *part, guint from, guint i, pc_name_use use,
                    const char *kind);
/* Whether this is the name of the scratch, or one of the probe's own: nobody else has what is
 * called so. */
bool pc_name_is_own(const char *name);
/* The names that statements read from and write to, wherever they stand in the part. */
void pc_part_tables_check(const pc_statement_part *part);

/* Commands that are refused wherever they stand; i is where a command begins. */
void pc_part_command_check(const pc_statement_part *part, guint i);
/* Calls of functions that are refused. */
void pc_part_calls_check(const pc_statement_part *part);
/* Whether the string literal at i names a file that holds nothing. */
bool pc_part_empty_file(const pc_statement_part *part, guint i);
/* Whether all of the values of a search path from i on are the scratch's or catalogues. */
bool pc_part_path_is_own(const pc_statement_part *part, guint i);

#endif
