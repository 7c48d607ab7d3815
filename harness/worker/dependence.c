/* SPDX-License-Identifier: MIT */
/* What the steps of a probe need of each other. */
#include "harness/worker/dependence.h"

#include "harness/model/operation.h"

#include <string.h>

struct pc_dependence {
  GStringChunk *labels;
  GHashTable *makers; /* thing (char *) to the labels that stand for its last maker (GPtrArray of
                         const char *) */
  GPtrArray *rest;    /* the same of the last step that made everything; NULL: none did */
};

static void labels_unref(gpointer labels) { g_ptr_array_unref(labels); }

pc_dependence *pc_dependence_new(void) {
  pc_dependence *dependence = g_new0(pc_dependence, 1);
  dependence->labels = g_string_chunk_new(256);
  dependence->makers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, labels_unref);
  return dependence;
}

void pc_dependence_free(pc_dependence *dependence) {
  if (!dependence)
    return;
  g_clear_pointer(&dependence->rest, g_ptr_array_unref);
  g_hash_table_unref(dependence->makers);
  g_string_chunk_free(dependence->labels);
  g_free(dependence);
}

static bool op_is_one_of(const json_t *operation, const char *const *ops) {
  const char *op = pc_operation_name(operation);
  return op && g_strv_contains(ops, op);
}

bool pc_operation_makes(const json_t *operation) {
  static const char *const readers[] = {
      "get",  "get_many",   "get_elsewhere", "ttl",     "depth",           "topic",
      "read", "assignment", "committed",     "offsets", "offset_for_time", NULL};
  return !op_is_one_of(operation, readers);
}

/* What an operation uses and makes: things as "KIND:NAME". */
typedef struct touched {
  GPtrArray *uses;  /* char * */
  GPtrArray *makes; /* the same */
  GPtrArray *adds;  /* the same: to what others made of it */
  bool everything;  /* makes all that there is */
} touched;

static void thing_add(GPtrArray *things, const char *kind, guint session, const json_t *name) {
  char *text = json_dumps(name, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
  g_ptr_array_add(things, g_strdup_printf("%s%u:%s", kind, session, text));
  free(text);
}

/* A name, a list of them, or one of pairs that begin with one. */
static void names_add(GPtrArray *things, const char *kind, guint session, const json_t *names) {
  size_t i;
  json_t *name;
  if (!json_is_array(names)) {
    if (names)
      thing_add(things, kind, session, names);
    return;
  }
  json_array_foreach(names, i, name)
      thing_add(things, kind, session, json_is_array(name) ? json_array_get(name, 0) : name);
}

static void shared_add(GPtrArray *things, const json_t *operation) {
  static const char *const arguments[][2] = {{"key", "key"},      {"keys", "key"},
                                             {"entries", "key"},  {"queue", "queue"},
                                             {"topic", "topic"},  {"dead_letter_queue", "queue"},
                                             {"topics", "topic"}, {"group", "group"}};
  for (guint i = 0; i < G_N_ELEMENTS(arguments); i++)
    names_add(things, arguments[i][1], 0, json_object_get(operation, arguments[i][0]));
}

static void own_add(GPtrArray *things, guint session, const json_t *operation) {
  static const char *const arguments[] = {"message", "consumer", "as"};
  for (guint i = 0; i < G_N_ELEMENTS(arguments); i++)
    names_add(things, "own", session, json_object_get(operation, arguments[i]));
}

/* What is in the queues and topics that an operation names. */
static void content_add(GPtrArray *things, const json_t *operation) {
  static const char *const places[] = {"queue", "topic", "dead_letter_queue", "topics"};
  for (guint i = 0; i < G_N_ELEMENTS(places); i++)
    names_add(things, "content", 0, json_object_get(operation, places[i]));
}

static touched touched_find(guint session, const json_t *operation) {
  static const char *const connection[] = {"prefetch", "producer", "begin", "subscribe", NULL};
  static const char *const version_made[] = {"gets", NULL};
  static const char *const version_used[] = {"gets", "cas", NULL};
  static const char *const adders[] = {"publish", "produce", NULL};
  touched t = {.uses = g_ptr_array_new_with_free_func(g_free),
               .makes = g_ptr_array_new_with_free_func(g_free),
               .adds = g_ptr_array_new_with_free_func(g_free)};
  g_ptr_array_add(t.uses, g_strdup_printf("session%u", session));
  shared_add(t.uses, operation);
  if (op_is_one_of(operation, adders)) {
    content_add(t.adds, operation);
    t.everything = t.adds->len == 0;
    return t;
  }
  content_add(t.uses, operation);
  own_add(t.uses, session, operation);
  if (op_is_one_of(operation, version_used))
    names_add(t.uses, "version", session, json_object_get(operation, "key"));
  if (!pc_operation_makes(operation))
    return t;
  if (op_is_one_of(operation, connection)) {
    g_ptr_array_add(t.makes, g_strdup_printf("session%u", session));
  } else if (op_is_one_of(operation, version_made)) {
    names_add(t.makes, "version", session, json_object_get(operation, "key"));
  } else {
    shared_add(t.makes, operation);
    content_add(t.makes, operation);
    t.everything = t.makes->len == 0;
    own_add(t.makes, session, operation);
  }
  return t;
}

static void touched_clear(touched *t) {
  g_ptr_array_unref(t->uses);
  g_ptr_array_unref(t->makes);
  g_ptr_array_unref(t->adds);
}

static void labels_join(GPtrArray *all, const GPtrArray *labels) {
  for (guint i = 0; labels && i < labels->len; i++)
    if (!g_ptr_array_find(all, labels->pdata[i], NULL))
      g_ptr_array_add(all, labels->pdata[i]);
}

static int label_compare(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *needs_find(const pc_dependence *dependence, const touched *t, bool all) {
  GPtrArray *needs = g_ptr_array_new();
  GHashTableIter iter;
  gpointer labels;
  g_hash_table_iter_init(&iter, dependence->makers);
  while (all && g_hash_table_iter_next(&iter, NULL, &labels))
    labels_join(needs, labels);
  for (guint i = 0; t && i < t->uses->len; i++)
    labels_join(needs, g_hash_table_lookup(dependence->makers, t->uses->pdata[i]));
  labels_join(needs, dependence->rest);
  g_ptr_array_sort(needs, label_compare);
  return needs;
}

/* labels stand for a step that makes what t says. */
static void maker_note(pc_dependence *dependence, const touched *t, GPtrArray *labels) {
  if (t->everything) {
    g_hash_table_remove_all(dependence->makers);
    g_clear_pointer(&dependence->rest, g_ptr_array_unref);
    dependence->rest = g_ptr_array_ref(labels);
  }
  for (guint i = 0; i < t->makes->len; i++)
    g_hash_table_replace(dependence->makers, g_strdup(t->makes->pdata[i]), g_ptr_array_ref(labels));
  for (guint i = 0; i < t->adds->len; i++) {
    GPtrArray *all = g_ptr_array_new();
    labels_join(all, g_hash_table_lookup(dependence->makers, t->adds->pdata[i]));
    labels_join(all, labels);
    g_hash_table_replace(dependence->makers, g_strdup(t->adds->pdata[i]), all);
  }
}

GPtrArray *pc_dependence_add(pc_dependence *dependence, guint session, const char *label,
                             const json_t *operation) {
  if (!operation)
    return needs_find(dependence, NULL, true);
  touched t = touched_find(session, operation);
  GPtrArray *needs = needs_find(dependence, &t, t.everything);
  g_autoptr(GPtrArray) own = g_ptr_array_new();
  if (label)
    g_ptr_array_add(own, g_string_chunk_insert_const(dependence->labels, label));
  maker_note(dependence, &t, label ? own : needs);
  touched_clear(&t);
  return needs;
}
