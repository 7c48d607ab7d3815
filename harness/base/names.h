/* SPDX-License-Identifier: MIT */
/* Names in lists. */
#ifndef PC_NAMES_H
#define PC_NAMES_H

/* The index of name in a NULL-terminated array of names, or -1. */
int pc_name_index(const char *const *names, const char *name);

#endif
