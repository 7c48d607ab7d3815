/* SPDX-License-Identifier: MIT */
/* The names that belong to probes. */
#include "harness/model/probe.h"

#include "harness/base/names.h"

#include <string.h>

const char *const pc_role_names[] = {
    [PC_ROLE_SQL] = "sql",       [PC_ROLE_CACHE] = "cache",     [PC_ROLE_QUEUE] = "queue",
    [PC_ROLE_STREAM] = "stream", [PC_ROLE_OBJECTS] = "objects", [PC_ROLE_COUNT] = NULL,
};
const char *const pc_language_names[] = {"sql", "redis", "cache", "queue", "stream", NULL};
const char *const pc_need_names[] = {"sessions", NULL};
const char *const pc_severity_names[] = {"low", "medium", "high", NULL};
const char *const pc_reach_names[] = {"read", "scratch", "intrusive", NULL};
const char *const pc_level_names[] = {"read uncommitted", "read committed", "repeatable read",
                                      "serializable", NULL};

pc_role pc_language_role(pc_language language) {
  switch (language) {
  case PC_LANGUAGE_REDIS:
  case PC_LANGUAGE_CACHE:
    return PC_ROLE_CACHE;
  case PC_LANGUAGE_QUEUE:
    return PC_ROLE_QUEUE;
  case PC_LANGUAGE_STREAM:
    return PC_ROLE_STREAM;
  case PC_LANGUAGE_SQL:
  case PC_LANGUAGE_COUNT:
    break;
  }
  return PC_ROLE_SQL;
}

pc_language pc_role_language(pc_role role) {
  return (pc_language)pc_name_index(pc_language_names, pc_role_names[role]);
}

bool pc_language_is_typed(pc_language language) {
  return language != PC_LANGUAGE_SQL && language != PC_LANGUAGE_REDIS;
}

guint pc_probe_deadline_ms(const pc_probe *probe, guint deadline_ms) {
  return MAX(probe->deadline_ms, deadline_ms);
}

bool pc_list_contains(const char *list, const char *word) {
  const size_t length = strlen(word);
  while (list && *list) {
    list += strspn(list, ", ");
    const char *end = strchrnul(list, ',');
    size_t item = (size_t)(end - list);
    while (item > 0 && list[item - 1] == ' ')
      item--;
    if (item == length && memcmp(list, word, length) == 0)
      return true;
    list = end;
  }
  return false;
}
