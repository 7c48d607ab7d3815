/* SPDX-License-Identifier: MIT */
/* Applications' URLs. */
#include "harness/compose/application_url.h"

#include <string.h>

/* Whether one of the words is part of a variable's name. */
static bool name_has(const char *name, const char *words) {
  g_autofree char *upper = g_ascii_strup(name, -1);
  g_auto(GStrv) each = g_strsplit(words, " ", -1);
  for (char **word = each; *word; word++)
    if (strstr(upper, *word))
      return true;
  return false;
}

/* What may be a queue too is one where the variable says so. */
static const char *url_service(const char *name, const pc_product *product) {
  static const char queues[] = "BROKER CELERY QUEUE SIDEKIQ RESQUE JOB DRAMATIQ HUEY";
  const bool queue = (product->capabilities & PC_PRODUCT_ALSO_QUEUE) && name_has(name, queues) &&
                     !name_has(name, "RESULT");
  return queue ? "queue" : product->service;
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

/* Of a database that is a file. "sqlite:///db.sqlite3" is beside the program, "sqlite:////srv/db"
 * from the root; "sqlite://:memory:" and "sqlite://" are in memory. Others leave the "//" out. */
static void file_parse(const char *rest, gsize length, pc_application_url *url) {
  g_autofree char *copy = g_strndup(rest, length);
  const char *path = copy;
  if (g_str_has_prefix(path, "///"))
    path += 3;
  else if (g_str_has_prefix(path, "//"))
    path += 2;
  url->path = g_uri_unescape_string(*path ? path : url->product->in_memory, NULL);
  url->native = false;
}

/* Whether the name of a variable tells what its value is for. */
static bool name_tells(const char *name, const pc_product *product) {
  return product->words && name_has(name, product->words) &&
         (!product->also || name_has(name, product->also));
}

/* "kafka:9092,kafka2:9092" in a variable about Kafka, "memcached:11211" in one about Memcached. */
static const pc_product *bare_product(const char *name, const char *value) {
  const gsize host = strcspn(value, ":");
  const gsize port = value[host] ? strspn(value + host + 1, "0123456789") : 0;
  const bool address = host && port && !strpbrk(value, " /@") &&
                       (!value[host + 1 + port] || strchr(",;", value[host + 1 + port]));
  for (const pc_product *const *product = pc_products; address && *product; product++)
    if ((*product)->port && name_tells(name, *product))
      return *product;
  return NULL;
}

static const pc_product *unclear_product(const char *name, const char *value, gsize length) {
  for (const pc_product *const *product = pc_products; *product; product++)
    if ((*product)->unclear && strlen((*product)->unclear) == length &&
        g_str_has_prefix(value, (*product)->unclear) && name_tells(name, *product))
      return *product;
  return NULL;
}

static void location_parse(const char *rest, pc_application_url *url) {
  const gsize query = strcspn(rest, "?#");
  url->options = rest[query] == '?' && rest[query + 1];
  if (url->product->in_memory) {
    file_parse(rest, query, url);
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
  pc_application_url url = {0};
  if (g_str_has_prefix(value, "jdbc:"))
    value += strlen("jdbc:");
  const gsize length =
      strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_");
  const bool scheme = length && value[length] == ':';
  const pc_product *product = scheme ? pc_product_of_scheme(value, length) : NULL;
  if (scheme && !product)
    product = unclear_product(name, value, length);
  const bool local = product && !product->port;
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
    url.native = pc_product_has_word(product->native, url.scheme, length);
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
