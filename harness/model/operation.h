/* SPDX-License-Identifier: MIT */
/*
 * An operation of a role: what a typed client is asked to do, as a JSON object
 * {"op":NAME,ARGUMENT:..}. Values in it have the canonical form (value.h). Each role's operations
 * are listed in its own header (role_cache.h).
 */
#ifndef PC_OPERATION_H
#define PC_OPERATION_H

#include <jansson.h>

/* {"op":op,"key":key}; the caller's. */
json_t *pc_operation_new(const char *op, const char *key);
/* The operation's name and, NULL where it is not there or no string, an argument. Borrowed. */
const char *pc_operation_name(const json_t *operation);
const char *pc_operation_text(const json_t *operation, const char *argument);
/* "set key='a' ttl=60 value=[1]", long values cut; the caller's. */
char *pc_operation_show(const json_t *operation);

#endif
