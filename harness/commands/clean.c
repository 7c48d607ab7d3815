/* SPDX-License-Identifier: MIT */
/* paritycheck clean: remove what killed runs left behind. */
#include "adapters/adapter.h"
#include "harness/base/duration.h"
#include "harness/base/error.h"
#include "harness/cli/command.h"
#include "harness/cli/run_setup.h"
#include "harness/model/run_name.h"
#include "harness/run/journal.h"
#include "harness/run/worker_client.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_AGAIN_MS = 1000 };

typedef struct clean_options {
  char *config;
  char *run;
  char *older_than;
  guint older_ms;
  gboolean forget;
} clean_options;

static bool run_is_alive(const GPtrArray *alive, const char *scratch) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  return run &&
         g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)alive, run, g_str_equal, NULL);
}

static void name_add(GPtrArray *names, const char *name) {
  if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
    g_ptr_array_add(names, g_strdup(name));
}

typedef struct cleaning {
  const clean_options *options;
  const GPtrArray *alive;     /* runs */
  const GPtrArray *leftovers; /* of journals */
  guint removed;
  guint gone;   /* before this */
  guint left;   /* that is to be removed, and is not */
  guint in_use; /* by runs that may be alive elsewhere */
} cleaning;

typedef enum naming { NAMED_NOT, NAMED_BY_AGE, NAMED_BY_RUN } naming;

static naming name_naming(const clean_options *options, const char *scratch) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  if (run && options->run && strcmp(options->run, run) == 0)
    return NAMED_BY_RUN;
  const bool old = run && options->older_than &&
                   g_get_real_time() / 1000 - started * 1000 > (gint64)options->older_ms;
  return old ? NAMED_BY_AGE : NAMED_NOT;
}

static bool list_has(const json_t *list, const char *name) {
  size_t i;
  json_t *entry;
  json_array_foreach(list, i, entry) {
    if (g_strcmp0(json_string_value(entry), name) == 0)
      return true;
  }
  return false;
}

/* What the service holds now, the caller's; NULL: it cannot be told. */
static json_t *inventory_new(const pc_target *target, GError **error) {
  json_t *request = json_pack("{s:s}", "type", "inventory");
  json_t *reply = NULL;
  const bool fine = pc_worker_client_request(target, NULL, request, NULL, &reply, error);
  json_decref(request);
  if (!fine)
    g_clear_pointer(&reply, json_decref);
  return reply;
}

/* One of which there is no journal here: removed where the user named it, else told, unless it
 * began at a time when no run did: the application may have something that is called as ours is. A
 * run that is alive on another machine has sessions that bear the name. */
static void found_take(cleaning *c, const char *name, bool live, GPtrArray *names) {
  const naming how = name_naming(c->options, name);
  if (how == NAMED_BY_RUN || (how == NAMED_BY_AGE && !live && pc_run_time_is_plausible(name))) {
    name_add(names, name);
    return;
  }
  if (!pc_run_time_is_plausible(name))
    return;
  c->left += !live;
  c->in_use += live;
  if (live)
    printf("in use: %s, perhaps by a run on another machine (--run ends its sessions and removes "
           "it all the same)\n",
           name);
  else
    printf("found %s, of which there is no journal here: remove it with --run or --older-than\n",
           name);
}

/* Whether a session bears a name of the same run. */
static bool run_has_session(const json_t *inventory, const char *scratch) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(inventory, "live"), i, entry) {
    g_autofree char *other = pc_run_name_of(json_string_value(entry), &started);
    if (g_strcmp0(run, other) == 0)
      return true;
  }
  return false;
}

/* The names (borrowed from inventory) of which nothing is known here. */
static GPtrArray *unknown_list(const cleaning *c, const json_t *inventory, const GPtrArray *names) {
  GPtrArray *unknown = g_ptr_array_new();
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(inventory, "names"), i, entry) {
    const char *name = json_string_value(entry);
    if (pc_scratch_name_is_one(name) && !run_is_alive(c->alive, name) &&
        !g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)names, name, g_str_equal, NULL))
      g_ptr_array_add(unknown, (gpointer)(guintptr)name);
  }
  return unknown;
}

/* What is there without a journal, looked at twice: that of a run which is alive elsewhere comes
 * and goes, and for a moment of its going no session bears its name. */
static bool unknown_take(cleaning *c, const pc_target *target, const json_t *inventory,
                         GPtrArray *names, GError **error) {
  g_autoptr(GPtrArray) unknown = unknown_list(c, inventory, names);
  if (unknown->len == 0)
    return true;
  g_usleep(LOOK_AGAIN_MS * 1000);
  json_t *again = inventory_new(target, error);
  for (guint i = 0; again && i < unknown->len; i++) {
    const char *name = unknown->pdata[i];
    if (list_has(json_object_get(again, "names"), name))
      found_take(c, name, run_has_session(inventory, name) || run_has_session(again, name), names);
  }
  json_decref(again);
  return again != NULL;
}

static bool names_remove(cleaning *c, const pc_target *target, GPtrArray *names, GError **error) {
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
  if (!pc_worker_client_clean(target, names, NULL, removed, gone, left, error))
    return false;
  /* Nothing is said to be removed that the service still shows. */
  json_t *inventory = inventory_new(target, error);
  bool fine = inventory != NULL;
  for (guint i = 0; fine && i < removed->len + gone->len; i++) {
    const bool was_gone = i >= removed->len;
    const char *name = was_gone ? gone->pdata[i - removed->len] : removed->pdata[i];
    if (list_has(json_object_get(inventory, "names"), name)) {
      g_ptr_array_add(left, g_strdup_printf("%s: the service still shows it", name));
      continue;
    }
    fine = pc_journal_settle(name, error);
    /* A worker's session that had ended by itself is nothing that the run left. */
    if (was_gone && pc_worker_name_is_one(name))
      continue;
    printf("%s %s\n", was_gone ? "gone already:" : "removed", name);
    c->gone += was_gone;
    c->removed += !was_gone;
  }
  for (guint i = 0; i < left->len; i++)
    printf("could not remove %s\n", (const char *)left->pdata[i]);
  c->left += left->len;
  json_decref(inventory);
  return fine;
}

static bool target_clean(cleaning *c, const pc_target *target, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < c->leftovers->len; i++) {
    const pc_leftover *leftover = c->leftovers->pdata[i];
    if (strcmp(leftover->target, target->endpoint->redacted) == 0)
      name_add(names, leftover->scratch);
  }
  json_t *inventory = inventory_new(target, error);
  if (!inventory)
    return false;
  const bool fine = unknown_take(c, target, inventory, names, error);
  json_decref(inventory);
  return fine && (names->len == 0 || names_remove(c, target, names, error));
}

/* A killed run has no report; what it had been answered is told here. */
static void kept_print(bool forget) {
  g_autoptr(GPtrArray) kept = pc_journal_kept(forget);
  for (guint i = 0; i < kept->len; i++) {
    const pc_kept *k = kept->pdata[i];
    if (forget)
      printf("forgot the %u answers of %s\n", k->answers, k->run);
    else
      printf("%s was killed after %u answers, kept in %s ('clean --forget' removes them)\n", k->run,
             k->answers, k->path);
  }
}

static int clean_run(void *given, char *const *arguments, GError **error) {
  clean_options *options = given;
  g_autoptr(GPtrArray) environments = g_ptr_array_new_with_free_func(g_free);
  if (options->older_than && !pc_duration_parse(options->older_than, &options->older_ms, error))
    return 0;
  if (!*arguments) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected the environment or URL to clean");
    return 0;
  }
  g_autoptr(GPtrArray) targets =
      pc_run_setup_targets(options->config, arguments, environments, error);
  g_autoptr(GPtrArray) alive = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) strange = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) leftovers = targets ? pc_journal_leftovers(alive, strange, error) : NULL;
  if (!leftovers)
    return 0;
  cleaning c = {.options = options, .alive = alive, .leftovers = leftovers, .left = strange->len};
  for (guint i = 0; i < strange->len; i++)
    printf("%s\n", (const char *)strange->pdata[i]);
  for (guint i = 0; i < targets->len; i++)
    if (!target_clean(&c, targets->pdata[i], error))
      return 0;
  kept_print(options->forget);
  printf("%u removed, ", c.removed);
  if (c.gone)
    printf("%u gone already, ", c.gone);
  if (c.in_use)
    printf("%u in use, ", c.in_use);
  printf("%u left\n", c.left);
  return c.left ? PC_EXIT_INCOMPLETE : PC_EXIT_SAME;
}

static const pc_command_option options[] = {
    PC_CONFIG_OPTION(clean_options, config),
    {"run", 0, PC_COMMAND_TEXT, offsetof(clean_options, run), "RUN",
     "also what this run left, without its journal"},
    {"older-than", 0, PC_COMMAND_TEXT, offsetof(clean_options, older_than), "TIME",
     "also what runs left that began longer ago"},
    {"forget", 0, PC_COMMAND_FLAG, offsetof(clean_options, forget), NULL,
     "remove the answers that killed runs kept"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "nothing is left, but for what is in use"},
    {"2", "wrong usage or configuration"},
    {"3", "something is left (of which there is no journal here, or that could not be removed), or "
          "a service is not there"},
    {"4", "paritycheck itself failed"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck clean \"$DATABASE_URL\" --older-than 24h",
     "also what runs on other machines left yesterday"},
    {0},
};

const pc_command pc_command_clean = {
    .name = "clean",
    .arguments = "ENV|URL",
    .summary = "remove what killed runs left behind",
    .options_size = sizeof(clean_options),
    .options = options,
    .run = clean_run,
    .description = "What a run makes is journaled before it is made, and removed at its end by "
                   "exactly that name. Of runs that were killed this removes what is left; runs "
                   "that are alive are let be. What has no journal on this machine is only listed, "
                   "unless --run or --older-than names it.",
    .statuses = statuses,
    .examples = examples,
};
