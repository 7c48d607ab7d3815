/* SPDX-License-Identifier: MIT */
/* paritycheck clean: remove what killed runs left behind. */
#include "adapters/adapter.h"
#include "harness/command.h"
#include "harness/duration.h"
#include "harness/error.h"
#include "harness/invocation.h"
#include "harness/journal.h"
#include "harness/pool.h"
#include "harness/run_name.h"

#include <stdio.h>
#include <string.h>

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
  return run && g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)alive, run, g_str_equal, NULL);
}

static void name_add(GPtrArray *names, const char *name) {
  if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
    g_ptr_array_add(names, g_strdup(name));
}

/* Whether the user has named it: by its run, or by its age. */
static bool name_is_named(const clean_options *options, const char *scratch) {
  gint64 started;
  g_autofree char *run = pc_run_name_of(scratch, &started);
  if (!run)
    return false;
  if (options->run && strcmp(options->run, run) == 0)
    return true;
  return options->older_than && g_get_real_time() / 1000 - started * 1000 > (gint64)options->older_ms;
}

/* What the service holds beyond the journals: removed where the user named it, else listed. */
static bool inventory_take(const clean_options *options, const pc_target *target, const GPtrArray *alive,
                           GPtrArray *names, GError **error) {
  json_t *request = json_pack("{s:s}", "type", "inventory");
  json_t *reply = NULL;
  const bool fine = pc_pool_request(target, request, NULL, &reply, error);
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(reply, "names"), i, entry) {
    const char *name = json_string_value(entry);
    if (!name || run_is_alive(alive, name) || g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      continue;
    if (name_is_named(options, name))
      name_add(names, name);
    else
      printf("found %s, of which there is no journal here: remove it with --run or --older-than\n", name);
  }
  json_decref(request);
  json_decref(reply);
  return fine;
}

static bool target_clean(const clean_options *options, const pc_target *target, const GPtrArray *leftovers,
                         const GPtrArray *alive, guint *removed_count, guint *left_count, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < leftovers->len; i++) {
    const pc_leftover *leftover = leftovers->pdata[i];
    if (strcmp(leftover->target, target->endpoint->redacted) == 0)
      name_add(names, leftover->scratch);
  }
  if (!inventory_take(options, target, alive, names, error))
    return false;
  if (names->len > 0 && !pc_pool_clean(target, names, NULL, removed, left, error))
    return false;
  for (guint i = 0; i < removed->len; i++) {
    if (!pc_journal_settle(removed->pdata[i], error))
      return false;
    printf("removed %s\n", (const char *)removed->pdata[i]);
  }
  for (guint i = 0; i < left->len; i++)
    printf("could not remove %s\n", (const char *)left->pdata[i]);
  *removed_count += removed->len;
  *left_count += left->len;
  return true;
}

/* A killed run has no report; what it had been answered is told here. */
static void kept_print(bool forget) {
  g_autoptr(GPtrArray) kept = pc_journal_kept(forget);
  for (guint i = 0; i < kept->len; i++) {
    const pc_kept *k = kept->pdata[i];
    if (forget)
      printf("forgot the %u answers of %s\n", k->answers, k->run);
    else
      printf("%s was killed after %u answers, kept in %s ('clean --forget' removes them)\n", k->run, k->answers,
             k->path);
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
  g_autoptr(GPtrArray) targets = pc_invocation_targets(options->config, arguments, environments, error);
  g_autoptr(GPtrArray) alive = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) leftovers = targets ? pc_journal_leftovers(alive, error) : NULL;
  guint removed = 0;
  guint left = 0;
  for (guint i = 0; leftovers && i < targets->len; i++)
    if (!target_clean(options, targets->pdata[i], leftovers, alive, &removed, &left, error))
      return 0;
  if (leftovers)
    kept_print(options->forget);
  if (leftovers)
    printf("%u removed, %u left\n", removed, left);
  return left ? PC_EXIT_INCOMPLETE : PC_EXIT_SAME;
}

static const pc_command_option options[] = {
    PC_CONFIG_OPTION(clean_options, config),
    {"run", 0, PC_COMMAND_TEXT, offsetof(clean_options, run), "RUN", "also what this run left, without its journal"},
    {"older-than", 0, PC_COMMAND_TEXT, offsetof(clean_options, older_than), "TIME",
     "also what runs left that began longer ago"},
    {"forget", 0, PC_COMMAND_FLAG, offsetof(clean_options, forget), NULL, "remove the answers that killed runs kept"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "nothing is left"},
    {"2", "wrong usage or configuration"},
    {"3", "something could not be removed, or a service is not there"},
    {"4", "paritycheck itself failed"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck clean \"$DATABASE_URL\" --older-than 24h", "also what runs on other machines left yesterday"},
    {0},
};

const pc_command pc_command_clean = {
    .name = "clean",
    .arguments = "ENV|URL",
    .summary = "remove what killed runs left behind",
    .options_size = sizeof(clean_options),
    .options = options,
    .run = clean_run,
    .description = "What a run makes is journaled before it is made, and removed at its end by exactly that name. Of "
                   "runs that were killed this removes what is left; runs that are alive are let be. What has no "
                   "journal on this machine is only listed, unless --run or --older-than names it.",
    .statuses = statuses,
    .examples = examples,
};
