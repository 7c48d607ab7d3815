/* SPDX-License-Identifier: MIT */
/* paritycheck explain: a probe's question, why it matters, and how to ask it by hand. */
#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/reproduce.h"
#include "harness/catalogue/script.h"
#include "harness/cli/command.h"

#include <stdio.h>
#include <string.h>

typedef struct explain_options {
  char **probes;
  char *script;
} explain_options;

static void line_print(const char *key, const char *value) {
  if (value)
    printf("%-11s %s\n", key, value);
}

static void probe_print(const pc_probe *probe) {
  const pc_probe_header *header = &probe->header;
  line_print("probe:", probe->id);
  line_print("title:", header->title);
  line_print("bites:", header->bites);
  line_print("severity:", pc_severity_names[header->severity]);
  line_print("reach:", pc_reach_names[header->reach]);
  line_print("tags:", header->tags);
  line_print("depends on:", header->depends_on);
  line_print("anomaly:", header->anomaly);
  line_print("occurs if:", header->occurs);
  line_print("remedy:", header->remedy);
  line_print("see:", header->see);
  if (!probe->script) {
    printf("\nA probe in C: it asks what a script cannot say.\n");
    return;
  }
  const char *body = strstr(probe->script->source, "\n\n");
  printf("\n%s\n", body ? body + 2 : probe->script->source);
}

static const pc_adapter *adapter_find(const char *name, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++) {
    if ((*adapter)->capabilities & PC_ADAPTER_DOUBLE)
      continue;
    g_ptr_array_add(names, (gpointer)(guintptr)(*adapter)->name);
    if (strcmp((*adapter)->name, name) == 0)
      return *adapter;
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
  g_autofree char *hint = pc_nearest_hint(name, (const char *const *)names->pdata);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "--script: no adapter is called '%s'%s (adapters: %s)", name, hint, known);
  return NULL;
}

static bool script_print(const pc_probe *probe, const pc_adapter *adapter, GError **error) {
  if (!probe->script) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' is a probe in C: it has no script",
                probe->id);
    return false;
  }
  if (pc_language_is_typed(probe->language)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' asks operations, for which no service has a client of its own: "
                "'paritycheck explain %s' prints them",
                probe->id, probe->id);
    return false;
  }
  if (!adapter->drivers[probe->language]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "'%s' cannot be sent to %s", probe->id,
                adapter->product);
    return false;
  }
  g_autofree char *scratch = pc_reproduce_scratch_new();
  g_autofree char *script =
      pc_script_reproduce(probe->script, probe->id, adapter->name, adapter->client_script, scratch);
  fputs(script, stdout);
  return true;
}

static int explain_run(void *given, char *const *arguments, GError **error) {
  const explain_options *options = given;
  if (!arguments[0]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected the id of a probe; see 'paritycheck list'");
    return 0;
  }
  const pc_adapter *adapter = options->script ? adapter_find(options->script, error) : NULL;
  if (options->script && !adapter)
    return 0;
  g_autoptr(pc_catalogue) catalogue =
      pc_catalogue_new(true, (const char *const *)options->probes, error);
  for (char *const *id = arguments; catalogue && *id; id++) {
    const pc_probe *probe = pc_catalogue_find(catalogue, *id, error);
    if (!probe || (adapter && !script_print(probe, adapter, error)))
      return 0;
    if (!adapter) {
      printf("%s", id > arguments ? "\n" : "");
      probe_print(probe);
    }
  }
  return 0;
}

static const pc_command_option options[] = {
    {"probes", 0, PC_COMMAND_FILES, offsetof(explain_options, probes), "DIR",
     "with your own scripts: a folder, or one file"},
    {"script", 0, PC_COMMAND_TEXT, offsetof(explain_options, script), "ADAPTER",
     "print what to send through that service's own client"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "it was told"},
    {"2", "wrong usage or script, or no such probe"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck explain sql/nulls/sort-position", "what is asked, and why it matters"},
    {"paritycheck explain sql/text/like-case --script sqlite | sqlite3 :memory:",
     "to see it by hand"},
    {0},
};

const pc_command pc_command_explain = {
    .name = "explain",
    .arguments = "PROBE ...",
    .summary = "what a probe asks, why it matters, how to ask it by hand",
    .options_size = sizeof(explain_options),
    .options = options,
    .run = explain_run,
    .statuses = statuses,
    .examples = examples,
};
