/* SPDX-License-Identifier: MIT */
/* What the tests of streams share beyond fixture.h. */
#ifndef PC_STREAM_FIXTURE_H
#define PC_STREAM_FIXTURE_H

#include "tests/adapters/fixture.h"

bool stream_is_mock(const fixture *f);
/* What only a broker that takes the request can answer. */
void stream_assert_broker(fixture *f, const char *template, const char *expected,
                          const char *unsupported);
json_t *stream_json_of(fixture *f, guint i, const char *template);

#endif
