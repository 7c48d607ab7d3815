/* SPDX-License-Identifier: MIT */
/*
 * A crew: the workers of one service, hired as tasks wait, and the patience with a service that went away.
 *
 * Before the first task one of them looks at what the service holds beside scratches, and the last one looks again when
 * every task is done (inventory.h):
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
  HANDS_FIRST = 2, /* workers a service starts with */
  GROW_MS = 4,     /* a task that takes longer, and longer than starting a worker does, has others start beside it */
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

static const pc_probe *task_probe(const pc_crew *c, const task *t) {
  return g_array_index(c->planned->probes, pc_planned, t->probe).probe;
}

static guint task_deadline_ms(const pc_crew *c, const task *t) {
  return pc_probe_deadline_ms(task_probe(c, t), c->scheduler->plan->deadline_ms);
}

static void hand_free(gpointer data) {
  hand *h = data;
  timer_drop(&h->timer);
  pc_worker_process_free(h->process);
  g_free(h->scratch);
  g_free(h->beside);
  g_free(h->name);
  g_free(h);
}

static gboolean hand_late(gpointer data) {
  hand *h = data;
  h->timer = 0;
  h->killed = true;
  h->killed_us = g_get_monotonic_time() - h->since_us;
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

/* A reply (consumed) to a task, whether from the worker or about it. */
static void crew_record(pc_crew *c, const task *t, json_t *reply) {
  pc_reply *slot = pc_target_result_reply(c->result, t->probe, t->attempt);
  const pc_target *target = c->planned->target;
  json_decref(slot->kept);
  slot->fault = json_object_get(reply, "code") != NULL;
  slot->place = pc_journal_answer(c->scheduler->journal, target->environment, target->service, task_probe(c, t)->id,
                                  t->attempt + 1, reply);
  slot->kept = slot->place.length ? NULL : json_incref(reply);
  json_decref(reply);
  c->scheduler->done++;
  if (c->scheduler->progress && c->scheduler->progress->step)
    c->scheduler->progress->step(c->scheduler->done, c->scheduler->total, c->scheduler->progress->data);
}

static json_t *fault_new(const char *code, const char *message) {
  return json_pack("{s:s,s:s,s:s}", "type", "fault", "code", code, "message", message);
}

static void crew_give_up(pc_crew *c, const char *why, bool usage) {
  if (!c->result->down)
    c->result->down = g_strdup(why);
  c->result->usage = c->result->usage || usage;
  timer_drop(&c->retry);
  timer_drop(&c->over);
  task *t;
  while ((t = g_queue_pop_head(&c->tasks)) != NULL) {
    crew_record(c, t, fault_new("unreachable", why));
    g_free(t);
  }
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    const hand_state state = h->state;
    if (state != HAND_BUSY)
      hand_end(h);
    /* It has made nothing yet, and may hang in connecting. */
    if (state == HAND_STARTING)
      pc_worker_process_kill(h->process);
  }
}

static bool greeting_is_narrow(const json_t *greeting) {
  return json_is_true(json_object_get(json_object_get(greeting, "fingerprint"), "one_connection"));
}

/* The service of another environment may be the very same. */
static bool crews_share(const pc_crew *a, const pc_crew *b) {
  return strcmp(a->planned->target->endpoint->url, b->planned->target->endpoint->url) == 0;
}

/* Whether the service takes one connection at a time, as any greeting of it tells; so it is taken until then. */
static bool service_is_narrow(const pc_crew *c) {
  for (guint i = 0; i < c->scheduler->crews->len; i++) {
    const pc_crew *other = c->scheduler->crews->pdata[i];
    if (crews_share(c, other) && other->result->greeting)
      return greeting_is_narrow(other->result->greeting);
  }
  return c->planned->target->adapter->capabilities & PC_ADAPTER_NARROW;
}

/* Whether the service takes a further worker. The crews of a narrow one come one after the other. */
static bool service_has_room(const pc_crew *c) {
  bool held = false;
  for (guint i = 0; i < c->scheduler->crews->len; i++) {
    const pc_crew *other = c->scheduler->crews->pdata[i];
    held = held || (other->hands->len > 0 && crews_share(c, other));
  }
  return !held || !service_is_narrow(c);
}

static gboolean crew_over(gpointer data) {
  pc_crew *c = data;
  c->over = 0;
  /* Another crew has the only connection: what this one waits for is its turn. */
  if (c->hands->len == 0 && !service_has_room(c)) {
    c->away_us = 0;
    return G_SOURCE_REMOVE;
  }
  if (c->tasks.length > 0) {
    const double waited = (double)(g_get_monotonic_time() - c->away_us) / G_USEC_PER_SEC;
    g_autofree char *why = g_strdup_printf("it went away and was not back within %.1f s%s%s", waited,
                                           c->refusal ? ": " : "", c->refusal ? c->refusal : "");
    crew_give_up(c, why, false);
  }
  pc_scheduler_check_end(c->scheduler);
  return G_SOURCE_REMOVE;
}

/* The service gives a sign of life. */
static void crew_heard(pc_crew *c) {
  c->heard_us = g_get_monotonic_time();
  c->away_us = 0;
  timer_drop(&c->over);
}

/* Nothing was heard of the service since then. It gets some time to come back, however often and by however many
 * workers it is tried meanwhile. */
static void crew_missed(pc_crew *c, gint64 since_us) {
  if (c->away_us)
    return;
  c->away_us = MAX(since_us, c->heard_us);
  const gint64 gone_ms = (g_get_monotonic_time() - c->away_us) / 1000;
  const gint64 patience_ms = (gint64)c->scheduler->plan->deadline_ms + AWAY_MS + c->slowest_ms;
  c->over = g_timeout_add((guint)MAX(patience_ms - gone_ms, 0), crew_over, c);
}

static gboolean crew_retry(gpointer data) {
  pc_crew *c = data;
  c->retry = 0;
  pc_crew_dispatch(c);
  pc_scheduler_check_end(c->scheduler);
  return G_SOURCE_REMOVE;
}

/* The service did not let a worker in, which was started then. */
static void crew_refused(pc_crew *c, gint64 since_us, const char *code, const char *message) {
  const bool usage = strcmp(code, "usage") == 0;
  if (!c->result->greeting || usage) {
    crew_give_up(c, message, usage);
    return;
  }
  g_free(c->refusal);
  c->refusal = g_strdup(message);
  crew_missed(c, since_us);
  if (c->retry || c->tasks.length == 0)
    return;
  c->retry = g_timeout_add(c->retry_ms, crew_retry, c);
  c->retry_ms = MIN(c->retry_ms * 2, RETRY_MAX_MS);
}

static void hand_release(hand *h) {
  pc_crew *c = h->crew;
  timer_drop(&h->timer);
  c->busy--;
  c->extra -= h->weight;
  if (!h->beside)
    c->alone -= task_probe(c, &h->task)->header.alone;
  g_clear_pointer(&h->scratch, g_free);
  g_clear_pointer(&h->beside, g_free);
  h->state = HAND_IDLE;
}

/* The scratch called name is no more. */
static void crew_removed(pc_crew *c, const char *name) {
  g_hash_table_remove(c->scratches, name);
  pc_journal_removed(c->scheduler->journal, name);
}

/* Notes what breaks the contract, since what differs later may be owed to it. Who harms what is another's is asked
 * nothing more. */
static void contract_judge(pc_crew *c, const json_t *reply) {
  const pc_target *target = c->planned->target;
  g_autoptr(pc_conformance) found = pc_conformance_judge(target, reply);
  if (found->broken->len == 0)
    return;
  g_ptr_array_add(found->broken, NULL);
  g_autofree char *which = g_strjoinv(", ", (char **)found->broken->pdata);
  g_autofree char *why = g_strdup_printf("it does not keep the contract of the role %s (%s): 'paritycheck doctor "
                                         "--contract' tells what was asked and answered",
                                         pc_conformance_role(target), which);
  json_array_append_new(json_object_get(json_object_get(c->result->greeting, "fingerprint"), "notes"),
                        json_string(why));
  if (found->harms)
    crew_give_up(c, why, false);
}

/* What went wrong otherwise the probes will tell. */
static void contract_answered(hand *h, const json_t *reply) {
  pc_crew *c = h->crew;
  const bool left = json_object_get(reply, "left");
  if (!left) {
    crew_removed(c, h->scratch);
    crew_removed(c, h->beside);
  }
  hand_release(h);
  c->contract_due = false;
  if (left || json_object_get(reply, "code"))
    hand_end(h);
  else
    crew_heard(c);
  contract_judge(c, reply);
}

static void hand_answered(hand *h, json_t *reply) {
  static const char *const gone[] = {"lost", "unreachable", NULL};
  static const char *const worthless[] = {"lost", "unreachable", "failed", "stopped", NULL};
  pc_crew *c = h->crew;
  const char *left = json_string_value(json_object_get(reply, "left"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const task t = h->task;
  if (!left)
    crew_removed(c, h->scratch);
  if (code && g_strv_contains(gone, code))
    crew_missed(c, h->since_us);
  else if (!code || !left)
    crew_heard(c);
  hand_release(h);
  /* Told of the service once, not of each probe that met it. */
  const char *unfit = json_string_value(json_object_get(reply, "unfit"));
  if (unfit) {
    code = "unreachable";
    json_object_set_new(reply, "code", json_string(code));
  }
  crew_record(c, &t, json_incref(reply));
  if (unfit)
    crew_give_up(c, unfit, false);
  /* What a worker is worth after such a fault is not known; one that could not clean may hang in the next task, too. */
  if (code && (left || g_strv_contains(worthless, code)))
    hand_end(h);
}

/* Takes out what one connection cannot be asked. */
static void crew_skip(pc_crew *c) {
  for (GList *link = c->tasks.head, *next; link; link = next) {
    task *t = link->data;
    const pc_probe *probe = task_probe(c, t);
    next = link->next;
    if (probe->sessions < 2 && !pc_list_contains(probe->header.needs, "sessions"))
      continue;
    crew_record(c, t,
                json_pack("{s:s,s:s}", "type", "skipped", "reason",
                          "needs several sessions, and the service takes one connection at a time"));
    g_queue_delete_link(&c->tasks, link);
    g_free(t);
  }
}

static void hand_greeted(hand *h, json_t *message) {
  pc_crew *c = h->crew;
  const char *type = json_string_value(json_object_get(message, "type"));
  timer_drop(&h->timer);
  if (g_strcmp0(type, "ready") == 0) {
    h->state = HAND_IDLE;
    crew_heard(c);
    c->start_us = c->heard_us - h->since_us;
    c->slowest_ms = MAX(c->slowest_ms, (guint)(c->start_us / 1000));
    c->retry_ms = RETRY_FIRST_MS;
    if (!c->result->greeting && json_object_get(message, "fingerprint")) {
      c->result->greeting = json_incref(message);
      if (greeting_is_narrow(message))
        crew_skip(c);
    }
    return;
  }
  const char *code = json_string_value(json_object_get(message, "code"));
  const char *text = json_string_value(json_object_get(message, "message"));
  hand_end(h);
  crew_refused(c, h->since_us, code ? code : "unreachable", text ? text : "the worker's greeting makes no sense");
}

/* Something has ended: its own crew goes on, and those that had to wait for it. */
static void crews_dispatch(pc_crew *c) {
  pc_crew_dispatch(c);
  for (guint i = 0; i < c->scheduler->crews->len; i++) {
    pc_crew *other = c->scheduler->crews->pdata[i];
    if (other != c && crews_share(c, other))
      pc_crew_dispatch(other);
  }
}

/* Whether tasks may be handed out. */
static bool crew_has_looked(const pc_crew *c) { return c->result->before || !c->planned->target->adapter->objects; }

static void hand_look(hand *h) {
  pc_crew *c = h->crew;
  h->state = HAND_LOOKING;
  h->since_us = g_get_monotonic_time();
  h->timer = g_timeout_add(c->scheduler->plan->deadline_ms + KILL_AFTER_MS, hand_late, h);
  c->looking = h;
  pc_worker_process_say(h->process, "{\"type\":\"objects\"}");
}

/* A refusal of the first look is known to the reader; one of the second has it tried over another connection. */
static void hand_looked(hand *h, json_t *reply) {
  pc_crew *c = h->crew;
  pc_target_result *result = c->result;
  const bool first = !result->before;
  timer_drop(&h->timer);
  c->looking = NULL;
  h->state = HAND_IDLE;
  if (g_strcmp0(json_string_value(json_object_get(reply, "type")), "objects") == 0) {
    crew_heard(c);
    *(first ? &result->before : &result->after) = json_incref(reply);
    return;
  }
  const char *why = json_string_value(json_object_get(reply, "message"));
  const char *code = json_string_value(json_object_get(reply, "code"));
  const bool lost = g_strcmp0(code, "lost") == 0 || g_strcmp0(code, "unreachable") == 0;
  /* It may be going away, or hang up at this question whenever it is asked. */
  if (first && lost && ++c->looks_lost < LOOKS_MAX)
    crew_missed(c, h->since_us);
  else if (first)
    result->before = json_pack("{s:s}", "none", why ? why : "it does not tell");
  c->look_refused = !first;
  hand_end(h);
}

/* The worker that looked is gone. */
static void crew_look_lost(pc_crew *c) {
  c->looking = NULL;
  if (c->result->before || ++c->looks_lost < LOOKS_MAX)
    return;
  c->result->before = json_object();
  c->result->unseen =
      g_strdup("the workers that looked at what is there before the first probe ended without an answer");
}

static void hand_line(pc_worker_process *process, const char *line, gsize length, void *data) {
  hand *h = data;
  pc_crew *c = h->crew;
  json_t *message = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
  const json_t *number = json_object_get(message, "task");
  if (h->state == HAND_STARTING && message)
    hand_greeted(h, message);
  else if (h->state == HAND_LOOKING && message)
    hand_looked(h, message);
  else if (h->state == HAND_BUSY && json_is_integer(number) && json_integer_value(number) == h->task.number) {
    if (h->beside)
      contract_answered(h, message);
    else
      hand_answered(h, message);
  } else if (h->state != HAND_IDLE && h->state != HAND_ENDING)
    pc_worker_process_kill(process);
  json_decref(message);
  if (c->scheduler->stopping)
    hand_end(h);
  else
    crews_dispatch(c);
}

/* Why a busy worker gave no answer, as a fault. */
static json_t *hand_fault(const hand *h, const pc_worker_end *end) {
  const GPtrArray *secrets = h->crew->planned->target->endpoint->masked;
  const double deadline = task_deadline_ms(h->crew, &h->task) / 1000.0;
  g_autofree char *step = pc_worker_end_step(end, secrets);
  g_autofree char *message =
      h->killed ? g_strdup_printf("the worker did not answer by the deadline of %.3g s and was killed after %.1f s%s",
                                  deadline, (double)h->killed_us / G_USEC_PER_SEC, step)
                : pc_worker_end_tell(end, "answered", secrets);
  json_t *fault = fault_new(h->killed ? "timed-out" : h->crew->scheduler->stopping ? "stopped" : "crashed", message);
  json_t *facts = json_object();
  pc_worker_end_store(end, secrets, facts);
  json_object_set_new(fault, "end", facts);
  return fault;
}

static void hand_gone(pc_worker_process *process, const pc_worker_end *end, void *data) {
  (void)process;
  hand *h = data;
  pc_crew *c = h->crew;
  const hand_state state = h->state;
  const gint64 since_us = h->since_us;
  const GPtrArray *secrets = c->planned->target->endpoint->masked;
  g_autofree char *step = pc_worker_end_step(end, secrets);
  g_autofree char *refusal = h->killed ? g_strdup_printf("the worker did not connect and was killed after %.1f s%s",
                                                         (double)h->killed_us / G_USEC_PER_SEC, step)
                                       : pc_worker_end_tell(end, "connected", secrets);
  if (h->scratch) {
    const task t = h->task;
    json_t *fault = h->beside ? NULL : hand_fault(h, end);
    c->contract_due = c->contract_due && !h->beside;
    /* One that has to be killed may wait for a service that hangs. */
    if (h->killed || c->scheduler->stopping)
      crew_missed(c, since_us);
    hand_release(h);
    if (fault)
      crew_record(c, &t, fault);
  }
  if (end->status == 0)
    pc_journal_removed(c->scheduler->journal, h->name);
  else
    g_ptr_array_add(c->lost, g_steal_pointer(&h->name));
  if (c->looking == h)
    crew_look_lost(c);
  g_ptr_array_remove(c->hands, h);
  if (state == HAND_STARTING)
    crew_refused(c, since_us, "unreachable", refusal);
  crews_dispatch(c);
  pc_scheduler_check_end(c->scheduler);
}

/* What the run is about to make is journaled before. */
static void crew_journal(const pc_crew *c, const char *name) {
  pc_scheduler *scheduler = c->scheduler;
  if (pc_journal_scratch(scheduler->journal, name, c->planned->target->endpoint->redacted,
                         scheduler->error ? NULL : &scheduler->error))
    return;
  scheduler->stopping = true;
  g_main_loop_quit(scheduler->loop);
}

static char *crew_scratch_new(pc_crew *c, char *name) {
  crew_journal(c, name);
  g_hash_table_add(c->scratches, g_strdup(name));
  return name;
}

static void crew_hire(pc_crew *c) {
  static const pc_worker_events events = {.line = hand_line, .end = hand_gone};
  hand *h = g_new0(hand, 1);
  g_autoptr(GError) error = NULL;
  h->crew = c;
  h->since_us = g_get_monotonic_time();
  h->process = pc_worker_process_new(c->planned->target->via, &events, h, &error);
  if (!h->process) {
    crew_refused(c, h->since_us, "unreachable", error->message);
    g_free(h);
    return;
  }
  g_ptr_array_add(c->hands, h);
  h->name = pc_worker_name_new(c->scheduler->run, c->scheduler->next_number++);
  crew_journal(c, h->name);
  h->timer = g_timeout_add(pc_crew_greeting_ms(c), hand_late, h);
  g_autofree char *hello =
      pc_worker_client_hello_line(c->planned->target, c->scheduler->plan->deadline_ms, !c->result->greeting, h->name);
  pc_worker_process_say(h->process, hello);
}

/* Whether something runs on the service that bears no sibling, or, for a probe that bears none itself, anything. */
static bool service_is_taken(const pc_crew *c, bool alone) {
  for (guint i = 0; i < c->scheduler->crews->len; i++) {
    const pc_crew *other = c->scheduler->crews->pdata[i];
    if ((other->alone || (alone && other->busy)) && crews_share(c, other))
      return true;
  }
  return false;
}

/* Whether the task may start now, beside what runs. */
static bool task_fits(const pc_crew *c, const task *t, guint weight) {
  if (service_is_taken(c, task_probe(c, t)->header.alone))
    return false;
  return c->busy == 0 || c->hands->len + c->extra + weight <= c->planned->target->connections;
}

/* NULL: it is a plain ask, or there is no such experiment. */
static const pc_experiment *task_experiment(const pc_crew *c, const task *t) {
  const guint asks = c->result->asks;
  return t->attempt < asks
             ? NULL
             : pc_script_experiment(task_probe(c, t)->script, c->planned->target->adapter->name, t->attempt - asks);
}

/* The hand is busy for at most limit_ms. */
static void hand_begin(hand *h, const task *t, char *scratch, guint limit_ms) {
  h->task = *t;
  h->scratch = scratch;
  h->state = HAND_BUSY;
  h->since_us = g_get_monotonic_time();
  h->crew->busy++;
  h->timer = g_timeout_add(limit_ms, hand_late, h);
}

static void hand_ask(hand *h, const task *given, guint weight) {
  pc_crew *c = h->crew;
  pc_scheduler *scheduler = c->scheduler;
  task t = *given;
  const pc_probe *probe = task_probe(c, &t);
  t.number = scheduler->next_number++;
  hand_begin(h, &t, crew_scratch_new(c, pc_scratch_name_new(scheduler->run, t.number, t.attempt + 1)),
             task_deadline_ms(c, &t) + KILL_AFTER_MS);
  h->weight = weight;
  c->extra += weight;
  c->alone += probe->header.alone;
  const pc_experiment *experiment = task_experiment(c, &t);
  g_autofree char *request =
      pc_worker_client_ask_line(probe, t.number, h->scratch, experiment ? experiment->text : NULL);
  pc_worker_process_say(h->process, request);
}

static void hand_ask_contract(hand *h) {
  pc_crew *c = h->crew;
  pc_scheduler *scheduler = c->scheduler;
  const task t = {.number = scheduler->next_number++};
  h->weight = 0;
  h->beside = crew_scratch_new(c, pc_conformance_beside(scheduler->run, t.number));
  hand_begin(h, &t, crew_scratch_new(c, pc_scratch_name_new(scheduler->run, t.number, 1)),
             scheduler->plan->deadline_ms + CONTRACT_MS);
  json_t *request = pc_conformance_request(c->planned->target, t.number, h->scratch, h->beside);
  char *text = json_dumps(request, JSON_COMPACT);
  pc_worker_process_say(h->process, text);
  free(text);
  json_decref(request);
}

/* The first task that may start now, taken out of the queue; NULL: none. */
static task *crew_next(pc_crew *c, guint *ret_weight) {
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

/* The one that is to look again when all is done. Where something has to be cleaned, that comes first (pc_crew_look).
 */
static hand *crew_last(const pc_crew *c) {
  const bool wanted = json_object_get(c->result->before, "objects") && !c->result->after && !c->looking &&
                      !c->look_refused && !c->scheduler->stopping && !c->result->down;
  if (!wanted || c->busy || g_hash_table_size(c->scratches))
    return NULL;
  for (guint i = 0; i < c->hands->len; i++)
    if (((hand *)c->hands->pdata[i])->state == HAND_IDLE)
      return c->hands->pdata[i];
  return NULL;
}

/* Nothing is left to ask. */
static void crew_dismiss(pc_crew *c) {
  hand *last = crew_last(c);
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    const bool looks = h->state == HAND_LOOKING && !c->scheduler->stopping;
    if (h->state != HAND_BUSY && !looks && h != last)
      hand_end(h);
  }
  if (last)
    hand_look(last);
}

/* Has one of those that are there look before anything is asked. */
static void crew_look_first(pc_crew *c) {
  for (guint i = 0; i < c->hands->len && !crew_has_looked(c) && !c->looking; i++) {
    hand *h = c->hands->pdata[i];
    if (h->state == HAND_IDLE)
      hand_look(h);
  }
}

/* Workers whose probe only lets time pass cost nothing but a connection. */
static guint crew_limit(const pc_crew *c) {
  guint pausing = 0;
  for (guint i = 0; i < c->hands->len; i++) {
    const hand *h = c->hands->pdata[i];
    pausing += h->state == HAND_BUSY && !h->beside && task_probe(c, &h->task)->pauses;
  }
  return MIN(PC_WORKERS_MAX + pausing, c->planned->target->connections);
}

void pc_crew_dispatch(pc_crew *c) {
  if (c->scheduler->stopping || c->tasks.length == 0) {
    crew_dismiss(c);
    return;
  }
  guint free_hands = 0;
  crew_look_first(c);
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    guint weight;
    task *t = h->state == HAND_IDLE && !c->contract_due && crew_has_looked(c) ? crew_next(c, &weight) : NULL;
    if (t)
      hand_ask(h, t, weight);
    else if (h->state == HAND_IDLE && c->contract_due && c->busy == 0)
      hand_ask_contract(h);
    g_free(t);
    free_hands += h->state != HAND_BUSY && h->state != HAND_ENDING;
  }
  const guint wanted = MIN(MIN(c->contract_due ? 1 : HANDS_FIRST, crew_limit(c)), c->tasks.length);
  while (!c->retry && c->tasks.length > 0 && c->hands->len < wanted && free_hands < wanted && service_has_room(c)) {
    const guint before = c->hands->len;
    crew_hire(c);
    if (c->hands->len == before)
      break;
    free_hands++;
  }
}

void pc_crew_grow(pc_crew *c) {
  const gint64 long_ago_us = g_get_monotonic_time() - MAX(GROW_MS * 1000, c->start_us);
  bool slow = false;
  bool free_hand = false;
  for (guint i = 0; i < c->hands->len; i++) {
    const hand *h = c->hands->pdata[i];
    slow = slow || (h->state == HAND_BUSY && h->since_us < long_ago_us);
    free_hand = free_hand || (h->state != HAND_BUSY && h->state != HAND_ENDING);
  }
  if (slow && !free_hand && !c->contract_due && !c->alone && !c->retry && c->tasks.length > 0 &&
      c->hands->len < crew_limit(c) && c->hands->len + c->extra < c->planned->target->connections &&
      service_has_room(c))
    crew_hire(c);
}

void pc_crew_stop(pc_crew *c) {
  timer_drop(&c->retry);
  timer_drop(&c->over);
  g_queue_clear_full(&c->tasks, g_free);
  for (guint i = 0; i < c->hands->len; i++) {
    hand *h = c->hands->pdata[i];
    pc_worker_process_close(h->process);
    if (h->state != HAND_BUSY)
      h->state = HAND_ENDING;
  }
}

void pc_crew_kill(pc_crew *c) {
  for (guint i = 0; i < c->hands->len; i++)
    pc_worker_process_kill(((hand *)c->hands->pdata[i])->process);
}

bool pc_crew_is_done(const pc_crew *c) { return c->hands->len == 0 && !c->retry && c->tasks.length == 0; }

/* The longest first: those that let time pass, those that may wait, the rest; those that run alone at the very end. */
static int probe_rank(const pc_probe *probe) {
  if (probe->header.alone)
    return RANKS - 1;
  return probe->pauses ? 0 : probe->sessions > 1 ? 1 : 2;
}

/* One pass over the probes. */
static void crew_queue(pc_crew *c, int rank) {
  const GArray *probes = c->planned->probes;
  for (guint i = 0; i < probes->len; i++) {
    const pc_planned *planned = &g_array_index(probes, pc_planned, i);
    const bool now = !planned->skipped && probe_rank(planned->probe) == rank;
    for (guint attempt = 0; now && attempt < c->result->asks + c->result->experiments; attempt++) {
      const task one = {.probe = i, .attempt = attempt};
      if (attempt >= c->result->asks && !task_experiment(c, &one))
        break;
      task *t = g_new0(task, 1);
      *t = one;
      g_queue_push_tail(&c->tasks, t);
      c->scheduler->total++;
    }
  }
}

pc_crew *pc_crew_new(pc_scheduler *scheduler, const pc_planned_target *planned, pc_target_result *result) {
  pc_crew *c = g_new0(pc_crew, 1);
  c->scheduler = scheduler;
  c->planned = planned;
  c->result = result;
  c->retry_ms = RETRY_FIRST_MS;
  c->contract_due = pc_conformance_is_before_run(planned->target);
  c->hands = g_ptr_array_new_with_free_func(hand_free);
  c->lost = g_ptr_array_new_with_free_func(g_free);
  c->scratches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init(&c->tasks);
  for (int rank = 0; rank < RANKS; rank++)
    crew_queue(c, rank);
  return c;
}

void pc_crew_free(gpointer crew) {
  pc_crew *c = crew;
  timer_drop(&c->retry);
  timer_drop(&c->over);
  g_queue_clear_full(&c->tasks, g_free);
  g_ptr_array_unref(c->hands);
  g_hash_table_unref(c->scratches);
  g_ptr_array_unref(c->lost);
  g_free(c->refusal);
  g_free(c);
}
