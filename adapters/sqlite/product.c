/* SPDX-License-Identifier: MIT */
/* SQLite, as projects speak of it. */
#include "adapters/product.h"

/* "file:" is Prisma's way to name one. */
const pc_product pc_product_sqlite = {
    .name = "SQLite",
    .service = "database",
    .scheme = "sqlite",
    .schemes = "sqlite sqlite3 spatialite libsql",
    .unclear = "file",
    .words = "DATABASE DB_ _DB SQLITE",
    .in_memory = ":memory:",
    .environment = "SQLITE_TMPDIR",
};
