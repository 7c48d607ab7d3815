/* SPDX-License-Identifier: MIT */
/* What the tests of queues share. */
#include "tests/adapters/queue_fixture.h"

#include <string.h>

bool queue_is_model(const fixture *f) { return fixture_is(f, "memory-queue"); }

bool queue_is_unsupported(fixture *f, const char *template) {
  g_autofree char *answer = fixture_ask(f, 0, template);
  return strstr(answer, "unsupported") != NULL;
}

/* A member of the message that the operation gives, printed; NULL: it is not told. */
static char *member_print(const pc_outcome *outcome, const char *name) {
  for (guint i = 0; i + 1 < pc_value_length(outcome->value); i += 2) {
    if (strcmp(pc_value_text(pc_value_item(outcome->value, i), NULL), name) != 0)
      continue;
    GString *json = g_string_new(NULL);
    pc_value_print(pc_value_item(outcome->value, i + 1), json);
    g_string_replace(json, "\"", "'", 0);
    return g_string_free(json, FALSE);
  }
  return NULL;
}

void queue_assert_message(fixture *f, guint i, const char *template, const char *body,
                          const char *redelivered) {
  GError *error = NULL;
  g_autoptr(pc_outcome) outcome =
      fixture_try_take(f, i, fixture_operation_new(f, template), &error);
  assert_fine(outcome, error);
  if (outcome->kind != PC_OUTCOME_VALUE || pc_value_kind(outcome->value) != PC_KIND_MAP) {
    g_autofree char *printed = fixture_outcome_print(f, outcome);
    fail_msg("%s: %s gave %s and no message", fixture_subject, template, printed);
  }
  g_autofree char *came = member_print(outcome, "body");
  g_autofree char *again = member_print(outcome, "redelivered");
  if (g_strcmp0(came, body) != 0 || (again && redelivered && strcmp(again, redelivered) != 0))
    fail_msg("%s: %s gave the body %s, redelivered %s", fixture_subject, template, came,
             again ? again : "?");
}

void queue_declare(fixture *f, const char *queue) {
  g_autofree char *operation = g_strdup_printf("{'op':'declare','queue':'%s'}", queue);
  fixture_assert_answer(f, operation, "{'done':true}");
}

void queue_publish(fixture *f, const char *queue, const char *body) {
  g_autofree char *operation =
      g_strdup_printf("{'op':'publish','queue':'%s','body':%s}", queue, body);
  fixture_assert_answer(f, operation, "{'done':true}");
}
