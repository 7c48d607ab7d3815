/* SPDX-License-Identifier: MIT */
/* The table of C probes: every file has a list of its own. */
#include "harness/catalogue/catalogue.h"

extern const pc_probe *const pc_probes_cache_expiry[];
extern const pc_probe *const pc_probes_cache_memory[];
extern const pc_probe *const pc_probes_queue_consumers[];
extern const pc_probe *const pc_probes_redis_scan[];
extern const pc_probe *const pc_probes_sql_limits[];
extern const pc_probe *const pc_probes_sql_parameters[];
extern const pc_probe *const pc_probes_sql_sessions[];
extern const pc_probe *const pc_probes_stream_groups[];
extern const pc_probe *const pc_probes_stream_partition[];
extern const pc_probe *const pc_probes_stream_topics[];

/* One a line, whatever their number. */
/* clang-format off */
const pc_probe *const *const pc_c_probes[] = {
    pc_probes_cache_expiry,
    pc_probes_cache_memory,
    pc_probes_queue_consumers,
    pc_probes_redis_scan,
    pc_probes_sql_limits,
    pc_probes_sql_parameters,
    pc_probes_sql_sessions,
    pc_probes_stream_groups,
    pc_probes_stream_partition,
    pc_probes_stream_topics,
    NULL,
};
/* clang-format on */
