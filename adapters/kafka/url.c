/* SPDX-License-Identifier: MIT */
/* URLs of Kafka: kafka://HOST:PORT,HOST:PORT?PROPERTY=VALUE, where properties are librdkafka's own.
 */
#include "adapters/kafka/internal.h"

#include "harness/base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const pc_option pc_kafka_options[] = {
    {"security.protocol", "PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL", "how the brokers are spoken to"},
    {"sasl.mechanism", "PLAIN|SCRAM-SHA-256|SCRAM-SHA-512|GSSAPI|OAUTHBEARER",
     "how the user is told"},
    {"sasl.username", "TEXT", "the user"},
    {"sasl.password", "TEXT", "the password"},
    {"ssl.ca.location", "FILE", "the certificates to trust"},
    {"PROPERTY", "TEXT",
     "any other property of librdkafka, by its own name; these win over what is tuned"},
    {0},
};

const pc_option pc_kafka_mock_options[] = {
    {"brokers", "NUMBER", "how many brokers the cluster has: 1 to 10, 3 unless given"},
    {0},
};

/* What the adapter sets by itself, or what is not for a URL. */
static const char *const reserved[] = {"bootstrap.servers",
                                       "metadata.broker.list",
                                       "client.id",
                                       "group.id",
                                       "group.instance.id",
                                       "transactional.id",
                                       "enable.auto.commit",
                                       "auto.offset.reset",
                                       "enable.partition.eof",
                                       "isolation.level",
                                       "allow.auto.create.topics",
                                       "plugin.library.paths",
                                       "test.mock.num.brokers",
                                       "debug",
                                       "log_level",
                                       "log.queue",
                                       "delivery.report.only.error",
                                       NULL};

static bool address_fail(const pc_endpoint *endpoint, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "expected 'kafka://HOST:PORT' or 'kafka://HOST:PORT,HOST:PORT', the user and "
              "password as options (sasl.username, sasl.password), not '%s'",
              endpoint->redacted);
  return false;
}

/* "host", "host:port", "[::1]:port". */
static bool server_is_valid(const char *server) {
  const bool brackets = *server == '[';
  const char *host = server + brackets;
  const gsize length = strcspn(host, brackets ? "]" : ":/");
  const char *rest = host + length;
  if (!length || (brackets && *rest++ != ']'))
    return false;
  if (*rest == '\0')
    return true;
  const gsize digits = *rest == ':' ? strspn(rest + 1, "0123456789") : 0;
  return digits > 0 && digits < 6 && rest[1 + digits] == '\0' && strpbrk(host, " @/") == NULL;
}

char *pc_kafka_url_servers(const pc_endpoint *endpoint) {
  if (!g_str_has_prefix(endpoint->path, "//"))
    return NULL;
  g_autofree char *text = g_strdup(endpoint->path + 2);
  if (g_str_has_suffix(text, "/"))
    text[strlen(text) - 1] = '\0';
  g_auto(GStrv) servers = g_strsplit(text, ",", -1);
  if (!*text || strchr(text, '@'))
    return NULL;
  for (char **server = servers; *server; server++)
    if (!server_is_valid(*server))
      return NULL;
  return g_steal_pointer(&text);
}

/* The names of all properties, out of librdkafka's own table of them: "name | C/P | range | ...".
 */
static GPtrArray *property_names(void) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  char *text = NULL;
  size_t length = 0;
  FILE *file = open_memstream(&text, &length);
  if (file) {
    rd_kafka_conf_properties_show(file);
    fclose(file);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
      const gsize end = strcspn(*line, " |");
      if (end && g_ascii_islower(**line) && strchr(*line, '|'))
        g_ptr_array_add(names, g_strndup(*line, end));
    }
  }
  free(text);
  g_ptr_array_add(names, NULL);
  return names;
}

static bool property_known(const char *name, GError **error) {
  g_autoptr(GPtrArray) names = property_names();
  if (g_strv_contains(reserved, name)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the property '%s' is not for Kafka URLs: paritycheck sets it itself", name);
    return false;
  }
  if (g_strv_contains((const char *const *)names->pdata, name) && !g_str_has_suffix(name, "_cb") &&
      strcmp(name, "opaque") != 0)
    return true;
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "librdkafka has no property '%s'%s", name, hint);
  return false;
}

/* Its own words may repeat the value, which may be a secret. */
static bool property_check(const char *name, const char *value, rd_kafka_conf_t *conf,
                           GError **error) {
  char words[256];
  if (!property_known(name, error))
    return false;
  if (rd_kafka_conf_set(conf, name, value, words, sizeof words) == RD_KAFKA_CONF_OK)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "the property '%s' has no valid value for this librdkafka (%s)", name,
              rd_kafka_version_str());
  return false;
}

bool pc_kafka_url_check(const pc_endpoint *endpoint, GError **error) {
  g_autofree char *servers = pc_kafka_url_servers(endpoint);
  if (!servers)
    return address_fail(endpoint, error);
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  bool fine = true;
  for (guint i = 0; fine && i < endpoint->names->len; i++)
    fine = property_check(endpoint->names->pdata[i], endpoint->values->pdata[i], conf, error);
  rd_kafka_conf_destroy(conf);
  return fine;
}

void pc_kafka_url_apply(const pc_endpoint *endpoint, rd_kafka_conf_t *conf) {
  char words[256];
  for (guint i = 0; i < endpoint->names->len; i++)
    rd_kafka_conf_set(conf, endpoint->names->pdata[i], endpoint->values->pdata[i], words,
                      sizeof words);
}

guint pc_kafka_mock_url_brokers(const pc_endpoint *endpoint) {
  const char *text = pc_endpoint_option(endpoint, "brokers");
  guint64 number = PC_KAFKA_MOCK_BROKERS;
  if (text && !g_ascii_string_to_unsigned(text, 10, 1, 10, &number, NULL))
    return 0;
  return (guint)number;
}

bool pc_kafka_mock_url_check(const pc_endpoint *endpoint, GError **error) {
  static const char *const names[] = {"brokers", NULL};
  if (*endpoint->path) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected 'kafka-mock:' with nothing but options behind it, not '%s'",
                endpoint->redacted);
    return false;
  }
  for (guint i = 0; i < endpoint->names->len; i++) {
    const char *name = endpoint->names->pdata[i];
    if (strcmp(name, names[0]) == 0)
      continue;
    g_autofree char *hint = pc_nearest_hint(name, names);
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "the mock cluster has no option '%s'%s (known: brokers)", name, hint);
    return false;
  }
  if (pc_kafka_mock_url_brokers(endpoint) > 0)
    return true;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'brokers' is a number from 1 to 10, not '%s'",
              pc_endpoint_option(endpoint, "brokers"));
  return false;
}
