/* SPDX-License-Identifier: MIT */
/* The URLs of backing services in applications' variables, as their libraries write them:
 * DATABASE_URL, CACHE_URL, ...
 */
#ifndef PC_APPLICATION_URL_H
#define PC_APPLICATION_URL_H

#include "harness/compose/product.h"

typedef struct pc_application_url {
  const pc_product *product;
  const char *service; /* the job that it is for: database, cache, queue, stream; NULL: nothing that
                          is asked */
  char *scheme;        /* lower case, "+driver" included; "" where the value had none */
  char *user;          /* decoded, or NULL */
  bool password;       /* there is one, which is not kept */
  char *host;          /* without brackets; or NULL */
  guint port;          /* 0: not given */
  char *path;          /* decoded: a database's name, a virtual host, a file; or NULL */
  bool options;        /* there were some, which are not kept */
  bool native;         /* written as this program takes it */
} pc_application_url;

/* Whether the variable name with this value is a backing service's URL; then ret_url is to be
 * cleared. */
bool pc_application_url_parse(const char *name, const char *value, pc_application_url *ret_url);
void pc_application_url_clear(pc_application_url *url);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pc_application_url, pc_application_url_clear)

#endif
