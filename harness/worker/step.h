/* SPDX-License-Identifier: MIT */
/*
 * Steps: a worker says what it is about to do, so that the harness knows it where the worker dies
 * of it, hangs, or is killed. A step is a line on the worker's standard output, before the reply,
 * which nobody waits for:
 *
 *   {"type":"step","doing":"making the scratch"}
 *   {"type":"step","sent":"SELECT 1","session":"B"}   (a session only where the probe has several)
 *
 * It is sent only where the hello asks for it ("steps":true), so that either side may be of an
 * older version.
 */
#ifndef PC_STEP_H
#define PC_STEP_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum { PC_STEP_BYTES_MAX = 300 }; /* of a step's text; a longer one is cut */

/* The harness, as a worker sees it. */
typedef struct pc_harness {
  int input;       /* see pc_deadline */
  int steps;       /* where steps are written; -1: nobody asked for them */
  GString *latest; /* keeps the latest step, as a line; borrowed; NULL: nobody keeps it */
} pc_harness;

/* harness may be NULL: there is none. */
void pc_step_doing(const pc_harness *harness, const char *doing);
/* references: pairs of a text and what is shown for it, NULL-terminated. session may be NULL. */
void pc_step_sending(const pc_harness *harness, const char *session, const char *text,
                     const char *const *references);

/* Whether a line of a worker is a step: cheap, as every statement comes with one. */
bool pc_step_is(const char *line, gsize length);
/* For people: "SELECT 1 (session B)", "making the scratch"; NULL where line (NULL: none came) says
 * nothing. The caller's. */
char *pc_step_show(const char *line);

#endif
