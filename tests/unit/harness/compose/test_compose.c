/* SPDX-License-Identifier: MIT */
#include "tests/unit/unit.h"

#include "harness/base/error.h"
#include "harness/base/version_number.h"
#include "harness/compose/application_url.h"
#include "harness/compose/compose_file.h"
#include "harness/compose/draft.h"
#include "harness/config/config.h"

#include <string.h>

static pc_compose_file *parse(const char *text, GError **error) {
  return pc_compose_file_parse(text, strlen(text), "c.yml", error);
}

static void images_are_recognised(void **state) {
  (void)state;
  static const struct {
    const char *text, *product, *version;
  } rows[] = {
      {"postgres:15.8", "PostgreSQL", "15.8"},
      {"postgres:13-alpine", "PostgreSQL", "13"},
      {"registry.example.com:5000/mirror/postgres:16.1-bookworm", "PostgreSQL", "16.1"},
      {"postgres", "PostgreSQL", NULL},
      {"postgres:latest", "PostgreSQL", NULL},
      {"postgres@sha256:00ff", "PostgreSQL", NULL},
      {"postgres:15.8@sha256:00ff", "PostgreSQL", "15.8"},
      {"postgis/postgis:15-3.4", "PostgreSQL", "15"},
      {"pgvector/pgvector:pg16", "PostgreSQL", "16"},
      {"timescale/timescaledb:2.14.2-pg15", "PostgreSQL", "15"},
      {"timescale/timescaledb:2.14.2", "PostgreSQL", NULL},
      {"mysql:8.0.36", "MySQL", "8.0.36"},
      {"bitnami/mariadb:10.11.6", "MariaDB", "10.11.6"},
      {"redis:7-alpine", "Redis", "7"},
      {"redis:alpine", "Redis", NULL},
      {"valkey/valkey:8.0", "Valkey", "8.0"},
      {"eqalpha/keydb:x86_64_v6.3.4", "KeyDB", NULL},
      {"memcached:1.6.18", "Memcached", "1.6.18"},
      {"rabbitmq:3.10.8-management", "RabbitMQ", "3.10.8"},
      {"schickling/beanstalkd", "Beanstalkd", NULL},
      {"apache/kafka:3.9.1", "Apache Kafka", "3.9.1"},
      {"confluentinc/cp-kafka:7.6.0", "Apache Kafka", "3.6"},
      {"docker.redpanda.com/redpandadata/redpanda:v24.1.1", "Redpanda", "24.1.1"},
      {"mongo:7", "MongoDB", "7"},
      {"acme/postgres-backup:1", NULL, "1"},
      {"", NULL, NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(pc_image) image = {0};
    pc_image_parse(rows[i].text, &image);
    if (g_strcmp0(image.product ? image.product->name : NULL, rows[i].product) ||
        g_strcmp0(image.version, rows[i].version))
      fail_msg("%s: %s %s", rows[i].text, image.product ? image.product->name : "(none)",
               image.version);
  }
  assert_true(pc_version_covers("15", "15.8") && pc_version_covers("15.8", "15.8"));
  assert_false(pc_version_covers("1", "15.8") || pc_version_covers("15.80", "15.8") ||
               pc_version_covers("15.8.1", "15.8"));
}

/* What the lists of two rows share would always be the first one's. */
static void words_are_one_row_s(const pc_product *product, const char *words, bool images) {
  g_auto(GStrv) each = g_strsplit(words ? words : "", " ", -1);
  for (char **word = each; *word; word++)
    for (const pc_product *const *other = pc_products; *other; other++)
      if (*other != product &&
          pc_product_has_word(images ? (*other)->images : (*other)->schemes, *word, strlen(*word)))
        fail_msg("%s and %s: '%s'", product->name, (*other)->name, *word);
}

static bool image_is_whole(const pc_product_image *image) {
  const bool written = image->program ? image->arguments && strstr(image->arguments, "NAME")
                                      : image->variable && strstr(image->variable, "NAME");
  return image->name && image->health && image->settings && written &&
         !image->build_mark == !image->build_name && !image->prepare == !image->prepare_why &&
         (!image->variable || image->variables);
}

static void rows_of_products_are_whole(void **state) {
  (void)state;
  for (const pc_product *const *each = pc_products; *each; each++) {
    const pc_product *product = *each;
    words_are_one_row_s(product, product->images, true);
    words_are_one_row_s(product, product->schemes, false);
    g_auto(GStrv) native = g_strsplit(product->native ? product->native : "", " ", -1);
    for (char **scheme = native; *scheme; scheme++)
      assert_true(pc_product_has_word(product->schemes, *scheme, strlen(*scheme)));
    if (!product->service != !product->scheme || (product->image && !product->port) ||
        (product->image && !image_is_whole(product->image)) || (product->also && !product->words) ||
        pc_product_named(product->name) != product)
      fail_msg("%s", product->name);
  }
}

static void urls_of_applications_are_recognised(void **state) {
  (void)state;
  static const struct {
    const char *name, *value, *service, *product, *user, *host, *path;
    guint port;
    bool password;
  } rows[] = {
      {"DATABASE_URL", "postgres://u:p%40w@db:5433/shop?sslmode=require", "database", "PostgreSQL",
       "u", "db", "shop", 5433, true},
      {"DATABASE_URL", "postgresql+psycopg2://u@db/shop", "database", "PostgreSQL", "u", "db",
       "shop", 0, false},
      {"SPRING_DATASOURCE_URL", "jdbc:postgresql://db:5432/shop", "database", "PostgreSQL", NULL,
       "db", "shop", 5432, false},
      {"DATABASE_URL", "mysql2://u:p@mysql/blog", "database", "MySQL", "u", "mysql", "blog", 0,
       true},
      {"REDIS_URL", "redis://redis:6379/1", "cache", "Redis", NULL, "redis", "1", 6379, false},
      {"REDIS_URL", "rediss://:p@[::1]:6379", "cache", "Redis", NULL, "::1", NULL, 6379, true},
      {"CELERY_BROKER_URL", "redis://redis/0", "queue", "Redis", NULL, "redis", "0", 0, false},
      {"CELERY_RESULT_BACKEND", "redis://redis/0", "cache", "Redis", NULL, "redis", "0", 0, false},
      {"CELERY_BROKER_URL", "pyamqp://u:p@rabbit//", "queue", "RabbitMQ", "u", "rabbit", "/", 0,
       true},
      {"AMQP_URL", "amqps://u:p@rabbit/vh%2Fost", "queue", "RabbitMQ", "u", "rabbit", "vh/ost", 0,
       true},
      {"DATABASE_URL", "sqlite:///db.sqlite3", "database", "SQLite", NULL, NULL, "db.sqlite3", 0,
       false},
      {"DATABASE_URL", "sqlite:////srv/db.sqlite3", "database", "SQLite", NULL, NULL,
       "/srv/db.sqlite3", 0, false},
      {"DATABASE_URL", "sqlite://:memory:", "database", "SQLite", NULL, NULL, ":memory:", 0, false},
      {"DATABASE_URL", "sqlite3:db/development.sqlite3", "database", "SQLite", NULL, NULL,
       "db/development.sqlite3", 0, false},
      {"DATABASE_URL", "file:./dev.db", "database", "SQLite", NULL, NULL, "./dev.db", 0, false},
      {"CACHE_URL", "locmem://", "cache", "a dictionary in the process", NULL, NULL, NULL, 0,
       false},
      {"CELERY_BROKER_URL", "memory://", "queue", "a dictionary in the process", NULL, NULL, NULL,
       0, false},
      {"MEMCACHE_SERVERS", "cache:11211", "cache", "Memcached", NULL, "cache", NULL, 11211, false},
      {"KAFKA_BROKERS", "k1:9092,k2:9092", "stream", "Apache Kafka", NULL, "k1", NULL, 9092, false},
      {"MONGO_URL", "mongodb://mongo/shop", NULL, "MongoDB", NULL, "mongo", "shop", 0, false},
      {"HOME_URL", "http://web:8000/", NULL, NULL, NULL, NULL, NULL, 0, false},
      {"UPLOADS", "file:./uploads", NULL, NULL, NULL, NULL, NULL, 0, false},
      {"ALLOWED_HOSTS", "web:8000", NULL, NULL, NULL, NULL, NULL, 0, false},
      {"NOTE", "redis: the cache", NULL, NULL, NULL, NULL, NULL, 0, false},
      {"EMPTY", "", NULL, NULL, NULL, NULL, NULL, 0, false},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(pc_application_url) url = {0};
    const bool is = pc_application_url_parse(rows[i].name, rows[i].value, &url);
    if (is != (rows[i].product != NULL) ||
        (is && strcmp(url.product->name, rows[i].product) != 0) ||
        g_strcmp0(url.service, rows[i].service) || g_strcmp0(url.user, rows[i].user) ||
        g_strcmp0(url.host, rows[i].host) || g_strcmp0(url.path, rows[i].path) ||
        url.port != rows[i].port || url.password != rows[i].password)
      fail_msg("%s: %s %s %s %s %u", rows[i].value, url.service, url.user, url.host, url.path,
               url.port);
  }
}

static void variables_are_replaced_as_compose_does(void **state) {
  (void)state;
  static const struct {
    const char *raw, *text, *variable;
  } rows[] = {
      {"plain", "plain", NULL},
      {"$A", "a", "A"},
      {"${A}", "a", "A"},
      {"x${A}y", "xay", NULL},
      {"$A$B", "a", NULL},
      {"${B:-d}", "d", "B"},
      {"${B-d}", "", "B"},
      {"${N-d}", "d", "N"},
      {"${N:-${A}}", "a", "N"},
      {"${N:-${B:-deep}}x", "deepx", NULL},
      {"${A:+other}", "other", "A"},
      {"${B:+other}", "", "B"},
      {"${B+other}", "other", "B"},
      {"${N:?must be set}", "", "N"},
      {"${N?}", "", "N"},
      {"$$A $${A}", "$A ${A}", NULL},
      {"${A", NULL, NULL},
      {"${}", NULL, NULL},
      {"$ ", NULL, NULL},
      {"${A!}", NULL, NULL},
      {"${N:-${N:-${N:-${N:-${N:-${N:-${N:-${N:-${N:-${N:-x}}}}}}}}}}", NULL, NULL},
  };
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  g_unsetenv("A"), g_unsetenv("B"), g_unsetenv("N");
  g_hash_table_insert(known, (gpointer)(guintptr) "A", (gpointer)(guintptr) "a");
  g_hash_table_insert(known, (gpointer)(guintptr) "B", (gpointer)(guintptr) "");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *problem = NULL;
    g_autoptr(pc_compose_text) text = pc_compose_text_new(NULL, rows[i].raw, "w", known, &problem);
    if (!text != !rows[i].text || !text == !problem ||
        (text &&
         (g_strcmp0(text->text, rows[i].text) || g_strcmp0(text->variable, rows[i].variable))))
      fail_msg("%s: %s %s", rows[i].raw, text ? text->text : problem, text ? text->variable : "");
  }
}

static void files_of_variables_are_read(void **state) {
  (void)state;
  static const char content[] =
      "# comment\r\n\nA=one\nexport B = \"two $A\\n\" # x\nC='$A'\nD=a#b #c\nE=\nF\nG=5$ 6$\n";
  static const char *const expected[][2] = {{"A", "one"}, {"B", "two one\n"}, {"C", "$A"},
                                            {"D", "a#b"}, {"E", ""},          {"G", "5$ 6$"}};
  GError *error = NULL;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func((GDestroyNotify)pc_compose_text_free);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  assert_true(pc_compose_env_parse(content, strlen(content), ".env", texts, known, &error));
  assert_int_equal(texts->len, G_N_ELEMENTS(expected));
  for (guint i = 0; i < texts->len; i++) {
    assert_string_equal(((pc_compose_text *)texts->pdata[i])->name, expected[i][0]);
    assert_string_equal(((pc_compose_text *)texts->pdata[i])->text, expected[i][1]);
  }
  assert_string_equal(((pc_compose_text *)texts->pdata[1])->where, ".env:4:1");
  assert_false(pc_compose_env_parse("A=1\nB='x\n", 9, ".env", texts, known, &error));
  assert_error(error, PC_ERROR_USAGE, ".env:2:1: a quote is not closed");
  assert_false(pc_compose_env_parse("A B=1\n", 6, ".env", texts, known, &error));
  assert_error(error, PC_ERROR_USAGE, ".env:1:1: expected a line such as");
}

static void merge_keys_and_long_forms_are_followed(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(pc_compose_file) compose = parse(
      "x-a: &a {image: redis:7, environment: &e {K: 1, L: two}, ports: [\"1:2\"]}\n"
      "x-b: &b {image: other, profiles: [p]}\n"
      "services:\n  s:\n    <<: [*a, *b]\n    environment: {<<: *e, L: own, M: !!str 3, N: }\n"
      "    ports: [\"127.0.0.1:3:4/udp\", \"[::1]:5:6\", 7, \"8-9:10-11\", \"12-13:14\", {target: "
      "15, published: "
      "\"16\", "
      "host_ip: 1.2.3.4}, {target: 17}]\n",
      &error);
  assert_null(error);
  const pc_compose_service *service = pc_compose_file_find(compose, "s");
  assert_string_equal(service->image->text, "redis:7");
  assert_string_equal(service->image->where, "c.yml:1:17");
  assert_string_equal(service->profile, "p");
  assert_int_equal(service->environment->len, 4);
  assert_string_equal(pc_compose_service_variable(service, "K")->text, "1");
  assert_string_equal(pc_compose_service_variable(service, "L")->text, "own");
  assert_string_equal(pc_compose_service_variable(service, "N")->variable, "N");
  static const struct {
    const char *host;
    guint published, target;
  } ports[] = {{"127.0.0.1", 3, 4}, {"::1", 5, 6},       {NULL, 0, 7}, {NULL, 8, 10},
               {NULL, 0, 14},       {"1.2.3.4", 16, 15}, {NULL, 0, 17}};
  assert_int_equal(service->ports->len, G_N_ELEMENTS(ports));
  for (guint i = 0; i < G_N_ELEMENTS(ports); i++) {
    const pc_compose_port *port = service->ports->pdata[i];
    assert_true(g_strcmp0(port->host, ports[i].host) == 0 &&
                port->published == ports[i].published && port->target == ports[i].target);
  }
}

static void wrong_files_are_told_with_their_place(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } rows[] = {
      {"", "c.yml: the file is empty"},
      {"- a\n", "c.yml:1:1: expected a mapping with the key 'services'"},
      {"db: {image: x}\n", "c.yml:1:1: not a compose file: expected the key 'services'"},
      {"services: [a]\n", "c.yml:1:11: expected a mapping of names to services"},
      {"services:\n  db: postgres\n", "c.yml:2:7: expected a mapping"},
      {"services:\n  db: {image: [a]}\n", "c.yml:2:15: expected the name of an image, not a list"},
      {"services:\n  db: {image: a, image: b}\n", "c.yml:2:18: key 'image' is given twice"},
      {"services:\n  db: {ports: 5}\n", "c.yml:2:15: expected a list of ports"},
      {"services:\n  db: {ports: [x]}\n", "c.yml:2:16: expected a port such as"},
      {"services:\n  db: {ports: [{target: 99999}]}\n",
       "c.yml:2:16: expected numbers from 1 to 65535"},
      {"services:\n  db: {environment: x}\n", "c.yml:2:21: expected a mapping or a list"},
      {"services:\n  db: {environment: {A: [b]}}\n",
       "c.yml:2:25: expected a single value in 'environment'"},
      {"services:\n  db: {image: \"${A\"}\n", "c.yml:2:15: '${' without '}'"},
      {"services:\n  db: {<<: x}\n", "c.yml:2:12: expected a mapping behind '<<'"},
      {"services:\n  db: &a {<<: *a}\n", "too much is merged in here"},
      {"services:\n\tdb: x\n", "c.yml:2:1: a tab character"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GError *error = NULL;
    g_autoptr(pc_compose_file) compose = parse(rows[i].text, &error);
    assert_null(compose);
    assert_error(error, PC_ERROR_USAGE, rows[i].message);
  }
}

static void a_draft_holds_no_secret_and_can_be_read(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(pc_compose_file) compose = parse(
      "services:\n  web: {build: ., environment: {DATABASE_URL: \"postgres://u:s3cret-a@db/x\", "
      "Q_URL: "
      "\"redis://:s3cret-b@r:6379/2\", BROKER_URL: \"amqp://guest:guest@mq//\"}}\n"
      "  db: {image: \"postgres:15\", environment: {POSTGRES_PASSWORD: s3cret-a}, ports: "
      "[\"5432:5432\"]}\n"
      "  db2: {image: \"postgres:15\", environment: {POSTGRES_PASSWORD: s3cret-c, POSTGRES_USER: "
      "\"o d$$d:\"}, ports: "
      "[\"5433:5432\"]}\n"
      "  r: {image: redis, command: redis-server --requirepass s3cret-b, ports: [\"6379:6379\"]}\n"
      "  mq: {image: rabbitmq, ports: [\"5672:5672\"]}\n  \"evil\\nname\": {image: memcached}\n",
      &error);
  assert_null(error);
  g_autoptr(pc_draft) draft = pc_draft_new("c.yml");
  pc_draft_add_compose(draft, compose);
  assert_true(pc_draft_add_url(draft, "sqlite:x$y.db", &error));
  /* Of an adapter that need not be built in. */
  if (!pc_draft_add_url(draft, "postgresql://u:s3cret-d@h/d?sslmode=require", &error))
    g_clear_error(&error);
  g_autofree char *text = pc_draft_print(draft);
  if (strstr(text, "s3cret") || !strstr(text, "${POSTGRES_PASSWORD}@127.0.0.1:5432/x") ||
      !strstr(text, "o%20d%24d%3A:${DB2_POSTGRES_PASSWORD}@127.0.0.1:5433/o%20d%24d%3A") ||
      !strstr(text, "evil?name runs"))
    fail_msg("%s", text);
  for (guint i = 0; i < draft->variables->len; i++)
    g_setenv(((pc_draft_variable *)draft->variables->pdata[i])->name, "x", TRUE);
  for (guint i = 0; i < draft->services->len; i++) {
    g_autofree char *name = pc_draft_production(draft->services->pdata[i]);
    g_setenv(name, "redis://h", TRUE);
  }
  g_autoptr(pc_config) config = pc_config_parse(text, strlen(text), "paritycheck.yaml", &error);
  if (!config)
    fail_msg("%s\n%s", error->message, text);
  assert_int_equal(config->environments->len, 2);
  assert_true(((const pc_environment_config *)config->environments->pdata[1])->production);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(images_are_recognised),
      cmocka_unit_test(rows_of_products_are_whole),
      cmocka_unit_test(urls_of_applications_are_recognised),
      cmocka_unit_test(variables_are_replaced_as_compose_does),
      cmocka_unit_test(files_of_variables_are_read),
      cmocka_unit_test(merge_keys_and_long_forms_are_followed),
      cmocka_unit_test(wrong_files_are_told_with_their_place),
      cmocka_unit_test(a_draft_holds_no_secret_and_can_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
