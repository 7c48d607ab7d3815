/* SPDX-License-Identifier: MIT */
/* A history as one self-contained page without scripts: verdict, plot, the same as a table, what
 * changed when. */
#include "reports/html/history_plot.h"
#include "reports/report.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { ANSWER_COLUMNS = 400 };

static const char style[] =
    ":root{color-scheme:light "
    "dark;--page:#fff;--text:#1d2228;--quiet:#5c6670;--line:#dde2e7;--soft:#f5f7f9;--high:#b3261e;-"
    "-medium:#d9822b;--low:#c3c9d0;--good:#1a7f45;--mark:#6a3fc4;--setting:#1f6fb5}@media(prefers-"
    "color-scheme:dark){:root{--page:#14171b;--text:#e4e8ec;--quiet:#98a2ad;--line:#2c333b;--soft:#"
    "1c2127;--high:#f2756b;--medium:#e0a04c;--low:#59636e;--good:#5fc98a;--mark:#b094f5;--setting:#"
    "6cb2ee}}*{box-sizing:border-box}a{color:inherit;text-decoration-color:var(--low);text-"
    "underline-offset:3px}body{margin:0 auto;max-width:62rem;padding:2.5rem 1.5rem "
    "5rem;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,'Segoe "
    "UI',Roboto,'DejaVu "
    "Sans',sans-serif}h1{font-size:1rem;font-weight:600;color:var(--quiet);margin:0 0 "
    ".5rem}h2{font-size:1.15rem;margin:3rem 0 .75rem}h3{font-size:1rem;margin:1.5rem 0 "
    ".25rem}h4{font-size:.95rem;margin:1.25rem 0 "
    ".5rem}.verdict{font-size:1.35rem;line-height:1.4;font-weight:600;margin:0;overflow-wrap:"
    "anywhere}.alarm{border-left:5px solid var(--mark);padding:.6rem "
    "1rem;background:var(--soft)}.quiet{color:var(--quiet)}.plot{overflow-x:auto;margin:0 0 "
    ".5rem;direction:rtl}svg{display:block;max-width:none;direction:ltr}.grid{stroke:var(--line)}."
    "axis{stroke:var(--quiet)}.tick,.missing{font-size:11px;fill:var(--quiet)}.count{font-size:"
    "11px;font-weight:600;fill:var(--text);paint-order:stroke;stroke:var(--page);stroke-width:3px}"
    "rect.high,.key.high{fill:var(--high);background:var(--high)}rect.medium,.key.medium{fill:var(-"
    "-medium);background:var(--medium)}rect.low,.key.low{fill:var(--low);background:var(--low)}."
    "reference-line{stroke:var(--mark);stroke-dasharray:3 "
    "3}.reference-mark{fill:var(--mark)}.setting-mark{fill:var(--setting)}.incomplete-mark{fill:"
    "none;stroke:var(--quiet);stroke-width:1.5}.legend{display:flex;flex-wrap:wrap;gap:.35rem "
    "1.25rem;padding:0;margin:.25rem 0 "
    "0;list-style:none;font-size:.85rem;color:var(--quiet)}.legend "
    "svg{display:inline-block;vertical-align:-2px}.key{display:inline-block;width:11px;height:11px;"
    "border-radius:2px;margin-right:.4rem;vertical-align:-1px}.table{overflow-x:auto}table{border-"
    "collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}th,td{text-"
    "align:right;padding:.4rem .75rem;border-bottom:1px solid "
    "var(--line);white-space:nowrap}th:first-child,td:first-child{text-align:left;padding-left:0}"
    "th{color:var(--quiet);font-weight:600}td:last-child,th:last-child{text-align:left;white-space:"
    "normal;min-width:14rem}tr.reference td{background:var(--soft)}details{border-top:1px solid "
    "var(--line);padding:.75rem 0}details:last-of-type{border-bottom:1px solid "
    "var(--line)}summary{cursor:pointer;font-weight:600}summary "
    ".quiet{font-weight:400}ul.changes,ul.plain{list-style:none;padding:0;margin:0}ul.changes>li{"
    "margin:0 0 1rem}ul.plain>li{margin:.15rem "
    "0;overflow-wrap:anywhere}.severity{display:inline-block;min-width:4.2rem;font-size:.8rem;font-"
    "weight:600}.severity.high{color:var(--high)}.severity.medium{color:var(--medium)}.severity."
    "low{color:var(--quiet)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem "
    "1rem;margin:.3rem 0 0;padding:.5rem "
    ".75rem;background:var(--soft);border-radius:4px;font-size:.88rem}dt{color:var(--quiet);max-"
    "width:14rem;overflow-wrap:anywhere}dd{margin:0;font-family:ui-monospace,'DejaVu Sans "
    "Mono',monospace;overflow-wrap:anywhere}@media(max-width:40rem){body{padding:1.25rem 1rem "
    "3rem}.verdict{font-size:1.2rem}dl{grid-template-columns:1fr}}@media "
    "print{body{max-width:none;padding:0}details{break-inside:avoid}}";

/* The page being written. */
typedef struct page {
  const pc_history *history;
  FILE *stream;
} page;

static void safe(const page *p, const char *text) { pc_history_html_print(p->stream, text); }

static void element(const page *p, const char *tag, const char *text) {
  fprintf(p->stream, "<%s>", tag);
  safe(p, text);
  fprintf(p->stream, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

static const pc_night *last_night(const page *p) {
  return p->history->nights->pdata[p->history->nights->len - 1];
}

static void head_print(const page *p) {
  fprintf(p->stream,
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<title>paritycheck: nights side by "
          "side</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n",
          style);
  fputs("<h1>paritycheck: nights side by side</h1>\n", p->stream);
  element(p, last_night(p)->references->len ? "p class=\"verdict alarm\"" : "p class=\"verdict\"",
          p->history->verdict);
}

static void legend_print(const page *p) {
  fputs(
      "<ul class=\"legend\"><li><span class=\"key high\"></span>high</li><li><span class=\"key "
      "medium\"></span>medium</li><li><span class=\"key low\"></span>low</li><li><svg width=\"12\" "
      "height=\"12\" aria-hidden=\"true\"><path class=\"reference-mark\" d=\"M6 0 l6 6 l-6 6 l-6 "
      "-6 z\"/></svg> the reference changed</li><li><svg width=\"12\" height=\"12\" "
      "aria-hidden=\"true\"><path class=\"setting-mark\" d=\"M6 1 l5 9 h-10 z\"/></svg> a version "
      "or setting changed</li><li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle "
      "class=\"incomplete-mark\" cx=\"6\" cy=\"6\" r=\"4\"/></svg> incomplete</li></ul>\n",
      p->stream);
}

static void plots_print(const page *p) {
  fputs("<h2>Behaviours that differ from ", p->stream);
  safe(p, p->history->reference);
  fputs("</h2>\n", p->stream);
  for (guint i = 0; i < p->history->environments->len; i++) {
    const char *name = p->history->environments->pdata[i];
    element(p, "h3", name);
    fputs("<div class=\"plot\" tabindex=\"0\">\n", p->stream);
    pc_history_plot_print(p->history, name, p->stream);
    fputs("</div>\n", p->stream);
  }
  legend_print(p);
}

static guint changes_count(const pc_night *night, pc_change_kind kind) {
  guint n = 0;
  for (guint i = 0; i < night->environments->len; i++)
    n += ((const pc_night_environment *)night->environments->pdata[i])->changes[kind];
  return n;
}

static void remarks_print(const page *p, const pc_night *night) {
  g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
  if (night->incidents->len)
    g_ptr_array_add(remarks, g_strdup_printf("INCIDENT (%u)", night->incidents->len));
  if (night->references->len)
    g_ptr_array_add(remarks, g_strdup_printf("reference changed (%u)", night->references->len));
  if (night->settings->len)
    g_ptr_array_add(remarks, g_strdup_printf("versions and settings (%u)", night->settings->len));
  if (night->catalogue)
    g_ptr_array_add(remarks, g_strdup("another catalogue"));
  if (night->incomplete->len)
    g_ptr_array_add(remarks, g_strdup("incomplete"));
  g_ptr_array_add(remarks, NULL);
  g_autofree char *text = g_strjoinv(", ", (char **)remarks->pdata);
  element(p, "td", text);
}

static void row_print(const page *p, const pc_night *night, guint number) {
  fprintf(p->stream, "<tr%s><td>", night->references->len ? " class=\"reference\"" : "");
  fprintf(p->stream, "<a href=\"#night-%u\">%s</a></td>", number, night->name);
  for (guint i = 0; i < p->history->environments->len; i++) {
    const pc_night_environment *e = pc_night_find(night, p->history->environments->pdata[i]);
    if (e && e->compared)
      fprintf(p->stream, "<td>%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT "</td>", e->differ,
              e->behaviours);
    else
      fputs("<td>–</td>", p->stream);
  }
  for (guint kind = 0; pc_change_names[kind]; kind++)
    fprintf(p->stream, "<td>%u</td>", changes_count(night, (pc_change_kind)kind));
  remarks_print(p, night);
  fputs("</tr>\n", p->stream);
}

static void table_print(const page *p) {
  fputs("<h2>Night by night</h2>\n<div class=\"table\" tabindex=\"0\">\n<table>\n<thead><tr><th "
        "scope=\"col\">night (UTC)</th>",
        p->stream);
  for (guint i = 0; i < p->history->environments->len; i++)
    element(p, "th scope=\"col\"", p->history->environments->pdata[i]);
  fputs("<th scope=\"col\">appeared</th><th scope=\"col\">changed</th><th "
        "scope=\"col\">went</th><th scope=\"col\">remarks</th></tr></thead>\n<tbody>\n",
        p->stream);
  for (guint i = p->history->nights->len; i > 0; i--)
    row_print(p, p->history->nights->pdata[i - 1], i);
  fputs("</tbody>\n</table>\n</div>\n", p->stream);
}

static void answers_print(const page *p, const char *name, const char *json, const char *other,
                          const char *other_json) {
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  pc_outcome_show_pair(json, other_json, ANSWER_COLUMNS, &a, &b);
  fputs("<dl>", p->stream);
  element(p, "dt", name);
  element(p, "dd", a);
  element(p, "dt", other);
  element(p, "dd", b);
  fputs("</dl>", p->stream);
}

/* "high  sql/text/like-case, 'names' (value)" */
static void observation_print(const page *p, pc_severity severity, const char *title,
                              const char *probe, const char *observation, pc_category category) {
  fprintf(p->stream, "<span class=\"severity %s\">%s</span> <strong>", pc_severity_names[severity],
          pc_severity_names[severity]);
  safe(p, probe);
  fputs("</strong>, “", p->stream);
  safe(p, observation);
  fprintf(p->stream, "” (%s)", pc_category_names[category]);
  if (title) {
    fputs("<br><span class=\"quiet\">", p->stream);
    safe(p, title);
    fputs("</span>", p->stream);
  }
}

static void references_print(const page *p, const pc_night *night) {
  if (!night->references->len)
    return;
  fputs("<h4>The reference changed: its own answers are not those of the night before</h4>\n<ul "
        "class=\"changes\">\n",
        p->stream);
  for (guint i = 0; i < night->references->len; i++) {
    const pc_reference_change *c = night->references->pdata[i];
    fputs("<li>", p->stream);
    observation_print(p, c->severity, c->title, c->probe, c->observation, c->category);
    answers_print(p, "before", c->before, "now", c->after);
    fputs("</li>\n", p->stream);
  }
  fputs("</ul>\n", p->stream);
}

static void settings_print(const page *p, const pc_night *night) {
  if (!night->settings->len)
    return;
  fputs("<h4>Versions and settings that changed with it</h4>\n<ul class=\"plain\">\n", p->stream);
  for (guint i = 0; i < night->settings->len; i++) {
    const pc_setting_change *s = night->settings->pdata[i];
    g_autofree char *line =
        g_strdup_printf("%s%s%s  %s: %s, before %s", s->environment, s->service ? "/" : "",
                        s->service ? s->service : "", s->name, s->after ? s->after : "(none)",
                        s->before ? s->before : "(none)");
    element(p, "li", line);
  }
  fputs("</ul>\n", p->stream);
}

static const char *change_reason(const pc_change *c) {
  if (c->found)
    return "found by a probe that was not asked the night before";
  if (c->own && c->reference)
    return "both sides answer otherwise than the night before";
  if (c->reference)
    return "the reference answers otherwise than the night before";
  return c->own ? "its own answer is another one than the night before" : NULL;
}

static void change_print(const page *p, const pc_change *c) {
  const char *reason = change_reason(c);
  fputs("<li>", p->stream);
  observation_print(p, c->severity, c->title, c->probe, c->observation, c->category);
  if (reason)
    fprintf(p->stream, "<br><span class=\"quiet\">%s</span>", reason);
  if (c->kind != PC_CHANGE_WENT)
    answers_print(p, c->environment, c->answer, p->history->reference, c->expected);
  fputs("</li>\n", p->stream);
}

static void changes_print(const page *p, const pc_night *night) {
  const pc_change *before = NULL;
  for (guint i = 0; i < night->changes->len; i++) {
    const pc_change *c = night->changes->pdata[i];
    if (!before || before->kind != c->kind || strcmp(before->environment, c->environment) != 0) {
      fprintf(p->stream, "%s<h4>", before ? "</ul>\n" : "");
      safe(p, c->environment);
      fprintf(p->stream, ": %s</h4>\n<ul class=\"changes\">\n", pc_change_names[c->kind]);
    }
    change_print(p, c);
    before = c;
  }
  if (before)
    fputs("</ul>\n", p->stream);
}

static void list_print(const page *p, const char *heading, const GPtrArray *texts) {
  if (!texts->len)
    return;
  element(p, "h4", heading);
  fputs("<ul class=\"plain\">\n", p->stream);
  for (guint i = 0; i < texts->len; i++)
    element(p, "li", texts->pdata[i]);
  fputs("</ul>\n", p->stream);
}

/* An environment that was not recorded every night is held against an earlier one. */
static void since_print(const page *p, const pc_night *night, guint number) {
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (e->since < 0 || (guint)e->since + 2 == number)
      continue;
    g_autofree char *line =
        g_strdup_printf("%s is held against the night of %s.", e->name,
                        ((const pc_night *)p->history->nights->pdata[e->since])->name);
    element(p, "p class=\"quiet\"", line);
  }
}

static void night_print(const page *p, const pc_night *night, guint number) {
  const bool last = number == p->history->nights->len;
  const bool quiet =
      !(night->references->len || night->settings->len || night->changes->len ||
        night->added->len || night->gone->len || night->incidents->len || night->incomplete->len);
  fprintf(p->stream, "<details id=\"night-%u\"%s><summary>%s <span class=\"quiet\">", number,
          last ? " open" : "", night->name);
  fprintf(p->stream, "%s%u appeared, %u changed, %u went%s%s</span></summary>\n",
          night->incidents->len ? "INCIDENT; " : "", changes_count(night, PC_CHANGE_APPEARED),
          changes_count(night, PC_CHANGE_CHANGED), changes_count(night, PC_CHANGE_WENT),
          night->references->len ? "; the reference changed" : "",
          night->incomplete->len ? "; incomplete" : "");
  list_print(p, "Incident: the run changed what is not its own", night->incidents);
  since_print(p, night, number);
  references_print(p, night);
  settings_print(p, night);
  changes_print(p, night);
  list_print(p,
             night->catalogue ? "Probes that are new in the catalogue"
                              : "Probes that were not asked the night before",
             night->added);
  list_print(p,
             night->catalogue ? "Probes that left the catalogue" : "Probes that are asked no more",
             night->gone);
  list_print(p, "Incomplete: what could not be told", night->incomplete);
  if (quiet)
    fputs("<p class=\"quiet\">Nothing changed.</p>\n", p->stream);
  fputs("</details>\n", p->stream);
}

static void html_write(const pc_history *history, const pc_report_options *options, FILE *stream) {
  (void)options;
  const page p = {.history = history, .stream = stream};
  head_print(&p);
  plots_print(&p);
  table_print(&p);
  fputs("<h2>What changed</h2>\n", stream);
  for (guint i = history->nights->len; i > 0; i--)
    night_print(&p, history->nights->pdata[i - 1], i);
  if (history->unread->len)
    fputs("<h2>Left out</h2>\n", stream);
  list_print(&p, "Files that are not part of this", history->unread);
  fputs("</main>\n</body>\n</html>\n", stream);
}

const pc_report pc_history_report_html = {
    .name = "html",
    .summary = "a page with a plot",
    .history = html_write,
};
