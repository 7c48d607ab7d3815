/* SPDX-License-Identifier: MIT */
/* URLs of AMQP brokers: amqp://[USER:PASSWORD@]HOST[:PORT][/VHOST][?...], amqps://... the same over
 * TLS. */
#include "adapters/amqp/internal.h"

#include "adapters/shared/options.h"
#include "harness/base/error.h"

#include <string.h>

enum { PORT = 5672, PORT_TLS = 5671, HEARTBEAT_MAX = 65535, CONNECT_S_MAX = 3600 };

const pc_option pc_amqp_options[] = {
    {"heartbeat", "NUMBER", "seconds between heartbeats; without it there are none"},
    {"connect_timeout", "NUMBER", "the longest that connecting may take, in seconds"},
    {"cacertfile", "TEXT", "the certificates to trust (amqps:); without it those of the system"},
    {"certfile", "TEXT", "the client's certificate (amqps:)"},
    {"keyfile", "TEXT", "the client's key (amqps:)"},
    {0},
};

void pc_amqp_url_clear(pc_amqp_url *url) {
  g_clear_pointer(&url->host, g_free);
  g_clear_pointer(&url->user, g_free);
  g_clear_pointer(&url->password, g_free);
  g_clear_pointer(&url->vhost, g_free);
}

static bool usage(GError **error, const char *message) {
  g_set_error_literal(error, PC_ERROR, PC_ERROR_USAGE, message);
  return false;
}

static bool seconds_parse(const pc_endpoint *endpoint, const char *option, guint64 most,
                          int *ret_seconds, GError **error) {
  const char *text = pc_endpoint_option(endpoint, option);
  guint64 number = 0;
  if (text && !g_ascii_string_to_unsigned(text, 10, 1, most, &number, NULL)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is no %s: expected seconds from 1 to %d",
                text, option, (int)most);
    return false;
  }
  *ret_seconds = (int)number;
  return true;
}

static bool options_parse(const pc_endpoint *endpoint, pc_amqp_url *url, GError **error) {
  url->ca = pc_endpoint_option(endpoint, "cacertfile");
  url->certificate = pc_endpoint_option(endpoint, "certfile");
  url->key = pc_endpoint_option(endpoint, "keyfile");
  if (!url->tls && (url->ca || url->certificate || url->key))
    return usage(error, "options about TLS go with amqps://, not with amqp://");
  if (!url->certificate != !url->key)
    return usage(error, "certfile and keyfile go together");
  return pc_cache_options_check("AMQP", pc_amqp_options, endpoint, error) &&
         seconds_parse(endpoint, "heartbeat", HEARTBEAT_MAX, &url->heartbeat_s, error) &&
         seconds_parse(endpoint, "connect_timeout", CONNECT_S_MAX, &url->connect_s, error);
}

/* "USER:PASSWORD", "USER", or nothing at all: then it is "guest", as every client has it. */
static bool userinfo_parse(const char *text, gsize length, pc_amqp_url *url, GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  char *colon = strchr(copy, ':');
  if (strpbrk(copy, "@/") || (colon && strchr(colon + 1, ':')))
    return usage(error, "the URL's password holds a character that must be escaped: '@' is written "
                        "%40, '/' %2F, ':' %3A, '?' %3F");
  if (colon)
    *colon = '\0';
  url->user = g_uri_unescape_string(*copy ? copy : "guest", NULL);
  url->password = g_uri_unescape_string(colon ? colon + 1 : *copy ? "" : "guest", NULL);
  return (url->user && url->password) ||
         usage(error, "malformed percent escape in the URL's user or password");
}

/* "HOST", "HOST:PORT", "[::1]:PORT". */
static bool address_parse(const char *text, gsize length, pc_amqp_url *url, GError **error) {
  g_autofree char *copy = g_strndup(text, length);
  const bool brackets = *copy == '[';
  char *host = copy + (brackets ? 1 : 0);
  char *end = host + strcspn(host, brackets ? "]" : ":");
  char *port = brackets && *end ? end + 1 : end;
  guint64 number = url->tls ? PORT_TLS : PORT;
  if (brackets && !*end)
    return usage(error, "expected ']' behind the address");
  if (*port && (*port != ':' || !g_ascii_string_to_unsigned(port + 1, 10, 1, 65535, &number, NULL)))
    return usage(error, "expected a port from 1 to 65535 behind the host");
  *end = '\0';
  if (!*host)
    return usage(
        error, "expected 'amqp://USER:PASSWORD@HOST[:PORT][/VHOST]': there is no default endpoint");
  url->port = (int)number;
  url->host = g_uri_unescape_string(host, NULL);
  return url->host || usage(error, "malformed percent escape in the URL's host");
}

static bool location_parse(const char *text, pc_amqp_url *url, GError **error) {
  const gsize authority = strcspn(text, "/");
  const char *vhost = text[authority] ? text + authority + 1 : "";
  if (strchr(vhost, '/'))
    return usage(error, "a '/' in the name of a virtual host is written %2F");
  url->vhost = g_uri_unescape_string(*vhost ? vhost : "%2F", NULL);
  if (!url->vhost || strlen(url->vhost) > PC_AMQP_SHORT_MAX)
    return usage(error, "the URL's path is no name of a virtual host");
  return address_parse(text, authority, url, error);
}

bool pc_amqp_url_parse(const pc_endpoint *endpoint, pc_amqp_url *ret_url, GError **error) {
  pc_amqp_url url = {.tls = strcmp(endpoint->scheme, "amqps") == 0};
  bool fine = g_str_has_prefix(endpoint->path, "//") ||
              usage(error, "expected 'amqp://USER:PASSWORD@HOST[:PORT][/VHOST]' or 'amqps://...'");
  const char *text = fine ? endpoint->path + 2 : "";
  const char *at = strrchr(text, '@');
  fine = fine && pc_endpoint_check_userinfo(endpoint, error);
  fine = fine && options_parse(endpoint, &url, error);
  fine = fine && userinfo_parse(text, at ? (gsize)(at - text) : 0, &url, error);
  fine = fine && location_parse(at ? at + 1 : text, &url, error);
  if (fine)
    *ret_url = url;
  else
    pc_amqp_url_clear(&url);
  return fine;
}
