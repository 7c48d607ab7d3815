/* SPDX-License-Identifier: MIT */
/* Service URLs taken apart, and what of them may be shown. */
#include "harness/endpoint.h"

#include "harness/error.h"

#include <string.h>

static bool name_is_secret(const char *name) {
  static const char *const names[] = {"password", "sslpassword", "passwd", "pass", "secret", "token", NULL};
  for (const char *const *each = names; *each; each++)
    if (g_ascii_strcasecmp(*each, name) == 0)
      return true;
  return false;
}

static void secret_add(pc_endpoint *endpoint, const char *raw, gsize length) {
  g_autofree char *copy = g_strndup(raw, length);
  char *decoded = g_uri_unescape_string(copy, NULL);
  if (decoded && *decoded)
    g_ptr_array_add(endpoint->secrets, decoded);
  else
    g_free(decoded);
  if (*copy && !g_ptr_array_find_with_equal_func(endpoint->secrets, copy, g_str_equal, NULL))
    g_ptr_array_add(endpoint->secrets, g_steal_pointer(&copy));
}

/* The part after the scheme with the password of its user information masked. */
static void path_redact(pc_endpoint *endpoint, GString *redacted) {
  const char *path = endpoint->path;
  const char *authority = g_str_has_prefix(path, "//") ? path + 2 : NULL;
  gsize length = authority ? strcspn(authority, "/?#") : 0;
  const char *at = authority ? g_strrstr_len(authority, (gssize)length, "@") : NULL;
  /* A password with a raw slash in it is wrong, yet must not be shown: take the last '@' of all where no host can stand
   * before the slash. */
  if (authority && !at && (at = strrchr(authority, '@')) && !memchr(authority, ':', length))
    at = NULL;
  const char *colon = at ? memchr(authority, ':', (gsize)(at - authority)) : NULL;
  if (!colon) {
    g_string_append(redacted, path);
    return;
  }
  secret_add(endpoint, colon + 1, (gsize)(at - colon - 1));
  g_string_append_len(redacted, path, colon + 1 - path);
  g_string_append(redacted, "***");
  g_string_append(redacted, at);
}

static bool query_parse(pc_endpoint *endpoint, const char *query, GString *redacted, GError **error) {
  g_auto(GStrv) pairs = g_strsplit(query, "&", -1);
  char separator = '?';
  for (char **pair = pairs; *pair; pair++) {
    if (!**pair)
      continue;
    const char *equals = strchr(*pair, '=');
    g_autofree char *raw_name = equals ? g_strndup(*pair, (gsize)(equals - *pair)) : g_strdup(*pair);
    g_autofree char *name = g_uri_unescape_string(raw_name, NULL);
    g_autofree char *value = g_uri_unescape_string(equals ? equals + 1 : "", NULL);
    if (!name || !value) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "malformed percent escape in the URL option '%s'", raw_name);
      return false;
    }
    g_string_append_printf(redacted, "%c%s", separator, raw_name);
    if (name_is_secret(name)) {
      secret_add(endpoint, equals ? equals + 1 : "", equals ? strlen(equals + 1) : 0);
      g_string_append(redacted, "=***");
    } else if (equals) {
      g_string_append(redacted, equals);
    }
    separator = '&';
    g_ptr_array_add(endpoint->names, g_steal_pointer(&name));
    g_ptr_array_add(endpoint->values, g_steal_pointer(&value));
  }
  return true;
}

pc_endpoint *pc_endpoint_parse(const char *url, GError **error) {
  const char *colon = strchr(url, ':');
  bool valid = colon && colon > url && g_ascii_isalpha(url[0]);
  for (const char *c = url; valid && c < colon; c++)
    valid = g_ascii_isalnum(*c) || *c == '+' || *c == '-' || *c == '.';
  if (!valid) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected a service URL such as 'sqlite:dev.db' or 'postgresql://host/database'");
    return NULL;
  }
  g_autoptr(pc_endpoint) endpoint = g_new0(pc_endpoint, 1);
  endpoint->names = g_ptr_array_new_with_free_func(g_free);
  endpoint->values = g_ptr_array_new_with_free_func(g_free);
  endpoint->secrets = g_ptr_array_new_with_free_func(g_free);
  endpoint->url = g_strdup(url);
  endpoint->scheme = g_ascii_strdown(url, colon - url);
  const char *query = strchr(colon, '?');
  endpoint->path = query ? g_strndup(colon + 1, (gsize)(query - colon - 1)) : g_strdup(colon + 1);
  g_autoptr(GString) redacted = g_string_new(endpoint->scheme);
  g_string_append_c(redacted, ':');
  path_redact(endpoint, redacted);
  if (query && !query_parse(endpoint, query + 1, redacted, error))
    return NULL;
  endpoint->redacted = g_strdup(redacted->str);
  return g_steal_pointer(&endpoint);
}

void pc_endpoint_free(pc_endpoint *endpoint) {
  if (!endpoint)
    return;
  g_free(endpoint->url);
  g_free(endpoint->redacted);
  g_free(endpoint->scheme);
  g_free(endpoint->path);
  g_clear_pointer(&endpoint->names, g_ptr_array_unref);
  g_clear_pointer(&endpoint->values, g_ptr_array_unref);
  g_clear_pointer(&endpoint->secrets, g_ptr_array_unref);
  g_free(endpoint);
}

const char *pc_endpoint_option(const pc_endpoint *endpoint, const char *name) {
  for (guint i = endpoint->names->len; i-- > 0;)
    if (strcmp(endpoint->names->pdata[i], name) == 0)
      return endpoint->values->pdata[i];
  return NULL;
}
