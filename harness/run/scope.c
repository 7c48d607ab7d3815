/* SPDX-License-Identifier: MIT */
/* What a run is about. */
#include "harness/run/scope.h"

#include "adapters/adapter.h"

void pc_scope_leave(json_t *outside, const char *environment, const char *service,
                    const char *why) {
  json_t *services = json_object_get(outside, environment);
  if (!services) {
    services = json_object();
    json_object_set_new(outside, environment, services);
  }
  json_object_set_new(services, service, json_string(why));
}

/* Why a target lies outside, the caller's; NULL: it does not. */
static char *outside_reason(const pc_planned_target *planned, const pc_suite *suite,
                            bool selected) {
  if (suite && !pc_suite_has_role(suite, planned->target->adapter->roles)) {
    g_autofree char *roles = g_strjoinv(", ", suite->roles);
    return g_strdup_printf("the suite '%s' asks about %s", suite->name, roles);
  }
  if (selected && planned->probes->len == 0)
    return g_strdup("--select chooses no probe for it");
  return NULL;
}

void pc_scope_apply(pc_plan *plan, const pc_suite *suite, bool selected, json_t *outside) {
  for (guint i = plan->targets->len; i-- > 0;) {
    const pc_planned_target *planned = plan->targets->pdata[i];
    g_autofree char *reason = outside_reason(planned, suite, selected);
    if (!reason)
      continue;
    pc_scope_leave(outside, planned->target->environment, planned->target->service, reason);
    g_ptr_array_remove_index(plan->targets, i);
  }
}
