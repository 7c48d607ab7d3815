/* SPDX-License-Identifier: MIT */
/* A history for the terminal: the last night's verdict, a line for each night, then what changed,
 * the latest first. */
#include "reports/report.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum { CHANGES_SHOWN = 20, NAMES_SHOWN = 12, INDENT = 4, ANSWER_INDENT = 12, COLUMN_MIN = 9 };

typedef struct page {
  const pc_history *history;
  FILE *stream;
  guint width;
  bool colour;
} page;

static const char *paint(const page *p, const char *code) { return p->colour ? code : ""; }
#define BOLD(p) paint(p, "\033[1m")
#define DIM(p) paint(p, "\033[2m")
#define RED(p) paint(p, "\033[31m")
#define YELLOW(p) paint(p, "\033[33m")
#define GREEN(p) paint(p, "\033[32m")
#define PLAIN(p) paint(p, "\033[0m")

/* Everything that comes from a recording goes through here. */
static void safe_print(const page *p, const char *words) {
  g_autofree char *shown = pc_text_show(words, strlen(words));
  fputs(shown, p->stream);
}

/* Safe words, padded on their left to so many columns. */
static void right_print(const page *p, const char *words, guint width) {
  g_autofree char *shown = pc_text_show(words, strlen(words));
  const gsize taken = pc_text_width(shown);
  fprintf(p->stream, "%*s%s", (int)(taken < width ? width - taken : 0), "", shown);
}

static guint column_width(const char *name) {
  g_autofree char *shown = pc_text_show(name, strlen(name));
  return MAX((guint)pc_text_width(shown), COLUMN_MIN);
}

static void cell_print(const page *p, const pc_night_environment *e, guint width) {
  g_autofree char *text =
      e && e->compared
          ? g_strdup_printf("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, e->differ, e->behaviours)
          : g_strdup("-");
  fprintf(p->stream, "  %*s", (int)width, text);
}

static guint changes_count(const pc_night *night, pc_change_kind kind) {
  guint n = 0;
  for (guint i = 0; i < night->environments->len; i++)
    n += ((const pc_night_environment *)night->environments->pdata[i])->changes[kind];
  return n;
}

static guint found_count(const pc_night *night) {
  guint n = 0;
  for (guint i = 0; i < night->environments->len; i++)
    n += ((const pc_night_environment *)night->environments->pdata[i])->found;
  return n;
}

static void row_print(const page *p, const pc_night *night) {
  const GPtrArray *names = p->history->environments;
  fprintf(p->stream, "  %-16s", night->name);
  for (guint i = 0; i < names->len; i++)
    cell_print(p, pc_night_find(night, names->pdata[i]), column_width(names->pdata[i]));
  fprintf(p->stream, "  %8u  %7u  %4u", changes_count(night, PC_CHANGE_APPEARED),
          changes_count(night, PC_CHANGE_CHANGED), changes_count(night, PC_CHANGE_WENT));
  if (night->incidents->len)
    fprintf(p->stream, "  %s%sINCIDENT%s", BOLD(p), RED(p), PLAIN(p));
  if (night->references->len)
    fprintf(p->stream, "  %s%sREFERENCE CHANGED%s", BOLD(p), RED(p), PLAIN(p));
  if (night->settings->len)
    fprintf(p->stream, "  %u version%s or setting%s", night->settings->len,
            night->settings->len == 1 ? "" : "s", night->settings->len == 1 ? "" : "s");
  if (night->incomplete->len)
    fprintf(p->stream, "  %sincomplete%s", YELLOW(p), PLAIN(p));
  fputc('\n', p->stream);
}

static void table_print(const page *p) {
  const GPtrArray *names = p->history->environments;
  fprintf(p->stream, "\n  %s%-16s", BOLD(p), "night");
  for (guint i = 0; i < names->len; i++) {
    fputs("  ", p->stream);
    right_print(p, names->pdata[i], column_width(names->pdata[i]));
  }
  fprintf(p->stream, "  appeared  changed  went%s\n", PLAIN(p));
  for (guint i = 0; i < p->history->nights->len; i++)
    row_print(p, p->history->nights->pdata[i]);
  fprintf(p->stream, "  %sbehaviours that differ from ", DIM(p));
  safe_print(p, p->history->reference);
  fprintf(p->stream, ", of those that were compared%s\n", PLAIN(p));
}

static void heading_print(const page *p, const char *colour, const char *words, guint n) {
  fprintf(p->stream, "\n  %s%s%s%s", BOLD(p), colour, words, PLAIN(p));
  if (n)
    fprintf(p->stream, " (%u)", n);
  fputc('\n', p->stream);
}

static void more_print(const page *p, guint n, guint shown) {
  if (n > shown)
    fprintf(p->stream, "%*s... and %u more: '--report json' has all\n", INDENT, "", n - shown);
}

static const char *severity_paint(const page *p, pc_severity severity) {
  return severity == PC_SEVERITY_HIGH     ? RED(p)
         : severity == PC_SEVERITY_MEDIUM ? YELLOW(p)
                                          : DIM(p);
}

/* "high silent  sql/text/like-case, 'names' (value)" */
static void observation_print(const page *p, pc_severity severity, bool silent, const char *probe,
                              const char *observation, pc_category category) {
  fprintf(p->stream, "%*s%s%s%s%s  ", INDENT, "", severity_paint(p, severity),
          pc_severity_names[severity], silent ? " silent" : "", PLAIN(p));
  fputs(BOLD(p), p->stream);
  safe_print(p, probe);
  fprintf(p->stream, "%s, '", PLAIN(p));
  safe_print(p, observation);
  fprintf(p->stream, "' (%s)\n", pc_category_names[category]);
}

/* Two answers under each other. */
static void answers_print(const page *p, const char *name, const char *json, const char *other,
                          const char *other_json) {
  const guint names = MAX(column_width(name), column_width(other));
  const guint before = ANSWER_INDENT + names + 2;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  pc_outcome_show_pair(json, other_json, p->width > before + 40 ? p->width - before : 40, &a, &b);
  fprintf(p->stream, "%*s", ANSWER_INDENT, "");
  right_print(p, name, names);
  fprintf(p->stream, "  %s\n%*s", a, ANSWER_INDENT, "");
  right_print(p, other, names);
  fprintf(p->stream, "  %s\n", b);
}

static void references_print(const page *p, const pc_night *night) {
  const GPtrArray *changes = night->references;
  if (!changes->len)
    return;
  heading_print(p, RED(p),
                "THE REFERENCE CHANGED: its own answers are not those of the night before",
                changes->len);
  for (guint i = 0; i < changes->len && i < CHANGES_SHOWN; i++) {
    const pc_reference_change *c = changes->pdata[i];
    observation_print(p, c->severity, false, c->probe, c->observation, c->category);
    answers_print(p, "before", c->before, "now", c->after);
  }
  more_print(p, changes->len, CHANGES_SHOWN);
}

static void settings_print(const page *p, const pc_night *night) {
  if (!night->settings->len)
    return;
  heading_print(p, "", "versions and settings that changed with it", 0);
  for (guint i = 0; i < night->settings->len; i++) {
    const pc_setting_change *s = night->settings->pdata[i];
    fprintf(p->stream, "%*s", INDENT, "");
    safe_print(p, s->environment);
    if (s->service) {
      fputc('/', p->stream);
      safe_print(p, s->service);
    }
    fputs("  ", p->stream);
    safe_print(p, s->name);
    fputs(": ", p->stream);
    safe_print(p, s->after ? s->after : "(none)");
    fputs(", before ", p->stream);
    safe_print(p, s->before ? s->before : "(none)");
    fputc('\n', p->stream);
  }
}

/* Which side it is that answers otherwise. */
static const char *change_reason(const pc_change *c) {
  if (c->found)
    return "found by a probe that was not asked the night before";
  if (c->own && c->reference)
    return "both answer otherwise than the night before";
  if (c->reference)
    return "the reference answers otherwise than the night before";
  return c->own ? "its own answer is another one than the night before" : NULL;
}

static void change_print(const page *p, const pc_change *c) {
  const char *reason = change_reason(c);
  observation_print(p, c->severity, c->silent, c->probe, c->observation, c->category);
  if (reason)
    fprintf(p->stream, "%*s%s\n", ANSWER_INDENT, "", reason);
  if (c->kind != PC_CHANGE_WENT)
    answers_print(p, c->environment, c->answer, p->history->reference, c->expected);
}

static void changes_print(const page *p, const pc_night *night, const char *environment,
                          pc_change_kind kind) {
  static const char *const words[] = {"appeared", "changed: differs still, but otherwise", "went"};
  guint n = 0;
  for (guint i = 0; i < night->changes->len; i++) {
    const pc_change *c = night->changes->pdata[i];
    n += c->kind == kind && strcmp(c->environment, environment) == 0;
  }
  if (!n)
    return;
  g_autofree char *shown = pc_text_show(environment, strlen(environment));
  g_autofree char *heading = g_strdup_printf("%s: %s", shown, words[kind]);
  heading_print(p, kind == PC_CHANGE_WENT ? GREEN(p) : RED(p), heading, n);
  guint printed = 0;
  for (guint i = 0; i < night->changes->len && printed < CHANGES_SHOWN; i++) {
    const pc_change *c = night->changes->pdata[i];
    if (c->kind != kind || strcmp(c->environment, environment) != 0)
      continue;
    change_print(p, c);
    printed++;
  }
  more_print(p, n, CHANGES_SHOWN);
}

static void names_print(const page *p, const char *words, const GPtrArray *names) {
  if (!names->len)
    return;
  heading_print(p, "", words, names->len);
  fprintf(p->stream, "%*s", INDENT, "");
  for (guint i = 0; i < names->len && i < NAMES_SHOWN; i++) {
    fputs(i ? ", " : "", p->stream);
    safe_print(p, names->pdata[i]);
  }
  fputs(names->len > NAMES_SHOWN ? ", ...\n" : "\n", p->stream);
}

static void lines_print(const page *p, const char *colour, const char *heading,
                        const GPtrArray *lines) {
  if (!lines->len)
    return;
  heading_print(p, colour, heading, 0);
  for (guint i = 0; i < lines->len; i++) {
    fprintf(p->stream, "%*s", INDENT, "");
    safe_print(p, lines->pdata[i]);
    fputc('\n', p->stream);
  }
}

/* An environment that was not recorded every night is held against an earlier one. */
static void since_print(const page *p, const pc_night *night) {
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    const pc_night *since = e->since >= 0 ? p->history->nights->pdata[e->since] : NULL;
    const guint before = since ? (guint)e->since + 1 : 0;
    if (!since || p->history->nights->pdata[before] == night)
      continue;
    fprintf(p->stream, "%*s", INDENT, "");
    safe_print(p, e->name);
    fprintf(p->stream, " is held against the night of %s\n", since->name);
  }
}

static bool night_is_quiet(const pc_night *night) {
  return !(night->references->len || night->changes->len || night->settings->len ||
           night->added->len || night->gone->len || night->incidents->len ||
           night->incomplete->len);
}

static void night_print(const page *p, const pc_night *night) {
  if (night_is_quiet(night))
    return;
  fprintf(p->stream, "\n%s%s%s", BOLD(p), night->name, PLAIN(p));
  fprintf(p->stream, "  %u appeared, %u changed, %u went", changes_count(night, PC_CHANGE_APPEARED),
          changes_count(night, PC_CHANGE_CHANGED), changes_count(night, PC_CHANGE_WENT));
  const guint found = found_count(night);
  if (found)
    fprintf(p->stream, ", %u found by new probes", found);
  fputc('\n', p->stream);
  lines_print(p, RED(p), "incident: the run changed what is not its own", night->incidents);
  since_print(p, night);
  references_print(p, night);
  settings_print(p, night);
  for (guint i = 0; i < p->history->environments->len; i++)
    for (guint kind = PC_CHANGE_APPEARED; kind <= PC_CHANGE_WENT; kind++)
      changes_print(p, night, p->history->environments->pdata[i], (pc_change_kind)kind);
  names_print(p,
              night->catalogue ? "probes that are new in the catalogue"
                               : "probes that were not asked the night before",
              night->added);
  names_print(p,
              night->catalogue ? "probes that left the catalogue" : "probes that are asked no more",
              night->gone);
  lines_print(p, YELLOW(p), "incomplete: what could not be told", night->incomplete);
}

static void verdict_print(const page *p) {
  fprintf(p->stream, "%s%s", BOLD(p), p->history->exit_status == 0 ? GREEN(p) : RED(p));
  safe_print(p, p->history->verdict);
  fprintf(p->stream, "%s\n", PLAIN(p));
}

static void text_write(const pc_history *history, const pc_report_options *options, FILE *stream) {
  const page p = {
      .history = history, .stream = stream, .width = options->width, .colour = options->colour};
  verdict_print(&p);
  table_print(&p);
  for (guint i = history->nights->len; i > 0; i--)
    night_print(&p, history->nights->pdata[i - 1]);
  if (history->unread->len)
    fprintf(stream, "\n%sFiles that were left out%s\n", BOLD(&p), PLAIN(&p));
  for (guint i = 0; i < history->unread->len; i++) {
    fputs("  ", stream);
    safe_print(&p, history->unread->pdata[i]);
    fputc('\n', stream);
  }
  fputc('\n', stream);
  verdict_print(&p);
}

const pc_report pc_history_report_text = {
    .name = "text",
    .summary = "for the terminal",
    .history = text_write,
};
