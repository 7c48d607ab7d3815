/* SPDX-License-Identifier: MIT */
/* What a script calls by reference, since each execution has its own: ${name}, ${number} and ${k}.
 */
#ifndef PC_REFERENCE_H
#define PC_REFERENCE_H

/* ${name}: a name that only the scratch called so has, for what is not inside it. The caller's. */
char *pc_reference_name(const char *scratch);
/* ${number}: the same as a number of ten digits. The caller's. */
char *pc_reference_number(const char *scratch);
/* text with every reference replaced; ${k} is the scratch's name itself. The caller's. */
char *pc_references_replace(const char *text, const char *scratch);

#endif
