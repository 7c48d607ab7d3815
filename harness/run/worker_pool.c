/* SPDX-License-Identifier: MIT */
/*
 * A worker pool: the workers of one service, what each of them says, and what is to be put in
 * order once they are gone. Which task is next the task queue knows (task_queue.h), whether the
 * service is there its health (service_health.h).
 *
 * Before the first task one of the workers looks at what the service holds beside scratches, and
 * the last one looks again when every task is done (inventory.h); a worker:
 *
 *                greets           asked                nothing is left to ask
 *   STARTING -----------> IDLE ----------> BUSY     IDLE --------------------> ENDING
 *      |                  ^  ^             |          ^
 *      |                  |  '-------------'          |  a look at what is there
 *      |                  |     answers               '--> LOOKING
 *      '--------------------> ENDING <----- refuses, or answers a fault that it may not survive
 *
 * Its process may end in any state: what it was asked is then answered by how it ended.
 */
#include "harness/run/worker_pool.h"

#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/catalogue/script.h"
#include "harness/model/run_name.h"
#include "harness/run/conformance.h"
#include "harness/run/scheduler_internal.h"
#include "harness/run/service_health.h"
#include "harness/run/task_queue.h"
#include "harness/run/worker_client.h"
#include "harness/run/worker_process.h"

#include <string.h>

enum {
  WORKERS_FIRST = 2, /* workers a service starts with */
  GROW_MS = 4, /* a task that takes longer, and longer than starting a worker does, has others start
                  beside it */
  KILL_AFTER_MS = 3000, /* beyond the deadline, for a worker that does not cancel by itself */
  GIVE_UP_MS = 5000,    /* for a worker to end when told to */
  GREETING_MS = 20000,  /* until a worker has connected, or as long as a probe may take */
  CLEAN_AWAY_MS = 2000, /* for a service that is away to let the one in that cleans */
  CONTRACT_MS = 60000,  /* beyond the deadline, for the contract: a hundred questions */
  LOOKS_MAX = 2,        /* workers that may die of the first look */
};

typedef enum worker_state {
  WORKER_STARTING,
  WORKER_IDLE,
  WORKER_LOOKING,
  WORKER_BUSY,
  WORKER_ENDING
} worker_state;

/* A worker process and what it does. */
typedef struct pool_worker {
  pc_worker_pool *pool;
  pc_worker_process *process;
  char *name; /* the worker's own (worker.h), which the journal has */
  worker_state state;
  pc_task task;
  char *scratch; /* while busy */
  char *beside;  /* the other scratch, while it is not a task that it is busy with but the contract;
                    else NULL */
  bool killed;   /* for having taken too long */
  gint64 since_us;  /* started or asked */
  gint64 killed_us; /* after so long */
  guint timer;
} pool_worker;

struct pc_worker_pool {
  pc_scheduler *scheduler;
  const pc_planned_target *planned;
  pc_target_result *result;
  pc_task_queue *tasks;
  pc_service_health *health;
  GPtrArray *workers;
  GHashTable *scratches; /* names that may exist */
  GPtrArray *lost;       /* names of workers that did not end by themselves: they go first, so that
                            nothing comes later */
  bool contract_due;     /* nothing is asked before the contract is found kept */
  pool_worker *looking;  /* the one that looks at what the service holds, or NULL */
  guint looks_lost;      /* workers that died of it */
  bool look_refused;     /* the last one, by the service */
};

static void timer_drop(guint *id) {
  if (*id)
    g_source_remove(*id);
  *id = 0;
}

/* A program behind exec: is given the deadline to start in. */
static guint worker_pool_greeting_ms(const pc_worker_pool *pool) {
  return MAX(GREETING_MS, pool->scheduler->plan->deadline_ms);
}

static guint task_deadline_ms(const pc_worker_pool *pool, const pc_task *task) {
  return pc_probe_deadline_ms(task->probe, pool->scheduler->plan->deadline_ms);
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
static void worker_pool_record(pc_worker_pool *pool, const pc_task *task, json_t *reply) {
  pc_reply *slot = pc_target_result_reply(pool->result, task->index, task->attempt);
  const pc_target *target = pool->planned->target;
  json_decref(slot->kept);
  slot->fault = json_object_get(reply, "code") != NULL;
  slot->place = pc_journal_answer(pool->scheduler->journal, target->environment, target->service,
                                  task->probe->id, task->attempt + 1, reply);
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
  pc_service_health_stop(pool->health);
  pc_task *task;
  while ((task = pc_task_queue_pop(pool->tasks)) != NULL) {
    worker_pool_record(pool, task, fault_new("unreachable", why));
    g_free(task);
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

static bool worker_pool_over(const char *why, void *data) {
  pc_worker_pool *pool = data;
  /* Another pool has the only connection: what this one waits for is its turn. */
  if (pool->workers->len == 0 && !service_has_room(pool))
    return false;
  if (pc_task_queue_length(pool->tasks) > 0)
    worker_pool_give_up(pool, why, false);
  pc_scheduler_check_end(pool->scheduler);
  return true;
}

static void worker_pool_retry(void *data) {
  pc_worker_pool *pool = data;
  pc_worker_pool_dispatch(pool);
  pc_scheduler_check_end(pool->scheduler);
}

/* The service did not let a worker in, which was started then. */
static void worker_pool_refused(pc_worker_pool *pool, gint64 since_us, const char *code,
                                const char *message) {
  const bool usage = strcmp(code, "usage") == 0;
  if (!pool->result->greeting || usage) {
    worker_pool_give_up(pool, message, usage);
    return;
  }
  pc_service_health_refused(pool->health, since_us, message, pc_task_queue_length(pool->tasks) > 0);
}

static void worker_release(pool_worker *worker) {
  pc_worker_pool *pool = worker->pool;
  timer_drop(&worker->timer);
  pc_task_queue_end(pool->tasks, &worker->task);
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
    pc_service_health_heard(pool->health);
  contract_judge(pool, reply);
}

static void worker_answered(pool_worker *worker, json_t *reply) {
  static const char *const gone[] = {"lost", "unreachable", NULL};
  static const char *const worthless[] = {"lost", "unreachable", "failed", "stopped", NULL};
  pc_worker_pool *pool = worker->pool;
  const char *left = json_string_value(json_object_get(reply, "left"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const pc_task task = worker->task;
  if (!left)
    worker_pool_removed(pool, worker->scratch);
  if (code && g_strv_contains(gone, code))
    pc_service_health_missed(pool->health, worker->since_us);
  else if (!code || !left)
    pc_service_health_heard(pool->health);
  worker_release(worker);
  /* Told of the service once, not of each probe that met it. */
  const char *unfit = json_string_value(json_object_get(reply, "unfit"));
  if (unfit) {
    code = "unreachable";
    json_object_set_new(reply, "code", json_string(code));
  }
  worker_pool_record(pool, &task, json_incref(reply));
  if (unfit)
    worker_pool_give_up(pool, unfit, false);
  /* What a worker is worth after such a fault is not known; one that could not clean may hang in
   * the next task, too. */
  if (code && (left || g_strv_contains(worthless, code)))
    worker_end(worker);
}

/* Takes out what one connection cannot be asked. */
static void worker_pool_skip(pc_worker_pool *pool) {
  g_autoptr(GPtrArray) tasks = pc_task_queue_take_sessions(pool->tasks);
  for (guint i = 0; i < tasks->len; i++)
    worker_pool_record(
        pool, tasks->pdata[i],
        json_pack("{s:s,s:s}", "type", "skipped", "reason",
                  "needs several sessions, and the service takes one connection at a time"));
}

static void worker_greeted(pool_worker *worker, json_t *message) {
  pc_worker_pool *pool = worker->pool;
  const char *type = json_string_value(json_object_get(message, "type"));
  timer_drop(&worker->timer);
  if (g_strcmp0(type, "ready") == 0) {
    worker->state = WORKER_IDLE;
    pc_service_health_greeted(pool->health, worker->since_us);
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
    pc_service_health_heard(pool->health);
    *(first ? &result->before : &result->after) = json_incref(reply);
    return;
  }
  const char *why = json_string_value(json_object_get(reply, "message"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const bool lost = g_strcmp0(code, "lost") == 0 || g_strcmp0(code, "unreachable") == 0;
  /* It may be going away, or hang up at this question whenever it is asked. */
  if (first && lost && ++pool->looks_lost < LOOKS_MAX)
    pc_service_health_missed(pool->health, worker->since_us);
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
    const pc_task task = worker->task;
    json_t *fault = worker->beside ? NULL : worker_fault(worker, end);
    pool->contract_due = pool->contract_due && !worker->beside;
    /* One that has to be killed may wait for a service that hangs. */
    if (worker->killed || pool->scheduler->stopping)
      pc_service_health_missed(pool->health, since_us);
    worker_release(worker);
    if (fault)
      worker_pool_record(pool, &task, fault);
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
  worker->timer = g_timeout_add(worker_pool_greeting_ms(pool), worker_late, worker);
  g_autofree char *hello =
      pc_worker_client_hello_line(pool->planned->target, pool->scheduler->plan->deadline_ms,
                                  !pool->result->greeting, worker->name);
  pc_worker_process_say(worker->process, hello);
}

/* All that is under way at the service, through the pools of other environments too. */
static pc_task_load service_load(const pc_worker_pool *pool) {
  pc_task_load sum = {0};
  for (guint i = 0; i < pool->scheduler->pools->len; i++) {
    const pc_worker_pool *other = pool->scheduler->pools->pdata[i];
    const pc_task_load *load = pc_task_queue_load(other->tasks);
    if (!pools_share(pool, other))
      continue;
    sum.busy += load->busy;
    sum.extra += load->extra;
    sum.alone += load->alone;
  }
  return sum;
}

/* The worker is busy for at most limit_ms. */
static void worker_begin(pool_worker *worker, const pc_task *task, char *scratch, guint limit_ms) {
  worker->task = *task;
  worker->scratch = scratch;
  worker->state = WORKER_BUSY;
  worker->since_us = g_get_monotonic_time();
  pc_task_queue_start(worker->pool->tasks, task);
  worker->timer = g_timeout_add(limit_ms, worker_late, worker);
}

static void worker_ask(pool_worker *worker, pc_task *task) {
  pc_worker_pool *pool = worker->pool;
  pc_scheduler *scheduler = pool->scheduler;
  task->number = scheduler->next_number++;
  worker_begin(worker, task,
               worker_pool_scratch_new(
                   pool, pc_scratch_name_new(scheduler->run, task->number, task->attempt + 1)),
               task_deadline_ms(pool, task) + KILL_AFTER_MS);
  const pc_experiment *experiment = pc_task_queue_experiment(pool->tasks, task);
  g_autofree char *request = pc_worker_client_ask_line(task->probe, task->number, worker->scratch,
                                                       experiment ? experiment->text : NULL);
  pc_worker_process_say(worker->process, request);
}

static void worker_ask_contract(pool_worker *worker) {
  pc_worker_pool *pool = worker->pool;
  pc_scheduler *scheduler = pool->scheduler;
  const pc_task task = {.number = scheduler->next_number++};
  worker->beside =
      worker_pool_scratch_new(pool, pc_conformance_beside(scheduler->run, task.number));
  worker_begin(worker, &task,
               worker_pool_scratch_new(pool, pc_scratch_name_new(scheduler->run, task.number, 1)),
               scheduler->plan->deadline_ms + CONTRACT_MS);
  json_t *request =
      pc_conformance_request(pool->planned->target, task.number, worker->scratch, worker->beside);
  char *text = json_dumps(request, JSON_COMPACT);
  pc_worker_process_say(worker->process, text);
  free(text);
  json_decref(request);
}

/* The one that is to look again when all is done. Where something has to be cleaned, that comes
 * first (pc_worker_pool_look). */
static pool_worker *worker_pool_last(const pc_worker_pool *pool) {
  const bool wanted = json_object_get(pool->result->before, "objects") && !pool->result->after &&
                      !pool->looking && !pool->look_refused && !pool->scheduler->stopping &&
                      !pool->result->down;
  if (!wanted || pc_task_queue_load(pool->tasks)->busy || g_hash_table_size(pool->scratches))
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
    pausing += worker->state == WORKER_BUSY && !worker->beside && worker->task.probe->pauses;
  }
  return MIN(PC_WORKERS_MAX + pausing, pool->planned->target->connections);
}

void pc_worker_pool_dispatch(pc_worker_pool *pool) {
  if (pool->scheduler->stopping || pc_task_queue_length(pool->tasks) == 0) {
    worker_pool_drain(pool);
    return;
  }
  guint free_workers = 0;
  worker_pool_look_first(pool);
  for (guint i = 0; i < pool->workers->len; i++) {
    pool_worker *worker = pool->workers->pdata[i];
    g_autofree pc_task *task = NULL;
    if (worker->state == WORKER_IDLE && !pool->contract_due && worker_pool_has_looked(pool)) {
      const pc_task_load load = service_load(pool);
      task = pc_task_queue_next(pool->tasks, &load, pool->workers->len);
    }
    if (task)
      worker_ask(worker, task);
    else if (worker->state == WORKER_IDLE && pool->contract_due &&
             pc_task_queue_load(pool->tasks)->busy == 0)
      worker_ask_contract(worker);
    free_workers += worker->state != WORKER_BUSY && worker->state != WORKER_ENDING;
  }
  const guint wanted = MIN(MIN(pool->contract_due ? 1 : WORKERS_FIRST, worker_pool_limit(pool)),
                           pc_task_queue_length(pool->tasks));
  while (!pc_service_health_is_retrying(pool->health) && pc_task_queue_length(pool->tasks) > 0 &&
         pool->workers->len < wanted && free_workers < wanted && service_has_room(pool)) {
    const guint before = pool->workers->len;
    worker_pool_spawn(pool);
    if (pool->workers->len == before)
      break;
    free_workers++;
  }
}

void pc_worker_pool_grow(pc_worker_pool *pool) {
  const pc_task_load *load = pc_task_queue_load(pool->tasks);
  const gint64 long_ago_us =
      g_get_monotonic_time() - MAX(GROW_MS * 1000, pc_service_health_start_us(pool->health));
  bool slow = false;
  bool free_worker = false;
  for (guint i = 0; i < pool->workers->len; i++) {
    const pool_worker *worker = pool->workers->pdata[i];
    slow = slow || (worker->state == WORKER_BUSY && worker->since_us < long_ago_us);
    free_worker = free_worker || (worker->state != WORKER_BUSY && worker->state != WORKER_ENDING);
  }
  const bool task_waits = pc_task_queue_length(pool->tasks) > 0 && !pool->contract_due &&
                          !load->alone && !pc_service_health_is_retrying(pool->health);
  if (slow && !free_worker && task_waits && pool->workers->len < worker_pool_limit(pool) &&
      pool->workers->len + load->extra < pool->planned->target->connections &&
      service_has_room(pool))
    worker_pool_spawn(pool);
}

void pc_worker_pool_stop(pc_worker_pool *pool) {
  pc_service_health_stop(pool->health);
  pc_task_queue_clear(pool->tasks);
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
  return pool->workers->len == 0 && !pc_service_health_is_retrying(pool->health) &&
         pc_task_queue_length(pool->tasks) == 0;
}

/* How long a conversation beside the pool may take, with a service that may be away. */
static pc_patience worker_pool_patience(const pc_worker_pool *pool) {
  const bool away = pc_service_health_is_away(pool->health) || pool->result->down;
  return (pc_patience){.deadline_ms = pool->scheduler->plan->deadline_ms,
                       .greeting_ms =
                           away ? CLEAN_AWAY_MS + pc_service_health_slowest_ms(pool->health)
                                : worker_pool_greeting_ms(pool)};
}

void pc_worker_pool_clean(pc_worker_pool *pool) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  const guint scratches = g_hash_table_size(pool->scratches);
  GHashTableIter iter;
  gpointer name;
  g_ptr_array_extend(names, pool->lost, NULL, NULL);
  g_hash_table_iter_init(&iter, pool->scratches);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_ptr_array_add(names, name);
  const pc_patience patience = worker_pool_patience(pool);
  g_autoptr(GError) error = NULL;
  if (scratches > 0 && !pc_worker_client_clean(pool->planned->target, names, &patience, removed,
                                               removed, pool->result->left, &error))
    g_ptr_array_add(pool->result->left,
                    g_strdup_printf("%u scratches of %s: %s", scratches,
                                    pool->planned->target->endpoint->redacted, error->message));
  for (guint i = 0; i < pool->lost->len && scratches == 0; i++)
    pc_journal_removed(pool->scheduler->journal, pool->lost->pdata[i]);
  for (guint i = 0; i < removed->len; i++)
    pc_journal_removed(pool->scheduler->journal, removed->pdata[i]);
}

void pc_worker_pool_look(pc_worker_pool *pool) {
  pc_target_result *result = pool->result;
  if (!json_object_get(result->before, "objects") || result->after || result->down)
    return;
  const pc_patience patience = worker_pool_patience(pool);
  g_autoptr(GError) error = NULL;
  json_t *request = json_pack("{s:s}", "type", "objects");
  json_t *reply = NULL;
  if (!pc_worker_client_request(pool->planned->target, &patience, request, NULL, &reply, &error))
    result->unseen = g_strdup(error->message);
  else
    result->after = json_incref(reply);
  json_decref(reply);
  json_decref(request);
}

pc_worker_pool *pc_worker_pool_new(pc_scheduler *scheduler, const pc_planned_target *planned,
                                   pc_target_result *result) {
  static const pc_service_health_events events = {.retry = worker_pool_retry,
                                                  .over = worker_pool_over};
  pc_worker_pool *pool = g_new0(pc_worker_pool, 1);
  pool->scheduler = scheduler;
  pool->planned = planned;
  pool->result = result;
  pool->health = pc_service_health_new(scheduler->plan->deadline_ms, &events, pool);
  pool->tasks = pc_task_queue_new(planned, result->asks, result->experiments);
  scheduler->total += pc_task_queue_length(pool->tasks);
  pool->contract_due = pc_conformance_is_before_run(planned->target);
  pool->workers = g_ptr_array_new_with_free_func(worker_free);
  pool->lost = g_ptr_array_new_with_free_func(g_free);
  pool->scratches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return pool;
}

void pc_worker_pool_free(gpointer data) {
  pc_worker_pool *pool = data;
  pc_service_health_free(pool->health);
  pc_task_queue_free(pool->tasks);
  g_ptr_array_unref(pool->workers);
  g_hash_table_unref(pool->scratches);
  g_ptr_array_unref(pool->lost);
  g_free(pool);
}
