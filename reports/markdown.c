/* SPDX-License-Identifier: MIT */
/*
 * The Markdown report, for the job summary of GitHub Actions, a merge request or a chat: verdict in
 * words, what differs, what could not be told, then what is good to know, folded. A summary of more
 * than 1 MiB is refused whole, so each section has a size up to which it is written, and says what
 * it leaves out.
 */
#include "reports/report.h"

#include "harness/model/outcome_text.h"
#include "harness/compare/verdict.h"
#include "harness/compare/skip_group.h"
#include "reports/wording.h"

#include <string.h>

/* Bytes of the report up to which rows of a section are added. The sum of all that is not in rows
 * is below 64 KiB. */
enum {
  CEILING_ENVIRONMENTS = 100 * 1000,
  CEILING_DIFFERENCES = 500 * 1000,
  CEILING_PROBLEMS = 600 * 1000,
  CEILING_KNOWN = 700 * 1000,
  CEILING_MILD = 780 * 1000,
  CEILING_SETTINGS = 840 * 1000,
  CEILING_GAPS = 880 * 1000,
  CEILING_SKIPS = 950 * 1000,
  ANSWER = 120,      /* characters of an answer in a table */
  SKIPS_SHOWN = 200, /* probes of one reason */
};

typedef struct markdown {
  const pc_comparison *comparison;
  GString *out;
  gsize ceiling; /* of the section */
  guint left_out;
} markdown;

/* Appends shown text so that nothing in it is markup: no HTML, no Markdown, no cell's end, no link,
 * no mention. A character reference is never markup (CommonMark). */
static void escaped_append(GString *out, const char *text) {
  for (const char *at = text; *at; at++) {
    const bool www = *at == '.' && at - text >= 3 && g_ascii_strncasecmp(at - 3, "www", 3) == 0;
    if (*at == '@')
      g_string_append(out, "<!-- -->&#64;");
    else if (strchr("&<>|`*_~[]\\#!{}^$", *at) || www || (*at == ':' && at[1] == '/'))
      g_string_append_printf(out, "&#%d;", *at);
    else
      g_string_append_c(out, *at);
  }
}

static void text_append(GString *out, const char *text, gsize characters) {
  g_autofree char *told = pc_wording_cut(text, characters);
  escaped_append(out, told);
}

static void code_append(GString *out, const char *text, gsize characters) {
  g_string_append(out, "<code>");
  text_append(out, text, characters);
  g_string_append(out, "</code>");
}

static void section_begin(markdown *m, gsize ceiling) {
  m->ceiling = ceiling;
  m->left_out = 0;
}

/* Takes a row, or leaves it out. */
static void row_add_take(markdown *m, GString *row) {
  if (m->out->len + row->len <= m->ceiling)
    g_string_append_len(m->out, row->str, (gssize)row->len);
  else
    m->left_out++;
  g_string_free(row, TRUE);
}

static void section_end(markdown *m) {
  if (m->left_out)
    g_string_append_printf(m->out,
                           "\n**%u more are left out here**: the summary would be too large. The "
                           "other reports have all.\n",
                           m->left_out);
}

static void fold_begin(markdown *m, const char *title, guint n) {
  g_string_append_printf(m->out, "\n<details><summary>%s (%u)</summary>\n\n", title, n);
}

static void fold_end(markdown *m) {
  section_end(m);
  g_string_append(m->out, "\n</details>\n");
}

static const char *environment_name(const markdown *m, guint i) {
  return pc_comparison_environment(m->comparison, i)->name;
}

static void verdict_append(const markdown *m) {
  static const char *const headings[] = {"Nothing differs that counts", "Environments differ"};
  const int status = m->comparison->exit_status;
  g_string_append_printf(m->out, "## %s\n\n",
                         m->comparison->incidents    ? "Incident"
                         : status >= 0 && status < 2 ? headings[status]
                                                     : "Incomplete");
  g_string_append(m->out, "**");
  text_append(m->out, m->comparison->verdict, 4 * PC_WORDING_LONG);
  g_string_append_printf(m->out, "**\n\nExit status %d; what counts: ", status);
  code_append(m->out, m->comparison->fail_on, PC_WORDING_SHORT);
  if (m->comparison->baseline) {
    g_string_append_printf(m->out, "; baseline of %u accepted: ", m->comparison->acceptances->len);
    code_append(m->out, m->comparison->baseline, PC_WORDING_SHORT);
  }
  g_string_append(m->out, "\n");
}

static void services_append(const markdown *m, guint i, GString *row) {
  const pc_recording_header *header = pc_comparison_environment(m->comparison, i)->header;
  for (guint k = 0; k < header->services->len; k++) {
    const pc_service_record *service = pc_recording_header_service_at(header, k);
    const char *product = service->product;
    const char *version = service->fingerprint.version;
    g_string_append(row, k ? ", " : "");
    text_append(row, service->name, PC_WORDING_SHORT);
    g_string_append(row, ": ");
    text_append(row, product ? product : "?", PC_WORDING_SHORT);
    g_string_append(row, " ");
    text_append(row, version ? version : "?", PC_WORDING_SHORT);
    g_string_append(row, pc_wording_session(service));
  }
}

static void environments_append(markdown *m) {
  section_begin(m, CEILING_ENVIRONMENTS);
  g_string_append(m->out, "\n| environment | services | behaviours | differ | silently | in type "
                          "or name only | agree | not asked |\n"
                          "|---|---|--:|--:|--:|--:|--:|--:|\n");
  for (guint i = 0; i < m->comparison->environments->len; i++) {
    const pc_counts *c = &pc_comparison_environment(m->comparison, i)->counts;
    GString *row = g_string_new("| ");
    text_append(row, environment_name(m, i), PC_WORDING_SHORT);
    g_string_append(row, i == m->comparison->reference ? " (reference) | " : " | ");
    services_append(m, i, row);
    if (i == m->comparison->reference)
      g_string_append_printf(row, " | | | | | | %" G_GUINT64_FORMAT " |\n", c->skipped);
    else
      g_string_append_printf(
          row,
          " | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT
          " | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT " | %" G_GUINT64_FORMAT " |\n",
          c->behaviours, c->behaviours_differ, c->behaviours_silent, c->behaviours_kind,
          c->behaviours - c->behaviours_differ - c->behaviours_kind, c->skipped);
    row_add_take(m, row);
  }
  section_end(m);
}

/* Of which table a finding is a part. */
typedef enum table { TABLE_DIFFERENCES, TABLE_KNOWN, TABLE_MILD } table;

static table finding_table(const markdown *m, const pc_finding *f) {
  bool known = m->comparison->baseline != NULL;
  for (guint i = 0; i < f->divergences->len; i++) {
    const pc_standing standing = ((const pc_divergence *)f->divergences->pdata[i])->standing;
    known = known && (standing == PC_STANDING_ACCEPTED || standing == PC_STANDING_PENDING);
  }
  if (pc_finding_counts(m->comparison, f))
    return TABLE_DIFFERENCES;
  return known ? TABLE_KNOWN : pc_category_is_mild(f->category) ? TABLE_MILD : TABLE_DIFFERENCES;
}

/* The findings about one case, of all environments. */
typedef struct behaviour {
  const pc_finding *worst;
  GPtrArray *findings;
} behaviour;

static void behaviour_free(gpointer data) {
  behaviour *b = data;
  g_ptr_array_unref(b->findings);
  g_free(b);
}

static int behaviour_compare(gconstpointer a, gconstpointer b) {
  const pc_finding *x = (*(const behaviour *const *)a)->worst;
  const pc_finding *y = (*(const behaviour *const *)b)->worst;
  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  if (x->silent != y->silent)
    return x->silent ? -1 : 1;
  const int by_probe = strcmp(x->about->probe, y->about->probe);
  return by_probe ? by_probe : strcmp(x->about->service, y->about->service);
}

/* The worst first. */
static GPtrArray *behaviours_new(const markdown *m, table wanted) {
  GPtrArray *behaviours = g_ptr_array_new_with_free_func(behaviour_free);
  g_autoptr(GHashTable) by_case = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < m->comparison->findings->len; i++) {
    pc_finding *f = m->comparison->findings->pdata[i];
    gpointer key = (gpointer)(guintptr)f->about;
    if (finding_table(m, f) != wanted)
      continue;
    behaviour *b = g_hash_table_lookup(by_case, key);
    if (!b) {
      b = g_new0(behaviour, 1);
      *b = (behaviour){.worst = f, .findings = g_ptr_array_new()};
      g_hash_table_insert(by_case, key, b);
      g_ptr_array_add(behaviours, b);
    }
    if (f->severity > b->worst->severity ||
        (f->severity == b->worst->severity && f->silent && !b->worst->silent))
      b->worst = f;
    g_ptr_array_add(b->findings, f);
  }
  g_ptr_array_sort(behaviours, behaviour_compare);
  return behaviours;
}

/* That of the worst finding, or what it may follow from, which stands before it. */
static const pc_divergence *first_divergence(const behaviour *b) {
  const pc_divergence *worst = b->worst->divergences->pdata[0];
  for (guint i = 0; worst->follows && i < b->findings->len; i++) {
    const pc_finding *f = b->findings->pdata[i];
    for (guint k = 0; f->environment == b->worst->environment && k < f->divergences->len; k++) {
      const pc_divergence *d = f->divergences->pdata[k];
      if (strcmp(d->observation, worst->follows) == 0)
        return d;
    }
  }
  return worst;
}

static void answers_append(const markdown *m, const behaviour *b, GString *row) {
  const pc_divergence *d = first_divergence(b);
  g_autofree char *own = NULL;
  g_autofree char *expected = NULL;
  guint n = 0;
  pc_outcome_show_pair(d->other, d->reference, ANSWER, &own, &expected);
  text_append(row, d->observation, PC_WORDING_SHORT);
  g_string_append_printf(row, " (%s):<br>", pc_category_names[d->category]);
  text_append(row, environment_name(m, b->worst->environment), PC_WORDING_SHORT);
  g_string_append(row, " <code>");
  escaped_append(row, own);
  g_string_append(row, "</code><br>");
  text_append(row, environment_name(m, m->comparison->reference), PC_WORDING_SHORT);
  g_string_append(row, " <code>");
  escaped_append(row, expected);
  g_string_append(row, "</code>");
  for (guint i = 0; i < b->findings->len; i++)
    if (((const pc_finding *)b->findings->pdata[i])->environment == b->worst->environment)
      n += ((const pc_finding *)b->findings->pdata[i])->divergences->len;
  if (n > 1)
    g_string_append_printf(row, "<br>and %u more", n - 1);
  g_autofree char *likely = pc_wording_likely(m->comparison, d->finding);
  g_string_append(row, *likely ? "<br>" : "");
  escaped_append(row, likely);
}

static void environments_of_append(const markdown *m, const behaviour *b, GString *row) {
  guint last = G_MAXUINT;
  for (guint i = 0; i < b->findings->len; i++) {
    const pc_finding *f = b->findings->pdata[i];
    if (f->environment == last)
      continue;
    g_string_append(row, last == G_MAXUINT ? "" : ", ");
    text_append(row, environment_name(m, f->environment), PC_WORDING_SHORT);
    last = f->environment;
  }
}

/* How the first divergence of the worst finding stands with the baseline and policy. */
static void standing_append(const markdown *m, const behaviour *b, GString *row) {
  g_autofree char *standing = pc_wording_standing(m->comparison, b->worst->divergences->pdata[0]);
  escaped_append(row, standing);
  if (!*standing)
    g_string_append(row, pc_finding_counts(m->comparison, b->worst) ? "counts" : "does not count");
}

static void bites_append(const markdown *m, const behaviour *b, GString *row) {
  json_t *about = pc_wording_about(m->comparison, b->worst->about, b->worst->environment);
  g_autofree char *bites = pc_wording_member(about, "bites", PC_WORDING_SHORT);
  json_decref(about);
  if (!*bites)
    return;
  g_string_append(row, "<br><i>");
  escaped_append(row, bites);
  g_string_append(row, "</i>");
}

static void behaviours_append(markdown *m, const GPtrArray *behaviours) {
  g_string_append(
      m->out,
      "| severity | probe | what differs | environments | standing |\n|---|---|---|---|---|\n");
  for (guint i = 0; i < behaviours->len; i++) {
    const behaviour *b = behaviours->pdata[i];
    GString *row = g_string_new("| ");
    g_string_append_printf(row, "%s%s | ", pc_severity_names[b->worst->severity],
                           b->worst->silent ? ", silent" : "");
    code_append(row, b->worst->about->probe, PC_WORDING_SHORT);
    g_string_append(row, "<br>");
    text_append(row, b->worst->about->title, PC_WORDING_SHORT);
    bites_append(m, b, row);
    g_string_append(row, " | ");
    answers_append(m, b, row);
    g_string_append(row, " | ");
    environments_of_append(m, b, row);
    g_string_append(row, " | ");
    standing_append(m, b, row);
    g_string_append(row, " |\n");
    row_add_take(m, row);
  }
}

static void differences_append(markdown *m) {
  g_autoptr(GPtrArray) behaviours = behaviours_new(m, TABLE_DIFFERENCES);
  if (!behaviours->len)
    return;
  section_begin(m, CEILING_DIFFERENCES);
  g_string_append_printf(m->out, "\n### What differs (%u)\n\n", behaviours->len);
  behaviours_append(m, behaviours);
  section_end(m);
  g_string_append(m->out, "\n<code>paritycheck explain PROBE</code> says what is asked, why it "
                          "bites and what to do.\n");
}

/* Those from begin up to end. */
static void problems_append(markdown *m, guint begin, guint end, const char *title, gsize ceiling) {
  if (begin == end)
    return;
  section_begin(m, ceiling);
  g_string_append_printf(m->out, "\n### %s (%u)\n\n", title, end - begin);
  for (guint i = begin; i < end; i++) {
    const pc_problem *p = m->comparison->problems->pdata[i];
    g_autofree char *told = pc_wording_problem(m->comparison, p);
    GString *row = g_string_new("- ");
    text_append(row, environment_name(m, p->environment), PC_WORDING_SHORT);
    g_string_append(row, p->service ? "/" : "");
    text_append(row, p->service, PC_WORDING_SHORT);
    g_string_append(row, " ");
    if (p->probe)
      code_append(row, p->probe, PC_WORDING_SHORT);
    g_string_append(row, " ");
    escaped_append(row, told);
    g_string_append_c(row, '\n');
    row_add_take(m, row);
  }
  section_end(m);
}

static void folded_behaviours_append(markdown *m, table wanted, const char *title, gsize ceiling) {
  g_autoptr(GPtrArray) behaviours = behaviours_new(m, wanted);
  if (!behaviours->len)
    return;
  section_begin(m, ceiling);
  fold_begin(m, title, behaviours->len);
  behaviours_append(m, behaviours);
  fold_end(m);
}

static void stale_append(markdown *m) {
  const GPtrArray *stale = m->comparison->stale;
  if (!stale->len)
    return;
  section_begin(m, CEILING_KNOWN);
  g_string_append_printf(m->out, "\n### Accepted and gone: take out of the baseline (%u)\n\n",
                         stale->len);
  for (guint i = 0; i < stale->len; i++) {
    g_autofree char *told = pc_wording_stale(stale->pdata[i]);
    GString *row = g_string_new("- ");
    escaped_append(row, told);
    g_string_append_c(row, '\n');
    row_add_take(m, row);
  }
  section_end(m);
}

static void settings_append(markdown *m) {
  const GPtrArray *settings = m->comparison->settings;
  if (!settings->len)
    return;
  section_begin(m, CEILING_SETTINGS);
  g_string_append_printf(m->out, "\n### Versions and settings that differ (%u)\n\n", settings->len);
  g_string_append(m->out, "| service | setting | value | reference |\n|---|---|---|---|\n");
  for (guint i = 0; i < settings->len; i++) {
    const pc_setting *s = settings->pdata[i];
    GString *row = g_string_new("| ");
    text_append(row, environment_name(m, s->environment), PC_WORDING_SHORT);
    g_string_append(row, "/");
    text_append(row, s->service, PC_WORDING_SHORT);
    g_string_append(row, " | ");
    text_append(row, s->name, PC_WORDING_SHORT);
    g_string_append(row, " | ");
    code_append(row, s->other ? s->other : "(none)", PC_WORDING_SHORT);
    g_string_append(row, " | ");
    code_append(row, s->reference ? s->reference : "(none)", PC_WORDING_SHORT);
    g_string_append(row, " |\n");
    row_add_take(m, row);
  }
  section_end(m);
}

static void gaps_append(markdown *m) {
  const GPtrArray *gaps = m->comparison->gaps;
  if (!gaps->len)
    return;
  section_begin(m, CEILING_GAPS);
  g_string_append(m->out, "\n### The three gaps\n\n| gap | environment | |\n|---|---|---|\n");
  for (guint i = 0; i < gaps->len; i++) {
    const pc_parity_gap *gap = gaps->pdata[i];
    GString *row = g_string_new("| ");
    g_string_append_printf(row, "%s%s | ", pc_parity_gap_names[gap->kind],
                           gap->unknown ? " (not known)"
                           : gap->wide  ? ""
                                        : " (none)");
    text_append(row, environment_name(m, gap->environment), PC_WORDING_SHORT);
    g_string_append(row, gap->service ? "/" : "");
    text_append(row, gap->service, PC_WORDING_SHORT);
    g_string_append(row, " | ");
    text_append(row, gap->text, PC_WORDING_LONG);
    g_string_append(row, " |\n");
    row_add_take(m, row);
  }
  section_end(m);
}

static void skips_append(markdown *m) {
  g_autoptr(GPtrArray) groups = pc_skip_groups_new(m->comparison);
  if (!groups->len)
    return;
  section_begin(m, CEILING_SKIPS);
  fold_begin(m, "What was not asked", m->comparison->skips->len);
  for (guint i = 0; i < groups->len; i++) {
    const pc_skip_group *group = groups->pdata[i];
    GString *row = g_string_new("- ");
    text_append(row, environment_name(m, group->first->environment), PC_WORDING_SHORT);
    g_string_append(row, "/");
    text_append(row, group->first->service, PC_WORDING_SHORT);
    g_string_append(row, ": ");
    text_append(row, group->first->reason, PC_WORDING_LONG);
    g_string_append_printf(row, " (%u):", group->probes->len);
    for (guint k = 0; k < MIN(group->probes->len, SKIPS_SHOWN); k++) {
      g_string_append_c(row, ' ');
      code_append(row, group->probes->pdata[k], PC_WORDING_SHORT);
    }
    if (group->probes->len > SKIPS_SHOWN)
      g_string_append_printf(row, " and %u more", group->probes->len - SKIPS_SHOWN);
    g_string_append_c(row, '\n');
    row_add_take(m, row);
  }
  fold_end(m);
}

static void markdown_write(const pc_comparison *comparison, const pc_report_options *options,
                           FILE *stream) {
  (void)options;
  g_autoptr(GString) out = g_string_new(NULL);
  markdown m = {.comparison = comparison, .out = out};
  verdict_append(&m);
  problems_append(&m, 0, comparison->incidents, "This run changed what is not its own",
                  CEILING_ENVIRONMENTS);
  environments_append(&m);
  differences_append(&m);
  problems_append(&m, comparison->incidents, comparison->problems->len, "What could not be told",
                  CEILING_PROBLEMS);
  stale_append(&m);
  folded_behaviours_append(&m, TABLE_KNOWN, "Accepted, or pending", CEILING_KNOWN);
  folded_behaviours_append(&m, TABLE_MILD, "The same value as another type, or under another name",
                           CEILING_MILD);
  settings_append(&m);
  gaps_append(&m);
  skips_append(&m);
  fwrite(out->str, 1, out->len, stream);
}

const pc_report pc_report_markdown = {
    .name = "markdown",
    .summary = "Markdown, for the summary of a CI job: below 1 MiB",
    .write = markdown_write,
};
