/* SPDX-License-Identifier: MIT */
/* Ends of workers. */
#include "harness/run/worker_end.h"

#include "harness/base/process_end.h"
#include "harness/base/secrets.h"
#include "harness/worker/step.h"

#include <sys/wait.h>

/* text (consumed, may be NULL) without secrets; the caller's. */
static char *masked_take(char *text, const GPtrArray *secrets) {
  char *masked = text ? pc_secrets_mask(secrets, text) : NULL;
  g_free(text);
  return masked;
}

char *pc_worker_end_step(const pc_worker_end *end, const GPtrArray *secrets) {
  g_autofree char *step = masked_take(pc_step_show(end->step), secrets);
  return step ? g_strdup_printf("; last step: %s", step) : g_strdup("");
}

char *pc_worker_end_tell(const pc_worker_end *end, const char *before, const GPtrArray *secrets) {
  g_autofree char *how = pc_process_end_describe(end->status);
  g_autofree char *step = pc_worker_end_step(end, secrets);
  g_autofree char *told = masked_take(pc_stderr_tell(end->errors), secrets);
  g_autofree char *shown = pc_stderr_show(told);
  return g_strdup_printf("the worker %s before it %s%s%s%s%s%s", how, before,
                         end->problem ? "; " : "", end->problem ? end->problem : "", step,
                         shown ? "; it wrote to standard error: " : "", shown ? shown : "");
}

static void member_set_take(json_t *object, const char *key, char *text) {
  if (text)
    json_object_set_new(object, key, json_string(text));
  g_free(text);
}

void pc_worker_end_store(const pc_worker_end *end, const GPtrArray *secrets, json_t *object) {
  if (WIFEXITED(end->status))
    json_object_set_new(object, "status", json_integer(WEXITSTATUS(end->status)));
  member_set_take(object, "signal", pc_process_end_signal(end->status));
  member_set_take(object, "step", masked_take(pc_step_show(end->step), secrets));
  member_set_take(object, "stderr", masked_take(pc_stderr_tell(end->errors), secrets));
}
