/* SPDX-License-Identifier: MIT */
/* The behaviours of a comparison, each with what is told of it. */
#include "reports/html/html.h"

#include <string.h>

const char *const pc_html_status_names[] = {"new",      "changed", "expired",   "pending",
                                            "accepted", "differs", "unknown",   "kind",
                                            "agrees",   "skipped", "reference", NULL};

static void row_free(gpointer data) {
  pc_html_row *row = data;
  g_free(row->area);
  g_ptr_array_unref(row->findings);
  g_ptr_array_unref(row->problems);
  g_ptr_array_unref(row->skips);
  g_free(row);
}

/* The first two parts of an id, but never all of it. */
static char *area_of(const char *probe) {
  const char *first = strchr(probe, '/');
  const char *second = first ? strchr(first + 1, '/') : NULL;
  return first ? g_strndup(probe, (gsize)((second ? second : first) - probe)) : g_strdup("");
}

static int row_compare(gconstpointer a, gconstpointer b) {
  const pc_html_row *x = *(const pc_html_row *const *)a;
  const pc_html_row *y = *(const pc_html_row *const *)b;
  const int by_service = strcmp(x->about->service, y->about->service);
  const int by_area = by_service ? by_service : strcmp(x->area, y->area);
  return by_area ? by_area : strcmp(x->about->probe, y->about->probe);
}

static pc_html_row *row_new(const pc_case *about) {
  pc_html_row *row = g_new0(pc_html_row, 1);
  row->about = about;
  row->area = area_of(about->probe);
  row->findings = g_ptr_array_new();
  row->problems = g_ptr_array_new();
  row->skips = g_ptr_array_new();
  return row;
}

/* Skips name their behaviour, and are found by probe and service. */
static guint case_hash(gconstpointer key) {
  const pc_case *about = key;
  return g_str_hash(about->probe) * 31 + g_str_hash(about->service);
}

static gboolean case_equal(gconstpointer a, gconstpointer b) {
  const pc_case *x = a;
  const pc_case *y = b;
  return strcmp(x->probe, y->probe) == 0 && strcmp(x->service, y->service) == 0;
}

static void facts_add(const pc_comparison *comparison, GHashTable *by_case) {
  for (guint i = 0; i < comparison->findings->len; i++) {
    pc_finding *finding = comparison->findings->pdata[i];
    g_ptr_array_add(((pc_html_row *)g_hash_table_lookup(by_case, finding->about))->findings,
                    finding);
  }
  for (guint i = 0; i < comparison->problems->len; i++) {
    pc_problem *problem = comparison->problems->pdata[i];
    if (problem->about)
      g_ptr_array_add(((pc_html_row *)g_hash_table_lookup(by_case, problem->about))->problems,
                      problem);
  }
  for (guint i = 0; i < comparison->skips->len; i++) {
    pc_skip *skip = comparison->skips->pdata[i];
    const pc_case key = {.probe = skip->probe, .service = skip->service};
    pc_html_row *row = g_hash_table_lookup(by_case, &key);
    if (row)
      g_ptr_array_add(row->skips, skip);
  }
}

GPtrArray *pc_html_rows_new(const pc_comparison *comparison) {
  GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
  g_autoptr(GHashTable) by_case = g_hash_table_new(case_hash, case_equal);
  for (guint i = 0; i < comparison->cases->len; i++) {
    const pc_case *about = comparison->cases->pdata[i];
    pc_html_row *row = row_new(about);
    /* Cases are sorted by probe: the same one of another service is the neighbour. */
    pc_html_row *before = rows->len ? rows->pdata[rows->len - 1] : NULL;
    if (before && strcmp(before->about->probe, about->probe) == 0)
      row->ambiguous = before->ambiguous = true;
    g_ptr_array_add(rows, row);
    g_hash_table_insert(by_case, (gpointer)(guintptr)about, row);
  }
  facts_add(comparison, by_case);
  g_ptr_array_sort(rows, row_compare);
  return rows;
}

/* Of several divergences the one that asks most of the reader. */
static pc_html_status worst_standing(const pc_html_row *row, guint environment) {
  pc_standing worst = PC_STANDING_ACCEPTED;
  for (guint i = 0; i < row->findings->len; i++) {
    const pc_finding *finding = row->findings->pdata[i];
    if (finding->environment != environment || finding->category == PC_CATEGORY_KIND ||
        finding->category == PC_CATEGORY_NAMES)
      continue;
    for (guint k = 0; k < finding->divergences->len; k++)
      worst = MIN(worst, ((const pc_divergence *)finding->divergences->pdata[k])->standing);
  }
  return (pc_html_status)worst;
}

pc_html_status pc_html_row_status(const pc_html *html, const pc_html_row *row, guint environment) {
  switch ((pc_state)row->about->states[environment]) {
  case PC_STATE_REFERENCE:
    return PC_HTML_REFERENCE;
  case PC_STATE_AGREE:
    return PC_HTML_AGREES;
  case PC_STATE_KIND:
    return PC_HTML_KIND;
  case PC_STATE_DIFFER:
    return html->comparison->baseline ? worst_standing(row, environment) : PC_HTML_DIFFERS;
  case PC_STATE_SETUP_REFUSED:
  case PC_STATE_UNSTABLE:
  case PC_STATE_FAULT:
    return PC_HTML_UNKNOWN;
  case PC_STATE_ABSENT:
  case PC_STATE_SKIPPED:
    break;
  }
  return PC_HTML_SKIPPED;
}

/* Under "strict" there is more that counts. */
bool pc_html_status_is_wanted(const pc_html *html, pc_html_status status) {
  const bool strict = g_strcmp0(html->comparison->fail_on, "strict") == 0;
  return status <= PC_HTML_EXPIRED || status == PC_HTML_DIFFERS || status == PC_HTML_UNKNOWN ||
         (strict && (status == PC_HTML_PENDING || status == PC_HTML_KIND));
}

const pc_service_record *pc_html_service(const pc_html *html, guint environment,
                                         const char *service) {
  return pc_comparison_service(html->comparison, environment, service);
}
