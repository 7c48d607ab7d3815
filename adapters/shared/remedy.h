/* SPDX-License-Identifier: MIT */
/* What to do about the words with which a service turns a client away, put behind them: a team
 * reads them at night. */
#ifndef PC_REMEDY_H
#define PC_REMEDY_H

#include <glib.h>

/* A NULL said ends a table. */
typedef struct pc_remedy {
  const char *said;   /* what the message contains */
  const char *remedy; /* "raise max_connections" */
} pc_remedy;

/* Puts the remedy of the first entry whose words the message contains behind it, once. error may be
 * NULL. */
void pc_remedy_append(const pc_remedy *table, GError **error);

#endif
