/* SPDX-License-Identifier: MIT */
/* What git says of a deployed revision. */
#include "harness/config/deployment_internal.h"

#include "harness/base/subprocess.h"
#include "harness/base/timestamp.h"

#include <string.h>

enum { GIT_DEADLINE_MS = 30000, GIT_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct repository {
  const char *folder;
  json_t *facts;
} repository;

/* Runs git in the repository; the output without its last newline is the caller's, NULL: it failed.
 */
static char *git(const repository *r, const char *const *words, GError **error) {
  g_autoptr(GPtrArray) command = g_ptr_array_new();
  static const char *const front[] = {"git", "--no-optional-locks", "-c", "log.showSignature=false",
                                      "-C"};
  for (guint i = 0; i < G_N_ELEMENTS(front); i++)
    g_ptr_array_add(command, (gpointer)(guintptr)front[i]);
  g_ptr_array_add(command, (gpointer)(guintptr)r->folder);
  for (; *words; words++)
    g_ptr_array_add(command, (gpointer)(guintptr)*words);
  g_ptr_array_add(command, NULL);
  const pc_subprocess subprocess = {.command = (const char *const *)command->pdata,
                                    .deadline_ms = GIT_DEADLINE_MS,
                                    .most = GIT_BYTES_MAX,
                                    .silent = true};
  char *output;
  return pc_subprocess_run(&subprocess, &output, error) ? g_strchomp(output) : NULL;
}

/* The same, whose failure is a problem of the facts. */
static char *git_or_problem(const repository *r, const char *const *words) {
  g_autoptr(GError) error = NULL;
  char *output = git(r, words, &error);
  if (!output)
    pc_deployment_problem_add(r->facts, "git %s: %s", words[0], error->message);
  return output;
}

/* The commit that a revision stands for, the caller's. */
static char *commit_find(const repository *r, const char *revision) {
  g_autofree char *wanted = g_strconcat(revision, "^{commit}", NULL);
  const char *const words[] = {"rev-parse",        "--verify", "--quiet",
                               "--end-of-options", wanted,     NULL};
  char *output = git(r, words, NULL);
  /* rev-parse prints the option that it was told to mind. */
  char *commit = output ? strrchr(output, '\n') : NULL;
  char *found = output ? g_strdup(commit ? commit + 1 : output) : NULL;
  g_free(output);
  return found;
}

static char *commit_or_problem(const repository *r, const char *revision, const char *whose) {
  char *commit = commit_find(r, revision);
  if (!commit)
    pc_deployment_problem_add(r->facts, "%s '%s' is not in the git repository", whose, revision);
  return commit;
}

/* One author, as "name <e-mail>" of a trailer or as the two apart. */
static void author_add(json_t *authors, const char *name, const char *email, const char *deployer,
                       bool *by_author) {
  size_t i;
  json_t *known;
  *by_author = *by_author || (deployer && (g_ascii_strcasecmp(deployer, name) == 0 ||
                                           (email && g_ascii_strcasecmp(deployer, email) == 0)));
  json_array_foreach(authors, i, known) {
    if (strcmp(json_string_value(known), name) == 0)
      return;
  }
  if (*name)
    json_array_append_new(authors, json_string(name));
}

static void trailer_add(json_t *authors, const char *trailer, const char *deployer,
                        bool *by_author) {
  const char *open = strrchr(trailer, '<');
  g_autofree char *name =
      g_strstrip(open ? g_strndup(trailer, (gsize)(open - trailer)) : g_strdup(trailer));
  g_autofree char *email = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : NULL;
  if (*name)
    author_add(authors, name, email, deployer, by_author);
}

/* Who wrote what was deployed: the commits since the previous deployment, else the revision alone.
 */
static void authors_add(const repository *r, json_t *facts_git, const char *commit,
                        const char *previous) {
  static const char format[] =
      "--format=%an%x1f%ae%x1f%(trailers:key=Co-authored-by,valueonly=true,separator=%x1f)%x1e";
  g_autofree char *range = previous ? g_strdup_printf("%s..%s", previous, commit) : NULL;
  const char *const since[] = {"log", format, range, "--", NULL};
  const char *const alone[] = {"log", "-1", format, commit, "--", NULL};
  g_autofree char *output = range ? git_or_problem(r, since) : NULL;
  /* Going back to what was deployed before brings nothing new. */
  if (!output || !*output) {
    g_free(output);
    output = git_or_problem(r, alone);
  }
  const char *deployer = json_string_value(json_object_get(r->facts, "deployed_by"));
  json_t *authors = json_array();
  bool by_author = false;
  g_auto(GStrv) commits = g_strsplit(output ? output : "", "\x1e", -1);
  for (char **each = commits; *each; each++) {
    g_auto(GStrv) fields = g_strsplit(g_strstrip(*each), "\x1f", -1);
    if (g_strv_length(fields) < 2)
      continue;
    author_add(authors, fields[0], fields[1], deployer, &by_author);
    for (char **trailer = fields + 2; *trailer; trailer++)
      trailer_add(authors, *trailer, deployer, &by_author);
  }
  json_object_set_new(facts_git, "authors", authors);
  if (deployer && json_array_size(authors) > 0)
    json_object_set_new(facts_git, "by_author", json_boolean(by_author));
}

/* When the oldest commit of those that wait was committed; NULL: none waits. */
static json_t *oldest_new(const char *times) {
  gint64 oldest = G_MAXINT64;
  g_auto(GStrv) lines = g_strsplit(times, "\n", -1);
  for (char **line = lines; *line; line++) {
    gint64 seconds;
    if (pc_timestamp_parse(*line, &seconds))
      oldest = MIN(oldest, seconds);
  }
  g_autofree char *text = oldest == G_MAXINT64 ? NULL : pc_timestamp_print(oldest);
  return text ? json_string(text) : json_null();
}

static void behind_add(const repository *r, json_t *behind, const char *commit,
                       const pc_deployed *other) {
  g_autofree char *target = other->environment
                                ? commit_or_problem(r, other->revision, "the revision")
                                : commit_or_problem(r, other->revision, "the commit");
  if (!target)
    return;
  g_autofree char *both = g_strdup_printf("%s...%s", commit, target);
  g_autofree char *waiting = g_strdup_printf("%s..%s", commit, target);
  const char *const count[] = {"rev-list", "--left-right", "--count", both, "--", NULL};
  const char *const dates[] = {"log", "--format=%ct", waiting, "--", NULL};
  g_autofree char *counted = git_or_problem(r, count);
  g_autofree char *times = counted ? git_or_problem(r, dates) : NULL;
  if (!times)
    return;
  char *tab;
  const gint64 ahead = (gint64)g_ascii_strtoull(counted, &tab, 10);
  const gint64 missing = (gint64)g_ascii_strtoull(tab, NULL, 10);
  json_array_append_new(
      behind, json_pack("{s:o,s:s,s:I,s:I,s:o}", "environment",
                        other->environment ? json_string(other->environment) : json_null(),
                        "commit", target, "behind", (json_int_t)missing, "ahead", (json_int_t)ahead,
                        "oldest", oldest_new(times)));
}

static json_t *committed_new(const repository *r, const char *commit) {
  const char *const words[] = {"log", "-1", "--format=%ct", commit, "--", NULL};
  g_autofree char *output = git_or_problem(r, words);
  return oldest_new(output ? output : "");
}

/* Whether there is a repository with its whole history; NULL folder: there need not be one. */
static bool repository_check(const repository *r, bool needed) {
  const char *const words[] = {"rev-parse", "--is-shallow-repository", NULL};
  g_autoptr(GError) error = NULL;
  g_autofree char *shallow = git(r, words, &error);
  if (!shallow && needed)
    pc_deployment_problem_add(r->facts, "no git repository could be read at '%s': %s", r->folder,
                              error->message);
  if (shallow && strcmp(shallow, "true") == 0)
    pc_deployment_problem_add(r->facts,
                              "the git repository is shallow, so that commits cannot be counted: "
                              "fetch its whole history");
  return g_strcmp0(shallow, "false") == 0;
}

void pc_deployment_add_git(json_t *facts, const char *folder, const pc_deployed *others, guint n) {
  const repository r = {.folder = folder ? folder : ".", .facts = facts};
  if (!repository_check(&r, folder != NULL))
    return;
  const char *revision = json_string_value(json_object_get(facts, "revision"));
  const char *before = json_string_value(json_object_get(facts, "previous"));
  g_autofree char *commit = commit_or_problem(&r, revision, "the deployed revision");
  if (!commit)
    return;
  g_autofree char *previous =
      before ? commit_or_problem(&r, before, "the previous revision") : NULL;
  json_t *behind = json_array();
  json_t *found = json_pack("{s:s,s:o,s:o}", "commit", commit, "committed",
                            committed_new(&r, commit), "behind", behind);
  json_object_set_new(facts, "git", found);
  authors_add(&r, found, commit, previous);
  behind_add(&r, behind, commit, &(pc_deployed){NULL, "HEAD"});
  for (guint i = 0; i < n; i++)
    behind_add(&r, behind, commit, &others[i]);
}
