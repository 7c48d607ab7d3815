/* SPDX-License-Identifier: MIT */
/* The grammar of script probes, whole, from the tables that parse it (script.h, typed_step.h,
 * role.h). */
#ifndef PC_GRAMMAR_H
#define PC_GRAMMAR_H

/* In lines of at most 80 columns, examples aside; the caller's. */
char *pc_grammar_new(void);

#endif
