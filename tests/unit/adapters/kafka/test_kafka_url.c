/* SPDX-License-Identifier: MIT */
/* URLs of Kafka: what is taken, what is refused, and that no secret of theirs is shown. */
#include "tests/unit/unit.h"

#include "adapters/kafka/internal.h"
#include "harness/base/error.h"

#include <string.h>

static pc_endpoint *endpoint_new(const char *url) {
  GError *error = NULL;
  pc_endpoint *endpoint = pc_endpoint_parse(url, &error);
  if (!endpoint)
    fail_msg("%s: %s", url, error->message);
  return endpoint;
}

static void servers_are_taken_as_they_are(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *servers; /* NULL: refused */
  } rows[] = {
      {"kafka://a:9092", "a:9092"},
      {"kafka://a", "a"},
      {"kafka://a:9092/", "a:9092"},
      {"kafka://a:9092,b.example:9093", "a:9092,b.example:9093"},
      {"kafka://[::1]:9092", "[::1]:9092"},
      {"kafka://", NULL},
      {"kafka:a:9092", NULL},
      {"kafka://a:", NULL},
      {"kafka://a:port", NULL},
      {"kafka://a,,b", NULL},
      {"kafka://user@a:9092", NULL},
      {"kafka://a:9092/topic", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autoptr(pc_endpoint) endpoint = endpoint_new(rows[i].url);
    g_autofree char *servers = pc_kafka_url_servers(endpoint);
    if (g_strcmp0(servers, rows[i].servers) != 0)
      fail_msg("%s gave %s", rows[i].url, servers ? servers : "nothing");
    assert_int_equal(pc_kafka_url_check(endpoint, &error), rows[i].servers != NULL);
    if (!rows[i].servers)
      assert_error(error, PC_ERROR_USAGE, "kafka://HOST:PORT");
  }
}

static void properties_are_librdkafkas_own(void **state) {
  (void)state;
  static const struct {
    const char *query;
    const char *word; /* of the refusal; NULL: taken */
  } rows[] = {
      {"security.protocol=SASL_SSL&sasl.mechanism=PLAIN&sasl.username=me&sasl.password=x", NULL},
      {"ssl.ca.location=/etc/ssl/ca.pem&session.timeout.ms=9000&acks=1", NULL},
      {"sasl.pasword=x", "did you mean 'sasl.password'"},
      {"colour=red", "no property 'colour'"},
      {"security.protocol=TELNET", "no valid value"},
      {"session.timeout.ms=soon", "no valid value"},
      {"group.id=billing", "paritycheck sets it itself"},
      {"client.id=me", "paritycheck sets it itself"},
      {"debug=all", "paritycheck sets it itself"},
      {"plugin.library.paths=x.so", "paritycheck sets it itself"},
      {"error_cb=x", "no property"},
      {"opaque=x", "no property"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autofree char *url = g_strconcat("kafka://a:9092?", rows[i].query, NULL);
    g_autoptr(pc_endpoint) endpoint = endpoint_new(url);
    const bool fine = pc_kafka_url_check(endpoint, &error);
    if (fine != (rows[i].word == NULL))
      fail_msg("%s: %s", url, fine ? "taken" : error->message);
    if (!fine)
      assert_error(error, PC_ERROR_USAGE, rows[i].word);
  }
}

static void secrets_are_masked(void **state) {
  (void)state;
  static const char *const names[] = {"sasl.password",
                                      "ssl.key.password",
                                      "ssl.keystore.password",
                                      "ssl.key.pem",
                                      "sasl.oauthbearer.client.secret",
                                      "sasl.oauthbearer.config"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *url = g_strdup_printf(
        "kafka://a:9092,b:9092?sasl.username=me@example&%s=hun%%74er2&acks=1", names[i]);
    g_autofree char *shown =
        g_strdup_printf("kafka://a:9092,b:9092?sasl.username=me@example&%s=***&acks=1", names[i]);
    g_autoptr(pc_endpoint) endpoint = endpoint_new(url);
    assert_string_equal(endpoint->redacted, shown);
    assert_true(g_ptr_array_find_with_equal_func(endpoint->secrets, "hunter2", g_str_equal, NULL));
  }
}

static void the_mock_has_one_option(void **state) {
  (void)state;
  static const struct {
    const char *url;
    const char *word; /* of the refusal; NULL: taken */
    guint brokers;
  } rows[] = {
      {"kafka-mock:", NULL, 3},
      {"kafka-mock:?brokers=1", NULL, 1},
      {"kafka-mock:?brokers=0", "from 1 to 10", 0},
      {"kafka-mock:?brokers=many", "from 1 to 10", 0},
      {"kafka-mock:?broker=1", "did you mean 'brokers'", 0},
      {"kafka-mock://a:9092", "nothing but options", 0},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autoptr(pc_endpoint) endpoint = endpoint_new(rows[i].url);
    assert_int_equal(pc_kafka_mock_url_check(endpoint, &error), rows[i].word == NULL);
    if (rows[i].word)
      assert_error(error, PC_ERROR_USAGE, rows[i].word);
    else
      assert_int_equal(pc_kafka_mock_url_brokers(endpoint), rows[i].brokers);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(servers_are_taken_as_they_are),
      cmocka_unit_test(properties_are_librdkafkas_own),
      cmocka_unit_test(secrets_are_masked),
      cmocka_unit_test(the_mock_has_one_option),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
