/* SPDX-License-Identifier: MIT */
/* What is asked of whom. */
#include "harness/run/plan.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/base/redact.h"
#include "harness/base/secrets.h"
#include "harness/catalogue/script.h"

#include <string.h>

void pc_target_free(pc_target *target) {
  if (!target)
    return;
  g_free(target->environment);
  g_free(target->service);
  pc_endpoint_free(target->endpoint);
  g_strfreev(target->via);
  g_free(target->via_shown);
  g_free(target);
}

static pc_role adapter_role(const pc_adapter *adapter) {
  for (guint role = 0; role < PC_ROLE_COUNT; role++)
    if (adapter->roles & (1u << role))
      return (pc_role)role;
  return PC_ROLE_COUNT;
}

pc_target *pc_target_new(const char *environment, const char *service, const char *url,
                         const char *where, const GPtrArray *secrets, GError **error) {
  g_autoptr(pc_target) target = g_new0(pc_target, 1);
  target->connections = PC_CONNECTIONS_DEFAULT;
  target->endpoint = pc_endpoint_parse(url, error);
  if (target->endpoint)
    pc_endpoint_mask(target->endpoint, secrets);
  const bool named = service && pc_name_index(pc_role_names, service) >= 0;
  if (target->endpoint)
    target->adapter = named ? pc_adapter_find_role(target->endpoint->scheme, service, error)
                            : pc_adapter_find(target->endpoint->scheme, error);
  if (!target->adapter || !target->adapter->check(target->endpoint, error)) {
    if (target->endpoint)
      pc_secrets_mask_error(target->endpoint->masked, error);
    if (where)
      g_prefix_error(error, "%s: ", where);
    return NULL;
  }
  target->service = g_strdup(service ? service : pc_role_names[adapter_role(target->adapter)]);
  target->environment = g_strdup(environment ? environment : target->endpoint->redacted);
  return g_steal_pointer(&target);
}

void pc_target_set_via(pc_target *target, char *const *via) {
  target->via = g_strdupv((char **)(guintptr)via);
  g_autofree char *command = via ? g_strjoinv(" ", target->via) : NULL;
  g_autoptr(GPtrArray) secrets = pc_secrets_new();
  g_autofree char *masked = command ? pc_command_redact(command, secrets) : NULL;
  pc_endpoint_mask(target->endpoint, secrets);
  target->via_shown =
      command ? pc_secrets_mask(target->endpoint->masked, masked ? masked : command) : NULL;
}

static const char *skip_reason(const pc_target *target, const pc_probe *probe, pc_reach max_reach) {
  if (probe->header.reach > max_reach)
    return "the suite does not allow its reach";
  if (probe->header.reach == PC_REACH_INTRUSIVE && !target->allow_intrusive)
    return "intrusive, which is not allowed for this service";
  if (!target->adapter->drivers[probe->language])
    return "asked in a language that the service does not speak";
  if (probe->header.level && target->adapter->has_level &&
      !target->adapter->has_level(target->endpoint, probe->header.level))
    return "the service has no such isolation level";
  const bool several = probe->sessions > 1 || pc_list_contains(probe->header.needs, "sessions");
  if (several && !(target->adapter->capabilities & PC_ADAPTER_SESSIONS))
    return "needs several sessions";
  return NULL;
}

static pc_planned_target *target_plan(const pc_catalogue *catalogue, pc_target *target,
                                      pc_probe_filter filter, gconstpointer data,
                                      pc_reach max_reach) {
  pc_planned_target *planned = g_new0(pc_planned_target, 1);
  planned->target = target;
  planned->probes = g_array_new(FALSE, FALSE, sizeof(pc_planned));
  for (guint i = 0; i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (!(target->adapter->roles & (1u << probe->role)) || !filter(probe, data))
      continue;
    const pc_planned entry = {.probe = probe, .skipped = skip_reason(target, probe, max_reach)};
    g_array_append_val(planned->probes, entry);
    planned->asked += entry.skipped == NULL;
  }
  return planned;
}

/* Whether anybody else can be asked: what one alone answers shows no difference. */
static bool other_asks(const GPtrArray *targets, const pc_planned_target *own,
                       const pc_probe *probe) {
  bool alone = true;
  for (guint i = 0; i < targets->len; i++) {
    const pc_target *other = ((const pc_planned_target *)targets->pdata[i])->target;
    if (strcmp(other->environment, own->target->environment) == 0)
      continue;
    alone = false;
    if (strcmp(other->service, own->target->service) == 0 &&
        other->adapter->drivers[probe->language])
      return true;
  }
  return alone;
}

static void unshared_skip(const GPtrArray *targets, pc_planned_target *planned) {
  for (guint i = 0; i < planned->probes->len; i++) {
    pc_planned *entry = &g_array_index(planned->probes, pc_planned, i);
    if (entry->skipped || other_asks(targets, planned, entry->probe))
      continue;
    entry->skipped = "no other environment can be asked in its language";
    planned->asked--;
  }
}

/* Whether a script of the user's is asked. */
static bool asks_own(const pc_planned_target *planned) {
  for (guint i = 0; i < planned->probes->len; i++) {
    const pc_planned *entry = &g_array_index(planned->probes, pc_planned, i);
    if (!entry->skipped && entry->probe->script && !entry->probe->script->built_in)
      return true;
  }
  return false;
}

static void planned_target_free(gpointer data) {
  pc_planned_target *planned = data;
  pc_target_free(planned->target);
  g_array_unref(planned->probes);
  g_free(planned);
}

pc_plan *pc_plan_new(const pc_catalogue *catalogue, GPtrArray *targets, pc_probe_filter filter,
                     gconstpointer data, pc_reach max_reach, bool compared, guint deadline_ms) {
  pc_plan *plan = g_new0(pc_plan, 1);
  plan->deadline_ms = deadline_ms ? deadline_ms : PC_DEADLINE_MS_DEFAULT;
  plan->asks = PC_ASKS_MIN;
  plan->targets = g_ptr_array_new_with_free_func(planned_target_free);
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add(plan->targets,
                    target_plan(catalogue, targets->pdata[i], filter, data, max_reach));
  for (guint i = 0; i < plan->targets->len; i++) {
    const pc_planned_target *planned = plan->targets->pdata[i];
    if (compared)
      unshared_skip(plan->targets, plan->targets->pdata[i]);
    planned->target->confined = planned->target->production && asks_own(planned);
  }
  g_ptr_array_set_free_func(targets, NULL);
  g_ptr_array_set_size(targets, 0);
  return plan;
}

void pc_plan_free(pc_plan *plan) {
  if (!plan)
    return;
  g_ptr_array_unref(plan->targets);
  g_free(plan);
}
