/* SPDX-License-Identifier: MIT */
/*
 * Service health: the patience with a service that went away.
 *
 *              missed, refused                 the patience ends
 *   THERE ------------------------> AWAY ------------------------> over
 *     ^  ^                           | |
 *     |  '------- heard, greeted ----' |  over says that nobody could try it
 *     '--------------------------------'
 *
 * Beside that, each refusal has it tried again a while later, twice as long after as the time
 * before, until a worker is let in.
 */
#include "harness/run/service_health.h"

enum {
  AWAY_MS = 5000,       /* beyond the deadline, for a service that was there to come back */
  RETRY_FIRST_MS = 200, /* between tries meanwhile, doubled each time */
  RETRY_MAX_MS = 800,
};

struct pc_service_health {
  const pc_service_health_events *events;
  void *data;
  guint deadline_ms;
  gint64 heard_us;  /* the last sign of life */
  gint64 away_us;   /* since when there is none though there should be; 0: it is there */
  guint slowest_ms; /* greeting */
  gint64 start_us;  /* what the last worker took to start */
  char *refusal;    /* the last one */
  guint over;       /* timer: the end of the patience */
  guint retry;      /* timer */
  guint retry_ms;
};

static void timer_drop(guint *id) {
  if (*id)
    g_source_remove(*id);
  *id = 0;
}

pc_service_health *pc_service_health_new(guint deadline_ms, const pc_service_health_events *events,
                                         void *data) {
  pc_service_health *health = g_new0(pc_service_health, 1);
  health->events = events;
  health->data = data;
  health->deadline_ms = deadline_ms;
  health->retry_ms = RETRY_FIRST_MS;
  return health;
}

void pc_service_health_stop(pc_service_health *health) {
  timer_drop(&health->retry);
  timer_drop(&health->over);
}

void pc_service_health_free(pc_service_health *health) {
  pc_service_health_stop(health);
  g_free(health->refusal);
  g_free(health);
}

void pc_service_health_heard(pc_service_health *health) {
  health->heard_us = g_get_monotonic_time();
  health->away_us = 0;
  timer_drop(&health->over);
}

void pc_service_health_greeted(pc_service_health *health, gint64 since_us) {
  pc_service_health_heard(health);
  health->start_us = health->heard_us - since_us;
  health->slowest_ms = MAX(health->slowest_ms, (guint)(health->start_us / 1000));
  health->retry_ms = RETRY_FIRST_MS;
}

static gboolean service_health_over(gpointer data) {
  pc_service_health *health = data;
  const double waited = (double)(g_get_monotonic_time() - health->away_us) / G_USEC_PER_SEC;
  g_autofree char *why =
      g_strdup_printf("it went away and was not back within %.1f s%s%s", waited,
                      health->refusal ? ": " : "", health->refusal ? health->refusal : "");
  health->over = 0;
  if (!health->events->over(why, health->data))
    health->away_us = 0;
  return G_SOURCE_REMOVE;
}

void pc_service_health_missed(pc_service_health *health, gint64 since_us) {
  if (health->away_us)
    return;
  health->away_us = MAX(since_us, health->heard_us);
  const gint64 gone_ms = (g_get_monotonic_time() - health->away_us) / 1000;
  const gint64 patience_ms = (gint64)health->deadline_ms + AWAY_MS + health->slowest_ms;
  health->over = g_timeout_add((guint)MAX(patience_ms - gone_ms, 0), service_health_over, health);
}

static gboolean service_health_retry(gpointer data) {
  pc_service_health *health = data;
  health->retry = 0;
  health->events->retry(health->data);
  return G_SOURCE_REMOVE;
}

void pc_service_health_refused(pc_service_health *health, gint64 since_us, const char *message,
                               bool retry) {
  g_free(health->refusal);
  health->refusal = g_strdup(message);
  pc_service_health_missed(health, since_us);
  if (health->retry || !retry)
    return;
  health->retry = g_timeout_add(health->retry_ms, service_health_retry, health);
  health->retry_ms = MIN(health->retry_ms * 2, RETRY_MAX_MS);
}

bool pc_service_health_is_away(const pc_service_health *health) { return health->away_us != 0; }

bool pc_service_health_is_retrying(const pc_service_health *health) { return health->retry != 0; }

gint64 pc_service_health_start_us(const pc_service_health *health) { return health->start_us; }

guint pc_service_health_slowest_ms(const pc_service_health *health) { return health->slowest_ms; }
