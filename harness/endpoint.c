/* SPDX-License-Identifier: MIT */
/* Service URLs taken apart, and what of them may be shown. */
#include "harness/endpoint.h"

#include "harness/command_redact.h"
#include "harness/error.h"

#include <string.h>

static bool name_is_secret(const char *name) {
  static const char *const names[] = {"password", "sslpassword", "passwd", "pass", "secret", "token", NULL};
  static const char *const whole[] = {"ssl.key.pem", "sasl.oauthbearer.config", NULL};
  /* "sasl.password" as "password" */
  const char *dot = strrchr(name, '.');
  for (const char *const *each = names; *each; each++)
    if (g_ascii_strcasecmp(*each, dot ? dot + 1 : name) == 0)
      return true;
  for (const char *const *each = whole; *each; each++)
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

/* What may be the password, as offsets into the URL. */
static void password_add(pc_endpoint *endpoint, gsize from, gsize end) {
  if (end > from)
    secret_add(endpoint, endpoint->url + from, end - from);
}

/* Whether text, which follows a host and ':', begins with a port. */
static bool is_port(const char *text) {
  const gsize digits = strspn(text, "0123456789");
  return digits > 0 && strcspn(text, "/?#,") == digits;
}

/*
 * Masks the password. redacted is the whole URL with its secret options masked already, after where the scheme ends in
 * it, at the last '@' in it that may end user information (0: none).
 *
 * A password with a raw '/', '?', '#' or '@' in it is wrong, yet must not be shown: it is taken to be everything from
 * the first ':' to the last '@' of all. Where that '@' is in an option's value, a port before the options tells that
 * they are options; otherwise nothing more is shown.
 */
static void userinfo_redact(pc_endpoint *endpoint, GString *redacted, gsize after, gsize at) {
  const char *text = redacted->str + after;
  const char *colon = strchr(text, ':');
  const gsize path_end = after + strlen(endpoint->path);
  if (!g_str_has_prefix(text, "//") || strchr("/?#", text[2]) || !colon)
    return;
  const gsize start = (gsize)(colon + 1 - redacted->str);
  const char *raw_at = strrchr(endpoint->url + after, '@');
  const char *path_at = strrchr(endpoint->path, '@');
  if (at >= start) {
    if (path_at)
      password_add(endpoint, start, after + (gsize)(path_at - endpoint->path));
    if (start <= path_end)
      password_add(endpoint, start, (gsize)(raw_at - endpoint->url));
    g_string_erase(redacted, (gssize)start, (gssize)(at - start));
    g_string_insert(redacted, (gssize)start, "***");
  } else if (start <= path_end && raw_at >= endpoint->url + path_end && text[2] != '[' && !is_port(colon + 1)) {
    password_add(endpoint, start, (gsize)(raw_at - endpoint->url));
    g_string_truncate(redacted, start);
    g_string_append(redacted, "***");
  }
}

/* ret_at: the last '@' that was put into redacted, but for one in a user's name. */
static bool query_parse(pc_endpoint *endpoint, const char *query, GString *redacted, gsize *ret_at, GError **error) {
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
      /* Its name may be part of a password. */
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "malformed percent escape in the URL's option %u",
                  (guint)(pair - pairs) + 1);
      return false;
    }
    const gsize begin = redacted->len;
    g_string_append_printf(redacted, "%c%s", separator, raw_name);
    if (name_is_secret(name)) {
      secret_add(endpoint, equals ? equals + 1 : "", equals ? strlen(equals + 1) : 0);
      g_string_append(redacted, "=***");
    } else if (equals) {
      g_string_append(redacted, equals);
    }
    const bool user = strcmp(name, "user") == 0 || strcmp(name, "sasl.username") == 0;
    const char *at = user ? NULL : strrchr(redacted->str + begin, '@');
    if (at)
      *ret_at = (gsize)(at - redacted->str);
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
  const gsize after = redacted->len;
  /* What is no authority may be a command. */
  g_autofree char *masked =
      g_str_has_prefix(endpoint->path, "//") ? NULL : pc_command_redact(endpoint->path, endpoint->secrets);
  g_string_append(redacted, masked ? masked : endpoint->path);
  const char *path_at = strrchr(redacted->str + after, '@');
  gsize at = path_at ? (gsize)(path_at - redacted->str) : 0;
  if (query && !query_parse(endpoint, query + 1, redacted, &at, error))
    return NULL;
  userinfo_redact(endpoint, redacted, after, at);
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
