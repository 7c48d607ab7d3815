/* SPDX-License-Identifier: MIT */
/* A scan of a set that shrinks. In C, as each page is asked for with the cursor that the last one
 * gave. */
#include "harness/model/probe.h"
#include "harness/worker/execution.h"

#include <string.h>

enum {
  MEMBERS = 2000,
  BATCH = 500,
  KEPT_SEEN = 100,
  KEPT_UNSEEN = 60,
  ROUNDS = 6,
  PAGES_FIRST = 20,
  PAGES_MAX = 1000
};

/* Sends command for the set, tail behind it. */
static bool set_ask(pc_execution *execution, const char *command, const char *tail,
                    pc_outcome **ret_outcome, GError **error) {
  g_autofree char *key = g_strdup_printf("%s:s", pc_execution_scratch(execution));
  g_autofree char *text = g_strdup_printf("%s %s %s", command, key, tail);
  const pc_statement statement = {.text = text};
  return pc_execution_try(execution, 0, &statement, ret_outcome, error);
}

static char *member_name(guint i) { return g_strdup_printf("m%04u", i); }

/* Sends command for all members but those in kept, which may be NULL. */
static bool members_send(pc_execution *execution, const char *command, GHashTable *kept,
                         GError **error) {
  for (guint from = 0; from < MEMBERS; from += BATCH) {
    g_autoptr(GString) tail = g_string_new(NULL);
    for (guint i = from; i < from + BATCH; i++) {
      g_autofree char *name = member_name(i);
      if (!kept || !g_hash_table_contains(kept, name))
        g_string_append_printf(tail, "%s ", name);
    }
    g_autoptr(pc_outcome) outcome = NULL;
    if (!set_ask(execution, command, tail->str, &outcome, error))
      return false;
  }
  return true;
}

/* What a scan has given so far. */
typedef struct scan {
  char *cursor;     /* owned; "0": it is at its end */
  GHashTable *seen; /* members (char *), owned by order */
  GPtrArray *order; /* the same, as they came */
  bool twice;       /* a member came again */
  bool empty;       /* a page had nothing, and was not the last */
  bool refused;
} scan;

/* A cursor is a number of at most 20 digits; anything else ends the scan as refused. */
static void page_take(scan *s, const pc_outcome *outcome) {
  const pc_value *answer = outcome->kind == PC_OUTCOME_VALUE ? outcome->value : NULL;
  const bool pair = answer && pc_value_kind(answer) == PC_KIND_LIST && pc_value_length(answer) == 2;
  const pc_value *members = pair ? pc_value_item(answer, 1) : NULL;
  const pc_kind kind = pair ? pc_value_kind(pc_value_item(answer, 0)) : PC_KIND_NULL;
  const char *cursor = kind == PC_KIND_TEXT || kind == PC_KIND_INTEGER
                           ? pc_value_text(pc_value_item(answer, 0), NULL)
                           : "";
  s->refused = !members || pc_value_kind(members) != PC_KIND_LIST || !*cursor ||
               strlen(cursor) > 20 || strspn(cursor, "0123456789") != strlen(cursor);
  if (s->refused)
    return;
  g_free(s->cursor);
  s->cursor = g_strdup(cursor);
  s->empty = s->empty || (pc_value_length(members) == 0 && strcmp(cursor, "0") != 0);
  for (guint i = 0; i < pc_value_length(members); i++) {
    const pc_value *member = pc_value_item(members, i);
    if (pc_value_kind(member) != PC_KIND_TEXT)
      continue;
    char *name = g_strdup(pc_value_text(member, NULL));
    g_ptr_array_add(s->order, name);
    s->twice = !g_hash_table_add(s->seen, name) || s->twice;
  }
}

/* Takes pages of ten until the scan is at its end, or so many. */
static bool pages_take(pc_execution *execution, scan *s, const char *match, guint pages,
                       GError **error) {
  for (guint i = 0; i < pages && !s->refused && (i == 0 || strcmp(s->cursor, "0") != 0); i++) {
    g_autofree char *tail = g_strdup_printf("%s %s COUNT 10", s->cursor, match);
    g_autoptr(pc_outcome) outcome = NULL;
    if (!set_ask(execution, "SSCAN", tail, &outcome, error))
      return false;
    page_take(s, outcome);
  }
  return true;
}

static scan scan_new(void) {
  return (scan){.cursor = g_strdup("0"),
                .seen = g_hash_table_new(g_str_hash, g_str_equal),
                .order = g_ptr_array_new_with_free_func(g_free)};
}

static void scan_clear(scan *s) {
  g_free(s->cursor);
  g_hash_table_unref(s->seen);
  g_ptr_array_unref(s->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(scan, scan_clear)

/* The members seen last, and some that were not seen yet: what a table that shrinks may give again,
 * and may lose. */
static GHashTable *kept_new(const scan *s) {
  GHashTable *kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = s->order->len; i > 0 && s->order->len - i < KEPT_SEEN; i--)
    g_hash_table_add(kept, g_strdup(s->order->pdata[i - 1]));
  for (guint i = 0, unseen = 0; i < MEMBERS && unseen < KEPT_UNSEEN; i++) {
    char *name = member_name(i);
    if (g_hash_table_contains(s->seen, name)) {
      g_free(name);
      continue;
    }
    g_hash_table_add(kept, name);
    unseen++;
  }
  return kept;
}

/* Begins the new scan s of the whole set, removes most of it and goes on. */
static bool round_ask(pc_execution *execution, guint first_pages, scan *s, bool *ret_lost,
                      GError **error) {
  if (!members_send(execution, "SADD", NULL, error) ||
      !pages_take(execution, s, "", first_pages, error))
    return false;
  g_autoptr(GHashTable) kept = kept_new(s);
  /* Twice: a table of Redis that shrinks moves a little with every command on it. */
  for (int i = 0; i < 2; i++)
    if (!members_send(execution, "SREM", kept, error))
      return false;
  if (strcmp(s->cursor, "0") != 0 && !pages_take(execution, s, "", PAGES_MAX, error))
    return false;
  GHashTableIter each;
  gpointer name;
  g_hash_table_iter_init(&each, kept);
  while (g_hash_table_iter_next(&each, &name, NULL))
    *ret_lost = *ret_lost || !g_hash_table_contains(s->seen, name);
  return true;
}

static const char *some(bool refused, bool there) {
  return refused ? "refused" : there ? "some" : "none";
}

static void text_observe(pc_execution *execution, const char *label, const char *text) {
  pc_value *value = pc_value_new_text(PC_KIND_TEXT, text, -1);
  pc_execution_observe_take(execution, label, pc_outcome_new_value_take(value));
}

/* Where members lie in a table is chance, so that this is done until one comes twice. */
static bool shrinking_ask(pc_execution *execution, GError **error) {
  g_auto(scan) nothing = scan_new();
  bool twice = false;
  bool lost = false;
  bool refused = false;
  if (!members_send(execution, "SADD", NULL, error) ||
      !pages_take(execution, &nothing, "MATCH nosuch", PAGES_MAX, error))
    return false;
  text_observe(execution, "pages with nothing on them before the last",
               some(nothing.refused, nothing.empty));
  for (guint i = 0; i < ROUNDS && !twice && !refused; i++) {
    g_auto(scan) s = scan_new();
    if (!round_ask(execution, PAGES_FIRST + 3 * i, &s, &lost, error))
      return false;
    twice = s.twice;
    refused = s.refused;
  }
  text_observe(execution, "members that come twice while others are removed", some(refused, twice));
  text_observe(execution, "members that were there all the time and do not come",
               some(refused, lost));
  return true;
}

static const pc_probe shrinking = {
    .id = "redis/scan/while-shrinking",
    .role = PC_ROLE_CACHE,
    .language = PC_LANGUAGE_REDIS,
    .sessions = 1,
    .header = {.title = "A scan page by page while most of the set is removed",
               .bites = "a loop that counts what SSCAN gives counts some twice, and one that ends "
                        "at an empty page ends early, in production only",
               .severity = PC_SEVERITY_MEDIUM,
               .reach = PC_REACH_SCRATCH,
               .tags = "scan",
               .see = "https://redis.io/docs/latest/commands/scan/",
               .remedy = "go on until the cursor is 0, and take each member once"},
    .ask = shrinking_ask,
};

extern const pc_probe *const pc_probes_redis_scan[];
const pc_probe *const pc_probes_redis_scan[] = {&shrinking, NULL};
