/* SPDX-License-Identifier: MIT */
/* The isolation table as a page: a table for each service, an anomaly a line, an isolation level a
 * column. */
#include "reports/html/html.h"

#include "reports/isolation.h"

#include "harness/model/probe.h"

/* Of each pc_protection: the word, and the cell's class. */
static const char *const words[] = {"occurs", "prevented", "blocked", "refused", "?"};
static const char *const classes[] = {"differs", "agrees", "agrees", "agrees", "unknown"};

static void cell_append(GString *text, const pc_isolation_cell *cell) {
  if (!cell) {
    g_string_append(text, "<td class=\"note\">not asked</td>");
    return;
  }
  g_string_append_printf(text, "<td><b class=\"%s\">%s</b>", classes[cell->protection],
                         words[cell->protection]);
  if (cell->reason)
    pc_html_format(text, " <small class=\"note\">%s</small>", cell->reason);
  g_string_append(text, "</td>");
}

static void row_append(GString *text, const pc_isolation_table *table,
                       const pc_isolation_row *row) {
  pc_html_format(text, "<tr><th scope=\"row\"><code>%s</code>", row->name);
  pc_html_format(text, "<div class=\"note wraps\">%s</div></th>", row->words);
  for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++)
    if (table->levels[i])
      cell_append(text, row->cells[i]);
  g_string_append(text, "</tr>\n");
}

static void rows_append(GString *text, const pc_isolation_table *table) {
  g_string_append(text, "<div class=\"scroller\"><table class=\"isolation\"><thead><tr><th "
                        "scope=\"col\">Anomaly</th>");
  for (guint i = 0; i < G_N_ELEMENTS(table->levels); i++)
    if (table->levels[i])
      pc_html_format(text, "<th scope=\"col\">%s</th>", pc_level_names[i]);
  g_string_append(text, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < table->rows->len; i++)
    row_append(text, table, table->rows->pdata[i]);
  g_string_append(text, "</tbody></table></div>\n");
}

static void table_append(GString *text, const pc_isolation_table *table) {
  pc_html_format(text, "<section><h2>%s: ", table->environment);
  pc_html_format(text, "%s ", table->product);
  pc_html_format(text, "%s</h2>\n", table->version);
  pc_html_format(text, "<p class=\"note\">%s ", table->service);
  pc_html_format(text, "<code>%s</code></p>\n", table->url);
  if (table->down)
    pc_html_format(text, "<p><b class=\"unknown\">could not be asked</b>: %s</p>\n", table->down);
  if (table->rows->len > 0)
    rows_append(text, table);
  g_string_append(text, "</section>\n");
}

void pc_isolation_write_html(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream) {
  (void)options;
  g_autoptr(GString) text = g_string_new(NULL);
  pc_html_open(text, "Isolation: which anomaly each level prevents", false);
  g_string_append(text,
                  "<header class=\"top\"><p class=\"program\">paritycheck</p><h1>Which anomaly "
                  "each isolation level prevents</h1><p class=\"note\">“Occurs”: it happened, and "
                  "the application has to guard against it itself. “Prevented”: nobody noticed. "
                  "“Blocked”: a transaction had to wait for the other. “Refused”: a transaction "
                  "was refused, and has to be tried again from its start.</p></header>\n<main>\n");
  for (guint i = 0; i < isolation->tables->len; i++)
    table_append(text, isolation->tables->pdata[i]);
  g_string_append(text, "</main>\n");
  pc_html_close(text);
  fwrite(text->str, 1, text->len, stream);
}
