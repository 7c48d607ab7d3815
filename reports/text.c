/* SPDX-License-Identifier: MIT */
/* The text report: for the person at the terminal. Verdict first, then what differs, the worst first. */
#include "reports/report.h"

#include "harness/outcome_show.h"

#include <string.h>

enum { INDENT = 11, STATEMENT_LINES_SHOWN = 12 };

typedef struct text {
  const pc_comparison *comparison;
  FILE *stream;
  guint width;
  bool colour;
} text;

static const char *paint(const text *t, const char *code) { return t->colour ? code : ""; }
#define BOLD(t) paint(t, "\033[1m")
#define DIM(t) paint(t, "\033[2m")
#define RED(t) paint(t, "\033[31m")
#define YELLOW(t) paint(t, "\033[33m")
#define GREEN(t) paint(t, "\033[32m")
#define PLAIN(t) paint(t, "\033[0m")

/* Prints words folded to the width, with a label in front of the first line. */
static void folded_print(const text *t, const char *label, const char *words) {
  fprintf(t->stream, "  %-*s", INDENT - 2, label);
  guint column = MAX(INDENT, (guint)strlen(label) + 2);
  g_auto(GStrv) each = g_strsplit(words, " ", -1);
  for (char **word = each; *word; word++) {
    const guint length = (guint)g_utf8_strlen(*word, -1);
    if (column > INDENT && column + 1 + length > t->width) {
      fprintf(t->stream, "\n%*s", INDENT, "");
      column = INDENT;
    } else if (word != each) {
      fputc(' ', t->stream);
      column++;
    }
    fputs(*word, t->stream);
    column += length;
  }
  fputc('\n', t->stream);
}

static json_t *evidence_parse(const pc_case *about, guint i) {
  const char *line = about->evidence->pdata[i];
  json_t *evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
  return evidence ? evidence : json_object();
}

static const char *about_text(const json_t *evidence, const char *key) {
  const char *value = json_string_value(json_object_get(json_object_get(evidence, "about"), key));
  return value ? value : "";
}

static const json_t *service_of(const text *t, guint environment, const char *service) {
  const pc_environment *e = pc_comparison_environment(t->comparison, environment);
  return json_object_get(json_object_get(e->header, "services"), service);
}

/* How a side is called in a finding: by its product where the two differ in it, else by its environment. */
static const char *side_name(const text *t, const pc_finding *f, guint environment) {
  const char *own = json_string_value(json_object_get(service_of(t, f->environment, f->about->service), "product"));
  const char *reference =
      json_string_value(json_object_get(service_of(t, t->comparison->reference, f->about->service), "product"));
  if (own && reference && strcmp(own, reference) != 0)
    return environment == t->comparison->reference ? reference : own;
  return pc_comparison_environment(t->comparison, environment)->name;
}

static void statement_print(const text *t, const json_t *entry) {
  const char *label = json_string_value(json_object_get(entry, "label"));
  const char *session = json_string_value(json_object_get(entry, "session"));
  const char *sent = json_string_value(json_object_get(entry, "sent"));
  json_t *parameters = json_object_get(entry, "parameters");
  if (label)
    fprintf(t->stream, "%*s%s-- %s%s\n", INDENT, "", DIM(t), label, PLAIN(t));
  g_auto(GStrv) lines = g_strsplit(sent ? sent : "", "\n", -1);
  const guint n = g_strv_length(lines);
  for (guint i = 0; i < n && i < STATEMENT_LINES_SHOWN; i++) {
    g_autofree char *shown = pc_text_show(lines[i], strlen(lines[i]));
    const bool last = i + 1 == n;
    fprintf(t->stream, "%*s%s%s%s%s%s", INDENT, "", session && i == 0 ? session : "", session && i == 0 ? ": " : "",
            session && i > 0 ? "   " : "", shown, last ? ";" : "");
    if (last && parameters) {
      char *bound = json_dumps(parameters, JSON_COMPACT | JSON_ENCODE_ANY);
      fprintf(t->stream, "   %s-- bound: %s%s", DIM(t), bound, PLAIN(t));
      free(bound);
    }
    fputc('\n', t->stream);
  }
  if (n > STATEMENT_LINES_SHOWN)
    fprintf(t->stream, "%*s... (%u lines more)\n", INDENT, "", n - STATEMENT_LINES_SHOWN);
}

static void trace_print(const text *t, const json_t *evidence) {
  size_t i;
  json_t *entry;
  fprintf(t->stream, "  sent:\n");
  json_array_foreach(json_object_get(evidence, "trace"), i, entry) statement_print(t, entry);
}

/* The engine's own message to the statement of an observation, or NULL. Borrowed from evidence. */
static const char *native_message(const json_t *evidence, const char *observation) {
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(evidence, "trace"), i, entry) {
    const char *label = json_string_value(json_object_get(entry, "label"));
    const char *message = json_string_value(json_object_get(entry, "message"));
    if (message && (label ? strcmp(label, observation) == 0 : strcmp(observation, "setup") == 0))
      return message;
  }
  return NULL;
}

static void side_print(const text *t, const pc_finding *f, const pc_divergence *d, guint environment, int name_width) {
  const char *outcome = environment == t->comparison->reference ? d->reference : d->other;
  const char *name = side_name(t, f, environment);
  g_autofree char *shown = pc_outcome_show_text(outcome, MAX(40, t->width - INDENT - (guint)name_width - 2));
  json_t *evidence = evidence_parse(f->about, environment);
  const char *message = native_message(evidence, d->observation);
  fprintf(t->stream, "%*s%s%-*s%s  %s\n", INDENT, "", BOLD(t), name_width, name, PLAIN(t), shown);
  if (message && outcome && strstr(outcome, "\"refusal\"")) {
    g_autofree char *native = pc_text_show(message, strlen(message));
    fprintf(t->stream, "%*s%*s  %s(%s)%s\n", INDENT, "", name_width, "", DIM(t), native, PLAIN(t));
  }
  json_decref(evidence);
}

static void divergence_print(const text *t, const pc_finding *f, const pc_divergence *d) {
  const int width =
      (int)MAX(strlen(side_name(t, f, f->environment)), strlen(side_name(t, f, t->comparison->reference)));
  fprintf(t->stream, "  differ: %s%s%s (%s%s)\n", BOLD(t), d->observation, PLAIN(t), pc_category_names[d->category],
          d->silent ? ", silent" : "");
  side_print(t, f, d, f->environment, width);
  side_print(t, f, d, t->comparison->reference, width);
}

static void by_hand_print(const text *t, const pc_finding *f, guint environment, const char *label) {
  const json_t *service = service_of(t, environment, f->about->service);
  const char *adapter = json_string_value(json_object_get(service, "adapter"));
  const char *client = json_string_value(json_object_get(service, "client"));
  if (adapter && client)
    fprintf(t->stream, "  %-*sparitycheck explain %s --script %s | %s\n", INDENT - 2, label, f->about->probe, adapter,
            client);
}

static const char *severity_paint(const text *t, pc_severity severity) {
  return severity == PC_SEVERITY_HIGH ? RED(t) : severity == PC_SEVERITY_MEDIUM ? YELLOW(t) : DIM(t);
}

/* All findings of one probe, service and environment that are worth a full look: they follow one another in by_probe.
 */
static void behaviour_print(const text *t, GPtrArray *findings) {
  const pc_finding *first = findings->pdata[0];
  json_t *evidence = evidence_parse(first->about, t->comparison->reference);
  bool silent = true;
  for (guint i = 0; i < findings->len; i++)
    silent = silent && ((const pc_finding *)findings->pdata[i])->silent;
  fprintf(t->stream, "\n%s%s%s%s  %s%s%s  %s\n", severity_paint(t, first->severity), pc_severity_names[first->severity],
          silent ? " silent" : "", PLAIN(t), BOLD(t), first->about->probe, PLAIN(t), about_text(evidence, "title"));
  folded_print(t, "bites:", about_text(evidence, "bites"));
  trace_print(t, evidence);
  if (json_is_true(json_object_get(json_object_get(evidence, "about"), "equivalent")))
    folded_print(t, "note:", "each engine was asked in its own words (declared as equivalent)");
  for (guint i = 0; i < findings->len; i++) {
    const pc_finding *f = findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++)
      divergence_print(t, f, f->divergences->pdata[k]);
  }
  if (*about_text(evidence, "remedy"))
    folded_print(t, "remedy:", about_text(evidence, "remedy"));
  if (*about_text(evidence, "see"))
    fprintf(t->stream, "  %-*s%s\n", INDENT - 2, "see:", about_text(evidence, "see"));
  by_hand_print(t, first, first->environment, "by hand:");
  by_hand_print(t, first, t->comparison->reference, "");
  json_decref(evidence);
}

static bool finding_is_mild(const pc_finding *f) {
  return f->category == PC_CATEGORY_KIND || f->category == PC_CATEGORY_NAMES;
}

static void environment_findings_print(const text *t, guint environment) {
  const GPtrArray *all = t->comparison->findings;
  g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < all->len; i++) {
    const pc_finding *f = all->pdata[i];
    if (f->environment != environment || finding_is_mild(f) || !g_hash_table_add(told, (gpointer)(guintptr)f->about))
      continue;
    g_autoptr(GPtrArray) same = g_ptr_array_new();
    for (guint k = i; k < all->len; k++) {
      const pc_finding *other = all->pdata[k];
      if (other->environment == environment && other->about == f->about && !finding_is_mild(other))
        g_ptr_array_add(same, all->pdata[k]);
    }
    behaviour_print(t, same);
  }
}

static void mild_print(const text *t, guint environment) {
  const GPtrArray *all = t->comparison->findings;
  bool any = false;
  for (guint i = 0; i < all->len; i++) {
    const pc_finding *f = all->pdata[i];
    if (f->environment != environment || !finding_is_mild(f))
      continue;
    if (!any)
      fprintf(t->stream,
              "\n%sThe same value as another type, or under another name%s (low; not counted as a behaviour that "
              "differs)\n",
              BOLD(t), PLAIN(t));
    any = true;
    const pc_divergence *d = f->divergences->pdata[0];
    g_autofree char *other = pc_outcome_show_text(d->other, 36);
    g_autofree char *reference = pc_outcome_show_text(d->reference, 36);
    fprintf(t->stream, "  %s, '%s'%s: %s, reference %s\n", f->about->probe, d->observation,
            f->divergences->len > 1 ? " and others" : "", other, reference);
  }
}

static void problems_print(const text *t) {
  const GPtrArray *problems = t->comparison->problems;
  if (problems->len == 0)
    return;
  fprintf(t->stream, "\n%sIncomplete: what could not be told%s\n", BOLD(t), PLAIN(t));
  for (guint i = 0; i < problems->len; i++) {
    const pc_problem *p = problems->pdata[i];
    json_t *evidence = p->about ? evidence_parse(p->about, p->environment) : json_object();
    const char *message = json_string_value(json_object_get(evidence, "message"));
    fprintf(t->stream, "  %s%s%s  %s%s%s", RED(t), pc_problem_names[p->kind], PLAIN(t),
            pc_comparison_environment(t->comparison, p->environment)->name, p->service ? "/" : "",
            p->service ? p->service : "");
    fprintf(t->stream, "%s%s: %s%s%s\n", p->probe ? "  " : "", p->probe ? p->probe : "", p->text, message ? ": " : "",
            message ? message : "");
    json_decref(evidence);
  }
}

static void settings_print(const text *t) {
  const GPtrArray *settings = t->comparison->settings;
  if (settings->len == 0)
    return;
  fprintf(t->stream, "\n%sVersions and settings that differ%s\n", BOLD(t), PLAIN(t));
  for (guint i = 0; i < settings->len; i++) {
    const pc_setting *s = settings->pdata[i];
    fprintf(t->stream, "  %s/%s  %s: %s, reference %s\n",
            pc_comparison_environment(t->comparison, s->environment)->name, s->service, s->name,
            s->other ? s->other : "(none)", s->reference ? s->reference : "(none)");
  }
}

static void notes_print(const text *t) {
  bool any = false;
  for (guint i = 0; i < t->comparison->environments->len; i++) {
    const pc_environment *e = pc_comparison_environment(t->comparison, i);
    const char *service;
    json_t *description;
    json_object_foreach(json_object_get(e->header, "services"), service, description) {
      size_t k;
      json_t *note;
      json_array_foreach(json_object_get(json_object_get(description, "fingerprint"), "notes"), k, note) {
        if (!any)
          fprintf(t->stream, "\n%sNotes%s\n", BOLD(t), PLAIN(t));
        any = true;
        g_autofree char *line = g_strdup_printf("%s/%s: %s", e->name, service, json_string_value(note));
        folded_print(t, "", line);
      }
    }
  }
}

/* How many skips have one reason, in the order of appearance. */
static void skips_print(const text *t) {
  const GPtrArray *skips = t->comparison->skips;
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  if (skips->len)
    fprintf(t->stream, "\n%sNot asked%s\n", BOLD(t), PLAIN(t));
  for (guint i = 0; i < skips->len; i++) {
    const pc_skip *s = skips->pdata[i];
    if (!g_hash_table_add(told, s->reason))
      continue;
    g_autoptr(GString) probes = g_string_new(NULL);
    guint n = 0;
    for (guint k = i; k < skips->len; k++) {
      const pc_skip *other = skips->pdata[k];
      if (strcmp(other->reason, s->reason) == 0 && n++ < 12)
        g_string_append_printf(probes, " %s", other->probe);
    }
    g_autofree char *line = g_strdup_printf("%s (%u):%s%s", s->reason, n, probes->str, n > 12 ? " ..." : "");
    folded_print(t, "", line);
  }
}

static void counts_print(const text *t, guint i) {
  const pc_environment *e = pc_comparison_environment(t->comparison, i);
  const pc_counts *c = &e->counts;
  static const char *const rules[] = {"names of the run became tokens", "volatile fields were masked",
                                      "row order was not the question",
                                      "which side of a deadlock was refused was not kept"};
  const char *reference = pc_comparison_environment(t->comparison, t->comparison->reference)->name;
  fprintf(t->stream, "\n%s%s held against %s%s\n", BOLD(t), e->name, reference, PLAIN(t));
  fprintf(t->stream,
          "  %" G_GUINT64_FORMAT " behaviours: %" G_GUINT64_FORMAT " differ (%" G_GUINT64_FORMAT
          " silently), %" G_GUINT64_FORMAT " differ in type or name only, %" G_GUINT64_FORMAT " agree\n",
          c->behaviours, c->behaviours_differ, c->behaviours_silent, c->behaviours_kind,
          c->behaviours - c->behaviours_differ - c->behaviours_kind);
  fprintf(t->stream,
          "  %" G_GUINT64_FORMAT " observations: %" G_GUINT64_FORMAT " differ, in %" G_GUINT64_FORMAT " findings\n",
          c->observations, c->observations_differ, c->findings);
  for (guint k = 0; k < G_N_ELEMENTS(rules); k++)
    if (c->rules[k])
      fprintf(t->stream, "  %" G_GUINT64_FORMAT " agree under a rule: %s\n", c->rules[k], rules[k]);
}

static void verdict_print(const text *t) {
  const char *colour = t->comparison->exit_status == 0 ? GREEN(t) : RED(t);
  fprintf(t->stream, "%s%s%s%s\n", BOLD(t), colour, t->comparison->verdict, PLAIN(t));
}

static void services_print(const text *t) {
  for (guint i = 0; i < t->comparison->environments->len; i++) {
    const pc_environment *e = pc_comparison_environment(t->comparison, i);
    const char *name;
    json_t *service;
    json_object_foreach(json_object_get(e->header, "services"), name, service) {
      const json_t *fingerprint = json_object_get(service, "fingerprint");
      const char *version = json_string_value(json_object_get(fingerprint, "version"));
      fprintf(t->stream, "%s%s  %s/%s: %s %s (%s)%s\n", DIM(t),
              i == t->comparison->reference ? "reference" : "         ", e->name, name,
              json_string_value(json_object_get(service, "product")), version ? version : "?",
              json_string_value(json_object_get(service, "url")), PLAIN(t));
    }
  }
}

static void text_write(const pc_comparison *comparison, const pc_report_options *options, FILE *stream) {
  const text t = {.comparison = comparison, .stream = stream, .width = options->width, .colour = options->colour};
  verdict_print(&t);
  services_print(&t);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      environment_findings_print(&t, i);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      mild_print(&t, i);
  problems_print(&t);
  settings_print(&t);
  notes_print(&t);
  skips_print(&t);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      counts_print(&t, i);
  fputc('\n', stream);
  verdict_print(&t);
}

const pc_report pc_report_text = {
    .name = "text", .summary = "for the terminal: verdict, findings, what could not be told", .write = text_write};
