/* SPDX-License-Identifier: MIT */
/* Redis and what speaks its protocol, as projects speak of them. */
#include "adapters/product.h"

/* https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/; the image has no file
 * of settings. */
static const pc_product_setting settings[] = {{.name = "maxmemory", .image = "0"},
                                              {.name = "maxmemory-policy", .image = "noeviction"},
                                              {.name = "maxmemory-samples", .image = "5"},
                                              {.name = "save", .image = "3600 1 300 100 60 10000"},
                                              {.name = "appendonly", .image = "no"},
                                              {.name = "appendfsync", .image = "everysec"},
                                              {.name = "databases", .image = "16"},
                                              {.name = "notify-keyspace-events", .image = ""},
                                              {.name = "busy-reply-threshold", .image = "5000"},
                                              {.name = "proto-max-bulk-len", .image = "536870912"},
                                              {.name = "hash-max-listpack-entries", .image = "512"},
                                              {.name = "hash-max-listpack-value", .image = "64"},
                                              {.name = "list-max-listpack-size", .image = "-2"},
                                              {.name = "set-max-intset-entries", .image = "512"},
                                              {.name = "zset-max-listpack-entries", .image = "128"},
                                              {.name = "stream-node-max-entries", .image = "100"},
                                              {.name = "timeout", .image = "0"},
                                              {.name = "lfu-decay-time", .image = "1"},
                                              {.name = "active-expire-effort", .image = "1"},
                                              {0}};

static const pc_product_image redis_image = {
    .name = "redis",
    .health = "[CMD, redis-cli, ping]",
    .program = "redis-server",
    .arguments = "--NAME VALUE",
    .settings = settings,
};

static const pc_product_image valkey_image = {
    .name = "valkey/valkey",
    .health = "[CMD, valkey-cli, ping]",
    .program = "valkey-server",
    .arguments = "--NAME VALUE",
    .settings = settings,
};

const pc_product pc_product_redis = {
    .name = "Redis",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6379,
    .scheme = "redis",
    .native = "redis rediss",
    .schemes = "redis rediss rediscache redis-cache",
    .path = "",
    .images = "redis redis-stack redis-stack-server redis-alpine redis-server",
    .passwords = "REDIS_PASSWORD",
    .password_flag = "--requirepass",
    .image = &redis_image,
};

const pc_product pc_product_valkey = {
    .name = "Valkey",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6379,
    .scheme = "redis",
    .schemes = "valkey valkeys",
    .path = "",
    .images = "valkey valkey-bundle",
    .passwords = "VALKEY_PASSWORD",
    .password_flag = "--requirepass",
    .image = &valkey_image,
};

const pc_product pc_product_keydb = {
    .name = "KeyDB",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6379,
    .scheme = "redis",
    .schemes = "keydb",
    .path = "",
    .images = "keydb",
    .passwords = "KEYDB_PASSWORD",
    .password_flag = "--requirepass",
};

const pc_product pc_product_dragonfly = {
    .name = "Dragonfly",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6379,
    .scheme = "redis",
    .path = "",
    .images = "dragonfly",
    .password_flag = "--requirepass",
};

const pc_product pc_product_garnet = {
    .name = "Garnet",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6379,
    .scheme = "redis",
    .path = "",
    .images = "garnet",
    .password_flag = "--requirepass",
};

const pc_product pc_product_kvrocks = {
    .name = "Kvrocks",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .port = 6666,
    .scheme = "redis",
    .path = "",
    .images = "kvrocks",
    .password_flag = "--requirepass",
};
