/* SPDX-License-Identifier: MIT */
/* What the tests of C probes share: a service in this process, and probes that are asked of it. */
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
/* The answers of a probe that asks in one session as the members of a JSON object, the caller's; a
 * fault fails the test. */
json_t *probe_answers_new(probe_fixture *f, bool (*ask)(pc_execution *, GError **));
/* The outcomes of such a probe's observations are these, as JSON, and no others. */
void probe_assert_outcomes(probe_fixture *f, bool (*ask)(pc_execution *, GError **),
                           const char *const *expected, guint count);
/* Asks every C probe of the role that does not pause, twice, by threads with a service of their own
 * each: most of the time goes to short waits. The answers are the same twice, no setup is refused,
 * and no two answers have one name. Gives how many were asked. */
guint probe_fixture_ask_all(const probe_fixture *f);

#endif
