/* SPDX-License-Identifier: MIT */
/* Requests to workers, and single ones asked outside of a run. */
#include "harness/run/worker_client.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/catalogue/script.h"
#include "harness/model/value.h"
#include "harness/run/worker_process.h"
#include "harness/worker/worker.h"

#include <string.h>

enum {
  GREETING_MS = 30000,
  REPLY_MS = 30000, /* after the greeting */
};

static void member_print(const char *key, const char *text, GString *json) {
  g_string_append_printf(json, ",\"%s\":", key);
  pc_json_string_print(text, strlen(text), json);
}

char *pc_worker_client_hello_line(const pc_target *target, guint timeout_ms, bool fingerprint,
                                  const char *name) {
  GString *json = g_string_new(NULL);
  g_string_append_printf(
      json,
      "{\"type\":\"hello\",\"protocol\":%d,\"timeout_ms\":%u,\"fingerprint\":%s,\"steps\":true",
      PC_PROTOCOL, timeout_ms, fingerprint ? "true" : "false");
  member_print("url", target->endpoint->url, json);
  member_print("adapter", target->adapter->name, json);
  if (target->confined)
    g_string_append(json, ",\"confined\":true");
  if (target->endpoint->session_own)
    member_print("session", "own", json);
  if (name)
    member_print("name", name, json);
  g_string_append(json, ",\"secrets\":[");
  for (guint i = 0; i < target->endpoint->masked->len; i++) {
    const char *secret = target->endpoint->masked->pdata[i];
    g_string_append(json, i ? "," : "");
    pc_json_string_print(secret, strlen(secret), json);
  }
  g_string_append_c(json, ']');
  g_string_append_c(json, '}');
  return g_string_free(json, FALSE);
}

char *pc_worker_client_ask_line(const pc_probe *probe, guint task, const char *scratch,
                                const char *first) {
  GString *json = g_string_sized_new(1024);
  g_string_append_printf(json, "{\"type\":\"ask\",\"task\":%u", task);
  member_print("probe", probe->id, json);
  member_print("scratch", scratch, json);
  if (probe->script) {
    member_print("script", probe->script->source, json);
    member_print("language", pc_language_names[probe->language], json);
    if (!probe->script->built_in)
      g_string_append(json, ",\"own\":true");
    if (probe->header.level)
      member_print("level", probe->header.level, json);
  }
  if (first)
    member_print("first", first, json);
  g_string_append_c(json, '}');
  return g_string_free(json, FALSE);
}

/* One conversation: a greeting, a request, its reply. */
typedef struct conversation {
  const pc_target *target;
  GMainLoop *loop;
  pc_worker_process *process;
  char *request;
  json_t *greeting;
  json_t *reply;
  char *how;      /* it ended, for people */
  char *step;     /* "; last step: ..." or "" */
  guint reply_ms; /* for the reply, once it is let in */
  guint limit_ms; /* for what comes next */
  bool late;
  guint timer;
} conversation;

static gboolean conversation_late(gpointer data) {
  conversation *c = data;
  c->timer = 0;
  c->late = true;
  pc_worker_process_kill(c->process);
  return G_SOURCE_REMOVE;
}

static void conversation_wait(conversation *c, guint limit_ms) {
  if (c->timer)
    g_source_remove(c->timer);
  c->limit_ms = limit_ms;
  c->timer = g_timeout_add(limit_ms, conversation_late, c);
}

static void conversation_line(pc_worker_process *process, const char *line, gsize length,
                              void *data) {
  conversation *c = data;
  json_t *message = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
  conversation_wait(c, c->reply_ms);
  if (!c->greeting) {
    c->greeting = message;
    if (c->request && g_strcmp0(json_string_value(json_object_get(message, "type")), "ready") == 0)
      pc_worker_process_say(process, c->request);
    else
      pc_worker_process_close(process);
    return;
  }
  json_decref(c->reply);
  c->reply = message;
  pc_worker_process_close(process);
}

static void conversation_end(pc_worker_process *process, const pc_worker_end *end, void *data) {
  (void)process;
  conversation *c = data;
  const GPtrArray *secrets = c->target->endpoint->masked;
  c->how = pc_worker_end_tell(end, c->greeting ? "answered" : "connected", secrets);
  c->step = pc_worker_end_step(end, secrets);
  g_main_loop_quit(c->loop);
}

static bool conversation_check(const conversation *c, GError **error) {
  const json_t *last = c->reply ? c->reply : c->greeting;
  const char *type = json_string_value(json_object_get(last, "type"));
  if (type && strcmp(type, "refused") == 0) {
    const char *code = json_string_value(json_object_get(last, "code"));
    const char *message = json_string_value(json_object_get(last, "message"));
    g_set_error(error, PC_ERROR, pc_error_code_named(code, PC_ERROR_UNREACHABLE), "%s",
                message ? message : "refused");
    return false;
  }
  if (type && (c->reply || !c->request))
    return true;
  if (c->late)
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE,
                "the worker did not %s and was killed after %.1f s%s",
                c->greeting ? "answer" : "connect", c->limit_ms / 1000.0, c->step);
  else
    g_set_error_literal(error, PC_ERROR, PC_ERROR_UNREACHABLE, c->how);
  return false;
}

static bool converse(const pc_target *target, const pc_patience *patience, json_t *request,
                     json_t **ret_greeting, json_t **ret_reply, GError **error) {
  static const pc_worker_events events = {.line = conversation_line, .end = conversation_end};
  conversation c = {.target = target,
                    .reply_ms = MAX(REPLY_MS, patience->deadline_ms),
                    .loop = g_main_loop_new(NULL, FALSE)};
  char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;
  c.request = text;
  c.process = pc_worker_process_new(target->via, &events, &c, error);
  bool fine = false;
  if (c.process) {
    g_autofree char *hello =
        pc_worker_client_hello_line(target, patience->deadline_ms, ret_greeting != NULL, NULL);
    pc_worker_process_say(c.process, hello);
    conversation_wait(&c, patience->greeting_ms);
    g_main_loop_run(c.loop);
    if (c.timer)
      g_source_remove(c.timer);
    pc_worker_process_free(c.process);
    fine = conversation_check(&c, error);
  }
  if (fine && ret_greeting)
    *ret_greeting = json_incref(c.greeting);
  if (fine && ret_reply)
    *ret_reply = json_incref(c.reply);
  json_decref(c.greeting);
  json_decref(c.reply);
  free(text);
  g_free(c.how);
  g_free(c.step);
  g_main_loop_unref(c.loop);
  return fine;
}

pc_patience pc_patience_of(guint deadline_ms) {
  return (pc_patience){.deadline_ms = deadline_ms ? deadline_ms : PC_DEADLINE_MS_DEFAULT,
                       .greeting_ms = MAX(GREETING_MS, deadline_ms)};
}

bool pc_worker_client_request(const pc_target *target, const pc_patience *patience, json_t *request,
                              json_t **ret_greeting, json_t **ret_reply, GError **error) {
  const pc_patience usual = pc_patience_of(0);
  return converse(target, patience ? patience : &usual, request, ret_greeting, ret_reply, error);
}

bool pc_worker_client_clean(const pc_target *target, GPtrArray *scratches,
                            const pc_patience *patience, GPtrArray *ret_removed,
                            GPtrArray *ret_gone, GPtrArray *ret_left, GError **error) {
  json_t *names = json_array();
  for (guint i = 0; i < scratches->len; i++)
    json_array_append_new(names, json_string(scratches->pdata[i]));
  json_t *request = json_pack("{s:s,s:o}", "type", "clean", "scratch", names);
  json_t *reply = NULL;
  const bool fine = pc_worker_client_request(target, patience, request, NULL, &reply, error);
  const json_t *left = json_object_get(reply, "left");
  size_t i;
  json_t *name;
  g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
  json_array_foreach(json_object_get(reply, "gone"), i, name)
      g_hash_table_add(gone, (gpointer)(guintptr)json_string_value(name));
  for (guint at = 0; fine && at < scratches->len; at++) {
    char *scratch = scratches->pdata[at];
    const char *why = json_string_value(json_object_get(left, scratch));
    if (why)
      g_ptr_array_add(ret_left, g_strdup_printf("%s: %s", scratch, why));
    else
      g_ptr_array_add(g_hash_table_contains(gone, scratch) ? ret_gone : ret_removed,
                      g_strdup(scratch));
  }
  json_decref(reply);
  json_decref(request);
  return fine;
}
