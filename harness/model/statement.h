/* SPDX-License-Identifier: MIT */
/* One statement as it is sent: text in the service's own language and the parameters bound to it,
 * or an operation. */
#ifndef PC_STATEMENT_H
#define PC_STATEMENT_H

#include "harness/model/value.h"

#include <jansson.h>

typedef struct pc_statement {
  const json_t *operation; /* an operation of a role (operation.h), text then being what people are
                              shown; or NULL */
  const char *text;        /* without the ending semicolon; names already substituted */
  const GPtrArray *parameters; /* const pc_value: NULL, BOOLEAN, INTEGER, REAL, TEXT or BYTES; NULL:
                                  no parameters (simple protocol) */
} pc_statement;

#endif
