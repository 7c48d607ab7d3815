/* SPDX-License-Identifier: MIT */
/*
 * Where a service is: a URL as the user wrote it, taken apart. The adapter is found by the scheme.
 *
 * "sqlite:dev.db?profile=django" has the scheme "sqlite", the path "dev.db" and the option profile.
 * Options that the adapter lists in its option table are its own; the adapter decides what any other one means.
 */
#ifndef PC_ENDPOINT_H
#define PC_ENDPOINT_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_endpoint {
  char *url;        /* whole, secrets included: never printed */
  char *redacted;   /* the same with every secret as "***": for people */
  char *scheme;     /* lower case */
  char *path;       /* what follows "scheme:" up to "?", undecoded (for "scheme://host/db" it begins with "//") */
  GPtrArray *names; /* query options in order, percent-decoded: names[i] = values[i] */
  GPtrArray *values;
  GPtrArray *secrets; /* the decoded secrets that were found (char *), possibly none */
  bool session_own;   /* the configuration declares that a connection keeps its session: that is believed, not proved */
} pc_endpoint;

/* NULL and error set for text without a scheme, or with a malformed percent escape. The message holds no secret. */
pc_endpoint *pc_endpoint_parse(const char *url, GError **error);
void pc_endpoint_free(pc_endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pc_endpoint, pc_endpoint_free)
/* The value of the last option called name, or NULL. */
const char *pc_endpoint_option(const pc_endpoint *endpoint, const char *name);

#endif
