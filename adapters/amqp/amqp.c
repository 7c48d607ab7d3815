/* SPDX-License-Identifier: MIT */
/* The AMQP adapter: connections that are let in, and the adapter's entry. */
#include "adapters/amqp/internal.h"

#include <string.h>

enum { CONNECT_MS = 10000, CONNECT_LEAST_MS = 3000 };

static bool amqp_check(const pc_endpoint *endpoint, GError **error) {
  pc_amqp_url url;
  if (!pc_amqp_url_parse(endpoint, &url, error))
    return false;
  pc_amqp_url_clear(&url);
  return true;
}

pc_amqp_connection *pc_amqp_service_connect(pc_amqp_service *service, const char *name,
                                            const pc_deadline *deadline, GError **error) {
  const int limit_ms = service->url.connect_s
                           ? service->url.connect_s * 1000
                           : CLAMP(service->timeout_ms, CONNECT_LEAST_MS, CONNECT_MS);
  pc_amqp_connection *c = pc_amqp_connect(&service->url, name, limit_ms, false, deadline, error);
  if (c)
    c->limit_ms = service->timeout_ms;
  return c;
}

static void amqp_close(void *state) {
  pc_amqp_service *service = state;
  g_clear_pointer(&service->control, pc_amqp_connection_free);
  g_clear_pointer(&service->declared, g_hash_table_unref);
  pc_amqp_url_clear(&service->url);
}

static bool amqp_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  pc_amqp_service *service = state;
  service->timeout_ms = timeout_ms;
  if (pc_amqp_url_parse(endpoint, &service->url, error) &&
      (service->control = pc_amqp_service_connect(service, "paritycheck", NULL, error)))
    return true;
  amqp_close(service);
  return false;
}

static char *amqp_client(const pc_endpoint *endpoint) {
  pc_amqp_url url;
  if (!pc_amqp_url_parse(endpoint, &url, NULL))
    return g_strdup("amqp-get");
  g_autofree char *user = g_uri_escape_string(url.user, NULL, FALSE);
  g_autofree char *vhost = g_uri_escape_string(url.vhost, NULL, FALSE);
  const bool numeric = strchr(url.host, ':') != NULL;
  char *command =
      g_strdup_printf("amqp-get --url='%s://%s@%s%s%s:%d/%s' --queue=QUEUE", endpoint->scheme, user,
                      numeric ? "[" : "", url.host, numeric ? "]" : "", url.port, vhost);
  pc_amqp_url_clear(&url);
  return command;
}

static const pc_driver driver = {
    .scratch_open = pc_amqp_scratch_open,
    .scratch_close = pc_amqp_scratch_close,
    .session_open = pc_amqp_session_open,
    .session_close = pc_amqp_session_close,
    .send = pc_amqp_session_send,
    .wait = pc_amqp_session_wait,
    .take = pc_amqp_session_take,
    .cancel = pc_amqp_session_cancel,
};

static const char *const schemes[] = {"amqp", "amqps", NULL};

const pc_adapter pc_adapter_amqp = {
    .name = "amqp",
    .product = "RabbitMQ",
    .summary = "RabbitMQ and what speaks AMQP 0-9-1 as it does",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_QUEUE,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_LATE,
    .service_size = sizeof(pc_amqp_service),
    .session_size = PC_AMQP_SESSION_BYTES,
    .options = pc_amqp_options,
    .check = amqp_check,
    .open = amqp_open,
    .close = amqp_close,
    .fingerprint = pc_amqp_fingerprint,
    .client = amqp_client,
    .remove = pc_amqp_remove,
    .inventory = pc_amqp_inventory,
    .drivers = {[PC_LANGUAGE_QUEUE] = &driver},
};
