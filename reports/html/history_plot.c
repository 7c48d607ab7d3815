/* SPDX-License-Identifier: MIT */
/* The plot of a history: bars of behaviours that differ, one for each night. Its colours are the
 * page's. */
#include "reports/html/history_plot.h"

#include "harness/model/outcome_text.h"

#include <string.h>

enum {
  LEFT = 44,
  RIGHT = 16,
  TOP = 38,
  HEIGHT = 130,
  BELOW = 44, /* for marks and dates */
  WIDTH = 940,
  STEP_MIN = 7,
  STEP_MAX = 56,
  BAR_MAX = 30,
  DATE_WIDTH = 46,
  TICKS = 4,
};

typedef struct plot {
  const pc_history *history;
  const char *environment;
  FILE *stream;
  guint64 most; /* the end of the scale */
  double step;  /* from night to night */
  double width;
} plot;

void pc_history_html_print(FILE *stream, const char *text) {
  g_autofree char *shown = pc_text_show(text, strlen(text));
  g_autofree char *escaped = g_markup_escape_text(shown, -1);
  fputs(escaped, stream);
}

static const pc_night *night_at(const plot *p, guint i) { return p->history->nights->pdata[i]; }

static double x_of(const plot *p, guint night) { return LEFT + p->step * (night + 0.5); }

static double y_of(const plot *p, guint64 n) {
  return TOP + HEIGHT - (double)n * HEIGHT / (double)p->most;
}

/* 1, 2 or 5 times a power of ten, so that TICKS of it reach n. */
static guint64 tick_of(guint64 n) {
  static const guint64 rounds[] = {1, 2, 5};
  for (guint64 ten = 1;; ten *= 10)
    for (guint i = 0; i < G_N_ELEMENTS(rounds); i++)
      if (rounds[i] * ten * TICKS >= n)
        return rounds[i] * ten;
}

static void scale_print(const plot *p, guint64 tick) {
  for (guint64 n = 0; n <= p->most; n += tick)
    fprintf(p->stream,
            "<line class=\"%s\" x1=\"%d\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/><text "
            "class=\"tick\" x=\"%d\" y=\"%.1f\" "
            "text-anchor=\"end\">%" G_GUINT64_FORMAT "</text>\n",
            n ? "grid" : "axis", LEFT, p->width - RIGHT, y_of(p, n), y_of(p, n), LEFT - 8,
            y_of(p, n) + 4, n);
}

static void words_print(const plot *p, const pc_night *night, const pc_night_environment *e) {
  fprintf(p->stream, "<title>%s  ", night->name);
  if (e && e->compared)
    fprintf(p->stream,
            "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " behaviours differ (%" G_GUINT64_FORMAT
            " high, %" G_GUINT64_FORMAT " medium, %" G_GUINT64_FORMAT
            " low); %u appeared, %u changed, %u went",
            e->differ, e->behaviours, e->by_severity[PC_SEVERITY_HIGH],
            e->by_severity[PC_SEVERITY_MEDIUM], e->by_severity[PC_SEVERITY_LOW],
            e->changes[PC_CHANGE_APPEARED], e->changes[PC_CHANGE_CHANGED],
            e->changes[PC_CHANGE_WENT]);
  else
    fputs("not compared", p->stream);
  if (night->references->len)
    fprintf(p->stream, "; the reference changed in %u answers", night->references->len);
  fputs("</title>", p->stream);
}

static void bar_print(const plot *p, guint i, const pc_night_environment *e) {
  static const char *const classes[] = {"low", "medium", "high"};
  const double width = MIN(p->step * 0.72, BAR_MAX);
  guint64 below = 0;
  for (int severity = PC_SEVERITY_HIGH; severity >= PC_SEVERITY_LOW; severity--) {
    const guint64 n = e->by_severity[severity];
    if (n)
      fprintf(p->stream,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              classes[severity], x_of(p, i) - width / 2, y_of(p, below + n), width,
              y_of(p, below) - y_of(p, below + n));
    below += n;
  }
  if (p->step >= 24)
    fprintf(p->stream,
            "<text class=\"count\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%" G_GUINT64_FORMAT
            "</text>",
            x_of(p, i), y_of(p, below) - 5, below);
}

/* Whether a version or setting of this environment, or of the reference, is another. */
static bool settings_changed(const plot *p, const pc_night *night) {
  for (guint i = 0; i < night->settings->len; i++) {
    const pc_setting_change *s = night->settings->pdata[i];
    if (strcmp(s->environment, p->environment) == 0 ||
        strcmp(s->environment, p->history->reference) == 0)
      return true;
  }
  return false;
}

/* Behind the bar; above it, where nothing else is. */
static void reference_print(const plot *p, guint i) {
  const double x = x_of(p, i);
  const double size = MIN(p->step * 0.4, 5) + 1;
  fprintf(p->stream,
          "<line class=\"reference-line\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%d\"/>"
          "<path class=\"reference-mark\" d=\"M%.1f 2 l%.1f %.1f l%.1f %.1f l%.1f %.1f z\"/>",
          x, x, 2 + size, TOP + HEIGHT, x, size, size, -size, size, -size, -size);
}

static void marks_print(const plot *p, guint i, const pc_night *night,
                        const pc_night_environment *e) {
  const double x = x_of(p, i);
  const double size = MIN(p->step * 0.4, 5);
  const double y = TOP + HEIGHT;
  if (settings_changed(p, night))
    fprintf(p->stream, "<path class=\"setting-mark\" d=\"M%.1f %.1f l%.1f %.1f h%.1f z\"/>", x,
            y + 5, size, size * 1.7, -2 * size);
  if (!e || !e->compared)
    fprintf(p->stream,
            "<text class=\"missing\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">–</text>", x,
            y - 5);
  else if (night->incomplete->len)
    fprintf(p->stream, "<circle class=\"incomplete-mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", x,
            y + 20, size * 0.7);
}

/* As many dates as fit, the last always. */
static void dates_print(const plot *p) {
  const guint n = p->history->nights->len;
  const guint every = MAX((guint)(DATE_WIDTH / p->step + 0.999), 1);
  for (guint i = 0; i < n; i++)
    if ((n - 1 - i) % every == 0)
      fprintf(p->stream,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.5s</text>\n",
              x_of(p, i), TOP + HEIGHT + 38, night_at(p, i)->name + strlen("2026-"));
}

static guint64 most_find(const pc_history *history, const char *environment) {
  guint64 most = 1;
  for (guint i = 0; i < history->nights->len; i++) {
    const pc_night_environment *e = pc_night_find(history->nights->pdata[i], environment);
    most = MAX(most, e ? e->differ : 0);
  }
  return most;
}

void pc_history_plot_print(const pc_history *history, const char *environment, FILE *stream) {
  const guint n = history->nights->len;
  const guint64 most = most_find(history, environment);
  const guint64 tick = tick_of(most);
  plot p = {.history = history,
            .environment = environment,
            .stream = stream,
            .most = (most + tick - 1) / tick * tick,
            .step = CLAMP((double)(WIDTH - LEFT - RIGHT) / n, STEP_MIN, STEP_MAX)};
  p.width = MAX(LEFT + RIGHT + p.step * n, WIDTH);
  fprintf(stream,
          "<svg role=\"img\" width=\"%.0f\" height=\"%d\" viewBox=\"0 0 %.0f %d\" aria-label=\"",
          p.width, TOP + HEIGHT + BELOW, p.width, TOP + HEIGHT + BELOW);
  pc_history_html_print(stream, environment);
  fputs(": behaviours that differ, night by night; the table below has the same numbers\">\n",
        stream);
  scale_print(&p, tick);
  for (guint i = 0; i < n; i++) {
    const pc_night_environment *e = pc_night_find(night_at(&p, i), environment);
    fputs("<g>", stream);
    words_print(&p, night_at(&p, i), e);
    if (night_at(&p, i)->references->len)
      reference_print(&p, i);
    if (e && e->compared)
      bar_print(&p, i, e);
    marks_print(&p, i, night_at(&p, i), e);
    fputs("</g>\n", stream);
  }
  dates_print(&p);
  fputs("</svg>\n", stream);
}
