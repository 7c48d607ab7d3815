/* SPDX-License-Identifier: MIT */
/*
 * URLs of Redis:
 *   redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE][?...]     rediss://... the same over TLS
 *   redis+unix://[USER[:PASSWORD]@]/PATH/TO/SOCKET[?db=DATABASE]
 */
#include "adapters/redis/internal.h"

#include "harness/base/error.h"

#include <string.h>

enum { DATABASE_MAX = 1 << 20, CONNECT_S_MAX = 3600 };

const pc_option pc_redis_options[] = {
    {"db", "NUMBER", "the database, as in redis://HOST/NUMBER"},
    {"protocol", "2|3", "RESP2, as servers begin, or RESP3 (HELLO 3), as some clients ask for"},
    {"connect_timeout", "SECONDS", "the longest that connecting may take"},
    {"ssl_ca_certs", "FILE", "the certificates to trust (rediss:)"},
    {"ssl_certfile", "FILE", "the client's certificate (rediss:)"},
    {"ssl_keyfile", "FILE", "the client's key (rediss:)"},
    {0},
};

void pc_redis_url_clear(pc_redis_url *url) {
  g_clear_pointer(&url->host, g_free);
  g_clear_pointer(&url->socket, g_free);
  g_clear_pointer(&url->user, g_free);
  g_clear_pointer(&url->password, g_free);
}

static bool usage(GError **error, const char *message) {
  g_set_error_literal(error, PC_ERROR, PC_ERROR_USAGE, message);
  return false;
}

static bool number_parse(const char *text, int least, int most, const char *what, int *ret_number,
                         GError **error) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, (guint64)least, (guint64)most, &number, NULL)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is no %s: expected a number from %d to %d",
                text, what, least, most);
    return false;
  }
  *ret_number = (int)number;
  return true;
}

static bool option_known(const char *name, GError **error) {
  const char *names[8] = {0};
  for (guint i = 0; pc_redis_options[i].name; i++) {
    names[i] = pc_redis_options[i].name;
    if (strcmp(names[i], name) == 0)
      return true;
  }
  g_autofree char *hint = pc_nearest_hint(name, names);
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "Redis URLs have no option '%s'%s (known: %s)", name,
              hint, known);
  return false;
}

static bool options_parse(const pc_endpoint *endpoint, pc_redis_url *url, GError **error) {
  for (guint i = 0; i < endpoint->names->len; i++) {
    const char *name = endpoint->names->pdata[i];
    if (!option_known(name, error))
      return false;
    if (g_str_has_prefix(name, "ssl_") && !url->tls)
      return usage(error, "options about TLS go with rediss://, not with redis://");
  }
  const char *database = pc_endpoint_option(endpoint, "db");
  const char *seconds = pc_endpoint_option(endpoint, "connect_timeout");
  const char *protocol = pc_endpoint_option(endpoint, "protocol");
  if (protocol && strcmp(protocol, "2") != 0 && strcmp(protocol, "3") != 0)
    return usage(error, "the option 'protocol' of Redis URLs is 2 or 3");
  url->resp3 = g_strcmp0(protocol, "3") == 0;
  url->ca = pc_endpoint_option(endpoint, "ssl_ca_certs");
  url->certificate = pc_endpoint_option(endpoint, "ssl_certfile");
  url->key = pc_endpoint_option(endpoint, "ssl_keyfile");
  return (!database ||
          number_parse(database, 0, DATABASE_MAX, "database", &url->database, error)) &&
         (!seconds ||
          number_parse(seconds, 1, CONNECT_S_MAX, "connect_timeout", &url->connect_s, error));
}

/* "USER:PASSWORD", ":PASSWORD", "USER". */
static bool userinfo_parse(const char *text, gsize length, pc_redis_url *url, GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  char *colon = strchr(copy, ':');
  if (strpbrk(copy, "@/") || (colon && strchr(colon + 1, ':')))
    return usage(error, "the URL's password holds a character that must be escaped: '@' is written "
                        "%40, '/' %2F, ':' %3A, '?' %3F");
  if (colon) {
    *colon = '\0';
    url->password = g_uri_unescape_string(colon + 1, NULL);
  }
  url->user = g_uri_unescape_string(copy, NULL);
  if (!url->user || (colon && !url->password))
    return usage(error, "malformed percent escape in the URL's user or password");
  if (!*url->user)
    g_clear_pointer(&url->user, g_free);
  if (url->password && !*url->password)
    g_clear_pointer(&url->password, g_free);
  if (url->user && !url->password)
    return usage(
        error, "the URL has a user without a password; the password alone is written ':PASSWORD@'");
  return true;
}

/* "HOST", "HOST:PORT", "[::1]:PORT". */
static bool address_parse(const char *text, gsize length, pc_redis_url *url, GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  char *port = *copy == '[' ? strchr(copy, ']') : strchr(copy, ':');
  char *host = copy;
  if (*copy == '[') {
    if (!port)
      return usage(error, "expected ']' behind the address");
    *port++ = '\0';
    host++;
  }
  url->port = PC_REDIS_PORT;
  if (port && *port == ':') {
    *port = '\0';
    if (!number_parse(port + 1, 1, 65535, "port", &url->port, error))
      return false;
  }
  if (!*host)
    return usage(
        error,
        "expected 'redis://HOST[:PORT][/DATABASE]' or 'redis+unix:///PATH': there is no default "
        "endpoint");
  url->host = g_uri_unescape_string(host, NULL);
  return url->host || usage(error, "malformed percent escape in the URL's host");
}

static bool location_parse(const char *text, const char *scheme, pc_redis_url *url,
                           GError **error) {
  const gsize authority = strcspn(text, "/");
  const char *path = text + authority;
  if (strcmp(scheme, "redis+unix") == 0) {
    if (authority || strlen(path) < 2)
      return usage(error, "expected 'redis+unix:///PATH/TO/SOCKET', with a path from the root");
    url->socket = g_uri_unescape_string(path, NULL);
    return url->socket || usage(error, "malformed percent escape in the socket's path");
  }
  if (!address_parse(text, authority, url, error))
    return false;
  return strlen(path) < 2 ||
         number_parse(path + 1, 0, DATABASE_MAX, "database", &url->database, error);
}

bool pc_redis_url_parse(const pc_endpoint *endpoint, pc_redis_url *ret_url, GError **error) {
  pc_redis_url url = {.tls = strcmp(endpoint->scheme, "rediss") == 0};
  bool fine =
      g_str_has_prefix(endpoint->path, "//") ||
      usage(error,
            "expected 'redis://HOST[:PORT][/DATABASE]', 'rediss://...' or 'redis+unix:///PATH'");
  const char *text = fine ? endpoint->path + 2 : "";
  const char *at = strrchr(text, '@');
  fine = fine && pc_endpoint_check_userinfo(endpoint, error);
#ifndef PC_WITH_REDIS_TLS
  fine =
      fine && (!url.tls ||
               usage(error, "this paritycheck was built without TLS for Redis (hiredis_ssl was not "
                            "there): 'rediss:' cannot be used, 'redis:' through a tunnel can"));
#endif
  fine = fine && options_parse(endpoint, &url, error);
  fine = fine && (!at || userinfo_parse(text, (gsize)(at - text), &url, error));
  fine = fine && location_parse(at ? at + 1 : text, endpoint->scheme, &url, error);
  if (fine)
    *ret_url = url;
  else
    pc_redis_url_clear(&url);
  return fine;
}
