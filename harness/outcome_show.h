/* SPDX-License-Identifier: MIT */
/* Answers for people: canonical outcomes in plain words. Control and bidirectional characters are shown as escapes. */
#ifndef PC_OUTCOME_SHOW_H
#define PC_OUTCOME_SHOW_H

#include <glib.h>
#include <jansson.h>

/* "2 rows: (1, 'Alice'), (2, null)", "refused: unique_violation", "waited, then 1 row changed". The caller's. */
char *pc_outcome_show(const json_t *outcome, gsize max_characters);
/* The same from canonical JSON text; NULL: "accepted". */
char *pc_outcome_show_text(const char *json, gsize max_characters);
/* Text with what a terminal would act on made visible. The caller's. */
char *pc_text_show(const char *text, gsize length);

#endif
