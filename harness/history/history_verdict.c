/* SPDX-License-Identifier: MIT */
/* What a history comes to, and how it is let go. */
#include "harness/base/error.h"
#include "harness/history/history_folder.h"

#include <string.h>

/* Sums over the environments of a night. */
typedef struct sums {
  guint changes[3];
  guint found;
  bool compared; /* with an earlier night */
} sums;

static sums sums_of(const pc_history *history, const pc_night *night) {
  sums s = {0};
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, history->reference) == 0 || !e->compared)
      continue;
    s.compared = s.compared || !e->first;
    s.found += e->found;
    for (guint k = 0; k < G_N_ELEMENTS(s.changes); k++)
      s.changes[k] += e->changes[k];
  }
  return s;
}

static void standing_append(const pc_history *history, const pc_night *night, GString *text) {
  for (guint i = 0; i < night->environments->len; i++) {
    const pc_night_environment *e = night->environments->pdata[i];
    if (strcmp(e->name, history->reference) != 0 && e->compared)
      g_string_append_printf(text, "; %s differs in %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " behaviours", e->name,
                             e->differ, e->behaviours);
  }
}

void pc_history_decide(pc_history *history, bool unread) {
  const pc_night *last = history->nights->pdata[history->nights->len - 1];
  const sums s = sums_of(history, last);
  const bool incomplete = unread || last->incomplete->len > 0;
  const guint new = s.changes[PC_CHANGE_APPEARED] + s.changes[PC_CHANGE_CHANGED];
  GString *text = g_string_new(NULL);
  if (last->incidents->len)
    g_string_append_printf(text, "INCIDENT: the run changed %u object%s outside of its scratches; ",
                           last->incidents->len, last->incidents->len == 1 ? "" : "s");
  if (last->references->len)
    g_string_append_printf(text, "THE REFERENCE CHANGED: %s gives %u answer%s otherwise than the night before; ",
                           history->reference, last->references->len, last->references->len == 1 ? "" : "s");
  if (incomplete)
    g_string_append(text, "INCOMPLETE, not everything could be told; ");
  if (!s.compared)
    g_string_append_printf(text, "night of %s: there is no earlier one to hold it against", last->name);
  else if (new + s.changes[PC_CHANGE_WENT] == 0)
    g_string_append_printf(text, "night of %s: nothing appeared, nothing went", last->name);
  else
    g_string_append_printf(text, "night of %s: %u appeared, %u changed, %u went", last->name,
                           s.changes[PC_CHANGE_APPEARED], s.changes[PC_CHANGE_CHANGED], s.changes[PC_CHANGE_WENT]);
  if (s.found)
    g_string_append_printf(text, ", %u found by new probes", s.found);
  standing_append(history, last, text);
  history->verdict = g_string_free(text, FALSE);
  history->exit_status = last->incidents->len               ? PC_EXIT_FAILED
                         : incomplete                       ? PC_EXIT_INCOMPLETE
                         : new > 0 || last->references->len ? PC_EXIT_DIFFERENT
                                                            : PC_EXIT_SAME;
}

static void environment_free(gpointer data) {
  pc_night_environment *e = data;
  g_free(e->name);
  g_free(e->path);
  json_decref(e->header);
  g_free(e);
}

static void change_free(gpointer data) {
  pc_change *c = data;
  g_free(c->environment);
  g_free(c->probe);
  g_free(c->service);
  g_free(c->observation);
  g_free(c->title);
  g_free(c->answer);
  g_free(c->expected);
  g_free(c);
}

static void reference_change_free(gpointer data) {
  pc_reference_change *c = data;
  g_free(c->probe);
  g_free(c->service);
  g_free(c->observation);
  g_free(c->title);
  g_free(c->before);
  g_free(c->after);
  g_free(c);
}

static void setting_change_free(gpointer data) {
  pc_setting_change *c = data;
  g_free(c->environment);
  g_free(c->service);
  g_free(c->name);
  g_free(c->before);
  g_free(c->after);
  g_free(c);
}

pc_night *pc_night_new(gint64 began) {
  g_autoptr(GDateTime) timestamp = g_date_time_new_from_unix_utc(began);
  pc_night *night = g_new0(pc_night, 1);
  night->began = began;
  night->name = g_date_time_format(timestamp, "%Y-%m-%d %H:%M");
  night->environments = g_ptr_array_new_with_free_func(environment_free);
  night->references = g_ptr_array_new_with_free_func(reference_change_free);
  night->changes = g_ptr_array_new_with_free_func(change_free);
  night->settings = g_ptr_array_new_with_free_func(setting_change_free);
  night->added = g_ptr_array_new_with_free_func(g_free);
  night->gone = g_ptr_array_new_with_free_func(g_free);
  night->incidents = g_ptr_array_new_with_free_func(g_free);
  night->incomplete = g_ptr_array_new_with_free_func(g_free);
  return night;
}

void pc_night_free(gpointer data) {
  pc_night *night = data;
  GPtrArray *const arrays[] = {night->environments, night->references, night->changes,   night->settings,
                               night->added,        night->gone,       night->incidents, night->incomplete};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
    g_ptr_array_unref(arrays[i]);
  g_free(night->name);
  g_free(night);
}

void pc_history_free(pc_history *history) {
  if (!history)
    return;
  g_free(history->reference);
  g_free(history->verdict);
  g_ptr_array_unref(history->environments);
  g_ptr_array_unref(history->nights);
  g_ptr_array_unref(history->unread);
  g_free(history);
}
