/* SPDX-License-Identifier: MIT */
/*
 * The words that the reports for other programs share. Everything that comes from a recording, a
 * service or a probe is shown by these: cut, and without a character that a reader would act on, so
 * that there is none that XML 1.0 forbids and no line break (outcome_text.h). Escaping for its own
 * format is each report's own.
 */
#ifndef PC_WORDING_H
#define PC_WORDING_H

#include "harness/compare/comparison.h"

enum {
  PC_WORDING_SHORT = 200, /* characters of a name, a title, an answer */
  PC_WORDING_LONG = 1000, /* of a sentence */
};

/* At most so many characters of text, and how many there are more. Of NULL: "". The caller's. */
char *pc_wording_cut(const char *text, gsize characters);
/* The same of a member of a JSON object that is a string; else "". */
char *pc_wording_member(const json_t *object, const char *key, gsize characters);
/* " (session: own, declared)" of a service whose configuration declares that instead of having it
 * proved; else "". */
const char *pc_wording_session(const pc_service_record *service);
/* The name of environment i, cut. */
char *pc_wording_environment(const pc_comparison *comparison, guint i);
/* What the probe says of itself, by the evidence of this environment or else the reference: an
 * object, empty where nothing does. A new reference. */
json_t *pc_wording_about(const pc_comparison *comparison, const pc_case *about, guint environment);
/* "TimeZone differs: UTC, reference Asia/Tokyo", each cut. The caller's. */
char *pc_wording_setting(const pc_setting *setting, gsize characters);
/* The settings that are likely causes of a finding: "likely: TimeZone differs: ..., ..."; "" where
 * none is. The caller's. */
char *pc_wording_likely(const pc_comparison *comparison, const pc_finding *finding);
/* "'names' (count, silent): development: 3 rows: ...; production: 1 row: ...", what it may
 * follow from, its likely causes, and how it stands with the baseline. The caller's. */
char *pc_wording_divergence(const pc_comparison *comparison, const pc_divergence *divergence);
/* "new", or "accepted by WHO until DAY: WHY" and the like; "" where there is no baseline. The
 * caller's. */
char *pc_wording_standing(const pc_comparison *comparison, const pc_divergence *divergence);
/* Both answers to what is unstable, cut. The caller's. */
void pc_wording_instability(const pc_instability *instability, gsize characters, char **ret_first,
                            char **ret_second);
/* What a problem is, without its kind: of what is unstable, no more than that it is, for those who
 * show the answers themselves. The caller's. */
char *pc_wording_problem_text(const pc_problem *problem);
/* What the evidence of a fault says was being done when it happened: a statement, or another step;
 * NULL: nothing does. Borrowed, not yet safe to show. */
const json_t *pc_wording_step(const json_t *evidence);
/* "the worker was killed by ...; last step: SELECT 1": the message of the evidence, cut, and the
 * step, unless the message names it; "" where there is neither. The caller's. */
char *pc_wording_fault(const json_t *evidence);
/* "fault: crashed", the engine's own message and the step; "unstable: asked twice, it answered
 * differently: 'names' first 3 rows:
 * ..., then 1 row: ...". The caller's. */
char *pc_wording_problem(const pc_comparison *comparison, const pc_problem *problem);
/* "development/cache lacks: append, cas". The caller's. */
char *pc_wording_lack(const pc_comparison *comparison, const pc_lack *lack);
/* "development/sql sql/text/like 'names' (accepted by WHO: WHY)" of an entry of the baseline. The
 * caller's. */
char *pc_wording_stale(const pc_acceptance *acceptance);

#endif
