/* SPDX-License-Identifier: MIT */
/* What stands in for a cache within a process, as projects speak of it. */
#include "adapters/product.h"

const pc_product pc_product_memory = {
    .name = "a dictionary in the process",
    .service = "cache",
    .capabilities = PC_PRODUCT_ALSO_QUEUE,
    .scheme = "memory",
    .schemes = "locmem locmemcache memory inmemory",
};

const pc_product pc_product_file = {
    .name = "a folder of files",
    .service = "cache",
    .capabilities = PC_PRODUCT_FOLDER,
    .scheme = "file",
    .schemes = "filecache",
};
