/* SPDX-License-Identifier: MIT */
/* What a worker pool does once its workers are gone: it removes what they left, and looks at what
 * the service holds. */
#include "harness/run/worker_pool_internal.h"

#include "harness/run/results.h"
#include "harness/run/worker_client.h"

enum { CLEAN_AWAY_MS = 2000 }; /* for a service that is away to let the one in that cleans */

/* How long a conversation beside the pool may take, with a service that may be away. */
static pc_patience worker_pool_patience(const pc_worker_pool *pool) {
  const bool away = pool->away_us || pool->result->down;
  return (pc_patience){.deadline_ms = pool->scheduler->plan->deadline_ms,
                       .greeting_ms = away ? CLEAN_AWAY_MS + pool->slowest_ms
                                           : pc_worker_pool_greeting_ms(pool)};
}

void pc_worker_pool_clean(pc_worker_pool *pool) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  const guint scratches = g_hash_table_size(pool->scratches);
  GHashTableIter iter;
  gpointer name;
  g_ptr_array_extend(names, pool->lost, NULL, NULL);
  g_hash_table_iter_init(&iter, pool->scratches);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_ptr_array_add(names, name);
  const pc_patience patience = worker_pool_patience(pool);
  g_autoptr(GError) error = NULL;
  if (scratches > 0 && !pc_worker_client_clean(pool->planned->target, names, &patience, removed,
                                               removed, pool->result->left, &error))
    g_ptr_array_add(pool->result->left,
                    g_strdup_printf("%u scratches of %s: %s", scratches,
                                    pool->planned->target->endpoint->redacted, error->message));
  for (guint i = 0; i < pool->lost->len && scratches == 0; i++)
    pc_journal_removed(pool->scheduler->journal, pool->lost->pdata[i]);
  for (guint i = 0; i < removed->len; i++)
    pc_journal_removed(pool->scheduler->journal, removed->pdata[i]);
}

void pc_worker_pool_look(pc_worker_pool *pool) {
  pc_target_result *result = pool->result;
  if (!json_object_get(result->before, "objects") || result->after || result->down)
    return;
  const pc_patience patience = worker_pool_patience(pool);
  g_autoptr(GError) error = NULL;
  json_t *request = json_pack("{s:s}", "type", "objects");
  json_t *reply = NULL;
  if (!pc_worker_client_request(pool->planned->target, &patience, request, NULL, &reply, &error))
    result->unseen = g_strdup(error->message);
  else
    result->after = json_incref(reply);
  json_decref(reply);
  json_decref(request);
}
