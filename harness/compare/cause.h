/* SPDX-License-Identifier: MIT */
/*
 * The likely causes of what differs in a behaviour: a setting or version that the probe depends on
 * and that differs, and what an experiment (script.h) has shown. A cause is never part of the
 * verdict.
 */
#ifndef PC_CAUSE_H
#define PC_CAUSE_H

#include "harness/compare/comparison.h"

typedef struct pc_cause {
  const pc_setting *setting; /* borrowed from the comparison; NULL: an experiment */
  /* Of an experiment: */
  guint environment; /* that was asked with it */
  char *statement;   /* sent first */
  guint gone;        /* divergences that are none with it */
  guint stayed;      /* the others */
} pc_cause;

/* pc_cause, the settings first, of findings (at least one) about one probe, service and
 * environment. */
GPtrArray *pc_causes_new(const pc_comparison *comparison, pc_finding *const *findings, guint n);

#endif
