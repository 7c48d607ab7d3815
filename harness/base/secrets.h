/* SPDX-License-Identifier: MIT */
/*
 * Secrets, and texts without them. A set of secrets is a GPtrArray of char *.
 *
 * A distinctive secret (six characters of two kinds: lower case, upper case, digits, others; or
 * twelve of any) is masked wherever it stands, and so is its beginning or its end where a text was
 * cut. Any other ("postgres", "a") is a word that texts hold for reasons of their own: it is masked
 * as a whole word, and only in what is written for people.
 */
#ifndef PC_SECRETS_H
#define PC_SECRETS_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* What takes a secret's place. */
#define PC_SECRET_MASK "***"

/* A new, empty set; g_ptr_array_unref. */
GPtrArray *pc_secrets_new(void);
/* Adds length bytes of text (negative: all), as they are and percent-decoded; what is empty or
 * there is not added. */
void pc_secrets_add(GPtrArray *secrets, const char *text, gssize length);
/* Adds the secrets of another set. */
void pc_secrets_add_all(GPtrArray *secrets, const GPtrArray *others);
bool pc_secret_is_distinctive(const char *secret);
/* Whether text holds secret as a whole word, with no letter, digit or '_' on either side. */
bool pc_secret_is_word_of(const char *secret, const char *text);

/* The text, which people read, with "***" for every secret; secrets may be NULL. The caller's. */
char *pc_secrets_mask(const GPtrArray *secrets, const char *text);
/* The same for an error's message; error may be NULL, as g_set_error has it. */
void pc_secrets_mask_error(const GPtrArray *secrets, GError **error);

/* Which secrets are masked. */
typedef enum pc_masking {
  PC_MASK_ALL,         /* in what people read: messages, notes */
  PC_MASK_DISTINCTIVE, /* in what is also compared, or sent again by hand: settings, statements */
} pc_masking;
/* The same for every text below value, in place; a value that is itself a text is left to its
 * holder. true: there was a secret. */
bool pc_secrets_mask_json(const GPtrArray *secrets, pc_masking masking, json_t *value);
/* The same for the member called key, in all that it holds and, where it is a text, in itself; for
 * people. */
void pc_secrets_mask_member(const GPtrArray *secrets, json_t *object, const char *key);
/* Whether a text below value holds a distinctive secret. */
bool pc_secrets_are_in_json(const GPtrArray *secrets, const json_t *value);
/* Whether length bytes of printed JSON may hold one. */
bool pc_secrets_may_be_in(const GPtrArray *secrets, const char *json, gsize length);

#endif
