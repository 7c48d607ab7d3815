/* SPDX-License-Identifier: MIT */
/*
 * A script probe: a header, and steps in the language that the file's ending names: statements
 * (.sql), raw commands (.redis), or operations of a role (.cache, .queue, .stream: typed_step.h).
 * The words of the grammar are the tables below, which "paritycheck help probes" prints.
 *
 * The rows of an observed statement of SQL are a bag, but for the sort keys of its outermost ORDER
 * BY, whose order is compared where they can be followed (statement_order.h): to that end a column
 * may be appended to what is sent, and a row more be asked for. "-- order: all", or some labels,
 * sends the statement as it is and compares all of the order.
 *
 * "-- levels: all", or some of pc_level_names, makes a script a probe for each level:
 * ID/read-committed. What follows in it on a session that waits is held back until that goes on,
 * and the other sessions go on meanwhile, as people at several terminals would have it: so one
 * script serves services that lock and services that keep versions.
 * "-- anomaly: CODE: WORDS" and "-- occurs: RULE" (anomaly.h) put it into the table of "paritycheck
 * isolation".
 *
 * What is within quotes is text, whatever its lines look like. Anything else that begins with "--"
 * is an error with its line. So is a statement of SQL that leaves the probe's scratch
 * (statement_check.h), unless the header says
 * "-- reach: intrusive". A script is immutable once parsed.
 */
#ifndef PC_SCRIPT_H
#define PC_SCRIPT_H

#include "harness/catalogue/typed_step.h"
#include "harness/model/probe.h"

extern const pc_grammar_row pc_script_keys[];       /* of the header; examples are whole lines */
extern const pc_grammar_row pc_script_directives[]; /* of the lines that begin with "--" */

enum { PC_SCRIPT_BYTES_MAX = 256 * 1024, PC_SCRIPT_SESSIONS_MAX = 8 };

typedef struct pc_step {
  char *label;           /* NULL: setup */
  guint session;         /* index into pc_script.sessions */
  char **dialects;       /* NULL: every one */
  bool equivalent;       /* a variant of an observed statement */
  bool may_be_unknown;   /* the services need not know what it asks */
  char *text;            /* without the ending semicolon, ${...} not yet substituted */
  GPtrArray *parameters; /* pc_value, or NULL: none are bound */
  pc_typed_step *typed;  /* what text says, in a typed language; else NULL */
  guint line;
} pc_step;

/* A statement that may close a difference: the whole probe is asked again behind it. */
typedef struct pc_experiment {
  char **dialects;
  char *text;
  guint line;
} pc_experiment;

typedef struct pc_script {
  pc_language language;
  pc_probe_header header; /* strings owned by the script */
  GPtrArray *steps;       /* pc_step */
  GPtrArray *sessions;    /* names (char *), at least one */
  GPtrArray *experiments; /* pc_experiment */
  char **levels;          /* that the file declares, or NULL */
  guint deadline_ms;      /* it gets at least so long; 0: it needs no more than others */
  bool pauses;            /* it spends nearly all of its time letting time pass */
  char *name;             /* as messages have it */
  char *source;           /* the text it was parsed from */
  bool built_in;          /* this program's own */
} pc_script;

/* name is for messages ("probes/sql/x.sql"). PC_ERROR_USAGE with name:line: and what was expected.
 */
pc_script *pc_script_parse(const char *text, gsize length, pc_language language, const char *name,
                           GError **error);
/* The same at one of its levels; pc_script_parse takes the first. */
pc_script *pc_script_parse_at(const char *text, gsize length, pc_language language,
                              const char *name, const char *level, GError **error);
/* The same (level NULL: the first) of a script that this program brings along, whose statements
 * tests have checked (statement_check.h), so that it need not be done again at each start. */
pc_script *pc_script_parse_built_in(const char *text, gsize length, pc_language language,
                                    const char *name, const char *level, GError **error);
void pc_script_free(pc_script *script);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_script, pc_script_free)

/* Whether a service of this dialect runs the step. */
bool pc_step_is_for(const pc_step *step, const char *dialect);

/* The i-th experiment for a dialect; NULL: there are no more. script may be NULL. */
const pc_experiment *pc_script_experiment(const pc_script *script, const char *dialect, guint i);

#endif
