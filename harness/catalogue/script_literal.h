/* SPDX-License-Identifier: MIT */
/* The literals of a line of bound parameters: 'text' 5 -1.5 1e3 true false null x'00ff'. */
#ifndef PC_SCRIPT_LITERAL_H
#define PC_SCRIPT_LITERAL_H

#include <glib.h>

/* The values (pc_value) in order; NULL with ret_problem set (the caller's) where text is not a list
 * of literals. */
GPtrArray *pc_literals_parse(const char *text, char **ret_problem);

#endif
