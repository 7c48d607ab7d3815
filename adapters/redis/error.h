/* SPDX-License-Identifier: MIT */
/* The classes of Redis's errors: the leading code, and for the plain ERR one tested table of its
 * messages. */
#ifndef PC_REDIS_ERROR_H
#define PC_REDIS_ERROR_H

#include <glib.h>

/* error: "CODE message". "wrong_type", "unknown_command", "err" ...; the caller's. */
char *pc_redis_error_class(const char *error);
/* The leading code in capitals, "ERR" where there is none; the caller's. */
char *pc_redis_error_code(const char *error);
/* The class that the role cache has for it: one of its own, or "other:CLASS"; the caller's. */
char *pc_redis_error_cache_class(const char *error);

#endif
