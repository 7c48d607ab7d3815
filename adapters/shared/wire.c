/* SPDX-License-Identifier: MIT */
/* Connections that speak in lines. */
#include "adapters/shared/wire.h"

#include "harness/base/error.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { READ_BYTES = 65536, SHOWN_MAX = 60, SETTLE_MS = 1000 };

static bool address_fail(const pc_endpoint *endpoint, GError **error) {
  g_set_error(
      error, PC_ERROR, PC_ERROR_USAGE,
      "expected '%s://HOST:PORT' or '%s:///PATH/OF/SOCKET', without user or password, not '%s'",
      endpoint->scheme, endpoint->scheme, endpoint->redacted);
  return false;
}

void pc_wire_address_clear(pc_wire_address *address) {
  g_clear_pointer(&address->host, g_free);
  g_clear_pointer(&address->port, g_free);
  g_clear_pointer(&address->path, g_free);
}

bool pc_wire_address_parse(pc_wire_address *address, const pc_endpoint *endpoint,
                           const char *product, const char *default_port, GError **error) {
  const char *path = endpoint->path;
  *address = (pc_wire_address){.product = product};
  if (g_str_has_prefix(path, "///") && path[3]) {
    address->path = g_uri_unescape_string(path + 2, NULL);
    return address->path || address_fail(endpoint, error);
  }
  if (!g_str_has_prefix(path, "//"))
    return address_fail(endpoint, error);
  const bool brackets = path[2] == '[';
  const char *host = path + (brackets ? 3 : 2);
  const gsize length = strcspn(host, brackets ? "]" : ":/");
  const char *end = host + length + (brackets && host[length]);
  const char *port = *end == ':' ? end + 1 : default_port;
  const gsize digits = strspn(port, "0123456789");
  const char *rest = *end == ':' ? port + digits : end;
  if (!length || strchr(path, '@') || !digits || digits > 5 || (*rest && strcmp(rest, "/") != 0))
    return address_fail(endpoint, error);
  address->host = g_strndup(host, length);
  address->port = g_strndup(port, digits);
  return true;
}

char *pc_wire_address_client(const pc_wire_address *address) {
  return address->path ? g_strdup_printf("nc -U %s", address->path)
                       : g_strdup_printf("nc %s %s", address->host, address->port);
}

static bool wire_fail(pc_wire *wire, GError **error, int code, const char *what) {
  pc_wire_disconnect(wire);
  g_set_error(error, PC_ERROR, code, "%s %s", wire->product, what);
  return false;
}

/* Waits until fd is ready for events, or the deadline says no. */
static bool wire_poll(pc_wire *wire, short events, GError **error) {
  struct pollfd fds[2] = {{.fd = wire->fd, .events = events},
                          {.fd = wire->deadline->input, .events = POLLIN}};
  for (;;) {
    switch (pc_deadline_now(wire->deadline)) {
    case PC_DEADLINE_PASSED:
      return wire_fail(wire, error, PC_ERROR_TIMED_OUT, "did not answer before the deadline");
    case PC_DEADLINE_CANCELLED:
      return wire_fail(wire, error, PC_ERROR_STOPPED, "was waited for when all was to stop");
    case PC_DEADLINE_AHEAD:
      break;
    }
    const int ready = poll(fds, 2, pc_deadline_left(wire->deadline, 60000));
    if (ready < 0 && errno != EINTR)
      return wire_fail(wire, error, PC_ERROR_LOST, "could not be waited for");
    if (ready > 0 && fds[0].revents)
      return true;
  }
}

/* false: error is set, or the connection was refused (errno). */
static bool socket_connect(pc_wire *wire, const struct sockaddr *address, socklen_t length,
                           GError **error) {
  wire->fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (wire->fd < 0)
    return false;
  if (connect(wire->fd, address, length) == 0)
    return true;
  int problem = errno;
  socklen_t size = sizeof problem;
  if (problem == EINPROGRESS) {
    if (!wire_poll(wire, POLLOUT, error))
      return false;
    getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &problem, &size);
  }
  if (problem == 0)
    return true;
  close(wire->fd);
  wire->fd = -1;
  errno = problem;
  return false;
}

static bool unix_connect(pc_wire *wire, const char *path, GError **error) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  return socket_connect(wire, (const struct sockaddr *)&address, sizeof address, error);
}

static bool tcp_connect(pc_wire *wire, const pc_wire_address *to, GError **error) {
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  struct addrinfo *found;
  const int problem = getaddrinfo(to->host, to->port, &hints, &found);
  if (problem) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot find '%s': %s", to->host,
                gai_strerror(problem));
    return false;
  }
  GError *why = NULL;
  bool connected = false;
  for (const struct addrinfo *each = found; each && !connected && !why; each = each->ai_next)
    connected = socket_connect(wire, each->ai_addr, each->ai_addrlen, &why);
  const int last = errno;
  freeaddrinfo(found);
  errno = last;
  if (why)
    g_propagate_error(error, why);
  return connected;
}

bool pc_wire_connect(pc_wire *wire, const pc_wire_address *address, const pc_deadline *deadline,
                     GError **error) {
  const int yes = 1;
  GError *why = NULL;
  *wire = (pc_wire){.fd = -1, .product = address->product, .deadline = deadline};
  const bool connected =
      address->path ? unix_connect(wire, address->path, &why) : tcp_connect(wire, address, &why);
  if (!connected && !why)
    g_set_error(&why, PC_ERROR, PC_ERROR_UNREACHABLE, "cannot connect to %s at '%s%s%s': %s",
                address->product, address->path ? address->path : address->host,
                address->path ? "" : ":", address->path ? "" : address->port, g_strerror(errno));
  if (why) {
    g_propagate_error(error, why);
    return false;
  }
  if (address->host)
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  wire->input = g_string_new(NULL);
  return true;
}

/* The server closes when it has done what it was sent: only then is what another connection deletes
 * gone for good. */
static void wire_settle(pc_wire *wire) {
  const gint64 until_us = g_get_monotonic_time() + SETTLE_MS * 1000;
  struct pollfd server = {.fd = wire->fd, .events = POLLIN};
  char buffer[READ_BYTES];
  gint64 left_us;
  shutdown(wire->fd, SHUT_WR);
  while ((left_us = until_us - g_get_monotonic_time()) > 0 &&
         poll(&server, 1, (int)(left_us / 1000) + 1) >= 0) {
    const ssize_t n = recv(wire->fd, buffer, sizeof buffer, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
      return;
  }
}

void pc_wire_disconnect(pc_wire *wire) {
  if (wire->fd >= 0 && wire->settles)
    wire_settle(wire);
  wire->settles = false;
  if (wire->fd >= 0)
    close(wire->fd);
  wire->fd = -1;
  if (wire->input)
    g_string_free(wire->input, TRUE);
  wire->input = NULL;
}

static bool wire_is_open(pc_wire *wire, GError **error) {
  return wire->input || wire_fail(wire, error, PC_ERROR_LOST, "had closed the connection before");
}

static bool wire_lose(pc_wire *wire, int problem, GError **error) {
  pc_wire_disconnect(wire);
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the connection to %s was lost: %s", wire->product,
              problem ? g_strerror(problem) : "closed by the server");
  return false;
}

static bool wire_fill(pc_wire *wire, GError **error) {
  char buffer[READ_BYTES];
  if (wire->at == wire->input->len) {
    g_string_truncate(wire->input, 0);
    wire->at = 0;
  }
  for (;;) {
    const ssize_t n = recv(wire->fd, buffer, sizeof buffer, 0);
    if (n > 0) {
      g_string_append_len(wire->input, buffer, n);
      return true;
    }
    if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
      return wire_lose(wire, n == 0 ? 0 : errno, error);
    if (!wire_poll(wire, POLLIN, error))
      return false;
  }
}

bool pc_wire_write(pc_wire *wire, const GString *command, GError **error) {
  if (!wire_is_open(wire, error))
    return false;
  for (gsize written = 0; written < command->len;) {
    const ssize_t n = send(wire->fd, command->str + written, command->len - written, MSG_NOSIGNAL);
    if (n > 0)
      written += (gsize)n;
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
      return wire_lose(wire, errno, error);
    else if (!wire_poll(wire, POLLOUT, error))
      return false;
  }
  return true;
}

bool pc_wire_garbage(pc_wire *wire, const char *line, GError **error) {
  g_autofree char *cut = g_strndup(line, SHOWN_MAX);
  g_autofree char *shown = g_strescape(cut, NULL);
  pc_wire_disconnect(wire);
  g_set_error(error, PC_ERROR, PC_ERROR_LOST, "the server's reply is none of %s's: '%s'",
              wire->product, shown);
  return false;
}

bool pc_wire_read_line(pc_wire *wire, const char **ret_line, GError **error) {
  if (!wire_is_open(wire, error))
    return false;
  char *end;
  while (!(end = memchr(wire->input->str + wire->at, '\n', wire->input->len - wire->at))) {
    if (wire->input->len - wire->at > PC_WIRE_LINE_MAX)
      return pc_wire_garbage(wire, wire->input->str + wire->at, error);
    if (!wire_fill(wire, error))
      return false;
  }
  char *line = wire->input->str + wire->at;
  wire->at = (gsize)(end + 1 - wire->input->str);
  /* The lines of a metadump end without a carriage return. */
  if (end > line && end[-1] == '\r')
    end--;
  *end = '\0';
  *ret_line = line;
  return true;
}

bool pc_wire_read_data(pc_wire *wire, gsize length, const char **ret_data, GError **error) {
  if (!wire_is_open(wire, error))
    return false;
  while (wire->input->len - wire->at < length + 2)
    if (!wire_fill(wire, error))
      return false;
  char *data = wire->input->str + wire->at;
  if (data[length] != '\r' || data[length + 1] != '\n')
    return pc_wire_garbage(wire, data + length, error);
  wire->at += length + 2;
  data[length] = '\0';
  *ret_data = data;
  return true;
}

bool pc_wire_ask_line(pc_wire *wire, const char *command, const char **ret_line, GError **error) {
  g_autoptr(GString) text = g_string_new(command);
  g_string_append(text, "\r\n");
  return pc_wire_write(wire, text, error) && pc_wire_read_line(wire, ret_line, error);
}
