/* SPDX-License-Identifier: MIT */
/* The isolation table, from recordings. */
#include "harness/compare/isolation.h"

#include "harness/base/error.h"
#include "harness/base/names.h"
#include "harness/compare/recording.h"
#include "harness/model/probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* An answer of these probes is a few hundred bytes; larger ones are others'. */
enum { ANSWER_BYTES_MAX = 256 * 1024 };

/* The order in which the literature speaks of them: Berenson et al. 1995, Adya et al. 2000,
 * Hermitage. */
static const char *const codes[] = {"P0", "P1",       "P2",      "P3",  "A5A", "A5B",
                                    "G0", "G1a",      "G1b",     "G1c", "OTV", "PMP",
                                    "P4", "G-single", "G2-item", "G2",  NULL};

static void cell_free(pc_isolation_cell *cell) {
  if (!cell)
    return;
  g_free(cell->probe);
  g_free(cell->reason);
  json_decref(cell->observations);
  g_free(cell);
}

static void row_free(gpointer data) {
  pc_isolation_row *row = data;
  for (guint i = 0; i < G_N_ELEMENTS(row->cells); i++)
    cell_free(row->cells[i]);
  g_free(row->name);
  g_free(row->code);
  g_free(row->words);
  g_free(row->group);
  g_free(row);
}

static void table_free(gpointer data) {
  pc_isolation_table *table = data;
  g_free(table->environment);
  g_free(table->service);
  g_free(table->product);
  g_free(table->version);
  g_free(table->url);
  g_free(table->down);
  g_ptr_array_unref(table->rows);
  g_free(table);
}

void pc_isolation_free(pc_isolation *isolation) {
  if (!isolation)
    return;
  g_ptr_array_unref(isolation->tables);
  g_free(isolation);
}

static void tables_add(pc_isolation *isolation, const pc_recording_header *header) {
  for (guint i = 0; i < header->services->len; i++) {
    const pc_service_record *service = pc_recording_header_service_at(header, i);
    pc_isolation_table *table = g_new0(pc_isolation_table, 1);
    table->environment = g_strdup(header->environment);
    table->service = g_strdup(service->name);
    table->product = g_strdup(service->product);
    table->version = g_strdup(service->fingerprint.version);
    table->url = g_strdup(service->url);
    table->down = g_strdup(service->down);
    table->rows = g_ptr_array_new_with_free_func(row_free);
    g_ptr_array_add(isolation->tables, table);
  }
}

/* Among the tables from first on, which are those of the recording being read. */
static pc_isolation_table *table_find(const pc_isolation *isolation, guint first,
                                      const char *service) {
  for (guint i = first; i < isolation->tables->len; i++) {
    pc_isolation_table *table = isolation->tables->pdata[i];
    if (g_strcmp0(table->service, service) == 0)
      return table;
  }
  return NULL;
}

static pc_isolation_row *row_ensure(pc_isolation_table *table, const char *group,
                                    const char *anomaly) {
  for (guint i = 0; i < table->rows->len; i++) {
    pc_isolation_row *row = table->rows->pdata[i];
    if (strcmp(row->group, group) == 0)
      return row;
  }
  const char *slash = strrchr(group, '/');
  const char *colon = strstr(anomaly, ": ");
  pc_isolation_row *row = g_new0(pc_isolation_row, 1);
  row->group = g_strdup(group);
  row->name = g_strdup(slash ? slash + 1 : group);
  row->code = colon ? g_strndup(anomaly, (gsize)(colon - anomaly)) : g_strdup("");
  row->words = g_strdup(colon ? colon + 2 : anomaly);
  g_ptr_array_add(table->rows, row);
  return row;
}

static pc_isolation_cell *cell_new(const char *probe, const char *rule, const json_t *answer) {
  pc_isolation_cell *cell = g_new0(pc_isolation_cell, 1);
  const char *status = json_string_value(json_object_get(answer, "status"));
  const json_t *observations = json_object_get(answer, "observations");
  cell->probe = g_strdup(probe);
  cell->observations = json_incref((json_t *)(guintptr)observations);
  cell->protection = PC_PROTECTION_UNKNOWN;
  if (g_strcmp0(status, "answered") == 0)
    cell->protection = pc_occurs_judge(rule, observations, &cell->reason);
  else if (g_strcmp0(status, "fault") == 0)
    cell->reason = g_strdup_printf("could not be asked: %s",
                                   json_string_value(json_object_get(answer, "code")));
  else
    cell->reason = g_strdup(g_strcmp0(status, "unstable") == 0 ? "two answers differ"
                                                               : "the setup was refused");
  return cell;
}

/* Puts what a line of evidence is about into its service's table, where it is about an anomaly. */
static void evidence_add(pc_isolation *isolation, guint first, const json_t *evidence,
                         GHashTable *answers) {
  const json_t *about = json_object_get(evidence, "about");
  const char *anomaly = json_string_value(json_object_get(about, "anomaly"));
  const char *rule = json_string_value(json_object_get(about, "occurs"));
  const char *level = json_string_value(json_object_get(about, "level"));
  const char *probe = json_string_value(json_object_get(evidence, "probe"));
  const char *service = json_string_value(json_object_get(evidence, "service"));
  const int i = level ? pc_name_index(pc_level_names, level) : -1;
  pc_isolation_table *table = table_find(isolation, first, service);
  const char *slash = probe ? strrchr(probe, '/') : NULL;
  if (!anomaly || !rule || i < 0 || !table || !slash)
    return;
  g_autofree char *key = g_strdup_printf("%s\n%s", probe, service);
  g_autofree char *group = g_strndup(probe, (gsize)(slash - probe));
  pc_isolation_row *row = row_ensure(table, group, anomaly);
  const json_t *answer = g_hash_table_lookup(answers, key);
  if (row->cells[i] || !answer)
    return;
  row->cells[i] = cell_new(probe, rule, answer);
  isolation->unknown += row->cells[i]->protection == PC_PROTECTION_UNKNOWN;
  table->levels[i] = true;
}

/* Of one recording, whose answers come before the evidence that tells which of them are of
 * anomalies: what is wanted is found in a first pass, and only that is kept of the answers in a
 * second. */
typedef struct passes {
  pc_isolation *isolation;
  guint first;         /* table */
  GPtrArray *evidence; /* json_t: the lines about an anomaly, in their order */
  GHashTable *answers; /* by "probe\nservice": their answers (json_t), or NULL where there is none
                          yet */
} passes;

static char *line_key(const json_t *line) {
  const char *probe = json_string_value(json_object_get(line, "probe"));
  const char *service = json_string_value(json_object_get(line, "service"));
  return g_strdup_printf("%s\n%s", probe ? probe : "", service ? service : "");
}

static void line_want(const passes *p, json_t *line) {
  if (!json_is_string(json_object_get(json_object_get(line, "about"), "anomaly")))
    return;
  json_object_del(line, "trace");
  g_ptr_array_add(p->evidence, json_incref(line));
  g_hash_table_insert(p->answers, line_key(line), NULL);
}

static void line_keep(const passes *p, json_t *line) {
  char *key = line_key(line);
  if (g_hash_table_contains(p->answers, key))
    g_hash_table_insert(p->answers, key, json_incref(line));
  else
    g_free(key);
}

/* Gives every line of a section to take. The file stands at its beginning. */
static bool section_read(const passes *p, FILE *file, const char *name, pc_section section,
                         void (*take)(const passes *p, json_t *line), GError **error) {
  pc_recording_reader reader;
  bool fine = pc_recording_reader_init(&reader, file, name, error);
  if (fine && section == PC_SECTION_EVIDENCE)
    tables_add(p->isolation, reader.header);
  while (fine && reader.section != PC_SECTION_TRAILER) {
    fine = pc_recording_reader_next(&reader, error);
    if (!fine || reader.section != section ||
        (section == PC_SECTION_ANSWERS && reader.length > ANSWER_BYTES_MAX))
      continue;
    json_t *line = pc_recording_reader_parse(&reader, error);
    fine = line != NULL;
    if (line)
      take(p, line);
    json_decref(line);
  }
  pc_recording_reader_clear(&reader);
  return fine;
}

/* What can be read once only, such as a pipe, as a temporary file of no name; the caller's. */
static FILE *file_copy(FILE *file, const char *name, GError **error) {
  char buffer[64 * 1024];
  gsize n;
  FILE *copy = tmpfile();
  while (copy && (n = fread(buffer, 1, sizeof buffer, file)) > 0 &&
         fwrite(buffer, 1, n, copy) == n) {
  }
  if (copy && !ferror(file) && fflush(copy) == 0 && !ferror(copy)) {
    rewind(copy);
    return copy;
  }
  g_set_error(error, PC_ERROR, PC_ERROR_FAILED,
              "cannot copy the recording '%s' into a temporary file: %s", name, g_strerror(errno));
  if (copy)
    fclose(copy);
  return NULL;
}

static void line_free(gpointer line) { json_decref(line); }

static bool recording_read(const passes *p, FILE *file, const char *name, GError **error) {
  const off_t start = ftello(file);
  if (!section_read(p, file, name, PC_SECTION_EVIDENCE, line_want, error))
    return false;
  if (p->evidence->len == 0)
    return true;
  if (fseeko(file, start, SEEK_SET) != 0) {
    g_set_error(error, PC_ERROR, PC_ERROR_FAILED, "cannot read '%s' again: %s", name,
                g_strerror(errno));
    return false;
  }
  if (!section_read(p, file, name, PC_SECTION_ANSWERS, line_keep, error))
    return false;
  for (guint i = 0; i < p->evidence->len; i++)
    evidence_add(p->isolation, p->first, p->evidence->pdata[i], p->answers);
  return true;
}

static bool recording_add(pc_isolation *isolation, FILE *file, const char *name, GError **error) {
  FILE *copy = ftello(file) < 0 ? file_copy(file, name, error) : NULL;
  if (!copy && ftello(file) < 0)
    return false;
  const passes p = {.isolation = isolation,
                    .first = isolation->tables->len,
                    .evidence = g_ptr_array_new_with_free_func(line_free),
                    .answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, line_free)};
  const bool fine = recording_read(&p, copy ? copy : file, name, error);
  g_ptr_array_unref(p.evidence);
  g_hash_table_unref(p.answers);
  if (copy)
    fclose(copy);
  return fine;
}

static int row_compare(gconstpointer a, gconstpointer b) {
  const pc_isolation_row *x = *(const pc_isolation_row *const *)a;
  const pc_isolation_row *y = *(const pc_isolation_row *const *)b;
  const guint i = (guint)pc_name_index(codes, x->code);
  const guint k = (guint)pc_name_index(codes, y->code);
  if (i != k)
    return i < k ? -1 : 1;
  return strcmp(x->group, y->group);
}

/* Services of other roles have no table; one that is down has an empty one. */
static void tables_close(pc_isolation *isolation) {
  for (guint i = isolation->tables->len; i-- > 0;) {
    pc_isolation_table *table = isolation->tables->pdata[i];
    if (table->rows->len == 0 && !table->down) {
      g_ptr_array_remove_index(isolation->tables, i);
      continue;
    }
    isolation->unknown += table->down != NULL;
    g_ptr_array_sort(table->rows, row_compare);
  }
}

pc_isolation *pc_isolation_new(FILE *const *files, const char *const *names, guint n,
                               GError **error) {
  g_autoptr(pc_isolation) isolation = g_new0(pc_isolation, 1);
  isolation->tables = g_ptr_array_new_with_free_func(table_free);
  for (guint i = 0; i < n; i++)
    if (!recording_add(isolation, files[i], names[i], error))
      return NULL;
  tables_close(isolation);
  return g_steal_pointer(&isolation);
}
