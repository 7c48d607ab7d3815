/* SPDX-License-Identifier: MIT */
/*
 * A step of a typed language (.cache, .queue, .stream): one operation of the role (role.h) with its
 * arguments, on one line, or a pause.
 *
 *   set a 'v' ttl=60             arguments in their places, then by name: in any order
 *   get a show=size              what of the answer is shown, where that is not all of it
 *   receive q times=3            asked so often, or until nothing comes; the answer is a list
 *   depth q until=0 within=2     asked again until the answer is this, for so many seconds at most
 *                                (1 where it is not said); until=missing: until there is nothing;
 *                                until=any: until there is something, be it what it may
 *   set ${i} 'v' each=0..399     asked for each of these numbers, which ${i} stands for
 *   get ${i} each=0..399 show=share     what of them gave a value: all, some or none
 *   produce t 'v' each=1..40 show=distinct    whether all gave the same: one or several
 *   pause 1500ms                 lets time pass
 *
 * Names of keys, queues, topics and groups are the probe's own: they are sent behind the scratch's
 * name. A name is a word (a, user-1, Köln), or text where it is none; a{250} is filled up to 250
 * bytes in all; 0..99 are a hundred names, where several may stand.
 *
 * Values: 'text', where '' is a quote; "text\n" with JSON's escapes; 'x' * 1000, so often, a list
 * likewise; 42, 1.5; true, false, null; [1, 'b']; {'a': 1}; x'00ff' (bytes); and KIND'text' for the
 * other kinds of value.h: decimal'1.50', date'2024-02-29'. In text ${name}, ${number} and ${k} are
 * the probe's own, as everywhere in scripts.
 */
#ifndef PC_TYPED_STEP_H
#define PC_TYPED_STEP_H

#include "harness/model/role.h"

#include <jansson.h>

enum {
  PC_TYPED_TIMES_MAX = 10000,
  PC_TYPED_EACH_MAX = 100000,
  PC_TYPED_REPEAT_MAX = 64 * 1024 * 1024
};

#define PC_TYPED_ANY "any" /* as until: no longer missing, nor a list without anything in it */

/* How the answers to a step with each are summed up. */
typedef enum pc_typed_summary {
  PC_TYPED_LIST,     /* all of them, or "done"; the first failure, or missing, instead */
  PC_TYPED_SHARE,    /* "all", "some" or "none" gave a value or were done */
  PC_TYPED_DISTINCT, /* "one" or "several" answers; where all are the same and no value, that */
} pc_typed_summary;

/* A word of the grammar, what it is for, and how it is written. A NULL word ends a table. */
typedef struct pc_grammar_row {
  const char *word;
  const char *help;
  const char *example;
} pc_grammar_row;

/* Immutable once parsed. */
typedef struct pc_typed_step {
  json_t *operation; /* as pc_typed_operation_new makes it an operation; NULL: a pause alone */
  guint pause_ms;
  guint show;  /* what is shown: an index into the role's */
  guint times; /* 0: asked once */
  bool each;   /* asked for each number from first to last */
  gint64 first;
  gint64 last;
  pc_typed_summary summary; /* of the answers to each */
  char *until;              /* an outcome as recordings have it (outcome.h), PC_TYPED_ANY or NULL */
  guint within_ms;          /* that it is asked again at most */
} pc_typed_step;

/* What may stand behind the arguments of every operation, and how values are written. */
extern const pc_grammar_row pc_typed_modifiers[];
extern const pc_grammar_row pc_typed_values[];

/* NULL with ret_problem set (the caller's) where text is not a step. setup: nothing is observed. */
pc_typed_step *pc_typed_step_parse(const char *text, const pc_role_table *table, bool setup,
                                   char **ret_problem);
void pc_typed_step_free(pc_typed_step *step);

/* The operation as it is sent in the scratch called so, i being what ${i} stands for; the caller's.
 */
json_t *pc_typed_operation_new(const pc_typed_step *step, const char *scratch, gint64 i);

#endif
