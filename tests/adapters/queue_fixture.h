/* SPDX-License-Identifier: MIT */
/* What the tests of queues share: a service, a scratch in it, and operations as JSON that are asked in it. */
#ifndef PC_QUEUE_FIXTURE_H
#define PC_QUEUE_FIXTURE_H

#include "tests/unit/unit.h"

#include "adapters/adapter.h"

enum { SESSIONS_MAX = 2, TIMEOUT_MS = 20000 };

typedef struct queue_fixture {
  const pc_adapter *adapter;
  const pc_driver *driver;
  pc_endpoint *endpoint;
  void *service;
  char *run;
  guint scratches;
  char *name;
  char *folder; /* NULL where the adapter wants none */
  pc_scratch scratch;
  pc_stop stop;
  void *sessions[SESSIONS_MAX];
} queue_fixture;

extern const char *queue_subject; /* a URL */

#define assert_fine(call, error)                                                                                       \
  do {                                                                                                                 \
    if (!(call))                                                                                                       \
      fail_msg("%s: %s", #call, (error) ? (error)->message : "no error is set");                                       \
    assert_null(error);                                                                                                \
  } while (0)

void *queue_service_open(const queue_fixture *f);
void queue_service_close(const queue_fixture *f, void *service);
void queue_scratch_close(queue_fixture *f);
int queue_set_up(void **state);
int queue_tear_down(void **state);
/* template: JSON with "$" for the scratch's name and "'" for quotation marks. */
json_t *queue_operation_new(const queue_fixture *f, const char *template);
/* NULL and error set where it failed; operation is consumed. */
pc_outcome *queue_try_take(queue_fixture *f, guint i, json_t *operation, GError **error);
char *queue_outcome_print(const queue_fixture *f, const pc_outcome *outcome);
/* The printed outcome; the caller's. */
char *queue_ask(queue_fixture *f, guint i, const char *template);
GError *queue_failure(queue_fixture *f, const char *template);
/* Every answer that a service may give, "|" between them. */
void queue_assert_one_of(queue_fixture *f, guint i, const char *template, const char *allowed);
void queue_assert_answer(queue_fixture *f, const char *template, const char *expected);
bool queue_is(const queue_fixture *f, const char *name);
/* What is taken out of a list is gone: nothing is left to give back, and nobody to wait for. */
bool queue_is_model(const queue_fixture *f);
/* Answers that say no more than that the service has no such thing. */
bool queue_is_unsupported(queue_fixture *f, const char *template);
/* The operation gives a message with that body, and "redelivered" as said where it is told. */
void queue_assert_message(queue_fixture *f, guint i, const char *template, const char *body, const char *redelivered);
void queue_declare(queue_fixture *f, const char *queue);
void queue_publish(queue_fixture *f, const char *queue, const char *body);
/* Runs a group for each argument, a URL or env:NAME; the exit status. */
int queue_tests_run(int argc, char **argv, int (*group_run)(void));

#endif
