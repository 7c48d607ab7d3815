/* SPDX-License-Identifier: MIT */
/* The text report: for the person at the terminal. Verdict first, then what differs, the worst
 * first. */
#include "reports/isolation.h"
#include "reports/report.h"
#include "reports/wording.h"

#include "harness/compare/cause.h"
#include "harness/compare/skip_group.h"
#include "harness/model/outcome_text.h"

#include <string.h>

enum {
  INDENT = 11,
  STATEMENT_LINES_SHOWN = 12,
  LINE_CHARACTERS_SHOWN = 400,
  LINE_CHARACTERS_SPARED = 40, /* not worth a cut */
  SKIPS_SHOWN = 12,
};

typedef struct text {
  const pc_comparison *comparison;
  FILE *stream;
  guint width;
  bool colour;
  GStringChunk *made_safe;
} text;

/* Everything that comes from a recording, a service or a probe goes through here on its way to the
 * terminal. Kept until the next behaviour; NULL stays NULL. */
static const char *safe_length(const text *t, const char *words, gsize length) {
  if (!words || pc_text_is_plain(words, length))
    return words;
  g_autofree char *shown = pc_text_show(words, length);
  return g_string_chunk_insert(t->made_safe, shown);
}

static const char *safe(const text *t, const char *words) {
  return safe_length(t, words, words ? strlen(words) : 0);
}

/* NULL of what is no string. */
static const char *safe_json(const text *t, const json_t *string) {
  return safe_length(t, json_string_value(string), json_string_length(string));
}

static const char *environment_name(const text *t, guint i) {
  return safe(t, pc_comparison_environment(t->comparison, i)->name);
}

static const char *paint(const text *t, const char *code) { return t->colour ? code : ""; }
#define BOLD(t) paint(t, "\033[1m")
#define DIM(t) paint(t, "\033[2m")
#define RED(t) paint(t, "\033[31m")
#define YELLOW(t) paint(t, "\033[33m")
#define GREEN(t) paint(t, "\033[32m")
#define PLAIN(t) paint(t, "\033[0m")

/* Prints safe words folded to the width, with a label in front of the first line. */
static void folded_print(const text *t, const char *label, const char *words) {
  fprintf(t->stream, "  %-*s", INDENT - 2, label);
  guint column = MAX(INDENT, (guint)strlen(label) + 2);
  g_auto(GStrv) each = g_strsplit(words, " ", -1);
  for (char **word = each; *word; word++) {
    const guint length = (guint)pc_text_width(*word);
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

static const char *about_text(const text *t, const json_t *evidence, const char *key) {
  const char *value = safe_json(t, json_object_get(json_object_get(evidence, "about"), key));
  return value ? value : "";
}

static const json_t *service_of(const text *t, guint environment, const char *service) {
  const pc_service_record *record = pc_comparison_service(t->comparison, environment, service);
  return record ? record->json : NULL;
}

/* How a side is called in a finding: by its product where the two differ in it, else by its
 * environment. */
static const char *side_name(const text *t, const pc_finding *f, guint environment) {
  const json_t *own = json_object_get(service_of(t, f->environment, f->about->service), "product");
  const json_t *reference =
      json_object_get(service_of(t, t->comparison->reference, f->about->service), "product");
  if (json_is_string(own) && json_is_string(reference) && !json_equal(own, reference))
    return safe_json(t, environment == t->comparison->reference ? reference : own);
  return environment_name(t, environment);
}

/* One side of a behaviour. */
typedef struct side {
  guint environment;
  const char *name;
  json_t *evidence;
  GHashTable *messages; /* by label, "setup" where there is none: the engine's own (json_t),
                           borrowed */
} side;

static side side_open(const text *t, const pc_finding *f, guint environment) {
  side s = {.environment = environment,
            .name = side_name(t, f, environment),
            .evidence = evidence_parse(f->about, environment),
            .messages = g_hash_table_new(g_str_hash, g_str_equal)};
  size_t i;
  json_t *entry;
  json_array_foreach(json_object_get(s.evidence, "trace"), i, entry) {
    const char *label = json_string_value(json_object_get(entry, "label"));
    json_t *message = json_object_get(entry, "message");
    gpointer key = (gpointer)(guintptr)(label ? label : "setup");
    if (json_is_string(message) && !g_hash_table_contains(s.messages, key))
      g_hash_table_insert(s.messages, key, message);
  }
  return s;
}

static void side_close(side *s) {
  g_hash_table_unref(s->messages);
  json_decref(s->evidence);
}

/* Prints a line that may be long; gives whether all of it was printed. */
static bool line_print(const text *t, const char *line) {
  const glong length = g_utf8_strlen(line, -1);
  const bool all = length <= LINE_CHARACTERS_SHOWN + LINE_CHARACTERS_SPARED;
  const char *end = g_utf8_offset_to_pointer(line, all ? length : LINE_CHARACTERS_SHOWN);
  g_autofree char *shown = pc_text_show(line, (gsize)(end - line));
  fputs(shown, t->stream);
  if (!all)
    fprintf(t->stream, "... (%ld characters more)", length - LINE_CHARACTERS_SHOWN);
  return all;
}

static void bound_print(const text *t, const json_t *parameters) {
  char *bound = json_dumps(parameters, JSON_COMPACT | JSON_ENCODE_ANY);
  fprintf(t->stream, "   %s-- bound: ", DIM(t));
  line_print(t, bound);
  fputs(PLAIN(t), t->stream);
  free(bound);
}

static void statement_print(const text *t, const json_t *entry) {
  const char *label = safe_json(t, json_object_get(entry, "label"));
  const char *session = safe_json(t, json_object_get(entry, "session"));
  const char *sent = json_string_value(json_object_get(entry, "sent"));
  const json_t *parameters = json_object_get(entry, "parameters");
  if (label)
    fprintf(t->stream, "%*s%s-- %s%s\n", INDENT, "", DIM(t), label, PLAIN(t));
  g_auto(GStrv) lines = g_strsplit(sent ? sent : "", "\n", -1);
  const guint n = g_strv_length(lines);
  for (guint i = 0; i < n && i < STATEMENT_LINES_SHOWN; i++) {
    const bool last = i + 1 == n;
    fprintf(t->stream, "%*s%s%s%s", INDENT, "", session && i == 0 ? session : "",
            session && i == 0 ? ": " : "", session && i > 0 ? "   " : "");
    if (line_print(t, lines[i]) && last)
      fputc(';', t->stream);
    if (last && parameters)
      bound_print(t, parameters);
    fputc('\n', t->stream);
  }
  if (n > STATEMENT_LINES_SHOWN)
    fprintf(t->stream, "%*s... (%u lines more)\n", INDENT, "", n - STATEMENT_LINES_SHOWN);
}

/* Whether the same was sent. */
static bool statement_equal(const json_t *a, const json_t *b) {
  static const char *const members[] = {"label", "session", "sent", "parameters"};
  for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
    const json_t *own = json_object_get(a, members[i]);
    const json_t *other = json_object_get(b, members[i]);
    if (own != other && !json_equal(own, other))
      return false;
  }
  return true;
}

/* Those of a trace from begin up to end, below what says to whom, if there are any. */
static void statements_print(const text *t, const json_t *trace, size_t begin, size_t end,
                             const char *to) {
  if (to && begin < end)
    fprintf(t->stream, "  to %s:\n", to);
  for (size_t i = begin; i < end; i++)
    statement_print(t, json_array_get(trace, i));
}

/* What each side was sent: once as far as it is the same from the beginning and from the end, else
 * of each side. */
static void sent_print(const text *t, const side *other, const side *reference) {
  const json_t *const own = json_object_get(other->evidence, "trace");
  const json_t *const theirs = json_object_get(reference->evidence, "trace");
  const size_t own_n = json_array_size(own);
  const size_t n = json_array_size(theirs);
  size_t before = 0;
  size_t behind = 0;
  while (before < MIN(own_n, n) &&
         statement_equal(json_array_get(own, before), json_array_get(theirs, before)))
    before++;
  while (behind < MIN(own_n, n) - before && statement_equal(json_array_get(own, own_n - 1 - behind),
                                                            json_array_get(theirs, n - 1 - behind)))
    behind++;
  fprintf(t->stream, "  sent:\n");
  statements_print(t, theirs, 0, before, NULL);
  statements_print(t, own, before, own_n - behind, other->name);
  statements_print(t, theirs, before, n - behind, reference->name);
  statements_print(t, theirs, n - behind, n, before + behind < MAX(own_n, n) ? "both" : NULL);
}

static void side_print(const text *t, const side *s, guint name_width, const pc_divergence *d,
                       const char *shown) {
  const char *outcome = s->environment == t->comparison->reference ? d->reference : d->other;
  const json_t *message = g_hash_table_lookup(s->messages, d->observation);
  fprintf(t->stream, "%*s%s%s%*s%s  %s\n", INDENT, "", BOLD(t), s->name,
          (int)(name_width - pc_text_width(s->name)), "", PLAIN(t), shown);
  if (message && outcome && strstr(outcome, "\"refusal\"")) {
    fprintf(t->stream, "%*s%*s  %s(", INDENT, "", (int)name_width, "", DIM(t));
    line_print(t, json_string_value(message));
    fprintf(t->stream, ")%s\n", PLAIN(t));
  }
}

/* "REASON (OWNER, until DAY); NOTE"; the caller's. */
static char *acceptance_words(const text *t, const pc_acceptance *a) {
  return g_strdup_printf("%s (%s%s%s)%s%s", safe(t, a->reason), safe(t, a->owner),
                         a->expires ? ", until " : "", a->expires ? a->expires : "",
                         a->note ? "; " : "", a->note ? safe(t, a->note) : "");
}

static void divergence_print(const text *t, const side *other, const side *reference,
                             const pc_divergence *d) {
  const guint name_width = (guint)MAX(pc_text_width(other->name), pc_text_width(reference->name));
  const guint before = INDENT + name_width + 2;
  g_autofree char *shown_other = NULL;
  g_autofree char *shown_reference = NULL;
  pc_outcome_show_pair(d->other, d->reference, t->width > before + 40 ? t->width - before : 40,
                       &shown_other, &shown_reference);
  fprintf(t->stream, "  %s: %s%s%s (%s%s%s%s)", d->follows ? "  then" : "differ", BOLD(t),
          safe(t, d->observation), PLAIN(t), pc_category_names[d->category],
          d->silent ? ", silent" : "", t->comparison->baseline ? ", " : "",
          t->comparison->baseline ? pc_standing_names[d->standing] : "");
  if (d->follows)
    fprintf(t->stream, ", may follow from '%s'", safe(t, d->follows));
  fputc('\n', t->stream);
  side_print(t, other, name_width, d, shown_other);
  side_print(t, reference, name_width, d, shown_reference);
  if (d->acceptance) {
    g_autofree char *words = acceptance_words(t, d->acceptance);
    folded_print(t, "known:", words);
  }
}

/* The sessions that sent something to either side (json_t strings, borrowed), in order; none where
 * there is only one.
 */
static GPtrArray *sessions_new(const side *other, const side *reference) {
  const side *const sides[] = {reference, other};
  GPtrArray *sessions = g_ptr_array_new();
  for (guint k = 0; k < G_N_ELEMENTS(sides); k++) {
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(sides[k]->evidence, "trace"), i, entry) {
      json_t *session = json_object_get(entry, "session");
      if (json_is_string(session) &&
          !g_ptr_array_find_with_equal_func(sessions, session, (GEqualFunc)json_equal, NULL))
        g_ptr_array_add(sessions, session);
    }
  }
  return sessions;
}

/* What several sessions send cannot go through one client: people send it, each in a terminal of
 * its own. */
static void by_hand_print(const text *t, const pc_finding *f, const side *s,
                          const GPtrArray *sessions, const char *label) {
  const json_t *service = service_of(t, s->environment, f->about->service);
  const json_t *own = json_object_get(service, "session_client");
  const char *adapter = safe_json(t, json_object_get(service, "adapter"));
  const char *client = safe_json(t, json_object_get(service, "client"));
  if (!adapter || !client)
    return;
  fprintf(t->stream, "  %-*sparitycheck explain %s --script %s", INDENT - 2, label,
          safe(t, f->about->probe), adapter);
  if (!sessions->len) {
    fprintf(t->stream, " | %s\n", client);
    return;
  }
  fprintf(t->stream, "\n%*ssays what each session sends, in which order; in a terminal for each:\n",
          INDENT, "");
  for (guint i = 0; i < sessions->len; i++)
    fprintf(t->stream, "%*ssession %s: %s\n", INDENT, "", safe_json(t, sessions->pdata[i]),
            json_is_string(own) ? safe_json(t, own) : client);
}

/* What a script asks, the service's own client asks too; what C asks, only this program. */
static void by_hands_print(const text *t, const pc_finding *f, const side *other_side,
                           const side *reference_side) {
  const json_t *evidence = reference_side->evidence;
  if (!json_is_false(json_object_get(json_object_get(evidence, "about"), "script"))) {
    g_autoptr(GPtrArray) sessions = sessions_new(other_side, reference_side);
    by_hand_print(t, f, other_side, sessions, "by hand:");
    by_hand_print(t, f, reference_side, sessions, "");
    return;
  }
  const char *own =
      safe_json(t, json_object_get(service_of(t, f->environment, f->about->service), "url"));
  const char *reference = safe_json(
      t, json_object_get(service_of(t, t->comparison->reference, f->about->service), "url"));
  if (own && reference)
    fprintf(t->stream, "  %-*sparitycheck run '%s' '%s' --select %s%s\n", INDENT - 2,
            "by hand:", own, reference, safe(t, f->about->probe),
            strcmp(about_text(t, evidence, "reach"), "intrusive") == 0 ? " --allow intrusive" : "");
}

static void cause_print(const text *t, const pc_cause *cause) {
  const pc_setting *s = cause->setting;
  g_autofree char *line = NULL;
  if (s)
    line = pc_wording_setting(s, PC_WORDING_LONG);
  else if (cause->gone && cause->stayed)
    line = g_strdup_printf("of %u differences %u disappear with \"%s\" in %s",
                           cause->gone + cause->stayed, cause->gone, safe(t, cause->statement),
                           environment_name(t, cause->environment));
  else
    line = g_strdup_printf("%s with \"%s\" in %s", cause->gone ? "disappears" : "stays",
                           safe(t, cause->statement), environment_name(t, cause->environment));
  folded_print(t, s ? "likely:" : "tried:", line);
}

static const char *severity_paint(const text *t, pc_severity severity) {
  return severity == PC_SEVERITY_HIGH     ? RED(t)
         : severity == PC_SEVERITY_MEDIUM ? YELLOW(t)
                                          : DIM(t);
}

/* What the baseline says of the findings together: what is worst of all that it says of each. */
static pc_standing standing_of(pc_finding *const *findings, guint n) {
  pc_standing standing = PC_STANDING_ACCEPTED;
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < findings[i]->divergences->len; k++)
      standing =
          MIN(standing, ((const pc_divergence *)findings[i]->divergences->pdata[k])->standing);
  return standing;
}

/* All findings of one probe, service and environment that are worth a full look. */
static void behaviour_print(const text *t, const GPtrArray *findings) {
  const pc_finding *first = findings->pdata[0];
  g_string_chunk_clear(t->made_safe);
  side other = side_open(t, first, first->environment);
  side reference = side_open(t, first, t->comparison->reference);
  const json_t *evidence = reference.evidence;
  const char *remedy = about_text(t, evidence, "remedy");
  const char *see = about_text(t, evidence, "see");
  bool silent = true;
  for (guint i = 0; i < findings->len; i++)
    silent = silent && ((const pc_finding *)findings->pdata[i])->silent;
  const bool based = t->comparison->baseline != NULL;
  fprintf(
      t->stream, "\n%s%s%s%s%s%s  %s%s%s  %s\n", severity_paint(t, first->lead->severity),
      pc_severity_names[first->lead->severity], silent ? " silent" : "", based ? " " : "",
      based ? pc_standing_names[standing_of((pc_finding *const *)findings->pdata, findings->len)]
            : "",
      PLAIN(t), BOLD(t), safe(t, first->about->probe), PLAIN(t), about_text(t, evidence, "title"));
  folded_print(t, "bites:", about_text(t, evidence, "bites"));
  sent_print(t, &other, &reference);
  if (json_is_true(json_object_get(json_object_get(evidence, "about"), "equivalent")))
    folded_print(t, "note:", "each engine was asked in its own words (declared as equivalent)");
  g_autoptr(GPtrArray) divergences =
      pc_divergences_in_order((pc_finding *const *)findings->pdata, findings->len);
  for (guint i = 0; i < divergences->len; i++)
    divergence_print(t, &other, &reference, divergences->pdata[i]);
  g_autoptr(GPtrArray) causes =
      pc_causes_new(t->comparison, (pc_finding *const *)findings->pdata, findings->len);
  for (guint i = 0; i < causes->len; i++)
    cause_print(t, causes->pdata[i]);
  if (*remedy)
    folded_print(t, "remedy:", remedy);
  if (*see)
    fprintf(t->stream, "  %-*s%s\n", INDENT - 2, "see:", see);
  by_hands_print(t, first, &other, &reference);
  side_close(&other);
  side_close(&reference);
}

static bool finding_is_mild(const pc_finding *f) {
  return f->category == PC_CATEGORY_KIND || f->category == PC_CATEGORY_NAMES;
}

static void array_unref(gpointer array) { g_ptr_array_unref(array); }

/* The findings of an environment by case, each where its first, and so its worst, stands. What is
 * accepted altogether is told in short, further below. */
static void environment_findings_print(const text *t, guint environment) {
  const GPtrArray *all = t->comparison->findings;
  g_autoptr(GHashTable) by_case = g_hash_table_new(NULL, NULL);
  g_autoptr(GPtrArray) behaviours = g_ptr_array_new_with_free_func(array_unref);
  for (guint i = 0; i < all->len; i++) {
    const pc_finding *f = all->pdata[i];
    gpointer key = (gpointer)(guintptr)f->about;
    if (f->environment != environment || finding_is_mild(f))
      continue;
    GPtrArray *same = g_hash_table_lookup(by_case, key);
    if (!same) {
      same = g_ptr_array_new();
      g_hash_table_insert(by_case, key, same);
      g_ptr_array_add(behaviours, same);
    }
    g_ptr_array_add(same, all->pdata[i]);
  }
  for (guint i = 0; i < behaviours->len; i++) {
    const GPtrArray *same = behaviours->pdata[i];
    if (standing_of((pc_finding *const *)same->pdata, same->len) != PC_STANDING_ACCEPTED)
      behaviour_print(t, same);
  }
}

static void mild_print(const text *t, guint environment) {
  const GPtrArray *all = t->comparison->findings;
  bool any = false;
  for (guint i = 0; i < all->len; i++) {
    pc_finding *f = all->pdata[i];
    if (f->environment != environment || !finding_is_mild(f) ||
        standing_of(&f, 1) == PC_STANDING_ACCEPTED)
      continue;
    if (!any)
      fprintf(t->stream,
              "\n%sThe same value as another type, or under another name%s (low; not counted as a "
              "behaviour that differs)\n",
              BOLD(t), PLAIN(t));
    any = true;
    const pc_divergence *d = f->divergences->pdata[0];
    g_autofree char *other = NULL;
    g_autofree char *reference = NULL;
    pc_outcome_show_pair(d->other, d->reference, 36, &other, &reference);
    fprintf(t->stream, "  %s, '%s'%s: %s, reference %s\n", safe(t, f->about->probe),
            safe(t, d->observation), f->divergences->len > 1 ? " and others" : "", other,
            reference);
  }
}

/* Entries of the baseline for one environment with the same words. */
typedef struct acceptance_group {
  const pc_acceptance *first;
  char *words;
  guint n;
  GHashTable *probes; /* a set: borrowed ids */
  GString *shown;
} acceptance_group;

static void acceptance_group_free(gpointer data) {
  acceptance_group *group = data;
  g_hash_table_unref(group->probes);
  g_string_free(group->shown, TRUE);
  g_free(group->words);
  g_free(group);
}

/* In the order of appearance. */
static GPtrArray *acceptance_groups_new(const text *t, const GPtrArray *acceptances) {
  GPtrArray *groups = g_ptr_array_new_with_free_func(acceptance_group_free);
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < acceptances->len; i++) {
    pc_acceptance *a = acceptances->pdata[i];
    char *words = acceptance_words(t, a);
    char *key = g_strconcat(a->environment, "\n", words, NULL);
    acceptance_group *group = g_hash_table_lookup(known, key);
    if (!group) {
      group = g_new0(acceptance_group, 1);
      *group = (acceptance_group){a, g_strdup(words), 0, g_hash_table_new(g_str_hash, g_str_equal),
                                  g_string_new(NULL)};
      g_hash_table_insert(known, g_strdup(key), group);
      g_ptr_array_add(groups, group);
    }
    group->n++;
    if (g_hash_table_add(group->probes, a->probe) &&
        g_hash_table_size(group->probes) <= SKIPS_SHOWN)
      g_string_append_printf(group->shown, " %s", safe(t, a->probe));
    g_free(key);
    g_free(words);
  }
  return groups;
}

static void acceptances_print(const text *t, const char *title, const GPtrArray *acceptances) {
  if (acceptances->len == 0)
    return;
  g_autoptr(GPtrArray) groups = acceptance_groups_new(t, acceptances);
  fprintf(t->stream, "\n%s%s%s\n", BOLD(t), title, PLAIN(t));
  for (guint i = 0; i < groups->len; i++) {
    const acceptance_group *group = groups->pdata[i];
    g_autofree char *line =
        g_strdup_printf("%s: %s: %u observation%s:%s%s", safe(t, group->first->environment),
                        group->words, group->n, group->n == 1 ? "" : "s", group->shown->str,
                        g_hash_table_size(group->probes) > SKIPS_SHOWN ? " ..." : "");
    folded_print(t, "", line);
  }
}

/* What is accepted, what was and is gone, and how much of the baseline was not asked about. */
static void baseline_print(const text *t) {
  const pc_comparison *c = t->comparison;
  g_autoptr(GPtrArray) accepted = g_ptr_array_new();
  g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
  if (!c->baseline)
    return;
  for (guint i = 0; i < c->findings->len; i++) {
    const pc_finding *f = c->findings->pdata[i];
    for (guint k = 0; k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      gpointer acceptance = (gpointer)(guintptr)d->acceptance;
      if (acceptance && g_hash_table_add(used, acceptance) && d->standing == PC_STANDING_ACCEPTED)
        g_ptr_array_add(accepted, acceptance);
    }
  }
  acceptances_print(t, "Accepted: known to differ", accepted);
  acceptances_print(t, "Stale: accepted, but gone ('paritycheck accept ... --prune' removes them)",
                    c->stale);
  const guint unasked = c->acceptances->len - g_hash_table_size(used) - c->stale->len;
  if (unasked)
    fprintf(t->stream,
            "\n%u of the %u entries of the baseline were not asked about, or could not be told\n",
            unasked, c->acceptances->len);
}

/* Before all else. */
static void incidents_print(const text *t) {
  const pc_comparison *c = t->comparison;
  if (c->incidents)
    fprintf(t->stream, "%s%sINCIDENT: this run changed what is not its own%s\n", BOLD(t), RED(t),
            PLAIN(t));
  for (guint i = 0; i < c->incidents; i++) {
    const pc_problem *p = c->problems->pdata[i];
    g_autofree char *line = g_strdup_printf("%s/%s: %s", environment_name(t, p->environment),
                                            safe(t, p->service), safe(t, p->text));
    folded_print(t, "", line);
  }
  if (c->incidents)
    fputc('\n', t->stream);
}

/* Both answers to each observation that is unstable, one below the other. */
static void instabilities_print(const text *t, const pc_problem *p) {
  for (guint i = 0; p->instabilities && i < p->instabilities->len; i++) {
    const pc_instability *u = p->instabilities->pdata[i];
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    pc_wording_instability(u, MAX(t->width, INDENT + 47) - INDENT - 7, &first, &second);
    fprintf(t->stream, "%*s%s%s%s\n", INDENT, "", BOLD(t), safe(t, u->observation), PLAIN(t));
    fprintf(t->stream, "%*sfirst  %s\n%*sthen   %s\n", INDENT, "", first, INDENT, "", second);
  }
}

static void problems_print(const text *t) {
  const GPtrArray *problems = t->comparison->problems;
  if (problems->len == t->comparison->incidents)
    return;
  fprintf(t->stream, "\n%sIncomplete: what could not be told%s\n", BOLD(t), PLAIN(t));
  for (guint i = t->comparison->incidents; i < problems->len; i++) {
    const pc_problem *p = problems->pdata[i];
    json_t *evidence = p->about ? evidence_parse(p->about, p->environment) : json_object();
    g_autofree char *message = pc_wording_fault(evidence);
    fprintf(t->stream, "  %s%s%s  %s%s%s", RED(t), pc_problem_names[p->kind], PLAIN(t),
            environment_name(t, p->environment), p->service ? "/" : "",
            p->service ? safe(t, p->service) : "");
    fprintf(t->stream, "%s%s: %s%s%s\n", p->probe ? "  " : "", p->probe ? safe(t, p->probe) : "",
            p->instabilities ? pc_unstable_words : safe(t, p->text), *message ? ": " : "", message);
    instabilities_print(t, p);
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
    fprintf(t->stream, "  %s/%s  %s: %s, reference %s\n", environment_name(t, s->environment),
            safe(t, s->service), safe(t, s->name), s->other ? safe(t, s->other) : "(none)",
            s->reference ? safe(t, s->reference) : "(none)");
  }
}

static void gaps_print(const text *t) {
  const GPtrArray *gaps = t->comparison->gaps;
  if (gaps->len)
    fprintf(t->stream, "\n%sThe three gaps%s (tools, time, personnel; told, never counted)\n",
            BOLD(t), PLAIN(t));
  for (guint i = 0; i < gaps->len; i++) {
    const pc_parity_gap *gap = gaps->pdata[i];
    const char *label = gap->unknown ? "?" : gap->wide ? "gap" : "no gap";
    g_autofree char *line = g_strdup_printf(
        "%s, %s%s%s: %s", pc_parity_gap_names[gap->kind], environment_name(t, gap->environment),
        gap->service ? "/" : "", gap->service ? safe(t, gap->service) : "", safe(t, gap->text));
    folded_print(t, label, line);
  }
}

static void notes_print(const text *t) {
  bool any = false;
  for (guint i = 0; i < t->comparison->environments->len; i++) {
    const pc_environment *e = pc_comparison_environment(t->comparison, i);
    for (guint n = 0; n < e->header->services->len; n++) {
      const pc_service_record *service = pc_recording_header_service_at(e->header, n);
      size_t k;
      json_t *note;
      json_array_foreach(service->fingerprint.notes, k, note) {
        if (!any)
          fprintf(t->stream, "\n%sNotes%s\n", BOLD(t), PLAIN(t));
        any = true;
        const char *words = safe_json(t, note);
        g_autofree char *line = g_strdup_printf("%s/%s: %s", environment_name(t, i),
                                                safe(t, service->name), words ? words : "");
        folded_print(t, "", line);
      }
    }
  }
}

/* By environment: how many were not asked of it for one reason. */
static void skips_print(const text *t) {
  g_autoptr(GPtrArray) groups = pc_skip_groups_new(t->comparison);
  if (groups->len)
    fprintf(t->stream, "\n%sNot asked%s\n", BOLD(t), PLAIN(t));
  for (guint i = 0; i < groups->len; i++) {
    const pc_skip_group *group = groups->pdata[i];
    const guint n = group->probes->len;
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, "%s/%s: %s (%u):", environment_name(t, group->first->environment),
                    safe(t, group->first->service), safe(t, group->first->reason), n);
    for (guint k = 0; k < MIN(n, SKIPS_SHOWN); k++)
      g_string_append_printf(line, " %s", safe(t, group->probes->pdata[k]));
    g_string_append(line, n > SKIPS_SHOWN ? " ..." : "");
    folded_print(t, "", line->str);
  }
}

static void counts_print(const text *t, guint i) {
  const pc_environment *e = pc_comparison_environment(t->comparison, i);
  const pc_counts *c = &e->counts;
  fprintf(t->stream, "\n%s%s held against %s%s\n", BOLD(t), environment_name(t, i),
          environment_name(t, t->comparison->reference), PLAIN(t));
  fprintf(t->stream,
          "  %" G_GUINT64_FORMAT " behaviours: %" G_GUINT64_FORMAT " differ (%" G_GUINT64_FORMAT
          " silently), %" G_GUINT64_FORMAT " differ in type or name only, %" G_GUINT64_FORMAT
          " agree\n",
          c->behaviours, c->behaviours_differ, c->behaviours_silent, c->behaviours_kind,
          c->behaviours - c->behaviours_differ - c->behaviours_kind);
  fprintf(t->stream,
          "  %" G_GUINT64_FORMAT " observations: %" G_GUINT64_FORMAT
          " differ, in %" G_GUINT64_FORMAT " findings\n",
          c->observations, c->observations_differ, c->findings);
  if (c->neither)
    fprintf(t->stream, "  %" G_GUINT64_FORMAT " more that neither side knows how to answer\n",
            c->neither);
  for (guint k = 0; k < G_N_ELEMENTS(c->rules); k++)
    if (c->rules[k])
      fprintf(t->stream, "  %" G_GUINT64_FORMAT " agree under a rule: %s\n", c->rules[k],
              pc_rule_words[k]);
}

static void verdict_print(const text *t) {
  const char *colour = t->comparison->exit_status == 0 ? GREEN(t) : RED(t);
  fprintf(t->stream, "%s%s%s%s\n", BOLD(t), colour, safe(t, t->comparison->verdict), PLAIN(t));
}

static void services_print(const text *t) {
  for (guint i = 0; i < t->comparison->environments->len; i++) {
    const pc_environment *e = pc_comparison_environment(t->comparison, i);
    for (guint k = 0; k < e->header->services->len; k++) {
      const pc_service_record *service = pc_recording_header_service_at(e->header, k);
      const json_t *fingerprint = service->fingerprint.json;
      const char *product = safe_json(t, json_object_get(service->json, "product"));
      const char *version = safe_json(t, json_object_get(fingerprint, "version"));
      const char *url = safe_json(t, json_object_get(service->json, "url"));
      fprintf(t->stream, "%s%s  %s/%s: %s %s (%s)%s%s\n", DIM(t),
              i == t->comparison->reference ? "reference" : "         ", environment_name(t, i),
              safe(t, service->name), product ? product : "?", version ? version : "?",
              url ? url : "?", pc_wording_session(service), PLAIN(t));
    }
  }
  if (t->comparison->baseline)
    fprintf(t->stream, "%sbaseline   %s: %u accepted%s\n", DIM(t), safe(t, t->comparison->baseline),
            t->comparison->acceptances->len, PLAIN(t));
}

static void text_write(const pc_comparison *comparison, const pc_report_options *options,
                       FILE *stream) {
  g_autoptr(GStringChunk) made_safe = g_string_chunk_new(4096);
  const text t = {.comparison = comparison,
                  .stream = stream,
                  .width = options->width,
                  .colour = options->colour,
                  .made_safe = made_safe};
  incidents_print(&t);
  verdict_print(&t);
  services_print(&t);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      environment_findings_print(&t, i);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      mild_print(&t, i);
  baseline_print(&t);
  problems_print(&t);
  settings_print(&t);
  gaps_print(&t);
  notes_print(&t);
  skips_print(&t);
  for (guint i = 0; i < comparison->environments->len; i++)
    if (i != comparison->reference)
      counts_print(&t, i);
  fputc('\n', stream);
  verdict_print(&t);
}

const pc_report pc_report_text = {
    .name = "text",
    .summary = "for the terminal: verdict, findings, what could not be told",
    .write = text_write,
    .isolation = pc_isolation_write_text,
};
