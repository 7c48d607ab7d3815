/* SPDX-License-Identifier: MIT */
/* MySQL and MariaDB, as projects speak of them. */
#include "adapters/product.h"

#include "adapters/shared/recorded.h"

#include <string.h>

/* https://dev.mysql.com/doc/refman/8.0/en/server-system-variable-reference.html */
static const pc_product_setting mysql_settings[] = {
    {.name = "sql_mode",
     .image = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_"
              "DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"},
    {.name = "character_set_server", .asked = "collation"},
    {.name = "collation_server", .image = "utf8mb4_0900_ai_ci", .asked = "collation"},
    {.name = "transaction_isolation", .image = "REPEATABLE-READ"},
    {.name = "time_zone", .written = "default_time_zone", .image = "SYSTEM"},
    {.name = "lower_case_table_names", .image = "0"},
    {.name = "explicit_defaults_for_timestamp", .image = "ON"},
    {.name = "default_week_format", .image = "0"},
    {.name = "div_precision_increment", .image = "4"},
    {.name = "group_concat_max_len", .image = "1024"},
    {.name = "innodb_lock_wait_timeout", .image = "50"},
    {.name = "innodb_rollback_on_timeout", .image = "OFF"},
    {.name = "innodb_strict_mode", .image = "ON"},
    {.name = "innodb_default_row_format", .image = "dynamic"},
    {.name = "innodb_page_size", .image = "16384"},
    {.name = "max_allowed_packet", .image = "67108864"},
    {.name = "lock_wait_timeout", .image = "31536000"},
    {.name = "cte_max_recursion_depth", .image = "1000"},
    {.name = "auto_increment_increment", .image = "1"},
    {.name = "auto_increment_offset", .image = "1"},
    {.name = "sql_require_primary_key", .image = "OFF"},
    {.name = "lc_time_names", .image = "en_US"},
    {0}};

/* https://mariadb.com/kb/en/server-system-variables/ */
static const pc_product_setting mariadb_settings[] = {
    {.name = "sql_mode",
     .image = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_"
              "SUBSTITUTION"},
    {.name = "character_set_server", .asked = "collation"},
    {.name = "collation_server", .asked = "collation"},
    {.name = "tx_isolation", .written = "transaction_isolation", .image = "REPEATABLE-READ"},
    {.name = "transaction_isolation", .image = "REPEATABLE-READ"},
    {.name = "time_zone", .written = "default_time_zone", .image = "SYSTEM"},
    {.name = "lower_case_table_names", .image = "0"},
    {.name = "default_week_format", .image = "0"},
    {.name = "div_precision_increment", .image = "4"},
    {.name = "group_concat_max_len", .image = "1048576"},
    {.name = "innodb_lock_wait_timeout", .image = "50"},
    {.name = "innodb_rollback_on_timeout", .image = "OFF"},
    {.name = "innodb_snapshot_isolation"},
    {.name = "innodb_strict_mode", .image = "ON"},
    {.name = "innodb_default_row_format", .image = "dynamic"},
    {.name = "innodb_page_size", .image = "16384"},
    {.name = "max_allowed_packet", .image = "16777216"},
    {.name = "lock_wait_timeout", .image = "86400"},
    {.name = "max_recursive_iterations"},
    {.name = "old_mode", .image = "UTF8_IS_UTF8MB3"},
    {.name = "auto_increment_increment", .image = "1"},
    {.name = "auto_increment_offset", .image = "1"},
    {.name = "lc_time_names", .image = "en_US"},
    {0}};

/* The zone of the machine, where the server has no other. */
static char *zone_make(const json_t *settings) {
  const char *server = pc_recorded_setting(settings, "time_zone");
  const char *machine = pc_recorded_setting(settings, "system_time_zone");
  const bool counts = g_strcmp0(server, "SYSTEM") == 0 && machine && strcmp(machine, "UTC") != 0;
  return counts && pc_recorded_is_word(machine) ? g_strdup(machine) : NULL;
}

#define ZONE                                                                                       \
  {                                                                                                \
    .name = "TZ", .make = zone_make,                                                               \
    .why = "the zone of production's machine, which 'SYSTEM' stands for; the image has UTC"        \
  }

static const pc_product_variable mysql_variables[] = {
    {.name = "MYSQL_ROOT_PASSWORD", .secret = "MYSQL_ROOT_PASSWORD"}, ZONE, {0}};

static const pc_product_variable mariadb_variables[] = {
    {.name = "MARIADB_ROOT_PASSWORD", .secret = "MARIADB_ROOT_PASSWORD"}, ZONE, {0}};

static const pc_product_image mysql_image = {
    .name = "mysql",
    .build_mark = "Percona",
    .build_name = "percona",
    .health = "[CMD, mysqladmin, ping, --silent, -h, 127.0.0.1]",
    .variables = mysql_variables,
    .program = "mysqld",
    .arguments = "--NAME=VALUE",
    .settings = mysql_settings,
};

static const pc_product_image mariadb_image = {
    .name = "mariadb",
    .health = "[CMD, healthcheck.sh, --connect, --innodb_initialized]",
    .variables = mariadb_variables,
    .program = "mariadbd",
    .arguments = "--NAME=VALUE",
    .settings = mariadb_settings,
};

const pc_product pc_product_mysql = {
    .name = "MySQL",
    .service = "database",
    .port = 3306,
    .scheme = "mysql",
    .native = "mysql",
    .schemes = "mysql mysql2 trilogy mysqlgis",
    .path = "/DATABASE",
    .images = "mysql mysql-server mysql-8",
    .users = "MYSQL_USER",
    .passwords = "MYSQL_PASSWORD MYSQL_ROOT_PASSWORD",
    .databases = "MYSQL_DATABASE",
    .user = "root",
    .own_passwords = "MARIADB_ROOT_PASSWORD MYSQL_ROOT_PASSWORD",
    .look_alikes = "aurora tidb vitess oceanbase",
    .environment = "MYSQL*",
    .image = &mysql_image,
};

const pc_product pc_product_mariadb = {
    .name = "MariaDB",
    .service = "database",
    .port = 3306,
    .scheme = "mariadb",
    .native = "mariadb",
    .schemes = "mariadb",
    .path = "/DATABASE",
    .images = "mariadb mariadb-galera",
    .users = "MARIADB_USER MYSQL_USER",
    .passwords = "MARIADB_PASSWORD MYSQL_PASSWORD MARIADB_ROOT_PASSWORD MYSQL_ROOT_PASSWORD",
    .databases = "MARIADB_DATABASE MYSQL_DATABASE",
    .user = "root",
    .own_passwords = "MARIADB_ROOT_PASSWORD MYSQL_ROOT_PASSWORD",
    .look_alikes = "aurora tidb vitess oceanbase",
    .environment = "MYSQL*",
    .image = &mariadb_image,
};
