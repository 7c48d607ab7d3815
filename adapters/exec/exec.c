/* SPDX-License-Identifier: MIT */
/* The exec adapter: a program of the user's own answers a role's operations as JSON lines
 * (adapters/exec/programs/EXEC.md). */
#include "adapters/exec/internal.h"

#include "harness/base/error.h"
#include "harness/model/operation.h"
#include "harness/model/run_name.h"

#include <string.h>

enum { CLEAN_MS = 10000 }; /* for one removal */

typedef struct exec_service {
  const pc_endpoint *endpoint;
  pc_role role;
  char **argv;
  int timeout_ms;
  pc_exec_program *program; /* NULL, or dead: started again when it is asked */
  json_t *hello;
  /* Of the open scratch: */
  char *scratch;
  pc_exec_keys keys;
} exec_service;

typedef struct exec_session {
  exec_service *service;
  char *name;
  const pc_deadline *deadline;
  const json_t *operation;
  pc_outcome *outcome;
} exec_session;

static const pc_option options[] = {{0}};

static char **command_split(const pc_endpoint *endpoint, GError **error) {
  g_autofree char *command = g_uri_unescape_string(endpoint->path, NULL);
  g_autoptr(GError) problem = NULL;
  char **argv = NULL;
  if (!command)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "malformed percent escape in the command: '%%' is written %%25");
  else if (!g_shell_parse_argv(command, NULL, &argv, &problem))
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected 'exec:COMMAND': %s",
                g_error_matches(problem, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)
                    ? "there is no command"
                    : problem->message);
  return argv;
}

static bool exec_check(const pc_endpoint *endpoint, GError **error) {
  if (endpoint->names->len > 0 || g_str_has_suffix(endpoint->url, "?")) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'exec:' has no options: a '?' in the command is written %%3F");
    return false;
  }
  g_auto(GStrv) argv = command_split(endpoint, error);
  return argv != NULL;
}

static GString *line_new(const json_t *message) {
  char *text = json_dumps(message, JSON_COMPACT);
  GString *line = g_string_new(text);
  free(text);
  return g_string_append_c(line, '\n');
}

/* A program that has said its hello (ret_hello, a new reference, may be NULL). */
static pc_exec_program *program_start(const exec_service *service, json_t **ret_hello,
                                      GError **error) {
  const pc_deadline deadline = {
      .at_us = g_get_monotonic_time() + (gint64)service->timeout_ms * 1000, .input = -1};
  g_autoptr(GString) line = g_string_new(NULL);
  g_autoptr(GError) problem = NULL;
  json_t *hello = NULL;
  char *answer;
  gsize length;
  pc_exec_program *program = pc_exec_program_new(service->argv, error);
  if (!program)
    return NULL;
  g_string_printf(line, "{\"op\":\"hello\",\"protocol\":1,\"role\":\"%s\"}\n",
                  pc_role_names[service->role]);
  if (!pc_exec_program_ask(program, line, &deadline, &answer, &length, &problem)) {
    const int code = problem->code == PC_ERROR_TOO_LARGE ? PC_ERROR_UNFIT : PC_ERROR_UNREACHABLE;
    g_set_error(error, PC_ERROR, code, "at the hello: %s", problem->message);
  } else {
    pc_exec_hello_parse(answer, length, &hello, error);
  }
  if (!hello)
    g_clear_pointer(&program, pc_exec_program_free);
  if (ret_hello)
    *ret_hello = hello;
  else
    json_decref(hello);
  return program;
}

static bool program_ensure(exec_service *service, GError **error) {
  if (pc_exec_program_is_alive(service->program))
    return true;
  pc_exec_program_free(service->program);
  service->program = program_start(service, NULL, error);
  return service->program != NULL;
}

static bool program_operate(const exec_service *service, pc_exec_program *program,
                            const json_t *operation, const pc_deadline *deadline,
                            pc_outcome **ret_outcome, GError **error) {
  g_autoptr(GString) line = line_new(operation);
  g_autofree char *reason = NULL;
  char *answer;
  gsize length;
  if (!pc_exec_program_ask(program, line, deadline, &answer, &length, error))
    return false;
  *ret_outcome = pc_exec_outcome_parse(answer, length, service->role, &reason);
  if (!*ret_outcome)
    pc_exec_program_fail(program, reason, error);
  return *ret_outcome != NULL;
}

static bool service_open(exec_service *service, pc_role role, const pc_endpoint *endpoint,
                         int timeout_ms, GError **error) {
  service->role = role;
  service->endpoint = endpoint;
  service->timeout_ms = timeout_ms;
  service->keys.fd = -1;
  service->argv = command_split(endpoint, error);
  if (!service->argv)
    return false;
  service->program = program_start(service, &service->hello, error);
  if (service->program)
    return true;
  g_strfreev(service->argv);
  return false;
}

static bool exec_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  return service_open(state, PC_ROLE_CACHE, endpoint, timeout_ms, error);
}

static bool exec_queue_open(void *state, const pc_endpoint *endpoint, int timeout_ms,
                            GError **error) {
  return service_open(state, PC_ROLE_QUEUE, endpoint, timeout_ms, error);
}

static void exec_close(void *state) {
  exec_service *service = state;
  pc_exec_program_free(service->program);
  json_decref(service->hello);
  g_strfreev(service->argv);
}

static bool exec_fingerprint(void *state, json_t *fingerprint, GError **error) {
  const exec_service *service = state;
  json_t *settings = json_object();
  json_t *notes = json_array();
  const char *name;
  json_t *value;
  size_t i;
  (void)error;
  json_object_foreach(json_object_get(service->hello, "settings"), name, value) {
    char *text = json_is_string(value)
                     ? NULL
                     : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    json_object_set_new(settings, name, json_string(text ? text : json_string_value(value)));
    free(text);
  }
  json_array_foreach(json_object_get(service->hello, "notes"), i, value) {
    if (json_is_string(value))
      json_array_append(notes, value);
  }
  json_object_set(fingerprint, "engine", json_object_get(service->hello, "name"));
  json_object_set(fingerprint, "version", json_object_get(service->hello, "version"));
  json_object_set_new(fingerprint, "settings", settings);
  json_object_set_new(fingerprint, "notes", notes);
  return true;
}

static char *exec_client(const pc_endpoint *endpoint) {
  return g_strdup(endpoint->redacted + strlen(endpoint->scheme) + 1);
}

/* Deletes every key; the first that cannot be is told. */
static bool keys_delete(exec_service *service, const char *scratch, const pc_exec_keys *keys,
                        GError **error) {
  GHashTableIter each;
  gpointer text;
  gpointer refused;
  g_hash_table_iter_init(&each, keys->keys);
  while (g_hash_table_iter_next(&each, &text, &refused)) {
    const pc_deadline deadline = {.at_us = g_get_monotonic_time() + CLEAN_MS * 1000, .input = -1};
    g_autoptr(pc_outcome) outcome = NULL;
    json_t *key = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    json_t *operation = json_pack("{s:s,s:s,s:s,s:o}", "op", "delete", "session", "A", "scratch",
                                  scratch, service->role == PC_ROLE_QUEUE ? "queue" : "key", key);
    const bool fine =
        program_ensure(service, error) &&
        program_operate(service, service->program, operation, &deadline, &outcome, error);
    json_decref(operation);
    if (!fine) {
      g_prefix_error(error, "the key %s could not be deleted: ", (const char *)text);
      return false;
    }
    /* A fake that has no such operation holds its queues itself, and they end with it. */
    const bool held =
        service->role == PC_ROLE_QUEUE && json_is_true(json_object_get(service->hello, "local"));
    const bool left =
        outcome->kind == PC_OUTCOME_REFUSAL || (outcome->kind == PC_OUTCOME_UNSUPPORTED && !held);
    if (left && !GPOINTER_TO_INT(refused)) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the key %s could not be deleted: %s (%s)",
                  (const char *)text,
                  outcome->kind == PC_OUTCOME_REFUSAL ? outcome->class_name
                                                      : "the program has no operation delete",
                  outcome->message ? outcome->message : "no message");
      return false;
    }
  }
  return true;
}

/* Everything of a scratch at once, where the program can. */
static bool name_remove(exec_service *service, const char *name, GError **error) {
  const pc_deadline deadline = {.at_us = g_get_monotonic_time() + CLEAN_MS * 1000, .input = -1};
  g_autoptr(pc_outcome) outcome = NULL;
  json_t *operation = json_pack("{s:s,s:s}", "op", "remove", "prefix", name);
  const bool fine =
      program_ensure(service, error) &&
      program_operate(service, service->program, operation, &deadline, &outcome, error);
  json_decref(operation);
  if (!fine || outcome->kind != PC_OUTCOME_REFUSAL)
    return fine;
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "the program refused to remove '%s': %s (%s)", name,
              outcome->class_name, outcome->message ? outcome->message : "no message");
  return false;
}

static bool exec_remove(void *state, const char *name, bool *ret_found, GError **error) {
  exec_service *service = state;
  g_autofree char *folder = g_build_filename(g_get_tmp_dir(), name, NULL);
  pc_exec_keys keys;
  pc_exec_keys_init(&keys, folder);
  const bool fine = pc_exec_keys_load(&keys, name, error) &&
                    keys_delete(service, name, &keys, error) && name_remove(service, name, error);
  *ret_found = *ret_found || g_hash_table_size(keys.keys) > 0;
  pc_exec_keys_clear(&keys);
  return fine;
}

static void key_name_add(const pc_value *key, GPtrArray *names) {
  g_autofree char *name = pc_scratch_name_of(pc_value_text(key, NULL));
  if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
    g_ptr_array_add(names, g_steal_pointer(&name));
}

static bool exec_inventory(void *state, GPtrArray *names, GPtrArray *live, GError **error) {
  (void)live;
  exec_service *service = state;
  const pc_deadline deadline = {
      .at_us = g_get_monotonic_time() + (gint64)service->timeout_ms * 1000, .input = -1};
  g_autoptr(pc_outcome) outcome = NULL;
  json_t *operation = json_pack("{s:s}", "op", "inventory");
  const bool fine =
      program_ensure(service, error) &&
      program_operate(service, service->program, operation, &deadline, &outcome, error);
  json_decref(operation);
  if (!fine || outcome->kind != PC_OUTCOME_VALUE)
    return fine;
  for (guint i = 0; i < pc_value_length(outcome->value); i++)
    key_name_add(pc_value_item(outcome->value, i), names);
  return true;
}

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  exec_service *service = state;
  (void)deadline;
  service->scratch = g_strdup(scratch->name);
  pc_exec_keys_init(&service->keys, scratch->folder);
  return program_ensure(service, error);
}

static bool scratch_close(void *state, const pc_scratch *scratch, GError **error) {
  exec_service *service = state;
  const bool died = !pc_exec_program_is_alive(service->program);
  bool removed = true;
  /* What a program holds by itself has died with it; what it was doing elsewhere may be half done.
   * A queue has more than its name: connections, what is unacknowledged. */
  const bool whole = died || service->role == PC_ROLE_QUEUE;
  if (service->scratch && !(died && json_is_true(json_object_get(service->hello, "local"))))
    removed = keys_delete(service, service->scratch, &service->keys, error) &&
              (!whole || name_remove(service, scratch->name, error));
  pc_exec_keys_clear(&service->keys);
  g_clear_pointer(&service->scratch, g_free);
  return removed;
}

static bool session_open(void *service, void *state, const char *name, const pc_deadline *deadline,
                         GError **error) {
  (void)error;
  *(exec_session *)state =
      (exec_session){.service = service, .deadline = deadline, .name = g_strdup(name)};
  return true;
}

static void session_close(void *state) {
  exec_session *session = state;
  pc_outcome_free(session->outcome);
  g_free(session->name);
}

static bool session_send(void *state, const pc_statement *statement, GError **error) {
  exec_session *session = state;
  exec_service *service = session->service;
  session->operation = statement->operation;
  return pc_exec_keys_note(&service->keys, service->scratch, statement->operation, error);
}

/* The same key, asked of another process of the same application. */
static bool elsewhere_get(const exec_session *session, const json_t *operation,
                          pc_outcome **ret_outcome, GError **error) {
  pc_exec_program *other = program_start(session->service, NULL, error);
  if (!other)
    return false;
  json_t *get = json_copy((json_t *)(guintptr)operation);
  json_object_set_new(get, "op", json_string("get"));
  bool fine = program_operate(session->service, other, get, session->deadline, ret_outcome, error);
  json_decref(get);
  if (fine && !pc_exec_program_end(other)) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST,
                "the program did not end at the end of its input and was killed");
    g_clear_pointer(ret_outcome, pc_outcome_free);
    fine = false;
  }
  pc_exec_program_free(other);
  return fine;
}

/* Sessions cannot wait for each other: a program is asked one thing at a time. */
static pc_wait session_wait(void *state, GError **error) {
  exec_session *session = state;
  exec_service *service = session->service;
  if (session->outcome)
    return PC_WAIT_DONE;
  if (!pc_exec_program_is_alive(service->program)) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the program is gone");
    return PC_WAIT_FAILED;
  }
  json_t *operation = json_copy((json_t *)(guintptr)session->operation);
  json_object_set_new(operation, "session", json_string(session->name));
  json_object_set_new(operation, "scratch", json_string(service->scratch));
  const bool elsewhere = g_strcmp0(pc_operation_name(operation), "get_elsewhere") == 0;
  const bool fine = elsewhere ? elsewhere_get(session, operation, &session->outcome, error)
                              : program_operate(service, service->program, operation,
                                                session->deadline, &session->outcome, error);
  json_decref(operation);
  if (fine && session->outcome->kind != PC_OUTCOME_REFUSAL)
    pc_exec_keys_written(&service->keys, session->operation);
  return fine ? PC_WAIT_DONE : PC_WAIT_FAILED;
}

static pc_outcome *session_take(void *state) {
  return g_steal_pointer(&((exec_session *)state)->outcome);
}

/* Nothing runs between wait and wait. */
static void session_cancel(void *state) { (void)state; }

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};

static const char *const schemes[] = {"exec", NULL};

const pc_adapter pc_adapter_exec = {
    .name = "exec",
    .product = "a program",
    .summary = "a program that answers as JSON lines: exec:COMMAND",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_CACHE,
    .capabilities = PC_ADAPTER_FILES | PC_ADAPTER_SESSIONS | PC_ADAPTER_FRONT | PC_ADAPTER_PROGRAM,
    .service_size = sizeof(exec_service),
    .session_size = sizeof(exec_session),
    .options = options,
    .check = exec_check,
    .open = exec_open,
    .close = exec_close,
    .fingerprint = exec_fingerprint,
    .client = exec_client,
    .remove = exec_remove,
    .inventory = exec_inventory,
    .drivers = {[PC_LANGUAGE_CACHE] = &driver},
};

const pc_adapter pc_adapter_exec_queue = {
    .name = "exec-queue",
    .product = "a program",
    .summary = "a program that answers for a queue as JSON lines: exec:COMMAND",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_QUEUE,
    .capabilities = PC_ADAPTER_FILES | PC_ADAPTER_SESSIONS | PC_ADAPTER_FRONT | PC_ADAPTER_PROGRAM,
    .service_size = sizeof(exec_service),
    .session_size = sizeof(exec_session),
    .options = options,
    .check = exec_check,
    .open = exec_queue_open,
    .close = exec_close,
    .fingerprint = exec_fingerprint,
    .client = exec_client,
    .remove = exec_remove,
    .inventory = exec_inventory,
    .drivers = {[PC_LANGUAGE_QUEUE] = &driver},
};
