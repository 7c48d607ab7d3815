/* SPDX-License-Identifier: MIT */
/* The worker: requests in, answers out, one service. */
#include "harness/worker/worker.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/line_reader.h"
#include "harness/base/names.h"
#include "harness/base/secrets.h"
#include "harness/base/version.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/script.h"
#include "harness/model/inventory.h"
#include "harness/model/run_name.h"
#include "harness/worker/contract.h"
#include "harness/worker/scratch.h"
#include "harness/worker/step.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LATE_MS = 2000 };

typedef struct worker {
  pc_harness harness;
  int output;
  pc_line_reader reader;
  pc_endpoint *endpoint;
  const pc_adapter *adapter;
  void *service;
  int timeout_ms;
  pc_probe *last; /* the script asked last: most are asked twice in a row */
} worker;

static const GPtrArray *worker_secrets(const worker *w) {
  return w->endpoint ? w->endpoint->masked : NULL;
}

/* What is compared is never changed: an answer that holds a secret becomes none, which is not
 * agreement. */
static void answer_withhold(json_t *message) {
  json_object_set_new(message, "type", json_string("fault"));
  json_object_set_new(message, "asked", json_integer(0));
  json_object_set_new(message, "observations", json_array());
  json_object_set_new(message, "code", json_string(pc_error_code_name(PC_ERROR_FAILED)));
  json_object_set_new(
      message, "message",
      json_string(
          "the answer holds a secret of the service's URL, and is not recorded for that: ask for "
          "something else, or take the secret out of the URL"));
}

static void message_mask(const GPtrArray *secrets, json_t *message) {
  static const char *const for_people[] = {"message", "left", "step", "unfit"};
  json_t *fingerprint = json_object_get(message, "fingerprint");
  size_t i;
  json_t *sent;
  if (pc_secrets_are_in_json(secrets, json_object_get(message, "observations")))
    answer_withhold(message);
  pc_secrets_mask_json(secrets, PC_MASK_DISTINCTIVE, message);
  pc_secrets_mask_json(secrets, PC_MASK_ALL, json_object_get(fingerprint, "notes"));
  json_array_foreach(json_object_get(message, "trace"), i, sent)
      pc_secrets_mask_member(secrets, sent, "message");
  for (guint k = 0; k < G_N_ELEMENTS(for_people); k++)
    pc_secrets_mask_member(secrets, message, for_people[k]);
}

/* The only way out of a worker: whatever it says, a server may have repeated a secret in it. */
static bool worker_say(worker *w, GString *line, GError **error) {
  const GPtrArray *secrets = worker_secrets(w);
  if (pc_secrets_may_be_in(secrets, line->str, line->len)) {
    json_t *message = json_loadb(line->str, line->len, JSON_ALLOW_NUL, NULL);
    message_mask(secrets, message);
    char *text = message ? json_dumps(message, JSON_COMPACT) : NULL;
    json_decref(message);
    if (!text) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "an answer that may hold a secret cannot be read");
      return false;
    }
    g_string_assign(line, text);
    free(text);
  }
  g_string_append_c(line, '\n');
  return pc_write_all(w->output, line->str, line->len, error);
}

static bool worker_say_json(worker *w, json_t *message, GError **error) {
  char *text = json_dumps(message, JSON_COMPACT | JSON_SORT_KEYS);
  g_autoptr(GString) line = g_string_new(text);
  free(text);
  return worker_say(w, line, error);
}

/* Text of a service or a library, which JSON can hold. */
static json_t *text_json(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

static bool worker_refuse(worker *w, const GError *problem, GError **error) {
  json_t *refusal =
      json_pack("{s:s,s:s,s:o}", "type", "refused", "code", pc_error_code_name(problem->code),
                "message", text_json(problem->message));
  const bool said = worker_say_json(w, refusal, error);
  json_decref(refusal);
  return said;
}

/* A client library, which opens it, would wait for somebody to write to a pipe. */
static bool option_files_check(const pc_endpoint *endpoint, GError **error) {
  for (guint i = 0; i < endpoint->values->len; i++) {
    struct stat status;
    const char *path = endpoint->values->pdata[i];
    if (*path != '/' || strcmp(path, "/dev/null") == 0 || stat(path, &status) != 0)
      continue;
    if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) {
      g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                  "the URL's option '%s' names a %s, expected a file",
                  (char *)endpoint->names->pdata[i], S_ISFIFO(status.st_mode) ? "pipe" : "device");
      return false;
    }
  }
  return true;
}

/* Those that the harness knows of. */
static void secrets_take(worker *w, const json_t *secrets) {
  g_autoptr(GPtrArray) told = pc_secrets_new();
  size_t i;
  json_t *secret;
  json_array_foreach(secrets, i, secret) {
    if (json_is_string(secret))
      pc_secrets_add(told, json_string_value(secret), -1);
  }
  pc_endpoint_mask(w->endpoint, told);
}

/* The net below every ceiling of an adapter's: what a client library takes in before anybody can
 * count it. Sanitizers need more than they would get. */
static void memory_limit(const pc_adapter *adapter) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  struct rlimit limit;
  const rlim_t most = (rlim_t)(adapter->memory_mib ? adapter->memory_mib : PC_WORKER_MEMORY_MIB)
                      << 20;
  if (getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur <= most)
    return;
  /* The hard one stays, for the programs that a worker starts. */
  limit.rlim_cur = most;
  setrlimit(RLIMIT_DATA, &limit);
#else
  (void)adapter;
#endif
}

static bool service_open(worker *w, const json_t *hello, const char *url, GError **error) {
  const char *adapter = json_string_value(json_object_get(hello, "adapter"));
  w->endpoint = pc_endpoint_parse(url, error);
  if (!w->endpoint)
    return false;
  const char *name = json_string_value(json_object_get(hello, "name"));
  w->endpoint->worker = g_strdup(pc_worker_name_is_one(name) ? name : NULL);
  w->endpoint->session_own =
      g_strcmp0(json_string_value(json_object_get(hello, "session")), "own") == 0;
  secrets_take(w, json_object_get(hello, "secrets"));
  if (!option_files_check(w->endpoint, error))
    return false;
  w->adapter =
      adapter ? pc_adapter_named(adapter, error) : pc_adapter_find(w->endpoint->scheme, error);
  if (!w->adapter || !w->adapter->check(w->endpoint, error))
    return false;
  memory_limit(w->adapter);
  pc_step_doing(&w->harness, "connecting to the service");
  w->service = g_malloc0(w->adapter->service_size);
  if (!w->adapter->open(w->service, w->endpoint, w->timeout_ms, error)) {
    g_clear_pointer(&w->service, g_free);
    return false;
  }
  if (w->adapter->secrets) {
    g_autoptr(GPtrArray) learnt = pc_secrets_new();
    w->adapter->secrets(w->service, learnt);
    pc_endpoint_mask(w->endpoint, learnt);
  }
  return true;
}

/* Of what nobody but the user has looked at: what it writes stays in its scratch, and the service
 * sees to that. */
static bool service_confines(worker *w, GError **error) {
  pc_step_doing(&w->harness, "asking what the user may write");
  return !w->adapter->confined || w->adapter->confined(w->service, error);
}

static json_t *worker_greeting(worker *w, bool fingerprint, GError **error) {
  g_autofree char *client = w->adapter->client(w->endpoint);
  json_t *greeting =
      json_pack("{s:s,s:i,s:s,s:i,s:s,s:s}", "type", "ready", "protocol", PC_PROTOCOL, "tool",
                PC_VERSION, "pid", (int)getpid(), "adapter", w->adapter->name, "client", client);
  if (!fingerprint)
    return greeting;
  json_t *found = json_object();
  pc_step_doing(&w->harness, "asking for the version and the settings");
  if (!w->adapter->fingerprint(w->service, found, error)) {
    json_decref(found);
    json_decref(greeting);
    return NULL;
  }
  if (w->endpoint->session_own) {
    json_object_set_new(found, "session", json_string("own"));
    json_array_append_new(
        json_object_get(found, "notes"),
        json_string("session: own: the configuration declares that each connection has a whole "
                    "session of the server to itself, which was not proved"));
  }
  json_object_set_new(greeting, "fingerprint", found);
  return greeting;
}

static bool worker_hello(worker *w, const json_t *request, GError **error) {
  const char *url = json_string_value(json_object_get(request, "url"));
  const json_int_t protocol = json_integer_value(json_object_get(request, "protocol"));
  w->timeout_ms =
      (int)CLAMP(json_integer_value(json_object_get(request, "timeout_ms")), 1, G_MAXINT / 2);
  g_autoptr(GError) problem = NULL;
  json_t *greeting = NULL;
  w->harness.steps = json_is_true(json_object_get(request, "steps")) ? w->output : -1;
  if (protocol != PC_PROTOCOL)
    g_set_error(
        &problem, PC_ERROR, PC_ERROR_USAGE,
        "this worker (paritycheck " PC_VERSION
        ") speaks protocol %d, the harness speaks %d: install the same version on both sides",
        PC_PROTOCOL, (int)protocol);
  else if (!url || w->endpoint)
    g_set_error(&problem, PC_ERROR, PC_ERROR_USAGE, "a hello needs a url, and comes once");
  else if (service_open(w, request, url, &problem) &&
           (!json_is_true(json_object_get(request, "confined")) || service_confines(w, &problem)))
    greeting = worker_greeting(w, json_is_true(json_object_get(request, "fingerprint")), &problem);
  /* It was let in: whatever is wrong, the service is there. */
  if (problem && w->service && problem->code == PC_ERROR_UNREACHABLE)
    problem->code = PC_ERROR_UNFIT;
  if (!greeting && !problem)
    g_set_error(&problem, PC_ERROR, PC_ERROR_FAILED, "the service was refused without a reason");
  if (!greeting)
    return worker_refuse(w, problem, error);
  const bool said = worker_say_json(w, greeting, error);
  json_decref(greeting);
  return said;
}

/* The statements of a user's own script are checked here too. */
static pc_script *script_parse(const json_t *request, const char *text, pc_language language,
                               GError **error) {
  const char *id = json_string_value(json_object_get(request, "probe"));
  const char *level = json_string_value(json_object_get(request, "level"));
  if (!json_is_true(json_object_get(request, "own")))
    return pc_script_parse_built_in(text, strlen(text), language, id, level, error);
  return level ? pc_script_parse_at(text, strlen(text), language, id, level, error)
               : pc_script_parse(text, strlen(text), language, id, error);
}

/* The probe that a request names: a script comes with it, a C probe is this program's own. */
static const pc_probe *request_probe(worker *w, const json_t *request, GError **error) {
  const char *id = json_string_value(json_object_get(request, "probe"));
  const char *text = json_string_value(json_object_get(request, "script"));
  const pc_probe *probe = NULL;
  if (id && text && w->last && strcmp(w->last->id, id) == 0 &&
      strcmp(w->last->script->source, text) == 0 &&
      w->last->script->built_in == !json_is_true(json_object_get(request, "own")))
    return w->last;
  if (id && text) {
    const char *named = json_string_value(json_object_get(request, "language"));
    const int language = named ? pc_name_index(pc_language_names, named) : -1;
    if (language < 0) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "an ask with a script names its language");
      return NULL;
    }
    pc_script *script = script_parse(request, text, (pc_language)language, error);
    if (!script)
      return NULL;
    pc_probe_free(w->last);
    w->last = pc_probe_new_script(id, script);
    return w->last;
  }
  if (id)
    probe = pc_probe_find_c(id);
  if (!probe)
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "this worker does not know the probe '%s'",
                id ? id : "");
  return probe;
}

/* Opens the scratch, asks, closes it. problem: why there is no whole answer; left: why the scratch
 * is still there. */
static void probe_ask(worker *w, const pc_probe *probe, const char *name, const char *first,
                      GString *json, GError **problem, GError **left) {
  pc_open_scratch open;
  pc_open_scratch_init(&open, w->adapter, w->service, probe, name,
                       (int)pc_probe_deadline_ms(probe, (guint)w->timeout_ms), &w->harness,
                       problem);
  pc_open_scratch_ask(&open, probe, first, json, problem);
  pc_open_scratch_close(&open, left);
}

/* A contract is asked in more than one scratch. */
static void contract_ask(const worker *w, const pc_contract *contract, const json_t *request,
                         GString *json, GError **problem, GError **left) {
  const char *beside = json_string_value(json_object_get(request, "beside"));
  const pc_contract_place place = {.adapter = w->adapter,
                                   .service = w->service,
                                   .endpoint = w->endpoint,
                                   .scratch =
                                       json_string_value(json_object_get(request, "scratch")),
                                   .beside = beside,
                                   .timeout_ms = w->timeout_ms,
                                   .harness = &w->harness};
  if (pc_scratch_name_is_one(beside))
    pc_contract_ask(contract, &place, json, problem, left);
  else
    g_set_error(problem, PC_ERROR, PC_ERROR_FAILED,
                "a contract is asked with the name of a scratch beside");
}

static void text_member(const char *key, const char *text, GString *json) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_string_append_printf(json, ",\"%s\":", key);
  pc_json_string_print(valid, strlen(valid), json);
}

/* Whether one probe alone asked for too much, or whatever is asked from now on meets the same. */
static void unfit_print(worker *w, const GError *problem, GString *line) {
  g_autoptr(GError) unfit = NULL;
  if (!g_error_matches(problem, PC_ERROR, PC_ERROR_UNFIT) || !w->adapter || !w->adapter->fit)
    return;
  pc_step_doing(&w->harness, "asking whether the service takes writes");
  if (!w->adapter->fit(w->service, &unfit) && g_error_matches(unfit, PC_ERROR, PC_ERROR_UNFIT))
    text_member("unfit", unfit->message, line);
}

static bool worker_ask(worker *w, const json_t *request, GError **error) {
  const char *scratch = json_string_value(json_object_get(request, "scratch"));
  g_autoptr(GError) problem = NULL;
  g_autoptr(GError) left = NULL;
  g_autoptr(GString) body = g_string_sized_new(1024);
  const gint64 began_us = g_get_monotonic_time();
  const pc_contract *contract =
      pc_contract_find(json_string_value(json_object_get(request, "probe")));
  const pc_probe *probe = NULL;
  if (!w->service || !pc_scratch_name_is_one(scratch))
    g_set_error(&problem, PC_ERROR, PC_ERROR_FAILED,
                "an ask comes after a hello and names a scratch");
  else if (contract)
    contract_ask(w, contract, request, body, &problem, &left);
  else
    probe = request_probe(w, request, &problem);
  if (probe)
    probe_ask(w, probe, scratch, json_string_value(json_object_get(request, "first")), body,
              &problem, &left);
  g_autoptr(GString) line = g_string_sized_new(body->len + 256);
  const bool skipped = g_error_matches(problem, PC_ERROR, PC_ERROR_NOT_ASKED);
  if (skipped)
    g_string_truncate(body, 0);
  g_string_append_printf(
      line, "{\"type\":\"%s\",\"task\":%" JSON_INTEGER_FORMAT ",\"took_us\":%" G_GINT64_FORMAT,
      skipped   ? "skipped"
      : problem ? "fault"
                : "answer",
      json_integer_value(json_object_get(request, "task")), g_get_monotonic_time() - began_us);
  if (body->len)
    g_string_append_printf(line, ",%s", body->str);
  if (skipped) {
    text_member("reason", problem->message, line);
  } else if (problem) {
    g_string_append_printf(line, ",\"code\":\"%s\"", pc_error_code_name(problem->code));
    text_member("message", problem->message, line);
    unfit_print(w, problem, line);
  }
  if (left)
    text_member("left", left->message, line);
  g_string_append_c(line, '}');
  return worker_say(w, line, error);
}

/* Whatever it is asked, a worker removes nothing but what bears the name of a scratch. */
static bool scratch_remove(worker *w, const char *scratch, bool *ret_found, GError **error) {
  if (!w->service || !pc_scratch_name_is_one(scratch)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s",
                w->service ? "no scratch has such a name: not removed"
                           : "a removal comes after a hello");
    return false;
  }
  pc_step_doing(&w->harness, "removing a scratch");
  return w->adapter->remove(w->service, scratch, ret_found, error) &&
         (!(w->adapter->capabilities & PC_ADAPTER_FILES) ||
          pc_scratch_folder_remove(scratch, ret_found, error));
}

/* One look at the scratches: those of which something was there are added to found (a set of names,
 * borrowed), what could not be removed to left, with the reason. */
static void scratches_remove(worker *w, const json_t *scratches, GHashTable *found, json_t *left) {
  size_t i;
  json_t *name;
  json_array_foreach(scratches, i, name) {
    const char *scratch = json_string_value(name);
    g_autoptr(GError) problem = NULL;
    bool there = false;
    if (!scratch || json_object_get(left, scratch))
      continue;
    if (!scratch_remove(w, scratch, &there, &problem))
      json_object_set_new(left, scratch, text_json(problem->message));
    if (there)
      g_hash_table_add(found, (gpointer)(guintptr)scratch);
  }
}

static bool worker_clean(worker *w, const json_t *request, GError **error) {
  const json_t *scratches = json_object_get(request, "scratch");
  g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *left = json_object();
  json_t *gone = json_array();
  size_t i;
  json_t *name;
  scratches_remove(w, scratches, found, left);
  if (w->service && (w->adapter->capabilities & PC_ADAPTER_LATE)) {
    pc_step_doing(&w->harness, "waiting for what a dead worker had sent");
    g_usleep(LATE_MS * 1000);
    scratches_remove(w, scratches, found, left);
  }
  json_array_foreach(scratches, i, name) {
    const char *scratch = json_string_value(name);
    if (scratch && !json_object_get(left, scratch) && !g_hash_table_contains(found, scratch))
      json_array_append(gone, name);
  }
  json_t *reply = json_pack("{s:s,s:o,s:o}", "type", "cleaned", "left", left, "gone", gone);
  const bool said = worker_say_json(w, reply, error);
  json_decref(reply);
  return said;
}

static void folders_inventory(GPtrArray *names) {
  g_autoptr(GDir) dir = g_dir_open(g_get_tmp_dir(), 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;)
    if (pc_scratch_name_is_one(name))
      g_ptr_array_add(names, g_strdup(name));
}

static json_t *names_list(const GPtrArray *names) {
  json_t *list = json_array();
  for (guint i = 0; i < names->len; i++)
    json_array_append_new(list, json_string(names->pdata[i]));
  return list;
}

static bool worker_inventory(worker *w, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) live = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) problem = NULL;
  pc_step_doing(&w->harness, "listing the scratches");
  if (!w->service || !w->adapter->inventory(w->service, names, live, &problem)) {
    if (!problem)
      g_set_error(&problem, PC_ERROR, PC_ERROR_FAILED, "an inventory comes after a hello");
    return worker_refuse(w, problem, error);
  }
  if (w->adapter->capabilities & PC_ADAPTER_FILES)
    folders_inventory(names);
  json_t *reply = json_pack("{s:s,s:o,s:o}", "type", "inventory", "names", names_list(names),
                            "live", names_list(live));
  const bool said = worker_say_json(w, reply, error);
  json_decref(reply);
  return said;
}

/* What is there beside scratches. */
static bool worker_objects(worker *w, GError **error) {
  g_autoptr(pc_inventory) found = pc_inventory_new();
  g_autoptr(GError) problem = NULL;
  pc_step_doing(&w->harness, "listing what is there");
  if (!w->service || !w->adapter->objects || !w->adapter->objects(w->service, found, &problem)) {
    if (!problem)
      g_set_error(&problem, PC_ERROR, PC_ERROR_FAILED,
                  "the objects of this service cannot be listed");
    return worker_refuse(w, problem, error);
  }
  pc_inventory_sort(found);
  g_autofree char *none = g_strdup_printf("it holds more than %d objects", PC_OBJECTS_MAX);
  json_t *reply = found->too_many ? json_pack("{s:s,s:s}", "type", "objects", "none", none)
                                  : json_pack("{s:s,s:o}", "type", "objects", "objects",
                                              pc_inventory_print(found));
  const bool said = worker_say_json(w, reply, error);
  json_decref(reply);
  return said;
}

static bool worker_handle(worker *w, const char *line, gsize length, GError **error) {
  json_error_t problem;
  json_t *request = json_loadb(line, length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
  const char *type = json_string_value(json_object_get(request, "type"));
  bool fine;
  if (!type) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected a request as a JSON object with a type (%s)",
                request ? "it has none" : problem.text);
    fine = false;
  } else if (strcmp(type, "hello") == 0) {
    fine = worker_hello(w, request, error);
  } else if (strcmp(type, "ask") == 0) {
    fine = worker_ask(w, request, error);
  } else if (strcmp(type, "clean") == 0) {
    fine = worker_clean(w, request, error);
  } else if (strcmp(type, "inventory") == 0) {
    fine = worker_inventory(w, error);
  } else if (strcmp(type, "objects") == 0) {
    fine = worker_objects(w, error);
  } else {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "unknown request '%s'", type);
    fine = false;
  }
  json_decref(request);
  return fine;
}

static bool worker_loop(worker *w, GError **error) {
  for (;;) {
    char *line;
    gsize length;
    if (pc_line_reader_next(&w->reader, &line, &length) == PC_READ_LINE) {
      if (!worker_handle(w, line, length, error))
        return false;
      continue;
    }
    const pc_read state = pc_line_reader_fill(&w->reader, w->harness.input, error);
    if (state == PC_READ_END)
      return true;
    if (state == PC_READ_FAILED)
      return false;
  }
}

bool pc_worker_serve(int input, int output, GError **error) {
  g_autoptr(GString) latest = g_string_new(NULL);
  worker w = {.harness = {.input = input, .steps = -1, .latest = latest}, .output = output};
  pc_line_reader_init(&w.reader, PC_MESSAGE_BYTES_MAX);
  const bool fine = worker_loop(&w, error);
  if (w.service)
    w.adapter->close(w.service);
  g_free(w.service);
  pc_probe_free(w.last);
  pc_endpoint_free(w.endpoint);
  pc_line_reader_clear(&w.reader);
  return fine;
}
