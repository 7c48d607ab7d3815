/* SPDX-License-Identifier: MIT */
/*
 * A connection to a service whose protocol is lines of text with data between them, as Memcached's
 * and Beanstalkd's: it keeps a deadline and has ceilings.
 */
#ifndef PC_WIRE_H
#define PC_WIRE_H

#include "harness/model/deadline.h"
#include "harness/model/endpoint.h"

enum { PC_WIRE_LINE_MAX = 8192 }; /* bytes of a line that the server may send */

typedef struct pc_wire_address {
  const char *product; /* "Memcached": for messages */
  char *host;          /* NULL: a unix socket */
  char *port;
  char *path;
} pc_wire_address;

/* "//host", "//host:port", "//[::1]:port", each with or without a "/" behind; "///path".
 * PC_ERROR_USAGE. */
bool pc_wire_address_parse(pc_wire_address *address, const pc_endpoint *endpoint,
                           const char *product, const char *port, GError **error);
void pc_wire_address_clear(pc_wire_address *address);
/* "nc HOST PORT": for people; the caller's. */
char *pc_wire_address_client(const pc_wire_address *address);

/* Once something has failed on it, it only fails. */
typedef struct pc_wire {
  int fd; /* -1: closed */
  const char *product;
  const pc_deadline *deadline;
  GString *input;
  gsize at;     /* what of input was read */
  bool settles; /* disconnecting waits until the server has done what it was sent, and closed */
} pc_wire;

/* Each gives false and error: UNREACHABLE on connecting, else LOST, TIMED_OUT, STOPPED. deadline is
 * borrowed until the wire is closed. */
bool pc_wire_connect(pc_wire *wire, const pc_wire_address *address, const pc_deadline *deadline,
                     GError **error);
void pc_wire_disconnect(pc_wire *wire);
bool pc_wire_write(pc_wire *wire, const GString *command, GError **error);
/* The next line without its end; valid until the next call. */
bool pc_wire_read_line(pc_wire *wire, const char **ret_line, GError **error);
/* The next length bytes, and the line's end behind them; valid until the next call. */
bool pc_wire_read_data(pc_wire *wire, gsize length, const char **ret_data, GError **error);
/* Sends a command of one line and reads the first line of its reply. */
bool pc_wire_ask_line(pc_wire *wire, const char *command, const char **ret_line, GError **error);
/* Sets error for a reply that the protocol does not have; always false. */
bool pc_wire_garbage(pc_wire *wire, const char *line, GError **error);

#endif
