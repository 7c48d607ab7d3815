/* SPDX-License-Identifier: MIT */
/*
 * A comparison: recordings of two or more environments held against one of them, the reference.
 * Reports see this and nothing behind it. Immutable once made; every string in it belongs to it.
 * Answers and evidence are kept as canonical JSON text and parsed where they are shown.
 */
#ifndef PC_COMPARISON_H
#define PC_COMPARISON_H

#include "harness/compare/recording_header.h"
#include "harness/model/probe.h"

#include <jansson.h>
#include <stdio.h>

/* From the worst to the least. */
typedef enum pc_category {
  PC_CATEGORY_REFUSAL,     /* one refuses, or both do with other classes */
  PC_CATEGORY_VALUE,       /* other values */
  PC_CATEGORY_COUNT,       /* another number of rows */
  PC_CATEGORY_ORDER,       /* the same rows in another order, where order was the question */
  PC_CATEGORY_BLOCKING,    /* one had to wait */
  PC_CATEGORY_UNSUPPORTED, /* one has no such operation: never a divergence's (pc_lack) */
  PC_CATEGORY_KIND,        /* the same value as another type */
  PC_CATEGORY_NAMES,       /* columns called otherwise, where names were the question */
} pc_category;
extern const char *const pc_category_names[]; /* "refusal" ..., NULL-terminated */

/* What came of a behaviour in one environment. */
typedef enum pc_state {
  PC_STATE_ABSENT,        /* not in its recording */
  PC_STATE_REFERENCE,     /* the reference's own answer */
  PC_STATE_AGREE,         /* answered as the reference did */
  PC_STATE_KIND,          /* differs in kind or names only */
  PC_STATE_DIFFER,        /* differs */
  PC_STATE_SKIPPED,       /* was not to be asked, or cannot be compared */
  PC_STATE_SETUP_REFUSED, /* both refuse the setup */
  PC_STATE_UNSTABLE,      /* asked twice, answered twice differently */
  PC_STATE_FAULT,         /* could not tell */
} pc_state;
extern const char *const pc_state_names[]; /* "absent" ..., NULL-terminated */

/* How much a comparison keeps of the behaviours in which all environments agree, which are most of
 * them. */
typedef enum pc_detail {
  PC_DETAIL_TOLD,   /* nothing but their number */
  PC_DETAIL_NAMED,  /* probe and service, in a few bytes each */
  PC_DETAIL_TITLED, /* the probe's title and severity too */
  PC_DETAIL_WHOLE,  /* answers and evidence too, as cases like all others */
} pc_detail;

/* A probe and service: a behaviour. */
typedef struct pc_case {
  char *probe;
  char *service;
  char *title;          /* NULL: no evidence tells it */
  pc_severity severity; /* the probe's */
  guint8 *states;       /* pc_state for each environment by index */
  bool told;            /* a finding or problem is about it */
  guint64 before;       /* how many of pc_comparison.agreeing stand before it */
  /* For each environment by index, as JSON text (char *), or NULL. Evidence lines: only of what is
   * told, unless the comparison is whole. Answer lines: only where it is whole. */
  GPtrArray *evidence;
  GPtrArray *answers;
} pc_case;

/* What the baseline says of a divergence. */
typedef enum pc_standing {
  PC_STANDING_NEW,      /* nothing, or there is none */
  PC_STANDING_CHANGED,  /* accepted, but with another answer */
  PC_STANDING_EXPIRED,  /* accepted until a day that is over */
  PC_STANDING_PENDING,  /* its probe is newer than the baseline: counts only under "strict" */
  PC_STANDING_ACCEPTED, /* accepted: does not count */
} pc_standing;
extern const char *const pc_standing_names[]; /* "new" ..., NULL-terminated */

/* An entry of a baseline, as reports show it. */
typedef struct pc_acceptance {
  char *environment;
  char *probe;
  char *service;
  char *observation;
  char *reason;
  char *owner;
  char *expires; /* a day as 2026-12-31, or NULL */
  char *note;    /* what is not as it was when it was accepted, for people; or NULL */
} pc_acceptance;

typedef struct pc_divergence {
  char *observation; /* its label; "setup" for a refused setup */
  pc_standing standing;
  const pc_acceptance *acceptance; /* for changed, expired and accepted; else NULL */
  pc_category category;
  pc_severity severity; /* low for kind, names and moot refusals (outcome_compare.h), else the
                           probe's */
  bool silent;          /* neither side refuses */
  char *reference;      /* canonical JSON of the outcome; NULL: the setup was accepted */
  char *other;
  const struct pc_finding *finding; /* that it is a part of */
  guint place;                      /* when it was asked, counted from 0; the setup last */
  char *follows; /* the observation before it of which it may be no more than a consequence; NULL:
                    none */
} pc_divergence;

/* The divergences of one environment that have one cause. */
typedef struct pc_finding {
  const pc_case *about;
  guint environment; /* index into pc_comparison.environments */
  pc_category category;
  pc_severity severity;
  bool silent;
  char *signature;
  GPtrArray *divergences; /* pc_divergence, in the order asked */
  /* The worst finding about the same case and environment, by which all of them are ordered; NULL
   * until the close. */
  const struct pc_finding *lead;
} pc_finding;

typedef enum pc_problem_kind {
  PC_PROBLEM_INCIDENT, /* the run changed something outside of its scratches: before all others */
  PC_PROBLEM_FAULT,    /* could not tell */
  PC_PROBLEM_UNSTABLE, /* asked twice, answered twice differently */
  PC_PROBLEM_SETUP_REFUSED, /* both refuse the setup: nothing was asked of either */
  PC_PROBLEM_NOT_THERE,     /* a service that could not be reached or is in one environment only */
  PC_PROBLEM_LEFT,          /* something of the run could not be removed */
  PC_PROBLEM_UNSEEN,        /* whether it did could not be told */
  PC_PROBLEM_NOT_ASKED, /* neither side knew what an observation asked, which did not say that this
                           may be */
  PC_PROBLEM_INTERRUPTED,
  PC_PROBLEM_NOTHING_ASKED, /* of a service or an environment */
} pc_problem_kind;
extern const char *const pc_problem_names[];

/* An observation that was answered in two ways. */
typedef struct pc_instability {
  char *observation;
  char *first; /* canonical JSON of the outcome; NULL: it was not come to, or, of "setup", the setup
                  was accepted */
  char *second; /* the same, of the first execution that was not as the first one */
} pc_instability;

/* What a problem's text says of what is unstable, before it names the observations. */
extern const char pc_unstable_words[];

/* Why the comparison is incomplete. */
typedef struct pc_problem {
  pc_problem_kind kind;
  guint environment;
  char *service;            /* or NULL */
  char *probe;              /* or NULL */
  char *observation;        /* its label, or NULL */
  char *text;               /* what happened, for people */
  const pc_case *about;     /* or NULL */
  GPtrArray *instabilities; /* pc_instability, in the order asked: of what is unstable; else NULL */
} pc_problem;

/* The reason of a skip where two recordings have another script under one id. */
extern const char pc_skip_other_questions[];

typedef struct pc_skip {
  guint environment;
  char *probe;
  char *service;
  char *reason;
  GPtrArray *observations; /* labels (char *) of those that were not asked; NULL: the whole probe
                              was not */
  char *subject; /* for people: the probe, and what of it was not asked where that is not all */
} pc_skip;

/* Operations, or options of them, that a service does not have and another environment's has. What
 * asks for them is not asked. */
typedef struct pc_lack {
  guint environment; /* whose service it is */
  char *service;
  GPtrArray *operations; /* names (char *), sorted */
} pc_lack;

/* A service that lies outside of the run's scope. */
typedef struct pc_outsider {
  guint environment;
  char *service;
  char *reason;
} pc_outsider;

/* Version or setting that differs from the reference's. */
typedef struct pc_setting {
  guint environment;
  char *service;
  char *name;      /* "engine", "version", or the setting's name */
  char *reference; /* NULL: it has no such setting */
  char *other;
} pc_setting;

/* One of 12-factor's gaps between an environment and the reference. */
typedef enum pc_parity_gap_kind {
  PC_PARITY_GAP_TOOLS,
  PC_PARITY_GAP_TIME,
  PC_PARITY_GAP_PERSONNEL
} pc_parity_gap_kind;
extern const char *const pc_parity_gap_names[]; /* "tools", "time", "personnel", NULL */

typedef struct pc_parity_gap {
  pc_parity_gap_kind kind;
  guint environment;
  char *service; /* of tools; else NULL */
  bool wide;     /* there is a gap; false: there is none, or it could not be told */
  bool unknown;  /* it could not be told; the text says why */
  char *text;    /* a sentence, for people */
} pc_parity_gap;

/* What a rule that made answers agree did, by bit; as many as pc_counts.rules. */
extern const char *const pc_rule_words[];

typedef struct pc_counts {
  guint64 behaviours;        /* probes that were compared */
  guint64 behaviours_differ; /* whose worst category is neither kind nor names */
  guint64 behaviours_silent; /* of those: in which neither side refuses anywhere */
  guint64 behaviours_kind;   /* that differ in kind or names only */
  guint64 observations;
  guint64 observations_differ;
  guint64 findings;
  guint64 skipped; /* whole probes */
  guint64 neither; /* observations that neither side knows how to answer, as they may: none of those
                      above */
  guint64 rules[7]; /* observations that agree by a rule, after it changed one side or both: by
                       pc_rule bit */
} pc_counts;

typedef struct pc_environment {
  char *name;
  pc_recording_header *header; /* the recording's */
  GHashTable *compared;        /* services (char *) of which at least one behaviour was compared */
  GHashTable *ruled; /* observations ("probe\nservice\nlabel") whose rules were counted when they
                        were compared: bits */
  pc_counts counts;  /* against the reference; of the reference itself: zero */
} pc_environment;

typedef struct pc_comparison {
  guint reference;         /* index */
  GPtrArray *environments; /* pc_environment, in the order given */
  pc_detail detail;
  /* pc_case, sorted by probe and service. In a whole comparison every behaviour of any of the
   * recordings, else those in which some environment does not agree, or has no answer; case_walk.h
   * goes through the others too. */
  GPtrArray *cases;
  struct pc_packed_list *agreeing; /* the others, as keys (case_walk.h); empty unless they are named
                                    */
  struct pc_packed_list *titles;   /* for each of those its severity, as a byte, and title; empty
                                      unless titled */
  GPtrArray *findings; /* pc_finding: by environment, the worst of their case (high first, silent
                          first), probe, when asked */
  GPtrArray *problems; /* pc_problem, incidents first */
  guint incidents;     /* how many of them are */
  GPtrArray *skips;    /* pc_skip */
  GPtrArray *lacks; /* pc_lack, by environment, then service: one for each that lacks something */
  GPtrArray *outsiders; /* pc_outsider, by service, then environment */
  GPtrArray *settings;  /* pc_setting */
  GPtrArray *gaps;      /* pc_parity_gap, by environment, then kind */
  /* The baseline: */
  char *baseline;         /* its file, or NULL: none was given */
  GPtrArray *acceptances; /* pc_acceptance: its entries */
  GPtrArray *stale;       /* of those (borrowed), the ones whose divergence is gone */
  /* Set by pc_verdict_decide: */
  char *verdict; /* a sentence */
  int exit_status;
  char *fail_on;
} pc_comparison;

/* files: one recording each, read once from where they stand; names are for messages. detail: what
 * is kept of what agrees, for reports that show it. PC_ERROR_USAGE for a recording that cannot be
 * used. */
pc_comparison *pc_comparison_new(FILE *const *files, const char *const *names, guint n,
                                 guint reference, pc_detail detail, GError **error);
/* The same of recordings by their paths. */
pc_comparison *pc_comparison_load(char *const *paths, guint n, guint reference, pc_detail detail,
                                  GError **error);
void pc_comparison_free(pc_comparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_comparison, pc_comparison_free)

/* The divergences (borrowed) of n findings about one case and environment in the order asked, so
 * that what may be a consequence stands behind its cause. */
GPtrArray *pc_divergences_in_order(pc_finding *const *findings, guint n);
/* Where those end, in the order of the comparison, that are about the case and environment of the
 * one at begin. */
guint pc_findings_end(const pc_comparison *comparison, guint begin);

/* Whether environment i's answer to an observation was left out of a behaviour that was compared
 * otherwise, as one side lacks or refused what it needs. */
bool pc_comparison_skips(const pc_comparison *comparison, guint i, const char *probe,
                         const char *service, const char *observation);
/* Of cases the one of a probe and service, or NULL. */
pc_case *pc_comparison_case(const pc_comparison *comparison, const char *probe,
                            const char *service);

/* Whether it is a matter of names and kinds alone, which do not make a behaviour differ. */
static inline bool pc_category_is_mild(pc_category category) {
  return category == PC_CATEGORY_KIND || category == PC_CATEGORY_NAMES;
}

static inline const pc_environment *pc_comparison_environment(const pc_comparison *comparison,
                                                              guint i) {
  return (const pc_environment *)comparison->environments->pdata[i];
}
/* What environment i recorded of a service; NULL: it has none such. */
static inline const pc_service_record *pc_comparison_service(const pc_comparison *comparison,
                                                             guint i, const char *service) {
  return pc_recording_header_service(pc_comparison_environment(comparison, i)->header, service);
}

#endif
