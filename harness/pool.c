/* SPDX-License-Identifier: MIT */
/* Scheduling: a crew of workers for each service, tasks handed out as they become free. */
#include "harness/pool.h"

#include "adapters/adapter.h"
#include "harness/error.h"
#include "harness/request.h"
#include "harness/run_name.h"
#include "harness/script.h"
#include "harness/worker.h"
#include "harness/worker_process.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

enum {
  HANDS_FIRST = 2,      /* workers a service starts with */
  GROW_MS = 4,          /* a task that takes longer has others start beside it */
  KILL_AFTER_MS = 3000, /* beyond the deadline, for a worker that does not cancel by itself */
  GREETING_MS = 20000,  /* until a worker has connected */
  GIVE_UP_MS = 5000,    /* for workers to end when told to */
  RECONNECT_MAX = 5,    /* tries for a service that was there and went away */
  RECONNECT_FIRST_MS = 200,
};

typedef struct task {
  guint probe; /* index into planned->probes */
  guint attempt;
  guint number; /* of the run */
} task;

typedef enum hand_state { HAND_STARTING, HAND_IDLE, HAND_BUSY, HAND_ENDING } hand_state;

typedef struct crew crew;

/* A worker process and what it does. */
typedef struct hand {
  crew *crew;
  pc_worker_process *process;
  hand_state state;
  task task;
  char *scratch; /* while busy */
  guint weight;  /* connections that the task needs beside the worker's own */
  bool killed;   /* for having passed the deadline */
  bool refused;
  gint64 since_us;
  guint timer;
} hand;

typedef struct pool pool;

struct crew {
  pool *pool;
  const pc_planned_target *planned;
  pc_target_result *result;
  GQueue tasks; /* task, the longest first */
  GPtrArray *hands;
  GHashTable *scratches; /* names that may exist */
  guint extra;           /* connections that busy hands need beside their own */
  guint alone;           /* tasks under way that run without siblings: 0 or 1 */
  guint busy;
  guint refusals; /* in a row */
  guint retry;    /* timer */
};

struct pool {
  const pc_plan *plan;
  const char *run;
  pc_journal *journal;
  const pc_progress *progress;
  GMainLoop *loop;
  GPtrArray *crews;
  pc_results *results;
  guint total;
  guint done;
  guint next_number;
  guint give_up;
  bool stopping;
  GError *error;
};

static void crew_dispatch(crew *c);

static void timer_drop(guint *id) {
  if (*id)
    g_source_remove(*id);
  *id = 0;
}

static const pc_probe *task_probe(const crew *c, const task *t) {
  return g_array_index(c->planned->probes, pc_planned, t->probe).probe;
}

static void hand_free(gpointer data) {
  hand *h = data;
  timer_drop(&h->timer);
  pc_worker_process_free(h->process);
  g_free(h->scratch);
  g_free(h);
}

static gboolean hand_late(gpointer data) {
  hand *h = data;
  h->timer = 0;
  h->killed = true;
  pc_worker_process_kill(h->process);
  return G_SOURCE_REMOVE;
}

/* Tells an idle worker to end; one that does not is killed. */
static void hand_end(hand *h) {
  if (h->state == HAND_ENDING)
    return;
  pc_worker_process_close(h->process);
  h->state = HAND_ENDING;
  timer_drop(&h->timer);
  h->timer = g_timeout_add(GIVE_UP_MS, hand_late, h);
}

static void pool_check_end(pool *p) {
  for (guint i = 0; i < p->crews->len; i++) {
    const crew *c = p->crews->pdata[i];
    if (c->hands->len > 0 || c->retry || c->tasks.length > 0)
      return;
  }
  g_main_loop_quit(p->loop);
}

/* A reply (consumed) to a task, whether from the worker or about it. */
static void crew_record(crew *c, const task *t, json_t *reply) {
  json_t **slot = &c->result->replies[(gsize)t->probe * c->result->asks + t->attempt];
  json_decref(*slot);
  *slot = reply;
  const pc_target *target = c->planned->target;
  pc_journal_answer(c->pool->journal, target->environment, target->service, task_probe(c, t)->id, t->attempt + 1,
                    reply);
  c->pool->done++;
  if (c->pool->progress && c->pool->progress->step)
    c->pool->progress->step(c->pool->done, c->pool->total, c->pool->progress->data);
}

static json_t *fault_new(const char *code, const char *message) {
  return json_pack("{s:s,s:s,s:s}", "type", "fault", "code", code, "message", message);
}

static void crew_give_up(crew *c, const char *why, bool usage) {
  if (!c->result->down)
    c->result->down = g_strdup(why);
  c->result->usage = c->result->usage || usage;
  task *t;
  while ((t = g_queue_pop_head(&c->tasks)) != NULL) {
    crew_record(c, t, fault_new("unreachable", why));
    g_free(t);
  }
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    if (h->state == HAND_IDLE)
      hand_end(h);
  }
}

static gboolean crew_retry(gpointer data) {
  crew *c = data;
  c->retry = 0;
  crew_dispatch(c);
  pool_check_end(c->pool);
  return G_SOURCE_REMOVE;
}

/* The service did not let a worker in. One that was there before gets some time to come back. */
static void crew_refused(crew *c, const char *code, const char *message) {
  c->refusals++;
  const bool usage = strcmp(code, "usage") == 0;
  if (!c->result->greeting || usage || c->refusals > RECONNECT_MAX) {
    crew_give_up(c, message, usage);
    return;
  }
  if (!c->retry)
    c->retry = g_timeout_add((guint)RECONNECT_FIRST_MS << (c->refusals - 1), crew_retry, c);
}

static void hand_release(hand *h) {
  crew *c = h->crew;
  const pc_probe *probe = task_probe(c, &h->task);
  timer_drop(&h->timer);
  c->busy--;
  c->extra -= h->weight;
  c->alone -= probe->header.alone;
  g_clear_pointer(&h->scratch, g_free);
  h->state = HAND_IDLE;
}

static void hand_answered(hand *h, json_t *reply) {
  crew *c = h->crew;
  const char *left = json_string_value(json_object_get(reply, "left"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const task t = h->task;
  if (!left) {
    g_hash_table_remove(c->scratches, h->scratch);
    pc_journal_removed(c->pool->journal, h->scratch);
  }
  hand_release(h);
  crew_record(c, &t, json_incref(reply));
  /* What a worker is worth after such a fault is not known. */
  if (code && (strcmp(code, "lost") == 0 || strcmp(code, "unreachable") == 0 || strcmp(code, "failed") == 0 ||
               strcmp(code, "stopped") == 0))
    hand_end(h);
}

static void hand_greeted(hand *h, json_t *message) {
  crew *c = h->crew;
  const char *type = json_string_value(json_object_get(message, "type"));
  timer_drop(&h->timer);
  if (g_strcmp0(type, "ready") == 0) {
    h->state = HAND_IDLE;
    c->refusals = 0;
    if (!c->result->greeting && json_object_get(message, "fingerprint"))
      c->result->greeting = json_incref(message);
    return;
  }
  const char *code = json_string_value(json_object_get(message, "code"));
  const char *text = json_string_value(json_object_get(message, "message"));
  h->refused = true;
  hand_end(h);
  crew_refused(c, code ? code : "unreachable", text ? text : "the worker's greeting makes no sense");
}

static void hand_line(pc_worker_process *process, const char *line, gsize length, void *data) {
  hand *h = data;
  crew *c = h->crew;
  json_t *message = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
  const json_t *number = json_object_get(message, "task");
  if (h->state == HAND_STARTING && message)
    hand_greeted(h, message);
  else if (h->state == HAND_BUSY && json_is_integer(number) && json_integer_value(number) == h->task.number)
    hand_answered(h, message);
  else if (h->state == HAND_STARTING || h->state == HAND_BUSY)
    pc_worker_process_kill(process);
  json_decref(message);
  if (c->pool->stopping)
    hand_end(h);
  else
    crew_dispatch(c);
}

static void hand_gone(pc_worker_process *process, const char *how, void *data) {
  (void)process;
  hand *h = data;
  crew *c = h->crew;
  const hand_state state = h->state;
  const bool busy = h->scratch != NULL;
  if (busy) {
    const task t = h->task;
    g_autofree char *message = g_strdup_printf("the worker was gone before it answered: %s", how);
    const char *code = h->killed ? "timed-out" : c->pool->stopping ? "stopped" : "crashed";
    hand_release(h);
    crew_record(c, &t,
                fault_new(code, h->killed ? "the worker did not answer by the deadline and was killed" : message));
  }
  g_ptr_array_remove(c->hands, h);
  if (state == HAND_STARTING) {
    g_autofree char *message = g_strdup_printf("the worker was gone before it connected: %s", how);
    crew_refused(c, "unreachable", message);
  }
  crew_dispatch(c);
  pool_check_end(c->pool);
}

static const pc_worker_events hand_events = {.line = hand_line, .end = hand_gone};

static void crew_hire(crew *c) {
  hand *h = g_new0(hand, 1);
  g_autoptr(GError) error = NULL;
  h->crew = c;
  h->process = pc_worker_process_new(c->planned->target->via, &hand_events, h, &error);
  if (!h->process) {
    g_free(h);
    crew_refused(c, "unreachable", error->message);
    return;
  }
  g_ptr_array_add(c->hands, h);
  h->since_us = g_get_monotonic_time();
  h->timer = g_timeout_add(GREETING_MS, hand_late, h);
  g_autofree char *hello = pc_request_hello(c->planned->target, c->pool->plan->deadline_ms, !c->result->greeting);
  pc_worker_process_say(h->process, hello);
}

/* Whether the task may start now, beside what runs. */
static bool task_fits(const crew *c, const task *t, guint weight) {
  const pc_probe *probe = task_probe(c, t);
  if (c->alone || (probe->header.alone && c->busy))
    return false;
  return c->busy == 0 || c->hands->len + c->extra + weight <= c->planned->target->connections;
}

static void hand_ask(hand *h, const task *t, guint weight) {
  crew *c = h->crew;
  pool *p = c->pool;
  const pc_probe *probe = task_probe(c, t);
  h->task = *t;
  h->task.number = p->next_number++;
  h->scratch = pc_scratch_name_new(p->run, h->task.number, t->attempt + 1);
  if (!pc_journal_scratch(p->journal, h->scratch, c->planned->target->endpoint->redacted,
                          p->error ? NULL : &p->error)) {
    p->stopping = true;
    g_main_loop_quit(p->loop);
  }
  g_hash_table_add(c->scratches, g_strdup(h->scratch));
  h->state = HAND_BUSY;
  h->weight = weight;
  h->killed = false;
  h->since_us = g_get_monotonic_time();
  c->busy++;
  c->extra += weight;
  c->alone += probe->header.alone;
  h->timer = g_timeout_add(p->plan->deadline_ms + KILL_AFTER_MS, hand_late, h);
  g_autofree char *request = pc_request_ask(probe, h->task.number, h->scratch);
  pc_worker_process_say(h->process, request);
}

/* The first task that may start now, taken out of the queue; NULL: none. */
static task *crew_next(crew *c, guint *ret_weight) {
  for (GList *link = c->tasks.head; link; link = link->next) {
    task *t = link->data;
    const guint sessions = task_probe(c, t)->sessions;
    /* A probe with several sessions also has somebody ask the server who blocks whom. */
    *ret_weight = sessions > 1 ? sessions : 0;
    if (task_fits(c, t, *ret_weight)) {
      g_queue_delete_link(&c->tasks, link);
      return t;
    }
  }
  return NULL;
}

static void crew_dismiss_idle(crew *c) {
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    if (h->state == HAND_IDLE)
      hand_end(h);
  }
}

static guint crew_limit(const crew *c) { return MIN(PC_WORKERS_MAX, c->planned->target->connections); }

static void crew_dispatch(crew *c) {
  if (c->pool->stopping || c->tasks.length == 0) {
    crew_dismiss_idle(c);
    return;
  }
  guint free_hands = 0;
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    guint weight;
    task *t = h->state == HAND_IDLE ? crew_next(c, &weight) : NULL;
    if (t)
      hand_ask(h, t, weight);
    g_free(t);
    free_hands += h->state == HAND_IDLE || h->state == HAND_STARTING;
  }
  const guint wanted = MIN(MIN(HANDS_FIRST, crew_limit(c)), c->tasks.length);
  while (!c->retry && c->tasks.length > 0 && c->hands->len < wanted && free_hands < wanted) {
    const guint before = c->hands->len;
    crew_hire(c);
    if (c->hands->len == before)
      break;
    free_hands++;
  }
}

/* Hires where tasks wait behind others that take their time. */
static gboolean pool_grow(gpointer data) {
  pool *p = data;
  const gint64 long_ago_us = g_get_monotonic_time() - GROW_MS * 1000;
  for (guint i = 0; i < p->crews->len && !p->stopping; i++) {
    crew *c = p->crews->pdata[i];
    bool slow = false;
    bool free_hand = false;
    for (guint j = 0; j < c->hands->len; j++) {
      const hand *h = c->hands->pdata[j];
      slow = slow || (h->state == HAND_BUSY && h->since_us < long_ago_us);
      free_hand = free_hand || h->state == HAND_STARTING || h->state == HAND_IDLE;
    }
    if (slow && !free_hand && !c->alone && !c->retry && c->tasks.length > 0 && c->hands->len < crew_limit(c) &&
        c->hands->len + c->extra < c->planned->target->connections)
      crew_hire(c);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean pool_give_up(gpointer data) {
  pool *p = data;
  p->give_up = 0;
  for (guint i = 0; i < p->crews->len; i++) {
    const crew *c = p->crews->pdata[i];
    for (guint j = 0; j < c->hands->len; j++)
      pc_worker_process_kill(((hand *)c->hands->pdata[j])->process);
  }
  return G_SOURCE_REMOVE;
}

static gboolean pool_stop(gpointer data) {
  pool *p = data;
  if (p->stopping) {
    pool_give_up(p);
    return G_SOURCE_CONTINUE;
  }
  p->stopping = true;
  p->results->interrupted = true;
  for (guint i = 0; i < p->crews->len; i++) {
    crew *c = p->crews->pdata[i];
    timer_drop(&c->retry);
    g_queue_clear_full(&c->tasks, g_free);
    for (guint j = 0; j < c->hands->len; j++) {
      hand *h = c->hands->pdata[j];
      pc_worker_process_close(h->process);
      if (h->state != HAND_BUSY)
        h->state = HAND_ENDING;
    }
  }
  p->give_up = g_timeout_add(GIVE_UP_MS, pool_give_up, p);
  pool_check_end(p);
  return G_SOURCE_CONTINUE;
}

/* Two passes over the probes: those that may wait, then the rest; those that run alone at the very end. */
static void crew_queue(crew *c, int rank) {
  const GArray *probes = c->planned->probes;
  for (guint i = 0; i < probes->len; i++) {
    const pc_planned *planned = &g_array_index(probes, pc_planned, i);
    const int own = planned->probe->header.alone ? 2 : planned->probe->sessions > 1 ? 0 : 1;
    for (guint attempt = 0; !planned->skipped && own == rank && attempt < c->result->asks; attempt++) {
      task *t = g_new0(task, 1);
      *t = (task){.probe = i, .attempt = attempt};
      g_queue_push_tail(&c->tasks, t);
      c->pool->total++;
    }
  }
}

static crew *crew_new(pool *p, const pc_planned_target *planned, pc_target_result *result) {
  crew *c = g_new0(crew, 1);
  c->pool = p;
  c->planned = planned;
  c->result = result;
  c->hands = g_ptr_array_new_with_free_func(hand_free);
  c->scratches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init(&c->tasks);
  for (int rank = 0; rank < 3; rank++)
    crew_queue(c, rank);
  return c;
}

static void crew_free(gpointer data) {
  crew *c = data;
  timer_drop(&c->retry);
  g_queue_clear_full(&c->tasks, g_free);
  g_ptr_array_unref(c->hands);
  g_hash_table_unref(c->scratches);
  g_free(c);
}

/* Removes what crashed, killed or failed workers may have left. */
static void crew_clean(crew *c) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, c->scratches);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_ptr_array_add(names, name);
  if (names->len == 0)
    return;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  if (!pc_pool_clean(c->planned->target, names, removed, c->result->left, &error))
    g_ptr_array_add(c->result->left, g_strdup_printf("%u scratches of %s: %s", names->len,
                                                     c->planned->target->endpoint->redacted, error->message));
  for (guint i = 0; i < removed->len; i++)
    pc_journal_removed(c->pool->journal, removed->pdata[i]);
}

static void pool_ask(pool *p) {
  const guint signals[] = {g_unix_signal_add(SIGINT, pool_stop, p), g_unix_signal_add(SIGTERM, pool_stop, p),
                           g_unix_signal_add(SIGHUP, pool_stop, p)};
  guint grow = g_timeout_add(GROW_MS, pool_grow, p);
  for (guint i = 0; i < p->crews->len; i++)
    crew_dispatch(p->crews->pdata[i]);
  bool any = false;
  for (guint i = 0; i < p->crews->len; i++)
    any = any || ((crew *)p->crews->pdata[i])->hands->len > 0;
  if (any)
    g_main_loop_run(p->loop);
  timer_drop(&grow);
  timer_drop(&p->give_up);
  for (guint i = 0; i < p->crews->len && !p->error; i++)
    crew_clean(p->crews->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
    g_source_remove(signals[i]);
}

static void target_result_free(gpointer data) {
  pc_target_result *result = data;
  for (gsize i = 0; i < (gsize)result->planned->probes->len * result->asks; i++)
    json_decref(result->replies[i]);
  g_free(result->replies);
  json_decref(result->greeting);
  g_free(result->down);
  g_ptr_array_unref(result->left);
  g_free(result);
}

static pc_target_result *target_result_new(const pc_planned_target *planned, guint asks) {
  pc_target_result *result = g_new0(pc_target_result, 1);
  result->planned = planned;
  result->asks = asks;
  result->replies = g_new0(json_t *, (gsize)planned->probes->len * asks);
  result->left = g_ptr_array_new_with_free_func(g_free);
  return result;
}

bool pc_pool_run(const pc_plan *plan, const char *run, pc_journal *journal, const pc_progress *progress,
                 pc_results **ret_results, GError **error) {
  g_autoptr(pc_results) results = g_new0(pc_results, 1);
  results->targets = g_ptr_array_new_with_free_func(target_result_free);
  pool p = {.plan = plan, .run = run, .journal = journal, .progress = progress, .results = results};
  p.loop = g_main_loop_new(NULL, FALSE);
  p.crews = g_ptr_array_new_with_free_func(crew_free);
  for (guint i = 0; i < plan->targets->len; i++) {
    pc_target_result *result = target_result_new(plan->targets->pdata[i], plan->asks);
    g_ptr_array_add(results->targets, result);
    g_ptr_array_add(p.crews, crew_new(&p, plan->targets->pdata[i], result));
  }
  pool_ask(&p);
  g_ptr_array_unref(p.crews);
  g_main_loop_unref(p.loop);
  if (p.error) {
    g_propagate_error(error, p.error);
    return false;
  }
  *ret_results = g_steal_pointer(&results);
  return true;
}

void pc_results_free(pc_results *results) {
  if (!results)
    return;
  g_ptr_array_unref(results->targets);
  g_free(results);
}
