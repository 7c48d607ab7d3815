/* SPDX-License-Identifier: MIT */
/* The settings that are written for images, with what the images have. */
#include "harness/compose/export.h"

#include <string.h>

/* https://www.postgresql.org/docs/current/runtime-config.html; the image's time zone is Etc/UTC. */
static const pc_export_setting postgresql[] = {
    {"TimeZone", NULL, "Etc/UTC", NULL},
    {"DateStyle", NULL, "ISO, MDY", NULL},
    {"IntervalStyle", NULL, "postgres", NULL},
    {"default_transaction_isolation", NULL, "read committed", NULL},
    {"default_transaction_deferrable", NULL, "off", NULL},
    {"standard_conforming_strings", NULL, "on", NULL},
    {"backslash_quote", NULL, "safe_encoding", NULL},
    {"escape_string_warning", NULL, "on", NULL},
    {"bytea_output", NULL, "hex", NULL},
    {"extra_float_digits", NULL, "1", NULL},
    {"transform_null_equals", NULL, "off", NULL},
    {"lock_timeout", NULL, "0", NULL},
    {"statement_timeout", NULL, "0", NULL},
    {"idle_in_transaction_session_timeout", NULL, "0", NULL},
    {"deadlock_timeout", NULL, "1000", NULL},
    {"max_connections", NULL, "100", NULL},
    {"jit", NULL, "on", NULL},
    {"plan_cache_mode", NULL, "auto", NULL},
    {"array_nulls", NULL, "on", NULL},
    {"xmloption", NULL, "content", NULL},
    {"default_text_search_config", NULL, "pg_catalog.english", NULL},
    {"lc_messages", NULL, "en_US.utf8", NULL},
    {"lc_monetary", NULL, "en_US.utf8", NULL},
    {"lc_numeric", NULL, "en_US.utf8", NULL},
    {"lc_time", NULL, "en_US.utf8", NULL},
    {"max_locks_per_transaction", NULL, "64", NULL},
    {"default_toast_compression", NULL, "pglz", NULL},
    {"row_security", NULL, "on", NULL},
    {"check_function_bodies", NULL, "on", NULL},
    {0}};

/* https://dev.mysql.com/doc/refman/8.0/en/server-system-variable-reference.html */
static const pc_export_setting mysql[] = {
    {"sql_mode", NULL,
     "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_"
     "ZERO,NO_ENGINE_"
     "SUBSTITUTION",
     NULL},
    {"character_set_server", NULL, NULL, "collation"},
    {"collation_server", NULL, "utf8mb4_0900_ai_ci", "collation"},
    {"transaction_isolation", NULL, "REPEATABLE-READ", NULL},
    {"time_zone", "default_time_zone", "SYSTEM", NULL},
    {"lower_case_table_names", NULL, "0", NULL},
    {"explicit_defaults_for_timestamp", NULL, "ON", NULL},
    {"default_week_format", NULL, "0", NULL},
    {"div_precision_increment", NULL, "4", NULL},
    {"group_concat_max_len", NULL, "1024", NULL},
    {"innodb_lock_wait_timeout", NULL, "50", NULL},
    {"innodb_rollback_on_timeout", NULL, "OFF", NULL},
    {"innodb_strict_mode", NULL, "ON", NULL},
    {"innodb_default_row_format", NULL, "dynamic", NULL},
    {"innodb_page_size", NULL, "16384", NULL},
    {"max_allowed_packet", NULL, "67108864", NULL},
    {"lock_wait_timeout", NULL, "31536000", NULL},
    {"cte_max_recursion_depth", NULL, "1000", NULL},
    {"auto_increment_increment", NULL, "1", NULL},
    {"auto_increment_offset", NULL, "1", NULL},
    {"sql_require_primary_key", NULL, "OFF", NULL},
    {"lc_time_names", NULL, "en_US", NULL},
    {0}};

/* https://mariadb.com/kb/en/server-system-variables/ */
static const pc_export_setting mariadb[] = {
    {"sql_mode", NULL,
     "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION",
     NULL},
    {"character_set_server", NULL, NULL, "collation"},
    {"collation_server", NULL, NULL, "collation"},
    {"tx_isolation", "transaction_isolation", "REPEATABLE-READ", NULL},
    {"transaction_isolation", NULL, "REPEATABLE-READ", NULL},
    {"time_zone", "default_time_zone", "SYSTEM", NULL},
    {"lower_case_table_names", NULL, "0", NULL},
    {"default_week_format", NULL, "0", NULL},
    {"div_precision_increment", NULL, "4", NULL},
    {"group_concat_max_len", NULL, "1048576", NULL},
    {"innodb_lock_wait_timeout", NULL, "50", NULL},
    {"innodb_rollback_on_timeout", NULL, "OFF", NULL},
    {"innodb_snapshot_isolation", NULL, NULL, NULL},
    {"innodb_strict_mode", NULL, "ON", NULL},
    {"innodb_default_row_format", NULL, "dynamic", NULL},
    {"innodb_page_size", NULL, "16384", NULL},
    {"max_allowed_packet", NULL, "16777216", NULL},
    {"lock_wait_timeout", NULL, "86400", NULL},
    {"max_recursive_iterations", NULL, NULL, NULL},
    {"old_mode", NULL, "UTF8_IS_UTF8MB3", NULL},
    {"auto_increment_increment", NULL, "1", NULL},
    {"auto_increment_offset", NULL, "1", NULL},
    {"lc_time_names", NULL, "en_US", NULL},
    {0}};

/* https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/; the image has no file
 * of settings. */
static const pc_export_setting redis[] = {{"maxmemory", NULL, "0", NULL},
                                          {"maxmemory-policy", NULL, "noeviction", NULL},
                                          {"maxmemory-samples", NULL, "5", NULL},
                                          {"save", NULL, "3600 1 300 100 60 10000", NULL},
                                          {"appendonly", NULL, "no", NULL},
                                          {"appendfsync", NULL, "everysec", NULL},
                                          {"databases", NULL, "16", NULL},
                                          {"notify-keyspace-events", NULL, "", NULL},
                                          {"busy-reply-threshold", NULL, "5000", NULL},
                                          {"proto-max-bulk-len", NULL, "536870912", NULL},
                                          {"hash-max-listpack-entries", NULL, "512", NULL},
                                          {"hash-max-listpack-value", NULL, "64", NULL},
                                          {"list-max-listpack-size", NULL, "-2", NULL},
                                          {"set-max-intset-entries", NULL, "512", NULL},
                                          {"zset-max-listpack-entries", NULL, "128", NULL},
                                          {"stream-node-max-entries", NULL, "100", NULL},
                                          {"timeout", NULL, "0", NULL},
                                          {"lfu-decay-time", NULL, "1", NULL},
                                          {"active-expire-effort", NULL, "1", NULL},
                                          {0}};

/* https://github.com/memcached/memcached/blob/master/doc/memcached.1; where written ends in '!',
 * the option has no value. */
static const pc_export_setting memcached[] = {{"maxbytes", "-m", "67108864", NULL},
                                              {"item_size_max", "-I", "1048576", NULL},
                                              {"maxconns", "-c", "1024", NULL},
                                              {"evictions", "-M!", "on", NULL},
                                              {"cas_enabled", "-C!", "yes", NULL},
                                              {"flush_enabled", "-F!", "yes", NULL},
                                              {"growth_factor", "-f", "1.25", NULL},
                                              {"chunk_size", "-n", "48", NULL},
                                              {0}};

/* https://www.rabbitmq.com/docs/configure; as arguments of the runtime, which no file is needed
 * for. */
static const pc_export_setting rabbitmq[] = {{"frame_max", NULL, "131072", NULL},
                                             {"channel_max", NULL, "2047", NULL},
                                             {"heartbeat", NULL, "60", NULL},
                                             {0}};

/* https://kafka.apache.org/documentation/#brokerconfigs */
static const pc_export_setting kafka[] = {{"auto.create.topics.enable", NULL, "true", NULL},
                                          {"num.partitions", NULL, "1", NULL},
                                          {"message.max.bytes", NULL, "1048588", NULL},
                                          {"compression.type", NULL, "producer", NULL},
                                          {"log.cleanup.policy", NULL, "delete", NULL},
                                          {"log.retention.hours", NULL, "168", NULL},
                                          {"log.retention.bytes", NULL, "-1", NULL},
                                          {"log.message.timestamp.type", NULL, "CreateTime", NULL},
                                          {"delete.topic.enable", NULL, "true", NULL},
                                          {"group.min.session.timeout.ms", NULL, "6000", NULL},
                                          {"group.max.session.timeout.ms", NULL, "1800000", NULL},
                                          {"offsets.retention.minutes", NULL, "10080", NULL},
                                          {"transaction.max.timeout.ms", NULL, "900000", NULL},
                                          {0}};

const pc_export_setting *pc_export_settings(const pc_product *product) {
  static const struct {
    const char *product;
    const pc_export_setting *settings;
  } tables[] = {{"PostgreSQL", postgresql}, {"MySQL", mysql},       {"MariaDB", mariadb},
                {"Redis", redis},           {"Valkey", redis},      {"Memcached", memcached},
                {"RabbitMQ", rabbitmq},     {"Apache Kafka", kafka}};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    if (strcmp(tables[i].product, product->name) == 0)
      return tables[i].settings;
  return NULL;
}

char *pc_export_reason(const pc_export_service *service, const pc_export_setting *setting) {
  const char *value = json_string_value(json_object_get(service->settings, setting->name));
  const pc_export_asked *asked =
      g_hash_table_lookup(service->asked, setting->asked ? setting->asked : setting->name);
  const bool differs = !setting->image || g_strcmp0(value, setting->image) != 0;
  if (!value || (!differs && !asked))
    return NULL;
  GString *reason = g_string_new(NULL);
  if (differs && setting->image)
    g_string_append_printf(reason, "the image has %s%s",
                           *setting->image ? setting->image : "nothing", asked ? "; " : "");
  else if (differs && !asked)
    g_string_append(reason, "the images do not all have the same");
  if (asked)
    g_string_append_printf(reason, "%s depends on it", asked->first);
  if (asked && asked->n > 1)
    g_string_append_printf(reason, ", and %u more", asked->n - 1);
  return g_string_free(reason, FALSE);
}
