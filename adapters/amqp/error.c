/* SPDX-License-Identifier: MIT */
/* Reply codes of AMQP 0-9-1 (its specification, 1.1) as refusals. */
#include "adapters/amqp/internal.h"

#include "harness/model/role_queue.h"

#include <string.h>

static const struct {
  guint code;
  const char *name;
} names[] = {
    {311, "too_large"},        {312, "not_delivered"},       {313, "not_delivered"},
    {402, "INVALID_PATH"},     {403, "access_denied"},       {404, "not_found"},
    {405, "locked"},           {406, "precondition_failed"}, {501, "FRAME_ERROR"},
    {502, "SYNTAX_ERROR"},     {503, "COMMAND_INVALID"},     {504, "CHANNEL_ERROR"},
    {505, "UNEXPECTED_FRAME"}, {506, "resource_limit"},      {530, "NOT_ALLOWED"},
    {540, "NOT_IMPLEMENTED"},  {541, "INTERNAL_ERROR"},
};

/* One code stands for several things, which RabbitMQ tells apart in its text. */
static const struct {
  guint code;
  const char *text;
  const char *name;
} particulars[] = {
    {403, "exclusive use", "locked"},
    {406, "unknown delivery tag", "no_such_delivery"},
    {406, "larger than", "too_large"},
    {406, "invalid arg", "bad_argument"},
    {406, "invalid expiration", "bad_argument"},
    {406, "invalid property", "bad_argument"},
};

#define PERMISSIONS "'^pc_' '^(pc_|amq\\.default$)' '^pc_'"
#define RIGHTS "an administrator can run: rabbitmqctl set_permissions -p VHOST USER " PERMISSIONS
#define LIMITS                                                                                     \
  "an administrator can run: rabbitmqctl set_vhost_limits -p VHOST "                               \
  "'{\"max-connections\":-1,\"max-queues\":-1}'"

const pc_remedy pc_amqp_remedies[] = {
    {"connection limit", LIMITS},
    {"queue limit", LIMITS},
    {"access to vhost", RIGHTS},
    {"access to queue", RIGHTS},
    {"access to exchange", RIGHTS},
    {"low on memory", "let it have more memory (vm_memory_high_watermark), or empty its queues"},
    {"low on disk", "free room on its disk, or lower its disk_free_limit"},
    {0},
};

char *pc_amqp_rights_remedy(const pc_amqp_url *url) {
  g_autofree char *vhost = g_shell_quote(url->vhost);
  g_autofree char *user = g_shell_quote(url->user);
  return g_strdup_printf(
      "an administrator can run (it replaces the rights that the user has there): rabbitmqctl "
      "set_permissions -p %s %s " PERMISSIONS,
      vhost, user);
}

bool pc_amqp_is_host_limit(const char *text) { return strstr(text, "limit in vhost"); }

static char *class_new(guint code, const char *text) {
  for (guint i = 0; i < G_N_ELEMENTS(particulars); i++)
    if (particulars[i].code == code && strstr(text, particulars[i].text))
      return g_strdup(particulars[i].name);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].code == code)
      return pc_queue_refusal_class(names[i].name);
  return g_strdup_printf("other:%u", code);
}

pc_outcome *pc_amqp_refusal_new(guint code, const char *text) {
  g_autofree char *class_name = class_new(code, text);
  g_autofree char *number = g_strdup_printf("%u", code);
  return pc_outcome_new_refusal(class_name, number, text);
}
