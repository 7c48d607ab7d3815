/* SPDX-License-Identifier: MIT */
/*
 * A worker pool: the workers of one service, spawned as tasks wait, and the patience with a service
 * that went away.
 *
 * Before the first task one of them looks at what the service holds beside scratches, and the last
 * one looks again when every task is done (inventory.h):
 *
 *   STARTING -> IDLE -> LOOKING -> IDLE -> BUSY -> IDLE ... -> LOOKING -> ENDING
 */
#include "harness/run/worker_pool_internal.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/catalogue/script.h"
#include "harness/model/run_name.h"
#include "harness/run/conformance.h"
#include "harness/run/worker_client.h"
#include "harness/run/worker_process.h"

#include <string.h>

enum {
  RANKS = 4,
  WORKERS_FIRST = 2, /* workers a service starts with */
  GROW_MS = 4, /* a task that takes longer, and longer than starting a worker does, has others start
                  beside it */
  KILL_AFTER_MS = 3000, /* beyond the deadline, for a worker that does not cancel by itself */
  GIVE_UP_MS = 5000,    /* for a worker to end when told to */
  AWAY_MS = 5000,       /* beyond the deadline, for a service that was there to come back */
  RETRY_FIRST_MS = 200, /* between tries meanwhile, doubled each time */
  RETRY_MAX_MS = 800,
  CONTRACT_MS = 60000, /* beyond the deadline, for the contract: a hundred questions */
  LOOKS_MAX = 2,       /* workers that may die of the first look */
};

static void timer_drop(guint *id) {
  if (*id)
    g_source_remove(*id);
  *id = 0;
}

static const pc_probe *task_probe(const pc_worker_pool *pool, const task *t) {
  return g_array_index(pool->planned->probes, pc_planned, t->probe).probe;
}

static guint task_deadline_ms(const pc_worker_pool *pool, const task *t) {
  return pc_probe_deadline_ms(task_probe(pool, t), pool->scheduler->plan->deadline_ms);
}

static void worker_free(gpointer data) {
  pool_worker *worker = data;
  timer_drop(&worker->timer);
  pc_worker_process_free(worker->process);
  g_free(worker->scratch);
  g_free(worker->beside);
  g_free(worker->name);
  g_free(worker);
}

static gboolean worker_late(gpointer data) {
  pool_worker *worker = data;
  worker->timer = 0;
  worker->killed = true;
  worker->killed_us = g_get_monotonic_time() - worker->since_us;
  pc_worker_process_kill(worker->process);
  return G_SOURCE_REMOVE;
}

/* Tells an idle worker to end; one that does not is killed. */
static void worker_end(pool_worker *worker) {
  if (worker->state == WORKER_ENDING)
    return;
  pc_worker_process_close(worker->process);
  worker->state = WORKER_ENDING;
  timer_drop(&worker->timer);
  worker->timer = g_timeout_add(GIVE_UP_MS, worker_late, worker);
}

/* A reply (consumed) to a task, whether from the worker or about it. */
static void worker_pool_record(pc_worker_pool *pool, const task *t, json_t *reply) {
  pc_reply *slot = pc_target_result_reply(pool->result, t->probe, t->attempt);
  const pc_target *target = pool->planned->target;
  json_decref(slot->kept);
  slot->fault = json_object_get(reply, "code") != NULL;
  slot->place = pc_journal_answer(pool->scheduler->journal, target->environment, target->service,
                                  task_probe(pool, t)->id, t->attempt + 1, reply);
  slot->kept = slot->place.length ? NULL : json_incref(reply);
  json_decref(reply);
  pool->scheduler->done++;
  if (pool->scheduler->progress && pool->scheduler->progress->step)
    pool->scheduler->progress->step(pool->scheduler->done, pool->scheduler->total,
                                    pool->scheduler->progress->data);
}

static json_t *fault_new(const char *code, const char *message) {
  return json_pack("{s:s,s:s,s:s}", "type", "fault", "code", code, "message", message);
}

static void worker_pool_give_up(pc_worker_pool *pool, const char *why, bool usage) {
  if (!pool->result->down)
    pool->result->down = g_strdup(why);
  pool->result->usage = pool->result->usage || usage;
  timer_drop(&pool->retry);
  timer_drop(&pool->over);
  task *t;
  while ((t = g_queue_pop_head(&pool->tasks)) != NULL) {
    worker_pool_record(pool, t, fault_new("unreachable", why));
    g_free(t);
  }
  for (guint i = 0; i < pool->workers->len; i++) {
    pool_worker *worker = pool->workers->pdata[i];
    const worker_state state = worker->state;
    if (state != WORKER_BUSY)
      worker_end(worker);
    /* It has made nothing yet, and may hang in connecting. */
    if (state == WORKER_STARTING)
      pc_worker_process_kill(worker->process);
  }
}

static bool greeting_is_narrow(const json_t *greeting) {
  return json_is_true(json_object_get(json_object_get(greeting, "fingerprint"), "one_connection"));
}

/* The service of another environment may be the very same. */
static bool pools_share(const pc_worker_pool *a, const pc_worker_pool *b) {
  return strcmp(a->planned->target->endpoint->url, b->planned->target->endpoint->url) == 0;
}

/* Whether the service takes one connection at a time, as any greeting of it tells; so it is taken
 * until then. */
static bool service_is_narrow(const pc_worker_pool *pool) {
  for (guint i = 0; i < pool->scheduler->pools->len; i++) {
    const pc_worker_pool *other = pool->scheduler->pools->pdata[i];
    if (pools_share(pool, other) && other->result->greeting)
      return greeting_is_narrow(other->result->greeting);
  }
  return pool->planned->target->adapter->capabilities & PC_ADAPTER_NARROW;
}

/* Whether the service takes a further worker. The pools of a narrow one come one after the other.
 */
static bool service_has_room(const pc_worker_pool *pool) {
  bool held = false;
  for (guint i = 0; i < pool->scheduler->pools->len; i++) {
    const pc_worker_pool *other = pool->scheduler->pools->pdata[i];
    held = held || (other->workers->len > 0 && pools_share(pool, other));
  }
  return !held || !service_is_narrow(pool);
}

static gboolean worker_pool_over(gpointer data) {
  pc_worker_pool *pool = data;
  pool->over = 0;
  /* Another pool has the only connection: what this one waits for is its turn. */
  if (pool->workers->len == 0 && !service_has_room(pool)) {
    pool->away_us = 0;
    return G_SOURCE_REMOVE;
  }
  if (pool->tasks.length > 0) {
    const double waited = (double)(g_get_monotonic_time() - pool->away_us) / G_USEC_PER_SEC;
    g_autofree char *why =
        g_strdup_printf("it went away and was not back within %.1f s%s%s", waited,
                        pool->refusal ? ": " : "", pool->refusal ? pool->refusal : "");
    worker_pool_give_up(pool, why, false);
  }
  pc_scheduler_check_end(pool->scheduler);
  return G_SOURCE_REMOVE;
}

/* The service gives a sign of life. */
static void worker_pool_heard(pc_worker_pool *pool) {
  pool->heard_us = g_get_monotonic_time();
  pool->away_us = 0;
  timer_drop(&pool->over);
}

/* Nothing was heard of the service since then. It gets some time to come back, however often and by
 * however many workers it is tried meanwhile. */
static void worker_pool_missed(pc_worker_pool *pool, gint64 since_us) {
  if (pool->away_us)
    return;
  pool->away_us = MAX(since_us, pool->heard_us);
  const gint64 gone_ms = (g_get_monotonic_time() - pool->away_us) / 1000;
  const gint64 patience_ms =
      (gint64)pool->scheduler->plan->deadline_ms + AWAY_MS + pool->slowest_ms;
  pool->over = g_timeout_add((guint)MAX(patience_ms - gone_ms, 0), worker_pool_over, pool);
}

static gboolean worker_pool_retry(gpointer data) {
  pc_worker_pool *pool = data;
  pool->retry = 0;
  pc_worker_pool_dispatch(pool);
  pc_scheduler_check_end(pool->scheduler);
  return G_SOURCE_REMOVE;
}

/* The service did not let a worker in, which was started then. */
static void worker_pool_refused(pc_worker_pool *pool, gint64 since_us, const char *code,
                                const char *message) {
  const bool usage = strcmp(code, "usage") == 0;
  if (!pool->result->greeting || usage) {
    worker_pool_give_up(pool, message, usage);
    return;
  }
  g_free(pool->refusal);
  pool->refusal = g_strdup(message);
  worker_pool_missed(pool, since_us);
  if (pool->retry || pool->tasks.length == 0)
    return;
  pool->retry = g_timeout_add(pool->retry_ms, worker_pool_retry, pool);
  pool->retry_ms = MIN(pool->retry_ms * 2, RETRY_MAX_MS);
}

static void worker_release(pool_worker *worker) {
  pc_worker_pool *pool = worker->pool;
  timer_drop(&worker->timer);
  pool->busy--;
  pool->extra -= worker->weight;
  if (!worker->beside)
    pool->alone -= task_probe(pool, &worker->task)->header.alone;
  g_clear_pointer(&worker->scratch, g_free);
  g_clear_pointer(&worker->beside, g_free);
  worker->state = WORKER_IDLE;
}

/* The scratch called name is no more. */
static void worker_pool_removed(pc_worker_pool *pool, const char *name) {
  g_hash_table_remove(pool->scratches, name);
  pc_journal_removed(pool->scheduler->journal, name);
}

/* Notes what breaks the contract, since what differs later may be owed to it. Who harms what is
 * another's is asked nothing more. */
static void contract_judge(pc_worker_pool *pool, const json_t *reply) {
  const pc_target *target = pool->planned->target;
  g_autoptr(pc_conformance) found = pc_conformance_judge(target, reply);
  if (found->broken->len == 0)
    return;
  g_ptr_array_add(found->broken, NULL);
  g_autofree char *which = g_strjoinv(", ", (char **)found->broken->pdata);
  g_autofree char *why =
      g_strdup_printf("it does not keep the contract of the role %s (%s): 'paritycheck doctor "
                      "--contract' tells what was asked and answered",
                      pc_conformance_role(target), which);
  json_array_append_new(
      json_object_get(json_object_get(pool->result->greeting, "fingerprint"), "notes"),
      json_string(why));
  if (found->harms)
    worker_pool_give_up(pool, why, false);
}

/* What went wrong otherwise the probes will tell. */
static void contract_answered(pool_worker *worker, const json_t *reply) {
  pc_worker_pool *pool = worker->pool;
  const bool left = json_object_get(reply, "left");
  if (!left) {
    worker_pool_removed(pool, worker->scratch);
    worker_pool_removed(pool, worker->beside);
  }
  worker_release(worker);
  pool->contract_due = false;
  if (left || json_object_get(reply, "code"))
    worker_end(worker);
  else
    worker_pool_heard(pool);
  contract_judge(pool, reply);
}

static void worker_answered(pool_worker *worker, json_t *reply) {
  static const char *const gone[] = {"lost", "unreachable", NULL};
  static const char *const worthless[] = {"lost", "unreachable", "failed", "stopped", NULL};
  pc_worker_pool *pool = worker->pool;
  const char *left = json_string_value(json_object_get(reply, "left"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const task t = worker->task;
  if (!left)
    worker_pool_removed(pool, worker->scratch);
  if (code && g_strv_contains(gone, code))
    worker_pool_missed(pool, worker->since_us);
  else if (!code || !left)
    worker_pool_heard(pool);
  worker_release(worker);
  /* Told of the service once, not of each probe that met it. */
  const char *unfit = json_string_value(json_object_get(reply, "unfit"));
  if (unfit) {
    code = "unreachable";
    json_object_set_new(reply, "code", json_string(code));
  }
  worker_pool_record(pool, &t, json_incref(reply));
  if (unfit)
    worker_pool_give_up(pool, unfit, false);
  /* What a worker is worth after such a fault is not known; one that could not clean may hang in
   * the next task, too. */
  if (code && (left || g_strv_contains(worthless, code)))
    worker_end(worker);
}

/* Takes out what one connection cannot be asked. */
static void worker_pool_skip(pc_worker_pool *pool) {
  for (GList *link = pool->tasks.head, *next; link; link = next) {
    task *t = link->data;
    const pc_probe *probe = task_probe(pool, t);
    next = link->next;
    if (probe->sessions < 2 && !pc_list_contains(probe->header.needs, "sessions"))
      continue;
    worker_pool_record(
        pool, t,
        json_pack("{s:s,s:s}", "type", "skipped", "reason",
                  "needs several sessions, and the service takes one connection at a time"));
    g_queue_delete_link(&pool->tasks, link);
    g_free(t);
  }
}

static void worker_greeted(pool_worker *worker, json_t *message) {
  pc_worker_pool *pool = worker->pool;
  const char *type = json_string_value(json_object_get(message, "type"));
  timer_drop(&worker->timer);
  if (g_strcmp0(type, "ready") == 0) {
    worker->state = WORKER_IDLE;
    worker_pool_heard(pool);
    pool->start_us = pool->heard_us - worker->since_us;
    pool->slowest_ms = MAX(pool->slowest_ms, (guint)(pool->start_us / 1000));
    pool->retry_ms = RETRY_FIRST_MS;
    if (!pool->result->greeting && json_object_get(message, "fingerprint")) {
      pool->result->greeting = json_incref(message);
      if (greeting_is_narrow(message))
        worker_pool_skip(pool);
    }
    return;
  }
  const char *code = json_string_value(json_object_get(message, "code"));
  const char *text = json_string_value(json_object_get(message, "message"));
  worker_end(worker);
  worker_pool_refused(pool, worker->since_us, code ? code : "unreachable",
                      text ? text : "the worker's greeting makes no sense");
}

/* Something has ended: its own pool goes on, and those that had to wait for it. */
static void pools_dispatch(pc_worker_pool *pool) {
  pc_worker_pool_dispatch(pool);
  for (guint i = 0; i < pool->scheduler->pools->len; i++) {
    pc_worker_pool *other = pool->scheduler->pools->pdata[i];
    if (other != pool && pools_share(pool, other))
      pc_worker_pool_dispatch(other);
  }
}

/* Whether tasks may be handed out. */
static bool worker_pool_has_looked(const pc_worker_pool *pool) {
  return pool->result->before || !pool->planned->target->adapter->objects;
}

static void worker_look(pool_worker *worker) {
  pc_worker_pool *pool = worker->pool;
  worker->state = WORKER_LOOKING;
  worker->since_us = g_get_monotonic_time();
  worker->timer =
      g_timeout_add(pool->scheduler->plan->deadline_ms + KILL_AFTER_MS, worker_late, worker);
  pool->looking = worker;
  pc_worker_process_say(worker->process, "{\"type\":\"objects\"}");
}

/* A refusal of the first look is known to the reader; one of the second has it tried over another
 * connection. */
static void worker_looked(pool_worker *worker, json_t *reply) {
  pc_worker_pool *pool = worker->pool;
  pc_target_result *result = pool->result;
  const bool first = !result->before;
  timer_drop(&worker->timer);
  pool->looking = NULL;
  worker->state = WORKER_IDLE;
  if (g_strcmp0(json_string_value(json_object_get(reply, "type")), "objects") == 0) {
    worker_pool_heard(pool);
    *(first ? &result->before : &result->after) = json_incref(reply);
    return;
  }
  const char *why = json_string_value(json_object_get(reply, "message"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const bool lost = g_strcmp0(code, "lost") == 0 || g_strcmp0(code, "unreachable") == 0;
  /* It may be going away, or hang up at this question whenever it is asked. */
  if (first && lost && ++pool->looks_lost < LOOKS_MAX)
    worker_pool_missed(pool, worker->since_us);
  else if (first)
    result->before = json_pack("{s:s}", "none", why ? why : "it does not tell");
  pool->look_refused = !first;
  worker_end(worker);
}

/* The worker that looked is gone. */
static void worker_pool_look_lost(pc_worker_pool *pool) {
  pool->looking = NULL;
  if (pool->result->before || ++pool->looks_lost < LOOKS_MAX)
    return;
  pool->result->before = json_object();
  pool->result->unseen = g_strdup(
      "the workers that looked at what is there before the first probe ended without an answer");
}

static void worker_line(pc_worker_process *process, const char *line, gsize length, void *data) {
  pool_worker *worker = data;
  pc_worker_pool *pool = worker->pool;
  json_t *message = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
  const json_t *number = json_object_get(message, "task");
  if (worker->state == WORKER_STARTING && message)
    worker_greeted(worker, message);
  else if (worker->state == WORKER_LOOKING && message)
    worker_looked(worker, message);
  else if (worker->state == WORKER_BUSY && json_is_integer(number) &&
           json_integer_value(number) == worker->task.number) {
    if (worker->beside)
      contract_answered(worker, message);
    else
      worker_answered(worker, message);
  } else if (worker->state != WORKER_IDLE && worker->state != WORKER_ENDING)
    pc_worker_process_kill(process);
  json_decref(message);
  if (pool->scheduler->stopping)
    worker_end(worker);
  else
    pools_dispatch(pool);
}

/* Why a busy worker gave no answer, as a fault. */
static json_t *worker_fault(const pool_worker *worker, const pc_worker_end *end) {
  const GPtrArray *secrets = worker->pool->planned->target->endpoint->masked;
  const double deadline = task_deadline_ms(worker->pool, &worker->task) / 1000.0;
  g_autofree char *step = pc_worker_end_step(end, secrets);
  g_autofree char *message =
      worker->killed
          ? g_strdup_printf(
                "the worker did not answer by the deadline of %.3g s and was killed after %.1f s%s",
                deadline, (double)worker->killed_us / G_USEC_PER_SEC, step)
          : pc_worker_end_tell(end, "answered", secrets);
  json_t *fault = fault_new(worker->killed                      ? "timed-out"
                            : worker->pool->scheduler->stopping ? "stopped"
                                                                : "crashed",
                            message);
  json_t *facts = json_object();
  pc_worker_end_store(end, secrets, facts);
  json_object_set_new(fault, "end", facts);
  return fault;
}

static void worker_gone(pc_worker_process *process, const pc_worker_end *end, void *data) {
  (void)process;
  pool_worker *worker = data;
  pc_worker_pool *pool = worker->pool;
  const worker_state state = worker->state;
  const gint64 since_us = worker->since_us;
  const GPtrArray *secrets = pool->planned->target->endpoint->masked;
  g_autofree char *step = pc_worker_end_step(end, secrets);
  g_autofree char *refusal =
      worker->killed ? g_strdup_printf("the worker did not connect and was killed after %.1f s%s",
                                       (double)worker->killed_us / G_USEC_PER_SEC, step)
                     : pc_worker_end_tell(end, "connected", secrets);
  if (worker->scratch) {
    const task t = worker->task;
    json_t *fault = worker->beside ? NULL : worker_fault(worker, end);
    pool->contract_due = pool->contract_due && !worker->beside;
    /* One that has to be killed may wait for a service that hangs. */
    if (worker->killed || pool->scheduler->stopping)
      worker_pool_missed(pool, since_us);
    worker_release(worker);
    if (fault)
      worker_pool_record(pool, &t, fault);
  }
  if (end->status == 0)
    pc_journal_removed(pool->scheduler->journal, worker->name);
  else
    g_ptr_array_add(pool->lost, g_steal_pointer(&worker->name));
  if (pool->looking == worker)
    worker_pool_look_lost(pool);
  g_ptr_array_remove(pool->workers, worker);
  if (state == WORKER_STARTING)
    worker_pool_refused(pool, since_us, "unreachable", refusal);
  pools_dispatch(pool);
  pc_scheduler_check_end(pool->scheduler);
}

/* What the run is about to make is journaled before. */
static void worker_pool_journal(const pc_worker_pool *pool, const char *name) {
  pc_scheduler *scheduler = pool->scheduler;
  if (pc_journal_scratch(scheduler->journal, name, pool->planned->target->endpoint->redacted,
                         scheduler->error ? NULL : &scheduler->error))
    return;
  scheduler->stopping = true;
  g_main_loop_quit(scheduler->loop);
}

static char *worker_pool_scratch_new(pc_worker_pool *pool, char *name) {
  worker_pool_journal(pool, name);
  g_hash_table_add(pool->scratches, g_strdup(name));
  return name;
}

static void worker_pool_spawn(pc_worker_pool *pool) {
  static const pc_worker_events events = {.line = worker_line, .end = worker_gone};
  pool_worker *worker = g_new0(pool_worker, 1);
  g_autoptr(GError) error = NULL;
  worker->pool = pool;
  worker->since_us = g_get_monotonic_time();
  worker->process = pc_worker_process_new(pool->planned->target->via, &events, worker, &error);
  if (!worker->process) {
    worker_pool_refused(pool, worker->since_us, "unreachable", error->message);
    g_free(worker);
    return;
  }
  g_ptr_array_add(pool->workers, worker);
  worker->name = pc_worker_name_new(pool->scheduler->run, pool->scheduler->next_number++);
  worker_pool_journal(pool, worker->name);
  worker->timer = g_timeout_add(pc_worker_pool_greeting_ms(pool), worker_late, worker);
  g_autofree char *hello =
      pc_worker_client_hello_line(pool->planned->target, pool->scheduler->plan->deadline_ms,
                                  !pool->result->greeting, worker->name);
  pc_worker_process_say(worker->process, hello);
}

/* Whether something runs on the service that bears no sibling, or, for a probe that bears none
 * itself, anything. */
static bool service_is_taken(const pc_worker_pool *pool, bool alone) {
  for (guint i = 0; i < pool->scheduler->pools->len; i++) {
    const pc_worker_pool *other = pool->scheduler->pools->pdata[i];
    if ((other->alone || (alone && other->busy)) && pools_share(pool, other))
      return true;
  }
  return false;
}

/* Whether the task may start now, beside what runs. */
static bool task_fits(const pc_worker_pool *pool, const task *t, guint weight) {
  if (service_is_taken(pool, task_probe(pool, t)->header.alone))
    return false;
  return pool->busy == 0 ||
         pool->workers->len + pool->extra + weight <= pool->planned->target->connections;
}

/* NULL: it is a plain ask, or there is no such experiment. */
static const pc_experiment *task_experiment(const pc_worker_pool *pool, const task *t) {
  const guint asks = pool->result->asks;
  return t->attempt < asks
             ? NULL
             : pc_script_experiment(task_probe(pool, t)->script,
                                    pool->planned->target->adapter->name, t->attempt - asks);
}

/* The worker is busy for at most limit_ms. */
static void worker_begin(pool_worker *worker, const task *t, char *scratch, guint limit_ms) {
  worker->task = *t;
  worker->scratch = scratch;
  worker->state = WORKER_BUSY;
  worker->since_us = g_get_monotonic_time();
  worker->pool->busy++;
  worker->timer = g_timeout_add(limit_ms, worker_late, worker);
}

static void worker_ask(pool_worker *worker, const task *given, guint weight) {
  pc_worker_pool *pool = worker->pool;
  pc_scheduler *scheduler = pool->scheduler;
  task t = *given;
  const pc_probe *probe = task_probe(pool, &t);
  t.number = scheduler->next_number++;
  worker_begin(
      worker, &t,
      worker_pool_scratch_new(pool, pc_scratch_name_new(scheduler->run, t.number, t.attempt + 1)),
      task_deadline_ms(pool, &t) + KILL_AFTER_MS);
  worker->weight = weight;
  pool->extra += weight;
  pool->alone += probe->header.alone;
  const pc_experiment *experiment = task_experiment(pool, &t);
  g_autofree char *request = pc_worker_client_ask_line(probe, t.number, worker->scratch,
                                                       experiment ? experiment->text : NULL);
  pc_worker_process_say(worker->process, request);
}

static void worker_ask_contract(pool_worker *worker) {
  pc_worker_pool *pool = worker->pool;
  pc_scheduler *scheduler = pool->scheduler;
  const task t = {.number = scheduler->next_number++};
  worker->weight = 0;
  worker->beside = worker_pool_scratch_new(pool, pc_conformance_beside(scheduler->run, t.number));
  worker_begin(worker, &t,
               worker_pool_scratch_new(pool, pc_scratch_name_new(scheduler->run, t.number, 1)),
               scheduler->plan->deadline_ms + CONTRACT_MS);
  json_t *request =
      pc_conformance_request(pool->planned->target, t.number, worker->scratch, worker->beside);
  char *text = json_dumps(request, JSON_COMPACT);
  pc_worker_process_say(worker->process, text);
  free(text);
  json_decref(request);
}

/* The first task that may start now, taken out of the queue; NULL: none. */
static task *worker_pool_next(pc_worker_pool *pool, guint *ret_weight) {
  for (GList *link = pool->tasks.head; link; link = link->next) {
    task *t = link->data;
    const guint sessions = task_probe(pool, t)->sessions;
    /* A probe with several sessions also has somebody ask the server who blocks whom. */
    *ret_weight = sessions > 1 ? sessions : 0;
    if (task_fits(pool, t, *ret_weight)) {
      g_queue_delete_link(&pool->tasks, link);
      return t;
    }
  }
  return NULL;
}

/* The one that is to look again when all is done. Where something has to be cleaned, that comes
 * first (pc_worker_pool_look). */
static pool_worker *worker_pool_last(const pc_worker_pool *pool) {
  const bool wanted = json_object_get(pool->result->before, "objects") && !pool->result->after &&
                      !pool->looking && !pool->look_refused && !pool->scheduler->stopping &&
                      !pool->result->down;
  if (!wanted || pool->busy || g_hash_table_size(pool->scratches))
    return NULL;
  for (guint i = 0; i < pool->workers->len; i++)
    if (((pool_worker *)pool->workers->pdata[i])->state == WORKER_IDLE)
      return pool->workers->pdata[i];
  return NULL;
}

/* Nothing is left to ask. */
static void worker_pool_drain(pc_worker_pool *pool) {
  pool_worker *last = worker_pool_last(pool);
  for (guint i = 0; i < pool->workers->len; i++) {
    pool_worker *worker = pool->workers->pdata[i];
    const bool looks = worker->state == WORKER_LOOKING && !pool->scheduler->stopping;
    if (worker->state != WORKER_BUSY && !looks && worker != last)
      worker_end(worker);
  }
  if (last)
    worker_look(last);
}

/* Has one of those that are there look before anything is asked. */
static void worker_pool_look_first(pc_worker_pool *pool) {
  for (guint i = 0; i < pool->workers->len && !worker_pool_has_looked(pool) && !pool->looking;
       i++) {
    pool_worker *worker = pool->workers->pdata[i];
    if (worker->state == WORKER_IDLE)
      worker_look(worker);
  }
}

/* Workers whose probe only lets time pass cost nothing but a connection. */
static guint worker_pool_limit(const pc_worker_pool *pool) {
  guint pausing = 0;
  for (guint i = 0; i < pool->workers->len; i++) {
    const pool_worker *worker = pool->workers->pdata[i];
    pausing +=
        worker->state == WORKER_BUSY && !worker->beside && task_probe(pool, &worker->task)->pauses;
  }
  return MIN(PC_WORKERS_MAX + pausing, pool->planned->target->connections);
}

void pc_worker_pool_dispatch(pc_worker_pool *pool) {
  if (pool->scheduler->stopping || pool->tasks.length == 0) {
    worker_pool_drain(pool);
    return;
  }
  guint free_workers = 0;
  worker_pool_look_first(pool);
  for (guint i = 0; i < pool->workers->len; i++) {
    pool_worker *worker = pool->workers->pdata[i];
    guint weight;
    task *t = worker->state == WORKER_IDLE && !pool->contract_due && worker_pool_has_looked(pool)
                  ? worker_pool_next(pool, &weight)
                  : NULL;
    if (t)
      worker_ask(worker, t, weight);
    else if (worker->state == WORKER_IDLE && pool->contract_due && pool->busy == 0)
      worker_ask_contract(worker);
    g_free(t);
    free_workers += worker->state != WORKER_BUSY && worker->state != WORKER_ENDING;
  }
  const guint wanted =
      MIN(MIN(pool->contract_due ? 1 : WORKERS_FIRST, worker_pool_limit(pool)), pool->tasks.length);
  while (!pool->retry && pool->tasks.length > 0 && pool->workers->len < wanted &&
         free_workers < wanted && service_has_room(pool)) {
    const guint before = pool->workers->len;
    worker_pool_spawn(pool);
    if (pool->workers->len == before)
      break;
    free_workers++;
  }
}

void pc_worker_pool_grow(pc_worker_pool *pool) {
  const gint64 long_ago_us = g_get_monotonic_time() - MAX(GROW_MS * 1000, pool->start_us);
  bool slow = false;
  bool free_worker = false;
  for (guint i = 0; i < pool->workers->len; i++) {
    const pool_worker *worker = pool->workers->pdata[i];
    slow = slow || (worker->state == WORKER_BUSY && worker->since_us < long_ago_us);
    free_worker = free_worker || (worker->state != WORKER_BUSY && worker->state != WORKER_ENDING);
  }
  if (slow && !free_worker && !pool->contract_due && !pool->alone && !pool->retry &&
      pool->tasks.length > 0 && pool->workers->len < worker_pool_limit(pool) &&
      pool->workers->len + pool->extra < pool->planned->target->connections &&
      service_has_room(pool))
    worker_pool_spawn(pool);
}

void pc_worker_pool_stop(pc_worker_pool *pool) {
  timer_drop(&pool->retry);
  timer_drop(&pool->over);
  g_queue_clear_full(&pool->tasks, g_free);
  for (guint i = 0; i < pool->workers->len; i++) {
    pool_worker *worker = pool->workers->pdata[i];
    pc_worker_process_close(worker->process);
    if (worker->state != WORKER_BUSY)
      worker->state = WORKER_ENDING;
  }
}

void pc_worker_pool_kill(pc_worker_pool *pool) {
  for (guint i = 0; i < pool->workers->len; i++)
    pc_worker_process_kill(((pool_worker *)pool->workers->pdata[i])->process);
}

bool pc_worker_pool_is_done(const pc_worker_pool *pool) {
  return pool->workers->len == 0 && !pool->retry && pool->tasks.length == 0;
}

/* The longest first: those that let time pass, those that may wait, the rest; those that run alone
 * at the very end. */
static int probe_rank(const pc_probe *probe) {
  if (probe->header.alone)
    return RANKS - 1;
  return probe->pauses ? 0 : probe->sessions > 1 ? 1 : 2;
}

/* One pass over the probes. */
static void worker_pool_queue(pc_worker_pool *pool, int rank) {
  const GArray *probes = pool->planned->probes;
  for (guint i = 0; i < probes->len; i++) {
    const pc_planned *planned = &g_array_index(probes, pc_planned, i);
    const bool now = !planned->skipped && probe_rank(planned->probe) == rank;
    for (guint attempt = 0; now && attempt < pool->result->asks + pool->result->experiments;
         attempt++) {
      const task one = {.probe = i, .attempt = attempt};
      if (attempt >= pool->result->asks && !task_experiment(pool, &one))
        break;
      task *t = g_new0(task, 1);
      *t = one;
      g_queue_push_tail(&pool->tasks, t);
      pool->scheduler->total++;
    }
  }
}

pc_worker_pool *pc_worker_pool_new(pc_scheduler *scheduler, const pc_planned_target *planned,
                                   pc_target_result *result) {
  pc_worker_pool *pool = g_new0(pc_worker_pool, 1);
  pool->scheduler = scheduler;
  pool->planned = planned;
  pool->result = result;
  pool->retry_ms = RETRY_FIRST_MS;
  pool->contract_due = pc_conformance_is_before_run(planned->target);
  pool->workers = g_ptr_array_new_with_free_func(worker_free);
  pool->lost = g_ptr_array_new_with_free_func(g_free);
  pool->scratches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init(&pool->tasks);
  for (int rank = 0; rank < RANKS; rank++)
    worker_pool_queue(pool, rank);
  return pool;
}

void pc_worker_pool_free(gpointer data) {
  pc_worker_pool *pool = data;
  timer_drop(&pool->retry);
  timer_drop(&pool->over);
  g_queue_clear_full(&pool->tasks, g_free);
  g_ptr_array_unref(pool->workers);
  g_hash_table_unref(pool->scratches);
  g_ptr_array_unref(pool->lost);
  g_free(pool->refusal);
  g_free(pool);
}
