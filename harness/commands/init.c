/* SPDX-License-Identifier: MIT */
/* paritycheck init: a first configuration from what a project has. */
#include "harness/base/error.h"
#include "harness/base/input_file.h"
#include "harness/base/new_file.h"
#include "harness/cli/command.h"
#include "harness/compose/draft.h"

#include <stdio.h>

typedef struct init_options {
  char **from;
  char *output;
  gboolean force;
} init_options;

static void text_free(gpointer data) { pc_compose_text_free(data); }

/* The files that Compose would take here, in its order:
 * https://docs.docker.com/reference/cli/docker/compose/ */
static GStrv files_found(void) {
  static const char *const mains[] = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                      "docker-compose.yml"};
  static const char *const overrides[] = {"compose.override.yaml", "compose.override.yml",
                                          "docker-compose.override.yaml",
                                          "docker-compose.override.yml"};
  g_autoptr(GStrvBuilder) found = g_strv_builder_new();
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS(mains) && n == 0; i++)
    if (g_file_test(mains[i], G_FILE_TEST_IS_REGULAR) && ++n)
      g_strv_builder_add(found, mains[i]);
  for (guint i = 0; i < G_N_ELEMENTS(overrides) && n == 1; i++)
    if (g_file_test(overrides[i], G_FILE_TEST_IS_REGULAR) && ++n)
      g_strv_builder_add(found, overrides[i]);
  return g_strv_builder_end(found);
}

static pc_draft *draft_from_files(char *const *files, GError **error) {
  g_autoptr(pc_compose_file) compose = pc_compose_file_load(files, error);
  if (!compose)
    return NULL;
  g_autofree char *source = g_strjoinv(", ", (char **)(guintptr)files);
  pc_draft *draft = pc_draft_new(source);
  pc_draft_add_compose(draft, compose);
  return draft;
}

static pc_draft *draft_from_urls(char *const *urls, GError **error) {
  g_autoptr(pc_draft) draft = pc_draft_new("the URLs on its command line");
  for (; *urls; urls++)
    if (!pc_draft_add_url(draft, *urls, error))
      return NULL;
  return g_steal_pointer(&draft);
}

static pc_draft *draft_from_variables(GError **error) {
  g_autofree char *content = NULL;
  gsize length;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  if (!pc_input_read(".env", PC_COMPOSE_FILE_MAX, &content, &length, NULL)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "no compose file and no .env in this folder: expected --from FILE, or the URLs of "
                "development's services");
    return NULL;
  }
  if (!pc_compose_env_parse(content, length, ".env", texts, known, error))
    return NULL;
  pc_draft *draft = pc_draft_new(".env");
  pc_draft_add_variables(draft, NULL, texts, NULL);
  return draft;
}

static pc_draft *draft_make(const init_options *options, char *const *arguments, GError **error) {
  if (options->from && *arguments) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "expected compose files or URLs, not both");
    return NULL;
  }
  if (options->from)
    return draft_from_files(options->from, error);
  if (*arguments)
    return draft_from_urls(arguments, error);
  g_auto(GStrv) found = files_found();
  return *found ? draft_from_files(found, error) : draft_from_variables(error);
}

static void draft_tell(const pc_draft *draft, const char *path) {
  fprintf(stderr, "from %s:\n", draft->source);
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    fprintf(stderr, "  %-12s %s\n", service->name, service->url);
    if (!service->reachable)
      fprintf(stderr, "  %-12s ... which has no port on this machine: see its comment\n", "");
  }
  if (draft->left->len)
    fprintf(stderr, "  not asked: %u (the file says why)\n", draft->left->len);
  fprintf(stderr, "to set:\n");
  for (guint i = 0; i < draft->variables->len; i++) {
    const pc_draft_variable *variable = draft->variables->pdata[i];
    fprintf(stderr, "  %-26s %s\n", variable->name, variable->what);
  }
  for (guint i = 0; i < draft->services->len; i++) {
    const pc_draft_service *service = draft->services->pdata[i];
    if (pc_draft_leaves_out(draft, service))
      continue;
    g_autofree char *name = pc_draft_production(service);
    fprintf(stderr, "  %-26s where production's is\n", name);
  }
  fprintf(stderr, "then: paritycheck doctor, paritycheck run%s%s\n",
          g_strcmp0(path, "paritycheck.yaml") ? " --config " : "",
          g_strcmp0(path, "paritycheck.yaml") ? path : "");
}

static int init_run(void *given, char *const *arguments, GError **error) {
  const init_options *options = given;
  const char *path = options->output ? options->output : "paritycheck.yaml";
  g_autoptr(pc_draft) draft = draft_make(options, arguments, error);
  if (!draft)
    return 0;
  if (draft->services->len == 0) {
    g_autoptr(GString) left = g_string_new(NULL);
    for (guint i = 0; i < draft->left->len; i++)
      g_string_append_printf(left, "\n  %s", (const char *)draft->left->pdata[i]);
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "%s: nothing that could be asked was found%s",
                draft->source, left->str);
    return 0;
  }
  g_autofree char *text = pc_draft_print(draft);
  if (pc_new_file_write(path, text, options->force, error))
    draft_tell(draft, path);
  return 0;
}

static const pc_command_option options[] = {
    {"from", 0, PC_COMMAND_FILES, offsetof(init_options, from), "FILE",
     "a compose file, later ones laid over earlier ones (default: what this folder has)"},
    {"output", 'o', PC_COMMAND_FILE, offsetof(init_options, output), "FILE",
     "where to write, '-' for standard output (default: paritycheck.yaml)"},
    {"force", 'f', PC_COMMAND_FLAG, offsetof(init_options, force), NULL,
     "write over a file that exists"},
    {0},
};

static const pc_command_note examples[] = {
    {"paritycheck init", "from the compose file or .env of this folder"},
    {"paritycheck init --from docker-compose.yml --from docker-compose.ci.yml -o ci.yaml",
     "from files laid over each other"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "the configuration is written"},
    {"2", "wrong usage, configuration or file"},
    {"4", "paritycheck itself failed"},
    {0},
};

const pc_command pc_command_init = {
    .name = "init",
    .arguments = "[URL ...]",
    .summary = "draft a configuration from a compose file, .env or URLs",
    .options_size = sizeof(init_options),
    .options = options,
    .run = init_run,
    .description =
        "Recognises services by their images and by the URLs in applications' environments, and "
        "writes a configuration with comments. No secret gets into it: passwords are variables. "
        "What is not recognised is listed in it with the reason.",
    .statuses = statuses,
    .examples = examples,
};
