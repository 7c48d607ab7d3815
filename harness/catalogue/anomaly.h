/* SPDX-License-Identifier: MIT */
/*
 * Whether an anomaly occurred: a declared rule over the answers of a probe, kept out of the probe,
 * which observes and does not judge.
 *
 *   RULE       CONDITION [and CONDITION ...]     all of them hold
 *   CONDITION  LABEL = ANSWER [| ANSWER ...]     the observation gave one of these
 *   ANSWER     done       carried out, whatever it gave
 *              nothing    no row
 *              1 10, 2 20     these rows, in canonical order: values by blanks, rows by commas
 */
#ifndef PC_ANOMALY_H
#define PC_ANOMALY_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum pc_protection {
  PC_PROTECTION_NONE,      /* the anomaly occurred */
  PC_PROTECTION_PREVENTED, /* it did not, and nobody noticed */
  PC_PROTECTION_BLOCKED,   /* it did not, as somebody had to wait */
  PC_PROTECTION_REFUSED,   /* it did not, as somebody was refused and has to try again */
  PC_PROTECTION_UNKNOWN,   /* could not be told */
} pc_protection;
extern const char *const pc_protection_names[]; /* "occurs", "prevented", ... in the order above,
                                                   NULL-terminated */

/* Whether rule is one, over labels (keys of a set). problem gets what is wrong, the caller's. */
bool pc_occurs_check(const char *rule, GHashTable *labels, char **ret_problem);
/* Judges the observations of a recording's answer ([{"label":..,"outcome":..},...]) by a rule.
 * ret_reason: of UNKNOWN, the caller's; else NULL. */
pc_protection pc_occurs_judge(const char *rule, const json_t *observations, char **ret_reason);

#endif
