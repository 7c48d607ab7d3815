/* SPDX-License-Identifier: MIT */
/* Texts with their secrets masked. */
#include "harness/base/secrets.h"

#include <string.h>

enum {
  DISTINCTIVE_BYTES = 6,        /* of two kinds of character */
  DISTINCTIVE_BYTES_PLAIN = 12, /* of one */
};

GPtrArray *pc_secrets_new(void) { return g_ptr_array_new_with_free_func(g_free); }

static void secret_add_take(GPtrArray *secrets, char *secret) {
  if (secret && *secret && !g_ptr_array_find_with_equal_func(secrets, secret, g_str_equal, NULL))
    g_ptr_array_add(secrets, secret);
  else
    g_free(secret);
}

void pc_secrets_add(GPtrArray *secrets, const char *text, gssize length) {
  char *raw = length < 0 ? g_strdup(text) : g_strndup(text, (gsize)length);
  secret_add_take(secrets, g_uri_unescape_string(raw, NULL));
  secret_add_take(secrets, raw);
}

void pc_secrets_add_all(GPtrArray *secrets, const GPtrArray *others) {
  for (guint i = 0; others && i < others->len; i++)
    secret_add_take(secrets, g_strdup(others->pdata[i]));
}

bool pc_secret_is_distinctive(const char *secret) {
  guint kinds = 0;
  gsize length = 0;
  for (; secret[length]; length++) {
    const char c = secret[length];
    kinds |= g_ascii_islower(c) ? 1u : g_ascii_isupper(c) ? 2u : g_ascii_isdigit(c) ? 4u : 8u;
  }
  return length >= DISTINCTIVE_BYTES_PLAIN ||
         (length >= DISTINCTIVE_BYTES && (kinds & (kinds - 1)) != 0);
}

static bool is_word_byte(char c) { return g_ascii_isalnum(c) || c == '_' || (guchar)c >= 0x80; }

static bool stands_alone(const char *text, gsize length, gsize at, gsize secret_length) {
  return (at == 0 || !is_word_byte(text[at - 1])) &&
         (at + secret_length == length || !is_word_byte(text[at + secret_length]));
}

bool pc_secret_is_word_of(const char *secret, const char *text) {
  const gsize length = strlen(text);
  for (const char *at = text; (at = strstr(at, secret)) != NULL; at++)
    if (stands_alone(text, length, (gsize)(at - text), strlen(secret)))
      return true;
  return false;
}

/* As much of a distinctive secret is masked also where it is cut. */
static gsize secret_half(gsize length) { return MAX((length + 1) / 2, DISTINCTIVE_BYTES); }

/* Replaces length bytes; where the text goes on. */
static gsize replace(GString *text, gsize at, gsize length) {
  g_string_erase(text, (gssize)at, (gssize)length);
  g_string_insert(text, (gssize)at, PC_SECRET_MASK);
  return at + strlen(PC_SECRET_MASK);
}

static void whole_mask(GString *text, const char *secret, bool word) {
  const gsize length = strlen(secret);
  const char *found;
  for (gsize at = 0; (found = memmem(text->str + at, text->len - at, secret, length)) != NULL;) {
    at = (gsize)(found - text->str);
    at = !word || stands_alone(text->str, text->len, at, length) ? replace(text, at, length)
                                                                 : at + 1;
  }
}

/* Replaces what begins with the first half of a secret, as far as it goes on as the secret does,
 * and what ends with the second half, as far back. */
static void halves_mask(GString *text, const char *secret) {
  const gsize length = strlen(secret);
  const gsize half = secret_half(length);
  const char *found;
  for (gsize at = 0; (found = memmem(text->str + at, text->len - at, secret, half)) != NULL;) {
    at = (gsize)(found - text->str);
    gsize n = half;
    while (n < length && at + n < text->len && found[n] == secret[n])
      n++;
    at = replace(text, at, n);
  }
  for (gsize at = 0;
       (found = memmem(text->str + at, text->len - at, secret + length - half, half)) != NULL;) {
    gsize n = half;
    gsize from = (gsize)(found - text->str);
    for (; n < length && from > at && text->str[from - 1] == secret[length - n - 1]; n++)
      from--;
    at = replace(text, from, n);
  }
}

static int longer_first(gconstpointer a, gconstpointer b) {
  const gsize x = strlen(*(const char *const *)a);
  const gsize y = strlen(*(const char *const *)b);
  return x > y ? -1 : x < y;
}

/* text is replaced; a longer secret may hold a shorter one. */
static void text_mask(const GPtrArray *secrets, pc_masking masking, GString *text) {
  g_autoptr(GPtrArray) sorted = g_ptr_array_new();
  for (guint i = 0; secrets && i < secrets->len; i++)
    g_ptr_array_add(sorted, secrets->pdata[i]);
  g_ptr_array_sort(sorted, longer_first);
  for (guint i = 0; i < sorted->len; i++)
    if (masking == PC_MASK_ALL || pc_secret_is_distinctive(sorted->pdata[i]))
      whole_mask(text, sorted->pdata[i], !pc_secret_is_distinctive(sorted->pdata[i]));
  for (guint i = 0; i < sorted->len; i++)
    if (pc_secret_is_distinctive(sorted->pdata[i]))
      halves_mask(text, sorted->pdata[i]);
}

char *pc_secrets_mask(const GPtrArray *secrets, const char *text) {
  GString *masked = g_string_new(text);
  text_mask(secrets, PC_MASK_ALL, masked);
  return g_string_free(masked, FALSE);
}

void pc_secrets_mask_error(const GPtrArray *secrets, GError **error) {
  if (!error || !*error)
    return;
  char *masked = pc_secrets_mask(secrets, (*error)->message);
  g_free((*error)->message);
  (*error)->message = masked;
}

/* The text in value's place; NULL: it holds no secret. A new reference. */
static json_t *string_mask(const GPtrArray *secrets, pc_masking masking, const json_t *value) {
  const gsize length = json_string_length(value);
  g_autoptr(GString) text = g_string_new_len(json_string_value(value), (gssize)length);
  text_mask(secrets, masking, text);
  if (text->len == length && memcmp(text->str, json_string_value(value), length) == 0)
    return NULL;
  /* A cut in the middle of a character leaves the rest of it. */
  g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
  return json_string(valid);
}

bool pc_secrets_mask_json(const GPtrArray *secrets, pc_masking masking, json_t *value) {
  const char *key;
  void *next;
  size_t i;
  json_t *member;
  bool any = false;
  json_object_foreach_safe(value, next, key, member) {
    json_t *masked = json_is_string(member) ? string_mask(secrets, masking, member) : NULL;
    any |= masked || pc_secrets_mask_json(secrets, masking, member);
    if (masked)
      json_object_set_new(value, key, masked);
  }
  json_array_foreach(value, i, member) {
    json_t *masked = json_is_string(member) ? string_mask(secrets, masking, member) : NULL;
    any |= masked || pc_secrets_mask_json(secrets, masking, member);
    if (masked)
      json_array_set_new(value, i, masked);
  }
  return any;
}

void pc_secrets_mask_member(const GPtrArray *secrets, json_t *object, const char *key) {
  json_t *member = json_object_get(object, key);
  json_t *masked = json_is_string(member) ? string_mask(secrets, PC_MASK_ALL, member) : NULL;
  if (masked)
    json_object_set_new(object, key, masked);
  else
    pc_secrets_mask_json(secrets, PC_MASK_ALL, member);
}

static bool string_holds(const GPtrArray *secrets, const json_t *value) {
  for (guint i = 0; i < secrets->len; i++) {
    const char *secret = secrets->pdata[i];
    if (pc_secret_is_distinctive(secret) &&
        memmem(json_string_value(value), json_string_length(value), secret, strlen(secret)))
      return true;
  }
  return false;
}

bool pc_secrets_are_in_json(const GPtrArray *secrets, const json_t *value) {
  const char *key;
  size_t i;
  json_t *member;
  if (json_is_string(value))
    return string_holds(secrets, value);
  json_object_foreach((json_t *)(guintptr)value, key, member) {
    if (pc_secrets_are_in_json(secrets, member))
      return true;
  }
  json_array_foreach(value, i, member) {
    if (pc_secrets_are_in_json(secrets, member))
      return true;
  }
  return false;
}

/* A half of it is looked for, since a text may have been cut. */
static bool secret_may_be_in(const char *secret, const char *json, gsize length) {
  const gsize whole = strlen(secret);
  const gsize half = pc_secret_is_distinctive(secret) ? secret_half(whole) : whole;
  for (const char *c = secret; *c; c++)
    /* JSON writes these in more than one way. */
    if ((guchar)*c < 0x20 || (guchar)*c == 0x7f || *c == '"' || *c == '\\')
      return true;
  return memmem(json, length, secret, half) || memmem(json, length, secret + whole - half, half);
}

bool pc_secrets_may_be_in(const GPtrArray *secrets, const char *json, gsize length) {
  for (guint i = 0; secrets && i < secrets->len; i++)
    if (secret_may_be_in(secrets->pdata[i], json, length))
      return true;
  return false;
}
