/* SPDX-License-Identifier: MIT */
/* Applications' URLs. */
#include "harness/compose/application_url.h"

#include <string.h>

static bool name_has(const char *name, const char *const *words) {
  g_autofree char *upper = g_ascii_strup(name, -1);
  for (; *words; words++)
    if (strstr(upper, *words))
      return true;
  return false;
}

/* A Redis, and a model in memory, is a queue where the variable says so. */
static const char *url_service(const char *name, const pc_product *product) {
  static const char *const queues[] = {"BROKER", "CELERY",   "QUEUE", "SIDEKIQ", "RESQUE",
                                       "JOB",    "DRAMATIQ", "HUEY",  NULL};
  static const char *const results[] = {"RESULT", NULL};
  const bool either = product->scheme && (strcmp(product->scheme, "redis") == 0 ||
                                          strcmp(product->scheme, "memory") == 0);
  return either && name_has(name, queues) && !name_has(name, results) ? "queue" : product->service;
}

static void authority_parse(const char *text, gsize length, pc_application_url *url) {
  g_autofree char *copy = g_strndup(text, length);
  /* Of several hosts the first. */
  char *at = strrchr(copy, '@');
  char *host = at ? at + 1 : copy;
  host[strcspn(host, ",")] = '\0';
  if (at) {
    *at = '\0';
    char *colon = strchr(copy, ':');
    url->password = colon && colon[1];
    if (colon)
      *colon = '\0';
    url->user = *copy ? g_uri_unescape_string(copy, NULL) : NULL;
  }
  char *port = *host == '[' ? strchr(host, ']') : strchr(host, ':');
  if (port && *host == '[') {
    *port++ = '\0';
    host++;
  }
  if (port && *port == ':') {
    guint64 number;
    *port = '\0';
    url->port =
        g_ascii_string_to_unsigned(port + 1, 10, 1, 65535, &number, NULL) ? (guint)number : 0;
  }
  url->host = *host ? g_strdup(host) : NULL;
}

/* "sqlite:///db.sqlite3" is beside the program, "sqlite:////srv/db" from the root;
 * "sqlite://:memory:" and "sqlite://" are in memory. Others leave the "//" out. */
static void sqlite_parse(const char *rest, gsize length, pc_application_url *url) {
  g_autofree char *copy = g_strndup(rest, length);
  const char *path = copy;
  if (g_str_has_prefix(path, "///"))
    path += 3;
  else if (g_str_has_prefix(path, "//"))
    path += 2;
  url->path = g_uri_unescape_string(*path ? path : ":memory:", NULL);
  url->native = false;
}

/* "kafka:9092,kafka2:9092" in a variable about Kafka, "memcached:11211" in one about Memcached. */
static const pc_product *bare_product(const char *name, const char *value) {
  static const char *const streams[] = {"KAFKA", "REDPANDA", NULL};
  static const char *const brokers[] = {"BROKER", "BOOTSTRAP", "SERVERS", "HOSTS", "URL", NULL};
  static const char *const caches[] = {"MEMCACHE", NULL};
  const gsize host = strcspn(value, ":");
  const gsize port = value[host] ? strspn(value + host + 1, "0123456789") : 0;
  const bool address = host && port && !strpbrk(value, " /@") &&
                       (!value[host + 1 + port] || strchr(",;", value[host + 1 + port]));
  if (address && name_has(name, streams) && name_has(name, brokers))
    return pc_product_named("Apache Kafka");
  return address && name_has(name, caches) ? pc_product_named("Memcached") : NULL;
}

static bool scheme_is_native(const char *scheme) {
  static const char *const native[] = {"postgresql", "postgres",   "mysql", "mariadb",
                                       "redis",      "rediss",     "amqp",  "amqps",
                                       "memcached",  "beanstalkd", "kafka", NULL};
  return g_strv_contains(native, scheme);
}

static void location_parse(const char *rest, pc_application_url *url) {
  const gsize query = strcspn(rest, "?#");
  url->options = rest[query] == '?' && rest[query + 1];
  if (strcmp(url->product->name, "SQLite") == 0) {
    sqlite_parse(rest, query, url);
    return;
  }
  if (!g_str_has_prefix(rest, "//"))
    return;
  const gsize authority = strcspn(rest + 2, "/?#");
  const char *path = rest + 2 + authority;
  authority_parse(rest + 2, authority, url);
  if (*path != '/')
    return;
  g_autofree char *raw = g_strndup(path + 1, strcspn(path + 1, "?#"));
  char *decoded = g_uri_unescape_string(raw, NULL);
  url->path =
      decoded && *decoded && g_utf8_validate(decoded, -1, NULL) ? decoded : (g_free(decoded), NULL);
}

static void text_check(char **text) {
  if (*text && !g_utf8_validate(*text, -1, NULL))
    g_clear_pointer(text, g_free);
}

bool pc_application_url_parse(const char *name, const char *value, pc_application_url *ret_url) {
  static const char *const databases[] = {"DATABASE", "DB_", "_DB", "SQLITE", NULL};
  pc_application_url url = {0};
  if (g_str_has_prefix(value, "jdbc:"))
    value += strlen("jdbc:");
  const gsize length =
      strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_");
  const bool scheme = length && value[length] == ':';
  const pc_product *product = scheme ? pc_product_of_scheme(value, length) : NULL;
  /* Prisma's way to name a SQLite file. */
  if (scheme && length == 4 && g_str_has_prefix(value, "file:") && name_has(name, databases))
    product = pc_product_named("SQLite");
  const bool local = product && (!product->port || strcmp(product->name, "SQLite") == 0);
  if (product && !local && !g_str_has_prefix(value + length, "://"))
    product = NULL;
  const pc_product *bare = product ? NULL : bare_product(name, value);
  if (bare) {
    url.product = bare;
    url.scheme = g_strdup("");
    authority_parse(value, strcspn(value, ";"), &url);
  } else if (product) {
    url.product = product;
    url.scheme = g_ascii_strdown(value, (gssize)length);
    url.native = scheme_is_native(url.scheme);
    location_parse(value + length + 1, &url);
  } else {
    return false;
  }
  text_check(&url.user);
  text_check(&url.host);
  text_check(&url.path);
  url.service = url.product->scheme ? url_service(name, url.product) : NULL;
  *ret_url = url;
  return true;
}

void pc_application_url_clear(pc_application_url *url) {
  g_free(url->scheme);
  g_free(url->user);
  g_free(url->host);
  g_free(url->path);
  *url = (pc_application_url){0};
}
