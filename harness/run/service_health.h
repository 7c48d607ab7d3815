/* SPDX-License-Identifier: MIT */
/* Whether a service is there: when it was last heard of, how long it may stay away, and when it is
 * tried again meanwhile. Timers run on the calling thread's default main context. */
#ifndef PC_SERVICE_HEALTH_H
#define PC_SERVICE_HEALTH_H

#include <glib.h>
#include <stdbool.h>

typedef struct pc_service_health_events {
  /* The time has come to try it again. */
  void (*retry)(void *data);
  /* It was away for too long; why is borrowed. false: it was not tried meanwhile, so it is not
   * taken for away. */
  bool (*over)(const char *why, void *data);
} pc_service_health_events;

typedef struct pc_service_health pc_service_health;

/* deadline_ms: of a probe, beyond which a service that was there gets time to come back. */
pc_service_health *pc_service_health_new(guint deadline_ms, const pc_service_health_events *events,
                                         void *data);
void pc_service_health_free(pc_service_health *health);
/* No more events, unless it is missed or refuses again. */
void pc_service_health_stop(pc_service_health *health);

/* It let in a worker that was started at since_us. */
void pc_service_health_greeted(pc_service_health *health, gint64 since_us);
/* It gave a sign of life. */
void pc_service_health_heard(pc_service_health *health);
/* Nothing was heard of it since then. It gets some time to come back, however often and by however
 * many workers it is tried meanwhile. */
void pc_service_health_missed(pc_service_health *health, gint64 since_us);
/* It did not let in a worker that was started at since_us; retry: it is to be tried again. */
void pc_service_health_refused(pc_service_health *health, gint64 since_us, const char *message,
                               bool retry);

bool pc_service_health_is_away(const pc_service_health *health);
/* Whether a retry is due; until then nobody need try. */
bool pc_service_health_is_retrying(const pc_service_health *health);
/* What the last worker took to be let in; 0: none was. */
gint64 pc_service_health_start_us(const pc_service_health *health);
/* The longest that any took: what is normal here, behind a command in front above all. */
guint pc_service_health_slowest_ms(const pc_service_health *health);

#endif
