/* SPDX-License-Identifier: MIT */
/*
 * The report as workflow commands of GitHub Actions: an error for each problem and each behaviour
 * with something that counts, a warning for what differs but does not count under the policy, a
 * notice for what differs in type or name only, is accepted or pending. GitHub shows ten of each
 * kind for a step and drops the others without a word: the worst ones are written, and the last
 * notice says how many were left out.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
#include "reports/report.h"

#include "harness/compare/verdict.h"
#include "reports/check.h"
#include "reports/wording.h"

#include <string.h>

typedef enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KIND_COUNT } kind;

enum {
  SHOWN = 10,          /* of one kind */
  LACKS_SHOWN = 3,     /* services */
  PROBLEMS_SHOWN = 5,  /* where behaviours want the places too */
  DIVERGENCES_TOLD = 3 /* of one behaviour */
};

typedef struct annotations {
  const pc_comparison *comparison;
  FILE *stream;
  GPtrArray *kinds[KIND_COUNT]; /* pc_check */
  GPtrArray *problems;          /* pc_check */
} annotations;

static void escaped_write(const char *text, bool property, FILE *stream) {
  for (; *text; text++) {
    if (*text == '%' || *text == '\r' || *text == '\n' ||
        (property && (*text == ':' || *text == ',')))
      fprintf(stream, "%%%02X", (guchar)*text);
    else
      fputc(*text, stream);
  }
}

static void command_write(FILE *stream, kind of, const char *title, const char *message) {
  static const char *const commands[] = {"error", "warning", "notice"};
  fprintf(stream, "::%s title=", commands[of]);
  escaped_write(title, true, stream);
  fputs("::", stream);
  escaped_write(message, false, stream);
  fputc('\n', stream);
}

/* What does not count: below the policy, or otherwise. */
static kind finding_kind(const pc_finding *f) {
  bool known = true;
  for (guint i = 0; i < f->divergences->len; i++) {
    const pc_standing standing = ((const pc_divergence *)f->divergences->pdata[i])->standing;
    known = known && (standing == PC_STANDING_ACCEPTED || standing == PC_STANDING_PENDING);
  }
  return known || pc_category_is_mild(f->category) ? KIND_NOTICE : KIND_WARNING;
}

static void check_free(gpointer data) {
  pc_check *check = data;
  if (check->findings)
    g_ptr_array_unref(check->findings);
  g_free(check);
}

/* Keeps the check, if there is something to say of it. */
static void check_sort(const pc_check *check, gpointer data) {
  const annotations *a = data;
  kind of = check->result == PC_CHECK_FAILED ? KIND_ERROR : KIND_NOTICE;
  if (check->result != PC_CHECK_ERROR && !check->findings)
    return;
  pc_check *kept = g_memdup2(check, sizeof *check);
  if (kept->findings)
    g_ptr_array_ref(kept->findings);
  if (check->result == PC_CHECK_ERROR) {
    g_ptr_array_add(a->problems, kept);
    return;
  }
  for (guint i = 0; i < check->findings->len; i++)
    of = MIN(of, finding_kind(check->findings->pdata[i]));
  g_ptr_array_add(a->kinds[check->result == PC_CHECK_FAILED ? KIND_ERROR : of], kept);
}

/* The worst first, of whatever environment; else as they come. */
static int check_compare(gconstpointer x, gconstpointer y) {
  const pc_check *a = *(const pc_check *const *)x;
  const pc_check *b = *(const pc_check *const *)y;
  const pc_finding *f = ((const pc_finding *)a->findings->pdata[0])->lead;
  const pc_finding *g = ((const pc_finding *)b->findings->pdata[0])->lead;
  if (f->severity != g->severity)
    return f->severity > g->severity ? -1 : 1;
  if (f->silent != g->silent)
    return f->silent ? -1 : 1;
  if (a->environment != b->environment)
    return a->environment < b->environment ? -1 : 1;
  const int by_probe = strcmp(a->about->probe, b->about->probe);
  return by_probe ? by_probe : strcmp(a->about->service, b->about->service);
}

static char *where_new(const annotations *a, const pc_check *check) {
  const char *service = check->about ? check->about->service : check->problem->service;
  g_autofree char *environment = pc_wording_environment(a->comparison, check->environment);
  g_autofree char *shown = pc_wording_cut(service, PC_WORDING_SHORT);
  return g_strdup_printf("%s%s%s", environment, *shown ? "/" : "", shown);
}

static void problem_write(const annotations *a, const pc_check *check) {
  g_autofree char *where = where_new(a, check);
  g_autofree char *name = pc_check_name(check);
  g_autofree char *title = g_strdup_printf(
      "%s: %s%s", where,
      check->problem->kind == PC_PROBLEM_INCIDENT ? "" : "could not be told: ", name);
  g_autofree char *told = pc_wording_problem(a->comparison, check->problem);
  command_write(a->stream, KIND_ERROR, title, told);
}

static void behaviour_write(const annotations *a, kind of, const pc_check *check) {
  g_autofree char *severity = pc_check_severity(check);
  g_autofree char *where = where_new(a, check);
  g_autofree char *name = pc_check_name(check);
  g_autofree char *title = g_strdup_printf("%s: %s: %s", where, severity, name);
  g_autofree char *what = pc_wording_cut(check->about->title, PC_WORDING_SHORT);
  g_autoptr(GString) message = g_string_new(what);
  g_autoptr(GPtrArray) all =
      pc_divergences_in_order((pc_finding *const *)check->findings->pdata, check->findings->len);
  for (guint i = 0; i < MIN(all->len, DIVERGENCES_TOLD); i++) {
    g_autofree char *told = pc_wording_divergence(a->comparison, all->pdata[i]);
    g_string_append_printf(message, "%s%s", message->len ? "\n" : "", told);
  }
  if (all->len > DIVERGENCES_TOLD)
    g_string_append_printf(message, "\nand %u other observations", all->len - DIVERGENCES_TOLD);
  command_write(a->stream, of, title, message->str);
}

/* How many of a kind are left out. */
static guint kind_write(const annotations *a, kind of, guint places) {
  const GPtrArray *checks = a->kinds[of];
  for (guint i = 0; i < MIN(checks->len, places); i++)
    behaviour_write(a, of, checks->pdata[i]);
  return checks->len - MIN(checks->len, places);
}

static void lack_write(const annotations *a, const pc_lack *lack) {
  g_autofree char *environment = pc_wording_environment(a->comparison, lack->environment);
  g_autofree char *service = pc_wording_cut(lack->service, PC_WORDING_SHORT);
  g_autofree char *title = g_strdup_printf("%s/%s: operations that it lacks", environment, service);
  g_autofree char *message = pc_wording_lack(a->comparison, lack);
  command_write(a->stream, KIND_NOTICE, title, message);
}

static void left_out_append(GString *words, guint n, const char *what) {
  if (n)
    g_string_append_printf(words, "%s%u %s", words->len ? ", " : "", n, what);
}

static void all_write(const annotations *a) {
  const guint wanted = a->kinds[KIND_ERROR]->len;
  const guint problem_places = MAX(PROBLEMS_SHOWN, SHOWN - MIN(SHOWN, wanted));
  const guint problems = MIN(problem_places, a->problems->len);
  const guint stale = a->comparison->stale->len;
  for (guint i = 0; i < problems; i++)
    problem_write(a, a->problems->pdata[i]);
  const guint errors = kind_write(a, KIND_ERROR, SHOWN - problems);
  const guint warnings = kind_write(a, KIND_WARNING, SHOWN);
  /* The last place is for what was left out. */
  const guint lacks = MIN(a->comparison->lacks->len, LACKS_SHOWN);
  for (guint i = 0; i < lacks; i++)
    lack_write(a, a->comparison->lacks->pdata[i]);
  const guint notices = kind_write(a, KIND_NOTICE, SHOWN - 1 - lacks - (stale > 0));
  if (stale) {
    g_autofree char *first = pc_wording_stale(a->comparison->stale->pdata[0]);
    g_autofree char *message =
        g_strdup_printf("%s%s", first, stale > 1 ? "\nand others: see another report" : "");
    g_autofree char *title =
        g_strdup_printf("%u accepted and gone: take out of the baseline", stale);
    command_write(a->stream, KIND_NOTICE, title, message);
  }
  g_autoptr(GString) left = g_string_new(NULL);
  left_out_append(left, a->problems->len - problems, "problems");
  left_out_append(left, errors, "behaviours with something that counts");
  left_out_append(left, warnings, "with something below the policy");
  left_out_append(left, a->comparison->lacks->len - lacks, "services that lack operations");
  left_out_append(left, notices, "that differ in type or name only, or are known");
  if (!left->len)
    return;
  g_string_append(
      left, ": GitHub shows ten annotations of a kind for a step; the other reports have all");
  command_write(a->stream, KIND_NOTICE, "left out", left->str);
}

static void annotations_write(const pc_comparison *comparison, const pc_report_options *options,
                              FILE *stream) {
  (void)options;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(check_free);
  annotations a = {.comparison = comparison, .stream = stream, .problems = problems};
  for (guint i = 0; i < KIND_COUNT; i++)
    a.kinds[i] = g_ptr_array_new_with_free_func(check_free);
  for (guint i = 0; i < comparison->environments->len; i++)
    pc_checks_visit_incidents(comparison, i, check_sort, &a);
  for (guint i = 0; i < comparison->environments->len; i++)
    pc_checks_visit(comparison, i, check_sort, &a);
  for (guint i = 0; i < KIND_COUNT; i++)
    g_ptr_array_sort(a.kinds[i], check_compare);
  all_write(&a);
  for (guint i = 0; i < KIND_COUNT; i++)
    g_ptr_array_unref(a.kinds[i]);
}

const pc_report pc_report_annotations = {
    .name = "annotations",
    .summary = "annotations of GitHub Actions, to standard output: the worst ten of each kind",
    .write = annotations_write,
};
