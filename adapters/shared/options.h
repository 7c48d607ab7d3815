/* SPDX-License-Identifier: MIT */
/* The options of a URL, held against what the adapter knows. */
#ifndef PC_OPTIONS_H
#define PC_OPTIONS_H

#include "adapters/adapter.h"

/* Whether a URL's options are all in the table and have values as it says. */
bool pc_cache_options_check(const char *product, const pc_option *options,
                            const pc_endpoint *endpoint, GError **error);

#endif
