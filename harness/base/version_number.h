/* SPDX-License-Identifier: MIT */
/* Version numbers of products: "15.8". */
#ifndef PC_VERSION_NUMBER_H
#define PC_VERSION_NUMBER_H

#include <stdbool.h>

/* The one that text begins with ("15.8-alpine"), the caller's; NULL: with none. */
char *pc_version_at(const char *text);
/* Whether a version that says less ("15") is a beginning of one that says more ("15.8"). */
bool pc_version_covers(const char *less, const char *more);

#endif
