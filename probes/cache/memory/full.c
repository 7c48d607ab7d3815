/* SPDX-License-Identifier: MIT */
/*
 * What happens when memory is full: values of 16 KiB are written until they are 24 MiB, or one is
 * refused. Which keys go is chance, so that only "all" and "not all" are observed. In C, as a
 * script cannot write until it is refused and then ask about as many keys as were written.
 */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

#include <string.h>

enum { FILL_KEYS = 1536, FEW = 64, SETTLE_MS = 3000 };
#define FILL "'x' * 16384"

/* Sends op for one of many keys, "0001" and so on behind a letter. */
static bool one_try(pc_execution *execution, const char *op, char group, guint i, const char *rest,
                    pc_outcome **ret_outcome, GError **error) {
  g_autofree char *step = g_strdup_printf("%s %c%04u %s", op, group, i, rest);
  return pc_execution_step_try(execution, 0, step, ret_outcome, error);
}

/* Writes keys of group until one is refused, and tells how many were not; ret_refusal, which may be
 * NULL, gets what refused. */
static bool group_write(pc_execution *execution, char group, guint keys, const char *value,
                        guint *ret_written, pc_outcome **ret_refusal, GError **error) {
  for (*ret_written = 0; *ret_written < keys; (*ret_written)++) {
    g_autoptr(pc_outcome) outcome = NULL;
    if (!one_try(execution, "set", group, *ret_written, value, &outcome, error))
      return false;
    if (outcome->kind != PC_OUTCOME_REFUSAL)
      continue;
    if (ret_refusal)
      *ret_refusal = g_steal_pointer(&outcome);
    return true;
  }
  return true;
}

static bool group_count(pc_execution *execution, char group, guint keys, guint *ret_there,
                        GError **error) {
  *ret_there = 0;
  for (guint i = 0; i < keys; i++) {
    g_autoptr(pc_outcome) outcome = NULL;
    if (!one_try(execution, "get", group, i, "show=size", &outcome, error))
      return false;
    *ret_there += outcome->kind == PC_OUTCOME_VALUE;
  }
  return true;
}

static void text_observe(pc_execution *execution, const char *label, const char *text) {
  pc_value *value = pc_value_new_text(PC_KIND_TEXT, text, -1);
  pc_execution_observe_take(execution, label, pc_outcome_new_value_take(value));
}

static bool group_observe(pc_execution *execution, const char *label, char group, guint keys,
                          GError **error) {
  guint there;
  if (!group_count(execution, group, keys, &there, error))
    return false;
  text_observe(execution, label, there == keys ? "all" : "not all");
  return true;
}

/* A refused write leaves room for a smaller one, and a server frees the buffers of idle connections
 * after two seconds (clientsCronResizeQueryBuffer in Redis): waits, then fills what is left. */
static bool rest_fill(pc_execution *execution, GError **error) {
  static const guint sizes[] = {4096, 512, 32, 1};
  if (!pc_execution_sleep(execution, SETTLE_MS, error))
    return false;
  for (guint i = 0; i < G_N_ELEMENTS(sizes) * FILL_KEYS; i++) {
    g_autofree char *step = g_strdup_printf("set r%05u 'x' * %u", i, sizes[i / FILL_KEYS]);
    g_autoptr(pc_outcome) outcome = NULL;
    if (!pc_execution_step_try(execution, 0, step, &outcome, error))
      return false;
    if (outcome->kind == PC_OUTCOME_REFUSAL)
      i += FILL_KEYS - i % FILL_KEYS - 1;
  }
  return true;
}

/* Fills memory and observes whether that was refused. The same is observed in both cases: a probe
 * that asked other things of a full service would not be compared. */
static bool memory_fill(pc_execution *execution, guint *ret_written, GError **error) {
  pc_outcome *refusal = NULL;
  if (!group_write(execution, 'f', FILL_KEYS, FILL, ret_written, &refusal, error))
    return false;
  const bool refused = refusal != NULL;
  pc_execution_observe_take(execution, "24 MiB written",
                            refused ? refusal : pc_outcome_new(PC_OUTCOME_DONE));
  return !refused || rest_fill(execution, error);
}

static bool eviction_ask(pc_execution *execution, GError **error) {
  guint written;
  return memory_fill(execution, &written, error) &&
         group_observe(execution, "of the keys written, there are", 'f', written, error);
}

/* Sends op for a key of the fill and observes its outcome. */
static bool one_observe(pc_execution *execution, const char *label, const char *op, guint i,
                        const char *rest, GError **error) {
  pc_outcome *outcome = NULL;
  if (!one_try(execution, op, 'f', i, rest, &outcome, error))
    return false;
  pc_execution_observe_take(execution, label, outcome);
  return true;
}

static bool full_ask(pc_execution *execution, guint written, GError **error) {
  if (!one_observe(execution, "another write", "set", written, FILL, error) ||
      !one_observe(execution, "a key overwritten", "set", 0, FILL, error) ||
      !one_observe(execution, "a key read, length", "get", 0, "show=size", error))
    return false;
  for (guint i = 0; i < MIN(FEW, written); i++) {
    g_autoptr(pc_outcome) outcome = NULL;
    if (!one_try(execution, "delete", 'f', i, "", &outcome, error))
      return false;
  }
  return one_observe(execution, "written again after deletes", "set", 0, FILL, error);
}

static bool eviction_refusal_ask(pc_execution *execution, GError **error) {
  guint written;
  return memory_fill(execution, &written, error) && full_ask(execution, written, error);
}

static bool ttl_only_ask(pc_execution *execution, GError **error) {
  guint few, lasting, written;
  return group_write(execution, 't', FEW, FILL " ttl=1000", &few, NULL, error) &&
         group_write(execution, 'n', FEW, FILL, &lasting, NULL, error) &&
         memory_fill(execution, &written, error) &&
         group_observe(execution, "of the keys with a TTL, there are", 't', few, error) &&
         group_observe(execution, "of those without, there are", 'n', lasting, error);
}

static bool just_written_ask(pc_execution *execution, GError **error) {
  guint lost = 0;
  for (guint i = 0; i < FILL_KEYS; i++) {
    g_autoptr(pc_outcome) stored = NULL;
    g_autoptr(pc_outcome) read = NULL;
    if (!one_try(execution, "set", 'f', i, FILL, &stored, error) ||
        !one_try(execution, "get", 'f', i, "show=size", &read, error))
      return false;
    lost += read->kind != PC_OUTCOME_VALUE;
  }
  text_observe(execution, "each key read right after its write",
               lost ? "not always there" : "always there");
  return true;
}

/* Counts the counters that no longer answer 2, and keeps what one of them answers, or one that goes
 * on where all do. */
static bool counters_look(pc_execution *execution, guint *ret_lost, pc_outcome **ret_answer,
                          GError **error) {
  *ret_lost = 0;
  for (guint i = 0; i < FEW; i++) {
    g_autoptr(pc_outcome) outcome = NULL;
    if (!one_try(execution, "increment", 'c', i, "", &outcome, error))
      return false;
    const bool goes_on = outcome->kind == PC_OUTCOME_VALUE &&
                         g_strcmp0(pc_value_text(outcome->value, NULL), "2") == 0;
    *ret_lost += !goes_on;
    if (goes_on && *ret_answer)
      continue;
    pc_outcome_free(*ret_answer);
    *ret_answer = g_steal_pointer(&outcome);
  }
  return true;
}

static bool counter_ask(pc_execution *execution, GError **error) {
  for (guint i = 0; i < FEW; i++) {
    g_autoptr(pc_outcome) outcome = NULL;
    if (!one_try(execution, "set", 'c', i, "1", &outcome, error))
      return false;
  }
  guint written, lost;
  pc_outcome *answer = NULL;
  if (!memory_fill(execution, &written, error) ||
      !counters_look(execution, &lost, &answer, error)) {
    pc_outcome_free(answer);
    return false;
  }
  text_observe(execution, "of 64 counters, there go on", lost ? "not all" : "all");
  pc_execution_observe_take(execution, "one that does not, if there is one, incremented", answer);
  return true;
}

#define SEE "https://redis.io/docs/latest/develop/reference/eviction/"

static const pc_probe eviction = {
    .id = "cache/memory/eviction",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header = {.title = "Keys without a TTL when memory is full",
               .bites = "a session or cart that \"always works\" in development is quietly gone in "
                        "production under load",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_INTRUSIVE,
               .tags = "memory eviction",
               .see = SEE,
               .remedy = "give memory and alarms to what must not go; never keep in a cache what "
                         "cannot be made again",
               .depends_on = "maxmemory, maxmemory-policy",
               .alone = true},
    .ask = eviction_ask,
};

static const pc_probe eviction_refusal = {
    .id = "cache/memory/eviction-refusal",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header = {.title = "Writes when memory is full",
               .bites = "every login fails with an out-of-memory error where the policy is "
                        "noeviction; elsewhere old keys go",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_INTRUSIVE,
               .tags = "memory eviction",
               .see = SEE,
               .remedy = "know the policy of production, and handle a refused write",
               .depends_on = "maxmemory, maxmemory-policy",
               .alone = true},
    .ask = eviction_refusal_ask,
};

static const pc_probe ttl_only = {
    .id = "cache/memory/ttl-only",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header =
        {.title = "Keys with and without a TTL when memory is full",
         .bites = "under a volatile policy the keys with a TTL go first and those without never: a "
                  "queue in the same instance is safe in one environment and evicted in the other",
         .severity = PC_SEVERITY_HIGH,
         .reach = PC_REACH_INTRUSIVE,
         .tags = "memory eviction",
         .see = SEE,
         .remedy = "give what must stay an instance of its own",
         .depends_on = "maxmemory, maxmemory-policy",
         .alone = true},
    .ask = ttl_only_ask,
};

static const pc_probe just_written = {
    .id = "cache/memory/just-written",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header = {.title = "A key read right after its write when memory is full",
               .bites = "what was stored a moment ago is a miss: a wizard loses its second page",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_INTRUSIVE,
               .tags = "memory eviction",
               .see = SEE,
               .remedy = "hand values on within a request instead of reading them back",
               .depends_on = "maxmemory, maxmemory-policy",
               .alone = true},
    .ask = just_written_ask,
};

static const pc_probe counter = {
    .id = "cache/memory/counter",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_CACHE,
    .sessions = 1,
    .header = {.title = "Counters when memory is full",
               .bites =
                   "a rate limit or a stock starts again at 1 after an eviction that nobody saw",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_INTRUSIVE,
               .tags = "memory eviction",
               .see = SEE,
               .remedy = "keep counters that matter in a database",
               .depends_on = "maxmemory, maxmemory-policy",
               .alone = true},
    .ask = counter_ask,
};

extern const pc_probe *const pc_probes_cache_memory[];
const pc_probe *const pc_probes_cache_memory[] = {&eviction,     &eviction_refusal, &ttl_only,
                                                  &just_written, &counter,          NULL};
