/* SPDX-License-Identifier: MIT */
/* Who sees what was put in. */
#include "probes/cache/ask.h"

#include "harness/model/probe.h"

static const cache_step other_session_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.session = 1, .label = "read by another session", .op = "get", .key = "a"},
    {.session = 1, .label = "overwritten by another session", .op = "set", .key = "a", .text = "w"},
    {.label = "read", .op = "get", .key = "a"},
    {0},
};

static bool other_session_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, other_session_steps, error);
}

static const pc_probe other_session = {
    .id = "cache/sharing/other-session",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "What one session writes, read by another",
               .bites = "a value cached by one worker is a miss for the next, in development only, "
                        "or the other way round",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "use a cache outside the process wherever there is more than one"},
    .ask = other_session_ask,
};

static const cache_step another_process_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "read by another process", .op = "get_elsewhere", .key = "a"},
    {.op = "set", .key = "b", .value = "1"},
    {.label = "incremented", .op = "increment", .key = "b", .by = "1"},
    {.label = "counter read by another process",
     .op = "get_elsewhere",
     .key = "b",
     .show = CACHE_SHOW_TEXT},
    {0},
};

static bool another_process_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, another_process_steps, error);
}

static const pc_probe another_process = {
    .id = "cache/sharing/another-process",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What one process writes, read by another process",
               .bites = "a login, lock or flag set in one worker is unknown in the others: every "
                        "process has a cache of its own",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "use a cache outside the process wherever there is more than one"},
    .ask = another_process_ask,
};

static const cache_step delete_elsewhere_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.session = 1, .label = "deleted by another session", .op = "delete", .key = "a"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "read by another process", .op = "get_elsewhere", .key = "a"},
    {0},
};

static bool delete_elsewhere_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, delete_elsewhere_steps, error);
}

static const pc_probe delete_elsewhere = {
    .id = "cache/sharing/delete-elsewhere",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A delete, seen by another session and another process",
               .bites = "what was invalidated is still served by the other workers",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "use a cache outside the process wherever there is more than one"},
    .ask = delete_elsewhere_ask,
};

static const cache_step reconnect_steps[] = {
    {.op = "set", .key = "a", .text = "v"},
    {.label = "reconnected", .op = "reconnect"},
    {.label = "read", .op = "get", .key = "a"},
    {.label = "version of before", .op = "gets", .key = "a"},
    {.label = "reconnected again", .op = "reconnect"},
    {.label = "set with the version of before", .op = "cas", .key = "a", .text = "w"},
    {0},
};

static bool reconnect_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, reconnect_steps, error);
}

static const pc_probe reconnect = {
    .id = "cache/sharing/reconnect",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 1,
    .header = {.title = "What is there after a reconnect",
               .bites = "the cache is empty after the connection was lost, or a version read "
                        "before it still counts",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "never keep in a cache what cannot be made again"},
    .ask = reconnect_ask,
};

static const cache_step counter_steps[] = {
    {.op = "set", .key = "a", .value = "1"},
    {.session = 1,
     .label = "incremented by another session",
     .op = "increment",
     .key = "a",
     .by = "1"},
    {.label = "read", .op = "get", .key = "a", .show = CACHE_SHOW_TEXT},
    {.label = "read by another process",
     .op = "get_elsewhere",
     .key = "a",
     .show = CACHE_SHOW_TEXT},
    {0},
};

static bool counter_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, counter_steps, error);
}

static const pc_probe counter = {
    .id = "cache/sharing/counter",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A counter that two sessions share",
               .bites = "every worker counts for itself: a limit of 100 is 100 for each",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://redis.io/docs/latest/commands/incr/",
               .remedy = "use a cache outside the process wherever there is more than one"},
    .ask = counter_ask,
};

static const cache_step lock_steps[] = {
    {.label = "added", .op = "add", .key = "a", .text = "A"},
    {.session = 1, .label = "added by another session", .op = "add", .key = "a", .text = "B"},
    {.label = "seen by another process", .op = "get_elsewhere", .key = "a"},
    {.label = "deleted", .op = "delete", .key = "a"},
    {.session = 1, .label = "added after the delete", .op = "add", .key = "a", .text = "B"},
    {0},
};

static bool lock_ask(pc_execution *execution, GError **error) {
  return cache_ask(execution, lock_steps, error);
}

static const pc_probe lock = {
    .id = "cache/sharing/lock",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_OPERATIONS,
    .sessions = 2,
    .header = {.title = "A lock taken in one process, tried in another",
               .bites = "a scheduled job runs once in development and once in every worker in "
                        "production, or the other way round",
               .severity = PC_SEVERITY_HIGH,
               .reach = PC_REACH_SCRATCH,
               .tags = "sharing",
               .see = "https://docs.djangoproject.com/en/stable/topics/cache/",
               .remedy = "use a cache outside the process for locks"},
    .ask = lock_ask,
};

extern const pc_probe *const pc_probes_cache_sharing[];
const pc_probe *const pc_probes_cache_sharing[] = {
    &other_session, &another_process, &delete_elsewhere, &reconnect, &counter, &lock, NULL,
};
