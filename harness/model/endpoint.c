/* SPDX-License-Identifier: MIT */
/* Service URLs taken apart, and what of them may be shown. */
#include "harness/model/endpoint.h"

#include "harness/base/error.h"
#include "harness/base/redact.h"
#include "harness/base/secrets.h"

#include <string.h>

static bool name_is_secret(const char *name) {
  static const char *const names[] = {"password", "sslpassword", "passwd",     "pass",
                                      "pwd",      "secret",      "token",      "access_key",
                                      "api_key",  "apikey",      "secret_key", NULL};
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

/* Adds what may be the password (offsets into the URL), and each piece of it between characters
 * that separate a URL's parts: a client library that splits the URL there reports the rest as a
 * host, a port or an option. */
static void password_add(pc_endpoint *endpoint, gsize from, gsize end, bool parts) {
  if (end <= from)
    return;
  pc_secrets_add(endpoint->secrets, endpoint->url + from, (gssize)(end - from));
  g_autofree char *text = g_strndup(endpoint->url + from, end - from);
  g_auto(GStrv) each = g_strsplit_set(text, "@/?#:&=", -1);
  for (char **part = each; parts && *part; part++)
    pc_secrets_add(endpoint->secrets, *part, -1);
}

/* Whether text, which follows a host and ':', begins with a port. */
static bool is_port(const char *text) {
  const gsize digits = strspn(text, "0123456789");
  return digits > 0 && strcspn(text, "/?#,") == digits;
}

/*
 * Masks the password. redacted is the whole URL with its secret options masked already, after where
 * the scheme ends in it, at the last '@' in it that may end user information (0: none).
 *
 * A password with a raw '/', '?', '#' or '@' in it is wrong, yet must not be shown: it is taken to
 * be everything from the first ':' to the last '@' of all. Where that '@' is in an option's value,
 * a port before the options tells that they are options; otherwise nothing more is shown.
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
    /* "host:5432" may be in front of options that hold an '@'. */
    const bool parts = path_at || !is_port(colon + 1);
    if (path_at)
      password_add(endpoint, start, after + (gsize)(path_at - endpoint->path), true);
    if (start <= path_end)
      password_add(endpoint, start, (gsize)(raw_at - endpoint->url), parts);
    g_string_erase(redacted, (gssize)start, (gssize)(at - start));
    g_string_insert(redacted, (gssize)start, "***");
  } else if (start <= path_end && raw_at >= endpoint->url + path_end && text[2] != '[' &&
             !is_port(colon + 1)) {
    password_add(endpoint, start, (gsize)(raw_at - endpoint->url), true);
    g_string_truncate(redacted, start);
    g_string_append(redacted, "***");
  }
}

/* "=VALUE" of an option as it may be shown: it may hold secrets itself ("options=-c
 * app.secret=VALUE"). */
static void value_redact(pc_endpoint *endpoint, const char *raw, const char *value,
                         GString *redacted) {
  g_autofree char *masked = pc_command_redact(value, endpoint->secrets);
  g_autofree char *escaped = masked ? g_uri_escape_string(masked, "*:/,=@", FALSE) : NULL;
  g_string_append(redacted, escaped ? "=" : raw);
  g_string_append(redacted, escaped ? escaped : "");
}

/* ret_at: the last '@' that was put into redacted, but for one in a user's name. */
static bool query_parse(pc_endpoint *endpoint, const char *query, GString *redacted, gsize *ret_at,
                        GError **error) {
  g_auto(GStrv) pairs = g_strsplit(query, "&", -1);
  char separator = '?';
  for (char **pair = pairs; *pair; pair++) {
    if (!**pair)
      continue;
    const char *equals = strchr(*pair, '=');
    g_autofree char *raw_name =
        equals ? g_strndup(*pair, (gsize)(equals - *pair)) : g_strdup(*pair);
    g_autofree char *name = g_uri_unescape_string(raw_name, NULL);
    g_autofree char *value = g_uri_unescape_string(equals ? equals + 1 : "", NULL);
    if (!name || !value) {
      /* Its name may be part of a password. */
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                  "malformed percent escape in the URL's option %u", (guint)(pair - pairs) + 1);
      return false;
    }
    const gsize begin = redacted->len;
    g_string_append_printf(redacted, "%c%s", separator, raw_name);
    if (name_is_secret(name)) {
      pc_secrets_add(endpoint->secrets, equals ? equals + 1 : "", -1);
      g_string_append(redacted, "=***");
    } else if (equals) {
      value_redact(endpoint, equals, value, redacted);
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

/* What is shown of the URL anyway, as its user's name, is no secret that a message could tell. */
void pc_endpoint_mask(pc_endpoint *endpoint, const GPtrArray *secrets) {
  g_autoptr(GString) redacted = g_string_new(endpoint->redacted);
  for (guint i = 0; secrets && i < secrets->len; i++) {
    const char *secret = secrets->pdata[i];
    g_autofree char *encoded = g_uri_escape_string(secret, NULL, FALSE);
    if (pc_secret_is_distinctive(secret)) {
      g_string_replace(redacted, encoded, PC_SECRET_MASK, 0);
      g_string_replace(redacted, secret, PC_SECRET_MASK, 0);
    }
    if (!pc_secret_is_word_of(secret, redacted->str))
      pc_secrets_add(endpoint->masked, secret, -1);
  }
  g_free(endpoint->redacted);
  endpoint->redacted = g_strdup(redacted->str);
}

/* The secrets that a word such as "env:CACHE_URL" of a command points to. */
static void variables_add(pc_endpoint *endpoint, const char *command) {
  g_auto(GStrv) words = NULL;
  if (!g_shell_parse_argv(command, NULL, &words, NULL))
    return;
  for (char **word = words; *word; word++) {
    const char *url = g_str_has_prefix(*word, "env:") ? g_getenv(*word + strlen("env:")) : NULL;
    g_autoptr(pc_endpoint) inner = url ? pc_endpoint_parse(url, NULL) : NULL;
    if (inner)
      pc_secrets_add_all(endpoint->secrets, inner->secrets);
  }
}

/* The path as a command, decoded, without its secrets; NULL: it has none. */
static char *command_redact(pc_endpoint *endpoint) {
  g_autofree char *decoded = g_uri_unescape_string(endpoint->path, NULL);
  const char *command = decoded ? decoded : endpoint->path;
  variables_add(endpoint, command);
  return pc_command_redact(command, endpoint->secrets);
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
  endpoint->secrets = pc_secrets_new();
  endpoint->masked = pc_secrets_new();
  endpoint->url = g_strdup(url);
  endpoint->scheme = g_ascii_strdown(url, colon - url);
  const char *query = strchr(colon, '?');
  endpoint->path = query ? g_strndup(colon + 1, (gsize)(query - colon - 1)) : g_strdup(colon + 1);
  g_autoptr(GString) redacted = g_string_new(endpoint->scheme);
  g_string_append_c(redacted, ':');
  const gsize after = redacted->len;
  /* What is no authority may be a command. */
  g_autofree char *masked =
      g_str_has_prefix(endpoint->path, "//") ? NULL : command_redact(endpoint);
  g_string_append(redacted, masked ? masked : endpoint->path);
  const char *path_at = strrchr(redacted->str + after, '@');
  gsize at = path_at ? (gsize)(path_at - redacted->str) : 0;
  if (query && !query_parse(endpoint, query + 1, redacted, &at, error))
    return NULL;
  userinfo_redact(endpoint, redacted, after, at);
  endpoint->redacted = g_strdup(redacted->str);
  pc_endpoint_mask(endpoint, endpoint->secrets);
  return g_steal_pointer(&endpoint);
}

void pc_endpoint_free(pc_endpoint *endpoint) {
  if (!endpoint)
    return;
  g_free(endpoint->worker);
  g_free(endpoint->url);
  g_free(endpoint->redacted);
  g_free(endpoint->scheme);
  g_free(endpoint->path);
  g_clear_pointer(&endpoint->names, g_ptr_array_unref);
  g_clear_pointer(&endpoint->values, g_ptr_array_unref);
  g_clear_pointer(&endpoint->secrets, g_ptr_array_unref);
  g_clear_pointer(&endpoint->masked, g_ptr_array_unref);
  g_free(endpoint);
}

const char *pc_endpoint_option(const pc_endpoint *endpoint, const char *name) {
  for (guint i = endpoint->names->len; i-- > 0;)
    if (strcmp(endpoint->names->pdata[i], name) == 0)
      return endpoint->values->pdata[i];
  return NULL;
}

static bool userinfo_fail(GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "the URL's password or an option of it holds a character that must be escaped: '@' "
              "is written %%40, '/' %%2F, ':' %%3A, '?' %%3F, '#' %%23, '%%' %%25");
  return false;
}

/* Whether authority, without user information, is a host with or without a port, or several. */
static bool ports_are_valid(const char *authority) {
  g_auto(GStrv) hosts = g_strsplit(authority, ",", -1);
  for (char **host = hosts; *host; host++) {
    const char *bracket = **host == '[' ? strchr(*host, ']') : NULL;
    const char *colon = strchr(bracket ? bracket : *host, ':');
    if (colon && colon[1 + strspn(colon + 1, "0123456789")])
      return false;
  }
  return true;
}

bool pc_endpoint_check_userinfo(const pc_endpoint *endpoint, GError **error) {
  const char *text = g_str_has_prefix(endpoint->path, "//") ? endpoint->path + 2 : "";
  g_autofree char *authority = g_strndup(text, strcspn(text, "/"));
  const char *at = strchr(authority, '@');
  g_autofree char *userinfo = at ? g_strndup(authority, (gsize)(at - authority)) : NULL;
  g_autofree char *decoded = userinfo ? g_uri_unescape_string(userinfo, NULL) : NULL;
  bool cut = strchr(at ? text + (at - authority) + 1 : text, '@') || (userinfo && !decoded);
  for (guint i = 0; i < endpoint->names->len; i++)
    cut = cut || strpbrk(endpoint->names->pdata[i], "@/:") ||
          (!at && strchr(endpoint->values->pdata[i], '@') && !ports_are_valid(authority));
  return !cut || userinfo_fail(error);
}

bool pc_endpoint_fail_option(const pc_endpoint *endpoint, const char *product, const char *name,
                             const char *const *known, GError **error) {
  const char *query = strchr(endpoint->url, '?');
  g_autofree char *hint = pc_nearest_hint(name, known);
  /* "host:12" may be a user, and the beginning of a password with a '?' in it. */
  if (query && strchr(query, '@') && !strchr(endpoint->path, '@') && strchr(endpoint->path, ':'))
    return userinfo_fail(error);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s has no option '%s'%s", product, name, hint);
  return false;
}
