/* SPDX-License-Identifier: MIT */
/* The table of C probes: every file has a list of its own. */
#include "harness/catalogue.h"

extern const pc_probe *const pc_probes_cache_append[];
extern const pc_probe *const pc_probes_cache_atomicity[];
extern const pc_probe *const pc_probes_cache_conditions[];
extern const pc_probe *const pc_probes_cache_counters[];
extern const pc_probe *const pc_probes_cache_expiry[];
extern const pc_probe *const pc_probes_cache_keys[];
extern const pc_probe *const pc_probes_cache_known[];
extern const pc_probe *const pc_probes_cache_limits[];
extern const pc_probe *const pc_probes_cache_memory[];
extern const pc_probe *const pc_probes_cache_multi[];
extern const pc_probe *const pc_probes_cache_sharing[];
extern const pc_probe *const pc_probes_cache_value[];
extern const pc_probe *const pc_probes_sql_limits[];

const pc_probe *const *const pc_c_probes[] = {
    pc_probes_cache_append,     pc_probes_cache_atomicity,
    pc_probes_cache_conditions, pc_probes_cache_counters,
    pc_probes_cache_expiry,     pc_probes_cache_keys,
    pc_probes_cache_known,      pc_probes_cache_limits,
    pc_probes_cache_memory,     pc_probes_cache_multi,
    pc_probes_cache_sharing,    pc_probes_cache_value,
    pc_probes_sql_limits,       NULL,
};
