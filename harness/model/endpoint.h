/* SPDX-License-Identifier: MIT */
/*
 * Where a service is: a URL as the user wrote it, taken apart. The adapter is found by the scheme.
 *
 * "sqlite:dev.db?profile=django" has the scheme "sqlite", the path "dev.db" and the option profile.
 * Options that the adapter lists in its option table are its own; the adapter decides what any
 * other one means.
 */
#ifndef PC_ENDPOINT_H
#define PC_ENDPOINT_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_endpoint {
  char *url;      /* whole, secrets included: never printed */
  char *redacted; /* the same with every secret as "***": for people */
  char *scheme;   /* lower case */
  char *path; /* what follows "scheme:" up to "?", undecoded (for "scheme://host/db" it begins with
                 "//") */
  GPtrArray *names; /* query options in order, percent-decoded: names[i] = values[i] */
  GPtrArray *values;
  GPtrArray *secrets; /* the decoded secrets that were found (char *), possibly none; where a
                         password is not escaped as it must be, each part of it */
  GPtrArray *masked;  /* those of them to be masked in messages (secrets.h): not what redacted shows
                         as well */
  char *worker;       /* a worker's name, for the session in which it makes scratches; NULL: none */
  bool session_own;   /* the configuration declares that a connection keeps its session: that is
                         believed, not proved */
} pc_endpoint;

/* NULL and error set for text without a scheme, or with a malformed percent escape. The message
 * holds no secret. */
pc_endpoint *pc_endpoint_parse(const char *url, GError **error);
void pc_endpoint_free(pc_endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_endpoint, pc_endpoint_free)
/* The value of the last option called name, or NULL. */
const char *pc_endpoint_option(const pc_endpoint *endpoint, const char *name);
/* Adds secrets (NULL: none) that are to be masked in messages about the service and, where they are
 * distinctive, in redacted; but not what redacted shows on its own. */
void pc_endpoint_mask(pc_endpoint *endpoint, const GPtrArray *secrets);
/*
 * Whether it is certain what of "//USER:PASSWORD@HOST" is the password, and that it is escaped as
 * it must be: a library takes a raw '@', '/' or '?' in it for the end of it, and the rest for a
 * host, whose name it tells. To be asked before a library sees the URL. PC_ERROR_USAGE, with
 * nothing of the URL in the message.
 */
bool pc_endpoint_check_userinfo(const pc_endpoint *endpoint, GError **error);
/* Sets PC_ERROR_USAGE for an option that is none of known (names, NULL-terminated): "PRODUCT has no
 * option 'x', did you mean 'y'?"; always false. What may be the rest of a password is not shown. */
bool pc_endpoint_fail_option(const pc_endpoint *endpoint, const char *product, const char *name,
                             const char *const *known, GError **error);

#endif
