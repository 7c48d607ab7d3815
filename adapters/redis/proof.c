/* SPDX-License-Identifier: MIT */
/*
 * Whether a connection to Redis keeps its session. CLIENT ID is the server's number for it: always
 * the same on one connection, and another on a second beside it. Where a service does not know it
 * (Redis before 5, most fakes), or does not let us ask, nothing is sent that makes a state of a
 * session; all else stays askable, since keys confine.
 */
#include "adapters/redis/internal.h"

#include "harness/base/error.h"

#include <string.h>

const char pc_redis_proof_remedy[] =
    "; nothing was written or set. Use the server's own host and port";

/* The number, the caller's; "": the service does not tell. NULL: error is set. */
static char *id_ask(pc_redis_connection *connection, int limit_ms, const pc_deadline *deadline,
                    GError **error) {
  g_auto(pc_redis_reply) reply = {0};
  if (!pc_redis_ask_words(connection, limit_ms, deadline, &reply, error, "CLIENT", "ID", NULL))
    return NULL;
  const bool number = reply.value && pc_value_kind(reply.value) == PC_KIND_INTEGER;
  return g_strdup(number ? pc_value_text(reply.value, NULL) : "");
}

bool pc_redis_prove(const pc_redis_service *service, pc_redis_connection *connection, int limit_ms,
                    const pc_deadline *deadline, GError **error) {
  g_autofree char *first = id_ask(connection, limit_ms, deadline, error);
  if (!first)
    return false;
  g_autofree char *again = *first ? id_ask(connection, limit_ms, deadline, error) : g_strdup("");
  if (!again)
    return false;
  if (strcmp(first, again) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "a proxy seems to stand in between (one connection has the client id %s, and then "
                "%s): probes would reach other clients' sessions%s",
                first, *again ? again : "none", pc_redis_proof_remedy);
    return false;
  }
  if (!*first && !service->endpoint->session_own)
    pc_redis_connection_distrust(connection);
  return true;
}

/* A proxy that gives each command to a server connection that is free gives the same one twice by
 * chance: asked so often that it cannot. */
enum { PROOFS = 24 };

bool pc_redis_prove_two(pc_redis_connection *first, pc_redis_connection *second, GError **error) {
  pc_redis_connection *const both[] = {first, second};
  g_autofree char *of_first = NULL;
  g_autofree char *of_second = NULL;
  char **const known[] = {&of_first, &of_second};
  /* Each after the other was asked. */
  for (guint i = 0; i < PROOFS; i++) {
    g_autofree char *id = id_ask(both[i % 2], PC_REDIS_ASK_MS, NULL, error);
    if (!id)
      return false;
    if (i < 2)
      *known[i] = g_strdup(id);
    if (strcmp(id, *known[i % 2]) == 0 && g_strcmp0(of_first, of_second) != 0)
      continue;
    g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
                "a proxy seems to stand in between (two connections have the client ids %s and "
                "%s%s%s): probes would reach other clients' sessions%s",
                of_first, of_second, i < 2 ? "" : ", and then ", i < 2 ? "" : id,
                pc_redis_proof_remedy);
    return false;
  }
  return true;
}
