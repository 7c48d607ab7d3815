/* SPDX-License-Identifier: MIT */
/* The table of C probes: every file has a list of its own. */
#include "harness/catalogue/catalogue.h"

extern const pc_probe *const pc_probes_cache_append[];
extern const pc_probe *const pc_probes_cache_atomicity[];
extern const pc_probe *const pc_probes_cache_conditions[];
extern const pc_probe *const pc_probes_cache_counters[];
extern const pc_probe *const pc_probes_cache_expiry[];
extern const pc_probe *const pc_probes_cache_keys[];
extern const pc_probe *const pc_probes_cache_known[];
extern const pc_probe *const pc_probes_cache_lifetime[];
extern const pc_probe *const pc_probes_cache_limits[];
extern const pc_probe *const pc_probes_cache_memory[];
extern const pc_probe *const pc_probes_cache_multi[];
extern const pc_probe *const pc_probes_cache_sharing[];
extern const pc_probe *const pc_probes_cache_value[];
extern const pc_probe *const pc_probes_queue_confirm[];
extern const pc_probe *const pc_probes_queue_consumers[];
extern const pc_probe *const pc_probes_queue_content[];
extern const pc_probe *const pc_probes_queue_counting[];
extern const pc_probe *const pc_probes_queue_declare[];
extern const pc_probe *const pc_probes_queue_delivery[];
extern const pc_probe *const pc_probes_queue_durability[];
extern const pc_probe *const pc_probes_queue_expiry[];
extern const pc_probe *const pc_probes_queue_limits[];
extern const pc_probe *const pc_probes_queue_order[];
extern const pc_probe *const pc_probes_queue_routing[];
extern const pc_probe *const pc_probes_sql_limits[];
extern const pc_probe *const pc_probes_sql_parameters[];
extern const pc_probe *const pc_probes_sql_sessions[];
extern const pc_probe *const pc_probes_stream_disconnect[];
extern const pc_probe *const pc_probes_stream_groups[];
extern const pc_probe *const pc_probes_stream_idempotence[];
extern const pc_probe *const pc_probes_stream_known[];
extern const pc_probe *const pc_probes_stream_limits[];
extern const pc_probe *const pc_probes_stream_offsets[];
extern const pc_probe *const pc_probes_stream_order[];
extern const pc_probe *const pc_probes_stream_partition[];
extern const pc_probe *const pc_probes_stream_records[];
extern const pc_probe *const pc_probes_stream_settings[];
extern const pc_probe *const pc_probes_stream_topics[];
extern const pc_probe *const pc_probes_stream_transactions[];

/* One a line, whatever their number. */
/* clang-format off */
const pc_probe *const *const pc_c_probes[] = {
    pc_probes_cache_append,
    pc_probes_cache_atomicity,
    pc_probes_cache_conditions,
    pc_probes_cache_counters,
    pc_probes_cache_expiry,
    pc_probes_cache_keys,
    pc_probes_cache_known,
    pc_probes_cache_lifetime,
    pc_probes_cache_limits,
    pc_probes_cache_memory,
    pc_probes_cache_multi,
    pc_probes_cache_sharing,
    pc_probes_cache_value,
    pc_probes_queue_confirm,
    pc_probes_queue_consumers,
    pc_probes_queue_content,
    pc_probes_queue_counting,
    pc_probes_queue_declare,
    pc_probes_queue_delivery,
    pc_probes_queue_durability,
    pc_probes_queue_expiry,
    pc_probes_queue_limits,
    pc_probes_queue_order,
    pc_probes_queue_routing,
    pc_probes_sql_limits,
    pc_probes_sql_parameters,
    pc_probes_sql_sessions,
    pc_probes_stream_disconnect,
    pc_probes_stream_groups,
    pc_probes_stream_idempotence,
    pc_probes_stream_known,
    pc_probes_stream_limits,
    pc_probes_stream_offsets,
    pc_probes_stream_order,
    pc_probes_stream_partition,
    pc_probes_stream_records,
    pc_probes_stream_settings,
    pc_probes_stream_topics,
    pc_probes_stream_transactions,
    NULL,
};
/* clang-format on */
