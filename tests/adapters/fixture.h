/* SPDX-License-Identifier: MIT */
/* What the tests of operations share: a service, a scratch in it, and operations as JSON that are
 * asked in it. */
#ifndef PC_TEST_FIXTURE_H
#define PC_TEST_FIXTURE_H

#include "tests/unit/unit.h"

#include "adapters/adapter.h"

enum { SESSIONS_MAX = 2, TIMEOUT_MS = 90000 };

typedef struct fixture {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  char *run;
  guint scratches;
  char *name;
  char *folder; /* NULL where the adapter wants none */
  pc_scratch scratch;
  pc_deadline deadline;
  void *sessions[SESSIONS_MAX];
} fixture;

extern const char *fixture_subject; /* a URL */

#define assert_fine(call, error)                                                                   \
  do {                                                                                             \
    if (!(call))                                                                                   \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                   \
    assert_null(error);                                                                            \
  } while (0)

void *fixture_service_open(const fixture *f);
void fixture_service_close(const fixture *f, void *service);
void fixture_scratch_open(fixture *f);
void fixture_sessions_close(fixture *f);
void fixture_scratch_close(fixture *f);
int fixture_set_up(void **state);
int fixture_tear_down(void **state);
/* The client session with this number, which begins when it is first needed. */
void *fixture_session(fixture *f, guint i);
/* template: JSON with "$" for the scratch's name and "'" for quotation marks. */
json_t *fixture_operation_new(const fixture *f, const char *template);
/* NULL and error set where it failed; operation is consumed. */
pc_outcome *fixture_try_take(fixture *f, guint i, json_t *operation, GError **error);
char *fixture_outcome_print(const fixture *f, const pc_outcome *outcome);
/* The printed outcome; the caller's. */
char *fixture_ask(fixture *f, guint i, const char *template);
GError *fixture_failure(fixture *f, const char *template);
/* Every answer that a service may give, "|" between them. */
void fixture_assert_one_of(fixture *f, guint i, const char *template, const char *allowed);
void fixture_assert_answer(fixture *f, const char *template, const char *expected);
bool fixture_inventory_has(const fixture *f, void *service, const char *name);
/* Whether the adapter is the one called so. */
bool fixture_is(const fixture *f, const char *name);
#define FIXTURE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_set_up, fixture_tear_down)

/* Runs every test for each argument, a URL of a model or env:NAME of a server, in this role; the
 * exit status. Each runs in a process of its own, some beside each other since most of the time
 * goes to waits; the last, as many as alone says, do something to the server or look at the clock,
 * and run one by one. */
int fixture_tests_run(const char *role, int argc, char **argv, const struct CMUnitTest *tests,
                      guint count, guint alone);

#endif
