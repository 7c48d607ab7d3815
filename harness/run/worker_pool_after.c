/* SPDX-License-Identifier: MIT */
/* What a crew does once its workers are gone: it removes what they left, and looks at what the service holds. */
#include "harness/run/worker_pool_internal.h"

#include "harness/run/results.h"
#include "harness/run/worker_client.h"

enum { CLEAN_AWAY_MS = 2000 }; /* for a service that is away to let the one in that cleans */

/* How long a conversation beside the crew may take, with a service that may be away. */
static pc_patience crew_patience(const pc_crew *c) {
  const bool away = c->away_us || c->result->down;
  return (pc_patience){.deadline_ms = c->scheduler->plan->deadline_ms,
                       .greeting_ms = away ? CLEAN_AWAY_MS + c->slowest_ms : pc_crew_greeting_ms(c)};
}

void pc_crew_clean(pc_crew *c) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  const guint scratches = g_hash_table_size(c->scratches);
  GHashTableIter iter;
  gpointer name;
  g_ptr_array_extend(names, c->lost, NULL, NULL);
  g_hash_table_iter_init(&iter, c->scratches);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_ptr_array_add(names, name);
  const pc_patience patience = crew_patience(c);
  g_autoptr(GError) error = NULL;
  if (scratches > 0 &&
      !pc_worker_client_clean(c->planned->target, names, &patience, removed, removed, c->result->left, &error))
    g_ptr_array_add(c->result->left, g_strdup_printf("%u scratches of %s: %s", scratches,
                                                     c->planned->target->endpoint->redacted, error->message));
  for (guint i = 0; i < c->lost->len && scratches == 0; i++)
    pc_journal_removed(c->scheduler->journal, c->lost->pdata[i]);
  for (guint i = 0; i < removed->len; i++)
    pc_journal_removed(c->scheduler->journal, removed->pdata[i]);
}

void pc_crew_look(pc_crew *c) {
  pc_target_result *result = c->result;
  if (!json_object_get(result->before, "objects") || result->after || result->down)
    return;
  const pc_patience patience = crew_patience(c);
  g_autoptr(GError) error = NULL;
  json_t *request = json_pack("{s:s}", "type", "objects");
  json_t *reply = NULL;
  if (!pc_worker_client_request(c->planned->target, &patience, request, NULL, &reply, &error))
    result->unseen = g_strdup(error->message);
  else
    result->after = json_incref(reply);
  json_decref(reply);
  json_decref(request);
}
