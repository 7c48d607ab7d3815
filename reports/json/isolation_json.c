/* SPDX-License-Identifier: MIT */
/* The isolation table for programs. Its schema is reports/isolation.schema.json. */
#include "reports/isolation.h"

#include "harness/base/version.h"
#include "harness/model/probe.h"

static json_t *string_or_null(const char *text) { return text ? json_string(text) : json_null(); }

static json_t *cell_new(const pc_isolation_cell *cell, const char *level) {
  json_t *entry = json_pack("{s:s,s:s,s:s,s:o}", "level", level, "protection",
                            pc_protection_names[cell->protection], "probe", cell->probe, "reason",
                            string_or_null(cell->reason));
  json_object_set(entry, "observations", cell->observations ? cell->observations : json_null());
  return entry;
}

static json_t *row_new(const pc_isolation_row *row) {
  json_t *cells = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(row->cells); i++)
    if (row->cells[i])
      json_array_append_new(cells, cell_new(row->cells[i], pc_level_names[i]));
  return json_pack("{s:s,s:s,s:s,s:s,s:o}", "name", row->name, "code", row->code, "words",
                   row->words, "probes", row->group, "cells", cells);
}

static json_t *table_new(const pc_isolation_table *table) {
  json_t *rows = json_array();
  for (guint i = 0; i < table->rows->len; i++)
    json_array_append_new(rows, row_new(table->rows->pdata[i]));
  return json_pack("{s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "environment", table->environment, "service",
                   table->service, "product", string_or_null(table->product), "version",
                   string_or_null(table->version), "url", string_or_null(table->url), "down",
                   string_or_null(table->down), "anomalies", rows);
}

void pc_isolation_write_json(const pc_isolation *isolation, const pc_report_options *options,
                             FILE *stream) {
  (void)options;
  json_t *tables = json_array();
  for (guint i = 0; i < isolation->tables->len; i++)
    json_array_append_new(tables, table_new(isolation->tables->pdata[i]));
  json_t *report = json_pack("{s:s,s:o,s:i}", "paritycheck", PC_VERSION, "isolation", tables,
                             "unknown", (int)isolation->unknown);
  json_dumpf(report, stream, JSON_INDENT(2) | JSON_SORT_KEYS);
  fputc('\n', stream);
  json_decref(report);
}
