/* SPDX-License-Identifier: MIT */
/*
 * Operations as Memcached's text protocol. Nothing here waits for another session: an operation is
 * sent and its reply read in one go.
 *
 * A server that refuses the line of a storage command reads the data behind it as commands. So what
 * may make it refuse is shown to it first in a command without data: a long key in a get, a TTL
 * beyond 32 bits in a touch. Blanks and control characters in a key would be commands themselves,
 * and are never sent.
 */
#include "adapters/memcached/internal.h"

#include "adapters/shared/answer.h"
#include "harness/base/error.h"
#include "harness/model/role_cache.h"

#include <math.h>
#include <string.h>

typedef struct memcached_session {
  pc_memcached_service *service;
  const pc_deadline *deadline;
  pc_wire wire;
  GHashTable *seen; /* key (GBytes) to the version that gets saw, as text; "0" where it saw nothing
                     */
  pc_outcome *outcome;
} memcached_session;

G_STATIC_ASSERT(sizeof(memcached_session) <= PC_MEMCACHED_SESSION_BYTES);

/* One operation on its way. An outcome of NULL is a failure, error being set. */
typedef struct call_context {
  memcached_session *session;
  pc_wire *wire;
  const pc_cache_call *call;
  const pc_value *key; /* the first */
  gsize key_length;
  GString *command;
  GError **error;
} call_context;

/* The first matching line; what begins with "SERVER_ERROR " and "CLIENT_ERROR " is without that
 * here. */
static const struct {
  const char *begins;
  const char *class_name;
} refusals[] = {
    {"object too large", "value_too_large"},
    {"too large", "value_too_large"},
    {"out of memory", "out_of_memory"},
    {"Out of memory", "out_of_memory"},
    {"cannot increment or decrement non-numeric value", "not_an_integer"},
    {"invalid numeric delta argument", "bad_argument"},
    {"invalid exptime argument", "bad_argument"},
    {"bad data chunk", "syntax_error"},
    {"bad command line format", "syntax_error"},
    {"line too long", "syntax_error"},
    {"unauthenticated", "access_denied"},
    {"authentication failure", "access_denied"},
};

char *pc_memcached_refusal_class(const char *line, gsize key_length) {
  if (strcmp(line, "ERROR") == 0)
    return g_strdup("unknown_command");
  const bool client = g_str_has_prefix(line, "CLIENT_ERROR ");
  if (!client && !g_str_has_prefix(line, "SERVER_ERROR ") && !g_str_has_prefix(line, "ERROR "))
    return NULL;
  const char *what = strchr(line, ' ') + 1;
  if (client && key_length > PC_MEMCACHED_KEY_MAX)
    return g_strdup("bad_key");
  for (guint i = 0; i < G_N_ELEMENTS(refusals); i++)
    if (g_str_has_prefix(what, refusals[i].begins))
      return g_strdup(refusals[i].class_name);
  return pc_cache_refusal_class(what);
}

/* The outcome of a line that is none of those that its command expects. */
static pc_outcome *line_refuse(call_context *context, const char *line) {
  g_autofree char *class_name = pc_memcached_refusal_class(line, context->key_length);
  if (!class_name) {
    pc_wire_garbage(context->wire, line, context->error);
    return NULL;
  }
  g_autofree char *code = g_strndup(line, strcspn(line, " "));
  return pc_outcome_new_refusal(class_name, code, line);
}

static pc_outcome *client_refuse(const char *class_name, const char *message) {
  return pc_outcome_new_refusal(class_name, "client", message);
}

static pc_outcome *key_check(const pc_value *key) {
  gsize length;
  const char *text = pc_value_text(key, &length);
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] <= ' ' || text[i] == 0x7f)
      return client_refuse(
          "bad_key", "a blank or control character in a key would be read as part of the command");
  return NULL;
}

static void key_append(GString *command, const pc_value *key) {
  gsize length;
  const char *text = pc_value_text(key, &length);
  g_string_append_c(command, ' ');
  g_string_append_len(command, text, (gssize)length);
}

static GBytes *key_bytes(const pc_value *key) {
  gsize length;
  const char *text = pc_value_text(key, &length);
  return g_bytes_new(text, length);
}

/* Sends the command and reads the first line of the reply; NULL with error set. */
static const char *command_ask(call_context *context, GError **error) {
  const char *line = NULL;
  g_string_append(context->command, "\r\n");
  if (!pc_wire_write(context->wire, context->command, error) ||
      !pc_wire_read_line(context->wire, &line, error))
    return NULL;
  return line;
}

static const char *key_ask(call_context *context, const char *command) {
  g_string_assign(context->command, command);
  key_append(context->command, context->key);
  return command_ask(context, context->error);
}

static pc_value *value_from(const char *data, gsize length) {
  const char *at = data;
  while (!g_utf8_validate_len(at, (gsize)(data + length - at), &at)) {
    if (at == data + length || *at != '\0')
      return pc_value_new_bytes(data, length);
    at++;
  }
  return pc_value_new_text(PC_KIND_TEXT, data, (gssize)length);
}

/* "VALUE key flags bytes [version]" of one of the keys asked for that is not found yet. ret_version
 * may be NULL. */
static bool value_line_parse(call_context *context, const char *line, GHashTable *found,
                             const pc_value **ret_key, gsize *ret_length, char **ret_version) {
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  const guint n = g_strv_length(words);
  guint64 length;
  if (n < 4 || n > 5 || strcmp(words[0], "VALUE") != 0 ||
      !g_ascii_string_to_unsigned(words[3], 10, 0, G_MAXUINT32, &length, NULL))
    return pc_wire_garbage(context->wire, line, context->error);
  *ret_key = NULL;
  for (guint i = 0; i < context->call->keys->len && !*ret_key; i++)
    if (strcmp(pc_value_text(context->call->keys->pdata[i], NULL), words[1]) == 0 &&
        !g_hash_table_contains(found, context->call->keys->pdata[i]))
      *ret_key = context->call->keys->pdata[i];
  if (!*ret_key)
    return pc_wire_garbage(context->wire, line, context->error);
  if (length > PC_ANSWER_BYTES_MAX) {
    pc_wire_disconnect(context->wire);
    g_set_error(context->error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d MiB",
                PC_ANSWER_BYTES_MAX >> 20);
    return false;
  }
  if (ret_version)
    *ret_version = g_strdup(n == 5 ? words[4] : "");
  *ret_length = (gsize)length;
  return true;
}

/* What a get found: keys (borrowed) to pc_value. A key that is asked for twice is answered twice.
 */
static bool values_read(call_context *context, const char *line, GHashTable *found,
                        char **ret_version) {
  gsize bytes = 0;
  while (strcmp(line, "END") != 0) {
    const pc_value *key;
    const char *data;
    gsize length;
    if (!value_line_parse(context, line, found, &key, &length, ret_version) ||
        !pc_wire_read_data(context->wire, length, &data, context->error))
      return false;
    bytes += length;
    if (bytes > PC_ANSWER_BYTES_MAX) {
      pc_wire_disconnect(context->wire);
      g_set_error(context->error, PC_ERROR, PC_ERROR_TOO_LARGE, "the answer is larger than %d MiB",
                  PC_ANSWER_BYTES_MAX >> 20);
      return false;
    }
    g_hash_table_insert(found, (gpointer)(guintptr)key, value_from(data, length));
    if (!pc_wire_read_line(context->wire, &line, context->error))
      return false;
  }
  return true;
}

static void value_destroy(gpointer value) { pc_value_free(value); }

static pc_outcome *get(call_context *context, const char *command, char **ret_version) {
  const char *line = key_ask(context, command);
  if (!line)
    return NULL;
  if (!g_str_has_prefix(line, "VALUE ") && strcmp(line, "END") != 0)
    return line_refuse(context, line);
  g_autoptr(GHashTable) found = g_hash_table_new_full(NULL, NULL, NULL, value_destroy);
  if (!values_read(context, line, found, ret_version))
    return NULL;
  pc_value *value;
  if (!g_hash_table_steal_extended(found, context->key, NULL, (gpointer *)&value))
    return pc_outcome_new(PC_OUTCOME_MISSING);
  return pc_outcome_new_value_take(value);
}

static pc_outcome *get_many(call_context *context) {
  g_autoptr(pc_value) map = pc_value_new_list(PC_KIND_MAP);
  if (context->call->keys->len == 0)
    return pc_outcome_new_value_take(g_steal_pointer(&map));
  g_string_assign(context->command, "get");
  for (guint i = 0; i < context->call->keys->len; i++) {
    gsize length;
    pc_value_text(context->call->keys->pdata[i], &length);
    context->key_length = MAX(context->key_length, length);
    key_append(context->command, context->call->keys->pdata[i]);
  }
  const char *line = command_ask(context, context->error);
  if (!line)
    return NULL;
  if (!g_str_has_prefix(line, "VALUE ") && strcmp(line, "END") != 0)
    return line_refuse(context, line);
  g_autoptr(GHashTable) found = g_hash_table_new_full(NULL, NULL, NULL, value_destroy);
  if (!values_read(context, line, found, NULL))
    return NULL;
  for (guint i = 0; i < context->call->keys->len; i++) {
    gpointer value;
    gsize bytes = 0;
    if (!g_hash_table_steal_extended(found, context->call->keys->pdata[i], NULL, &value))
      continue;
    pc_value_append_take(map, pc_cache_value_copy(context->call->keys->pdata[i], &bytes));
    pc_value_append_take(map, value);
  }
  return pc_outcome_new_value_take(g_steal_pointer(&map));
}

/* NULL: the TTL can be sent. */
static pc_outcome *ttl_check(const call_context *context) {
  return isinf(context->call->ttl)
             ? client_refuse("bad_argument", "the protocol has no infinite TTL")
             : NULL;
}

static bool ttl_is_unusual(const call_context *context) {
  const double ttl = context->call->ttl;
  return context->call->has_ttl && (ttl < G_MININT32 || ttl > G_MAXINT32 || ttl != rint(ttl));
}

/* As it was given: a fraction is the server's to refuse. */
static void ttl_append(const call_context *context) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const double ttl = context->call->has_ttl ? context->call->ttl : 0;
  g_string_append(context->command,
                  g_ascii_formatd(number, sizeof number, ttl == rint(ttl) ? "%.0f" : "%.15g", ttl));
}

/* Shows the server what may make it refuse the line of a storage command. NULL and *ret_failed
 * false: it did not. */
static pc_outcome *storage_ask_first(call_context *context, bool *ret_failed) {
  pc_outcome *outcome = NULL;
  *ret_failed = false;
  if (context->key_length > PC_MEMCACHED_KEY_MAX) {
    outcome = get(context, "get", NULL);
    *ret_failed = !outcome;
    if (!outcome || outcome->kind == PC_OUTCOME_REFUSAL)
      return outcome;
    g_clear_pointer(&outcome, pc_outcome_free);
  }
  if (ttl_is_unusual(context)) {
    g_string_printf(context->command, "touch %s/none ", context->session->service->scratch->name);
    ttl_append(context);
    const char *line = command_ask(context, context->error);
    if (line && strcmp(line, "NOT_FOUND") != 0)
      outcome = line_refuse(context, line);
    *ret_failed = !line || (strcmp(line, "NOT_FOUND") != 0 && !outcome);
  }
  return outcome;
}

/* Whether a client has bytes to store value as: its text. */
static bool value_is_storable(const pc_value *value) {
  const pc_kind kind = pc_value_kind(value);
  return kind == PC_KIND_TEXT || kind == PC_KIND_BYTES || kind == PC_KIND_INTEGER ||
         kind == PC_KIND_REAL || kind == PC_KIND_DECIMAL;
}

static pc_outcome *storage_outcome(call_context *context, const char *line) {
  const bool quiet = context->call->op == PC_CACHE_SET || context->call->op == PC_CACHE_SET_MANY;
  if (strcmp(line, "STORED") == 0)
    return quiet ? pc_outcome_new(PC_OUTCOME_DONE) : pc_cache_boolean(true);
  if (!quiet && (strcmp(line, "NOT_STORED") == 0 || strcmp(line, "EXISTS") == 0))
    return pc_cache_boolean(false);
  if (context->call->op == PC_CACHE_CAS && strcmp(line, "NOT_FOUND") == 0)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  pc_outcome *outcome = line_refuse(context, line);
  /* A refused line may have left its data to be read as commands, and their replies behind this
   * one. */
  if (!g_str_has_prefix(line, "SERVER_ERROR") && context->wire->input)
    pc_wire_disconnect(context->wire);
  return outcome;
}

/* version: of cas, or NULL. */
static pc_outcome *store(call_context *context, const char *command, const pc_value *value,
                         const char *version) {
  bool failed;
  gsize length;
  const char *text = pc_value_text(value, &length);
  if (!value_is_storable(value))
    return client_refuse("bad_value", "the client takes text, bytes and numbers");
  pc_outcome *first = ttl_check(context);
  if (first || (first = storage_ask_first(context, &failed)) || failed)
    return first;
  g_string_assign(context->command, command);
  key_append(context->command, context->key);
  g_string_append(context->command, " 0 ");
  ttl_append(context);
  g_string_append_printf(context->command, " %" G_GSIZE_FORMAT, length);
  if (version)
    g_string_append_printf(context->command, " %s", version);
  g_string_append(context->command, "\r\n");
  g_string_append_len(context->command, text, (gssize)length);
  g_hash_table_add(context->session->service->written, key_bytes(context->key));
  context->wire->settles = true;
  const char *line = command_ask(context, context->error);
  context->wire->settles = false;
  return line ? storage_outcome(context, line) : NULL;
}

static pc_outcome *set_many(call_context *context) {
  for (guint i = 0; i < context->call->keys->len; i++) {
    context->key = context->call->keys->pdata[i];
    pc_value_text(context->key, &context->key_length);
    pc_outcome *outcome = store(context, "set", context->call->values->pdata[i], NULL);
    if (!outcome || outcome->kind != PC_OUTCOME_DONE)
      return outcome;
    pc_outcome_free(outcome);
  }
  return pc_outcome_new(PC_OUTCOME_DONE);
}

/* A command whose reply is one of two words. */
static pc_outcome *decide(call_context *context, const char *line, const char *yes) {
  if (!line)
    return NULL;
  if (strcmp(line, yes) == 0 || strcmp(line, "NOT_FOUND") == 0)
    return pc_cache_boolean(strcmp(line, yes) == 0);
  return line_refuse(context, line);
}

static pc_outcome *count(call_context *context, const char *command) {
  const char *by = context->call->by;
  if (!by || *by == '-')
    return client_refuse("bad_argument", "the protocol counts by whole numbers from 0 on");
  g_string_assign(context->command, command);
  key_append(context->command, context->key);
  g_string_append_printf(context->command, " %s", by);
  const char *line = command_ask(context, context->error);
  if (!line)
    return NULL;
  if (strcmp(line, "NOT_FOUND") == 0)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  const gsize digits = strspn(line, "0123456789");
  if (digits > 0 && digits <= 20 && line[digits] == '\0')
    return pc_outcome_new_value_take(pc_value_new_text(PC_KIND_INTEGER, line, -1));
  return line_refuse(context, line);
}

static pc_outcome *touch(call_context *context) {
  pc_outcome *refused = ttl_check(context);
  if (refused)
    return refused;
  g_string_assign(context->command, "touch");
  key_append(context->command, context->key);
  g_string_append_c(context->command, ' ');
  ttl_append(context);
  return decide(context, command_ask(context, context->error), "TOUCHED");
}

/* The meta protocol of 1.6: "HD t-1", "HD t59", "EN". */
static pc_outcome *ttl(call_context *context) {
  g_string_assign(context->command, "mg");
  key_append(context->command, context->key);
  g_string_append(context->command, " t");
  const char *line = command_ask(context, context->error);
  gint64 seconds;
  if (!line)
    return NULL;
  if (strcmp(line, "ERROR") == 0)
    return pc_outcome_new_unsupported(context->call->name);
  if (strcmp(line, "EN") == 0)
    return pc_outcome_new(PC_OUTCOME_MISSING);
  if (!g_str_has_prefix(line, "HD t") ||
      !g_ascii_string_to_signed(line + 4, 10, G_MININT32, G_MAXINT32, &seconds, NULL))
    return line_refuse(context, line);
  return pc_outcome_new_value_take(seconds < 0 ? pc_value_new_null()
                                               : pc_value_new_real((double)seconds));
}

static pc_outcome *get_version(call_context *context) {
  g_autofree char *version = NULL;
  pc_outcome *outcome = get(context, "gets", &version);
  if (outcome && outcome->kind != PC_OUTCOME_REFUSAL)
    g_hash_table_replace(context->session->seen, key_bytes(context->key),
                         version && *version ? g_steal_pointer(&version) : g_strdup("0"));
  return outcome;
}

/* What no gets has seen cannot be known to be unchanged: no entry has the version 0. */
static pc_outcome *cas(call_context *context) {
  g_autoptr(GBytes) key = key_bytes(context->key);
  const char *version = g_hash_table_lookup(context->session->seen, key);
  return store(context, "cas", context->call->values->pdata[0], version ? version : "0");
}

/* What comes back is bytes, never a list. */
static pc_outcome *change(call_context *context) {
  pc_outcome *outcome = get(context, "get", NULL);
  if (!outcome || outcome->kind != PC_OUTCOME_VALUE)
    return outcome;
  pc_outcome_free(outcome);
  return client_refuse("wrong_type", "the value is no list");
}

static pc_outcome *get_elsewhere(const call_context *context) {
  pc_wire other;
  call_context elsewhere = *context;
  if (!pc_wire_connect(&other, &context->session->service->address, context->session->deadline,
                       context->error))
    return NULL;
  elsewhere.wire = &other;
  pc_outcome *outcome = get(&elsewhere, "get", NULL);
  pc_wire_disconnect(&other);
  return outcome;
}

static pc_outcome *reconnect(call_context *context) {
  pc_wire_disconnect(context->wire);
  if (!pc_wire_connect(context->wire, &context->session->service->address,
                       context->session->deadline, context->error))
    return NULL;
  return pc_outcome_new(PC_OUTCOME_DONE);
}

static pc_outcome *call_ask(call_context *context) {
  for (guint i = 0; i < context->call->keys->len; i++) {
    pc_outcome *refused = key_check(context->call->keys->pdata[i]);
    if (refused)
      return refused;
  }
  switch (context->call->op) {
  case PC_CACHE_GET:
    return get(context, "get", NULL);
  case PC_CACHE_GET_MANY:
    return get_many(context);
  case PC_CACHE_SET:
    return store(context, "set", context->call->values->pdata[0], NULL);
  case PC_CACHE_SET_MANY:
    return set_many(context);
  case PC_CACHE_ADD:
    return store(context, "add", context->call->values->pdata[0], NULL);
  case PC_CACHE_REPLACE:
    return store(context, "replace", context->call->values->pdata[0], NULL);
  case PC_CACHE_APPEND:
    return store(context, "append", context->call->values->pdata[0], NULL);
  case PC_CACHE_DELETE:
    return decide(context, key_ask(context, "delete"), "DELETED");
  case PC_CACHE_INCREMENT:
    return count(context, "incr");
  case PC_CACHE_DECREMENT:
    return count(context, "decr");
  case PC_CACHE_TOUCH:
    return touch(context);
  case PC_CACHE_TTL:
    return ttl(context);
  case PC_CACHE_GETS:
    return get_version(context);
  case PC_CACHE_CAS:
    return cas(context);
  case PC_CACHE_CHANGE:
    return change(context);
  case PC_CACHE_GET_ELSEWHERE:
    return get_elsewhere(context);
  case PC_CACHE_RECONNECT:
    return reconnect(context);
  case PC_CACHE_UNKNOWN:
    break;
  }
  return pc_outcome_new_unsupported(context->call->name);
}

bool pc_memcached_session_open(void *service, void *state, const char *name,
                               const pc_deadline *deadline, GError **error) {
  memcached_session *session = state;
  (void)name;
  session->service = service;
  session->deadline = deadline;
  if (!pc_wire_connect(&session->wire, &session->service->address, deadline, error))
    return false;
  session->seen =
      g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
  return true;
}

void pc_memcached_session_close(void *state) {
  memcached_session *session = state;
  pc_wire_disconnect(&session->wire);
  g_clear_pointer(&session->seen, g_hash_table_unref);
  g_clear_pointer(&session->outcome, pc_outcome_free);
}

/* A connection that was given up after a refusal is opened again. After a failure nobody asks any
 * more. */
static bool session_ready(memcached_session *session, GError **error) {
  return session->wire.input ||
         pc_wire_connect(&session->wire, &session->service->address, session->deadline, error);
}

bool pc_memcached_send(void *state, const pc_statement *statement, GError **error) {
  memcached_session *session = state;
  pc_cache_call call;
  if (!session_ready(session, error) ||
      !pc_cache_call_init(&call, statement->operation, session->service->scratch->name, error))
    return false;
  g_autoptr(GString) command = g_string_new(NULL);
  call_context context = {.session = session,
                          .wire = &session->wire,
                          .call = &call,
                          .command = command,
                          .error = error};
  if (call.keys->len) {
    context.key = call.keys->pdata[0];
    pc_value_text(context.key, &context.key_length);
  }
  session->outcome = call_ask(&context);
  pc_cache_call_clear(&call);
  return session->outcome != NULL;
}

pc_wait pc_memcached_wait(void *session, GError **error) {
  (void)session;
  (void)error;
  return PC_WAIT_DONE;
}

pc_outcome *pc_memcached_take(void *session) {
  return g_steal_pointer(&((memcached_session *)session)->outcome);
}

void pc_memcached_cancel(void *session) {
  pc_wire_disconnect(&((memcached_session *)session)->wire);
}
