/* SPDX-License-Identifier: MIT */
/* Scheduling: a pool of workers for each service (worker_pool.c), all at once, until each is done
 * or a signal stops them. */
#include "harness/run/scheduler.h"

#include "adapters/adapter.h"
#include "harness/catalogue/script.h"
#include "harness/run/incident.h"
#include "harness/run/scheduler_internal.h"
#include "harness/run/worker_pool.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

enum {
  GROW_MS = 4,       /* between looks at what takes its time */
  GIVE_UP_MS = 5000, /* for workers to end when told to */
};

void pc_scheduler_check_end(const pc_scheduler *scheduler) {
  for (guint i = 0; i < scheduler->pools->len; i++)
    if (!pc_worker_pool_is_done(scheduler->pools->pdata[i]))
      return;
  g_main_loop_quit(scheduler->loop);
}

static gboolean scheduler_grow(gpointer data) {
  pc_scheduler *scheduler = data;
  for (guint i = 0; i < scheduler->pools->len && !scheduler->stopping; i++)
    pc_worker_pool_grow(scheduler->pools->pdata[i]);
  return G_SOURCE_CONTINUE;
}

static gboolean scheduler_give_up(gpointer data) {
  pc_scheduler *scheduler = data;
  scheduler->give_up = 0;
  for (guint i = 0; i < scheduler->pools->len; i++)
    pc_worker_pool_kill(scheduler->pools->pdata[i]);
  return G_SOURCE_REMOVE;
}

static gboolean scheduler_stop(gpointer data) {
  pc_scheduler *scheduler = data;
  if (scheduler->stopping) {
    scheduler_give_up(scheduler);
    return G_SOURCE_CONTINUE;
  }
  scheduler->stopping = true;
  scheduler->results->interrupted = true;
  for (guint i = 0; i < scheduler->pools->len; i++)
    pc_worker_pool_stop(scheduler->pools->pdata[i]);
  scheduler->give_up = g_timeout_add(GIVE_UP_MS, scheduler_give_up, scheduler);
  pc_scheduler_check_end(scheduler);
  return G_SOURCE_CONTINUE;
}

static void scheduler_ask(pc_scheduler *scheduler) {
  const guint signals[] = {g_unix_signal_add(SIGINT, scheduler_stop, scheduler),
                           g_unix_signal_add(SIGTERM, scheduler_stop, scheduler),
                           g_unix_signal_add(SIGHUP, scheduler_stop, scheduler)};
  const guint grow = g_timeout_add(GROW_MS, scheduler_grow, scheduler);
  bool any = false;
  for (guint i = 0; i < scheduler->pools->len; i++) {
    pc_worker_pool_dispatch(scheduler->pools->pdata[i]);
    any = any || !pc_worker_pool_is_done(scheduler->pools->pdata[i]);
  }
  if (any)
    g_main_loop_run(scheduler->loop);
  g_source_remove(grow);
  if (scheduler->give_up)
    g_source_remove(scheduler->give_up);
  for (guint i = 0; i < scheduler->pools->len && !scheduler->error; i++)
    pc_worker_pool_clean(scheduler->pools->pdata[i]);
  for (guint i = 0; i < scheduler->pools->len && !scheduler->error; i++)
    pc_worker_pool_look(scheduler->pools->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
    g_source_remove(signals[i]);
}

static void target_result_free(gpointer data) {
  pc_target_result *result = data;
  for (gsize i = 0; i < (gsize)result->planned->probes->len * (result->asks + result->experiments);
       i++)
    json_decref(result->replies[i].kept);
  g_free(result->replies);
  json_decref(result->greeting);
  g_free(result->down);
  g_ptr_array_unref(result->left);
  json_decref(result->before);
  json_decref(result->after);
  json_decref(result->incidents);
  g_free(result->unseen);
  g_free(result->net);
  g_free(result);
}

static pc_target_result *target_result_new(const pc_planned_target *planned, guint asks) {
  pc_target_result *result = g_new0(pc_target_result, 1);
  result->planned = planned;
  result->asks = asks;
  for (guint i = 0; i < planned->probes->len; i++) {
    const pc_probe *probe = g_array_index(planned->probes, pc_planned, i).probe;
    while (pc_script_experiment(probe->script, planned->target->adapter->name, result->experiments))
      result->experiments++;
  }
  result->replies = g_new0(pc_reply, (gsize)planned->probes->len * (asks + result->experiments));
  result->left = g_ptr_array_new_with_free_func(g_free);
  return result;
}

bool pc_scheduler_run(const pc_plan *plan, const char *run, pc_journal *journal,
                      const pc_progress *progress, pc_results **ret_results, GError **error) {
  g_autoptr(pc_results) results = g_new0(pc_results, 1);
  results->targets = g_ptr_array_new_with_free_func(target_result_free);
  results->answers = -1;
  pc_scheduler scheduler = {
      .plan = plan, .run = run, .journal = journal, .progress = progress, .results = results};
  scheduler.loop = g_main_loop_new(NULL, FALSE);
  scheduler.pools = g_ptr_array_new_with_free_func(pc_worker_pool_free);
  for (guint i = 0; i < plan->targets->len; i++) {
    pc_target_result *result = target_result_new(plan->targets->pdata[i], plan->asks);
    g_ptr_array_add(results->targets, result);
    g_ptr_array_add(scheduler.pools,
                    pc_worker_pool_new(&scheduler, plan->targets->pdata[i], result));
  }
  scheduler_ask(&scheduler);
  g_ptr_array_unref(scheduler.pools);
  g_main_loop_unref(scheduler.loop);
  if (scheduler.error) {
    g_propagate_error(error, scheduler.error);
    return false;
  }
  results->answers = pc_journal_answers_take(journal);
  if (!pc_incidents_find(results, error))
    return false;
  *ret_results = g_steal_pointer(&results);
  return true;
}
