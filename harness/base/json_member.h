/* SPDX-License-Identifier: MIT */
/* Members of JSON objects that were read, by type: a parser takes each with one call, and an error
 * says where and what. */
#ifndef PC_JSON_MEMBER_H
#define PC_JSON_MEMBER_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* In each: a member that is missing or null is NULL. false, with PC_ERROR_USAGE, where it is of
 * another type: "services.sql.url: expected text, found a number"; where (may be NULL) is what the
 * object is called. */

/* Borrowed; up to the first NUL. */
bool pc_json_member_text(const json_t *object, const char *key, const char *where,
                         const char **ret_text, GError **error);
/* Borrowed; type: JSON_OBJECT or JSON_ARRAY. */
bool pc_json_member_of(const json_t *object, const char *key, json_type type, const char *where,
                       json_t **ret_member, GError **error);

#endif
