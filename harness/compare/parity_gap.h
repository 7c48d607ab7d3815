/* SPDX-License-Identifier: MIT */
/*
 * The three gaps of "dev/prod parity" (https://12factor.net/dev-prod-parity), as far as the
 * recordings' headers tell them. They are told, and never change the exit status.
 *
 * - Tools: "the same type and version of each of the backing services". Another product, another
 * major version (the first number), another version within it are a gap; the same numbers from
 * another build are none.
 * - Time: code is deployed "hours or even just minutes later". A gap: commits wait for more than
 * PC_PARITY_GAP_TIME_MAX_S.
 * - Personnel: who wrote the code is "closely involved in deploying it". A gap: none of the authors
 * deployed it.
 */
#ifndef PC_PARITY_GAP_H
#define PC_PARITY_GAP_H

#include "harness/compare/comparison.h"

enum { PC_PARITY_GAP_TIME_MAX_S = 24 * 60 * 60 };

/* Adds the gaps between each environment and the reference. Once, when all else is known. */
void pc_parity_gaps_add(pc_comparison *comparison);

typedef enum pc_version_gap {
  PC_VERSION_SAME,
  PC_VERSION_BUILD, /* the same numbers, other words */
  PC_VERSION_MINOR,
  PC_VERSION_MAJOR,
} pc_version_gap;

/* How far apart two versions such as "15.14 (Debian 15.14-0+deb12u1)" are, by the numbers that they
 * begin with. */
pc_version_gap pc_version_compare(const char *a, const char *b);

#endif
