/* SPDX-License-Identifier: MIT */
/* The isolation table for the terminal: a block for each service, an anomaly a line, an isolation level a column. */
#include "reports/isolation.h"

#include "harness/outcome_show.h"
#include "harness/probe.h"

#include <string.h>

enum { LEVEL_COLUMNS = 15, NAME_COLUMNS_MAX = 24, WORDS_COLUMNS_MAX = 60 };

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

static guint widest(const pc_isolation_table *table, bool words, guint most) {
  guint width = 0;
  for (guint i = 0; i < table->rows->len; i++) {
    const pc_isolation_row *row = table->rows->pdata[i];
    width = MAX(width, (guint)pc_text_width(words ? row->words : row->name));
  }
  return MIN(width, most);
}

/* "read committed" takes two lines. */
static void levels_print(const page *p, const pc_isolation_table *table, guint indent) {
  for (guint line = 0; line < 2; line++) {
    fprintf(p->stream, "%*s", (int)indent, "");
    for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++) {
      const char *blank = strchr(pc_level_names[i], ' ');
      g_autofree char *first = blank ? g_strndup(pc_level_names[i], (gsize)(blank - pc_level_names[i])) : NULL;
      if (table->levels[i])
        fprintf(p->stream, "  %-*s", LEVEL_COLUMNS - 2, line == 0 ? (first ? first : "") : blank ? blank + 1 : pc_level_names[i]);
    }
    fputc('\n', p->stream);
  }
}

static void cell_print(const page *p, const pc_isolation_cell *cell) {
  static const char *const codes[] = {"\033[31m", "\033[32m", "\033[32m", "\033[32m", "\033[33m"};
  const char *word = cell ? shown[cell->protection] : "-";
  fprintf(p->stream, "  %s%-*s%s", paint(p, cell ? codes[cell->protection] : ""), LEVEL_COLUMNS - 2, word,
          paint(p, cell ? "\033[0m" : ""));
}

static void row_print(const page *p, const pc_isolation_table *table, const pc_isolation_row *row, guint name,
                      guint words) {
  padded_print(p, row->name, name + 2);
  padded_print(p, row->words, words);
  for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++)
    if (table->levels[i])
      cell_print(p, row->cells[i]);
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

static void table_print(const page *p, const pc_isolation_table *table) {
  const guint name = widest(table, false, NAME_COLUMNS_MAX);
  const guint words = widest(table, true, WORDS_COLUMNS_MAX);
  fputs(paint(p, "\033[1m"), p->stream);
  padded_print(p, table->environment, 0);
  fputs(": ", p->stream);
  padded_print(p, table->product, 0);
  fputc(' ', p->stream);
  padded_print(p, table->version, 0);
  fprintf(p->stream, "%s\n", paint(p, "\033[0m"));
  if (table->down) {
    fputs("could not be asked: ", p->stream);
    padded_print(p, table->down, 0);
    fputc('\n', p->stream);
  }
  if (table->rows->len > 0)
    levels_print(p, table, name + 2 + words);
  for (guint i = 0; i < table->rows->len; i++)
    row_print(p, table, table->rows->pdata[i], name, words);
  reasons_print(p, table);
  fputc('\n', p->stream);
}

void pc_isolation_write_text(const pc_isolation *isolation, const pc_report_options *options, FILE *stream) {
  const page p = {.stream = stream, .colour = options->colour};
  for (guint i = 0; i < isolation->tables->len; i++)
    table_print(&p, isolation->tables->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS(shown); i++)
    if (i != PC_PROTECTION_UNKNOWN || isolation->unknown > 0)
      fprintf(stream, "%-9s  %s\n", shown[i], legend[i]);
  fputs("A line that begins with '...' is a harder case of the anomaly above it.\n", stream);
  const pc_isolation_table *first = isolation->tables->len > 0 ? isolation->tables->pdata[0] : NULL;
  const pc_isolation_row *row = first && first->rows->len > 0 ? first->rows->pdata[0] : NULL;
  for (guint i = 0; row && i < G_N_ELEMENTS(row->cells); i++) {
    if (!row->cells[i])
      continue;
    fputs("What each session sent, in order: paritycheck explain ", stream);
    padded_print(&p, row->cells[i]->probe, 0);
    fputs(" (so for every name and level); what was answered: --report json\n", stream);
    break;
  }
}
