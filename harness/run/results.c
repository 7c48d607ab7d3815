/* SPDX-License-Identifier: MIT */
/* What the workers of a run said, service by service. */
#include "harness/run/results.h"

#include <unistd.h>

bool pc_results_reply(const pc_results *results, const pc_target_result *result, guint probe,
                      guint attempt, json_t **ret_reply, GError **error) {
  const pc_reply *reply = pc_target_result_reply(result, probe, attempt);
  if (reply->place.length == 0) {
    *ret_reply = json_incref(reply->kept);
    return true;
  }
  json_t *read = pc_journal_answer_read(results->answers, &reply->place, error);
  if (!read)
    return false;
  *ret_reply = read;
  return true;
}

void pc_results_free(pc_results *results) {
  if (!results)
    return;
  if (results->answers >= 0)
    close(results->answers);
  g_ptr_array_unref(results->targets);
  g_free(results->reference);
  json_decref(results->deployments);
  json_decref(results->outside);
  g_free(results);
}
