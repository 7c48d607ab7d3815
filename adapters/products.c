/* SPDX-License-Identifier: MIT */
/* The table of products, and the rows of those that have no adapter. */
#include "adapters/product.h"

extern const pc_product pc_product_postgresql;
extern const pc_product pc_product_mysql;
extern const pc_product pc_product_mariadb;
extern const pc_product pc_product_sqlite;
extern const pc_product pc_product_kafka;
extern const pc_product pc_product_redpanda;
extern const pc_product pc_product_rabbitmq;
extern const pc_product pc_product_beanstalkd;
extern const pc_product pc_product_redis;
extern const pc_product pc_product_valkey;
extern const pc_product pc_product_keydb;
extern const pc_product pc_product_dragonfly;
extern const pc_product pc_product_garnet;
extern const pc_product pc_product_kvrocks;
extern const pc_product pc_product_memcached;
extern const pc_product pc_product_memory;
extern const pc_product pc_product_file;

/* Known, and not asked. */
static const pc_product mongodb = {
    .name = "MongoDB",
    .schemes = "mongodb mongodb+srv",
    .images = "mongo mongodb mongodb-community-server percona-server-mongodb"};
static const pc_product elasticsearch = {.name = "Elasticsearch",
                                         .schemes = "elasticsearch elasticsearch2 elasticsearch7",
                                         .images = "elasticsearch"};
static const pc_product opensearch = {
    .name = "OpenSearch", .schemes = "opensearch", .images = "opensearch"};
static const pc_product object_store = {.name = "an object store",
                                        .schemes = "s3 gs",
                                        .images = "minio localstack seaweedfs s3proxy azurite"};
static const pc_product sql_server = {
    .name = "SQL Server", .schemes = "mssql sqlserver", .images = "mssql-server azure-sql-edge"};
static const pc_product oracle = {
    .name = "Oracle Database", .schemes = "oracle", .images = "oracle-xe oracle-free"};
static const pc_product cockroach = {
    .name = "CockroachDB", .schemes = "cockroachdb cockroach", .images = "cockroach"};
static const pc_product cassandra = {
    .name = "Cassandra", .schemes = "cassandra", .images = "cassandra scylla"};
static const pc_product clickhouse = {
    .name = "ClickHouse", .schemes = "clickhouse", .images = "clickhouse clickhouse-server"};
static const pc_product nats = {.name = "NATS", .schemes = "nats", .images = "nats nats-streaming"};
static const pc_product zookeeper = {
    .name = "ZooKeeper", .schemes = "zookeeper", .images = "zookeeper cp-zookeeper"};
static const pc_product sqs = {
    .name = "Amazon SQS", .schemes = "sqs", .images = "elasticmq elasticmq-native"};
static const pc_product pooler = {.name = "a connection pooler",
                                  .images = "pgbouncer pgpool pgcat proxysql"};

const pc_product *const pc_products[] = {
    &pc_product_postgresql,
    &pc_product_mysql,
    &pc_product_mariadb,
    &pc_product_sqlite,
    &pc_product_kafka,
    &pc_product_redpanda,
    &pc_product_rabbitmq,
    &pc_product_beanstalkd,
    &pc_product_redis,
    &pc_product_valkey,
    &pc_product_keydb,
    &pc_product_dragonfly,
    &pc_product_garnet,
    &pc_product_kvrocks,
    &pc_product_memcached,
    &pc_product_memory,
    &pc_product_file,
    &mongodb,
    &elasticsearch,
    &opensearch,
    &object_store,
    &sql_server,
    &oracle,
    &cockroach,
    &cassandra,
    &clickhouse,
    &nats,
    &zookeeper,
    &sqs,
    &pooler,
    NULL,
};
