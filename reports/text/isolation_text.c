/* SPDX-License-Identifier: MIT */
/* The isolation table for the terminal: a block for each service, an anomaly a line, an isolation
 * level a column. */
#include "reports/isolation.h"

#include "harness/model/outcome_text.h"
#include "harness/model/probe.h"

#include <string.h>

enum { LEVEL_COLUMNS = 14, NAME_COLUMNS_MAX = 24 };

/* Shown for each pc_protection; what occurs is to be seen from afar. */
static const char *const shown[] = {"OCCURS", "prevented", "blocked", "refused", "?"};
static const char *const legend[] = {
    "it happened: the application has to guard against it itself",
    "it did not happen, and nobody had to wait or was refused",
    "it did not happen: a transaction had to wait for the other",
    "it did not happen: a transaction was refused and has to be tried again from its start",
    "could not be told; the reason is below the table",
};

typedef struct page {
  FILE *stream;
  bool colour;
} page;

static const char *paint(const page *p, const char *code) { return p->colour ? code : ""; }

/* Text from a recording, made safe for a terminal and padded to width columns. */
static void padded_print(const page *p, const char *words, guint width) {
  g_autofree char *safe = pc_text_show(words ? words : "?", strlen(words ? words : "?"));
  const gsize taken = (gsize)pc_text_width(safe);
  fprintf(p->stream, "%s%*s", safe, (int)(taken < width ? width - taken : 0), "");
}

static guint names_width(const pc_isolation_table *table) {
  guint width = 0;
  for (guint i = 0; i < table->rows->len; i++)
    width =
        MAX(width, (guint)pc_text_width(((const pc_isolation_row *)table->rows->pdata[i])->name));
  return MIN(width, NAME_COLUMNS_MAX);
}

/* "read committed" takes two lines. */
static void levels_print(const page *p, const pc_isolation_table *table, guint indent) {
  for (guint line = 0; line < 2; line++) {
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%*s", (int)indent, "");
    for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++) {
      g_auto(GStrv) words = g_strsplit(pc_level_names[i], " ", 2);
      const char *word = words[1] ? words[line] : line == 1 ? words[0] : "";
      if (table->levels[i])
        g_string_append_printf(text, "  %-*s", LEVEL_COLUMNS - 2, word);
    }
    fprintf(p->stream, "%s\n", g_strchomp(text->str));
  }
}

static void cell_print(const page *p, const pc_isolation_cell *cell) {
  static const char *const codes[] = {"\033[31m", "\033[32m", "\033[32m", "\033[32m", "\033[33m"};
  const char *word = cell ? shown[cell->protection] : "-";
  fprintf(p->stream, "  %s%-*s%s", paint(p, cell ? codes[cell->protection] : ""), LEVEL_COLUMNS - 2,
          word, paint(p, cell ? "\033[0m" : ""));
}

static void row_print(const page *p, const pc_isolation_table *table, const pc_isolation_row *row,
                      guint name) {
  padded_print(p, row->name, name);
  for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++)
    if (table->levels[i])
      cell_print(p, row->cells[i]);
  fputs("  ", p->stream);
  padded_print(p, row->words, 0);
  fputc('\n', p->stream);
}

static void reasons_print(const page *p, const pc_isolation_table *table) {
  for (guint i = 0; i < table->rows->len; i++) {
    const pc_isolation_row *row = table->rows->pdata[i];
    for (guint k = 0; k < G_N_ELEMENTS(row->cells); k++) {
      const pc_isolation_cell *cell = row->cells[k];
      if (!cell || cell->protection != PC_PROTECTION_UNKNOWN)
        continue;
      fputs("? ", p->stream);
      padded_print(p, cell->probe, 0);
      fputs(": ", p->stream);
      padded_print(p, cell->reason, 0);
      fputc('\n', p->stream);
    }
  }
}

/* With the service's name where the environment has several. */
static void heading_print(const page *p, const pc_isolation *isolation,
                          const pc_isolation_table *table) {
  guint siblings = 0;
  for (guint i = 0; i < isolation->tables->len; i++)
    siblings += g_strcmp0(((const pc_isolation_table *)isolation->tables->pdata[i])->environment,
                          table->environment) == 0;
  fputs(paint(p, "\033[1m"), p->stream);
  padded_print(p, table->environment, 0);
  if (siblings > 1) {
    fputc('/', p->stream);
    padded_print(p, table->service, 0);
  }
  fputs(": ", p->stream);
  padded_print(p, table->product, 0);
  fputc(' ', p->stream);
  padded_print(p, table->version, 0);
  fprintf(p->stream, "%s\n", paint(p, "\033[0m"));
}

static void table_print(const page *p, const pc_isolation *isolation,
                        const pc_isolation_table *table) {
  const guint name = names_width(table);
  heading_print(p, isolation, table);
  if (table->down) {
    fputs("could not be asked: ", p->stream);
    padded_print(p, table->down, 0);
    fputc('\n', p->stream);
  }
  if (table->rows->len > 0)
    levels_print(p, table, name);
  for (guint i = 0; i < table->rows->len; i++)
    row_print(p, table, table->rows->pdata[i], name);
  reasons_print(p, table);
  fputc('\n', p->stream);
}

/* How to see what is behind a cell, by a cell that there is: the first that occurs, else the first.
 */
static void example_print(const page *p, const pc_isolation *isolation) {
  const pc_isolation_cell *example = NULL;
  for (guint i = 0; i < isolation->tables->len; i++) {
    const pc_isolation_table *table = isolation->tables->pdata[i];
    for (guint k = 0; k < table->rows->len * G_N_ELEMENTS(table->levels); k++) {
      const pc_isolation_row *row = table->rows->pdata[k / G_N_ELEMENTS(table->levels)];
      const pc_isolation_cell *cell = row->cells[k % G_N_ELEMENTS(table->levels)];
      if (cell && (!example || (cell->protection == PC_PROTECTION_NONE &&
                                example->protection != PC_PROTECTION_NONE)))
        example = cell;
    }
  }
  if (!example)
    return;
  fputs("What is behind a cell, statement by statement: paritycheck explain ", p->stream);
  padded_print(p, example->probe, 0);
  fputs("\nand what each statement was answered: --report json\n", p->stream);
}

void pc_isolation_write_text(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream) {
  const page p = {.stream = stream, .colour = options->colour};
  for (guint i = 0; i < isolation->tables->len; i++)
    table_print(&p, isolation, isolation->tables->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS(shown); i++)
    if (i != PC_PROTECTION_UNKNOWN || isolation->unknown > 0)
      fprintf(stream, "%-9s  %s\n", shown[i], legend[i]);
  fputs("A line of '...' is a harder case of the one above it.\n", stream);
  example_print(&p, isolation);
}
