/* SPDX-License-Identifier: MIT */
/* One statement as it is sent: text in the service's own language, and the parameters bound to it. */
#ifndef PC_STATEMENT_H
#define PC_STATEMENT_H

#include "harness/value.h"

typedef struct pc_statement {
  const char *text;            /* without the ending semicolon; names already substituted */
  const GPtrArray *parameters; /* const pc_value: NULL, BOOLEAN, INTEGER, REAL, TEXT or BYTES; NULL: no parameters
                                  (simple protocol) */
} pc_statement;

#endif
