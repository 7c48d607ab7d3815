/* SPDX-License-Identifier: MIT */
/* Memcached, as projects speak of it. */
#include "adapters/product.h"

/* https://github.com/memcached/memcached/blob/master/doc/memcached.1 */
static const pc_product_setting settings[] = {
    {.name = "maxbytes", .written = "-m", .image = "67108864", .unit = 1024 * 1024},
    {.name = "item_size_max", .written = "-I", .image = "1048576"},
    {.name = "maxconns", .written = "-c", .image = "1024"},
    {.name = "evictions", .written = "-M", .image = "on", .bare = true},
    {.name = "cas_enabled", .written = "-C", .image = "yes", .bare = true},
    {.name = "flush_enabled", .written = "-F", .image = "yes", .bare = true},
    {.name = "growth_factor", .written = "-f", .image = "1.25"},
    {.name = "chunk_size", .written = "-n", .image = "48"},
    {0}};

static const pc_product_image image = {
    .name = "memcached",
    .health = "[CMD-SHELL, \"echo version | timeout 2 bash -c 'exec "
              "3<>/dev/tcp/127.0.0.1/11211; cat >&3; head -1 <&3'\"]",
    .program = "memcached",
    .arguments = "NAME VALUE",
    .settings = settings,
};

const pc_product pc_product_memcached = {
    .name = "Memcached",
    .service = "cache",
    .port = 11211,
    .scheme = "memcached",
    .native = "memcached",
    .schemes = "memcached memcache pymemcache pymemcached pylibmc djangopylibmc elasticache",
    .words = "MEMCACHE",
    .images = "memcached",
    .image = &image,
};
