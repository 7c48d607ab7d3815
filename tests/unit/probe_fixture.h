/* SPDX-License-Identifier: MIT */
/* What the tests of typed languages share: a service in this process, and probes that are asked of
 * it. */
#ifndef PC_TEST_PROBE_FIXTURE_H
#define PC_TEST_PROBE_FIXTURE_H

#include "tests/unit/unit.h"

#include "adapters/adapter.h"
#include "harness/worker/execution.h"

#include <jansson.h>

typedef struct probe_fixture {
  pc_role role;
  const pc_adapter *adapter;
  pc_endpoint *endpoint;
  void *service;
  guint scratches; /* the next is called pc_test_N, N from 1 */
} probe_fixture;

/* For a cmocka setup: url names an adapter of the role. */
int probe_fixture_set_up(void **state, const char *url, pc_role role);
int probe_fixture_tear_down(void **state);
/* The outcomes of a script's observations, in the role's language and without a header, are these,
 * as JSON, and no others. A fault fails the test. */
void probe_assert_answers(probe_fixture *f, const char *steps, const char *const *expected,
                          guint count);
/* There are probes called so. */
void probe_assert_ids(const char *const *ids, guint count);
/* Asks every probe of the role by its operations that does not pause, twice, by threads with a
 * service of their own each: most of the time goes to short waits. The answers are the same twice,
 * no setup is refused, and no two answers have one name. Gives how many were asked. */
guint probe_fixture_ask_all(const probe_fixture *f);

#endif
