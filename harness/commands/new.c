/* SPDX-License-Identifier: MIT */
/* paritycheck new: a probe to begin with, which runs as it is. */
#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/base/new_file.h"
#include "harness/cli/command.h"
#include "harness/model/probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct new_options {
  char *probes; /* NULL: "probes" */
  gboolean force;
} new_options;

static const char header[] =
    "-- title: what is asked, in one line\n"
    "-- bites: what goes wrong in an application where services differ\n"
    "-- severity: medium\n"
    "-- tags: own\n"
    "-- remedy: what to do about it\n"
    "\n"
    "-- 'paritycheck help probes' explains the grammar. A step without a label is setup.\n";

static const char *const steps[PC_LANGUAGE_COUNT] = {
    [PC_LANGUAGE_SQL] = "CREATE TABLE notes (body VARCHAR(20));\n"
                        "--? a note is kept\n"
                        "INSERT INTO notes VALUES ('first');\n"
                        "--? the notes\n"
                        "SELECT body FROM notes;\n",
    [PC_LANGUAGE_REDIS] = "SET ${k}:a first\n"
                          "--? read\n"
                          "GET ${k}:a\n",
    [PC_LANGUAGE_CACHE] = "set a 'first' ttl=60\n"
                          "--? read\n"
                          "get a\n"
                          "--? read by another client\n"
                          "--@ B\n"
                          "get a\n",
    [PC_LANGUAGE_QUEUE] = "declare work\n"
                          "--? published\n"
                          "publish work 'first' confirm=true\n"
                          "--? received\n"
                          "receive work\n"
                          "--? acknowledged\n"
                          "ack m\n",
    [PC_LANGUAGE_STREAM] = "create_topic t partitions=1\n"
                           "--? produced\n"
                           "produce t 'first' key='a' show=taken\n"
                           "--? read\n"
                           "read t 0 count=1 show=values\n",
};

/* "cache/own/basket" -> its language; -1 with error set. */
static int language_of(const char *id, GError **error) {
  const gsize length = strcspn(id, "/");
  g_autofree char *word = g_strndup(id, length);
  const int language = pc_name_index(pc_language_names, word);
  if (language < 0) {
    g_autofree char *hint = pc_nearest_hint(word, pc_language_names);
    g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)pc_language_names);
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' does not begin with a language that probes are written in%s (expected "
                "LANGUAGE/AREA/NAME with one of: %s)",
                id, hint, known);
    return -1;
  }
  g_auto(GStrv) parts = g_strsplit(id, "/", -1);
  bool fine = g_strv_length(parts) == 3;
  for (char **part = parts; *part; part++)
    fine =
        fine && **part && strspn(*part, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(*part);
  if (fine)
    return language;
  g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
              "'%s' is no name for a probe: expected LANGUAGE/AREA/NAME in lower-case letters, "
              "digits, '-' and '_', such as %s/own/first",
              id, word);
  return -1;
}

static int new_run(void *given, char *const *arguments, GError **error) {
  const new_options *options = given;
  if (!arguments[0] || arguments[1]) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "expected the name of one probe: "
                "LANGUAGE/AREA/NAME, such as cache/own/basket");
    return 0;
  }
  const int language = language_of(arguments[0], error);
  if (language < 0)
    return 0;
  const char *folder = options->probes ? options->probes : "probes";
  g_autofree char *file = g_strconcat(arguments[0], ".", pc_language_names[language], NULL);
  g_autofree char *path = g_build_filename(folder, file, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_autofree char *text = g_strconcat(header, steps[language], NULL);
  if (!options->force && g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE,
                "'%s' exists already; --force writes over it, another name does not", path);
    return 0;
  }
  if (g_mkdir_with_parents(parent, 0777) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_USAGE, "cannot make the folder '%s': %s", parent,
                g_strerror(errno));
    return 0;
  }
  if (!pc_new_file_write(path, text, options->force, error))
    return 0;
  printf("%s: written\n", path);
  printf("what each service answers: paritycheck test %s URL ...\n", path);
  return 0;
}

static const pc_command_option options[] = {
    {"probes", 0, PC_COMMAND_FILE, offsetof(new_options, probes), "DIR",
     "the folder of your own probes (default: probes)"},
    {"force", 'f', PC_COMMAND_FLAG, offsetof(new_options, force), NULL,
     "also over a file that is there"},
    {0},
};

static const pc_command_note statuses[] = {
    {"0", "it is written"}, {"2", "wrong usage, or a file that is there already"}, {0}};

static const pc_command_note examples[] = {
    {"paritycheck new cache/own/basket", "writes probes/cache/own/basket.cache"},
    {0},
};

const pc_command pc_command_new = {
    .name = "new",
    .arguments = "LANGUAGE/AREA/NAME",
    .summary = "write a probe to begin with, which runs as it is",
    .options_size = sizeof(new_options),
    .options = options,
    .run = new_run,
    .statuses = statuses,
    .examples = examples,
};
