/* SPDX-License-Identifier: MIT */
/*
 * Redis client sessions for raw scripts: one command line a statement.
 *
 * Two commands are the client's own and are never sent:
 *   RECEIVE [MS]   the next pushed message (a list), waiting at most MS (1000); missing: none came
 *   SLEEP MS       done after MS
 */
#include "adapters/redis/command.h"
#include "adapters/redis/error.h"
#include "adapters/redis/internal.h"

#include "harness/base/error.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

enum {
  RECEIVE_MS = 1000,
  PSEUDO_MS_MAX = 60000,
  PUSHED_MAX = 20000,
  ASSUMED_MS = 250, /* a blocking command without an answer is taken to wait, where clients are not
                       listed */
  UNTOLD_MS = 1000, /* so long: the list never says who waits */
  GRACE_MS = 80,    /* and what releases it is given so long to do so, at every look */
  CANCEL_MS = 2000,
};

typedef enum doing { IDLE, COMMAND, RECEIVING, SLEEPING } doing;

typedef struct session {
  pc_redis_service *service;
  const pc_deadline *deadline;
  pc_redis_connection *connection;
  char *id;          /* the server's number for this client, or NULL */
  GQueue *pushed;    /* pc_value, messages that no RECEIVE has asked for yet */
  GHashTable *heard; /* "s:", "p:" or "c:" and a channel or pattern */
  doing doing;
  bool in_multi;
  bool sent;           /* nothing is left to send */
  bool blocked;        /* the last look found it waiting */
  guint flags;         /* of the command */
  char kind;           /* what its confirmations are of: 's' 'p' 'c', or 0 */
  guint confirmations; /* still to come */
  char *command;       /* its name in capitals */
  gint64 began_us;
  gint64 until_us;
  pc_value *answers; /* several confirmations so far, or NULL */
  pc_outcome *outcome;
} session;

G_STATIC_ASSERT(sizeof(session) <= PC_REDIS_SESSION_BYTES);

static bool session_open(void *service_state, void *session_state, const char *name,
                         const pc_deadline *deadline, GError **error) {
  session *s = session_state;
  (void)name;
  s->service = service_state;
  s->deadline = deadline;
  s->connection = pc_redis_connect(s->service, s->service->scratch, deadline, error);
  if (!s->connection)
    return false;
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_connection_is_distrusted(s->connection) &&
      !pc_redis_ask_words(s->connection, s->service->timeout_ms, deadline, &reply, error, "CLIENT",
                          "ID", NULL)) {
    g_clear_pointer(&s->connection, pc_redis_connection_free);
    return false;
  }
  s->id = *pc_redis_reply_text(&reply) ? g_strdup(pc_redis_reply_text(&reply)) : NULL;
  s->pushed = g_queue_new();
  s->heard = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return true;
}

static void value_destroy(gpointer value) { pc_value_free(value); }

static void session_close(void *session_state) {
  session *s = session_state;
  pc_redis_let_go(s->service, s->connection);
  g_queue_free_full(s->pushed, value_destroy);
  g_hash_table_unref(s->heard);
  pc_outcome_free(s->outcome);
  pc_value_free(s->answers);
  g_free(s->command);
  g_free(s->id);
}

/* SCRIPT KILL, where it is our own script that runs: were it another client's, ours would have been
 * answered BUSY. */
static void script_kill(session *s) {
  g_auto(pc_redis_reply) ping = {0};
  g_auto(pc_redis_reply) killed = {0};
  pc_redis_connection *control = pc_redis_control(s->service, NULL, NULL);
  if (control && pc_redis_ask_words(control, CANCEL_MS, NULL, &ping, NULL, "PING", NULL) &&
      ping.error && g_str_has_prefix(ping.error, "BUSY"))
    pc_redis_ask_words(control, CANCEL_MS, NULL, &killed, NULL, "SCRIPT", "KILL", NULL);
}

/* What waits in the server ends with its connection. */
static void session_cancel(void *session_state) {
  session *s = session_state;
  struct pollfd socket = {.fd = pc_redis_connection_fd(s->connection), .events = POLLIN};
  if (s->doing == COMMAND && (s->flags & PC_REDIS_RUNS) && poll(&socket, 1, 0) == 0)
    script_kill(s);
}

static bool milliseconds_take(const GPtrArray *words, guint otherwise, guint64 *ret_ms,
                              GError **error) {
  g_autofree char *text = pc_redis_word(words, 1);
  *ret_ms = otherwise;
  if (words->len > 2 || (!text && !otherwise) ||
      (text && !g_ascii_string_to_unsigned(text, 10, 0, PSEUDO_MS_MAX, ret_ms, NULL))) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                "expected 'RECEIVE [MS]' or 'SLEEP MS', at most %d", PSEUDO_MS_MAX);
    return false;
  }
  return true;
}

static bool pseudo_send(session *s, const GPtrArray *words, doing what, GError **error) {
  guint64 ms;
  if (!milliseconds_take(words, what == RECEIVING ? RECEIVE_MS : 0, &ms, error))
    return false;
  s->doing = what;
  s->sent = true;
  s->until_us = s->began_us + (gint64)ms * 1000;
  return true;
}

static char heard_kind(const char *command) {
  static const char *const names[] = {"SUBSCRIBE",   "PSUBSCRIBE",   "SSUBSCRIBE",
                                      "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"};
  static const char kinds[] = "cpscps";
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i], command) == 0)
      return kinds[i];
  return '\0';
}

static guint heard_count(const session *s, char kind) {
  guint count = 0;
  GHashTableIter each;
  gpointer key;
  g_hash_table_iter_init(&each, s->heard);
  while (g_hash_table_iter_next(&each, &key, NULL))
    count += *(const char *)key == kind;
  return count;
}

/* One answer for each channel; without a channel, one for each that was heard, and one where there
 * was none. */
static bool confirmations_expect(session *s, const GPtrArray *words, GError **error) {
  if (s->in_multi) {
    g_set_error(error, PC_ERROR, PC_ERROR_CONFINED,
                "%s within MULTI is answered out of turn: it is not sent", s->command);
    return false;
  }
  s->kind = heard_kind(s->command);
  s->confirmations = words->len > 1 ? words->len - 1 : MAX(1, heard_count(s, s->kind));
  return true;
}

static bool parameters_add(GPtrArray *words, const pc_statement *statement, GError **error) {
  for (guint i = 0; statement->parameters && i < statement->parameters->len; i++) {
    gsize length;
    const char *text = pc_value_text(statement->parameters->pdata[i], &length);
    if (pc_value_kind(statement->parameters->pdata[i]) == PC_KIND_NULL) {
      g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
                  "a command's arguments are bytes: null is none");
      return false;
    }
    g_ptr_array_add(words, g_bytes_new(text, length));
  }
  return true;
}

static bool command_send(session *s, const GPtrArray *words, GError **error) {
  g_autoptr(GPtrArray) written = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  const pc_redis_command *command;
  if (!pc_redis_confine(words, s->service->scratch, s->service->intrusive, written, &command,
                        error))
    return false;
  s->flags = command ? command->flags : PC_REDIS_BLOCKS;
  if ((s->flags & PC_REDIS_CONFIRMS) && !confirmations_expect(s, words, error))
    return false;
  for (guint i = 0; i < written->len; i++)
    pc_redis_track(s->service, written->pdata[i]);
  /* What is not known may make what it names. */
  for (guint i = 1; !command && i < words->len; i++)
    pc_redis_track(s->service, words->pdata[i]);
  s->doing = COMMAND;
  pc_redis_connection_append(s->connection, words);
  return pc_redis_connection_flush(s->connection, &s->sent, error);
}

static bool session_send(void *session_state, const pc_statement *statement, GError **error) {
  session *s = session_state;
  g_autoptr(GPtrArray) words = pc_redis_words(statement->text, error);
  if (!words || !parameters_add(words, statement, error))
    return false;
  g_autofree char *name = pc_redis_word(words, 0);
  g_free(s->command);
  s->command = g_ascii_strup(name ? name : "", -1);
  s->began_us = g_get_monotonic_time();
  s->blocked = false;
  s->sent = false;
  s->kind = '\0';
  s->confirmations = 1;
  if (strcmp(s->command, "RECEIVE") == 0)
    return pseudo_send(s, words, RECEIVING, error);
  if (strcmp(s->command, "SLEEP") == 0)
    return pseudo_send(s, words, SLEEPING, error);
  return command_send(s, words, error);
}

static const char *item_text(const pc_value *list, guint i) {
  if (!list || pc_value_length(list) <= i)
    return "";
  const pc_kind kind = pc_value_kind(pc_value_item(list, i));
  return kind == PC_KIND_TEXT || kind == PC_KIND_STATUS
             ? pc_value_text(pc_value_item(list, i), NULL)
             : "";
}

/* Whether nobody asked for it: a message, or in RESP3 anything pushed but a confirmation that is
 * awaited. */
static bool reply_is_pushed(const session *s, const pc_redis_reply *reply) {
  static const char *const messages[] = {"message", "pmessage", "smessage", NULL};
  const char *first = item_text(reply->value, 0);
  if (reply->type == '>')
    return !(s->doing == COMMAND && s->kind && g_str_has_suffix(first, "subscribe"));
  return reply->type == '*' && g_hash_table_size(s->heard) > 0 && g_strv_contains(messages, first);
}

/* All keys' events are told on one channel: those of others' keys are nobody's business. */
static bool pushed_is_own(const session *s, const pc_value *message) {
  const guint count = pc_value_length(message);
  const char *channel = count > 1 ? item_text(message, count - 2) : "";
  if (!g_str_has_prefix(channel, "__keyevent@"))
    return true;
  gsize length;
  const char *key = pc_value_text(pc_value_item(message, count - 1), &length);
  return pc_redis_is_own(key, length, s->service->scratch);
}

static bool pushed_add(session *s, pc_redis_reply *reply, GError **error) {
  if (!pushed_is_own(s, reply->value))
    return true;
  if (g_queue_get_length(s->pushed) >= PUSHED_MAX) {
    g_set_error(error, PC_ERROR, PC_ERROR_TOO_LARGE,
                "more than %d messages that no RECEIVE asked for", PUSHED_MAX);
    return false;
  }
  g_queue_push_tail(s->pushed, g_steal_pointer(&reply->value));
  return true;
}

static void heard_note(session *s, const pc_value *confirmation) {
  const char *what = item_text(confirmation, 0);
  char *entry = g_strdup_printf("%c:%s", s->kind, item_text(confirmation, 1));
  if (!g_str_has_suffix(what, "subscribe") || strstr(what, "unsubscribe")) {
    g_hash_table_remove(s->heard, entry);
    g_free(entry);
  } else {
    g_hash_table_add(s->heard, entry);
  }
}

static void state_note(session *s, const pc_redis_reply *reply) {
  if (reply->error)
    return;
  if (strcmp(s->command, "MULTI") == 0)
    s->in_multi = true;
  if (strcmp(s->command, "RESET") == 0)
    g_hash_table_remove_all(s->heard);
  if (strcmp(s->command, "EXEC") == 0 || strcmp(s->command, "DISCARD") == 0 ||
      strcmp(s->command, "RESET") == 0)
    s->in_multi = false;
}

static void outcome_refuse(session *s, const char *problem) {
  g_autofree char *class_name = pc_redis_error_class(problem);
  g_autofree char *code = pc_redis_error_code(problem);
  s->outcome = pc_outcome_new_refusal(class_name, code, problem);
  if (strcmp(code, "EXECABORT") == 0)
    s->in_multi = false;
}

/* What the command that runs is answered with. ret_done: wholly. */
static void answer_add(session *s, pc_redis_reply *reply, bool *ret_done) {
  state_note(s, reply);
  if (reply->error) {
    outcome_refuse(s, reply->error);
    *ret_done = true;
    return;
  }
  if (s->kind)
    heard_note(s, reply->value);
  const bool several = s->answers || s->confirmations > 1;
  if (several && !s->answers)
    s->answers = pc_value_new_list(PC_KIND_LIST);
  if (several)
    pc_value_append_take(s->answers, g_steal_pointer(&reply->value));
  *ret_done = --s->confirmations == 0;
  if (*ret_done)
    s->outcome = pc_outcome_new_value_take(several ? g_steal_pointer(&s->answers)
                                                   : g_steal_pointer(&reply->value));
}

/* "-UNBLOCKED", "-LOADING" and the like are answers; a connection that is closed is a fault. */
static bool replies_collect(session *s, bool *ret_done, GError **error) {
  for (;;) {
    g_auto(pc_redis_reply) reply = {0};
    switch (pc_redis_connection_next(s->connection, &reply, error)) {
    case PC_REDIS_READ_MORE:
      return true;
    case PC_REDIS_READ_BAD:
      return false;
    case PC_REDIS_READ_REPLY:
      break;
    }
    if (reply_is_pushed(s, &reply)) {
      if (!pushed_add(s, &reply, error))
        return false;
    } else if (s->doing != COMMAND || *ret_done) {
      g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the server answered what it was not asked");
      return false;
    } else {
      answer_add(s, &reply, ret_done);
    }
  }
}

/* Whether RECEIVE or SLEEP is done. */
static void pseudo_settle(session *s, bool *ret_done) {
  const bool over = g_get_monotonic_time() >= s->until_us;
  if (s->doing == SLEEPING && over)
    s->outcome = pc_outcome_new(PC_OUTCOME_DONE);
  else if (s->doing == RECEIVING && !g_queue_is_empty(s->pushed))
    s->outcome = pc_outcome_new_value_take(g_queue_pop_head(s->pushed));
  else if (s->doing == RECEIVING && over)
    s->outcome = pc_outcome_new(PC_OUTCOME_MISSING);
  *ret_done = s->outcome != NULL;
}

/* Whether the server's list of clients shows this one as waiting. Some list none, and the lists of
 * some fakes never say so. looked_ms: how long this look has taken so far. */
static bool session_is_blocked(session *s, gint64 looked_ms, bool *ret_blocked, GError **error) {
  pc_redis_service *service = s->service;
  const gint64 ran_ms = (g_get_monotonic_time() - s->began_us) / 1000;
  pc_redis_connection *control = pc_redis_control(service, s->deadline, error);
  g_auto(pc_redis_reply) list = {0};
  if (!control)
    return false;
  if (s->id && !service->unlisted &&
      !pc_redis_ask_words(control, service->timeout_ms, s->deadline, &list, error, "CLIENT", "LIST",
                          "ID", s->id, NULL))
    return false;
  const char *flags = strstr(pc_redis_reply_text(&list), " flags=");
  *ret_blocked = flags && memchr(flags + 7, 'b', strcspn(flags + 7, " \n"));
  service->unlisted =
      service->unlisted || !s->id || list.error || !flags || (!*ret_blocked && ran_ms >= UNTOLD_MS);
  *ret_blocked =
      *ret_blocked || (service->unlisted && ran_ms >= ASSUMED_MS && looked_ms >= GRACE_MS);
  return true;
}

static bool deadline_check(session *s, GError **error) {
  const pc_deadline_state state = pc_deadline_now(s->deadline);
  if (state == PC_DEADLINE_AHEAD)
    return true;
  session_cancel(s);
  if (state == PC_DEADLINE_PASSED)
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the command ran past the probe's deadline");
  else
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a command ran");
  return false;
}

/* Sends and takes in what there is. ret_ready: something came. */
static bool session_turn(session *s, int pause_ms, bool *ret_ready, bool *ret_done,
                         GError **error) {
  struct pollfd fds[] = {{.fd = pc_redis_connection_fd(s->connection),
                          .events = (short)(s->sent ? POLLIN : POLLIN | POLLOUT)},
                         {.fd = s->deadline->input, .events = POLLIN}};
  if (!s->sent && !pc_redis_connection_flush(s->connection, &s->sent, error))
    return false;
  const int ready = poll(fds, 2, pc_deadline_left(s->deadline, pause_ms));
  if (ready < 0 && errno != EINTR) {
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection was lost: %s", g_strerror(errno));
    return false;
  }
  *ret_ready = ready > 0;
  if (ready > 0 && (fds[0].revents & ~POLLOUT) &&
      !pc_redis_connection_receive(s->connection, error))
    return false;
  if (!replies_collect(s, ret_done, error))
    return false;
  if (s->doing != COMMAND)
    pseudo_settle(s, ret_done);
  return true;
}

static pc_wait session_wait(void *session_state, GError **error) {
  static const int pauses_ms[] = {3, 5, 10, 20, 50};
  session *s = session_state;
  const gint64 look_us = g_get_monotonic_time();
  for (guint look = 0;; look++) {
    const bool pseudo = s->doing == RECEIVING || s->doing == SLEEPING;
    const gint64 left_ms =
        pseudo ? MAX(0, (s->until_us - g_get_monotonic_time() + 999) / 1000) : G_MAXINT;
    const int pause =
        look == 0 && s->blocked ? 0 : pauses_ms[MIN(look, G_N_ELEMENTS(pauses_ms) - 1)];
    bool done = false;
    bool ready = false;
    if (!session_turn(s, (int)MIN(pause, left_ms), &ready, &done, error))
      return PC_WAIT_FAILED;
    if (done) {
      const bool reset = s->doing == COMMAND && strcmp(s->command, "RESET") == 0;
      s->doing = IDLE;
      return !reset || pc_redis_enter_again(s->service, s->connection, s->deadline, error)
                 ? PC_WAIT_DONE
                 : PC_WAIT_FAILED;
    }
    if (!deadline_check(s, error))
      return PC_WAIT_FAILED;
    const bool may_block =
        s->doing == COMMAND && s->sent && s->service->several && (s->flags & PC_REDIS_BLOCKS);
    const gint64 looked_ms = (g_get_monotonic_time() - look_us) / 1000;
    if (!ready && may_block && !session_is_blocked(s, looked_ms, &s->blocked, error))
      return PC_WAIT_FAILED;
    if (!ready && may_block && s->blocked)
      return PC_WAIT_BLOCKED;
    /* What arrives is read at once, without a pause. */
    if (ready)
      look = MIN(look, 1);
  }
}

static pc_outcome *session_take(void *session_state) {
  session *s = session_state;
  return g_steal_pointer(&s->outcome);
}

const pc_driver pc_redis_script_driver = {
    .scratch_open = pc_redis_scratch_open,
    .scratch_close = pc_redis_scratch_close,
    .session_open = session_open,
    .session_close = session_close,
    .send = session_send,
    .wait = session_wait,
    .take = session_take,
    .cancel = session_cancel,
};
