/* SPDX-License-Identifier: MIT */
/* The table of C probes: every file has a list of its own. */
#include "harness/catalogue.h"

extern const pc_probe *const pc_probes_sql_limits[];

const pc_probe *const *const pc_c_probes[] = {
    pc_probes_sql_limits,
    NULL,
};
