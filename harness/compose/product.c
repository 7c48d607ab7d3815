/* SPDX-License-Identifier: MIT */
/* Products by their images and URLs. */
#include "harness/compose/product.h"

#include <string.h>

const pc_product pc_products[] = {
    {.name = "PostgreSQL",
     .service = "database",
     .scheme = "postgresql",
     .port = 5432,
     .images = "postgres postgresql postgis timescaledb timescaledb-ha pgvector postgres-ai "
               "pgvecto-rs postgresql-repmgr",
     .schemes = "postgresql postgres postgis pgsql psql timescale",
     .official = "postgres",
     .users = "POSTGRES_USER POSTGRESQL_USERNAME",
     .passwords = "POSTGRES_PASSWORD POSTGRESQL_PASSWORD",
     .databases = "POSTGRES_DB POSTGRESQL_DATABASE",
     .user = "postgres"},
    {.name = "MySQL",
     .service = "database",
     .scheme = "mysql",
     .port = 3306,
     .images = "mysql mysql-server mysql-8",
     .schemes = "mysql mysql2 trilogy mysqlgis",
     .official = "mysql",
     .users = "MYSQL_USER",
     .passwords = "MYSQL_PASSWORD MYSQL_ROOT_PASSWORD",
     .databases = "MYSQL_DATABASE",
     .user = "root"},
    {.name = "MariaDB",
     .service = "database",
     .scheme = "mariadb",
     .port = 3306,
     .images = "mariadb mariadb-galera",
     .schemes = "mariadb",
     .official = "mariadb",
     .users = "MARIADB_USER MYSQL_USER",
     .passwords = "MARIADB_PASSWORD MYSQL_PASSWORD MARIADB_ROOT_PASSWORD MYSQL_ROOT_PASSWORD",
     .databases = "MARIADB_DATABASE MYSQL_DATABASE",
     .user = "root"},
    {.name = "SQLite",
     .service = "database",
     .scheme = "sqlite",
     .images = "",
     .schemes = "sqlite sqlite3 spatialite libsql"},
    {.name = "Redis",
     .service = "cache",
     .scheme = "redis",
     .port = 6379,
     .images = "redis redis-stack redis-stack-server redis-alpine redis-server",
     .official = "redis",
     .schemes = "redis rediss rediscache redis-cache",
     .passwords = "REDIS_PASSWORD"},
    {.name = "Valkey",
     .service = "cache",
     .scheme = "redis",
     .port = 6379,
     .images = "valkey valkey-bundle",
     .schemes = "valkey valkeys",
     .official = "valkey/valkey",
     .passwords = "VALKEY_PASSWORD"},
    {.name = "KeyDB",
     .service = "cache",
     .scheme = "redis",
     .port = 6379,
     .images = "keydb",
     .schemes = "keydb",
     .passwords = "KEYDB_PASSWORD"},
    {.name = "Dragonfly",
     .service = "cache",
     .scheme = "redis",
     .port = 6379,
     .images = "dragonfly",
     .schemes = ""},
    {.name = "Garnet",
     .service = "cache",
     .scheme = "redis",
     .port = 6379,
     .images = "garnet",
     .schemes = ""},
    {.name = "Kvrocks",
     .service = "cache",
     .scheme = "redis",
     .port = 6666,
     .images = "kvrocks",
     .schemes = ""},
    {.name = "Memcached",
     .service = "cache",
     .scheme = "memcached",
     .port = 11211,
     .images = "memcached",
     .official = "memcached",
     .schemes = "memcached memcache pymemcache pymemcached pylibmc djangopylibmc elasticache"},
    {.name = "RabbitMQ",
     .service = "queue",
     .scheme = "amqp",
     .port = 5672,
     .images = "rabbitmq rabbitmq-management",
     .official = "rabbitmq",
     .schemes = "amqp amqps pyamqp py-amqp librabbitmq",
     .users = "RABBITMQ_DEFAULT_USER RABBITMQ_USERNAME",
     .passwords = "RABBITMQ_DEFAULT_PASS RABBITMQ_PASSWORD",
     .databases = "RABBITMQ_DEFAULT_VHOST RABBITMQ_VHOST"},
    {.name = "Beanstalkd",
     .service = "queue",
     .scheme = "beanstalkd",
     .port = 11300,
     .images = "beanstalkd beanstalk",
     .schemes = "beanstalkd beanstalk"},
    {.name = "Apache Kafka",
     .service = "stream",
     .scheme = "kafka",
     .port = 9092,
     .images =
         "kafka kafka-native cp-kafka cp-server confluent-local cp-enterprise-kafka fast-data-dev",
     .official = "apache/kafka",
     .schemes = "kafka kafka+ssl confluentkafka"},
    {.name = "Redpanda",
     .service = "stream",
     .scheme = "kafka",
     .port = 9092,
     .images = "redpanda",
     .schemes = ""},
    {.name = "a dictionary in the process",
     .service = "cache",
     .scheme = "memory",
     .images = "",
     .schemes = "locmem locmemcache memory inmemory"},
    {.name = "a folder of files",
     .service = "cache",
     .scheme = "file",
     .images = "",
     .schemes = "filecache"},
    /* Known, and not asked. */
    {.name = "MongoDB",
     .images = "mongo mongodb mongodb-community-server percona-server-mongodb",
     .schemes = "mongodb mongodb+srv"},
    {.name = "Elasticsearch",
     .images = "elasticsearch",
     .schemes = "elasticsearch elasticsearch2 elasticsearch7"},
    {.name = "OpenSearch", .images = "opensearch", .schemes = "opensearch"},
    {.name = "an object store",
     .images = "minio localstack seaweedfs s3proxy azurite",
     .schemes = "s3 gs"},
    {.name = "SQL Server", .images = "mssql-server azure-sql-edge", .schemes = "mssql sqlserver"},
    {.name = "Oracle Database", .images = "oracle-xe oracle-free", .schemes = "oracle"},
    {.name = "CockroachDB", .images = "cockroach", .schemes = "cockroachdb cockroach"},
    {.name = "Cassandra", .images = "cassandra scylla", .schemes = "cassandra"},
    {.name = "ClickHouse", .images = "clickhouse clickhouse-server", .schemes = "clickhouse"},
    {.name = "NATS", .images = "nats nats-streaming", .schemes = "nats"},
    {.name = "ZooKeeper", .images = "zookeeper cp-zookeeper", .schemes = "zookeeper"},
    {.name = "Amazon SQS", .images = "elasticmq elasticmq-native", .schemes = "sqs"},
    {.name = "a connection pooler", .images = "pgbouncer pgpool pgcat proxysql", .schemes = ""},
    {0}};

const pc_product *pc_product_named(const char *name) {
  for (const pc_product *product = pc_products; product->name; product++)
    if (strcmp(product->name, name) == 0)
      return product;
  return NULL;
}

/* Whether a word is among others with blanks between them. */
static bool word_is_in(const char *word, gsize length, const char *words) {
  for (; *words; words += strcspn(words, " ") + (words[strcspn(words, " ")] != '\0'))
    if (strcspn(words, " ") == length && g_ascii_strncasecmp(words, word, length) == 0)
      return true;
  return false;
}

const pc_product *pc_product_of_scheme(const char *scheme, gsize length) {
  const char *plus = memchr(scheme, '+', length);
  const gsize own = plus ? (gsize)(plus - scheme) : length;
  for (const pc_product *product = pc_products; length && product->name; product++)
    if (word_is_in(scheme, length, product->schemes) || word_is_in(scheme, own, product->schemes))
      return product;
  return NULL;
}

static const pc_product *product_of_image(const char *repository) {
  const char *slash = strrchr(repository, '/');
  const char *last = slash ? slash + 1 : repository;
  for (const pc_product *product = pc_products; product->name; product++)
    if (word_is_in(last, strlen(last), product->images))
      return product;
  return NULL;
}

/* The digits and dots at text, or NULL. */
static char *version_at(const char *text) {
  gsize length = strspn(text, "0123456789.");
  while (length && text[length - 1] == '.')
    length--;
  return length && g_ascii_isdigit(*text) ? g_strndup(text, length) : NULL;
}

/* Confluent's releases have numbers of their own:
 * https://docs.confluent.io/platform/current/installation/versions-interoperability.html */
static char *version_of_confluent(const char *version) {
  const char *minor = strchr(version, '.');
  if (*version == '7' && minor)
    return g_strdup_printf("3.%.*s", (int)strspn(minor + 1, "0123456789"), minor + 1);
  if (*version == '8' && minor)
    return g_strdup_printf("4.%.*s", (int)strspn(minor + 1, "0123456789"), minor + 1);
  return NULL;
}

/* "15.8-alpine", "15-3.4" of PostGIS, "v7.0", "pg16" and "2.14.2-pg15" of extensions. */
static char *image_version(const pc_image *image) {
  const char *last = strrchr(image->repository, '/');
  last = last ? last + 1 : image->repository;
  const char *extension = strstr(image->tag, "pg");
  if (extension && g_ascii_isdigit(extension[2]))
    return version_at(extension + 2);
  if (g_str_has_prefix(last, "timescale"))
    return NULL;
  g_autofree char *version = version_at(image->tag + (*image->tag == 'v'));
  if (version && g_str_has_prefix(last, "cp-"))
    return version_of_confluent(version);
  if (version && strcmp(image->repository, "wurstmeister/kafka") == 0)
    return strchr(image->tag, '-') ? version_at(strchr(image->tag, '-') + 1) : NULL;
  return g_steal_pointer(&version);
}

void pc_image_parse(const char *text, pc_image *ret_image) {
  pc_image image = {0};
  const char *at = strchr(text, '@');
  g_autofree char *name = at ? g_strndup(text, (gsize)(at - text)) : g_strdup(text);
  image.digest = at ? g_strdup(at + 1) : NULL;
  char *slash = strrchr(name, '/');
  char *colon = strchr(slash ? slash : name, ':');
  if (colon) {
    *colon = '\0';
    image.tag = g_strdup(colon + 1);
  }
  image.repository = g_steal_pointer(&name);
  image.product = product_of_image(image.repository);
  image.version = image.tag ? image_version(&image) : NULL;
  *ret_image = image;
}

void pc_image_clear(pc_image *image) {
  g_free(image->repository);
  g_free(image->tag);
  g_free(image->digest);
  g_free(image->version);
  *image = (pc_image){0};
}

bool pc_version_covers(const char *less, const char *more) {
  const gsize length = strlen(less);
  return strncmp(less, more, length) == 0 && !g_ascii_isdigit(more[length]);
}
