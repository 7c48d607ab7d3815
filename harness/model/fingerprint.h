/* SPDX-License-Identifier: MIT */
/*
 * The fingerprint of a service: what it says of itself, as a worker's greeting and a recording have
 * it. Adapters write it (adapter.h):
 *
 *   {"engine":"PostgreSQL","version":"15.8","settings":{NAME:VALUE,..},"notes":[TEXT,..],
 *    "one_connection":true?,"session":"own"?}
 */
#ifndef PC_FINGERPRINT_H
#define PC_FINGERPRINT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* A view: everything is borrowed from the JSON that it was parsed from, and NULL where that tells
 * nothing. */
typedef struct pc_fingerprint {
  const json_t *json; /* NULL: the service was never reached */
  const char *engine;
  const char *version;
  json_t *settings;    /* an object of texts */
  const json_t *notes; /* an array of texts */
  bool one_connection; /* it takes one at a time */
  bool own_session;    /* the configuration declares that each client has a session of its own */
} pc_fingerprint;

/* NULL and null are those of a service that was never reached. PC_ERROR_USAGE: "WHERE.version:
 * expected text, found a number". */
bool pc_fingerprint_parse(const json_t *json, const char *where, pc_fingerprint *ret_fingerprint,
                          GError **error);

#endif
