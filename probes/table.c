/* SPDX-License-Identifier: MIT */
/* The table of C probes. */
#include "harness/catalogue.h"

extern const pc_probe pc_probe_sql_limits_columns;

const pc_probe *const pc_c_probes[] = {
    &pc_probe_sql_limits_columns,
    NULL,
};
