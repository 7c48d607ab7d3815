/* SPDX-License-Identifier: MIT */
/* The adapter of Redis's lists as queues, in the manner of Celery's Redis transport. */
#include "adapters/redis/queue_internal.h"

#include "adapters/shared/fingerprint.h"
#include "harness/base/error.h"

extern const pc_adapter pc_adapter_redis;

static bool queue_check(const pc_endpoint *endpoint, GError **error) {
  return pc_adapter_redis.check(endpoint, error);
}

/* A queue waits (BRPOP) and puts messages back in transactions. */
static bool queue_open(void *state, const pc_endpoint *endpoint, int timeout_ms, GError **error) {
  const pc_redis_service *service = state;
  if (!pc_adapter_redis.open(state, endpoint, timeout_ms, error))
    return false;
  if (!pc_redis_connection_is_distrusted(service->control))
    return true;
  pc_adapter_redis.close(state);
  g_set_error(error, PC_ERROR, PC_ERROR_UNFIT,
              "cannot tell whether a proxy stands in between, since CLIENT ID is refused, and a "
              "queue needs sessions of its own (BRPOP, MULTI): write 'session: own' beside the "
              "service's url in the configuration, which 'production: true' rules out");
  return false;
}

static void queue_close(void *state) {
  g_clear_pointer(&((pc_redis_queue_service *)state)->visibilities, g_hash_table_unref);
  pc_adapter_redis.close(state);
}

static bool queue_fingerprint(void *state, json_t *fingerprint, GError **error) {
  static const char *const commands[] = {"lpush 2",
                                         "rpush 2",
                                         "rpop 1",
                                         "brpop 2",
                                         "llen 1",
                                         "hset 3",
                                         "hget 2",
                                         "hdel 2",
                                         "zadd 3",
                                         "zrem 2",
                                         "zrevrangebyscore 3",
                                         "multi 0",
                                         "exec 0",
                                         NULL};
  pc_redis_service *service = state;
  if (!pc_redis_fingerprint(state, fingerprint, error) ||
      !pc_redis_rights_need(service->control, "queue", commands, error))
    return false;
  pc_cache_note_add(fingerprint,
                    "as a queue: an emulation in the manner of Celery's Redis transport (kombu 5), "
                    "by the commands themselves and not by that library: LPUSH, RPOP and BRPOP on "
                    "a list; what was received is kept in a hash, and its time in a sorted set "
                    "(HSET, ZADD), until it is acknowledged (HDEL, ZREM)");
  pc_cache_note_add(fingerprint,
                    "an unacknowledged message stays there when its connection is lost, until its "
                    "visibility is over (3600 s where none is declared) and somebody receives from "
                    "its queue: it is then the next (RPUSH), marked as redelivered. Rejected with "
                    "requeue, it is the last (LPUSH). Between BRPOP and HSET it can be lost");
  pc_cache_note_add(
      fingerprint,
      "priorities are four lists (steps 0, 3, 6, 9, beyond which numbers are cut), and 0 is the "
      "most urgent; what is put back has priority 0. max_priority is taken and means nothing; an "
      "empty queue and one that is not there are the same, and nothing is unroutable");
  pc_cache_note_add(
      fingerprint,
      "a consumer takes its next message when it asks for it, and prefetch limits only "
      "consumers. Refused by the client (code 'client'): bodies that are no text or bytes");
  return true;
}

static char *queue_client(const pc_endpoint *endpoint) { return pc_adapter_redis.client(endpoint); }

static bool scratch_open(void *state, const pc_scratch *scratch, const pc_deadline *deadline,
                         GError **error) {
  pc_redis_queue_service *service = state;
  g_clear_pointer(&service->visibilities, g_hash_table_unref);
  service->visibilities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return pc_redis_scratch_open(state, scratch, deadline, error);
}

static const pc_driver driver = {
    .scratch_open = scratch_open,
    .scratch_close = pc_redis_scratch_close,
    .session_open = pc_redis_queue_session_open,
    .session_close = pc_redis_queue_session_close,
    .send = pc_redis_queue_send,
    .wait = pc_redis_queue_wait,
    .take = pc_redis_queue_take,
    .cancel = pc_redis_queue_cancel,
};

static const char *const schemes[] = {"redis", "rediss", "redis+unix", NULL};

const pc_adapter pc_adapter_redis_queue = {
    .name = "redis-queue",
    .product = "Redis lists as queues",
    .summary =
        "queues over Redis's lists in the manner of Celery's Redis transport, visibility emulated",
    .schemes = schemes,
    .roles = 1u << PC_ROLE_QUEUE,
    .capabilities = PC_ADAPTER_SESSIONS | PC_ADAPTER_PROVES,
    .service_size = sizeof(pc_redis_queue_service),
    .session_size = PC_REDIS_QUEUE_SESSION_BYTES,
    .options = pc_redis_options,
    .check = queue_check,
    .open = queue_open,
    .close = queue_close,
    .fingerprint = queue_fingerprint,
    .client = queue_client,
    .unfit = pc_redis_unfit,
    .fit = pc_redis_fit,
    .remove = pc_redis_remove,
    .inventory = pc_redis_inventory,
    .objects = pc_redis_objects,
    .drivers = {[PC_LANGUAGE_QUEUE] = &driver},
};
