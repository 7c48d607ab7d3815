/* SPDX-License-Identifier: MIT */
/*
 * TTLs of about a second. In C, as what is asked depends on the clock: a script cannot wait for a
 * second's beginning, nor ask again what took too long to mean anything.
 */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

#include "harness/base/error.h"

enum { SUB_SECOND_TRIES = 20, SUB_SECOND_SOON_US = 450 * 1000 };

/* Stores and reads until both are done well within the TTL: a look that comes later on a busy
 * machine would not tell an entry that was never there from one that has had its time. */
static bool sub_second_store(pc_execution *execution, pc_outcome **ret_stored,
                             pc_outcome **ret_read, GError **error) {
  for (guint i = 0; i < SUB_SECOND_TRIES; i++) {
    const gint64 began_us = g_get_monotonic_time();
    if (!pc_execution_step_try(execution, 0, "set a 'v' ttl=0.9 finest=true", ret_stored, error) ||
        !pc_execution_step_try(execution, 0, "get a", ret_read, error))
      return false;
    if ((*ret_stored)->kind != PC_OUTCOME_DONE ||
        g_get_monotonic_time() - began_us < SUB_SECOND_SOON_US)
      return true;
    g_clear_pointer(ret_stored, pc_outcome_free);
    g_clear_pointer(ret_read, pc_outcome_free);
  }
  g_set_error(error, PC_ERROR, PC_ERROR_NOT_ASKED,
              "in %u tries no entry could be read within half of its TTL of 0.9 s",
              SUB_SECOND_TRIES);
  return false;
}

static bool sub_second_ask(pc_execution *execution, GError **error) {
  g_autoptr(pc_outcome) stored = NULL;
  g_autoptr(pc_outcome) read = NULL;
  if (!sub_second_store(execution, &stored, &read, error))
    return false;
  pc_execution_observe_step_take(execution, 0, "stored with a TTL of 0.9 s",
                                 "set a 'v' ttl=0.9 finest=true", g_steal_pointer(&stored));
  pc_execution_observe_step_take(execution, 0, "read at once", "get a", g_steal_pointer(&read));
  return pc_execution_sleep(execution, 2500, error) &&
         pc_execution_step(execution, 0, "read after 2.5 s", "get a", error);
}

enum { SECOND_US = 1000000, EARLY_US = 100000 };

/* A cache that counts in whole seconds is asked within the second in which it may be late: the
 * entry is made at a second's beginning. */
static bool last_second_ask(pc_execution *execution, GError **error) {
  const gint64 into_us = g_get_real_time() % SECOND_US;
  if (into_us > EARLY_US &&
      !pc_execution_sleep(execution, (guint)((SECOND_US - into_us) / 1000 + 1), error))
    return false;
  return pc_execution_step(execution, 0, NULL, "set a 'v' ttl=1", error) &&
         (pc_execution_ended(execution) ||
          (pc_execution_sleep(execution, 1300, error) &&
           pc_execution_step(execution, 0, "read 1.3 seconds later", "get a", error)));
}

static const pc_probe sub_second = {
    .id = "cache/expiry/sub-second",
    .pauses = true,
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header = {.title = "A TTL below a second, in the finest unit that the client has",
               .bites = "a lock or debounce key of 0.9 s is gone at once, lives for ever or is "
                        "refused, where TTLs are whole seconds",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "expiry",
               .see = "https://redis.io/docs/latest/commands/set/",
               .remedy = "use TTLs of whole seconds, or a cache that has milliseconds everywhere"},
    .ask = sub_second_ask,
};

static const pc_probe last_second = {
    .id = "cache/expiry/last-second",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header =
        {.title =
             "A TTL of a second, set as the clock's second begins, read within the next second",
         .bites = "a one-time code or a lock lives a second longer where expiry is counted in "
                  "whole seconds",
         .severity = PC_SEVERITY_LOW,
         .reach = PC_REACH_SCRATCH,
         .tags = "expiry",
         .see = "https://github.com/laravel/framework/pull/48497",
         .remedy = "no TTLs of few seconds that anything depends on"},
    .ask = last_second_ask,
};

extern const pc_probe *const pc_probes_cache_expiry[];
const pc_probe *const pc_probes_cache_expiry[] = {&sub_second, &last_second, NULL};
