/* SPDX-License-Identifier: MIT */
/* Connections to Redis: hiredis connects, encrypts and sends; replies are read by reply.c. */
#include "adapters/redis/command.h"
#include "adapters/redis/internal.h"

#include "harness/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#ifdef PC_WITH_REDIS_TLS
#include <hiredis/hiredis_ssl.h>
#endif
#include <poll.h>
#include <stdarg.h>
#include <string.h>

struct pc_redis_connection {
  redisContext *context;
#ifdef PC_WITH_REDIS_TLS
  redisSSLContext *tls;
#endif
  pc_redis_reader *reader;
  bool lost;
  guint owed;      /* commands whose reply has not come */
  bool distrusted; /* its session may be another client's at any time */
  char *withheld;  /* the command that was not put behind the others for that, or NULL */
};

static bool connection_lost(pc_redis_connection *connection, GError **error, const char *why) {
  connection->lost = true;
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection was lost: %s", why);
  return false;
}

#ifdef PC_WITH_REDIS_TLS
static bool tls_start(pc_redis_connection *connection, const pc_redis_url *url, GError **error) {
  redisSSLContextError problem = REDIS_SSL_CTX_NONE;
  redisInitOpenSSL();
  connection->tls = redisCreateSSLContext(url->ca, url->ca ? NULL : "/etc/ssl/certs",
                                          url->certificate, url->key, url->host, &problem);
  if (!connection->tls)
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "TLS: %s", redisSSLContextGetError(problem));
  else if (redisInitiateSSLWithContext(connection->context, connection->tls) != REDIS_OK)
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "TLS: %s", connection->context->errstr);
  else
    return true;
  return false;
}
#else
static bool tls_start(pc_redis_connection *connection, const pc_redis_url *url, GError **error) {
  (void)connection;
  (void)url;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "this paritycheck was built without TLS for Redis");
  return false;
}
#endif

/* From here on nothing that hiredis does waits. */
static void context_unblock(redisContext *context) {
  context->flags &= ~REDIS_BLOCK;
  fcntl(context->fd, F_SETFL, fcntl(context->fd, F_GETFL) | O_NONBLOCK);
}

pc_redis_connection *pc_redis_connection_new(const pc_redis_url *url, int timeout_ms,
                                             GError **error) {
  const struct timeval limit = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
  g_autoptr(pc_redis_connection) connection = g_new0(pc_redis_connection, 1);
  connection->reader = pc_redis_reader_new();
  connection->context = url->socket ? redisConnectUnixWithTimeout(url->socket, limit)
                                    : redisConnectWithTimeout(url->host, url->port, limit);
  if (!connection->context || connection->context->err) {
    const char *why = connection->context ? connection->context->errstr : "out of memory";
    const int code = connection->context && connection->context->err == REDIS_ERR_IO ? errno : 0;
    const bool silent = code == ETIMEDOUT || code == EAGAIN || code == EINPROGRESS;
    if (url->socket)
      g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot connect to '%s': %s", url->socket,
                  why);
    else
      g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot connect to '%s' port %d: %s",
                  url->host, url->port, silent ? "no answer within the time-out" : why);
    return NULL;
  }
  if (url->tls) {
    redisSetTimeout(connection->context, limit);
    if (!tls_start(connection, url, error))
      return NULL;
  }
  context_unblock(connection->context);
  return g_steal_pointer(&connection);
}

pc_redis_connection *pc_redis_connection_new_from(int fd) {
  pc_redis_connection *connection = g_new0(pc_redis_connection, 1);
  connection->reader = pc_redis_reader_new();
  connection->context = redisConnectFd(fd);
  context_unblock(connection->context);
  return connection;
}

void pc_redis_connection_free(pc_redis_connection *connection) {
  if (!connection)
    return;
  if (connection->context)
    redisFree(connection->context);
#ifdef PC_WITH_REDIS_TLS
  if (connection->tls)
    redisFreeSSLContext(connection->tls);
#endif
  pc_redis_reader_free(connection->reader);
  g_free(connection->withheld);
  g_free(connection);
}

int pc_redis_connection_fd(const pc_redis_connection *connection) {
  return connection->context->fd;
}

bool pc_redis_connection_is_lost(const pc_redis_connection *connection) { return connection->lost; }

bool pc_redis_connection_owes(const pc_redis_connection *connection) {
  return connection->lost || connection->owed > 0;
}

void pc_redis_connection_distrust(pc_redis_connection *connection) {
  connection->distrusted = true;
}

bool pc_redis_connection_is_distrusted(const pc_redis_connection *connection) {
  return connection->distrusted;
}

void pc_redis_connection_append(pc_redis_connection *connection, const GPtrArray *words) {
  g_autofree const char **texts = g_new(const char *, words->len);
  g_autofree size_t *lengths = g_new(size_t, words->len);
  if (connection->distrusted && !connection->withheld && pc_redis_needs_session(words))
    connection->withheld = pc_redis_word(words, 0);
  if (connection->withheld)
    return;
  for (guint i = 0; i < words->len; i++) {
    texts[i] = g_bytes_get_data(words->pdata[i], &lengths[i]);
    texts[i] = texts[i] ? texts[i] : "";
  }
  if (redisAppendCommandArgv(connection->context, (int)words->len, texts, lengths) != REDIS_OK)
    connection->lost = true;
  connection->owed++;
}

bool pc_redis_connection_flush(pc_redis_connection *connection, bool *ret_done, GError **error) {
  int done = 0;
  if (connection->withheld) {
    g_clear_pointer(&connection->withheld, g_free);
    g_set_error(error, PC_ERROR, PC_ERROR_NOT_ASKED,
                "needs a session of its own, and the service does not prove that a connection has "
                "one ('session: own')");
    return false;
  }
  if (connection->lost || redisBufferWrite(connection->context, &done) != REDIS_OK)
    return connection_lost(connection, error, connection->context->errstr);
  *ret_done = done;
  return true;
}

bool pc_redis_connection_receive(pc_redis_connection *connection, GError **error) {
  redisContext *context = connection->context;
  if (connection->lost || redisBufferRead(context) != REDIS_OK)
    return connection_lost(connection, error, context->errstr);
  const redisReader *raw = context->reader;
  if (raw->len > raw->pos) {
    pc_redis_reader_feed(connection->reader, raw->buf + raw->pos, raw->len - raw->pos);
    /* hiredis has no other way to forget what it has read. */
    redisReaderFree(context->reader);
    context->reader = redisReaderCreate();
    if (!context->reader)
      g_error("out of memory");
  }
  return true;
}

pc_redis_read pc_redis_connection_next(pc_redis_connection *connection, pc_redis_reply *ret_reply,
                                       GError **error) {
  const pc_redis_read state = pc_redis_reader_next(connection->reader, ret_reply, error);
  connection->lost = connection->lost || state == PC_REDIS_READ_BAD;
  if (state == PC_REDIS_READ_REPLY && ret_reply->type != '>' && connection->owed > 0)
    connection->owed--;
  return state;
}

static bool ask_stopped(pc_redis_connection *connection, const pc_deadline *deadline,
                        gint64 until_us, GError **error) {
  const pc_deadline_state state = deadline ? pc_deadline_now(deadline) : PC_DEADLINE_AHEAD;
  if (state == PC_DEADLINE_CANCELLED)
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while a command ran");
  else if (state == PC_DEADLINE_PASSED)
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the command ran past the probe's deadline");
  else if (g_get_monotonic_time() >= until_us)
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT,
                "the server did not answer within the time-out");
  else
    return false;
  /* Its answer may still come, and belongs to nothing that is asked later. */
  connection->lost = true;
  return true;
}

bool pc_redis_await(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                    pc_redis_reply *ret_reply, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  for (bool sent = false;;) {
    if (!sent && !pc_redis_connection_flush(connection, &sent, error))
      return false;
    /* It may have arrived with the one before. */
    for (pc_redis_read state;
         (state = pc_redis_connection_next(connection, ret_reply, error)) != PC_REDIS_READ_MORE;) {
      if (state == PC_REDIS_READ_BAD)
        return false;
      if (ret_reply->type != '>')
        return true;
      pc_redis_reply_clear(ret_reply);
    }
    if (ask_stopped(connection, deadline, until_us, error))
      return false;
    struct pollfd fds[] = {
        {.fd = connection->context->fd, .events = (short)(sent ? POLLIN : POLLIN | POLLOUT)},
        {.fd = deadline ? deadline->input : -1, .events = POLLIN}};
    const int ready =
        poll(fds, 2, (int)CLAMP((until_us - g_get_monotonic_time()) / 1000 + 1, 0, 200));
    if (ready < 0 && errno != EINTR)
      return connection_lost(connection, error, g_strerror(errno));
    if (ready > 0 && (fds[0].revents & ~POLLOUT) && !pc_redis_connection_receive(connection, error))
      return false;
  }
}

bool pc_redis_ask(pc_redis_connection *connection, const GPtrArray *words, int limit_ms,
                  const pc_deadline *deadline, pc_redis_reply *ret_reply, GError **error) {
  pc_redis_connection_append(connection, words);
  return pc_redis_await(connection, limit_ms, deadline, ret_reply, error);
}

bool pc_redis_ask_words(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                        pc_redis_reply *ret_reply, GError **error, ...) {
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  va_list list;
  va_start(list, error);
  for (const char *word; (word = va_arg(list, const char *)) != NULL;)
    g_ptr_array_add(words, g_bytes_new(word, strlen(word)));
  va_end(list);
  return pc_redis_ask(connection, words, limit_ms, deadline, ret_reply, error);
}

const char *pc_redis_reply_text(const pc_redis_reply *reply) {
  const pc_kind kind = reply->value ? pc_value_kind(reply->value) : PC_KIND_NULL;
  return kind == PC_KIND_TEXT || kind == PC_KIND_STATUS || kind == PC_KIND_INTEGER
             ? pc_value_text(reply->value, NULL)
             : "";
}
