/* SPDX-License-Identifier: MIT */
/* What the tests of queues share beyond fixture.h. */
#ifndef PC_QUEUE_FIXTURE_H
#define PC_QUEUE_FIXTURE_H

#include "tests/adapters/fixture.h"

/* What is taken out of a list is gone: nothing is left to give back, and nobody to wait for. */
bool queue_is_model(const fixture *f);
/* Answers that say no more than that the service has no such thing. */
bool queue_is_unsupported(fixture *f, const char *template);
/* The operation gives a message with that body, and "redelivered" as said where it is told. */
void queue_assert_message(fixture *f, guint i, const char *template, const char *body,
                          const char *redelivered);
void queue_declare(fixture *f, const char *queue);
void queue_publish(fixture *f, const char *queue, const char *body);

#endif
