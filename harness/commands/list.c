/* SPDX-License-Identifier: MIT */
/* paritycheck list: what there is. */
#include "adapters/adapter.h"
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/selection.h"
#include "harness/catalogue/suite.h"
#include "harness/cli/command.h"
#include "reports/report.h"

#include <stdio.h>
#include <string.h>

typedef struct list_options {
  char **probes;
  char **select;
  gboolean no_builtin;
  char *format; /* NULL: text */
} list_options;

static const char *const format_names[] = {"text", "markdown", NULL};

static bool probe_is_selected(const list_options *options, const pc_probe *probe) {
  return !options->select || pc_patterns_match((const char *const *)options->select, probe);
}

/* The probes that the options speak of; NULL with error set. */
static pc_catalogue *catalogue_new(const list_options *options, GError **error) {
  g_autoptr(pc_catalogue) catalogue =
      pc_catalogue_new(!options->no_builtin, (const char *const *)options->probes, error);
  const bool fine = catalogue && pc_patterns_check((const char *const *)options->select,
                                                   pc_catalogue_probes(catalogue), error);
  return fine ? g_steal_pointer(&catalogue) : NULL;
}

/* Text in a cell of a table. */
static void cell_print(const char *text) {
  for (const char *c = text ? text : ""; *c; c++) {
    if (strchr("|\\`*_<[", *c))
      putchar('\\');
    putchar(*c);
  }
}

/* The catalogue as a page: a table for each area. */
static void probe_print_markdown(const pc_probe *probe, char **area) {
  const char *slash = strchr(strchr(probe->id, '/') + 1, '/');
  g_autofree char *own = g_strndup(probe->id, (gsize)(slash - probe->id));
  if (g_strcmp0(own, *area) != 0) {
    printf("%s## %s\n\n| probe | severity | question | why it matters |\n|---|---|---|---|\n",
           *area ? "\n" : "", own);
    g_free(*area);
    *area = g_steal_pointer(&own);
  }
  printf("| `%s` | %s | ", probe->id, pc_severity_names[probe->header.severity]);
  cell_print(probe->header.title);
  fputs(" | ", stdout);
  cell_print(probe->header.bites);
  if (probe->header.see)
    printf(" ([see](%s))", probe->header.see);
  fputs(" |\n", stdout);
}

static bool probes_list(const list_options *options, GError **error) {
  const bool markdown = g_strcmp0(options->format, "markdown") == 0;
  g_autofree char *area = NULL;
  g_autoptr(pc_catalogue) catalogue = catalogue_new(options, error);
  for (guint i = 0; catalogue && i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (!probe_is_selected(options, probe))
      continue;
    if (markdown)
      probe_print_markdown(probe, &area);
    else
      printf("%-46s %-6s  %s\n", probe->id, pc_severity_names[probe->header.severity],
             probe->header.title);
  }
  return catalogue != NULL;
}

static gboolean tag_print(gpointer tag, gpointer probes, gpointer data) {
  (void)data;
  printf("%-24s %5u\n", (const char *)tag, GPOINTER_TO_UINT(probes));
  return FALSE;
}

/* Each tag with the number of its probes. */
static bool tags_list(const list_options *options, GError **error) {
  g_autoptr(pc_catalogue) catalogue = catalogue_new(options, error);
  g_autoptr(GTree) tags = pc_tags_new();
  for (guint i = 0; catalogue && i < pc_catalogue_length(catalogue); i++)
    if (probe_is_selected(options, pc_catalogue_probe(catalogue, i)))
      pc_tags_add(tags, pc_catalogue_probe(catalogue, i)->header.tags);
  g_tree_foreach(tags, tag_print, NULL);
  return catalogue != NULL;
}

static bool adapters_list(const list_options *options, GError **error) {
  (void)options;
  (void)error;
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++) {
    if ((*adapter)->capabilities & PC_ADAPTER_DOUBLE)
      continue;
    g_autofree char *schemes = g_strjoinv(", ", (char **)(guintptr)(*adapter)->schemes);
    printf("%-12s %s (%s)\n", (*adapter)->name, (*adapter)->summary, schemes);
    for (const pc_option *option = (*adapter)->options; option && option->name; option++)
      printf("    ?%s=%s  %s\n", option->name, option->values, option->help);
  }
  return true;
}

static bool suites_list(const list_options *options, GError **error) {
  (void)options;
  g_auto(GStrv) names = pc_suite_names();
  for (char **name = names; *name; name++) {
    g_autoptr(pc_suite) suite = pc_suite_find(*name, error);
    if (!suite)
      return false;
    printf("%-24s %s\n", *name, suite->summary ? suite->summary : "");
  }
  return true;
}

static bool reports_list(const list_options *options, GError **error) {
  (void)options;
  (void)error;
  for (const pc_report *const *report = pc_reports; *report; report++)
    printf("%-11s %s\n", (*report)->name, (*report)->summary);
  return true;
}

static bool format_check(const list_options *options, const char *what, GError **error) {
  if (!options->format)
    return true;
  g_autofree char *hint = pc_nearest_hint(options->format, format_names);
  if (pc_name_index(format_names, options->format) < 0)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "unknown format '%s'%s (formats: text, markdown)",
                options->format, hint);
  else if (strcmp(what, "probes") != 0 && strcmp(options->format, "text") != 0)
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "only probes are listed as %s", options->format);
  else
    return true;
  return false;
}

static bool list_with(const list_options *options, const char *what, GError **error) {
  static const struct {
    const char *name;
    bool (*list)(const list_options *options, GError **error);
  } lists[] = {
      {"probes", probes_list}, {"tags", tags_list},       {"adapters", adapters_list},
      {"suites", suites_list}, {"reports", reports_list},
  };
  const char *names[G_N_ELEMENTS(lists) + 1] = {0};
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    if (strcmp(lists[i].name, what) == 0)
      return lists[i].list(options, error);
    names[i] = lists[i].name;
  }
  g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)names);
  g_autofree char *hint = pc_nearest_hint(what, names);
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot list '%s'%s (expected one of: %s)", what,
              hint, known);
  return false;
}

static int list_run(void *given, char *const *arguments, GError **error) {
  const list_options *options = given;
  const char *what = arguments[0] ? arguments[0] : "probes";
  if (format_check(options, what, error))
    list_with(options, what, error);
  return 0;
}

static const pc_command_option options[] = {
    {"probes", 0, PC_COMMAND_FILES, offsetof(list_options, probes), "DIR",
     "with your own scripts: a folder, or one file"},
    {"select", 0, PC_COMMAND_TEXTS, offsetof(list_options, select), "PATTERN",
     "only probes that match"},
    {"format", 0, PC_COMMAND_TEXT, offsetof(list_options, format), "text|markdown",
     "how probes are listed"},
    {"no-builtin", 0, PC_COMMAND_FLAG, offsetof(list_options, no_builtin), NULL,
     "without those that come with the program"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "it was listed"},
    {"2", "wrong usage or script"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck list probes --select tag:unicode", "some of the questions"},
    {"paritycheck list probes --format markdown", "all of them as a page"},
    {"paritycheck list tags --select sql",
     "what 'tag:' takes, and how many probes of databases have each"},
    {"paritycheck list adapters", "which services can be asked, and what their URLs take"},
    {0},
};

const pc_command pc_command_list = {
    .name = "list",
    .arguments = "[probes|tags|adapters|suites|reports]",
    .summary = "list what there is",
    .options_size = sizeof(list_options),
    .options = options,
    .run = list_run,
    .description = "Without an argument, probes: the questions that can be asked. Tags are listed "
                   "with the number of their probes, adapters with what their URLs take.",
    .statuses = statuses,
    .examples = examples,
};
