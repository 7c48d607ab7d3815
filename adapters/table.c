/* SPDX-License-Identifier: MIT */
/* The table of adapters that are built in. */
#include "adapters/adapter.h"

#include "harness/base/error.h"
#include "harness/base/names.h"

#include <string.h>

extern const pc_adapter pc_adapter_sqlite;
extern const pc_adapter pc_adapter_postgresql;
extern const pc_adapter pc_adapter_mysql;
extern const pc_adapter pc_adapter_redis;
extern const pc_adapter pc_adapter_kafka;
extern const pc_adapter pc_adapter_kafka_mock;
extern const pc_adapter pc_adapter_redis_queue;
extern const pc_adapter pc_adapter_amqp;
extern const pc_adapter pc_adapter_memory;
extern const pc_adapter pc_adapter_memory_queue;
extern const pc_adapter pc_adapter_file;
extern const pc_adapter pc_adapter_exec;
extern const pc_adapter pc_adapter_exec_queue;
extern const pc_adapter pc_adapter_memcached;
extern const pc_adapter pc_adapter_beanstalkd;
extern const pc_adapter pc_adapter_echo;
extern const pc_adapter pc_adapter_liar;
extern const pc_adapter pc_adapter_slow;
extern const pc_adapter pc_adapter_crash;
extern const pc_adapter pc_adapter_coin;

const pc_adapter *const pc_adapters[] = {
#ifdef PC_WITH_SQLITE
    &pc_adapter_sqlite,
#endif
#ifdef PC_WITH_POSTGRESQL
    &pc_adapter_postgresql,
#endif
#ifdef PC_WITH_MYSQL
    &pc_adapter_mysql,
#endif
#ifdef PC_WITH_AMQP
    &pc_adapter_amqp,
#endif
#ifdef PC_WITH_REDIS
    &pc_adapter_redis,
    &pc_adapter_redis_queue,
#endif
#ifdef PC_WITH_KAFKA
    &pc_adapter_kafka,
    &pc_adapter_kafka_mock,
#endif
    &pc_adapter_memory,
    &pc_adapter_memory_queue,
    &pc_adapter_file,
    &pc_adapter_memcached,
    &pc_adapter_beanstalkd,
    &pc_adapter_exec,
    &pc_adapter_exec_queue,
    &pc_adapter_echo,
    &pc_adapter_liar,
    &pc_adapter_slow,
    &pc_adapter_crash,
    &pc_adapter_coin,
    NULL,
};

static bool adapter_is_allowed(const pc_adapter *adapter) {
  return !(adapter->capabilities & PC_ADAPTER_DOUBLE) || g_getenv("PARITYCHECK_DOUBLES");
}

const pc_adapter *pc_adapter_named(const char *name, GError **error) {
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++)
    if (adapter_is_allowed(*adapter) && strcmp((*adapter)->name, name) == 0)
      return *adapter;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no adapter is called '%s' here", name);
  return NULL;
}

const pc_adapter *pc_adapter_find_role(const char *scheme, const char *role, GError **error) {
  const int wanted = pc_name_index(pc_role_names, role);
  g_autoptr(GString) known = g_string_new(NULL);
  for (const pc_adapter *const *adapter = pc_adapters; *adapter && wanted >= 0; adapter++) {
    for (const char *const *each = (*adapter)->schemes; *each && adapter_is_allowed(*adapter);
         each++) {
      if (!((*adapter)->roles & (1u << wanted)))
        continue;
      if (strcmp(*each, scheme) == 0)
        return *adapter;
      g_string_append_printf(known, "%s%s:", known->len ? ", " : "", *each);
    }
  }
  /* A scheme that nobody knows is told as that. */
  if (pc_adapter_find(scheme, error))
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s:' is no %s (of that role: %s)", scheme, role,
                known->len ? known->str : "none");
  return NULL;
}

const pc_adapter *pc_adapter_find(const char *scheme, GError **error) {
  g_autoptr(GPtrArray) schemes = g_ptr_array_new();
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++) {
    for (const char *const *each = (*adapter)->schemes; *each && adapter_is_allowed(*adapter);
         each++) {
      if (strcmp(*each, scheme) == 0)
        return *adapter;
      g_ptr_array_add(schemes, (gpointer)(guintptr)*each);
    }
  }
  g_ptr_array_add(schemes, NULL);
  const char *nearest = pc_nearest(scheme, (const char *const *)schemes->pdata);
  g_autofree char *known = g_strjoinv(", ", (char **)schemes->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "no adapter for '%s:'%s%s%s (known: %s)", scheme,
              nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? ":'?" : "",
              known);
  return NULL;
}
