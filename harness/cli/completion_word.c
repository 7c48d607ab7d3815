/* SPDX-License-Identifier: MIT */
/* The vocabulary of completion: what the words of usage lines stand for. */
#include "harness/cli/completion_word.h"

#include "adapters/adapter.h"
#include "harness/base/input_file.h"
#include "harness/base/yaml.h"
#include "harness/catalogue/catalogue.h"
#include "harness/catalogue/selection.h"
#include "harness/catalogue/suite.h"
#include "harness/model/policy.h"
#include "reports/report.h"

#include <string.h>

void pc_completion_word_offer(pc_completion_word *word, const char *candidate,
                              const char *description) {
  if (!g_str_has_prefix(candidate, word->word))
    return;
  g_string_append_printf(word->candidates, "%s%s%s%s\n", word->prefix, candidate,
                         description ? "\t" : "", description ? description : "");
}

static void files_offer(pc_completion_word *word) { word->file_kind = "files"; }

static void folders_offer(pc_completion_word *word) { word->file_kind = "folders"; }

/* Names only: the rest of the file may need variables that this shell does not have. */
static void environments_offer(pc_completion_word *word) {
  g_autofree char *text = NULL;
  gsize length;
  pc_yaml yaml = {.name = "", .variables = false};
  yaml_node_t *root;
  if (!pc_input_read(word->config ? word->config : "paritycheck.yaml", PC_YAML_BYTES_MAX, &text,
                     &length, NULL) ||
      !pc_yaml_init(&yaml, text, length, &root, NULL))
    return;
  const yaml_node_t *environments =
      root->type == YAML_MAPPING_NODE ? pc_yaml_find(&yaml, root, "environments") : NULL;
  if (environments && environments->type == YAML_MAPPING_NODE)
    for (const yaml_node_pair_t *pair = environments->data.mapping.pairs.start;
         pair < environments->data.mapping.pairs.top; pair++) {
      const yaml_node_t *name = yaml_document_get_node(&yaml.document, pair->key);
      if (name && name->type == YAML_SCALAR_NODE &&
          !strpbrk((const char *)name->data.scalar.value, "\t\n"))
        pc_completion_word_offer(word, (const char *)name->data.scalar.value, "environment");
    }
  pc_yaml_clear(&yaml);
}

static void schemes_offer(pc_completion_word *word) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++) {
    if ((*adapter)->capabilities & PC_ADAPTER_DOUBLE)
      continue;
    for (const char *const *scheme = (*adapter)->schemes; *scheme; scheme++) {
      g_autofree char *url = g_strconcat(*scheme, ":", NULL);
      /* A service that can do several jobs has an adapter for each. */
      if (g_hash_table_add(seen, (gpointer)(guintptr)*scheme))
        pc_completion_word_offer(word, url, (*adapter)->product);
    }
  }
}

/* Hundreds of ids at once help nobody: those that go on after a further '/' are offered as one, up
 * to it. */
static void probes_offer(pc_completion_word *word) {
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, word->probes, NULL);
  g_autofree char *before = g_strdup("");
  const gsize typed = strlen(word->word);
  for (guint i = 0; catalogue && i < pc_catalogue_length(catalogue); i++) {
    const pc_probe *probe = pc_catalogue_probe(catalogue, i);
    if (!g_str_has_prefix(probe->id, word->word))
      continue;
    const char *slash = strchr(probe->id + typed, '/');
    g_autofree char *offered =
        slash ? g_strndup(probe->id, (gsize)(slash + 1 - probe->id)) : g_strdup(probe->id);
    if (strcmp(offered, before) == 0)
      continue;
    pc_completion_word_offer(word, offered, slash ? NULL : probe->header.title);
    g_free(before);
    before = g_steal_pointer(&offered);
  }
}

static void tags_offer(pc_completion_word *word) {
  g_autoptr(pc_catalogue) catalogue = pc_catalogue_new(true, word->probes, NULL);
  g_autoptr(GTree) tags = pc_tags_new();
  for (guint i = 0; catalogue && i < pc_catalogue_length(catalogue); i++)
    pc_tags_add(tags, pc_catalogue_probe(catalogue, i)->header.tags);
  for (GTreeNode *node = g_tree_node_first(tags); node; node = g_tree_node_next(node)) {
    g_autofree char *pattern = g_strconcat("tag:", (const char *)g_tree_node_key(node), NULL);
    pc_completion_word_offer(word, pattern, NULL);
  }
}

static void named_offer(pc_completion_word *word, const char *kind, const char *const *names) {
  for (; *names; names++) {
    g_autofree char *pattern = g_strconcat(kind, *names, NULL);
    pc_completion_word_offer(word, pattern, NULL);
  }
}

static void patterns_offer(pc_completion_word *word) {
  static const char *const kinds[] = {"tag:", "severity:", "role:", "reach:", NULL};
  probes_offer(word);
  if (!strchr(word->word, ':')) {
    named_offer(word, "", kinds);
    return;
  }
  named_offer(word, "severity:", pc_severity_names);
  named_offer(word, "role:", pc_role_names);
  named_offer(word, "reach:", pc_reach_names);
  if (g_str_has_prefix(word->word, "tag:"))
    tags_offer(word);
}

static void suites_offer(pc_completion_word *word) {
  g_auto(GStrv) names = pc_suite_names();
  for (char **name = names; *name; name++) {
    g_autoptr(pc_suite) suite = pc_suite_find(*name, NULL);
    pc_completion_word_offer(word, *name, suite ? suite->summary : NULL);
  }
  files_offer(word);
}

/* A name, and after it '=' and a file. */
static void reports_offer(pc_completion_word *word) {
  const char *equals = strchr(word->word, '=');
  if (equals) {
    files_offer(word);
    word->file_prefix = word->word;
    word->file_prefix_length = (gsize)(equals + 1 - word->word);
    return;
  }
  for (const pc_report *const *report = pc_reports; *report; report++) {
    g_autofree char *to_file = g_strconcat((*report)->name, "=", NULL);
    pc_completion_word_offer(word, (*report)->name, (*report)->summary);
    pc_completion_word_offer(word, to_file, "to a file");
  }
}

static void policies_offer(pc_completion_word *word) { named_offer(word, "", pc_policy_names); }

static void reaches_offer(pc_completion_word *word) {
  pc_completion_word_offer(word, "intrusive", "the services are for tests alone");
}

static void adapters_offer(pc_completion_word *word) {
  for (const pc_adapter *const *adapter = pc_adapters; *adapter; adapter++)
    if (!((*adapter)->capabilities & PC_ADAPTER_DOUBLE))
      pc_completion_word_offer(word, (*adapter)->name, (*adapter)->summary);
}

static void commands_offer(pc_completion_word *word) {
  for (const pc_command *const *command = word->commands; *command; command++)
    if ((*command)->summary)
      pc_completion_word_offer(word, (*command)->name, (*command)->summary);
}

/* One of "ENV|URL"; what is not in the table and not in small letters can be anything. */
static void name_offer(pc_completion_word *word, const char *name) {
  static const struct {
    const char *name;
    void (*offer)(pc_completion_word *word);
  } vocabulary[] = {
      {"ADAPTER", adapters_offer}, {"COMMAND", commands_offer}, {"DIR", folders_offer},
      {"ENV", environments_offer}, {"FILE", files_offer},       {"FORMAT[=FILE]", reports_offer},
      {"OTHER", files_offer},      {"PATTERN", patterns_offer}, {"POLICY", policies_offer},
      {"PROBE", probes_offer},     {"REACH", reaches_offer},    {"RECORDING", files_offer},
      {"REFERENCE", files_offer},  {"SUITE", suites_offer},     {"URL", schemes_offer},
  };
  for (guint i = 0; i < G_N_ELEMENTS(vocabulary); i++)
    if (strcmp(vocabulary[i].name, name) == 0)
      vocabulary[i].offer(word);
  if (g_ascii_islower(name[0]))
    pc_completion_word_offer(word, name, NULL);
}

void pc_completion_word_offer_argument(pc_completion_word *word, const char *argument) {
  g_auto(GStrv) names = g_strsplit(argument, "|", -1);
  for (char **name = names; *name; name++)
    name_offer(word, *name);
}
