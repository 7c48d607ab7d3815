/* SPDX-License-Identifier: MIT */
/* The fingerprint of a service, put together. */
#ifndef PC_FINGERPRINT_H
#define PC_FINGERPRINT_H

#include <jansson.h>

/* Sets the members of fingerprint that are always there; settings is consumed. */
void pc_cache_fingerprint_fill(json_t *fingerprint, const char *engine, const char *version,
                               json_t *settings);
void pc_cache_note_add(json_t *fingerprint, const char *note);

#endif
