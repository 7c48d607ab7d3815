/* SPDX-License-Identifier: MIT */
/* Variables within URLs. */
#include "harness/base/url_variable.h"

#include <stdbool.h>
#include <string.h>

/* The first character of raw from there that is one of those and is not within "${...}"; the end of
 * raw: there is none. */
static gsize find(const char *raw, gsize from, const char *characters) {
  while (raw[from] && !strchr(characters, raw[from])) {
    const bool dollar = raw[from] == '$';
    const char *end = dollar && raw[from + 1] == '{' ? strchr(raw + from, '}') : NULL;
    from = end ? (gsize)(end - raw) + 1 : from + (dollar && raw[from + 1] == '$' ? 2 : 1);
  }
  return from;
}

/* Where the user information of an authority ends; its begin: it has none. */
static gsize userinfo_end(const char *raw, gsize begin, gsize end) {
  gsize last = begin;
  for (gsize at = find(raw, begin, "@"); at < end; at = find(raw, at + 1, "@"))
    last = at;
  return last;
}

static char *encode(const char *value, const char *allowed) {
  return g_uri_escape_string(value, allowed, FALSE);
}

static char *userinfo_encode(const char *value) {
  const char *colon = strchr(value, ':');
  if (!colon)
    return encode(value, NULL);
  g_autofree char *user = g_strndup(value, (gsize)(colon - value));
  g_autofree char *user_encoded = encode(user, NULL);
  g_autofree char *password_encoded = encode(colon + 1, NULL);
  return g_strconcat(user_encoded, ":", password_encoded, NULL);
}

char *pc_url_variable(const char *raw, gsize at, gsize length, const char *value) {
  const gsize scheme = find(raw, 0, ":");
  if (at < scheme || strncmp(raw + scheme, "://", 3) != 0)
    return g_strdup(value);
  const gsize begin = scheme + 3;
  const gsize end = find(raw, begin, "/?#");
  const gsize userinfo = userinfo_end(raw, begin, end);
  const gsize query = find(raw, end, "?");
  if (at < userinfo)
    return at == begin && at + length == userinfo ? userinfo_encode(value) : encode(value, NULL);
  if (at < end || end == begin)
    return g_strdup(value);
  if (at < query)
    return encode(value, "/:!$'()*,;=");
  return strchr("?&", raw[at - 1]) ? g_strdup(value) : encode(value, "/:,");
}
