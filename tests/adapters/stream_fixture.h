/* SPDX-License-Identifier: MIT */
/* What the tests of streams share: a service, a scratch in it, and operations as JSON that are asked in it. */
#ifndef PC_STREAM_FIXTURE_H
#define PC_STREAM_FIXTURE_H

#include "tests/unit/unit.h"

#include "adapters/adapter.h"

enum { SESSIONS_MAX = 2, TIMEOUT_MS = 40000 };

typedef struct stream_fixture {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  char *run;
  guint scratches;
  char *name;
  pc_scratch scratch;
  pc_stop stop;
  void *sessions[SESSIONS_MAX];
} stream_fixture;

extern const char *stream_subject; /* a URL */

#define assert_fine(call, error)                                                                                       \
  do {                                                                                                                 \
    if (!(call))                                                                                                       \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                                       \
    assert_null(error);                                                                                                \
  } while (0)

void *stream_service_open(const stream_fixture *f);
void stream_service_close(const stream_fixture *f, void *service);
void stream_scratch_open(stream_fixture *f);
void stream_sessions_close(stream_fixture *f);
void stream_scratch_close(stream_fixture *f);
int stream_set_up(void **state);
int stream_tear_down(void **state);
/* template: JSON with "$" for the scratch's name and "'" for quotation marks. */
json_t *stream_operation_new(const stream_fixture *f, const char *template);
/* NULL and error set where it failed; operation is consumed. */
pc_outcome *stream_try_take(stream_fixture *f, guint i, json_t *operation, GError **error);
/* The printed outcome; the caller's. */
char *stream_ask(stream_fixture *f, guint i, const char *template);
GError *stream_failure(stream_fixture *f, const char *template);
/* Every answer that a service may give, "|" between them. */
void stream_assert_one_of(stream_fixture *f, guint i, const char *template, const char *allowed);
void stream_assert_answer(stream_fixture *f, const char *template, const char *expected);
bool stream_inventory_has(const stream_fixture *f, void *service, const char *name);
bool stream_is_mock(const stream_fixture *f);
/* What only a broker that takes the request can answer. */
void stream_assert_broker(stream_fixture *f, const char *template, const char *expected, const char *unsupported);
json_t *stream_json_of(stream_fixture *f, guint i, const char *template);
/* Runs a group for each argument, a URL or env:NAME; the exit status. */
int stream_tests_run(int argc, char **argv, int (*group_run)(void));

#endif
