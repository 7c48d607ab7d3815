/* SPDX-License-Identifier: MIT */
/*
 * Answers for people: canonical outcomes in plain words. What a terminal would act on or hide
 * (control, format, bidirectional and unassigned characters) is shown as «U+001B», a byte that is
 * no text as «0xFF»; data that itself reads so has its « shown as «U+00AB». Backslashes stay as
 * they are.
 */
#ifndef PC_OUTCOME_TEXT_H
#define PC_OUTCOME_TEXT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Two outcomes that differ, from their canonical JSON text: "2 rows: (1, 'Alice'), (2, null)",
 * "refused: unique_violation"; of NULL: "accepted". Cut at so many columns; where the cut would
 * hide the difference, both are shown from shortly before it. The caller's. */
void pc_outcome_show_pair(const char *a, const char *b, gsize columns, char **ret_a, char **ret_b);
/* An outcome, or one value, from its canonical JSON: all of it. The caller's. */
char *pc_outcome_show(const json_t *outcome);
char *pc_value_show(const json_t *value);
/* Text as it can be shown. The caller's. */
char *pc_text_show(const char *text, gsize length);
/* Whether pc_text_show would give the same text. */
bool pc_text_is_plain(const char *text, gsize length);
/* How many columns of a terminal shown text takes. */
gsize pc_text_width(const char *text);

#endif
