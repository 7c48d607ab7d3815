/* SPDX-License-Identifier: MIT */
/* RabbitMQ, as projects speak of it. */
#include "adapters/product.h"

#include "adapters/shared/recorded.h"

#include <string.h>

/* https://www.rabbitmq.com/docs/configure; as arguments of the runtime, which no file is needed
 * for. */
static const pc_product_setting settings[] = {{.name = "frame_max", .image = "131072"},
                                              {.name = "channel_max", .image = "2047"},
                                              {.name = "heartbeat", .image = "60"},
                                              {0}};

static char *virtual_host_make(const json_t *recorded) {
  const char *name = pc_recorded_setting(recorded, "vhost");
  return name && strcmp(name, "/") != 0 ? g_strdup(name) : NULL;
}

static const pc_product_variable variables[] = {
    {.name = "RABBITMQ_DEFAULT_USER", .value = "${RABBITMQ_USER:-app}"},
    {.name = "RABBITMQ_DEFAULT_PASS", .secret = "RABBITMQ_PASSWORD"},
    {.name = "RABBITMQ_DEFAULT_VHOST",
     .make = virtual_host_make,
     .why = "production's virtual host"},
    {0}};

static const pc_product_image image = {
    .name = "rabbitmq",
    .health = "[CMD, rabbitmq-diagnostics, -q, check_port_connectivity]",
    .variables = variables,
    .program = "-rabbit",
    .arguments = "NAME VALUE",
    .variable = "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
    .settings = settings,
};

const pc_product pc_product_rabbitmq = {
    .name = "RabbitMQ",
    .service = "queue",
    .port = 5672,
    .scheme = "amqp",
    .native = "amqp amqps",
    .schemes = "amqp amqps pyamqp py-amqp librabbitmq",
    .path = "/VHOST",
    .images = "rabbitmq rabbitmq-management",
    .users = "RABBITMQ_DEFAULT_USER RABBITMQ_USERNAME",
    .passwords = "RABBITMQ_DEFAULT_PASS RABBITMQ_PASSWORD",
    .databases = "RABBITMQ_DEFAULT_VHOST RABBITMQ_VHOST",
    .known_user = "guest",
    .image = &image,
};
