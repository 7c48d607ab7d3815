/* SPDX-License-Identifier: MIT */
/* A script probe as a person sends it through a service's own client. */
#ifndef PC_REPRODUCE_H
#define PC_REPRODUCE_H

#include "harness/catalogue/script.h"

struct pc_client_script;

/* A name for a scratch that nobody has: it is drawn from 2^64. The caller's. */
char *pc_reproduce_scratch_new(void);
/* The script as the client of the adapter called dialect reads it: a scratch called so is made, the
 * statements that an execution sends are sent, and the scratch is removed. title heads it. client
 * NULL: statements and comments alone. The caller's. */
char *pc_script_reproduce(const pc_script *script, const char *title, const char *dialect,
                          const struct pc_client_script *client, const char *scratch);

#endif
