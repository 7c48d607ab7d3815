/* SPDX-License-Identifier: MIT */
/* Connections of AMQP: logging in, and frames that are sent and awaited with a deadline. */
#include "adapters/amqp/internal.h"

#include "harness/base/error.h"

#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

enum {
  CHANNELS_MOST = 65535,
  FRAME_MOST = 1 << 20,
  HEARTBEAT_MOST = 65535,
  SLICE_MS = 500, /* heartbeats are sent this often at best */
  GOODBYE_MS = 2000,
};

static const char system_certificates[] = "/etc/ssl/certs/ca-certificates.crt";

amqp_bytes_t pc_amqp_bytes(const char *text) {
  return (amqp_bytes_t){.len = strlen(text), .bytes = (void *)(guintptr)text};
}

char *pc_amqp_bytes_text(amqp_bytes_t bytes) {
  return g_utf8_make_valid(bytes.bytes, (gssize)bytes.len);
}

static void state_destroy(pc_amqp_connection *c) {
  if (c->state)
    amqp_destroy_connection(c->state);
  c->state = NULL;
  c->channels = 0;
}

bool pc_amqp_lose(pc_amqp_connection *c, int status, GError **error) {
  state_destroy(c);
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection to the broker was lost: %s",
              amqp_error_string2(status));
  return false;
}

bool pc_amqp_garbage(pc_amqp_connection *c, const char *what, GError **error) {
  state_destroy(c);
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the broker's answer is none of AMQP's: %s", what);
  return false;
}

static bool deadline_check(pc_amqp_connection *c, GError **error) {
  switch (c->deadline ? pc_deadline_now(c->deadline) : PC_DEADLINE_AHEAD) {
  case PC_DEADLINE_PASSED:
    g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT,
                "the broker did not answer before the deadline%s%s",
                c->blocked ? "; it takes no messages: " : "", c->blocked ? c->blocked : "");
    break;
  case PC_DEADLINE_CANCELLED:
    g_set_error(error, PC_ERROR, PC_ERROR_STOPPED, "stopped while the broker was waited for");
    break;
  case PC_DEADLINE_AHEAD:
    return true;
  }
  state_destroy(c);
  return false;
}

/* Waits until the socket is ready for events, or until_us. */
static bool socket_wait(pc_amqp_connection *c, short events, gint64 until_us, bool *ret_ready,
                        GError **error) {
  struct pollfd fds[2] = {{.fd = amqp_get_sockfd(c->state), .events = events},
                          {.fd = c->deadline ? c->deadline->input : -1, .events = POLLIN}};
  const gint64 left_ms = (until_us - g_get_monotonic_time() + 999) / 1000;
  const int slice_ms = (int)CLAMP(left_ms, 0, SLICE_MS);
  if (!deadline_check(c, error))
    return false;
  const int n = poll(fds, 2, c->deadline ? pc_deadline_left(c->deadline, slice_ms) : slice_ms);
  *ret_ready = n > 0 && fds[0].revents;
  return n >= 0 || errno == EINTR || pc_amqp_lose(c, AMQP_STATUS_SOCKET_ERROR, error);
}

bool pc_amqp_frame_next(pc_amqp_connection *c, gint64 until_us, amqp_frame_t *ret_frame,
                        bool *ret_got, GError **error) {
  *ret_got = false;
  while (deadline_check(c, error)) {
    const struct timeval at_once = {0};
    bool ready;
    amqp_maybe_release_buffers(c->state);
    const int status = amqp_simple_wait_frame_noblock(c->state, ret_frame, &at_once);
    *ret_got = status == AMQP_STATUS_OK;
    if (*ret_got)
      return true;
    if (status != AMQP_STATUS_TIMEOUT)
      return pc_amqp_lose(c, status, error);
    if (!socket_wait(c, POLLIN, until_us, &ready, error))
      return false;
    if (!ready && g_get_monotonic_time() >= until_us)
      return true;
  }
  return false;
}

/* The library blocks while the socket takes no more: a socket that is writable takes a frame as
 * they are sent here. */
static bool writable_wait(pc_amqp_connection *c, GError **error) {
  const gint64 until_us = g_get_monotonic_time() + (gint64)c->limit_ms * 1000;
  for (bool ready = false; !ready;) {
    if (!socket_wait(c, POLLOUT, until_us, &ready, error))
      return false;
    if (!ready && g_get_monotonic_time() >= until_us) {
      state_destroy(c);
      g_set_error(error, PC_ERROR, PC_ERROR_TIMED_OUT, "the broker took no more within %d ms",
                  c->limit_ms);
      return false;
    }
  }
  return true;
}

static bool connection_check(pc_amqp_connection *c, GError **error) {
  if (!c->state)
    g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection to the broker was lost before");
  return c->state;
}

bool pc_amqp_frame_send(pc_amqp_connection *c, const amqp_frame_t *frame, GError **error) {
  if (!connection_check(c, error) || !writable_wait(c, error))
    return false;
  const int status = amqp_send_frame(c->state, frame);
  return status == AMQP_STATUS_OK || pc_amqp_lose(c, status, error);
}

bool pc_amqp_method_send(pc_amqp_connection *c, amqp_channel_t channel, amqp_method_number_t method,
                         void *decoded, GError **error) {
  const amqp_frame_t frame = {.frame_type = AMQP_FRAME_METHOD,
                              .channel = channel,
                              .payload.method = {.id = method, .decoded = decoded}};
  return pc_amqp_frame_send(c, &frame, error);
}

static struct timeval timeval_of(int ms) {
  return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};
}

static bool reach_fail(const pc_amqp_url *url, const char *why, GError **error) {
  g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot connect to '%s:%d': %s%s", url->host,
              url->port, why,
              url->tls && !url->certificate
                  ? "; where the broker asks for the client's certificate, add "
                    "certfile=FILE&keyfile=FILE to the URL"
                  : "");
  return false;
}

static bool tls_prepare(amqp_socket_t *socket, const pc_amqp_url *url, GError **error) {
  const char *ca = url->ca ? url->ca : g_getenv("SSL_CERT_FILE");
  amqp_ssl_socket_set_verify_peer(socket, 1);
  amqp_ssl_socket_set_verify_hostname(socket, 1);
  if (amqp_ssl_socket_set_cacert(socket, ca ? ca : system_certificates) != AMQP_STATUS_OK)
    return reach_fail(url, "the file of certificates to trust cannot be read", error);
  if (url->certificate &&
      amqp_ssl_socket_set_key(socket, url->certificate, url->key) != AMQP_STATUS_OK)
    return reach_fail(url, "the client's certificate or key cannot be read", error);
  return true;
}

static bool socket_open(pc_amqp_connection *c, const pc_amqp_url *url, int limit_ms,
                        GError **error) {
  const struct timeval limit = timeval_of(limit_ms);
  amqp_socket_t *socket = url->tls ? amqp_ssl_socket_new(c->state) : amqp_tcp_socket_new(c->state);
  if (!socket)
    return reach_fail(url, "no socket could be made", error);
  if (url->tls && !tls_prepare(socket, url, error))
    return false;
  const int status = amqp_socket_open_noblock(socket, url->host, url->port, &limit);
  return status == AMQP_STATUS_OK || reach_fail(url, amqp_error_string2(status), error);
}

/* What is said of ourselves: the name under which the broker lists the connection, and what it may
 * tell us. */
typedef struct properties {
  amqp_table_entry_t capabilities[4];
  amqp_table_entry_t entries[2];
  amqp_table_t table;
} properties;

static void properties_set(properties *these, const char *name) {
  static const char *const capabilities[] = {"authentication_failure_close", "basic.nack",
                                             "connection.blocked", "consumer_cancel_notify"};
  for (guint i = 0; i < G_N_ELEMENTS(capabilities); i++)
    these->capabilities[i] =
        (amqp_table_entry_t){.key = pc_amqp_bytes(capabilities[i]),
                             .value = {.kind = AMQP_FIELD_KIND_BOOLEAN, .value.boolean = 1}};
  these->entries[0] = (amqp_table_entry_t){
      .key = pc_amqp_bytes("connection_name"),
      .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = pc_amqp_bytes(name)}};
  these->entries[1] =
      (amqp_table_entry_t){.key = pc_amqp_bytes("capabilities"),
                           .value = {.kind = AMQP_FIELD_KIND_TABLE,
                                     .value.table = {.num_entries = G_N_ELEMENTS(capabilities),
                                                     .entries = these->capabilities}}};
  these->table =
      (amqp_table_t){.num_entries = G_N_ELEMENTS(these->entries), .entries = these->entries};
}

static bool login_check(pc_amqp_connection *c, const pc_amqp_url *url, amqp_rpc_reply_t reply,
                        GError **error) {
  if (reply.reply_type == AMQP_RESPONSE_NORMAL)
    return true;
  if (reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION ||
      reply.reply.id != AMQP_CONNECTION_CLOSE_METHOD) {
    reach_fail(url, amqp_error_string2(reply.library_error), error);
  } else {
    const amqp_connection_close_t *close = reply.reply.decoded;
    g_autofree char *text = pc_amqp_bytes_text(close->reply_text);
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "the broker lets nobody in so: %s", text);
    pc_remedy_append(pc_amqp_remedies, error);
  }
  state_destroy(c);
  return false;
}

static bool login(pc_amqp_connection *c, const pc_amqp_url *url, const char *name, int limit_ms,
                  bool most, GError **error) {
  struct timeval limit = timeval_of(limit_ms);
  properties these;
  properties_set(&these, name);
  if (!socket_open(c, url, limit_ms, error))
    return false;
  amqp_set_handshake_timeout(c->state, &limit);
  amqp_set_rpc_timeout(c->state, &limit);
  const amqp_rpc_reply_t reply = amqp_login_with_properties(
      c->state, url->vhost, most ? CHANNELS_MOST : AMQP_DEFAULT_MAX_CHANNELS,
      most ? FRAME_MOST : AMQP_DEFAULT_FRAME_SIZE, most ? HEARTBEAT_MOST : url->heartbeat_s,
      &these.table, AMQP_SASL_METHOD_PLAIN, url->user, url->password);
  c->entered = login_check(c, url, reply, error);
  return c->entered;
}

static void message_destroy(gpointer message) { pc_amqp_message_free(message); }

pc_amqp_connection *pc_amqp_connect(const pc_amqp_url *url, const char *name, int limit_ms,
                                    bool most, const pc_deadline *deadline, GError **error) {
  g_autoptr(pc_amqp_connection) c = g_new0(pc_amqp_connection, 1);
  const int left_ms = MAX(1, deadline ? pc_deadline_left(deadline, limit_ms) : limit_ms);
  c->deadline = deadline;
  c->limit_ms = limit_ms;
  c->delivered = g_queue_new();
  c->cancelled = g_ptr_array_new_with_free_func(g_free);
  c->state = amqp_new_connection();
  return login(c, url, name, left_ms, most, error) ? g_steal_pointer(&c) : NULL;
}

/* The broker answers once what belongs to the connection alone is gone: exclusive queues,
 * unacknowledged deliveries. */
static void goodbye(pc_amqp_connection *c) {
  amqp_connection_close_t close = {.reply_code = AMQP_REPLY_SUCCESS,
                                   .reply_text = pc_amqp_bytes("")};
  const pc_deadline deadline = {.input = -1, .at_us = g_get_monotonic_time() + GOODBYE_MS * 1000};
  amqp_frame_t frame;
  bool got = true;
  c->deadline = &deadline;
  bool fine = pc_amqp_method_send(c, 0, AMQP_CONNECTION_CLOSE_METHOD, &close, NULL);
  while (fine && got) {
    fine = pc_amqp_frame_next(c, deadline.at_us, &frame, &got, NULL);
    if (got && frame.frame_type == AMQP_FRAME_METHOD &&
        frame.payload.method.id == AMQP_CONNECTION_CLOSE_OK_METHOD)
      break;
  }
}

void pc_amqp_connection_cut(pc_amqp_connection *c) {
  if (c->state && amqp_get_sockfd(c->state) >= 0)
    shutdown(amqp_get_sockfd(c->state), SHUT_RDWR);
  state_destroy(c);
}

void pc_amqp_connection_free(pc_amqp_connection *c) {
  if (!c)
    return;
  /* A broker that takes no messages reads nothing of who sent one. */
  if (c->state && c->entered && !c->blocked)
    goodbye(c);
  state_destroy(c);
  pc_amqp_message_free(c->content);
  g_queue_free_full(c->delivered, message_destroy);
  g_ptr_array_unref(c->cancelled);
  g_free(c->blocked);
  g_free(c);
}
