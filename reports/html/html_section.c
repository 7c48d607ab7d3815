/* SPDX-License-Identifier: MIT */
/* The page's tables beside the matrix: environments, problems, settings, baseline, gaps, notes,
 * what was not asked. */
#include "reports/html/html.h"
#include "reports/wording.h"

#include "harness/compare/skip_group.h"

#include <string.h>

enum { PROBLEMS_SHOWN = 8, SKIPS_SHOWN = 6 };

static const char *name_of(const pc_html *html, guint environment) {
  return html->names->pdata[environment];
}

static void section_open(const pc_html *html, const char *name, const char *title) {
  g_string_append_printf(
      html->text, "<section class=\"%s\" aria-labelledby=\"the-%s\"><h2 id=\"the-%s\">%s</h2>\n",
      name, name, name, title);
}

static void columns_open(const pc_html *html, const char *const *columns) {
  g_string_append(html->text, "<div class=\"scroller\"><table><thead><tr>");
  for (; *columns; columns++)
    g_string_append_printf(html->text, "<th scope=\"col\">%s</th>", *columns);
  g_string_append(html->text, "</tr></thead>\n<tbody>\n");
}

static void section_close(const pc_html *html) {
  g_string_append(html->text, "</tbody></table></div></section>\n");
}

static void number_append(const pc_html *html, guint64 number, const char *kind) {
  g_string_append_printf(html->text, "<td class=\"n%s%s\">%" G_GUINT64_FORMAT "</td>",
                         number ? " " : "", number ? kind : " zero", number);
}

static void counts_append(const pc_html *html, guint environment) {
  const pc_counts *c = &pc_comparison_environment(html->comparison, environment)->counts;
  if (environment == html->comparison->reference) {
    g_string_append(html->text,
                    "<td colspan=\"6\" class=\"note\">the others are held against it</td>");
    return;
  }
  number_append(html, c->behaviours, "");
  number_append(html, c->behaviours_differ, "differs");
  number_append(html, c->behaviours_silent, "differs");
  number_append(html, c->behaviours_kind, "kind");
  number_append(html, c->behaviours - c->behaviours_differ - c->behaviours_kind, "");
  number_append(html, c->skipped, "");
}

/* Product, version and address of each service. */
static void services_append(const pc_html *html, guint environment) {
  const pc_environment *e = pc_comparison_environment(html->comparison, environment);
  const bool several = e->header->services->len > 1;
  for (guint i = 0; i < e->header->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(e->header, i);
    g_string_append(html->text, "<div class=\"service\">");
    if (several)
      pc_html_format(html->text, "<b>%s</b> ", service->name);
    pc_html_format(html->text, "%s ", service->product);
    pc_html_words(html->text, service->fingerprint.version);
    /* An environment given by its address alone is called so. */
    if (several || g_strcmp0(service->url, e->name) != 0)
      pc_html_format(html->text, " <code>%s</code>", service->url);
    g_string_append(html->text, pc_wording_session(service));
    g_string_append(html->text, "</div>");
  }
}

/* To the minute: of no recording does more matter. */
static void recorded_append(const pc_html *html, const char *recorded) {
  const gsize length = recorded ? strlen(recorded) : 0;
  if (length < strlen("2026-01-02T03:04Z") || recorded[10] != 'T' || recorded[length - 1] != 'Z')
    return;
  g_autofree char *day = g_strndup(recorded, 10);
  g_autofree char *minute = g_strndup(recorded + 11, 5);
  pc_html_format(html->text, "<div class=\"note\">%s ", day);
  pc_html_format(html->text, "%s UTC</div>", minute);
}

void pc_html_summary_append(pc_html *html) {
  section_open(html, "environments", "Environments");
  g_string_append(
      html->text,
      "<div class=\"scroller\"><table><thead><tr><th scope=\"col\">Environment</th><th "
      "scope=\"col\">Services</th><th scope=\"col\" class=\"n\">Behaviours</th><th scope=\"col\" "
      "class=\"n\">Differ</th><th scope=\"col\" class=\"n\">Silently</th><th scope=\"col\" "
      "class=\"n\">Type or name</th><th scope=\"col\" class=\"n\">Agree</th><th scope=\"col\" "
      "class=\"n\">Not asked</th></tr></thead>\n<tbody>\n");
  for (guint i = 0; i < html->names->len; i++) {
    const pc_environment *e = pc_comparison_environment(html->comparison, html->columns[i]);
    pc_html_format(html->text, "<tr><th scope=\"row\">%s", name_of(html, html->columns[i]));
    g_string_append(html->text, i == 0 ? " <small>reference</small>" : "");
    recorded_append(html, e->header->recorded);
    g_string_append(html->text, "</th><td>");
    services_append(html, html->columns[i]);
    g_string_append(html->text, "</td>");
    counts_append(html, html->columns[i]);
    g_string_append(html->text, "</tr>\n");
  }
  section_close(html);
}

/* Both answers to each observation that is unstable. */
static void instabilities_append(const pc_html *html, const pc_problem *p) {
  for (guint i = 0; p->instabilities && i < p->instabilities->len; i++) {
    const pc_instability *u = p->instabilities->pdata[i];
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    pc_wording_instability(u, PC_WORDING_SHORT, &first, &second);
    pc_html_format(html->text, "<div>%s: first <code>", u->observation);
    pc_html_shown(html->text, first);
    g_string_append(html->text, "</code>, then <code>");
    pc_html_shown(html->text, second);
    g_string_append(html->text, "</code></div>");
  }
}

static void problem_append(const pc_html *html, const pc_problem *p) {
  const char *line = p->about ? p->about->evidence->pdata[p->environment] : NULL;
  json_t *evidence = line ? json_loads(line, JSON_ALLOW_NUL, NULL) : NULL;
  g_autofree char *fault = pc_wording_fault(evidence);
  pc_html_format(html->text, "<tr><th scope=\"row\">%s</th>", name_of(html, p->environment));
  pc_html_format(html->text, "<td>%s</td>", p->service);
  pc_html_format(html->text, "<td><code>%s</code></td>", p->probe);
  g_string_append_printf(html->text, "<td><b class=\"unknown\">%s</b> ", pc_problem_names[p->kind]);
  pc_html_words(html->text, p->instabilities ? pc_unstable_words : p->text);
  if (*fault)
    g_string_append(html->text, ": ");
  pc_html_shown(html->text, fault);
  instabilities_append(html, p);
  g_string_append(html->text, "</td></tr>\n");
  json_decref(evidence);
}

/* A table of those from begin up to end. */
static void problems_append(pc_html *html, guint begin, guint end) {
  static const char *const columns[] = {"Environment", "Service", "Behaviour", "What happened",
                                        NULL};
  columns_open(html, columns);
  for (guint i = begin; i < end; i++)
    problem_append(html, html->comparison->problems->pdata[i]);
  g_string_append(html->text, "</tbody></table></div>");
}

void pc_html_incidents_append(pc_html *html) {
  if (html->comparison->incidents == 0)
    return;
  section_open(html, "incidents", "This run changed what is not its own");
  problems_append(html, 0, html->comparison->incidents);
  g_string_append(html->text, "</section>\n");
}

/* Many are folded away, as the matrix has them too. */
void pc_html_problems_append(pc_html *html) {
  const guint incidents = html->comparison->incidents;
  const guint n = html->comparison->problems->len - incidents;
  if (n == 0)
    return;
  section_open(html, "problems", "What could not be told");
  g_string_append_printf(html->text, "<details%s><summary>%u %s</summary>",
                         n <= PROBLEMS_SHOWN ? " open" : "", n, n == 1 ? "problem" : "problems");
  problems_append(html, incidents, incidents + n);
  g_string_append(html->text, "</details></section>\n");
}

static const pc_setting *setting_find(const pc_html *html, const pc_setting *like,
                                      guint environment) {
  const GPtrArray *settings = html->comparison->settings;
  for (guint i = 0; i < settings->len; i++) {
    const pc_setting *s = settings->pdata[i];
    if (s->environment == environment && strcmp(s->service, like->service) == 0 &&
        strcmp(s->name, like->name) == 0)
      return s;
  }
  return NULL;
}

static guint setting_hash(gconstpointer key) {
  const pc_setting *s = key;
  return g_str_hash(s->service) * 31 + g_str_hash(s->name);
}

static gboolean setting_equal(gconstpointer a, gconstpointer b) {
  const pc_setting *x = a;
  const pc_setting *y = b;
  return strcmp(x->service, y->service) == 0 && strcmp(x->name, y->name) == 0;
}

/* Between two engines no setting is compared. */
static bool engine_differs(const pc_html *html, const char *service, guint environment) {
  const pc_setting like = {.service = (char *)(guintptr)service,
                           .name = (char *)(guintptr) "engine"};
  return setting_find(html, &like, environment) != NULL;
}

static void setting_append(const pc_html *html, const pc_setting *first) {
  pc_html_format(html->text, "<tr><th scope=\"row\">%s ", first->service);
  pc_html_format(html->text, "<code>%s</code></th>", first->name);
  pc_html_format(html->text, "<td>%s</td>", first->reference ? first->reference : "(none)");
  for (guint i = 1; i < html->names->len; i++) {
    const guint environment = html->columns[i];
    const pc_setting *s = setting_find(html, first, environment);
    if (s)
      pc_html_format(html->text, "<td class=\"other\">%s</td>", s->other ? s->other : "(none)");
    else if (engine_differs(html, first->service, environment) ||
             !pc_html_service(html, environment, first->service))
      g_string_append(html->text, "<td class=\"note\">not compared</td>");
    else
      g_string_append(html->text, "<td class=\"note\">the same</td>");
  }
  g_string_append(html->text, "</tr>\n");
}

static void settings_append(const pc_html *html) {
  const GPtrArray *settings = html->comparison->settings;
  if (settings->len == 0)
    return;
  section_open(html, "settings", "Versions and settings that differ");
  g_string_append(html->text,
                  "<div class=\"scroller\"><table><thead><tr><th scope=\"col\">Setting</th>");
  for (guint i = 0; i < html->names->len; i++) {
    pc_html_format(html->text, "<th scope=\"col\">%s", name_of(html, html->columns[i]));
    g_string_append(html->text, i == 0 ? " <small>reference</small></th>" : "</th>");
  }
  g_string_append(html->text, "</tr></thead>\n<tbody>\n");
  g_autoptr(GHashTable) known = g_hash_table_new(setting_hash, setting_equal);
  for (guint i = 0; i < settings->len; i++)
    if (g_hash_table_add(known, settings->pdata[i]))
      setting_append(html, settings->pdata[i]);
  section_close(html);
}

static void acceptance_append(const pc_html *html, const pc_acceptance *a, const char *standing) {
  pc_html_format(html->text, "<tr><th scope=\"row\"><code>%s</code> ", a->probe);
  pc_html_format(html->text, "%s</th>", a->observation);
  pc_html_format(html->text, "<td>%s</td>", a->environment);
  g_string_append_printf(html->text, "<td><b class=\"%s\">%s</b></td>", standing, standing);
  pc_html_format(html->text, "<td>%s</td>", a->reason);
  pc_html_format(html->text, "<td>%s</td>", a->owner);
  pc_html_format(html->text, "<td>%s</td></tr>\n", a->expires);
}

static const char *acceptance_standing(const GHashTable *standings, const pc_acceptance *a) {
  gpointer standing;
  return g_hash_table_lookup_extended((GHashTable *)(guintptr)standings, a, NULL, &standing)
             ? pc_standing_names[GPOINTER_TO_UINT(standing)]
             : "unused";
}

/* Stale ones first: they are to be taken out. */
static void baseline_append(const pc_html *html) {
  static const char *const columns[] = {"Accepted", "Environment", "Standing", "Reason",
                                        "Owner",    "Expires",     NULL};
  const pc_comparison *comparison = html->comparison;
  if (!comparison->baseline)
    return;
  g_autoptr(GHashTable) standings = g_hash_table_new(NULL, NULL);
  g_autoptr(GHashTable) stale = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < comparison->findings->len; i++) {
    const pc_finding *finding = comparison->findings->pdata[i];
    for (guint k = 0; k < finding->divergences->len; k++) {
      const pc_divergence *d = finding->divergences->pdata[k];
      if (d->acceptance)
        g_hash_table_insert(standings, (gpointer)(guintptr)d->acceptance,
                            GUINT_TO_POINTER(d->standing));
    }
  }
  section_open(html, "baseline", "Baseline");
  pc_html_format(
      html->text,
      "<p>What is accepted is kept in <code>%s</code>. A stale entry is one whose difference is "
      "gone: it can be taken out.</p>\n",
      comparison->baseline);
  columns_open(html, columns);
  for (guint i = 0; i < comparison->stale->len; i++) {
    g_hash_table_add(stale, comparison->stale->pdata[i]);
    acceptance_append(html, comparison->stale->pdata[i], "stale");
  }
  for (guint i = 0; i < comparison->acceptances->len; i++)
    if (!g_hash_table_contains(stale, comparison->acceptances->pdata[i]))
      acceptance_append(html, comparison->acceptances->pdata[i],
                        acceptance_standing(standings, comparison->acceptances->pdata[i]));
  section_close(html);
}

static void gaps_append(const pc_html *html) {
  static const char *const columns[] = {"Environment", "Gap", "Service", "What is known", NULL};
  const GPtrArray *gaps = html->comparison->gaps;
  if (gaps->len == 0)
    return;
  section_open(html, "gaps", "The three gaps: tools, time, personnel");
  columns_open(html, columns);
  for (guint i = 0; i < gaps->len; i++) {
    const pc_parity_gap *gap = gaps->pdata[i];
    pc_html_format(html->text, "<tr><th scope=\"row\">%s</th>", name_of(html, gap->environment));
    g_string_append_printf(html->text, "<td>%s: <b class=\"%s\">%s</b></td>",
                           pc_parity_gap_names[gap->kind],
                           gap->unknown ? "fault"
                           : gap->wide  ? "differs"
                                        : "agrees",
                           gap->unknown ? "not known"
                           : gap->wide  ? "wide"
                                        : "closed");
    pc_html_format(html->text, "<td>%s</td>", gap->service);
    pc_html_format(html->text, "<td>%s</td></tr>\n", gap->text);
  }
  section_close(html);
}

static void notes_append(const pc_html *html) {
  static const char *const columns[] = {"Environment", "Service", "Note", NULL};
  bool any = false;
  for (guint i = 0; i < html->names->len; i++) {
    const pc_environment *e = pc_comparison_environment(html->comparison, html->columns[i]);
    for (guint n = 0; n < e->header->services->len; n++) {
      const pc_service_record *service = pc_recording_header_service_at(e->header, n);
      size_t k;
      json_t *note;
      json_array_foreach(service->fingerprint.notes, k, note) {
        if (!any) {
          section_open(html, "notes", "Notes");
          columns_open(html, columns);
        }
        any = true;
        pc_html_format(html->text, "<tr><th scope=\"row\">%s</th>",
                       name_of(html, html->columns[i]));
        pc_html_format(html->text, "<td>%s</td>", service->name);
        pc_html_format(html->text, "<td>%s</td></tr>\n", json_string_value(note));
      }
    }
  }
  if (any)
    section_close(html);
}

static void skips_group_append(const pc_html *html, const pc_skip_group *group) {
  const guint n = group->probes->len;
  pc_html_format(html->text, "<tr><th scope=\"row\">%s</th>",
                 name_of(html, group->first->environment));
  pc_html_format(html->text, "<td>%s</td>", group->first->service);
  pc_html_format(html->text, "<td>%s</td><td>", group->first->reason);
  g_string_append_printf(html->text, "<details%s><summary>%u %s</summary>",
                         n <= SKIPS_SHOWN ? " open" : "", n, n == 1 ? "behaviour" : "behaviours");
  for (guint i = 0; i < n; i++)
    pc_html_format(html->text, "<code>%s</code> ", (const char *)group->probes->pdata[i]);
  g_string_append(html->text, "</details></td></tr>\n");
}

/* What was not asked of an environment for one reason, together. */
static void skips_append(const pc_html *html) {
  static const char *const columns[] = {"Environment", "Service", "Why", "Behaviours", NULL};
  g_autoptr(GPtrArray) groups = pc_skip_groups_new(html->comparison);
  if (groups->len == 0)
    return;
  section_open(html, "skips", "Not asked, and why");
  columns_open(html, columns);
  for (guint i = 0; i < groups->len; i++)
    skips_group_append(html, groups->pdata[i]);
  section_close(html);
}

static void rules_append(const pc_html *html) {
  static const char *const columns[] = {"Environment", "Observations", "Agree, as", NULL};
  bool any = false;
  for (guint i = 0; i < html->names->len; i++) {
    const pc_counts *c = &pc_comparison_environment(html->comparison, html->columns[i])->counts;
    for (guint k = 0; k < G_N_ELEMENTS(c->rules); k++) {
      if (!c->rules[k])
        continue;
      if (!any) {
        section_open(html, "rules", "What agrees under a rule");
        columns_open(html, columns);
      }
      any = true;
      pc_html_format(html->text, "<tr><th scope=\"row\">%s</th>", name_of(html, html->columns[i]));
      g_string_append_printf(html->text, "<td>%" G_GUINT64_FORMAT "</td><td>%s</td></tr>\n",
                             c->rules[k], pc_rule_words[k]);
    }
  }
  if (any)
    section_close(html);
}

void pc_html_sections_append(pc_html *html) {
  settings_append(html);
  baseline_append(html);
  gaps_append(html);
  notes_append(html);
  skips_append(html);
  rules_append(html);
}
